# Records that are declared to be a table's row: r t%ROWTYPE.

migrate
CREATE TABLE events (id integer, sequence integer, kind text NOT NULL, event jsonb NOT NULL, PRIMARY KEY (id, sequence));
CREATE TABLE rollups (id integer, version integer, born text, email text, role_id uuid, PRIMARY KEY (id, version));
CREATE FUNCTION roll() RETURNS trigger AS $$
DECLARE
    seen rollups%ROWTYPE;
    /* of the same table */ made public.rollups%rowtype;
BEGIN
    IF NEW.sequence > 1 THEN
        SELECT * INTO seen FROM rollups WHERE id = NEW.id AND version = NEW.sequence - 1;
    END IF;
    made.id := NEW.id;
    made.version := NEW.sequence;
    made.born := COALESCE(seen.born, NEW.kind);
    IF seen.id IS NULL THEN
        made.email := NEW.event ->> 'email';
        made.role_id := (NEW.event ->> 'role')::uuid;
    ELSE
        made.email := seen.email;
        made.role_id := seen.role_id;
    END IF;
    CASE NEW.kind
        WHEN 'made' THEN
            made.email := lower(made.email);
        WHEN 'role' THEN
            made.role_id := (NEW.event ->> 'role')::uuid;
    END CASE;
    INSERT INTO rollups (id, version, born, email, role_id)
    VALUES (made.id, made.version, made.born, made.email, made.role_id);
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER roll AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION roll();
.
ok INSERT INTO events VALUES (1, 1, 'made', '{"email": "A@b"}')
ok INSERT INTO events VALUES (1, 2, 'role', '{"role": "6f1c1c1e-0000-4000-8000-000000000001"}')
ok INSERT INTO events VALUES (2, 2, 'role', '{"role": "6f1c1c1e-0000-4000-8000-000000000002", "email": "C"}')
no INSERT INTO events VALUES (3, 1, 'other', '{}')
rows SELECT id, version, born, email, role_id FROM rollups ORDER BY id, version
= 1|1|made|a@b|NULL
= 1|2|made|a@b|6f1c1c1e-0000-4000-8000-000000000001
= 2|2|role|C|6f1c1c1e-0000-4000-8000-000000000002

# A block's record is empty each time that the block begins.
migrate
CREATE TABLE parts (id integer PRIMARY KEY, name text);
CREATE TABLE lists (id integer PRIMARY KEY, said text);
DO $$
DECLARE
    whole lists%ROWTYPE;
    i integer := 0;
BEGIN
    whole.id := 1;
    whole.said := '';
    LOOP
        EXIT WHEN i = 3;
        i := i + 1;
        DECLARE
            part parts%ROWTYPE;
        BEGIN
            IF i <> 2 THEN
                part.name := 'part' || i;
            END IF;
            whole.said := whole.said || COALESCE(part.name, '-') || ';';
        END;
    END LOOP;
    INSERT INTO lists (id, said) VALUES (whole.id, whole.said);
END;
$$;
.
rows SELECT id, said FROM lists
= 1|part1;-;part3;

# A record is NULL if all of its fields are, NOT NULL if none is.
migrate
CREATE TABLE marks (id integer PRIMARY KEY, a text, b integer);
INSERT INTO marks VALUES (1, 'x', 1), (2, NULL, 2), (3, NULL, NULL);
CREATE TABLE asked (id integer PRIMARY KEY, n integer, said text);
CREATE FUNCTION asks() RETURNS trigger AS $$
DECLARE
    mark record;
    whole marks%ROWTYPE;
BEGIN
    SELECT a, b INTO mark FROM marks WHERE id = NEW.n;
    SELECT * INTO whole FROM marks WHERE id = NEW.n;
    NEW.said := CASE WHEN mark IS NULL THEN 'n' ELSE '-' END || CASE WHEN mark IS NOT NULL THEN 'y' ELSE '-' END ||
        CASE WHEN whole IS NULL THEN 'N' ELSE '-' END || CASE WHEN NOT (whole IS NOT NULL) THEN 'Y' ELSE '-' END;
    IF TG_OP = 'UPDATE' AND OLD IS NOT NULL THEN
        NEW.said := NEW.said || 'o';
    END IF;
    IF whole IS NULL AND NEW.n > 100 THEN
        RAISE EXCEPTION 'there is no mark %', NEW.n;
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER asks BEFORE INSERT OR UPDATE ON asked FOR EACH ROW EXECUTE FUNCTION asks();
INSERT INTO asked VALUES (5, 1, NULL);
DO $$
DECLARE
    mark record;
BEGIN
    FOR mark IN SELECT id, a, b FROM marks ORDER BY id LOOP
        IF mark IS NOT NULL THEN
            INSERT INTO asked VALUES (mark.id + 10, mark.b, mark.a);
        END IF;
    END LOOP;
    SELECT id, a, b INTO STRICT mark FROM marks WHERE id = 1;
END;
$$;
.
ok INSERT INTO asked (id, n) VALUES (1, 1)
ok INSERT INTO asked (id, n) VALUES (2, 2)
ok INSERT INTO asked (id, n) VALUES (3, 3)
ok INSERT INTO asked (id, n) VALUES (4, 4)
no INSERT INTO asked (id, n) VALUES (6, 104)
ok UPDATE asked SET n = 2 WHERE id = 5
ok UPDATE asked SET n = NULL WHERE id = 4
rows SELECT id, n, said FROM asked ORDER BY id
= 1|1|-y--
= 2|2|---Y
= 3|3|n--Y
= 4|NULL|n-NYo
= 5|2|---Yo
= 11|1|-y--

# A table's name is the type of its rows.
migrate
CREATE TABLE goods (id integer PRIMARY KEY, owner integer, stock integer NOT NULL DEFAULT 0);
CREATE TABLE date (id integer PRIMARY KEY);
CREATE TABLE sales (id integer PRIMARY KEY, good integer, buyer integer, n integer, day date, said text);
CREATE FUNCTION sell() RETURNS trigger AS $$
DECLARE
    -- the good; that is sold
    good goods;
    before "goods";
    other public.goods;
    today date;
BEGIN
    SELECT * FROM goods WHERE id = NEW.good INTO good;
    IF good.owner = NEW.buyer THEN
        RETURN NEW;
    END IF;
    today := '2024-02-01';
    other.stock := good.stock + 1;
    NEW.day := today;
    NEW.said := COALESCE(before.stock, -1) || '/' || COALESCE(other.stock, -1);
    UPDATE goods SET stock = stock - NEW.n WHERE id = good.id;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER sell BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION sell();
INSERT INTO goods VALUES (1, 7, 10), (2, 8, 20);
.
ok INSERT INTO sales (id, good, buyer, n) VALUES (1, 1, 7, 3)
ok INSERT INTO sales (id, good, buyer, n) VALUES (2, 1, 8, 3)
ok INSERT INTO sales (id, good, buyer, n) VALUES (3, 9, 8, 3)
rows SELECT id, day, said FROM sales ORDER BY id
= 1|NULL|NULL
= 2|2024-02-01|-1/11
= 3|2024-02-01|-1/-1
rows SELECT id, stock FROM goods ORDER BY id
= 1|7
= 2|20
