# Recursive queries whose later rows are wider than the first ones.
migrate
CREATE TABLE recursive_parts (id integer PRIMARY KEY, up integer, name varchar(4));
INSERT INTO recursive_parts VALUES (1, NULL, 'root'), (2, 1, 'stem'), (3, 2, 'leaf');
CREATE VIEW recursive_paths AS
    WITH RECURSIVE r AS (
        SELECT id, name::text AS path, 0.5 AS share, ARRAY[id] AS ids, NULL::text AS above FROM recursive_parts
        WHERE up IS NULL
        UNION ALL
        SELECT n.id, r.path || '/' || n.name, r.share * 5, r.ids || n.id, r.path FROM r
        JOIN recursive_parts n ON n.up = r.id)
    SELECT id, path, (CASE WHEN share > 10 THEN 1 ELSE 0 END) AS much, ids[3] AS last, above FROM r;
CREATE VIEW recursive_numbers AS
    WITH RECURSIVE r (n, t, product, at) AS (
        SELECT 1, 'a', 1::bigint, '2026-01-01 00:00:00'::timestamp
        UNION ALL
        SELECT n + 1, t || n, product * (n + 1), at + interval '250 milliseconds' FROM r WHERE n < 15)
    SELECT n, t, product, extract(milliseconds FROM at)::integer AS ms FROM r;
.
rows SELECT id, path, much, last, above FROM recursive_paths ORDER BY 1
= 1|root|0|NULL|NULL
= 2|root/stem|0|NULL|root
= 3|root/stem/leaf|1|3|root/stem
rows SELECT n, t, product, ms FROM recursive_numbers WHERE n IN (1, 3, 15) ORDER BY 1
= 1|a|1|0
= 3|a12|6|500
= 15|a1234567891011121314|1307674368000|3500
