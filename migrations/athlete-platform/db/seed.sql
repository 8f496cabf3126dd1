-- Sample data for development. May run any number of times.

INSERT INTO users (id, email, name, password_hash, role, theme_preference) VALUES
  ('u-coach', 'coach@example.com', 'Cathy Coach', 'not-a-hash', 'coach', 'dark'),
  ('u-runner', 'runner@example.com', 'Rita Runner', 'not-a-hash', 'athlete', 'light'),
  ('u-keeper', 'keeper@example.com', 'Kim Keeper', 'not-a-hash', 'athlete', 'auto')
ON CONFLICT (id) DO NOTHING;

INSERT INTO teams (id, name, sport, coach_id) VALUES ('t-harriers', 'Harriers', 'athletics', 'u-coach')
ON CONFLICT (id) DO NOTHING;

INSERT INTO athletes (user_id, sport, position, date_of_birth, height_cm, weight_kg, dominant_side) VALUES
  ('u-runner', 'athletics', '800 m', '2001-05-17', 171.5, 58.2, 'right'),
  ('u-keeper', 'handball', 'goal', '1999-11-30', 184, 79.25, 'left')
ON CONFLICT (user_id) DO NOTHING;

INSERT INTO team_members (team_id, athlete_id, joined_on) VALUES ('t-harriers', 'u-runner', '2025-09-01')
ON CONFLICT (team_id, athlete_id) DO NOTHING;

INSERT INTO training_sessions (id, team_id, coach_id, title, session_type, starts_at, duration_minutes) VALUES
  ('s-intervals', 't-harriers', 'u-coach', '6 x 400 m', 'endurance', '2026-02-10 17:30:00', 75)
ON CONFLICT (id) DO NOTHING;

INSERT INTO session_results (session_id, athlete_id, rpe, metrics, notes) VALUES
  ('s-intervals', 'u-runner', 8, '{"splits": [68.1, 67.9, 68.4]}', 'strong finish')
ON CONFLICT (session_id, athlete_id) DO NOTHING;

INSERT INTO goals (id, athlete_id, title, goal_type, target_date, progress_percentage) VALUES
  ('g-800', 'u-runner', '800 m under two minutes', 'personal', '2026-07-01', 40)
ON CONFLICT (id) DO NOTHING;
