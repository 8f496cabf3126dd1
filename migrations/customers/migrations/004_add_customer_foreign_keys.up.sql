-- Revision: 004
-- Revises: 003
-- Now that there are users, customers refer to them. A user who created a customer cannot be deleted.

ALTER TABLE customers
    ADD CONSTRAINT fk_customers_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE RESTRICT;
ALTER TABLE customers
    ADD CONSTRAINT fk_customers_updated_by FOREIGN KEY (updated_by) REFERENCES users (id) ON DELETE SET NULL;

CREATE INDEX ix_customers_created_by ON customers (created_by);
CREATE INDEX ix_customers_updated_by ON customers (updated_by);
