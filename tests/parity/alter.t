# Every form of ALTER on filled tables that have indexes, views and foreign keys, and that others refer to.
migrate
CREATE TABLE firms (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE people (
    id serial PRIMARY KEY,
    firm_id integer REFERENCES firms (id) ON DELETE CASCADE,
    boss_id integer REFERENCES people (id) ON DELETE SET NULL,
    name text,
    age text,
    born timestamptz,
    state varchar(10) DEFAULT 'new'
);
CREATE TABLE notes (id serial PRIMARY KEY, person_id integer NOT NULL REFERENCES people (id) ON DELETE CASCADE, body text);
CREATE INDEX people_name ON people (name);
CREATE UNIQUE INDEX people_lower ON people (lower(name)) WHERE name IS NOT NULL;
CREATE VIEW named AS SELECT p.id, p.name, f.name AS firm FROM people p JOIN firms f ON f.id = p.firm_id;
INSERT INTO firms (name) VALUES ('one'), ('two');
INSERT INTO people (firm_id, boss_id, name, age, born) VALUES (1, NULL, 'ann', '40', '2000-01-01 10:00:00+00'), (1, 1, 'bob', '30', NULL), (2, 1, NULL, NULL, NULL);
INSERT INTO notes (person_id, body) VALUES (1, 'a'), (2, 'b'), (2, 'c');
DELETE FROM people WHERE id = 3;
.
migrate
ALTER TABLE people ALTER COLUMN age TYPE integer USING age::integer, ALTER COLUMN name SET NOT NULL;
.
rows SELECT id, name, age FROM people ORDER BY id
= 1|ann|40
= 2|bob|30
rows SELECT id, body FROM notes ORDER BY id
= 1|a
= 2|b
= 3|c
rows SELECT id, name, firm FROM named ORDER BY id
= 1|ann|one
= 2|bob|one
no INSERT INTO people (name, age) VALUES ('cy', 'old')
no INSERT INTO people (age) VALUES (1)
no INSERT INTO people (name) VALUES ('BOB')
ok INSERT INTO people (name, age) VALUES ('cy', 20)
# the number of a row that is gone is not given again
rows SELECT count(*) FROM people WHERE name = 'cy' AND id > 3
= 1
no INSERT INTO notes (person_id) VALUES (99)

migrate
ALTER TABLE people ADD COLUMN IF NOT EXISTS email varchar(20) UNIQUE;
ALTER TABLE people ADD COLUMN made timestamptz NOT NULL DEFAULT now();
ALTER TABLE people ADD COLUMN IF NOT EXISTS email text;
ALTER TABLE people ADD COLUMN level integer NOT NULL DEFAULT 3 CHECK (level < 10);
ALTER TABLE people ADD COLUMN other_firm integer REFERENCES firms (id);
ALTER TABLE people ADD COLUMN code uuid DEFAULT gen_random_uuid();
ALTER TABLE people ADD COLUMN flag boolean DEFAULT false NOT NULL, ADD COLUMN tag text;
.
rows SELECT name, email, level, tag FROM people WHERE made IS NOT NULL AND code IS NOT NULL AND NOT flag ORDER BY id
= ann|NULL|3|NULL
= bob|NULL|3|NULL
= cy|NULL|3|NULL
ok UPDATE people SET email = 'a@b' WHERE id = 1
no UPDATE people SET email = 'a@b' WHERE id = 2
no UPDATE people SET email = '012345678901234567890' WHERE id = 2
no UPDATE people SET level = 10
no UPDATE people SET other_firm = 10
no UPDATE people SET made = NULL
rows SELECT count(*) FROM notes
= 3

fails
ALTER TABLE people ADD COLUMN wanted text NOT NULL;
.
fails
ALTER TABLE people ALTER COLUMN other_firm SET NOT NULL;
.
fails
ALTER TABLE people ADD CONSTRAINT young CHECK (age < 40);
.
fails
ALTER TABLE people ADD CONSTRAINT one_level UNIQUE (level);
.
fails
ALTER TABLE people ALTER COLUMN name TYPE integer USING name::integer;
.
rows SELECT count(*) FROM people
= 3

migrate
ALTER TABLE people RENAME COLUMN tag TO label;
ALTER TABLE people ALTER COLUMN label SET DEFAULT 'none';
ALTER TABLE people ALTER COLUMN state DROP DEFAULT;
ALTER TABLE people ALTER COLUMN state TYPE varchar(4);
ALTER TABLE people ADD CONSTRAINT old_enough CHECK (age >= 18);
ALTER TABLE people ADD CONSTRAINT people_pair UNIQUE (name, age);
.
ok INSERT INTO people (name, age) VALUES ('dan', 50)
no INSERT INTO people (name, age) VALUES ('eve', 5)
no INSERT INTO people (name, age, state) VALUES ('eve', 50, 'toolong')
rows SELECT label, state FROM people WHERE name = 'dan'
= none|NULL

migrate
ALTER TABLE people DROP CONSTRAINT old_enough;
ALTER TABLE people DROP CONSTRAINT IF EXISTS never_was;
ALTER TABLE people DROP COLUMN email;
ALTER TABLE people DROP COLUMN level, DROP COLUMN IF EXISTS nothing;
ALTER TABLE people ALTER COLUMN made DROP NOT NULL;
ALTER TABLE people DROP CONSTRAINT people_boss_id_fkey, ADD CONSTRAINT people_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES people (id) ON DELETE CASCADE;
.
ok INSERT INTO people (name, age, made) VALUES ('eve', 5, NULL)
no INSERT INTO people (name, email) VALUES ('flo', 'x')
rows SELECT name, boss_id, firm_id FROM people ORDER BY id
= ann|NULL|1
= bob|1|1
= cy|NULL|NULL
= dan|NULL|NULL
= eve|NULL|NULL

migrate
ALTER TABLE people RENAME TO persons;
ALTER INDEX people_name RENAME TO persons_name;
ALTER TABLE notes RENAME CONSTRAINT notes_person_id_fkey TO notes_person;
.
no INSERT INTO notes (person_id) VALUES (99)
rows SELECT name FROM named ORDER BY id
= ann
= bob
ok DELETE FROM persons WHERE id = 1
rows SELECT count(*) FROM notes
= 0

# Changes of the type of a column with a default, and of keys that others refer to.
migrate
CREATE TABLE types (id serial PRIMARY KEY, a integer DEFAULT 1, b text, c integer, d timestamp, e varchar(3), f boolean, g numeric);
INSERT INTO types (b, c, d, e, f, g) VALUES ('true', 1, '2024-01-02 03:04:05', '12', true, 1.25);
ALTER TABLE types ALTER COLUMN a TYPE text;
ALTER TABLE types ALTER COLUMN b TYPE boolean USING b::boolean;
ALTER TABLE types ALTER COLUMN c DROP DEFAULT, ALTER COLUMN c TYPE boolean USING (c <> 0), ALTER COLUMN c SET DEFAULT false;
ALTER TABLE types ALTER COLUMN d TYPE date;
ALTER TABLE types ALTER COLUMN e TYPE integer USING e::integer;
ALTER TABLE types ALTER COLUMN f TYPE integer USING CASE WHEN f THEN 1 ELSE 0 END;
ALTER TABLE types ALTER COLUMN g TYPE integer;
INSERT INTO types (b) VALUES (false);
.
rows SELECT a, d, e, f, g FROM types ORDER BY id
= 1|2024-01-02|12|1|1
= 1|NULL|NULL|NULL|NULL
rows SELECT id FROM types WHERE b
= 1
rows SELECT id FROM types WHERE c = false
= 2

migrate
CREATE TABLE locks (id integer PRIMARY KEY, name text);
CREATE TABLE uses (id integer PRIMARY KEY, key_id integer REFERENCES locks (id) ON DELETE CASCADE);
INSERT INTO locks VALUES (1, 'a'), (2, 'b');
INSERT INTO uses VALUES (1, 1), (2, 2);
ALTER TABLE locks ALTER COLUMN id TYPE bigint;
ALTER TABLE uses ALTER COLUMN key_id TYPE bigint;
ALTER TABLE locks ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 3);
INSERT INTO locks (name) VALUES ('c');
ALTER TABLE locks ADD COLUMN parent bigint REFERENCES locks (id);
.
rows SELECT id, name FROM locks ORDER BY id
= 1|a
= 2|b
= 3|c
rows SELECT count(*) FROM uses
= 2
ok DELETE FROM locks WHERE id = 2
rows SELECT id, key_id FROM uses
= 1|1

