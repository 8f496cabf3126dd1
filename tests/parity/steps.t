# Functions whose loops depend on their arguments, where expressions call them.
migrate
CREATE FUNCTION to_base62(n bigint) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    digits constant text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    made text := '';
BEGIN
    IF n = 0 THEN
        RETURN '0';
    END IF;
    WHILE n > 0 LOOP
        made := substr(digits, (n % 62)::int + 1, 1) || made;
        n := n / 62;
    END LOOP;
    RETURN made;
END $$;
CREATE FUNCTION from_base62(written text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    digits text := '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    sum bigint := 0;
    at int;
BEGIN
    FOR i IN 1..length(written) LOOP
        at := position(substr(written, i, 1) IN digits);
        IF at = 0 THEN
            RAISE EXCEPTION 'no digit: %', substr(written, i, 1);
        END IF;
        sum := sum * 62 + at - 1;
    END LOOP;
    RETURN sum;
END $$;
CREATE FUNCTION pattern(wide int, by int, letter text DEFAULT 'x') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    row text := '';
    total int := 0;
BEGIN
    <<lines>>
    FOR i IN REVERSE wide..1 BY by LOOP
        FOR k IN 1..i LOOP
            CONTINUE WHEN k % 3 = 0;
            EXIT WHEN k > 5;
            EXIT lines WHEN total > 15;
            row := row || letter;
            total := total + 1;
            DECLARE
                twice int := k * 2;
            BEGIN
                IF twice = 8 THEN
                    row := row || twice;
                ELSIF twice = 10 THEN
                    row := row || '!';
                ELSE
                    CASE WHEN i = 2 THEN row := row || '.'; ELSE NULL; END CASE;
                END IF;
            END;
        END LOOP;
        row := row || '/';
    END LOOP;
    RETURN row || total;
END $$;
CREATE TABLE numbers (id int PRIMARY KEY, n bigint, short text, back bigint);
INSERT INTO numbers (id, n) VALUES (1, 0), (2, 61), (3, 62), (4, 123456789012345), (5, NULL);
UPDATE numbers SET short = to_base62(n);
UPDATE numbers SET back = from_base62(short);
INSERT INTO numbers (id, n, short) VALUES (6, 7, pattern(7, 2)), (7, 8, pattern(4, 1, 'ab'));
CREATE VIEW shown AS SELECT id, to_base62(n * 2) AS twice FROM numbers;
.
rows SELECT id, n, short, back FROM numbers ORDER BY id
= 1|0|0|0
= 2|61|z|61
= 3|62|10|62
= 4|123456789012345|Z3WbxDVB|123456789012345
= 5|NULL||0
= 6|7|xxx8x!/xxx8x!/xx/x/11|NULL
= 7|8|ababab8/abab/ab.ab./ab/8|NULL
rows SELECT id, twice FROM shown ORDER BY id
= 1|0
= 2|1y
= 3|20
= 4|1873DuR0M
= 5|
= 6|E
= 7|G
fails
UPDATE numbers SET back = from_base62('a-b') WHERE id = 1;
.
fails
UPDATE numbers SET short = pattern(3, 0) WHERE id = 1;
.
fails
UPDATE numbers SET short = pattern(3, id - id) WHERE id = 1;
.
fails
UPDATE numbers SET short = pattern(CAST(n AS int), 1) WHERE id = 5;
.
# An expression of a function's, once for each time that the function comes to it; another value for each row.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE FUNCTION small_id(size int DEFAULT 12, letters text DEFAULT 'abcdefghijklmnopqrstuvwxyz0123456789_-ABCDEFGH') RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    made text := '';
    i int := 0;
    bytes bytea;
    place int;
    mask int;
    step int;
BEGIN
    mask := (2 << cast(floor(log(length(letters) - 1) / log(2)) AS int)) - 1;
    step := cast(ceil(1.6 * mask * size / length(letters)) AS int);
    WHILE true LOOP
        bytes := gen_random_bytes(step);
        WHILE i < step LOOP
            place := (get_byte(bytes, i) & mask) + 1;
            IF place <= length(letters) THEN
                made := made || substr(letters, place, 1);
                IF length(made) = size THEN
                    RETURN made;
                END IF;
            END IF;
            i := i + 1;
        END LOOP;
        i := 0;
    END LOOP;
END $$;
CREATE FUNCTION random_code(length int) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    chars text := 'ABCDEFGH23456789';
    result text := '';
    spot int;
BEGIN
    IF length < 1 THEN
        RAISE EXCEPTION 'length % is too small', length;
    END IF;
    FOR i IN 1..length LOOP
        spot := floor(random() * length(chars))::int + 1;
        result := result || substr(chars, spot, 1) || spot || ' ';
    END LOOP;
    RETURN result;
END $$;
CREATE TABLE links (id text PRIMARY KEY DEFAULT small_id(), code text NOT NULL DEFAULT random_code(4), title text);
INSERT INTO links (title) VALUES ('one'), ('two'), ('three');
ALTER TABLE links ADD COLUMN pin varchar(20) NOT NULL DEFAULT small_id(20, 'xyz');
CREATE FUNCTION slug_of(title text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    base text := lower(regexp_replace(title, '[^a-zA-Z0-9]+', '-', 'g'));
    made text := base;
    n int := 1;
BEGIN
    WHILE EXISTS (SELECT 1 FROM links l WHERE l.slug = made) LOOP
        n := n + 1;
        made := base || '-' || n;
    END LOOP;
    RETURN made;
END $$;
ALTER TABLE links ADD COLUMN slug text;
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.slug IS NULL THEN NEW.slug := slug_of(NEW.title); END IF; RETURN NEW; END $$;
CREATE TRIGGER fill BEFORE INSERT ON links FOR EACH ROW EXECUTE FUNCTION fill();
INSERT INTO links (title) VALUES ('A b'), ('A b'), ('A  b!');
INSERT INTO links (id, title) SELECT small_id(5), title || '2' FROM links WHERE slug IS NULL;
UPDATE links SET code = random_code(2) WHERE title <> 'one';
.
rows SELECT title, slug FROM links ORDER BY title, slug
= A  b!|a-b-
= A b|a-b
= A b|a-b-2
= one|NULL
= one2|one2
= three|NULL
= three2|three2
= two|NULL
= two2|two2
rows SELECT count(DISTINCT id), count(DISTINCT pin), min(length(pin)), max(length(pin)) FROM links
= 9|9|20|20
rows SELECT count(*) FROM links WHERE length(id) NOT IN (5, 12) OR length(replace(replace(replace(pin, 'x', ''), 'y', ''), 'z', '')) > 0
= 0
rows SELECT count(*) FROM links WHERE replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(code, '210 ', '2 10 '), 'A1 ', ''), 'B2 ', ''), 'C3 ', ''), 'D4 ', ''), 'E5 ', ''), 'F6 ', ''), 'G7 ', ''), 'H8 ', ''), '310 ', ''), '411 ', ''), '512 ', ''), '613 ', ''), '714 ', ''), '815 ', ''), '916 ', '') NOT IN ('', '29 ', '29 29 ', '29 29 29 ', '29 29 29 29 ')
= 0
# A function that a trigger calls before the row is there does not see it.
migrate
CREATE TABLE pages (id int PRIMARY KEY, slug text);
CREATE FUNCTION taken(x text) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN EXISTS (SELECT 1 FROM pages p WHERE p.slug = x); END $$;
CREATE FUNCTION fill_page() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF taken(NEW.slug) THEN NEW.slug := NEW.slug || '-' || NEW.id; END IF; RETURN NEW; END $$;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON pages FOR EACH ROW EXECUTE FUNCTION fill_page();
INSERT INTO pages VALUES (1, 'a'), (2, 'b'), (3, 'a');
UPDATE pages SET slug = 'b' WHERE id = 1;
UPDATE pages SET slug = 'c' WHERE id = 3;
.
rows SELECT id, slug FROM pages ORDER BY id
= 1|b-1
= 2|b
= 3|c
# In a trigger's own function: integers stay integers, bounds are computed once, blocks within begin anew.
migrate
CREATE TABLE counted (id int PRIMARY KEY, n int, said text);
CREATE FUNCTION count_down() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    half int := NEW.n;
    said text := '';
