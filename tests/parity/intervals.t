# Intervals: sums, differences, products, comparisons, order, what is added to a time; on other engines they are texts.
migrate
CREATE TABLE took (id int PRIMARY KEY, a timestamp, b timestamp, x interval, n int, r double precision, kind text, s text);
INSERT INTO took VALUES
    (1, '2024-03-31 10:00:00', '2024-01-30 08:30:15.25', '1 day 02:03:04.5', 3, 0.5, 'h', '90 minutes'),
    (2, '2024-01-01 00:00:00', '2024-01-02 12:00:00.000001', '-1 day +02:00:00', -2, 1.25, 'd', '1.5 days'),
    (3, '2020-02-29 23:59:59.999999', '2020-02-29 23:59:59', '1 year 2 mons -3 days', 5, -0.75, 'w', 'P1DT2H'),
    (4, NULL, '2024-01-01', NULL, NULL, NULL, NULL, NULL),
    (5, '2024-05-05', '2024-05-05', '00:00:00', 0, 0, 'h', '-2 days'),
    (6, '2024-12-31 23:00:00', '2023-12-31 01:00:00', '36:00:00', 7, 2.5, 'd', '2 weeks 3 days 1 hour'),
    (7, '2024-12-31 23:00:00', '2024-12-31 01:00:00', '-100:00:00.000001', 1, 3.333, 'w', '1 mon');
CREATE TABLE terms AS SELECT id, a - b AS difference, x + interval '1 day' AS more, x - interval '1 mon 00:00:01' AS less,
    x * 2 AS twice, x * n AS times, -x AS negative, n * interval '90 minutes' AS counted,
    make_interval(years => n, days => 3, mins => n) AS made, (n || ' minutes')::interval AS spelled, s::interval AS said,
    CASE WHEN n > 1 THEN x ELSE a - b END AS chosen, coalesce(x, interval '5 days') AS filled FROM took;
CREATE TABLE fractions AS SELECT id, interval '1 day' * r AS days, interval '1 mon 10 days' * r AS months, (x + interval '1 us') / 4 AS half,
    interval '1 hour' / 7 AS small, (a - b) * 0.1 AS tenth FROM took WHERE id <> 3;
CREATE TABLE asked AS SELECT id, CASE WHEN x > interval '1 day' THEN 'more' WHEN x <= interval '1 day' THEN 'not' END AS c1,
    CASE WHEN x BETWEEN interval '-1 day' AND '30:00:00' THEN 'yes' ELSE 'no' END AS c2,
    CASE WHEN x = interval '1 day 12 hours' OR x IN ('-22:00:00', '0') THEN 'yes' ELSE 'no' END AS c3,
    CASE WHEN a - b > x THEN 'yes' WHEN a - b < x THEN 'no' ELSE 'other' END AS c4,
    CASE WHEN x IS DISTINCT FROM interval '0 days' THEN 'yes' ELSE 'no' END AS c5,
    CASE WHEN (n::text || CASE kind WHEN 'h' THEN ' hours' WHEN 'd' THEN ' days' ELSE ' weeks' END)::interval >
              make_interval(hours => 5) THEN 'yes' ELSE 'no' END AS c6,
    greatest(x, interval '1 day') AS g, least(x, a - b, interval '20 years') AS l FROM took;
CREATE TABLE moved AS SELECT id, date_trunc('second', a + x) AS m1, date_trunc('second', a - x * n) AS m2, a + n * interval '1 mon' AS m3, date_trunc('second', b + (a - b)) AS m4,
    a + (n::text || CASE kind WHEN 'h' THEN ' hours' WHEN 'd' THEN ' days' ELSE ' weeks' END)::interval AS m5,
    date_trunc('second', b + make_interval(months => n, secs => 0.75)) AS m6,
    date_trunc('second', b + r * interval '1 day') AS m7, cast('12:30' AS time) + x * 2 AS m8, cast('12:30' AS time) - interval '13 hours' AS m9 FROM took;
CREATE TABLE gathered AS SELECT sum(x) AS s, min(x) AS least, max(a - b) AS most, sum(n * interval '1 minute') AS minutes FROM took;
CREATE TABLE fields AS SELECT id, round(extract(epoch FROM x * 2) * 1000000)::bigint AS e, extract(year FROM x)::int AS y, extract(month FROM x)::int AS mo,
    extract(day FROM x)::int AS d, extract(hour FROM x)::int AS h, extract(minute FROM x)::int AS mi,
    round(extract(second FROM x) * 1000000)::bigint AS s, round(extract(epoch FROM a - b) * 1000000)::bigint AS be, extract(days FROM a - b)::int AS bd FROM took;
