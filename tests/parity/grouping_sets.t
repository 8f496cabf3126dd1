# ROLLUP, CUBE, GROUPING SETS: a query for each set.
migrate
CREATE TABLE sold (id int PRIMARY KEY, region text, product text, year int, amount int, day date);
INSERT INTO sold VALUES
    (1, 'north', 'nut', 2023, 10, '2023-02-01'), (2, 'north', 'bolt', 2023, 20, '2023-02-10'),
    (3, 'south', 'nut', 2024, 5, '2024-03-01'), (4, 'south', NULL, 2024, 7, '2024-04-01'),
    (5, 'north', 'nut', 2024, 1, '2024-03-09');
CREATE TABLE region (name text PRIMARY KEY, country text);
INSERT INTO region VALUES ('north', 'no'), ('south', 'it');
CREATE VIEW sold_rollup AS SELECT region, product, sum(amount) AS total, GROUPING(region, product) AS level
    FROM sold GROUP BY ROLLUP (region, product);
CREATE VIEW sold_cube AS SELECT s.region, year, count(*) AS n, count(product) AS named
    FROM sold s GROUP BY CUBE (region, s.year) HAVING count(*) > 1;
CREATE VIEW sold_sets AS SELECT coalesce(region, 'all') AS region, year, max(product) AS top
    FROM sold GROUP BY GROUPING SETS ((region, year), (region), ());
CREATE VIEW sold_labels AS SELECT CASE WHEN GROUPING(r.country) = 1 THEN 'total' ELSE upper(r.country) END AS label,
    sum(s.amount) AS total FROM sold s JOIN region r ON r.name = s.region GROUP BY ROLLUP (r.country)
    ORDER BY GROUPING(r.country) DESC, label;
CREATE VIEW sold_pairs AS SELECT region, year, product, count(*) AS n FROM sold GROUP BY region, ROLLUP ((year, product));
CREATE VIEW sold_named AS SELECT extract(year FROM day)::int AS y, count(*) AS n FROM sold GROUP BY ROLLUP (y) ORDER BY y DESC LIMIT 2;
CREATE VIEW sold_distinct AS SELECT DISTINCT year FROM sold GROUP BY ROLLUP (year), GROUPING SETS ((region), ());
CREATE VIEW sold_only AS SELECT region FROM sold WHERE id > 100 GROUP BY ROLLUP (region);
CREATE VIEW sold_once AS SELECT region, year, count(*) AS n FROM sold GROUP BY DISTINCT ROLLUP (region), ROLLUP (region, year);
CREATE VIEW sold_with AS WITH big AS (SELECT * FROM sold WHERE amount > 4)
    SELECT region, sum(amount) AS total FROM big GROUP BY ROLLUP (1) ORDER BY sum(amount), region LIMIT 5;
CREATE VIEW sold_within AS SELECT q.region, q.n FROM (SELECT region, count(*) AS n FROM sold GROUP BY ROLLUP (region)) q
    WHERE q.region IS NULL;
CREATE VIEW sold_beside AS SELECT region, count(*) AS n, (SELECT count(*) FROM region) AS regions FROM sold
    GROUP BY ROLLUP (region) HAVING count(*) > (SELECT min(id) FROM sold);
CREATE TABLE sold_made AS SELECT region, product, sum(amount) AS total, avg(amount) AS mean FROM sold
    GROUP BY GROUPING SETS (region, product);
