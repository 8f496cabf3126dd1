# ALTER SCHEMA ... RENAME TO, and SET SCHEMA of what is not a table.

# Everything in a schema goes along, and what refers to it finds it there.
migrate
CREATE SCHEMA old_shop;
CREATE TYPE old_shop.size AS ENUM ('small', 'large');
CREATE DOMAIN old_shop.price AS numeric(8, 2) CHECK (VALUE >= 0);
CREATE SEQUENCE old_shop.numbers START 10;
CREATE TABLE old_shop.brand (id serial PRIMARY KEY, name text UNIQUE);
CREATE TABLE old_shop.item (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    brand_id int REFERENCES old_shop.brand ON DELETE CASCADE,
    number bigint NOT NULL DEFAULT nextval('old_shop.numbers'),
    size old_shop.size NOT NULL DEFAULT 'small'::old_shop.size,
    price old_shop.price,
    touched int NOT NULL DEFAULT 0
);
CREATE INDEX item_size ON old_shop.item (size);
CREATE VIEW old_shop.large AS SELECT i.id, b.name FROM old_shop.item i JOIN old_shop.brand b ON b.id = i.brand_id
    WHERE i.size = 'large'::old_shop.size;
CREATE VIEW schemas_outside AS SELECT name FROM old_shop.large;
CREATE MATERIALIZED VIEW old_shop.counts AS SELECT brand_id, count(*) AS n FROM old_shop.item GROUP BY brand_id;
CREATE UNIQUE INDEX counts_key ON old_shop.counts (brand_id);
CREATE FUNCTION old_shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched := OLD.touched + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER item_touch BEFORE UPDATE ON old_shop.item FOR EACH ROW EXECUTE FUNCTION old_shop.touch();
INSERT INTO old_shop.brand (name) VALUES ('acme');
INSERT INTO old_shop.item (brand_id, size, price) VALUES (1, 'large', 5), (1, 'small', 1);
.
migrate
ALTER SCHEMA old_shop RENAME TO new_shop;
.
migrate
INSERT INTO new_shop.brand (name) VALUES ('bolt');
INSERT INTO new_shop.item (brand_id, price) VALUES (2, 7);
UPDATE new_shop.item SET size = 'large'::new_shop.size WHERE brand_id = 2;
REFRESH MATERIALIZED VIEW new_shop.counts;
CREATE TABLE schemas_seen AS SELECT i.id, i.number, i.size::text AS size, i.touched, b.name
    FROM new_shop.item i JOIN new_shop.brand b ON b.id = i.brand_id;
CREATE TABLE schemas_counts AS SELECT brand_id, n FROM new_shop.counts;
.
rows SELECT id, number, size, touched, name FROM schemas_seen ORDER BY id
= 1|10|large|0|acme
= 2|11|small|0|acme
= 3|12|large|1|bolt
rows SELECT name FROM schemas_outside ORDER BY name
= acme
= bolt
rows SELECT brand_id, n FROM schemas_counts ORDER BY brand_id
= 1|2
= 2|1
lite no INSERT INTO "new_shop.item" (brand_id, price) VALUES (2, -1)
pg,mysql,maria no INSERT INTO new_shop.item (brand_id, price) VALUES (2, -1)
lite no INSERT INTO "new_shop.item" (brand_id, price) VALUES (7, 1)
pg,mysql,maria no INSERT INTO new_shop.item (brand_id, price) VALUES (7, 1)
fails
ALTER SCHEMA old_shop RENAME TO other_shop;
.
fails
ALTER SCHEMA new_shop RENAME TO public;
.
migrate
DROP SCHEMA new_shop CASCADE;
.

# One thing at a time, out of public and back.
migrate
CREATE SCHEMA attic_of;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE SEQUENCE tickets;
CREATE TABLE feeling (id int PRIMARY KEY DEFAULT nextval('tickets'), mood mood DEFAULT 'bad'::mood, sure percent);
CREATE VIEW feeling_good AS SELECT id FROM feeling WHERE mood = 'good'::mood;
CREATE VIEW feeling_ids AS SELECT id FROM feeling_good;
CREATE MATERIALIZED VIEW feeling_sums AS SELECT mood, count(*) AS n FROM feeling GROUP BY mood;
CREATE UNIQUE INDEX feeling_sums_key ON feeling_sums (mood);
CREATE FUNCTION feeling_default() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sure := coalesce(NEW.sure, 50);
    RETURN NEW;
