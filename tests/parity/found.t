# What random migrations (tests/fuzz) have found, each in its smallest form.
migrate
CREATE TABLE keyed (a varchar(20) UNIQUE, b integer, CONSTRAINT named UNIQUE (a));
CREATE INDEX ON keyed (('{"n": 1}'::text));
CREATE INDEX ON keyed ((left(true::text, 0)));
CREATE INDEX ON keyed ((b));
ALTER TABLE keyed DROP CONSTRAINT named;
INSERT INTO keyed (a) VALUES ('x'), ('x');
CREATE TABLE counted (a serial PRIMARY KEY, b varchar(10));
ALTER TABLE counted ALTER COLUMN a DROP IDENTITY IF EXISTS;
INSERT INTO counted (b) VALUES ('x'), ('y');
.
rows SELECT a, b FROM counted ORDER BY a
= 1|x
= 2|y

# a number is rounded to what its column holds, wherever it comes from
migrate
CREATE TABLE numbers (id integer PRIMARY KEY, i integer, d numeric(5), e numeric(6, 2), t time, v interval);
INSERT INTO numbers (id, i, d, e) VALUES (1, 1.5, 12.5, 1.005), (2, -2.5, -12.5, 7);
INSERT INTO numbers (id, i, d, e) SELECT id + 2, e * 1.5, e / 2, d / 8 FROM numbers ORDER BY id;
UPDATE numbers SET e = e * 1.005, i = d / 10.0 WHERE id = 4;
UPDATE numbers SET t = '7:05', v = '90 minutes' WHERE id = 1;
.
rows SELECT id, i FROM numbers ORDER BY id
= 1|2
= 2|-3
= 3|2
= 4|0
rows SELECT id FROM numbers WHERE d = 13 AND e = 1.01 OR d = -13 AND e = 7 OR d = 1 AND e = 1.63 OR d = 4 AND e = -1.64 ORDER BY id
= 1
= 2
= 3
= 4
rows SELECT id FROM numbers WHERE t = '07:05:00'
= 1
lite,pg rows SELECT CAST(v AS varchar(20)) FROM numbers WHERE id = 1
= 01:30:00

migrate
CREATE TABLE quoted (a varchar(20) CHECK (quote_literal(a) <> 'NULL'), b bytea);
INSERT INTO quoted (b) VALUES ('\x01'::bytea || '\x02'::bytea);
.
rows SELECT count(*) FROM quoted WHERE a IS NULL
= 1

# a foreign key that is NOT VALID leaves the rows that are there alone, until it is validated
migrate
CREATE TABLE parents (id integer PRIMARY KEY);
CREATE TABLE children (id integer PRIMARY KEY, parent integer);
INSERT INTO parents VALUES (1);
INSERT INTO children VALUES (1, 1), (2, 2);
ALTER TABLE children ADD CONSTRAINT of_parent FOREIGN KEY (parent) REFERENCES parents (id) NOT VALID;
ALTER TABLE children ADD COLUMN more integer CHECK (more > 0) UNIQUE;
.
fails
ALTER TABLE children VALIDATE CONSTRAINT of_parent;
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO children (id, parent) VALUES (3, 3)
rows SELECT id, parent FROM children ORDER BY id
= 1|1
= 2|2
migrate
DELETE FROM children WHERE id = 2;
ALTER TABLE children VALIDATE CONSTRAINT of_parent;
.

# what cannot be had is said before anything has run
lite refused no column left that is stored
CREATE TABLE empty (a integer);
ALTER TABLE empty DROP COLUMN a;
.
lite migrate
CREATE TABLE turned (a integer, b varchar(10) GENERATED ALWAYS AS (reverse('ab')) STORED);
.

# ---- the servers

maria,mysql refused AUTO_INCREMENT
CREATE TABLE made2 (a serial PRIMARY KEY, b integer GENERATED ALWAYS AS (a * 2) STORED);
.
maria,mysql refused counts in integers only
CREATE TABLE made3 (a serial PRIMARY KEY);
ALTER TABLE made3 ALTER COLUMN a TYPE double precision;
.
maria,mysql refused cannot have one type
CREATE TABLE twins (a bigint PRIMARY KEY, b integer, UNIQUE (a, b));
ALTER TABLE twins ADD FOREIGN KEY (b, a) REFERENCES twins (a, b);
.
maria,mysql refused cannot have one type
CREATE TABLE whole (n numeric(5) PRIMARY KEY);
CREATE TABLE any_digits (n numeric DEFAULT -6.25 REFERENCES whole (n));
.
maria,mysql refused refers from column
CREATE TABLE selves (a integer PRIMARY KEY REFERENCES selves (a));
.
migrate
CREATE TABLE hashed (id integer PRIMARY KEY, t text, m text, b bytea);
INSERT INTO hashed (id, t) SELECT n, repeat('äx', n) FROM generate_series(0, 800, 200) n;
INSERT INTO hashed (id, t) VALUES (1, repeat('a', 55)), (2, repeat('a', 56)), (3, repeat('a', 64)), (4, NULL);
UPDATE hashed SET m = md5(t), b = decode(md5(t), 'hex');
CREATE VIEW rehashed AS SELECT id, md5(m) AS m FROM hashed;
.
rows SELECT id, m FROM hashed ORDER BY id
= 0|d41d8cd98f00b204e9800998ecf8427e
= 1|ef1772b6dff9a122358552954ad0df65
= 2|3b0c8ac703f828b04c6c197006d17218
= 3|014842d480b571495a4a0363793f7367
= 4|NULL
= 200|601523dfdcc7a5e77f62d7c6da187cb7
= 400|f4e478996654485e45bd83c167335fee
= 600|10fa0a601ead44f726b94ba1af64716c
= 800|079e55a9c0ef2ebb349809086fbc7c34
rows SELECT id, m FROM rehashed ORDER BY id
= 0|74be16979710d4c4e7c6647856088456
= 1|844dd6d252dadffa3172696e9e01645d
= 2|79b87a02069390b6036aa811476c5ebe
= 3|08c99efd7795a0ae7e6048fb6b32597c
= 4|NULL
= 200|d040674ef5e1cc8cf1f2d616c010fbf8
= 400|46f207f68e3cd85d0cf9e357aaed2303
= 600|fefc59c50fbc86372dc07e6656c56d69
= 800|584db90e4a90d400fda893e0f136e2a6

# a CHECK about no column stays when a column goes; SET NULL where there can be no NULL keeps the row; NULL is no default
# of what is NOT NULL; a column of a foreign key is renamed beside a CHECK of it; constants to sort by say nothing
migrate
CREATE TABLE owners (id integer PRIMARY KEY, more integer, CONSTRAINT always CHECK (1 < 2));
CREATE TABLE owned (id integer PRIMARY KEY, owner integer NOT NULL DEFAULT NULL REFERENCES owners (id) ON DELETE SET NULL, size numeric(5) DEFAULT -9.5, CHECK (owner > 0));
ALTER TABLE owners DROP COLUMN more;
ALTER TABLE owners RENAME CONSTRAINT always TO still;
INSERT INTO owners VALUES (1), (2);
INSERT INTO owned VALUES (1, 1), (2, 2);
ALTER TABLE owned RENAME COLUMN owner TO holder;
CREATE VIEW ranked AS SELECT id, row_number() OVER (PARTITION BY 1 ORDER BY 2, id DESC) AS n FROM owned;
CREATE TABLE sorted AS SELECT holder, string_agg(id::text, ',' ORDER BY 1, id DESC) AS ids FROM owned GROUP BY 1;
.
no DELETE FROM owners WHERE id = 1
no INSERT INTO owned (id) VALUES (3)
no INSERT INTO owned (id, holder) VALUES (3, 0)
rows SELECT id, n FROM ranked ORDER BY id
= 1|2
= 2|1
rows SELECT holder, ids FROM sorted ORDER BY holder
= 1|1
= 2|2
rows SELECT id FROM owned WHERE size = -10 ORDER BY id
= 1
= 2

