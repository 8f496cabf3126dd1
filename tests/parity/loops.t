# DO blocks with loops.
migrate
CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, n int, flag boolean NOT NULL DEFAULT false, tags text[]);
CREATE TABLE said (id serial PRIMARY KEY, what text, n int);
INSERT INTO items (name, n, tags) VALUES ('a', 1, ARRAY['x', 'y']), ('b', 2, ARRAY['z']), ('c', NULL, ARRAY[]::text[]), ('d', 4, NULL);
DO $$
DECLARE
    r record;
    total int := 0;
    made int;
    changed int;
    i int;
BEGIN
    FOR r IN SELECT * FROM items ORDER BY id LOOP
        CONTINUE WHEN r.n IS NULL;
        total := total + r.n;
        FOR i IN 1..3 LOOP
            EXIT WHEN i > r.n;
            INSERT INTO said (what, n) VALUES (r.name, i) RETURNING id INTO made;
        END LOOP;
        IF total > 2 THEN
            UPDATE items SET n = made, flag = true WHERE id = r.id;
        ELSIF r.name = 'a' THEN
            INSERT INTO said (what, n) VALUES ('first', total);
        ELSE
            DELETE FROM items;
        END IF;
    END LOOP;
    UPDATE items SET flag = false WHERE n > 100;
    GET DIAGNOSTICS changed = ROW_COUNT;
    INSERT INTO said (what, n) VALUES ('changed', changed), ('i', i);
    UPDATE items SET flag = NOT flag WHERE flag;
    GET DIAGNOSTICS changed = ROW_COUNT;
    INSERT INTO said (what, n) VALUES ('changed', changed);
    WHILE total < 20 LOOP
        total := total * 2;
        IF total > 15 THEN
            INSERT INTO said (what, n) VALUES ('doubled', total);
            RETURN;
        END IF;
    END LOOP;
    INSERT INTO said (what) VALUES ('never');
END $$;
.
rows SELECT what, n FROM said ORDER BY id
= a|1
= first|1
= b|1
= b|2
= d|1
= d|2
= d|3
= changed|0
= i|NULL
= changed|2
= doubled|28
rows SELECT name, n FROM items WHERE flag = false ORDER BY id
= a|1
= b|4
= c|NULL
= d|7

# A loop sees the rows that were there when it began; loops within loops have rows of their own.
migrate
DELETE FROM said;
DO $$
DECLARE
    outer_row items%ROWTYPE;
    inner_row record;
    name_of text;
    n_of int;
BEGIN
    FOR outer_row IN SELECT * FROM items WHERE n IS NOT NULL ORDER BY n DESC LOOP
        INSERT INTO items (name, n) VALUES (outer_row.name || '!', outer_row.n + 100);
        FOR inner_row IN SELECT name, count(*) AS c FROM items WHERE n > outer_row.n GROUP BY name ORDER BY name LOOP
            INSERT INTO said (what, n) VALUES (outer_row.name || inner_row.name, inner_row.c);
        END LOOP;
    END LOOP;
    FOR name_of, n_of IN SELECT name, n FROM items WHERE n > 100 ORDER BY n LOOP
        IF NOT FOUND THEN
            INSERT INTO said (what, n) VALUES (name_of, n_of);
        END IF;
        DELETE FROM items WHERE name = name_of;
    END LOOP;
    SELECT count(*) INTO n_of FROM items;
    INSERT INTO said (what, n) VALUES ('left', n_of);
END $$;
.
rows SELECT what, n FROM said ORDER BY id
= dd!|1
= bb!|1
= bd|1
= bd!|1
= aa!|1
= ab|1
= ab!|1
= ad|1
= ad!|1
= left|4

# Counting down, elements of an array, a plain loop, a block within that declares its own.
migrate
DELETE FROM said;
DO $$
DECLARE
    word text;
    k int := 0;
    words text[] := ARRAY['one', 'two', 'three'];
