# What a column of each type takes and refuses, and what is then in it.
migrate
CREATE TABLE whole (id bigserial PRIMARY KEY, s smallint, i integer, b bigint);
.
ok INSERT INTO whole (s, i, b) VALUES (32767, 2147483647, 9223372036854775807)
ok INSERT INTO whole (s, i, b) VALUES (-32768, -2147483648, NULL)
ok INSERT INTO whole (i) VALUES ('12')
no INSERT INTO whole (s) VALUES (32768)
no INSERT INTO whole (i) VALUES (2147483648)
no INSERT INTO whole (i) VALUES ('twelve')
# The engines make a number of a text before anything of ours could see it.
pg no INSERT INTO whole (i) VALUES ('1.5')
no INSERT INTO whole (b) VALUES ('')
rows SELECT s, i, b FROM whole ORDER BY id
= 32767|2147483647|9223372036854775807
= -32768|-2147483648|NULL
= NULL|12|NULL

migrate
CREATE TABLE letters (id int PRIMARY KEY, v varchar(3), c char(4), t text, u varchar);
.
ok INSERT INTO letters VALUES (1, 'abc', 'ab', 'any', 'any')
ok INSERT INTO letters VALUES (2, 'äöü', 'äöüß', '', '')
ok INSERT INTO letters VALUES (3, 5, 5, 5, 5)
no INSERT INTO letters VALUES (4, 'abcd', 'a', '', '')
no INSERT INTO letters VALUES (4, 'a', 'abcde', '', '')
no INSERT INTO letters VALUES (NULL, 'a', 'a', '', '')
no INSERT INTO letters VALUES (1, 'a', 'a', '', '')
ok INSERT INTO letters VALUES (5, 'a', 'ab   ', 'A', 'a ')
rows SELECT id FROM letters WHERE c = 'ab' ORDER BY id
= 1
= 5
rows SELECT id FROM letters WHERE t = 'a'
rows SELECT id FROM letters WHERE u = 'a'
rows SELECT id, t FROM letters WHERE id = 3
= 3|5

migrate
CREATE TABLE truth (id int PRIMARY KEY, b boolean DEFAULT true NOT NULL, n boolean DEFAULT 'no');
INSERT INTO truth VALUES (1, true, 'yes'), (2, 'f', 'off'), (3, '1', NULL);
INSERT INTO truth (id) VALUES (4);
.
ok INSERT INTO truth (id, b) VALUES (5, false)
no INSERT INTO truth (id, b) VALUES (6, 'maybe')
no INSERT INTO truth (id, b) VALUES (6, NULL)
lite no INSERT INTO truth (id, b) VALUES (6, 2)
rows SELECT id FROM truth WHERE b ORDER BY id
= 1
= 3
= 4
rows SELECT id FROM truth WHERE NOT n ORDER BY id
= 2
= 4
= 5
rows SELECT id FROM truth WHERE n IS NULL
= 3

migrate
CREATE TABLE amounts (id int PRIMARY KEY, n numeric, p numeric(6,2), r real, d double precision);
INSERT INTO amounts VALUES (1, 1.5, 1234.5, 1.5, 2.5), (2, '7', '7', '7', '7');
.
ok INSERT INTO amounts (id, p) VALUES (3, 9999.99)
ok INSERT INTO amounts (id, p) VALUES (4, -9999.99)
no INSERT INTO amounts (id, p) VALUES (5, 10000)
no INSERT INTO amounts (id, p) VALUES (5, 'many')
no INSERT INTO amounts (id, n) VALUES (5, 'many')
no INSERT INTO amounts (id, d) VALUES (5, 'many')
rows SELECT id FROM amounts WHERE p > 1000 ORDER BY id
= 1
= 3

