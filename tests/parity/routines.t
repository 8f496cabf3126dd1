# Functions that call others; what leaves no trace; statements in triggers.
migrate
CREATE TABLE projects (id serial PRIMARY KEY, name text, n int DEFAULT 0);
CREATE TABLE seen (id serial PRIMARY KEY, name text);
CREATE FUNCTION tell(channel text, before jsonb, after jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    output jsonb := NULL;
BEGIN
    IF before IS NOT NULL THEN
        output := jsonb_build_object('before', before);
    END IF;
    RAISE NOTICE 'telling %', output;
    PERFORM pg_notify(channel, output::text);
    RETURN 0;
END $$;
CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other record;
    payload jsonb;
BEGIN
    payload := jsonb_object_agg('k', 'v');
    IF TG_OP = 'DELETE' THEN
        PERFORM tell('x', to_jsonb(OLD), NULL);
        RETURN OLD;
    END IF;
    FOR other IN SELECT id FROM seen LOOP
        PERFORM tell('y', NULL, to_jsonb(other.id));
    END LOOP;
    INSERT INTO seen (name) VALUES (NEW.name);
    PERFORM tell('z', NULL, payload);
    RETURN NULL;
END $$;
CREATE TRIGGER told AFTER INSERT OR UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION changed();
CREATE TRIGGER told_before BEFORE DELETE ON projects FOR EACH ROW EXECUTE FUNCTION changed();
.
ok INSERT INTO projects (name) VALUES ('a'), ('b')
ok UPDATE projects SET name = 'c' WHERE name = 'b'
ok DELETE FROM projects WHERE name = 'a'
rows SELECT name FROM seen ORDER BY id
= a
= b
= c
rows SELECT name FROM projects
= c

# REFRESH in a trigger for each statement.
migrate
CREATE MATERIALIZED VIEW totals AS SELECT name, count(*) AS c FROM seen GROUP BY name;
CREATE FUNCTION refresh_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    REFRESH MATERIALIZED VIEW totals;
    RETURN NULL;
END $$;
CREATE TRIGGER refresh_totals AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON seen FOR EACH STATEMENT EXECUTE PROCEDURE refresh_totals();
.
ok INSERT INTO seen (name) VALUES ('c'), ('d'), ('d')
rows SELECT name, c FROM totals ORDER BY name
= a|1
= b|1
= c|2
= d|2
ok DELETE FROM seen WHERE name <> 'd'
rows SELECT name, c FROM totals ORDER BY name
= d|2
ok UPDATE seen SET name = 'e'
rows SELECT name, c FROM totals ORDER BY name
= e|2

# Functions and procedures that are called by a statement of their own.
migrate
CREATE TABLE accounts (id serial PRIMARY KEY, name text NOT NULL, total int NOT NULL DEFAULT 0);
CREATE TABLE bookings (account int, amount int);
INSERT INTO accounts (name) VALUES ('a'), ('b');
INSERT INTO bookings VALUES (1, 5), (1, 7), (2, 1);
CREATE FUNCTION recount() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    r record;
    n int := 0;
BEGIN
    FOR r IN SELECT account, sum(amount) AS amount FROM bookings GROUP BY account ORDER BY account LOOP
        UPDATE accounts SET total = r.amount WHERE id = r.account;
        n := n + 1;
    END LOOP;
    RETURN n;
END;
$$;
SELECT recount();
DROP FUNCTION recount();
CREATE PROCEDURE book(account_id int, sum_of int, times int) LANGUAGE plpgsql AS $$
BEGIN
    IF sum_of = 0 THEN
        RETURN;
    END IF;
    FOR i IN 1..times LOOP
        INSERT INTO bookings (account, amount) VALUES (account_id, sum_of);
        UPDATE accounts SET total = total + sum_of WHERE id = account_id;
    END LOOP;
END;
$$;
CALL book(2, 10, 3);
CALL book(1, 0, 3);
CREATE FUNCTION with_columns(tab text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ADD COLUMN created text NOT NULL DEFAULT %L', tab, 'now');
END;
$$;
SELECT with_columns('accounts');
SELECT with_columns('bookings');
CREATE FUNCTION tidy() RETURNS void LANGUAGE sql AS $$
    DELETE FROM bookings WHERE amount = 7;
    UPDATE accounts SET name = upper(name);
$$;
SELECT tidy();
.
rows SELECT name, total, created FROM accounts ORDER BY id
= A|12|now
= B|31|now
rows SELECT account, amount, created FROM bookings ORDER BY account, amount
= 1|5|now
= 2|1|now
= 2|10|now
= 2|10|now
= 2|10|now
