# Triggers whose functions are PL/pgSQL.
migrate
CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, slug text, n int DEFAULT 0, total int, updated_at timestamptz DEFAULT '2001-01-01 00:00:00+00');
CREATE TABLE log (id serial PRIMARY KEY, op text, item_id int, was text, is_now text);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.updated_at = now();
    RETURN NEW;
END;
$$;
CREATE TRIGGER set_updated_at BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION touch();
CREATE FUNCTION fill() RETURNS trigger AS $$
DECLARE
    factor integer := 2;
BEGIN
    IF NEW.slug IS NULL THEN
        NEW.slug := lower(NEW.name) || '-' || TG_OP;
    END IF;
    IF NEW.n < 0 THEN
        RAISE EXCEPTION 'n of % is negative', NEW.name USING ERRCODE = 'check_violation';
    END IF;
    factor := factor + 1;
    NEW.total := NEW.n * factor;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER items_fill BEFORE INSERT OR UPDATE OF n, slug ON items FOR EACH ROW EXECUTE FUNCTION fill();
CREATE OR REPLACE FUNCTION audit() RETURNS trigger AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO log (op, item_id, was) VALUES (TG_OP, OLD.id, OLD.name);
        RETURN OLD;
    ELSIF (TG_OP = 'UPDATE') THEN
        IF OLD.name IS DISTINCT FROM NEW.name THEN
            INSERT INTO log (op, item_id, was, is_now) VALUES (TG_OP, NEW.id, OLD.name, NEW.name);
        END IF;
        RETURN NEW;
    END IF;
    INSERT INTO log (op, item_id, is_now) VALUES (TG_OP, NEW.id, NEW.name);
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON items FOR EACH ROW EXECUTE PROCEDURE audit();
.
ok INSERT INTO items (name, n) VALUES ('One', 4)
ok INSERT INTO items (name, slug) VALUES ('Two', 'zwei')
no INSERT INTO items (name, n) VALUES ('Bad', -1)
rows SELECT name, slug, total FROM items ORDER BY name
= One|one-INSERT|12
= Two|zwei|0
rows SELECT count(*) FROM items WHERE updated_at = '2001-01-01 00:00:00' AND name = 'Nobody'
= 0
ok UPDATE items SET name = 'Three', n = 5 WHERE name = 'Two'
no UPDATE items SET n = -5
rows SELECT name, total FROM items WHERE updated_at > '2020-01-01 00:00:00' AND name = 'Three'
= Three|15
ok DELETE FROM items WHERE name = 'One'
rows SELECT op, was, is_now FROM log ORDER BY id
= INSERT|NULL|One
= INSERT|NULL|Two
= UPDATE|Two|Three
= DELETE|One|NULL

# They are there after a rebuild and under new names; they go and change when they are told to.
migrate
ALTER TABLE items ALTER COLUMN total TYPE bigint;
.
no INSERT INTO items (name, n) VALUES ('Bad', -1)
migrate
ALTER TABLE items RENAME TO things;
DROP TRIGGER audit ON things;
DROP TRIGGER IF EXISTS nothing ON things;
CREATE OR REPLACE FUNCTION fill() RETURNS trigger AS $$
BEGIN
    NEW.total := 7;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER once BEFORE UPDATE ON things FOR EACH ROW WHEN (OLD.n IS DISTINCT FROM NEW.n) EXECUTE FUNCTION touch();
.
ok INSERT INTO things (name, n) VALUES ('Neg', -1)
rows SELECT total FROM things WHERE name = 'Neg'
= 7
rows SELECT count(*) FROM log
= 4
migrate
ALTER TABLE things DISABLE TRIGGER items_fill;
.
ok INSERT INTO things (name) VALUES ('Off')
rows SELECT total FROM things WHERE name = 'Off'
= NULL
migrate
ALTER TABLE things ENABLE TRIGGER items_fill;
ALTER TRIGGER items_fill ON things RENAME TO filled;
.
ok INSERT INTO things (name) VALUES ('On')
rows SELECT total FROM things WHERE name = 'On'
= 7

# A trigger's own statements may give their table another name.
migrate
CREATE TABLE heads (id int PRIMARY KEY, n int DEFAULT 0);
CREATE TABLE tails (id int PRIMARY KEY, head_id int);
INSERT INTO heads VALUES (1), (2);
CREATE FUNCTION counting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT') THEN
        UPDATE heads h SET n = h.n + 1 WHERE h.id = NEW.head_id;
    ELSIF (TG_OP = 'DELETE') THEN
        UPDATE heads AS h SET n = n - 1 FROM tails t WHERE h.id = OLD.head_id AND t.head_id = h.id;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER tails_count AFTER INSERT OR DELETE ON tails FOR EACH ROW EXECUTE FUNCTION counting();
