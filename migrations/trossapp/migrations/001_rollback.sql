-- Takes 001 back.

DROP TABLE IF EXISTS users;
DROP TABLE IF EXISTS roles;
DROP FUNCTION IF EXISTS update_updated_at_column();
