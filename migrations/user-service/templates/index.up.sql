-- Migration: {{name}} ({{date}})
-- CONCURRENTLY locks nobody out, and wants a migration of its own.

CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_{{table}}_column ON user_service.{{table}} (created_at);
