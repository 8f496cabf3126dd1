# Defaults that an engine's DEFAULT cannot say.
migrate
CREATE FUNCTION word() RETURNS text LANGUAGE sql AS $$
    SELECT 'http://' || string_agg(substr('abcdef', ceil(random() * 6)::integer, 1), '') FROM generate_series(1, 20)
$$;
CREATE TABLE people (
    id serial PRIMARY KEY,
    address text NOT NULL UNIQUE DEFAULT word(),
    short varchar(40) DEFAULT word(),
    name text
);
INSERT INTO people (name) VALUES ('a'), ('b');
ALTER TABLE people ADD COLUMN other text DEFAULT word();
ALTER TABLE people RENAME COLUMN address TO url;
ALTER TABLE people RENAME TO persons;
.
ok INSERT INTO persons (name) VALUES ('c')
ok INSERT INTO persons (name, url) VALUES ('d', 'mine')
ok INSERT INTO persons (name, short) VALUES ('e', NULL)
no INSERT INTO persons (name, url) VALUES ('f', 'mine')
no INSERT INTO persons (name, url) VALUES ('f', NULL)
rows SELECT count(*), count(DISTINCT url), count(short), min(length(url)) FROM persons
= 5|5|4|4
rows SELECT count(*) FROM persons WHERE length(url) = 27 AND url LIKE 'http://%'
= 4
migrate
ALTER TABLE persons ALTER COLUMN url SET DEFAULT 'none';
ALTER TABLE persons ALTER COLUMN short DROP DEFAULT;
.
ok INSERT INTO persons (name) VALUES ('g')
no INSERT INTO persons (name) VALUES ('h')
rows SELECT count(*) FROM persons WHERE url = 'none' AND short IS NULL
= 1

# The number of the row itself
migrate
CREATE TABLE deployments (id serial PRIMARY KEY, subgraph text, name text NOT NULL DEFAULT 'sgd' || currval('deployments_id_seq'));
INSERT INTO deployments (subgraph) VALUES ('x'), ('y');
.
ok INSERT INTO deployments (subgraph) VALUES ('a')
ok INSERT INTO deployments (subgraph) VALUES ('b')
ok INSERT INTO deployments (subgraph, name) VALUES ('c', 'mine')
no INSERT INTO deployments (subgraph, name) VALUES ('c', NULL)
rows SELECT id, name FROM deployments ORDER BY id
= 1|sgd1
= 2|sgd2
= 3|sgd3
= 4|sgd4
= 5|mine

# The default of an array that becomes text is the array's text.
pg,lite migrate
CREATE TABLE untangled (id int PRIMARY KEY, a text[] DEFAULT '{}', b text[] DEFAULT ARRAY['a','b c', NULL, 'null', '', 'x"y\z'], c int[] DEFAULT '{1, 2}', d boolean[] DEFAULT '{true,false}', e int[] DEFAULT ARRAY[-1, NULL, 2]::int[], f text[] DEFAULT '{"b c",d}'::text[]);
ALTER TABLE untangled ALTER COLUMN a TYPE text;
ALTER TABLE untangled ALTER COLUMN b TYPE text USING array_to_string(b, '-'), ALTER COLUMN c TYPE varchar(20), ALTER COLUMN d TYPE text;
INSERT INTO untangled (id) VALUES (1);
ALTER TABLE untangled ALTER COLUMN e TYPE text, ALTER COLUMN f TYPE text, ALTER COLUMN f SET DEFAULT '{ }';
INSERT INTO untangled (id) VALUES (2);
.
pg,lite rows SELECT id, a, b, c, d, e, f FROM untangled ORDER BY id
= 1|{}|{a,"b c",NULL,"null","","x\"y\\z"}|{1,2}|{t,f}|{-1,NULL,2}|{"b c",d}
= 2|{}|{a,"b c",NULL,"null","","x\"y\\z"}|{1,2}|{t,f}|{-1,NULL,2}|{ }
migrate
CREATE TABLE untangled_too (id int PRIMARY KEY, b text[] DEFAULT ARRAY['a','b c'], c int[] DEFAULT '{1, 2}', e int[] DEFAULT ARRAY[-1, NULL, 2]::int[], t text DEFAULT '{"b c",d}'::text[]::text);
ALTER TABLE untangled_too ALTER COLUMN b TYPE text USING array_to_string(b, '-'), ALTER COLUMN c TYPE varchar(20);
INSERT INTO untangled_too (id) VALUES (1);
ALTER TABLE untangled_too ALTER COLUMN e TYPE text;
INSERT INTO untangled_too (id) VALUES (2);
.
rows SELECT id, b, c, e, t FROM untangled_too ORDER BY id
= 1|{a,"b c"}|{1,2}|{-1,NULL,2}|{"b c",d}
= 2|{a,"b c"}|{1,2}|{-1,NULL,2}|{"b c",d}
# a domain with a CHECK does not look at what stands in for a default to come
migrate
CREATE DOMAIN counted_up AS bigint CONSTRAINT positive CHECK (VALUE IS NULL OR VALUE >= 0);
CREATE DOMAIN named_up AS text CHECK (length(VALUE) > 2);
CREATE SEQUENCE counted_up_seq;
CREATE TABLE counting_up (id counted_up NOT NULL DEFAULT nextval('counted_up_seq'), v integer,
    w named_up DEFAULT (array['one', 'two'])[length('a')], CONSTRAINT counting_up_key PRIMARY KEY (id));
