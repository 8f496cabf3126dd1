# DO blocks whose EXECUTE is known before anything has run.
migrate
CREATE TABLE users (id serial PRIMARY KEY, name text, updated_at timestamptz, CONSTRAINT users_name_key UNIQUE (name));
CREATE TABLE teams (id serial PRIMARY KEY, name text, updated_at timestamptz);
CREATE TABLE plain (id int, "Odd Name" text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at := '2020-01-01 00:00:00+00'; RETURN NEW; END $$;
DO $$
DECLARE
    t text;
BEGIN
    FOR t IN SELECT table_name FROM information_schema.columns WHERE column_name = 'updated_at' AND table_schema = 'public' LOOP
        EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION touch()', t);
    END LOOP;
END $$;
.
ok INSERT INTO users (name) VALUES ('a')
ok INSERT INTO teams (name) VALUES ('b')
ok UPDATE users SET name = 'c'
ok UPDATE teams SET name = 'd'
pg rows SELECT (SELECT count(*) FROM users WHERE updated_at = '2020-01-01 00:00:00+00'), (SELECT count(*) FROM teams WHERE updated_at IS NULL)
= 1|0
lite,maria,mysql rows SELECT (SELECT count(*) FROM users WHERE updated_at = '2020-01-01 00:00:00'), (SELECT count(*) FROM teams WHERE updated_at IS NULL)
= 1|0
migrate
DO $$
DECLARE
    tables text[] := ARRAY['users', 'teams', 'nowhere'];
    t text;
    c text;
    r record;
    word text := 'it''s';
BEGIN
    FOREACH t IN ARRAY tables LOOP
        IF NOT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'public' AND table_name = t) THEN
            RAISE NOTICE 'no %', t;
            CONTINUE;
        END IF;
        EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' ADD COLUMN kind text NOT NULL DEFAULT ' || quote_literal(word);
        EXECUTE format('CREATE UNIQUE INDEX %I ON %I (kind, name)', t || '_kind', t);
    END LOOP;
    SELECT conname INTO c FROM pg_constraint WHERE conrelid = 'public.users'::regclass AND contype = 'u';
    IF c IS NOT NULL THEN
        EXECUTE format('ALTER TABLE users DROP CONSTRAINT %I', c);
    END IF;
    FOR r IN SELECT * FROM (VALUES ('Odd Name', 20), ('none', 30)) AS v (col, size) LOOP
        IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'plain' AND column_name = r.col) THEN
            EXECUTE format('ALTER TABLE plain ALTER COLUMN %I TYPE varchar(%s)', r.col, r.size);
        END IF;
    END LOOP;
    INSERT INTO plain VALUES (1, word);
    IF current_setting('server_version_num')::int >= 120000 THEN
        CREATE TABLE later (id int PRIMARY KEY);
    ELSE
        CREATE TABLE earlier (id int PRIMARY KEY);
    END IF;
    IF COALESCE(current_setting('app.install', true), 'yes') <> 'yes' THEN
        RETURN;
    END IF;
    BEGIN
        EXECUTE 'ALTER TABLE users ADD COLUMN kind text';
    EXCEPTION WHEN duplicate_column THEN
        RAISE NOTICE 'there already';
    END;
END $$;
.
ok INSERT INTO users (name) VALUES ('x')
no INSERT INTO users (name) VALUES ('x')
ok INSERT INTO users (name, kind) VALUES ('x', 'other')
rows SELECT name, kind FROM users WHERE name = 'x' ORDER BY kind
= x|it's
= x|other
no INSERT INTO plain VALUES (2, '123456789012345678901')
rows SELECT id FROM plain
= 1
rows SELECT count(*) FROM later
= 0

# Views that are taken away and made again with their own text.
migrate
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE people (id int PRIMARY KEY, mood mood NOT NULL);
CREATE VIEW moods AS SELECT mood, count(*) AS c FROM people GROUP BY mood;
DO $$
DECLARE
    moods_view text;
    exec_text text;
BEGIN
    moods_view := pg_get_viewdef('moods');
    DROP VIEW moods;
    ALTER TYPE mood RENAME TO _mood;
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood;
    DROP TYPE _mood;
    exec_text := format('CREATE VIEW moods AS %s', moods_view);
    EXECUTE exec_text;
