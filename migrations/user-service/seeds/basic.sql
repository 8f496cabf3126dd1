-- What every environment but production starts with.

INSERT INTO user_service.users (email, first_name, last_name) VALUES ('admin@example.test', 'Admin', 'Istrator')
ON CONFLICT (email) DO NOTHING;
