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

# Zones that are one offset from UTC; POSIX's count to the west
migrate
CREATE TABLE offsets (id int PRIMARY KEY, a timestamptz, b timestamp, c timestamp NOT NULL DEFAULT timezone('UTC-8', (now())::timestamp(0)));
INSERT INTO offsets VALUES (1, '2024-03-01 12:00:00+00', '2024-03-01 12:00:00.5');
CREATE TABLE offset_clocks (k text, v text);
INSERT INTO offset_clocks SELECT 'plus', (a AT TIME ZONE '+03:00')::text FROM offsets;
INSERT INTO offset_clocks SELECT 'name', (b AT TIME ZONE 'UTC-8')::text FROM offsets;
INSERT INTO offset_clocks SELECT 'etc', (a AT TIME ZONE 'Etc/GMT+5')::text FROM offsets;
INSERT INTO offset_clocks SELECT 'half', (b AT TIME ZONE 'GMT+5:30')::text FROM offsets;
INSERT INTO offset_clocks SELECT 'both', (b AT TIME ZONE 'utc' AT TIME ZONE 'XYZ-7')::text FROM offsets;
CREATE VIEW zone_clocks AS SELECT id, a AT TIME ZONE '-02' AS x FROM offsets;
INSERT INTO offset_clocks SELECT 'view', x::text FROM zone_clocks;
CREATE FUNCTION offsets_c() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.c = timezone('UTC+1', NEW.b);
    RETURN NEW;
END $$;
CREATE TRIGGER offsets_c BEFORE UPDATE ON offsets FOR EACH ROW EXECUTE FUNCTION offsets_c();
UPDATE offsets SET b = '2024-03-01 10:00:00';
INSERT INTO offset_clocks SELECT 'trigger', c::text FROM offsets;
.
rows SELECT k, v FROM offset_clocks ORDER BY k
= both|2024-03-01 19:00:00.5
= etc|2024-03-01 07:00:00
= half|2024-03-01 17:30:00.5+00
= name|2024-03-01 04:00:00.5+00
= plus|2024-03-01 09:00:00
= trigger|2024-03-01 11:00:00
= view|2024-03-01 14:00:00
lite refused AT TIME ZONE other than UTC
CREATE VIEW summers AS SELECT a AT TIME ZONE 'EST5EDT' AS x FROM offsets;
.

# A day beside a moment is the moment that it begins with; of CASE, COALESCE, GREATEST and UNION both are moments.
migrate
CREATE TABLE begun (id integer PRIMARY KEY, d date, ts timestamp, b boolean);
INSERT INTO begun VALUES (1, '2020-01-02', '2020-01-02 00:00:00', true), (2, '2021-01-02', '2021-01-02 05:00', false);
CREATE TABLE begun_compared AS SELECT id, d = ts AS eq, d < ts AS lt, d >= ts AS ge, d IN (ts, ts + interval '1 day') AS one_of, d BETWEEN ts AND ts AS between_them, d IS DISTINCT FROM ts AS differs, d IN (SELECT ts FROM begun) AS found, ts IN (SELECT d FROM begun) AS finds, d = ANY (ARRAY[ts]) AS of_any, (d, id) = (ts, id) AS of_row, CASE d WHEN ts THEN 'begins' ELSE 'later' END AS is_one, coalesce(nullif(d, ts)::text, '-') AS not_one FROM begun;
CREATE VIEW begun_either AS SELECT id, CASE WHEN b THEN ts ELSE d END AS a, coalesce(d, ts) AS c, greatest(d, ts) AS g, CASE WHEN b THEN d ELSE ts END AS e FROM begun;
CREATE TABLE begun_kept AS SELECT * FROM begun_either;
CREATE TABLE begun_both AS SELECT d AS x FROM begun UNION ALL SELECT ts FROM begun;
CREATE TABLE begun_shown AS SELECT id, a::text AS a, c::text AS c, g::text AS g, e::text AS e FROM begun_kept;
CREATE TABLE begun_shown_both AS SELECT x::text AS x FROM begun_both;
.
rows SELECT id FROM begun_compared WHERE eq AND NOT lt AND ge AND one_of AND between_them AND NOT differs AND found AND finds AND of_any AND of_row
= 1
rows SELECT id FROM begun_compared WHERE NOT eq AND lt AND NOT ge AND NOT one_of AND NOT between_them AND differs AND NOT found AND NOT finds AND NOT of_any AND NOT of_row
= 2
rows SELECT is_one, not_one FROM begun_compared ORDER BY id
= begins|-
= later|2021-01-02
rows SELECT a, c, g, e FROM begun_shown ORDER BY id
= 2020-01-02 00:00:00|2020-01-02 00:00:00|2020-01-02 00:00:00|2020-01-02 00:00:00
= 2021-01-02 00:00:00|2021-01-02 00:00:00|2021-01-02 05:00:00|2021-01-02 05:00:00
rows SELECT x FROM begun_shown_both ORDER BY x
= 2020-01-02 00:00:00
= 2020-01-02 00:00:00
= 2021-01-02 00:00:00
= 2021-01-02 05:00:00

