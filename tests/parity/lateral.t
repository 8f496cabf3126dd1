# LATERAL, functions that return rows, ARRAY(SELECT ...): what a query takes its rows from.
migrate
CREATE TABLE shops (id integer PRIMARY KEY, name text NOT NULL, tags text[], prices jsonb, open boolean);
CREATE TABLE sales (id integer PRIMARY KEY, shop_id integer, amount numeric(10,2), weight double precision, day date, note text, paid boolean);
INSERT INTO shops VALUES (1, 'A', '{x,y}', '{"tea": 2, "pie": {"small": 3}, "it": "three", "no": null}', true), (2, 'b', '{}', '{}', false), (3, 'C', NULL, NULL, NULL);
INSERT INTO sales VALUES (1, 1, 10.55, 0.1, '2024-01-31', 'first', true), (2, 1, 7.25, 0.2, '2024-02-01', NULL, false),
    (3, 2, 1.75, 0.30000000000000004, '2024-03-01', 'of b', true), (4, 1, 7.25, 2e300, '2024-02-02', 'a "b" c\d', NULL);
CREATE VIEW last_sales AS SELECT s.id, l.note, l.amount, l.day, CASE WHEN l.paid THEN 1 ELSE 0 END AS paid FROM shops s
    LEFT JOIN LATERAL (SELECT note, amount, day, paid FROM sales WHERE shop_id = s.id ORDER BY day DESC LIMIT 1) AS l ON true;
CREATE VIEW totals AS SELECT s.id, t.total, t.n, u.most FROM shops s, LATERAL (SELECT sum(amount) AS total, count(*) AS n FROM sales WHERE shop_id = s.id) t,
    LATERAL (SELECT max(x.day) AS most FROM sales x WHERE x.shop_id = s.id AND x.amount < t.total) u;
CREATE VIEW crossed AS SELECT s.name, l.* FROM shops s CROSS JOIN LATERAL (SELECT x.id AS sale, coalesce(x.note, 'none') AS note, x.amount + 2 AS twice FROM sales x WHERE x.shop_id = s.id) AS l
    WHERE l.twice > 2 OR l.note = 'of b';
CREATE VIEW paired AS SELECT s.id, l.a, l.b FROM shops s INNER JOIN LATERAL (SELECT x.id, y.id FROM sales x JOIN sales y ON y.shop_id = x.shop_id AND y.id > x.id WHERE x.shop_id = s.id ORDER BY 1, 2) AS l (a, b) ON l.a < 4;
CREATE TABLE kept AS SELECT s.id, l.weight, l.day FROM shops s JOIN LATERAL (SELECT weight, day FROM sales WHERE shop_id = s.id) l ON true;
CREATE VIEW free AS SELECT s.id, q.n FROM shops s, LATERAL (SELECT DISTINCT 1 + 1 AS n FROM sales UNION SELECT 5) AS q;
CREATE TABLE busy (shop_id integer PRIMARY KEY, n integer);
INSERT INTO busy SELECT s.id, c.n FROM shops s, LATERAL (SELECT count(*)::int AS n FROM sales WHERE sales.shop_id = s.id) c WHERE c.n > 0;
UPDATE busy SET n = n + l.extra FROM shops s, LATERAL (SELECT count(*)::int * 100 AS extra FROM sales WHERE shop_id = s.id AND paid) l WHERE s.id = busy.shop_id;
.
rows SELECT id, note, amount, day, paid FROM last_sales ORDER BY id
= 1|a "b" c\d|7.25|2024-02-02|0
= 2|of b|1.75|2024-03-01|1
= 3|NULL|NULL|NULL|0
rows SELECT id, total, n, most FROM totals ORDER BY id
= 1|25.05|3|2024-02-02
= 2|1.75|1|NULL
= 3|NULL|0|NULL
rows SELECT name, sale, note, twice FROM crossed ORDER BY name, sale
= A|1|first|12.55
= A|2|none|9.25
= A|4|a "b" c\d|9.25
= b|3|of b|3.75
rows SELECT id, a, b FROM paired ORDER BY id, a, b
= 1|1|2
= 1|1|4
= 1|2|4
rows SELECT id, day FROM kept WHERE weight = 0.30000000000000004 OR weight > 1e300 ORDER BY id
= 1|2024-02-02
= 2|2024-03-01
rows SELECT id, n FROM free ORDER BY id, n
= 1|2
= 1|5
= 2|2
= 2|5
= 3|2
= 3|5
rows SELECT shop_id, n FROM busy ORDER BY shop_id
= 1|103
= 2|101

