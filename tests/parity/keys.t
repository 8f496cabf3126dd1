# The foreign keys that rely on a unique index go with it.
migrate
CREATE TABLE relied (id varchar(20) NOT NULL, pk serial PRIMARY KEY, nid int);
CREATE UNIQUE INDEX relied_id ON relied (id);
CREATE TABLE relying (id int PRIMARY KEY, rid varchar(20) REFERENCES relied (id) ON DELETE CASCADE);
INSERT INTO relied (id) VALUES ('a');
INSERT INTO relying VALUES (1, 'a');
DROP INDEX relied_id CASCADE;
CREATE UNIQUE INDEX relied_id ON relied (id, nid);
.
ok UPDATE relying SET rid = 'zz'
ok DELETE FROM relied WHERE id = 'a'
rows SELECT id, rid FROM relying
= 1|zz

# Keys, and what they ask of columns: strings of any length under them, foreign keys between columns of unlike types,
# columns and keys that change on filled tables that others refer to.
migrate
CREATE TABLE countries (code text PRIMARY KEY, name text NOT NULL);
CREATE TABLE cities (id serial PRIMARY KEY, country text NOT NULL REFERENCES countries (code) ON UPDATE CASCADE, name text, UNIQUE (country, name));
CREATE TABLE tags (id serial PRIMARY KEY, label text, note text);
INSERT INTO countries VALUES ('de', 'Germany'), ('DE', 'not Germany'), ('de ', 'nor this');
INSERT INTO cities (country, name) VALUES ('de', 'Kiel'), ('DE', 'Kiel');
INSERT INTO tags (label, note) VALUES ('a', 'x'), ('A', 'x'), ('a ', NULL);
.
no INSERT INTO countries VALUES ('de', 'again')
no INSERT INTO cities (country, name) VALUES ('de', 'Kiel')
ok INSERT INTO cities (country, name) VALUES ('de', 'kiel')
ok INSERT INTO cities (country, name) VALUES ('de', 'Kiel ')
no INSERT INTO cities (country, name) VALUES ('De', 'Kiel')
ok UPDATE countries SET code = 'at' WHERE code = 'DE'
rows SELECT country FROM cities ORDER BY id
= de
= at
= de
= de
no DELETE FROM countries WHERE code = 'at'

migrate
CREATE UNIQUE INDEX tags_label ON tags (label);
CREATE INDEX tags_note ON tags (note);
.
no INSERT INTO tags (label) VALUES ('a')
ok INSERT INTO tags (label) VALUES ('a  ')
ok INSERT INTO tags (label, note) VALUES (NULL, 'n'), (NULL, 'n')
rows SELECT count(*) FROM tags WHERE label = 'a'
= 1
rows SELECT count(*) FROM tags WHERE note = 'X'
= 0

# an index that a foreign key leans on may go
migrate
CREATE TABLE parents (id bigserial PRIMARY KEY, ref integer NOT NULL UNIQUE, t text UNIQUE);
CREATE TABLE children (id serial PRIMARY KEY, parent_id integer REFERENCES parents (id) ON DELETE SET NULL, ref bigint REFERENCES parents (ref) ON DELETE CASCADE, t varchar(20) REFERENCES parents (t));
CREATE INDEX children_parent ON children (parent_id);
INSERT INTO parents (ref, t) VALUES (10, 'ten'), (20, 'twenty');
INSERT INTO children (parent_id, ref, t) VALUES (1, NULL, 'ten'), (2, 20, NULL);
.
migrate
DROP INDEX children_parent;
CREATE INDEX children_both ON children (parent_id, ref);
ALTER TABLE parents ALTER COLUMN ref TYPE bigint;
.
no INSERT INTO children (parent_id) VALUES (7)
no INSERT INTO children (ref) VALUES (7)
no INSERT INTO children (t) VALUES ('Ten')
no DELETE FROM parents WHERE id = 1
ok DELETE FROM parents WHERE id = 2
rows SELECT id, parent_id, ref, t FROM children ORDER BY id
= 1|1|NULL|ten
migrate
ALTER TABLE children DROP CONSTRAINT children_ref_fkey;
ALTER TABLE children DROP COLUMN parent_id;
.
ok INSERT INTO children (ref) VALUES (7)
rows SELECT ref, t FROM children ORDER BY id
= NULL|ten
= 7|NULL