.
ok INSERT INTO tails VALUES (1, 1), (2, 1), (3, 2)
ok DELETE FROM tails WHERE id = 1
rows SELECT id, n FROM heads ORDER BY id
= 1|1
= 2|1

# Only a loop's body is known on sqlite, and mysql has no way to leave a row out.
lite,pg migrate
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n > 100 THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER things_skip BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION skip();
.
lite,pg ok INSERT INTO things (name, n) VALUES ('Ignored', 101)
lite,pg rows SELECT count(*) FROM things WHERE name = 'Ignored'
= 0
maria,mysql refused leaves the row out
CREATE FUNCTION skip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.n > 100 THEN RETURN NULL; END IF; RETURN NEW; END $$;
CREATE TRIGGER things_skip BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION skip();
.
lite,pg refused a loop with a statement that changes rows
CREATE FUNCTION looping() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN LOOP DELETE FROM things; EXIT; END LOOP; RETURN NEW; END $$;
CREATE TRIGGER loops BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION looping();
.

# What only mysql and mariadb can: variables that change, loops, queries into variables.
maria,mysql,pg migrate
CREATE TABLE sums (id int PRIMARY KEY, n int NOT NULL, powers text, total bigint, seen boolean);
CREATE TABLE steps (of_id int, i int);
CREATE FUNCTION summing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    i integer;
    acc bigint := 0;
    last text;
    other integer;
BEGIN
    FOR i IN 1..NEW.n LOOP
        CONTINUE WHEN i = 2;
        acc := acc + i;
        EXIT WHEN i >= 5;
    END LOOP;
    NEW.total := acc;
    i := 3;
    WHILE i > 0 LOOP
        last := coalesce(last, '') || i;
        i := i - 1;
    END LOOP;
    NEW.powers := last;
    SELECT count(*), max(s.of_id) INTO acc, other FROM steps s WHERE s.of_id = NEW.id;
    NEW.seen := acc > 0;
    PERFORM 1 FROM steps WHERE of_id = 99;
    IF FOUND THEN
        RAISE EXCEPTION 'step 99 is there, %', NEW.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sums_before BEFORE INSERT OR UPDATE ON sums FOR EACH ROW WHEN (NEW.n <> 77) EXECUTE FUNCTION summing();
.
maria,mysql,pg ok INSERT INTO steps VALUES (2, 1)
maria,mysql,pg ok INSERT INTO sums (id, n) VALUES (1, 3), (2, 9), (3, 77)
maria,mysql,pg rows SELECT id, powers, total FROM sums ORDER BY id
= 1|321|4
= 2|321|13
= 3|NULL|NULL
maria,mysql,pg rows SELECT id FROM sums WHERE seen
= 2
maria,mysql,pg ok INSERT INTO steps VALUES (99, 1)
maria,mysql,pg no INSERT INTO sums (id, n) VALUES (4, 1)

# FOR EACH STATEMENT with the statement's rows; and one that only tells other sessions.
migrate
CREATE TABLE moves (id int PRIMARY KEY, kind text, amount int NOT NULL, note text);
CREATE TABLE moved (id int PRIMARY KEY, kind text, was int);
CREATE TABLE move_sums (kind text PRIMARY KEY, n int NOT NULL, total int NOT NULL);
INSERT INTO move_sums VALUES ('a', 0, 0), ('b', 0, 0);
CREATE FUNCTION moves_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO moved (id, kind) SELECT r.id, r.kind FROM fresh r WHERE r.note IS NULL ON CONFLICT (id) DO NOTHING;
    UPDATE move_sums SET n = n + (SELECT count(*) FROM fresh WHERE fresh.kind = move_sums.kind);
    RETURN NULL;
END $$;
CREATE TRIGGER moves_in AFTER INSERT ON moves REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION moves_in();
CREATE FUNCTION moves_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE moved SET was = (SELECT o.amount FROM past o JOIN fresh f ON f.id = o.id WHERE o.id = moved.id)
        WHERE id IN (SELECT id FROM past);
    RETURN NULL;
