# jsonb_insert() of a key, which must not be there.

migrate
CREATE TABLE docs (id integer PRIMARY KEY, d jsonb, made jsonb);
INSERT INTO docs VALUES (1, '{"a": 1}', NULL), (2, '{}', NULL), (3, NULL, NULL), (4, '{"k": {"x": null}}', NULL);
UPDATE docs SET made = jsonb_insert(d, '{/reason}', '"wrapped"') WHERE id < 3;
UPDATE docs SET made = jsonb_insert(d, '{k,y}', to_jsonb(id)) WHERE id > 2;
UPDATE docs SET d = jsonb_insert(COALESCE(d, '{}'::jsonb), '{z,y}', '1') WHERE id = 1;
.
lite,pg rows SELECT id, made ->> '/reason', made -> 'k' ->> 'y', d ->> 'a' FROM docs ORDER BY id
= 1|wrapped|NULL|1
= 2|wrapped|NULL|NULL
= 3|NULL|NULL|NULL
= 4|NULL|4|NULL
maria,mysql rows SELECT id, JSON_UNQUOTE(JSON_EXTRACT(made, '$."/reason"')), JSON_EXTRACT(made, '$.k.y'), JSON_LENGTH(d) FROM docs ORDER BY id
= 1|wrapped|NULL|1
= 2|wrapped|NULL|0
= 3|NULL|NULL|NULL
= 4|NULL|4|1
fails
UPDATE docs SET made = jsonb_insert(d, '{a}', '2') WHERE id = 1;
.
fails
UPDATE docs SET made = jsonb_insert(d, '{k,x}', '2') WHERE id = 4;
.
lite,mysql,maria refused jsonb_insert() into an array
UPDATE docs SET made = jsonb_insert(d, '{k,0}', '2') WHERE id = 4;
.

# An object of what an object's texts become: keys and values are computed.
migrate
CREATE TABLE features (id integer PRIMARY KEY, f jsonb, a jsonb);
INSERT INTO features VALUES (1, '{"k": "v", "n": 5}', NULL), (2, '{}', NULL);
UPDATE features SET a = (SELECT COALESCE(jsonb_object_agg(kv.key, jsonb_build_object('eq', kv.value)), '{}'::jsonb)
    FROM jsonb_each_text(f) AS kv(key, value));
UPDATE features SET f = jsonb_build_object(id::text, 'x', (a ->> 'none') || 'y', 1) WHERE a ->> 'none' IS NOT NULL;
.
lite,pg rows SELECT id, a -> 'k' ->> 'eq', a -> 'n' ->> 'eq' FROM features ORDER BY id
= 1|v|5
= 2|NULL|NULL
maria,mysql rows SELECT id, JSON_UNQUOTE(JSON_EXTRACT(a, '$.k.eq')), JSON_UNQUOTE(JSON_EXTRACT(a, '$.n.eq')) FROM features ORDER BY id
= 1|v|5
= 2|NULL|NULL

# A value of chance in a block with loops is computed once for each statement.
migrate
CREATE TABLE made (id integer PRIMARY KEY, code text);
CREATE TABLE wanted (id integer PRIMARY KEY, n integer);
INSERT INTO wanted VALUES (1, 1), (2, 2);
CREATE FUNCTION code_of() RETURNS text AS $$
DECLARE
    t text;
BEGIN
    t := substr(gen_random_uuid()::text, 1, 4);
    RETURN t || '-' || t;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE FUNCTION make(wanted_id integer) RETURNS text AS $$
DECLARE
    w record;
    made_code text;
BEGIN
    SELECT * INTO w FROM wanted WHERE id = wanted_id;
    IF w IS NULL THEN
        RAISE EXCEPTION 'none';
    END IF;
    made_code = code_of();
    INSERT INTO made VALUES (w.id, made_code);
    RETURN made_code;
END $$ LANGUAGE plpgsql;
SELECT make(id) FROM wanted WHERE n > 0;
.
rows SELECT id, length(code), CASE WHEN substr(code, 1, 4) = substr(code, 6) THEN 1 ELSE 0 END FROM made ORDER BY id
= 1|9|1
= 2|9|1
