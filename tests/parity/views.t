# Views, and what later migrations do to the tables under them.

# A bare name in a sub-query is a column of the sub-query's own table, whatever the tables around it have.
migrate
CREATE TABLE writers (id int PRIMARY KEY, name varchar(20) NOT NULL, banned boolean NOT NULL DEFAULT false);
CREATE TABLE posts (id int PRIMARY KEY, name varchar(10) NOT NULL, writer_id int NOT NULL REFERENCES writers);
INSERT INTO writers VALUES (1, 'Ann', false), (2, 'Bob', true);
INSERT INTO posts VALUES (1, 'first', 1), (2, 'second', 2);
CREATE VIEW bylines AS
SELECT p.id, (SELECT name FROM writers WHERE writers.id = p.writer_id) AS writer,
       (SELECT u.banned FROM writers u WHERE u.id = p.writer_id) AS banned
  FROM posts p;
CREATE VIEW titles AS
WITH every AS (SELECT id, name FROM posts)
SELECT e.name AS title, u.name FROM every e JOIN posts p USING (id) JOIN writers u ON u.id = p.writer_id;
.
migrate
ALTER TABLE writers RENAME COLUMN name TO full_name;
INSERT INTO writers VALUES (3, 'Cyd', false);
INSERT INTO posts VALUES (3, 'third', 3);
.
rows SELECT id, writer FROM bylines ORDER BY id
= 1|Ann
= 2|Bob
= 3|Cyd
rows SELECT title, name FROM titles ORDER BY title
= first|Ann
= second|Bob
= third|Cyd
migrate
DROP VIEW titles;
ALTER TABLE posts ALTER COLUMN name TYPE varchar(30);
INSERT INTO posts VALUES (4, 'longer than ten characters', 1);
.
rows SELECT count(*) FROM bylines
= 4
fails
ALTER TABLE posts ALTER COLUMN writer_id TYPE bigint;
.
fails
ALTER TABLE writers ALTER COLUMN full_name TYPE text;
.

# A column that is renamed beneath a view keeps its old name in what the view gives, at any depth.
migrate
CREATE TABLE readings (id int PRIMARY KEY, v int, at int);
INSERT INTO readings VALUES (1, 30, 1), (2, 20, 2), (3, 10, 3);
CREATE VIEW sorted AS
SELECT q.v, q.at FROM (SELECT v, at FROM readings WHERE v > 5) AS q ORDER BY v;
CREATE VIEW twice AS SELECT v * 2 AS at FROM readings ORDER BY at;
CREATE VIEW second AS SELECT v, count(*) AS n FROM readings GROUP BY v HAVING v > 10;
.
migrate
ALTER TABLE readings RENAME COLUMN v TO value;
ALTER TABLE readings RENAME COLUMN at TO taken;
.
rows SELECT v, at FROM sorted ORDER BY v
= 10|3
= 20|2
= 30|1
rows SELECT at FROM twice ORDER BY at
= 20
= 40
= 60
rows SELECT v, n FROM second ORDER BY v
= 20|1
= 30|1

# Several are dropped by one statement, and each takes along what is made of it.
migrate
CREATE TABLE roots (id int PRIMARY KEY, v int);
CREATE TABLE roots2 (id int PRIMARY KEY, v int);
CREATE TABLE leaves (id int PRIMARY KEY, root_id int REFERENCES roots, root2_id int REFERENCES roots2);
CREATE VIEW level1 AS SELECT id, v FROM roots;
CREATE VIEW level2 AS SELECT id FROM level1;
CREATE VIEW level3 AS SELECT l.id FROM level2 l JOIN leaves ON leaves.root_id = l.id;
.
migrate
DROP VIEW IF EXISTS level1, level9, level2, level3 CASCADE;
DROP TABLE IF EXISTS roots, roots2 CASCADE;
.
ok INSERT INTO leaves VALUES (1, 2, 3)
no SELECT * FROM level2

# Intervals times a number; an index on an expression that looks at the clock, which a function hides.
migrate
CREATE TABLE terms (id int PRIMARY KEY, n int, begun timestamp);
INSERT INTO terms VALUES (1, 1, '2024-01-31 10:00:00'), (2, 2, '2023-12-31 23:59:59'), (3, -1, '2024-03-31 00:00:00');
CREATE TABLE ends AS
SELECT id, to_char(begun + n * interval '1 month', 'YYYY-MM-DD HH24:MI:SS') AS month,
       to_char(begun - interval '2 days' * n, 'YYYY-MM-DD HH24:MI:SS') AS days FROM terms;
