# tests/faults/emulated.sh - a project whose statements are several, or other ones, on engines that lack them: a loop in
# a block, a WITH that changes rows, a statement that reads what its trigger changes. Read by faults.sh.
make_emulated() { # DIR
    mkdir -p "$1/migrations"
    cat >"$1/migrations/000001_items.up.sql" <<'END'
CREATE TABLE items (id serial PRIMARY KEY, name text NOT NULL, qty integer NOT NULL DEFAULT 0, state text);
CREATE TABLE log (id serial PRIMARY KEY, item integer REFERENCES items (id) ON DELETE CASCADE, what text);
INSERT INTO items (name, qty, state)
SELECT 'item ' || n, n * 3, CASE WHEN n % 2 = 0 THEN 'done' ELSE 'open' END FROM generate_series(1, 60) AS n;
END
    cat >"$1/migrations/000002_with.up.sql" <<'END'
WITH gone AS (DELETE FROM items WHERE qty % 5 = 0 RETURNING name) INSERT INTO log (what) SELECT 'gone ' || name FROM gone;
END
    cat >"$1/migrations/000003_loop.up.sql" <<'END'
DO $$
DECLARE
    r record;
    n integer := 0;
BEGIN
    FOR r IN SELECT id, name FROM items WHERE state = 'open' ORDER BY id LOOP
        n := n + 1;
        INSERT INTO log (item, what) VALUES (r.id, 'seen ' || r.name);
        UPDATE items SET qty = qty + n WHERE id = r.id;
    END LOOP;
END $$;
END
    cat >"$1/migrations/000004_types.up.sql" <<'END'
CREATE TYPE mood AS ENUM ('a', 'b');
ALTER TABLE items ADD COLUMN m mood NOT NULL DEFAULT 'a';
ALTER TABLE items ALTER COLUMN state SET NOT NULL, ALTER COLUMN qty TYPE bigint USING qty * 2;
UPDATE items SET m = 'b' WHERE id % 3 = 0;
CREATE MATERIALIZED VIEW sums AS SELECT state, sum(qty) AS total FROM items GROUP BY state;
ALTER TABLE log RENAME COLUMN what TO words;
END
    cat >"$1/migrations/000005_trigger.up.sql" <<'END'
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO log (item, words) VALUES (NEW.id, TG_OP || ' ' || NEW.name);
    RETURN NEW;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON items FOR EACH ROW EXECUTE FUNCTION note();
UPDATE items SET qty = qty + 10 WHERE id % 7 = 0;
INSERT INTO items (name, state) VALUES ('last', 'x'), ('lastest', 'y');
ALTER TYPE mood ADD VALUE 'c';
END
    cat >"$1/migrations/000006_reads.up.sql" <<'END'
ALTER TABLE items ADD CONSTRAINT pos CHECK (qty >= 0), ADD CONSTRAINT named UNIQUE (name, id);
UPDATE items SET qty = items.qty + c.n FROM (SELECT item, count(*) AS n FROM log GROUP BY item) AS c WHERE c.item = items.id;
DELETE FROM log USING items WHERE items.id = log.item AND items.m = 'b';
REFRESH MATERIALIZED VIEW sums;
DROP TRIGGER note ON items;
END
    cat >"$1/migrations/000007_parts.up.sql" <<'END'
CREATE TABLE parts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, item integer NOT NULL, n integer, doc jsonb);
INSERT INTO parts (item, n, doc)
SELECT i.id, row_number() OVER (ORDER BY i.id), jsonb_build_object('n', i.name) FROM items i;
ALTER TABLE parts ADD CONSTRAINT parts_item FOREIGN KEY (item) REFERENCES items (id) ON DELETE CASCADE;
DELETE FROM items WHERE id IN (SELECT item FROM parts WHERE n % 11 = 0);
ALTER TABLE parts RENAME TO pieces;
END
}

# What only one undisturbed run gives.
emulated_state() { # URL
    "$probe" query "$1" "SELECT (SELECT count(*) FROM items), (SELECT sum(qty) FROM items), (SELECT count(*) FROM items
        WHERE m = 'b'), (SELECT count(*) FROM log), (SELECT count(DISTINCT words) FROM log), (SELECT CAST(sum(total) AS decimal(12)) FROM sums),
        (SELECT count(*) FROM pieces), (SELECT sum(n) FROM pieces), (SELECT count(*) FROM schema_migrations
        WHERE status = 'completed')"
}
