# pg_trigger_depth(): what a trigger changes does not fire it again.
migrate
CREATE TABLE jobs (id int PRIMARY KEY, n int DEFAULT 0, changes int DEFAULT 0, seen int DEFAULT 0);
CREATE FUNCTION jobs_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.changes := NEW.changes + 1; RETURN NEW; END $$;
CREATE FUNCTION jobs_see() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() > 1 THEN
        RETURN NEW;
    END IF;
    NEW.seen := NEW.seen + pg_trigger_depth();
    RETURN NEW;
END $$;
CREATE TRIGGER jobs_count BEFORE UPDATE ON jobs FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION jobs_count();
CREATE TRIGGER jobs_see BEFORE INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION jobs_see();
INSERT INTO jobs (id) VALUES (1), (2);
.
ok UPDATE jobs SET n = 5 WHERE id = 1
ok INSERT INTO jobs (id) VALUES (3)
rows SELECT id, n, changes, seen FROM jobs ORDER BY id
= 1|5|1|2
= 2|0|0|1
= 3|0|0|1

# Triggers that change their own table: only sqlite can have them.
lite,pg migrate
CREATE TABLE parts (id int PRIMARY KEY, parent_id int, weight int NOT NULL DEFAULT 0, touched int NOT NULL DEFAULT 0);
CREATE FUNCTION parts_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE parts SET weight = weight + 1 WHERE id = NEW.parent_id;
    RETURN NULL;
END $$;
CREATE FUNCTION parts_touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := NEW.touched + 1; RETURN NEW; END $$;
CREATE TRIGGER parts_sum AFTER INSERT OR UPDATE ON parts FOR EACH ROW WHEN (pg_trigger_depth() < 1) EXECUTE FUNCTION parts_sum();
CREATE TRIGGER parts_touch BEFORE UPDATE ON parts FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION parts_touch();
INSERT INTO parts (id) VALUES (1);
INSERT INTO parts (id, parent_id) VALUES (2, 1), (3, 2);
.
lite,pg ok INSERT INTO parts (id, parent_id) VALUES (4, 3)
lite,pg ok UPDATE parts SET weight = 10 WHERE id = 3
lite,pg rows SELECT id, weight, touched FROM parts ORDER BY id
= 1|1|0
= 2|2|0
= 3|10|1
= 4|0|0

# Where another table's trigger is in between, nobody knows.
refused a change of a table whose trigger asks for pg_trigger_depth()
CREATE TABLE stops (id int PRIMARY KEY, n int);
CREATE FUNCTION stops_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE jobs SET n = n + 1; RETURN NULL; END $$;
CREATE TRIGGER stops_more AFTER INSERT ON stops FOR EACH ROW EXECUTE FUNCTION stops_more();
CREATE TRIGGER jobs_again BEFORE DELETE ON jobs FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION jobs_count();
.
refused a foreign key's action fires it
CREATE TABLE kids (id int PRIMARY KEY, job_id int REFERENCES jobs (id) ON DELETE CASCADE);
CREATE TRIGGER kids_go AFTER DELETE ON kids FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION jobs_count();
.
refused another table's trigger changes its table
CREATE TABLE lots (id int PRIMARY KEY, n int);
CREATE TABLE gates (id int PRIMARY KEY, n int);
CREATE FUNCTION gates_more() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public.lots SET n = n + 1; RETURN NULL; END $$;
CREATE TRIGGER gates_more AFTER INSERT ON gates FOR EACH ROW EXECUTE FUNCTION gates_more();
CREATE TRIGGER lots_again BEFORE UPDATE ON lots FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION jobs_see();
.

# calls within calls that would be too deep for SQLite's parser stand beside each other
migrate
CREATE FUNCTION plain_words(text, text) RETURNS text LANGUAGE SQL IMMUTABLE RETURNS NULL ON NULL INPUT
    RETURN trim(BOTH $2 FROM regexp_replace(coalesce($1, ''), '[^a-zA-Z\d:]', $2, 'g'));
CREATE FUNCTION indexed_words(text) RETURNS text LANGUAGE SQL IMMUTABLE RETURNS NULL ON NULL INPUT
    RETURN plain_words($1, ' ') || '/' || $1;