INSERT INTO sold_made (region, total) SELECT 'copy of ' || region, sum(amount) FROM sold GROUP BY ROLLUP (region);
.
rows SELECT coalesce(region, '-') AS r, coalesce(product, '-') AS p, total, level FROM sold_rollup ORDER BY level, r, p
= north|bolt|20|0
= north|nut|11|0
= south|-|7|0
= south|nut|5|0
= north|-|31|1
= south|-|12|1
= -|-|43|3
rows SELECT coalesce(region, '-') AS r, coalesce(year, 0) AS y, n, named FROM sold_cube ORDER BY r, y
= -|0|5|4
= -|2023|2|2
= -|2024|3|2
= north|0|3|3
= north|2023|2|2
= south|0|2|1
= south|2024|2|1
rows SELECT region, coalesce(year, 0) AS y, top FROM sold_sets ORDER BY region, y
= all|0|nut
= north|0|nut
= north|2023|nut
= north|2024|nut
= south|0|nut
= south|2024|nut
rows SELECT label, total FROM sold_labels
= total|43
= IT|12
= NO|31
rows SELECT region, coalesce(year, 0) AS y, coalesce(product, '-') AS p, n FROM sold_pairs ORDER BY region, y, p
= north|0|-|3
= north|2023|bolt|1
= north|2023|nut|1
= north|2024|nut|1
= south|0|-|2
= south|2024|-|1
= south|2024|nut|1
rows SELECT coalesce(y, 0) AS y, n FROM sold_named
= 0|5
= 2024|3
rows SELECT coalesce(year, 0) AS y FROM sold_distinct ORDER BY y
= 0
= 2023
= 2024
rows SELECT coalesce(region, 'none') AS r FROM sold_only
= none
rows SELECT count(*) AS n FROM sold_once
= 6
rows SELECT coalesce(region, '-') AS r, total FROM sold_with
= south|12
= north|30
= -|42
rows SELECT coalesce(region, '-') AS r, n, regions FROM sold_beside ORDER BY r
= -|5|2
= north|3|2
= south|2|2
rows SELECT n FROM sold_within
= 5
rows SELECT coalesce(region, '-') AS r, coalesce(product, '-') AS p, total FROM sold_made ORDER BY r, p, total
= -|-|7
= -|-|43
= -|bolt|20
= -|nut|16
= copy of north|-|31
= copy of south|-|12
= north|-|31
= south|-|12
lite,mysql,maria refused with a window
CREATE VIEW sold_refused AS SELECT region, rank() OVER (ORDER BY sum(amount)) AS r FROM sold GROUP BY ROLLUP (region);
.
lite,mysql,maria refused with a sub-query that looks at the groups
CREATE VIEW sold_refused AS SELECT region, (SELECT count(*) FROM region x WHERE x.name = sold.region) AS n FROM sold GROUP BY ROLLUP (region);
.
lite,mysql,maria refused with a column that is no key
CREATE VIEW sold_refused AS SELECT id, region, year FROM sold GROUP BY id, ROLLUP (year);
.
lite,mysql,maria refused with values of chance
CREATE VIEW sold_refused AS SELECT region, max(random()) AS n FROM sold GROUP BY ROLLUP (region);
.

# Keys of types of their own, and of rows in every state: NULL is a key, too.
migrate
CREATE TYPE heat AS ENUM ('warm', 'cold');
CREATE TABLE oven (id int PRIMARY KEY, heat heat, tags text[], at timestamptz, ok boolean);
INSERT INTO oven VALUES (1, 'cold', '{a}', '2024-01-31 23:00:00+00', true), (2, 'warm', '{a}', '2024-02-01 01:00:00+00', NULL), (3, NULL, NULL, NULL, false);
CREATE VIEW oven_heat AS SELECT heat, count(*) AS n, GROUPING(heat) AS g FROM oven GROUP BY ROLLUP (heat);
CREATE VIEW oven_tags AS SELECT array_length(tags, 1) AS len, ok, count(*) AS n FROM oven GROUP BY CUBE (array_length(tags, 1), ok);
CREATE VIEW oven_months AS SELECT to_char(date_trunc('month', o.at AT TIME ZONE 'UTC'), 'YYYY-MM') AS month, count(*) AS n
    FROM oven o LEFT JOIN oven p ON p.id = o.id + 10 GROUP BY ROLLUP (date_trunc('month', o.at AT TIME ZONE 'UTC'));
CREATE MATERIALIZED VIEW oven_kept AS SELECT heat, ok, GROUPING(heat, ok) AS g FROM oven GROUP BY GROUPING SETS (heat, ok);
.
rows SELECT heat, n, g FROM oven_heat WHERE heat IS NOT NULL ORDER BY heat = 'cold'
= warm|1|0
= cold|1|0
rows SELECT n, g FROM oven_heat WHERE heat IS NULL ORDER BY g
= 1|0
= 3|1
rows SELECT coalesce(len, 0) AS len, n FROM oven_tags ORDER BY 1, 2
= 0|1
= 0|1
= 0|1
= 0|1
= 0|1
= 0|3
= 1|1
= 1|1
= 1|2
rows SELECT coalesce(month, '-') AS month, n FROM oven_months ORDER BY month, n
= -|1
= -|3
= 2024-01|1
= 2024-02|1
rows SELECT g, count(*) AS n, count(heat) AS h, count(ok) AS o FROM oven_kept GROUP BY g ORDER BY g
= 1|3|2|0
= 2|3|0|2
lite,mysql,maria refused ORDER BY and a key of a type of its own
CREATE VIEW oven_refused AS SELECT heat, count(*) AS n FROM oven GROUP BY ROLLUP (heat) ORDER BY heat;
.
