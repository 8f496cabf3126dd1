-- Migration: 008
-- Description: An index for the newest users, made without locking the table
-- Author: TrossApp
-- Date: 2025-12-01
-- Reversible: Yes

-- Create index concurrently (no table lock)
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_created_at
    ON users(created_at DESC);