END $$;
.
ok INSERT INTO people VALUES (1, 'happy')
rows SELECT mood, c FROM moods
= happy|1

# A moment, and an array, in the block's own statements.
migrate
CREATE TABLE words (id int PRIMARY KEY, word text, made timestamptz);
DO $$
DECLARE
    started timestamptz := now();
    list text[] := ARRAY['zero', 'one'];
BEGIN
    ALTER TABLE words ADD COLUMN number int;
    INSERT INTO words (id, word, made, number) SELECT 1, 'one', started, array_length(list, 1);
END $$;
.
rows SELECT word, number FROM words WHERE made > '2020-01-01 00:00:00'
= one|2

# What a row decides is not known.
migrate
INSERT INTO later VALUES (7);
.
lite,maria,mysql refused procedural code
DO $$
DECLARE
    n int;
BEGIN
    SELECT max(id) INTO n FROM later;
    EXECUTE 'CREATE TABLE of_' || n || ' (id int)';
END $$;
.

# Texts of columns that compare in different ways, in one.
migrate
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE labels (id char(6) PRIMARY KEY, name varchar(60) NOT NULL, nick citext, note text);
INSERT INTO labels VALUES ('ab', 'Ann', 'Nan', NULL), ('cd', 'Bea', NULL, 'x');
UPDATE labels SET name = name || ' (id:' || id::text || ')' WHERE id IN (SELECT id FROM labels);
UPDATE labels SET note = nick || '/' || id || '/' || name WHERE nick IS NOT NULL;
CREATE VIEW labelled AS SELECT id, id || ':' || name AS a, name || '-' || nick AS b FROM labels;
.
rows SELECT name, note FROM labels ORDER BY name
= Ann (id:ab)|Nan/ab/Ann (id:ab)
= Bea (id:cd)|x
rows SELECT a, b FROM labelled ORDER BY a
= ab:Ann (id:ab)|Ann (id:ab)-Nan
= cd:Bea (id:cd)|NULL

# Trimmed characters are told by case, whatever the text's collation has become.
migrate
CREATE TABLE trimmed (id int, c text);
INSERT INTO trimmed VALUES (1, ltrim(upper(regexp_replace('a7', '_', 'g')), 'ak')), (2, btrim('Aba', 'ab')), (3, rtrim('xA', 'ax'));
.
rows SELECT id, c FROM trimmed ORDER BY id
= 1|A7
= 2|A
= 3|xA

# Columns of char(n) and citext, whose collations are other ones, among texts
migrate
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE mixed (id int, c char(3), i citext, v varchar(9), t text);
INSERT INTO mixed VALUES (1, 'abb', 'Ab', 'v', NULL), (2, NULL, NULL, NULL, 't'), (3, 'abc', 'X', 'x', 'Y');
CREATE VIEW mixes AS SELECT id, coalesce(v, c) AS a, coalesce(t, i) AS b, CASE WHEN id > 1 THEN v ELSE c END AS d,
    CASE WHEN id = 2 THEN c WHEN id > 2 THEN t ELSE i END AS e, nullif(v, c) AS f, concat(v, c, i, 1.5) AS g,
    concat_ws('-', 92.05::text, c, -id, i) AS h, v || c || id || t AS k, greatest(v, c) AS l FROM mixed;
.
rows SELECT id, a, b, d, e, f, g, h, k, l FROM mixes ORDER BY id
= 1|v|Ab|abb|Ab|v|vabbAb1.5|92.05-abb--1-Ab|NULL|v
= 2|NULL|t|NULL|NULL|NULL|1.5|92.05--2|NULL|NULL
= 3|x|Y|x|Y|x|xabcX1.5|92.05-abc--3-X|xabc3Y|x

