# Loops over a query that only compute: a trigger's, and those of functions in statements.

migrate
CREATE TYPE kind AS ENUM ('small', 'large');
CREATE TABLE prices (id integer PRIMARY KEY, name text, price numeric(8,2), kind kind, since date, doc jsonb, gone boolean);
INSERT INTO prices VALUES (1, 'a''b', 10.50, 'small', '2024-01-31', '{"k": [1, 2]}', false),
    (2, 'c"d\e', 0.05, 'large', NULL, NULL, true), (3, NULL, 7, 'small', '2024-02-29', '"text"', NULL);
CREATE TABLE orders (id integer PRIMARY KEY, items jsonb NOT NULL DEFAULT '[]', total numeric(10,2), n integer, list text, any_row boolean);
CREATE FUNCTION compute() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    item jsonb;
    sum_of numeric(10,2) := 0;
    p record;
    q prices%ROWTYPE;
    names text := '';
    k kind;
    d date;
BEGIN
    FOR item IN SELECT * FROM jsonb_array_elements(NEW.items) LOOP
        sum_of := sum_of + (item->>'price')::numeric * (item->>'qty')::int;
        CONTINUE WHEN sum_of < 1;
        EXIT WHEN sum_of > 1000;
    END LOOP;
    NEW.any_row := FOUND;
    NEW.total := sum_of;
    NEW.n := 0;
    FOR p IN SELECT id, name, (price * 2)::numeric(8,2) AS twice, kind, gone FROM prices WHERE id <= NEW.id ORDER BY id DESC LOOP
        names := names || coalesce(p.name, '-') || ':' || p.twice || ':' || p.kind || ';';
        IF p.gone THEN
            NEW.n := NEW.n + 10;
        ELSIF p.gone IS NULL THEN
            NEW.n := NEW.n + 100;
        END IF;
    END LOOP;
    FOR k, d IN SELECT kind, since FROM prices ORDER BY since DESC NULLS LAST LOOP
        names := names || k || coalesce(d + 1, '2000-01-01');
        EXIT;
    END LOOP;
    NEW.list := names;
    RETURN NEW;
END $$;
CREATE TRIGGER compute BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION compute();
INSERT INTO orders (id, items) VALUES (2, '[{"price": 1.25, "qty": 3}, {"price": 0.5, "qty": 1}]');
.
ok INSERT INTO orders (id) VALUES (1)
ok INSERT INTO orders (id) VALUES (3)
ok INSERT INTO orders (id) VALUES (0)
rows SELECT id, CASE WHEN total = 4.25 THEN 1 ELSE 0 END AS t, n, list, CASE WHEN any_row THEN 1 ELSE 0 END AS a FROM orders ORDER BY id
= 0|0|0|small2024-03-01|0
= 1|0|0|a'b:21.00:small;small2024-03-01|0
= 2|1|10|c"d\e:0.10:large;a'b:21.00:small;small2024-03-01|1
= 3|0|110|-:14.00:small;c"d\e:0.10:large;a'b:21.00:small;small2024-03-01|0

migrate
CREATE FUNCTION names_of(most integer) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
    out_text text := '';
    n integer := 0;
BEGIN
    FOR r IN SELECT name, price FROM prices WHERE name IS NOT NULL ORDER BY price LOOP
        n := n + 1;
        IF n > most THEN
            RETURN out_text || '...';
        END IF;
        out_text := out_text || r.name || '=' || r.price || ' ';
    END LOOP;
    RETURN out_text;
END $$;
CREATE TABLE named AS SELECT id, names_of(id) AS names FROM prices WHERE id < 3;
CREATE FUNCTION count_rows() RETURNS integer LANGUAGE plpgsql STABLE AS $$
DECLARE
    r record;
    n integer := 0;
BEGIN
    FOR r IN SELECT id FROM prices UNION ALL SELECT id FROM prices LOOP n := n + 1; END LOOP;
    RETURN n;
END $$;
UPDATE orders SET n = count_rows() WHERE id = 3;
.
rows SELECT id, names FROM named ORDER BY id
= 1|c"d\e=0.05 ...
= 2|c"d\e=0.05 a'b=10.50 
rows SELECT n FROM orders WHERE id = 3
= 6