# views follow a column's new name into their sub-queries; a CHECK may be a column; a view may name its columns
migrate
CREATE TABLE seen (id integer PRIMARY KEY, a integer, b varchar(10) DEFAULT '😀 b', ok boolean CHECK (ok));
CREATE VIEW seen_names AS SELECT s.a AS x, string_agg(s.b, ',' ORDER BY s.id DESC) AS names FROM seen s GROUP BY 1;
CREATE VIEW counted_names (n, longest) AS SELECT count(*), max(length(names)) FROM seen_names;
INSERT INTO seen (id, a) VALUES (1, 1), (2, 1);
ALTER TABLE seen RENAME COLUMN a TO "a-b";
ALTER TABLE seen RENAME COLUMN b TO c;
.
rows SELECT x, names FROM seen_names
= 1|😀 b,😀 b
rows SELECT n, longest FROM counted_names
= 1|7
no INSERT INTO seen (id, ok) VALUES (3, false)
ok INSERT INTO seen (id, ok) VALUES (3, true)

# what a query computes has its type from all that it is computed from
migrate
CREATE TABLE typed AS SELECT 'a' AS t, id * 2.5 AS n, coalesce(NULL, 'b') AS u, CASE WHEN id > 1 THEN 1 ELSE 0.5 END AS c, sum(id) OVER () AS s FROM seen WHERE id < 3;
INSERT INTO typed (t, n, u, c, s) VALUES ('c', 0.25, 'd', 0.75, 9000000000);
.
rows SELECT t, u FROM typed WHERE n < 0.5 AND c > 0.7 AND s = 9000000000
= c|d

lite,pg migrate
CREATE TABLE late (id integer PRIMARY KEY);
ALTER TABLE late ADD COLUMN before integer REFERENCES late DEFERRABLE INITIALLY DEFERRED;
INSERT INTO late VALUES (2, 1);
INSERT INTO late VALUES (1, NULL);
.
maria,mysql refused no column left that is stored
CREATE TABLE empty2 (a integer);
ALTER TABLE empty2 DROP COLUMN a;
.
maria,mysql refused the server has no such thing
CREATE TABLE bound (id integer PRIMARY KEY, base integer REFERENCES bound ON DELETE CASCADE,
    twice integer GENERATED ALWAYS AS (base * 2) STORED);
.

# a sequence that starts again, and what no server counts
migrate
CREATE TABLE again (id serial PRIMARY KEY, a integer, b bytea DEFAULT '\x01'::bytea || '\x02'::bytea);
ALTER SEQUENCE again_id_seq RESTART WITH 50;
INSERT INTO again (a) VALUES (1);
ALTER TABLE again ALTER COLUMN a TYPE bigint, ALTER COLUMN a SET DEFAULT 7;
.
rows SELECT id FROM again
= 50
pg rows SELECT encode(b, 'hex') FROM again
= 0102
lite,maria,mysql rows SELECT hex(b) FROM again
= 0102
lite refused counts in integers only
CREATE TABLE unwhole (id serial PRIMARY KEY);
ALTER TABLE unwhole ALTER COLUMN id TYPE numeric;
.
migrate
CREATE TABLE tight (id integer, a char(1) DEFAULT 'ab', b numeric(2) DEFAULT 1000, c boolean DEFAULT true);
ALTER TABLE tight ALTER COLUMN c TYPE char(3);
.
no INSERT INTO tight (id, b, c) VALUES (1, 2, 'x')
no INSERT INTO tight (id, a, c) VALUES (1, 'x', 'x')
no INSERT INTO tight (id, a, b) VALUES (1, 'x', 2)
ok INSERT INTO tight VALUES (2, 'y', 3, 'z')

# what is no text becomes one in a column of text; a default that is none is only an error where there are rows
migrate
CREATE TABLE worded (id integer, a text, b varchar(9), c text NOT NULL);
UPDATE worded SET c = DEFAULT;
INSERT INTO worded VALUES (1, true, 1 > 2, 'x'), (2, 'x', NULL, 'y');
INSERT INTO worded (id, a, b, c) SELECT id + 2, id > 1, true, 'z' FROM worded;
UPDATE worded SET b = id > 3 WHERE id > 2;
DELETE FROM worded WHERE id IN (SELECT r.id FROM (SELECT 9 AS id) r WHERE EXISTS (SELECT 1 FROM worded w WHERE 1 = 2));
.
rows SELECT id, a, b FROM worded ORDER BY id
= 1|true|false
= 2|x|NULL
= 3|false|false
= 4|true|true
# a backslash in a constant
migrate
CREATE TABLE slashes (a text CHECK (starts_with(a, 'back\slash')));
INSERT INTO slashes VALUES ('back\slashes');
.
no INSERT INTO slashes (a) VALUES ('backslashes')

# a trigger's function names a column that its table has no more: PostgreSQL finds out when it runs
migrate
CREATE TABLE renamed (id integer PRIMARY KEY, x text, y text);
CREATE FUNCTION renamed_x() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.x := upper(NEW.y); RETURN NEW; END $$;
CREATE TRIGGER renamed_x BEFORE INSERT ON renamed FOR EACH ROW EXECUTE FUNCTION renamed_x();
ALTER TABLE renamed RENAME COLUMN x TO z;
.
no INSERT INTO renamed (id, y) VALUES (1, 'a')
migrate
ALTER TABLE renamed ADD COLUMN x text;
.
ok INSERT INTO renamed (id, y) VALUES (1, 'a')
migrate
CREATE OR REPLACE FUNCTION renamed_x() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.z := upper(NEW.y); RETURN NEW; END $$;
ALTER TABLE renamed DROP COLUMN x;
INSERT INTO renamed (id, y) VALUES (2, 'b');
.
rows SELECT id, z FROM renamed ORDER BY id
= 1|NULL
= 2|B
# the null of a document and none at all; digits as a UUID; a date and a time
migrate
CREATE TABLE shapes (id integer, a uuid, b timestamp, c jsonb);
INSERT INTO shapes SELECT n, ('0cc175b9c0f146a8b1c3' || '99e269772661')::uuid, date '2024-02-29' + time '10:30', to_jsonb(nullif('x', 'x')) FROM generate_series(1, 1) AS n;
.
rows SELECT a, CASE WHEN c IS NULL THEN 1 END FROM shapes WHERE b > '2024-02-29 10:29:59' AND b < '2024-02-29 10:30:01'
= 0cc175b9-c0f1-46a8-b1c3-99e269772661|1
maria,mysql refused numbers its rows
CREATE TABLE numbering (id serial PRIMARY KEY);
ALTER TABLE numbering ALTER COLUMN id TYPE bigint USING id % 4;
.
migrate
CREATE TABLE around (id integer, a integer);
INSERT INTO around VALUES (1, 2), (2, 9), (3, 1);
DELETE FROM around AS a USING (SELECT 1 AS x) AS b WHERE EXISTS (SELECT 1 FROM around AS c WHERE c.id = a.a);
.
rows SELECT id FROM around
= 2

# nothing has no parts
migrate
CREATE TABLE split (id integer, a text);
INSERT INTO split VALUES (1, ''), (2, 'a,b'), (3, NULL);
CREATE TABLE split_parts AS SELECT id, cardinality(string_to_array(a, ',')) AS n FROM split;
.
rows SELECT id, n FROM split_parts ORDER BY id
= 1|0
= 2|2
= 3|NULL
maria,mysql refused computes no key from it
CREATE TABLE partly (id serial PRIMARY KEY, a integer);
CREATE UNIQUE INDEX partly_id ON partly (id) WHERE a > 0;
.

