ALTER TABLE audit_logs DROP CONSTRAINT fk_audit_logs_deleted_by;
DROP INDEX ix_audit_logs_deleted_by;
DROP INDEX ix_audit_logs_deleted_at;
ALTER TABLE audit_logs DROP COLUMN deleted_by;
ALTER TABLE audit_logs DROP COLUMN deleted_at;

ALTER TABLE customers DROP CONSTRAINT fk_customers_deleted_by;
DROP INDEX ix_customers_deleted_by;
DROP INDEX ix_customers_deleted_at;
ALTER TABLE customers DROP COLUMN deleted_by;
ALTER TABLE customers DROP COLUMN deleted_at;

ALTER TABLE users DROP CONSTRAINT fk_users_deleted_by;
DROP INDEX ix_users_deleted_by;
DROP INDEX ix_users_deleted_at;
ALTER TABLE users DROP COLUMN deleted_by;
ALTER TABLE users DROP COLUMN deleted_at;
