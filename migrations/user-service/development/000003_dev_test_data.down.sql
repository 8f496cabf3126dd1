DROP INDEX IF EXISTS user_service.idx_dev_users_first_name;
DELETE FROM user_service.users WHERE email LIKE '%@example.test';