# a number that is given by itself, and no longer, and again
migrate
CREATE TABLE numbered (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);
INSERT INTO numbered (name) VALUES ('a');
ALTER TABLE numbered ALTER COLUMN id SET GENERATED BY DEFAULT;
INSERT INTO numbered (id, name) VALUES (7, 'b');
ALTER TABLE numbered ALTER COLUMN id DROP IDENTITY;
.
rows SELECT id, name FROM numbered ORDER BY id
= 1|a
= 7|b
no INSERT INTO numbered (name) VALUES ('c')
ok INSERT INTO numbered (id, name) VALUES (8, 'c')
migrate
ALTER TABLE numbered ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE numbered ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH 9);
INSERT INTO numbered (name) VALUES ('d');
.
rows SELECT count(*), max(id) FROM numbered
= 4|9

# the same by hand, the owner last
migrate
CREATE TABLE counted (id integer NOT NULL, name text);
CREATE SEQUENCE counted_seq;
ALTER TABLE counted ALTER COLUMN id SET DEFAULT nextval('counted_seq');
ALTER SEQUENCE counted_seq OWNED BY counted.id;
ALTER TABLE counted ADD PRIMARY KEY (id);
INSERT INTO counted (name) VALUES ('a'), ('b');
.
rows SELECT id, name FROM counted ORDER BY id
= 1|a
= 2|b

