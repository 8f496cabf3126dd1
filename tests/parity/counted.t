# GET DIAGNOSTICS in a trigger, and SELECT INTO of UNION, DISTINCT and GROUP BY.
migrate
CREATE TABLE jobs (id int PRIMARY KEY, state text NOT NULL DEFAULT 'new', owner int);
CREATE TABLE owners (id int PRIMARY KEY, n int NOT NULL DEFAULT 0, note text);
CREATE TABLE reports (id int PRIMARY KEY, owner int, changed int, best text, kinds int, lowest int);
CREATE FUNCTION reported() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hits int;
    k bigint;
    first_state text;
    any_id int;
BEGIN
    UPDATE owners SET n = n + 1 WHERE id >= NEW.owner;
    GET DIAGNOSTICS hits = ROW_COUNT;
    IF hits = 0 THEN
        RAISE EXCEPTION 'no owner';
    END IF;
    SELECT state, count(*) INTO first_state, k FROM jobs WHERE owner = NEW.owner GROUP BY state ORDER BY 2 DESC, 1;
    SELECT id INTO any_id FROM jobs WHERE owner = NEW.owner UNION SELECT 0 WHERE NEW.owner = 3 ORDER BY 1 LIMIT 1;
    NEW.changed := hits;
    NEW.best := first_state;
    NEW.kinds := k;
    NEW.lowest := any_id;
    INSERT INTO jobs (id, owner) VALUES (NEW.id + 100, NEW.owner), (NEW.id + 200, NEW.owner);
    RETURN NEW;
END $$;
CREATE TRIGGER reported BEFORE INSERT ON reports FOR EACH ROW EXECUTE FUNCTION reported();
INSERT INTO owners (id) VALUES (1), (2), (3);
INSERT INTO jobs (id, state, owner) VALUES (1, 'new', 1), (2, 'done', 1), (3, 'done', 1), (4, 'new', 2);
.
ok INSERT INTO reports (id, owner) VALUES (1, 1)
ok INSERT INTO reports (id, owner) VALUES (2, 2)
ok INSERT INTO reports (id, owner) VALUES (3, 3)
no INSERT INTO reports (id, owner) VALUES (4, 4)
rows SELECT id, changed, best, kinds, lowest FROM reports ORDER BY id
= 1|3|done|2|1
= 2|2|new|1|4
= 3|1|NULL|NULL|0
rows SELECT id, n FROM owners ORDER BY id
= 1|1
= 2|2
= 3|3

# What a row is filled with is read when the row is there: it cannot be both from before and from after a change.
lite refused it fills the row with what it reads before and after it changes it
CREATE TABLE numbers (n int);
CREATE TABLE slips (id int PRIMARY KEY, was int, is_now int);
CREATE FUNCTION slip() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT max(n) INTO NEW.was FROM numbers;
    UPDATE numbers SET n = n + 1;
    SELECT max(n) INTO NEW.is_now FROM numbers;
    RETURN NEW;
END $$;
CREATE TRIGGER slip BEFORE INSERT ON slips FOR EACH ROW EXECUTE FUNCTION slip();
.

# An element of an array that is assigned is not the array.
refused trigger "marked": this assignment in its function
CREATE TABLE marks (id int PRIMARY KEY, words text[]);
CREATE FUNCTION marked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    parts text[] := ARRAY['a', 'b'];
BEGIN
    parts[1] := 'c';
    NEW.words := parts;
    RETURN NEW;
END $$;
CREATE TRIGGER marked BEFORE INSERT ON marks FOR EACH ROW EXECUTE FUNCTION marked();
.

# a key that goes with all that depends on it, where no sequence had a counter of its own before
migrate
CREATE TABLE unkeyed (id serial PRIMARY KEY, part int, a text);
CREATE TABLE unkeyed_pair (id serial, part int, a text, PRIMARY KEY (id, part));
INSERT INTO unkeyed (a) VALUES ('one'), ('two');
INSERT INTO unkeyed_pair (part, a) VALUES (1, 'one');
ALTER TABLE unkeyed DROP CONSTRAINT unkeyed_pkey CASCADE;
ALTER TABLE unkeyed_pair DROP COLUMN part CASCADE;
INSERT INTO unkeyed (a) VALUES ('three');
INSERT INTO unkeyed_pair (a) VALUES ('two');
.
rows SELECT id, a FROM unkeyed ORDER BY id
= 1|one
= 2|two
= 3|three
rows SELECT id, a FROM unkeyed_pair ORDER BY id
= 1|one
= 2|two
