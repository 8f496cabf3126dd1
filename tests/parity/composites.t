# What a regular expression leaves, as a number.
migrate
CREATE TABLE prices (id int PRIMARY KEY, t text);
INSERT INTO prices VALUES (1, 'EUR 1.25'), (2, '-7.75 $');
CREATE TABLE amounts AS SELECT id, regexp_replace(t, '[^0-9.-]', '', 'g')::numeric(8, 2) AS n, substring(t from '[0-9.]+')::numeric AS m FROM prices;
.
rows SELECT id, n, m FROM amounts ORDER BY id
= 1|1.25|1.25
= 2|-7.75|7.75
# Fields of rows that a column holds, by itself or in an array.
migrate
CREATE TYPE point_of AS (x int, label text, at timestamptz, f boolean, n numeric(8, 2));
CREATE TABLE kept (id int PRIMARY KEY, points point_of[] NOT NULL, one point_of);
INSERT INTO kept VALUES (1, '{"(1,a,\"2026-01-02 03:04:05+00\",t,1.25)","(2,\"b, \"\"c\"\" \\\\d\",,f,)"}', '(3,"",,,-7.25)'), (2, '{}', NULL), (3, '{NULL,"(,,,,)"}', '(-4,"(x)","2026-01-02 03:04:05.25+00",true,0.75)');
CREATE TABLE apart (id int, x int, label text, at timestamptz, f boolean, n numeric(8, 2));
INSERT INTO apart SELECT id, (st).x, (st).label, (st).at, (st).f, (st).n FROM (SELECT id, unnest(points) AS st FROM kept) AS tmp;
INSERT INTO apart SELECT id + 10, (one).x, (one).label, (one).at, (one).f, (kept.one).n FROM kept WHERE (one).x IS DISTINCT FROM 5;
INSERT INTO apart (id, x, label) SELECT kept.id + 20, (s).x + 1, upper((s).label) FROM kept, unnest(points) AS s;
CREATE VIEW seen AS SELECT id, (one).label AS l, (one).x AS x FROM kept;
.
rows SELECT id, x, label, n, CASE WHEN f THEN 1 WHEN NOT f THEN 0 END FROM apart ORDER BY id, x, label
= 1|1|a|1.25|1
= 1|2|b, "c" \d|NULL|0
= 3|NULL|NULL|NULL|NULL
= 3|NULL|NULL|NULL|NULL
= 11|3||-7.25|NULL
= 12|NULL|NULL|NULL|NULL
= 13|-4|(x)|0.75|1
= 21|2|A|NULL|NULL
= 21|3|B, "C" \D|NULL|NULL
= 23|NULL|NULL|NULL|NULL
= 23|NULL|NULL|NULL|NULL
rows SELECT id, x, l FROM seen ORDER BY id
= 1|3|
= 2|NULL|NULL
= 3|-4|(x)
rows SELECT count(*) FROM apart WHERE at = '2026-01-02 03:04:05'
= 1
# The rows' text is from when the fields were others.
lite,maria,mysql refused this part of a value
CREATE TYPE shape AS (x int, n int, z text);
CREATE TABLE shaped (id int PRIMARY KEY, one shape);
INSERT INTO shaped VALUES (1, '(1,2,a)');
ALTER TYPE shape DROP ATTRIBUTE n CASCADE;
CREATE TABLE shown AS SELECT (one).z AS z FROM shaped;
.
lite,maria,mysql refused this part of a value
CREATE TYPE before_it AS (x int, z text);
CREATE TYPE after_it AS (z text, x int);
CREATE TABLE turned (id int PRIMARY KEY, one before_it);
CREATE FUNCTION turn(before_it) RETURNS after_it LANGUAGE sql AS 'SELECT CAST(ROW(($1).z, ($1).x) AS after_it)';
CREATE CAST (before_it AS after_it) WITH FUNCTION turn(before_it) AS IMPLICIT;
ALTER TABLE turned ALTER COLUMN one TYPE after_it;
CREATE TABLE shown_too AS SELECT (one).z AS z FROM turned;
.
