# DO blocks that stand for one statement.
migrate
DO $$ BEGIN
    CREATE TYPE mood AS ENUM ('a', 'b');
EXCEPTION
    WHEN duplicate_object THEN null;
END $$;
DO $$ BEGIN CREATE TYPE mood AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
CREATE TABLE t (id int PRIMARY KEY, m mood);
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'x') THEN
        ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 1;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'none') THEN
        RAISE NOTICE 'nothing';
    END IF;
END
$$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'x_positive') THEN
        ALTER TABLE t ADD CONSTRAINT x_positive CHECK (x > 0);
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'x_positive') THEN
        ALTER TABLE t ADD CONSTRAINT x_positive CHECK (x > 0);
    END IF;
END $$;
.
ok INSERT INTO t (id, m) VALUES (1, 'a')
no INSERT INTO t (id, m) VALUES (2, 'c')
no INSERT INTO t (id, x) VALUES (2, 0)
rows SELECT id, m, x FROM t
= 1|a|1

# Lists of statements: each sees what those before it have done.
migrate
DO $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'parts') THEN
        CREATE TABLE parts (id int PRIMARY KEY, t_id int, note text);
        ALTER TABLE parts ADD CONSTRAINT parts_t FOREIGN KEY (t_id) REFERENCES t (id);
    END IF;
    CREATE INDEX IF NOT EXISTS parts_note ON parts (note);
    INSERT INTO parts VALUES (1, 1, 'one');
    EXECUTE 'ALTER TABLE parts ADD COLUMN extra int DEFAULT 5';
    BEGIN
        CREATE INDEX parts_extra ON parts (extra);
    EXCEPTION WHEN SQLSTATE '2BP01' THEN
        RAISE NOTICE 'no';
    END;
    UPDATE parts SET extra = extra + 1;
END $$;
DO $$ BEGIN
    IF (SELECT to_regclass('parts') IS NOT NULL) THEN
        ALTER TABLE parts RENAME TO old_parts;
        CREATE TABLE parts (id int PRIMARY KEY, note text NOT NULL);
        INSERT INTO parts SELECT id, note FROM old_parts;
        DROP TABLE old_parts;
    END IF;
    IF to_regclass('nothing') IS NOT NULL THEN
        DROP TABLE nothing;
    ELSE
        INSERT INTO parts VALUES (2, 'two');
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM parts WHERE note = 'three') THEN
        INSERT INTO parts (id, note) VALUES (3, 'three');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM parts WHERE note = 'three') THEN
        INSERT INTO parts (id, note) VALUES (4, 'three');
    END IF;
    IF (SELECT count(*) FROM t) > 5 THEN
        UPDATE parts SET note = 'many';
    END IF;
    IF EXISTS (SELECT 1 FROM t) THEN
        DELETE FROM parts WHERE id = 2;
    END IF;
END $$;
.
rows SELECT id, note FROM parts ORDER BY id
= 1|one
= 3|three
no INSERT INTO parts (id) VALUES (9)

migrate
DO $$ DECLARE n int := 71; BEGIN INSERT INTO t (id) VALUES (n); END $$;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM t) THEN UPDATE t SET x = 2; UPDATE t SET x = x + 1 WHERE x = 2; END IF; END $$;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM t WHERE id < 0) THEN UPDATE t SET x = 2; ELSE UPDATE t SET x = x + 3 WHERE id = 71; END IF; END $$;
.
rows SELECT id, x FROM t ORDER BY id
= 1|3
= 71|6
refused PostgreSQL's catalogs
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_locks) THEN UPDATE t SET x = 2; END IF; END $$;
.
refused procedural
DO $$ BEGIN EXECUTE (SELECT 'CREATE TABLE x' || max(id) || ' (id int)' FROM t); END $$;
.

# Questions to the catalogs that are answered before anything runs: rows change only where they are to.
migrate
CREATE TABLE asked (id int PRIMARY KEY, old_name text);
INSERT INTO asked VALUES (1, 'one');
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'asked' AND column_name = 'old_name') THEN
        ALTER TABLE asked ADD COLUMN new_name text;
        UPDATE asked SET new_name = old_name;
        ALTER TABLE asked DROP COLUMN old_name;
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT * FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'asked') THEN
        INSERT INTO asked VALUES (2, 'two');
    ELSE
        INSERT INTO asked VALUES (3, 'three');
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'asked_pkey' AND conrelid = 'asked'::regclass) THEN
        UPDATE asked SET new_name = 'no';
        ALTER TABLE asked ADD PRIMARY KEY (id);
    END IF;
END $$;
.
rows SELECT id, new_name FROM asked ORDER BY id
= 1|one
= 3|three

# A block sees what is temporary.
migrate
CREATE TABLE twins (id int PRIMARY KEY, name text);
INSERT INTO twins VALUES (1, 'a'), (2, 'a'), (3, 'b');
CREATE TEMPORARY TABLE first_of AS SELECT min(id) AS id, name FROM twins GROUP BY name;
DO $$
DECLARE
    n int;
