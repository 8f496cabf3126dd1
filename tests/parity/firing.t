# What fires, how often, in which order, and what it is shown.
migrate
CREATE TABLE t (id serial PRIMARY KEY, name text NOT NULL, slug text, n int NOT NULL DEFAULT 0, no serial, touched int NOT NULL DEFAULT 0);
CREATE TABLE log (id serial PRIMARY KEY, who text, op text, row_id int, old_slug text, new_slug text, old_touched int, new_touched int, no int);
CREATE FUNCTION slugged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.slug = lower(NEW.name); RETURN NEW; END $$;
CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.touched = NEW.touched + 1; RETURN NEW; END $$;
CREATE FUNCTION logged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO log (who, op, row_id, new_slug, new_touched, no) VALUES (TG_NAME, TG_OP, NEW.id, NEW.slug, NEW.touched, NEW.no);
    ELSE
        INSERT INTO log (who, op, row_id, old_slug, new_slug, old_touched, new_touched, no)
        VALUES (TG_NAME, TG_OP, NEW.id, OLD.slug, NEW.slug, OLD.touched, NEW.touched, NEW.no);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER z_log AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION logged();
CREATE TRIGGER c_touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touched();
CREATE TRIGGER b_slug BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION slugged();
CREATE TRIGGER a_log AFTER UPDATE OF slug ON t FOR EACH ROW EXECUTE FUNCTION logged();
.
ok INSERT INTO t (name) VALUES ('One'), ('Two')
rows SELECT who, op, row_id, new_slug, new_touched, no FROM log ORDER BY id
= z_log|INSERT|1|one|0|1
= z_log|INSERT|2|two|0|2
ok DELETE FROM log
ok UPDATE t SET name = upper(name), n = n + 1 WHERE n = 0
rows SELECT who, row_id, old_slug, new_slug, old_touched, new_touched FROM log ORDER BY id
= z_log|1|one|one|0|1
= z_log|2|two|two|0|1
rows SELECT id, name, slug, n, no, touched FROM t ORDER BY id
= 1|ONE|one|1|1|1
= 2|TWO|two|1|2|1
ok DELETE FROM log
ok UPDATE t SET slug = 'x', name = 'Drei' WHERE id = 1
rows SELECT who, old_slug, new_slug, old_touched, new_touched FROM log ORDER BY id
= a_log|one|drei|1|2
= z_log|one|drei|1|2
# With triggers that fire themselves, too.
ok DELETE FROM log
lite ok PRAGMA recursive_triggers = ON
ok UPDATE t SET name = 'Vier' WHERE id = 1
ok INSERT INTO t (name) VALUES ('Five')
rows SELECT who, op, old_touched, new_touched, no FROM log WHERE who = 'z_log' ORDER BY id
= z_log|UPDATE|2|3|1
= z_log|INSERT|NULL|0|3
lite ok PRAGMA recursive_triggers = OFF
# What an error leaves behind: nothing, and the next statement fires as it should.
migrate
CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.n > 100 THEN
        RAISE EXCEPTION 'too much: %', NEW.n;
    END IF;
    IF NEW.slug = 'never' THEN
        RAISE EXCEPTION 'never';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER d_refused BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refused();
