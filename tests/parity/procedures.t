# Records, queries into variables, CASE, FOUND.
migrate
CREATE TABLE accounts (id serial PRIMARY KEY, owner text NOT NULL, record int, touched_at timestamp DEFAULT '2001-01-01', note text);
CREATE TABLE moves (id serial PRIMARY KEY, account int, amount int, kind text);
CREATE TABLE notes (id serial PRIMARY KEY, account int, txt text);
CREATE FUNCTION stamp() RETURNS trigger AS $$
DECLARE
    _new record;
BEGIN
    _new := NEW;
    _new."note" = upper(_new.note) || '!';
    RETURN _new;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER accounts_stamp BEFORE UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE FUNCTION move() RETURNS trigger AS $$
DECLARE
    total bigint;
    owner_name text;
    acc accounts%ROWTYPE;
    last_move record;
BEGIN
    SELECT * INTO acc FROM accounts WHERE id = NEW.account;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no account %', NEW.account;
    END IF;
    SELECT coalesce(sum(amount), 0), max(kind) INTO total, owner_name FROM moves WHERE account = NEW.account;
    IF total < 0 THEN
        RAISE EXCEPTION 'overdrawn';
    END IF;
    SELECT m.id, m.kind AS what INTO last_move FROM moves m WHERE m.account = NEW.account ORDER BY m.id DESC LIMIT 1;
    CASE NEW.kind
        WHEN 'in', 'gift' THEN
            INSERT INTO notes (account, txt) VALUES (acc.id, 'plus ' || total || ' ' || acc.owner);
        WHEN 'out' THEN
            INSERT INTO notes (account, txt) VALUES (acc.id, 'minus ' || last_move.what);
            UPDATE accounts SET note = 'out' WHERE id = acc.id;
        ELSE
            NULL;
    END CASE;
    PERFORM 1 FROM accounts WHERE owner = 'ann' AND id = NEW.account;
    IF FOUND THEN
        INSERT INTO notes (account, txt) VALUES (NEW.account, 'ann');
    END IF;
    CASE WHEN NEW.amount > 100 THEN
        INSERT INTO notes (account, txt) VALUES (NEW.account, 'big');
    ELSE
        INSERT INTO notes (account, txt) VALUES (NEW.account, 'small');
    END CASE;
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER moves_move AFTER INSERT ON moves FOR EACH ROW EXECUTE FUNCTION move();
INSERT INTO accounts (id, owner, note) VALUES (1, 'ann', 'a'), (2, 'bob', 'b');
.
ok INSERT INTO moves (account, amount, kind) VALUES (1, 200, 'in')
ok INSERT INTO moves (account, amount, kind) VALUES (1, -50, 'out')
no INSERT INTO moves (account, amount, kind) VALUES (1, -500, 'out')
no INSERT INTO moves (account, amount, kind) VALUES (7, 1, 'in')
ok INSERT INTO moves (account, amount, kind) VALUES (2, 10, 'gift')
ok INSERT INTO moves (account, amount, kind) VALUES (2, 10, 'other')
ok UPDATE accounts SET note = 'hello' WHERE id = 2
rows SELECT account, txt FROM notes ORDER BY id
= 1|plus 200 ann
= 1|ann
= 1|big
= 1|minus out
= 1|ann
= 1|small
= 2|plus 10 bob
= 2|small
= 2|small
rows SELECT id, note FROM accounts ORDER BY id
= 1|OUT!
= 2|HELLO!

# A function that makes a trigger by EXECUTE of a text that its arguments are in, and then keeps a row, as rows decide
migrate
CREATE TABLE audit_configs (id serial PRIMARY KEY, sch text, name text, cols text[], seen int DEFAULT 1);
CREATE TABLE audited_one (id int PRIMARY KEY, v text);
CREATE TABLE audited_two (id int PRIMARY KEY, v text);
CREATE TABLE audit_entries (t text, id int);
CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit_entries VALUES (TG_TABLE_NAME, NEW.id); RETURN NEW; END $$;
CREATE FUNCTION keep_audit(schema_name text, table_name text, new_cols text[]) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
    _q text;
    existing int;
BEGIN
    EXECUTE 'DROP TRIGGER IF EXISTS audit_trigger ON ' || schema_name || '.' || table_name;
    _q = 'CREATE TRIGGER audit_trigger AFTER INSERT OR UPDATE ON ' ||
         schema_name || '.' || table_name || ' FOR EACH ROW EXECUTE PROCEDURE note_row();';
    RAISE NOTICE '%', _q;
    EXECUTE _q;

    SELECT id INTO existing FROM audit_configs WHERE sch = schema_name AND name = table_name;
    IF existing IS NULL THEN
        INSERT INTO audit_configs (sch, name, cols) VALUES (schema_name, table_name, new_cols);
    ELSE
        UPDATE audit_configs SET seen = seen + 1, cols = new_cols WHERE id = existing;
    END IF;
END
$body$;
SELECT keep_audit('public', 'audited_one', '{a,b}'::text[]);
SELECT keep_audit('public', 'audited_two', '{}'::text[]);
SELECT keep_audit('public', 'audited_one', '{c}'::text[]);
INSERT INTO audited_one VALUES (5, 'x');
INSERT INTO audited_two VALUES (6, 'x');
DO $$
DECLARE
    name text := 'audited_two';
    n int;
BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN extra integer', name);
    EXECUTE format('CREATE INDEX %s_extra ON %I (extra)', name, name);
    SELECT count(*) INTO n FROM audit_entries;
    IF n > 1 THEN
        UPDATE audited_two SET extra = n;
    ELSE
        UPDATE audited_two SET extra = 0;
    END IF;
END $$;
.
rows SELECT name, seen FROM audit_configs ORDER BY id
= audited_one|2
= audited_two|1
rows SELECT t, id FROM audit_entries ORDER BY id
= audited_one|5
= audited_two|6
= audited_two|6
rows SELECT extra FROM audited_two
= 2
lite,maria,mysql fails
DO $$
DECLARE n int;
BEGIN
    SELECT count(*) INTO n FROM audit_entries;
    EXECUTE 'CREATE TABLE audit_' || n || ' (id integer)';
    UPDATE audited_two SET extra = n;
END $$;
.
lite,maria,mysql fails
DO $$
DECLARE n int := (SELECT count(*) FROM audit_entries);
BEGIN
    EXECUTE 'DELETE FROM audit_entries';
    IF n > 1 THEN UPDATE audited_two SET extra = n; END IF;
END $$;
.
