-- What people say about themselves: one profile for each user.

CREATE TABLE IF NOT EXISTS user_service.user_profiles (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL UNIQUE REFERENCES user_service.users (id) ON DELETE CASCADE,
    display_name VARCHAR(100),
    bio VARCHAR(1000),
    avatar_url VARCHAR(500),
    birth_date DATE CHECK (birth_date > '1900-01-01'),
    visibility VARCHAR(20) NOT NULL DEFAULT 'private' CHECK (visibility IN ('public', 'friends', 'private')),
    preferences JSONB NOT NULL DEFAULT '{}',
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);

ALTER TABLE user_service.users ADD COLUMN IF NOT EXISTS is_active BOOLEAN NOT NULL DEFAULT true;

CREATE INDEX IF NOT EXISTS idx_user_profiles_visibility ON user_service.user_profiles (visibility);
CREATE INDEX IF NOT EXISTS idx_users_active ON user_service.users (email) WHERE is_active;

INSERT INTO user_service.user_profiles (user_id, display_name)
SELECT id, first_name || ' ' || last_name FROM user_service.users
ON CONFLICT (user_id) DO NOTHING;
