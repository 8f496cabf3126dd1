DROP TABLE customers;
DROP TYPE customer_status_enum;
DROP TYPE customer_type_enum;