CREATE TABLE sorted (place serial PRIMARY KEY, id int);
INSERT INTO sorted (id) SELECT id FROM took WHERE x IS NOT NULL ORDER BY x DESC;
CREATE TABLE kept (x interval NOT NULL DEFAULT '1 day' CHECK (x >= '00:00:00' AND x < '30 days'), a timestamp, b timestamp,
    twice interval GENERATED ALWAYS AS (x * 2) STORED, CHECK (b - a <= interval '2 days'));
UPDATE took SET x = x + interval '1 hour' WHERE x < interval '5 minutes';
DELETE FROM took WHERE x > interval '1 year';
.
rows SELECT id, difference, more, less, twice, times FROM terms ORDER BY id
= 1|61 days 01:29:44.75|2 days 02:03:04.5|-1 mons +1 day 02:03:03.5|2 days 04:06:09|3 days 06:09:13.5
= 2|-1 days -12:00:00.000001|02:00:00|-1 mons -1 days +01:59:59|-2 days +04:00:00|2 days -04:00:00
= 3|00:00:00.999999|1 year 2 mons -2 days|1 year 1 mon -3 days -00:00:01|2 years 4 mons -6 days|5 years 10 mons -15 days
= 4|NULL|NULL|NULL|NULL|NULL
= 5|00:00:00|1 day|-1 mons -00:00:01|00:00:00|00:00:00
= 6|366 days 22:00:00|1 day 36:00:00|-1 mons +35:59:59|72:00:00|252:00:00
= 7|22:00:00|1 day -100:00:00.000001|-1 mons -100:00:01.000001|-200:00:00.000002|-100:00:00.000001
rows SELECT id, negative, counted, made, spelled, said, chosen, filled FROM terms ORDER BY id
= 1|-1 days -02:03:04.5|04:30:00|3 years 3 days 00:03:00|00:03:00|01:30:00|1 day 02:03:04.5|1 day 02:03:04.5
= 2|1 day -02:00:00|-03:00:00|-2 years +3 days -00:02:00|-00:02:00|1 day 12:00:00|-1 days -12:00:00.000001|-1 days +02:00:00
= 3|-1 years -2 mons +3 days|07:30:00|5 years 3 days 00:05:00|00:05:00|1 day 02:00:00|1 year 2 mons -3 days|1 year 2 mons -3 days
= 4|NULL|NULL|NULL|NULL|NULL|NULL|5 days
= 5|00:00:00|00:00:00|3 days|00:00:00|-2 days|00:00:00|00:00:00
= 6|-36:00:00|10:30:00|7 years 3 days 00:07:00|00:07:00|17 days 01:00:00|36:00:00|36:00:00
= 7|100:00:00.000001|01:30:00|1 year 3 days 00:01:00|00:01:00|1 mon|22:00:00|-100:00:00.000001
rows SELECT id, days, months, half, small, tenth FROM fractions ORDER BY id
= 1|12:00:00|20 days|06:30:46.125|00:08:34.285714|6 days 02:32:58.475
= 2|1 day 06:00:00|1 mon 20 days|-05:30:00|00:08:34.285714|-03:36:00
= 4|NULL|NULL|NULL|00:08:34.285714|NULL
= 5|00:00:00|00:00:00|00:00:00|00:08:34.285714|00:00:00
= 6|2 days 12:00:00|2 mons 40 days|09:00:00|00:08:34.285714|36 days 16:36:00
= 7|3 days 07:59:31.2|3 mons 43 days 07:40:48|-25:00:00|00:08:34.285714|02:12:00
rows SELECT id, c1, c2, c3, c4, c5, c6, g, l FROM asked ORDER BY id
= 1|more|yes|no|yes|yes|no|1 day 02:03:04.5|1 day 02:03:04.5
= 2|not|yes|yes|no|yes|no|1 day|-1 days -12:00:00.000001
= 3|more|no|no|no|yes|yes|1 year 2 mons -3 days|00:00:00.999999
= 4|NULL|no|no|other|yes|no|1 day|20 years
= 5|not|yes|yes|other|no|no|1 day|00:00:00
= 6|more|no|yes|yes|yes|yes|36:00:00|36:00:00
= 7|not|no|no|yes|yes|yes|1 day|-100:00:00.000001
rows SELECT id, m1, m2, m3, m4 FROM moved ORDER BY id
= 1|2024-04-01 12:03:04|2024-03-28 03:50:46|2024-06-30 10:00:00|2024-03-31 10:00:00
= 2|2023-12-31 02:00:00|2023-12-30 04:00:00|2023-11-01 00:00:00|2024-01-01 00:00:00
= 3|2021-04-26 23:59:59|2014-05-14 23:59:59|2020-07-29 23:59:59.999999|2020-02-29 23:59:59
= 4|NULL|NULL|NULL|NULL
= 5|2024-05-05 00:00:00|2024-05-05 00:00:00|2024-05-05 00:00:00|2024-05-05 00:00:00
= 6|2025-01-02 11:00:00|2024-12-21 11:00:00|2025-07-31 23:00:00|2024-12-31 23:00:00
= 7|2024-12-27 18:59:59|2025-01-05 03:00:00|2025-01-31 23:00:00|2024-12-31 23:00:00
rows SELECT id, m5, m6, m7, m9 FROM moved ORDER BY id
= 1|2024-03-31 13:00:00|2024-04-30 08:30:16|2024-01-30 20:30:15|23:30:00
= 2|2023-12-30 00:00:00|2023-11-02 12:00:00|2024-01-03 18:00:00|23:30:00
= 3|2020-04-04 23:59:59.999999|2020-07-29 23:59:59|2020-02-29 05:59:59|23:30:00
= 4|NULL|NULL|NULL|23:30:00
= 5|2024-05-05 00:00:00|2024-05-05 00:00:00|2024-05-05 00:00:00|23:30:00
= 6|2025-01-07 23:00:00|2024-07-31 01:00:00|2024-01-02 13:00:00|23:30:00
= 7|2025-01-07 23:00:00|2025-01-31 01:00:00|2025-01-03 08:59:31|23:30:00
rows SELECT m8 FROM moved WHERE id = 6
= 12:30:00
rows SELECT s, least, most, minutes FROM gathered
= 1 year 2 mons -3 days -59:56:55.500001|-100:00:00.000001|366 days 22:00:00|00:14:00
rows SELECT id, e, y, mo, d, h, mi, s, be, bd FROM fields ORDER BY id
= 1|187569000000|0|0|1|2|3|4500000|5275784750000|61
= 2|-158400000000|0|0|-1|2|0|0|-129600000001|-1
= 3|72964800000000|1|2|-3|0|0|0|999999|0
= 4|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL|NULL
= 5|0|0|0|0|0|0|0|0|0
= 6|259200000000|0|0|0|36|0|0|31701600000000|366
= 7|-720000000002|0|0|0|-100|0|-1|79200000000|0
rows SELECT id FROM sorted ORDER BY place
= 3
= 6
= 1
= 5
= 2
= 7
rows SELECT id, x FROM took ORDER BY id
= 1|1 day 02:03:04.5
= 2|-1 days +03:00:00
= 4|NULL
= 5|01:00:00
= 6|36:00:00
= 7|-99:00:00.000001
ok INSERT INTO kept (a, b) VALUES ('2024-01-01 00:00:00', '2024-01-03 00:00:00')
no INSERT INTO kept (a, b) VALUES ('2024-01-01 00:00:00', '2024-01-03 00:00:01')
ok INSERT INTO kept (x) VALUES ('29 days 23:00:00')
no INSERT INTO kept (x) VALUES ('29 days 24:00:00')
no INSERT INTO kept (x) VALUES ('-00:00:01')
rows SELECT x, twice FROM kept ORDER BY x
= 1 day|2 days
= 29 days 23:00:00|58 days 46:00:00
# An interval as a time is what it has beside its days; what is taken from midnight is of the day before.
migrate
CREATE TABLE span_time (id serial PRIMARY KEY, a interval DEFAULT '3 days 02:00', b time);
INSERT INTO span_time (a) VALUES (DEFAULT), ('-3 hours'), ('1 mon 2 days -5 hours 3.25 sec'), (NULL);
UPDATE span_time SET b = a;
UPDATE span_time SET b = a::time + interval '1 hour';
ALTER TABLE span_time ALTER COLUMN a TYPE time;
INSERT INTO span_time (b) VALUES (interval '5 hours' + interval '20 hours');
INSERT INTO span_time (b) SELECT interval '26:00' FROM span_time WHERE id = 1;
.
pg rows SELECT id, a, b FROM span_time ORDER BY id
= 1|02:00:00|03:00:00
= 2|21:00:00|22:00:00
= 3|19:00:03.25|20:00:03.25
= 4|NULL|NULL
= 5|02:00:00|01:00:00
= 6|02:00:00|02:00:00
lite rows SELECT id, a, b FROM span_time ORDER BY id
= 1|02:00:00|03:00:00
= 2|21:00:00|22:00:00
= 3|19:00:03.25|20:00:03.25
= 4|NULL|NULL
= 5|02:00:00|01:00:00
= 6|02:00:00|02:00:00
mysql,maria rows SELECT id, floor(time_to_sec(a)), floor(time_to_sec(b)), microsecond(a) FROM span_time ORDER BY id
= 1|7200|10800|0
= 2|75600|79200|0
= 3|68403|72003|250000
= 4|NULL|NULL|NULL
= 5|7200|3600|0
= 6|7200|7200|0

