# Spellings of one value: what PostgreSQL takes and stores in one form. MySQL and MariaDB read a text by their own rules.
# The digits of a second that a time keeps (8.5).
migrate
CREATE TABLE times (id int PRIMARY KEY, t time UNIQUE, t0 time(0), t2 time(2));
.
ok INSERT INTO times VALUES (1, '10:00:00.5', '10:00:59.5', '10:00:59.994'), (2, '10:00', '10:00', '10:00')
pg,lite no INSERT INTO times (id, t) VALUES (3, '10:00:00.500')
pg,lite ok INSERT INTO times VALUES (3, '23:59:59.9999999', '23:59:59.5', '23:59:59.995'), (4, '00:00:00.000', '00:00:00.4', '12:30:00.10')
pg,lite no INSERT INTO times (id, t) VALUES (5, '23:59:60.5.5')
pg,lite rows SELECT id, t, t0, t2 FROM times ORDER BY id
= 1|10:00:00.5|10:01:00|10:00:59.99
= 2|10:00:00|10:00:00|10:00:00
= 3|24:00:00|24:00:00|24:00:00
= 4|00:00:00|00:00:00|12:30:00.1

migrate
CREATE TABLE moments (id int PRIMARY KEY, tz timestamptz UNIQUE, ts timestamp, t3 timestamp(3), t0 timestamptz(0), d date);
.
pg,lite ok INSERT INTO moments VALUES (1, '2024-01-01T10:00:00Z', '2024-01-01T10:00:00', '2024-01-01 10:00', '2024-01-01', '20240105')
pg,lite no INSERT INTO moments (id, tz) VALUES (2, '2024-01-01 12:00:00.000+02')
pg,lite no INSERT INTO moments (id, tz) VALUES (2, '2024-01-01 15:30:00 +05:30')
pg,lite ok INSERT INTO moments (id, tz, ts) VALUES (2, '2024-01-01 10:00:00.5-0530', '2024-01-01 10:00:00.5-05:30')
pg,lite ok INSERT INTO moments (id, tz, t3, t0) VALUES (3, '2024-12-31 23:59:59.9999999', '2024-12-31 23:59:59.9995', '2024-12-31 23:59:59.5')
pg,lite ok INSERT INTO moments (id, tz, ts, d) VALUES (4, 'infinity', '-infinity', 'infinity')
pg,lite ok INSERT INTO moments (id, tz, d) VALUES (5, ' 2024/02/03 04:05:06 UTC ', '2024-02-03 04:05:06')
pg,lite ok INSERT INTO moments (id, tz, ts) VALUES (6, 'epoch', '2024-01-01 24:00:00')
pg,lite ok INSERT INTO moments (id, tz, d) VALUES (7, 'now', 'today')
pg,lite no INSERT INTO moments (id, tz) VALUES (8, '2023-02-29T10:00:00Z')
pg,lite no INSERT INTO moments (id, tz) VALUES (8, '2024-01-01T10:00:00+25:00')
pg,lite no INSERT INTO moments (id, tz) VALUES (8, '2024-01-01 10:00:00.5.5')
pg,lite no INSERT INTO moments (id, tz) VALUES (8, '1700000000')
pg,lite no INSERT INTO moments (id, ts) VALUES (8, '2024-01')
pg,lite no INSERT INTO moments (id, ts) VALUES (8, '0000-01-01 00:00:00')
pg,lite no INSERT INTO moments (id, d) VALUES (8, '20230229')
pg,lite no INSERT INTO moments (id, d) VALUES (8, '2024-01-01 25:00:00')
pg,lite no UPDATE moments SET ts = '2024-06-31T00:00:00' WHERE id = 1
pg,lite ok UPDATE moments SET ts = '2024-06-30T00:00:00+02' WHERE id = 1
lite rows SELECT * FROM moments WHERE id < 7 ORDER BY id
= 1|2024-01-01 10:00:00|2024-06-30 00:00:00|2024-01-01 10:00:00|2024-01-01 00:00:00|2024-01-05
= 2|2024-01-01 15:30:00.5|2024-01-01 10:00:00.5|NULL|NULL|NULL
= 3|2025-01-01 00:00:00|NULL|2025-01-01 00:00:00|2025-01-01 00:00:00|NULL
= 4|infinity|-infinity|NULL|NULL|infinity
= 5|2024-02-03 04:05:06|NULL|NULL|NULL|2024-02-03
= 6|1970-01-01 00:00:00|2024-01-02 00:00:00|NULL|NULL|NULL
pg,lite rows SELECT id FROM moments WHERE tz < '2024-01-01 12:00:00' ORDER BY id
= 1
= 6
pg,lite rows SELECT id FROM moments WHERE tz > '2024-01-01 12:00:00' AND id <> 7 ORDER BY id
= 2
= 3
= 4
= 5

