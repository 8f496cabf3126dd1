# Partitions: elsewhere than on PostgreSQL one table holds all rows, and a partition's name stands for some of them.
migrate
CREATE TABLE m (id int, at timestamptz NOT NULL, kind text NOT NULL, v int, PRIMARY KEY (id, at, kind)) PARTITION BY RANGE (at);
CREATE TABLE m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE IF NOT EXISTS m_2024 PARTITION OF m FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE m_rest PARTITION OF m DEFAULT;
CREATE INDEX m_2024_v ON m_2024 (v);
COMMENT ON TABLE m_2024 IS 'the year';
CREATE TABLE e (id int, kind text, sub int) PARTITION BY LIST (kind);
CREATE TABLE e_a PARTITION OF e FOR VALUES IN ('a', 'b', NULL) PARTITION BY RANGE (sub, id);
CREATE TABLE e_a_low PARTITION OF e_a FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, 5);
CREATE TABLE e_a_high PARTITION OF e_a FOR VALUES FROM (10, 5) TO (MAXVALUE, MAXVALUE);
CREATE TABLE e_c (id int, kind text, sub int);
INSERT INTO e_c VALUES (9, 'c', 1);
ALTER TABLE e ATTACH PARTITION e_c FOR VALUES IN ('c');
CREATE TABLE h (id int PRIMARY KEY, v int) PARTITION BY HASH (id);
CREATE TABLE h_0 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE h_1 PARTITION OF h FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO h VALUES (1, 1), (2, 2), (3, 3);
INSERT INTO m VALUES (1, '2024-05-01', 'x', 1), (2, '2025-05-01', 'x', 2), (3, '2025-12-31 23:00:00+00', 'z', 3);
INSERT INTO m_2024 VALUES (4, '2024-06-01', 'y', 3);
UPDATE m_rest SET v = v * 10;
CREATE VIEW old AS SELECT id, v FROM m_2024;
INSERT INTO e VALUES (1, 'a', 3), (2, 'b', 11), (3, NULL, 10), (5, 'a', 10);
CREATE TABLE seen (k text, n int);
INSERT INTO seen SELECT 'low', count(*) FROM e_a_low;
INSERT INTO seen SELECT 'high', count(*) FROM e_a_high AS x JOIN e ON e.id = x.id;
INSERT INTO seen SELECT 'old', count(*) FROM old;
DELETE FROM m_2024 x WHERE x.kind = 'y' OR x.v > 100;
ALTER TABLE e DETACH PARTITION e_c;
ALTER TABLE m_rest RENAME TO m_other;
.
rows SELECT id, v FROM m ORDER BY id
= 1|1
= 2|20
= 3|30
rows SELECT id, v FROM old
= 1|1
rows SELECT id, kind FROM e ORDER BY id
= 1|a
= 2|b
= 3|NULL
= 5|a
rows SELECT id, kind FROM e_c
= 9|c
rows SELECT k, n FROM seen ORDER BY k
= high|2
= low|2
= old|2
rows SELECT count(*) FROM h
= 3

# Dropping and emptying them takes the rows.
migrate
TRUNCATE m_other;
CREATE TABLE m_2026 PARTITION OF m FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
INSERT INTO m VALUES (7, '2026-02-02', 'n', 7);
DROP TABLE IF EXISTS e_a, seen;
ALTER TABLE m_2024 ADD CONSTRAINT m_v CHECK (v < 1000);
.
rows SELECT id, v FROM m ORDER BY id
= 1|1
= 7|7
rows SELECT count(*) FROM e
= 0

migrate
DROP VIEW old;
DROP TABLE m_2024;
.
rows SELECT id, v FROM m ORDER BY id
= 7|7

