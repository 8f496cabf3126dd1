DROP INDEX IF EXISTS user_service.idx_users_active;
ALTER TABLE user_service.users DROP COLUMN IF EXISTS is_active;
DROP TABLE IF EXISTS user_service.user_profiles;
