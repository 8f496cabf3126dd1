# char(n) beside what functions give: text, whatever makes it on the engine.
migrate
CREATE TABLE coded (id integer PRIMARY KEY, c char(5), v varchar(9), t text, a text[], j jsonb);
INSERT INTO coded VALUES (1, 'ab', 'ab', 'cd', '{x,y}', '{"a":"ab"}'), (2, NULL, 'x', 'cd', NULL, '["ab"]');
ALTER TABLE coded ADD CHECK (coalesce(array_to_string('{x,"z z"}'::text[], ','), c) ~ '^[a-z, ]+$');
CREATE VIEW coded_1 AS SELECT id, CASE WHEN id = 1 THEN array_to_string(ARRAY['a6', t], ',') ELSE c END AS a, upper(coalesce(c, array_to_string(a, ','), 'z')) AS b FROM coded;
CREATE VIEW coded_2 AS SELECT id, c = array_to_string(ARRAY['ab'], '') AS a, array_to_string(ARRAY['ab'], '') > c AS b, nullif(c, array_to_string(ARRAY['ab'], '')) AS c FROM coded;
CREATE VIEW coded_3 AS SELECT v AS a FROM coded UNION SELECT c FROM coded UNION ALL SELECT array_to_string(a, ',') FROM coded;
CREATE VIEW coded_4 AS SELECT id, c IN (array_to_string(ARRAY['ab'], ''), 'x') AS a, c IN (SELECT array_to_string(a, '') || 'ab' FROM coded WHERE id = 1) AS b, array_to_string(ARRAY['ab'], '') IN (SELECT c FROM coded WHERE id = 1) AS c, (c, id) IN (SELECT initcap(t), id FROM coded) AS d FROM coded;
CREATE VIEW coded_5 AS SELECT id, upper(coalesce(j ->> 'a', c)) AS a, c LIKE array_to_string(ARRAY['ab'], '') || '%' AS b, upper(coalesce((SELECT string_agg(q.t, ',') FROM coded q), c)) AS d, c BETWEEN array_to_string(ARRAY['ab'], '') AND c AS e FROM coded;
.
rows SELECT id, a, b FROM coded_1 ORDER BY id
= 1|a6,cd|AB
= 2|NULL|Z
rows SELECT id, CASE WHEN a THEN 1 ELSE 0 END AS a, CASE WHEN b THEN 1 ELSE 0 END AS b, c FROM coded_2 ORDER BY id
= 1|1|0|NULL
= 2|0|0|NULL
rows SELECT a, count(*) AS n FROM coded_3 GROUP BY a ORDER BY coalesce(a, '')
= NULL|2
= ab|1
= x|1
= x,y|1
rows SELECT id, CASE WHEN a THEN 1 ELSE 0 END AS a, CASE WHEN b THEN 1 ELSE 0 END AS b, CASE WHEN c THEN 1 ELSE 0 END AS c, CASE WHEN d THEN 1 ELSE 0 END AS d FROM coded_4 ORDER BY id
= 1|1|0|1|0
= 2|0|0|1|0
rows SELECT id, a, CASE WHEN b THEN 1 ELSE 0 END AS b, d, CASE WHEN e THEN 1 ELSE 0 END AS e FROM coded_5 ORDER BY id
= 1|AB|1|CD,CD|1
= 2|NULL|0|CD,CD|0

# Elements and keys that differ in case, or in what a database's own character set has no letters for.
migrate
CREATE TABLE cased (id integer PRIMARY KEY, a text[], t text, j jsonb);
INSERT INTO cased VALUES (1, '{a,A,漢}', 'A', '{"a":1,"A":2,"漢":3}');
CREATE VIEW cased_1 AS SELECT array_position(a, t) AS p, array_to_string(a, ',') AS s, array_to_string(array_remove(a, t), ',') AS r, array_to_string(array_replace(a, t, 'x'), ',') AS x, initcap('漢 ab') AS i FROM cased;
CREATE VIEW cased_2 AS SELECT u.x, count(*) AS n FROM cased, unnest(a) AS u(x) GROUP BY u.x;
CREATE VIEW cased_3 AS SELECT k FROM cased, jsonb_object_keys(j) AS k WHERE k = 'A';
.
rows SELECT p, s, r, x, i FROM cased_1
= 2|a,A,漢|a,漢|a,x,漢|漢 Ab
rows SELECT x, n FROM cased_2 ORDER BY x
= A|1
= a|1
= 漢|1
rows SELECT k FROM cased_3
= A

# A text that refers to a char(n) has that one's collation on the servers.
migrate
CREATE TABLE codes_of (code char(3) PRIMARY KEY);
CREATE TABLE coded_by (id int PRIMARY KEY, code text REFERENCES codes_of, t text);
INSERT INTO codes_of VALUES ('abc'), ('abd');
INSERT INTO coded_by VALUES (1, 'abc', 'abc'), (2, 'abd', 'ABD'), (3, NULL, 'abd');
CREATE VIEW coded_same AS SELECT id FROM coded_by WHERE code = t OR lower(code || '-') < t;
CREATE VIEW coded_pairs AS SELECT a.id, b.id AS other FROM coded_by a JOIN coded_by b ON a.code = b.t JOIN codes_of c ON c.code = a.code;
.
rows SELECT id FROM coded_same ORDER BY id
= 1
rows SELECT id, other FROM coded_pairs ORDER BY 1
= 1|1
= 2|3
