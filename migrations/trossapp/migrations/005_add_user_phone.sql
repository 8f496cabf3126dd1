-- Migration: 005
-- Description: A phone number for users, which they may leave out
-- Author: TrossApp
-- Date: 2025-11-17
-- Reversible: Yes

-- Add column (safe, no downtime)
ALTER TABLE users
ADD COLUMN IF NOT EXISTS phone_number VARCHAR(20);

-- Add index
CREATE INDEX IF NOT EXISTS idx_users_phone
    ON users(phone_number);
