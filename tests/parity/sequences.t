# Sequences by themselves: they count in the columns that use them.
migrate
CREATE TABLE models (name text PRIMARY KEY, made integer);
INSERT INTO models VALUES ('a', 3), ('b', 2), ('c', 1);
ALTER TABLE models ADD COLUMN id integer;
CREATE SEQUENCE models_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
UPDATE models SET id = nextval('models_id_seq');
ALTER TABLE models ALTER COLUMN id SET NOT NULL;
ALTER TABLE models ALTER COLUMN id SET DEFAULT nextval('models_id_seq');
SELECT setval('models_id_seq', (SELECT max(id) FROM models));
ALTER TABLE models DROP CONSTRAINT models_pkey;
ALTER TABLE models ADD PRIMARY KEY (id);
INSERT INTO models (id, name) VALUES (nextval('models_id_seq'), 'd'), (nextval('models_id_seq'::regclass), 'e');
.
rows SELECT count(*), count(DISTINCT id), min(id), max(id) FROM models
= 5|5|1|5
rows SELECT id FROM models WHERE name IN ('d', 'e') ORDER BY name
= 4
= 5
ok INSERT INTO models (name) VALUES ('f')
rows SELECT id FROM models WHERE name = 'f'
= 6
no UPDATE models SET id = 6 WHERE name = 'a'

migrate
CREATE SEQUENCE numbers START 100;
CREATE TABLE source (k integer PRIMARY KEY, wanted boolean, n bigint);
CREATE TABLE target (k integer PRIMARY KEY, n bigint);
INSERT INTO source VALUES (1, true), (2, false), (3, true);
UPDATE source SET n = nextval('numbers') WHERE wanted;
INSERT INTO target SELECT k, n FROM source WHERE n IS NOT NULL;
.
rows SELECT k, n FROM target ORDER BY k
= 1|100
= 3|101

migrate
CREATE SEQUENCE copies;
CREATE TABLE copied (k integer PRIMARY KEY, n bigint);
INSERT INTO copied SELECT 10 * g, nextval('copies') FROM generate_series(1, 3) AS s(g);
SELECT setval('copies', 7, false);
.
rows SELECT count(*), min(n), max(n) FROM copied
= 3|1|3

# A sequence that a part of a default is from.
migrate
CREATE SEQUENCE label_seq AS bigint START 7 INCREMENT 2 CYCLE;
CREATE FUNCTION next_label() RETURNS text LANGUAGE sql AS $$ SELECT 'label/' || nextval('label_seq')::text; $$;
CREATE TABLE labels (id serial PRIMARY KEY, v int, label text NOT NULL UNIQUE DEFAULT next_label());
INSERT INTO labels (v) VALUES (1), (2);
INSERT INTO labels (v, label) VALUES (3, 'mine');
.
ok INSERT INTO labels (v) VALUES (4)
rows SELECT id, v, label FROM labels ORDER BY id
= 1|1|label/7
= 2|2|label/9
= 3|3|mine
= 4|4|label/11
no INSERT INTO labels (v, label) VALUES (5, NULL)
migrate
CREATE TABLE tags (id serial PRIMARY KEY, v int);
INSERT INTO tags (v) VALUES (1), (2);
ALTER TABLE labels ALTER COLUMN v SET NOT NULL;
ALTER TABLE tags ADD COLUMN label varchar(40);
ALTER TABLE tags ALTER COLUMN label SET DEFAULT next_label();
INSERT INTO tags (v) VALUES (3);
.
ok INSERT INTO labels (v) VALUES (6)
rows SELECT label FROM tags ORDER BY id
= NULL
= NULL
= label/13
rows SELECT label FROM labels WHERE v = 6
= label/15
migrate
ALTER TABLE tags ADD COLUMN second text NOT NULL DEFAULT 'x' || nextval('label_seq');
INSERT INTO tags (v, label) VALUES (4, 'a');
.
rows SELECT id, second FROM tags ORDER BY id
= 1|x17
= 2|x19
= 3|x21
= 4|x23
lite,maria,mysql refused two numbers of one sequence
CREATE TABLE pairs (id int PRIMARY KEY, label text DEFAULT nextval('label_seq')::text || '-' || nextval('label_seq')::text);
.

# CREATE TABLE AS with nextval(): of a sequence that counts nowhere yet, and of one that a column owns
migrate
CREATE SEQUENCE made_numbers START 5;
CREATE TABLE made_from (a integer PRIMARY KEY, s serial);
INSERT INTO made_from (a) VALUES (10), (20);
CREATE TABLE made_numbered AS SELECT nextval('made_numbers'::regclass)::int AS id, a, nextval('made_from_s_seq') FROM made_from WHERE a < 20 UNION ALL SELECT nextval('made_numbers'), a, nextval('made_from_s_seq') FROM made_from WHERE a = 20;
CREATE SEQUENCE made_groups;
CREATE TABLE made_grouped AS SELECT nextval('made_groups') AS n, count(*) AS total FROM made_from GROUP BY a > 100;
ALTER TABLE made_numbered ADD PRIMARY KEY (id);
ALTER TABLE made_numbered ALTER COLUMN id SET DEFAULT nextval('made_numbers');
ALTER SEQUENCE made_numbers OWNED BY made_numbered.id;
INSERT INTO made_numbered (a) VALUES (30);
.
rows SELECT count(*), min(id), max(id), min(nextval), max(nextval) FROM made_numbered
= 3|5|7|3|4
rows SELECT id FROM made_numbered WHERE a = 30
= 7
rows SELECT n, total FROM made_grouped
= 1|2
lite,maria,mysql refused nextval
CREATE TABLE made_distinct AS SELECT DISTINCT nextval('made_groups') AS n, s > 0 AS positive FROM made_from;
.

# A column that is numbered comes to a table with rows.
migrate
CREATE TABLE counted_late (name text);
INSERT INTO counted_late VALUES ('a'), ('b'), ('c');
ALTER TABLE counted_late ADD COLUMN k bigserial;
CREATE SEQUENCE late_numbers;
ALTER TABLE counted_late ADD COLUMN n bigint NOT NULL DEFAULT nextval('late_numbers');
ALTER TABLE counted_late ADD CONSTRAINT late_key PRIMARY KEY (k);
INSERT INTO counted_late (name) VALUES ('d');
.
rows SELECT name, k, n FROM counted_late ORDER BY k
= a|1|1
= b|2|2
= c|3|3
= d|4|4
