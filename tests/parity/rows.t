# INSERT, UPDATE, DELETE and the expressions in them.
migrate
CREATE TABLE users (id serial PRIMARY KEY, name text UNIQUE, n integer DEFAULT 0, score numeric(10,2), at timestamptz, meta jsonb, ok boolean, tags text[]);
CREATE TABLE posts (id serial PRIMARY KEY, user_id int REFERENCES users (id), title text, words int);
INSERT INTO users (name, n, score, at, meta, ok) VALUES
    ('ann', 1, 1.5, '2024-01-31 12:00:00+00', '{"a": {"b": [1, 2]}, "c": "x"}', true),
    ('bob', 2, NULL, '2024-02-29 23:30:00-02:00', '{"c": "y"}', false),
    ('cy', 7, 10, NULL, NULL, NULL);
INSERT INTO posts (user_id, title, words) SELECT id, upper(name) || '!', n * 10 FROM users WHERE ok IS NOT NULL;
INSERT INTO users (name, n) VALUES ('ann', 5) ON CONFLICT (name) DO UPDATE SET n = users.n + EXCLUDED.n WHERE users.n < 100;
INSERT INTO users (name, n) VALUES ('bob', 5) ON CONFLICT DO NOTHING;
INSERT INTO users (name, n) SELECT 'cy', 100 ON CONFLICT ON CONSTRAINT users_name_key DO UPDATE SET n = EXCLUDED.n;
INSERT INTO users (name) VALUES ('dan') RETURNING id, name;
UPDATE users SET n = DEFAULT WHERE name = 'dan';
UPDATE users u SET score = p.words FROM posts p WHERE p.user_id = u.id AND u.score IS NULL;
UPDATE users SET (n, ok) = (n + 1, true) WHERE name = 'dan';
UPDATE users SET (n, score) = (SELECT words, words / 2 FROM posts WHERE title = 'ANN!') WHERE name = 'dan';
DELETE FROM posts USING users WHERE users.id = posts.user_id AND users.name = 'bob';
.
pg,lite,maria rows SELECT name, n, CAST(score * 10 AS integer) FROM users ORDER BY id
= ann|6|15
= bob|2|200
= cy|100|100
= dan|10|50
mysql rows SELECT name, n, CAST(score * 10 AS signed) FROM users ORDER BY id
= ann|6|15
= bob|2|200
= cy|100|100
= dan|10|50
rows SELECT title FROM posts
= ANN!

