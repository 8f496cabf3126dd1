# A trigger has its own name where no other table has one of that name, and TABLE.NAME where one has.
migrate
CREATE TABLE pens (id int PRIMARY KEY, n int DEFAULT 0, seen int DEFAULT 0);
CREATE TABLE inks (id int PRIMARY KEY, n int DEFAULT 0, seen int DEFAULT 0);
CREATE FUNCTION twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen := NEW.n * 2; RETURN NEW; END $$;
CREATE FUNCTION thrice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.seen := NEW.seen + 100; RETURN NEW; END $$;
CREATE TRIGGER see BEFORE UPDATE ON pens FOR EACH ROW EXECUTE FUNCTION twice();
CREATE TRIGGER also_see BEFORE INSERT OR UPDATE ON inks FOR EACH ROW EXECUTE FUNCTION twice();
CREATE TRIGGER inks_n_default BEFORE UPDATE ON inks FOR EACH ROW WHEN (OLD.n < -100) EXECUTE FUNCTION twice();
INSERT INTO pens (id) VALUES (1);
INSERT INTO inks (id) VALUES (1);
.
lite rows SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('pens', 'inks') AND name NOT LIKE '%skein%' ORDER BY 1
= also_see
= also_see:2
= inks.inks_n_default
= see
maria,mysql rows SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table IN ('pens', 'inks') ORDER BY 1
= also_see
= also_see:update
= inks.inks_n_default
= see

# A second table gets one of the same name: both say their table's.
migrate
CREATE TRIGGER see BEFORE UPDATE ON inks FOR EACH ROW EXECUTE FUNCTION thrice();
.
lite rows SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('pens', 'inks') AND name NOT LIKE '%skein%' ORDER BY 1
= also_see
= also_see:2
= inks.inks_n_default
= inks.see
= pens.see
maria,mysql rows SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table IN ('pens', 'inks') ORDER BY 1
= also_see
= also_see:update
= inks.inks_n_default
= inks.see
= pens.see
ok UPDATE pens SET n = 4
ok UPDATE inks SET n = 5
rows SELECT seen FROM pens UNION ALL SELECT seen FROM inks
= 8
= 110

# Their tables are rebuilt and renamed; the first of the two goes, and what is left has its own name again.
migrate
ALTER TABLE inks ADD COLUMN note varchar(10) CHECK (note <> '');
ALTER TABLE inks ALTER COLUMN note TYPE text;
ALTER TABLE pens RENAME TO quills;
DROP TRIGGER see ON quills;
.
lite rows SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('quills', 'inks') AND name NOT LIKE '%skein%' ORDER BY 1
= also_see
= also_see:2
= inks.inks_n_default
= see
maria,mysql rows SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table IN ('quills', 'inks') ORDER BY 1
= also_see
= also_see:update
= inks.inks_n_default
= see
ok UPDATE quills SET n = 5
ok UPDATE inks SET n = 6
rows SELECT seen FROM quills UNION ALL SELECT seen FROM inks
= 8
= 112

# Renamed into each other's way, and out of it again by DROP TABLE and DROP FUNCTION ... CASCADE.
migrate
CREATE TRIGGER look BEFORE UPDATE ON quills FOR EACH ROW EXECUTE FUNCTION twice();
ALTER TRIGGER look ON quills RENAME TO see;
CREATE TABLE nibs (id int PRIMARY KEY, n int, seen int);
CREATE TRIGGER also_see BEFORE UPDATE ON nibs FOR EACH ROW EXECUTE FUNCTION thrice();
.
maria,mysql rows SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table IN ('quills', 'inks', 'nibs') ORDER BY 1
= inks.also_see
= inks.also_see:update
= inks.inks_n_default
= inks.see
= nibs.also_see
= quills.see
migrate
DROP TABLE nibs;
DROP FUNCTION thrice() CASCADE;
.
lite rows SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('quills', 'inks') AND name NOT LIKE '%skein%' ORDER BY 1
= also_see
= also_see:2
= inks.inks_n_default
= see
maria,mysql rows SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() AND event_object_table IN ('quills', 'inks') ORDER BY 1
= also_see
= also_see:update
= inks.inks_n_default
= see
ok UPDATE quills SET n = 7
ok UPDATE inks SET n = 7
rows SELECT seen FROM quills UNION ALL SELECT seen FROM inks
= 14
= 14

# A name as long as there can be, and several of the engine's for it.
migrate
CREATE TRIGGER a_trigger_with_a_name_that_is_as_long_as_postgresql_takes_names BEFORE INSERT OR UPDATE ON quills FOR EACH ROW EXECUTE FUNCTION twice();
.
ok INSERT INTO quills (id, n) VALUES (2, 3)
ok UPDATE quills SET n = 4 WHERE id = 2
rows SELECT seen FROM quills WHERE id = 2
= 8
migrate
DROP TRIGGER a_trigger_with_a_name_that_is_as_long_as_postgresql_takes_names ON quills;
.
ok INSERT INTO quills (id, n) VALUES (3, 3)
rows SELECT seen FROM quills WHERE id = 3
= 0