# Fields of aggregates of what a query has computed; a year has 365.25 days, a month 30.
migrate
CREATE TABLE courses (id int PRIMARY KEY, began timestamp, ended timestamp, mean bigint);
CREATE FUNCTION mean_of_course() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    mean double precision;
BEGIN
    mean = (SELECT CAST(extract(EPOCH FROM avg(t.d)) AS double precision)
              FROM (SELECT (ended - began) d FROM courses ORDER BY began DESC LIMIT 5) t);
    NEW.mean = CASE WHEN mean IS NULL THEN 0 ELSE mean END;
    RETURN NEW;
END $$;
CREATE TRIGGER mean_of_course BEFORE INSERT ON courses FOR EACH ROW EXECUTE FUNCTION mean_of_course();
CREATE TABLE lengths_of_time (id int PRIMARY KEY, i interval);
INSERT INTO lengths_of_time VALUES (1, '13 months'), (2, '-25 months 3 days'), (3, '1 year 2 mons 03:04:05.5'), (4, '40 days');
CREATE VIEW seconds_of AS SELECT id, (extract(epoch FROM i) * 10)::bigint AS s FROM lengths_of_time;
CREATE VIEW mean_seconds AS SELECT (extract(epoch FROM avg(i)) * 10)::bigint AS s, extract(month FROM sum(i))::int AS m FROM lengths_of_time WHERE id <> 2;
.
ok INSERT INTO courses (id, began, ended) VALUES (1, '2026-01-01 00:00:00', '2026-01-02 00:00:10')
ok INSERT INTO courses (id, began, ended) VALUES (2, '2026-01-03 00:00:00', '2026-01-03 00:00:30')
ok INSERT INTO courses (id, began, ended) VALUES (3, '2026-01-03 00:00:00', '2026-01-03 00:00:30')
rows SELECT id, mean FROM courses ORDER BY id
= 1|0
= 2|86410
= 3|43220
rows SELECT id, s FROM seconds_of ORDER BY id
= 1|341496000
= 2|-654480000
= 3|367526455
= 4|34560000
rows SELECT s, m FROM mean_seconds
= 244836818|3