migrate
CREATE TABLE swap (a integer NOT NULL, b integer NOT NULL, c integer);
INSERT INTO swap VALUES (1, 1, 1), (2, 1, 1);
ALTER TABLE swap ADD PRIMARY KEY (a);
ALTER TABLE swap DROP CONSTRAINT swap_pkey;
ALTER TABLE swap ADD CONSTRAINT swap_pk PRIMARY KEY (a, b);
.
no INSERT INTO swap VALUES (1, 1, 1)
ok INSERT INTO swap VALUES (1, 2, 1)

# A CHECK that is NOT VALID holds for new rows only.
migrate
CREATE TABLE lax (id int PRIMARY KEY, n int);
INSERT INTO lax VALUES (1, -1);
ALTER TABLE lax ADD CONSTRAINT n_positive CHECK (n > 0) NOT VALID;
.
no INSERT INTO lax VALUES (2, -1)
ok INSERT INTO lax VALUES (2, 1)
rows SELECT id, n FROM lax ORDER BY id
= 1|-1
= 2|1
fails
ALTER TABLE lax VALIDATE CONSTRAINT n_positive;
.
ok UPDATE lax SET n = 5 WHERE id = 1
migrate
ALTER TABLE lax VALIDATE CONSTRAINT n_positive;
.
no UPDATE lax SET n = -5 WHERE id = 1

# A CHECK with the clock, and one that sqlite says with a sub-query, come along through a rebuild.
migrate
CREATE TABLE clock (id int PRIMARY KEY, d date CHECK (d <= CURRENT_DATE), tags text[], CONSTRAINT known CHECK (tags <@ ARRAY['a', 'b']));
ALTER TABLE clock ADD COLUMN later timestamptz CHECK (later > now());
ALTER TABLE clock ALTER COLUMN id TYPE bigint;
.
ok INSERT INTO clock (id, d) VALUES (1, '2001-01-01')
no INSERT INTO clock (id, d) VALUES (2, '9001-01-01')
no UPDATE clock SET d = '9001-01-01'
no INSERT INTO clock (id, later) VALUES (2, '2001-01-01 00:00:00')
lite ok INSERT INTO clock (id, tags) VALUES (3, '["a"]')
lite no INSERT INTO clock (id, tags) VALUES (4, '["c"]')
pg no INSERT INTO clock (id, tags) VALUES (4, '{c}')

# Tables move between schemas with their indexes.
migrate
CREATE SCHEMA attic;
CREATE TABLE chair (id serial PRIMARY KEY, legs int, seq serial);
CREATE UNIQUE INDEX chair_legs ON chair (legs);
INSERT INTO chair (legs) VALUES (4);
ALTER TABLE chair SET SCHEMA attic;
ALTER TABLE attic.chair ALTER COLUMN legs SET NOT NULL;
DROP INDEX attic.chair_legs;
INSERT INTO attic.chair (legs) VALUES (4);
.
lite rows SELECT legs, seq FROM "attic.chair" ORDER BY seq
= 4|1
= 4|2
migrate
DROP SCHEMA attic CASCADE;
.

