-- The least that the acceptance tests need.

INSERT INTO user_service.users (email, first_name, last_name) VALUES ('tester@example.test', 'Test', 'Er')
ON CONFLICT (email) DO NOTHING;
