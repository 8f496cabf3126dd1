-- Revision: 005
-- Revises: 004
-- Nothing is deleted any more: a row gets a time at which it went, and who sent it away.

ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE users ADD COLUMN deleted_by UUID;
ALTER TABLE users
    ADD CONSTRAINT fk_users_deleted_by FOREIGN KEY (deleted_by) REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_users_deleted_at ON users (deleted_at);
CREATE INDEX ix_users_deleted_by ON users (deleted_by);
COMMENT ON COLUMN users.deleted_at IS 'NULL while the row is active';

ALTER TABLE customers ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE customers ADD COLUMN deleted_by UUID;
ALTER TABLE customers
    ADD CONSTRAINT fk_customers_deleted_by FOREIGN KEY (deleted_by) REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_customers_deleted_at ON customers (deleted_at);
CREATE INDEX ix_customers_deleted_by ON customers (deleted_by);
COMMENT ON COLUMN customers.deleted_at IS 'NULL while the row is active';

ALTER TABLE audit_logs ADD COLUMN deleted_at TIMESTAMP WITH TIME ZONE;
ALTER TABLE audit_logs ADD COLUMN deleted_by UUID;
ALTER TABLE audit_logs
    ADD CONSTRAINT fk_audit_logs_deleted_by FOREIGN KEY (deleted_by) REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX ix_audit_logs_deleted_at ON audit_logs (deleted_at);
CREATE INDEX ix_audit_logs_deleted_by ON audit_logs (deleted_by);
COMMENT ON COLUMN audit_logs.deleted_at IS 'NULL while the row is active';