# What someone else made on a table is not lost in silence.
migrate
CREATE TABLE guarded (id int PRIMARY KEY, x int);
.
lite ok CREATE INDEX mine ON guarded (x)
lite fails
ALTER TABLE guarded ALTER COLUMN x TYPE bigint;
.
lite ok DROP INDEX mine
lite ok CREATE TRIGGER mine AFTER INSERT ON guarded BEGIN SELECT 1; END
lite fails
ALTER TABLE guarded ALTER COLUMN x TYPE bigint;
.
lite ok DROP TRIGGER mine
lite ok ALTER TABLE guarded ADD COLUMN mine
lite fails
ALTER TABLE guarded ALTER COLUMN x TYPE bigint;
.
# An index becomes a constraint; a column's own sequence goes; enum labels.
migrate
CREATE TYPE stage AS ENUM ('new', 'done');
CREATE TABLE jobs (id serial PRIMARY KEY, s stage NOT NULL DEFAULT 'new', code text);
CREATE TABLE job_log (id serial PRIMARY KEY, job_id int NOT NULL REFERENCES jobs (id) ON DELETE CASCADE, s stage);
INSERT INTO jobs (code) VALUES ('a'), ('b');
INSERT INTO job_log (job_id, s) VALUES (1, 'done'), (2, 'new');
CREATE UNIQUE INDEX jobs_code ON jobs (code);
ALTER TABLE jobs ADD CONSTRAINT jobs_code_key UNIQUE USING INDEX jobs_code;
ALTER TYPE stage ADD VALUE IF NOT EXISTS 'new';
ALTER TYPE stage RENAME VALUE 'new' TO 'fresh';
.
migrate
ALTER TYPE stage ADD VALUE 'late' AFTER 'fresh';
.
rows SELECT id, s FROM jobs ORDER BY id
= 1|fresh
= 2|fresh
rows SELECT job_id, s FROM job_log ORDER BY id
= 1|done
= 2|fresh
ok INSERT INTO jobs (s) VALUES ('late')
ok INSERT INTO jobs (code) VALUES ('c')
no INSERT INTO jobs (s) VALUES ('new')
no INSERT INTO jobs (code) VALUES ('c')
rows SELECT s FROM jobs WHERE code = 'c'
= fresh

# A column goes with what is on it; another table's key goes with CASCADE.
migrate
CREATE TABLE tops (id int PRIMARY KEY, code text UNIQUE, x int, y int, CONSTRAINT less CHECK (x < y));
CREATE TABLE subs (id int PRIMARY KEY, top_code text REFERENCES tops (code));
CREATE INDEX tops_x ON tops (x);
INSERT INTO tops VALUES (1, 'a', 1, 2);
INSERT INTO subs VALUES (1, 'a');
ALTER TABLE tops DROP COLUMN x;
ALTER TABLE tops DROP COLUMN code CASCADE;
DROP TABLE tops CASCADE;
.
ok INSERT INTO subs VALUES (2, 'anything')

# Rows change in a migration that also rebuilds: references still act.
migrate
CREATE TABLE roots (id int PRIMARY KEY, n text);
CREATE TABLE leaves (id int PRIMARY KEY, root_id int REFERENCES roots (id) ON DELETE CASCADE);
CREATE TABLE twigs (id int PRIMARY KEY, root_id int REFERENCES roots (id) ON DELETE SET NULL ON UPDATE CASCADE);
INSERT INTO roots VALUES (1, '1'), (2, '2'), (3, '3');
INSERT INTO leaves VALUES (1, 1), (2, 2);
INSERT INTO twigs VALUES (1, 1), (2, 3);
.
migrate
ALTER TABLE roots ALTER COLUMN n TYPE integer USING n::integer;
DELETE FROM roots WHERE id = 1;
UPDATE roots SET id = 4 WHERE id = 3;
.
rows SELECT id, root_id FROM leaves
= 2|2
rows SELECT id, root_id FROM twigs ORDER BY id
= 1|NULL
= 2|4
fails
ALTER TABLE roots ALTER COLUMN n TYPE text;
INSERT INTO leaves VALUES (9, 99);
.
rows SELECT count(*) FROM leaves
= 1

