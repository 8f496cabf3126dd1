-- Takes 009 back.

ALTER TABLE audit_logs DROP CONSTRAINT IF EXISTS fk_audit_logs_reviewed_by;
ALTER TABLE audit_logs DROP COLUMN IF EXISTS reviewed_by;
