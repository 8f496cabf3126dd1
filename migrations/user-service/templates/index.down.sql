-- Takes back: {{name}}

DROP INDEX CONCURRENTLY IF EXISTS user_service.idx_{{table}}_column;
