-- Revision: 001
-- Revises: base
-- Creates the customers. Their creators are users, who do not exist yet: the foreign keys come in 004.

CREATE TYPE customer_type_enum AS ENUM ('individual', 'corporate');
CREATE TYPE customer_status_enum AS ENUM ('prospect', 'active', 'inactive', 'suspended');

CREATE TABLE customers (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    email VARCHAR(255) NOT NULL,
    phone VARCHAR(20),
    customer_type customer_type_enum NOT NULL DEFAULT 'individual',
    status customer_status_enum NOT NULL DEFAULT 'prospect',
    company_name VARCHAR(255),
    tax_id VARCHAR(50),
    address TEXT,
    city VARCHAR(100),
    country VARCHAR(100),
    postal_code VARCHAR(20),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_by UUID NOT NULL,
    updated_by UUID,
    CONSTRAINT pk_customers PRIMARY KEY (id),
    CONSTRAINT uq_customers_email UNIQUE (email)
);

CREATE INDEX ix_customers_name ON customers (name);
CREATE INDEX ix_customers_customer_type ON customers (customer_type);
CREATE INDEX ix_customers_status ON customers (status);
CREATE INDEX ix_customers_country ON customers (country);
CREATE INDEX ix_customers_created_at ON customers (created_at);

CREATE INDEX ix_customers_status_type ON customers (status, customer_type);
CREATE INDEX ix_customers_email_status ON customers (email, status);
CREATE INDEX ix_customers_created_status ON customers (created_at, status);

COMMENT ON TABLE customers IS 'People and companies that buy from us';
COMMENT ON COLUMN customers.created_by IS 'The user who created the customer; a foreign key since 004';