# Loops over a query in a trigger: on SQLite a statement for all of their rounds.
migrate
CREATE TABLE crews (id int PRIMARY KEY, name text, level int NOT NULL DEFAULT 1);
CREATE TABLE sailors (id int PRIMARY KEY, crew int REFERENCES crews, rank int, pay int NOT NULL DEFAULT 0);
CREATE TABLE crew_log (id serial PRIMARY KEY, sailor int, crew_name text, note text);
CREATE TABLE sailor_pay (sailor int UNIQUE, pay int);
CREATE FUNCTION crew_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s record;
    who int;
    how int;
BEGIN
    FOR s IN SELECT id, rank, pay AS earns FROM sailors WHERE crew = NEW.id ORDER BY id LOOP
        IF s.rank > 1 THEN
            INSERT INTO crew_log (sailor, crew_name, note) VALUES (s.id, NEW.name, 'rank ' || s.rank);
        ELSE
            UPDATE sailor_pay SET pay = sailor_pay.pay + s.earns + NEW.level WHERE sailor = s.id;
        END IF;
    END LOOP;
    FOR who, how IN SELECT id, rank FROM sailors WHERE crew = OLD.id AND rank IS NULL LOOP
        DELETE FROM sailor_pay WHERE sailor = who AND how IS NULL;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER crew_changes AFTER UPDATE ON crews FOR EACH ROW EXECUTE FUNCTION crew_changes();
INSERT INTO crews (id, name) VALUES (1, 'a'), (2, 'b');
INSERT INTO sailors VALUES (1, 1, 1, 10), (2, 1, 2, 20), (3, 1, 3, 30), (4, 1, NULL, 40), (5, 2, 1, 50);
INSERT INTO sailor_pay VALUES (1, 1), (2, 2), (4, 4), (5, 5);
.
ok UPDATE crews SET name = 'c', level = 5 WHERE id = 1
rows SELECT sailor, crew_name, note FROM crew_log ORDER BY id
= 2|c|rank 2
= 3|c|rank 3
rows SELECT sailor, pay FROM sailor_pay ORDER BY sailor
= 1|16
= 2|2
= 5|5

# Where a round sees what another one has done, they are no one statement.
lite refused a loop with
CREATE TABLE steps_of (id int PRIMARY KEY, n int);
CREATE TABLE totals_of (id int PRIMARY KEY, n int);
CREATE FUNCTION add_steps() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT n FROM steps_of LOOP
        UPDATE totals_of SET n = n + s.n WHERE id = 1;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER add_steps AFTER INSERT ON steps_of FOR EACH ROW EXECUTE FUNCTION add_steps();
.

# An error in a loop's round is one, whoever reads what the loop computes.
migrate
CREATE TABLE shelves (id int PRIMARY KEY, qty int NOT NULL);
CREATE TABLE taken (id int PRIMARY KEY, shelf int, qty int, n int);
CREATE TABLE taken_log (n int);
INSERT INTO shelves VALUES (1, 5), (2, 7);
CREATE FUNCTION check_shelf() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s record;
    i int := 0;
BEGIN
    FOR s IN SELECT id, qty FROM shelves WHERE id = NEW.shelf LOOP
        IF s.qty < NEW.qty THEN
            RAISE EXCEPTION 'not enough on %', s.id;
        END IF;
        INSERT INTO taken_log VALUES (s.id);
    END LOOP;
    WHILE i < NEW.n LOOP
        i := i + 1;
        IF i > 3 THEN
            RAISE EXCEPTION 'too many';
        END IF;
    END LOOP;
    IF NEW.id > 100 THEN
        INSERT INTO taken_log VALUES (i);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_shelf AFTER INSERT OR UPDATE ON taken FOR EACH ROW EXECUTE FUNCTION check_shelf();
.
ok INSERT INTO taken VALUES (1, 1, 5, 0)
no INSERT INTO taken VALUES (2, 1, 6, 0)
ok INSERT INTO taken VALUES (3, 2, 6, 3)
no INSERT INTO taken VALUES (4, 2, 6, 4)
no UPDATE taken SET n = 5
ok INSERT INTO taken VALUES (101, 3, 99, 2)
rows SELECT n FROM taken_log ORDER BY n
= 1
= 2
= 2

# A condition on the round alone does not say which row it is for.
lite refused a loop with
CREATE TABLE ends_of (id int PRIMARY KEY, other int);
CREATE TABLE sums_of (id int PRIMARY KEY, n int);
CREATE FUNCTION add_ends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    s record;
BEGIN
    FOR s IN SELECT id, other FROM ends_of LOOP
        UPDATE sums_of SET n = n + s.id WHERE s.id = s.other;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER add_ends AFTER INSERT ON ends_of FOR EACH ROW EXECUTE FUNCTION add_ends();
.
