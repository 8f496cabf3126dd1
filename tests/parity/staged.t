# WITH queries that change rows: one snapshot, RETURNING from one part to the next.
migrate
CREATE TABLE teams (id serial PRIMARY KEY, name text UNIQUE, kind text NOT NULL DEFAULT 'plain');
CREATE TABLE people (id serial PRIMARY KEY, name text, team_id integer, old_team text);
CREATE TABLE archive (id integer, name text, gone timestamptz);
CREATE TABLE logs (n serial PRIMARY KEY, what text, who integer);
INSERT INTO teams (name) VALUES ('red');
INSERT INTO people (name, old_team) VALUES ('ann', 'red'), ('bob', 'blue'), ('cy', 'green'), ('dot', 'green'), ('eve', NULL);
WITH ins AS (
    INSERT INTO teams (name, kind) SELECT DISTINCT old_team, 'new' FROM people WHERE old_team IS NOT NULL ON CONFLICT DO NOTHING RETURNING *
)
UPDATE people p SET team_id = ins.id FROM ins WHERE ins.name = p.old_team;
WITH lead AS (SELECT id FROM people WHERE name = 'eve'),
t AS (INSERT INTO teams (name) SELECT 'of ' || lead.id FROM lead RETURNING teams.id AS team, name),
l (entry) AS (INSERT INTO logs (what, who) SELECT t.name, lead.id FROM t, lead RETURNING n)
UPDATE people SET team_id = (SELECT team FROM t), old_team = (SELECT entry FROM l)::text WHERE id = (SELECT id FROM lead);
WITH moved AS (DELETE FROM people WHERE name IN ('cy', 'dot') RETURNING id, name)
INSERT INTO archive SELECT m.id, upper(m.name), '2024-01-01 00:00:00+00' FROM moved m;
WITH changed AS (UPDATE teams AS x SET kind = 'old' FROM people AS p WHERE p.team_id = x.id AND p.name <> 'bob' RETURNING x.id, x.kind)
INSERT INTO logs (what, who) SELECT kind, id FROM changed ORDER BY id;
WITH a AS (INSERT INTO logs (what) VALUES ('unasked') RETURNING n), b AS (DELETE FROM archive WHERE name = 'DOT') UPDATE teams SET kind = 'done' WHERE name = 'blue';
WITH gone AS (DELETE FROM archive USING people WHERE archive.id > people.id AND people.name = 'ann' RETURNING archive.*) INSERT INTO logs (what, who) SELECT name, id FROM gone;
.
rows SELECT name, kind FROM teams ORDER BY name
= blue|done
= green|new
= of 5|old
= red|plain
rows SELECT p.name, t.name, p.old_team FROM people p LEFT JOIN teams t ON t.id = p.team_id ORDER BY p.name
= ann|NULL|red
= bob|blue|blue
= eve|of 5|1
rows SELECT l.what, t.name FROM logs l LEFT JOIN teams t ON t.id = l.who AND l.what = 'old' ORDER BY n
= of 5|NULL
= old|of 5
= unasked|NULL
= CY|NULL
rows SELECT count(*) FROM archive
= 0
lite,maria,mysql refused a later part reads "logs" as it was before
WITH a AS (INSERT INTO logs (what) VALUES ('x') RETURNING n) INSERT INTO archive (id) SELECT count(*) FROM logs, a;
.
lite,maria,mysql refused which rows it returns cannot be told
WITH a AS (INSERT INTO teams (name) VALUES ('red') ON CONFLICT (name) DO UPDATE SET kind = 'x' RETURNING id) INSERT INTO logs (who) SELECT id FROM a;
.
lite,maria,mysql refused two of its parts change the same table
WITH a AS (INSERT INTO teams (name) VALUES ('new') RETURNING id) UPDATE teams SET kind = 'x';
.

# a statement that reads what its own trigger, or that of a view's table, changes
migrate
CREATE TABLE wares (id serial PRIMARY KEY, name varchar(20), sold integer NOT NULL DEFAULT 0);
CREATE TABLE ware_log (id serial PRIMARY KEY, ware integer REFERENCES wares (id) ON DELETE CASCADE, what varchar(40));
CREATE VIEW ware_counts AS SELECT ware, count(*) AS n FROM ware_log GROUP BY ware;
CREATE FUNCTION note_ware() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ware_log (ware, what) VALUES (NEW.id, lower(TG_OP) || ' ' || NEW.name);
    RETURN NEW;
END $$;
CREATE TRIGGER note_ware AFTER INSERT OR UPDATE ON wares FOR EACH ROW EXECUTE FUNCTION note_ware();
INSERT INTO wares (name) VALUES ('a'), ('b'), ('c');
UPDATE wares SET sold = 5 WHERE name = 'b';
UPDATE wares SET sold = sold + l.n FROM (SELECT ware, count(*) AS n FROM ware_log GROUP BY ware) AS l WHERE l.ware = wares.id;
UPDATE wares AS w SET sold = w.sold + (SELECT v.n FROM ware_counts v WHERE v.ware = w.id) * 10 WHERE w.name <> 'c';
INSERT INTO wares (name, sold) SELECT 'new ' || ware_log.what, 1 FROM ware_log WHERE ware_log.what = 'update c';
WITH busy AS (SELECT ware FROM ware_log GROUP BY ware HAVING count(*) > 3)
UPDATE wares SET name = 'busy' FROM busy WHERE busy.ware = wares.id;
.
rows SELECT id, name, sold FROM wares ORDER BY id
= 1|a|21
= 2|busy|37
= 3|c|1
= 4|new update c|1
rows SELECT what, count(*) FROM ware_log GROUP BY what ORDER BY what
= insert a|1
= insert b|1
= insert c|1
= insert new update c|1
= update a|2
= update b|3
= update busy|1
= update c|1

# A part of a statement that changes rows twice has parts itself.
pg,lite migrate
CREATE TABLE parts_of_parts (id int PRIMARY KEY, n int, up int DEFAULT 1);
ALTER TABLE parts_of_parts ADD FOREIGN KEY (up) REFERENCES parts_of_parts ON DELETE SET DEFAULT;
INSERT INTO parts_of_parts VALUES (1, 1, 1), (2, 5, 1), (3, 1, 2);
WITH gone AS (DELETE FROM parts_of_parts WHERE n > (SELECT count(*) FROM parts_of_parts q) RETURNING id AS x) INSERT INTO parts_of_parts (id, n) SELECT x + 10, 0 FROM gone ORDER BY x;
.
pg,lite rows SELECT id, n, up FROM parts_of_parts ORDER BY id
= 1|1|1
= 3|1|1
= 12|0|1
