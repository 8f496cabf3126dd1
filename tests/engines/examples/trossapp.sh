# tests/engines/examples/trossapp.sh - migrations/trossapp; sourced by tests/engines/examples.test.

# What the trigger function does: the time of the last change, whatever the statement says.
trossapp_times() { # TABLE CHANGE
    accepts "an old time of $1" "UPDATE $1 SET created_at = '2001-02-03 04:05:06', updated_at = '2001-02-03 04:05:06'"
    is "an old time of $1 is not taken" "SELECT count(*) FROM $1 WHERE updated_at < '2026-01-01'" 0
    accepts "a change of $1" "UPDATE $1 SET $2"
    is "$1 has the time of its change" "SELECT count(*) FROM $1 WHERE updated_at < '2026-01-01' OR created_at > '2001-02-04'" 0
}

# What package.json calls, and the changelog that people keep.
trossapp_commands() {
    npm_run 0 trossapp db:drop
    npm_run 0 trossapp db:create
    npm_run 0 trossapp db:setup
    npm_run 0 trossapp db:setup
    is "a fresh install has its roles" "SELECT count(*) FROM roles" 3
    npm_run 0 trossapp db:verify
    npm_run 0 trossapp db:rollback
    npm_run 0 trossapp db:migrate
    npm_run 0 trossapp db:status
    out_has '010	validate_audit_reviewer	completed'
    npm_run 0 trossapp db:reset
    npm_run 0 trossapp db:verify
    export SKEIN_ENV=production
    npm_run 3 trossapp db:drop
    err_has '"drop" is not for production'
    npm_run 3 trossapp db:reset
    unset SKEIN_ENV
    for script in db-manage.sh apply-migration.sh; do
        "$projects/trossapp/scripts/$script" >"$out" 2>"$err"
        test $? = 2
        check "$script without an argument says how it is used"
    done
    (cd "$projects/trossapp" && SKEIN=$skein SKEIN_URL=$url scripts/apply-migration.sh 003_rollback.sql) >"$out" 2>"$err"
    test $? = 3
    check "$engine: a rollback that is not the last one's is refused"
    for file in "$projects"/trossapp/migrations/*_rollback.sql; do
        version=$(basename "$file" | cut -d_ -f1)
        grep -qE "^## \[$version\] .+ - 20[0-9]{2}-[0-9]{2}-[0-9]{2}\$" "$projects/trossapp/migrations/CHANGELOG.md"
        check "CHANGELOG.md has $version"
    done
}

trossapp() {
    round_trip "$projects/trossapp"
    answers trossapp '001 002 003 004 005 006 007 008 009 010' 'audit_logs roles user_preferences users'

    trossapp_commands

    # A type changed in four steps, with rows that are there, and one written between the steps.
    t 0 -C "$project" --url "$url" goto 005
    person="INSERT INTO users (email, first_name, last_name) VALUES"
    accepts "a user" "$person ('old@example.com', 'Old', 'One')"
    t 0 -C "$project" --url "$url" up 006
    is "the address is copied" "SELECT email_new FROM users" old@example.com
    accepts "a user between the steps" "$person ('between@example.com', 'B', 'Two')"
    t 0 -C "$project" --url "$url" up 007
    is "both are there" "SELECT email FROM users ORDER BY email" "between@example.com
old@example.com"
    long=$(awk 'BEGIN { for (i = 0; i < 308; i++) printf "x" }')@example.com
    accepts "an address of 320 characters" "UPDATE users SET email = '$long' WHERE first_name = 'B'"
    refuses "an address of 321 characters" "UPDATE users SET email = 'x$long' WHERE first_name = 'B'"
    refuses "an address twice" "UPDATE users SET email = 'old@example.com'"
    refuses "no address" "UPDATE users SET email = NULL"
    t 1 -C "$project" --url "$url" down 006
    is "what does not fit the old column stops the way back, and all is as it was" "SELECT count(*) FROM users WHERE email LIKE '%example.com'" 2
    accepts "an address that fits" "UPDATE users SET email = 'b@example.com' WHERE first_name = 'B'"
    t 0 -C "$project" --url "$url" down 006
    is "the way back keeps the addresses" "SELECT email, email_new FROM users WHERE first_name = 'B'" "b@example.com|b@example.com"
    refuses "an address of 321 characters, of course" "UPDATE users SET email = 'x$long' WHERE first_name = 'B'"
    refuses "an address of 320 characters, now" "UPDATE users SET email = '$long' WHERE first_name = 'B'"
    t 0 -C "$project" --url "$url" up 008

    # NOT VALID, then VALIDATE.
    accepts "an entry" "INSERT INTO audit_logs (action, resource_type) VALUES ('login', 'user')"
    t 0 -C "$project" --url "$url" up 009
    refuses "a reviewer who is not there, from the first day" "UPDATE audit_logs SET reviewed_by = 4711"
    accepts "a reviewer" "UPDATE audit_logs SET reviewed_by = (SELECT id FROM users WHERE first_name = 'Old')"
    t 0 -C "$project" --url "$url" up 010
    refuses "a reviewer who is not there" "UPDATE audit_logs SET reviewed_by = 4711"
    accepts "deleting the reviewer" "DELETE FROM users WHERE first_name = 'Old'"
    is "the entry has none" "SELECT count(*) FROM audit_logs WHERE reviewed_by IS NULL" 1
    refuses "an unknown result" "UPDATE audit_logs SET result = 'perhaps'"

    accepts "preferences" "INSERT INTO user_preferences (user_id) SELECT id FROM users"
    is "begin with" "SELECT theme, language FROM user_preferences" "light|en"
    refuses "preferences twice" "INSERT INTO user_preferences (user_id) SELECT id FROM users"
    refuses "preferences of nobody" "INSERT INTO user_preferences (user_id) VALUES (4711)"
    refuses "a theme that is too long" "UPDATE user_preferences SET theme = 'xxxxxxxxxxxxxxxxxxxxx'"
    trossapp_times users "last_name = 'Three'"
    trossapp_times user_preferences "theme = 'dark'"
    trossapp_times roles "description = 'x'"
    refuses "a role twice" "INSERT INTO roles (name) VALUES ('admin')"
    is "the roles of every installation" "SELECT count(*) FROM roles" 3
    accepts "deleting the user" "DELETE FROM users"
    is "takes the preferences along" "SELECT count(*) FROM user_preferences" 0

    uses idx_users_created_at "SELECT id FROM users ORDER BY created_at DESC LIMIT 5"
    uses idx_users_phone "SELECT * FROM users WHERE phone_number = '1'"
    uses idx_audit_logs_resource "SELECT * FROM audit_logs WHERE resource_type = 'user' AND resource_id = 7"
}
