-- The four operations for which the system promises to be fast, and by how much the indexes make them faster:
--
--     skein perf --without-indexes --rows 10000

-- name: user_by_email
-- description: User lookup by email
-- expect: 25x
-- expect: index
-- rows: users 8x
-- param: email from users.email
SELECT id, full_name, role, is_active
FROM users
WHERE email = :email AND deleted_at IS NULL;

-- name: active_customers_by_type
-- description: Active customers by type
-- expect: 25x
-- expect: index
-- rows: customers 12x
SELECT id, name, email, created_at
FROM customers
WHERE status = 'active' AND customer_type = 'corporate'
ORDER BY created_at DESC
LIMIT 20;

-- name: user_audit_trail
-- description: User audit trail
-- expect: 50x
-- expect: index
-- rows: audit_logs 5x
-- param: user uuid from users.id
SELECT created_at, action, resource_type, resource_id
FROM audit_logs
WHERE user_id = :user
ORDER BY created_at DESC
LIMIT 50;

-- name: recent_audit_events
-- description: Recent audit events
-- expect: 100x
-- expect: index
SELECT created_at, action, resource_type, user_id
FROM audit_logs
ORDER BY created_at DESC
LIMIT 50;