INSERT INTO counting_up (v) VALUES (4), (5);
.
rows SELECT id, v FROM counting_up ORDER BY id
= 1|4
= 2|5
no INSERT INTO counting_up (id, v) VALUES (-1, 6)

# DEFAULT as a value, of a column whose domain has it
migrate
CREATE DOMAIN defaulted AS text NOT NULL DEFAULT 'dom' CHECK (length(VALUE) < 20);
CREATE TABLE of_domain (id integer PRIMARY KEY, a defaulted);
INSERT INTO of_domain (id, a) VALUES (1, DEFAULT);
INSERT INTO of_domain (id, a) VALUES (2, 'x'), (3, DEFAULT), (4, 'y');
UPDATE of_domain SET a = DEFAULT WHERE id = 4;
.
rows SELECT id, a FROM of_domain ORDER BY id
= 1|dom
= 2|x
= 3|dom
= 4|dom

# A default that is always NULL where there is no NULL: each row that takes it is refused, not the table.
migrate
CREATE TABLE null_defaults (id integer, b text NOT NULL DEFAULT NULL, c integer NOT NULL DEFAULT NULLIF(1, 1), d text NOT NULL DEFAULT lower(NULL), e timestamptz NOT NULL DEFAULT NULL::timestamptz, f integer NOT NULL DEFAULT 1 + NULL::integer, g text NOT NULL DEFAULT substr(NULL, 1));
.
no INSERT INTO null_defaults (id, b, c, d, e, f) VALUES (1, 'b', 1, 'd', '2020-01-01 00:00:00', 1)
no INSERT INTO null_defaults (id, b, c, d, e, g) VALUES (1, 'b', 1, 'd', '2020-01-01 00:00:00', 'g')
no INSERT INTO null_defaults (id, b, c, e, f, g) VALUES (1, 'b', 1, '2020-01-01 00:00:00', 1, 'g')
ok INSERT INTO null_defaults (id, b, c, d, e, f, g) VALUES (1, 'b', 1, 'd', '2020-01-01 00:00:00', 1, 'g')

# Who works with the database, also as pg_dump has written it: each engine has a name for that.
migrate
CREATE TABLE made_by (id integer PRIMARY KEY, a varchar(60) DEFAULT "current_user"() NOT NULL, b text DEFAULT current_user, c text);
CREATE FUNCTION name_maker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.c := session_user;
    RETURN NEW;
END $$;
CREATE TRIGGER made_by_name BEFORE INSERT ON made_by FOR EACH ROW EXECUTE FUNCTION name_maker();
INSERT INTO made_by (id) VALUES (1);
.
rows SELECT id FROM made_by WHERE a <> '' AND a = b AND a = c
= 1

# A CASE without ELSE around one that has it: MariaDB would compute it at once, and refuse the NULL.
migrate
CREATE TABLE cased (id int PRIMARY KEY, n int NOT NULL DEFAULT (CASE WHEN '{"a": 1}'::jsonb @> '{"a": 2}' THEN CASE WHEN true THEN 1 ELSE 9 END END));
.
no INSERT INTO cased (id) VALUES (1)
ok INSERT INTO cased (id, n) VALUES (1, 2)

# An empty array has no elements that its type could change.
migrate
CREATE TABLE ordered (id int PRIMARY KEY, places integer[] DEFAULT ARRAY[]::integer[]);
INSERT INTO ordered (id) VALUES (1);
ALTER TABLE ordered ADD COLUMN others bigint[] NOT NULL DEFAULT ARRAY[]::bigint[];
CREATE VIEW lengths AS SELECT id, cardinality(places) AS p, cardinality(others) AS o FROM ordered;
.
ok INSERT INTO ordered (id) VALUES (2)
rows SELECT id, p, o FROM lengths ORDER BY id
= 1|0|0
= 2|0|0

# A moment that a query computes, as a default.
migrate
CREATE FUNCTION hour_unit() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'hour'; END $$;
CREATE FUNCTION next_hour() RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN
    RETURN date_trunc(hour_unit(), now()) + ('1 ' || hour_unit())::interval;
END $$;
CREATE TABLE hourly (id integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT next_hour(), k integer);
CREATE UNIQUE INDEX ON hourly (k, at);
CREATE VIEW hours_off AS SELECT id, at > now() AND at <= now() + interval '1 hour' AS next, extract(minute FROM at) AS m FROM hourly;
.
ok INSERT INTO hourly (id, k) VALUES (1, 1), (2, 2)
no INSERT INTO hourly (id, k) VALUES (3, 1)
ok INSERT INTO hourly VALUES (4, '2024-01-01 00:30:00', 1)
no INSERT INTO hourly VALUES (5, NULL, 1)
rows SELECT id, m FROM hours_off WHERE next ORDER BY id
= 1|0
= 2|0
