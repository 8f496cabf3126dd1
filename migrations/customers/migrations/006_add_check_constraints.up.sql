-- Revision: 006
-- Revises: 005
-- What must not be in a row is kept out by the database, whichever program writes it.

ALTER TABLE users
    ADD CONSTRAINT ck_users_email_format
        CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$');
ALTER TABLE users
    ADD CONSTRAINT ck_users_password_hash_length CHECK (length(password_hash) >= 60);
ALTER TABLE users
    ADD CONSTRAINT ck_users_full_name_not_empty CHECK (length(trim(full_name)) > 0);

ALTER TABLE customers
    ADD CONSTRAINT ck_customers_email_format
        CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$');
ALTER TABLE customers
    ADD CONSTRAINT ck_customers_phone_format
        CHECK (phone IS NULL OR phone ~ '^\+?[0-9(][0-9 ()./-]{5,18}[0-9]$');
ALTER TABLE customers
    ADD CONSTRAINT ck_customers_name_not_empty CHECK (length(trim(name)) > 0);
ALTER TABLE customers
    ADD CONSTRAINT ck_customers_postal_code_format
        CHECK (postal_code IS NULL
               OR (length(postal_code) BETWEEN 3 AND 10 AND postal_code ~ '^[A-Za-z0-9]+([ -][A-Za-z0-9]+)*$'));

ALTER TABLE audit_logs
    ADD CONSTRAINT ck_audit_logs_action_not_empty CHECK (length(trim(action)) > 0);
ALTER TABLE audit_logs
    ADD CONSTRAINT ck_audit_logs_resource_type_not_empty CHECK (length(trim(resource_type)) > 0);
ALTER TABLE audit_logs
    ADD CONSTRAINT ck_audit_logs_description_not_empty CHECK (length(trim(description)) > 0);
ALTER TABLE audit_logs
    ADD CONSTRAINT ck_audit_logs_ip_address_format
        CHECK (ip_address IS NULL
               OR ip_address ~ '^((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])$'
               OR ip_address ~* '^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$'
               OR ip_address ~* '^(([0-9a-f]{1,4}:)*[0-9a-f]{1,4})?::(([0-9a-f]{1,4}:)*[0-9a-f]{1,4})?$');
