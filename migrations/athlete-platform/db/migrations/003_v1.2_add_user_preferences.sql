-- Migration: Add user preferences
-- Version: 003
-- Date: 2026-03-15
-- Description: Add notification preferences and theme selection to users table
--
-- Changes:
-- 1. Add preferences column to users table
-- 2. Add theme preference column
-- 3. Add index for queries
--
-- Impact: Non-breaking (new columns with defaults)
-- Rollback: ALTER TABLE users DROP COLUMN notification_preferences, DROP COLUMN theme_preference;
--

ALTER TABLE users ADD COLUMN IF NOT EXISTS notification_preferences JSONB DEFAULT '{"email": true, "push": true}';
ALTER TABLE users ADD COLUMN IF NOT EXISTS theme_preference VARCHAR(20) DEFAULT 'light' CHECK (theme_preference IN ('light', 'dark', 'auto'));

CREATE INDEX IF NOT EXISTS idx_users_theme ON users(theme_preference);

-- Schema v1.1 → v1.2: +2 columns to users, 1 new index
