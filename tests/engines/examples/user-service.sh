# tests/engines/examples/user-service.sh - migrations/user-service; sourced by tests/engines/examples.test.

user_service() {
    for env in development staging production; do
        round_trip "$service" --env $env --approve
    done
    empty
    t 0 -C "$service" --url "$url" --env production up
    t 3 -C "$service" --url "$url" --env production down 000001
    err_has 'wants approval'
    is "nothing was taken back" "SELECT count(*) FROM schema_migrations" 3
    refuses "an e-mail twice" "INSERT INTO $users (email, first_name, last_name) VALUES ('a@b', 'a', 'b'), ('a@b', 'c', 'd')"
    accepts "a user" "INSERT INTO $users (email, first_name, last_name) VALUES ('a@b', 'a', 'b')"
    refuses "a profile of nobody" "INSERT INTO $profiles (user_id) VALUES (4711)"
    refuses "an unknown visibility" "INSERT INTO $profiles (user_id, visibility) SELECT id, 'secret' FROM $users"
    refuses "a birth in 1850" "INSERT INTO $profiles (user_id, birth_date) SELECT id, '1850-01-01' FROM $users"
    accepts "a profile" "INSERT INTO $profiles (user_id, birth_date) SELECT id, '1990-01-01' FROM $users"
    refuses "a second profile" "INSERT INTO $profiles (user_id) SELECT id FROM $users"
}