BEGIN
    SELECT count(*) INTO n FROM first_of;
    IF n <> 2 THEN
        RAISE EXCEPTION 'there are % of them', n;
    END IF;
    DELETE FROM twins WHERE id NOT IN (SELECT id FROM first_of);
END $$;
.
rows SELECT id FROM twins ORDER BY id
= 1
= 3

# What a block asks the catalogs is known while it is planned, and so is the branch.
migrate
CREATE TABLE questioned (id int PRIMARY KEY);
CREATE TABLE unkeyed (id int);
DO $$ BEGIN
    IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints WHERE table_name = 'questioned' AND constraint_type = 'PRIMARY KEY') THEN
        ALTER TABLE questioned ADD PRIMARY KEY (id);
    END IF;
END $$;
DO $$ BEGIN
    IF NOT EXISTS (SELECT constraint_name FROM information_schema.table_constraints WHERE table_name = 'unkeyed' AND constraint_type = 'PRIMARY KEY') THEN
        ALTER TABLE unkeyed ADD PRIMARY KEY (id);
    END IF;
END $$;
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'questioned' AND column_name = 'old_id') THEN
        UPDATE questioned SET id = old_id;
    ELSE
        INSERT INTO questioned VALUES (7);
    END IF;
END $$;
.
rows SELECT id FROM questioned
= 7
no INSERT INTO unkeyed VALUES (NULL)
# Time zones by their names: a migration's own statement runs, and fails where a row has one that the engine does not know.
migrate
CREATE TABLE zoned (id int PRIMARY KEY, zone text, local timestamp, at timestamptz);
INSERT INTO zoned (id, zone, local) VALUES (1, 'UTC', '2024-07-01 12:00:00'), (2, NULL, '2024-07-01 12:00:00'), (3, 'GMT', NULL);
UPDATE zoned SET at = local AT TIME ZONE zone;
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id, zone FROM zoned LOOP
        IF r.zone IS NULL THEN
            UPDATE zoned SET at = local WHERE id = r.id;
        ELSE
            UPDATE zoned SET at = local::timestamp AT TIME ZONE r.zone WHERE id = r.id;
        END IF;
    END LOOP;
END $$;
.
rows SELECT count(*) FROM zoned WHERE at IS NOT NULL
= 2
lite migrate
UPDATE zoned SET at = local AT TIME ZONE 'Europe/Oslo' WHERE local IS NULL;
.
lite,maria,mysql refused AT TIME ZONE other than UTC
CREATE VIEW in_oslo AS SELECT at AT TIME ZONE 'Europe/Oslo' AS x FROM zoned;
.
fails
UPDATE zoned SET at = local AT TIME ZONE 'Nowhere/Else' WHERE id = 1;
.

# Helpers of migrations: defaults, arguments by name, functions of one name, several statements in one EXECUTE.
migrate
CREATE FUNCTION do_stamp(in_table text, with_change boolean DEFAULT true, kind text DEFAULT 'int') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    text_of text;
BEGIN
    IF lower(kind) NOT IN ('int', 'text') THEN
        RAISE EXCEPTION 'no such kind';
    END IF;
    EXECUTE format('ALTER TABLE %I ADD COLUMN IF NOT EXISTS made %s', in_table, kind);
    IF with_change = true THEN
        text_of := concat('ALTER TABLE ', in_table, ' ADD COLUMN changed ', kind, '; CREATE INDEX ', in_table, '_changed ON ', in_table, ' (changed)');
        EXECUTE(text_of);
    END IF;
END $$;
CREATE FUNCTION do_allow(what text, in_table text, who text DEFAULT 'pg_monitor') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_policies WHERE policyname = what AND tablename = in_table) THEN
        EXECUTE 'ALTER POLICY ' || quote_ident(what) || ' ON ' || quote_ident(in_table) || ' TO ' || quote_ident(who);
    ELSE
        EXECUTE 'CREATE POLICY ' || quote_ident(what) || ' ON ' || quote_ident(in_table) || ' TO ' || quote_ident(who) || ' USING (true)';
    END IF;
END $$;
CREATE FUNCTION do_allow(what text, in_tables text[], who text DEFAULT 'pg_monitor') RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY in_tables LOOP
        PERFORM do_allow(what, one, who);
        PERFORM do_stamp(one, false, kind => 'text');
    END LOOP;
END $$;
CREATE TABLE do_x (id int PRIMARY KEY);
CREATE TABLE do_y (id int PRIMARY KEY);
CREATE TABLE do_z (id int PRIMARY KEY);
SELECT do_stamp('do_x');
SELECT do_stamp(with_change => false, in_table => 'do_y');
DO $$ BEGIN
    PERFORM do_allow('reading', 'do_x');
    PERFORM do_allow('reading', ARRAY['do_y', 'do_z']);
