-- Revision: 002
-- Revises: 001
-- Creates the users, who are created, changed and deleted by users.

CREATE TYPE user_role AS ENUM ('admin', 'corporate', 'client');

CREATE TABLE users (
    id UUID NOT NULL DEFAULT gen_random_uuid(),
    email VARCHAR(255) NOT NULL,
    password_hash VARCHAR(255) NOT NULL,
    full_name VARCHAR(255) NOT NULL,
    role user_role NOT NULL DEFAULT 'client',
    is_active BOOLEAN NOT NULL DEFAULT true,
    is_2fa_enabled BOOLEAN NOT NULL DEFAULT false,
    totp_secret VARCHAR(32),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    created_by UUID,
    updated_by UUID,
    last_login_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT pk_users PRIMARY KEY (id),
    CONSTRAINT uq_users_email UNIQUE (email),
    CONSTRAINT fk_users_created_by FOREIGN KEY (created_by) REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT fk_users_updated_by FOREIGN KEY (updated_by) REFERENCES users (id) ON DELETE SET NULL
);

CREATE INDEX ix_users_role ON users (role);
CREATE INDEX ix_users_is_active ON users (is_active);
CREATE INDEX ix_users_created_at ON users (created_at);
CREATE INDEX ix_users_created_by ON users (created_by);
CREATE INDEX ix_users_updated_by ON users (updated_by);

CREATE INDEX ix_users_email_active ON users (email, is_active);
CREATE INDEX ix_users_role_active ON users (role, is_active);
CREATE INDEX ix_users_created_role ON users (created_at, role);

COMMENT ON TABLE users IS 'Who can sign in';
COMMENT ON COLUMN users.totp_secret IS 'Base32; set once two-factor authentication is enabled';
