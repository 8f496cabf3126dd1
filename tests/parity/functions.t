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
refused a statement of this kind
CREATE FUNCTION make_part(t text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 1; END $$;
SELECT make_part('a') FROM posts;
.
refused EXECUTE
CREATE FUNCTION run_text(t text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE t; RETURN 1; END $$;
SELECT run_text('SELECT 1') FROM posts;
.
refused a loop whose rounds depend on the row
CREATE FUNCTION rounds(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN FOR i IN 1..n LOOP n := n + 1; END LOOP; RETURN n; END $$;
SELECT rounds(score) FROM posts;
.
refused a value of chance that is used twice
CREATE FUNCTION chance() RETURNS text LANGUAGE plpgsql AS $$ DECLARE r float := random(); BEGIN RETURN r || '-' || r; END $$;
SELECT chance();
.
refused a call of itself
CREATE FUNCTION forever(n int) RETURNS int LANGUAGE sql AS $$ SELECT CASE WHEN n < 1 THEN 0 ELSE forever(n - 1) END $$;
SELECT forever(1);
.
# Pairs of BEGIN and COMMIT within a file change nothing; one without the other would.
migrate
BEGIN;
ALTER TABLE posts ADD COLUMN extra int DEFAULT 1;
COMMIT;
ALTER TABLE posts ADD COLUMN more int DEFAULT 2;
START TRANSACTION;
UPDATE posts SET more = 3;
END;
UPDATE posts SET extra = 4;
.
rows SELECT DISTINCT extra, more FROM posts
= 4|3

# Functions of PostgreSQL's.
migrate
CREATE TABLE said (n serial PRIMARY KEY, k text, v text);
CREATE TABLE doc (id int PRIMARY KEY, t text, ok boolean, tags text[], CONSTRAINT doc_t UNIQUE NULLS NOT DISTINCT (id));
INSERT INTO doc VALUES (1, 'one', true, ARRAY['a', 'b']), (2, NULL, false, ARRAY['c']);
INSERT INTO said (k, v) VALUES ('setting', coalesce(current_setting('app.none', true), 'none')), ('pow', round(pow(2, 10))::int::text);
UPDATE doc SET tags = array_replace(tags, 'b', 'z');
INSERT INTO said (k, v) SELECT 'replaced', array_to_string(tags, '-') FROM doc WHERE id = 1;
INSERT INTO said (k, v) SELECT 'row', row_to_json(d)->>'t' FROM doc d WHERE id = 1;
INSERT INTO said (k, v) SELECT 'date', 'ok' WHERE date('2024-05-06') = DATE '2024-05-06';
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'cannot delete or update %', TG_TABLE_NAME;
    RETURN NULL;
END $$;
CREATE TRIGGER doc_kept BEFORE DELETE ON doc FOR EACH STATEMENT WHEN (current_setting('app.keep', true) IS NULL) EXECUTE FUNCTION keep();
.
no DELETE FROM doc WHERE id = 1
rows SELECT k, v FROM said ORDER BY n
= setting|none
= pow|1024
= replaced|a-z
= row|one
= date|ok

# What PostgreSQL has from an extension, or the newest MySQL no more.
lite,maria,mysql migrate
INSERT INTO said (k, v) VALUES ('nil', uuid_nil()::text);
.
lite,maria,mysql rows SELECT v FROM said WHERE k = 'nil'
= 00000000-0000-0000-0000-000000000000
lite,maria,pg migrate
INSERT INTO said (k, v) SELECT 'md5', md5(x) FROM (VALUES (1, ''), (2, 'hello'), (3, repeat('long', 40)), (4, 'größe'), (5, NULL)) AS t (i, x) ORDER BY i;
.
lite,maria,pg rows SELECT v FROM said WHERE k = 'md5' ORDER BY n
= d41d8cd98f00b204e9800998ecf8427e
= 5d41402abc4b2a76b9719d911017c592
= 417f02d54a185e541c061fd6f50a0bb2
= fdbb3a56280acfa9031707622c599ccb
= NULL

# Bytes that are written in hexadecimal digits.
migrate
CREATE TABLE bytes (id int PRIMARY KEY, b bytea NOT NULL);
INSERT INTO bytes VALUES (1, decode('00ff10', 'hex')), (2, decode('', 'hex'));
ALTER TABLE bytes ADD COLUMN c bytea NOT NULL DEFAULT decode('0000', 'hex');
ALTER TABLE bytes ALTER COLUMN c DROP DEFAULT;
.
rows SELECT id, length(b), length(c) FROM bytes ORDER BY id
= 1|3|2
= 2|0|2
