-- Seed data for development. May run any number of times.

INSERT INTO users (email, username, password_hash, bio, location, website, profile_updated_at) VALUES
    ('ada@example.com', 'ada', 'not-a-hash', 'First programmer.', 'London', 'https://example.com/ada',
     '2026-01-15 10:00:00+00'),
    ('grace@example.com', 'grace', 'not-a-hash', 'It is easier to ask forgiveness.', 'Arlington', NULL,
     '2026-01-15T12:30:00+02:00'),
    ('linus@example.com', 'linus', 'not-a-hash', NULL, NULL, NULL, NULL)
ON CONFLICT (email) DO NOTHING;

INSERT INTO profile_privacy_settings (user_id, field_name, is_public)
SELECT u.id, f.name, f.name IN ('bio', 'website')
FROM users AS u CROSS JOIN (VALUES ('bio'), ('location'), ('website'), ('email')) AS f (name)
WHERE u.username IN ('ada', 'grace')
ON CONFLICT (user_id, field_name) DO NOTHING;

INSERT INTO notification_preferences (user_id, channel, category, enabled)
SELECT id, 'email', 'account_activity', true FROM users
ON CONFLICT (user_id, channel, category) DO NOTHING;

INSERT INTO notification_preferences (user_id, channel, category, enabled)
SELECT id, 'push', 'product_updates', false FROM users WHERE username = 'ada'
ON CONFLICT (user_id, channel, category) DO NOTHING;

INSERT INTO profile_audit_log (user_id, action, changes_json, ip_address, user_agent)
SELECT id, 'profile_updated', '{"bio": {"old": null, "new": "First programmer."}}', '192.0.2.10', 'curl/8.0'
FROM users
WHERE username = 'ada'
  AND NOT EXISTS (SELECT 1 FROM profile_audit_log AS l WHERE l.user_id = users.id AND l.action = 'profile_updated');
