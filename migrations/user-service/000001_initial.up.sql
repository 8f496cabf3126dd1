-- The schema of the user service and its users.

CREATE SCHEMA IF NOT EXISTS user_service;

CREATE TABLE IF NOT EXISTS user_service.users (
    id SERIAL PRIMARY KEY,
    email VARCHAR(255) UNIQUE NOT NULL,
    first_name VARCHAR(100) NOT NULL,
    last_name VARCHAR(100) NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX IF NOT EXISTS idx_users_last_name ON user_service.users (last_name, first_name);
CREATE INDEX IF NOT EXISTS idx_users_created_at ON user_service.users (created_at DESC);

COMMENT ON TABLE user_service.users IS 'People who can sign in';
COMMENT ON COLUMN user_service.users.email IS 'Unique, as the person wrote it';