# the primary key moves to another column
migrate
CREATE TABLE moved (old integer PRIMARY KEY, new integer NOT NULL, name text);
CREATE TABLE points (id serial PRIMARY KEY, to_old integer REFERENCES moved (old));
INSERT INTO moved VALUES (1, 100, 'a'), (2, 200, 'b');
INSERT INTO points (to_old) VALUES (1);
.
migrate
ALTER TABLE points DROP CONSTRAINT points_to_old_fkey;
ALTER TABLE moved DROP CONSTRAINT moved_pkey, ADD PRIMARY KEY (new);
ALTER TABLE points RENAME COLUMN to_old TO to_new;
UPDATE points SET to_new = 100;
ALTER TABLE points ADD CONSTRAINT points_to_new FOREIGN KEY (to_new) REFERENCES moved (new);
.
no INSERT INTO moved VALUES (3, 100, 'c')
ok INSERT INTO moved VALUES (1, 300, 'c')
no INSERT INTO points (to_new) VALUES (1)
ok INSERT INTO points (to_new) VALUES (300)

# unique for some rows, or by an expression
migrate
CREATE TABLE slots (id serial PRIMARY KEY, room text NOT NULL, day date NOT NULL, cancelled boolean NOT NULL DEFAULT false, code varchar(40));
CREATE UNIQUE INDEX slots_taken ON slots (room, day) WHERE NOT cancelled;
CREATE UNIQUE INDEX slots_code ON slots (lower(code));
CREATE INDEX slots_free ON slots (day) WHERE cancelled;
INSERT INTO slots (room, day, code) VALUES ('r', '2024-01-01', 'AbC');
.
no INSERT INTO slots (room, day) VALUES ('r', '2024-01-01')
ok INSERT INTO slots (room, day, cancelled) VALUES ('r', '2024-01-01', true), ('r', '2024-01-01', true)
ok INSERT INTO slots (room, day) VALUES ('R', '2024-01-01')
no UPDATE slots SET cancelled = false
no INSERT INTO slots (room, day, code) VALUES ('x', '2024-01-01', 'aBc')
ok INSERT INTO slots (room, day, code) VALUES ('x', '2024-01-01', 'aBcd')
migrate
ALTER TABLE slots RENAME COLUMN room TO hall;
ALTER TABLE slots RENAME COLUMN cancelled TO off;
ALTER TABLE slots RENAME TO bookings;
.
no INSERT INTO bookings (hall, day) VALUES ('r', '2024-01-01')
ok INSERT INTO bookings (hall, day, off) VALUES ('r', '2024-01-01', true)
migrate
DROP INDEX slots_taken;
.
ok INSERT INTO bookings (hall, day) VALUES ('r', '2024-01-01')

# values on the way from one type to another
migrate
CREATE TABLE values_ (id serial PRIMARY KEY, flag integer NOT NULL DEFAULT 0, n text, t text, d varchar(20), b boolean, x integer CHECK (x > 0));
CREATE INDEX values_flag ON values_ (flag);
CREATE UNIQUE INDEX values_n ON values_ (n);
INSERT INTO values_ (flag, n, t, d, b, x) VALUES (0, '17', '2024-02-29 10:00:00', '2024-02-29', true, 3), (2, '-4', NULL, NULL, false, 4);
.
migrate
ALTER TABLE values_ ALTER COLUMN flag DROP DEFAULT;
ALTER TABLE values_ ALTER COLUMN flag TYPE boolean USING flag > 1;
ALTER TABLE values_ ALTER COLUMN flag SET DEFAULT true;
ALTER TABLE values_ ALTER COLUMN n TYPE integer USING n::integer;
ALTER TABLE values_ ALTER COLUMN t TYPE timestamp USING t::timestamp;
ALTER TABLE values_ ALTER COLUMN d TYPE date USING d::date;
ALTER TABLE values_ ALTER COLUMN b TYPE text USING CASE WHEN b THEN 'yes' ELSE 'no' END;
ALTER TABLE values_ ALTER COLUMN x TYPE bigint;
.
rows SELECT id, n, t, d, b, x FROM values_ WHERE NOT flag ORDER BY id
= 1|17|2024-02-29 10:00:00|2024-02-29|yes|3
rows SELECT id, n, t, d, b, x FROM values_ WHERE flag ORDER BY id
= 2|-4|NULL|NULL|no|4
no INSERT INTO values_ (n) VALUES (17)
no INSERT INTO values_ (n) VALUES ('x')
no INSERT INTO values_ (x) VALUES (0)
no INSERT INTO values_ (d) VALUES ('2024-02-30')
no INSERT INTO values_ (flag) VALUES (NULL)
ok INSERT INTO values_ (n, x) VALUES (18, 5000000000)