# Assigned to a date, a moment is its day; to a time, the time of that day; a day assigned to a moment is its begin.
migrate
CREATE TABLE parts_of (id integer PRIMARY KEY, d date, ts timestamp, tm time);
INSERT INTO parts_of (id, d, ts, tm) SELECT id, ts, d, ts FROM begun;
CREATE FUNCTION parts_fill() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE x date; y time; BEGIN x := NEW.ts; y := NEW.ts; NEW.d := NEW.ts; NEW.tm := y; IF x = NEW.ts THEN NEW.id := NEW.id + 100; END IF; RETURN NEW; END $$;
CREATE TRIGGER parts_fill BEFORE INSERT ON parts_of FOR EACH ROW EXECUTE FUNCTION parts_fill();
INSERT INTO parts_of (id, ts) VALUES (7, '2022-03-04 05:06:07'), (8, '2022-03-04');
ALTER TABLE begun ADD COLUMN day date GENERATED ALWAYS AS (ts) STORED, ADD COLUMN hour time GENERATED ALWAYS AS (ts) STORED, ADD COLUMN begin timestamp GENERATED ALWAYS AS (d) STORED, ADD COLUMN either date GENERATED ALWAYS AS (CASE WHEN b THEN ts ELSE d END) STORED, ADD COLUMN narrowed timestamp GENERATED ALWAYS AS (ts) STORED;
ALTER TABLE begun ALTER COLUMN narrowed TYPE date;
CREATE TABLE parts_shown AS SELECT id, d::text AS d, tm::text AS tm, d = ts AS begins FROM parts_of;
CREATE TABLE begun_parts AS SELECT id, day::text AS day, hour::text AS hour, begin::text AS begin, either::text AS either, narrowed::text AS narrowed FROM begun;
.
rows SELECT id, d, tm FROM parts_shown ORDER BY id
= 1|2020-01-02|00:00:00
= 2|2021-01-02|05:00:00
= 7|2022-03-04|05:06:07
= 108|2022-03-04|00:00:00
rows SELECT id FROM parts_shown WHERE begins ORDER BY id
= 1
= 2
= 108
rows SELECT id, day, hour, begin, either, narrowed FROM begun_parts ORDER BY id
= 1|2020-01-02|00:00:00|2020-01-02 00:00:00|2020-01-02|2020-01-02
= 2|2021-01-02|05:00:00|2021-01-02 00:00:00|2021-01-02|2021-01-02

# A day without end, which an application may write, is later than every moment; a moment without end has such a day.
migrate
CREATE TABLE endless (id integer PRIMARY KEY, until date, at timestamp);
CREATE VIEW endless_left AS SELECT id, until >= now() AND until >= at AS is_left FROM endless;
CREATE VIEW endless_days AS SELECT id, at::date AS day FROM endless;
.
lite,pg ok INSERT INTO endless VALUES (1, 'infinity', '2020-01-02 03:04:05'), (2, 'infinity', 'infinity')
lite,pg rows SELECT id FROM endless_left WHERE is_left ORDER BY id
= 1
= 2
lite,pg rows SELECT id, day FROM endless_days ORDER BY id
= 1|2020-01-02
= 2|infinity