migrate
CREATE TABLE ids (id uuid PRIMARY KEY, n int);
CREATE TABLE refs (id uuid REFERENCES ids (id));
.
pg,lite ok INSERT INTO ids VALUES ('{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}', 1)
pg,lite,maria ok INSERT INTO ids VALUES ('B0EEBC999C0B4EF8BB6D6BB9BD380A11', 2)
pg,lite no INSERT INTO ids VALUES ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 3)
pg,lite no INSERT INTO ids VALUES ('b0eebc999c0b4ef8bb6d6bb9bd380a11', 3)
no INSERT INTO ids VALUES ('{c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 3)
no INSERT INTO ids VALUES ('c0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1', 3)
no INSERT INTO ids VALUES ('c0eebc999c0b4ef8bb6d6bb9bd380a1g', 3)
pg,lite ok INSERT INTO refs VALUES ('{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}')
no INSERT INTO refs VALUES ('d0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')
pg,lite rows SELECT id FROM ids ORDER BY id
= a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
= b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11

migrate
CREATE TABLE words (id int PRIMARY KEY, b boolean, v varchar(3) UNIQUE, c char(3));
.
ok INSERT INTO words (id, v, c) VALUES (1, 'abc   ', 'abc   ')
pg,lite ok UPDATE words SET b = ' Yes ' WHERE id = 1
pg,lite ok INSERT INTO words (id, b) VALUES (2, 'fal')
pg,lite ok INSERT INTO words (id, b) VALUES (3, 'ON')
no INSERT INTO words (id, b) VALUES (4, 'o')
no INSERT INTO words (id, b) VALUES (4, '')
no INSERT INTO words (id, v) VALUES (4, 'abc')
no INSERT INTO words (id, v) VALUES (4, 'ab  c')
rows SELECT v FROM words WHERE id = 1
= abc
pg,lite rows SELECT id FROM words WHERE b ORDER BY id
= 1
= 3

migrate
CREATE TABLE numbers (id int PRIMARY KEY, i int, s smallint, b bigint, n numeric(6,2), m numeric(4,0));
.
ok INSERT INTO numbers VALUES (1, 1.5, -2.5, 7.4, 1.005, 12.5)
no INSERT INTO numbers (id, i) VALUES (2, 2147483647.5)
no INSERT INTO numbers (id, s) VALUES (2, -32768.5)
ok INSERT INTO numbers (id, s) VALUES (3, 32767.4)
no INSERT INTO numbers (id, n) VALUES (4, 9999.995)
ok INSERT INTO numbers (id, n) VALUES (5, 9999.994)
rows SELECT id, i, s, b FROM numbers ORDER BY id
= 1|2|-3|7
= 3|NULL|32767|NULL
= 5|NULL|NULL|NULL
rows SELECT id FROM numbers WHERE n = 1.01 AND m = 13
= 1

migrate
CREATE TABLE parts (id int PRIMARY KEY, b bytea UNIQUE, t text[], n int[]);
.
pg,lite ok INSERT INTO parts VALUES (1, '\xDEADbeef00', '{a, b,NULL}', '{1,2}')
pg,lite ok INSERT INTO parts VALUES (2, 'plain', '{}', '{}')
lite no INSERT INTO parts (id, b) VALUES (3, X'deadbeef00')
pg,lite no INSERT INTO parts (id, b) VALUES (3, '\xabc')
pg,lite no INSERT INTO parts (id, t) VALUES (3, '{a')
pg,lite no INSERT INTO parts (id, t) VALUES (3, '{a,,b}')
pg,lite no INSERT INTO parts (id, n) VALUES (3, '{1,x}')
lite rows SELECT hex(b), t, n FROM parts ORDER BY id
= DEADBEEF00|["a","b",null]|[1,2]
= 706C61696E|[]|[]

# The rules move along with the table: new and renamed columns, a new name, another type for what is there.
migrate
CREATE TABLE moved (id int PRIMARY KEY, at text, n text);
INSERT INTO moved VALUES (1, '2024-01-01T10:00:00Z', 'x');
ALTER TABLE moved ADD COLUMN u uuid;
ALTER TABLE moved RENAME COLUMN u TO w;
ALTER TABLE moved ALTER COLUMN at TYPE timestamptz USING at::timestamptz;
ALTER TABLE moved RENAME TO gone;
ALTER TABLE gone ADD COLUMN v varchar(2);
.
pg,lite ok INSERT INTO gone VALUES (2, '2024-01-02T10:00:00+01', 'y', 'A0EEBC999C0B4EF8BB6D6BB9BD380A11', 'ab ')
pg,lite no INSERT INTO gone (id, at) VALUES (3, '2024-02-30T10:00:00+01')
pg,lite rows SELECT w, v FROM gone WHERE id = 2
= a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|ab
lite rows SELECT at FROM gone ORDER BY id
= 2024-01-01 10:00:00
= 2024-01-02 09:00:00

# What puts values into their form is no UPDATE of the application's: triggers see one change, whatever it was written as.
migrate
CREATE TABLE seen (n serial PRIMARY KEY, what text);
CREATE TABLE odd (id int PRIMARY KEY, at timestamptz, b boolean, u uuid, touched int NOT NULL DEFAULT 0);
CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO seen (what) VALUES (TG_OP || ' ' || NEW.id); RETURN NULL; END $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched := OLD.touched + 1; RETURN NEW; END $$;
CREATE TRIGGER a_see AFTER INSERT OR UPDATE ON odd FOR EACH ROW EXECUTE FUNCTION see();
CREATE TRIGGER b_touch BEFORE UPDATE ON odd FOR EACH ROW EXECUTE FUNCTION touch();
.
pg,lite ok INSERT INTO odd (id, at, b) VALUES (1, '2024-01-01T10:00:00+02', 'yes'), (2, '2024-01-01 10:00:00', NULL), (3, 'epoch', 'off')
pg,lite ok UPDATE odd SET at = '2024-02-01T10:00:00Z', u = '{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}' WHERE id = 1
pg,lite ok UPDATE odd SET at = '2024-02-01 10:00:00.50' WHERE id > 1
pg,lite no UPDATE odd SET at = '2024-02-30 10:00:00' WHERE id > 1
pg,lite rows SELECT what FROM seen ORDER BY n
= INSERT 1
= INSERT 2
= INSERT 3
= UPDATE 1
= UPDATE 2
= UPDATE 3
lite rows SELECT id, at, b, u, touched FROM odd ORDER BY id
= 1|2024-02-01 10:00:00|1|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|1
= 2|2024-02-01 10:00:00.5|NULL|NULL|1
= 3|2024-02-01 10:00:00.5|0|NULL|1

# A trigger that comes later, and one that goes.
migrate
CREATE TABLE log (id int);
CREATE TABLE late (id int PRIMARY KEY, at timestamp);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER note AFTER UPDATE ON late FOR EACH ROW EXECUTE FUNCTION note();
.
pg,lite ok INSERT INTO late VALUES (1, '2024-01-01T10:00:00Z')
pg,lite ok UPDATE late SET at = '2024-01-01T10:00:60' WHERE id = 1
pg,lite rows SELECT * FROM log
= 1
migrate
DROP TRIGGER note ON late;
.
pg,lite ok UPDATE late SET at = '20240101' WHERE id = 1
pg,lite rows SELECT * FROM log
= 1
lite rows SELECT at FROM late
= 2024-01-01 00:00:00

# Rows that get another type are formed one by one.
migrate
CREATE TABLE turned (id int PRIMARY KEY, at text, d text, u text);
INSERT INTO turned VALUES (1, '2024-01-01T10:00:00Z', '2024-01-05', 'A0EEBC999C0B4EF8BB6D6BB9BD380A11'),
  (2, '2024-01-02 10:00:00.250+02', '2024-01-06', 'b0eebc999c0b4ef8bb6d6bb9bd380a11'), (3, NULL, NULL, NULL);
ALTER TABLE turned ALTER at TYPE timestamptz USING at::timestamptz, ALTER d TYPE date USING d::date, ALTER u TYPE uuid USING u::uuid;
.
lite rows SELECT * FROM turned ORDER BY id
= 1|2024-01-01 10:00:00|2024-01-05|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
= 2|2024-01-02 08:00:00.25|2024-01-06|b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
= 3|NULL|NULL|NULL

migrate
CREATE TABLE bounds (id int PRIMARY KEY, b bigint, s smallint, n numeric(3,2), m numeric(2,2));
.
ok INSERT INTO bounds (id, b) VALUES (1, 9223372036854775807), (2, -9223372036854775808)
no INSERT INTO bounds (id, b) VALUES (3, 9223372036854775808)
no INSERT INTO bounds (id, b) VALUES (3, -9223372036854775809)
no INSERT INTO bounds (id, b) VALUES (3, 1e30)
no INSERT INTO bounds (id, b) VALUES (3, 'many')
no INSERT INTO bounds (id, s) VALUES (3, 'few')
no INSERT INTO bounds (id, n) VALUES (3, 'some')
no INSERT INTO bounds (id, n) VALUES (3, 9.995)
no INSERT INTO bounds (id, n) VALUES (3, -9.995)
no INSERT INTO bounds (id, m) VALUES (3, 0.995)
ok INSERT INTO bounds (id, n, m) VALUES (3, -9.994, 0.994)
rows SELECT id, b FROM bounds ORDER BY id
= 1|9223372036854775807
= 2|-9223372036854775808
= 3|NULL

# One moment is one text, with however many zeros it is written.
migrate
CREATE TABLE once (at timestamp PRIMARY KEY, made timestamptz NOT NULL DEFAULT now());
.
ok INSERT INTO once (at) VALUES ('2024-01-01 10:00:00.000'), ('2024-01-01 10:00:00.5')
no INSERT INTO once (at) VALUES ('2024-01-01 10:00:00')
no INSERT INTO once (at) VALUES ('2024-01-01 10:00:00.500')
ok INSERT INTO once (at) VALUES ('2024-01-01 10:00:00.120'), ('2024-01-01 10:00:00.123')
rows SELECT count(*) FROM once WHERE at >= '2024-01-01 10:00:00.12' AND made > '2024-01-01'
= 3
lite rows SELECT at FROM once ORDER BY at
= 2024-01-01 10:00:00
= 2024-01-01 10:00:00.12
= 2024-01-01 10:00:00.123
= 2024-01-01 10:00:00.5

# a trigger for updates is there before the first column that may be written in another form
migrate
CREATE TABLE plain (name text);
CREATE TABLE plain_log (what text);
CREATE FUNCTION log_plain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO plain_log VALUES (TG_OP);
    RETURN NEW;
END $$;
CREATE TRIGGER log_plain AFTER INSERT OR UPDATE ON plain FOR EACH ROW EXECUTE FUNCTION log_plain();
ALTER TABLE plain ADD COLUMN n integer;
ALTER TABLE plain_log RENAME TO plain_notes;
CREATE OR REPLACE FUNCTION log_plain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO plain_notes VALUES (TG_OP);
    RETURN NEW;
END $$;
.
ok INSERT INTO plain (name, n) VALUES ('a', 1.5)
ok UPDATE plain SET n = 3.5
rows SELECT n FROM plain
= 4
rows SELECT what, count(*) FROM plain_notes GROUP BY what ORDER BY what
= INSERT|1
= UPDATE|1
migrate
DROP TRIGGER log_plain ON plain;
.
ok UPDATE plain SET n = 4.5
rows SELECT n FROM plain
= 5

# Days as people write them: months by their names, the month first, parts of one digit.
migrate
CREATE TABLE days (id int PRIMARY KEY, tz timestamptz, ts timestamp(3), d date);
.
pg,lite ok INSERT INTO days VALUES (1, 'Jan 5 2024', 'January 5, 2024 10:00', '05-Jan-2024')
pg,lite ok INSERT INTO days VALUES (2, '2024-1-5 1:02:03', '1999-Jan-8 10:00', 'Jan-08-1999')
pg,lite ok INSERT INTO days VALUES (3, '01/05/2024', '1/8/1999 10:00:00Z', '2024-1-5')
pg,lite ok INSERT INTO days VALUES (4, '1999-01-08 04:05:06 -8:00', '5 September 2024 10:00:00.4996', '2024 may 4')
pg,lite ok INSERT INTO days VALUES (5, '2024-01-01 24:00:00', '2024-06-30 23:59:60', '2024 feb 29')
pg,lite no INSERT INTO days (id, tz) VALUES (7, 'Janu 5 2024')
pg,lite no INSERT INTO days (id, tz) VALUES (7, 'Feb 30 2024')
pg,lite no INSERT INTO days (id, tz) VALUES (7, '13/05/2024')
pg,lite no INSERT INTO days (id, ts) VALUES (7, '2024-01-01 24:00:01')
pg,lite no INSERT INTO days (id, ts) VALUES (7, '2024-01-01 23:59:60.5')
pg,lite no INSERT INTO days (id, d) VALUES (7, '2024-1-5-6')
pg,lite no INSERT INTO days (id, d) VALUES (7, '1-2-34-5')
pg,lite no UPDATE days SET d = 'Smarch 13 2024' WHERE id = 1
lite rows SELECT * FROM days ORDER BY id
= 1|2024-01-05 00:00:00|2024-01-05 10:00:00|2024-01-05
= 2|2024-01-05 01:02:03|1999-01-08 10:00:00|1999-01-08
= 3|2024-01-05 00:00:00|1999-01-08 10:00:00|2024-01-05
= 4|1999-01-08 12:05:06|2024-09-05 10:00:00.5|2024-05-04
= 5|2024-01-02 00:00:00|2024-07-01 00:00:00|2024-02-29

# Numbers out of all bounds, and arrays of arrays.
migrate
CREATE TABLE edges (id int PRIMARY KEY, d double precision, r real, n int[], t text[]);
.
no INSERT INTO edges (id, d) VALUES (1, 1e400)
no INSERT INTO edges (id, r) VALUES (1, 3.5e38)
ok INSERT INTO edges (id, d, r) VALUES (1, 1e300, -3.4e38)
pg,lite ok INSERT INTO edges (id, n) VALUES (2, '{{1,2},{3,NULL}}')
pg,lite no INSERT INTO edges (id, n) VALUES (3, '{1,}')
pg,lite no INSERT INTO edges (id, n) VALUES (3, '{{1,2}')
pg,lite no INSERT INTO edges (id, t) VALUES (3, '{,}')
pg,lite no INSERT INTO edges (id, t) VALUES (3, '{a, }')
lite rows SELECT n FROM edges WHERE id = 2
= [[1,2],[3,null]]

# DEFAULT written out, of columns that a trigger fills.
migrate
CREATE TABLE counted (id int PRIMARY KEY, n serial, b bigserial);
INSERT INTO counted (id, n, b) VALUES (1, DEFAULT, DEFAULT), (2, DEFAULT, DEFAULT);
.
rows SELECT * FROM counted ORDER BY id
= 1|1|1
= 2|2|2

# A trigger that fails on what it looks at is not asked about what puts a value into its form.
migrate
CREATE TABLE polled (id int PRIMARY KEY, at timestamp, doc text NOT NULL);
CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.doc::json ->> 'at')::bigint < (OLD.doc::json ->> 'at')::bigint THEN RAISE EXCEPTION 'earlier'; END IF;
  RETURN NEW; END $$;
