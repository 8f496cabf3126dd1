# Sequences: those that a column counts by itself, and those that a table of skein's own counts for.
migrate
CREATE TABLE models (name text PRIMARY KEY, made integer);
INSERT INTO models VALUES ('a', 3), ('b', 2), ('c', 1);
ALTER TABLE models ADD COLUMN id integer;
CREATE SEQUENCE models_id_seq START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;
UPDATE models SET id = nextval('models_id_seq');
ALTER TABLE models ALTER COLUMN id SET NOT NULL;
ALTER TABLE models ALTER COLUMN id SET DEFAULT nextval('models_id_seq');
SELECT setval('models_id_seq', (SELECT max(id) FROM models));
ALTER TABLE models DROP CONSTRAINT models_pkey;
ALTER TABLE models ADD PRIMARY KEY (id);
INSERT INTO models (id, name) VALUES (nextval('models_id_seq'), 'd'), (nextval('models_id_seq'::regclass), 'e');
.
rows SELECT count(*), count(DISTINCT id), min(id), max(id) FROM models
= 5|5|1|5
rows SELECT id FROM models WHERE name IN ('d', 'e') ORDER BY name
= 4
= 5
ok INSERT INTO models (name) VALUES ('f')
rows SELECT id FROM models WHERE name = 'f'
= 6
no UPDATE models SET id = 6 WHERE name = 'a'

migrate
CREATE SEQUENCE numbers START 100;
CREATE TABLE source (k integer PRIMARY KEY, wanted boolean, n bigint);
CREATE TABLE target (k integer PRIMARY KEY, n bigint);
INSERT INTO source VALUES (1, true), (2, false), (3, true);
UPDATE source SET n = nextval('numbers') WHERE wanted;
INSERT INTO target SELECT k, n FROM source WHERE n IS NOT NULL;
.
rows SELECT k, n FROM target ORDER BY k
= 1|100
= 3|101

migrate
CREATE SEQUENCE copies;
CREATE TABLE copied (k integer PRIMARY KEY, n bigint);
INSERT INTO copied SELECT 10 * g, nextval('copies') FROM generate_series(1, 3) AS s(g);
SELECT setval('copies', 7, false);
.
rows SELECT count(*), min(n), max(n) FROM copied
= 3|1|3

# A sequence that a part of a default is from.
migrate
CREATE SEQUENCE label_seq AS bigint START 7 INCREMENT 2 CYCLE;
CREATE FUNCTION next_label() RETURNS text LANGUAGE sql AS $$ SELECT 'label/' || nextval('label_seq')::text; $$;
CREATE TABLE labels (id serial PRIMARY KEY, v int, label text NOT NULL UNIQUE DEFAULT next_label());
INSERT INTO labels (v) VALUES (1), (2);
INSERT INTO labels (v, label) VALUES (3, 'mine');
.
ok INSERT INTO labels (v) VALUES (4)
rows SELECT id, v, label FROM labels ORDER BY id
= 1|1|label/7
= 2|2|label/9
= 3|3|mine
= 4|4|label/11
no INSERT INTO labels (v, label) VALUES (5, NULL)
migrate
CREATE TABLE tags (id serial PRIMARY KEY, v int);
INSERT INTO tags (v) VALUES (1), (2);
ALTER TABLE labels ALTER COLUMN v SET NOT NULL;
ALTER TABLE tags ADD COLUMN label varchar(40);
ALTER TABLE tags ALTER COLUMN label SET DEFAULT next_label();
INSERT INTO tags (v) VALUES (3);
.
ok INSERT INTO labels (v) VALUES (6)
rows SELECT label FROM tags ORDER BY id
= NULL
= NULL
= label/13
rows SELECT label FROM labels WHERE v = 6
= label/15
migrate
ALTER TABLE tags ADD COLUMN second text NOT NULL DEFAULT 'x' || nextval('label_seq');
INSERT INTO tags (v, label) VALUES (4, 'a');
.
rows SELECT id, second FROM tags ORDER BY id
= 1|x17
= 2|x19
= 3|x21
= 4|x23
lite,maria,mysql refused two numbers of one sequence
CREATE TABLE pairs (id int PRIMARY KEY, label text DEFAULT nextval('label_seq')::text || '-' || nextval('label_seq')::text);
.

