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
    user_service_commands
    user_service_seeds
}

# Every command of the document.
user_service_commands() {
    empty
    case $engine in m*) sql 'DROP DATABASE IF EXISTS user_service' ;; esac
    make_db 0 db-migrate-up
    make_db 0 db-migrate-status
    out_has '000003	dev_test_data	completed'
    make_db 0 db-migrate-down
    make_db 0 db-migrate-goto VERSION=000001
    make_db 0 db-migrate-up
    make_db 0 db-validate
    make_db 0 db-migration-deps
    out_has '000002 add_user_profiles'
    make_db 0 db-tables
    case $engine in m*) ;; *) out_has 'user_service.user_profiles' ;; esac # there a schema is another database
    make_db 0 db-counts
    make_db 0 db-schema
    out_has 'CREATE TABLE user_service.users'
    make_db 2 db-migrate-goto
    err_has 'make db-migrate-goto VERSION=000001'
    make_db 2 db-migration-generate
    make_db 2 db-seed-enhanced
    err_has 'make db-seed-enhanced ENV=development'
    make_db 2 db-restore
}

user_service_seeds() {
    count="SELECT count(*) FROM $users"
    make_db 0 db-seed
    is "the seeds of every environment" "$count" 4
    make_db 0 db-seed-enhanced ENV=development
    make_db 0 db-seed-enhanced ENV=development
    is "and those of development, once" "$count" 29
    is "with their profiles" "SELECT count(DISTINCT visibility) FROM $profiles WHERE display_name LIKE 'User Number%'" 3
    empty
    case $engine in m*) sql 'DROP DATABASE IF EXISTS user_service' ;; esac
    make_db 0 db-migrate-up ENV=staging
    make_db 0 db-seed-enhanced ENV=staging
    is "staging has its own" "$count" 3
    empty
    case $engine in m*) sql 'DROP DATABASE IF EXISTS user_service' ;; esac
    make_db 0 db-migrate-up ENV=production
    make_db 0 db-seed-enhanced ENV=production
    is "production has none" "$count" 0
}
