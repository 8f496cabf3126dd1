# Blocks that change tables, and ask in between what rows say: that is left to blocks of its own.

migrate
CREATE TABLE lf (id int PRIMARY KEY, name text, url text, n int);
CREATE TABLE lf_said (at serial PRIMARY KEY, what text, n bigint);
INSERT INTO lf VALUES (1, 'a', 'x', 3), (2, 'b', 'y', 4);
DO $$
DECLARE
    col record;
    missing bigint;
BEGIN
    FOR col IN SELECT * FROM (VALUES ('name', 1), ('url', 2)) AS t(name, n) LOOP
        EXECUTE format('SELECT count(*) FROM lf WHERE %I IS NULL', col.name) INTO missing;
        IF missing > 0 THEN
            RAISE EXCEPTION 'lf.% has % rows without one', col.name, missing USING HINT = 'fill them', ERRCODE = '23502';
        END IF;
        EXECUTE format('ALTER TABLE lf ALTER COLUMN %I SET NOT NULL', col.name);
        INSERT INTO lf_said (what, n) VALUES (col.name, col.n);
    END LOOP;
END $$;
.
rows SELECT what, n FROM lf_said ORDER BY at
= name|1
= url|2
no INSERT INTO lf VALUES (3, NULL, 'x', 1)
no INSERT INTO lf VALUES (3, 'c', NULL, 1)

migrate
DO $$
DECLARE
    before bigint;
    kind text := 'few';
    list text[] := ARRAY['p', 'q'];
    r record;
    said int;
    low int := 5;
    ten int := 10;
BEGIN
    SELECT count(*) INTO before FROM lf;
    IF before > 1 THEN
        kind := 'more';
        UPDATE lf SET n = n + before;
    ELSIF before = 1 THEN
        kind := 'one';
    ELSE
        RAISE EXCEPTION 'none';
    END IF;
    INSERT INTO lf_said (what, n) VALUES (kind, before);
    ALTER TABLE lf ADD COLUMN extra int;
    SELECT * INTO r FROM lf WHERE id = 2;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no row';
    END IF;
    kind := 'known';
    INSERT INTO lf_said (what, n) VALUES (r.name || kind, r.n);
    GET DIAGNOSTICS said = ROW_COUNT;
    RAISE NOTICE '% rows', said;
    IF r.n > ten AND low < ten THEN
        RAISE EXCEPTION '5 and 10 are numbers: %', low;
    END IF;
    FOR r IN SELECT id, name FROM lf ORDER BY id LOOP
        UPDATE lf SET extra = r.id * 10 WHERE id = r.id;
        kind := kind || r.name;
    END LOOP;
    INSERT INTO lf_said (what) VALUES (kind);
    CREATE TABLE lf_more (id int);
    IF EXISTS (SELECT 1 FROM lf WHERE extra = 20) THEN
        INSERT INTO lf_more VALUES (1);
    ELSE
        INSERT INTO lf_more VALUES (2);
    END IF;
END $$;
.
rows SELECT what, n FROM lf_said WHERE at > 2 ORDER BY at
= more|2
= bknown|6
= knownab|NULL
rows SELECT id, n, extra FROM lf ORDER BY id
= 1|5|10
= 2|6|20
rows SELECT id FROM lf_more
= 1

# A row that is in the way ends the run.
fails
DO $$
DECLARE n bigint;
BEGIN
    ALTER TABLE lf_more ADD COLUMN x int;
    SELECT count(*) INTO n FROM lf WHERE extra > 5;
    IF n > 0 THEN
        RAISE EXCEPTION 'there are %', n;
    END IF;
END $$;
.
# What a row decides is not known any more once a table has been changed, nor what a table is called.
lite,maria,mysql fails
DO $$
DECLARE n bigint;
BEGIN
    SELECT count(*) INTO n FROM lf;
    CREATE TABLE lf_never (id int);
    INSERT INTO lf_never VALUES (n);
END $$;
.
lite,maria,mysql fails
DO $$
DECLARE n bigint;
BEGIN
    SELECT count(*) INTO n FROM lf;
    EXECUTE 'CREATE TABLE lf_' || n || ' (id int)';