# CREATE TABLE AS with nextval(): of a sequence that counts nowhere yet, and of one that a column owns
migrate
CREATE SEQUENCE made_numbers START 5;
CREATE TABLE made_from (a integer PRIMARY KEY, s serial);
INSERT INTO made_from (a) VALUES (10), (20);
CREATE TABLE made_numbered AS SELECT nextval('made_numbers'::regclass)::int AS id, a, nextval('made_from_s_seq') FROM made_from WHERE a < 20 UNION ALL SELECT nextval('made_numbers'), a, nextval('made_from_s_seq') FROM made_from WHERE a = 20;
CREATE SEQUENCE made_groups;
CREATE TABLE made_grouped AS SELECT nextval('made_groups') AS n, count(*) AS total FROM made_from GROUP BY a > 100;
ALTER TABLE made_numbered ADD PRIMARY KEY (id);
ALTER TABLE made_numbered ALTER COLUMN id SET DEFAULT nextval('made_numbers');
ALTER SEQUENCE made_numbers OWNED BY made_numbered.id;
INSERT INTO made_numbered (a) VALUES (30);
.
rows SELECT count(*), min(id), max(id), min(nextval), max(nextval) FROM made_numbered
= 3|5|7|3|4
rows SELECT id FROM made_numbered WHERE a = 30
= 7
rows SELECT n, total FROM made_grouped
= 1|2
lite,maria,mysql refused nextval
CREATE TABLE made_distinct AS SELECT DISTINCT nextval('made_groups') AS n, s > 0 AS positive FROM made_from;
.

# A column that is numbered comes to a table with rows.
migrate
CREATE TABLE counted_late (name text);
INSERT INTO counted_late VALUES ('a'), ('b'), ('c');
ALTER TABLE counted_late ADD COLUMN k bigserial;
CREATE SEQUENCE late_numbers;
ALTER TABLE counted_late ADD COLUMN n bigint NOT NULL DEFAULT nextval('late_numbers');
ALTER TABLE counted_late ADD CONSTRAINT late_key PRIMARY KEY (k);
INSERT INTO counted_late (name) VALUES ('d');
.
rows SELECT name, k, n FROM counted_late ORDER BY k
= a|1|1
= b|2|2
= c|3|3
= d|4|4

# Where a sequence begins, and by how much it counts.
migrate
CREATE TABLE begun (id int GENERATED BY DEFAULT AS IDENTITY (START WITH 1000) PRIMARY KEY, t text);
INSERT INTO begun (t) VALUES ('a'), ('b');
CREATE TABLE stepped (id bigint GENERATED ALWAYS AS IDENTITY (START WITH 5 INCREMENT BY 10) PRIMARY KEY, t text);
INSERT INTO stepped (t) VALUES ('a'), ('b');
CREATE SEQUENCE dumped_id_seq START WITH 100;
CREATE TABLE dumped (id bigint NOT NULL DEFAULT nextval('dumped_id_seq') PRIMARY KEY, t text);
INSERT INTO dumped (t) VALUES ('z');
ALTER SEQUENCE dumped_id_seq OWNED BY dumped.id;
.
ok INSERT INTO begun (t) VALUES ('c')
rows SELECT id, t FROM begun ORDER BY id
= 1000|a
= 1001|b
= 1002|c
ok INSERT INTO stepped (t) VALUES ('c')
no UPDATE stepped SET id = 7 WHERE t = 'c'
no INSERT INTO stepped (id, t) VALUES (7, 'd')
rows SELECT id, t FROM stepped ORDER BY id
= 5|a
= 15|b
= 25|c
ok INSERT INTO dumped (t) VALUES ('a')
rows SELECT id, t FROM dumped ORDER BY id
= 100|z
= 101|a
migrate
TRUNCATE begun, stepped RESTART IDENTITY;
CREATE INDEX begun_t ON begun (t);
CREATE TABLE begun_like (LIKE begun INCLUDING ALL);
INSERT INTO begun_like (t) VALUES ('like');
ALTER TABLE stepped ADD COLUMN n int GENERATED BY DEFAULT AS IDENTITY (START WITH 7 INCREMENT BY 7);
.
ok INSERT INTO begun (t) VALUES ('again')
ok INSERT INTO stepped (t) VALUES ('again')
rows SELECT b.id, s.id, s.n, l.id FROM begun b, stepped s, begun_like l
= 1000|5|7|1000

