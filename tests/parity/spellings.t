# What an application writes that the engines read each in its own way: the table at the end of docs/portability.md.
migrate
CREATE TABLE moments (id int PRIMARY KEY, ts timestamp, d date, t time);
.
pg,lite ok INSERT INTO moments (id, ts) VALUES (1, '2024-01-01T10:00:00Z')
mysql,maria no INSERT INTO moments (id, ts) VALUES (1, '2024-01-01T10:00:00Z')
mysql ok INSERT INTO moments (id, ts) VALUES (1, '2024-01-01 10:00:00+02:00')
maria no INSERT INTO moments (id, ts) VALUES (1, '2024-01-01 10:00:00+02:00')
mysql,maria no INSERT INTO moments (id, ts) VALUES (2, '2024-01-01 10:00:00+02')
mysql,maria no INSERT INTO moments (id, ts) VALUES (2, '2024-01-01 10:00:00 UTC')
ok INSERT INTO moments (id, ts) VALUES (3, '2024-01-01T10:00:00')
ok INSERT INTO moments (id, ts) VALUES (4, '20240105')
ok INSERT INTO moments (id, ts) VALUES (5, '2024/01/05 10:00:00')
pg,mysql,maria ok INSERT INTO moments (id, ts) VALUES (6, '2024-1-5 1:2:3')
pg,mysql,maria ok INSERT INTO moments (id, ts) VALUES (7, '20240105T101112')
lite no INSERT INTO moments (id, ts) VALUES (6, '2024-1-5 1:2:3')
lite no INSERT INTO moments (id, ts) VALUES (7, '20240105T101112')
pg,lite ok INSERT INTO moments (id, ts) VALUES (8, '2024-01-01 10:00:60')
mysql,maria no INSERT INTO moments (id, ts) VALUES (8, '2024-01-01 10:00:60')
pg,lite ok INSERT INTO moments (id, ts) VALUES (9, 'Jan 5 2024')
mysql,maria no INSERT INTO moments (id, ts) VALUES (9, 'Jan 5 2024')
pg,lite ok INSERT INTO moments (id, ts) VALUES (10, '01/05/2024')
mysql,maria no INSERT INTO moments (id, ts) VALUES (10, '01/05/2024')
pg ok INSERT INTO moments (id, ts) VALUES (11, '2024-01-05 10:00 PM')
lite,mysql,maria no INSERT INTO moments (id, ts) VALUES (11, '2024-01-05 10:00 PM')
pg,lite ok INSERT INTO moments (id, ts, d) VALUES (12, 'infinity', 'epoch')
mysql,maria no INSERT INTO moments (id, ts) VALUES (12, 'infinity')
mysql,maria no INSERT INTO moments (id, ts) VALUES (12, 'now')
mysql,maria no INSERT INTO moments (id, d) VALUES (12, 'today')
mysql,maria no INSERT INTO moments (id, ts) VALUES (12, '2024-01-01 24:00:00')
ok INSERT INTO moments (id, ts) VALUES (13, '2024-12-31 23:59:59.9999999')
mysql,maria rows SELECT ts FROM moments WHERE id = 13
= 2025-01-01 00:00:00
pg no INSERT INTO moments (id, d) VALUES (14, 20240105)
lite,mysql,maria ok INSERT INTO moments (id, d) VALUES (14, 20240105)
ok INSERT INTO moments (id, d) VALUES (15, '2024-01-05 10:00:00')
rows SELECT d FROM moments WHERE id = 15
= 2024-01-05
no INSERT INTO moments (id, ts) VALUES (16, '0000-00-00 00:00:00')
no INSERT INTO moments (id, ts) VALUES (16, '2024-00-10 00:00:00')
no INSERT INTO moments (id, ts) VALUES (16, '10:00:00')
no INSERT INTO moments (id, ts) VALUES (16, '1700000000')
no INSERT INTO moments (id, d) VALUES (16, '0000-00-00')
no INSERT INTO moments (id, d) VALUES (16, '2024-01-00')
pg,mysql,maria ok INSERT INTO moments (id, t) VALUES (17, '1:2:3')
pg,mysql,maria ok INSERT INTO moments (id, t) VALUES (18, '101112')
lite no INSERT INTO moments (id, t) VALUES (17, '1:2:3')
lite no INSERT INTO moments (id, t) VALUES (18, '101112')
pg ok INSERT INTO moments (id, t) VALUES (19, '10:00 PM')
lite,mysql,maria no INSERT INTO moments (id, t) VALUES (19, '10:00 PM')

