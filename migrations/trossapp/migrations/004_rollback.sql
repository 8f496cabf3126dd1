-- Takes 004 back.

DROP TABLE IF EXISTS user_preferences CASCADE;