# enums: labels that come, change and are used
migrate
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE moods (id serial PRIMARY KEY, m mood NOT NULL DEFAULT 'ok', old mood);
INSERT INTO moods (old) VALUES ('sad'), (NULL);
.
migrate
ALTER TYPE mood ADD VALUE 'very happy' AFTER 'ok';
.
migrate
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
INSERT INTO moods (m) VALUES ('very happy');
.
rows SELECT m, old FROM moods ORDER BY id
= ok|blue
= ok|NULL
= very happy|NULL
no INSERT INTO moods (m) VALUES ('sad')
no INSERT INTO moods (m) VALUES ('Ok')
no INSERT INTO moods (m) VALUES ('ok ')
no INSERT INTO moods (m) VALUES ('')
no INSERT INTO moods (m) VALUES ('1')
ok INSERT INTO moods (m) VALUES ('blue')

# many long strings in one row
migrate
CREATE TABLE wide (id serial PRIMARY KEY, a varchar(5000), b varchar(5000), c varchar(5000), d varchar(5000), e varchar(20000), f varchar(10) NOT NULL DEFAULT 'f');
INSERT INTO wide (a) VALUES (repeat('x', 5000));
.
no UPDATE wide SET f = '12345678901'
rows SELECT length(a), f FROM wide
= 5000|f

# a key that begins with a foreign key's columns and goes on with one that may be NULL
migrate
CREATE TABLE tops (id integer PRIMARY KEY);
CREATE TABLE lows (id serial PRIMARY KEY, top integer REFERENCES tops (id), a text, b integer, UNIQUE (top, b));
CREATE INDEX lows_both ON lows (top, a);
CREATE TABLE lows2 (id serial PRIMARY KEY, top integer, a integer);
CREATE INDEX lows2_both ON lows2 (top, a);
ALTER TABLE lows2 ADD FOREIGN KEY (top) REFERENCES tops (id);
CREATE UNIQUE INDEX lows2_unique ON lows2 (top, a);
INSERT INTO tops VALUES (1);
.
no INSERT INTO lows (top) VALUES (7)
no INSERT INTO lows2 (top) VALUES (7)
ok INSERT INTO lows (top) VALUES (1), (1)
ok INSERT INTO lows2 (top, a) VALUES (1, 1), (1, NULL), (1, NULL)
no INSERT INTO lows2 (top, a) VALUES (1, 1)
no DELETE FROM tops
migrate
DROP INDEX lows_both;
DROP INDEX lows2_both;
.
no INSERT INTO lows (top) VALUES (7)
no INSERT INTO lows2 (top) VALUES (7)

