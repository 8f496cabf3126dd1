# names and keys of columns that others are computed of
migrate
CREATE TABLE tree (c1 integer PRIMARY KEY, c2 integer REFERENCES tree (c1) ON DELETE SET NULL, c3 bigint);
CREATE UNIQUE INDEX tree_once ON tree (c2) INCLUDE (c3) WHERE c1 > 7;
ALTER TABLE tree RENAME COLUMN c1 TO c60;
.
ok INSERT INTO tree VALUES (1, NULL, 1), (8, 1, 1)
no INSERT INTO tree VALUES (9, 1, 1)

# a label of an enum that a column is computed of
migrate
CREATE TYPE state AS ENUM ('in progress', 'done');
CREATE TABLE states (id serial PRIMARY KEY, at state GENERATED ALWAYS AS ('done'::state) STORED);
INSERT INTO states DEFAULT VALUES;
ALTER TYPE state RENAME VALUE 'done' TO 'it is';
.
rows SELECT id FROM states
= 1

# a default with more digits than the column has now
migrate
CREATE TABLE digits (id integer, s1 numeric DEFAULT 65.63);
ALTER TABLE digits ALTER COLUMN s1 TYPE integer USING NULL;
INSERT INTO digits (id) VALUES (1);
.
rows SELECT s1 FROM digits
= 66

# md5() as uuid
maria refused a digest as uuid
CREATE TABLE digests (id uuid PRIMARY KEY);
INSERT INTO digests SELECT md5('a')::uuid;
.
maria refused no uuid that can be stored
CREATE TABLE digests (id uuid PRIMARY KEY);
INSERT INTO digests VALUES ('28fc5ccb-acec-d670-43bf-64aa94618460');
.

# TRUNCATE fires no trigger for DELETE
migrate
CREATE TABLE removed (id integer);
CREATE TABLE removing (id integer PRIMARY KEY);
CREATE FUNCTION remove_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO removed VALUES (OLD.id); RETURN OLD; END $$;
CREATE TRIGGER b_removing AFTER DELETE ON removing FOR EACH ROW EXECUTE FUNCTION remove_it();
CREATE TRIGGER a_removing BEFORE DELETE ON removing FOR EACH ROW EXECUTE FUNCTION remove_it();
INSERT INTO removing VALUES (1);
TRUNCATE removing;
INSERT INTO removing VALUES (2);
DELETE FROM removing;
.
pg,maria,mysql rows SELECT id FROM removed
= 2
= 2

# one of two foreign keys of a column becomes another one as the column does
migrate
CREATE TABLE pairs (a integer, b integer, PRIMARY KEY (a, b));
CREATE TABLE singles (id serial PRIMARY KEY);
CREATE TABLE both_of (x integer UNIQUE, y integer UNIQUE, FOREIGN KEY (y) REFERENCES singles (id) ON DELETE SET NULL,
    FOREIGN KEY (x, y) REFERENCES pairs (a, b) ON DELETE CASCADE);
ALTER TABLE both_of ALTER y SET NOT NULL;
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO both_of VALUES (NULL, 1)
no INSERT INTO both_of VALUES (1, NULL)

# a default that is longer than its column
migrate
CREATE TABLE long_default (id integer, c char(1) DEFAULT -1);
.
no INSERT INTO long_default (id) VALUES (1)
ok INSERT INTO long_default VALUES (1, 2)

# rows of texts that are compared in several ways
migrate
CREATE TABLE in_rows (id integer PRIMARY KEY, c char(5), t text);
INSERT INTO in_rows VALUES (1, 'a', 'a'), (2, 'b', 'c'), (3, NULL, 'c');
DELETE FROM in_rows WHERE (id, t) = (1, c) OR (id, upper(t)) <> (id, upper(c));
.
rows SELECT id FROM in_rows
= 3

# numbers of any number of digits become texts, char(n) is unique with NULL
migrate
CREATE TABLE to_text (id integer PRIMARY KEY, n numeric NOT NULL, c char(8));
INSERT INTO to_text VALUES (1, 12.5, NULL), (2, 3, 'a');
ALTER TABLE to_text ALTER COLUMN n TYPE varchar(19);
CREATE UNIQUE INDEX to_text_once ON to_text (c) NULLS NOT DISTINCT;
.
no INSERT INTO to_text VALUES (3, 'x', NULL)
no INSERT INTO to_text VALUES (3, 'x', 'a')
ok INSERT INTO to_text VALUES (3, 'x', 'b')
rows SELECT n FROM to_text ORDER BY id
= 12.5
= 3
= x