# The parts of documents and arrays, in FROM and in the list of results.
migrate
CREATE TABLE docs (id integer PRIMARY KEY, doc jsonb, list json, tags text[], nums integer[]);
INSERT INTO docs VALUES (1, '{"a": 1, "b": {"c": [1, 2]}, "d": "x y", "e": null, "f": true, "q\"t": 1.5}', '[1, "two", {"three": 3}, null, true]', '{b,a,"c d"}', '{3,1,2}'),
    (2, '{}', '[]', '{}', NULL), (3, NULL, NULL, NULL, '{7}');
CREATE TABLE got (k text, a text, b text);
INSERT INTO got SELECT 'each', key, value::text FROM docs, jsonb_each(doc) WHERE id = 1 AND key <> 'b';
INSERT INTO got SELECT 'each of', e.key, e.value -> 'c' ->> 1 FROM docs d CROSS JOIN LATERAL jsonb_each(d.doc) AS e WHERE e.key = 'b';
INSERT INTO got SELECT 'each text', t.k, t.v FROM docs, jsonb_each_text(docs.doc) AS t (k, v) WHERE t.k IN ('a', 'd', 'e', 'f');
INSERT INTO got SELECT 'each left', d.id::text, e.key FROM docs d LEFT JOIN LATERAL jsonb_each(d.doc) AS e ON e.key = 'a';
INSERT INTO got SELECT 'keys', k, NULL FROM docs, jsonb_object_keys(doc) AS k WHERE k <> 'B';
INSERT INTO got SELECT 'keys of', jsonb_object_keys, NULL FROM jsonb_object_keys('{"x": 1, "y": 2}');
INSERT INTO got SELECT 'in results', jsonb_object_keys(doc), id::text FROM docs WHERE id = 1;
INSERT INTO got SELECT 'elements', jsonb_array_elements_text(list::jsonb), NULL FROM docs;
INSERT INTO got SELECT 'field', jsonb_array_elements('[{"n": 1}, {"n": 2}]') ->> 'n', NULL;
INSERT INTO got SELECT 'unnest', unnest(tags), id::text FROM docs;
INSERT INTO got SELECT DISTINCT 'distinct', unnest(ARRAY['p', 'q', 'p']), NULL;
INSERT INTO got SELECT 'numbers', (n + 1)::text, NULL FROM (SELECT unnest(nums) AS n FROM docs) AS q WHERE q.n > 1;
INSERT INTO got SELECT 'array', array_to_string(ARRAY(SELECT d.id FROM docs d WHERE d.id < 3 ORDER BY d.id DESC), ','), NULL;
INSERT INTO got SELECT 'array of none', array_to_string(ARRAY(SELECT doc ->> 'a' FROM docs WHERE id > 5), ',') || '.', NULL;
UPDATE docs SET tags = ARRAY(SELECT upper(t) FROM unnest(docs.tags) AS t ORDER BY t) WHERE id = 1;
UPDATE docs SET tags = ARRAY(SELECT d.doc ->> 'd' FROM docs d WHERE d.id = docs.id - 1) WHERE id = 2;
CREATE VIEW gathered AS SELECT id, ARRAY(SELECT x ->> 'three' FROM json_array_elements(list) AS x) AS threes FROM docs;
INSERT INTO got SELECT 'tags', id::text, array_to_string(tags, ',') FROM docs;
INSERT INTO got SELECT 'none', coalesce(jsonb_agg(id)::text, 'null'), coalesce(array_to_string(array_agg(id), ','), 'null') FROM docs WHERE id > 5;
.
rows SELECT k, a, b FROM got WHERE k IN ('each', 'each of') ORDER BY k, a
= each|a|1
= each|d|"x y"
= each|e|null
= each|f|true
= each|q"t|1.5
= each of|b|2
rows SELECT k, a, b FROM got WHERE k IN ('each text', 'each left') ORDER BY k, a
= each left|1|a
= each left|2|NULL
= each left|3|NULL
= each text|a|1
= each text|d|x y
= each text|e|NULL
= each text|f|true
rows SELECT k, a, b FROM got WHERE k IN ('keys', 'keys of', 'in results') ORDER BY k, a
= in results|a|1
= in results|b|1
= in results|d|1
= in results|e|1
= in results|f|1
= in results|q"t|1
= keys|a|NULL
= keys|b|NULL
= keys|d|NULL
= keys|e|NULL
= keys|f|NULL
= keys|q"t|NULL
= keys of|x|NULL
= keys of|y|NULL
rows SELECT k, a, b FROM got WHERE k IN ('unnest', 'distinct', 'field', 'numbers') ORDER BY k, a
= distinct|p|NULL
= distinct|q|NULL
= field|1|NULL
= field|2|NULL
= numbers|3|NULL
= numbers|4|NULL
= numbers|8|NULL
= unnest|a|1
= unnest|b|1
= unnest|c d|1
rows SELECT a FROM got WHERE k = 'elements' AND a LIKE 't%' ORDER BY a
= true
= two
rows SELECT k, a, b FROM got WHERE k IN ('array', 'array of none', 'tags', 'none') ORDER BY k, a
= array|2,1|NULL
= array of none|.|NULL
= none|null|null
= tags|1|A,B,C D
= tags|2|x y
= tags|3|NULL
rows SELECT count(*) FROM gathered
= 3

