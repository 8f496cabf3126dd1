-- More people, for lists that are long enough to page through.

INSERT INTO user_service.users (email, first_name, last_name)
SELECT 'user' || n || '@example.test', 'User', 'Number ' || n FROM generate_series(1, 25) AS n
ON CONFLICT (email) DO NOTHING;
