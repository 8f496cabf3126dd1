# Aggregates in what an engine writes as a query: the groups are a query of their own.
migrate
CREATE TABLE grouped (id integer PRIMARY KEY, k text, c text, n integer);
CREATE TABLE grouped_o (id integer PRIMARY KEY);
INSERT INTO grouped_o VALUES (1), (2);
INSERT INTO grouped VALUES (1, 'a', 'hello wOrld', 5), (2, 'a', 'abc dEf', 7), (3, 'b', 'x', NULL);
CREATE VIEW grouped_1 AS SELECT initcap(max(c)) AS a, reverse(max(c)) AS b, initcap(string_agg(c, ',')) IS NULL AS d FROM grouped WHERE k = 'a';
CREATE VIEW grouped_2 AS SELECT k, initcap(max(c)) AS a, count(*) AS n FROM grouped GROUP BY k HAVING count(*) > 1 ORDER BY k;
CREATE VIEW grouped_3 AS SELECT DISTINCT (SELECT max(q0.c) FROM grouped_o q1 WHERE q1.id = 1) !~* '^.{2,5}$' AS s1, 'y' AS s2 FROM grouped q0;
CREATE VIEW grouped_4 AS SELECT upper(k) AS u, initcap(upper(k) || max(c)) AS a, (SELECT count(*) FROM grouped_o) AS n, max(c) ~ '^[a-z]+$' AS m FROM grouped GROUP BY upper(k) ORDER BY 1 LIMIT 5;
CREATE VIEW grouped_5 AS SELECT t.id, t.c, initcap(max(o.id)::text || t.c) AS a FROM grouped t JOIN grouped_o o ON o.id <= t.id GROUP BY t.id ORDER BY max(o.id), t.id;
CREATE VIEW grouped_6 AS SELECT k AS kk, initcap(string_agg(c, ',' ORDER BY c)) AS a, array_position(array_agg(c ORDER BY c), 'x') AS p FROM grouped GROUP BY kk;
CREATE VIEW grouped_7 AS WITH w AS (SELECT k, initcap(min(c)) AS a FROM grouped GROUP BY 1) SELECT k, a FROM w WHERE a ~ 'A';
CREATE VIEW grouped_8 AS SELECT o.id, (SELECT initcap(max(t.c)) FROM grouped t) AS a FROM grouped_o o;
.
rows SELECT a, b, CASE WHEN d THEN 1 ELSE 0 END AS d FROM grouped_1
= Hello World|dlrOw olleh|0
rows SELECT k, a, n FROM grouped_2
= a|Hello World|2
rows SELECT CASE WHEN s1 THEN 1 ELSE 0 END AS s1, s2 FROM grouped_3
= 1|y
rows SELECT u, a, n, CASE WHEN m THEN 1 ELSE 0 END AS m FROM grouped_4 ORDER BY u
= A|Ahello World|2|0
= B|Bx|2|1
rows SELECT id, a FROM grouped_5 ORDER BY id
= 1|1hello World
= 2|2abc Def
= 3|2x
rows SELECT kk, a, p FROM grouped_6 ORDER BY kk
= a|Abc Def,Hello World|NULL
= b|X|1
rows SELECT k, a FROM grouped_7
= a|Abc Def
rows SELECT id, a FROM grouped_8 ORDER BY id
= 1|X
= 2|X
mysql,maria,lite refused with a window function
CREATE VIEW grouped_9 AS SELECT k, initcap(max(c)) AS a, row_number() OVER (ORDER BY k) AS n FROM grouped GROUP BY k;
.

# A function that is a query, of another one; in a CHECK, a trigger's.
migrate
CREATE TABLE nested_queries (id integer PRIMARY KEY, c text, CHECK (initcap(initcap(c)) <= 'X'));
CREATE VIEW nested_1 AS SELECT id, initcap(initcap(c)) AS a, initcap(c || (SELECT max(q.c) FROM nested_queries q)) AS b, initcap('') AS d, initcap(NULL) AS e FROM nested_queries;
.
ok INSERT INTO nested_queries VALUES (1, 'ello wOrld')
no INSERT INTO nested_queries VALUES (2, 'y')
rows SELECT id, a, b, d, e FROM nested_1
= 1|Ello World|Ello Worldello World||NULL

# aggregates of bits: of no rows, and of numbers below zero
pg,maria,mysql migrate
CREATE TABLE bits (n integer, k text);
CREATE VIEW bits_of_none AS SELECT bit_and(n) AS a, bit_or(n) AS o FROM bits;
CREATE VIEW bits_of_some AS SELECT k, bit_and(n) FILTER (WHERE n < 0) AS a, bit_or(n) AS o FROM bits GROUP BY k;
.
pg,maria,mysql rows SELECT a, o FROM bits_of_none
= NULL|NULL
pg,maria,mysql ok INSERT INTO bits VALUES (-4, 'x'), (-3, 'x'), (7, 'y')
pg,maria,mysql rows SELECT k, a, o FROM bits_of_some ORDER BY 1
= x|-4|-3
= y|NULL|7

migrate
CREATE TABLE overlapping AS
    SELECT ('2024-01-01'::date, '2024-02-01'::date) OVERLAPS ('2024-01-15'::date, '2024-03-01'::date) AS meet,
           array_to_string(array_prepend('a', '{x,z}'::text[]) || ARRAY['b'], ',') AS joined;
.
rows SELECT (CASE WHEN meet THEN 1 END), joined FROM overlapping
= 1|a,x,z,b

# Groups of rows that a WITH query around them gives; GROUP BY (a, b) is GROUP BY a, b.
migrate
CREATE TABLE sent_at (id integer PRIMARY KEY, alert integer, who integer, at timestamp);
CREATE TABLE delays (who integer, minutes integer);
INSERT INTO sent_at VALUES (1, 1, 1, '2024-01-01 10:00:00'), (2, 1, 1, '2024-01-01 09:00:00'), (3, 2, 1, '2024-01-02 00:05:00');
INSERT INTO delays VALUES (1, 5), (1, 10);
CREATE TABLE begun AS WITH firsts AS (SELECT s.alert, s.who, min(s.at) AS at FROM sent_at s GROUP BY (s.alert, s.who)),
    begins AS (SELECT f.alert, f.at - (max(d.minutes)::text || ' minutes')::interval AS at, initcap(max(d.minutes)::text || ' min') AS t
        FROM firsts f, delays d WHERE d.who = f.who GROUP BY f.alert, f.who, f.at)
    SELECT b.alert, b.at, b.t FROM begins b;
.
rows SELECT alert, at, t FROM begun ORDER BY alert
= 1|2024-01-01 08:50:00|10 Min
= 2|2024-01-01 23:55:00|10 Min
