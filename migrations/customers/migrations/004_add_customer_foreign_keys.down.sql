ALTER TABLE customers DROP CONSTRAINT fk_customers_updated_by;
ALTER TABLE customers DROP CONSTRAINT fk_customers_created_by;
DROP INDEX ix_customers_updated_by;
DROP INDEX ix_customers_created_by;