END $$;
CREATE TRIGGER moves_change AFTER UPDATE ON moves REFERENCING OLD TABLE AS past NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION moves_change();
CREATE FUNCTION moves_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_notify('moves', 'x'); RETURN NULL; END $$;
CREATE TRIGGER moves_tell AFTER DELETE ON moves FOR EACH STATEMENT EXECUTE FUNCTION moves_tell();
.
ok INSERT INTO moves (id, kind, amount, note) VALUES (1, 'a', 10, NULL), (2, 'a', 20, 'n'), (3, 'b', 30, NULL)
ok UPDATE moves SET amount = amount + 1 WHERE id < 3
ok DELETE FROM moves WHERE id = 3
rows SELECT id, kind, was FROM moved ORDER BY id
= 1|a|10
= 3|b|NULL
rows SELECT kind, n FROM move_sums ORDER BY kind
= a|2
= b|1
refused a question to all rows
CREATE FUNCTION moves_max() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE move_sums SET total = (SELECT max(amount) FROM fresh); RETURN NULL; END $$;
CREATE TRIGGER moves_max AFTER INSERT ON moves REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION moves_max();
.
refused FOR EACH STATEMENT without REFERENCING
CREATE FUNCTION moves_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE move_sums SET total = total + 1; RETURN NULL; END $$;
CREATE TRIGGER moves_count AFTER INSERT ON moves FOR EACH STATEMENT EXECUTE FUNCTION moves_count();
.

# A foreign key's action fires the child's triggers, and what it deletes acts in its turn.
migrate
CREATE TABLE houses (id int PRIMARY KEY, name text);
CREATE TABLE rooms (id int PRIMARY KEY, house int REFERENCES houses ON DELETE CASCADE, up int REFERENCES rooms ON DELETE SET NULL);
CREATE TABLE beds (id int PRIMARY KEY, room int, other int, touched int NOT NULL DEFAULT 0,
    CONSTRAINT beds_room FOREIGN KEY (room) REFERENCES rooms ON DELETE CASCADE,
    CONSTRAINT beds_other FOREIGN KEY (other) REFERENCES houses ON DELETE SET NULL);
CREATE TABLE gone (what text, id int);
CREATE FUNCTION note_bed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gone VALUES ('bed', OLD.id);
    RETURN NULL;
END $$;
CREATE TRIGGER bed_gone AFTER DELETE ON beds FOR EACH ROW EXECUTE FUNCTION note_bed();
CREATE FUNCTION touch_bed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.touched = OLD.touched + 1;
    RETURN NEW;
END $$;
CREATE TRIGGER bed_touched BEFORE UPDATE ON beds FOR EACH ROW EXECUTE FUNCTION touch_bed();
INSERT INTO houses VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO rooms VALUES (1, 1), (2, 1), (3, 2);
INSERT INTO beds (id, room, other) VALUES (1, 1, 2), (2, 2, 2), (3, 3, 3), (4, 3, NULL);
.
ok DELETE FROM houses WHERE id = 1
rows SELECT id FROM beds ORDER BY id
= 3
= 4
rows SELECT what, id FROM gone ORDER BY id
= bed|1
= bed|2
ok DELETE FROM houses WHERE id = 3
rows SELECT id, other, touched FROM beds ORDER BY id
= 3|NULL|1
= 4|NULL|0
ok DELETE FROM rooms WHERE id = 3
rows SELECT count(*) FROM gone
= 4

# ... and stays in step with what becomes of tables, keys and triggers.
migrate
ALTER TABLE beds RENAME TO cots;
ALTER TABLE rooms RENAME COLUMN id TO nr;
.
ok INSERT INTO rooms (nr, house) VALUES (7, 2)
ok INSERT INTO cots (id, room, other) VALUES (7, 7, NULL)
ok DELETE FROM rooms WHERE nr = 7
rows SELECT max(id) FROM gone
= 7
migrate
ALTER TABLE cots DISABLE TRIGGER bed_gone;
.
ok INSERT INTO rooms (nr, house) VALUES (8, 2)
ok INSERT INTO cots (id, room, other) VALUES (8, 8, NULL)
ok DELETE FROM houses WHERE id = 2
rows SELECT max(id) FROM gone
= 7
rows SELECT count(*) FROM cots
= 0
migrate
DROP TABLE cots;
INSERT INTO houses VALUES (9, 'z');
INSERT INTO rooms VALUES (9, 9);
DELETE FROM houses WHERE id = 9;
.
rows SELECT count(*) FROM rooms
= 0

