# Uniqueness that the engines' own keys cannot say.
migrate
CREATE TABLE users (
    id integer PRIMARY KEY,
    email text NOT NULL,
    deleted_at timestamptz,
    team integer,
    CONSTRAINT users_email UNIQUE NULLS NOT DISTINCT (email, deleted_at, team)
);
CREATE TABLE tags (a integer, b varchar(20) NOT NULL, live boolean NOT NULL DEFAULT true);
CREATE UNIQUE INDEX tags_a ON tags (a) NULLS NOT DISTINCT WHERE live;
CREATE UNIQUE INDEX tags_ab ON tags (b, a) NULLS NOT DISTINCT;
.
ok INSERT INTO users (id, email) VALUES (1, 'a')
no INSERT INTO users (id, email) VALUES (2, 'a')
ok INSERT INTO users (id, email) VALUES (2, 'A')
ok INSERT INTO users (id, email, team) VALUES (3, 'a', 1)
no INSERT INTO users (id, email, team) VALUES (4, 'a', 1)
ok INSERT INTO users (id, email, team) VALUES (4, 'a', 0)
lite ok INSERT INTO users VALUES (5, 'a', '2026-01-01 00:00:00', 1)
lite no INSERT INTO users VALUES (6, 'a', '2026-01-01 00:00:00', 1)
no UPDATE users SET team = NULL WHERE id = 3
ok INSERT INTO tags VALUES (NULL, 'x', true)
no INSERT INTO tags VALUES (NULL, 'y', true)
ok INSERT INTO tags VALUES (NULL, 'y', false)
no INSERT INTO tags VALUES (NULL, 'x', false)
ok INSERT INTO tags VALUES (1, 'x', false)
no INSERT INTO tags VALUES (1, 'x', true)

# ... and after the table has been altered, renamed, and the rule taken away
migrate
CREATE TABLE t (id integer PRIMARY KEY, a integer NOT NULL, b integer, c text);
ALTER TABLE t ADD CONSTRAINT one UNIQUE NULLS NOT DISTINCT (a, b);
INSERT INTO t (id, a) VALUES (1, 1);
ALTER TABLE t ALTER COLUMN c SET DEFAULT 'x';
ALTER TABLE t RENAME COLUMN b TO d;
ALTER TABLE t RENAME TO u;
.
no INSERT INTO u (id, a) VALUES (2, 1)
ok INSERT INTO u (id, a, d) VALUES (2, 1, 1)
no INSERT INTO u (id, a, d) VALUES (3, 1, 1)
migrate
ALTER TABLE u DROP CONSTRAINT one;
CREATE UNIQUE INDEX two ON u (c, d) NULLS NOT DISTINCT;
DROP INDEX two;
.
ok INSERT INTO u (id, a) VALUES (4, 1)
ok INSERT INTO u (id, a) VALUES (5, 1)

# A digest is as unique as what it is of; the longest values are told apart by their last characters.
migrate
CREATE TABLE versions (id integer PRIMARY KEY, resource integer, version text);
CREATE UNIQUE INDEX versions_once ON versions (resource, md5(version));
INSERT INTO versions SELECT 1, 1, repeat('x', 4000) || 'a';
INSERT INTO versions SELECT 2, 1, repeat('x', 4000) || 'b';
.
fails
INSERT INTO versions SELECT 3, 1, repeat('x', 4000) || 'b';
.
ok INSERT INTO versions VALUES (4, 1, NULL)
ok INSERT INTO versions VALUES (5, 1, NULL)
ok INSERT INTO versions VALUES (6, 2, 'v')
no INSERT INTO versions VALUES (7, 2, 'v')

# JSON in a unique key
migrate
CREATE TABLE pipelines (id integer PRIMARY KEY, name text, vars jsonb);
CREATE UNIQUE INDEX with_vars ON pipelines (name, vars) WHERE vars IS NOT NULL;
.
ok INSERT INTO pipelines VALUES (1, 'p', '{"a": 1, "b": 2}')
no INSERT INTO pipelines VALUES (2, 'p', '{"a": 1, "b": 2}')
pg,maria,mysql no INSERT INTO pipelines VALUES (2, 'p', '{"b": 2, "a": 1}')
ok INSERT INTO pipelines VALUES (3, 'p', '{"a": 2}')
ok INSERT INTO pipelines VALUES (4, 'p', NULL)
ok INSERT INTO pipelines VALUES (5, 'p', NULL)

