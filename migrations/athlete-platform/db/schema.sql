CREATE TABLE users (
    id character varying(255) NOT NULL,
    email character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    password_hash character varying(255) NOT NULL,
    role character varying(50) DEFAULT 'athlete' NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp without time zone DEFAULT current_timestamp,
    updated_at timestamp without time zone DEFAULT current_timestamp,
    notification_preferences jsonb DEFAULT '{"email": true, "push": true}',
    theme_preference character varying(20) DEFAULT 'light',
    CONSTRAINT users_role_check CHECK (role IN ('athlete', 'coach', 'admin')),
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_key UNIQUE (email),
    CONSTRAINT users_theme_preference_check CHECK (theme_preference IN ('light', 'dark', 'auto'))
);

CREATE TABLE teams (
    id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    sport character varying(100) NOT NULL,
    coach_id character varying(255),
    created_at timestamp without time zone DEFAULT current_timestamp,
    updated_at timestamp without time zone DEFAULT current_timestamp,
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_name_sport_key UNIQUE (name, sport),
    CONSTRAINT teams_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE TABLE athletes (
    user_id character varying(255) NOT NULL,
    sport character varying(100) NOT NULL,
    "position" character varying(100),
    date_of_birth date,
    height_cm numeric(5,2),
    weight_kg numeric(5,2),
    dominant_side character varying(10),
    created_at timestamp without time zone DEFAULT current_timestamp,
    updated_at timestamp without time zone DEFAULT current_timestamp,
    CONSTRAINT athletes_height_cm_check CHECK (height_cm > 0),
    CONSTRAINT athletes_weight_kg_check CHECK (weight_kg > 0),
    CONSTRAINT athletes_dominant_side_check CHECK (dominant_side IN ('left', 'right', 'both')),
    CONSTRAINT athletes_pkey PRIMARY KEY (user_id),
    CONSTRAINT athletes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE TABLE team_members (
    team_id character varying(255) NOT NULL,
    athlete_id character varying(255) NOT NULL,
    joined_on date DEFAULT current_date NOT NULL,
    CONSTRAINT team_members_pkey PRIMARY KEY (team_id, athlete_id),
    CONSTRAINT team_members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
    CONSTRAINT team_members_athlete_id_fkey FOREIGN KEY (athlete_id) REFERENCES athletes (user_id) ON DELETE CASCADE
);

CREATE TABLE training_sessions (
    id character varying(255) NOT NULL,
    team_id character varying(255),
    coach_id character varying(255),
    title character varying(255) NOT NULL,
    session_type character varying(50) NOT NULL,
    starts_at timestamp without time zone NOT NULL,
    duration_minutes integer NOT NULL,
    created_at timestamp without time zone DEFAULT current_timestamp,
    updated_at timestamp without time zone DEFAULT current_timestamp,
    CONSTRAINT training_sessions_session_type_check CHECK (session_type IN ('strength', 'endurance', 'skill', 'recovery', 'match')),
    CONSTRAINT training_sessions_duration_minutes_check CHECK (duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT training_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT training_sessions_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
    CONSTRAINT training_sessions_coach_id_fkey FOREIGN KEY (coach_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE TABLE session_results (
    session_id character varying(255) NOT NULL,
    athlete_id character varying(255) NOT NULL,
    rpe smallint,
    metrics jsonb DEFAULT '{}' NOT NULL,
    notes text,
    recorded_at timestamp without time zone DEFAULT current_timestamp,
    CONSTRAINT session_results_rpe_check CHECK (rpe BETWEEN 1 AND 10),
    CONSTRAINT session_results_pkey PRIMARY KEY (session_id, athlete_id),
    CONSTRAINT session_results_session_id_fkey FOREIGN KEY (session_id) REFERENCES training_sessions (id) ON DELETE CASCADE,
    CONSTRAINT session_results_athlete_id_fkey FOREIGN KEY (athlete_id) REFERENCES athletes (user_id) ON DELETE CASCADE
);

CREATE TABLE audit_logs (
    id bigserial,
    user_id character varying(255),
    action character varying(100) NOT NULL,
    entity_type character varying(100) NOT NULL,
    entity_id character varying(255),
    old_values jsonb,
    new_values jsonb,
    ip_address character varying(45),
    user_agent text,
    created_at timestamp without time zone DEFAULT current_timestamp NOT NULL,
    CONSTRAINT audit_logs_pkey PRIMARY KEY (id),
    CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE SET NULL
);

CREATE TABLE goals (
    id character varying(255) NOT NULL,
    athlete_id character varying(255) NOT NULL,
    title character varying(255) NOT NULL,
    description text,
    goal_type character varying(50),
    target_date date,
    status character varying(50) DEFAULT 'active',
    progress_percentage integer DEFAULT 0,
    created_at timestamp without time zone DEFAULT current_timestamp,
    updated_at timestamp without time zone DEFAULT current_timestamp,
    CONSTRAINT goals_goal_type_check CHECK (goal_type IN ('personal', 'team', 'competition')),
    CONSTRAINT goals_status_check CHECK (status IN ('active', 'completed', 'abandoned')),
    CONSTRAINT goals_pkey PRIMARY KEY (id),
    CONSTRAINT goals_athlete_id_fkey FOREIGN KEY (athlete_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX idx_users_role ON users (role);
CREATE INDEX idx_users_theme ON users (theme_preference);

CREATE INDEX idx_teams_coach ON teams (coach_id);

CREATE INDEX idx_athletes_sport ON athletes (sport);

CREATE INDEX idx_team_members_athlete ON team_members (athlete_id);

CREATE INDEX idx_training_sessions_team_start ON training_sessions (team_id, starts_at);
CREATE INDEX idx_training_sessions_coach ON training_sessions (coach_id);

CREATE INDEX idx_session_results_athlete ON session_results (athlete_id);

CREATE INDEX idx_audit_logs_user ON audit_logs (user_id);
CREATE INDEX idx_audit_logs_entity ON audit_logs (entity_type, entity_id);
CREATE INDEX idx_audit_logs_created_at ON audit_logs (created_at);

CREATE INDEX idx_goals_athlete ON goals (athlete_id);
CREATE INDEX idx_goals_status ON goals (status);
CREATE INDEX idx_goals_target_date ON goals (target_date);