# Views follow; a view is replaced, a materialized view is filled when it is told.
migrate
CREATE TABLE base (id int PRIMARY KEY, a int, b text);
INSERT INTO base VALUES (1, 10, 'x'), (2, 20, 'y');
CREATE VIEW v AS SELECT id, a FROM base WHERE a > 5;
CREATE VIEW vv AS SELECT id, a * 2 AS twice FROM v;
CREATE MATERIALIZED VIEW mv AS SELECT b, sum(a) AS total FROM base GROUP BY b;
CREATE UNIQUE INDEX mv_b ON mv (b);
INSERT INTO base VALUES (3, 30, 'y');
ALTER TABLE base RENAME COLUMN a TO amount;
ALTER TABLE base ALTER COLUMN b SET NOT NULL;
.
rows SELECT id, twice FROM vv ORDER BY id
= 1|20
= 2|40
= 3|60
rows SELECT b, total FROM mv ORDER BY b
= x|10
= y|20
migrate
REFRESH MATERIALIZED VIEW mv;
CREATE OR REPLACE VIEW v AS SELECT id, amount AS a FROM base WHERE amount > 15;
.
rows SELECT b, total FROM mv ORDER BY b
= x|10
= y|50
rows SELECT id, twice FROM vv ORDER BY id
= 2|40
= 3|60
migrate
DROP VIEW vv;
DROP VIEW IF EXISTS v, nothing;
DROP MATERIALIZED VIEW mv;
DROP TABLE base;
DROP TABLE IF EXISTS base;
.

# What triggers do for a table goes on when it, or its column, is renamed.
migrate
CREATE TABLE first_name (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq serial, d date CHECK (d <= now()));
INSERT INTO first_name (d) VALUES ('2001-01-01');
ALTER TABLE first_name RENAME COLUMN seq TO num;
ALTER TABLE first_name RENAME TO second_name;
CREATE TABLE first_name (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, seq serial, d date CHECK (d <= now()));
INSERT INTO second_name (id) OVERRIDING SYSTEM VALUE VALUES (20);
.
rows SELECT id, num FROM second_name ORDER BY id
= 1|1
= 20|2
no INSERT INTO second_name (id) VALUES (30)
no INSERT INTO second_name (d) VALUES ('9001-01-01')
no INSERT INTO first_name (d) VALUES ('9001-01-01')

# What depends on a dropped view, type or function goes with CASCADE.
migrate
CREATE TABLE stock (id int PRIMARY KEY, n int);
CREATE VIEW low AS SELECT id, n FROM stock WHERE n < 5;
CREATE VIEW lower AS SELECT id FROM low;
CREATE TYPE grade AS ENUM ('a', 'b');
CREATE DOMAIN amount AS int CHECK (VALUE > 0);
CREATE TABLE graded (id int PRIMARY KEY, g grade, k amount);
INSERT INTO graded VALUES (1, 'a', 1);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TRIGGER stock_stop BEFORE INSERT ON stock FOR EACH ROW EXECUTE FUNCTION nothing();
.
no INSERT INTO stock VALUES (1, 1)
migrate
DROP VIEW low CASCADE;
DROP TYPE grade CASCADE;
DROP FUNCTION nothing() CASCADE;
ALTER TABLE stock RENAME COLUMN n TO m;
.
ok INSERT INTO stock VALUES (1, 1)
ok INSERT INTO graded VALUES (2, 9)
no INSERT INTO graded VALUES (3, 0)
rows SELECT id, k FROM graded ORDER BY id
= 1|1
= 2|9

# A domain's new rules hold for its columns, and for the rows that are there.
migrate
ALTER DOMAIN amount ADD CONSTRAINT small CHECK (VALUE < 10);
.
no INSERT INTO graded VALUES (3, 10)
fails
ALTER DOMAIN amount ADD CONSTRAINT smaller CHECK (VALUE < 5);
.
migrate
ALTER DOMAIN amount DROP CONSTRAINT small;
.
ok INSERT INTO graded VALUES (4, 11)
no INSERT INTO graded VALUES (5, 0)

# Comments on whatever has one; tables and columns keep theirs.
migrate
CREATE SCHEMA said;
CREATE TABLE said.a (id int CONSTRAINT pos CHECK (id > 0));
CREATE INDEX said_i ON said.a (id);
CREATE TYPE said.e AS ENUM ('a');
CREATE DOMAIN said.d AS int;
CREATE VIEW said.v AS SELECT id FROM said.a;
CREATE SEQUENCE said.q;
CREATE FUNCTION said.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
COMMENT ON SCHEMA said IS 'x';
COMMENT ON TABLE said.a IS 'x';
COMMENT ON COLUMN said.a.id IS 'x';
COMMENT ON INDEX said.said_i IS 'x';
COMMENT ON TYPE said.e IS 'x';
COMMENT ON VIEW said.v IS 'x';
COMMENT ON COLUMN said.v.id IS 'x';
COMMENT ON SEQUENCE said.q IS 'x';
COMMENT ON FUNCTION said.f() IS 'x';
COMMENT ON CONSTRAINT pos ON said.a IS 'x';
COMMENT ON DOMAIN said.d IS 'x';
.
# LIKE ... INCLUDING ALL makes the indexes, too.
migrate
CREATE TABLE first_shape (id int PRIMARY KEY, n int, t text);
CREATE INDEX ON first_shape (n, t);
CREATE UNIQUE INDEX ON first_shape (t);
CREATE TABLE second_shape (LIKE first_shape INCLUDING ALL);
INSERT INTO second_shape VALUES (1, 2, 'x');
ALTER INDEX second_shape_n_t_idx RENAME TO second_shape_by_n;
.
no INSERT INTO second_shape VALUES (2, 2, 'x')
ok INSERT INTO second_shape VALUES (2, 2, 'y')

