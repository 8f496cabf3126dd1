# What trigger functions say in other words.
migrate
CREATE TABLE racks (id int PRIMARY KEY, name text, size int);
CREATE TABLE boxes (id int PRIMARY KEY, rack_id int, name text, size int, n int);
INSERT INTO racks VALUES (1, 'tall', 7), (2, NULL, 3);
CREATE FUNCTION boxes_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM pg_advisory_xact_lock(hashtext('boxes'), NEW.id);
        SELECT r.name, r.size INTO NEW.name, NEW.size FROM racks r WHERE r.id = NEW.rack_id;
        SELECT coalesce(max(n), 0) + 1 INTO NEW.n FROM boxes WHERE rack_id = NEW.rack_id;
        ASSERT NEW.size IS NULL OR NEW.size > 2, 'too small';
        ASSERT NEW.id <> 13;
    END IF;
    NOTIFY boxes, 'changed';
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER boxes_fill BEFORE INSERT OR DELETE ON boxes FOR EACH ROW EXECUTE FUNCTION boxes_fill();
CREATE FUNCTION boxes_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NOTIFY boxes; RETURN NULL; END $$;
CREATE TRIGGER boxes_tell AFTER INSERT OR UPDATE OR DELETE ON boxes FOR EACH STATEMENT EXECUTE FUNCTION boxes_tell();
.
ok INSERT INTO boxes (id, rack_id) VALUES (1, 1)
ok INSERT INTO boxes (id, rack_id, name) VALUES (2, 2, 'mine')
ok INSERT INTO boxes (id, rack_id, name) VALUES (3, 9, 'nobody''s')
ok INSERT INTO boxes (id, rack_id) VALUES (4, 1)
no INSERT INTO boxes (id, rack_id) VALUES (13, 1)
rows SELECT id, name, size, n FROM boxes ORDER BY id
= 1|tall|7|1
= 2|NULL|3|1
= 3|NULL|NULL|1
= 4|tall|7|2
ok DELETE FROM boxes WHERE id = 1
ok UPDATE racks SET size = 1 WHERE id = 1
no INSERT INTO boxes (id, rack_id) VALUES (5, 1)
rows SELECT count(*) FROM boxes
= 3

# psql's own commands are for psql. (A COPY's rows and a text may have lines that look like them.)
migrate
\set ON_ERROR_STOP on
\connect some_database
\echo 'hello'
CREATE TABLE said_psql (id int, t text);
\timing off
COPY said_psql (id, t) FROM stdin;
1	\\echo
\N	x
\.
INSERT INTO said_psql VALUES (3, '
\echo kept');
\unset x
\echo done
.
rows SELECT id, length(t) FROM said_psql WHERE id IS NOT NULL ORDER BY id
= 1|5
= 3|11
rows SELECT t FROM said_psql WHERE id IS NULL
= x