ALTER TABLE terms ADD COLUMN noted_at timestamptz NOT NULL DEFAULT (now() - (random() * (interval '12 months')));
CREATE FUNCTION age_rank(score int, at timestamp) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN floor(score / (extract(epoch FROM (now()::timestamp - at)) / 3600 + 2))::int;
END $$;
CREATE INDEX terms_rank ON terms (age_rank(n, begun) DESC, begun DESC);
.
rows SELECT id, month, days FROM ends ORDER BY id
= 1|2024-02-29 10:00:00|2024-01-29 10:00:00
= 2|2024-02-29 23:59:59|2023-12-27 23:59:59
= 3|2024-02-29 00:00:00|2024-04-02 00:00:00
ok INSERT INTO terms (id, n) VALUES (4, 4)
rows SELECT count(*) FROM terms WHERE noted_at IS NULL OR noted_at < '2025-01-01 00:00:00'
= 0

# EXISTS asks for no column.
migrate
CREATE TABLE orphans (id int PRIMARY KEY, term_id int);
INSERT INTO orphans VALUES (1, 1), (2, 99);
DELETE FROM orphans o WHERE NOT EXISTS (SELECT FROM terms t WHERE t.id = o.term_id);
.
rows SELECT id FROM orphans
= 1

# As many windows as there are: each is closed when the next one begins.
migrate
CREATE TABLE ranks (id int PRIMARY KEY, a int, b int);
INSERT INTO ranks VALUES (1, 5, 1), (2, 7, 1), (3, 5, 0);
CREATE VIEW ranked AS SELECT id, row_number() OVER (ORDER BY a DESC, b, id) AS r0, row_number() OVER (ORDER BY a DESC, b, id) AS r1, row_number() OVER (ORDER BY a DESC, b, id) AS r2, row_number() OVER (ORDER BY a DESC, b, id) AS r3, row_number() OVER (ORDER BY a DESC, b, id) AS r4, row_number() OVER (ORDER BY a DESC, b, id) AS r5, row_number() OVER (ORDER BY a DESC, b, id) AS r6, row_number() OVER (ORDER BY a DESC, b, id) AS r7, row_number() OVER (ORDER BY a DESC, b, id) AS r8, row_number() OVER (ORDER BY a DESC, b, id) AS r9, row_number() OVER (ORDER BY a DESC, b, id) AS r10, row_number() OVER (ORDER BY a DESC, b, id) AS r11, row_number() OVER (ORDER BY a DESC, b, id) AS r12, row_number() OVER (ORDER BY a DESC, b, id) AS r13, row_number() OVER (ORDER BY a DESC, b, id) AS r14, row_number() OVER (ORDER BY a DESC, b, id) AS r15, row_number() OVER (ORDER BY a DESC, b, id) AS r16, row_number() OVER (ORDER BY a DESC, b, id) AS r17, row_number() OVER (ORDER BY a DESC, b, id) AS r18, row_number() OVER (ORDER BY a DESC, b, id) AS r19, row_number() OVER (ORDER BY a DESC, b, id) AS r20, row_number() OVER (ORDER BY a DESC, b, id) AS r21, row_number() OVER (ORDER BY a DESC, b, id) AS r22, row_number() OVER (ORDER BY a DESC, b, id) AS r23 FROM ranks;
.
rows SELECT id, r0, r23 FROM ranked ORDER BY id
= 1|3|3
= 2|1|1
= 3|2|2

# A column is renamed under a view that a trigger reads.
migrate
CREATE TABLE stock (id integer PRIMARY KEY, n integer, extra integer);
CREATE TABLE counts (id integer PRIMARY KEY, most integer);
CREATE VIEW most_stock AS SELECT s.n AS n, s.id IN (SELECT c.id FROM counts c) AS seen FROM stock s;
CREATE FUNCTION count_stock() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.most := (SELECT max(n) FROM most_stock); RETURN NEW; END $$;
CREATE TRIGGER count_stock BEFORE UPDATE ON counts FOR EACH ROW EXECUTE FUNCTION count_stock();
INSERT INTO stock (id, n) VALUES (1, 5), (2, 7);
INSERT INTO counts (id) VALUES (1);
ALTER TABLE stock RENAME extra TO more;
.
ok UPDATE counts SET id = 3
rows SELECT id, most FROM counts
= 3|7

