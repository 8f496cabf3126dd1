# Functions that are written in terms of others, patterns' parts, and the forms of to_char().
migrate
CREATE TABLE said (id int PRIMARY KEY, s text, n int, f double precision, ts timestamp, tz timestamptz, dt date, j jsonb, ta text[]);
INSERT INTO said VALUES (1, 'foo_bar@baz.org', 7, 1.5, '2024-03-09 15:04:05.060708', '2024-12-31 00:00:00+00', '2024-01-01', '{"a": {"b": 5}, "c": null}', '{x,y}'), (2, 'Hello World 42', -12, 2.5, '2023-11-30 23:59:59', '2021-01-03 12:30:00+00', '2000-02-29', '{"a": [1, null], "d": 1}', '{}'), (3, '', 12345, 4, '1999-12-31 01:02:03.5', '2026-08-15 09:00:00+00', '1999-12-31', '{}', NULL), (4, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), (5, 'AbcDef_ghi-123-456', 0, 10, '2024-02-29 12:00:00', '2024-02-29 00:00:00.123+00', '2024-12-30', '{"e": {"f": null, "g": "x"}}', '{z}');
CREATE VIEW spelled_times AS SELECT id, to_char(ts, 'Mon DD, YYYY') AS c0, to_char(ts, 'FMMonth FMDD, YYYY') AS c1, to_char(ts, 'Dy DY dy') AS c2, to_char(tz, 'FMDay') AS c3, to_char(dt, 'MON mon') AS c4, to_char(ts, 'HH12:MI am') AS c5, to_char(ts, 'US') AS c6, to_char(ts, 'YYYY"Q"Q') AS c7, to_char(dt, 'WW W D ID') AS c8, to_char(dt, 'IYYY-IW') AS c9, to_char(dt, 'J CC') AS c10, '[' || to_char(ts, 'Month') || to_char(ts, 'DAY') || ']' AS c11, to_char(dt, 'DDD') AS c12 FROM said;
CREATE VIEW spelled_numbers AS SELECT id, to_char(n, 'FM000000') AS c0, to_char(n, '000') AS c1, width_bucket(f, 0, 10, 5) AS c2, @ n AS c3, CASE WHEN |/ f > 1.5 THEN 'large' ELSE 'small' END AS c4, ~ n AS c5, CASE WHEN (ts, ts + interval '2 days') OVERLAPS (tz AT TIME ZONE 'UTC', timestamp '2024-03-10 00:00:00') THEN 'yes' ELSE 'no' END AS c6, current_schema() AS c7 FROM said;
CREATE VIEW spelled_texts AS SELECT id, regexp_replace(s, '^(.*)@(.*)$', '\2 at \1') AS c0, regexp_replace(s, '([A-Z])', '_\1', 'g') AS c1, regexp_replace(s, '^foo_(.*)$', 'bar_\1') AS c2, regexp_replace(s, '([a-z]+)[-_ ]([0-9a-z]+)', '<\2|\1|\&>') AS c3, (regexp_match(s, '[0-9]+'))[1] AS c4, (regexp_match(s, '([0-9]+)-([0-9]+)'))[2] AS c5, (regexp_match(s, '([0-9]+)-([0-9]+)'))[1] AS c6, regexp_replace(s, '(HELLO) (w)', '\2\1', 'i') AS c7 FROM said;
CREATE VIEW spelled_spreads AS SELECT CASE WHEN stddev(f) BETWEEN 3.807 AND 3.808 THEN 'right' ELSE 'wrong' END AS a, CASE WHEN var_pop(f) BETWEEN 10.874 AND 10.876 THEN 'right' ELSE 'wrong' END AS b, min(id) AS c FROM said;
.
rows SELECT id, c0 FROM spelled_times WHERE c0 IS NOT NULL ORDER BY id
= 1|Mar 09, 2024
= 2|Nov 30, 2023
= 3|Dec 31, 1999
= 5|Feb 29, 2024
rows SELECT id, c1 FROM spelled_times WHERE c1 IS NOT NULL ORDER BY id
= 1|March 9, 2024
= 2|November 30, 2023
= 3|December 31, 1999
= 5|February 29, 2024
rows SELECT id, c2 FROM spelled_times WHERE c2 IS NOT NULL ORDER BY id
= 1|Sat SAT sat
= 2|Thu THU thu
= 3|Fri FRI fri
= 5|Thu THU thu
rows SELECT id, c3 FROM spelled_times WHERE c3 IS NOT NULL ORDER BY id
= 1|Tuesday
= 2|Sunday
= 3|Saturday
= 5|Thursday
rows SELECT id, c4 FROM spelled_times WHERE c4 IS NOT NULL ORDER BY id
= 1|JAN jan
= 2|FEB feb
= 3|DEC dec
= 5|DEC dec
rows SELECT id, c5 FROM spelled_times WHERE c5 IS NOT NULL ORDER BY id
= 1|03:04 pm
= 2|11:59 pm
= 3|01:02 am
= 5|12:00 pm
rows SELECT id, c6 FROM spelled_times WHERE c6 IS NOT NULL ORDER BY id
= 1|060708
= 2|000000
= 3|500000
= 5|000000
rows SELECT id, c7 FROM spelled_times WHERE c7 IS NOT NULL ORDER BY id
= 1|2024Q1
= 2|2023Q4
= 3|1999Q4
= 5|2024Q1
rows SELECT id, c8 FROM spelled_times WHERE c8 IS NOT NULL ORDER BY id
= 1|01 1 2 1
= 2|09 5 3 2
= 3|53 5 6 5
= 5|53 5 2 1
rows SELECT id, c9 FROM spelled_times WHERE c9 IS NOT NULL ORDER BY id
= 1|2024-01
= 2|2000-09
= 3|1999-52
= 5|2025-01
rows SELECT id, c10 FROM spelled_times WHERE c10 IS NOT NULL ORDER BY id
= 1|2460311 21
= 2|2451604 20
= 3|2451544 20
= 5|2460675 21
rows SELECT id, c11 FROM spelled_times WHERE c11 IS NOT NULL ORDER BY id
= 1|[March    SATURDAY ]
= 2|[November THURSDAY ]
= 3|[December FRIDAY   ]
= 5|[February THURSDAY ]
rows SELECT id, c12 FROM spelled_times WHERE c12 IS NOT NULL ORDER BY id
= 1|001
= 2|060
= 3|365
= 5|365
rows SELECT id, c0 FROM spelled_numbers WHERE c0 IS NOT NULL ORDER BY id
= 1|000007
= 2|-000012
= 3|012345
= 5|000000
rows SELECT id, c1 FROM spelled_numbers WHERE c1 IS NOT NULL ORDER BY id
= 1| 007
= 2|-012
= 3| ###
= 5| 000
rows SELECT id, c2 FROM spelled_numbers WHERE c2 IS NOT NULL ORDER BY id
= 1|1
= 2|2
= 3|3
= 5|6
rows SELECT id, c3 FROM spelled_numbers WHERE c3 IS NOT NULL ORDER BY id
= 1|7
= 2|12
= 3|12345
= 5|0
rows SELECT id, c4 FROM spelled_numbers WHERE c4 IS NOT NULL ORDER BY id
= 1|small
= 2|large
= 3|large
= 4|small
= 5|large
rows SELECT id, c5 FROM spelled_numbers WHERE c5 IS NOT NULL ORDER BY id
= 1|-8
= 2|11
= 3|-12346
= 5|-1
rows SELECT id, c6 FROM spelled_numbers WHERE c6 IS NOT NULL ORDER BY id
= 1|yes
= 2|yes
= 3|no
= 4|no
= 5|yes
rows SELECT id, c7 FROM spelled_numbers WHERE c7 IS NOT NULL ORDER BY id
= 1|public
= 2|public
= 3|public
= 4|public
= 5|public
rows SELECT id, c0 FROM spelled_texts WHERE c0 IS NOT NULL ORDER BY id
= 1|baz.org at foo_bar
= 2|Hello World 42
= 3|
= 5|AbcDef_ghi-123-456
rows SELECT id, c1 FROM spelled_texts WHERE c1 IS NOT NULL ORDER BY id
= 1|foo_bar@baz.org
= 2|_Hello _World 42
= 3|
= 5|_Abc_Def_ghi-123-456
rows SELECT id, c2 FROM spelled_texts WHERE c2 IS NOT NULL ORDER BY id
= 1|bar_bar@baz.org
= 2|Hello World 42
= 3|
= 5|AbcDef_ghi-123-456
rows SELECT id, c3 FROM spelled_texts WHERE c3 IS NOT NULL ORDER BY id
= 1|<bar|foo|foo_bar>@baz.org
= 2|Hello W<42|orld|orld 42>
= 3|
= 5|AbcD<ghi|ef|ef_ghi>-123-456
rows SELECT id, c4 FROM spelled_texts WHERE c4 IS NOT NULL ORDER BY id
= 2|42
= 5|123
rows SELECT id, c5 FROM spelled_texts WHERE c5 IS NOT NULL ORDER BY id
= 5|456
rows SELECT id, c6 FROM spelled_texts WHERE c6 IS NOT NULL ORDER BY id
= 5|123
rows SELECT id, c7 FROM spelled_texts WHERE c7 IS NOT NULL ORDER BY id
= 1|foo_bar@baz.org
= 2|WHelloorld 42
= 3|
= 5|AbcDef_ghi-123-456
rows SELECT a, b, c FROM spelled_spreads
= right|right|1

