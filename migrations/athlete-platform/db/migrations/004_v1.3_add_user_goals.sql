-- Migration: Add user goals tracking
-- Version: 004
-- Date: 2026-04-01
-- Description: New goals table for athletes to track training objectives
--
-- Changes:
-- 1. Create goals table with athlete relationship
-- 2. Add status tracking
-- 3. Add performance indexes
--
-- Impact: Non-breaking (new table)
-- Rollback: DROP TABLE goals CASCADE;
--

CREATE TABLE IF NOT EXISTS goals (
  id VARCHAR(255) PRIMARY KEY,
  athlete_id VARCHAR(255) NOT NULL,
  title VARCHAR(255) NOT NULL,
  description TEXT,
  goal_type VARCHAR(50) CHECK (goal_type IN ('personal', 'team', 'competition')),
  target_date DATE,
  status VARCHAR(50) DEFAULT 'active' CHECK (status IN ('active', 'completed', 'abandoned')),
  progress_percentage INT DEFAULT 0,
  created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  updated_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
  FOREIGN KEY (athlete_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE INDEX IF NOT EXISTS idx_goals_athlete ON goals(athlete_id);
CREATE INDEX IF NOT EXISTS idx_goals_status ON goals(status);
CREATE INDEX IF NOT EXISTS idx_goals_target_date ON goals(target_date);

-- Schema v1.2 → v1.3: +1 table (goals), 3 indexes
