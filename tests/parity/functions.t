# Functions of the project's own: what they compute is put where they are called. Each row of `seen` is one value.
migrate
CREATE TABLE posts (id serial PRIMARY KEY, title text, score int, published timestamp NOT NULL DEFAULT '2024-01-01', deleted boolean NOT NULL DEFAULT false);
CREATE TABLE likes (post_id int REFERENCES posts (id), score int);
INSERT INTO posts (title, score) VALUES ('One Two', 3), ('three', -7), (NULL, NULL);
INSERT INTO likes VALUES (1, 5), (1, 2), (2, 1);
CREATE TABLE seen (n serial PRIMARY KEY, k text, v text);
CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$;
CREATE FUNCTION plus(a int, b int DEFAULT 10) RETURNS int LANGUAGE sql RETURN a + b;
CREATE FUNCTION slug(t text) RETURNS text AS $$ SELECT replace(lower($1), ' ', '-') $$ LANGUAGE sql STRICT;
CREATE FUNCTION likes_of(p int) RETURNS bigint LANGUAGE sql AS $$ SELECT coalesce(sum(score), 0) FROM likes WHERE post_id = p $$;
CREATE FUNCTION grade(score numeric) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    base int := 100;
    word text := 'low';
BEGIN
    IF score IS NULL THEN
        RETURN 'none';
    ELSIF score > 2 THEN
        word := 'high';
    END IF;
    IF score < 0 THEN
        base := base / 3;
    END IF;
    RETURN word || ':' || base;