CREATE TRIGGER later BEFORE UPDATE ON polled FOR EACH ROW EXECUTE FUNCTION later();
.
ok INSERT INTO polled VALUES (1, '2024-01-01T10:00:00', 'no document')
ok INSERT INTO polled VALUES (2, '2024-01-01 10:00:00', '{"at": 5}')
no UPDATE polled SET doc = '{"at": 4}' WHERE id = 2
ok UPDATE polled SET doc = '{"at": 6}' WHERE id = 2
no UPDATE polled SET at = '2024-01-02 10:00:00' WHERE id = 1

# Arrays in PostgreSQL's own form; MySQL reads JSON alone.
migrate
CREATE TABLE lists (id int PRIMARY KEY, n int[] NOT NULL, t text[], more bigint[]);
ALTER TABLE lists RENAME COLUMN more TO others;
ALTER TABLE lists ADD COLUMN last double precision[] DEFAULT '{0.5}';
INSERT INTO lists VALUES (1, '{1,2}', ARRAY['a', 'b c'], NULL);
.
pg,lite,maria ok INSERT INTO lists (id, n, t, others) VALUES (2, '{}', '{}', '{3, 4}')
pg,lite,maria ok INSERT INTO lists VALUES (3, '{{1,2},{3,NULL}}', '{a, b c,NULL}', NULL, '{1e3}')
pg,lite,maria ok UPDATE lists SET t = '{x,y}', others = '{}' WHERE id = 1
no INSERT INTO lists (id, n, t) VALUES (4, '{}', '{,}')
no INSERT INTO lists (id, n, t) VALUES (4, '{}', '{a')
no INSERT INTO lists (id, n) VALUES (4, '{1,}')
no INSERT INTO lists (id, n) VALUES (4, '{one}')
no UPDATE lists SET n = NULL WHERE id = 1
lite,maria rows SELECT id, replace(n, ' ', ''), replace(t, '", "', '","'), replace(others, ' ', '') FROM lists ORDER BY id
= 1|[1,2]|["x","y"]|[]
= 2|[]|[]|[3,4]
= 3|[[1,2],[3,null]]|["a","b c",null]|NULL

