-- Migration: {{name}} ({{date}})
-- Purpose:

CREATE TABLE IF NOT EXISTS user_service.{{table}} (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user_service.users (id) ON DELETE CASCADE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

CREATE INDEX IF NOT EXISTS idx_{{table}}_user_id ON user_service.{{table}} (user_id);
