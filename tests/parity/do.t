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

refused procedural
DO $$ BEGIN FOR i IN 1..3 LOOP INSERT INTO t (id) VALUES (i + 10); END LOOP; END $$;
.
