ALTER TABLE audit_logs DROP CONSTRAINT ck_audit_logs_ip_address_format;
ALTER TABLE audit_logs DROP CONSTRAINT ck_audit_logs_description_not_empty;
ALTER TABLE audit_logs DROP CONSTRAINT ck_audit_logs_resource_type_not_empty;
ALTER TABLE audit_logs DROP CONSTRAINT ck_audit_logs_action_not_empty;

ALTER TABLE customers DROP CONSTRAINT ck_customers_postal_code_format;
ALTER TABLE customers DROP CONSTRAINT ck_customers_name_not_empty;
ALTER TABLE customers DROP CONSTRAINT ck_customers_phone_format;
ALTER TABLE customers DROP CONSTRAINT ck_customers_email_format;

ALTER TABLE users DROP CONSTRAINT ck_users_full_name_not_empty;
ALTER TABLE users DROP CONSTRAINT ck_users_password_hash_length;
ALTER TABLE users DROP CONSTRAINT ck_users_email_format;