migrate
CREATE TABLE moments (id int PRIMARY KEY, d date, ts timestamp, tz timestamptz, t time);
INSERT INTO moments VALUES (1, '2024-02-29', '2024-02-29 10:00:00', '2024-02-29T10:00:00+02', '10:00');
INSERT INTO moments (id, ts) VALUES (2, '2024-01-01 10:00:00.25');
INSERT INTO moments (id, tz) VALUES (3, now());
.
ok INSERT INTO moments (id, d) VALUES (4, '2023-12-31')
ok INSERT INTO moments (id, ts) VALUES (5, '2023-12-31 23:59:59')
ok INSERT INTO moments (id, tz) VALUES (6, '2023-12-31 23:59:59.123456')
no INSERT INTO moments (id, d) VALUES (7, '2023-02-29')
no INSERT INTO moments (id, d) VALUES (7, '2023-02-30')
no INSERT INTO moments (id, d) VALUES (7, 'soon')
no INSERT INTO moments (id, ts) VALUES (7, '2023-02-30 10:00:00')
no INSERT INTO moments (id, ts) VALUES (7, '2023-12-31 25:00:00')
no INSERT INTO moments (id, tz) VALUES (7, 'soon')
no INSERT INTO moments (id, tz) VALUES (7, '')
no INSERT INTO moments (id, t) VALUES (7, '25:61:00')
ok INSERT INTO moments (id, t) VALUES (8, '23:59:59')
rows SELECT d FROM moments WHERE id = 1
= 2024-02-29
lite rows SELECT ts, tz FROM moments WHERE id = 1
= 2024-02-29 10:00:00|2024-02-29 08:00:00
rows SELECT id FROM moments WHERE ts < '2024-01-15 00:00:00' ORDER BY id
= 2
= 5
rows SELECT count(*) FROM moments WHERE tz > '2020-01-01 00:00:00'
= 3

migrate
CREATE TABLE ids (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), n int);
INSERT INTO ids VALUES ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 1);
.
ok INSERT INTO ids (n) VALUES (2)
ok INSERT INTO ids (n) VALUES (3)
ok INSERT INTO ids VALUES ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 4)
no INSERT INTO ids VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 5)
no INSERT INTO ids VALUES ('not a uuid', 5)
no INSERT INTO ids VALUES ('', 5)
no INSERT INTO ids VALUES (NULL, 5)
rows SELECT id FROM ids WHERE n = 1
= a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
rows SELECT n FROM ids WHERE id = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
= 1
rows SELECT count(*) FROM ids
= 4

migrate
CREATE TABLE documents (id int PRIMARY KEY, j json, b jsonb DEFAULT '{}'::jsonb NOT NULL);
INSERT INTO documents VALUES (1, '{"a": [1, 2]}', '{"b": null}');
.
ok INSERT INTO documents (id) VALUES (2)
ok INSERT INTO documents VALUES (3, '[]', '"text"')
ok INSERT INTO documents VALUES (4, NULL, '1')
no INSERT INTO documents VALUES (5, '{', '1')
no INSERT INTO documents VALUES (5, '', '1')
no INSERT INTO documents VALUES (5, '{}', 'text')
no INSERT INTO documents VALUES (5, '{}', NULL)
pg,lite rows SELECT id FROM documents WHERE b ->> 'b' IS NULL ORDER BY id
= 1
= 2
= 3
= 4
maria,mysql rows SELECT id FROM documents WHERE json_value(b, '$.b') IS NULL ORDER BY id
= 1
= 2
= 3
= 4

migrate
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
CREATE TABLE people (id int PRIMARY KEY, m mood DEFAULT 'ok' NOT NULL);
INSERT INTO people VALUES (1, 'it''s fine');
.
ok INSERT INTO people (id) VALUES (2)
no INSERT INTO people VALUES (3, 'happy')
no INSERT INTO people VALUES (3, 'OK')
no INSERT INTO people VALUES (3, NULL)
rows SELECT id, m FROM people ORDER BY id
= 1|it's fine
= 2|ok