# char(n) in what the server computes: for a partial key, a key on an expression, a generated column.
migrate
CREATE TABLE codes (
    id int PRIMARY KEY,
    code char(5),
    kind text,
    both_ text GENERATED ALWAYS AS (lower(kind)) STORED
);
CREATE UNIQUE INDEX codes_print ON codes (code) WHERE kind = 'print';
CREATE UNIQUE INDEX codes_lower ON codes (lower(code)) WHERE kind <> 'free';
.
ok INSERT INTO codes (id, code, kind) VALUES (1, 'ab', 'print'), (2, 'ab', 'free'), (3, 'ab', 'free')
no INSERT INTO codes (id, code, kind) VALUES (4, 'ab', 'print')
no INSERT INTO codes (id, code, kind) VALUES (5, 'AB', 'audio')
# A foreign key names the columns of the key it refers to in another order than that key; once a constraint, once an index.
migrate
CREATE TABLE actions (tenant int, name text, kind int NOT NULL, UNIQUE (tenant, name));
CREATE UNIQUE INDEX actions_kind ON actions (kind, tenant);
CREATE TABLE steps (id int PRIMARY KEY, name text, tenant int, kind int, FOREIGN KEY (name, tenant) REFERENCES actions (name, tenant));
ALTER TABLE steps ADD CONSTRAINT steps_kind FOREIGN KEY (tenant, kind) REFERENCES actions (tenant, kind);
.
ok INSERT INTO actions (tenant, name, kind) VALUES (1, 'a', 7), (2, 'b', 8)
ok INSERT INTO steps (id, name, tenant, kind) VALUES (1, 'a', 1, 7), (2, 'b', 2, NULL)
no INSERT INTO steps (id, name, tenant, kind) VALUES (3, 'b', 1, NULL)
no INSERT INTO steps (id, name, tenant, kind) VALUES (4, 'a', 1, 8)

