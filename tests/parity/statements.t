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

# The number that another table has given last.
migrate
CREATE SEQUENCE id_plugin;
CREATE TABLE plugin (id int PRIMARY KEY DEFAULT nextval('id_plugin'), name text);
CREATE TABLE step (id serial PRIMARY KEY, plugin int REFERENCES plugin (id), name text);
CREATE TABLE variable (id serial PRIMARY KEY, step int, plugin int);
INSERT INTO plugin (id, name) VALUES (nextval('id_plugin'), 'a'), (nextval('id_plugin'), 'b');
INSERT INTO step (plugin, name) VALUES ((SELECT currval('id_plugin')), 'one'), (currval('public.id_plugin'), 'two');
INSERT INTO variable (step, plugin) SELECT currval('step_id_seq'), currval('id_plugin') FROM step;
INSERT INTO plugin (name) VALUES ('c');
UPDATE step SET plugin = currval('id_plugin') WHERE name = 'two';
INSERT INTO variable (step, plugin) VALUES (NULL, (SELECT last_value FROM id_plugin)), (0, (SELECT s.last_value FROM public.id_plugin s));
.
rows SELECT plugin, name FROM step ORDER BY id
= 2|one
= 3|two
rows SELECT step, plugin FROM variable ORDER BY id
= 2|2
= 2|2
= NULL|3
= 0|3

# Parts of the time between two others.
migrate
CREATE TABLE spans (id int PRIMARY KEY, a timestamptz, b timestamptz);
INSERT INTO spans VALUES (1, '2024-03-01 10:20:30.5+00', '2024-02-27 23:00:00+00'), (2, '2024-02-27 23:00:00+00', '2024-03-01 10:20:30.5+00'),
    (3, NULL, '2024-03-01 10:20:30+00'), (4, '2024-03-02 00:00:00+00', '2024-03-01 00:00:00+00');
CREATE TABLE measured (id int PRIMARY KEY, d int, h int, m int, tenths int, e int);
INSERT INTO measured SELECT id, extract(day FROM a - b), date_part('hour', a - b), extract(minute FROM (a - b)),
    extract(second FROM a - b) * 10, extract(epoch FROM a - b) * 10 FROM spans;
.
rows SELECT id, d, h, m, tenths, e FROM measured ORDER BY id
= 1|2|11|20|305|2136305
= 2|-2|-11|-20|-305|-2136305
= 3|NULL|NULL|NULL|NULL|NULL
= 4|1|0|0|0|864000

# The labels of a type.
migrate
CREATE TYPE timeframe AS ENUM ('Day', 'Week', 'it''s');
CREATE TABLE metrics (user_id int, timeframe timeframe, n int);
INSERT INTO metrics VALUES (1, 'Day', 3), (1, 'Week', 4), (2, enum_last(NULL::timeframe), 5);
CREATE VIEW per_user AS
    SELECT u.user_id, tf.timeframe, coalesce(sum(m.n), 0) AS n
    FROM (SELECT DISTINCT user_id FROM metrics) u
    CROSS JOIN (SELECT unnest(enum_range(NULL::timeframe)) AS timeframe) tf
    LEFT JOIN metrics m ON m.user_id = u.user_id AND m.timeframe = tf.timeframe
    GROUP BY u.user_id, tf.timeframe;
CREATE TABLE labels AS SELECT label::text AS label FROM unnest(enum_range(NULL::timeframe)) AS label;
INSERT INTO labels VALUES (enum_first(NULL::timeframe)::text || '?');
.
rows SELECT user_id, timeframe, n FROM per_user WHERE n > 0 ORDER BY user_id, n
= 1|Day|3
= 1|Week|4
= 2|it's|5
rows SELECT count(*) FROM per_user
= 6
rows SELECT label FROM labels WHERE label LIKE 'Da%' ORDER BY label
= Day
= Day?