migrate
CREATE TABLE bags (id int PRIMARY KEY, tags text[] DEFAULT '{}' NOT NULL, n integer[]);
INSERT INTO bags VALUES (1, '{a,"b c"}', '{1,2}'), (2, ARRAY['x', 'y'], ARRAY[3]);
INSERT INTO bags (id) VALUES (3);
.
lite rows SELECT id, tags, n FROM bags ORDER BY id
= 1|["a","b c"]|[1,2]
= 2|["x","y"]|[3]
= 3|[]|NULL
lite no INSERT INTO bags (id, tags) VALUES (4, 'a')
lite no INSERT INTO bags (id, tags) VALUES (4, '{"a": 1}')
no INSERT INTO bags (id, tags) VALUES (4, NULL)

migrate
CREATE TABLE bytes (id int PRIMARY KEY, b bytea);
INSERT INTO bytes VALUES (1, '\xDEADbeef'), (2, 'abc'), (3, NULL);
.
lite rows SELECT hex(b) FROM bytes ORDER BY id
= DEADBEEF
= 616263
= 
lite no INSERT INTO bytes VALUES (4, '\xABC')
lite ok INSERT INTO bytes VALUES (4, X'00')

migrate
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%') NOT NULL;
CREATE DOMAIN positive AS integer DEFAULT 1 CHECK (VALUE > 0);
CREATE TABLE contacts (id int PRIMARY KEY, e email, n positive);
.
ok INSERT INTO contacts VALUES (1, 'a@b', 3)
ok INSERT INTO contacts (id, e) VALUES (2, 'a@b')
no INSERT INTO contacts VALUES (3, 'ab', 3)
no INSERT INTO contacts VALUES (3, NULL, 3)
no INSERT INTO contacts VALUES (3, 'a@b', 0)
no INSERT INTO contacts VALUES (3, 'a@b', 3000000000)
rows SELECT id, n FROM contacts ORDER BY id
= 1|3
= 2|1

migrate
CREATE TABLE spans (id int PRIMARY KEY, i interval DEFAULT '1 day', x inet);
INSERT INTO spans (id) VALUES (1);
.
ok INSERT INTO spans VALUES (2, '5', '10.0.0.1')
no INSERT INTO spans VALUES (3, '1 day', 'nowhere')

migrate
CREATE TABLE edges (id int PRIMARY KEY, a numeric(3), c char, v varchar(2)[], t time(0), b bit(3), m macaddr, j jsonb);
.
ok INSERT INTO edges (id, a) VALUES (1, 999)
no INSERT INTO edges (id, a) VALUES (2, 1000)
ok INSERT INTO edges (id, c) VALUES (3, 'x')
no INSERT INTO edges (id, c) VALUES (4, 'xy')
no INSERT INTO edges (id, t) VALUES (4, 'noon')
no INSERT INTO edges (id, b) VALUES (4, '10')
no INSERT INTO edges (id, b) VALUES (4, '102')
ok INSERT INTO edges (id, b) VALUES (4, '101')
ok INSERT INTO edges (id, m) VALUES (5, '08:00:2b:01:02:03')
no INSERT INTO edges (id, m) VALUES (6, 'nothing')
no INSERT INTO edges (id, a) VALUES (6, 'x')

