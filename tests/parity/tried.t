# What rows refuse leaves the table as it was, also where it takes several statements of the engine's.
migrate
CREATE TABLE owners (id bigint PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE things (id serial PRIMARY KEY, owner bigint REFERENCES owners (id), label varchar(20) CHECK (label <> 'x'),
    n integer, code text NOT NULL UNIQUE);
INSERT INTO owners VALUES (1, 'a'), (2, 'b');
INSERT INTO things (owner, label, n, code) VALUES (1, 'one', 1, '1'), (NULL, 'two', 1, 'k');
.
fails
ALTER TABLE things ALTER COLUMN owner SET NOT NULL;
.
fails
ALTER TABLE things ALTER COLUMN code TYPE integer USING (CASE WHEN code ~ '^[0-9]+$' THEN code::integer END);
.
fails
ALTER TABLE things ALTER COLUMN n TYPE bigint USING n + 1, ADD UNIQUE (n);
.
fails
ALTER TABLE things ALTER COLUMN owner TYPE bigint USING owner + 7;
.
fails
ALTER TABLE things ADD FOREIGN KEY (code) REFERENCES owners (name);
.
fails
ALTER TABLE things ADD COLUMN stamp timestamptz NOT NULL UNIQUE;
.
fails
ALTER TABLE things ADD CONSTRAINT no_word CHECK ('56'::jsonb IS NULL);
.
fails
ALTER TABLE things ADD CONSTRAINT next_id CHECK (id < 2);
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO things (owner, label, n, code) VALUES (3, 'three', 3, '3')
no INSERT INTO things (owner, label, n, code) VALUES (2, 'x', 3, '3')
no INSERT INTO things (owner, label, n, code) VALUES (2, 'three', 3, 'k')
ok INSERT INTO things (id, owner, label, n, code) VALUES (20, 2, 'three', 1, 'z')
rows SELECT owner, label, n, code FROM things ORDER BY code
= 1|one|1|1
= NULL|two|1|k
= 2|three|1|z

# the same, and the rows do
migrate
UPDATE things SET owner = 1 WHERE owner IS NULL;
ALTER TABLE things ALTER COLUMN owner SET NOT NULL;
ALTER TABLE things ALTER COLUMN code TYPE integer USING length(code) + id;
ALTER TABLE things ADD COLUMN stamp timestamptz;
ALTER TABLE things ALTER COLUMN n TYPE bigint USING n + id, ADD UNIQUE (n);
ALTER TABLE things ADD COLUMN twice bigint GENERATED ALWAYS AS (n * 2) STORED;
ALTER TABLE things ADD CONSTRAINT next_id CHECK (id < 200);
.
no INSERT INTO things (id, owner, label, n, code) VALUES (201, 2, 'three', 31, 33)
rows SELECT owner, label, n, twice FROM things ORDER BY n
= 1|one|2|4
= 1|two|3|6
= 2|three|21|42

# a foreign key, and a CHECK with a constant, of a table whose column is converted
migrate
CREATE TABLE kinds (a varchar(22) UNIQUE, b serial PRIMARY KEY, UNIQUE (a, b));
CREATE TABLE kinded (c9 text[], c10 bigint NOT NULL DEFAULT 3, c11 text NOT NULL DEFAULT 'back\slash',
    CONSTRAINT k12 FOREIGN KEY (c11, c10) REFERENCES kinds (a, b) ON DELETE SET NULL);
ALTER TABLE kinded ALTER c9 DROP DEFAULT, ALTER c9 TYPE double precision USING -96.125, ALTER c10 SET DEFAULT 327;
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO kinded VALUES (1, 2, 'none')

# rows that refer to one another
migrate
CREATE TABLE people (id integer PRIMARY KEY, boss integer REFERENCES people (id), buddy integer REFERENCES people (id));
CREATE TABLE badges (id integer PRIMARY KEY, person integer REFERENCES people (id));
INSERT INTO people VALUES (1, 2, 3), (2, NULL, 1), (3, 1, 2), (9, 9, 1);
INSERT INTO badges VALUES (1, 9);
UPDATE people SET id = id + 10, boss = boss + 10, buddy = buddy + 10 WHERE id < 4 AND false;
DELETE FROM people WHERE id < 3 AND false;
.
fails
INSERT INTO people VALUES (4, 5, NULL), (5, 6, NULL);
.
fails
DELETE FROM people WHERE id < 9;
.
fails
DELETE FROM people;
.
rows SELECT id FROM people ORDER BY id
= 1
= 2
= 3
= 9
migrate
DELETE FROM badges;
UPDATE people SET buddy = 9 WHERE id = 9;
DELETE FROM people WHERE id < 9;
UPDATE people SET id = 10, boss = 10, buddy = 10;
.
rows SELECT id, boss, buddy FROM people
= 10|10|10
lite ok PRAGMA foreign_keys = ON
no INSERT INTO people VALUES (4, 5, NULL)
migrate
TRUNCATE people CASCADE;
INSERT INTO people SELECT n, n % 3 + 1, NULL FROM generate_series(1, 3) AS n;
.
rows SELECT id, boss FROM people ORDER BY id
= 1|2
= 2|3
= 3|1
