# NOT NULL columns without a default that a BEFORE INSERT trigger gives their values.
migrate
CREATE TABLE owners (id int PRIMARY KEY, name text);
INSERT INTO owners VALUES (1, 'Ann'), (2, NULL);
CREATE TABLE docs (id uuid PRIMARY KEY, title text NOT NULL, slug varchar(12) NOT NULL UNIQUE CHECK (slug <> ''), rev bigint NOT NULL, price numeric(8, 2) NOT NULL, at timestamptz NOT NULL, day date NOT NULL, flag boolean NOT NULL, owner_id int NOT NULL REFERENCES owners (id), note text);
INSERT INTO docs VALUES ('00000000-0000-0000-0000-000000000001', 'Old', 'old', 1, 1.5, '2020-01-01 00:00:00+00', '2020-01-01', false, 1, NULL);
CREATE FUNCTION docs_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id IS NULL THEN
        NEW.id := '00000000-0000-0000-0000-00000000000' || length(NEW.title)::text;
    END IF;
    IF NEW.slug IS NULL OR NEW.slug = 'auto' THEN
        NEW.slug := lower(NEW.title);
    END IF;
    NEW.rev := coalesce(NEW.rev, 0) + 1;
    NEW.price := 2.50;
    NEW.at := '2026-01-02 03:04:05+00';
    NEW.day := '2026-01-02';
    NEW.flag := true;
    IF NEW.owner_id IS NULL THEN
        NEW.owner_id := (SELECT id FROM owners WHERE name = NEW.note);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER docs_fill BEFORE INSERT ON docs FOR EACH ROW EXECUTE FUNCTION docs_fill();
.
ok INSERT INTO docs (title, note) VALUES ('Abc', 'Ann')
ok INSERT INTO docs (id, title, slug, rev, note) VALUES (NULL, 'Abcd', NULL, 5, 'Ann')
ok INSERT INTO docs (title, slug, owner_id) VALUES ('Abcde', 'mine', 2)
no INSERT INTO docs (title, note) VALUES ('Abcdef', 'Nobody')
no INSERT INTO docs (title, note) VALUES ('Abc', 'Ann')
no INSERT INTO docs (title, slug, note) VALUES ('Abcdefg', 'old', 'Ann')
no INSERT INTO docs (title, note) VALUES (NULL, 'Ann')
no INSERT INTO docs (title, slug, note) VALUES ('Abcdefg', '', 'Ann')
no INSERT INTO docs (title, slug, note) VALUES ('Abcdefg', 'far too long for it', 'Ann')
no UPDATE docs SET slug = NULL WHERE title = 'Abc'
no UPDATE docs SET at = NULL, day = NULL WHERE title = 'Abc'
no UPDATE docs SET owner_id = 77 WHERE title = 'Abc'
ok UPDATE docs SET slug = 'other' WHERE title = 'Abc'
rows SELECT title, slug, rev, owner_id FROM docs ORDER BY title
= Abc|other|1|1
= Abcd|abcd|6|1
= Abcde|mine|1|2
= Old|old|1|1
rows SELECT count(*) FROM docs WHERE price = 2.5 AND at = '2026-01-02 03:04:05' AND flag AND day = '2026-01-02'
= 3

# A trigger that fills one of them on UPDATE too, and one that leaves a row alone; the table is rebuilt and renamed.
migrate
CREATE FUNCTION docs_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slug IS NULL THEN
        NEW.slug := 'again';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER docs_zagain BEFORE UPDATE ON docs FOR EACH ROW EXECUTE FUNCTION docs_again();
ALTER TABLE docs ALTER COLUMN note TYPE varchar(40);
ALTER TABLE docs RENAME TO papers;
.
ok UPDATE papers SET slug = NULL WHERE title = 'Abc'
no UPDATE papers SET rev = NULL WHERE title = 'Abc'
rows SELECT slug FROM papers WHERE title = 'Abc'
= again
migrate
CREATE OR REPLACE FUNCTION docs_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.slug IS NULL THEN
        NEW.slug := lower(NEW.title);
    END IF;
    RETURN NEW;
