-- Rows are made evenly; life is not even. Run after the rows are there, before queries are measured.

-- Few are deleted.
UPDATE users SET deleted_at = NULL, deleted_by = NULL WHERE deleted_at < '2024-12-01';
UPDATE customers SET deleted_at = NULL, deleted_by = NULL WHERE deleted_at < '2024-12-01';

-- Most customers are prospects: of a thousand, one or two are active and corporate.
UPDATE customers SET status = 'prospect' WHERE created_at < '2024-12-22';
