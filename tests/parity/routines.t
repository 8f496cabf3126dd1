# Functions that call others; what leaves no trace; statements in triggers.
migrate
CREATE TABLE projects (id serial PRIMARY KEY, name text, n int DEFAULT 0);
CREATE TABLE seen (id serial PRIMARY KEY, name text);
CREATE FUNCTION tell(channel text, before jsonb, after jsonb) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    output jsonb := NULL;
BEGIN
    IF before IS NOT NULL THEN
        output := jsonb_build_object('before', before);
    END IF;
    RAISE NOTICE 'telling %', output;
    PERFORM pg_notify(channel, output::text);
    RETURN 0;
END $$;
CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    other record;
    payload jsonb;
BEGIN
    payload := jsonb_object_agg('k', 'v');
    IF TG_OP = 'DELETE' THEN
        PERFORM tell('x', to_jsonb(OLD), NULL);
        RETURN OLD;
    END IF;
    FOR other IN SELECT id FROM seen LOOP
        PERFORM tell('y', NULL, to_jsonb(other.id));
    END LOOP;
    INSERT INTO seen (name) VALUES (NEW.name);
    PERFORM tell('z', NULL, payload);
    RETURN NULL;
END $$;
CREATE TRIGGER told AFTER INSERT OR UPDATE ON projects FOR EACH ROW EXECUTE FUNCTION changed();
CREATE TRIGGER told_before BEFORE DELETE ON projects FOR EACH ROW EXECUTE FUNCTION changed();
.
ok INSERT INTO projects (name) VALUES ('a'), ('b')
ok UPDATE projects SET name = 'c' WHERE name = 'b'
ok DELETE FROM projects WHERE name = 'a'
rows SELECT name FROM seen ORDER BY id
= a
= b
= c
rows SELECT name FROM projects
= c

# REFRESH in a trigger for each statement.
migrate
CREATE MATERIALIZED VIEW totals AS SELECT name, count(*) AS c FROM seen GROUP BY name;
CREATE FUNCTION refresh_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    REFRESH MATERIALIZED VIEW totals;
    RETURN NULL;
END $$;
CREATE TRIGGER refresh_totals AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON seen FOR EACH STATEMENT EXECUTE PROCEDURE refresh_totals();
.
ok INSERT INTO seen (name) VALUES ('c'), ('d'), ('d')
rows SELECT name, c FROM totals ORDER BY name
= a|1
= b|1
= c|2
= d|2
ok DELETE FROM seen WHERE name <> 'd'
rows SELECT name, c FROM totals ORDER BY name
= d|2
ok UPDATE seen SET name = 'e'
rows SELECT name, c FROM totals ORDER BY name
= e|2
