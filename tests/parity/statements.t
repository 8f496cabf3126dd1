# Whole statements that other engines have in other words, or not at all.
migrate
CREATE TABLE notes (id int PRIMARY KEY, made timestamptz, day date, at timestamp);
INSERT INTO notes VALUES (1, 'now()', 'NOW()', ' now ( ) '), (2, 'now', 'today()', 'Today'), (3, 'epoch', 'tomorrow', 'yesterday');
UPDATE notes SET made = 'now()' WHERE id = 3;
CREATE TABLE seen (id int PRIMARY KEY, made boolean, day boolean, at boolean, midnight boolean);
INSERT INTO seen SELECT id, made BETWEEN now() - interval '1 hour' AND now() + interval '1 hour', day IN (CURRENT_DATE, CURRENT_DATE + 1),
    at <= now(), at = date_trunc('day', at) FROM notes;
.
pg rows SELECT id, made::int, day::int, at::int, midnight::int FROM seen ORDER BY id
= 1|1|1|1|0
= 2|1|1|1|1
= 3|1|1|1|1
lite,mysql,maria rows SELECT id, made, day, at, midnight FROM seen ORDER BY id
= 1|1|1|1|0
= 2|1|1|1|1
= 3|1|1|1|1

migrate
CREATE TABLE orders (id int PRIMARY KEY, client text NOT NULL, total int);
INSERT INTO orders VALUES (1, 'a', 5), (2, 'a', 7), (3, 'b', 1);
SELECT client, sum(total) AS total INTO clients FROM orders GROUP BY client;
WITH big AS (SELECT id FROM orders WHERE total > 4) SELECT id INTO TEMP TABLE big_ones FROM big;
UPDATE orders SET client = 'big' WHERE id IN (SELECT id FROM big_ones);
DROP TABLE big_ones;
.
rows SELECT client, total FROM clients ORDER BY client
= a|12
= b|1
rows SELECT id FROM orders WHERE client = 'big' ORDER BY id
= 1
= 2
ok INSERT INTO clients VALUES (NULL, NULL)

# The owner sees every row; so does everyone here.
migrate
CREATE TABLE secrets (id int PRIMARY KEY, who text);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE POLICY mine ON secrets FOR ALL USING (who = current_user) WITH CHECK (who = current_user);
ALTER POLICY mine ON secrets USING (who IS NOT NULL);
DROP POLICY mine ON secrets;
ALTER TABLE secrets DISABLE ROW LEVEL SECURITY, ENABLE ROW LEVEL SECURITY;
.
ok INSERT INTO secrets VALUES (1, 'somebody')
rows SELECT who FROM secrets
= somebody

# A key whose values are made as it comes.
migrate
CREATE TABLE keyed (id serial PRIMARY KEY, name text);
INSERT INTO keyed (name) VALUES ('a'), ('b');
ALTER TABLE keyed DROP COLUMN id;
ALTER TABLE keyed ADD COLUMN id uuid DEFAULT gen_random_uuid() PRIMARY KEY;
INSERT INTO keyed (name) VALUES ('c');
CREATE INDEX keyed_name ON keyed (id) INCLUDE (name);
.
rows SELECT count(DISTINCT id) FROM keyed
= 3
no INSERT INTO keyed (id, name) SELECT id, 'd' FROM keyed WHERE name = 'a'
no UPDATE keyed SET id = NULL