# One that belongs to no column: it is shared, and asked by statements.
migrate
CREATE SEQUENCE shared START 7 INCREMENT 2;
CREATE TABLE first_user (id bigint NOT NULL, t text);
ALTER TABLE first_user ALTER id SET DEFAULT nextval('shared');
ALTER TABLE first_user ADD PRIMARY KEY (id);
CREATE TABLE second_user (id bigint DEFAULT nextval('shared'::regclass) PRIMARY KEY, t text, label text);
INSERT INTO first_user (t) VALUES ('a'), ('b');
INSERT INTO second_user (t) VALUES ('c');
INSERT INTO first_user (id, t) VALUES (nextval('shared'), 'x'), (nextval('shared'), 'y');
INSERT INTO second_user SELECT nextval('shared'), t FROM first_user WHERE t < 'c' ORDER BY t DESC;
INSERT INTO second_user SELECT nextval('shared'), t FROM (SELECT DISTINCT t FROM second_user WHERE t = 'c') AS d LIMIT 1;
INSERT INTO second_user (id, t, label) VALUES (0, 'd', 'no. ' || nextval('shared'));
UPDATE second_user SET label = 'was ' || nextval('shared') WHERE t IN ('a', 'b');
SELECT nextval('shared');
INSERT INTO first_user (id, t) VALUES (currval('shared') + 1000, 'current'), ((SELECT last_value FROM shared) + 2000, 'last');
.
rows SELECT id, t FROM first_user ORDER BY id
= 7|a
= 9|b
= 13|x
= 15|y
= 1029|current
= 2029|last
rows SELECT id, t, label FROM second_user ORDER BY id
= 0|d|no. 23
= 11|c|NULL
= 17|b|was 25
= 19|a|was 27
= 21|c|NULL
ok INSERT INTO second_user (t) VALUES ('e')
ok INSERT INTO first_user (t) VALUES ('f')
rows SELECT f.id, s.id FROM first_user f, second_user s WHERE f.t = 'f' AND s.t = 'e'
= 33|31
migrate
ALTER SEQUENCE shared RENAME TO common_numbers;
INSERT INTO first_user (t) VALUES ('renamed');
ALTER SEQUENCE common_numbers INCREMENT BY 100;
INSERT INTO second_user (t) VALUES ('by a hundred');
SELECT setval('common_numbers', 5000);
INSERT INTO first_user (t) VALUES ('set');
SELECT setval('common_numbers', 6000, false);
INSERT INTO first_user (t) VALUES ('set, and not called');
ALTER SEQUENCE common_numbers RESTART;
INSERT INTO first_user (id, t) VALUES (nextval('common_numbers') + 10000, 'restarted');
ALTER SEQUENCE common_numbers RESTART WITH 8000;
.
ok INSERT INTO second_user (t) VALUES ('restarted with')
rows SELECT id, t FROM first_user WHERE id > 34 AND t <> 'current' AND t <> 'last' UNION ALL SELECT id, t FROM second_user WHERE id > 34 ORDER BY id
= 35|renamed
= 135|by a hundred
= 5100|set
= 6000|set, and not called
= 8000|restarted with
= 10007|restarted
migrate
ALTER TABLE first_user ALTER id DROP DEFAULT;
ALTER TABLE second_user ALTER id DROP DEFAULT;
DROP SEQUENCE common_numbers;
CREATE SEQUENCE common_numbers;
ALTER TABLE second_user ALTER id SET DEFAULT nextval('common_numbers');
.
ok INSERT INTO second_user (t) VALUES ('one')
rows SELECT t FROM second_user WHERE id = 1
= one

