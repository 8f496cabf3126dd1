-- The names that PostgreSQL gives: constraints, indexes, sequences.
CREATE TABLE a (id serial PRIMARY KEY, n int UNIQUE, m int CHECK (m > 0), o int CHECK (o > m), UNIQUE (n, m), CHECK (true), CHECK (m < 10), CHECK (m <> 5));
CREATE TABLE b (id bigserial PRIMARY KEY, a_id int REFERENCES a, x int REFERENCES a (n), y int, z int, FOREIGN KEY (y, z) REFERENCES a (n, m), FOREIGN KEY (a_id) REFERENCES a);
CREATE TABLE a_very_long_table_name_that_nearly_fills_the_limit_of_names (a_very_long_column_name_that_is_long_as_well serial PRIMARY KEY, another_very_long_column_name int UNIQUE REFERENCES a (id) CHECK (another_very_long_column_name > 0));
CREATE INDEX ON a (n);
CREATE INDEX ON a (n);
CREATE INDEX ON a (lower(n::text), m, (m + o));
CREATE INDEX ON a (n, (n + 1), (n + 2)) INCLUDE (m, o);
CREATE INDEX ON a (coalesce(n, 0), (CASE WHEN n > 1 THEN m ELSE 0 END), (n::text), nullif(n, m));
CREATE INDEX ON a_very_long_table_name_that_nearly_fills_the_limit_of_names (another_very_long_column_name, a_very_long_column_name_that_is_long_as_well);
CREATE UNIQUE INDEX ON b (x) WHERE y IS NOT NULL;
ALTER TABLE b ADD UNIQUE (x);
ALTER TABLE b ADD UNIQUE (x) DEFERRABLE;
ALTER TABLE b ADD CHECK (x > 0), ADD CHECK (x > 1), ADD CHECK (x > y);
ALTER TABLE b ADD COLUMN w int UNIQUE CHECK (w > 0) REFERENCES a (id);
ALTER TABLE b ADD COLUMN w2 int NOT NULL DEFAULT 3, ADD UNIQUE (w2, w), ADD FOREIGN KEY (w2) REFERENCES a;
CREATE TABLE c (x int PRIMARY KEY UNIQUE, y int UNIQUE, UNIQUE (y), UNIQUE (x, y), UNIQUE (y, x) INCLUDE (x));
CREATE TABLE a_pkey_taken (id int);
CREATE TABLE d_id_seq (x int);
CREATE TABLE d_pkey (x int);
CREATE TABLE d (id serial PRIMARY KEY, e int UNIQUE);
CREATE TABLE d_e_key1 (x int);
ALTER TABLE d ADD UNIQUE (e);
CREATE TABLE "Mixed Case" ("Id" serial PRIMARY KEY, "select" int UNIQUE CHECK ("select" > 0), "quo""te" text);
CREATE INDEX ON "Mixed Case" ("select", "quo""te");
CREATE TABLE e (id int CONSTRAINT my_key PRIMARY KEY, n int CONSTRAINT my_unique UNIQUE CONSTRAINT my_check CHECK (n > 0) CONSTRAINT my_ref REFERENCES a (id), CONSTRAINT my_table_check CHECK (n < id));
CREATE TABLE f (n int CHECK (n > 0), CONSTRAINT f_n_check1 CHECK (n > 1), CHECK (n > 2));
-- names live in the schema: the same constraint name elsewhere pushes the number up
CREATE TABLE g_h (i int);
ALTER TABLE g_h ADD CONSTRAINT g_h_i_check CHECK (i > 0);
CREATE TABLE g (h_i int);
ALTER TABLE g ADD CHECK (h_i > 0);
CREATE SCHEMA s;
CREATE TABLE s.g (h_i int CHECK (h_i > 0), id serial PRIMARY KEY);
-- the name that was written, of two keys that are one
CREATE TABLE twins (a integer NOT NULL, b integer NOT NULL, CONSTRAINT first_twin UNIQUE (a, b),
                    CONSTRAINT twins_pkey PRIMARY KEY (a, b));
CREATE TABLE halves (a integer UNIQUE, CONSTRAINT halves_other UNIQUE (a));