.
ok DELETE FROM log
no UPDATE t SET n = 101
no UPDATE t SET name = 'Never' WHERE id = 1
no INSERT INTO t (name) VALUES ('Never')
lite rows SELECT count(*) FROM skein_assigning
= 0
rows SELECT count(*) FROM log
= 0
ok UPDATE t SET n = 100
rows SELECT count(*), min(touched), max(touched) FROM t JOIN log ON log.row_id = t.id WHERE log.who = 'z_log'
= 3|1|4
# The first of two triggers is seen by the second; one goes, and the other stays.
migrate
CREATE FUNCTION doubled() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n = NEW.touched * 2; RETURN NEW; END $$;
CREATE TRIGGER d_doubled BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION doubled();
ALTER TRIGGER z_log ON t RENAME TO y_log;
DROP TRIGGER a_log ON t;
CREATE FUNCTION unlogged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM log WHERE row_id = NEW.id AND op = 'INSERT'; RETURN NULL; END $$;
CREATE TRIGGER z_unlogged AFTER UPDATE ON t FOR EACH ROW WHEN (NEW.touched > 5) EXECUTE FUNCTION unlogged();
ALTER TABLE t ADD COLUMN extra int CHECK (extra > 0);
ALTER TABLE t RENAME TO renamed;
.
ok DELETE FROM log
ok INSERT INTO renamed (name) VALUES ('Six')
ok UPDATE renamed SET touched = 4 WHERE id = 1
ok UPDATE renamed SET touched = 5 WHERE name = 'Six'
rows SELECT who, op, new_touched FROM log ORDER BY id
= y_log|UPDATE|5
= y_log|UPDATE|6
rows SELECT n, touched FROM renamed WHERE touched > 4 ORDER BY touched
= 10|5
= 12|6
# A trigger that asks its own table does not see what the statement does to the row.
migrate
CREATE TABLE places (id serial PRIMARY KEY, board int NOT NULL, place int, others int);
CREATE FUNCTION placed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.place = (SELECT count(*) FROM places WHERE board = NEW.board);
    SELECT count(*) INTO NEW.others FROM places p WHERE p.board <> NEW.board;
    RETURN NEW;