# A serial column that is not the key never gives a number twice, and keeps its count when it becomes one, and is none.
migrate
CREATE TABLE kept_counts (id serial PRIMARY KEY, n serial, t text);
INSERT INTO kept_counts (t) VALUES ('a'), ('b');
DELETE FROM kept_counts;
INSERT INTO kept_counts (t) VALUES ('c');
ALTER SEQUENCE kept_counts_n_seq RESTART WITH 60;
INSERT INTO kept_counts (t) VALUES ('d');
ALTER TABLE kept_counts DROP CONSTRAINT kept_counts_pkey;
INSERT INTO kept_counts (t) VALUES ('e');
ALTER TABLE kept_counts ADD PRIMARY KEY (n);
INSERT INTO kept_counts (t) VALUES ('f');
CREATE SCHEMA counted_apart;
ALTER TABLE kept_counts SET SCHEMA counted_apart;
INSERT INTO counted_apart.kept_counts (t) VALUES ('g');
ALTER TABLE counted_apart.kept_counts SET SCHEMA public;
INSERT INTO kept_counts (t) VALUES ('h');
.
rows SELECT id, n, t FROM kept_counts ORDER BY n
= 3|3|c
= 4|60|d
= 5|61|e
= 6|62|f
= 7|63|g
= 8|64|h
migrate
DROP TABLE kept_counts;
DROP SCHEMA counted_apart;
CREATE TABLE kept_counts (id serial, n serial PRIMARY KEY, t text);
.
ok INSERT INTO kept_counts (t) VALUES ('anew')
rows SELECT id, n, t FROM kept_counts
= 1|1|anew

# A default on the sequence of another table's key, which counts by itself elsewhere, goes on from where that is.
migrate
CREATE TABLE counts_alone (id serial PRIMARY KEY, t text);
CREATE TABLE counts_beside (LIKE counts_alone);
INSERT INTO counts_alone (t) VALUES ('a'), ('b');
CREATE TABLE counts_too (LIKE counts_alone INCLUDING ALL);
INSERT INTO counts_too SELECT * FROM counts_alone;
INSERT INTO counts_too (t) VALUES ('c');
ALTER TABLE counts_beside ALTER COLUMN id SET DEFAULT nextval('counts_alone_id_seq');
INSERT INTO counts_beside (t) VALUES ('d');
.
ok INSERT INTO counts_too (t) VALUES ('e')
rows SELECT id, t FROM counts_too ORDER BY id
= 1|a
= 2|b
= 3|c
= 5|e
rows SELECT id, t FROM counts_beside
= 4|d

# A key that no longer counts by itself goes on from its own count, also where no row has it.
migrate
CREATE TABLE counted_to (id bigserial PRIMARY KEY, a text);
SELECT setval('counted_to_id_seq', 72);
ALTER TABLE counted_to DROP CONSTRAINT counted_to_pkey CASCADE;
INSERT INTO counted_to (a) VALUES ('x');
.
rows SELECT id FROM counted_to
= 73

