# DO blocks that take errors: what the block had done is taken back, and the handler runs.
migrate
CREATE TYPE kind AS ENUM ('a', 'b');
CREATE TABLE things (a int PRIMARY KEY, b int, q kind);
DO $$ BEGIN CREATE TYPE kind AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END $$;
DO $$ BEGIN
  ALTER TABLE things ADD COLUMN c int;
  ALTER TABLE things ADD COLUMN b int;
  ALTER TABLE things ADD COLUMN d int;
EXCEPTION WHEN duplicate_column THEN
  RAISE NOTICE 'there: %', SQLERRM;
END $$;
DO $$ BEGIN
  BEGIN ALTER TABLE things ADD COLUMN e int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'e is there'; END;
  BEGIN ALTER TABLE things ADD COLUMN b int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'b is there'; END;
  BEGIN ALTER TABLE things ADD COLUMN f int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'f is there'; END;
END $$;
DO $$ BEGIN
  ALTER TABLE things RENAME COLUMN zz TO g;
EXCEPTION WHEN undefined_column THEN
  ALTER TABLE things ADD COLUMN g text DEFAULT 'made';
END $$;
DO $$ BEGIN
  ALTER TABLE missing ADD COLUMN x int;
EXCEPTION WHEN undefined_column THEN
  ALTER TABLE things ADD COLUMN h1 int;
WHEN undefined_table THEN
  ALTER TABLE things ADD COLUMN h2 int;
WHEN others THEN
  ALTER TABLE things ADD COLUMN h3 int;
END $$;
DO $$ BEGIN ALTER TYPE kind RENAME VALUE 'zz' TO 'c'; EXCEPTION WHEN invalid_parameter_value THEN null; END $$;
DO $$ BEGIN BEGIN ALTER TYPE kind RENAME VALUE 'b' TO 'c'; EXCEPTION WHEN invalid_parameter_value THEN null; END; END $$;
DO $$ BEGIN UPDATE things SET b = zz; EXCEPTION WHEN undefined_column THEN RAISE NOTICE 'no zz'; END $$;
DO $$ BEGIN UPDATE missing SET b = 1; EXCEPTION WHEN undefined_table THEN CREATE TABLE missed (x int); END $$;
DO $$ BEGIN
  ALTER TABLE things ADD CONSTRAINT things_u UNIQUE (b);
  ALTER TABLE things ADD CONSTRAINT things_pkey UNIQUE (b);
EXCEPTION WHEN duplicate_table OR duplicate_object THEN
  CREATE TABLE said (x text);
END $$;
DO $$
DECLARE
  v text := 'i1';
BEGIN
  EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', 'things', v);
  BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', 'things', v);
  EXCEPTION WHEN duplicate_column THEN
    v := v || 'x';
    EXECUTE format('ALTER TABLE %I ADD COLUMN %I int', 'things', v);
  END;
  INSERT INTO said VALUES (v);
EXCEPTION WHEN undefined_table THEN
  RAISE NOTICE 'no';
END $$;
DO $$ BEGIN
  CREATE TABLE gone (x int);
  RAISE EXCEPTION 'enough';
EXCEPTION WHEN raise_exception THEN
  INSERT INTO said VALUES (SQLERRM);
END $$;
DO $$ BEGIN INSERT INTO things (a, b) VALUES (1, 1); EXCEPTION WHEN unique_violation THEN NULL; END $$;
DO $$ BEGIN INSERT INTO things (a, b) VALUES (1, 2); EXCEPTION WHEN unique_violation THEN RAISE NOTICE 'one is there'; END $$;
DO $$ BEGIN DROP TYPE nothing; EXCEPTION WHEN OTHERS THEN null; END $$;
DO $$
DECLARE
  n text;
BEGIN
  FOREACH n IN ARRAY ARRAY['things', 'absent', 'said'] LOOP
    BEGIN
      EXECUTE format('ALTER TABLE %I ADD COLUMN stamp text DEFAULT ''s''', n);
    EXCEPTION WHEN undefined_table THEN
      EXECUTE format('CREATE TABLE %I (x int)', n);
    END;
  END LOOP;
END $$;
.
no SELECT c FROM things
no SELECT d FROM things
no SELECT h1 FROM things
no SELECT h3 FROM things
no SELECT x FROM gone
ok SELECT x FROM missed
ok SELECT x FROM absent
ok INSERT INTO things (a, b, q) VALUES (2, 1, 'c')
no INSERT INTO things (a, b, q) VALUES (3, 1, 'b')
rows SELECT a, b, e, f, g, h2, i1, i1x, stamp FROM things ORDER BY a
= 1|1|NULL|NULL|made|NULL|NULL|NULL|s
= 2|1|NULL|NULL|made|NULL|NULL|NULL|s
rows SELECT x, stamp FROM said ORDER BY x
= enough|s
= i1x|s

# what rows decide is refused; so is an error that nobody takes
lite,mysql,maria refused a handler would take the errors that rows decide
DO $$ BEGIN UPDATE things SET a = 1; EXCEPTION WHEN others THEN RAISE NOTICE 'no'; END $$;
.
lite,mysql,maria refused a handler would take the errors that rows decide
DO $$ BEGIN INSERT INTO things (a) SELECT 1; EXCEPTION WHEN unique_violation THEN UPDATE things SET b = 7; END $$;
.
fails
DO $$ BEGIN
  ALTER TABLE things ADD COLUMN e int;
EXCEPTION WHEN undefined_table THEN
  NULL;
END $$;
.
fails
DO $$ BEGIN
  ALTER TABLE things ADD COLUMN e int;
EXCEPTION WHEN others THEN
  RAISE;
END $$;
.