BEGIN
    FOR i IN REVERSE 5..1 BY 2 LOOP
        INSERT INTO said (what, n) VALUES ('down', i);
    END LOOP;
    FOREACH word IN ARRAY ARRAY['p', 'q'] LOOP
        INSERT INTO said (what, n) VALUES (word, length(word));
    END LOOP;
    FOREACH word IN ARRAY words LOOP
        CONTINUE WHEN word = 'two';
        INSERT INTO said (what) VALUES (word);
    END LOOP;
    LOOP
        k := k + 1;
        EXIT WHEN k >= 3;
        CASE k
            WHEN 1 THEN
                INSERT INTO said (what, n) VALUES ('one', k);
            ELSE
                INSERT INTO said (what, n) VALUES ('more', k);
        END CASE;
    END LOOP;
    FOR i IN 3..1 LOOP
        INSERT INTO said (what) VALUES ('never');
    END LOOP;
    FOR i IN k..k + 1 LOOP
        INSERT INTO said (what, n) VALUES ('up', i);
    END LOOP;
END $$;
.
rows SELECT what, n FROM said ORDER BY id
= down|5
= down|3
= down|1
= p|1
= q|1
= one|NULL
= three|NULL
= one|1
= more|2
= up|3
= up|4
lite migrate
DO $$
DECLARE
    k int := 1;
BEGIN
    FOR i IN 1..2 LOOP
        DECLARE
            m int := k * 10;
        BEGIN
            k := m + i;
        END;
        INSERT INTO said (what, n) VALUES ('within', k);
    END LOOP;
END $$;
.
lite rows SELECT n FROM said WHERE what = 'within' ORDER BY id
= 11
= 112

# What a loop raises ends the migration; nothing of the block stays.
fails
CREATE TABLE gone (id int);
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT name FROM items ORDER BY id LOOP
        INSERT INTO said (what) VALUES (r.name);
        IF r.name = 'b' THEN
            RAISE EXCEPTION 'not b';
        END IF;
    END LOOP;
END $$;
.
rows SELECT count(*) FROM said WHERE what = 'a'
= 0
migrate
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN SELECT name FROM items ORDER BY id LOOP
        INSERT INTO said (what) VALUES ('again ' || r.name);
    END LOOP;
END $$;
.
rows SELECT count(*) FROM said WHERE what LIKE 'again%'
= 4
migrate
DO $$
DECLARE
    r record;
BEGIN
    SELECT * INTO r FROM items WHERE name = 'nobody';
    IF r IS NOT NULL THEN
        DELETE FROM items;
    END IF;
END $$;
.
rows SELECT count(*) FROM items
= 4

# STRICT is one row; FOUND after a loop over numbers says whether there were any
migrate
CREATE TABLE rates (id integer PRIMARY KEY, kind varchar(10), rate integer);
CREATE TABLE sold (id integer PRIMARY KEY, kind varchar(10), price integer, times integer, looped boolean);
INSERT INTO rates VALUES (1, 'food', 7), (2, 'car', 19), (3, 'car', 20);
CREATE FUNCTION put_price() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r integer;
BEGIN
    SELECT rate INTO STRICT r FROM rates WHERE kind = NEW.kind;
    NEW.price := 100 + r;
    RETURN NEW;
END $$;
CREATE TRIGGER put_price BEFORE INSERT ON sold FOR EACH ROW EXECUTE FUNCTION put_price();
.
ok INSERT INTO sold (id, kind) VALUES (1, 'food')
no INSERT INTO sold (id, kind) VALUES (2, 'car')
no INSERT INTO sold (id, kind) VALUES (3, 'none')
rows SELECT id, price FROM sold ORDER BY id
= 1|107

fails
DO $$
DECLARE
    r integer;
BEGIN
    SELECT rate INTO STRICT r FROM rates WHERE kind = 'car';
    FOR i IN 1..r LOOP
        UPDATE sold SET times = i;
    END LOOP;
END $$;
.
migrate
DO $$
DECLARE
    r integer;
    was boolean;
BEGIN
    SELECT rate INTO STRICT r FROM rates WHERE kind = 'food';
    FOR i IN 1..r LOOP
        UPDATE sold SET times = i WHERE id = 1;
    END LOOP;
    was := FOUND;
    INSERT INTO sold (id, kind, looped) VALUES (10, 'food', was);
    FOR i IN r..1 LOOP
        UPDATE sold SET times = 0 WHERE id = 1;
    END LOOP;
    was := FOUND;
    INSERT INTO sold (id, kind, looped) VALUES (11, 'food', was);
END $$;
.
rows SELECT id, price, times, CASE WHEN looped THEN 'yes' ELSE 'no' END FROM sold ORDER BY id
= 1|107|7|no
= 10|107|NULL|yes
= 11|107|NULL|no
