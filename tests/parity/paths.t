# SET search_path: what follows in the file has its names there.
migrate
DROP SCHEMA IF EXISTS path_app CASCADE;
DROP SCHEMA IF EXISTS "Path other" CASCADE;
CREATE SCHEMA path_app;
CREATE SCHEMA "Path other";
SET search_path = 'path_app';
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id serial PRIMARY KEY, name varchar(20) NOT NULL, m mood DEFAULT 'sad');
CREATE TABLE posts (id bigserial PRIMARY KEY, person int NOT NULL REFERENCES people (id) ON DELETE CASCADE, t text, CHECK (length(t) > 2));
CREATE INDEX ON posts (person);
CREATE UNIQUE INDEX posts_t ON posts (t);
INSERT INTO people (name) VALUES ('a'), ('b');
INSERT INTO posts (person, t) SELECT id, name || 'xyz' FROM people WHERE people.id = 1;
WITH people AS (SELECT 1 AS id) UPDATE posts SET t = 'longer' FROM people WHERE people.id = posts.person;
CREATE VIEW counted AS SELECT u.name, count(*) AS n FROM people u JOIN posts p ON p.person = u.id GROUP BY u.name;
COMMENT ON VIEW counted IS 'posts of each';
COMMENT ON COLUMN posts.t IS 'the text';
CREATE SEQUENCE numbers;
ALTER TABLE posts ADD COLUMN k bigint DEFAULT nextval('numbers');
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.t := NEW.t || '!'; RETURN NEW; END $$;
CREATE TRIGGER filled BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION fill();
INSERT INTO posts (person, t) VALUES (1, 'trigger');
CREATE TRIGGER filled_too BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION fill();
DROP TRIGGER filled_too ON posts;
ALTER TYPE mood RENAME VALUE 'glad' TO 'happy';
ALTER TABLE posts ADD COLUMN n int NOT NULL DEFAULT 0;
ALTER TABLE posts DROP COLUMN n;
ALTER TABLE posts RENAME COLUMN k TO number;
DROP INDEX posts_t;
DO $$
DECLARE
    many int;
BEGIN
    SELECT count(*) INTO many FROM people JOIN posts AS p ON p.person = people.id;
    IF many > 1 AND NOT EXISTS (SELECT 1 FROM "people" WHERE name = 'c') THEN
        INSERT INTO people (name) SELECT 'c';
    END IF;
END $$;
RESET search_path;
CREATE TABLE people (id int PRIMARY KEY);
SELECT pg_catalog.set_config('search_path', '"Path other", public, path_app', false);
INSERT INTO people VALUES (7);
INSERT INTO posts (person, t) VALUES (2, 'of b');
CREATE TABLE here AS SELECT id FROM people;
SET search_path TO DEFAULT;
CREATE TABLE path_rows AS SELECT id, person, t, number FROM path_app.posts;
CREATE TABLE path_counted AS SELECT name, n FROM path_app.counted;
CREATE TABLE path_people AS SELECT name FROM path_app.people;
CREATE TABLE path_here AS SELECT id FROM "Path other".here;
.
rows SELECT id, person, t, number FROM path_rows ORDER BY id
= 1|1|longer|1
= 2|1|trigger!|2
= 3|2|of b!|3
rows SELECT name, n FROM path_counted ORDER BY name
= a|2
= b|1
rows SELECT name FROM path_people ORDER BY name
= a
= b
= c
rows SELECT id FROM path_here
= 7
migrate
SET search_path = path_app, public;
DROP VIEW counted;
DROP TABLE posts, people;
DROP TYPE mood;
RESET search_path;
SELECT id FROM people;
.
fails
SET search_path = path_app;
INSERT INTO posts (person, t) VALUES (1, 'it is gone');
.
lite,maria,mysql refused SET search_path in a block
DO $$ BEGIN EXECUTE 'SET search_path = path_app'; EXECUTE 'CREATE TABLE inside (id int)'; END $$;
.
migrate
DROP SCHEMA "Path other" CASCADE;
DROP SCHEMA path_app CASCADE;
.
# An empty object says nothing beside another object, and is an element beside anything else.
migrate
CREATE TABLE emptied (id integer PRIMARY KEY, j jsonb);
INSERT INTO emptied VALUES (1, '57'::jsonb || '{}'::jsonb), (2, '{"a": 1}'::jsonb || '{}'), (3, '[1]'::jsonb || '{}');
UPDATE emptied SET j = j || '{}' WHERE id < 3;
.
pg rows SELECT id, jsonb_typeof(j), CASE WHEN jsonb_typeof(j) = 'array' THEN jsonb_array_length(j) END FROM emptied ORDER BY id
= 1|array|3
= 2|object|NULL
= 3|array|2
lite rows SELECT id, json_type(j), CASE WHEN json_type(j) = 'array' THEN json_array_length(j) END FROM emptied ORDER BY id
= 1|array|3
= 2|object|NULL
= 3|array|2
mysql,maria rows SELECT id, lower(json_type(j)), json_length(j) FROM emptied ORDER BY id
= 1|array|3
= 2|object|1
= 3|array|2
