# A statement that asks its own table sees the rows as they were before it.
migrate
CREATE TABLE up_t (id int PRIMARY KEY, k int, n int, note text);
INSERT INTO up_t VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4), (5, 2, 5);
UPDATE up_t SET n = (SELECT sum(b.n) FROM up_t b WHERE b.id <= up_t.id);
.
rows SELECT id, n FROM up_t ORDER BY id
= 1|1
= 2|3
= 3|6
= 4|10
= 5|15
migrate
UPDATE up_t a SET note = 'first' WHERE NOT EXISTS (SELECT 1 FROM up_t b WHERE b.k = a.k AND b.note = 'first');
.
rows SELECT id, note FROM up_t ORDER BY id
= 1|first
= 2|first
= 3|first
= 4|first
= 5|first
migrate
UPDATE up_t SET n = 0 WHERE n > (SELECT min(b.n) FROM up_t b WHERE b.k = up_t.k);
UPDATE up_t a SET k = k + 1, n = a.n + (SELECT count(*) FROM up_t WHERE k = a.k) WHERE a.id <> 5;
.
rows SELECT id, k, n FROM up_t ORDER BY id
= 1|2|4
= 2|2|3
= 3|2|3
= 4|3|12
= 5|2|0

# without a key; rows that are the same; a key of two columns; values of other types
migrate
CREATE TABLE keyless (k int, n int, t varchar(5), ok boolean, doc jsonb);
INSERT INTO keyless VALUES (1, 1, 'a', true, '{"a": 1}'), (1, 1, 'a', true, '{"a": 1}'), (1, 2, NULL, false, NULL),
    (NULL, 3, 'c', NULL, '[]'), (NULL, 3, 'c', NULL, '[]'), (2, 9, 'd', true, '{"b": 2}');
UPDATE keyless SET n = n + (SELECT sum(o.n) FROM keyless o WHERE o.k = keyless.k), ok = NOT ok,
    doc = CASE WHEN (SELECT count(*) FROM keyless o WHERE o.n < keyless.n) > 3 THEN '{"z": 0}' ELSE doc END, t = 'new'
    WHERE t IS NULL OR EXISTS (SELECT 1 FROM keyless o WHERE o.t = keyless.t);
CREATE TABLE two_keys (a int, b text, n int NOT NULL, PRIMARY KEY (a, b));
INSERT INTO two_keys VALUES (1, 'x', 1), (1, 'y', 2), (2, 'x', 3);
UPDATE two_keys SET b = b || (SELECT count(*) FROM two_keys o WHERE o.b = two_keys.b)::text, n = n * 2 + 1;
UPDATE two_keys t SET a = a + 10, n = a WHERE EXISTS (SELECT 1 FROM two_keys o WHERE o.b = t.b AND o.a > t.a);
.
rows SELECT k, n, t FROM keyless ORDER BY coalesce(n, 99), k
= 1|5|new
= 1|5|new
= 1|6|new
= 2|18|new
= NULL|NULL|new
= NULL|NULL|new
rows SELECT count(*) FROM keyless WHERE ok
= 1
pg rows SELECT k, doc::text FROM keyless WHERE doc IS NOT NULL AND doc::text <> '[]' ORDER BY k
= 1|{"a": 1}
= 1|{"a": 1}
= 2|{"z": 0}
rows SELECT a, b, n FROM two_keys ORDER BY a, b
= 1|y1|5
= 2|x2|7
= 11|x2|1
migrate
DELETE FROM keyless a WHERE EXISTS (SELECT 1 FROM keyless b WHERE b.k = a.k AND b.n <> a.n);
DELETE FROM keyless WHERE k IS NULL AND (SELECT count(*) FROM keyless b WHERE b.k IS NOT DISTINCT FROM keyless.k) > 1;
.
rows SELECT k FROM keyless
= 2
lite,mysql refused (a, b) = (SELECT ...) of the table that is changed
UPDATE two_keys SET (b, n) = (SELECT max(o.b), sum(o.n) FROM two_keys o WHERE o.a >= two_keys.a);
.