# A kept interval moves a time: months first, whichever the sign; where a function of a trigger asks for it, too.
migrate
CREATE TABLE delays (event text PRIMARY KEY, value interval);
INSERT INTO delays VALUES ('month', '1 month -1 day'), ('clock', '-00:00:01.25'), ('none', NULL), ('years', '2 years 3 mons 4 days 05:06:07.5');
CREATE TABLE reviews (id int PRIMARY KEY, after bigint NOT NULL, event text NOT NULL);
CREATE TABLE uploads (id int PRIMARY KEY, at timestamp NOT NULL, event text);
CREATE FUNCTION review_after(e text, t timestamp) RETURNS bigint VOLATILE LANGUAGE plpgsql AS $$
DECLARE
    result timestamp;
BEGIN
    SELECT (t + value) INTO result FROM delays WHERE event = e;
    IF result IS NULL THEN
        RETURN extract(epoch FROM (t + interval '1 day'));
    ELSE
        RETURN extract(epoch FROM result);
    END IF;
END $$;
CREATE FUNCTION track_uploads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reviews (id, after, event) VALUES (NEW.id, review_after(NEW.event, NEW.at), 'upload')
    ON CONFLICT (id) DO UPDATE SET after = review_after('clock', NEW.at), event = 'again';
    RETURN NULL;