# ON DELETE SET DEFAULT, which InnoDB does not have; the default's row has to be there
migrate
CREATE TABLE owners (id integer PRIMARY KEY, name text);
CREATE TABLE things (id integer PRIMARY KEY, owner integer NOT NULL DEFAULT 0 REFERENCES owners ON DELETE SET DEFAULT);
CREATE TABLE others (id integer PRIMARY KEY, owner integer DEFAULT 1);
ALTER TABLE others ADD CONSTRAINT others_owner FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE SET DEFAULT;
INSERT INTO owners VALUES (0, 'nobody'), (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO things VALUES (1, 1), (2, 2);
INSERT INTO others VALUES (1, 2), (2, 3);
.
ok DELETE FROM owners WHERE id = 2
rows SELECT id, owner FROM things ORDER BY id
= 1|1
= 2|0
rows SELECT id, owner FROM others ORDER BY id
= 1|1
= 2|3
no DELETE FROM owners WHERE id = 0
no DELETE FROM owners WHERE id = 1
no INSERT INTO things VALUES (3, 9)
migrate
ALTER TABLE others DROP CONSTRAINT others_owner;
UPDATE others SET owner = 7 WHERE id = 2;
DELETE FROM owners WHERE id = 3;
.
rows SELECT count(*) FROM others WHERE owner = 7
= 1

# An index on bytes that refer to others: it takes the place of the foreign key's own, so it is as long as they are.
migrate
CREATE TABLE boxes (id bytea PRIMARY KEY, label bytea);
CREATE TABLE things_in (n int PRIMARY KEY, box bytea NOT NULL REFERENCES boxes ON DELETE CASCADE, place bytea);
CREATE INDEX things_in_box ON things_in (box);
CREATE INDEX things_in_box_place ON things_in (box, place);
INSERT INTO boxes (id) VALUES ('a'), ('b');
INSERT INTO things_in (n, box) VALUES (1, 'a'), (2, 'b');
DROP INDEX things_in_box;
DELETE FROM boxes WHERE id = 'a';
DROP INDEX things_in_box_place;
.
no INSERT INTO things_in (n, box) VALUES (3, 'c')
rows SELECT n FROM things_in
= 2

# A table that refers to itself, and a key that changes: InnoDB restricts it.
migrate
CREATE TABLE folders (id int PRIMARY KEY, parent int REFERENCES folders ON DELETE CASCADE ON UPDATE CASCADE);
.
ok INSERT INTO folders VALUES (1, NULL), (2, 1), (3, 2), (4, NULL)
pg,lite ok UPDATE folders SET id = 9 WHERE id = 2
mysql,maria no UPDATE folders SET id = 9 WHERE id = 2
ok UPDATE folders SET id = 5 WHERE id = 4
ok DELETE FROM folders WHERE id = 1
rows SELECT id FROM folders
= 5

# A document in the primary key
migrate
CREATE TABLE events (at integer, body jsonb, note text, CONSTRAINT events_pk PRIMARY KEY (at, body));
.
ok INSERT INTO events VALUES (1, '{"a": 1, "b": [2]}', 'x')
no INSERT INTO events VALUES (1, '{"a": 1, "b": [2]}', 'y')
ok INSERT INTO events VALUES (2, '{"a": 1, "b": [2]}', 'y')
ok INSERT INTO events VALUES (1, '{"a": 1, "b": [3]}', 'y')
no INSERT INTO events VALUES (1, NULL, 'y')
no INSERT INTO events VALUES (NULL, '{}', 'y')
migrate
ALTER TABLE events DROP CONSTRAINT events_pk;
ALTER TABLE events ALTER COLUMN body DROP NOT NULL;
.
ok INSERT INTO events VALUES (1, '{"a": 1, "b": [2]}', 'y')
ok INSERT INTO events VALUES (1, NULL, 'y')

# a column of a foreign key in a table that is copied when it changes: it is NOT NULL then, and the key holds
migrate
CREATE TABLE nets (id uuid PRIMARY KEY, code int UNIQUE, s text CHECK (s IS NOT NULL));
CREATE TABLE flows (id int PRIMARY KEY, nid uuid, code int REFERENCES nets (code) ON DELETE CASCADE, s text NOT NULL DEFAULT 'x', at timestamp,
    CONSTRAINT s_is CHECK (s IS NOT NULL AND at > '2001-01-01'));
ALTER TABLE flows ADD CONSTRAINT flows_nid FOREIGN KEY (nid) REFERENCES nets (id) ON UPDATE RESTRICT ON DELETE CASCADE;
INSERT INTO nets VALUES ('6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 1, 'a');
INSERT INTO flows VALUES (1, '6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 1);
ALTER TABLE flows ALTER nid SET NOT NULL;
ALTER TABLE nets ALTER code SET NOT NULL;
ALTER TABLE flows ALTER code SET DEFAULT 1;
.
no INSERT INTO flows (id) VALUES (2)
no INSERT INTO flows VALUES (2, '6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c12', 1)
no INSERT INTO flows VALUES (2, '6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 2)
ok DELETE FROM nets
rows SELECT count(*) FROM flows
= 0

# a foreign key to a key whose columns stand in another order on the server, since it begins as another foreign key does
migrate
CREATE TABLE roots (id uuid PRIMARY KEY);
CREATE TABLE crons (p uuid NOT NULL REFERENCES roots (id) ON DELETE CASCADE, cron text NOT NULL, t uuid REFERENCES roots (id));
CREATE UNIQUE INDEX crons_p ON crons (p, cron);
CREATE TABLE firings (id int PRIMARY KEY, p uuid, c text, CONSTRAINT firings_fk FOREIGN KEY (p, c) REFERENCES crons (p, cron) ON DELETE SET NULL);
ALTER TABLE crons ADD COLUMN name text NULL, ADD CONSTRAINT crons_key UNIQUE (p, cron, name);
ALTER TABLE firings DROP CONSTRAINT firings_fk, ADD COLUMN n text NULL;
ALTER TABLE firings ADD CONSTRAINT firings_fk3 FOREIGN KEY (p, c, n) REFERENCES crons (p, cron, name) ON UPDATE CASCADE ON DELETE SET NULL NOT VALID;
DROP INDEX crons_p;
INSERT INTO roots VALUES ('6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11');
INSERT INTO crons VALUES ('6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 'c', NULL, 'n');
.
ok INSERT INTO firings VALUES (1, '6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 'c', 'n'), (2, NULL, NULL, NULL)
no INSERT INTO firings VALUES (3, '6f1b4ef4-6f42-4b0c-9f0e-6b7e2a6b1c11', 'c', 'other')
ok DELETE FROM crons
rows SELECT id, c, n FROM firings ORDER BY id
= 1|NULL|NULL
= 2|NULL|NULL

# A column that refers to a narrower one has that one's type on MySQL and MariaDB: a default that has no room there is
# refused with each row, as PostgreSQL refuses it for the key that is not there.
migrate
CREATE TABLE narrow_key (k smallint UNIQUE, c char(3) UNIQUE);
CREATE TABLE wide_reference (x int DEFAULT 99999, y int DEFAULT 5 REFERENCES narrow_key (k), z varchar(9) DEFAULT 'ab  ' REFERENCES narrow_key (c), t varchar(9) DEFAULT 'true');
INSERT INTO narrow_key VALUES (5, 'ab');
INSERT INTO wide_reference (x) VALUES (7);
.
rows SELECT x, y FROM wide_reference
= 7|5
migrate
CREATE TABLE new_reference (id integer, x int DEFAULT 99999 REFERENCES narrow_key (k), t varchar(9) DEFAULT 'true');
ALTER TABLE new_reference ADD FOREIGN KEY (t) REFERENCES narrow_key (c);
.
no INSERT INTO new_reference (id, t) VALUES (1, 'ab')
no INSERT INTO new_reference (id, x) VALUES (1, 5)
ok INSERT INTO new_reference VALUES (1, 5, 'ab')

# A foreign key that is NOT VALID holds no row that was there, also when its table is copied.
migrate
CREATE TABLE lax_parents (k smallint PRIMARY KEY);
CREATE TABLE lax_children (id int PRIMARY KEY, t varchar DEFAULT NULL, k int NOT NULL DEFAULT 9);
INSERT INTO lax_children (id) VALUES (1);
ALTER TABLE lax_children ADD CONSTRAINT lax FOREIGN KEY (k) REFERENCES lax_parents (k) NOT VALID;
ALTER TABLE lax_children ALTER COLUMN t TYPE varchar(80);
.
no INSERT INTO lax_children (id) VALUES (2)

# No key can be computed from a column that counts by itself, on MySQL and MariaDB.
migrate
CREATE TABLE counts_for_key (id serial PRIMARY KEY, a int[], b jsonb);
.
mysql,maria refused column "id" is AUTO_INCREMENT
CREATE UNIQUE INDEX counts_for_key_a ON counts_for_key (a) WHERE id > 5;
.

# A default that a trigger gives stands in the type that the column has here.
migrate
CREATE TABLE counts_narrow (id int PRIMARY KEY, k smallint NOT NULL UNIQUE);
CREATE SEQUENCE counts_narrow_seq;
ALTER TABLE counts_narrow ADD COLUMN up bigint DEFAULT nextval('counts_narrow_seq');
ALTER TABLE counts_narrow ADD FOREIGN KEY (up) REFERENCES counts_narrow (k);
INSERT INTO counts_narrow (id, k) VALUES (1, 1);
INSERT INTO counts_narrow (id, k) VALUES (2, 2);
.
rows SELECT id, up FROM counts_narrow ORDER BY id
= 1|1
= 2|2

# a unique index that MySQL would take for the key of one foreign key, and which had the columns of another one
migrate
CREATE TABLE led_projects (id varchar(20) PRIMARY KEY);
CREATE TABLE led_plans (project varchar(20) NOT NULL REFERENCES led_projects (id), id bigint NOT NULL, PRIMARY KEY (project, id));
CREATE TABLE led_issues (project varchar(20) NOT NULL REFERENCES led_projects (id), id bigint NOT NULL, plan bigint,
    PRIMARY KEY (project, id), FOREIGN KEY (project, plan) REFERENCES led_plans (project, id));
CREATE UNIQUE INDEX led_issues_plan ON led_issues (project, plan);
INSERT INTO led_projects VALUES ('a');
INSERT INTO led_plans VALUES ('a', 1);
.
ok INSERT INTO led_issues VALUES ('a', 1, 1)
ok INSERT INTO led_issues VALUES ('a', 2, NULL)
no INSERT INTO led_issues VALUES ('a', 3, 1)
no INSERT INTO led_issues VALUES ('a', 3, 2)
no INSERT INTO led_issues VALUES ('b', 3, NULL)

# More indexes, and more of expressions, than MySQL and MariaDB have room for: those that are not unique are left out.
migrate
CREATE TABLE crowded (id int PRIMARY KEY, a varchar(100), data jsonb);
DO $$
BEGIN
    FOR i IN 1 .. 35 LOOP
        EXECUTE format('CREATE INDEX crowded_e%s ON crowded (lower(data ->> ''k%s''))', i, i);
    END LOOP;
    FOR i IN 1 .. 35 LOOP
        EXECUTE format('CREATE INDEX crowded_a%s ON crowded (a, id)', i);
    END LOOP;
END $$;
CREATE UNIQUE INDEX crowded_u ON crowded (lower(data ->> 'u')) WHERE a <> 'y';
CREATE UNIQUE INDEX crowded_v ON crowded (a, lower(data ->> 'v'));
INSERT INTO crowded VALUES (1, 'x', '{"u": "A", "v": 1}');
DROP INDEX crowded_e34;
DROP INDEX crowded_a2;
ALTER TABLE crowded ADD COLUMN b text;
.
no INSERT INTO crowded (id, a, data) VALUES (2, 'z', '{"u": "a"}')
no INSERT INTO crowded (id, a, data) VALUES (2, 'x', '{"v": 1}')
ok INSERT INTO crowded (id, a, data) VALUES (2, 'y', '{"u": "a", "v": 1}')

# Of bytes in a key: beside a NULL that is no other NULL, and of less room when the key's other column gets longer.
migrate
CREATE TYPE blob_state AS ENUM ('ok');
CREATE TABLE blobs (id int, at timestamp(3), part bytea, state blob_state NOT NULL DEFAULT 'ok', UNIQUE (part, state));
INSERT INTO blobs (id, at, part) VALUES (1, '2000-01-01', '\x00ff'), (2, NULL, '\xfe01'), (3, '2000-01-01', NULL);
ALTER TABLE blobs ADD UNIQUE NULLS NOT DISTINCT (at, part);
ALTER TYPE blob_state RENAME VALUE 'ok' TO 'very well';
ALTER TABLE blobs DROP CONSTRAINT blobs_part_state_key;
.
no INSERT INTO blobs (id, part) SELECT 4, part FROM blobs WHERE id = 2
ok INSERT INTO blobs (id, part) SELECT 5, part FROM blobs WHERE id = 1
no INSERT INTO blobs (id, at, part) SELECT 6, at, part FROM blobs WHERE id = 3
no INSERT INTO blobs (id, at, part) SELECT 7, at, part FROM blobs WHERE id = 1
rows SELECT id, state FROM blobs ORDER BY id
= 1|very well
= 2|very well
= 3|very well
= 5|very well

# An index that descends serves no foreign key on MySQL, which would make another one when the key comes back.
migrate
CREATE TABLE owners_of (name varchar(10) PRIMARY KEY);
CREATE TABLE owned (id int PRIMARY KEY, owner varchar(10), CONSTRAINT owned_owner FOREIGN KEY (owner) REFERENCES owners_of);
CREATE INDEX owned_idx ON owned (owner DESC);
ALTER TABLE owned DROP CONSTRAINT owned_owner;
ALTER TABLE owned ADD CONSTRAINT owned_owner FOREIGN KEY (owner) REFERENCES owners_of;
ALTER TABLE owned DROP CONSTRAINT owned_owner;
ALTER TABLE owned RENAME COLUMN owner TO by;
.
mysql rows SELECT count(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'owned'
= 2
ok INSERT INTO owned VALUES (1, 'nobody')

# NOT NULL by its domain: SET NULL is an error when it acts.
migrate
CREATE DOMAIN said AS varchar(9) NOT NULL;
CREATE TABLE said_first (id varchar(9) PRIMARY KEY);
CREATE TABLE said_then (id int PRIMARY KEY, first said REFERENCES said_first (id) ON DELETE SET NULL);
INSERT INTO said_first VALUES ('a'), ('b');
INSERT INTO said_then VALUES (1, 'a');
.
no DELETE FROM said_first WHERE id = 'a'
ok DELETE FROM said_first WHERE id = 'b'
rows SELECT id, first FROM said_then
= 1|a