# FOUND after a statement that changes rows.
migrate
CREATE TABLE totals (who int PRIMARY KEY, n int NOT NULL);
CREATE TABLE entries (id serial PRIMARY KEY, who int NOT NULL);
CREATE TABLE seen (what text);
CREATE FUNCTION count_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE totals SET n = n + 1 WHERE who = NEW.who;
        IF NOT FOUND THEN
            INSERT INTO totals VALUES (NEW.who, (SELECT count(*) FROM entries WHERE who = NEW.who));
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entries_count AFTER INSERT OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION count_entry();
.
ok INSERT INTO entries (who) VALUES (1)
ok INSERT INTO entries (who) VALUES (1)
ok INSERT INTO entries (who) VALUES (2)
rows SELECT who, n FROM totals ORDER BY who
= 1|2
= 2|1

migrate
CREATE TABLE kept (id int PRIMARY KEY);
CREATE TABLE told (what text);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF FOUND THEN
        INSERT INTO told VALUES ('before anything');
    END IF;
    INSERT INTO told VALUES ('one');
    IF FOUND THEN
        INSERT INTO told VALUES ('two');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kept_tell AFTER INSERT ON kept FOR EACH ROW EXECUTE FUNCTION tell();
.
ok INSERT INTO kept VALUES (1)
rows SELECT what FROM told ORDER BY what
= one
= two

migrate
CREATE TABLE a (id int PRIMARY KEY);
CREATE TABLE b (id int);
.
lite refused a value whose table has been changed
CREATE FUNCTION gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM b WHERE id = NEW.id;
    IF FOUND THEN
        RAISE EXCEPTION 'it was there';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_gone AFTER INSERT ON a FOR EACH ROW EXECUTE FUNCTION gone();
.

# An UPDATE in a trigger says what its row has.
migrate
CREATE TABLE folders (id int PRIMARY KEY, edited int NOT NULL DEFAULT 0);
CREATE TABLE letters (id int PRIMARY KEY, folder_id int NOT NULL REFERENCES folders (id), edited int NOT NULL DEFAULT 0);
CREATE TABLE pages_of_letters (id int PRIMARY KEY, letter_id int NOT NULL, body text);
CREATE FUNCTION page_of_letter_edited() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    folder int;
    times int;
BEGIN
    UPDATE letters SET edited = edited + 1 WHERE id = OLD.letter_id RETURNING folder_id, edited INTO folder, times;
    UPDATE folders SET edited = folders.edited + times WHERE id = folder;
    RETURN NULL;
END $$;
CREATE TRIGGER page_of_letter_edited AFTER UPDATE ON pages_of_letters FOR EACH ROW EXECUTE FUNCTION page_of_letter_edited();
INSERT INTO folders (id) VALUES (1), (2);
INSERT INTO letters (id, folder_id) VALUES (1, 1), (2, 2);
INSERT INTO pages_of_letters VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');
UPDATE pages_of_letters SET body = body || '!';
.
rows SELECT id, edited FROM folders ORDER BY id
= 1|3
= 2|1
ok UPDATE pages_of_letters SET body = 'x' WHERE letter_id = 1
rows SELECT id, edited FROM folders ORDER BY id
= 1|10
= 2|1
rows SELECT id, edited FROM letters ORDER BY id
= 1|4
= 2|1

# A trigger that keeps whole rows goes with its table when that is renamed.
migrate
CREATE TABLE kept_rows (tbl text, body json);
CREATE TABLE image_files (id int PRIMARY KEY, name text);
CREATE FUNCTION keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kept_rows VALUES (TG_TABLE_NAME, row_to_json(OLD));
    RETURN OLD;
END $$;
CREATE TRIGGER keep_row AFTER DELETE ON image_files FOR EACH ROW EXECUTE FUNCTION keep_row();
ALTER TABLE image_files RENAME TO media_objects;
ALTER TABLE media_objects ADD COLUMN size int;
INSERT INTO media_objects VALUES (1, 'a', 2);
DELETE FROM media_objects;
CREATE VIEW kept_named AS SELECT tbl, body->>'name' AS name, body->>'size' AS size FROM kept_rows;
.
rows SELECT tbl, name, size FROM kept_named
= media_objects|a|2

# A function goes on as what its trigger calls, under another name.
migrate
CREATE TABLE counted_rows (id int PRIMARY KEY, n int);
CREATE FUNCTION count_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.id * 2; RETURN NEW; END $$;
CREATE TRIGGER count_row BEFORE INSERT ON counted_rows FOR EACH ROW EXECUTE FUNCTION count_row();
ALTER FUNCTION count_row() RENAME TO double_row;
ALTER TRIGGER count_row ON counted_rows RENAME TO double_row;
ALTER TABLE counted_rows RENAME TO doubled_rows;
CREATE FUNCTION count_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := 0; RETURN NEW; END $$;
.
ok INSERT INTO doubled_rows (id) VALUES (4)
rows SELECT id, n FROM doubled_rows
= 4|8
migrate
CREATE OR REPLACE FUNCTION double_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.id * 3; RETURN NEW; END $$;
DROP FUNCTION count_row();
.
ok INSERT INTO doubled_rows (id) VALUES (5)
rows SELECT n FROM doubled_rows WHERE id = 5
= 15

