DROP TABLE IF EXISTS user_service.users;
DROP SCHEMA IF EXISTS user_service;