# A default that asks a series of numbers, and sub-queries without a name, which PostgreSQL 16 takes.
migrate
CREATE FUNCTION chance(n integer) RETURNS text LANGUAGE sql AS $$ SELECT array_to_string(ARRAY(SELECT substr('abc', floor(random() * 3)::int + 1, 1) FROM generate_series(1, $1)), '') $$;
CREATE FUNCTION marked() RETURNS text LANGUAGE sql AS $$ SELECT 'x_' || string_agg(chr(64 + i), ',') FROM generate_series(1, 4) AS i $$;
CREATE TABLE keyed (id integer PRIMARY KEY, token text NOT NULL DEFAULT chance(5));
INSERT INTO keyed (id) VALUES (1), (2);
ALTER TABLE keyed ADD COLUMN mark text DEFAULT marked();
INSERT INTO keyed (id) VALUES (3);
.
ok INSERT INTO keyed (id) VALUES (4)
rows SELECT count(*) FROM keyed WHERE length(token) = 5 AND length(replace(replace(replace(token, 'a', ''), 'b', ''), 'c', '')) = 0
= 4
rows SELECT mark, count(*) FROM keyed GROUP BY mark
= x_A,B,C,D|4

lite,maria,mysql migrate
CREATE TABLE plain (id integer PRIMARY KEY, note text);
INSERT INTO plain VALUES (1, 'a)'), (2, 'b');
CREATE TABLE took AS SELECT max(n) AS n, note FROM (SELECT id AS n, note FROM plain UNION ALL SELECT id * 10, note FROM (SELECT * FROM plain WHERE note <> ')')) GROUP BY note;
.
lite,maria,mysql rows SELECT n, note FROM took ORDER BY n
= 10|a)
= 20|b

# Functions of the project's own in FROM.
migrate
CREATE TABLE notes (id integer PRIMARY KEY, owner integer, body text);
INSERT INTO notes VALUES (1, 1, 'a'), (2, 1, 'b'), (3, 2, 'c');
CREATE FUNCTION how_many(o integer) RETURNS integer LANGUAGE plpgsql AS $$ DECLARE n integer; BEGIN SELECT count(*) INTO n FROM notes WHERE owner = o; RETURN n; END $$;
CREATE FUNCTION owners(lowest integer) RETURNS TABLE (who integer, how bigint) LANGUAGE plpgsql AS $$ BEGIN RETURN QUERY SELECT n.owner, count(*) FROM notes n GROUP BY n.owner HAVING count(*) >= lowest; END $$;
CREATE FUNCTION notes_of(integer) RETURNS SETOF notes LANGUAGE sql STABLE AS $$ SELECT * FROM notes WHERE owner = $1 $$;
CREATE TABLE counts (k text, n integer);
INSERT INTO counts SELECT 'scalar', h FROM how_many(1) AS h;
INSERT INTO counts VALUES ('star', (SELECT * FROM how_many(2)));
INSERT INTO counts SELECT 'table ' || o.who, o.how FROM owners(2) o;
INSERT INTO counts SELECT 'all', sum(how) FROM owners(1);
INSERT INTO counts SELECT 'named ' || t.a, t.b FROM owners(1) AS t (a, b) WHERE t.a = 2;
INSERT INTO counts SELECT 'rows ' || n.body, n.id FROM notes_of(1) n JOIN notes m ON m.id = n.id;
.
rows SELECT k, n FROM counts ORDER BY k
= all|3
= named 2|1
= rows a|1
= rows b|2
= scalar|2
= star|1
= table 1|2