# The same in a trigger's function, whose table cannot have the alias.
migrate
CREATE TABLE cl_t (id int PRIMARY KEY, k int, n int);
CREATE TABLE cl_go (id int PRIMARY KEY);
CREATE FUNCTION cl_f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cl_t AS a SET n = (SELECT count(*) FROM cl_t WHERE cl_t.k = a.k) WHERE a.id <> NEW.id;
    DELETE FROM cl_t AS a WHERE EXISTS (SELECT 1 FROM cl_t WHERE cl_t.k = a.k AND cl_t.id < a.id) AND a.id < 3;
    RETURN NEW;
END $$;
CREATE TRIGGER cl_g AFTER INSERT ON cl_go FOR EACH ROW EXECUTE FUNCTION cl_f();
INSERT INTO cl_t VALUES (1, 1), (2, 1), (3, 1), (4, 2);
.
ok INSERT INTO cl_go VALUES (9)
rows SELECT id, n FROM cl_t ORDER BY id
= 1|3
= 3|3
= 4|1
migrate
DELETE FROM cl_t a WHERE EXISTS (SELECT 1 FROM cl_t b WHERE b.k = a.k AND b.id <> a.id);
INSERT INTO cl_t VALUES (5, 2), (6, 3), (7, 3), (8, 4);
DELETE FROM cl_t a WHERE EXISTS (SELECT 1 FROM cl_t WHERE cl_t.k = a.k AND cl_t.id <> a.id);
.
rows SELECT id, k FROM cl_t ORDER BY id
= 8|4
migrate
CREATE FUNCTION cl_h() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE cl_t AS a SET n = 77 WHERE a.id IN (SELECT a.id - 1 FROM cl_go a WHERE a.id = NEW.id
        AND EXISTS (SELECT 1 FROM cl_go b JOIN cl_go a ON a.id = b.id WHERE a.id = NEW.id));
    RETURN NEW;
END $$;
CREATE TRIGGER cl_h AFTER INSERT ON cl_go FOR EACH ROW EXECUTE FUNCTION cl_h();
.

# Other tables beside it
migrate
CREATE TABLE fr_t (id int PRIMARY KEY, k int, n int);
CREATE TABLE fr_s (id int, v int);
INSERT INTO fr_t VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4), (5, 2, 5);
INSERT INTO fr_s VALUES (1, 100), (2, 200), (3, 300), (4, 400);
UPDATE fr_t SET n = (SELECT sum(o.n) FROM fr_t o WHERE o.id <= fr_t.id) + s.v FROM fr_s s WHERE s.id = fr_t.id;
.
rows SELECT id, n FROM fr_t ORDER BY id
= 1|101
= 2|203
= 3|306
= 4|410
= 5|5
migrate
DELETE FROM fr_t a USING fr_s s WHERE s.id = a.id AND EXISTS (SELECT 1 FROM fr_t b WHERE b.k = a.k AND b.id <> a.id);
.
rows SELECT id, n FROM fr_t ORDER BY id
= 5|5
migrate
INSERT INTO fr_t VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4);
UPDATE fr_t SET n = fr_t.n + o.n FROM fr_t o WHERE o.id = fr_t.id - 1;
.
rows SELECT id, n FROM fr_t ORDER BY id
= 1|1
= 2|3
= 3|5
= 4|7
= 5|9
migrate
DELETE FROM fr_t a USING fr_t b WHERE a.k = b.k AND a.id <> b.id;
.
rows SELECT count(*) FROM fr_t
= 0
# A condition that is known beside a sub-query on the table: MySQL settles the two before it looks at tables.
migrate
INSERT INTO fr_t VALUES (1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 4);
DELETE FROM fr_t a USING fr_t b WHERE a.k = 1 AND b.id = b.id AND (floor(round(1)) = floor(26.74) OR b.id IN (SELECT a.k FROM fr_t c WHERE c.n = 4));
UPDATE fr_t SET n = fr_t.n + o.n FROM fr_t o WHERE o.id = fr_t.id AND (1 = 1 OR EXISTS (SELECT 1 FROM fr_t c WHERE c.id = o.n));
.
rows SELECT id, n FROM fr_t ORDER BY id
= 4|8

