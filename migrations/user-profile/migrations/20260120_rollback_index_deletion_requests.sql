DROP INDEX CONCURRENTLY IF EXISTS idx_users_deletion_requested_at;
