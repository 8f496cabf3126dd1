DELETE FROM user_service.users WHERE email = 'smoke@example.test';