# by a view
migrate
CREATE TABLE seen (id int PRIMARY KEY, n int);
CREATE TABLE besides (id int PRIMARY KEY);
INSERT INTO seen SELECT i, i FROM generate_series(1, 9) AS g(i);
INSERT INTO besides VALUES (1), (2);
CREATE VIEW seen_most AS SELECT b.id, (SELECT max(s.n) FROM seen s) AS most FROM besides b;
CREATE VIEW seen_again AS SELECT * FROM seen_most;
CREATE VIEW seen_rows AS SELECT id, n FROM seen;
DELETE FROM seen USING seen_again WHERE seen.n = seen_again.most;
DELETE FROM seen s USING seen_most m LEFT JOIN seen_again a ON a.id = m.id WHERE s.n = m.most - a.id;
DELETE FROM seen s USING besides b WHERE s.n IN (SELECT n FROM seen_rows) AND s.id = b.id;
UPDATE seen SET n = (SELECT sum(r.n) FROM seen_rows r WHERE r.id <= seen.id);
UPDATE seen s SET n = s.n + m.most FROM seen_again m WHERE m.id = s.id - 3;
.
rows SELECT id, n FROM seen ORDER BY id
= 3|3
= 4|27
= 5|32
= 8|20

# before the row: what looks for others asks a table without it, by a view and by a function too
migrate
CREATE TABLE slots (id bigserial PRIMARY KEY, room int NOT NULL, a int NOT NULL, b int NOT NULL, kept boolean DEFAULT true);
CREATE TABLE slot_log (slot bigint, others bigint);
CREATE VIEW slots_kept (nr, room, a, b) AS SELECT id, room, a, b FROM slots WHERE kept;
CREATE VIEW slots_long AS SELECT k.nr, k.room FROM slots_kept k WHERE k.b - k.a > 1;
CREATE FUNCTION slots_of(r int) RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT count(*) FROM slots WHERE room = r $$;
CREATE FUNCTION slots_apart() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM slots s WHERE s.room = NEW.room AND s.id <> NEW.id AND s.a < NEW.b AND s.b > NEW.a) THEN
        RAISE EXCEPTION 'room % is taken', NEW.room;
    END IF;
    IF (SELECT count(*) FROM slots_long l WHERE l.room = NEW.room AND NEW.id > 0) > 2 THEN
        RAISE EXCEPTION 'three long ones in room %', NEW.room;
    END IF;
    IF slots_of(NEW.room) > 3 AND NEW.id > 0 THEN
        RAISE EXCEPTION 'four in room %', NEW.room;
    END IF;
    INSERT INTO slot_log SELECT NEW.id, count(*) FROM slots_kept k WHERE k.room = NEW.room;
    RETURN NEW;
END $$;
CREATE TRIGGER slots_apart BEFORE INSERT OR UPDATE ON slots FOR EACH ROW EXECUTE FUNCTION slots_apart();
INSERT INTO slots (room, a, b) VALUES (1, 1, 2), (1, 2, 4), (2, 1, 9);
INSERT INTO slots (room, a, b) SELECT 1, 5, 7;
UPDATE slots SET a = 0 WHERE id = 1;
.
no UPDATE slots SET room = 1 WHERE id = 3
no INSERT INTO slots (room, a, b) VALUES (1, 8, 9)
ok INSERT INTO slots (room, a, b) VALUES (3, 1, 3)
no INSERT INTO slots (room, a, b) VALUES (3, 2, 3)
ok INSERT INTO slots (room, a, b) VALUES (3, 3, 5)
ok INSERT INTO slots (room, a, b) VALUES (3, 8, 10)
no INSERT INTO slots (room, a, b) VALUES (3, 8, 9)
rows SELECT room, a, b FROM slots ORDER BY room, a
= 1|0|2
= 1|2|4
= 1|5|7
= 2|1|9
= 3|1|3
= 3|3|5
= 3|8|10
rows SELECT others, count(*) FROM slot_log GROUP BY others ORDER BY others
= 0|3
= 1|2
= 2|2
= 3|1