# a function's text stays what it is: it finds what it names when it runs, and what is gone refuses the row
migrate
CREATE TABLE watched (id integer PRIMARY KEY, n integer);
CREATE TABLE others (id integer PRIMARY KEY, m integer);
CREATE TABLE aside (id integer PRIMARY KEY);
CREATE FUNCTION count_others() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := (SELECT count(o.m) FROM others o); RETURN NEW; END $$;
CREATE TRIGGER counts BEFORE INSERT ON watched FOR EACH ROW EXECUTE FUNCTION count_others();
INSERT INTO others VALUES (1, 1), (2, 2);
ALTER TABLE others RENAME TO elsewhere;
ALTER TABLE aside RENAME TO aside2;
.
no INSERT INTO watched (id) VALUES (1)
migrate
ALTER TABLE elsewhere RENAME TO others;
INSERT INTO watched (id) VALUES (2);
ALTER TABLE others RENAME COLUMN m TO k;
.
no INSERT INTO watched (id) VALUES (3)
migrate
ALTER TABLE others RENAME COLUMN k TO m;
INSERT INTO watched (id) VALUES (4);
DROP TABLE others;
ALTER TABLE aside2 RENAME TO aside3;
.
no INSERT INTO watched (id) VALUES (5)
rows SELECT id, n FROM watched ORDER BY id
= 2|2
= 4|2

# the table itself, under its new name; a trigger's condition goes along with a column's name
migrate
CREATE TABLE asked (id integer PRIMARY KEY, n integer);
CREATE FUNCTION ask() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM asked a WHERE a.n = NEW.n) THEN RAISE EXCEPTION 'twice'; END IF; RETURN NEW; END $$;
CREATE TRIGGER asks BEFORE INSERT ON asked FOR EACH ROW WHEN (NEW.n > 5) EXECUTE FUNCTION ask();
INSERT INTO asked VALUES (1, 7);
.
no INSERT INTO asked VALUES (2, 7)
migrate
ALTER TABLE asked RENAME TO asked2;
.
no INSERT INTO asked2 VALUES (3, 8)
ok INSERT INTO asked2 VALUES (4, 4)

migrate
CREATE TABLE turned2 (id integer PRIMARY KEY, n integer);
CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'never'; END $$;
CREATE TRIGGER nevers BEFORE UPDATE ON turned2 FOR EACH ROW WHEN (OLD.n > NEW.n) EXECUTE FUNCTION never();
ALTER TABLE turned2 RENAME COLUMN n TO m;
INSERT INTO turned2 VALUES (1, 7);
.
no UPDATE turned2 SET m = 6
ok UPDATE turned2 SET m = 8

# numbers as text have the digits of their type
migrate
CREATE TABLE prices (id integer PRIMARY KEY, a numeric(10,2), b double precision, c boolean, t timestamptz, s text);
INSERT INTO prices (id, a, b, c, t) VALUES (1, 12.5, 3, true, '2024-01-02 03:04:05'), (2, 7, 0.25, false, NULL), (3, NULL, NULL, NULL, NULL);
UPDATE prices SET s = concat(a::text, ' ', (a * 2.0)::text, ' ', ceil(a)::text, ' ', b::text, ' ', c, ' ', t::text);
CREATE TABLE texts_of (id integer PRIMARY KEY, s text);
INSERT INTO texts_of SELECT id, 'x' || a || ' ' || c || ' ' || round(a / 3, 1) FROM prices;
INSERT INTO texts_of VALUES (4, 1.50 || 'x'), (5, trunc(0.29, 2)::text), (6, format('%s %s', 2.50, true));
ALTER TABLE prices ALTER COLUMN a TYPE text;
.
rows SELECT s FROM prices ORDER BY id
= 12.50 25.000 13 3 t 2024-01-02 03:04:05+00
= 7.00 14.000 7 0.25 f 
=      
rows SELECT s FROM texts_of ORDER BY id
= x12.50 true 4.2
= x7.00 false 2.3
= NULL
= 1.50x
= 0.29
= 2.50 t
rows SELECT a FROM prices ORDER BY id
= 12.50
= 7.00
= NULL

# a column that a trigger numbers may have a CHECK
lite migrate
CREATE TABLE numbered2 (name varchar(20) PRIMARY KEY, n serial CHECK (n > 0), twice bigint GENERATED ALWAYS AS (n * 2) STORED, CHECK (twice > 1));
INSERT INTO numbered2 (name) VALUES ('a'), ('b');
.
lite rows SELECT name, n, twice FROM numbered2 ORDER BY name
= a|1|2
= b|2|4
lite no INSERT INTO numbered2 (name, n) VALUES ('c', 0)
lite no INSERT INTO numbered2 (name, n) VALUES ('c', -1)

# what is assigned to text is what a cast shows; a time keeps its fraction; an array has what it is made of
migrate
CREATE TABLE assigned (id integer PRIMARY KEY, s text DEFAULT false, c boolean NOT NULL DEFAULT true, t time, d jsonb);
INSERT INTO assigned (id) VALUES (1);
INSERT INTO assigned (id, s, t, d) VALUES (2, true, '2024-02-29 23:59:59.5'::timestamp::time, '[1, null]'), (3, 1.50, '2024-02-29 10:00'::timestamptz::time, 'null');
ALTER TABLE assigned ALTER COLUMN c TYPE text USING CASE WHEN c THEN 'yes' ELSE 'no' END;
INSERT INTO assigned (id, d) VALUES (4, '{"a": [1]}');
CREATE TABLE contained AS SELECT id FROM assigned WHERE d @> 'null' OR d @> '1';
CREATE TABLE halves AS SELECT id FROM assigned WHERE t > '23:59:59';
.
rows SELECT id, s, c FROM assigned ORDER BY id
= 1|false|yes
= 2|true|yes
= 3|1.50|yes
= 4|false|true
rows SELECT id FROM contained ORDER BY id
= 2
= 3
rows SELECT id FROM halves
= 2

# CASCADE takes along what a column of the same table is made of
migrate
CREATE TABLE taken_along (id integer PRIMARY KEY, a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
ALTER TABLE taken_along DROP COLUMN a CASCADE;
INSERT INTO taken_along VALUES (1);
.
no SELECT b FROM taken_along

lite refused nested too deeply
CREATE TABLE deep (a integer CHECK ((1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + (1 + a)))))))))))))))))))))))))))))))))))) > 0));
.

# several rows that ask for rows of their own table find those that were there
migrate
CREATE TABLE menus (id integer PRIMARY KEY, parent integer REFERENCES menus, name varchar(20) DEFAULT 'none');
INSERT INTO menus VALUES (1, NULL, 'root');
INSERT INTO menus (id, parent, name) VALUES (2, (SELECT id FROM menus WHERE name = 'root'), 'first'),
    (3, (SELECT max(id) FROM menus), DEFAULT);
.
rows SELECT id, parent, name FROM menus ORDER BY id
= 1|NULL|root
= 2|1|first
= 3|1|none

# the rows stay where no column of theirs does
migrate
CREATE TABLE exchanged (a integer);
INSERT INTO exchanged VALUES (1), (2);
ALTER TABLE exchanged ADD COLUMN b integer, DROP COLUMN a;
.
rows SELECT count(*) FROM exchanged
= 2
migrate
CREATE TABLE roomless (id integer, a smallint DEFAULT 2147483647);
.
no INSERT INTO roomless (id) VALUES (1)
ok INSERT INTO roomless VALUES (1, 2)
migrate
CREATE TABLE listed (a text);
INSERT INTO listed VALUES ('ab c,dE');
CREATE VIEW listed_parts AS SELECT cardinality(string_to_array(array_to_string(string_to_array(a, ','), ';'), ';')) AS n, initcap(array_to_string(string_to_array(a, ','), ';')) AS s FROM listed;
.
rows SELECT n, s FROM listed_parts
= 2|Ab C;De