# SET NOT NULL of a foreign key's column in a table with a CHECK of texts
migrate
CREATE TABLE kinds_of_change (id uuid PRIMARY KEY);
INSERT INTO kinds_of_change VALUES ('00000000-0000-4000-8000-000000000001');
CREATE TABLE changes_made (id bigserial PRIMARY KEY, action text NOT NULL CHECK (action IN ('I', 'D')), kind uuid REFERENCES kinds_of_change (id) ON DELETE CASCADE);
INSERT INTO changes_made (action, kind) VALUES ('I', '00000000-0000-4000-8000-000000000001');
ALTER TABLE changes_made ALTER COLUMN kind SET NOT NULL;
.
no INSERT INTO changes_made (action, kind) VALUES ('I', NULL)
no INSERT INTO changes_made (action, kind) VALUES ('I', '00000000-0000-4000-8000-000000000002')
ok INSERT INTO changes_made (action, kind) VALUES ('D', '00000000-0000-4000-8000-000000000001')
migrate
ALTER TABLE changes_made ALTER COLUMN kind DROP NOT NULL;
.
ok INSERT INTO changes_made (action, kind) VALUES ('I', NULL)
no INSERT INTO changes_made (action, kind) VALUES ('I', '00000000-0000-4000-8000-000000000002')
ok DELETE FROM kinds_of_change
rows SELECT count(*) FROM changes_made
= 1

# One that takes others along, and more in the same statement: what comes after it finds the table without.
migrate
CREATE TABLE bank (id bigserial, account int, item text, CONSTRAINT bank_pk PRIMARY KEY (id));
CREATE TABLE branch (id int PRIMARY KEY, bank bigint CONSTRAINT of_bank REFERENCES bank (id));
INSERT INTO bank (account, item) VALUES (1, 'a'), (2, 'b');
ALTER TABLE bank ALTER COLUMN account SET NOT NULL, DROP CONSTRAINT bank_pk CASCADE, DROP COLUMN item CASCADE, ADD PRIMARY KEY (id, account), ALTER COLUMN account SET DEFAULT 7, ADD COLUMN note text DEFAULT 'n';
.
ok INSERT INTO bank (id) VALUES (1)
no INSERT INTO bank (id) VALUES (1)
no INSERT INTO bank (id, account) VALUES (1, NULL)
no INSERT INTO bank (id, item) VALUES (9, 'x')
ok INSERT INTO branch VALUES (1, 99)
rows SELECT id, account, note FROM bank ORDER BY id, account
= 1|1|n
= 1|7|n
= 2|2|n

# The same beside another column that gets another type: a text that becomes a key is one of limited length.
migrate
CREATE TABLE visitors (id uuid PRIMARY KEY);
CREATE TABLE visits (id text PRIMARY KEY, visitor uuid REFERENCES visitors (id) ON DELETE CASCADE, at int, label varchar(5));
CREATE INDEX visits_visitor ON visits (visitor);
INSERT INTO visitors VALUES ('00000000-0000-4000-8000-000000000001');
INSERT INTO visits VALUES ('a', '00000000-0000-4000-8000-000000000001', 1, 'x');
ALTER TABLE visits DROP CONSTRAINT visits_pkey;
ALTER TABLE visits ADD PRIMARY KEY (id, visitor);
DROP INDEX visits_visitor;
.
no INSERT INTO visits VALUES ('b', NULL, 1, 'x')
no INSERT INTO visits VALUES ('b', '00000000-0000-4000-8000-000000000002', 1, 'x')
ok INSERT INTO visits VALUES ('b', '00000000-0000-4000-8000-000000000001', 1, 'x')
migrate
ALTER TABLE visits DROP CONSTRAINT visits_pkey, ALTER COLUMN visitor DROP NOT NULL, ADD CHECK (at > 0);
.
no INSERT INTO visits VALUES ('b', NULL, 0, 'x')
ok INSERT INTO visits VALUES ('b', NULL, 1, 'x')
no INSERT INTO visits VALUES ('b', '00000000-0000-4000-8000-000000000002', 1, 'x')
migrate
DELETE FROM visits WHERE visitor IS NULL;
ALTER TABLE visits ALTER COLUMN visitor SET NOT NULL, ALTER COLUMN label TYPE text, ALTER COLUMN at TYPE bigint;
.
no INSERT INTO visits VALUES ('b', NULL, 1, 'xxxxxx')
ok INSERT INTO visits VALUES ('b', '00000000-0000-4000-8000-000000000001', 4294967296, 'xxxxxx')
ok DELETE FROM visitors
rows SELECT count(*) FROM visits
= 0

