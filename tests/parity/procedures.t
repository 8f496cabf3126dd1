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