END $$;
CREATE TRIGGER feeling_default BEFORE INSERT ON feeling FOR EACH ROW EXECUTE FUNCTION feeling_default();
INSERT INTO feeling (mood) VALUES ('good');
ALTER TYPE mood SET SCHEMA attic_of;
ALTER DOMAIN percent SET SCHEMA attic_of;
ALTER SEQUENCE tickets SET SCHEMA attic_of;
ALTER VIEW feeling_good SET SCHEMA attic_of;
ALTER MATERIALIZED VIEW feeling_sums SET SCHEMA attic_of;
ALTER FUNCTION feeling_default() SET SCHEMA attic_of;
INSERT INTO feeling DEFAULT VALUES;
INSERT INTO feeling (mood, sure) VALUES ('good'::attic_of.mood, 9);
REFRESH MATERIALIZED VIEW attic_of.feeling_sums;
CREATE TABLE feeling_counted AS SELECT mood::text AS mood, n FROM attic_of.feeling_sums;
.
rows SELECT id, mood, sure FROM feeling ORDER BY id
= 1|good|50
= 2|bad|50
= 3|good|9
rows SELECT id FROM feeling_ids ORDER BY id
= 1
= 3
rows SELECT mood, n FROM feeling_counted ORDER BY mood
= bad|1
= good|2
no INSERT INTO feeling (id, sure) VALUES (9, 101)
no INSERT INTO feeling (id, mood) VALUES (9, 'ugly')
fails
ALTER SEQUENCE tickets SET SCHEMA attic_of;
.
migrate
ALTER TYPE attic_of.mood SET SCHEMA public;
ALTER DOMAIN attic_of.percent SET SCHEMA public;
ALTER TABLE attic_of.tickets SET SCHEMA public;
ALTER VIEW attic_of.feeling_good SET SCHEMA public;
ALTER TABLE attic_of.feeling_sums SET SCHEMA public;
ALTER FUNCTION attic_of.feeling_default() SET SCHEMA public;
DROP SCHEMA attic_of;
INSERT INTO feeling DEFAULT VALUES;
REFRESH MATERIALIZED VIEW feeling_sums;
.
rows SELECT id FROM feeling_good ORDER BY id
= 1
= 3
rows SELECT mood, n FROM feeling_sums ORDER BY mood = 'good'
= bad|2
= good|2

# A sequence that is a column's goes with its table alone; names are looked for where the thing goes.
migrate
CREATE SCHEMA other_place;
CREATE TABLE numbered (id serial PRIMARY KEY);
CREATE VIEW taken_view AS SELECT id FROM numbered;
CREATE TABLE other_place.taken_view (id int);
.
fails
ALTER SEQUENCE numbered_id_seq SET SCHEMA other_place;
.
fails
ALTER VIEW taken_view SET SCHEMA other_place;
.
fails
ALTER VIEW taken_view SET SCHEMA nowhere;
.
migrate
ALTER VIEW taken_view SET SCHEMA public;
ALTER VIEW IF EXISTS not_there SET SCHEMA other_place;
.

# The text of a function names things as they were: what it calls stays where it is.
migrate
CREATE FUNCTION other_place.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE TABLE doubled (n int, CHECK (other_place.twice(n) < 10));
.
lite,mysql,maria refused called somewhere cannot be moved
ALTER FUNCTION other_place.twice(int) SET SCHEMA public;
.
lite,mysql,maria refused called somewhere cannot be renamed
ALTER SCHEMA other_place RENAME TO another_place;
.

# Views in a schema go by their bare names where they are read, and so does what has an alias that is its own name.
migrate
CREATE SCHEMA parity_read;
CREATE TABLE parity_read.a (id int PRIMARY KEY, x int, g text);
CREATE TABLE parity_read.other (id int PRIMARY KEY, old_name int);
INSERT INTO parity_read.a VALUES (1, 2, 'u'), (2, 3, 'u');
CREATE VIEW own_alias AS SELECT a.x, b.g FROM parity_read.a AS a JOIN parity_read.a b ON a.id = b.id;
CREATE VIEW parity_read.sub AS SELECT a.id, a.g, sum(a.x) AS total FROM parity_read.a GROUP BY a.id, a.g;
CREATE VIEW parity_read.tot AS SELECT sub.id, sub.total FROM parity_read.sub
    WHERE EXISTS (SELECT 1 FROM parity_read.a WHERE a.id = sub.id);
CREATE VIEW parity_read.pot AS SELECT parity_read.sub.id, sub.total, sub.g FROM parity_read.sub;
ALTER TABLE parity_read.other RENAME COLUMN old_name TO new_name;
UPDATE parity_read.a AS a SET x = a.x + 1 WHERE a.id = 1;
UPDATE parity_read.a SET x = a.x + s.total FROM parity_read.sub s WHERE a.id = s.id;
UPDATE parity_read.a AS a SET x = a.x + sub.total FROM parity_read.sub WHERE a.id = sub.id;
DELETE FROM parity_read.a AS a WHERE a.id = 7 OR EXISTS (SELECT 1 FROM parity_read.a AS b WHERE b.id = a.id + 50);
INSERT INTO parity_read.a AS a VALUES (2, 5, 'z') ON CONFLICT (id) DO UPDATE SET x = a.x + excluded.x;
CREATE TABLE read_there AS SELECT parity_read.a.x, a.g, pot.total, tot.id FROM parity_read.a
    JOIN parity_read.pot ON pot.id = a.id JOIN parity_read.tot ON tot.id = pot.id;
.
rows SELECT x, g, total, id FROM read_there ORDER BY id
= 12|u|12|1
= 17|u|17|2
rows SELECT x, g FROM own_alias ORDER BY x
= 12|u
= 17|u
migrate
DROP SCHEMA parity_read CASCADE;
.