# setval() of what a query gives; whether that is the last number or the next one is the query's, too.
migrate
CREATE SEQUENCE sx_seq;
CREATE SEQUENCE sy_seq;
CREATE TABLE s_own (id integer PRIMARY KEY DEFAULT nextval('sx_seq'), a int);
CREATE TABLE s_ref (id integer PRIMARY KEY DEFAULT nextval('sy_seq'), a int REFERENCES s_own (id));
INSERT INTO s_own (id, a) VALUES (7, 1);
INSERT INTO s_ref (a) SELECT id FROM s_own;
SELECT setval('sx_seq', max(id)) FROM s_own;
SELECT setval('sy_seq', max(id)) FROM s_ref;
INSERT INTO s_own (a) VALUES (3);
.
rows SELECT id, a FROM s_own ORDER BY id
= 7|1
= 8|3
migrate
CREATE SEQUENCE alone_seq;
SELECT setval('alone_seq', max(id)) FROM s_own;
SELECT setval('alone_seq', (SELECT max(id) + 1 FROM s_own), false);
SELECT setval('alone_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM s_own;
INSERT INTO s_own (id, a) VALUES (nextval('alone_seq') + 100, 1);
.
rows SELECT id, a FROM s_own ORDER BY id
= 7|1
= 8|3
= 109|1
migrate
CREATE SEQUENCE dyn_seq INCREMENT BY 10;
CREATE TABLE dyn (id int, n int);
SELECT setval('dyn_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM dyn;
INSERT INTO dyn VALUES (nextval('dyn_seq'), 1);
SELECT setval('dyn_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM dyn;
INSERT INTO dyn VALUES (nextval('dyn_seq'), 2);
SELECT setval('dyn_seq', 500) WHERE EXISTS (SELECT 1 FROM dyn WHERE n = 99);
INSERT INTO dyn VALUES (nextval('dyn_seq'), 3);
SELECT setval('dyn_seq', 500, NULL);
SELECT setval('dyn_seq', max(id)) FROM dyn WHERE n = 98;
INSERT INTO dyn VALUES (nextval('dyn_seq'), 4);
SELECT setval('dyn_seq', 500, (SELECT count(*) > 9 FROM dyn)) WHERE EXISTS (SELECT 1 FROM dyn WHERE n = 4);
INSERT INTO dyn VALUES (nextval('dyn_seq'), 5);
.
rows SELECT id, n FROM dyn ORDER BY n
= 1|1
= 11|2
= 21|3
= 31|4
= 500|5

# UPDATE to a DEFAULT that is nextval()
migrate
CREATE SEQUENCE to_next_numbers;
CREATE TABLE to_next (id bigint PRIMARY KEY DEFAULT nextval('to_next_numbers'), v int);
INSERT INTO to_next (v) VALUES (1), (2);
.
migrate
UPDATE to_next SET id = DEFAULT WHERE v = 1;
.
rows SELECT v, id FROM to_next ORDER BY v
= 1|3
= 2|2
refused DEFAULT of "id", which is nextval()
INSERT INTO to_next VALUES (2, 5) ON CONFLICT (id) DO UPDATE SET id = DEFAULT;
.

# setval() in a block, of what rows have given to variables
migrate
CREATE TABLE kept (id serial PRIMARY KEY, n int);
CREATE TABLE hollow (id serial PRIMARY KEY, n int);
CREATE SEQUENCE kept_more;
CREATE TABLE sought (id bigserial PRIMARY KEY, more bigint DEFAULT nextval('kept_more'), n int);
INSERT INTO kept (id, n) VALUES (5, 1), (9, 2);
DO $$
DECLARE
    highest int;
    number text;
BEGIN
    SELECT pg_get_serial_sequence('kept', 'id') INTO number;
    SELECT max(id) INTO highest FROM kept;
    IF number IS NOT NULL THEN
        IF highest IS NULL THEN
            PERFORM setval(number, 1, false);
        ELSE
            PERFORM setval(number, highest, true);
        END IF;
    END IF;
END $$;
DO $$
DECLARE
    highest int;
BEGIN
    highest := (SELECT max(id) FROM hollow);
    IF highest > 0 THEN
        PERFORM setval('hollow_id_seq', highest);
    ELSIF highest IS NULL THEN
        RAISE NOTICE 'there is no row';
        PERFORM setval('hollow_id_seq', 1, false);
    END IF;
END $$;
DO $$
DECLARE
    n bigint;
    most bigint := (SELECT sum(id) FROM kept);
BEGIN
    SELECT coalesce(max(id), 0) INTO n FROM kept WHERE id < 9;
    IF EXISTS (SELECT 1 FROM hollow) THEN
        PERFORM setval('kept_more', 100);
    ELSIF n > 3 THEN
        PERFORM setval('kept_more', n * 10 + most, false);
    ELSE
        PERFORM setval('kept_more', 200);
    END IF;
END $$;
.
ok INSERT INTO kept (n) VALUES (3)
ok INSERT INTO hollow (n) VALUES (3)
ok INSERT INTO sought (n) VALUES (3)
rows SELECT id FROM kept WHERE n = 3
= 10
rows SELECT id FROM hollow
= 1
rows SELECT more FROM sought
= 64
lite,maria,mysql fails
DO $$
DECLARE
    highest int;
BEGIN
    SELECT max(id) INTO highest FROM kept;
    DELETE FROM kept;
    PERFORM setval('kept_more', highest);
END $$;
.

# nextval() in functions
migrate
CREATE SEQUENCE order_numbers START 10 INCREMENT 5;
CREATE SEQUENCE keys_given;
CREATE TABLE numbered_orders (id int PRIMARY KEY, code text, num bigint);
CREATE TABLE given (id int PRIMARY KEY DEFAULT nextval('keys_given'), what text);
CREATE TABLE order_lines (what text, num bigint DEFAULT nextval('order_numbers'));
CREATE FUNCTION number_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.num := coalesce(NEW.num, nextval('order_numbers'));
  NEW.code := coalesce(NEW.code, 'none');
  RETURN NEW;
END $$;
CREATE TRIGGER number_order BEFORE INSERT ON numbered_orders FOR EACH ROW EXECUTE FUNCTION number_order();
CREATE FUNCTION add_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO order_lines (what) VALUES (NEW.code);
  INSERT INTO order_lines (what, num) VALUES (NEW.code || '+', nextval('order_numbers'));
  RETURN NULL;
END $$;
CREATE TRIGGER add_lines AFTER INSERT ON numbered_orders FOR EACH ROW EXECUTE FUNCTION add_lines();
INSERT INTO numbered_orders (id) VALUES (1);
INSERT INTO numbered_orders (id, num, code) VALUES (2, 3, 'x');
DO $$
DECLARE
  i int;
  j bigint;
BEGIN
  INSERT INTO given (what) VALUES ('first') RETURNING id INTO i;
  INSERT INTO order_lines (what, num) VALUES ('given', i);
  INSERT INTO given (what) VALUES ('second') RETURNING id INTO i;
  UPDATE order_lines SET what = 'given ' || i WHERE what = 'given';
  SELECT nextval('order_numbers') INTO j;
  INSERT INTO order_lines (what, num) VALUES ('asked', j), ('next', nextval('order_numbers'));
END $$;
.
ok INSERT INTO numbered_orders (id) VALUES (4)
rows SELECT id, code, num FROM numbered_orders ORDER BY id
= 1|none|10
= 2|x|3
= 4|none|45
rows SELECT what, num FROM order_lines ORDER BY num, what
= given 2|1
= none|15
= none+|20
= x|25
= x+|30
= asked|35
= next|40
= none|50
= none+|55
rows SELECT id, what FROM given ORDER BY id
= 1|first
= 2|second
migrate
CREATE SEQUENCE signs;
CREATE TABLE signed_rows (id int PRIMARY KEY, sign text);
CREATE FUNCTION sign_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sign := 'S-' || nextval('signs'::regclass);
  RETURN NEW;
END $$;
CREATE TRIGGER sign_row BEFORE INSERT ON signed_rows FOR EACH ROW EXECUTE FUNCTION sign_row();
INSERT INTO signed_rows (id) VALUES (1), (2);
SELECT setval('signs', 40);
INSERT INTO signed_rows (id) VALUES (3);
ALTER SEQUENCE signs RESTART WITH 70;
INSERT INTO signed_rows (id) VALUES (4);
.
ok INSERT INTO signed_rows (id) VALUES (5)
rows SELECT id, sign FROM signed_rows ORDER BY id
= 1|S-1
= 2|S-2
= 3|S-41
= 4|S-70
= 5|S-71
lite,mysql,maria refused a trigger's function counts with sequence
ALTER SEQUENCE signs INCREMENT BY 100;
.
lite,mysql,maria refused a trigger's function counts with sequence
ALTER SEQUENCE signs RENAME TO other_signs;
.
lite,mysql,maria refused function nextval() has no equivalent
CREATE FUNCTION sometimes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.num := CASE WHEN NEW.id > 7 THEN nextval('order_numbers') ELSE 0 END;
  RETURN NEW;
END $$;
CREATE TRIGGER sometimes BEFORE UPDATE ON numbered_orders FOR EACH ROW EXECUTE FUNCTION sometimes();
.

# lastval(), where the file says which sequence was asked last.
migrate
CREATE TABLE heads (id serial PRIMARY KEY, name text);
CREATE TABLE tails (head int REFERENCES heads (id), what text);
INSERT INTO heads (name) VALUES ('a');
INSERT INTO heads (name) VALUES ('b');
INSERT INTO tails (head, what) VALUES (lastval(), 'x');
INSERT INTO tails (head, what) VALUES (lastval(), 'y'), (lastval() - 1, 'z');
.
rows SELECT * FROM tails ORDER BY what
= 2|x
= 2|y
= 1|z
lite,maria,mysql refused lastval
UPDATE tails SET head = lastval();
.
lite,maria,mysql refused lastval
INSERT INTO heads (name) SELECT 'c';
INSERT INTO tails (head, what) VALUES (lastval(), 'n');
.
lite,maria,mysql refused lastval
INSERT INTO heads (name) VALUES ('c');
INSERT INTO heads (name) VALUES (lastval()::text);
.

# A sequence that a column gets begins where it says, whatever rows are there.
migrate
CREATE TABLE numbered_late_like (id bigserial PRIMARY KEY, n integer NOT NULL DEFAULT 628, t varchar(20) NOT NULL);
CREATE TABLE numbered_late (LIKE numbered_late_like);
INSERT INTO numbered_late (id, n, t) VALUES (9, 32767, 'a'), (4, 100, 'b');
ALTER TABLE numbered_late DROP COLUMN id;
.
lite,pg migrate
ALTER TABLE numbered_late ALTER COLUMN n ADD GENERATED ALWAYS AS IDENTITY;
INSERT INTO numbered_late (t) VALUES ('c');
.
lite,pg rows SELECT n, t FROM numbered_late ORDER BY t
= 32767|a
= 100|b
= 1|c
# Other steps: a sequence that has not counted yet begins where it would have, another goes on from where it is.
migrate
CREATE SEQUENCE strides;
CREATE TABLE other_steps (id integer PRIMARY KEY, n bigint DEFAULT nextval('strides'));
ALTER SEQUENCE strides INCREMENT BY 4;
INSERT INTO other_steps (id) VALUES (1), (2);
ALTER SEQUENCE strides INCREMENT BY 10;
INSERT INTO other_steps (id) VALUES (3);
.
rows SELECT id, n FROM other_steps ORDER BY id
= 1|1
= 2|5
= 3|15

# A second numbered column keeps its steps when the first one is no longer numbered.
migrate
CREATE TABLE second_steps (id serial PRIMARY KEY, n serial, t text);
INSERT INTO second_steps (t) VALUES ('a');
ALTER SEQUENCE second_steps_n_seq INCREMENT BY 3;
ALTER TABLE second_steps ALTER COLUMN id SET DEFAULT 5;
INSERT INTO second_steps (t) VALUES ('b');
.
ok INSERT INTO second_steps (id, t) VALUES (6, 'c')
rows SELECT id, n, t FROM second_steps ORDER BY n
= 1|1|a
= 5|4|b
= 6|7|c

# Which of two numbered columns AUTO_INCREMENT is for hangs on neither their order nor what came first: it moves.
migrate
CREATE TABLE counts (m bigserial, x int);
INSERT INTO counts (x) VALUES (4), (5);
ALTER TABLE counts ADD COLUMN a serial;
INSERT INTO counts (x) VALUES (6);
ALTER TABLE counts RENAME COLUMN a TO z;
INSERT INTO counts (x) VALUES (7);
ALTER TABLE counts ADD PRIMARY KEY (z);
INSERT INTO counts (x) VALUES (8);
ALTER TABLE counts DROP COLUMN m;
INSERT INTO counts (x) VALUES (9);
.
ok INSERT INTO counts (x) VALUES (10), (11)
rows SELECT z, x FROM counts ORDER BY z
= 1|4
= 2|5
= 3|6
= 4|7
= 5|8
= 6|9
= 7|10
= 8|11

# Steps that change: what the engine counted by itself goes on from a table of skein's, and comes back.
migrate
CREATE TABLE paces (id serial PRIMARY KEY, x int);
CREATE TABLE paced (id int REFERENCES paces);
INSERT INTO paces (x) VALUES (1), (2);
INSERT INTO paced VALUES (2);
ALTER SEQUENCE paces_id_seq INCREMENT BY 10;
INSERT INTO paces (x) VALUES (3), (4);
ALTER SEQUENCE paces_id_seq INCREMENT BY 1;
INSERT INTO paces (x) VALUES (5);
ALTER SEQUENCE paces_id_seq INCREMENT BY 5;
.
ok INSERT INTO paces (x) VALUES (6)
ok INSERT INTO paced VALUES (28)
no DELETE FROM paces WHERE id = 2
rows SELECT id, x FROM paces ORDER BY id
= 1|1
= 2|2
= 12|3
= 22|4
= 23|5
= 28|6

# A sequence that a column comes to own counts for it under its own name.
migrate
CREATE SEQUENCE earlier_name_seq AS integer;
CREATE TABLE owning (id serial PRIMARY KEY, n integer DEFAULT nextval('earlier_name_seq') NOT NULL, x int);
INSERT INTO owning (x) VALUES (1);
ALTER SEQUENCE earlier_name_seq OWNED BY owning.n;
SELECT setval('earlier_name_seq', 40);
INSERT INTO owning (x) VALUES (2);
ALTER TABLE owning RENAME TO owned_by;
SELECT setval('earlier_name_seq', 60);
.
ok INSERT INTO owned_by (x) VALUES (3)
rows SELECT n, x FROM owned_by ORDER BY id
= 1|1
= 41|2
= 61|3

# setval() of what a query gives, where the table has no row yet
migrate
CREATE TABLE begun_a (id serial PRIMARY KEY, n integer);
CREATE TABLE begun_b (id serial PRIMARY KEY, n integer);
CREATE TABLE begun_c (id serial PRIMARY KEY, n integer);
CREATE TABLE begun_d (id serial PRIMARY KEY, n integer);
SELECT setval('begun_a_id_seq', (SELECT greatest(max(id), 4) FROM begun_a));
SELECT setval('begun_b_id_seq', coalesce((SELECT max(id) + 1 FROM begun_b), 3), false);
SELECT setval('begun_c_id_seq', coalesce(max(id), 1), max(id) IS NOT NULL) FROM begun_c;
SELECT setval('begun_d_id_seq', (SELECT max(id) FROM begun_d));
INSERT INTO begun_a (n) VALUES (1);
INSERT INTO begun_b (n) VALUES (1);
INSERT INTO begun_c (n) VALUES (1);
INSERT INTO begun_d (n) VALUES (1);
.
rows SELECT a.id, b.id, c.id, d.id FROM begun_a a, begun_b b, begun_c c, begun_d d
= 5|3|1|1