# a series for each row that stands before it
maria refused generate_series() of a table's columns
CREATE TABLE tallies (id int PRIMARY KEY, n int);
INSERT INTO tallies SELECT g, 1 FROM tallies c CROSS JOIN generate_series(1, c.n) AS g;
.
pg,lite,mysql migrate
CREATE TABLE tallies (id int PRIMARY KEY, n int, m int);
CREATE TABLE tallied (id int, i int);
INSERT INTO tallies VALUES (1, 2, 1), (2, 0, 3), (3, 4, 4);
INSERT INTO tallied SELECT c.id, g FROM tallies c CROSS JOIN generate_series(1, COALESCE(c.n, 100)) g WHERE c.m > 0;
INSERT INTO tallied SELECT c.id + 10, s.k FROM tallies c, generate_series(c.m, c.n) AS s (k);
INSERT INTO tallied SELECT c.id + 20, s.k FROM tallies c, LATERAL generate_series(c.m, c.n, -2) AS s (k);
INSERT INTO tallied SELECT c.id + 30, (SELECT count(*) FROM generate_series(c.m, c.n) x WHERE x > 1) FROM tallies c;
.
pg,lite,mysql rows SELECT id, i FROM tallied ORDER BY id, i
= 1|1
= 1|2
= 3|1
= 3|2
= 3|3
= 3|4
= 11|1
= 11|2
= 13|4
= 22|1
= 22|3
= 23|4
= 31|1
= 32|0
= 33|1

# a series that has no number
migrate
CREATE TABLE fewer (id int);
INSERT INTO fewer SELECT g FROM generate_series(5, 2) g;
INSERT INTO fewer SELECT g FROM generate_series(1, 3, -1) g;
INSERT INTO fewer SELECT g FROM generate_series(6, 2, -2) g;
.
rows SELECT id FROM fewer ORDER BY id
= 2
= 4
= 6

# the table that changes, read in WITH and in a query in FROM
migrate
CREATE TABLE wires (id int PRIMARY KEY, wv int);
CREATE TABLE alarms (id int PRIMARY KEY, parent int, cron text, name text);
INSERT INTO wires VALUES (1, 1), (2, 2);
INSERT INTO alarms VALUES (1, 1, 'a', 'b'), (2, 1, 'c', 'd');
WITH all_crons AS (SELECT t.id AS tp, c.id AS cron_id, c.cron FROM wires t JOIN alarms c ON c.parent = t.id),
  conflicting AS (SELECT a.cron_id FROM all_crons a JOIN alarms x ON x.parent = 2 AND x.cron = a.cron),
  to_update AS (SELECT * FROM all_crons WHERE cron_id NOT IN (SELECT cron_id FROM conflicting))
UPDATE alarms SET parent = u.tp + 1 FROM to_update u WHERE alarms.id = u.cron_id;
DELETE FROM alarms USING (SELECT w.id FROM wires w JOIN alarms a ON a.parent = w.id WHERE a.name = 'b') AS r, wires
    WHERE wires.id = r.id AND alarms.id = 1;
.
rows SELECT id, parent, cron, name FROM alarms
= 2|2|c|d

# an array with a query in it, of what stands before it; an index of a key column that has another type there
migrate
CREATE TABLE packs (id integer PRIMARY KEY, note text);
CREATE TABLE others (id integer);
INSERT INTO packs VALUES (1, 'a'), (2, NULL);
INSERT INTO others VALUES (5);
CREATE VIEW unpacked AS SELECT p.id, u.v FROM packs p CROSS JOIN unnest(ARRAY['x', CASE WHEN EXISTS (SELECT 1 FROM others) THEN p.note END]) AS u (v);
CREATE TABLE codes (code char(5) UNIQUE);
CREATE TABLE huge (n numeric(2) NOT NULL DEFAULT (10.99 * 40), id integer);
CREATE TABLE uses (code text, n integer);
ALTER TABLE uses ADD CONSTRAINT uses_code FOREIGN KEY (code) REFERENCES codes (code);
CREATE UNIQUE INDEX uses_index ON uses (code) WHERE n IS NULL;
INSERT INTO codes VALUES ('a');
.
rows SELECT id, v FROM unpacked ORDER BY id, v IS NULL, v DESC
= 1|x
= 1|a
= 2|x
= 2|NULL
ok INSERT INTO uses VALUES ('a', 1), ('a', 1), ('a', NULL)
no INSERT INTO huge (id) VALUES (1)
ok INSERT INTO huge VALUES (2, 2)
no INSERT INTO uses VALUES ('a', NULL)