# expressions of a table's own that name the table, which gets another name
migrate
CREATE TABLE firsts (id int PRIMARY KEY, n int, w int, g int GENERATED ALWAYS AS ("firsts"."n" * 2) STORED,
    CONSTRAINT either CHECK ("firsts"."n" > 0 OR firsts.w IS NULL));
CREATE UNIQUE INDEX firsts_w ON firsts (w) WHERE firsts.w IS NOT NULL AND public.firsts.n > 1;
CREATE INDEX firsts_e ON firsts ((firsts.n + 1));
ALTER TABLE firsts RENAME TO seconds;
ALTER TABLE seconds DROP CONSTRAINT firsts_pkey;
ALTER TABLE seconds ALTER COLUMN w TYPE bigint;
ALTER TABLE seconds RENAME COLUMN w TO v;
.
ok INSERT INTO seconds (id, n, v) VALUES (1, 2, 3), (1, 1, 3)
no INSERT INTO seconds (id, n, v) VALUES (2, 2, 3)
no INSERT INTO seconds (id, n, v) VALUES (3, 0, 4)
rows SELECT id, n, v, g FROM seconds ORDER BY n
= 1|1|3|2
= 1|2|3|4

# a function that names a column that is gone fails where it is run, not before
migrate
CREATE TABLE kept (id integer PRIMARY KEY, n integer, gone integer);
CREATE TABLE seen (what text);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO seen VALUES ('before');
    IF NEW.n = 1 THEN
        NEW.gone := 2;
    ELSIF NEW.n = 2 THEN
        INSERT INTO seen VALUES (NEW.gone::text);
    ELSIF NEW.n < 5 THEN
        NEW.n := NEW.n * 10;
        IF NEW.n = 30 THEN
            RETURN NEW;
        END IF;
    ELSIF NEW.gone = 3 THEN
        NEW.n := 0;
    END IF;
    INSERT INTO seen VALUES ('after');
    RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON kept FOR EACH ROW EXECUTE FUNCTION keep();
INSERT INTO kept VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3), (5, 5, 5);
ALTER TABLE kept DROP COLUMN gone;
.
no INSERT INTO kept VALUES (11, 1)
no INSERT INTO kept VALUES (12, 2)
ok INSERT INTO kept VALUES (13, 3)
ok INSERT INTO kept VALUES (14, 4)
no INSERT INTO kept VALUES (15, 5)
no UPDATE kept SET n = 1 WHERE id = 3
ok UPDATE kept SET n = 4 WHERE id = 3
rows SELECT id, n FROM kept ORDER BY id
= 1|1
= 2|2
= 3|40
= 5|5
= 13|30
= 14|40
rows SELECT what, count(*) FROM seen GROUP BY what ORDER BY what
= 2|1
= after|5
= before|7
migrate
CREATE FUNCTION begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE x integer := NEW.lost;
BEGIN
    NEW.n := x;
    RETURN NEW;
END $$;
CREATE TABLE begun (id integer PRIMARY KEY, n integer, lost integer);
CREATE TRIGGER begins BEFORE INSERT ON begun FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION begins();
INSERT INTO begun VALUES (1, 1, 1), (2, 2, 4);
ALTER TABLE begun DROP COLUMN lost;
.
no INSERT INTO begun VALUES (3, 3)
ok INSERT INTO begun VALUES (0, 3)
rows SELECT id, n FROM begun ORDER BY id
= 0|3
= 1|1
= 2|4