migrate
CREATE TABLE kinds (id serial PRIMARY KEY, b boolean, i int, n numeric, r real, d double precision, t text, v varchar(9), u uuid, j jsonb);
.
mysql,maria no INSERT INTO kinds (b) VALUES ('yes')
mysql,maria no INSERT INTO kinds (b) VALUES ('true')
pg no INSERT INTO kinds (b) VALUES (1)
lite,mysql,maria ok INSERT INTO kinds (b) VALUES (1)
pg no INSERT INTO kinds (i) VALUES ('1e2')
lite,mysql,maria ok INSERT INTO kinds (i) VALUES ('1e2')
pg no INSERT INTO kinds (i) VALUES (TRUE)
lite,mysql,maria ok INSERT INTO kinds (i) VALUES (TRUE)
pg no INSERT INTO kinds (id, i) VALUES (NULL, 7)
lite,mysql,maria ok INSERT INTO kinds (id, i) VALUES (NULL, 7)
pg ok INSERT INTO kinds (id, i) VALUES (70.5, 70)
lite no INSERT INTO kinds (id, i) VALUES (70.5, 70)
mysql,maria ok INSERT INTO kinds (id, i) VALUES (70.5, 70)
pg ok INSERT INTO kinds (n, r, d) VALUES ('NaN', 'Infinity', '-Infinity')
lite,mysql,maria no INSERT INTO kinds (n) VALUES ('NaN')
lite,mysql,maria no INSERT INTO kinds (d) VALUES ('Infinity')
no INSERT INTO kinds (r) VALUES (1e39)
ok INSERT INTO kinds (i, t, v) VALUES (80, TRUE, 1.50)
pg rows SELECT t, v FROM kinds WHERE i = 80
= true|1.50
lite rows SELECT t, v FROM kinds WHERE i = 80
= 1|1.5
mysql,maria rows SELECT t, v FROM kinds WHERE i = 80
= 1|1.50
ok INSERT INTO kinds (i, u) VALUES (81, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')
pg,lite,maria rows SELECT u FROM kinds WHERE i = 81
= a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
mysql rows SELECT u FROM kinds WHERE u = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'
= A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11
mysql,maria no INSERT INTO kinds (u) VALUES ('{b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}')
pg,lite,maria ok INSERT INTO kinds (u) VALUES ('b0eebc999c0b4ef8bb6d6bb9bd380a11')
mysql no INSERT INTO kinds (u) VALUES ('b0eebc999c0b4ef8bb6d6bb9bd380a11')
pg,maria ok INSERT INTO kinds (u) VALUES ('b0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11')
lite,mysql no INSERT INTO kinds (u) VALUES ('b0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11')
pg,lite,maria no INSERT INTO kinds (u) VALUES ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 ')
mysql ok INSERT INTO kinds (u) VALUES ('b0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11 ')
pg,mysql no INSERT INTO kinds (j) VALUES (5)
lite,maria ok INSERT INTO kinds (j) VALUES (5)

migrate
CREATE TABLE others (id int PRIMARY KEY, a int[], b bytea, i interval, n inet);
.
mysql no INSERT INTO others (id, a) VALUES (1, '{1,2}')
mysql no INSERT INTO others (id, a) VALUES (1, '{}')
maria ok INSERT INTO others (id, a) VALUES (10, '{1,2}')
pg no INSERT INTO others (id, a) VALUES (1, '[1,2]')
lite,mysql,maria ok INSERT INTO others (id, a) VALUES (1, '[1,2]')
ok INSERT INTO others (id, b) VALUES (2, '\xDEAD')
mysql,maria rows SELECT CAST(b AS CHAR) FROM others WHERE id = 2
= xDEAD
pg no INSERT INTO others (id, b) VALUES (3, X'DEAD')
lite,mysql,maria ok INSERT INTO others (id, b) VALUES (3, X'DEAD')
ok INSERT INTO others (id, i) VALUES (4, '2 hours')
lite,mysql,maria rows SELECT i FROM others WHERE id = 4
= 2 hours
no INSERT INTO others (id, i) VALUES (5, 'bogus')
no INSERT INTO others (id, i) VALUES (5, '')
ok INSERT INTO others (id, n) VALUES (6, 'FE80::1')
lite,mysql,maria rows SELECT n FROM others WHERE id = 6
= FE80::1
no INSERT INTO others (id, n) VALUES (7, '192.168.0.300')
no INSERT INTO others (id, n) VALUES (7, '1.2.3')
pg,lite no INSERT INTO others (id, n) VALUES (7, '10.0.0.1/33')
ok INSERT INTO others (id, n) VALUES (8, '10.0.0.1/32')
ok INSERT INTO others (id, n) VALUES (9, '::1')

# Dates as PostgreSQL reads them with its default DateStyle: the month first, its name, and half days.
migrate
CREATE TABLE dates_in (n integer PRIMARY KEY, at timestamp, on_day date);
INSERT INTO dates_in VALUES
    (1, '1/31/24', '7/26/11'), (2, '1-2-99 10:00', '12.31.2024'), (3, 'Jan 5, 2024', 'January 5 2024'),
    (4, '5 Jan 24 12:30 AM', '05-Feb-2021'), (5, '2024-Feb-01 12:15 PM', '31 December 1970'),
    (6, '3/4/2024 5:06:07.25 pm', 'Sept 9, 2069');
CREATE TABLE seen AS SELECT n, to_char(at, 'YYYY-MM-DD HH24:MI:SS.MS') AS at, to_char(on_day, 'YYYY-MM-DD') AS d FROM dates_in;
.
rows SELECT n, at, d FROM seen ORDER BY n
= 1|2024-01-31 00:00:00.000|2011-07-26
= 2|1999-01-02 10:00:00.000|2024-12-31
= 3|2024-01-05 00:00:00.000|2024-01-05
= 4|2024-01-05 00:30:00.000|2021-02-05
= 5|2024-02-01 12:15:00.000|1970-12-31
= 6|2024-03-04 17:06:07.250|2069-09-09
lite,maria,mysql refused can be stored
INSERT INTO dates_in VALUES (7, '13/1/2024', NULL);
.
lite,maria,mysql refused can be stored
INSERT INTO dates_in VALUES (7, '1/3/2024 13:00 PM', NULL);
.
lite,maria,mysql refused can be stored
INSERT INTO dates_in VALUES (7, NULL, '30 Feb 2024');
.

# SELECT ... INTO makes a table.
migrate
CREATE TABLE visits (a integer, b text);
INSERT INTO visits VALUES (1, 'x'), (1, 'x'), (2, NULL);
SELECT DISTINCT a, b INTO visits_once FROM visits;
SELECT a INTO TEMPORARY visits_of_now FROM visits;
SELECT a AS n INTO visits_all FROM visits UNION ALL SELECT 7;
INSERT INTO visits_all SELECT count(*) FROM visits_of_now;
DROP TABLE visits_of_now;
.
rows SELECT a, b FROM visits_once ORDER BY a
= 1|x
= 2|NULL
rows SELECT n FROM visits_all ORDER BY n
= 1
= 1
= 2
= 3
= 7
lite,maria,mysql refused dates are read as month, day, year
SET datestyle TO 'ISO, DMY';
.
