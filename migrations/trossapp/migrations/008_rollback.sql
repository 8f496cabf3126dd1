-- Takes 008 back.

DROP INDEX CONCURRENTLY IF EXISTS idx_users_created_at;
