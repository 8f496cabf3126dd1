# A trigger's function that calls others: what they do is done where they are called.
migrate
CREATE TABLE queue (entity int, kind text, n int NOT NULL DEFAULT 1, PRIMARY KEY (entity, kind));
CREATE TABLE images (id int PRIMARY KEY, state text DEFAULT 'new', size bigint);
CREATE TABLE log (id serial PRIMARY KEY, txt text);
CREATE FUNCTION enqueue(_entity int, _kind text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO queue (entity, kind) VALUES (_entity, _kind)
    ON CONFLICT (entity, kind) DO UPDATE SET n = queue.n + 1;
END $$;
CREATE FUNCTION note(txt text, times int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    prefix text := 'n' || times;
BEGIN
    IF times > 2 THEN
        RAISE EXCEPTION 'too often';
    END IF;
    INSERT INTO log (txt) VALUES (prefix || ':' || note.txt);
    RETURN times;
END $$;
CREATE FUNCTION images_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.state = 'new' THEN
        PERFORM enqueue(NEW.id, 'scan');
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN ('new', 'again') AND OLD.state IS DISTINCT FROM NEW.state THEN
        PERFORM enqueue(NEW.id, 'scan');
        PERFORM note(NEW.state);
    END IF;
    IF TG_OP = 'DELETE' THEN
        PERFORM note('gone', OLD.id);
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER images_changed AFTER INSERT OR UPDATE OF state OR DELETE ON images FOR EACH ROW EXECUTE FUNCTION images_changed();
.
ok INSERT INTO images (id) VALUES (1), (2)
ok INSERT INTO images (id, state) VALUES (3, 'old')
ok UPDATE images SET state = 'again' WHERE id IN (1, 3)
ok DELETE FROM images WHERE id = 1
no DELETE FROM images WHERE id = 3
rows SELECT entity, kind, n FROM queue ORDER BY entity
= 1|scan|2
= 2|scan|1
= 3|scan|1
rows SELECT txt FROM log ORDER BY id
= n1:again
= n1:again
= n1:gone

# Results, early ends, rows as arguments, functions that call functions, and functions in SQL.
migrate
CREATE TABLE accounts (id int PRIMARY KEY, balance int NOT NULL DEFAULT 0, moves int NOT NULL DEFAULT 0, level text);
CREATE TABLE moves (id int PRIMARY KEY, account int NOT NULL, amount int NOT NULL, note text);
CREATE FUNCTION level_of(amount int) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    IF amount < 0 THEN
        RAISE EXCEPTION 'overdrawn';
    ELSIF amount < 100 THEN
        RETURN 'small';
    END IF;
    IF amount < 1000 THEN
        RETURN 'middle';
    END IF;
    RETURN 'large';
END $$;
CREATE FUNCTION count_move(acc int) RETURNS void LANGUAGE sql AS $$
    UPDATE accounts SET moves = moves + 1 WHERE id = acc;
    INSERT INTO log (txt) VALUES ('moved ' || acc);
$$;
CREATE FUNCTION apply(_move moves) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF _move.amount = 0 THEN
        RETURN;
    END IF;
    UPDATE accounts SET balance = balance + _move.amount WHERE id = _move.account;
    PERFORM count_move(_move.account);
END $$;
CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    total int;
    found_level text;
BEGIN
    IF level_of(NEW.amount + 500) = 'small' THEN
        NEW.note := 'small one';
    END IF;
    SELECT balance + NEW.amount INTO total FROM accounts WHERE id = NEW.account;
    found_level := level_of(total);
    UPDATE accounts SET level = found_level WHERE id = NEW.account;
    RETURN NEW;
END $$;
CREATE FUNCTION applied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM apply(NEW); RETURN NULL; END $$;
CREATE TRIGGER moved BEFORE INSERT ON moves FOR EACH ROW EXECUTE FUNCTION moved();
CREATE TRIGGER moves_applied AFTER INSERT ON moves FOR EACH ROW EXECUTE FUNCTION applied();
INSERT INTO accounts (id) VALUES (1), (2);
.
ok INSERT INTO moves (id, account, amount) VALUES (1, 1, 50)
ok INSERT INTO moves (id, account, amount) VALUES (2, 2, 2000)
ok INSERT INTO moves (id, account, amount) VALUES (3, 2, -420)
ok INSERT INTO moves (id, account, amount) VALUES (4, 1, 0)
no INSERT INTO moves (id, account, amount) VALUES (5, 1, -51)
no INSERT INTO moves (id, account, amount) VALUES (6, 2, -501)
rows SELECT id, balance, moves, level FROM accounts ORDER BY id
= 1|50|1|small
= 2|1580|2|large
rows SELECT id, note FROM moves ORDER BY id
= 1|NULL
= 2|NULL
= 3|small one
= 4|NULL
rows SELECT txt FROM log WHERE txt LIKE 'moved%' ORDER BY id
= moved 1
= moved 2
= moved 2

# A function that is replaced is another one in the triggers that call it, however far away it is called.
migrate
CREATE OR REPLACE FUNCTION count_move(acc int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts SET moves = moves + 10 WHERE id = acc;
END $$;
.
ok INSERT INTO moves (id, account, amount) VALUES (7, 1, 1)
rows SELECT id, balance, moves FROM accounts WHERE id = 1
= 1|51|11

# FOUND belongs to each function.
migrate
CREATE TABLE seats (id int PRIMARY KEY, taken int, result text);
CREATE TABLE takers (seat int, n int DEFAULT 0);
CREATE FUNCTION take(_seat int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE takers SET n = n + 1 WHERE seat = _seat;
    IF NOT FOUND THEN
        INSERT INTO takers (seat) VALUES (_seat);
    END IF;
END $$;
CREATE FUNCTION seats_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM take(NEW.taken);
    IF FOUND THEN
        NEW.result := 'taken';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER seats_taken BEFORE INSERT ON seats FOR EACH ROW EXECUTE FUNCTION seats_taken();
.
ok INSERT INTO seats (id, taken) VALUES (1, 7)
ok INSERT INTO seats (id, taken) VALUES (2, 7)
rows SELECT id, result FROM seats ORDER BY id
= 1|taken
= 2|taken
rows SELECT seat, n FROM takers
= 7|1

refused PERFORM of a function (a call of itself)
CREATE TABLE turns (id int);
CREATE FUNCTION turn(n int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO log (txt) VALUES ('x'); PERFORM turn(n - 1); END $$;
CREATE FUNCTION turned() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM turn(NEW.id); RETURN NEW; END $$;
CREATE TRIGGER turned AFTER INSERT ON turns FOR EACH ROW EXECUTE FUNCTION turned();
.

# A function that asks a query about the row; parameters, columns and results of the same names.
migrate
CREATE TABLE prices (item int, day int, price int, note text, PRIMARY KEY (item, day));
CREATE TABLE totals (item int PRIMARY KEY, price int, n int NOT NULL DEFAULT 0);
CREATE FUNCTION price_before(prices) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT price FROM prices WHERE item = $1.item AND day < $1.day ORDER BY day DESC LIMIT 1
$$;
CREATE FUNCTION price_on(item_id int, day int) RETURNS int LANGUAGE sql STABLE AS $$
    SELECT max(price) FROM prices WHERE prices.item = item_id AND prices.day = price_on.day
$$;
CREATE FUNCTION total(item int, price int) RETURNS void LANGUAGE sql AS $$
    WITH known AS (SELECT count(*) AS n FROM prices WHERE prices.item = total.item)
    INSERT INTO totals (item, price, n) SELECT total.item, total.price, known.n FROM known
    ON CONFLICT (item) DO UPDATE SET price = totals.price + excluded.price, n = excluded.n;
$$;
CREATE FUNCTION priced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    known int := price_on(NEW.item, NEW.day - 1);
BEGIN
    IF known > 100 THEN
        RAISE EXCEPTION 'too much';
    END IF;
    PERFORM total(NEW.item, NEW.price);
    UPDATE totals SET price = price + coalesce(price_before(NEW), 0) WHERE item = NEW.item;
    RETURN NULL;
END $$;
CREATE TRIGGER priced AFTER INSERT ON prices FOR EACH ROW EXECUTE FUNCTION priced();
.
ok INSERT INTO prices (item, day, price) VALUES (1, 1, 10)
ok INSERT INTO prices (item, day, price) VALUES (1, 2, 200)
no INSERT INTO prices (item, day, price) VALUES (1, 3, 30)
ok INSERT INTO prices (item, day, price) VALUES (2, 1, 5)
rows SELECT item, price, n FROM totals ORDER BY item
= 1|220|2
= 2|5|1