migrate
CREATE TABLE hours (id int PRIMARY KEY, t time UNIQUE);
.
ok INSERT INTO hours VALUES (1, '10:00'), (2, '24:00:00'), (3, '23:59:59.5')
no INSERT INTO hours VALUES (4, '10:00:00')
no INSERT INTO hours VALUES (4, '24:00:01')
no INSERT INTO hours VALUES (4, '25:00')
rows SELECT id FROM hours WHERE t = '10:00:00'
= 1

# A CHECK is about a value in its form: rounded, cut, one of two truths.
migrate
CREATE TABLE judged (id int PRIMARY KEY, n numeric(6,2) CHECK (n >= 0), seats int NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 100), a boolean NOT NULL DEFAULT true, d date, v varchar(3) CHECK (v <> 'abc'), CHECK (a OR d IS NOT NULL));
ALTER TABLE judged ADD COLUMN more smallint CHECK (more < 5);
.
ok INSERT INTO judged (id, n) VALUES (1, -0.004)
no INSERT INTO judged (id, n) VALUES (2, -0.005)
ok INSERT INTO judged (id, seats) VALUES (3, 100.4)
no INSERT INTO judged (id, seats) VALUES (4, 100.5)
ok INSERT INTO judged (id, seats) VALUES (5, 0.5)
no INSERT INTO judged (id, seats) VALUES (6, 0.4)
pg,lite ok INSERT INTO judged (id, a) VALUES (7, 'true')
pg,lite no INSERT INTO judged (id, a) VALUES (8, 'no')
pg,lite ok INSERT INTO judged (id, a, d) VALUES (8, 'no', '2024-01-01')
no INSERT INTO judged (id, v) VALUES (9, 'abc ')
ok INSERT INTO judged (id, v) VALUES (9, 'abd ')
ok INSERT INTO judged (id, more) VALUES (10, 4.4)
no INSERT INTO judged (id, more) VALUES (11, 4.6)
no UPDATE judged SET more = 4.5 WHERE id = 10
ok UPDATE judged SET seats = 99.5 WHERE id = 10
rows SELECT id, seats, more FROM judged WHERE id IN (3, 5, 10) ORDER BY id
= 3|100|NULL
= 5|1|NULL
= 10|100|4