# a collation that ignores case
migrate
CREATE COLLATION any_case (provider = icu, locale = '@colStrength=secondary', deterministic = true);
CREATE COLLATION case_insensitive (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE folds (id int PRIMARY KEY, name text COLLATE "case_insensitive" NOT NULL UNIQUE, code varchar(5) COLLATE case_insensitive, plain text);
CREATE UNIQUE INDEX folds_code ON folds (code COLLATE case_insensitive) WHERE plain IS NOT NULL;
INSERT INTO folds VALUES (1, 'Ann', 'aB', 'x');
ALTER TABLE folds ALTER COLUMN plain TYPE text COLLATE case_insensitive;
ALTER TABLE folds ADD COLUMN other text COLLATE case_insensitive DEFAULT 'Q';
ALTER TABLE folds RENAME COLUMN name TO title;
.
no INSERT INTO folds (id, title, code, plain) VALUES (2, 'ANN', 'c', 'x')
no INSERT INTO folds (id, title, code, plain) VALUES (2, 'bob', 'AB', 'y')
no INSERT INTO folds (id, title, code) VALUES (2, 'bob', 'abcdef')
ok INSERT INTO folds (id, title, code, plain) VALUES (2, 'bob', 'c', 'X')
rows SELECT id FROM folds WHERE title = 'aNN' AND plain = 'X' AND other = 'q'
= 1
rows SELECT count(DISTINCT plain) FROM folds
= 1

refused COLLATE with another collation
CREATE COLLATION folding_2 (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE folds2 (id int, a text COLLATE folding_2, b text);
UPDATE folds2 SET a = 'x' WHERE b COLLATE folding_2 = 'y';
.
refused a collation in which texts that differ are equal
CREATE COLLATION folding_1 (provider = icu, locale = 'und-u-ks-level1', deterministic = false);
.

# char(n) and citext have collations of their own on the servers, and are text where text is wanted.
migrate
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE own_text (id int PRIMARY KEY, c char(5) NOT NULL, i citext, t text, v varchar(9));
INSERT INTO own_text VALUES (1, 'aB', 'Xy', 'b', 'aB'), (2, 'aB ', 'xy', 'ab', 'zz'), (3, 'q', NULL, 'q', 'q');
CREATE TABLE own_said (n int, said text);
INSERT INTO own_said SELECT 1, format('%s-%s-%L', t, lower(i), v) || replace(c, 'a', t) || lower(c) FROM own_text WHERE id = 1;
INSERT INTO own_said SELECT 2, string_agg(overlay(t placing c from 1) || split_part(c, 'B', 1), ',' ORDER BY id) FROM own_text;
INSERT INTO own_said SELECT 3, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE lower(i) = 'xy';
INSERT INTO own_said SELECT 4, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE i::text = 'XY' OR upper(i) = 'xy';
INSERT INTO own_said SELECT 5, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE i = 'XY';
INSERT INTO own_said SELECT 6, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE regexp_replace(c, 'B', '', 'g') = t OR regexp_replace(i::text, 'Y', '', 'g') = 'x';
INSERT INTO own_said SELECT 7, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE c || i = v || t OR t || c = t || v OR position(v in c) > 0;
INSERT INTO own_said SELECT 8, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE CASE WHEN id = 1 THEN c ELSE t END = v AND coalesce(i::text, c, t) <> c || i;
INSERT INTO own_said SELECT 9, string_agg(id::text, ',' ORDER BY id) FROM own_text WHERE i ~ 'Y' AND i LIKE 'X%' AND left(i, 1) IN (t, 'x');
INSERT INTO own_said SELECT 10, min(lower(c)) || max(c) || count(DISTINCT upper(c)) || lpad(c, 3, t) || repeat(c, 2) FROM own_text WHERE id = 1 GROUP BY c, t;
INSERT INTO own_said SELECT 11, string_agg(id::text, ',' ORDER BY id) FROM own_text o WHERE lower((SELECT c FROM own_text n WHERE n.id = o.id)) = t AND (SELECT c FROM own_text n WHERE n.id = o.id) = v;
INSERT INTO own_said SELECT 12, btrim(c, 'B') || ltrim(c) || translate(c, 'a', 'z') || initcap(c) || quote_literal(c) || concat_ws(t, i, v) FROM own_text WHERE id = 1;
CREATE VIEW own_view AS SELECT id, lower(c) || t AS a, concat(i, v) AS b FROM own_text WHERE starts_with(v, c);
.
rows SELECT n, said FROM own_said ORDER BY n
= 1|b-xy-'aB'bBab
= 2|aBa,aBa,qq
= 3|1,2
= 4|NULL
= 5|1,2
= 6|3
= 7|1,3
= 8|1
= 9|2
= 10|abaB1baBaBaB
= 11|3
= 12|aaBzBAb'aB'XybaB
rows SELECT id, a, b FROM own_view ORDER BY id
= 1|abb|XyaB
= 3|qq|q
# lists without doubles are sorted, whatever stands between their elements
migrate
CREATE TABLE doubles (g integer, x text);
CREATE TABLE doubled (g integer, y text);
INSERT INTO doubled VALUES (1, 'one'), (2, 'two'), (3, 'three');
INSERT INTO doubles VALUES (1, 'b'), (1, 'a'), (1, 'b'), (2, NULL), (3, 'c,d'), (3, NULL), (3, 'a');
CREATE VIEW listed AS SELECT g, string_agg(DISTINCT x, ',') AS d, count(*) AS n FROM doubles GROUP BY g;
CREATE VIEW joined AS SELECT t.g, y, string_agg(DISTINCT x, '; ') AS d, string_agg(DISTINCT x, '|')
    FILTER (WHERE x <> 'a') AS f FROM doubles t JOIN doubled o ON o.g = t.g GROUP BY t.g, y;
.
rows SELECT g, d, n FROM listed ORDER BY g
= 1|a,b|3
= 2|NULL|1
= 3|a,c,d|3
rows SELECT g, y, d, f FROM joined ORDER BY g
= 1|one|a; b|b
= 2|two|NULL|NULL
= 3|three|a; c,d|c,d

# overlay() beyond the end of a text, and with nothing or less than nothing taken away.
migrate
CREATE TABLE overlaid (id int PRIMARY KEY, t text, n int);
INSERT INTO overlaid VALUES (1, '', 1), (2, 'ab', 1), (3, 'abcdef', 2), (4, NULL, 1);
CREATE VIEW overlays AS SELECT id, overlay(t placing 'X' from 1 for 1) AS a, overlay(t placing 'XY' from 4) AS b,
    overlay(t placing 'X' from n for 0) AS c, overlay(t placing 'X' from 2 for -3) AS d FROM overlaid;
.
rows SELECT id, a, b, c, d FROM overlays ORDER BY id
= 1|X|XY|X|X
= 2|Xb|abXY|Xab|aXab
= 3|Xbcdef|abcXYf|aXbcdef|aXabcdef
= 4|NULL|NULL|NULL|NULL

# A char(n) has all its characters in a document.
migrate
CREATE TABLE padded (id int PRIMARY KEY, c char(3), j jsonb);
INSERT INTO padded VALUES (1, 'B', NULL), (2, NULL, NULL), (3, 'abc', NULL);
UPDATE padded SET j = jsonb_build_object('c', c);
CREATE VIEW pads AS SELECT id, length(to_jsonb(c)::text) AS n, jsonb_build_array(c) ->> 0 AS a, j ->> 'c' AS k FROM padded;
ALTER TABLE padded ADD COLUMN d jsonb;
UPDATE padded SET d = to_jsonb(c);
.
rows SELECT id, n, replace(a, ' ', '.'), replace(k, ' ', '.') FROM pads ORDER BY id
= 1|5|B..|B..
= 2|NULL|NULL|NULL
= 3|5|abc|abc
# Behind a text in an array it has not.
migrate
CREATE VIEW pads_among AS SELECT id, length(array_to_string(ARRAY[c, 'x'], '|')) AS own, length(array_to_string(ARRAY['x'::text, c], '|')) AS among FROM padded;
.
rows SELECT id, own, among FROM pads_among ORDER BY id
= 1|5|3
= 2|1|1
= 3|5|5
# The blanks of a char(n) count among its bytes, not among its characters.
migrate
CREATE TABLE blanks (id integer PRIMARY KEY, c char(5));
INSERT INTO blanks VALUES (1, 'a'), (2, 'äb'), (3, NULL);
CREATE VIEW counted_blanks AS SELECT id, octet_length(c) AS o, length(c) AS n, octet_length('x'::char(4)) AS k FROM blanks;
.
rows SELECT id, o, n, k FROM counted_blanks ORDER BY id
= 1|5|1|4
= 2|6|2|4
= 3|NULL|NULL|4
# What Unicode's normal forms leave as it is; another letter ends the statement.
migrate
CREATE TABLE normal (id integer PRIMARY KEY, t text);
INSERT INTO normal VALUES (1, 'plain'), (2, 'Café ñ'), (3, NULL);
DO $$ BEGIN
    IF current_setting('server_encoding') = 'UTF8' THEN
        UPDATE normal SET t = normalize(t, NFC) || '!';
    ELSE
        RAISE NOTICE 'skipped: %', current_setting('server_encoding');
    END IF;
END $$;
UPDATE normal SET t = normalize(t, NFKC) WHERE id <> 2;
.
rows SELECT id, t FROM normal ORDER BY id
= 1|plain!
= 2|Café ñ!
= 3|NULL
lite,mysql,maria fails
UPDATE normal SET t = normalize(U&'e\0301') WHERE id = 1;
.
lite,mysql,maria fails
UPDATE normal SET t = normalize(t, NFD);
.
# concat() and its like take a char(n) with its blanks.
migrate
CREATE TABLE joined_blanks (id integer PRIMARY KEY, c char(4), k integer GENERATED ALWAYS AS (7) STORED, n integer UNIQUE);
INSERT INTO joined_blanks (id, c, n) VALUES (1, 'a', 1), (2, NULL, 2);
INSERT INTO joined_blanks (id, c, n) VALUES (1, 'b', 3) ON CONFLICT DO NOTHING;
CREATE VIEW blanks_joined AS SELECT id, concat(c, '|', c) AS a, concat_ws('-', c, 'x') AS b, format('%s!', c) AS d, c || '!' AS e FROM joined_blanks;
CREATE TABLE made_first (k integer GENERATED ALWAYS AS (7) STORED, n integer UNIQUE);
INSERT INTO made_first (n) VALUES (1);
INSERT INTO made_first (n) VALUES (1), (2) ON CONFLICT DO NOTHING;
.
rows SELECT id, a, b, d, e FROM blanks_joined ORDER BY id
= 1|a   |a   |a   -x|a   !|a!
= 2|||x|!|NULL
rows SELECT k, n FROM made_first ORDER BY n
= 7|1
= 7|2
# An array is shown by concat() and its like as it is as text.
pg,lite migrate
CREATE TABLE listed_arrays (id int PRIMARY KEY, a text[], n int[]);
INSERT INTO listed_arrays VALUES (1, '{x,"y z",NULL}', '{1,2}'), (2, NULL, '{}');
CREATE VIEW lists AS SELECT id, concat(a, '|', n) AS c, concat_ws('-', a, n) AS w, format('%s!', a) AS f FROM listed_arrays;
.
pg,lite rows SELECT id, c, w, f FROM lists ORDER BY id
= 1|{x,"y z",NULL}|{1,2}|{x,"y z",NULL}-{1,2}|{x,"y z",NULL}!
= 2||{}|{}|!

# Parts from the end, numbers in other spellings, and what only the servers have.
migrate
CREATE TABLE tx_split (id integer PRIMARY KEY, a text, n integer);
INSERT INTO tx_split VALUES ('01', 'a b c', -1), ('+2', 'one', -2), (' 3 ', 'x  y', 2), ('-4', NULL, 1);
CREATE VIEW tx_parts AS SELECT id, split_part(a, ' ', -1) AS b, split_part(a, ' ', n) AS c, '007'::integer AS d, '.5'::numeric AS e FROM tx_split;
.
rows SELECT * FROM tx_parts ORDER BY id
= -4|NULL|NULL|7|0.5
= 1|c|c|7|0.5
= 2|one||7|0.5
= 3|y||7|0.5
lite refused EXCEPT ALL
CREATE VIEW tx_all AS SELECT n FROM tx_split EXCEPT ALL SELECT id FROM tx_split;
.
lite,mysql,maria refused between all characters
CREATE VIEW tx_letters AS SELECT string_to_array(a, NULL) AS b FROM tx_split;
.

# A part that begins before the text.
migrate
CREATE TABLE tx_part (id integer PRIMARY KEY, a text, n integer, b bytea);
INSERT INTO tx_part VALUES (1, 'abcdef', -1, '\x010203'), (2, 'ab', 0, '\x0102'), (3, 'abc', 2, NULL);
CREATE VIEW tx_cut AS SELECT id, substr(a, -1, 3) AS c, substring(a, n) AS d, substring(a from n for 2) AS e, substr(a, 0) AS f, encode(substring(b from 0 for 2), 'hex') AS g FROM tx_part;
.
rows SELECT id, c, d, e, f, g FROM tx_cut ORDER BY id
= 1|a|abcdef||abcdef|01
= 2|a|ab|a|ab|01
= 3|a|bc|bc|abc|NULL
