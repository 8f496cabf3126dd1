-- An administrator, three customers, and what was done to them. May run any number of times.

INSERT INTO users (id, email, password_hash, full_name, role) VALUES
    ('11111111-1111-4111-8111-111111111111', 'admin@example.com',
     '$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUV012345678', 'Ada Admin', 'admin')
ON CONFLICT (email) DO NOTHING;

INSERT INTO users (id, email, password_hash, full_name, role, created_by) VALUES
    ('22222222-2222-4222-8222-222222222222', 'clerk@example.com',
     '$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUV012345678', 'Charles Clerk', 'corporate',
     '11111111-1111-4111-8111-111111111111')
ON CONFLICT (email) DO NOTHING;

INSERT INTO customers (id, name, email, phone, customer_type, status, company_name, city, country, postal_code, created_by)
VALUES
    ('aaaaaaaa-0000-4000-8000-000000000001', 'Grace Hopper', 'grace@example.com', '+1 202 555 0143', 'individual', 'active',
     NULL, 'Arlington', 'United States', '22201', '22222222-2222-4222-8222-222222222222'),
    ('aaaaaaaa-0000-4000-8000-000000000002', 'Acme Ltd', 'office@acme.example', '(020) 7946-0018', 'corporate', 'active',
     'Acme Ltd', 'London', 'United Kingdom', 'SW1A 1AA', '22222222-2222-4222-8222-222222222222'),
    ('aaaaaaaa-0000-4000-8000-000000000003', 'Konrad Zuse', 'konrad@example.com', NULL, 'individual', 'prospect',
     NULL, 'Berlin', 'Germany', '10115', '11111111-1111-4111-8111-111111111111')
ON CONFLICT (email) DO NOTHING;

INSERT INTO audit_logs (id, action, resource_type, resource_id, description, user_id, user_email, user_role, ip_address,
                        request_method, request_path, new_values)
SELECT 'bbbbbbbb-0000-4000-8000-000000000001', 'create', 'customer', c.id, 'Created customer ' || c.name, u.id, u.email,
       'corporate', '192.0.2.10', 'POST', '/customers', '{"status": "active"}'
FROM customers AS c JOIN users AS u ON u.id = c.created_by
WHERE c.email = 'grace@example.com'
ON CONFLICT (id) DO NOTHING;
