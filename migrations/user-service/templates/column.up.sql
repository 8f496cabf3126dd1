-- Migration: {{name}} ({{date}})
-- Purpose:

ALTER TABLE user_service.{{table}} ADD COLUMN IF NOT EXISTS new_column TEXT;