# count(t.*) counts what a join has found, as pg_dump writes it.
migrate
CREATE TABLE count_u (id int PRIMARY KEY, name text);
CREATE TABLE count_p (note text, user_id int NOT NULL REFERENCES count_u (id));
INSERT INTO count_u VALUES (1, 'a'), (2, 'b');
INSERT INTO count_p VALUES (NULL, 1), ('x', 1);
CREATE VIEW count_v AS SELECT u.name, count(p.*) AS n, count(u) AS m FROM count_u u LEFT JOIN count_p p ON p.user_id = u.id GROUP BY u.name;
.
rows SELECT name, n, m FROM count_v ORDER BY name
= a|2|2
= b|0|1
lite,maria,mysql refused in which no column is NOT NULL
CREATE TABLE count_none (a int);
CREATE VIEW count_w AS SELECT count(n.*) AS n FROM count_u u LEFT JOIN count_none n ON n.a = u.id;
.

# A column of a materialized view whose values a CHECK holds to their type gets another name.
pg,mysql,maria migrate
CREATE TABLE kept_of (a int PRIMARY KEY, d date);
INSERT INTO kept_of VALUES (1, '2024-01-05'), (7, '2024-01-06');
CREATE MATERIALIZED VIEW kept_flags AS SELECT a > 5 AS big, d AS day, a FROM kept_of;
ALTER MATERIALIZED VIEW kept_flags RENAME COLUMN big TO large;
ALTER MATERIALIZED VIEW kept_flags RENAME COLUMN day TO at;
INSERT INTO kept_of VALUES (8, '2024-01-07');
REFRESH MATERIALIZED VIEW kept_flags;
.
pg,mysql,maria rows SELECT a, CASE WHEN large THEN 'large' ELSE 'small' END FROM kept_flags ORDER BY a
= 1|small
= 7|large
= 8|large
# A view whose column is renamed, under others that read it.
migrate
CREATE TABLE grounds (a integer NOT NULL DEFAULT 1, b text);
CREATE VIEW first_floor AS SELECT a AS s1, b AS s2 FROM grounds;
CREATE VIEW second_floor AS SELECT q.* FROM first_floor q WHERE q.s1 > 0;
CREATE VIEW third_floor AS SELECT s1, first_floor.s2 FROM first_floor ORDER BY s1;
CREATE VIEW roof AS SELECT x.s1, y.s1 AS z FROM second_floor x JOIN first_floor y USING (s2);
ALTER VIEW first_floor RENAME COLUMN s1 TO renamed;
INSERT INTO grounds VALUES (5, 'a');
.
rows SELECT s1, s2 FROM second_floor
= 5|a
rows SELECT s1, s2 FROM third_floor
= 5|a
rows SELECT s1, z FROM roof
= 5|5

# The column of a materialized view gets another name, below other views.
migrate
CREATE TABLE stays (id int PRIMARY KEY, guest text, nights int);
INSERT INTO stays VALUES (1, 'a', 3), (2, 'b', 5);
CREATE MATERIALIZED VIEW long_stays AS SELECT guest, nights AS n FROM stays WHERE nights > 2;
CREATE UNIQUE INDEX long_stays_n ON long_stays (n);
CREATE VIEW longest_stays AS SELECT l.*, l.n * 2 AS twice FROM long_stays l WHERE l.n > 4;
ALTER MATERIALIZED VIEW long_stays RENAME COLUMN n TO nights;
ALTER VIEW longest_stays RENAME COLUMN n TO most;
INSERT INTO stays VALUES (3, 'c', 8);
REFRESH MATERIALIZED VIEW long_stays;
.
rows SELECT guest, nights FROM long_stays ORDER BY nights
= a|3
= b|5
= c|8
rows SELECT guest, most, twice FROM longest_stays ORDER BY most
= b|5|10
= c|8|16

# What guards a materialized view's values goes along with its names.
migrate
CREATE TYPE stay_kind AS ENUM ('short', 'long');
CREATE TABLE kinds_of_stay (id int PRIMARY KEY, kind stay_kind, tags text[], at timestamp);
CREATE MATERIALIZED VIEW stay_kinds AS SELECT kind, tags, at FROM kinds_of_stay;
CREATE VIEW stay_tags AS SELECT tags FROM stay_kinds;
ALTER MATERIALIZED VIEW stay_kinds RENAME TO kinds_stayed;
ALTER MATERIALIZED VIEW kinds_stayed RENAME COLUMN tags TO labels;
ALTER MATERIALIZED VIEW kinds_stayed RENAME COLUMN at TO since;
INSERT INTO kinds_of_stay (id, kind, at) VALUES (1, 'long', '2024-01-01 10:00:00');
REFRESH MATERIALIZED VIEW kinds_stayed;
.
rows SELECT kind, since FROM kinds_stayed WHERE labels IS NULL
= long|2024-01-01 10:00:00
rows SELECT count(*) FROM stay_tags
= 1