END $$;
.
pg,lite migrate
CREATE TRIGGER placed BEFORE INSERT OR UPDATE ON places FOR EACH ROW EXECUTE FUNCTION placed();
.
pg,lite ok INSERT INTO places (board) VALUES (1), (1), (2), (1)
pg,lite ok UPDATE places SET board = 2 WHERE id = 1
pg,lite rows SELECT id, board, place, others FROM places ORDER BY id
= 1|2|1|3
= 2|1|1|0
= 3|2|0|2
= 4|1|2|1
# The key that a row will have.
migrate
CREATE TABLE heads (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE tails (head int, name text);
CREATE FUNCTION tailed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO tails VALUES (NEW.id, NEW.name); RETURN NEW; END $$;
.
pg,lite migrate
CREATE TRIGGER tailed BEFORE INSERT ON heads FOR EACH ROW EXECUTE FUNCTION tailed();
.
pg,lite ok INSERT INTO heads (name) VALUES ('a'), ('b')
pg,lite rows SELECT head, name FROM tails ORDER BY head
= 1|a
= 2|b

# All of a table's triggers are taken out and put back; they were not made in the order of their names.
migrate
CREATE TABLE moved (id integer PRIMARY KEY, n integer);
CREATE TABLE moved_log (id serial PRIMARY KEY, what varchar(20));
CREATE FUNCTION moved_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO moved_log (what) VALUES ('first'); RETURN NEW; END $$;
CREATE FUNCTION moved_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO moved_log (what) VALUES ('second'); RETURN NEW; END $$;
CREATE FUNCTION moved_third() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO moved_log (what) VALUES ('third'); RETURN NEW; END $$;
CREATE TRIGGER b_second AFTER INSERT ON moved FOR EACH ROW EXECUTE FUNCTION moved_second();
CREATE TRIGGER a_first AFTER INSERT ON moved FOR EACH ROW EXECUTE FUNCTION moved_first();
CREATE TRIGGER c_third AFTER INSERT ON moved FOR EACH ROW EXECUTE FUNCTION moved_third();
ALTER TABLE moved DISABLE TRIGGER USER;
INSERT INTO moved VALUES (1, 1);
ALTER TABLE moved ENABLE TRIGGER USER;
.
ok INSERT INTO moved VALUES (2, 2)
rows SELECT what FROM moved_log ORDER BY id
= first
= second
= third

# What a loop goes by names a column that has another name since: an error when it runs, and none before.
pg,mysql,maria migrate
CREATE TABLE gone_by (what text, n int);
CREATE TABLE gone_from (id int PRIMARY KEY, s1 text, s2 int);
CREATE FUNCTION go_by() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE r record; BEGIN IF NEW.s1 = 'rows' THEN FOR r IN SELECT what, n FROM gone_by WHERE n = NEW.s2 ORDER BY what LOOP UPDATE gone_by SET n = r.n + 1 WHERE what = r.what; END LOOP; ELSIF NEW.s1 = 'numbers' THEN FOR i IN 2..NEW.s2 LOOP UPDATE gone_by SET n = i; END LOOP; END IF; RETURN NEW; END $$;
CREATE TRIGGER going AFTER UPDATE OF s1 ON gone_from FOR EACH ROW EXECUTE FUNCTION go_by();
INSERT INTO gone_from VALUES (1, 'a', 1);
ALTER TABLE gone_from RENAME s2 TO s3;
.
pg,mysql,maria ok UPDATE gone_from SET s1 = 'b'
pg,mysql,maria no UPDATE gone_from SET s1 = 'rows'
pg,mysql,maria no UPDATE gone_from SET s1 = 'numbers'

# ON CONFLICT looks at what the trigger has made of a row; SQLite's triggers come after it.
migrate
CREATE TABLE filled_key (id int PRIMARY KEY, at time UNIQUE, n int);
CREATE FUNCTION fill_key() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at := '13:23:46'::time; RETURN NEW; END $$;
CREATE TRIGGER filling_key BEFORE INSERT ON filled_key FOR EACH ROW EXECUTE FUNCTION fill_key();
.
lite refused ON CONFLICT, of rows
INSERT INTO filled_key (id) VALUES (1), (2) ON CONFLICT DO NOTHING;
.
pg,mysql,maria migrate
INSERT INTO filled_key (id) VALUES (1), (2) ON CONFLICT DO NOTHING;
.
pg,mysql,maria rows SELECT id FROM filled_key
= 1

# A row that ON CONFLICT DO NOTHING passes over fires nothing for UPDATE.
migrate
CREATE TABLE passed_notes (t text);
CREATE TABLE passed (a int PRIMARY KEY, b text CHECK (b <> 'x'), n int DEFAULT 0);
CREATE FUNCTION note_passed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO passed_notes VALUES (TG_NAME || TG_OP || NEW.b); RETURN NULL; END $$;
CREATE FUNCTION touch_passed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n + 1; RETURN NEW; END $$;
CREATE TRIGGER p1 AFTER INSERT OR UPDATE ON passed FOR EACH ROW EXECUTE FUNCTION note_passed();
CREATE TRIGGER p0 AFTER UPDATE ON passed FOR EACH ROW EXECUTE FUNCTION note_passed();
CREATE TRIGGER p2 BEFORE UPDATE ON passed FOR EACH ROW EXECUTE FUNCTION touch_passed();
INSERT INTO passed VALUES (1, 'a');
INSERT INTO passed VALUES (1, 'b'), (2, 'c') ON CONFLICT DO NOTHING;
INSERT INTO passed SELECT a, 'd' FROM passed ON CONFLICT (a) DO NOTHING;
.
fails
INSERT INTO passed VALUES (1, 'b'), (3, 'x') ON CONFLICT DO NOTHING;
.
ok UPDATE passed SET b = 'u' WHERE a = 1
rows SELECT t FROM passed_notes ORDER BY t
= p0UPDATEu
= p1INSERTa
= p1INSERTc
= p1UPDATEu
rows SELECT a, b, n FROM passed ORDER BY a
= 1|u|1
= 2|c|0
mysql,maria refused ON CONFLICT DO UPDATE ... WHERE
INSERT INTO passed VALUES (1, 'z') ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE passed.n > 5;
.
# A BEFORE INSERT trigger asks for the number of the row, and so may what its variables begin with.
migrate
CREATE TABLE invoices (id serial PRIMARY KEY, code text, path text);
CREATE FUNCTION invoice_code() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text := 'n' || NEW.id;
BEGIN
    IF NEW.id > 2 THEN
        NEW.path := '/late/' || NEW.id;
    END IF;
    NEW.code := own;
    RETURN NEW;
END $$;
CREATE TRIGGER invoices_code BEFORE INSERT ON invoices FOR EACH ROW EXECUTE FUNCTION invoice_code();
INSERT INTO invoices (path) VALUES ('a'), ('b'), ('c');
INSERT INTO invoices (id, path) VALUES (10, 'd');
.
rows SELECT id, code, path FROM invoices ORDER BY id
= 1|n1|a
= 2|n2|b
= 3|n3|/late/3
= 10|n10|/late/10