END $$;
.
no INSERT INTO papers (title, note) VALUES ('Bcd', 'Ann')
ok INSERT INTO papers (id, title, rev, price, at, day, flag, owner_id) VALUES ('00000000-0000-0000-0000-000000000009', 'Bcd', 1, 1, '2020-01-01 00:00:00', '2020-01-01', false, 1)
no UPDATE papers SET at = NULL WHERE title = 'Bcd'
migrate
ALTER TABLE papers DISABLE TRIGGER docs_fill;
.
no INSERT INTO papers (id, title, rev, price, at, day, flag, owner_id) VALUES ('00000000-0000-0000-0000-000000000008', 'Cde', 1, 1, '2020-01-01 00:00:00', '2020-01-01', false, 1)
migrate
ALTER TABLE papers ENABLE TRIGGER docs_fill;
DROP TRIGGER docs_zagain ON papers;
.
ok INSERT INTO papers (id, title, rev, price, at, day, flag, owner_id) VALUES ('00000000-0000-0000-0000-000000000008', 'Cde', 1, 1, '2020-01-01 00:00:00', '2020-01-01', false, 1)
no UPDATE papers SET slug = NULL WHERE title = 'Cde'
rows SELECT slug FROM papers WHERE title IN ('Bcd', 'Cde') ORDER BY title
= bcd
= cde
migrate
DROP FUNCTION docs_fill() CASCADE;
.
no INSERT INTO papers (id, title, rev, price, at, day, flag, owner_id) VALUES ('00000000-0000-0000-0000-000000000007', 'Def', 1, 1, '2020-01-01 00:00:00', '2020-01-01', false, 1)
rows SELECT count(*) FROM papers
= 6

# DEFAULT NULL is no default; a domain's is one.
migrate
CREATE DOMAIN state AS text DEFAULT 'new';
CREATE TABLE notes (id integer PRIMARY KEY, size real NOT NULL DEFAULT NULL, state state NOT NULL, at date NOT NULL);
CREATE FUNCTION notes_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.size := coalesce(NEW.size, 1.5);
    NEW.state := coalesce(NEW.state, 'none');
    NEW.at := '2026-01-02';
    RETURN NEW;
END $$;
CREATE TRIGGER notes_fill BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION notes_fill();
.
ok INSERT INTO notes (id) VALUES (1)
ok INSERT INTO notes (id, size, state) VALUES (2, NULL, 'old')
ok INSERT INTO notes (id, size) VALUES (3, 2.5)
no UPDATE notes SET size = NULL WHERE id = 3
rows SELECT id, state FROM notes WHERE size = 1.5 AND at = '2026-01-02' OR id = 3 ORDER BY id
= 1|new
= 2|old
= 3|new

# DEFAULT NULL of a type with a length stands before a domain's default, that of a type without one does not; and what
# a domain wants has to be given only where there are rows
migrate
CREATE DOMAIN named AS text DEFAULT 'new' NOT NULL;
CREATE DOMAIN bare AS varchar(12);
CREATE DOMAIN wanted AS integer NOT NULL;
CREATE TABLE kinds (id integer PRIMARY KEY, cut varchar(9) DEFAULT NULL, whole text DEFAULT NULL);
ALTER TABLE kinds ALTER COLUMN cut TYPE named;
ALTER TABLE kinds ALTER COLUMN whole TYPE named;
CREATE TABLE needs (id integer PRIMARY KEY, b bare NOT NULL, w wanted, n named);
CREATE TABLE blanks (id integer PRIMARY KEY, a varchar(3) NOT NULL DEFAULT 'a b ', c char(2) DEFAULT 'é   ', d varchar(2) DEFAULT 'éa '::text);
INSERT INTO blanks VALUES (1);
INSERT INTO needs (id) SELECT id FROM kinds;
.
no INSERT INTO kinds (id) VALUES (1)
ok INSERT INTO kinds (id, cut) VALUES (1, 'x')
no INSERT INTO needs (id) VALUES (1)
no INSERT INTO needs (id, b) VALUES (1, 'b')
ok INSERT INTO needs (id, b, w) VALUES (1, 'b', 2)
rows SELECT * FROM kinds
= 1|x|new
rows SELECT * FROM needs
= 1|b|2|new
fails
INSERT INTO needs (id, b) SELECT id, 'c' FROM kinds;
.
fails
UPDATE needs SET w = DEFAULT;
.
rows SELECT id FROM blanks WHERE a = 'a b' AND c = 'é' AND d = 'éa'
= 1

