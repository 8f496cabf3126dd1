-- Migration: 006
-- Description: Longer e-mail addresses, steps 1 and 2 of 4: the new column, and what is in the old one
-- Author: TrossApp
-- Date: 2025-11-18
-- Reversible: Yes

-- Step 1: Add new column
ALTER TABLE users
ADD COLUMN IF NOT EXISTS email_new VARCHAR(320);

-- Step 2: Copy data
UPDATE users SET email_new = email;
