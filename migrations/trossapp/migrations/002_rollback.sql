-- Takes 002 back.

DROP INDEX IF EXISTS idx_users_active;
DROP INDEX IF EXISTS idx_users_name;
DROP INDEX IF EXISTS idx_users_role_id;