# two results of a sub-query in FROM that have one name
migrate
CREATE TABLE left_of_two (id integer PRIMARY KEY, name text);
CREATE TABLE right_of_two (id integer PRIMARY KEY, name text, other integer);
INSERT INTO left_of_two VALUES (1, 'a'), (2, 'b');
INSERT INTO right_of_two VALUES (1, 'x', 10), (2, 'y', 20);
CREATE TABLE of_two (a integer, b text, c integer, d text, e integer);
INSERT INTO of_two SELECT * FROM (SELECT l.*, r.* FROM left_of_two l JOIN right_of_two r ON r.id = l.id) AS q;
INSERT INTO of_two (a, b) SELECT q.other, 'sum' FROM (SELECT l.id, r.id, r.other, l.name AS "Name" FROM left_of_two l, right_of_two r WHERE l.id = r.id) q;
UPDATE left_of_two SET name = q.other::text FROM (SELECT l.id AS key, l.name, r.name, r.other FROM left_of_two l JOIN right_of_two r ON r.id = l.id WHERE l.id = 2) q WHERE left_of_two.id = q.key;
.
rows SELECT a, b, c, d, e FROM of_two ORDER BY b, a
= 1|a|1|x|10
= 2|b|2|y|20
= 10|sum|NULL|NULL|NULL
= 20|sum|NULL|NULL|NULL
rows SELECT name FROM left_of_two ORDER BY id
= a
= 20

# a default that is a word for a time, in a table that has rows
migrate
CREATE TABLE of_words (id integer PRIMARY KEY, made timestamptz DEFAULT 'now()');
INSERT INTO of_words (id) VALUES (1);
ALTER TABLE of_words ADD COLUMN seen timestamp NOT NULL DEFAULT 'now', ADD COLUMN day date DEFAULT 'today';
INSERT INTO of_words (id) VALUES (2);
.
rows SELECT count(*) FROM of_words WHERE made > '2020-01-01' AND seen > '2020-01-01' AND day > '2020-01-01'
= 2

# ORDER BY of a result's name, which columns of other tables have, too
migrate
CREATE TABLE namesakes (id int, at int);
CREATE TABLE named_last (id int PRIMARY KEY, at int);
CREATE TABLE named_places (place serial PRIMARY KEY, id int, at int UNIQUE);
INSERT INTO namesakes VALUES (1, 9), (2, 8), (3, 7);
INSERT INTO named_last VALUES (1, 4), (2, NULL), (3, 5);
INSERT INTO named_places (id, at) SELECT DISTINCT n.id, l.at FROM namesakes n, named_last l WHERE l.id = n.id
    ORDER BY at DESC ON CONFLICT (at) DO NOTHING;
CREATE VIEW named_view AS SELECT l.at, n.id FROM namesakes n JOIN named_last l ON l.id = n.id ORDER BY at NULLS FIRST LIMIT 2;
.
rows SELECT place, id, at FROM named_places ORDER BY place
= 1|2|NULL
= 2|3|5
= 3|1|4
rows SELECT id, at FROM named_view ORDER BY id
= 1|4
= 2|NULL

# A temporary table that a statement names more than once: MySQL opens it once.
migrate
CREATE TABLE opened (a int PRIMARY KEY);
CREATE TEMPORARY TABLE passing (a int);
INSERT INTO passing VALUES (1), (2);
INSERT INTO opened SELECT a FROM passing;
DELETE FROM passing WHERE a = 2;
DROP TABLE passing;
.
mysql refused the temporary table "passing" more than once in a statement
CREATE TEMPORARY TABLE passing (a int);
INSERT INTO opened SELECT x.a FROM passing x JOIN passing y ON x.a = y.a;
.
mysql refused the temporary table "passing" more than once in a statement
CREATE TEMPORARY TABLE passing (a int);
INSERT INTO passing SELECT a FROM opened WHERE a NOT IN (SELECT a FROM passing);
.
mysql refused the temporary table "passing" more than once in a statement
CREATE TEMPORARY TABLE passing (a int);
CREATE TABLE opened_twice AS SELECT x.a FROM passing x JOIN passing y ON x.a = y.a;
.
pg,lite,maria migrate
CREATE TEMPORARY TABLE passing (a int);
INSERT INTO passing VALUES (7);
INSERT INTO opened SELECT x.a FROM passing x JOIN passing y ON x.a = y.a;
INSERT INTO passing SELECT a FROM opened WHERE a NOT IN (SELECT a FROM passing);
CREATE TABLE opened_twice AS SELECT x.a FROM passing x JOIN passing y ON x.a = y.a;
DROP TABLE passing;
.
pg,lite,maria rows SELECT a FROM opened_twice ORDER BY a
= 1
= 2
= 7

# Rows that a BEFORE trigger leaves out are not among those that are returned.
lite refused rows it returns
CREATE TABLE left_out (id integer PRIMARY KEY, n integer);
CREATE TABLE left_count (n integer);
CREATE FUNCTION left_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n > 3 THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER left_out BEFORE UPDATE ON left_out FOR EACH ROW EXECUTE FUNCTION left_out();
WITH changed AS (UPDATE left_out SET n = n + 1 RETURNING n) INSERT INTO left_count SELECT count(*) FROM changed;
.
