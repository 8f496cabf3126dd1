-- Takes 003 back.

DROP TABLE IF EXISTS audit_logs;
