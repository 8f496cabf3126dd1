-- Migration: 009
-- Description: Who approved an audit entry: a foreign key on a table that may be large
-- Author: TrossApp
-- Date: 2025-12-08
-- Reversible: Yes

ALTER TABLE audit_logs
ADD COLUMN IF NOT EXISTS reviewed_by INTEGER;

-- For large tables: add NOT VALID first, so that rows that are there are not looked at while the table is locked
ALTER TABLE audit_logs
ADD CONSTRAINT fk_audit_logs_reviewed_by
FOREIGN KEY (reviewed_by) REFERENCES users(id)
ON DELETE SET NULL
NOT VALID;