# Texts that become times by a format, and statements about PostgreSQL's sessions between them.
migrate
CREATE TABLE texts_of_times (id int PRIMARY KEY, a text, b text, d date, t timestamp);
INSERT INTO texts_of_times (id, a, b) VALUES (1, '31/12/2024', '2024-02-29 13:14:15'), (2, NULL, NULL), (3, '01/02/0099', '1999-12-31 00:00:00');
SELECT pg_advisory_xact_lock(42);
UPDATE texts_of_times SET d = to_date(a, 'DD/MM/YYYY'), t = to_timestamp(b, 'YYYY-MM-DD HH24:MI:SS') AT TIME ZONE 'UTC';
SELECT pg_notify('times', 'changed');
DO $$ BEGIN PERFORM pg_advisory_xact_lock(43); UPDATE texts_of_times SET b = '20240105' WHERE id = 3; END $$;
ALTER TABLE texts_of_times ALTER COLUMN b TYPE date USING to_date(substring(regexp_replace(b, '-', '', 'g') FROM 1 FOR 8), 'YYYYMMDD');
.
rows SELECT id, d, t, b FROM texts_of_times ORDER BY id
= 1|2024-12-31|2024-02-29 13:14:15|2024-02-29
= 2|NULL|NULL|NULL
= 3|0099-02-01|1999-12-31 00:00:00|2024-01-05

