# Parts of arrays and documents, forms of times, paths.
migrate
CREATE TABLE things (id integer PRIMARY KEY, tags text[], nums integer[], doc jsonb, at timestamp, n integer);
INSERT INTO things VALUES (1, '{a,"b c",d}', '{5,6,7}', '{"k": {"l": [10, 20]}}', '2024-02-29 15:04:05.678', 2), (2, '{}', NULL, '{}', '2021-01-03 00:07:08', 0), (3, NULL, '{9}', NULL, NULL, NULL);
CREATE TABLE seen (k text, v text);
INSERT INTO seen SELECT 'first', tags[1] FROM things ORDER BY id;
INSERT INTO seen SELECT 'nth ' || id, nums[n]::text FROM things;
INSERT INTO seen SELECT 'written ' || id, (ARRAY['x', 'y', 'z'])[n] FROM things;
INSERT INTO seen SELECT 'computed', (ARRAY['x', 'y', 'z']::text[])[floor(nums[1] / 2.0) + 1] FROM things WHERE id = 1;
INSERT INTO seen SELECT 'split', (string_to_array('p/q/r', '/'))[2];
INSERT INTO seen SELECT 'any', (SELECT count(*)::text FROM things WHERE nums[1] > 5);
UPDATE things SET n = nums[2] + 1 WHERE id = 1;
INSERT INTO seen SELECT 'set', n::text FROM things WHERE id = 1;
INSERT INTO seen SELECT 'document', doc['k']['l'][1]::text FROM things WHERE id = 1;
INSERT INTO seen SELECT 'trunc', date_trunc('seconds', at)::text FROM things WHERE id = 1;
INSERT INTO seen SELECT 'id', uuid_in('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11')::text;
INSERT INTO seen SELECT 'hex', to_hex(255);
.
rows SELECT k, coalesce(v, 'none') AS w FROM seen ORDER BY k, w
= any|1
= computed|z
= document|20
= first|a
= first|none
= first|none
= hex|ff
= id|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11
= nth 1|6
= nth 2|none
= nth 3|none
= set|7
= split|q
= trunc|2024-02-29 15:04:05
= written 1|y
= written 2|none
= written 3|none

lite,pg migrate
INSERT INTO seen SELECT 'slice', array_to_string(tags[2:3], '+') FROM things WHERE id < 3;
INSERT INTO seen SELECT 'slice to', array_to_string(nums[:2], '+') FROM things;
INSERT INTO seen SELECT 'iso', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM things;
INSERT INTO seen SELECT 'twelve', to_char(at, 'HH12:MI AM, "100%" IYYY-IW-ID Q') FROM things;
.
lite,pg rows SELECT k, coalesce(v, 'none') AS w FROM seen WHERE k IN ('slice', 'slice to', 'iso', 'twelve') ORDER BY k, w
= iso|2021-01-03T00:07:08.000Z
= iso|2024-02-29T15:04:05.678Z
= iso|none
= slice|
= slice|b c+d
= slice to|5+6
= slice to|9
= slice to|none
= twelve|03:04 PM, 100% 2024-09-4 1
= twelve|12:07 AM, 100% 2020-53-7 1
= twelve|none

migrate
CREATE EXTENSION ltree;
CREATE TABLE paths (id integer PRIMARY KEY, path ltree NOT NULL);
INSERT INTO paths VALUES (1, 'root'), (2, 'root.a'), (3, text2ltree('root.' || 'a' || '.b')), (4, 'rooted.a');
CREATE TABLE below AS SELECT p.id, count(c.id) AS n, nlevel(p.path) AS depth FROM paths p LEFT JOIN paths c ON c.path <@ p.path AND c.path <> p.path GROUP BY p.id;
DELETE FROM paths WHERE path @> 'root.a' AND nlevel(path) = 1;
.
rows SELECT id, n, depth FROM below ORDER BY id
= 1|2|1
= 2|1|2
= 3|0|3
= 4|0|2
rows SELECT id FROM paths ORDER BY id
= 2
= 3
= 4

# Aggregates in an order of their own, over several tables.
migrate
CREATE TABLE albums (id integer PRIMARY KEY, title text NOT NULL);
CREATE TABLE songs (id integer PRIMARY KEY, album_id integer, title text, place integer, genre_id integer);
CREATE TABLE genres (id integer PRIMARY KEY, title text);
INSERT INTO albums VALUES (1, 'one'), (2, 'two'), (3, 'none');
INSERT INTO genres VALUES (1, 'jazz'), (2, 'folk');
INSERT INTO songs VALUES (1, 1, 'c', 2, 1), (2, 1, 'a', 3, 2), (3, 1, 'b', 1, 2), (4, 2, 'z', 9, 1), (5, 2, 'y', NULL, NULL);
CREATE VIEW contents AS SELECT a.id, a.title, string_agg(s.title, ',' ORDER BY s.place DESC NULLS LAST) AS songs, count(s.id) AS n,
    (SELECT count(*) FROM songs x WHERE x.album_id = a.id) AS again
    FROM albums a LEFT JOIN songs s ON s.album_id = a.id LEFT JOIN genres g ON g.id = s.genre_id GROUP BY a.id, a.title;
CREATE VIEW kinds AS SELECT g.title, array_to_string(array_agg(album_id || s.title ORDER BY s.title), ' ') AS list FROM songs s, genres g
    WHERE g.id = s.genre_id AND place > 0 GROUP BY 1 HAVING count(*) > 1 ORDER BY g.title;
.
rows SELECT id, title, songs, n, again FROM contents ORDER BY id
= 1|one|a,c,b|3|3
= 2|two|z,y|2|2
= 3|none|NULL|0|0
rows SELECT title, list FROM kinds ORDER BY title
= folk|1a 1b
= jazz|1c 2z
lite refused aggregates in several orders
CREATE VIEW both_ways AS SELECT string_agg(title, ',' ORDER BY title) AS a, string_agg(title, ',' ORDER BY title DESC) AS z FROM songs;
.

# A whole row in the result of a sub-query, and parts of it.
migrate
CREATE TABLE branches (id int PRIMARY KEY, parent_id int, label text);
INSERT INTO branches VALUES (1, NULL, 'root'), (2, 1, 'left'), (3, 2, 'leaf'), (4, NULL, 'other');
CREATE TABLE trails AS
WITH RECURSIVE q AS (
    SELECT b, 1 AS level, ARRAY[id] AS trail FROM branches b WHERE parent_id IS NULL
    UNION ALL
    SELECT c, q.level + 1 AS level, trail || id FROM q JOIN branches c ON c.parent_id = (q.b).id
)
SELECT (q.b).id, (q.b).parent_id, level, array_to_string(trail, '.') AS path, upper((q.b).label) AS label FROM q ORDER BY trail;
CREATE VIEW labels_of AS SELECT (s.x).label AS label, s.n FROM (SELECT branches AS x, id + 1 AS n FROM branches) AS s;
.
rows SELECT id, parent_id, level, path, label FROM trails ORDER BY id
= 1|NULL|1|1|ROOT
= 2|1|2|1.2|LEFT
= 3|2|3|1.2.3|LEAF
= 4|NULL|1|4|OTHER
rows SELECT label, n FROM labels_of ORDER BY n
= root|2
= left|3
= leaf|4
= other|5