CREATE TABLE deep_words (id integer, value jsonb, o text, w text GENERATED ALWAYS AS (
    indexed_words(plain_words(value->>'a', '-') || ' ' || plain_words(CAST(value->>'b' AS varchar), ' '))) STORED);
INSERT INTO deep_words (id, value, o) VALUES
    (1, '{"a": "x_y!z", "b": "one.two "}', '{"logo": "http://x/form/1", "n": 2}'), (2, '{"a": null}', '{"n": 3}');
UPDATE deep_words SET o = jsonb_set(o::jsonb, '{logo}',
    ('"' || regexp_replace(o::jsonb->>'logo', '^.+(/form/.*)$', '\1') || '"')::jsonb) WHERE o::jsonb ? 'logo';
.
rows SELECT id, w FROM deep_words ORDER BY id
= 1|x y z one two/x-y-z one two
= 2|NULL
pg rows SELECT o::jsonb->>'logo' FROM deep_words ORDER BY id
= /form/1
= NULL
lite rows SELECT o->>'logo' FROM deep_words ORDER BY id
= /form/1
= NULL
maria,mysql rows SELECT JSON_UNQUOTE(JSON_EXTRACT(o, '$.logo')) FROM deep_words ORDER BY id
= /form/1
= NULL

# A chain of values, each of which is a CASE there, is as deep as one of them.
migrate
CREATE TABLE long_words (n integer PRIMARY KEY, w text);
INSERT INTO long_words VALUES (5, NULL), (6, NULL);
UPDATE long_words SET w = '' || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) ||
    chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) ||
    chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) ||
    chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) ||
    chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) ||
    chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) ||
    chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) ||
    chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) ||
    chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) ||
    chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) ||
    chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) ||
    chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) ||
    chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) ||
    chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) ||
    chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) ||
    chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) || chr(65 + (n & 6)) || chr(65 + (n & 7)) ||
    chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3)) || chr(65 + (n & 4)) || chr(65 + (n & 5)) ||
    chr(65 + (n & 6)) || chr(65 + (n & 7)) || chr(65 + (n & 0)) || chr(65 + (n & 1)) || chr(65 + (n & 2)) || chr(65 + (n & 3));
.
rows SELECT n, substr(w, 1, 16), length(w) FROM long_words ORDER BY n
= 5|ABABEFEFABABEFEF|108
= 6|AACCEEGGAACCEEGG|108

# What is a level too deep stands without the parentheses that say nothing; those of rows, queries and VALUES stay.
migrate
CREATE TABLE deep_hash (id uuid PRIMARY KEY, n int, hash varchar(64) GENERATED ALWAYS AS (encode(sha256(id::text::bytea), 'hex')) STORED);
INSERT INTO deep_hash VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 2);
CREATE TABLE deep_hash2 (id uuid PRIMARY KEY, n int, hash bytea GENERATED ALWAYS AS (sha256((id::text || ((n + (1)))::text)::bytea)) STORED);
INSERT INTO deep_hash2 VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 2);
.
rows SELECT hash FROM deep_hash
= 0aca198ee7979a67105e1a1f69ddbff10f82c7d8d2f69a2a41a15d75ac2d1146

# Queries within queries, each of them WITH: nearly as deep as SQLite's parser can go.
migrate
CREATE TABLE deep_teams (id int PRIMARY KEY, name text NOT NULL, slug text);
INSERT INTO deep_teams VALUES (1, 'The  Team -- 1x9y', NULL), (2, 'b', NULL), (3, 'known', 'slug');
UPDATE deep_teams SET slug = CASE WHEN length(name) > 3 THEN substr(regexp_replace(regexp_replace(regexp_replace(trim(lower(regexp_replace(name, '[^a-zA-Z0-9 -]', '', 'g'))), '[^a-z -]+', 'x', 'g'), '[xyz]+', 'y', 'g'), '\s+', '-', 'g'), 1, 20) || '-' || id ELSE 'short' END WHERE slug IS NULL;
.
rows SELECT id, slug FROM deep_teams ORDER BY id
= 1|the-team----y-1
= 2|short
= 3|slug
