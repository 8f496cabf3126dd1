-- The roles that 001 writes: a fresh install from schema.sql has the tables, and gets their first rows from here.

INSERT INTO roles (name, description) VALUES
    ('admin', 'Manages users and settings'),
    ('technician', 'Works on jobs'),
    ('client', 'Sees their own')
ON CONFLICT (name) DO NOTHING;
