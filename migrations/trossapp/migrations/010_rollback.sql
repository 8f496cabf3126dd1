-- Takes 010 back: the constraint is again one that has not been validated.

ALTER TABLE audit_logs DROP CONSTRAINT fk_audit_logs_reviewed_by;
ALTER TABLE audit_logs
ADD CONSTRAINT fk_audit_logs_reviewed_by
FOREIGN KEY (reviewed_by) REFERENCES users(id)
ON DELETE SET NULL
NOT VALID;
