# WITH in the statements of a trigger's function.
migrate
CREATE TABLE spans (id int PRIMARY KEY, up_id int, n int NOT NULL DEFAULT 0, total int NOT NULL DEFAULT 0);
CREATE TABLE bits (id int PRIMARY KEY, span_id int, size int);
CREATE TABLE gone (id int PRIMARY KEY, span_id int);
INSERT INTO spans (id, up_id) VALUES (1, NULL), (2, 1), (3, 2), (4, NULL);
INSERT INTO gone VALUES (1, 3), (2, 1);
CREATE FUNCTION bits_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH sums AS (SELECT span_id, count(*) AS c, sum(size) AS s FROM bits WHERE span_id = NEW.span_id GROUP BY span_id)
    UPDATE spans SET n = q.c, total = q.s FROM sums q WHERE spans.id = q.span_id;
    WITH RECURSIVE up AS (
        SELECT id, up_id FROM spans WHERE id = NEW.span_id
        UNION ALL
        SELECT s.id, s.up_id FROM spans s JOIN up ON s.id = up.up_id
    )
    UPDATE spans SET total = total + 100 WHERE id IN (SELECT id FROM up) AND id <> NEW.span_id;
    WITH old AS (SELECT NEW.span_id AS k)
    DELETE FROM gone WHERE span_id IN (SELECT k FROM old);
    WITH fresh AS (SELECT NEW.id + 10 AS id, NEW.span_id AS k)
    INSERT INTO gone (id, span_id) SELECT id, k FROM fresh;
    RETURN NULL;
END $$;
CREATE TRIGGER bits_sum AFTER INSERT ON bits FOR EACH ROW EXECUTE FUNCTION bits_sum();
.
ok INSERT INTO bits VALUES (1, 3, 5)
ok INSERT INTO bits VALUES (2, 3, 6), (3, 4, 1)
rows SELECT id, n, total FROM spans ORDER BY id
= 1|0|200
= 2|0|200
= 3|2|11
= 4|1|1
rows SELECT id, span_id FROM gone ORDER BY id
= 2|1
= 12|3
= 13|4