# a function whose name has to be quoted, and what calls it
migrate
CREATE FUNCTION "f-1"(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT $1 * 2 $$;
CREATE TABLE called (id integer PRIMARY KEY, n integer DEFAULT "f-1"(2), CONSTRAINT c CHECK ("f-1"(n) > 1));
CREATE VIEW calls AS SELECT "f-1"(n) AS n FROM called;
DROP FUNCTION "f-1" CASCADE;
CREATE VIEW calls AS SELECT n FROM called;
.
ok INSERT INTO called (id) VALUES (1)
ok INSERT INTO called VALUES (2, -2)
rows SELECT coalesce(n, 0) FROM calls ORDER BY 1
= -2
= 0
# CHECKs of what BEFORE triggers assign look at the row when the last of them is done with it, whatever the columns are
# called and however they are spelled.
migrate
CREATE TABLE mended (id integer PRIMARY KEY, email text, path text[], day date, n integer,
    CHECK (email = lower(email)), CHECK (path <@ ARRAY['x', 'y']), CHECK (cardinality(path) > 0), CHECK (day > '2020-01-01'),
    CONSTRAINT mended_n CHECK (n IS NOT NULL AND n < 100));
CREATE FUNCTION mend_email() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.email := lower(NEW.email); NEW.n := 500; RETURN NEW; END $$;
CREATE FUNCTION mend_rest() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.n := NEW.n - 490; IF NEW.day IS NULL THEN NEW.day := '2024-02-03'; END IF;
    IF NEW.path IS NULL THEN NEW.path := ARRAY['x']; END IF; RETURN NEW; END $$;
CREATE TRIGGER mended_1 BEFORE INSERT OR UPDATE ON mended FOR EACH ROW EXECUTE FUNCTION mend_email();
CREATE TRIGGER mended_2 BEFORE INSERT OR UPDATE ON mended FOR EACH ROW EXECUTE FUNCTION mend_rest();
INSERT INTO mended (id, email) VALUES (1, 'A@B.C');
.
pg,lite,maria ok INSERT INTO mended (id, email, path, day) VALUES (2, 'X@Y.Z', '{x,y}', '2024-05-06')
mysql ok INSERT INTO mended (id, email, path, day) VALUES (2, 'X@Y.Z', '["x", "y"]', '2024-05-06')
pg,lite,maria no INSERT INTO mended (id, email, path) VALUES (3, 'd', '{z}')
mysql no INSERT INTO mended (id, email, path) VALUES (3, 'd', '["z"]')
no INSERT INTO mended (id, email, day) VALUES (3, 'd', '2019-05-06')
ok UPDATE mended SET email = 'UP', n = 3 WHERE id = 2
pg,lite,maria no UPDATE mended SET path = '{}' WHERE id = 2
mysql no UPDATE mended SET path = '[]' WHERE id = 2
rows SELECT id, email, n FROM mended ORDER BY id
= 1|a@b.c|10
= 2|up|10
migrate
DROP TRIGGER mended_2 ON mended;
.
pg,lite,maria no INSERT INTO mended (id, email, path, day) VALUES (3, 'd', '{x}', '2024-05-06')
mysql no INSERT INTO mended (id, email, path, day) VALUES (3, 'd', '["x"]', '2024-05-06')
migrate
DROP TRIGGER mended_1 ON mended;
.
pg,lite,maria ok INSERT INTO mended (id, email, path, day, n) VALUES (3, 'd', '{x}', '2024-05-06', 1)
mysql ok INSERT INTO mended (id, email, path, day, n) VALUES (3, 'd', '["x"]', '2024-05-06', 1)
pg,lite,maria no INSERT INTO mended (id, email, path, day, n) VALUES (4, 'D', '{x}', '2024-05-06', 1)
mysql no INSERT INTO mended (id, email, path, day, n) VALUES (4, 'D', '["x"]', '2024-05-06', 1)
pg,lite,maria no INSERT INTO mended (id, email, path, day, n) VALUES (4, 'd', '{x}', '2024-05-06', 100)
mysql no INSERT INTO mended (id, email, path, day, n) VALUES (4, 'd', '["x"]', '2024-05-06', 100)

# DEFAULT NULL of a domain's column is none: the trigger fills it.
migrate
CREATE DOMAIN short_name AS varchar(12) DEFAULT 'none';
CREATE TABLE filled_domain (id int PRIMARY KEY, a short_name NOT NULL DEFAULT NULL, b text);
CREATE FUNCTION fill_domain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.a := NEW.b; RETURN NEW; END $$;
CREATE TRIGGER fill_domain BEFORE INSERT ON filled_domain FOR EACH ROW EXECUTE FUNCTION fill_domain();
.
ok INSERT INTO filled_domain (id, b) VALUES (1, 'x')
no INSERT INTO filled_domain (id, b) VALUES (2, NULL)
rows SELECT id, a FROM filled_domain
= 1|x