# ON DELETE SET DEFAULT where there is none is NULL
migrate
CREATE TABLE keepers (id integer PRIMARY KEY);
CREATE TABLE kept_rows (id integer PRIMARY KEY, keeper integer REFERENCES keepers ON DELETE SET DEFAULT);
INSERT INTO keepers VALUES (1), (2);
INSERT INTO kept_rows VALUES (1, 1), (2, 2);
DELETE FROM keepers WHERE id = 1;
.
rows SELECT id, keeper FROM kept_rows ORDER BY id
= 1|NULL
= 2|2

# whole seconds leave a fraction as it is; what stands in a key for a document takes its room
migrate
CREATE TABLE shifted (id integer PRIMARY KEY, t timestamp(3) DEFAULT '2021-03-04T05:06:07.123456'::timestamp, d date DEFAULT '2015-07-15 18:53:30+00'::timestamptz, u timestamp);
INSERT INTO shifted (id, u) VALUES (1, '2021-03-04 05:06:07.123456'::timestamp + interval '2 days');
CREATE TABLE shifted_later AS SELECT id FROM shifted WHERE u + interval '1 hour' = '2021-03-06 06:06:07.123456' AND d = '2015-07-15' AND t < '2021-03-04 05:06:07.124' AND t > '2021-03-04 05:06:07.122';
CREATE TABLE roomy (a text PRIMARY KEY, b jsonb, UNIQUE (a, b));
.
rows SELECT id FROM shifted_later
= 1

# a key of JSON's is not known where there is no document
migrate
CREATE TABLE keys_of (id integer PRIMARY KEY, doc jsonb, CHECK (true AND doc ? 'a'));
INSERT INTO keys_of VALUES (1, NULL), (2, '{"a": null}');
.
no INSERT INTO keys_of VALUES (3, '{"b": 1}')
ok INSERT INTO keys_of VALUES (4, NULL)

# a generated moment has the digits that its column holds
pg,lite,mysql migrate
CREATE TABLE cut_moments (id integer PRIMARY KEY, at timestamp, c timestamp(3) GENERATED ALWAYS AS (at - interval '34 minutes') STORED,
    s timestamp(0) GENERATED ALWAYS AS (at) STORED);
INSERT INTO cut_moments (id, at) VALUES (1, '2021-03-04T05:06:07.123456'), (2, '2021-12-31 23:59:59.9996'), (3, NULL), (4, '2021-12-31 23:59:59.4996');
.
pg,lite rows SELECT id, c, s FROM cut_moments ORDER BY id
= 1|2021-03-04 04:32:07.123|2021-03-04 05:06:07
= 2|2021-12-31 23:26:00|2022-01-01 00:00:00
= 3|NULL|NULL
= 4|2021-12-31 23:25:59.5|2021-12-31 23:59:59
maria refused more digits of a second than it holds
CREATE TABLE cut_moments (id integer PRIMARY KEY, at timestamp, c timestamp(3) GENERATED ALWAYS AS (at - interval '34 minutes') STORED);
.

# a column is renamed on which a trigger, a key of the server's own, a foreign key to its own table, or a CHECK of a generated column depends
migrate
CREATE TABLE moved_parents (id integer PRIMARY KEY, code numeric(5) UNIQUE);
CREATE TABLE moved (id serial, a integer, b numeric(5) NOT NULL UNIQUE, c numeric(5) REFERENCES moved (b), d integer, n integer,
    g text GENERATED ALWAYS AS ('x' || a) STORED CHECK (lower(g) <> 'x7'), p numeric(5) REFERENCES moved_parents (code));
CREATE INDEX moved_by_p ON moved (p, (n + 1));
CREATE FUNCTION count_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := coalesce(NEW.n, 0) + 1; RETURN NEW; END $$;
CREATE TRIGGER count_moved BEFORE UPDATE OF d ON moved FOR EACH ROW EXECUTE FUNCTION count_moved();
INSERT INTO moved_parents VALUES (1, 10);
INSERT INTO moved (a, b, c, d, p) VALUES (1, 5, 5, 1, 10);
ALTER TABLE moved RENAME COLUMN b TO b2;
ALTER TABLE moved RENAME COLUMN d TO d2;
ALTER TABLE moved RENAME COLUMN id TO id2;
ALTER TABLE moved RENAME COLUMN p TO p2;
UPDATE moved SET d2 = 2;
UPDATE moved SET a = 3;
.
lite ok PRAGMA foreign_keys = ON
no UPDATE moved SET c = 6
no UPDATE moved SET p2 = 11
no UPDATE moved SET a = 7
rows SELECT id2, a, n FROM moved
= 1|3|1

# a second numbered column takes no number of one's own
migrate
CREATE TABLE numbered_twice (id integer PRIMARY KEY, n smallint GENERATED ALWAYS AS IDENTITY, v integer);
INSERT INTO numbered_twice (id, v) VALUES (7, 1), (9, 2);
.
no INSERT INTO numbered_twice (id, n) VALUES (10, 5)
ok INSERT INTO numbered_twice (id) VALUES (11)
rows SELECT id, n FROM numbered_twice ORDER BY id
= 7|1
= 9|2
= 11|3

# setval() with the number of a table without rows: the next number is the one behind it
migrate
CREATE TABLE begun (id serial PRIMARY KEY, v integer);
SELECT setval(pg_get_serial_sequence('begun', 'id'), (SELECT coalesce(max(id), 1) FROM begun));
INSERT INTO begun (v) VALUES (1);
CREATE TABLE begun_at (id serial PRIMARY KEY, v integer);
INSERT INTO begun_at VALUES (20, 1);
SELECT setval('begun_at_id_seq', coalesce(max(id), 0) + 1, false) FROM begun_at;
INSERT INTO begun_at (v) VALUES (1);
.
rows SELECT id, v FROM begun
= 2|1
rows SELECT max(id) FROM begun_at
= 21

# what is no object is joined with one
migrate
CREATE TABLE joined_documents (id integer PRIMARY KEY, doc jsonb);
INSERT INTO joined_documents VALUES (1, '[1]'), (2, '{"b": 2}'), (3, 'null'), (4, NULL);
UPDATE joined_documents SET doc = doc || '{"a": 1}'::jsonb;
UPDATE joined_documents SET doc = doc || jsonb_build_object('c', id);
.
lite rows SELECT id, json_array_length(doc), json_extract(doc, '$.a'), json_extract(doc, '$.c') FROM joined_documents ORDER BY id
= 1|3|NULL|NULL
= 2|0|1|2
= 3|3|NULL|NULL
= 4|NULL|NULL|NULL
mysql,maria rows SELECT id, json_length(doc), json_extract(doc, '$.a'), json_extract(doc, '$.c') FROM joined_documents ORDER BY id
= 1|3|NULL|NULL
= 2|3|1|2
= 3|3|NULL|NULL
= 4|NULL|NULL|NULL

# defaults that are NULL, where the column has to have a value: rows are refused, not the table
migrate
CREATE TABLE null_defaults (id integer PRIMARY KEY, n integer NOT NULL DEFAULT (CASE 5 WHEN 1 THEN 4 WHEN 2 THEN 3 END));
.
no INSERT INTO null_defaults (id) VALUES (1)
ok INSERT INTO null_defaults (id, n) VALUES (1, 2)

# a key that may be NULL is referred to by a column that may not, ON UPDATE CASCADE
migrate
CREATE TABLE nullable_keys (id integer PRIMARY KEY, code bigint UNIQUE);
CREATE TABLE of_nullable (id integer PRIMARY KEY, code bigint NOT NULL REFERENCES nullable_keys (code) ON UPDATE CASCADE);
INSERT INTO nullable_keys VALUES (1, 10);
INSERT INTO of_nullable VALUES (1, 10);
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO of_nullable VALUES (2, 11)