BEGIN
    <<halves>>
    WHILE half > 0 LOOP
        half := half / 2;
        said := said || half || ' ';
        FOR i IN 1..length(said) LOOP
            DECLARE
                seen int := 0;
                place int := i + half;
            BEGIN
                seen := seen + 1;
                said := said || seen || place;
                CONTINUE halves WHEN i = 2;
                EXIT halves WHEN length(said) > 60;
            END;
        END LOOP;
    END LOOP;
    NEW.said := said || (half % 2 = 1);
    RETURN NEW;
END $$;
CREATE TRIGGER count_down BEFORE INSERT ON counted FOR EACH ROW EXECUTE FUNCTION count_down();
CREATE FUNCTION no_bound() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    FOR i IN 1..NEW.n LOOP NEW.said := i; END LOOP; RETURN NEW; END $$;
CREATE TRIGGER no_bound BEFORE UPDATE ON counted FOR EACH ROW EXECUTE FUNCTION no_bound();
INSERT INTO counted VALUES (1, 7), (2, 100), (3, 0), (4, NULL);
.
rows SELECT id, said FROM counted ORDER BY id
= 1|3 14151 12130 1112false
= 2|50 15115225 12612712 1131146 17183 14151 12130 1112false
= 3|false
= 4|NULL
no UPDATE counted SET n = n WHERE id = 4
# Loops of a trigger's own that look for a free value.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE rooms (id int PRIMARY KEY, title text, slug text UNIQUE, code text UNIQUE, parts int);
CREATE FUNCTION name_room() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    base text;
    candidate text;
    n int := 0;
    letters text[] := regexp_split_to_array('ABCDEFGH', '');
    drawn text;
    there boolean;
