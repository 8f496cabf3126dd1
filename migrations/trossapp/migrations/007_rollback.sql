-- Takes 007 back: both columns, as 006 left them.

-- First of all: an address of more than 255 characters stops it here, before anything has changed.
ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(255);

ALTER TABLE users ADD COLUMN email_new VARCHAR(320);
UPDATE users SET email_new = email;