# a generated column changes, a CHECK and a key of it stay
migrate
CREATE TABLE remade (id integer PRIMARY KEY, a integer, g text GENERATED ALWAYS AS ('B') STORED, CHECK (a < 5 OR g = 'C'));
CREATE UNIQUE INDEX remade_g ON remade (g, a);
ALTER TABLE remade ALTER COLUMN g SET NOT NULL;
.
no INSERT INTO remade (id, a) VALUES (1, 7)
ok INSERT INTO remade (id, a) VALUES (1, 2)
no INSERT INTO remade (id, a) VALUES (2, 2)

# columns have the names that the engine's own queries of documents use for theirs
migrate
CREATE TABLE settings (id integer PRIMARY KEY, key text, value jsonb, type text[], k integer, v integer);
INSERT INTO settings VALUES (1, 'a', '{"x": 1}', '{p,q}', 3, 4), (2, 'b', '[1]', '{}', 5, 6);
UPDATE settings SET value = value || jsonb_build_object('id', id, 'key', key, 'v', v) WHERE value @> '{"x": 1}';
UPDATE settings SET type = array_append(type, key) WHERE NOT 'q' = ANY (type);
UPDATE settings SET k = 7 WHERE type @> ARRAY['p'] AND 'p' = ANY (type);
.
lite rows SELECT id, value ->> 'id', value ->> 'key', value ->> 'v', type, k FROM settings ORDER BY id
= 1|1|a|4|["p","q"]|7
= 2|NULL|NULL|NULL|["b"]|5
mysql,maria rows SELECT id, JSON_VALUE(value, '$.id'), JSON_VALUE(value, '$.key'), JSON_VALUE(value, '$.v'), JSON_UNQUOTE(JSON_EXTRACT(type, '$[0]')), k FROM settings ORDER BY id
= 1|1|a|4|p|7
= 2|NULL|NULL|NULL|b|5

# char(n) beside varchar(n): IS DISTINCT FROM, IN, BETWEEN
migrate
CREATE TABLE two_texts (id integer PRIMARY KEY, a varchar(10), b char(5));
INSERT INTO two_texts VALUES (1, 'x', 'x'), (2, 'x', 'y'), (3, NULL, NULL);
ALTER TABLE two_texts ADD COLUMN same boolean, ADD COLUMN within boolean;
UPDATE two_texts SET same = a IS NOT DISTINCT FROM upper(lower(b)) OR a IN (lower(b)) OR a IS NOT DISTINCT FROM b,
    within = a BETWEEN lower(b) AND b;
ALTER TABLE two_texts ADD CHECK (a IS DISTINCT FROM lower(b) OR b < 'c' OR id < 4);
.
rows SELECT id, CASE WHEN same THEN 1 WHEN NOT same THEN 0 END, CASE WHEN within THEN 1 WHEN NOT within THEN 0 END FROM two_texts ORDER BY id
= 1|1|1
= 2|0|0
= 3|1|NULL
no INSERT INTO two_texts (id, a, b) VALUES (4, 'd', 'd')
ok INSERT INTO two_texts (id, a, b) VALUES (5, 'd', 'e')

# a text in quotes takes the type of what is beside it, not its length
migrate
CREATE TABLE short_texts (id integer PRIMARY KEY, c char(5), v varchar(5), n numeric(5, 2));
INSERT INTO short_texts VALUES (1, 'a', 'b', 1.25);
CREATE TABLE of_short_texts AS SELECT id, coalesce(c, 'none at all') AS c, CASE WHEN v = 'b' THEN v ELSE 'none at all' END AS v,
    CASE WHEN id = 1 THEN n END AS n FROM short_texts;
.
ok INSERT INTO of_short_texts VALUES (2, 'longer than five', 'longer than five', 12345678.125)
rows SELECT c, v FROM of_short_texts WHERE id = 2 AND n = 12345678.125
= longer than five|longer than five

# unique keys under a condition: of bytes, and where a pattern holds
migrate
CREATE TABLE under_condition (id integer PRIMARY KEY, b bytea, n integer);
CREATE UNIQUE INDEX under_condition_b ON under_condition (b) WHERE n > 1;
INSERT INTO under_condition VALUES (1, '\x01', 1), (2, '\x01', 1), (3, '\x02', 2);
.
no INSERT INTO under_condition SELECT 6, b, 3 FROM under_condition WHERE id = 3
ok INSERT INTO under_condition SELECT 7, b, 0 FROM under_condition WHERE id = 3
pg,maria,mysql migrate
CREATE TABLE under_pattern (id integer PRIMARY KEY, code varchar(20), n integer);
CREATE UNIQUE INDEX under_pattern_n ON under_pattern (n) WHERE code ~ '^a[0-9]+$';
INSERT INTO under_pattern VALUES (1, 'a1', 1), (2, 'b1', 1), (3, 'a1', 2);
.
maria,mysql no INSERT INTO under_pattern (id, code, n) VALUES (4, 'a22', 1)
maria,mysql ok INSERT INTO under_pattern (id, code, n) VALUES (5, 'a22x', 1)

# a foreign key of arrays; a default that does not fit; a document's column gets another name
migrate
CREATE TABLE documents_to_rename (id integer PRIMARY KEY, doc jsonb, late varchar(3) DEFAULT (lower('LONGER')));
INSERT INTO documents_to_rename (id, doc, late) VALUES (1, '{"a": 1}', 'x');
ALTER TABLE documents_to_rename RENAME COLUMN doc TO contents;
.
no INSERT INTO documents_to_rename (id) VALUES (2)
no INSERT INTO documents_to_rename (id, contents, late) VALUES (3, '{', 'x')
maria,mysql refused the server has no key on column
CREATE TABLE array_keys (a integer[] UNIQUE);
CREATE TABLE of_array_keys (a integer[] REFERENCES array_keys (a));
.

# a column that other tables refer to is renamed, in a table with a computed column
migrate
CREATE TABLE referred_codes (code integer PRIMARY KEY, half integer GENERATED ALWAYS AS (code / 2) STORED, v integer);
CREATE INDEX referred_codes_half ON referred_codes (half, v);
CREATE TABLE of_codes (id integer PRIMARY KEY, code integer REFERENCES referred_codes (code));
INSERT INTO referred_codes (code) VALUES (8);
INSERT INTO of_codes VALUES (1, 8);
ALTER TABLE referred_codes RENAME COLUMN code TO number;
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO of_codes VALUES (2, 9)
no DELETE FROM referred_codes WHERE number = 8
rows SELECT number, half FROM referred_codes
= 8|4

# a view that others are made of is renamed
migrate
CREATE TABLE below_views (id integer PRIMARY KEY);
CREATE VIEW lowest_view AS SELECT id FROM below_views;
CREATE VIEW middle_view AS SELECT id FROM lowest_view;
CREATE VIEW highest_view AS SELECT middle_view.id FROM middle_view JOIN lowest_view ON lowest_view.id = middle_view.id;
ALTER VIEW lowest_view RENAME TO renamed_view;
INSERT INTO below_views VALUES (1);
.
rows SELECT id FROM highest_view
= 1
rows SELECT id FROM renamed_view
= 1

# a block inserts a row of defaults
migrate
CREATE TABLE all_defaults (id serial PRIMARY KEY, v integer DEFAULT 3, n numeric(5, 2) DEFAULT 1.5);
DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM all_defaults) THEN INSERT INTO all_defaults DEFAULT VALUES; END IF; END $$;
.
rows SELECT id, v FROM all_defaults
= 1|3

# a domain's CHECK of a column that a foreign key's action changes
migrate
CREATE DOMAIN short_code AS text CHECK (length(VALUE) < 5);
CREATE TABLE long_codes (code text PRIMARY KEY);
CREATE TABLE short_codes (id integer PRIMARY KEY, code short_code REFERENCES long_codes (code) ON UPDATE CASCADE);
INSERT INTO long_codes VALUES ('abc'), ('abcdef');
INSERT INTO short_codes VALUES (1, 'abc');
.
no INSERT INTO short_codes VALUES (2, 'abcdef')
ok INSERT INTO short_codes VALUES (3, 'abc')

