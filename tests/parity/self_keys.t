# Foreign keys of a table to itself that keep a part of the key: a parent of the same tenant. MySQL does not look at them.

mysql refused refers from column "tenant" to itself
CREATE TABLE nodes (tenant varchar(20) NOT NULL, id integer NOT NULL, parent integer, PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parent) REFERENCES nodes (tenant, id));
.

pg,lite,maria migrate
CREATE TABLE nodes (tenant varchar(20) NOT NULL, id integer NOT NULL, parent integer, name text,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parent) REFERENCES nodes (tenant, id));
CREATE INDEX nodes_parent ON nodes (tenant, parent);
CREATE TABLE portals (bridge varchar(20) NOT NULL, id varchar(20) NOT NULL, receiver varchar(20) NOT NULL, parent varchar(20),
    parent_receiver varchar(20) NOT NULL DEFAULT '', PRIMARY KEY (bridge, id, receiver),
    CONSTRAINT portals_parent FOREIGN KEY (bridge, parent, parent_receiver) REFERENCES portals (bridge, id, receiver)
        ON DELETE CASCADE);
CREATE TABLE later (tenant integer NOT NULL, id integer PRIMARY KEY, parent integer, UNIQUE (tenant, id));
INSERT INTO later (tenant, id, parent) VALUES (1, 1, NULL), (1, 2, 1);
ALTER TABLE later ADD CONSTRAINT later_parent FOREIGN KEY (tenant, parent) REFERENCES later (tenant, id);
.
pg,lite,maria ok INSERT INTO nodes VALUES ('a', 1, NULL, 'top'), ('b', 7, NULL, 'other')
pg,lite,maria ok INSERT INTO nodes VALUES ('a', 2, 1, 'below')
pg,lite,maria no INSERT INTO nodes VALUES ('a', 3, 7, 'below that of another')
pg,lite,maria no UPDATE nodes SET tenant = 'b' WHERE id = 2
pg,lite,maria no UPDATE nodes SET parent = 7 WHERE id = 2
pg,lite,maria no DELETE FROM nodes WHERE id = 1
pg,lite,maria no UPDATE nodes SET id = 5 WHERE id = 1
pg,lite,maria ok DELETE FROM nodes WHERE id = 2
pg,lite,maria ok DELETE FROM nodes WHERE id = 1
pg,lite,maria ok INSERT INTO portals VALUES ('x', '1', '', NULL, ''), ('y', '9', '', NULL, '')
pg,lite,maria ok INSERT INTO portals VALUES ('x', '2', 'me', '1', '')
pg,lite,maria ok INSERT INTO portals VALUES ('x', '3', '', '2', 'me')
pg,lite,maria no INSERT INTO portals VALUES ('x', '4', '', '9', '')
pg,lite,maria no INSERT INTO portals VALUES ('x', '4', '', '2', 'you')
pg,lite,maria ok DELETE FROM portals WHERE id = '1'
pg,lite,maria rows SELECT bridge, id FROM portals ORDER BY bridge, id
= y|9
pg,lite,maria no INSERT INTO later (tenant, id, parent) VALUES (2, 9, 1)
pg,lite,maria ok INSERT INTO later (tenant, id, parent) VALUES (1, 3, 2)

# It goes, and what served it alone.
pg,lite,maria migrate
ALTER TABLE nodes DROP CONSTRAINT nodes_tenant_parent_fkey;
ALTER TABLE later DROP CONSTRAINT later_parent;
.
pg,lite,maria ok INSERT INTO nodes VALUES ('a', 3, 7, 'below that of another')
pg,lite,maria ok INSERT INTO later (tenant, id, parent) VALUES (2, 9, 1)

# TRUNCATE takes rows that refer to one another, whatever their foreign key would do with them.
migrate
CREATE TABLE emptied (id integer PRIMARY KEY, up integer REFERENCES emptied (id) ON DELETE SET NULL, note text);
INSERT INTO emptied (id, up) VALUES (1, NULL), (2, 1), (3, 2);
ALTER TABLE emptied ADD CONSTRAINT later CHECK (id > 100) NOT VALID;
TRUNCATE emptied;
INSERT INTO emptied (id, up) VALUES (101, NULL);
.
rows SELECT id, up FROM emptied
= 101|NULL
