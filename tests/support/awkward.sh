# tests/support/awkward.sh - source it after tap.sh: a project, in the working directory, whose schema has what documents and
# pictures can stumble over: quotes, markup, Unicode, a table that refers to itself, two that refer to each other, keys of two
# columns, one-to-one, comments, enums, domains, views, triggers.
file migrations/000001_shop.up.sql "CREATE SCHEMA stock;
CREATE TYPE mood AS ENUM ('glad', 'it''s | <b>');
CREATE DOMAIN positive AS integer NOT NULL CHECK (VALUE > 0);
CREATE TABLE people (
    id serial PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    boss_id integer REFERENCES people (id) ON DELETE SET NULL,
    mood mood DEFAULT 'glad',
    born timestamp(3) with time zone,
    score numeric(10, 2) DEFAULT 0.5 CHECK (score >= 0 OR score = -1),
    tags text[]
);
COMMENT ON TABLE people IS 'Who | works
here: *all* of <script>alert(1)</script> & \`them\`';
COMMENT ON COLUMN people.email IS '</script><!-- \"quoted\" 100% \\\\ ünï';
CREATE TABLE teams (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id integer NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE people ADD COLUMN team_id bigint;
ALTER TABLE people ADD CONSTRAINT people_team_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON UPDATE CASCADE;
CREATE TABLE profiles (
    person_id integer PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    rank positive
);
CREATE TABLE stock.items (
    shop integer,
    \"nr\" integer,
    title text NOT NULL,
    total integer GENERATED ALWAYS AS (shop * 2) STORED,
    PRIMARY KEY (shop, nr)
);
CREATE TABLE \"Straße \"\"9\"\" | <i>\" (
    \"größe in %\" integer,
    shop integer NOT NULL,
    nr integer NOT NULL,
    FOREIGN KEY (shop, nr) REFERENCES stock.items (shop, nr)
);
CREATE INDEX people_born ON people (born DESC NULLS LAST) WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX people_lower ON people (lower(email));
CREATE INDEX people_tags ON people USING gin (tags);
CREATE VIEW glad AS SELECT id, email FROM people WHERE mood = 'glad';
COMMENT ON VIEW glad IS 'those who | are';
CREATE SEQUENCE tickets START 100 INCREMENT 5;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER people_touch BEFORE UPDATE OF email, born ON people FOR EACH ROW EXECUTE FUNCTION touch();"
file migrations/000002_more.up.sql 'CREATE TABLE later (id integer PRIMARY KEY);'
