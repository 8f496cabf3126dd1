# Range types, and EXCLUDE with operators that are no equality.
migrate
CREATE TABLE spans (id integer PRIMARY KEY, i int4range, b int8range, d daterange, t tsrange, n numrange);
INSERT INTO spans VALUES (1, '[1,5]', '(1,5)', '[2026-01-01,2026-01-31]', '[2026-01-01 10:00, 2026-01-01 12:00)', '[1.5,2.5]');
INSERT INTO spans VALUES (2, 'empty', '(,)', '(,2026-03-01)', '[2026-01-01,]', '(,1)');
INSERT INTO spans (id, i, b, d, t) VALUES (3, int4range(3, 4), int8range(NULL, 4, '[]'), daterange('2026-02-28', '2026-03-01', '[]'), tsrange('2026-01-01 11:00', NULL));
.
rows SELECT i, b, d FROM spans ORDER BY id
= [1,6)|[2,5)|[2026-01-01,2026-02-01)
= empty|(,)|(,2026-03-01)
= [3,4)|(,5)|[2026-02-28,2026-03-02)
rows SELECT t, n FROM spans ORDER BY id
= ["2026-01-01 10:00:00","2026-01-01 12:00:00")|[1.5,2.5]
= ["2026-01-01 00:00:00",)|(,1)
= ["2026-01-01 11:00:00",)|NULL
ok INSERT INTO spans (id, i) VALUES (4, '[7,8)')
ok INSERT INTO spans (id, i) VALUES (5, '(,8)')
ok INSERT INTO spans (id, i) VALUES (6, NULL)
no INSERT INTO spans (id, i) VALUES (7, '[8,7)')
no INSERT INTO spans (id, i) VALUES (7, 'x')
no INSERT INTO spans (id, i) VALUES (7, '[a,b)')
no INSERT INTO spans (id, i) VALUES (7, '[1,99999999999)')
ok INSERT INTO spans (id, d) VALUES (7, '[2026-01-05,2026-01-06)')
no INSERT INTO spans (id, d) VALUES (8, '[2026-02-30,2026-03-06)')
ok INSERT INTO spans (id, t) VALUES (8, '["2026-01-01 00:00:00","2026-01-01 00:00:00.5"]')
no INSERT INTO spans (id, t) VALUES (9, '["2026-01-02 00:00:00","2026-01-01 00:00:00"]')
no INSERT INTO spans (id, n) VALUES (9, '[x,2]')
lite,maria,mysql no INSERT INTO spans (id, i) VALUES (9, '[1,5]')
migrate
CREATE TABLE answers AS SELECT id, lower(i) AS low, upper(i) AS high, isempty(i) AS gone, i @> 3 AS three,
    i && int4range(5, 9) AS late, i <@ int4range(0, 10) AS small, i -|- int4range(6, 7) AS touching, upper_inf(i) AS endless
FROM spans WHERE i IS NOT NULL;
CREATE TABLE moments AS SELECT id, t @> timestamp '2026-01-01 11:30' AS within, t && tsrange('2026-01-01 12:00', '2026-01-01 13:00') AS beyond
FROM spans WHERE t IS NOT NULL;
.
rows SELECT id, low, high, CASE WHEN gone THEN 1 ELSE 0 END, CASE WHEN three THEN 1 ELSE 0 END, CASE WHEN late THEN 1 ELSE 0 END, CASE WHEN small THEN 1 ELSE 0 END, CASE WHEN touching THEN 1 ELSE 0 END, CASE WHEN endless THEN 1 ELSE 0 END FROM answers ORDER BY id
= 1|1|6|0|1|1|1|1|0
= 2|NULL|NULL|1|0|0|1|0|0
= 3|3|4|0|1|0|1|0|0
= 4|7|8|0|0|1|1|1|0
= 5|NULL|8|0|1|1|0|0|0
rows SELECT id, CASE WHEN within THEN 1 ELSE 0 END, CASE WHEN beyond THEN 1 ELSE 0 END FROM moments ORDER BY id
= 1|1|0
= 2|1|1
= 3|1|1
= 8|0|0

migrate
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE versions (
    vid bigserial PRIMARY KEY,
    id text NOT NULL,
    block_range int4range NOT NULL,
    EXCLUDE USING gist (id WITH =, block_range WITH &&)
);
INSERT INTO versions (id, block_range) VALUES ('a', '[1,5)'), ('a', int4range(5, NULL)), ('b', '[1,)');
.
no INSERT INTO versions (id, block_range) VALUES ('a', '[4,5)')
ok INSERT INTO versions (id, block_range) VALUES ('a', '(,1)')
ok INSERT INTO versions (id, block_range) VALUES ('A', '[4,5)')
ok INSERT INTO versions (id, block_range) VALUES ('a', 'empty')
no UPDATE versions SET block_range = '[5,9)' WHERE id = 'a' AND block_range = '[1,5)'
ok UPDATE versions SET block_range = '[2,5)' WHERE id = 'a' AND block_range = '[1,5)'
no UPDATE versions SET id = 'a' WHERE id = 'b'
ok UPDATE versions SET id = 'c' WHERE id = 'b'
fails
INSERT INTO versions (id, block_range) VALUES ('z', '[1,3)'), ('z', '[2,4)');
.

# over columns, with a condition; the constraint follows renames, and sees the rows that are there
migrate
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE bookings (id integer PRIMARY KEY, room integer, begins timestamp, ends timestamp, live boolean NOT NULL DEFAULT true);
INSERT INTO bookings VALUES (1, 1, '2026-01-01 10:00', '2026-01-01 12:00', true), (2, 1, '2026-01-01 12:00', '2026-01-01 13:00', true);
ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, tsrange(begins, ends) WITH &&) WHERE (live);
.
no INSERT INTO bookings VALUES (3, 1, '2026-01-01 11:00:00', '2026-01-01 11:30:00', true)
ok INSERT INTO bookings VALUES (3, 1, '2026-01-01 11:00:00', '2026-01-01 11:30:00', false)
ok INSERT INTO bookings VALUES (4, 2, '2026-01-01 11:00:00', '2026-01-01 11:30:00', true)
ok INSERT INTO bookings VALUES (5, NULL, '2026-01-01 11:00:00', '2026-01-01 11:30:00', true)
no INSERT INTO bookings VALUES (6, 3, '2026-01-01 11:00:00', '2026-01-01 10:30:00', true)
ok INSERT INTO bookings VALUES (7, 3, '2026-01-02 11:00:00', NULL, true)
no INSERT INTO bookings VALUES (8, 3, '2027-01-02 11:00:00', '2027-01-03 11:00:00', true)
no UPDATE bookings SET live = true WHERE id = 3
migrate
ALTER TABLE bookings RENAME COLUMN room TO hall;
ALTER TABLE bookings RENAME TO hires;
.
no INSERT INTO hires VALUES (9, 1, '2026-01-01 11:00:00', '2026-01-01 11:30:00', true)
fails
ALTER TABLE hires ADD CONSTRAINT whatever EXCLUDE USING gist (tsrange(begins, ends) WITH &&);
.
migrate
ALTER TABLE hires DROP CONSTRAINT no_overlap;
.
ok INSERT INTO hires VALUES (9, 1, '2026-01-01 11:00:00', '2026-01-01 11:30:00', true)
