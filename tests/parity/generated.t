# Generated columns whose expression takes a query on SQLite: triggers fill them.
migrate
CREATE TABLE posts (id serial PRIMARY KEY, body text, at timestamp, label text, digest text NOT NULL GENERATED ALWAYS AS (encode(sha256(coalesce(body, '')::bytea), 'hex')) STORED UNIQUE, letters int NOT NULL GENERATED ALWAYS AS (length(regexp_replace(body, '[^a-z]+', '', 'g'))) STORED, word text GENERATED ALWAYS AS (coalesce(substring(body FROM '[a-z]+'), '-')) STORED, CONSTRAINT posts_letters CHECK (letters < 9), CONSTRAINT posts_word CHECK (word <> 'bad'));
CREATE INDEX ON posts (word);
CREATE TABLE posts_log (id serial PRIMARY KEY, line text);
CREATE FUNCTION posts_before() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body := replace(NEW.body, '_', 'x'); RETURN NEW; END $$;
CREATE TRIGGER posts_before BEFORE INSERT OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION posts_before();
CREATE FUNCTION posts_after() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO posts_log (line) VALUES (TG_OP || ' ' || coalesce(NEW.word, '-') || ' ' || NEW.letters); RETURN NEW; END $$;
CREATE TRIGGER posts_after AFTER INSERT OR UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION posts_after();
INSERT INTO posts (body) VALUES ('1ab2c_'), ('77'), ('12 de 34');
.
rows SELECT letters, word, substr(digest, 1, 8) FROM posts ORDER BY id
= 4|ab|9837b8bb
= 0|-|a88a7902
= 2|de|6fd99469
no INSERT INTO posts (body) VALUES ('77')
no INSERT INTO posts (body) VALUES (NULL)
no INSERT INTO posts (body) VALUES ('abcdefghi')
no INSERT INTO posts (body) VALUES ('bad')
ok INSERT INTO posts (body, label) VALUES ('good', 'a')
ok UPDATE posts SET body = 'ne_' WHERE id = 2
no UPDATE posts SET body = 'ne_' WHERE id = 3
no UPDATE posts SET body = 'bad 7' WHERE id = 3
no UPDATE posts SET body = NULL WHERE id = 3
ok UPDATE posts SET label = 'b', at = '2026-01-02 03:04' WHERE id = 3
rows SELECT letters, word, body FROM posts ORDER BY body
= 2|de|12 de 34
= 4|ab|1ab2cx
= 4|good|good
= 3|nex|nex
rows SELECT line FROM posts_log WHERE line LIKE 'UPDATE%' ORDER BY id
= UPDATE nex 3
= UPDATE de 2

# A value for such a column is refused.
no INSERT INTO posts (body, word) VALUES ('u', 'v')
no INSERT INTO posts (body, digest) VALUES ('u', 'v')
no UPDATE posts SET word = 'v' WHERE id = 1
no UPDATE posts SET letters = 0 WHERE id = 1

# They come along when the table is rebuilt, renamed, and when one more comes to rows that are there.
migrate
INSERT INTO posts (body, digest) VALUES ('with me', DEFAULT);
ALTER TABLE posts ADD COLUMN shown text GENERATED ALWAYS AS (upper(substring(body FROM '[0-9]+'))) STORED;
ALTER TABLE posts ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';
ALTER TABLE posts RENAME COLUMN word TO first_word;
DROP TRIGGER posts_after ON posts;
ALTER TABLE posts RENAME TO notes;
.
ok UPDATE notes SET body = 'last one' WHERE body = 'with me'
pg,maria,mysql ok UPDATE notes SET digest = DEFAULT WHERE id = 1
no UPDATE notes SET body = 'bad' WHERE id = 1
no INSERT INTO notes (body, shown) VALUES ('u', 'v')
rows SELECT first_word, letters, coalesce(shown, 'none'), length(digest) FROM notes ORDER BY body
= de|2|12|64
= ab|4|1|64
= good|4|none|64
= last|7|none|64
= nex|3|none|64

# DROP EXPRESSION leaves the values, and a plain column.
migrate
ALTER TABLE notes ALTER COLUMN first_word DROP EXPRESSION;
UPDATE notes SET first_word = 'own' WHERE first_word = 'de';
ALTER TABLE notes DROP COLUMN shown;
.
ok UPDATE notes SET body = 'zz' WHERE first_word = 'own'
ok INSERT INTO notes (body, first_word) VALUES ('yy', 'given')
rows SELECT first_word, body FROM notes WHERE length(body) = 2 ORDER BY body
= given|yy
= own|zz

# what ON DELETE does to a column from which another one is generated
migrate
CREATE TABLE bases (id integer PRIMARY KEY);
CREATE TABLE bound (base integer CONSTRAINT held REFERENCES bases ON DELETE CASCADE, b text,
    name text GENERATED ALWAYS AS (coalesce(base::text, '?') || ':' || b) STORED);
CREATE TABLE loose (base integer REFERENCES bases ON DELETE SET NULL, b text);
ALTER TABLE loose ADD COLUMN name text GENERATED ALWAYS AS (coalesce(base::text, '?') || ':' || b) STORED;
INSERT INTO bases VALUES (1), (2);
INSERT INTO bound (base, b) VALUES (1, 'x'), (2, 'y');
INSERT INTO loose (base, b) VALUES (1, 'x'), (2, 'y');
DELETE FROM bases WHERE id = 1;
.
rows SELECT base, b, name FROM bound
= 2|y|2:y
rows SELECT base, b, name FROM loose ORDER BY b
= NULL|x|?:x
= 2|y|2:y
no INSERT INTO bound (base, b) VALUES (3, 'z')

# a generated column is NULL in the NEW of BEFORE triggers, and has its value in those of AFTER
migrate
CREATE TABLE made_late (a int PRIMARY KEY, b int NOT NULL, c int GENERATED ALWAYS AS (b * 2) STORED);
CREATE TABLE made_notes (n serial PRIMARY KEY, t text);
CREATE FUNCTION made_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO made_notes (t) VALUES (TG_WHEN || ' ' || coalesce(NEW.c::text, 'nothing')); RETURN NEW; END $$;
CREATE TRIGGER made_a BEFORE INSERT ON made_late FOR EACH ROW EXECUTE FUNCTION made_note();
CREATE TRIGGER made_b BEFORE UPDATE ON made_late FOR EACH ROW EXECUTE FUNCTION made_note();
CREATE TRIGGER made_c AFTER INSERT OR UPDATE ON made_late FOR EACH ROW EXECUTE FUNCTION made_note();
.
ok INSERT INTO made_late (a, b) VALUES (1, 2)
ok UPDATE made_late SET b = 5
rows SELECT t FROM made_notes ORDER BY n
= BEFORE nothing
= AFTER 4
= BEFORE nothing
= AFTER 10