# A CHECK is asked about the form, however the value is written; so is one that is a trigger.
migrate
CREATE TABLE asked (id int PRIMARY KEY, tags text[] CHECK (array_length(tags, 1) <= 2), ns int[],
    starts timestamptz, ends timestamptz, first date, last date, slug varchar(5) CHECK (slug ~ '^[a-z]+$'),
    CHECK (ends > starts), CHECK (last >= first), CHECK (ns[1] > 0));
.
pg,lite,maria ok INSERT INTO asked (id, tags, ns) VALUES (1, '{a,b}', '{1,2}')
pg,lite,maria no INSERT INTO asked (id, tags) VALUES (2, '{a,b,c}')
pg,lite,maria no INSERT INTO asked (id, ns) VALUES (2, '{0}')
pg,lite,maria no UPDATE asked SET tags = '{a,b,c}' WHERE id = 1
pg,lite ok INSERT INTO asked (id, starts, ends) VALUES (3, '2024-01-01T10:00:00Z', '2024-01-01 12:00:00')
pg,lite no INSERT INTO asked (id, starts, ends) VALUES (4, '2024-01-01 12:00:00', '2024-01-01T10:00:00Z')
pg,lite ok INSERT INTO asked (id, starts, ends) VALUES (5, '2024-01-01 12:00:00', '2024-01-01 10:00:00-05')
pg,lite no INSERT INTO asked (id, starts, ends) VALUES (6, '2024-01-01 10:00:00', '2024-01-01 12:00:00+05')
pg,lite no INSERT INTO asked (id, starts, ends) VALUES (6, '2024-01-01 10:00:00', '-infinity')
pg,lite ok INSERT INTO asked (id, first, last) VALUES (7, '2024-01-05', '2024-1-6')
pg,lite no INSERT INTO asked (id, first, last) VALUES (8, '2024-01-05', '2024/1/4')
ok INSERT INTO asked (id, slug) VALUES (9, 'abcde  ')
no INSERT INTO asked (id, slug) VALUES (10, 'abcd1  ')

