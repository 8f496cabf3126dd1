# What a variable of PL/pgSQL takes is converted to its type; a branch that is known not to be taken is not there.

migrate
CREATE TABLE taken (n integer PRIMARY KEY, m integer);
CREATE TABLE asked (id integer PRIMARY KEY, price numeric(8,2));
INSERT INTO asked VALUES (1, 10.15), (2, 7.05);
CREATE FUNCTION take() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole integer := 2.7;
    said text := 1.50;
    given integer;
    exact numeric(5,2) := 1.006;
    day date := '2020-1-1';
    yes boolean := 'yes';
    sum_of integer;
BEGIN
    IF '2020-1-1'::date = '2020-01-01' THEN
        INSERT INTO taken VALUES (NEW.id + 1, 1);
    END IF;
    given := '007';
    INSERT INTO taken VALUES (NEW.id + 2, CASE WHEN whole = 3 AND said = '1.50' AND given = 7 THEN 1 ELSE 0 END);
    INSERT INTO taken VALUES (NEW.id + 3, CASE WHEN exact = 1.01 AND day = '2020-01-01' AND yes = 't' THEN 1 ELSE 0 END);
    whole := 5;
    whole := whole / 2;
    INSERT INTO taken VALUES (NEW.id + 4, whole * 2);
    said := yes;
    INSERT INTO taken VALUES (NEW.id + 5, length(said));
    said := given * 1.0;
    INSERT INTO taken VALUES (NEW.id + 6, length(said));
    given := NEW.id * 0.25;
    INSERT INTO taken VALUES (NEW.id + 7, given * 10);
    SELECT sum(price) INTO sum_of FROM asked;
    INSERT INTO taken VALUES (NEW.id + 8, sum_of * 10);
    RETURN NEW;
END $$;
CREATE TABLE fired (id integer PRIMARY KEY);
CREATE TRIGGER take AFTER INSERT ON fired FOR EACH ROW EXECUTE FUNCTION take();
.
ok INSERT INTO fired VALUES (10)
rows SELECT n, m FROM taken ORDER BY n
= 11|1
= 12|1
= 13|1
= 14|4
= 15|4
= 16|3
= 17|30
= 18|170

# A block's variables likewise, also where rows decide.
migrate
CREATE TABLE run (n integer PRIMARY KEY, m integer);
DO $$
DECLARE
    a integer := 2.7;
    r text := 1.50;
    x integer;
    d date := '2020-1-1';
BEGIN
    IF a = 3 THEN INSERT INTO run VALUES (1, 1); END IF;
    IF r = '1.50' THEN INSERT INTO run VALUES (2, 1); END IF;
    x := 7 / 2.0;
    IF x = 4 THEN INSERT INTO run VALUES (3, 1); END IF;
    x := '007';
    IF x = '7' AND d = '2020-01-01' THEN INSERT INTO run VALUES (4, 1); END IF;
    r := '10';
    IF r > '9' THEN INSERT INTO run VALUES (5, 1); ELSE INSERT INTO run VALUES (5, 0); END IF;
    x := (SELECT max(price) * 0.13 FROM asked);
    INSERT INTO run VALUES (6, x);
    FOR x IN SELECT price / 2.0 FROM asked WHERE id = 1 LOOP
        INSERT INTO run VALUES (7, x * 10);
    END LOOP;
    SELECT sum(price) INTO x FROM asked;
    INSERT INTO run VALUES (8, x * 10);
END $$;
.
rows SELECT n, m FROM run ORDER BY n
= 1|1
= 2|1
= 3|1
= 4|1
= 5|0
= 6|1
= 7|50
= 8|170

# A branch that is not taken need not be one that the engine takes; what is declared within a block begins anew.
migrate
CREATE TABLE tree (id integer PRIMARY KEY, up integer REFERENCES tree (id));
INSERT INTO tree VALUES (1, NULL), (2, 1);
DO $$ DECLARE n integer := 0; BEGIN IF n > 2 THEN UPDATE nowhere SET x = 1; ELSE DELETE FROM tree WHERE id > 0; END IF; END $$;
DO $$
DECLARE
    k integer := 1;
BEGIN
    FOR i IN 1..2 LOOP
        DECLARE
            k integer := 5;
        BEGIN
            k := k + i;
            IF k > 6 THEN
                INSERT INTO tree (id) VALUES (70);
            END IF;
        END;
    END LOOP;
    IF k = 1 THEN
        INSERT INTO tree (id) VALUES (71);
    END IF;
END $$;
.
rows SELECT id FROM tree ORDER BY id
= 70
= 71
refused PostgreSQL's catalogs
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_locks) THEN UPDATE tree SET up = 70; END IF; END $$;
.

# Rounds that only count are many: the engine goes through them.
migrate
CREATE TABLE counted (n integer);
DO $$ DECLARE x integer := 0; BEGIN FOR i IN 1..40 LOOP FOR j IN 1..40 LOOP x := x + j; END LOOP; END LOOP; INSERT INTO counted VALUES (x); END $$;
.
rows SELECT n FROM counted
= 32800

# Of two whole numbers as near, a double becomes the even one, a numeric the one further from zero.
migrate
CREATE TABLE halves (id integer PRIMARY KEY, f double precision, r real, k integer, made integer GENERATED ALWAYS AS (f) STORED);
INSERT INTO halves (id, f, r) VALUES (1, 2.5, 1.25), (2, 3.5, 1.75), (3, -2.5, -1.25), (4, 0.5, 0.25);
UPDATE halves SET k = f;
CREATE TABLE halves_kept AS SELECT id, f::integer AS a, (r * 2)::bigint AS b, round(f)::integer AS c, round(f::numeric)::integer AS d, (f + 0.25)::smallint AS e FROM halves;
INSERT INTO halves_kept (id, a, c) SELECT id + 10, f, round(f * 3) FROM halves;
.
rows SELECT id, k, made FROM halves ORDER BY id
= 1|2|2
= 2|4|4
= 3|-2|-2
= 4|0|0
rows SELECT id, a, b, c, d, e FROM halves_kept WHERE id < 10 ORDER BY id
= 1|2|2|2|3|3
= 2|4|4|4|4|4
= 3|-2|-2|-2|-3|-2
= 4|0|0|0|1|1
rows SELECT id, a, c FROM halves_kept WHERE id > 10 ORDER BY id
= 11|2|8
= 12|4|10
= 13|-2|-8
= 14|0|2
# Columns that change places, in a table without a key: MySQL assigns one after the other, and has no row's old values.
migrate
CREATE TABLE swapped (a integer, b integer, c text);
INSERT INTO swapped VALUES (1, 2, 'x'), (3, 4, 'y'), (5, NULL, 'z');
.
pg,lite,maria migrate
UPDATE swapped s SET a = s.b, b = s.a, c = s.c || s.a WHERE c <> 'y';
.
pg,lite,maria rows SELECT a, b, c FROM swapped ORDER BY c
= 2|1|x1
= 3|4|y
= NULL|5|z5
mysql refused for a table without a key
UPDATE swapped s SET a = s.b, b = s.a, c = s.c || s.a WHERE c <> 'y';
.