# What no partition is for is refused.
migrate
CREATE TABLE p (id int NOT NULL, kind text) PARTITION BY RANGE (id);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (MINVALUE) TO (10);
CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (10) TO (20) PARTITION BY LIST (kind);
CREATE TABLE p_2_a PARTITION OF p_2 FOR VALUES IN ('a');
CREATE TABLE none_yet (id int) PARTITION BY LIST (id);
ALTER TABLE p RENAME COLUMN id TO number;
CREATE TABLE p_3 (number int NOT NULL, kind text);
INSERT INTO p_3 VALUES (25, 'x');
.
no INSERT INTO p VALUES (20, 'a')
no INSERT INTO p VALUES (11, 'b')
no INSERT INTO none_yet VALUES (1)
ok INSERT INTO p VALUES (11, 'a'), (-5, NULL)
no UPDATE p SET number = 12 WHERE number = -5
migrate
ALTER TABLE p ATTACH PARTITION p_3 FOR VALUES FROM (20) TO (30);
CREATE TABLE p_2_rest PARTITION OF p_2 DEFAULT;
ALTER TABLE p DETACH PARTITION p_1;
CREATE TABLE none_left PARTITION OF none_yet DEFAULT;
.
ok INSERT INTO p VALUES (12, 'b')
no INSERT INTO p VALUES (1, 'b')
ok INSERT INTO none_yet VALUES (1)
rows SELECT number, kind FROM p ORDER BY number
= 11|a
= 12|b
= 25|x

# A row's trigger is told which partition it is in.
refused the name of the partition
CREATE FUNCTION which_part() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.kind := TG_TABLE_NAME; RETURN NEW; END $$;
CREATE TRIGGER which_part BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION which_part();
.

# A row that goes to another partition fires the triggers of DELETE and INSERT.
migrate
CREATE TABLE moves (id int, k text NOT NULL, n int) PARTITION BY LIST (k);
CREATE TABLE moves_a PARTITION OF moves FOR VALUES IN ('a');
CREATE TABLE moves_b PARTITION OF moves DEFAULT;
CREATE TABLE moved (what text);
CREATE FUNCTION say_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO moved VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER moving AFTER UPDATE ON moves FOR EACH ROW EXECUTE FUNCTION say_moved();
INSERT INTO moves VALUES (1, 'a', 1);
UPDATE moves SET n = 2;
.
rows SELECT what FROM moved
= UPDATE
lite,mysql,maria refused by which table
UPDATE moves SET k = 'b';
.

# A trigger of the partitioned table, when another table's changes by what it is partitioned.
migrate
CREATE TABLE moved_by (id int PRIMARY KEY);
CREATE TABLE moves_too (id int, k text NOT NULL, n int) PARTITION BY LIST (k);
CREATE TABLE moves_too_a PARTITION OF moves_too FOR VALUES IN ('a');
CREATE TABLE moves_too_b PARTITION OF moves_too DEFAULT;
CREATE FUNCTION move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE moves_too SET k = 'b'; RETURN NULL; END $$;
CREATE TRIGGER move AFTER INSERT ON moved_by FOR EACH ROW EXECUTE FUNCTION move();
INSERT INTO moves_too VALUES (1, 'a', 1);
INSERT INTO moved_by VALUES (1);
.
rows SELECT k FROM moves_too
= b
lite,mysql,maria refused by which table
CREATE FUNCTION say_too() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER say_too AFTER UPDATE ON moves_too FOR EACH ROW EXECUTE FUNCTION say_too();
.

# A row has its partition before a trigger sees it.
mysql,maria refused an assignment to what its table is partitioned by
CREATE TABLE routed (k int NOT NULL, t text) PARTITION BY RANGE (k);
CREATE TABLE routed_low PARTITION OF routed FOR VALUES FROM (MINVALUE) TO (100);
CREATE FUNCTION route() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.k := 8; RETURN NEW; END $$;
CREATE TRIGGER route BEFORE INSERT ON routed FOR EACH ROW EXECUTE FUNCTION route();
.
pg,lite migrate
CREATE TABLE routed (k int NOT NULL, t text) PARTITION BY RANGE (k);
CREATE TABLE routed_low PARTITION OF routed FOR VALUES FROM (MINVALUE) TO (100);
CREATE FUNCTION route() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.k := 8; RETURN NEW; END $$;
CREATE TRIGGER route BEFORE INSERT ON routed FOR EACH ROW EXECUTE FUNCTION route();
.
pg,lite no INSERT INTO routed VALUES (200, 'a')
pg,lite ok INSERT INTO routed VALUES (20, 'b')
pg,lite rows SELECT k, t FROM routed
= 8|b
