ALTER TABLE hulls RENAME COLUMN mark TO sign;
ALTER TABLE counted ALTER COLUMN id TYPE bigint;
ALTER TABLE watched DROP COLUMN a CASCADE;
INSERT INTO keels (c) VALUES ('back\slash'), (NULL);
CREATE TABLE nothings (n numeric(2) DEFAULT NULL);
ALTER TABLE nothings ALTER COLUMN n TYPE char(4) USING NULL;
CREATE TABLE retyped (id integer, a boolean DEFAULT true, b bytea DEFAULT '\x61'::bytea, c time DEFAULT '10:00');
ALTER TABLE retyped ALTER COLUMN a TYPE varchar(22), ALTER COLUMN b TYPE text, ALTER COLUMN c TYPE text;