# What an expression gives is put into a table, so that the translation's value is seen and not the application's.
migrate
CREATE TABLE seen (k text PRIMARY KEY, v text, n serial);
INSERT INTO seen VALUES
    ('integer division', (7 / 2)::text), ('negative', (-7 / 2)::text), ('modulo', (7 % 3)::text),
    ('numeric division', (round(7.0 / 2, 1))::text),
    ('concat', 'a' || 'b' || 1), ('concat_ws', concat_ws('-', 'a', NULL, 'b')), ('concat null', concat('a', NULL, 1)),
    ('coalesce', coalesce(NULL, 'x')), ('nullif', nullif('a', 'a')), ('greatest', greatest(1, NULL, 3)::text),
    ('least', least('b', 'a')), ('case', CASE WHEN 1 > 2 THEN 'a' ELSE 'b' END),
    ('case of', CASE 2 WHEN 1 THEN 'one' WHEN 2 THEN 'two' END),
    ('upper', upper('abc')), ('initcap', initcap('hello world')), ('left', left('hello', 2)), ('right', right('hello', 2)),
    ('left minus', left('hello', -2)), ('right minus', right('hello', -2)),
    ('substring', substring('hello' from 2 for 3)), ('substr', substr('hello', 2)), ('position', position('l' in 'hello')::text),
    ('replace', replace('hello', 'l', 'L')), ('trim', trim('  x ')), ('trim both', trim(both 'x' from 'xxaxx')),
    ('lpad', lpad('7', 3, '0')), ('rpad', rpad('7', 3, 'x')), ('lpad cut', lpad('hello', 2)), ('repeat', repeat('ab', 3)),
    ('split_part', split_part('a,b,c', ',', 2)), ('length', length('äö')::text), ('reverse', reverse('abc')),
    ('md5 length', '32'),
    ('round', round(2.567, 2)::text), ('ceil', ceil(1.2)::int::text), ('floor', floor(-1.2)::int::text), ('abs', abs(-3)::text),
    ('power', (2 ^ 3)::int::text), ('int cast', ('12'::int + 1)::text), ('round cast', (1.5::numeric::int)::text),
    ('round cast two', (2.5::numeric::int)::text),
    ('bool text', true::text), ('bool int', true::int::text), ('text bool', ('yes'::boolean)::text), ('int bool', (5::boolean)::text),
    ('between', (2 BETWEEN 1 AND 3)::text), ('in', (2 IN (1, 2))::text), ('not in', ('a' NOT IN ('b'))::text),
    ('like', ('Abc' LIKE 'a%')::text), ('ilike', ('Abc' ILIKE 'a%')::text), ('not like', ('Abc' NOT LIKE 'A_c')::text),
    ('distinct', (NULL IS DISTINCT FROM 1)::text), ('is true', (NULL IS TRUE)::text), ('row', ((1, 2) = (1, 2))::text),
    ('any', (3 = ANY (ARRAY[1, 2, 3]))::text), ('any text', (3 = ANY ('{1,2}'))::text),
    ('string', E'a\tb\'c'), ('dollar', $$it's$$), ('unicode', U&'d\0061t'),
    ('exists', (EXISTS (SELECT 1 FROM users WHERE name = 'ann'))::text),
    ('scalar', (SELECT name FROM users WHERE id = 1)),
    ('format', format('%s-%s', 'a', 1)), ('num_nonnulls', num_nonnulls(1, NULL, 2)::text),
    ('translate', translate('abc', 'ab', 'xy')), ('overlay', overlay('abcdef' placing 'XX' from 2 for 3)),
    ('starts', starts_with('hello', 'he')::text), ('btrim', btrim('xyax', 'xy')), ('chr', chr(65)), ('bits', (6 & 3)::text), ('xor', (6 # 3)::text), ('shift', (1 << 3)::text);
INSERT INTO seen SELECT 'count', count(*)::text FROM users;
INSERT INTO seen SELECT 'string_agg', string_agg(name, ', ' ORDER BY name DESC) FROM users;
INSERT INTO seen SELECT 'filter', (count(*) FILTER (WHERE n > 5))::text FROM users;
INSERT INTO seen SELECT 'bool_or', bool_or(ok)::text FROM users;
INSERT INTO seen SELECT 'sum', sum(n)::text FROM users;
INSERT INTO seen SELECT 'avg', (avg(n)::int)::text FROM users WHERE name IN ('ann', 'bob');
INSERT INTO seen SELECT 'json', meta ->> 'c' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json path', meta #>> '{a,b,1}' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json in json', (meta -> 'a' -> 'b' ->> 0) FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json key', (meta ? 'a')::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json number', ((meta -> 'a' -> 'b' ->> 1)::int + 1)::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'jsonb_set', jsonb_set(meta, '{c}', '"z"') ->> 'c' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json minus', (meta - 'a') ->> 'a' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json concat', (meta || '{"d": 4}') ->> 'd' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json build', jsonb_build_object('k', n, 'l', name) ->> 'k' FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'json array', jsonb_array_length(meta -> 'a' -> 'b')::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'year', extract(year FROM at)::int::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'dow', extract(dow FROM at)::int::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'epoch', extract(epoch FROM at)::bigint::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'date_part', date_part('month', at)::int::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'to date', at::date::text FROM users WHERE name = 'bob';
INSERT INTO seen SELECT 'month later', (at + interval '1 month')::date::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'day before', (at - interval '1 day 12 hours')::date::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'trunc', date_trunc('month', at)::date::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'week', date_trunc('week', at)::date::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'days', ('2024-03-01'::date - '2024-02-01'::date)::text;
INSERT INTO seen SELECT 'date plus', ('2024-02-28'::date + 2)::text;
INSERT INTO seen SELECT 'to_char', to_char(at, 'YYYY-MM-DD HH24:MI:SS') FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'compared', (at > '2024-01-31T13:00:00+02:00')::text FROM users WHERE name = 'ann';
INSERT INTO seen SELECT 'window', string_agg(r::text, ',' ORDER BY r) FROM (SELECT row_number() OVER (PARTITION BY ok ORDER BY id) AS r FROM users) x;
INSERT INTO seen WITH RECURSIVE t (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < 4) SELECT 'recursive', sum(i)::text FROM t;
INSERT INTO seen SELECT 'series', sum(g)::text FROM generate_series(1, 5) AS g;
INSERT INTO seen SELECT 'series step', string_agg(g::text, ',') FROM generate_series(0, 10, 5) AS s (g);
INSERT INTO seen SELECT 'union', string_agg(x::text, ',' ORDER BY x) FROM (SELECT 1 AS x UNION SELECT 2 UNION SELECT 1) u;
INSERT INTO seen SELECT 'values', string_agg(a || b, ',' ORDER BY a) FROM (VALUES ('x', 1), ('y', 2)) AS v (a, b);
INSERT INTO seen SELECT 'unnest', string_agg(u, ',' ORDER BY u) FROM unnest(ARRAY['p', 'q']) AS u;
INSERT INTO seen SELECT 'nulls', string_agg(coalesce(s::text, '-'), ',') FROM (SELECT ok AS s FROM users ORDER BY ok, id LIMIT 2) q;
INSERT INTO seen SELECT 'distinct on', string_agg(name, ',' ORDER BY name) FROM (SELECT DISTINCT ON (ok) ok, name FROM users ORDER BY ok, n DESC) d;
INSERT INTO seen SELECT 'join using', count(*)::text FROM users a JOIN users b USING (id);
INSERT INTO seen SELECT 'full join', count(*)::text FROM users u FULL OUTER JOIN posts p ON p.user_id = u.id;
INSERT INTO seen SELECT 'fetch', name FROM users ORDER BY name DESC OFFSET 1 ROWS FETCH FIRST 1 ROW ONLY;
INSERT INTO seen SELECT 'grouped', string_agg(c::text, ',' ORDER BY c) FROM (SELECT ok, count(*) AS c FROM users GROUP BY ok HAVING count(*) > 0) g;
INSERT INTO seen SELECT 'not any', string_agg(name, ',' ORDER BY name) FROM users WHERE id <> ALL (ARRAY[1, 2]) AND NOT coalesce(ok, false);
INSERT INTO seen SELECT 'array contains', count(*)::text FROM (SELECT ARRAY['a', 'b'] AS t) q WHERE t @> ARRAY['a'];
INSERT INTO seen SELECT 'regex', count(*)::text FROM users WHERE name LIKE '%n%' AND name NOT ILIKE 'D%';
UPDATE users SET tags = array_append(tags, 'x'), meta = jsonb_build_object('n', n) WHERE name = 'cy';
INSERT INTO seen SELECT 'any column', count(*)::text FROM users WHERE 'x' = ANY (tags);
.
rows SELECT k, v FROM seen ORDER BY n
= integer division|3
= negative|-3
= modulo|1
= numeric division|3.5
= concat|ab1
= concat_ws|a-b
= concat null|a1
= coalesce|x
= nullif|NULL
= greatest|3
= least|a
= case|b
= case of|two
= upper|ABC
= initcap|Hello World
= left|he
= right|lo
= left minus|hel
= right minus|llo
= substring|ell
= substr|ello
= position|3
= replace|heLLo
= trim|x
= trim both|a
= lpad|007
= rpad|7xx
= lpad cut|he
= repeat|ababab
= split_part|b
= length|2
= reverse|cba
= md5 length|32
= round|2.57
= ceil|2
= floor|-2
= abs|3
= power|8
= int cast|13
= round cast|2
= round cast two|3
= bool text|true
= bool int|1
= text bool|true
= int bool|true
= between|true
= in|true
= not in|true
= like|false
= ilike|true
= not like|false
= distinct|true
= is true|false
= row|true
= any|true
= any text|false
= string|a	b'c
= dollar|it's
= unicode|dat
= exists|true
= scalar|ann
= format|a-1
= num_nonnulls|2
= translate|xyc
= overlay|aXXef
= starts|true
= btrim|a
= chr|A
= bits|2
= xor|5
= shift|8
= count|4
= string_agg|dan, cy, bob, ann
= filter|3
= bool_or|true
= sum|118
= avg|4
= json|x
= json path|2
= json in json|1
= json key|true
= json number|3
= jsonb_set|z
= json minus|NULL
= json concat|4
= json build|6
= json array|2
= year|2024
= dow|3
= epoch|1706702400
= date_part|1
= to date|2024-03-01
= month later|2024-02-29
= day before|2024-01-30
= trunc|2024-01-01
= week|2024-01-29
= days|29
= date plus|2024-03-01
= to_char|2024-01-31 12:00:00
= compared|true
= window|1,1,1,2
= recursive|10
= series|15
= series step|0,5,10
= union|1,2
= values|x1,y2
= unnest|p,q
= nulls|false,true
= distinct on|bob,cy,dan
= join using|4
= full join|4
= fetch|cy
= grouped|1,1,2
= not any|cy
= array contains|1
= regex|1
= any column|1

maria refused LATERAL with this query
CREATE VIEW latest AS SELECT x.title FROM users u CROSS JOIN LATERAL (SELECT DISTINCT title FROM posts p WHERE p.user_id = u.id) x;
.

migrate
CREATE TABLE has (id int PRIMARY KEY, d jsonb);
INSERT INTO has VALUES (1, '{"a": 1, "b": [1, {"c": "x", "d": true}], "e": null}'), (2, '{"a": "1"}'), (3, '[1, 2, "x"]'), (4, NULL);
CREATE TABLE hits (q int, id int);
INSERT INTO hits SELECT 1, id FROM has WHERE d @> '{"a": 1}';
INSERT INTO hits SELECT 2, id FROM has WHERE d @> '{"b": [{"c": "x"}]}';
INSERT INTO hits SELECT 3, id FROM has WHERE d @> '[2, 1]';
INSERT INTO hits SELECT 4, id FROM has WHERE d @> '{"b": [{"d": true}], "e": null}'::jsonb;
INSERT INTO hits SELECT 5, id FROM has WHERE d @> '{"b": [{"d": false}]}';
INSERT INTO hits SELECT 6, id FROM has WHERE d @> '{}';
INSERT INTO hits SELECT 7, id FROM has WHERE NOT d @> '{"a": 1}';
.
rows SELECT q, id FROM hits ORDER BY q, id
= 1|1
= 2|1
= 3|3
= 4|1
= 6|1
= 6|2
= 7|2
= 7|3

# The elements of arrays, beside the row that has them too.
migrate
CREATE TABLE lists (id int PRIMARY KEY, j jsonb, a text[]);
INSERT INTO lists VALUES (1, '[{"k": "x"}, "s", true, 5]', '{p,q}'), (2, '[]', NULL);
CREATE TABLE elements (n serial, what text);
INSERT INTO elements (what) SELECT e.value ->> 'k' FROM lists, jsonb_array_elements(lists.j) AS e WHERE e.value ? 'k' AND lists.id = 1;
INSERT INTO elements (what) SELECT t FROM lists l CROSS JOIN jsonb_array_elements_text(l.j) t WHERE t <> '{"k": "x"}' AND l.id = 1 AND length(t) < 5;
INSERT INTO elements (what) SELECT x FROM lists l, unnest(l.a) AS x WHERE x <> 'p';
ALTER TABLE lists ADD COLUMN type text DEFAULT 'kind';
INSERT INTO elements (what) SELECT type || id FROM lists CROSS JOIN LATERAL jsonb_array_elements(j) e WHERE type = 'kind' AND e ->> 'k' = 'x';
INSERT INTO elements (what) SELECT u.y FROM unnest(ARRAY['m']) AS u (y);
UPDATE lists SET j = jsonb_set(j, '{0}', (SELECT jsonb_agg(CASE WHEN step ->> 'k' = 'x' THEN jsonb_set(step, '{k}', '"z"') ELSE step END) FROM jsonb_array_elements(j) step WHERE jsonb_typeof(step) = 'object')) WHERE id = 1;
INSERT INTO elements (what) SELECT j #>> '{0,0,k}' FROM lists WHERE id = 1;
.
rows SELECT what FROM elements ORDER BY n
= x
= s
= true
= 5
= q
= kind1
= m
= z

# A query that leaves a column out which must have a value is refused for its rows, not for itself.
migrate
CREATE TABLE needs (id int PRIMARY KEY, a text NOT NULL, b timestamp NOT NULL);
INSERT INTO needs (id, a) SELECT 1, 'x' WHERE false;
.
fails
INSERT INTO needs (id, a) SELECT 1, 'x';
.
rows SELECT count(*) FROM needs
= 0

# A constant as its column takes it: spaces around a number or a boolean, digits that it has no room for, spaces beyond the
# length of a varchar, a number anew.
migrate
CREATE TABLE takes (id serial PRIMARY KEY, n integer, price numeric(6,2), flag boolean, name varchar(4), at timestamp, t time);
INSERT INTO takes (n, price, flag, name, at, t) VALUES (1.5, 1.005, ' yes ', 'abcd   ', '2024-12-31 23:59:59.9999999', '10:00');
INSERT INTO takes (n, price, flag, name, at, t) VALUES (' 7 ', ' 2.994 ', ' f', 'ab', '2024-12-31 24:00:00', '24:00:00');
INSERT INTO takes (n, price) VALUES (-1.5, -0.005), (0.4, 99.995);
UPDATE takes SET id = DEFAULT WHERE n = 7;
.
pg rows SELECT n, price, flag::integer, name, at, t FROM takes ORDER BY price
= -2|-0.01|NULL|NULL|NULL|NULL
= 2|1.01|1|abcd|2025-01-01 00:00:00|10:00:00
= 7|2.99|0|ab|2025-01-01 00:00:00|24:00:00
= 0|100.00|NULL|NULL|NULL|NULL
lite rows SELECT n, price, flag, name, at, t FROM takes ORDER BY price
= -2|-0.01|NULL|NULL|NULL|NULL
= 2|1.01|1|abcd|2025-01-01 00:00:00|10:00:00
= 7|2.99|0|ab|2025-01-01 00:00:00|24:00:00
= 0|100|NULL|NULL|NULL|NULL
rows SELECT count(*) FROM takes WHERE id > 0 AND id <> 2
= 4
fails
INSERT INTO takes (id, n) VALUES (NULL, 1);
.
fails
INSERT INTO takes (n) VALUES ('1e2');
.
fails
INSERT INTO takes (at) VALUES ('2024-12-31 24:00:01');
.
fails
INSERT INTO takes (n) VALUES ('1-2');
.

# A BEFORE trigger sets a column that must have a value: what the statement gives it does not matter.
migrate
CREATE TABLE touched (id integer PRIMARY KEY, name text, at timestamp NOT NULL DEFAULT '2001-01-01 00:00:00');
CREATE FUNCTION touch_it() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at = ''2002-02-02 00:00:00''; RETURN NEW; END';
CREATE TRIGGER touched_touch BEFORE UPDATE ON touched FOR EACH ROW EXECUTE FUNCTION touch_it();
INSERT INTO touched (id, name) VALUES (1, 'a');
UPDATE touched SET at = NULL, name = 'b' WHERE id = 1;
.
rows SELECT name, at FROM touched
= b|2002-02-02 00:00:00

# A label with spaces behind it is no label.
migrate
CREATE TYPE lamp AS ENUM ('on', 'dimmed');
CREATE TABLE lamps (state lamp);
.
no INSERT INTO lamps VALUES ('dimmed ')
no INSERT INTO lamps VALUES ('dimmed  ')
no INSERT INTO lamps VALUES ('on ')

migrate
CREATE TABLE counted (id serial PRIMARY KEY, n integer);
CREATE TABLE numbered (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer);
INSERT INTO counted (id, n) VALUES (DEFAULT, 1), (DEFAULT, 2);
INSERT INTO numbered (id, n) VALUES (DEFAULT, 1), (DEFAULT, 2);
.
rows SELECT id, n FROM counted ORDER BY id
= 1|1
= 2|2
rows SELECT id, n FROM numbered ORDER BY id
= 1|1
= 2|2

# DEFAULT for what is generated, and for what counts by itself.
migrate
CREATE TABLE made (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n integer, twice integer GENERATED ALWAYS AS (n * 2) STORED, photo bytea);
INSERT INTO made (n, twice) VALUES (1, DEFAULT), (2, DEFAULT);
UPDATE made SET twice = DEFAULT WHERE n = 1;
UPDATE made SET n = 5, twice = DEFAULT WHERE n = 2;
UPDATE made SET id = DEFAULT WHERE n = 5;
.
rows SELECT n, twice FROM made ORDER BY n
= 1|2
= 5|10
rows SELECT count(*) FROM made WHERE id > 2
= 1
fails
INSERT INTO made (n, twice) VALUES (1, 5);
.
fails
UPDATE made SET twice = NULL;
.
fails
UPDATE made SET id = 9;
.
migrate
CREATE VIEW shown AS SELECT n, encode(photo, 'hex') AS digits FROM made;
.
rows SELECT digits FROM shown
= NULL
= NULL

# duplicates go by the place of their rows
migrate
CREATE TABLE doubles (id serial PRIMARY KEY, x text, y numeric CHECK (y <> 'NaN'::numeric AND y > 0), z double precision CHECK (z < 'NaN'));
INSERT INTO doubles (x, y) VALUES ('q', 1), ('q', 2), ('r', NULL);
DELETE FROM doubles t USING doubles u WHERE t.x = u.x AND t.ctid < u.ctid;
INSERT INTO doubles (x, y) VALUES ('q', 3), ('q', 4), ('r', 5);
DELETE FROM doubles WHERE ctid IN (SELECT ctid FROM (SELECT ctid, row_number() OVER (PARTITION BY x ORDER BY y) AS rn FROM doubles) d WHERE d.rn > 2);
.
rows SELECT id, x FROM doubles ORDER BY id
= 2|q
= 3|r
= 4|q
= 6|r
no INSERT INTO doubles (y) VALUES (0)
ok INSERT INTO doubles (y, z) VALUES (1, 1)

# also of tables that have no key, or one of several columns
migrate
CREATE TABLE twice (x text, y int);
CREATE TABLE pairs (a int, b int, c text, PRIMARY KEY (a, b));
INSERT INTO twice VALUES ('a', 1), ('a', 2), ('b', 3), ('b', 3), ('c', 4), ('a', 1);
INSERT INTO pairs VALUES (1, 1, 'x'), (1, 2, 'x'), (2, 1, 'y');
DELETE FROM twice p USING twice q WHERE p.x = q.x AND p.x = 'b' AND p.ctid < q.ctid;
DELETE FROM twice WHERE ctid NOT IN (SELECT min(ctid) FROM twice GROUP BY x, y);
DELETE FROM pairs a USING pairs b WHERE a.ctid > b.ctid AND a.c = b.c;
INSERT INTO twice SELECT * FROM twice WHERE x = 'c' AND ctid IN (SELECT ctid FROM twice);
.
rows SELECT x, y FROM twice ORDER BY x, y
= a|1
= a|2
= b|3
= c|4
= c|4
rows SELECT count(*) FROM pairs
= 2
maria,mysql refused the ctid of a table whose key is not one column
CREATE TABLE counted_pairs (a serial, b int, PRIMARY KEY (a, b));
DELETE FROM counted_pairs a USING counted_pairs b WHERE a.ctid < b.ctid;
.

# FULL JOIN of queries
migrate
CREATE TABLE issued (k text, n int);
CREATE TABLE spent (k text, n int);
INSERT INTO issued VALUES ('a', 1), ('a', 2), ('b', 3);
INSERT INTO spent VALUES ('b', 5), ('c', 7), (NULL, 9);
CREATE TABLE sums (k text, i int, s int);
INSERT INTO sums SELECT coalesce(x.k, y.k), coalesce(x.n, 0), coalesce(y.n, 0)
FROM (SELECT k, sum(n) AS n FROM issued WHERE n > 0 GROUP BY k) x FULL OUTER JOIN (SELECT k, sum(n) AS n FROM spent GROUP BY k) AS y ON x.k = y.k;
CREATE VIEW both_sides AS SELECT coalesce(x.k, y.k) AS k, y.n FROM issued x FULL JOIN (SELECT k, n FROM spent WHERE n < 9) y ON x.k = y.k WHERE y.n > 0;
.
rows SELECT coalesce(k, '-'), i, s FROM sums ORDER BY 1
= -|0|9
= a|3|0
= b|3|5
= c|0|7
rows SELECT k, n FROM both_sides ORDER BY k
= b|5
= c|7

# All columns of another table, into columns that round
migrate
CREATE TABLE from_here (x integer, y numeric(5,1), z text);
CREATE TABLE to_there (x integer UNIQUE, y integer, z varchar(10));
INSERT INTO from_here VALUES (1, 1.5, 'a'), (2, 2.4, 'b'), (2, 7, 'c');
INSERT INTO to_there SELECT * FROM from_here WHERE x = 1;
INSERT INTO to_there SELECT DISTINCT ON (x) * FROM from_here ORDER BY x, y DESC ON CONFLICT DO NOTHING;
INSERT INTO to_there SELECT DISTINCT ON (x) h.* FROM from_here h ON CONFLICT DO NOTHING;
INSERT INTO to_there WITH w AS (SELECT x + 10 AS x, y, z FROM from_here WHERE z = 'a') SELECT * FROM w;
INSERT INTO to_there (z, x) SELECT s.* FROM (SELECT z, x + 20 FROM from_here WHERE z = 'a') AS s (z, x);
.
rows SELECT x, y, z FROM to_there ORDER BY x
= 1|2|a
= 2|7|c
= 11|2|a
= 21|NULL|a

# Whole rows: tested for NULL, in documents, in a sub-query that gives one; elsewhere a row is no value.
migrate
CREATE TABLE referrals (id integer PRIMARY KEY, kind text);
CREATE TABLE details (id integer PRIMARY KEY, referral integer, note text);
INSERT INTO referrals VALUES (1, 'a'), (2, 'b'), (3, 'c');
INSERT INTO details VALUES (1, 1, 'x'), (2, 2, NULL);
CREATE TABLE without AS SELECT r.id FROM referrals r LEFT JOIN details d ON d.referral = r.id WHERE d IS NULL;
CREATE TABLE filled AS SELECT r.id FROM referrals r LEFT JOIN details d ON d.referral = r.id WHERE d IS NOT NULL;
CREATE TABLE gathered (id integer, j text, k text);
INSERT INTO gathered
SELECT r.id, (SELECT jsonb_agg(query) ->> 0 FROM (SELECT kind AS k FROM referrals WHERE id = 1) query), 'x'
FROM referrals r;
.
pg,lite,mysql migrate
UPDATE gathered SET k = (SELECT jsonb_agg((SELECT x FROM (SELECT d.note AS n) AS x)) -> 0 ->> 'n' || 'x'
                         FROM details d WHERE d.id = 1);
.
pg,lite,mysql rows SELECT k FROM gathered
= xx
= xx
= xx
rows SELECT id FROM without
= 3
rows SELECT id FROM filled
= 1
rows SELECT replace(j, ' ', '') FROM gathered WHERE id = 2
= {"k":"a"}
lite,mysql,maria refused the whole row
CREATE TABLE rows_of AS SELECT coalesce(r, NULL) AS x FROM referrals r;
.
migrate
CREATE TABLE kinds_of AS SELECT kind, count(*) AS referrals FROM referrals GROUP BY kind ORDER BY referrals, kind;
.
rows SELECT kind, referrals FROM kinds_of ORDER BY kind
= a|1
= b|1
= c|1

# A sub-query in FROM that looks at the query around it: MariaDB has none.
migrate
CREATE TABLE jobs (id integer PRIMARY KEY, n integer);
INSERT INTO jobs VALUES (1, 0), (2, 0);
CREATE TABLE inputs (job integer, v integer);
INSERT INTO inputs VALUES (1, 5), (1, 6), (2, 7);
.
maria refused looks at the query around
UPDATE jobs SET n = (SELECT max(q.v) FROM (SELECT i.v FROM inputs i WHERE i.job = jobs.id) q);
.
pg,lite,mysql migrate
UPDATE jobs SET n = (SELECT max(q.v) FROM (SELECT i.v FROM inputs i WHERE i.job = jobs.id) q);
.
pg,lite,mysql rows SELECT id, n FROM jobs ORDER BY id
= 1|6
= 2|7

# Arrays and documents that a query, a view or a CTE gives, taken apart
migrate
CREATE TABLE groups_of (id integer PRIMARY KEY, g text[], j jsonb);
INSERT INTO groups_of VALUES (1, '{a,b}', '[1, 2]'), (2, '{c}', '[3]'), (3, NULL, NULL);
CREATE VIEW groups_seen AS SELECT id, g, j FROM groups_of;
CREATE TABLE removed AS SELECT q.id, array_to_string(array_remove(array_remove(q.g, 'a'), 'z'), ',') AS g
FROM (SELECT id, g FROM groups_of) q;
CREATE TABLE positions AS SELECT v.id, array_position(v.g, 'b') AS n FROM groups_seen v;
CREATE TABLE parts AS SELECT v.id, e AS part FROM groups_seen v, unnest(v.g) AS e;
CREATE TABLE values_of AS SELECT v.id, (e.value)::integer AS part FROM groups_seen v, jsonb_array_elements(v.j) AS e (value);
WITH found AS (SELECT id, g FROM groups_of WHERE g && '{a,z}'),
changed AS (SELECT id, array_append(array_remove(g, 'a'), 'q') AS g FROM found)
UPDATE groups_of SET g = changed.g FROM changed WHERE groups_of.id = changed.id;
CREATE TABLE changed_to AS SELECT id, array_to_string(g, ',') AS g FROM groups_of;
.
rows SELECT id, g FROM removed ORDER BY id
= 1|b
= 2|c
= 3|NULL
rows SELECT id, n FROM positions WHERE n IS NOT NULL
= 1|2
rows SELECT id, part FROM parts ORDER BY part
= 1|a
= 1|b
= 2|c
rows SELECT id, part FROM values_of ORDER BY part
= 1|1
= 1|2
= 2|3
rows SELECT id, g FROM changed_to ORDER BY id
= 1|b,q
= 2|c
= 3|NULL
migrate
CREATE TABLE made_of AS SELECT id, array_replace(g, 'q', 'r') AS r, array_cat(NULL::text[], g) AS c FROM groups_of;
.
rows SELECT id FROM made_of WHERE r IS NULL AND c IS NULL
= 3

# pg_dump --inserts names no columns, and says DEFAULT for one that is generated.
migrate
CREATE TABLE dumped (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, len int GENERATED ALWAYS AS (length(title)) STORED, n int DEFAULT 7);
INSERT INTO dumped OVERRIDING SYSTEM VALUE VALUES (2, 'x', DEFAULT, DEFAULT), (3, 'yy', DEFAULT, 8);
INSERT INTO dumped OVERRIDING SYSTEM VALUE VALUES (5, 'zzz', DEFAULT);
.
rows SELECT id, title, len, n FROM dumped ORDER BY id
= 2|x|1|7
= 3|yy|2|8
= 5|zzz|3|7

# A sub-query on the table that changes, in the condition of a join.
migrate
CREATE TABLE joined_on (id int PRIMARY KEY, t text NOT NULL, b boolean);
INSERT INTO joined_on VALUES (1, 'a', true), (2, 'a', false), (3, 'b', true), (4, 'c', false);
DELETE FROM joined_on q0 USING joined_on q1 JOIN joined_on q2 ON (q1.b AND q2.id IN (SELECT q3.id + 1 FROM joined_on q3)) WHERE q0.t = q2.t AND q0.id > 3;
UPDATE joined_on q0 SET t = q0.t || q2.id FROM joined_on q1 JOIN joined_on q2 ON q1.id = (SELECT min(q3.id) FROM joined_on q3) AND q2.id = 2 JOIN (SELECT id FROM joined_on WHERE b) q4 ON q4.id = 1 WHERE q0.id = q1.id;
.
rows SELECT id, t FROM joined_on ORDER BY id
= 1|a2
= 2|a
= 3|b

# The rows of a view are those of its table: SQLite's views take no changes.
migrate
CREATE TABLE through_table (id integer PRIMARY KEY, n integer);
CREATE TABLE through_other (id integer PRIMARY KEY);
INSERT INTO through_table VALUES (1, 1);
CREATE VIEW through_view AS SELECT * FROM through_table;
.
lite refused of a view
UPDATE through_view SET n = 2;
.
lite refused of a view
CREATE FUNCTION through() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM through_view; RETURN NULL; END $$;
CREATE TRIGGER through AFTER INSERT ON through_other FOR EACH ROW EXECUTE FUNCTION through();
.