# A function gets the body of another kind of trigger before the trigger is dropped and made anew.
migrate
CREATE TABLE ballots (id int PRIMARY KEY, thing int, score int);
CREATE TABLE tallies (thing int PRIMARY KEY, score int NOT NULL);
CREATE MATERIALIZED VIEW ballot_counts AS SELECT count(*) AS n FROM ballots;
CREATE FUNCTION count_ballots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    REFRESH MATERIALIZED VIEW ballot_counts;
    RETURN NULL;
END $$;
CREATE TRIGGER count_ballots AFTER INSERT OR DELETE ON ballots FOR EACH STATEMENT EXECUTE FUNCTION count_ballots();
INSERT INTO tallies VALUES (1, 0);
.
migrate
CREATE OR REPLACE FUNCTION count_ballots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE tallies SET score = score - OLD.score WHERE thing = OLD.thing;
    ELSE
        UPDATE tallies SET score = score + NEW.score WHERE thing = NEW.thing;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER count_ballots ON ballots;
CREATE TRIGGER count_ballots AFTER INSERT OR DELETE ON ballots FOR EACH ROW EXECUTE FUNCTION count_ballots();
.
ok INSERT INTO ballots VALUES (1, 1, 5), (2, 1, 7)
ok DELETE FROM ballots WHERE id = 1
rows SELECT score FROM tallies
= 7
lite,maria,mysql refused FOR EACH STATEMENT without REFERENCING
CREATE TRIGGER again AFTER UPDATE ON ballots FOR EACH STATEMENT EXECUTE FUNCTION count_ballots();
.
migrate
CREATE FUNCTION sooner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN REFRESH MATERIALIZED VIEW ballot_counts; RETURN NULL; END $$;
CREATE TRIGGER sooner AFTER UPDATE ON ballots FOR EACH STATEMENT EXECUTE FUNCTION sooner();
.
lite,maria,mysql refused FOR EACH STATEMENT without REFERENCING
CREATE OR REPLACE FUNCTION sooner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET score = score + 1; RETURN NULL; END $$;
.
lite,maria,mysql refused FOR EACH STATEMENT without REFERENCING
CREATE OR REPLACE FUNCTION sooner() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE tallies SET score = score + 1; RETURN NULL; END $$;
UPDATE ballots SET score = 1;
DROP TRIGGER sooner ON ballots;
.

# What a statement's rows are joined with may be asked for one row, or for the highest.
migrate
CREATE TABLE clubs (id int PRIMARY KEY, owner int);
CREATE TABLE clubbers (id int PRIMARY KEY, group_id int);
CREATE TABLE noticed (id int, owner int, top int);
CREATE FUNCTION note_clubbers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO noticed
    SELECT id, (SELECT g.owner FROM clubs g WHERE g.id = group_id LIMIT 1), (SELECT max(g.id) FROM clubs g) FROM fresh;
    RETURN NULL;
END $$;
INSERT INTO clubs VALUES (1, 10), (2, 20);
.
migrate
CREATE TRIGGER note_clubbers AFTER INSERT ON clubbers REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_clubbers();
.
ok INSERT INTO clubbers VALUES (1, 1), (2, 2)
rows SELECT id, owner, top FROM noticed ORDER BY id
= 1|10|2
= 2|20|2

# NEW of a DELETE and OLD of an INSERT are rows of NULLs.
migrate
CREATE TABLE papers (id int PRIMARY KEY, who int, n int);
CREATE TABLE voted (who int, n int, was int);
CREATE FUNCTION count_votes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE voted SET n = n + NEW.n WHERE who = NEW.who;
    IF NOT FOUND THEN INSERT INTO voted VALUES (NEW.who, NEW.n, OLD.n); END IF;
  ELSIF TG_OP = 'DELETE' THEN
    UPDATE voted SET n = n - 1 WHERE who = NEW.who;
    IF NOT FOUND THEN INSERT INTO voted VALUES (coalesce(NEW.who, -OLD.who), NEW.n, OLD.n); END IF;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER count_votes AFTER INSERT OR DELETE ON papers FOR EACH ROW EXECUTE FUNCTION count_votes();