# a key of a column that is not there (libFuzzer)
migrate
CREATE TABLE without_column (x integer PRIMARY KEY);
.
fails
CREATE TABLE keyed_by_nothing (x integer PRIMARY KEY, UNIQUE (ey, x) INCLUDE (x));
.
no INSERT INTO keyed_by_nothing VALUES (1)

# a column of a foreign key is renamed in a table with a time
migrate
CREATE TABLE timed_parents (id bigint PRIMARY KEY, at date CHECK (at > '2020-01-01'));
CREATE TABLE timed (id integer PRIMARY KEY, parent bigint REFERENCES timed_parents (id), t time, CHECK (t < '23:00'));
INSERT INTO timed_parents VALUES (1, '2020-02-02');
INSERT INTO timed VALUES (1, 1, '12:00');
ALTER TABLE timed RENAME COLUMN parent TO parent_id;
ALTER TABLE timed_parents RENAME COLUMN id TO number;
.
lite ok PRAGMA foreign_keys = ON
no INSERT INTO timed VALUES (2, 2, '12:00')
no INSERT INTO timed VALUES (2, 1, '23:30')
rows SELECT parent_id FROM timed
= 1

# calls without the arguments that they want (libFuzzer)
migrate
CREATE TABLE wrong_calls (id integer PRIMARY KEY, doc jsonb, t text);
.
fails
INSERT INTO wrong_calls (id, doc) SELECT id, jsonb_set(doc) FROM wrong_calls;
.
fails
INSERT INTO wrong_calls (id, t) SELECT id, format() FROM wrong_calls;
.
fails
INSERT INTO wrong_calls (id, t) SELECT id, regexp_like(t)::text FROM wrong_calls;
.

# Copies of keys and indexes are named after the columns' names of the day when these were made.
migrate
CREATE TABLE renamed_keys (c7 int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, n int UNIQUE, c11 int NOT NULL, t text, UNIQUE (c7, c11));
CREATE INDEX ON renamed_keys (c11, (t || 'x'), lower(t)) INCLUDE (n);
ALTER TABLE renamed_keys RENAME COLUMN c7 TO c22;
ALTER TABLE renamed_keys RENAME COLUMN n TO m;
ALTER TABLE renamed_keys RENAME COLUMN c11 TO c33;
CREATE TABLE renamed_like (LIKE renamed_keys INCLUDING ALL);
ALTER TABLE renamed_like RENAME CONSTRAINT renamed_like_c7_c11_key TO renamed_pair;
ALTER TABLE renamed_like DROP CONSTRAINT renamed_like_n_key;
DROP INDEX renamed_like_c11_expr_lower_n_idx;
INSERT INTO renamed_like (m, c33) VALUES (1, 1), (1, 1);
.
rows SELECT c22, m FROM renamed_like ORDER BY 1
= 1|1
= 2|1
no INSERT INTO renamed_like (c22, c33) VALUES (1, 1)

# A sequence goes with its owner, and so do the defaults that ask for it.
migrate
CREATE TABLE lenders (c7 serial, i int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b boolean);
CREATE INDEX ON lenders (b, i);
CREATE TABLE borrowers (LIKE lenders INCLUDING ALL);
INSERT INTO borrowers (b) VALUES (true);
ALTER TABLE lenders DROP COLUMN c7 CASCADE;
CREATE TABLE lonely (id serial PRIMARY KEY);
INSERT INTO lonely DEFAULT VALUES;
DROP SEQUENCE lonely_id_seq CASCADE;
.
rows SELECT c7, i FROM borrowers
= 1|1
no INSERT INTO borrowers (b) VALUES (true)
ok INSERT INTO borrowers (c7, b) VALUES (9, true)
ok INSERT INTO lenders (b) VALUES (NULL)
no INSERT INTO lonely DEFAULT VALUES
ok INSERT INTO lonely (id) VALUES (2)
rows SELECT id FROM lonely ORDER BY id
= 1
= 2

# Blanks at the end of char(n) are no part of it.
migrate
CREATE TABLE padded (id int, c char(5), v varchar(9) DEFAULT 'x');
INSERT INTO padded (id, c) VALUES (1, NULL), (2, 'a b '), (3, 'ab   '), (4, '          ');
UPDATE padded SET v = c || '|' WHERE c IS NOT NULL;
UPDATE padded SET c = 'abc  ' WHERE c = 'ab';
CREATE TABLE padded_too AS SELECT id, c FROM padded;
ALTER TABLE padded_too ALTER COLUMN c TYPE varchar;
.
rows SELECT id, length(c), v FROM padded ORDER BY id
= 1|NULL|x
= 2|3|a b|
= 3|3|ab|
= 4|0||
rows SELECT id, c FROM padded_too WHERE c <> '' ORDER BY id
= 2|a b
= 3|abc
ok INSERT INTO padded (id, c) VALUES (5, 'a       ')
no INSERT INTO padded (id, c) VALUES (6, 'abcdef')
rows SELECT length(c) FROM padded WHERE c = 'a'
= 1

# A view that reads itself can be made, and not read.
migrate
CREATE VIEW circle_a AS SELECT 1 AS n;
CREATE VIEW circle_b AS SELECT n FROM circle_a;
CREATE OR REPLACE VIEW circle_a AS SELECT n FROM (SELECT 2 AS n) AS circle_c;
.
rows SELECT n FROM circle_b
= 2
refused reads itself
CREATE OR REPLACE VIEW circle_a AS SELECT n FROM circle_b;
.

# A table with another name, of which a view has digests.
migrate
CREATE TABLE digested (id int PRIMARY KEY, t text);
CREATE TABLE digesting (n int);
CREATE VIEW digests AS SELECT encode(sha256((SELECT max(upper(d.t)) FROM digested d WHERE g.n IS NOT NULL)::bytea), 'hex') AS u FROM digesting g;
CREATE VIEW of_digests AS SELECT u FROM digests;
INSERT INTO digested VALUES (1, 'a');
INSERT INTO digesting VALUES (1);
ALTER TABLE digested RENAME TO digested_too;
CREATE SCHEMA digest;
ALTER TABLE digested_too SET SCHEMA digest;
.
rows SELECT u FROM of_digests
= 559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd

# TRUNCATE is no DELETE: that fires nothing, and what refers to a table may stand after it.
migrate
CREATE TABLE emptied (id int PRIMARY KEY);
CREATE TABLE emptied_too (id int REFERENCES emptied (id));
CREATE TABLE emptied_said (what text);
INSERT INTO emptied VALUES (1);
INSERT INTO emptied_too VALUES (1);
TRUNCATE emptied, emptied_too;
.
rows SELECT (SELECT count(*) FROM emptied) + (SELECT count(*) FROM emptied_too)
= 0
pg,lite migrate
CREATE FUNCTION say_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO emptied_said VALUES (TG_OP); RETURN NULL; END $$;
CREATE TRIGGER emptying AFTER INSERT OR DELETE ON emptied FOR EACH ROW EXECUTE FUNCTION say_emptied();
INSERT INTO emptied VALUES (1);
TRUNCATE emptied CASCADE;
.
pg,lite ok INSERT INTO emptied VALUES (1)
pg,lite ok DELETE FROM emptied
pg,lite rows SELECT what, count(*) FROM emptied_said GROUP BY what ORDER BY what
= DELETE|1
= INSERT|2

