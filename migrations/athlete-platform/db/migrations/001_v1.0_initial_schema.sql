-- Migration: Initial schema
-- Version: 001
-- Date: 2026-02-08
-- Description: Baseline of the Unified Athlete Platform: users, athletes and their coaches, teams, training sessions
-- Status: LIVE
--
-- Changes:
-- 1. Create users, the people who sign in
-- 2. Create teams and their members
-- 3. Create athletes, the profile of a user who trains
-- 4. Create training_sessions and session_results
-- 5. Create indexes for the queries of the dashboards
--
-- Impact: Non-breaking (new tables)
-- Rollback: DROP TABLE session_results, training_sessions, team_members, athletes, teams, users;
--

CREATE TABLE IF NOT EXISTS users (
  id VARCHAR(255) PRIMARY KEY,
  email VARCHAR(255) NOT NULL UNIQUE,
  name VARCHAR(255) NOT NULL,
  password_hash VARCHAR(255) NOT NULL,
  role VARCHAR(50) NOT NULL DEFAULT 'athlete' CHECK (role IN ('athlete', 'coach', 'admin')),
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE IF NOT EXISTS teams (
  id VARCHAR(255) PRIMARY KEY,
  name VARCHAR(255) NOT NULL,
  sport VARCHAR(100) NOT NULL,
  coach_id VARCHAR(255),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (name, sport),
  FOREIGN KEY (coach_id) REFERENCES users(id) ON DELETE SET NULL
);

CREATE TABLE IF NOT EXISTS athletes (
  user_id VARCHAR(255) PRIMARY KEY,
  sport VARCHAR(100) NOT NULL,
  position VARCHAR(100),
  date_of_birth DATE,
  height_cm NUMERIC(5, 2) CHECK (height_cm > 0),
  weight_kg NUMERIC(5, 2) CHECK (weight_kg > 0),
  dominant_side VARCHAR(10) CHECK (dominant_side IN ('left', 'right', 'both')),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS team_members (
  team_id VARCHAR(255) NOT NULL,
  athlete_id VARCHAR(255) NOT NULL,
  joined_on DATE NOT NULL DEFAULT CURRENT_DATE,
  PRIMARY KEY (team_id, athlete_id),
  FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE,
  FOREIGN KEY (athlete_id) REFERENCES athletes(user_id) ON DELETE CASCADE
);

CREATE TABLE IF NOT EXISTS training_sessions (
  id VARCHAR(255) PRIMARY KEY,
  team_id VARCHAR(255),
  coach_id VARCHAR(255),
  title VARCHAR(255) NOT NULL,
  session_type VARCHAR(50) NOT NULL CHECK (session_type IN ('strength', 'endurance', 'skill', 'recovery', 'match')),
  starts_at TIMESTAMP NOT NULL,
  duration_minutes INT NOT NULL CHECK (duration_minutes BETWEEN 1 AND 1440),
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (team_id) REFERENCES teams(id) ON DELETE CASCADE,
  FOREIGN KEY (coach_id) REFERENCES users(id) ON DELETE SET NULL
);

CREATE TABLE IF NOT EXISTS session_results (
  session_id VARCHAR(255) NOT NULL,
  athlete_id VARCHAR(255) NOT NULL,
  rpe SMALLINT CHECK (rpe BETWEEN 1 AND 10),
  metrics JSONB NOT NULL DEFAULT '{}',
  notes TEXT,
  recorded_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (session_id, athlete_id),
  FOREIGN KEY (session_id) REFERENCES training_sessions(id) ON DELETE CASCADE,
  FOREIGN KEY (athlete_id) REFERENCES athletes(user_id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_users_role ON users(role);
CREATE INDEX IF NOT EXISTS idx_teams_coach ON teams(coach_id);
CREATE INDEX IF NOT EXISTS idx_athletes_sport ON athletes(sport);
CREATE INDEX IF NOT EXISTS idx_team_members_athlete ON team_members(athlete_id);
CREATE INDEX IF NOT EXISTS idx_training_sessions_team_start ON training_sessions(team_id, starts_at);
CREATE INDEX IF NOT EXISTS idx_training_sessions_coach ON training_sessions(coach_id);
CREATE INDEX IF NOT EXISTS idx_session_results_athlete ON session_results(athlete_id);

-- Schema v1.0: 6 tables, 7 indexes