# Letters that are no pattern stand for themselves, but TH behind one is its ending.
migrate
CREATE TABLE stamped AS SELECT to_char(timestamp '2024-05-01 13:04:05', 'THH24MISSZ') AS a, to_char(timestamp '2024-05-01 13:04:05', 'YYYY-MM-DDT') AS b, to_char(timestamp '2024-05-01 13:04:05', 'ZKXEGLNV zkxeglnv') AS c, to_char(timestamp '2024-05-01 13:04:05', 'YYYYMMDD-THH24Z%') AS d;
.
rows SELECT a, b, c, d FROM stamped
= T130405Z|2024-05-01T|ZKXEGLNV zkxeglnv|20240501-T13Z%
refused to_char() with this format
CREATE TABLE ended AS SELECT to_char(timestamp '2024-05-01 13:04:05', 'YYYY-MM-DDTHH24') AS a;
.

# texts of rows as arrays
migrate
CREATE TABLE listed (id int PRIMARY KEY, texts text, numbers text);
CREATE TABLE members (id int, m text, n int);
INSERT INTO listed VALUES (1, '{x, y z,NULL}', '{1, NULL,3}'), (2, NULL, NULL), (3, '{}', '{}'), (4, '{"a,b","c"}', '{7}');
INSERT INTO members SELECT l.id, u, NULL FROM listed l, unnest(l.texts::text[]) AS u;
INSERT INTO members SELECT l.id, NULL, u FROM listed l, unnest(l.numbers::int[]) AS u;
.
rows SELECT id, m, n FROM members WHERE m IS NOT NULL OR n IS NOT NULL ORDER BY id, COALESCE(m, ''), n
= 1|NULL|1
= 1|NULL|3
= 1|x|NULL
= 1|y z|NULL
= 4|NULL|7
= 4|a,b|NULL
= 4|c|NULL

# a cast that is spelled as a call
migrate
CREATE TYPE spelled_mood AS ENUM ('sad', 'ok');
CREATE DOMAIN spelled_short AS varchar(5);
CREATE TABLE spelled_calls (id integer, m spelled_mood DEFAULT spelled_mood('ok'),
    s spelled_short DEFAULT spelled_short('abc'), n integer DEFAULT int4('5'), t text DEFAULT text(6));
INSERT INTO spelled_calls (id) VALUES (1);
UPDATE spelled_calls SET m = CASE WHEN n = int8('5') THEN spelled_mood('sad') ELSE spelled_mood('ok') END;
.
rows SELECT m, s, n, t FROM spelled_calls
= sad|abc|5|6
