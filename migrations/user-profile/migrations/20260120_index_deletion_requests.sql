-- Written to without a stop, users is indexed without locking out writers: CONCURRENTLY, in a migration of its own.

CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_deletion_requested_at
    ON users (deletion_requested_at) WHERE deletion_requested_at IS NOT NULL;
