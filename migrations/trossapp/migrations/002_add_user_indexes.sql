-- Migration: 002
-- Description: Indexes for the lookups of users
-- Author: TrossApp
-- Date: 2025-10-27
-- Reversible: Yes

CREATE INDEX IF NOT EXISTS idx_users_role_id
    ON users(role_id);
CREATE INDEX IF NOT EXISTS idx_users_name
    ON users(last_name, first_name);
CREATE INDEX IF NOT EXISTS idx_users_active
    ON users(email) WHERE is_active;