# A column that foreign keys refer to gets other values, and stays of its type.
migrate
CREATE TABLE reworked_key (id int PRIMARY KEY, k int NOT NULL UNIQUE, n int UNIQUE);
CREATE TABLE reworked_user (id int PRIMARY KEY, k int REFERENCES reworked_key (k) ON DELETE CASCADE, n int REFERENCES reworked_key (n));
INSERT INTO reworked_key VALUES (1, 10, 5);
ALTER TABLE reworked_key ALTER COLUMN k TYPE int USING k + 1;
INSERT INTO reworked_user VALUES (1, 11, 5);
ALTER TABLE reworked_user ALTER COLUMN n TYPE int USING NULL;
ALTER TABLE reworked_key ALTER COLUMN n TYPE int USING NULL;
.
no INSERT INTO reworked_user VALUES (2, 10, NULL)
no INSERT INTO reworked_user VALUES (2, 11, 5)
rows SELECT id, k, n FROM reworked_user
= 1|11|NULL
# a default that is another value each time, beside a column that comes
migrate
CREATE TABLE chances (id integer, u uuid, b text);
INSERT INTO chances VALUES (1, NULL, 'x');
ALTER TABLE chances ALTER COLUMN u SET DEFAULT gen_random_uuid(), DROP COLUMN b,
    ADD COLUMN at timestamptz NOT NULL DEFAULT '2024-01-05 10:00:00+00';
INSERT INTO chances (id) VALUES (2);
.
rows SELECT id, CASE WHEN u IS NULL THEN 'none' ELSE 'one' END FROM chances ORDER BY id
= 1|none
= 2|one

# A key that a foreign key is served by is away while another column of it is converted.
migrate
CREATE TABLE served_to (k smallint UNIQUE);
CREATE TABLE served (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t varchar(30), k smallint NOT NULL REFERENCES served_to (k) ON DELETE CASCADE);
ALTER TABLE served DROP CONSTRAINT served_pkey CASCADE;
ALTER TABLE served ADD PRIMARY KEY (k, t);
INSERT INTO served_to VALUES (1), (2);
INSERT INTO served (t, k) VALUES ('abc', 1), ('a', 2);
ALTER TABLE served ALTER t TYPE integer USING length(t);
DELETE FROM served_to WHERE k = 2;
.
no INSERT INTO served (t, k) VALUES (1, 2)
rows SELECT t, k FROM served
= 3|1

# What functions and operators were given of a varchar or a char is its text, whatever the column becomes.
migrate
CREATE TABLE texts_once (id int, c char(3), v varchar(9), CHECK (v || 'x' <> '5x'), CHECK (c IS NULL OR upper(c) < 'x'));
CREATE UNIQUE INDEX texts_once_c ON texts_once (lower(c)) WHERE c IS NOT NULL;
INSERT INTO texts_once VALUES (1, 'a', '4');
ALTER TABLE texts_once ALTER c TYPE numeric(4) USING NULL, ALTER v TYPE int USING v::int;
INSERT INTO texts_once VALUES (2, 7, 6);
.
no INSERT INTO texts_once VALUES (3, 7, 6)
no INSERT INTO texts_once VALUES (3, 8, 5)
ok INSERT INTO texts_once VALUES (3, 8, 55)
migrate
DROP INDEX texts_once_c;
CREATE UNIQUE INDEX texts_once_c ON texts_once (lower(c::text)) WHERE c IS NOT NULL;
.
no INSERT INTO texts_once VALUES (4, 7, 6)

