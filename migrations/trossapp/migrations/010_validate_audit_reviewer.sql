-- Migration: 010
-- Description: The rows that were there when 009 came are looked at, without a lock that anyone would notice
-- Author: TrossApp
-- Date: 2025-12-09
-- Reversible: Yes

-- Validate in background (no lock)
ALTER TABLE audit_logs
VALIDATE CONSTRAINT fk_audit_logs_reviewed_by;