# EXCLUDE with = alone
migrate
CREATE TABLE certs (
    id integer PRIMARY KEY,
    is_master boolean NOT NULL DEFAULT false,
    name text,
    EXCLUDE (is_master WITH =) WHERE (is_master),
    CONSTRAINT by_name EXCLUDE (lower(name) WITH =)
);
.
ok INSERT INTO certs VALUES (1, false, 'a')
ok INSERT INTO certs VALUES (2, false, 'b')
ok INSERT INTO certs VALUES (3, true, NULL)
no INSERT INTO certs VALUES (4, true, NULL)
no INSERT INTO certs VALUES (4, false, 'A')
no UPDATE certs SET is_master = true WHERE id = 1
ok UPDATE certs SET is_master = true WHERE id = 3
migrate
ALTER TABLE certs RENAME COLUMN name TO title;
ALTER TABLE certs DROP COLUMN is_master;
.
no INSERT INTO certs VALUES (4, 'B')
migrate
ALTER TABLE certs DROP CONSTRAINT by_name;
.
ok INSERT INTO certs VALUES (4, 'B')

# A primary key of a generated column
migrate
CREATE TABLE prefixes (name text NOT NULL, level integer GENERATED ALWAYS AS (length(name)) STORED, n integer);
ALTER TABLE prefixes ADD COLUMN bucket integer NOT NULL DEFAULT 0;
.
lite,mysql,pg migrate
ALTER TABLE prefixes ADD PRIMARY KEY (bucket, level);
.
lite,mysql,pg ok INSERT INTO prefixes (name, n) VALUES ('a', 1)
lite,mysql,pg ok INSERT INTO prefixes (name, n) VALUES ('bb', 1)
lite,mysql,pg no INSERT INTO prefixes (name, n) VALUES ('cc', 1)

# The columns of a view have other names.
migrate
CREATE TABLE seen (a integer, b integer);
CREATE VIEW seeing AS SELECT a, b FROM seen;
ALTER VIEW seeing RENAME COLUMN a TO c;
INSERT INTO seen VALUES (1, 2);
.
rows SELECT c, b FROM seeing
= 1|2

# A view of a temporary table is temporary; the servers have none.
lite,pg migrate
CREATE TABLE lasting (a integer);
INSERT INTO lasting VALUES (1), (2);
CREATE TEMPORARY TABLE passing AS SELECT a * 10 AS b FROM lasting;
CREATE VIEW looking AS SELECT b + 1 AS c FROM passing;
CREATE VIEW further AS SELECT c + 1 AS d FROM looking;
INSERT INTO lasting SELECT d FROM further;
DROP VIEW further;
DROP VIEW looking;
DROP TABLE passing;
.
lite,pg rows SELECT a FROM lasting ORDER BY a
= 1
= 2
= 12
= 22
maria,mysql refused a view of a temporary table
CREATE TEMPORARY TABLE passing (a integer);
CREATE VIEW looking AS SELECT a FROM passing;
.

# Two expressions in one key: each is as long as its column, or has what the others leave.
migrate
CREATE TABLE people_of (id int PRIMARY KEY, username varchar(255) NOT NULL, zone varchar(36) DEFAULT 'x', note text, email text);
CREATE INDEX people_of_lower ON people_of (lower(username), lower(zone));
CREATE INDEX people_of_more ON people_of (lower(username), lower(zone), username, id);
CREATE UNIQUE INDEX people_of_email ON people_of (lower(note), lower(email));
CREATE INDEX people_of_coalesce ON people_of (coalesce(note, ''), lower(email));
CREATE UNIQUE INDEX people_of_digest ON people_of (md5(zone), upper(username));
CREATE UNIQUE INDEX people_of_else ON people_of (coalesce(note, 'none'), id, email);
.
ok INSERT INTO people_of VALUES (1, 'Ann', 'Earth', 'Note', 'a@b')
no INSERT INTO people_of VALUES (2, 'Bea', 'Mars', 'NOTE', 'A@B')
no INSERT INTO people_of VALUES (2, 'ANN', 'Earth', NULL, NULL)
ok INSERT INTO people_of VALUES (2, 'ANN', 'Mars', NULL, NULL)
ok INSERT INTO people_of VALUES (3, 'Bea', 'Mars', NULL, 'a@b')

