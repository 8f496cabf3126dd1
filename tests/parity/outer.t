# What names the rows of a query further out, stands before IN, or looks at the row beside.
migrate
CREATE TABLE outer_shops (id serial PRIMARY KEY, code text, n integer);
CREATE TABLE outer_goods (id integer PRIMARY KEY, shop integer NOT NULL);
INSERT INTO outer_shops (code, n) VALUES ('a', 7), ('b', 8);
INSERT INTO outer_goods VALUES (1, 1), (2, 1), (3, 9);
CREATE VIEW outer_numbers AS
    SELECT s.id, (ARRAY(SELECT s.n FROM outer_goods g WHERE g.shop = s.id ORDER BY 1))[2] AS own,
           cardinality(ARRAY(SELECT s.n FROM outer_goods g WHERE g.shop = s.id)) AS how_many,
           (ARRAY(SELECT s.n + 1))[1] AS one
    FROM outer_shops s WHERE s.n > 0;
UPDATE outer_shops SET n = 0 WHERE (id, 'x') IN (SELECT 2, 'x' FROM outer_shops o WHERE true);
CREATE VIEW outer_next AS
    SELECT id, lead(code, 1, 'none') OVER (ORDER BY id) AS later, lag(n + 1, 1, 5) OVER w AS earlier
    FROM outer_shops WINDOW w AS (ORDER BY id);
.
rows SELECT id, own, how_many, one FROM outer_numbers ORDER BY 1
= 1|7|2|8
rows SELECT id, n FROM outer_shops ORDER BY 1
= 1|7
= 2|0
rows SELECT id, later, earlier FROM outer_next ORDER BY 1
= 1|b|5
= 2|none|8
pg,maria,mysql migrate
CREATE VIEW outer_days AS
    SELECT g.d::date AS day, count(o.id) AS n
    FROM generate_series('2024-01-30'::timestamp, '2024-02-01'::timestamp, '1 day') AS g (d)
    LEFT JOIN outer_goods o ON '2024-01-31'::date = g.d::date GROUP BY 1;
.
pg,maria,mysql rows SELECT day, n FROM outer_days ORDER BY 1
= 2024-01-30|0
= 2024-01-31|3
= 2024-02-01|0
maria refused a sub-query in a row before IN
SELECT count(*) FROM outer_shops WHERE (id, (SELECT max(id) FROM outer_goods)) IN (SELECT 2, 3);
.
