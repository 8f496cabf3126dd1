-- Profiles with every visibility, for the pages that show them.

INSERT INTO user_service.user_profiles (user_id, display_name, visibility)
SELECT id, first_name || ' ' || last_name,
       CASE WHEN id % 3 = 0 THEN 'public' WHEN id % 3 = 1 THEN 'friends' ELSE 'private' END
FROM user_service.users WHERE email LIKE 'user%@example.test'
ON CONFLICT (user_id) DO NOTHING;