# a tsvector keeps the text: the rows that are taken are the same, its value is not
migrate
CREATE TABLE pages_of_text (
    id serial PRIMARY KEY,
    title text NOT NULL,
    body text,
    words tsvector,
    found tsvector GENERATED ALWAYS AS (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', coalesce(body, ''))) STORED
);
CREATE INDEX pages_of_text_words ON pages_of_text USING gin (words);
CREATE FUNCTION pages_of_text_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := setweight(to_tsvector('english', NEW.title), 'A') || to_tsvector('english', NEW.body);
    RETURN NEW;
END $$;
CREATE TRIGGER pages_of_text_words BEFORE INSERT OR UPDATE ON pages_of_text FOR EACH ROW EXECUTE FUNCTION pages_of_text_words();
.
ok INSERT INTO pages_of_text (title, body) VALUES ('one', 'word'), ('two', NULL)
no INSERT INTO pages_of_text (body) VALUES ('word')
rows SELECT id, CASE WHEN words IS NULL THEN 1 ELSE 0 END, CASE WHEN found IS NULL THEN 1 ELSE 0 END FROM pages_of_text ORDER BY id
= 1|0|0
= 2|1|0

# A default stays a value of the type that its column had, and goes with that.
migrate
CREATE TYPE coin AS ENUM ('USD', 'EUR');
CREATE TABLE purses (id int PRIMARY KEY, a coin NOT NULL DEFAULT 'USD', b coin DEFAULT 'EUR', c coin DEFAULT 'USD', d text DEFAULT 'x');
INSERT INTO purses (id) VALUES (1);
ALTER TABLE purses ALTER COLUMN a TYPE text, ALTER COLUMN b TYPE varchar(9);
ALTER TABLE purses ALTER COLUMN b SET DEFAULT 'EUR';
ALTER TYPE coin RENAME TO coins;
INSERT INTO purses (id) VALUES (2);
.
fails
DROP TYPE coins;
.
migrate
DROP TYPE coins CASCADE;
ALTER TABLE purses ALTER COLUMN a DROP NOT NULL;
.
ok INSERT INTO purses (id) VALUES (3)
rows SELECT id, coalesce(a, '-'), b, d FROM purses ORDER BY id
= 1|USD|EUR|x
= 2|USD|EUR|x
= 3|-|EUR|x
no SELECT c FROM purses

# nullif() gives the type that "=" takes its first operand as
migrate
CREATE TABLE nulls (id integer PRIMARY KEY, v varchar(5), c char(4), n integer);
INSERT INTO nulls VALUES (1, 'abcde', 'ab', 7);
CREATE TABLE nulled AS SELECT id, nullif(v, '') AS v, nullif(c, '') AS c, nullif(c, 'x'::text) AS d, nullif(n, 2.5) AS n FROM nulls;
INSERT INTO nulled VALUES (2, 'longer than five', 'abcd', 'cut', 1.25);
.
rows SELECT v, d FROM nulled ORDER BY id
= abcde|ab
= longer than five|cut
rows SELECT id FROM nulled WHERE n > 1.2 AND n < 1.3
= 2

# A cast cuts a constant, too.
migrate
CREATE TABLE cut_off (id int PRIMARY KEY, c text DEFAULT 'abcd'::varchar(3), d varchar(9));
INSERT INTO cut_off VALUES (1, 'it''s'::varchar(3), 'äöü'::varchar(2));
INSERT INTO cut_off SELECT 2, 'it''s'::varchar(3), 'abcd'::char(2);
INSERT INTO cut_off (id, d) VALUES (3, 'a'), (4, 'abc'::varchar(1));
UPDATE cut_off SET d = 'abcd'::char(2) || 'x' WHERE id = 3 AND d = 'ab'::varchar(1);
INSERT INTO cut_off (id, c) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET c = cut_off.c || 'yz'::varchar(1);
.
rows SELECT id, c, d FROM cut_off ORDER BY id
= 1|it'y|äö
= 2|it'|ab
= 3|abc|abx
= 4|abc|a

# Casts of what is no value of the type fail, where a value of it is kept.
migrate
CREATE TABLE unfit (id int PRIMARY KEY, s text, k int, n numeric, f double precision, d date);
INSERT INTO unfit (id, s, k, n, f) VALUES (1, ' 12 ', 300, 12345.67, 99.96), (2, '-7', -7, -9.96, 1e10), (3, NULL, NULL, NULL, NULL);
CREATE TABLE fit (id int, k smallint, n numeric, d date);
INSERT INTO fit (id, k, n) SELECT id, s::smallint, n::numeric(7, 2) FROM unfit;
INSERT INTO fit (id, n) SELECT 4, '1.678'::numeric(4, 1);
INSERT INTO fit (id, d) SELECT 5, ('2024-01-0' || id::text)::date FROM unfit WHERE id = 1;
.
rows SELECT id, k, n, d FROM fit ORDER BY id
= 1|12|12345.67|NULL
= 2|-7|-9.96|NULL
= 3|NULL|NULL|NULL
= 4|NULL|1.7|NULL
= 5|NULL|NULL|2024-01-01
fails
INSERT INTO fit (id, n) SELECT id, n::numeric(4, 1) FROM unfit;
.
fails
INSERT INTO fit (id, n) SELECT id, extract(epoch FROM '2012-04-22'::date::timestamp)::numeric(2) FROM unfit;
.
fails
UPDATE unfit SET n = f::numeric(3);
.
fails
UPDATE unfit SET n = f::int;
.
fails
INSERT INTO fit (id, n) SELECT k::smallint, (k * 1000)::smallint FROM unfit;
.
migrate
UPDATE unfit SET s = 'abc' WHERE id = 2;
.
fails
INSERT INTO fit (id) SELECT s::int FROM unfit;
.
fails
UPDATE unfit SET k = s::int;
.
fails
UPDATE unfit SET n = s::numeric(9, 2);
.
fails
UPDATE unfit SET d = s::date;
.
fails
ALTER TABLE unfit ALTER s TYPE int USING s::int;
.
lite,mysql,maria refused out of range for type smallint
UPDATE unfit SET k = '99999'::smallint;
.
rows SELECT id, s, k FROM unfit ORDER BY id
= 1| 12 |300
= 2|abc|-7
= 3|NULL|NULL

# array_agg() of numbers is an array, also where it gives a column its type; char(n) and text are one of several values
migrate
CREATE TABLE gathered_of (a int, b smallint, c char(4), d varchar(10));
INSERT INTO gathered_of VALUES (2, 1, NULL, 'Xy'), (1, 2, 'ab', 'z');
CREATE TABLE gathered_in AS SELECT array_agg(a ORDER BY b) AS x, array_agg(b ORDER BY b) AS y FROM gathered_of;
UPDATE gathered_of SET c = coalesce(c, lower(d));
UPDATE gathered_of SET d = coalesce(upper(c), round(a)::text, d);
.
lite,maria,mysql rows SELECT replace(x, ' ', ''), replace(y, ' ', '') FROM gathered_in
= [2,1]|[1,2]
pg rows SELECT x, y FROM gathered_in
= {2,1}|{1,2}
rows SELECT a, trim(c), trim(d) FROM gathered_of ORDER BY a
= 1|ab|AB
= 2|xy|XY

# A domain of a domain holds its values to what that holds them to, as it is now; its default is what it was.
migrate
CREATE DOMAIN word AS text CHECK (length(value) = 3) DEFAULT 'abc';
CREATE DOMAIN named AS word NOT NULL;
CREATE DOMAIN lower_named AS named CONSTRAINT low CHECK (value = lower(value));
CREATE DOMAIN stamp AS timestamp(0) NOT NULL;
CREATE DOMAIN stamped AS stamp DEFAULT '2024-01-01 10:00:00';
CREATE TYPE temper AS ENUM ('a', 'b');
CREATE DOMAIN tempered AS temper;
CREATE DOMAIN tempers AS tempered NOT NULL;
CREATE TABLE worded (id int PRIMARY KEY, w word, n named, l lower_named, s stamped, m tempers DEFAULT 'a');
INSERT INTO worded (id) VALUES (1), (2);
UPDATE worded SET m = 'b' WHERE id = 2;
ALTER TYPE temper RENAME VALUE 'b' TO 'c';
ALTER TYPE temper ADD VALUE 'd';
ALTER TYPE temper RENAME TO temperature;
ALTER DOMAIN word ADD CONSTRAINT not_it CHECK (value <> 'xyz');
ALTER DOMAIN word SET DEFAULT 'def';
.
no INSERT INTO worded (id, n) VALUES (3, NULL)
no INSERT INTO worded (id, l) VALUES (3, NULL)
no INSERT INTO worded (id, n) VALUES (3, 'abcd')
no INSERT INTO worded (id, l) VALUES (3, 'xyz')
no INSERT INTO worded (id, l) VALUES (3, 'ABC')
no INSERT INTO worded (id, s) VALUES (3, NULL)
no INSERT INTO worded (id, m) VALUES (3, NULL)
no INSERT INTO worded (id, m) VALUES (3, 'b')
ok INSERT INTO worded (id, w, s, m) VALUES (3, NULL, '2024-01-01 10:00:01', 'd')
ok INSERT INTO worded (id) VALUES (4)
rows SELECT id, w, n, l, s, m FROM worded ORDER BY id
= 1|abc|abc|abc|2024-01-01 10:00:00|a
= 2|abc|abc|abc|2024-01-01 10:00:00|c
= 3|NULL|abc|abc|2024-01-01 10:00:01|d
= 4|def|abc|abc|2024-01-01 10:00:00|a

# One bit of a bit string, also in the condition of an index; and unaccent() in what full text search is made of.
migrate
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE TYPE phase AS ENUM ('ready', 'running', 'done');
CREATE FUNCTION in_mask(mask bit(8), at phase) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE at WHEN 'ready' THEN get_bit(mask, 7) WHEN 'running' THEN get_bit(mask, 6) ELSE 0 END = 1
$$;
CREATE TABLE jobs_masked (id int PRIMARY KEY, mask bit(8), v bit varying(10), at phase, k text, words tsvector);
CREATE UNIQUE INDEX jobs_masked_once ON jobs_masked (k) WHERE mask IS NOT NULL AND in_mask(mask, at);
INSERT INTO jobs_masked (id, mask, v, at, k) VALUES (1, B'10000001', B'101', 'running', 'x'), (2, NULL, NULL, 'ready', 'y'), (3, B'00000011', B'0', 'running', 'z');
UPDATE jobs_masked SET words = to_tsvector('simple', unaccent(k) || ' ' || coalesce(unaccent(v::text), ''));
CREATE TABLE bits_seen AS SELECT id, get_bit(mask, 0) AS a, get_bit(mask, 7) AS b, get_bit(v, 0) AS c, in_mask(mask, at) AS hit, get_bit(mask, id) AS n FROM jobs_masked;
.
fails
CREATE TABLE never AS SELECT get_bit(v, 5) AS x FROM jobs_masked;
.
refused unaccent
UPDATE jobs_masked SET k = unaccent(k);
.
rows SELECT id, a, b, c, CASE WHEN hit THEN 1 WHEN NOT hit THEN 0 END, n FROM bits_seen ORDER BY id
= 1|1|1|1|0|0
= 2|NULL|NULL|NULL|NULL|NULL
= 3|0|1|0|1|0
ok INSERT INTO jobs_masked (id, mask, at, k) VALUES (4, '00000000', 'ready', 'z'), (5, '00000001', 'ready', 'v')
no INSERT INTO jobs_masked (id, mask, at, k) VALUES (6, '00000001', 'ready', 'z')
rows SELECT count(*) FROM jobs_masked WHERE words IS NOT NULL
= 3

# More digits of a second than there are: six.
migrate
CREATE TABLE digits (id int PRIMARY KEY, t timestamp(8), z timestamptz(9), h time(7));
INSERT INTO digits VALUES (1, '2026-01-01 10:00:00.1234567', '2026-01-01 10:00:00.1234567Z', '10:00:00.1234567');
ALTER TABLE digits ALTER COLUMN t TYPE timestamp(7);
CREATE TABLE of_digits AS SELECT id, h::time(8)::text AS h, t::timestamp(9)::text AS t FROM digits;
.
rows SELECT h, t FROM of_digits
= 10:00:00.123457|2026-01-01 10:00:00.123457
# An array of char(n) keeps the blanks of its elements; as an array of another type of text it loses them.
migrate
CREATE TABLE padded_parts (id serial PRIMARY KEY, c char(4), a text[], j jsonb, v varchar(9)[]);
INSERT INTO padded_parts (c, a, j, v) VALUES ('x', ARRAY['x'::char(3)], to_jsonb(ARRAY['x'::char(3)]), ARRAY['y'::char(3)]);
INSERT INTO padded_parts (c, a, j, v) SELECT c, ARRAY[c, 'z'], to_jsonb(ARRAY[c]), ARRAY[c]::varchar[] FROM padded_parts;
INSERT INTO padded_parts (a) SELECT array_agg(c) FROM padded_parts WHERE id = 1;
UPDATE padded_parts SET a = ARRAY[c] WHERE id = 2;
ALTER TABLE padded_parts ALTER COLUMN c TYPE text[] USING ARRAY[c];
.
pg rows SELECT id, to_jsonb(c) ->> 0, to_jsonb(a) ->> 0, j ->> 0, to_jsonb(v) ->> 0 FROM padded_parts ORDER BY id
= 1|x|x|x  |y
= 2|x|x|x   |x
= 3|NULL|x|NULL|NULL
lite rows SELECT id, c ->> 0, a ->> 0, j ->> 0, v ->> 0 FROM padded_parts ORDER BY id
= 1|x|x|x  |y
= 2|x|x|x   |x
= 3|NULL|x|NULL|NULL
mysql,maria rows SELECT id, json_value(c, '$[0]'), json_value(a, '$[0]'), json_value(j, '$[0]'), json_value(v, '$[0]') FROM padded_parts ORDER BY id
= 1|x|x|x  |y
= 2|x|x|x   |x
= 3|NULL|x|NULL|NULL

# What is computed of a domain's values is of the type below it.
migrate
CREATE DOMAIN small_numeric AS numeric(2) DEFAULT 7 CHECK (VALUE >= 0);
CREATE TABLE domained (id int PRIMARY KEY, n small_numeric, m small_numeric);
INSERT INTO domained VALUES (1, 3, 4), (2, 8, NULL);
CREATE TABLE computed_of AS SELECT id, n - 90 AS a, n * 1000 AS b, coalesce(m, 1.5) AS c, CASE WHEN id = 1 THEN n END AS d, -n AS e, coalesce(n, m) AS f FROM domained;
.
ok INSERT INTO computed_of (id, a, b, c, d, e) VALUES (3, -500, 50000, 1234.5, -1, -1)
no INSERT INTO computed_of (id, f) VALUES (4, -1)
rows SELECT id, a, b, c, d, e, f FROM computed_of WHERE id = 1
= 1|-87|3000|4|3|-3|3
rows SELECT count(*) FROM computed_of WHERE id = 3 AND f = 7 AND a = -500
= 1

# What operators, functions and columns do with a domain's values is what they do with those of the type below it.
migrate
CREATE DOMAIN price AS numeric(8,2) CHECK (VALUE >= 0);
CREATE DOMAIN amount AS integer;
CREATE DOMAIN at_day AS date;
CREATE DOMAIN flag AS boolean;
CREATE TABLE below (id int PRIMARY KEY, a amount, b amount, p price, d at_day, f flag,
    q integer GENERATED ALWAYS AS (a / b) STORED, r price GENERATED ALWAYS AS (abs(-43.625)) STORED, CHECK (a / b <> 2));
INSERT INTO below (id, a, b, p, d, f) VALUES (1, 7, 2, 3, '2024-01-31', true), (2, 1, 2, 0.5, NULL, false);
CREATE VIEW of_below AS SELECT id, a / b AS x, round(p / 7, 4) AS y, (d + 1)::text AS z, f::text AS g, CASE WHEN p * 2 > 5 THEN 'much' END AS t FROM below;
.
no INSERT INTO below (id, a, b) VALUES (3, 5, 2)
rows SELECT id, q, r FROM below ORDER BY id
= 1|3|43.63
= 2|0|43.63
rows SELECT id, x, y, z, g, t FROM of_below ORDER BY id
= 1|3|0.4286|2024-02-01|true|much
= 2|0|0.0714|NULL|false|NULL