.
ok INSERT INTO papers VALUES (1, 7, 5)
ok INSERT INTO papers VALUES (2, 7, 1)
ok DELETE FROM papers WHERE id = 1
rows SELECT who, n, was FROM voted ORDER BY who
= -7|NULL|5
= 7|6|NULL

# A function's text is read when it runs: * is what the relations have by then.
migrate
CREATE TABLE goods (id int PRIMARY KEY, name text, price int);
CREATE VIEW goods_view AS SELECT id, name FROM goods;
CREATE TABLE goods_fast AS SELECT * FROM goods_view;
ALTER TABLE goods_fast ADD PRIMARY KEY (id);
CREATE FUNCTION refresh_goods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM goods_fast WHERE id = NEW.id;
    INSERT INTO goods_fast SELECT * FROM goods_view WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER refresh_goods AFTER INSERT OR UPDATE ON goods FOR EACH ROW EXECUTE FUNCTION refresh_goods();
INSERT INTO goods VALUES (1, 'one', 10);
.
migrate
DROP VIEW goods_view;
CREATE VIEW goods_view AS SELECT id, name, price, price * 2 AS twice FROM goods;
DROP TABLE goods_fast;
CREATE TABLE goods_fast AS SELECT * FROM goods_view;
UPDATE goods SET price = 11;
.
ok INSERT INTO goods VALUES (2, 'two', 20)
rows SELECT id, name, price, twice FROM goods_fast ORDER BY id
= 1|one|11|22
= 2|two|20|40
migrate
DROP VIEW goods_view;
ALTER TABLE goods_fast DROP COLUMN twice;
ALTER TABLE goods_fast ADD COLUMN stock int;
CREATE VIEW goods_view AS SELECT id, name, price, 7 AS stock FROM goods;
.
ok UPDATE goods SET price = 12 WHERE id = 1
rows SELECT id, name, price, stock FROM goods_fast ORDER BY id
= 1|one|12|7
= 2|two|20|NULL

# OLD is NULL where a row is inserted, NEW where one is deleted.
migrate
CREATE TABLE words_log (what text, was text, is_now text);
CREATE TABLE lemmas (id int PRIMARY KEY, lemma text, hidden boolean NOT NULL DEFAULT false);
CREATE FUNCTION was_shown(op text, old_row record, new_row record) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF op = 'INSERT' THEN RETURN true; END IF;
    IF op = 'DELETE' THEN RETURN false; END IF;
    RETURN op = 'UPDATE' AND old_row.hidden = 't' AND new_row.hidden = 'f';
END $$;
CREATE FUNCTION log_lemma() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF was_shown(TG_OP, OLD, NEW) THEN
        INSERT INTO words_log VALUES ('shown', coalesce(OLD.lemma, 'none'), NEW.lemma);
    ELSE
        INSERT INTO words_log VALUES ('other', OLD.lemma, NEW.lemma);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER log_lemma AFTER INSERT OR UPDATE OR DELETE ON lemmas FOR EACH ROW EXECUTE FUNCTION log_lemma();
INSERT INTO lemmas VALUES (1, 'go', true);
.
migrate
ALTER TABLE lemmas RENAME COLUMN hidden TO out_of_sight;
ALTER TABLE lemmas RENAME COLUMN out_of_sight TO hidden;
.
ok UPDATE lemmas SET hidden = false
ok UPDATE lemmas SET lemma = 'gone'
ok DELETE FROM lemmas
rows SELECT what, was, is_now FROM words_log
= shown|none|go
= shown|go|go
= other|go|gone
= other|gone|NULL

# A function for many tables asks which columns the row has.
migrate
CREATE TABLE asked_a (id int PRIMARY KEY, changed int DEFAULT 0);
CREATE TABLE asked_b (id int PRIMARY KEY, said text);
CREATE FUNCTION asked() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) ? 'changed' THEN
        NEW.changed := NEW.changed + 1;
    END IF;
    IF (to_jsonb(NEW) ? 'said') AND NEW.id > 1 THEN
        NEW.said := TG_OP;
    END IF;
    IF to_jsonb(OLD) ? 'changed' THEN
        NEW.changed := NEW.changed + 100;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER asked BEFORE INSERT OR UPDATE ON asked_a FOR EACH ROW EXECUTE FUNCTION asked();
CREATE TRIGGER asked BEFORE INSERT ON asked_b FOR EACH ROW EXECUTE FUNCTION asked();
INSERT INTO asked_a (id) VALUES (1);
UPDATE asked_a SET id = 2;
INSERT INTO asked_b VALUES (1, 'x'), (2, 'y');
.
rows SELECT id, changed FROM asked_a
= 2|102
rows SELECT id, said FROM asked_b ORDER BY id
= 1|x
= 2|INSERT