END $$;
CREATE TRIGGER track_uploads AFTER INSERT ON uploads FOR EACH ROW EXECUTE FUNCTION track_uploads();
INSERT INTO reviews VALUES (5, 0, 'upload');
CREATE VIEW shifted AS SELECT id, d.event AS cause, at + value AS later, at - value AS sooner, at + value * 2 AS twice FROM uploads, delays d;
.
ok INSERT INTO uploads VALUES (1, '2024-01-31 10:00:00', 'month')
ok INSERT INTO uploads VALUES (2, '2024-03-31 00:00:00.5', 'clock')
ok INSERT INTO uploads VALUES (3, '2024-02-29 23:59:59', 'none')
ok INSERT INTO uploads VALUES (4, '2023-12-31 23:00:00', 'years')
ok INSERT INTO uploads VALUES (5, '2023-12-31 23:00:00', 'nothing')
rows SELECT id, after, event FROM reviews ORDER BY id
= 1|1709114400|upload
= 2|1711843199|upload
= 3|1709337599|upload
= 4|1775361968|upload
= 5|1704063599|again
rows SELECT id, cause, later, sooner, twice FROM shifted WHERE id < 5 ORDER BY id, cause
= 1|clock|2024-01-31 09:59:58.75|2024-01-31 10:00:01.25|2024-01-31 09:59:57.5
= 1|month|2024-02-28 10:00:00|2024-01-01 10:00:00|2024-03-29 10:00:00
= 1|none|NULL|NULL|NULL
= 1|years|2026-05-04 15:06:07.5|2021-10-27 04:53:52.5|2028-08-08 20:12:15
= 2|clock|2024-03-30 23:59:59.25|2024-03-31 00:00:01.75|2024-03-30 23:59:58
= 2|month|2024-04-29 00:00:00.5|2024-03-01 00:00:00.5|2024-05-29 00:00:00.5
= 2|none|NULL|NULL|NULL
= 2|years|2026-07-04 05:06:08|2021-12-26 18:53:53|2028-10-08 10:12:15.5
= 3|clock|2024-02-29 23:59:57.75|2024-03-01 00:00:00.25|2024-02-29 23:59:56.5
= 3|month|2024-03-28 23:59:59|2024-01-30 23:59:59|2024-04-27 23:59:59
= 3|none|NULL|NULL|NULL
= 3|years|2026-06-03 05:06:06.5|2021-11-25 18:53:51.5|2028-09-07 10:12:14
= 4|clock|2023-12-31 22:59:58.75|2023-12-31 23:00:01.25|2023-12-31 22:59:57.5
= 4|month|2024-01-30 23:00:00|2023-12-01 23:00:00|2024-02-27 23:00:00
= 4|none|NULL|NULL|NULL
= 4|years|2026-04-05 04:06:07.5|2021-09-26 17:53:52.5|2028-07-09 09:12:15

# One after the other; what is random is one number, however often the engine's expression has it.
migrate
CREATE TABLE jittered (id int PRIMARY KEY, n int, at timestamp, due timestamp);
INSERT INTO jittered VALUES (1, 3, '2024-01-31 10:00:00.5', NULL), (2, NULL, '2024-02-29 23:59:59', NULL), (3, -70, '2024-03-31 00:00:00', NULL);
UPDATE jittered SET due = at + (floor(random() * 23 + 1)::int || ' hours')::interval + (floor(random() * 59 + 1)::int || ' minutes')::interval + (floor(random() * 59 + 1)::int || ' seconds')::interval + (floor(random() * 999 + 1)::int || ' milliseconds')::interval;
CREATE VIEW well_jittered AS SELECT count(*) AS n FROM jittered WHERE due > at + interval '1 hour' AND due < at + interval '25 hours';
CREATE VIEW in_turn AS SELECT id, at + interval '1 month' + (n || ' hours')::interval + (n || ' minutes')::interval - interval '1.25 seconds' AS a, at - (n || ' hours')::interval - interval '1 month' AS b, at + (n || ' hours')::interval + (n || ' days')::interval - (n || ' minutes')::interval AS c FROM jittered;
.
rows SELECT n FROM well_jittered
= 3
rows SELECT id, a, b, c FROM in_turn ORDER BY id
= 1|2024-02-29 13:02:59.25|2023-12-31 07:00:00.5|2024-02-03 12:57:00.5
= 2|NULL|NULL|NULL
= 3|2024-04-27 00:49:58.75|2024-03-02 22:00:00|2024-01-18 03:10:00
