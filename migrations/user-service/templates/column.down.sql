-- Takes back: {{name}}

ALTER TABLE user_service.{{table}} DROP COLUMN IF EXISTS new_column;