END $$;
.
lite,maria,mysql fails
DO $$
DECLARE n bigint;
BEGIN
    SELECT count(*) INTO n FROM lf;
    IF n > 1 THEN
        CREATE TABLE lf_never (id int);
    END IF;
END $$;
.
lite,maria,mysql refused a WITH query that changes rows
DO $$
DECLARE n bigint;
BEGIN
    WITH gone AS (DELETE FROM lf_said WHERE what = 'url' RETURNING n) SELECT gone.n INTO n FROM gone;
    ALTER TABLE lf_more ADD COLUMN y int;
END $$;
.
lite,maria,mysql refused nextval()
DO $$
DECLARE n bigint;
BEGIN
    SELECT nextval('lf_said_at_seq') INTO n;
    ALTER TABLE lf_more ADD COLUMN y int;
END $$;
.

# What was known before, what is lost, and what only some rows give a value to.
migrate
CREATE TABLE lg (id int PRIMARY KEY, t text);
INSERT INTO lg VALUES (1, 'a'), (2, 'b');
DO $$
DECLARE
    n bigint;
    ids int[] := ARRAY[1, 7];
    none int[] := '{}';
    mode text := 'quiet';
    r record;
BEGIN
    FOR r IN SELECT table_name AS id FROM information_schema.tables WHERE table_name = 'lg' LOOP
        EXECUTE format('ALTER TABLE %I ADD COLUMN extra int', r.id);
    END LOOP;
    SELECT count(*) INTO n FROM lg WHERE id = ANY(ids);
    IF n = 1 AND mode = 'quiet' THEN
        mode := mode || n;
        FOR r IN SELECT id, t FROM lg LOOP
            UPDATE lg SET extra = r.id + n WHERE id = r.id;
        END LOOP;
    END IF;
    UPDATE lg SET t = t || mode WHERE extra > 2;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'none';
    END IF;
    ALTER TABLE lg ADD COLUMN later int;
    SELECT count(*) INTO n FROM lg WHERE id > 1;
    UPDATE lg SET later = n;
END $$;
.
rows SELECT id, t, extra, later FROM lg ORDER BY id
= 1|a|2|1
= 2|bquiet1|3|1
lite,maria,mysql fails
DO $$
DECLARE
    n bigint;
BEGIN
    SELECT count(*) INTO n FROM lg;
    ALTER TABLE lg ADD COLUMN never int;
    IF n > 1 THEN
        n := 5;
        UPDATE lg SET never = n;
    END IF;
END $$;
.
lite,maria,mysql fails
DO $$
DECLARE
    n int;
BEGIN
    SELECT 1 INTO n FROM pg_class WHERE relname = 'lg';
    ALTER TABLE lg ADD COLUMN never int;
    IF FOUND AND EXISTS (SELECT 1 FROM lg WHERE id = 1) THEN
        UPDATE lg SET never = 1;
    END IF;
END $$;
.

# A text that is known, for rows that are not: USING gives it what is another for each of them.
migrate
CREATE TABLE charts (id serial PRIMARY KEY, version text, name text, own boolean DEFAULT false);
INSERT INTO charts (version, name) VALUES ('1.0', NULL), ('1.1', NULL), ('1.0', 'plain'), ('1.2', NULL);
CREATE TABLE strategies (chart_id int, strategy int, note text);
DO $$
DECLARE
    chart record;
    query text;
    first int := 1;
BEGIN
    FOR chart IN SELECT * FROM charts WHERE version IN ('1.0', '1.1') AND name IS NULL LOOP
        query := E'INSERT INTO strategies (strategy, chart_id, note) ' || 'VALUES (' || first || ', $1, ''true''), (4, $1, $2);';
        EXECUTE query USING chart.id, 'v ' || chart.version;
        IF chart.version = '1.1' THEN
            EXECUTE 'UPDATE charts SET own = true WHERE charts.id = $1; DELETE FROM charts WHERE charts.id > $1 + 1' USING chart.id;
        END IF;
    END LOOP;
END $$;
.
rows SELECT chart_id, strategy, note FROM strategies ORDER BY chart_id, strategy
= 1|1|true
= 1|4|v 1.0
= 2|1|true
= 2|4|v 1.1
rows SELECT count(*), max(id) FROM charts
= 3|3
rows SELECT id FROM charts WHERE own
= 2
