# tests/engines/examples/athlete-platform.sh - migrations/athlete-platform; sourced by tests/engines/examples.test.

athlete_platform() {
    round_trip "$projects/athlete-platform"
    answers athlete-platform '001 002 003 004' \
        'athletes audit_logs goals session_results team_members teams training_sessions users'
    t 0 -C "$project" --url "$url" seed
    t 0 -C "$project" --url "$url" seed
    is "seeding twice is seeding once" "SELECT count(*) FROM users" 3
    is "the header says nothing that is not so" "SELECT name FROM schema_migrations WHERE version = '003'" v1.2_add_user_preferences

    # The document's own questions to the history.
    is "a completed migration has its time" "SELECT count(*) FROM schema_migrations WHERE status = 'completed' AND applied_at IS NOT NULL" 4
    is "no migration has failed" "SELECT count(*) FROM schema_migrations WHERE status = 'failed'" 0
    is "the latest" "SELECT version FROM schema_migrations WHERE status = 'completed' ORDER BY version DESC LIMIT 1" 004

    user="UPDATE users SET"
    accepts "a known theme" "$user theme_preference = 'auto' WHERE id = 'u-runner'"
    refuses "an unknown theme" "$user theme_preference = 'blue' WHERE id = 'u-runner'"
    accepts "preferences" "$user notification_preferences = '{\"email\": false}' WHERE id = 'u-runner'"
    refuses "preferences that are no JSON" "$user notification_preferences = 'no' WHERE id = 'u-runner'"
    accepts "a user with what the columns begin with" "INSERT INTO users (id, email, name, password_hash) VALUES ('u-new', 'n@n.org', 'N', 'x')"
    is "the theme is light" "SELECT theme_preference, role FROM users WHERE id = 'u-new'" "light|athlete"
    refuses "an unknown role" "$user role = 'owner' WHERE id = 'u-new'"
    refuses "an e-mail address twice" "$user email = 'coach@example.com' WHERE id = 'u-new'"
    goal="INSERT INTO goals (id, athlete_id, title, goal_type, status) VALUES"
    accepts "a goal" "$goal ('g-1', 'u-new', 'Run', 'team', 'active')"
    refuses "a goal of nobody" "$goal ('g-2', 'u-none', 'Run', 'team', 'active')"
    refuses "an unknown kind of goal" "$goal ('g-2', 'u-new', 'Run', 'public', 'active')"
    refuses "an unknown state of a goal" "$goal ('g-2', 'u-new', 'Run', 'team', 'open')"
    refuses "a goal without a title" "$goal ('g-2', 'u-new', NULL, 'team', 'active')"
    refuses "a target on a day that is not" "UPDATE goals SET target_date = '2026-02-30'"
    is "progress begins with nothing" "SELECT progress_percentage FROM goals WHERE id = 'g-1'" 0
    result="UPDATE session_results SET"
    accepts "an exertion of 10" "$result rpe = 10"
    refuses "an exertion of 11" "$result rpe = 11"
    refuses "no exertion at all" "$result rpe = 0"
    refuses "an unknown kind of session" "UPDATE training_sessions SET session_type = 'nap'"
    accepts "a session of a day" "UPDATE training_sessions SET duration_minutes = 1440"
    refuses "a session of more than a day" "UPDATE training_sessions SET duration_minutes = 1441"
    refuses "a height of none" "UPDATE athletes SET height_cm = 0"
    refuses "a height of ten metres" "UPDATE athletes SET height_cm = 1000"
    refuses "an unknown side" "UPDATE athletes SET dominant_side = 'up'"
    refuses "a member of no team" "INSERT INTO team_members (team_id, athlete_id) VALUES ('t-none', 'u-keeper')"
    accepts "a log entry" "INSERT INTO audit_logs (user_id, action, entity_type) VALUES ('u-new', 'login', 'user')"
    accepts "deleting a user" "DELETE FROM users WHERE id IN ('u-new', 'u-runner')"
    is "the user's goals go along" "SELECT count(*) FROM goals" 0
    is "and so does the athlete with all results" "SELECT count(*) FROM session_results" 0
    is "the log entry stays" "SELECT count(*) FROM audit_logs WHERE user_id IS NULL" 1
    accepts "deleting the coach" "DELETE FROM users WHERE id = 'u-coach'"
    is "the team has none" "SELECT count(*) FROM teams WHERE coach_id IS NULL" 1

    for script in migrate:dev migrate:staging migrate:dry-run migrate:validate; do
        npm_run 0 athlete-platform $script
    done
    npm_run 0 athlete-platform migrate:status
    out_has '004	v1.3_add_user_goals	completed'
    t 0 -C "$project" --url "$url" down --allow-data-loss
    npm_run 0 athlete-platform migrate:prod
    t 0 -C "$project" --url "$url" current
    out_is 004

    uses idx_users_theme "SELECT * FROM users WHERE theme_preference = 'dark'"
    uses idx_goals_target_date "SELECT * FROM goals WHERE target_date < '2026-01-01'"
    uses idx_audit_logs_entity "SELECT * FROM audit_logs WHERE entity_type = 'user' AND entity_id = 'u'"
}