END $$;
INSERT INTO do_x VALUES (1, 2, 3);
INSERT INTO do_y VALUES (1, 2);
INSERT INTO do_z VALUES (1, 'two');
.
rows SELECT id, made, changed FROM do_x
= 1|2|3
rows SELECT do_y.made, do_z.made FROM do_y JOIN do_z ON do_y.id = do_z.id
= 2|two

# What a block names and is not there is an error where it is reached
migrate
CREATE TABLE visited (id int PRIMARY KEY, n int);
CREATE TABLE visits (id int);
CREATE FUNCTION visit() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT id FROM visited LOOP
        INSERT INTO visits_gone VALUES (r.id);
        INSERT INTO visits VALUES (r.id);
    END LOOP;
    INSERT INTO visits VALUES (0);
END $$;
SELECT visit();
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM visited WHERE id > 1) THEN
        UPDATE visits_gone SET n = 1;
    END IF;
    INSERT INTO visits VALUES (-1);
END $$;
INSERT INTO visited VALUES (1, 1);
.
rows SELECT id FROM visits ORDER BY id
= -1
= 0
fails
SELECT visit();
.
fails
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM visited) THEN
        UPDATE visits_gone SET n = 1;
    END IF;
END $$;
.

# queries of the catalogs within others: of the row around them, and of none
migrate
CREATE TABLE asked_one (x integer PRIMARY KEY, y integer);
CREATE TABLE asked_two (x integer, z text);
INSERT INTO asked_one VALUES (1, 2);
INSERT INTO asked_two VALUES (1, 'a');
DO $$
DECLARE t record; k integer;
BEGIN
    FOR t IN SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'asked%'
        AND (SELECT count(*) FROM information_schema.columns k WHERE k.table_name = c.relname AND k.column_name = 'z') = 1
    LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN found integer DEFAULT 3', t.relname);
    END LOOP;
    SELECT count(*) INTO k FROM pg_attribute WHERE attrelid IN (SELECT oid FROM pg_class WHERE relname = 'asked_two') AND attname = 'z';
    IF k = 1 THEN ALTER TABLE asked_two ADD COLUMN once integer DEFAULT 4; END IF;
    IF EXISTS (SELECT 1 FROM pg_class c WHERE EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'y'))
    THEN ALTER TABLE asked_one ADD COLUMN nested integer DEFAULT 5; END IF;
    IF EXISTS (SELECT 1 FROM pg_class c WHERE c.relname = 'asked_two' AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'y'))
    THEN ALTER TABLE asked_one ADD COLUMN wrong integer; END IF;
    IF 'asked_two' NOT IN (SELECT table_name FROM information_schema.tables) THEN DROP TABLE asked_one; END IF;
END $$;
.
rows SELECT * FROM asked_one
= 1|2|5
rows SELECT * FROM asked_two
= 1|a|3|4

# a block that fills a column in batches, with WITH, and aliases that come twice
migrate
CREATE TABLE lots (id int PRIMARY KEY, kind int, last int, gone boolean NOT NULL DEFAULT false);
CREATE TABLE lot_runs (id int PRIMARY KEY, lot int, at int);
INSERT INTO lots SELECT i, i % 3 FROM generate_series(1, 20) AS g(i);
INSERT INTO lot_runs SELECT i, i % 10 + 1, i * i % 17 FROM generate_series(1, 45) AS g(i);
DO $$
DECLARE
    size integer := 4;
    left_over integer := 0;
BEGIN
    SELECT count(DISTINCT l.id) INTO left_over FROM lots l
        WHERE l.last IS NULL AND EXISTS (SELECT 1 FROM lot_runs r WHERE r.lot = l.id);
    RAISE NOTICE '% to go', left_over;
    WHILE left_over > 0 LOOP
        WITH few AS (
            SELECT l.id FROM lots l WHERE l.last IS NULL AND EXISTS (SELECT 1 FROM lot_runs r WHERE r.lot = l.id)
            ORDER BY l.id LIMIT size
        ), latest AS (
            SELECT r.lot, max(coalesce(r.at, r.id)) AS at FROM lot_runs r JOIN few s ON s.id = r.lot GROUP BY r.lot
        )
        UPDATE lots l SET last = w.at FROM latest w WHERE l.id = w.lot;
        SELECT count(DISTINCT l.id) INTO left_over FROM lots l
            WHERE l.last IS NULL AND EXISTS (SELECT 1 FROM lot_runs r WHERE r.lot = l.id);
    END LOOP;
END $$;
DO $$
DECLARE
    done int;
BEGIN
    LOOP
        WITH batch AS (SELECT l.id, l.kind FROM lots l WHERE NOT l.gone AND l.last IS NULL ORDER BY l.id LIMIT 3)
        UPDATE lots l SET gone = true, kind = b.kind + 10 FROM batch b WHERE l.id = b.id;
        GET DIAGNOSTICS done = ROW_COUNT;
        EXIT WHEN done = 0;
    END LOOP;
END $$;
.
rows SELECT sum(last), count(last) FROM lots
= 147|10
rows SELECT count(*), sum(id), sum(kind) FROM lots WHERE gone
= 10|155|111