# OLD.* and NEW.* are the columns that the table has, whenever the trigger was made.
migrate
CREATE TABLE whole (id integer PRIMARY KEY, a text, b text NOT NULL DEFAULT 'x', n integer NOT NULL DEFAULT 0);
CREATE FUNCTION whole_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := OLD.n + 1; RETURN NEW; END $$;
CREATE TRIGGER whole_count BEFORE UPDATE ON whole FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION whole_count();
INSERT INTO whole (id, a) VALUES (1, 'one'), (2, 'two');
ALTER TABLE whole RENAME a TO label;
.
ok UPDATE whole SET label = 'uno' WHERE id = 1
ok UPDATE whole SET label = 'two' WHERE id = 2
rows SELECT id, label, n FROM whole ORDER BY id
= 1|uno|1
= 2|two|0
migrate
ALTER TABLE whole ADD COLUMN more integer;
.
ok UPDATE whole SET more = 5 WHERE id = 2
ok UPDATE whole SET more = NULL WHERE id = 1
rows SELECT id, n FROM whole ORDER BY id
= 1|1
= 2|1
migrate
ALTER TABLE whole DROP COLUMN label;
.
ok UPDATE whole SET b = 'y' WHERE id = 2
ok UPDATE whole SET b = 'x' WHERE id = 1
rows SELECT id, n FROM whole ORDER BY id
= 1|1
= 2|2
migrate
ALTER TABLE whole ALTER COLUMN more TYPE text USING more::text || '!';
ALTER TABLE whole RENAME TO wholes;
.
ok UPDATE wholes SET more = '5!' WHERE id = 2
ok UPDATE wholes SET more = '6!' WHERE id = 1
rows SELECT id, n FROM wholes ORDER BY id
= 1|2
= 2|2

# FOR EACH STATEMENT without REFERENCING, where doing it again leaves the same: it is done after each row.
migrate
CREATE TABLE parcels (id int PRIMARY KEY, weight int NOT NULL, at date NOT NULL DEFAULT '2020-01-01');
CREATE TABLE parcel_counts (kind text PRIMARY KEY, n int, heaviest int);
CREATE TABLE parcel_limits (id int PRIMARY KEY, at date);
CREATE FUNCTION count_parcels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    most int;
BEGIN
    SELECT max(weight) INTO most FROM parcels;
    INSERT INTO parcel_counts (kind) VALUES ('all') ON CONFLICT DO NOTHING;
    UPDATE parcel_counts SET n = (SELECT count(*) FROM parcels), heaviest = most WHERE kind = 'all';
    IF TG_OP = 'DELETE' THEN
        DELETE FROM parcel_limits WHERE at < '2020-01-01';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_parcels AFTER INSERT OR UPDATE OR DELETE ON parcels FOR EACH STATEMENT EXECUTE FUNCTION count_parcels();
INSERT INTO parcel_limits VALUES (1, '2019-05-05'), (2, '2021-05-05');
INSERT INTO parcels (id, weight) VALUES (1, 4), (2, 9), (3, 5);
.
rows SELECT kind, n, heaviest FROM parcel_counts
= all|3|9
ok UPDATE parcels SET weight = weight * 2
rows SELECT kind, n, heaviest FROM parcel_counts
= all|3|18
rows SELECT id FROM parcel_limits ORDER BY id
= 1
= 2
ok DELETE FROM parcels WHERE id IN (1, 2)
rows SELECT kind, n, heaviest FROM parcel_counts
= all|1|10
rows SELECT id FROM parcel_limits ORDER BY id
= 2

# What comes to something else another time is refused.
lite,mysql,maria refused FOR EACH STATEMENT without REFERENCING
CREATE TABLE echo_counts (n int);
CREATE TABLE echoes (id int);
CREATE FUNCTION echo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE echo_counts SET n = n + 1; RETURN NULL; END $$;
CREATE TRIGGER echo AFTER INSERT ON echoes FOR EACH STATEMENT EXECUTE FUNCTION echo();
.
lite,mysql,maria refused FOR EACH STATEMENT without REFERENCING
CREATE TABLE echo_counts (n int);
CREATE TABLE echoes (id int);
CREATE FUNCTION echo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM echo_counts WHERE n < (SELECT max(id) FROM echoes); RETURN NULL; END $$;
CREATE TRIGGER echo AFTER INSERT ON echoes FOR EACH STATEMENT EXECUTE FUNCTION echo();
.