# A default follows its column's type: what is quoted in it is of the old type, a number is as it was written.
migrate
CREATE TABLE default_typed (id int PRIMARY KEY, b bytea DEFAULT '\x00ff25'::bytea, d date DEFAULT '2020-1-31', n numeric(5,2) DEFAULT 3, g boolean DEFAULT 'yes', i time DEFAULT '10:00', j timestamptz DEFAULT '2020-01-01 10:00+02', l jsonb DEFAULT '{"a":1}', m real DEFAULT 1.50, s timestamp DEFAULT '2020-01-01 10:00');
ALTER TABLE default_typed ALTER b TYPE text, ALTER d TYPE varchar(10), ALTER n TYPE text, ALTER g TYPE text, ALTER i TYPE text, ALTER j TYPE text, ALTER l TYPE text, ALTER m TYPE text, ALTER s TYPE date;
INSERT INTO default_typed (id) VALUES (1);
.
rows SELECT substr(b, 2), d, n, g, i, j, replace(l, ' ', ''), m, s FROM default_typed
= x00ff25|2020-01-31|3|true|10:00:00|2020-01-01 08:00:00+00|{"a":1}|1.50|2020-01-01

# DROP INDEX of several tables'
migrate
CREATE TABLE several_a (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE several_b (id int PRIMARY KEY, a int NOT NULL, n int);
CREATE INDEX several_a_name ON several_a (name);
CREATE INDEX several_b_n ON several_b (n);
CREATE INDEX several_b_a ON several_b (a);
ALTER TABLE ONLY several_b ADD CONSTRAINT several_fk FOREIGN KEY (a) REFERENCES several_a (id) ON DELETE CASCADE;
.
migrate
ALTER TABLE ONLY several_b DROP CONSTRAINT several_fk;
DROP INDEX several_a_name, several_b_n, several_b_a;
.
ok INSERT INTO several_b (id, a, n) VALUES (1, 99, 1)
migrate
CREATE UNIQUE INDEX several_u ON several_b (n);
CREATE UNIQUE INDEX several_v ON several_a (name);
.
no INSERT INTO several_b (id, a, n) VALUES (2, 99, 1)
migrate
DROP INDEX several_u, several_v;
.
ok INSERT INTO several_b (id, a, n) VALUES (2, 99, 1)

# An array that becomes one of another type has other elements, not only other columns of that type.
migrate
CREATE TABLE other_elements (id integer, a integer[], b text[], n numeric[], f boolean[]);
INSERT INTO other_elements VALUES (1, '{3,2,NULL}', '{1,22}', '{1.5}', '{t,f}'), (2, NULL, NULL, NULL, NULL), (3, '{}', '{}', '{}', '{}');
CREATE VIEW cast_elements AS SELECT id, array_to_string(a::text[], ',') AS a, array_position(a::text[], '2') AS c, array_position(b::integer[], 22) AS d FROM other_elements;
CREATE TABLE with_other_elements AS SELECT * FROM other_elements;
ALTER TABLE with_other_elements ALTER a TYPE text[], ALTER n TYPE text[], ALTER f TYPE text[];
ALTER TABLE with_other_elements ALTER b TYPE integer[] USING b::integer[];
CREATE VIEW had_elements AS SELECT id, array_to_string(a, ',') AS a, array_to_string(b, ',') AS b, array_position(a, '2') AS c, array_position(b, 22) AS d, array_to_string(n, ';') AS n, array_position(f, 'true') AS f FROM with_other_elements;
.
rows SELECT id, a, c, d FROM cast_elements ORDER BY id
= 1|3,2|2|2
= 2|NULL|NULL|NULL
= 3||NULL|NULL
rows SELECT id, a, b, c, d, n, f FROM had_elements ORDER BY id
= 1|3,2|1,22|2|2|1.5|1
= 2|NULL|NULL|NULL|NULL|NULL|NULL
= 3|||NULL|NULL||NULL

# A NULL for a key that is numbered is refused: SQLite would number the row anew.
fails
CREATE TABLE emptied (id serial PRIMARY KEY);
INSERT INTO emptied DEFAULT VALUES;
ALTER TABLE emptied ALTER COLUMN id TYPE bigint USING NULL;
.
fails
CREATE TABLE half_filled (id int PRIMARY KEY, done boolean);
INSERT INTO half_filled VALUES (1, NULL);
CREATE FUNCTION fill_half() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.done := NEW.id > 5; RETURN NEW; END $$;
CREATE TRIGGER fill_half BEFORE INSERT ON half_filled FOR EACH ROW EXECUTE FUNCTION fill_half();
ALTER TABLE half_filled ALTER COLUMN done SET NOT NULL;
.