# NULLS NOT DISTINCT where the index has expressions, and a condition
migrate
CREATE TABLE results (id integer PRIMARY KEY, profile integer, name text, artifact uuid, kind varchar(20) NOT NULL);
CREATE UNIQUE INDEX results_once ON results
    (profile, lower(name), COALESCE(artifact, '00000000-0000-0000-0000-000000000000'::uuid), kind) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX results_kind ON results (upper(kind), abs(profile)) NULLS NOT DISTINCT WHERE id > 100;
INSERT INTO results VALUES (1, 1, 'Abc', NULL, 'x'), (2, NULL, NULL, NULL, 'x');
.
no INSERT INTO results VALUES (3, 1, 'aBC', NULL, 'x')
no INSERT INTO results VALUES (3, NULL, NULL, NULL, 'x')
no INSERT INTO results VALUES (3, NULL, NULL, '00000000-0000-0000-0000-000000000000', 'x')
ok INSERT INTO results VALUES (3, NULL, '', NULL, 'x')
ok INSERT INTO results VALUES (4, NULL, 'abc', NULL, 'x')
no INSERT INTO results VALUES (5, NULL, 'ABC', NULL, 'x')
ok INSERT INTO results VALUES (5, 1, NULL, NULL, 'x')
no UPDATE results SET name = NULL, profile = NULL WHERE id = 5
ok INSERT INTO results VALUES (101, NULL, '1', NULL, 'y')
no INSERT INTO results VALUES (102, NULL, '2', NULL, 'Y')
ok INSERT INTO results VALUES (6, NULL, '2', NULL, 'Y')

# char(n) beside text, NULLS NOT DISTINCT
migrate
CREATE TABLE fixed_beside (id int PRIMARY KEY, c char(3), t text NOT NULL DEFAULT 'x', CONSTRAINT fixed_once UNIQUE NULLS NOT DISTINCT (c, t));
INSERT INTO fixed_beside VALUES (1, NULL, 'a'), (2, 'b ', 'a'), (3, 'b', 'c');
.
no INSERT INTO fixed_beside VALUES (4, NULL, 'a')
no INSERT INTO fixed_beside VALUES (4, 'b', 'a')
ok INSERT INTO fixed_beside VALUES (4, NULL, 'c')

# Documents, and texts that ignore case, beside others
migrate
CREATE EXTENSION IF NOT EXISTS citext;
CREATE TABLE documents_beside (id int PRIMARY KEY, j jsonb NOT NULL, v interval, i citext, t text);
CREATE UNIQUE INDEX ON documents_beside (j, v) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX ON documents_beside (i, t) NULLS NOT DISTINCT;
INSERT INTO documents_beside VALUES (1, '{"a": 1}', NULL, 'Abc', NULL), (2, '[]', NULL, 'Abc', 'Abc');
.
no INSERT INTO documents_beside VALUES (3, '{"a": 1}', NULL, 'x', NULL)
no INSERT INTO documents_beside VALUES (3, '{"a": 2}', NULL, 'aBC', NULL)
no INSERT INTO documents_beside VALUES (3, '{"a": 2}', NULL, 'aBC', 'Abc')
ok INSERT INTO documents_beside VALUES (3, '{"a": 2}', NULL, 'abc', 'abc')

# Bytes or a text beside an expression of unknown length
migrate
CREATE TABLE bytes_beside (id int PRIMARY KEY, b bytea, t text, u text, n int);
CREATE INDEX bytes_first ON bytes_beside (b, (reverse(replace('a9', 'a', 'a2'))));
CREATE INDEX text_first ON bytes_beside (t, (replace(u, 'a', 'b') || n), (u || 'x'));
.
ok INSERT INTO bytes_beside (id, b, t, u) VALUES (1, NULL, 'a', 'b')
