# tests/engines/examples/user-profile.sh - migrations/user-profile; sourced by tests/engines/examples.test.

user_profile() {
    round_trip "$profile"

    # Existing data is kept by the extension, and gets its rows.
    empty
    t 0 -C "$profile" --url "$url" up 20260101
    accepts "a user before profiles" "INSERT INTO users (email, username, password_hash) VALUES ('old@example.com', 'old', 'x')"
    t 0 -C "$profile" --url "$url" up
    is "the user is still there" "SELECT email, bio IS NULL FROM users" "old@example.com|$(test $engine = postgres && echo t || echo 1)"
    is "and has a preference" "SELECT channel, category FROM notification_preferences" "email|security_alerts"
    t 0 -C "$profile" --url "$url" down 20260101
    is "down keeps the user" "SELECT email FROM users" "old@example.com"
    t 0 -C "$profile" --url "$url" up
    t 0 -C "$profile" --url "$url" seed
    t 0 -C "$profile" --url "$url" seed
    is "seeding twice is seeding once" "SELECT count(*) FROM users" 4

    bio() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf "x" }'; }
    accepts "a bio of 500 characters" "UPDATE users SET bio = '$(bio 500)' WHERE username = 'ada'"
    refuses "a bio of 501 characters" "UPDATE users SET bio = '$(bio 501)' WHERE username = 'ada'"
    pref="INSERT INTO notification_preferences (user_id, channel, category, enabled) SELECT id,"
    accepts "a known channel" "$pref 'sms', 'social', true FROM users WHERE username = 'grace'"
    refuses "the same preference twice" "$pref 'sms', 'social', true FROM users WHERE username = 'grace'"
    refuses "an unknown channel" "$pref 'fax', 'social', true FROM users WHERE username = 'grace'"
    refuses "an unknown category" "$pref 'sms', 'gossip', true FROM users WHERE username = 'grace'"
    refuses "a preference of nobody" "INSERT INTO notification_preferences (user_id, channel, category) VALUES (999999, 'sms', 'social')"
    refuses "a flag that is no boolean" "INSERT INTO profile_privacy_settings (user_id, field_name, is_public) SELECT id, 'last_active', 'maybe' FROM users WHERE username = 'ada'"
    refuses "a flag that is a number" "UPDATE profile_privacy_settings SET is_public = 2"
    refuses "JSON that is none" "INSERT INTO profile_audit_log (user_id, action, changes_json) SELECT id, 'x', '{' FROM users"
    refuses "a date that does not exist" "UPDATE users SET deleted_at = '2026-02-30 10:00:00'"
    refuses "no e-mail" "INSERT INTO users (username, password_hash) VALUES ('nobody', 'x')"
    accepts "deleting a user" "DELETE FROM users WHERE username = 'ada'"
    is "and what is the user's goes along" "SELECT count(*) FROM profile_audit_log" 0

    uses idx_profile_audit_log_action "SELECT * FROM profile_audit_log WHERE action = 'login'"
    uses idx_profile_audit_log_user_id "SELECT * FROM profile_audit_log WHERE user_id = 7"
    uses idx_profile_audit_log_created_at "SELECT id FROM profile_audit_log ORDER BY created_at DESC LIMIT 5"
}
