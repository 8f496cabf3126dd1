-- The one account that the smoke tests sign in with.

INSERT INTO user_service.users (email, first_name, last_name) VALUES ('smoke@example.test', 'Smoke', 'Test')
ON CONFLICT (email) DO NOTHING;