# A variable whose default is computed by a query of its own on the servers.
migrate
CREATE TABLE titled (id integer PRIMARY KEY, a text);
CREATE FUNCTION titled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    title varchar(20) := initcap(NEW.a);
    again text := title || '!';
BEGIN
    NEW.a := again;
    RETURN NEW;
END $$;
CREATE TRIGGER titled BEFORE INSERT ON titled FOR EACH ROW EXECUTE FUNCTION titled();
.
ok INSERT INTO titled VALUES (1, 'abc def')
ok INSERT INTO titled VALUES (2, 'xy'), (3, NULL)
rows SELECT a FROM titled ORDER BY id
= Abc Def!
= Xy!
= NULL

# FOR EACH STATEMENT: what is only said about what was done; NEW and OLD are NULL
migrate
CREATE TABLE visits (id int PRIMARY KEY, guest int);
CREATE TABLE tokens (id int PRIMARY KEY, ends date, seen int);
CREATE FUNCTION prune_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    row_count int;
BEGIN
    DELETE FROM tokens WHERE ends < now();
    IF found THEN
        GET DIAGNOSTICS row_count = ROW_COUNT;
        RAISE NOTICE '% gone', row_count;
    END IF;
    GET DIAGNOSTICS row_count = ROW_COUNT;
    IF row_count > 0 THEN
        RAISE INFO '% gone', row_count;
    ELSE
        RAISE DEBUG 'none';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION see_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE tokens SET seen = 1 WHERE id = OLD.guest;
        RETURN OLD;
    ELSE
        UPDATE tokens SET seen = 2 WHERE id = NEW.guest;
        UPDATE tokens SET seen = 3 WHERE id = 7 AND NEW.guest IS NULL;
        RETURN NEW;
    END IF;
END $$;
CREATE TRIGGER prune_tokens AFTER INSERT ON visits FOR EACH STATEMENT EXECUTE FUNCTION prune_tokens();
CREATE TRIGGER see_tokens AFTER INSERT OR UPDATE OR DELETE ON visits FOR EACH STATEMENT EXECUTE FUNCTION see_tokens();
INSERT INTO tokens VALUES (1, '2001-01-01'), (2, '2999-01-01'), (3, '2999-01-01'), (7, '2999-01-01');
INSERT INTO visits VALUES (1, 2), (2, 3);
DELETE FROM visits WHERE id = 1;
.
rows SELECT id, seen FROM tokens ORDER BY id
= 2|NULL
= 3|NULL
= 7|3
refused FOR EACH STATEMENT without REFERENCING
CREATE TABLE counts (n int);
INSERT INTO counts VALUES (0);
CREATE FUNCTION count_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    n int;
BEGIN
    DELETE FROM tokens WHERE id = 3;
    GET DIAGNOSTICS n = ROW_COUNT;
    UPDATE counts SET n = count_tokens.n;
    RETURN NULL;
END $$;
CREATE TRIGGER count_tokens AFTER INSERT ON visits FOR EACH STATEMENT EXECUTE FUNCTION count_tokens();
.

# A trigger for TRUNCATE alone: DELETE does not fire it, and TRUNCATE of its table is refused.
migrate
CREATE TABLE uncut_rows (id integer PRIMARY KEY);
INSERT INTO uncut_rows VALUES (1), (2);
CREATE FUNCTION no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not to be truncated'; END $$;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON uncut_rows FOR EACH STATEMENT EXECUTE FUNCTION no_truncate();
.
ok DELETE FROM uncut_rows WHERE id = 1
rows SELECT id FROM uncut_rows
= 2
lite,mysql,maria refused for which triggers fire
TRUNCATE uncut_rows;
.

# One that is deferred fires at once, for each row, where nothing fires later: it leaves the same.
migrate
CREATE TABLE late_rows (id integer PRIMARY KEY, k integer);
CREATE TABLE late_counts (k integer PRIMARY KEY, n integer);
CREATE FUNCTION late_count() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO late_counts VALUES (coalesce(NEW.k, OLD.k), CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END)
        ON CONFLICT (k) DO UPDATE SET n = late_counts.n + excluded.n;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER late_count AFTER INSERT OR DELETE ON late_rows DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION late_count();
.
ok INSERT INTO late_rows VALUES (1, 1), (2, 1), (3, 2)
ok DELETE FROM late_rows WHERE id = 2
rows SELECT k, n FROM late_counts ORDER BY k
= 1|1
= 2|1
