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