# An array as text, and a table that has a column of the name by which SQLite tells rows.
pg,lite migrate
CREATE TABLE as_texts (id int PRIMARY KEY, t text[], n int[], b boolean[], d text, at date[]);
INSERT INTO as_texts (id, t, n, b) VALUES (1, ARRAY['a', 'b c', NULL, 'null', '', 'x"y\z', '{'], '{1,NULL,3}', ARRAY[true, false]), (2, '{}', NULL, NULL);
UPDATE as_texts SET d = t::text || coalesce(n::text, '-') || coalesce(b::text, '-');
ALTER TABLE as_texts ALTER COLUMN n TYPE varchar(10) USING n::varchar(10);
CREATE TABLE by_rowid (id int, "rowid" int, at timestamp(0), n smallint, t text DEFAULT 'x');
CREATE FUNCTION fill_by_rowid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.t := coalesce(NEW.t, '') || NEW.rowid; RETURN NEW; END $$;
CREATE TRIGGER filling BEFORE INSERT OR UPDATE ON by_rowid FOR EACH ROW EXECUTE FUNCTION fill_by_rowid();
INSERT INTO by_rowid (id, "rowid", at, n) VALUES (1, 7, '2024-01-01 10:00:00.6', 2), (2, 7, '2024-01-01', 3), (3, 1, '2024-01-02', 4);
UPDATE by_rowid SET n = n + 1, "rowid" = 2 WHERE id = 3;
.
pg,lite rows SELECT id, d, n FROM as_texts ORDER BY id
= 1|{a,"b c",NULL,"null","","x\"y\\z","{"}{1,NULL,3}{t,f}|{1,NULL,3}
= 2|{}--|NULL
pg,lite rows SELECT id, "rowid" AS r, at, n, t FROM by_rowid ORDER BY id
= 1|7|2024-01-01 10:00:01|2|x7
= 2|7|2024-01-01 00:00:00|3|x7
= 3|2|2024-01-02 00:00:00|5|x12

# What no engine takes where it stands PostgreSQL refuses when it runs, if it does; the others would at once.
migrate
CREATE TABLE misplaced (id int PRIMARY KEY, n int, t text);
CREATE TABLE misplaced_one AS SELECT 1 AS m;
DO $$ DECLARE k integer := 2; BEGIN IF k > 2 THEN UPDATE misplaced SET t = '' WHERE 1 > (SELECT sum(m) FROM misplaced_one WHERE m = id) AND (id, n) = (SELECT m, m FROM misplaced_one); ELSE INSERT INTO misplaced VALUES (7, 7, 'seven'); END IF; END $$;
.
rows SELECT id, t FROM misplaced ORDER BY id
= 7|seven
refused an aggregate of the columns of a query, in its own WHERE,
DO $$ BEGIN IF EXISTS (SELECT 1 FROM misplaced WHERE n > 7) THEN UPDATE misplaced SET t = 'x' WHERE id > (SELECT coalesce(sum(n)) FROM misplaced_one q); ELSE UPDATE misplaced SET t = 'eight'; END IF; END $$;
.
refused a comparison of rows of different lengths
DO $$ BEGIN IF EXISTS (SELECT 1 FROM misplaced WHERE n > 7) THEN UPDATE misplaced SET t = 'x' WHERE (id, n) < (1, 2, 3); ELSE UPDATE misplaced SET t = 'eight'; END IF; END $$;
.
refused a comparison of rows of different lengths
DO $$ BEGIN IF EXISTS (SELECT 1 FROM misplaced WHERE n > 7) THEN DELETE FROM misplaced WHERE (id, n) IN (SELECT m FROM misplaced_one); ELSE UPDATE misplaced SET t = 'eight'; END IF; END $$;
.

# A foreign key to a partitioned table is one more for each partition, which have names.
migrate
CREATE TABLE parted (id integer PRIMARY KEY) PARTITION BY HASH (id);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE not_parted (id integer PRIMARY KEY);
CREATE TABLE parted_user (id integer, FOREIGN KEY (id) REFERENCES parted ON DELETE CASCADE, FOREIGN KEY (id) REFERENCES not_parted);
ALTER TABLE parted_user ADD FOREIGN KEY (id) REFERENCES not_parted;
ALTER TABLE parted_user DROP CONSTRAINT parted_user_id_fkey3;
ALTER TABLE parted_user DROP CONSTRAINT parted_user_id_fkey4;
ALTER TABLE parted_user DROP CONSTRAINT parted_user_id_fkey;
.
ok INSERT INTO parted_user VALUES (1)

# A function that fills a column by its name fills it no more when that has another one.
pg,lite migrate
CREATE TABLE refilled (id int PRIMARY KEY, at timestamptz NOT NULL, n int);
CREATE FUNCTION refill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := '2024-02-29 23:59:59+02'::timestamptz; RETURN NEW; END $$;
CREATE TRIGGER refilling BEFORE INSERT ON refilled FOR EACH ROW EXECUTE FUNCTION refill();
INSERT INTO refilled (id) VALUES (1);
ALTER TABLE refilled RENAME COLUMN at TO later;
.
pg,lite no INSERT INTO refilled (id) VALUES (2)
pg,lite no INSERT INTO refilled (id, later) VALUES (2, '2024-01-01')
pg,lite migrate
ALTER TABLE refilled RENAME COLUMN later TO at;
INSERT INTO refilled (id) VALUES (3);
.
pg,lite rows SELECT id, n FROM refilled WHERE at > '2024-02-01' ORDER BY id
= 1|NULL
= 3|NULL
refused a cast of a row
INSERT INTO refilled (id) SELECT 4 WHERE 'a' = (4, 'a8')::text;
.

# A constraint of another kind takes the name of one that goes; the number of a table whose key goes has a key still.
migrate
CREATE TABLE named_to (id smallint PRIMARY KEY);
CREATE TABLE renamed_kind (id smallint PRIMARY KEY, t varchar(6) NOT NULL DEFAULT 'a', CONSTRAINT named_key FOREIGN KEY (id) REFERENCES named_to);
CREATE TABLE unkeyed (id serial PRIMARY KEY, list text[] NOT NULL DEFAULT '{x}');
ALTER TABLE unkeyed DROP CONSTRAINT unkeyed_pkey;
CREATE MATERIALIZED VIEW by_time AS SELECT '10:00'::time AS s;
.
migrate
ALTER TABLE renamed_kind DROP CONSTRAINT named_key, ADD CONSTRAINT named_key CHECK (t <> 'b');
CREATE INDEX unkeyed_list ON unkeyed (id, list);
ALTER TABLE by_time RENAME TO by_hour;
.
ok INSERT INTO renamed_kind (id) VALUES (1)
no INSERT INTO renamed_kind VALUES (2, 'b')
migrate
INSERT INTO unkeyed DEFAULT VALUES;
.
rows SELECT id FROM unkeyed
= 1

# A table that CASCADE rebuilds, with a trigger whose function asks for what goes.
migrate
CREATE TABLE gone_to (id integer PRIMARY KEY);
CREATE TABLE goes_on (id integer PRIMARY KEY REFERENCES gone_to, n integer);
CREATE FUNCTION asks_gone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := (SELECT count(*) FROM gone_to); NEW.n := 8; RETURN NEW; END $$;
CREATE TRIGGER asks_gone BEFORE INSERT OR UPDATE ON goes_on FOR EACH ROW EXECUTE FUNCTION asks_gone();
.
migrate
DROP TABLE gone_to CASCADE;
.
no INSERT INTO goes_on VALUES (1, 1)
mysql,maria refused the server compares columns
CREATE TABLE spaced (c char(4) UNIQUE);
CREATE TABLE unspaced (c varchar(24) UNIQUE);
CREATE TABLE both_spaced (c varchar(24) REFERENCES spaced (c), FOREIGN KEY (c) REFERENCES unspaced (c));
.

# A trigger that asks its own table has all of its columns, also those that come later.
migrate
CREATE TABLE asks_itself (id integer PRIMARY KEY, n integer);
CREATE FUNCTION asks_itself() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE k integer; BEGIN SELECT count(*) INTO k FROM asks_itself WHERE to_jsonb(asks_itself)::text LIKE '%"later"%'; NEW.n := k; RETURN NEW; END $$;
.
migrate
CREATE TRIGGER asks_itself BEFORE INSERT ON asks_itself FOR EACH ROW EXECUTE FUNCTION asks_itself();
ALTER TABLE asks_itself ADD COLUMN later text NOT NULL DEFAULT 'x';
.
ok INSERT INTO asks_itself (id) VALUES (1)
ok INSERT INTO asks_itself (id) VALUES (2)
rows SELECT id, n FROM asks_itself ORDER BY id
= 1|0
= 2|1

