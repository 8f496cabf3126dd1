# One function for many tables: the trigger's arguments, loops over them, and the texts that are made of them.
migrate
CREATE TABLE boats (id int PRIMARY KEY, name text NOT NULL, length int, colour text, version int NOT NULL DEFAULT 1, changed int NOT NULL DEFAULT 0);
CREATE TABLE crews (id int PRIMARY KEY, name text NOT NULL, boat int);
CREATE TABLE events (n serial PRIMARY KEY, what text, who text, level text);
CREATE FUNCTION keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    column_name text;
    new_value text;
    old_value text;
BEGIN
    IF TG_NARGS = 0 THEN
        RAISE EXCEPTION 'no column is named';
    END IF;
    FOREACH column_name IN ARRAY TG_ARGV LOOP
        EXECUTE format('SELECT $1.%I', column_name) INTO new_value USING NEW;
        EXECUTE format('SELECT ($1).%I', column_name) INTO old_value USING OLD;
        IF new_value IS DISTINCT FROM old_value THEN
            RAISE EXCEPTION 'immutable column: %.%', TG_TABLE_NAME, column_name USING ERRCODE = '23601';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_columns BEFORE UPDATE ON boats FOR EACH ROW EXECUTE FUNCTION keep_columns('id', 'length');
CREATE TRIGGER keep_columns BEFORE UPDATE ON crews FOR EACH ROW EXECUTE FUNCTION keep_columns('name');
CREATE FUNCTION note_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    label text := coalesce(TG_ARGV[0], 'nothing') || ':' || coalesce(TG_ARGV[1], 'none');
    target text;
BEGIN
    target := 'events';
    EXECUTE 'INSERT INTO ' || quote_ident(target) || ' (what, who, level) VALUES ($1, $2.name, $3)' USING label, NEW, TG_LEVEL;
    RETURN NULL;
END $$;
CREATE TRIGGER note_event AFTER INSERT ON boats FOR EACH ROW EXECUTE FUNCTION note_event('boat');
CREATE TRIGGER note_event AFTER INSERT ON crews FOR EACH ROW EXECUTE FUNCTION note_event('crew', 'hired');
CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF row(NEW.*) IS DISTINCT FROM row(OLD.*) THEN
        NEW.version = OLD.version + 1;
        RETURN NEW;
    ELSE
        RETURN OLD;
    END IF;
END $$;
CREATE TRIGGER bump BEFORE UPDATE ON boats FOR EACH ROW EXECUTE FUNCTION bump();
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW IS DISTINCT FROM OLD THEN
        INSERT INTO events (what, who) VALUES ('changed', NEW.name);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_change AFTER UPDATE ON boats FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION count_change();
CREATE FUNCTION not_red() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.colour = 'red' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_not_red BEFORE UPDATE ON boats FOR EACH ROW EXECUTE FUNCTION not_red();
.
ok INSERT INTO boats (id, name, length, colour) VALUES (1, 'Anna', 10, 'blue'), (2, 'Berta', NULL, 'white')
ok INSERT INTO crews VALUES (1, 'Carl', 1)
rows SELECT what, who, level FROM events ORDER BY n
= boat:none|Anna|ROW
= boat:none|Berta|ROW
= crew:hired|Carl|ROW
ok UPDATE boats SET colour = 'green' WHERE id = 1
ok UPDATE boats SET colour = 'green' WHERE id = 1
no UPDATE boats SET length = 11 WHERE id = 1
no UPDATE boats SET length = 11 WHERE id = 2
no UPDATE crews SET name = 'Dora'
ok UPDATE crews SET boat = 2
ok UPDATE boats SET colour = 'red', name = 'Emil' WHERE id = 2
rows SELECT id, name, length, colour, version FROM boats ORDER BY id
= 1|Anna|10|green|2
= 2|Berta|NULL|white|1
rows SELECT what, who FROM events WHERE what = 'changed'
= changed|Anna
# The text that a row decides is not known.
lite,maria,mysql refused EXECUTE
CREATE FUNCTION run_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM events WHERE what = ' || quote_literal(NEW.name); RETURN NULL; END $$;
CREATE TRIGGER run_name AFTER UPDATE ON crews FOR EACH ROW EXECUTE FUNCTION run_name();
.
