-- ENG-001: user profiles. Backward-compatible: new columns may be NULL, nothing that is there changes.
-- Order: columns of users, tables in the order of their dependencies, rows for the users that are there, indexes
-- after the rows, sequences last.

ALTER TABLE users ADD COLUMN IF NOT EXISTS bio VARCHAR(500);
ALTER TABLE users ADD COLUMN IF NOT EXISTS location VARCHAR(100);
ALTER TABLE users ADD COLUMN IF NOT EXISTS website VARCHAR(255);
ALTER TABLE users ADD COLUMN IF NOT EXISTS profile_picture_url VARCHAR(500);
ALTER TABLE users ADD COLUMN IF NOT EXISTS profile_updated_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE users ADD COLUMN IF NOT EXISTS deletion_requested_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE users ADD COLUMN IF NOT EXISTS deleted_at TIMESTAMP WITH TIME ZONE;

CREATE TABLE IF NOT EXISTS profile_privacy_settings (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    field_name VARCHAR(50) NOT NULL
        CHECK (field_name IN ('bio', 'location', 'website', 'profile_picture', 'email', 'last_active')),
    is_public BOOLEAN NOT NULL DEFAULT false,
    CONSTRAINT profile_privacy_settings_user_field_key UNIQUE (user_id, field_name)
);

CREATE TABLE IF NOT EXISTS notification_preferences (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    channel VARCHAR(20) NOT NULL CHECK (channel IN ('email', 'push', 'sms')),
    category VARCHAR(50) NOT NULL
        CHECK (category IN ('account_activity', 'product_updates', 'security_alerts', 'marketing', 'social')),
    enabled BOOLEAN NOT NULL DEFAULT true,
    CONSTRAINT notification_preferences_user_channel_category_key UNIQUE (user_id, channel, category)
);

CREATE TABLE IF NOT EXISTS profile_audit_log (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    action VARCHAR(100) NOT NULL,
    changes_json JSONB,
    ip_address VARCHAR(45),
    user_agent TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Users that are there keep what is visible of them today: nothing but a public e-mail setting of false.
INSERT INTO profile_privacy_settings (user_id, field_name, is_public)
SELECT id, 'email', false FROM users
ON CONFLICT (user_id, field_name) DO NOTHING;

INSERT INTO notification_preferences (user_id, channel, category, enabled)
SELECT id, 'email', 'security_alerts', true FROM users
ON CONFLICT (user_id, channel, category) DO NOTHING;

CREATE INDEX IF NOT EXISTS idx_profile_privacy_settings_user_field
    ON profile_privacy_settings (user_id, field_name);
CREATE INDEX IF NOT EXISTS idx_notification_preferences_user_id ON notification_preferences (user_id);
CREATE INDEX IF NOT EXISTS idx_notification_preferences_enabled ON notification_preferences (enabled);
CREATE INDEX IF NOT EXISTS idx_profile_audit_log_user_id ON profile_audit_log (user_id);
CREATE INDEX IF NOT EXISTS idx_profile_audit_log_created_at ON profile_audit_log (created_at DESC);
CREATE INDEX IF NOT EXISTS idx_profile_audit_log_action ON profile_audit_log (action);

SELECT setval(pg_get_serial_sequence('profile_privacy_settings', 'id'),
              COALESCE((SELECT MAX(id) FROM profile_privacy_settings), 0) + 1, false);
SELECT setval(pg_get_serial_sequence('notification_preferences', 'id'),
              COALESCE((SELECT MAX(id) FROM notification_preferences), 0) + 1, false);
