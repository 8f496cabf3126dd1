# LIMIT of what is computed: MySQL and MariaDB take numbers alone.

migrate
CREATE TABLE ranked (id integer PRIMARY KEY, n integer);
INSERT INTO ranked VALUES (1, 2), (2, 1), (3, NULL);
CREATE VIEW ranked_two AS SELECT id FROM ranked ORDER BY id LIMIT 2 OFFSET 1;
.
rows SELECT id FROM ranked_two ORDER BY id
= 2
= 3
lite,pg migrate
CREATE VIEW ranked_first AS SELECT id FROM ranked ORDER BY id LIMIT (SELECT max(n) FROM ranked);
.
lite,pg rows SELECT id FROM ranked_first ORDER BY id
= 1
= 2
mysql,maria refused LIMIT of what is computed
CREATE VIEW ranked_first AS SELECT id FROM ranked ORDER BY id LIMIT (SELECT max(n) FROM ranked);
.
mysql,maria refused LIMIT of what is computed
INSERT INTO ranked SELECT id + 10, n FROM ranked ORDER BY id OFFSET 1 + 1;
.
