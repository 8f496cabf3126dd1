-- Profiles by when they changed, for the cache. CONCURRENTLY: nobody is locked out while it is made.

CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_user_profiles_updated_at ON user_service.user_profiles (updated_at DESC);
