# Code that goes through rows in a way that no other engine can: where there are none it has nothing to do.

migrate
CREATE TABLE pipes (id integer PRIMARY KEY, name text);
CREATE TABLE ends (id integer PRIMARY KEY, kind text, made timestamptz, pipe integer REFERENCES pipes);
CREATE TABLE totals (id integer PRIMARY KEY, n integer);
DO $$
DECLARE
    p record;
    n integer;
BEGIN
    FOR p IN SELECT e.id FROM ends e JOIN pipes ON pipes.id = e.pipe WHERE kind <> 'x' ORDER BY e.id LOOP
        EXECUTE format('CREATE TABLE ends_%s (id integer)', p.id);
    END LOOP;
    SELECT count(*) INTO n FROM ends;
    IF n = 0 THEN
        CREATE INDEX ends_kind ON ends (kind);
    END IF;
    INSERT INTO totals VALUES (1, n);
END $$;
CREATE FUNCTION batches(size integer, until timestamptz) RETURNS void AS $$
DECLARE
    at integer;
    of integer;
    began timestamptz;
BEGIN
    at = 0;
    began = now();
    LOOP
        of = (SELECT count(*) FROM ends WHERE made < until);
        IF at >= of THEN
            EXIT;
        END IF;
        CREATE TEMP TABLE batch (id integer) ON COMMIT DROP;
        INSERT INTO batch SELECT id FROM ends ORDER BY made, id LIMIT size OFFSET at;
        UPDATE ends SET kind = pg_column_size(began)::text WHERE id IN (SELECT id FROM batch);
        DROP TABLE batch;
        at = at + size;
    END LOOP;
END $$ LANGUAGE plpgsql;
SELECT batches(2000, now());
.
rows SELECT id, n FROM totals
= 1|0

# Rows are looked for when it runs.
migrate
INSERT INTO ends VALUES (1, 'a', '2024-01-01 00:00', NULL);
.
lite,mysql,maria fails
DO $$
DECLARE
    p record;
BEGIN
    FOR p IN SELECT id FROM ends WHERE kind = 'a' LOOP
        EXECUTE format('CREATE TABLE ends_%s (id integer)', p.id);
    END LOOP;
END $$;
.

# What the code does itself may bring rows.
lite,mysql,maria refused what the query gives
DO $$
DECLARE
    p record;
BEGIN
    INSERT INTO pipes VALUES (7, 'new');
    FOR p IN SELECT id FROM pipes LOOP
        EXECUTE format('CREATE TABLE pipes_%s (id integer)', p.id);
    END LOOP;
END $$;
.
