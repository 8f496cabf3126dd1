-- Migration: 007
-- Description: Longer e-mail addresses, steps 3 and 4 of 4, after verification: the old column goes, the new one has its name
-- Author: TrossApp
-- Date: 2025-11-25
-- Reversible: Yes

-- What was written since 006
UPDATE users SET email_new = email WHERE email_new IS DISTINCT FROM email;

-- Step 3: Drop old column (after verification). The partial index on it goes along.
ALTER TABLE users DROP COLUMN IF EXISTS email;

-- Step 4: Rename new column
ALTER TABLE users RENAME COLUMN email_new TO email;

-- What the old column had
ALTER TABLE users ALTER COLUMN email SET NOT NULL;
ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email);
CREATE INDEX IF NOT EXISTS idx_users_active
    ON users(email) WHERE is_active;