END $$;
CREATE FUNCTION dashes(t text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    result text := '';
BEGIN
    FOR i IN 1..3 LOOP
        result := result || substr(t, i, 1) || '-' || i;
    END LOOP;
    RETURN result;
END $$;
CREATE FUNCTION counted() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    c int;
BEGIN
    SELECT count(*) INTO c FROM posts WHERE score > 0;
    RETURN c;
END $$;
CREATE FUNCTION token(size int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    chars text := 'abcdefghij';
    result text := '';
BEGIN
    FOR i IN 1..size LOOP
        result := result || substr(chars, floor(random() * 10)::int + 1, 1);
    END LOOP;
    RETURN result;
END $$;
INSERT INTO seen (k, v) SELECT 'twice', twice(score)::text FROM posts ORDER BY id;
INSERT INTO seen (k, v) SELECT 'nested', twice(plus(twice(score), 1))::text FROM posts WHERE id = 1;
INSERT INTO seen (k, v) VALUES ('default', plus(1)::text), ('precedence', (2 * plus(1, 2))::text), ('strict', coalesce(slug(NULL), 'null'));
INSERT INTO seen (k, v) SELECT 'slug', slug(title) FROM posts WHERE id = 1;
INSERT INTO seen (k, v) SELECT 'grade', grade(score) FROM posts ORDER BY id;
INSERT INTO seen (k, v) VALUES ('query', likes_of(1)::text), ('dashes', dashes('xyz')), ('count', counted()::text), ('token', length(token(12))::text);
CREATE VIEW graded AS SELECT id, grade(score) AS grade, twice(coalesce(score, 0)) AS twofold FROM posts;
INSERT INTO seen (k, v) SELECT 'view', grade || twofold FROM graded ORDER BY id;
CREATE FUNCTION came(op text, old record, new record) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF op = 'INSERT' THEN
        RETURN true;
    END IF;
    IF op = 'DELETE' THEN
        RETURN false;
    END IF;
    RETURN op = 'UPDATE' AND old.deleted AND NOT new.deleted;
END $$;
CREATE TABLE totals (n int NOT NULL);
INSERT INTO totals VALUES (0);
CREATE FUNCTION count_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF came(TG_OP, OLD, NEW) THEN
        UPDATE totals SET n = n + 1;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_posts AFTER INSERT OR UPDATE OR DELETE ON posts FOR EACH ROW EXECUTE FUNCTION count_posts();
ALTER TABLE posts ADD CONSTRAINT small CHECK (twice(score) < 1000);
.
rows SELECT k, v FROM seen ORDER BY n
= twice|6
= twice|-14
= twice|NULL
= nested|14
= default|11
= precedence|6
= strict|null
= slug|one-two
= grade|high:100
= grade|low:33
= grade|none
= query|7
= dashes|x-1y-2z-3
= count|1
= token|12
= view|high:1006
= view|low:33-14
= view|none0
ok INSERT INTO posts (title, score) VALUES ('a', 499)
no INSERT INTO posts (title, score) VALUES ('a', 500)
rows SELECT n FROM totals
= 1
ok UPDATE posts SET deleted = true WHERE id = 1
ok UPDATE posts SET deleted = false WHERE id = 1
rows SELECT n FROM totals
= 2
ok DELETE FROM posts WHERE id = 3
rows SELECT n FROM totals
= 2
rows SELECT id, grade, twofold FROM graded ORDER BY id
= 1|high:100|6
= 2|low:33|-14
= 4|high:100|998
# An MD5 of chance is chance.
migrate
CREATE TABLE tokens (id int PRIMARY KEY, token text NOT NULL DEFAULT md5(random()::text));
INSERT INTO tokens (id) VALUES (1), (2);
.
rows SELECT count(DISTINCT token), min(length(token)) FROM tokens
= 2|32
# What a function does, and not what it computes, stays behind.
refused PERFORM
CREATE FUNCTION make_part(t text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 1; END $$;
SELECT make_part('a') FROM posts;
.
lite,maria,mysql fails
CREATE FUNCTION run_text(t text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE t; RETURN 1; END $$;
SELECT run_text('SELECT 1') FROM posts;
.
migrate
CREATE FUNCTION rounds(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..n LOOP n := n + 1; END LOOP; RETURN n; END $$;
SELECT rounds(score) FROM posts;
.
# A value of chance is computed once in each row, however often it is used.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE ids (n int PRIMARY KEY, twice text, word text, ulid text);
CREATE FUNCTION chance_twice() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    r double precision := random();
    b bytea := gen_random_bytes(6);
BEGIN
    RETURN floor(r * 9)::int || encode(b, 'hex') || '/' || floor(r * 9)::int || encode(b, 'hex');
END $$;
CREATE FUNCTION word_of(size int DEFAULT 21) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    id text := '';
    i int := 0;
    letters char(64) := '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
    bytes bytea := gen_random_bytes(size);
    place int;
BEGIN
    WHILE i < size LOOP
        place := (get_byte(bytes, i) & 63) + 1;
        id := id || substr(letters, place, 1);
        i = i + 1;
    END LOOP;
    RETURN id;
END $$;
CREATE FUNCTION timed_id() RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    digits bytea = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    stamp bytea = E'\\000\\000\\000\\000\\000\\000';
    result text = '';
    millis bigint;
    id bytea;
BEGIN
    millis = (extract(epoch FROM clock_timestamp()) * 1000)::bigint;
    stamp = set_byte(stamp, 0, (millis >> 40)::bit(8)::integer);
    stamp = set_byte(stamp, 1, (millis >> 32)::bit(8)::integer);
    stamp = set_byte(stamp, 2, (millis >> 24)::bit(8)::integer);
    stamp = set_byte(stamp, 3, (millis >> 16)::bit(8)::integer);
    id = stamp || gen_random_bytes(3);
    result = result || chr(get_byte(digits, (get_byte(id, 0) & 224) >> 5));
    result = result || chr(get_byte(digits, get_byte(id, 0) & 31));
    result = result || chr(get_byte(digits, (get_byte(id, 1) & 248) >> 3));
    result = result || chr(get_byte(digits, ((get_byte(id, 1) & 7) << 2) | ((get_byte(id, 2) & 192) >> 6)));
    result = result || chr(get_byte(digits, (get_byte(id, 6) & 248) >> 3)) || '-' || lpad(get_byte(id, 6)::text, 3, '0') || '-' || lpad(get_byte(id, 6)::text, 3, '0') || '-' || get_byte(id, 4);
    RETURN result;
END $$;
INSERT INTO ids (n) VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10);
UPDATE ids SET twice = chance_twice(), word = word_of();
INSERT INTO ids SELECT n + 10, chance_twice(), word_of(8), timed_id() FROM ids;
INSERT INTO ids VALUES (100, chance_twice(), word_of(3), timed_id());
CREATE TABLE made (n int PRIMARY KEY, id text NOT NULL DEFAULT word_of(10));
INSERT INTO made (n) SELECT n FROM ids;
CREATE TABLE one_byte (n int, b int);
INSERT INTO one_byte SELECT get_byte(decode('00ff7f', 'hex'), n % 3), get_byte(gen_random_bytes(1), 0) FROM ids WHERE n < 4;
INSERT INTO one_byte SELECT get_byte(set_byte(decode('00ff7f', 'hex'), 1, 258 + n), 1), 1000 FROM ids WHERE n < 3;
.
rows SELECT count(DISTINCT twice), count(DISTINCT word), sum(CASE WHEN substr(twice, 1, 13) = substr(twice, 15, 13) THEN 1 ELSE 0 END) FROM ids
= 21|21|21
rows SELECT min(length(word)), max(length(word)) FROM ids WHERE n <= 10
= 21|21
rows SELECT min(length(word)), max(length(word)) FROM ids WHERE n BETWEEN 11 AND 99
= 8|8
rows SELECT min(substr(ulid, 1, 2)), max(substr(ulid, 1, 2)), sum(CASE WHEN substr(ulid, 7, 3) = substr(ulid, 11, 3) THEN 1 ELSE 0 END), min(substr(ulid, 15)), max(substr(ulid, 15)) FROM ids WHERE n > 10
= 01|01|11|0|0
rows SELECT count(DISTINCT id), min(length(id)), max(length(id)) FROM made
= 21|10|10
rows SELECT n FROM one_byte WHERE b = 1000 OR b BETWEEN 0 AND 255 ORDER BY n
= 0
= 3
= 4
= 127
= 255
ok INSERT INTO made (n) VALUES (500)
rows SELECT length(id) FROM made WHERE n = 500
= 10
fails
INSERT INTO one_byte SELECT get_byte(decode('00ff7f', 'hex'), n), 1 FROM ids WHERE n = 3;
.
migrate
CREATE FUNCTION long_word(size int) RETURNS text LANGUAGE plpgsql AS $$ DECLARE t text := ''; i int := 0; BEGIN WHILE i < size LOOP t := t || 'x'; i := i + 1; END LOOP; RETURN t; END $$;
SELECT long_word(score) FROM posts;
.

# a key has no function of the server's
mysql,maria refused its expression takes a query here
CREATE FUNCTION long_key(size int) RETURNS text IMMUTABLE LANGUAGE plpgsql AS $$ DECLARE t text := ''; i int := 0; BEGIN WHILE i < size LOOP t := t || 'x'; i := i + 1; END LOOP; RETURN t; END $$;
CREATE UNIQUE INDEX long_keys ON posts (long_key(score));
.

# ascii() of no character
migrate
CREATE TABLE codes (id integer PRIMARY KEY, code integer);
INSERT INTO codes (id, code) VALUES (1, ascii('')), (2, ascii('A')), (3, ascii(NULL)), (4, ascii('é')), (5, ascii(split_part('a5', 'a', 1)));
.
rows SELECT id, coalesce(code, -1) FROM codes ORDER BY id
= 1|0
= 2|65
= 3|-1
= 4|233
= 5|0

# RAISE EXCEPTION in a function that is called in an expression
migrate
CREATE FUNCTION checked(n integer, word text DEFAULT 'a') RETURNS text LANGUAGE plpgsql AS $$
DECLARE made text;
BEGIN
    IF n IS NULL OR n < 1 THEN RAISE EXCEPTION 'The size % must be 100%% of %', n, word; END IF;
    made := repeat(word, n);
    RETURN made || '!';
END $$;
CREATE TABLE sizes (id int PRIMARY KEY, n int, made text);
INSERT INTO sizes (id, n) VALUES (1, 2), (2, 3);
UPDATE sizes SET made = checked(n);
INSERT INTO sizes VALUES (3, 1, checked(2, 'xy'));
.
rows SELECT id, made FROM sizes ORDER BY id
= 1|aa!
= 2|aaa!
= 3|xyxy!
fails
UPDATE sizes SET made = checked(n - 2, made) WHERE id < 3;
.
fails
INSERT INTO sizes VALUES (4, 1, checked(0));
.
rows SELECT id, made FROM sizes ORDER BY id
= 1|aa!
= 2|aaa!
= 3|xyxy!

# A function that nothing calls yet gets another name.
migrate
CREATE FUNCTION kind_a() RETURNS integer AS $$ BEGIN RETURN (SELECT 3); END $$ LANGUAGE plpgsql IMMUTABLE;
ALTER FUNCTION kind_a() RENAME TO kind_b;
CREATE TABLE of_kind (id int PRIMARY KEY, k int NOT NULL DEFAULT kind_b(), CHECK (k = kind_b()));
INSERT INTO of_kind (id) VALUES (1);
.
no INSERT INTO of_kind (id, k) VALUES (2, 4)
ok INSERT INTO of_kind (id) VALUES (2)
rows SELECT * FROM of_kind ORDER BY id
= 1|3
= 2|3
lite,maria,mysql refused cannot be renamed
ALTER FUNCTION kind_b() RENAME TO kind_c;
.

# A column as the argument of a function that asks a query: whose it is is said where a name of the query's is the same.
migrate
CREATE TABLE arg_profiles (id int PRIMARY KEY, rules jsonb, value text, n int);
CREATE TABLE arg_prices (n int PRIMARY KEY, price int);
INSERT INTO arg_prices VALUES (1, 10), (2, 20);
CREATE FUNCTION arg_has_name(input jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  element jsonb;
BEGIN
  FOR element IN SELECT * FROM jsonb_array_elements(input) LOOP
    IF element ? 'name' THEN
      RETURN true;
    END IF;
  END LOOP;
  RETURN false;
END $$;
CREATE FUNCTION n_arg_named(input jsonb, v text) RETURNS int LANGUAGE sql AS $$ SELECT count(*)::int FROM jsonb_array_elements(input) AS e WHERE e.value ->> 'name' = v $$;
CREATE FUNCTION arg_price_of(which int) RETURNS int LANGUAGE sql STABLE AS $$ SELECT price FROM arg_prices WHERE n = which $$;
INSERT INTO arg_profiles VALUES (1, '[{"type": "a"}, {"name": "b"}]', 'b', 1), (2, '[{"type": "a"}]', 'a', 2), (3, '[]', NULL, 3), (4, NULL, 'x', NULL);
CREATE VIEW arg_named AS SELECT id, arg_has_name(rules)::int AS h, n_arg_named(rules, value) AS m, arg_price_of(n) AS p, arg_price_of(n + 1) AS q FROM arg_profiles;
CREATE FUNCTION arg_dearest(which int) RETURNS text LANGUAGE sql STABLE AS $$ SELECT r.label FROM (SELECT n, 'p' || price AS label FROM arg_prices) AS r WHERE r.n >= which ORDER BY r.n DESC LIMIT 1 $$;
ALTER TABLE arg_profiles ADD COLUMN label text;
UPDATE arg_profiles SET value = 'unnamed' WHERE arg_has_name(rules) = false;
UPDATE arg_profiles SET label = 'at ' || arg_price_of(n) WHERE arg_price_of(arg_profiles.n) > 5;
CREATE TABLE arg_dear (id int, d text);
INSERT INTO arg_dear SELECT id, arg_dearest(n) FROM arg_profiles;
.
rows SELECT id, h, m, p, q FROM arg_named ORDER BY id
= 1|1|1|10|20
= 2|0|0|20|NULL
= 3|0|0|NULL|NULL
= 4|0|0|NULL|NULL
rows SELECT id, value, label FROM arg_profiles ORDER BY id
= 1|b|at 10
= 2|unnamed|at 20
= 3|unnamed|NULL
= 4|unnamed|NULL
rows SELECT id, d FROM arg_dear ORDER BY id
= 1|p20
= 2|p20
= 3|NULL
= 4|NULL