# A label that is renamed is called so in whatever names it: CHECKs, indexes, computed columns, views, and the rows of
# materialized ones, which are not filled again for that.
migrate
CREATE TYPE relabelled AS ENUM ('in progress', 'x');
CREATE TABLE labels_in (a integer, s relabelled);
INSERT INTO labels_in VALUES (1, 'in progress'), (2, 'x');
CREATE MATERIALIZED VIEW kept_labels AS SELECT DISTINCT CASE WHEN a > 1 THEN q.s END AS s1, q.s AS s2, coalesce(q.s, 'in progress') AS s3 FROM labels_in q;
CREATE INDEX kept_labels_s ON kept_labels (s2);
CREATE VIEW seen_labels AS SELECT a, s = 'in progress' AS b FROM labels_in;
INSERT INTO labels_in VALUES (3, 'in progress');
CREATE TYPE relabelled_too AS ENUM ('a', 'b');
CREATE TABLE labels_too (id integer PRIMARY KEY, k relabelled_too NOT NULL DEFAULT 'a', CHECK (k <> 'b' OR id > 1), t text CHECK (t <> 'b'), g boolean GENERATED ALWAYS AS (k = 'b') STORED);
CREATE UNIQUE INDEX labels_part ON labels_too (t) WHERE k IN ('b');
CREATE VIEW seen_too AS WITH w AS (SELECT k, CASE k WHEN 'b' THEN 1 ELSE 0 END AS a, 'b' AS c FROM labels_too) SELECT * FROM w WHERE k = ANY (ARRAY['b'::relabelled_too]) UNION ALL SELECT coalesce(k, 'b'), 5, t FROM labels_too WHERE (k, id) = ('b', 3) OR EXISTS (SELECT 1 FROM labels_too m WHERE m.k IS DISTINCT FROM 'b' AND m.id = labels_too.id AND labels_too.k <> 'b');
.
migrate
ALTER TYPE relabelled RENAME VALUE 'in progress' TO 'l49';
ALTER TYPE relabelled ADD VALUE 'longer than before';
ALTER TYPE relabelled_too RENAME VALUE 'b' TO 'z';
INSERT INTO labels_too (id, k, t) VALUES (2, 'z', 'x'), (3, 'z', 'y'), (4, 'a', 'q');
.
rows SELECT s1, s2, s3 FROM kept_labels ORDER BY s3
= NULL|l49|l49
= x|x|x
rows SELECT a, CASE WHEN b THEN 1 ELSE 0 END AS b FROM seen_labels ORDER BY a
= 1|1
= 2|0
= 3|1
rows SELECT k, a, c FROM seen_too ORDER BY k, a, c
= a|5|q
= z|1|b
= z|1|b
= z|5|y
rows SELECT id, CASE WHEN g THEN 1 ELSE 0 END AS g FROM labels_too ORDER BY id
= 2|1
= 3|1
= 4|0
no INSERT INTO labels_too (id, k, t) VALUES (1, 'z', 'w')
no INSERT INTO labels_too (id, k, t) VALUES (5, 'z', 'y')
no INSERT INTO labels_too (id, k, t) VALUES (6, 'a', 'b')
ok INSERT INTO labels_too (id, k, t) VALUES (7, 'a', 'q')

# A loop's query, or its rounds, that name a column which is gone: an error for whoever fires the trigger, and for nobody else.
migrate
CREATE TABLE rm_read (id integer PRIMARY KEY, a integer, b integer);
CREATE TABLE rm_loop (id integer PRIMARY KEY, n integer);
CREATE TABLE rm_round (id integer PRIMARY KEY, n integer);
CREATE TABLE rm_rows (id integer PRIMARY KEY, gone integer);
CREATE TABLE rm_other (x integer);
INSERT INTO rm_read VALUES (1, 2, 3);
CREATE FUNCTION rm_loop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id FROM rm_read ORDER BY a LOOP NEW.n := r.id; END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION rm_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id FROM rm_read LOOP NEW.n := (SELECT max(a) FROM rm_read); END LOOP;
    RETURN NEW;
END $$;
CREATE FUNCTION rm_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rm_other SELECT gone FROM some_rows;
    RETURN NULL;
END $$;
CREATE TRIGGER rm_loop BEFORE INSERT OR UPDATE ON rm_loop FOR EACH ROW EXECUTE FUNCTION rm_loop();
CREATE TRIGGER rm_round BEFORE INSERT ON rm_round FOR EACH ROW EXECUTE FUNCTION rm_round();
CREATE TRIGGER rm_rows AFTER DELETE ON rm_rows REFERENCING OLD TABLE AS some_rows FOR EACH STATEMENT EXECUTE FUNCTION rm_rows();
INSERT INTO rm_loop VALUES (1, 0);
INSERT INTO rm_rows VALUES (1, 7);
ALTER TABLE rm_read DROP COLUMN a;
ALTER TABLE rm_rows DROP COLUMN gone;
ALTER TABLE rm_other RENAME COLUMN x TO y;
UPDATE rm_loop SET n = 3 WHERE id > 5;
.
no INSERT INTO rm_loop VALUES (2, 0)
no INSERT INTO rm_round VALUES (2, 0)
no DELETE FROM rm_rows
ok INSERT INTO rm_other VALUES (1)
rows SELECT * FROM rm_loop
= 1|1
migrate
ALTER TABLE rm_read ADD COLUMN a integer DEFAULT 9;
.
ok INSERT INTO rm_loop VALUES (3, 0)
ok INSERT INTO rm_round VALUES (3, 0)
rows SELECT n FROM rm_round
= 9