# What PostgreSQL chooses before it runs a query gives a table's column its length and its digits, not its type.
migrate
CREATE TABLE chosen_of (v varchar(7), n numeric(5,2));
INSERT INTO chosen_of VALUES ('abc', 1.25);
CREATE TABLE chosen AS SELECT coalesce('a'::varchar(6), v) AS a, CASE WHEN 1 > 2 THEN 'x' ELSE v END AS b, CASE WHEN true THEN n ELSE 2.5 END AS c, CASE WHEN true THEN 1 ELSE 2.5 END AS d, coalesce(NULL, 3, 2.5) AS e FROM chosen_of;
.
ok UPDATE chosen SET b = 'seven77'
no UPDATE chosen SET b = 'eight888'
no UPDATE chosen SET a = 'seven77'
ok UPDATE chosen SET d = 1.5
ok UPDATE chosen SET c = 1.006
rows SELECT CASE WHEN c = 1.01 THEN 1 ELSE 0 END AS c, CASE WHEN d = 1.5 THEN 1 ELSE 0 END AS d FROM chosen
= 1|1

# What compares by equality in an EXCLUDE is the column, and of whatever type it becomes.
migrate
CREATE TABLE keyed_apart (c varchar(32) PRIMARY KEY, CONSTRAINT none_twice EXCLUDE USING btree (c WITH =));
.
migrate
ALTER TABLE keyed_apart ALTER c TYPE jsonb USING to_jsonb(c);
.
ok INSERT INTO keyed_apart VALUES ('{"a": 1, "b": 2}')
no INSERT INTO keyed_apart VALUES ('{"a": 1, "b": 2}')
mysql,maria no INSERT INTO keyed_apart VALUES ('{"b": 2, "a": 1}')

# The changed table asked in a query within a query, which MySQL's optimizer would make one with the statement.
migrate
CREATE TABLE asked_deep (id integer PRIMARY KEY, a integer, b integer);
INSERT INTO asked_deep VALUES (1, 2, 3);
UPDATE asked_deep SET a = (SELECT max(b) FROM asked_deep q1 WHERE EXISTS (SELECT 1 FROM asked_deep q2 WHERE q1.a = 2 AND 'a' = 'b')) WHERE EXISTS (SELECT 1 FROM asked_deep q1);
DELETE FROM asked_deep WHERE EXISTS (SELECT 1 FROM asked_deep q1 WHERE q1.a IN (SELECT a FROM asked_deep q2 WHERE q1.a = asked_deep.a AND 'a' = 'b'));
.
rows SELECT id, a, b FROM asked_deep
= 1|NULL|3

# A constraint that is NOT VALID, and rows that a column's own values are put into; beside a foreign key that is valid.
migrate
CREATE TABLE lax_rows (id serial PRIMARY KEY, c text);
INSERT INTO lax_rows (c) VALUES ('a');
ALTER TABLE lax_rows ADD CONSTRAINT never CHECK (regexp_replace(reverse('a0'), '[0-9]+', '#') IN ('k1')) NOT VALID;
ALTER TABLE lax_rows ADD COLUMN n serial;
CREATE TABLE lax_parents (id bigserial PRIMARY KEY);
CREATE TABLE lax_to_itself (a integer PRIMARY KEY, b integer REFERENCES lax_to_itself (a) ON DELETE RESTRICT);
INSERT INTO lax_to_itself VALUES (1, NULL), (2, 1);
.
migrate
ALTER TABLE lax_to_itself ADD CONSTRAINT lax_key FOREIGN KEY (a) REFERENCES lax_parents (id) NOT VALID;
.
rows SELECT id, n FROM lax_rows
= 1|1
no INSERT INTO lax_rows (c) VALUES ('b')
no INSERT INTO lax_to_itself VALUES (3, NULL)
rows SELECT a, b FROM lax_to_itself ORDER BY a
= 1|NULL
= 2|1

# arrays in columns that have the names of what SQLite's json_each() gives
migrate
CREATE TABLE each_named (n integer PRIMARY KEY, value integer[], id integer[]);
INSERT INTO each_named VALUES (1, '{1}', '{3}'), (2, '{1,2}', NULL);
CREATE TABLE each_shown AS SELECT n, value::text AS a, id::text AS b FROM each_named;
ALTER TABLE each_named ALTER COLUMN value TYPE varchar(20);
.
rows SELECT n, a, b FROM each_shown ORDER BY n
= 1|{1}|{3}
= 2|{1,2}|NULL
rows SELECT n, value FROM each_named ORDER BY n
= 1|{1}
= 2|{1,2}

# What a constant becomes with the digits that its type has, and what functions of arrays give.
migrate
CREATE TABLE phrased (id integer PRIMARY KEY, c char(4), d double precision, t timestamp, made timestamp GENERATED ALWAYS AS (to_timestamp(2.5 / 4 - 3) AT TIME ZONE 'UTC') STORED);
INSERT INTO phrased VALUES (1, 'x', 1.000001, '2024-01-31 10:11:12.123456'), (2, 'x', -2.290476, '2024-03-01 10:11:12');
CREATE INDEX phrased_all ON phrased (d) WHERE 'yes'::boolean;
CREATE TABLE phrased_lists AS SELECT id, array_prepend(c::text, '{y}'::text[]) AS l, array_append(NULL, id) AS n,
    (t::date, t::date + 1) OVERLAPS (date '2024-01-01', date '2024-02-02') AS o FROM phrased;
CREATE VIEW phrased_texts AS SELECT array_to_string(array_agg(DISTINCT c), ',') AS c, ' 012.50 '::numeric::text || '|' || ('1.0'::numeric)::text AS n FROM phrased;
CREATE VIEW phrased_moments AS SELECT id, to_timestamp(d) AT TIME ZONE 'UTC' AS s, t + interval '1.5 s' AS a, t + interval '1 month' AS b,
    t - interval '1 month 1 day' AS c, date '2024-01-31' + interval '1 month 1 hour' AS e FROM phrased;
.
rows SELECT id, CASE WHEN o THEN 1 ELSE 0 END AS o FROM phrased_lists ORDER BY id
= 1|1
= 2|0
pg rows SELECT id, array_to_string(l, ','), n[1] FROM phrased_lists ORDER BY id
= 1|x,y|1
= 2|x,y|2
lite rows SELECT id, l, n FROM phrased_lists ORDER BY id
= 1|["x","y"]|[1]
= 2|["x","y"]|[2]
rows SELECT n FROM phrased_texts
= 12.50|1.0
lite,pg rows SELECT c FROM phrased_texts
= x   
lite,pg rows SELECT id, made FROM phrased ORDER BY id
= 1|1969-12-31 23:59:57.625
= 2|1969-12-31 23:59:57.625
lite,pg rows SELECT id, s, a, b, c, e FROM phrased_moments ORDER BY id
= 1|1970-01-01 00:00:01.000001|2024-01-31 10:11:13.623456|2024-02-29 10:11:12.123456|2023-12-30 10:11:12.123456|2024-02-29 01:00:00
= 2|1969-12-31 23:59:57.709524|2024-03-01 10:11:13.5|2024-04-01 10:11:12|2024-01-31 10:11:12|2024-02-29 01:00:00
lite,pg migrate
CREATE TABLE phrased_checked (a integer, CHECK ('2022-09-26 22:59:55.6'::timestamp::timestamp(0) = '2022-09-26 22:59:56'),
    CHECK ('2022-09-26 22:59:55.6'::timestamp(0) = '2022-09-26 22:59:56'));
INSERT INTO phrased_checked VALUES (1);
.
