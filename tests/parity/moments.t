# What reads moments is there as long as a table needs it, and keeps nothing, however a statement ends.
migrate
CREATE TABLE first_moment (id int PRIMARY KEY, at timestamptz, d date);
CREATE TABLE last_moment (id int PRIMARY KEY, at timestamptz);
.
lite no INSERT OR FAIL INTO first_moment VALUES (1, 'Jan 32, 2024 10:00', NULL)
lite ok DELETE FROM first_moment
lite ok INSERT OR REPLACE INTO first_moment VALUES (1, 'Jan 31, 2024 10:00', '2/29/2024')
lite rows SELECT at, d, (SELECT count(*) FROM skein_moment) FROM first_moment
= 2024-01-31 10:00:00|2024-02-29|0

migrate
DROP TABLE first_moment;
.
lite ok INSERT INTO last_moment VALUES (1, 'tomorrow')
lite rows SELECT at = date('now', '+1 day') || ' 00:00:00', (SELECT count(*) FROM skein_moment) FROM last_moment
= 1|0

migrate
ALTER TABLE last_moment DROP COLUMN at;
.
lite rows SELECT count(*) FROM sqlite_schema WHERE name = 'skein_moment'
= 0

# A default with more digits of its seconds than the column has.
migrate
CREATE TABLE rounded_defaults (a int PRIMARY KEY);
INSERT INTO rounded_defaults VALUES (1);
ALTER TABLE rounded_defaults ADD COLUMN b timestamp(3) DEFAULT '2021-03-04T05:06:07.123456'::timestamp;
ALTER TABLE rounded_defaults ADD COLUMN c timestamp(2) DEFAULT '2021-03-04 05:06:07.1995';
ALTER TABLE rounded_defaults ADD COLUMN d time(1) DEFAULT '05:06:07.05';
.
ok INSERT INTO rounded_defaults (a) VALUES (2)
lite rows SELECT a, b, c, d FROM rounded_defaults ORDER BY a
= 1|2021-03-04 05:06:07.123|2021-03-04 05:06:07.2|05:06:07.1
= 2|2021-03-04 05:06:07.123|2021-03-04 05:06:07.2|05:06:07.1

# the session's time zone, by its setting
migrate
CREATE TABLE zoned (t timestamp, z text DEFAULT current_setting('TimeZone'));
INSERT INTO zoned (t) VALUES ('2024-01-05 10:00:00');
ALTER TABLE zoned ALTER COLUMN t TYPE timestamptz USING t AT TIME ZONE current_setting('TimeZone');
.
rows SELECT z FROM zoned
= UTC

# texts as intervals, in PostgreSQL's form and ISO 8601's; a function's unit and step
migrate
CREATE FUNCTION read_span(text) RETURNS interval LANGUAGE SQL IMMUTABLE RETURN $1::interval;
CREATE FUNCTION span_unit() RETURNS text AS $$ BEGIN RETURN 'hour'; END; $$ LANGUAGE plpgsql;
CREATE FUNCTION span_step() RETURNS interval AS $$ BEGIN RETURN interval '1 hour'; END; $$ LANGUAGE plpgsql;
CREATE TABLE spans (id integer, v text, t timestamp);
INSERT INTO spans VALUES (1, '1 day 02:03:04.5', '2024-01-05 10:20:30'), (2, 'PT1H2M3.5S', NULL), (3, 'P1DT5S', NULL),
    (4, '3 hours 20 seconds', NULL), (5, 'P1Y2M3W', NULL), (6, NULL, NULL);
CREATE TABLE read_spans AS SELECT id, cast(extract(epoch FROM v::interval) AS bigint) AS s,
    cast(extract(milliseconds FROM read_span(v)) AS integer) AS m, cast(extract(second FROM read_span(v)) * 2 AS integer) AS c,
    CASE WHEN date_trunc(span_unit(), t) + span_step() = '2024-01-05 11:00:00' THEN 'eleven' END AS u FROM spans;
.
rows SELECT id, s, m, c, u FROM read_spans ORDER BY id
= 1|93785|4500|9|eleven
= 2|3724|3500|7|NULL
= 3|86405|5000|10|NULL
= 4|10820|20000|40|NULL
= 5|38556000|0|0|NULL
= 6|NULL|NULL|NULL|NULL
