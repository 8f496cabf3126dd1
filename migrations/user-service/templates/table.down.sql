-- Takes back: {{name}}

DROP TABLE IF EXISTS user_service.{{table}};