# What a trigger puts in the place of a moment stays, however the moment was written.
migrate
CREATE TABLE stamped (id int PRIMARY KEY, updated_at timestamptz);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at = ''2030-01-01 00:00:00''; RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
.
pg,lite ok INSERT INTO stamped VALUES (1, '2024-01-01T10:00:00Z'), (2, NULL)
pg,lite ok UPDATE stamped SET updated_at = '2024-02-01T10:00:00Z'
pg,lite rows SELECT id FROM stamped WHERE updated_at = '2030-01-01 00:00:00' ORDER BY id
= 1
= 2
pg,lite no UPDATE stamped SET updated_at = '2024-02-31T10:00:00Z'

# A CHECK that asks for one value of several is not met by none of them, whatever their types.
migrate
CREATE TABLE any_of (id int PRIMARY KEY, a varchar(5), u uuid, n numeric(4,1), d date, t timestamptz, l text[], CHECK (a IS NOT NULL OR u IS NOT NULL OR n IS NOT NULL OR d IS NOT NULL OR t IS NOT NULL OR l IS NOT NULL));
.
no INSERT INTO any_of (id) VALUES (1)
ok INSERT INTO any_of (id, a) VALUES (1, 'a')
no UPDATE any_of SET a = NULL
ok UPDATE any_of SET d = '2024-01-01', a = NULL
