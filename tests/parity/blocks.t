# DO blocks with variables and branches.
migrate
CREATE TABLE jobs (id serial PRIMARY KEY, name text NOT NULL, state text, n int);
CREATE TABLE runs (id serial PRIMARY KEY, job int, what text);
INSERT INTO jobs (name, state, n) VALUES ('a', 'done', 1), ('b', 'open', 2), ('c', NULL, 3);
DO $$
DECLARE
    total int;
    job record;
    word text := 'none';
BEGIN
    SELECT count(*) INTO total FROM jobs;
    SELECT * INTO job FROM jobs WHERE name = 'b';
    IF total > 2 THEN
        word := 'many';
    END IF;
    INSERT INTO runs (job, what) VALUES (job.id, word || ' ' || job.state);
    IF EXISTS (SELECT 1 FROM jobs WHERE state IS NULL) THEN
        UPDATE jobs SET n = n + total WHERE name = 'a';
        RAISE NOTICE 'open: %', total;
        RETURN;
    END IF;
    DELETE FROM jobs;
END $$;
.
rows SELECT job, what FROM runs ORDER BY id
= 2|many open
rows SELECT name, n FROM jobs ORDER BY name
= a|4
= b|2
= c|3

# A key that a row has been given.
migrate
DO $$
DECLARE
    made int;
BEGIN
    INSERT INTO jobs (name, state) VALUES ('made', 'x') RETURNING id INTO made;
    INSERT INTO runs (job, what) VALUES (made, 'of made');
END $$;
.
rows SELECT j.name, r.what FROM runs r JOIN jobs j ON j.id = r.job WHERE r.what = 'of made'
= made|of made
ok DELETE FROM runs WHERE what = 'of made'
ok DELETE FROM jobs WHERE name = 'made'

# Loops over queries.
pg,mysql,maria migrate
DO $$
DECLARE
    job record;
    status text;
    seen int := 0;
    last_id int;
BEGIN
    FOR job IN SELECT id, name, state FROM jobs ORDER BY id LOOP
        IF job.state = 'done' THEN
            status = 'finished';
        ELSIF job.state IS NULL THEN
            CONTINUE;
        ELSE
            status = 'waiting';
        END IF;
        seen := seen + 1;
        INSERT INTO runs (job, what) VALUES (job.id, status || seen) RETURNING id INTO last_id;
        UPDATE jobs SET n = last_id WHERE id = job.id;
    END LOOP;
    FOR status, last_id IN SELECT what, id FROM runs ORDER BY id LOOP
        UPDATE jobs SET state = status WHERE id = (SELECT r.job FROM runs r WHERE r.id = last_id);
    END LOOP;
END $$;
.
pg,mysql,maria rows SELECT job, what FROM runs ORDER BY id
= 2|many open
= 1|finished1
= 2|waiting2
pg,mysql,maria rows SELECT name, state, n FROM jobs ORDER BY name
= a|finished1|3
= b|waiting2|4
= c|NULL|3

# What a block raises ends the migration.
fails
DO $$ DECLARE x int := 5; BEGIN IF x > 4 THEN RAISE EXCEPTION 'five is too many'; END IF; END $$;
.
