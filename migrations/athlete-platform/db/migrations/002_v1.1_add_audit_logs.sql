-- Migration: Add audit logs
-- Version: 002
-- Date: 2026-02-08
-- Description: Who did what to which record, kept after the user is gone
-- Status: LIVE
--
-- Changes:
-- 1. Create audit_logs table
-- 2. Add indexes for queries by user, by record and by time
--
-- Impact: Non-breaking (new table)
-- Rollback: DROP TABLE audit_logs CASCADE;
--

CREATE TABLE IF NOT EXISTS audit_logs (
  id BIGSERIAL PRIMARY KEY,
  user_id VARCHAR(255),
  action VARCHAR(100) NOT NULL,
  entity_type VARCHAR(100) NOT NULL,
  entity_id VARCHAR(255),
  old_values JSONB,
  new_values JSONB,
  ip_address VARCHAR(45),
  user_agent TEXT,
  created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE SET NULL
);

CREATE INDEX IF NOT EXISTS idx_audit_logs_user ON audit_logs(user_id);
CREATE INDEX IF NOT EXISTS idx_audit_logs_entity ON audit_logs(entity_type, entity_id);
CREATE INDEX IF NOT EXISTS idx_audit_logs_created_at ON audit_logs(created_at);

-- Schema v1.0 → v1.1: +1 table (audit_logs), 3 indexes