BEGIN
    IF NEW.slug IS NULL THEN
        base := lower(replace(NEW.title, ' ', '-'));
        candidate := base;
        WHILE EXISTS (SELECT 1 FROM rooms r WHERE r.slug = candidate AND r.id <> NEW.id) LOOP
            n := n + 1;
            candidate := base || '-' || n::text;
        END LOOP;
        NEW.slug := candidate;
    END IF;
    IF TG_OP = 'INSERT' THEN
        LOOP
            drawn := '';
            FOR i IN 1..6 LOOP
                drawn := drawn || letters[1 + floor(random() * 8)::int];
            END LOOP;
            SELECT EXISTS (SELECT 1 FROM rooms r WHERE r.code = drawn) INTO there;
            EXIT WHEN NOT there;
        END LOOP;
        NEW.code := drawn;
    END IF;
    NEW.parts := 0;
    WHILE NEW.parts * NEW.parts < length(NEW.title) LOOP
        NEW.parts := NEW.parts + 1;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER name_room BEFORE INSERT OR UPDATE ON rooms FOR EACH ROW EXECUTE FUNCTION name_room();
INSERT INTO rooms (id, title) VALUES (1, 'Big Room'), (2, 'big room'), (3, 'Big room'), (4, 'x');
UPDATE rooms SET slug = NULL WHERE id = 2;
UPDATE rooms SET slug = NULL, title = 'X' WHERE id = 1;
.
rows SELECT id, slug, parts, length(code) FROM rooms ORDER BY id
= 1|x-1|1|6
= 2|big-room-1|3|6
= 3|big-room-2|3|6
= 4|x|1|6
rows SELECT count(DISTINCT code) FROM rooms
= 4
# Characters of a text, elements of an array, a column's type, FOUND, log().
migrate
CREATE FUNCTION spelled(word text, kind text DEFAULT 'ab') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    letters char(6) := 'abcdef';
    parts text[];
    kinds text[];
    part text;
    made rooms.title%TYPE := '';
    known int;
    power int := floor(log(length(kind) * 5 + 1) / log(2));
BEGIN
    parts := regexp_split_to_array(word, '');
    kinds := regexp_split_to_array(kind, '');
    FOR i IN 1..array_length(parts, 1) LOOP
        made := parts[i] || substr(letters, i, 1) || made;
    END LOOP;
    FOREACH part IN ARRAY kinds LOOP
        made := made || '(' || part || ')';
    END LOOP;
    SELECT r.parts INTO known FROM rooms r WHERE r.slug = lower(word);
    IF NOT FOUND THEN
        made := made || '?';
    END IF;
    RETURN made || coalesce(known, -1) || power;
END $$;
CREATE TABLE words (word text PRIMARY KEY, said text);
INSERT INTO words VALUES ('Big', spelled('Big')), ('x-1', spelled('x-1', 'äß'));
INSERT INTO words SELECT slug, spelled(substr(slug, 1, 5), slug) FROM rooms WHERE id = 4;
.
rows SELECT word, said FROM words ORDER BY word
= Big|gcibBa(a)(b)?-13
= x|xa(x)12
= x-1|1c-bxa(ä)(ß)13
# DEFAULT in an UPDATE, of a column whose default takes a query or a function.
migrate
CREATE TABLE reset (id int PRIMARY KEY, word text DEFAULT spelled('Big'), n int DEFAULT 7, code text DEFAULT random_code(2));
INSERT INTO reset VALUES (1, 'a', 1, 'b'), (2, 'c', 2, 'd'), (3, 'e', 3, 'f');
UPDATE reset SET word = DEFAULT, n = DEFAULT WHERE id = 1;
UPDATE reset SET code = DEFAULT WHERE id > 1;
INSERT INTO reset (id) VALUES (4);
.
rows SELECT id, word, n, CASE WHEN length(code) > 4 THEN 1 ELSE 0 END FROM reset ORDER BY id
= 1|gcibBa(a)(b)?-13|7|0
= 2|c|2|1
= 3|e|3|1
= 4|gcibBa(a)(b)?-13|7|1
