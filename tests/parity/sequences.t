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
