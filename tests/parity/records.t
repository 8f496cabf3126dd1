# Documents as rows: jsonb_to_recordset() and its like, for each row of what stands before them, and by themselves.
migrate
CREATE TABLE records_of (id int PRIMARY KEY, d jsonb);
INSERT INTO records_of VALUES (1, '[{"a":1,"b":"x"},{"a":2,"c":null,"f":{"g":1},"t":true}]'), (2, '[]'), (3, NULL);
CREATE VIEW records_each AS SELECT o.id, r.* FROM records_of o, jsonb_to_recordset(o.d) AS r(a int, b text, f jsonb, t boolean);
CREATE VIEW records_left AS SELECT o.id, r.b, a FROM records_of o LEFT JOIN LATERAL jsonb_to_recordset(o.d) AS r(a int, b text) ON true;
CREATE VIEW records_first AS SELECT o.id, r.a, r.b FROM records_of o, jsonb_to_record(o.d -> 0) AS r(a int, b text);
CREATE TABLE records_made AS SELECT * FROM json_to_recordset('[{"a":1,"b":"x","n":1.25,"d":"2020-01-01"},{"a":2,"c":null}]') AS x(a int, b varchar(5), n numeric(5,2), d date);
CREATE TABLE records_into (k int PRIMARY KEY, name text, on_day date);
INSERT INTO records_into SELECT * FROM json_populate_recordset(NULL::records_into, '[{"k":1,"name":"x","on_day":"2020-02-03"},{"k":2}]');
INSERT INTO records_into (k, name) SELECT x.k, upper(x.name) FROM jsonb_populate_recordset(NULL::records_into, '[{"k":7,"name":"y"}]') x;
UPDATE records_into SET name = r.n FROM jsonb_to_recordset('[{"k":1,"n":"new"}]') AS r(k int, n text) WHERE records_into.k = r.k;
CREATE TABLE records_one AS SELECT a, "c d" FROM jsonb_to_record('{"a":5,"b":[1,2],"c d":"q"}') AS x(a int, b jsonb, "c d" text);
.
rows SELECT id, a, b, CASE WHEN f IS NULL THEN 'none' ELSE 'a document' END, CASE WHEN t THEN 'true' END FROM records_each ORDER BY id, a
= 1|1|x|none|NULL
= 1|2|NULL|a document|true
rows SELECT id, b, a FROM records_left ORDER BY id, coalesce(a, 0)
= 1|x|1
= 1|NULL|2
= 2|NULL|NULL
= 3|NULL|NULL
rows SELECT id, a, b FROM records_first ORDER BY id
= 1|1|x
= 2|NULL|NULL
= 3|NULL|NULL
rows SELECT a, b, n, d FROM records_made ORDER BY a
= 1|x|1.25|2020-01-01
= 2|NULL|NULL|NULL
rows SELECT k, name, on_day FROM records_into ORDER BY k
= 1|new|2020-02-03
= 2|NULL|NULL
= 7|Y|NULL
pg,lite rows SELECT a, "c d" FROM records_one
= 5|q
maria,mysql rows SELECT a, `c d` FROM records_one
= 5|q

# json_each() of SQLite has columns of its own: id, key, path ...
migrate
CREATE TABLE records_named (id int PRIMARY KEY, path text, d jsonb);
INSERT INTO records_named VALUES (1, 'p', '[{"key":"k"}]');
CREATE VIEW records_names AS SELECT id, path, r.key FROM records_named, jsonb_to_recordset(records_named.d) AS r(key text) WHERE id > 0;
CREATE VIEW records_lateral AS SELECT id, path, x FROM records_named n, LATERAL (SELECT n.id + 1 AS x) AS q;
.
rows SELECT * FROM records_names
= 1|p|k
rows SELECT id, path, x FROM records_lateral
= 1|p|2
lite,maria,mysql refused jsonb_to_recordset() in FROM has no equivalent
CREATE TABLE records_lists AS SELECT * FROM jsonb_to_recordset('[{"a":[1]}]') AS x(a int[]);
.