# the table that changes, read through views
migrate
CREATE TABLE seen (id int PRIMARY KEY, n int);
CREATE VIEW seen_some AS SELECT id, n FROM seen WHERE n > 1;
CREATE VIEW seen_few AS SELECT s.id FROM seen_some s WHERE s.n < 9;
INSERT INTO seen VALUES (1, 1), (2, 2), (3, 3), (4, 4);
DELETE FROM seen WHERE id IN (SELECT id FROM seen_few WHERE id > 3);
UPDATE seen SET n = 7 WHERE id = (SELECT max(id) FROM seen_few);
.
rows SELECT id, n FROM seen ORDER BY id
= 1|1
= 2|2
= 3|7

# TRUNCATE of a table that RESTRICT holds to itself
migrate
CREATE TABLE held (id int PRIMARY KEY, of int REFERENCES held (id) ON DELETE RESTRICT, n int REFERENCES seen (id));
INSERT INTO held VALUES (1, NULL, 1), (2, 1, NULL), (3, 2, 2);
TRUNCATE held;
INSERT INTO held VALUES (5, NULL, NULL), (4, 5, 1);
.
rows SELECT id FROM held ORDER BY id
= 4
= 5
no INSERT INTO held VALUES (6, 99, NULL)
no DELETE FROM held WHERE id = 5
pg,lite ok DELETE FROM held

# What a function gives is grouped: GROUP BY repeats the call, or says which result it is.
migrate
CREATE TABLE tagged (id int PRIMARY KEY, kind text, tags text[]);
INSERT INTO tagged VALUES (1, 'a', ARRAY['x', 'y']), (2, 'a', ARRAY['x']), (3, 'b', ARRAY['z']), (4, 'b', NULL);
CREATE VIEW tags_of AS SELECT kind, unnest(tags) AS tag, count(*) AS n FROM tagged GROUP BY kind, (unnest(tags));
CREATE TABLE tags_by_place AS SELECT kind, upper(unnest(tags)) AS tag, count(*) AS n FROM tagged GROUP BY kind, 2;
.
rows SELECT kind, tag, n FROM tags_of ORDER BY kind, tag
= a|x|2
= a|y|1
= b|z|1
rows SELECT kind, tag, n FROM tags_by_place ORDER BY kind, tag
= a|X|2
= a|Y|1
= b|Z|1

# Several arrays side by side, as far as the longest goes.
migrate
CREATE TABLE fees (id int PRIMARY KEY, kinds text[], amounts integer[]);
INSERT INTO fees VALUES (1, ARRAY['a', 'b'], ARRAY[10, 20]), (2, ARRAY['c'], ARRAY[30, 40]), (3, NULL, ARRAY[50]), (4, ARRAY[]::text[], NULL);
CREATE VIEW fee_lines AS
    WITH taken AS (SELECT id, upper(unnest(kinds)) AS kind, unnest(amounts) AS amount FROM fees WHERE id > 0)
    SELECT id, kind, amount FROM taken;
CREATE TABLE pairs AS SELECT unnest(ARRAY[1, 2, 3]) AS a, unnest(ARRAY['x', 'y']) AS b;
.
rows SELECT id, kind, amount FROM fee_lines ORDER BY id, amount
= 1|A|10
= 1|B|20
= 2|C|30
= 2|NULL|40
= 3|NULL|50
rows SELECT a, b FROM pairs ORDER BY a
= 1|x
= 2|y
= 3|NULL

# In a trigger NEW is no query around a sub-query in FROM: its columns stand in there on every engine.
migrate
CREATE TABLE limited (id integer PRIMARY KEY, shop integer, who integer);
CREATE TABLE shop_counts (shop integer PRIMARY KEY, n integer, everyone integer);
CREATE FUNCTION count_shop() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    n integer;
BEGIN
    SELECT count(*) INTO n FROM (SELECT DISTINCT l.who FROM limited l WHERE l.shop = NEW.shop) AS q;
    INSERT INTO shop_counts VALUES (NEW.shop, n, (SELECT count(*) FROM (SELECT NEW.who AS x UNION SELECT who FROM limited WHERE shop = NEW.shop) u))
        ON CONFLICT (shop) DO UPDATE SET n = excluded.n, everyone = excluded.everyone;
    RETURN NEW;
END $$;
CREATE TRIGGER count_shop AFTER INSERT ON limited FOR EACH ROW EXECUTE FUNCTION count_shop();
.
ok INSERT INTO limited VALUES (1, 1, 5)
ok INSERT INTO limited VALUES (2, 1, 5), (3, 1, 6), (4, 2, 5)
rows SELECT shop, n, everyone FROM shop_counts ORDER BY shop
= 1|2|2
= 2|1|1
