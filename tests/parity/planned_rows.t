# Blocks whose way the catalogs decide: joined by numbers, in loops over cursors, one query in another; and calls of
# functions as statements, once for each row of a query.

migrate
CREATE TABLE pr_one (id int PRIMARY KEY, name text CHECK (name <> ''), done_at int);
CREATE TABLE pr_two (id int PRIMARY KEY, one int REFERENCES pr_one (id), name text);
CREATE INDEX pr_two_name ON pr_two (name);
CREATE UNIQUE INDEX pr_two_one ON pr_two (one, name);
CREATE TABLE pr_said (n serial PRIMARY KEY, what text, t text);
DO $$
DECLARE
    tables CURSOR FOR
        SELECT t.table_name AS name FROM information_schema.tables t
        WHERE t.table_name IN ('pr_one', 'pr_two')
          AND NOT EXISTS (SELECT 1 FROM information_schema.columns c
                          WHERE c.table_name = t.table_name AND c.column_name = 'done_at');
    r record;
BEGIN
    FOR d IN tables LOOP
        EXECUTE 'ALTER TABLE ' || d.name || ' ADD COLUMN done_at int';
        INSERT INTO pr_said (what, t) VALUES ('added', d.name);
    END LOOP;
    FOR r IN SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid LOOP
        EXECUTE 'DROP INDEX ' || r.relname;
    END LOOP;
    FOR r IN SELECT foreign_table_name AS name FROM information_schema.foreign_tables LOOP
        EXECUTE 'DROP FOREIGN TABLE ' || r.name;
    END LOOP;
    FOR r IN EXECUTE 'SELECT c.relname AS name, i.indisunique AS one FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid'
                     ' WHERE i.indrelid = $1::regclass AND NOT i.indisprimary' USING 'pr_two' LOOP
        CONTINUE WHEN r.one;
        EXECUTE 'DROP INDEX ' || r.name;
        INSERT INTO pr_said (what, t) VALUES ('dropped', r.name);
    END LOOP;
END $$;
.
rows SELECT what, t FROM pr_said ORDER BY n
= added|pr_two
= dropped|pr_two_name
ok INSERT INTO pr_one VALUES (1, 'a', 1)
ok INSERT INTO pr_two VALUES (1, 1, 'a', 1)

migrate
DO $$
DECLARE
    col record;
    n bigint;
    of_one oid := 'pr_one'::regclass;
BEGIN
    FOR col IN SELECT * FROM (VALUES ('id', 'x'), ('name', 'pr_one_name_check')) AS t(name, rule) LOOP
        IF EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = of_one AND a.attname = col.name AND a.attnum > 0
                   AND NOT a.attisdropped AND a.attnotnull) THEN
            CONTINUE;
        END IF;
        EXECUTE format('ALTER TABLE pr_one ALTER COLUMN %I SET NOT NULL', col.name);
        PERFORM 1 FROM pg_constraint c WHERE c.conrelid = of_one AND c.conname = col.rule AND c.convalidated;
        IF FOUND THEN
            EXECUTE format('ALTER TABLE pr_one DROP CONSTRAINT %I', col.rule);
        END IF;
        EXECUTE format('SELECT count(*) FROM pg_constraint WHERE conname = %L', col.rule) INTO n;
        INSERT INTO pr_said (what, t) VALUES ('left', n);
    END LOOP;
    SELECT k.column_name INTO col FROM information_schema.key_column_usage k
    JOIN information_schema.constraint_column_usage u ON u.constraint_name = k.constraint_name
    WHERE k.table_name = 'pr_two' AND u.table_name = 'pr_one';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no key';
    END IF;
    INSERT INTO pr_said (what, t) VALUES ('key', col.column_name);
END $$;
.
rows SELECT what, t FROM pr_said WHERE n > 2 ORDER BY n
= left|0
= key|one
ok INSERT INTO pr_one VALUES (2, '', 1)
no INSERT INTO pr_one VALUES (3, NULL, 1)

# A function for each row of a query, as it was when it began.
migrate
CREATE FUNCTION pr_copy(which int, called text DEFAULT 'copied', by_then int DEFAULT 100) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    old record;
BEGIN
    SELECT * INTO old FROM pr_one WHERE id = which;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no row %', which;
    END IF;
    INSERT INTO pr_one VALUES (old.id + by_then, old.name || '!', old.done_at);
    INSERT INTO pr_said (what, t) VALUES (called, old.name);
    RETURN old.name;
END $$;
SELECT pr_copy(id) FROM pr_one WHERE id > 0 ORDER BY id;
CREATE FUNCTION pr_extend(which text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN extended int', which);
END $$;
SELECT pr_extend(tablename) FROM pg_tables WHERE tablename LIKE 'pr\_t%';
DO $$ BEGIN
    PERFORM pr_extend(relname) FROM pg_class WHERE relname = 'pr_said';
END $$;
UPDATE pr_said SET extended = 5;
UPDATE pr_two SET extended = 6;
.
rows SELECT id, name FROM pr_one ORDER BY id
= 1|a
= 2|
= 101|a!
= 102|!
rows SELECT what, t, extended FROM pr_said WHERE n > 4 ORDER BY n
= copied|a|5
= copied||5
lite,maria,mysql fails
DO $$
DECLARE r record;
BEGIN
    FOR r IN SELECT id FROM pr_one LOOP
        EXECUTE 'CREATE TABLE pr_of_' || r.id || ' (id int)';
    END LOOP;
END $$;
.
lite,maria,mysql fails
SELECT pr_extend('pr_' || name) FROM pr_one;
.
