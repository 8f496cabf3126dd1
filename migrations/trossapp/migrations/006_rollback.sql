-- Takes 006 back.

ALTER TABLE users DROP COLUMN IF EXISTS email_new;