# More digits than a column has are rounded in migrations, and by triggers, on MariaDB as elsewhere.
migrate
CREATE TABLE instants (id int PRIMARY KEY, at timestamp, ms timestamp(3), s timestamp(0));
INSERT INTO instants (id, at) VALUES (1, '2024-12-31 23:59:59.999999');
INSERT INTO instants (id, at, ms) SELECT 2, at, at FROM instants;
UPDATE instants SET ms = at WHERE id = 1;
ALTER TABLE instants ALTER at TYPE timestamp(0);
CREATE FUNCTION round_instant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.s := NEW.ms; RETURN NEW; END $$;
CREATE TRIGGER round_instant BEFORE INSERT ON instants FOR EACH ROW EXECUTE FUNCTION round_instant();
.
ok INSERT INTO instants (id, ms) VALUES (3, '2024-12-31 23:59:59.9')
rows SELECT count(*) FROM instants WHERE at = '2025-01-01 00:00:00' AND ms = '2025-01-01 00:00:00'
= 2
rows SELECT count(*) FROM instants WHERE s = '2025-01-01 00:00:00'
= 1

# Microseconds are of a moment, too: SQLite's own functions round to milliseconds.
migrate
CREATE TABLE exact (id int PRIMARY KEY, at timestamp, t time, e numeric, s numeric, m bigint);
INSERT INTO exact (id, at, t) VALUES (1, '2021-03-04 05:06:07.123456', '10:00:07.25'), (2, '2021-12-31 23:59:59.9999', '10:00:00'), (3, '2021-03-04', NULL), (4, NULL, NULL);
UPDATE exact SET e = extract(epoch FROM at), s = extract(second FROM at), m = extract(microseconds FROM at);
CREATE VIEW exact_second AS SELECT id, date_trunc('second', at) AS at, extract(second FROM t)::numeric(6, 3) AS s FROM exact;
.
rows SELECT count(*) FROM exact WHERE id = 1 AND e = 1614834367.123456 AND s = 7.123456 AND m = 7123456
= 1
rows SELECT count(*) FROM exact WHERE id = 2 AND e = 1640995199.9999 AND s = 59.9999 AND m = 59999900
= 1
rows SELECT count(*) FROM exact WHERE id = 3 AND e = 1614816000 AND s = 0 AND m = 0
= 1
rows SELECT count(*) FROM exact_second WHERE at IN ('2021-03-04 05:06:07', '2021-12-31 23:59:59', '2021-03-04 00:00:00')
= 3
rows SELECT id FROM exact_second WHERE s IN (7.25, 0) ORDER BY id
= 1
= 2

# The beginning and the end of time in a migration: MySQL and MariaDB have neither.
lite,pg migrate
CREATE TABLE leases (id integer PRIMARY KEY, until timestamptz NOT NULL DEFAULT TIMESTAMP WITH TIME ZONE '-infinity',
    since timestamp DEFAULT ' Infinity ', day date DEFAULT 'infinity', CHECK (since > '-infinity'));
INSERT INTO leases VALUES (1);
INSERT INTO leases VALUES (2, '2024-01-01 00:00+00', '2024-01-01', '2024-01-01');
INSERT INTO leases (id, until) VALUES (3, 'infinity');
UPDATE leases SET day = '-infinity'::date WHERE until > '2020-01-01' AND until < 'infinity';
ALTER TABLE leases ADD COLUMN ended timestamptz NOT NULL DEFAULT 'infinity';
ALTER TABLE leases ALTER COLUMN until DROP DEFAULT;
CREATE INDEX leases_open ON leases (id) WHERE ended = 'infinity';
.
lite,pg no INSERT INTO leases (id, until, since) VALUES (4, '2024-01-01 00:00:00', '-infinity')
lite,pg ok INSERT INTO leases (id, until) VALUES (5, '2024-01-01 00:00:00')
lite,pg rows SELECT id, since, day, ended FROM leases ORDER BY until, id
= 1|infinity|infinity|infinity
= 2|2024-01-01 00:00:00|-infinity|infinity
= 5|infinity|infinity|infinity
= 3|infinity|infinity|infinity
mysql,maria refused is no timestamp with time zone that can be stored
CREATE TABLE leases (id integer PRIMARY KEY, until timestamptz NOT NULL DEFAULT '-infinity');
.
