# Blocks, and functions that are called as statements, whose every step is known before anything has run.
migrate
CREATE TYPE colour AS ENUM ('red', 'green');
CREATE TABLE parts (id int PRIMARY KEY, name text);
CREATE TABLE log_1 (id int PRIMARY KEY);
CREATE TABLE log_2 (id int PRIMARY KEY);
CREATE TABLE lagoon (id int PRIMARY KEY);
CREATE INDEX log_1_other ON log_1 (id);
CREATE VIEW names AS SELECT name FROM parts;
CREATE FUNCTION helper(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1';
CREATE FUNCTION make_tables(prefix text, n int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    i integer;
BEGIN
    i := 0;
    WHILE i < n LOOP
        EXECUTE 'CREATE TABLE ' || text(prefix) || '_' || text(i) || ' (id int PRIMARY KEY, n int DEFAULT ' || i * 10 + 1 || ')';
        i = i + 1;
    END LOOP;
END $$;
SELECT make_tables('shard', 3);
DO $$
BEGIN
    FOR i IN REVERSE 5 .. 1 BY 2 LOOP
        INSERT INTO parts VALUES (i, 'part ' || i);
        EXECUTE 'INSERT INTO parts VALUES ($1, $2)' USING i * 100, CASE WHEN i % 3 = 0 THEN 'third' ELSE upper('other') END;
    END LOOP;
END $$;
DO $$
DECLARE
    doomed text;
    n int := 0;
BEGIN
    FOR doomed IN SELECT 'DROP TABLE "' || table_name || '"' FROM information_schema.tables WHERE table_name LIKE 'log\_%' LOOP
        EXECUTE doomed;
    END LOOP;
    LOOP
        n := n + 1;
        EXIT WHEN n > 2;
        CASE n WHEN 1 THEN ALTER TABLE parts ADD COLUMN one int; ELSE ALTER TABLE parts ADD COLUMN more int; END CASE;
    END LOOP;
END $$;
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT p.oid::regprocedure AS sig FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
             WHERE p.proname = 'helper' AND n.nspname = current_schema() LOOP
        EXECUTE format('DROP FUNCTION %s;', r.sig);
    END LOOP;
    FOR r IN SELECT t.typname, e.enumlabel FROM pg_type t, pg_enum e WHERE e.enumtypid = t.oid AND t.typname = 'colour' LOOP
        EXECUTE format('ALTER TABLE parts ADD COLUMN %I text DEFAULT %L', r.typname || '_' || r.enumlabel, left(r.enumlabel, 2));
    END LOOP;
    IF (SELECT count(*) = 1 FROM pg_views WHERE viewname = 'names') THEN
        DROP VIEW names;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_matviews WHERE matviewname = 'names') THEN
        DROP MATERIALIZED VIEW names;
    ELSE
        DROP VIEW IF EXISTS names;
        EXECUTE 'CREATE VIEW names_of AS SELECT name FROM parts';
    END IF;
    IF position('-YB-' IN version()) > 0 OR (SELECT relname FROM pg_class WHERE relname ~ '^shard_[7-9]$') IS NOT NULL THEN
        DROP TABLE parts;
    END IF;
END $$;
DO $$
DECLARE
    seen int;
    all_shards text;
BEGIN
    SELECT count(*) INTO seen FROM information_schema.tables WHERE table_name ILIKE 'SHARD%';
    IF seen < 3 THEN
        RAISE WARNING 'shards are missing';
    END IF;
    SELECT string_agg(quote_ident(tablename), ', ') INTO all_shards FROM pg_tables WHERE tablename ~ '^shard_\d$';
    EXECUTE 'DROP TABLE ' || all_shards;
    EXECUTE 'CREATE TABLE shard_' || seen || ' (id int PRIMARY KEY)';
END $$;
DO $$
DECLARE
    seen int;
BEGIN
    SELECT count(*) INTO seen FROM information_schema.table_constraints tc
        JOIN information_schema.constraint_column_usage u ON tc.constraint_name = u.constraint_name;
    IF seen = 0 THEN
        RAISE WARNING 'no constraints';
    END IF;
END $$;
.
ok INSERT INTO shard_3 VALUES (1)
no INSERT INTO shard_1 VALUES (1)
no INSERT INTO log_1 VALUES (1)
ok INSERT INTO lagoon VALUES (1)
rows SELECT id, name, one, more, colour_red, colour_green FROM parts ORDER BY id
= 1|part 1|NULL|NULL|re|gr
= 3|part 3|NULL|NULL|re|gr
= 5|part 5|NULL|NULL|re|gr
= 100|OTHER|NULL|NULL|re|gr
= 300|third|NULL|NULL|re|gr
= 500|OTHER|NULL|NULL|re|gr
rows SELECT count(*) FROM names_of
= 6

# Aggregates of the query around, in its sub-queries: SQLite loses one where it computes a part before.
migrate
CREATE TABLE gathered_a (n int, x text);
CREATE TABLE gathered_b (m int);
INSERT INTO gathered_a VALUES (1, 'p'), (2, 'q');
INSERT INTO gathered_b VALUES (5), (6);
CREATE VIEW gathered AS SELECT (SELECT max((SELECT max(q0.n) FROM gathered_b q2 WHERE q1.m > 5 LIMIT 1)) FROM gathered_b q1) AS s FROM gathered_a q0;
CREATE VIEW gathered_texts AS SELECT (SELECT string_agg(q0.x, ',' ORDER BY q0.x) FROM gathered_b q1 WHERE q1.m = 5) || '!' AS s FROM gathered_a q0;
CREATE VIEW gathered_none AS SELECT (1 > (SELECT max(q0.n) FROM gathered_b q1 WHERE m = 5) AND false) AS s FROM gathered_a q0 WHERE q0.n > 9;
CREATE VIEW gathered_having AS SELECT q0.x AS s FROM gathered_a q0 GROUP BY q0.x HAVING (SELECT max(q0.n) FROM gathered_b WHERE m = 5) > 1 ORDER BY (SELECT min(q0.n) FROM gathered_b WHERE m = 5);
.
rows SELECT max((SELECT max(n) FROM gathered_a)) AS x FROM gathered_b
= 2
rows SELECT s FROM gathered
= 2
rows SELECT s FROM gathered_texts
= p,q!
rows SELECT count(*) FROM gathered_none
= 1
pg,lite migrate
CREATE VIEW gathered_groups AS SELECT (SELECT initcap(max(q1.m)::text || max(q0.x)) || q0.n FROM gathered_b q1) AS s FROM gathered_a q0 GROUP BY q0.n;
.
pg,lite rows SELECT s FROM gathered_groups ORDER BY s
= 6p1
= 6q2
rows SELECT s FROM gathered_having
= q

# A list of columns that is taken apart and put together; EXECUTE of a function that returns nothing is a call of it.
migrate
CREATE TABLE owners (id int PRIMARY KEY, a int, b int);
CREATE TABLE owned (id int PRIMARY KEY, owner_id int);
CREATE FUNCTION make_unique(tab text, idx text, cols text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    n integer;
BEGIN
    SELECT count(*) INTO n FROM pg_indexes WHERE schemaname = 'public' AND tablename = lower(tab) AND indexname = lower(idx);
    IF n = 0 THEN
        EXECUTE 'CREATE UNIQUE INDEX ' || idx || ' ON "' || tab || '" (' || array_to_string(string_to_array(cols, ','), ', ') || ')';
    END IF;
END $$;
CREATE FUNCTION make_key(fk text, child text, parent text, col text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'ALTER TABLE "' || child || '" ADD CONSTRAINT ' || fk || ' FOREIGN KEY (' || col || ') REFERENCES "' || parent || '" (id) ON DELETE CASCADE';
    EXECUTE make_unique(child, 'IDX_' || fk, col || ',id');
END $$;
SELECT make_unique('owners', 'IDX_OWNERS', 'a,b');
SELECT make_unique('owners', 'IDX_OWNERS', 'a,b');
SELECT make_key('fk_owned', 'owned', 'owners', 'owner_id');
DO $$
BEGIN
    INSERT INTO owners VALUES (1, 1, 1), (2, 1, 2);
    EXECUTE 'INSERT INTO owned VALUES (' || array_to_string(ARRAY['1', NULL, '2'], ', ') || ')';
    EXECUTE 'INSERT INTO owned VALUES (' || array_to_string(ARRAY['2', NULL], ', ', 'NULL') || ')';
END $$;
.
no INSERT INTO owners VALUES (3, 1, 2)
no INSERT INTO owned VALUES (3, 9)
rows SELECT id, owner_id FROM owned ORDER BY id
= 1|2
= 2|NULL

# What a function of the project's own says of the catalogs decides what another one does.
migrate
CREATE TABLE accounts_known (id int PRIMARY KEY, data text);
CREATE FUNCTION has_column(tab text, col text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    result bool;
BEGIN
    SELECT count(*) INTO result FROM information_schema.columns WHERE table_name = tab AND column_name = col;
    RETURN result;
END $$;
CREATE FUNCTION lacks_column(col text, tab text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF has_column(tab, col) THEN
        RETURN false;
    END IF;
    RETURN true;
END $$;
CREATE PROCEDURE rename_if_there(tab text, col text, new_name text) LANGUAGE plpgsql AS $$
BEGIN
    IF has_column(tab, col) AND lacks_column(new_name, tab) THEN
        EXECUTE format('ALTER TABLE %I RENAME COLUMN %I TO %I;', tab, col, new_name);
    END IF;
END $$;
CALL rename_if_there('accounts_known', 'data', 'data_1');
CALL rename_if_there('accounts_known', 'data', 'data_2');
CALL rename_if_there('accounts_known', 'data_1', 'id');
DO $$
BEGIN
    IF lacks_column('more', 'accounts_known') THEN
        ALTER TABLE accounts_known ADD COLUMN more int DEFAULT 7;
    END IF;
    IF lacks_column('more', 'accounts_known') THEN
        ALTER TABLE accounts_known ADD COLUMN most int;
    END IF;
END $$;
INSERT INTO accounts_known (id, data_1) VALUES (1, 'x');
.
rows SELECT * FROM accounts_known
= 1|x|7
