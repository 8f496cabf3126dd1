-- Takes ENG-001 back: the schema is what it was; what was written into the new columns and tables is lost.

DROP TABLE IF EXISTS profile_audit_log;
DROP TABLE IF EXISTS notification_preferences;
DROP TABLE IF EXISTS profile_privacy_settings;

ALTER TABLE users DROP COLUMN IF EXISTS deleted_at;
ALTER TABLE users DROP COLUMN IF EXISTS deletion_requested_at;
ALTER TABLE users DROP COLUMN IF EXISTS profile_updated_at;
ALTER TABLE users DROP COLUMN IF EXISTS profile_picture_url;
ALTER TABLE users DROP COLUMN IF EXISTS website;
ALTER TABLE users DROP COLUMN IF EXISTS location;
ALTER TABLE users DROP COLUMN IF EXISTS bio;
