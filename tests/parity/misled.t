# Two foreign keys whose columns are unique together, and may be NULL: MySQL takes the unique key for one of theirs, and checks
# nothing where the other column is NULL.

migrate
CREATE TABLE kinds (id integer PRIMARY KEY);
CREATE TABLE lists (id integer PRIMARY KEY);
INSERT INTO kinds VALUES (1), (2);
INSERT INTO lists VALUES (1), (2);
CREATE TABLE roles (id integer PRIMARY KEY, kind integer REFERENCES kinds ON DELETE CASCADE, list integer REFERENCES lists);
CREATE UNIQUE INDEX roles_both ON roles (kind, list);
CREATE TABLE pairs (id bigint PRIMARY KEY, kind integer REFERENCES kinds, list integer REFERENCES lists, UNIQUE (list, kind));
CREATE TABLE later (id integer PRIMARY KEY, kind integer, list integer, UNIQUE (kind, list));
ALTER TABLE later ADD FOREIGN KEY (kind) REFERENCES kinds;
ALTER TABLE later ADD FOREIGN KEY (list) REFERENCES lists ON DELETE CASCADE;
.
no INSERT INTO roles (id, list) VALUES (1, 9)
no INSERT INTO roles (id, kind) VALUES (1, 9)
no INSERT INTO roles (id, kind, list) VALUES (1, 1, 9)
ok INSERT INTO roles (id, kind) VALUES (1, 1)
ok INSERT INTO roles (id, kind) VALUES (2, 1)
ok INSERT INTO roles (id, kind, list) VALUES (3, 2, 2)
no INSERT INTO roles (id, kind, list) VALUES (4, 2, 2)
no UPDATE roles SET list = 9 WHERE id = 1
no INSERT INTO pairs (id, list) VALUES (1, 9)
no INSERT INTO pairs (id, kind) VALUES (1, 9)
ok INSERT INTO pairs (id, list) VALUES (1, 1)
no DELETE FROM lists WHERE id = 1
no INSERT INTO later (id, list) VALUES (1, 9)
no INSERT INTO later (id, kind) VALUES (1, 9)
ok INSERT INTO later (id, kind, list) VALUES (1, 2, 1)

# They go as they came.
migrate
DROP INDEX roles_both;
ALTER TABLE pairs DROP CONSTRAINT pairs_list_kind_key;
ALTER TABLE later DROP COLUMN kind;
DROP TABLE later;
.
ok INSERT INTO roles (id, kind, list) VALUES (4, 2, 2)
no INSERT INTO roles (id, list) VALUES (5, 9)
no INSERT INTO pairs (id, list) VALUES (2, 9)
