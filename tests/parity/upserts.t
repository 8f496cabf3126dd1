# The alias of an INSERT in a trigger's function, known in ON CONFLICT alone.
migrate
CREATE TABLE meters (id int PRIMARY KEY, who int NOT NULL, seq int NOT NULL);
CREATE TABLE meter_last (who int PRIMARY KEY, seq int NOT NULL, n int NOT NULL DEFAULT 1);
CREATE FUNCTION meter_latest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO meter_last AS g (who, seq) VALUES (NEW.who, NEW.seq)
    ON CONFLICT (who) DO UPDATE SET seq = greatest(EXCLUDED.seq, g.seq), n = g.n + 1;
    INSERT INTO meter_last AS g (who, seq) SELECT -g.who, g.seq FROM meters g WHERE g.id = NEW.id
    ON CONFLICT (who) DO UPDATE SET n = g.n + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER meter_latest AFTER INSERT ON meters FOR EACH ROW EXECUTE FUNCTION meter_latest();
INSERT INTO meters VALUES (1, 7, 5), (2, 7, 4), (3, 8, 1);
.
ok INSERT INTO meters VALUES (4, 7, 9)
rows SELECT who, seq, n FROM meter_last ORDER BY who
= -8|1|1
= -7|5|3
= 7|9|3
= 8|1|1

# ON CONFLICT after queries that end with a FROM
migrate
CREATE TABLE pairs_a (a int, b int);
CREATE TABLE pairs_u (a int PRIMARY KEY, b int);
INSERT INTO pairs_a VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO pairs_u SELECT a, b FROM pairs_a UNION SELECT b, a FROM pairs_a ON CONFLICT DO NOTHING;
INSERT INTO pairs_u SELECT a, b FROM pairs_a WHERE a > 5 UNION ALL (SELECT b + 3, a FROM pairs_a ORDER BY 1 LIMIT 1)
    ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b;
INSERT INTO pairs_u SELECT a + 10, b FROM pairs_a UNION (SELECT 11, 1 UNION SELECT 12, b FROM pairs_a WHERE b = 2)
    ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b + 1;
INSERT INTO pairs_u SELECT a + 20, b FROM pairs_a ORDER BY a OFFSET 2 ON CONFLICT DO NOTHING;
INSERT INTO pairs_u SELECT a + 20, b FROM pairs_a OFFSET 0 ON CONFLICT (a) DO UPDATE SET b = 0;
INSERT INTO pairs_u SELECT max(a) + 30, 1 FROM pairs_a HAVING count(*) = 3 ON CONFLICT DO NOTHING;
.
rows SELECT a, b FROM pairs_u ORDER BY a
= 1|1
= 2|2
= 3|3
= 4|1
= 11|1
= 12|2
= 13|3
= 21|1
= 22|2
= 23|0
= 33|1

# ON CONFLICT in a trigger's function, by what is a key only later, or no more: an error while it is none.
migrate
CREATE TABLE keyed (a integer, b integer);
CREATE TABLE keying (id integer PRIMARY KEY, n integer);
CREATE FUNCTION keying() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.n > 0 THEN
        INSERT INTO keyed (a, b) VALUES (NEW.n, NEW.id) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keying AFTER INSERT ON keying FOR EACH ROW EXECUTE FUNCTION keying();
INSERT INTO keying VALUES (1, 0);
.
ok INSERT INTO keying VALUES (2, 0)
no INSERT INTO keying VALUES (3, 1)
migrate
CREATE UNIQUE INDEX keyed_a ON keyed (a);
INSERT INTO keying VALUES (4, 1);
.
ok INSERT INTO keying VALUES (5, 1)
rows SELECT a, b FROM keyed
= 1|5
migrate
DROP INDEX keyed_a;
.
no INSERT INTO keying VALUES (6, 1)
migrate
ALTER TABLE keyed ADD CONSTRAINT keyed_key UNIQUE (a);
.
ok INSERT INTO keying VALUES (7, 1)
migrate
ALTER TABLE keyed RENAME COLUMN a TO c;
.
no INSERT INTO keying VALUES (8, 1)
rows SELECT c, b FROM keyed
= 1|7
