-- People to develop with. The addresses end in .test: they cannot exist.

INSERT INTO user_service.users (email, first_name, last_name) VALUES
    ('alice@example.test', 'Alice', 'Adams'),
    ('bob@example.test', 'Bob', 'Brown'),
    ('carol@example.test', 'Carol', 'Clark')
ON CONFLICT (email) DO NOTHING;

INSERT INTO user_service.user_profiles (user_id, display_name, visibility, birth_date)
SELECT id, first_name, 'public', '1990-04-01' FROM user_service.users WHERE email LIKE '%@example.test'
ON CONFLICT (user_id) DO NOTHING;

-- A debug index: development looks people up by first name.
CREATE INDEX IF NOT EXISTS idx_dev_users_first_name ON user_service.users (lower(first_name));
