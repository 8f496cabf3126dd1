# tests/engines/examples/customers.sh - migrations/customers; sourced by tests/engines/examples.test.

clerk=22222222-2222-4222-8222-222222222222 admin=11111111-1111-4111-8111-111111111111
hash='$2b$12$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUV012345678'

customer() { # COLUMN VALUE: the customer's columns, one of them with another value
    printf "UPDATE customers SET %s = %s WHERE email = 'grace@example.com'" "$1" "$2"
}

user() {
    printf "UPDATE users SET %s = %s WHERE email = 'clerk@example.com'" "$1" "$2"
}

log() {
    printf "UPDATE audit_logs SET %s = %s" "$1" "$2"
}

customers_formats() {
    for good in "'a@b.cd'" "'First.Last+tag@sub.example.co'" "'x_%y@EXAMPLE.ORG'"; do
        accepts "the e-mail address $good of a user" "BEGIN; $(user email "$good"); ROLLBACK"
        accepts "the e-mail address $good of a customer" "BEGIN; $(customer email "$good"); ROLLBACK"
    done
    for bad in "'no-at.example.com'" "'a@b'" "'a b@c.de'" "''" "'a@b.c'" "'a@b.cd '" "'@b.cd'"; do
        refuses "the e-mail address $bad of a user" "$(user email "$bad")"
        refuses "the e-mail address $bad of a customer" "$(customer email "$bad")"
    done
    for good in "'+1 202 555 0143'" "'(020) 7946-0018'" "'0301234567'" NULL; do
        accepts "the phone number $good" "$(customer phone "$good")"
    done
    for bad in "'12345'" "'call me'" "'+1 202 555 0143 x9'" "''" "'+49 30 1234567-'"; do
        refuses "the phone number $bad" "$(customer phone "$bad")"
    done
    for good in "'10115'" "'SW1A 1AA'" "'123'" "'1234567890'" "'12345-6789'" NULL; do
        accepts "the postal code $good" "$(customer postal_code "$good")"
    done
    for bad in "'12'" "'12345678901'" "'12 - 34'" "' 1234'" "'PO_BOX'"; do
        refuses "the postal code $bad" "$(customer postal_code "$bad")"
    done
    for good in "'192.0.2.10'" "'0.0.0.0'" "'255.255.255.255'" "'2001:db8:0:0:0:0:0:1'" "'2001:DB8::1'" "'::1'" "'::'" NULL; do
        accepts "the address $good" "$(log ip_address "$good")"
    done
    for bad in "'256.1.1.1'" "'1.2.3'" "'1.2.3.4.5'" "'localhost'" "''" "':1'" "'2001:db8::g'" "'192.0.2.10 '"; do
        refuses "the address $bad" "$(log ip_address "$bad")"
    done
}

customers_rules() {
    refuses "a password hash of 59 characters" "$(user password_hash "'$(printf %s "$hash" | cut -c 1-59)'")"
    accepts "a password hash of 60 characters" "$(user password_hash "'$(printf %s "$hash----" | cut -c 1-60)'")"
    for column in name; do
        refuses "a customer without a $column" "$(customer $column "'   '")"
        accepts "a customer whose $column is one letter" "$(customer $column "' x '")"
    done
    refuses "a user without a name" "$(user full_name "''")"
    for column in action resource_type description; do
        refuses "a log entry without $column" "$(log $column "'  '")"
        accepts "a log entry with $column" "$(log $column "'x'")"
    done
    accepts "a known type" "$(customer customer_type "'corporate'")"
    refuses "an unknown type" "$(customer customer_type "'robot'")"
    refuses "a type in other case" "$(customer customer_type "'Corporate'")"
    accepts "a known status" "$(customer status "'suspended'")"
    refuses "an unknown status" "$(customer status "'gone'")"
    accepts "a known role" "$(user role "'client'")"
    refuses "an unknown role" "$(user role "'root'")"
    refuses "a key that is no UUID" "INSERT INTO users (id, email, password_hash, full_name) VALUES ('x', 'n@n.org', '$hash-----', 'N')"
    refuses "an e-mail address twice" "$(customer email "'konrad@example.com'")"
    refuses "a customer that nobody created" "$(customer created_by NULL)"
    refuses "a customer created by one who is not there" "$(customer created_by "'33333333-3333-4333-8333-333333333333'")"
    accepts "a user changed by himself" "$(user updated_by "'$clerk'")"
    refuses "a user changed by one who is not there" "$(user updated_by "'33333333-3333-4333-8333-333333333333'")"
    refuses "values that are no JSON" "$(log old_values "'{'")"
    accepts "values that are JSON" "$(log old_values "'{\"a\": [1]}'")"
}

customers_deletion() {
    soft="UPDATE customers SET deleted_at = CURRENT_TIMESTAMP, deleted_by = '$admin'"
    accepts "a customer's soft deletion" "$soft WHERE email = 'konrad@example.com'"
    is "active customers" "SELECT count(*) FROM customers WHERE deleted_at IS NULL" 2
    is "deleted customers" "SELECT name, deleted_by FROM customers WHERE deleted_at IS NOT NULL" "Konrad Zuse|$admin"
    refuses "a deletion by one who is not there" "UPDATE customers SET deleted_by = '33333333-3333-4333-8333-333333333333'"
    accepts "a customer's return" "UPDATE customers SET deleted_at = NULL, deleted_by = NULL WHERE email = 'konrad@example.com'"
    is "all customers are active" "SELECT count(*) FROM customers WHERE deleted_at IS NULL" 3
    refuses "deleting a user who created customers" "DELETE FROM users WHERE id = '$clerk'"
    accepts "the customers' other creator" "UPDATE customers SET created_by = '$admin', updated_by = '$clerk', deleted_by = '$clerk'"
    accepts "a log entry of the user" "$(log user_id "'$clerk'")"
    accepts "deleting the user now" "DELETE FROM users WHERE id = '$clerk'"
    is "what referred to the user refers to none" "SELECT count(*) FROM customers WHERE updated_by IS NULL AND deleted_by IS NULL" 3
    is "the audit trail stays" "SELECT count(*) FROM audit_logs WHERE user_id IS NULL AND user_email = 'clerk@example.com'" 1
}

customers() {
    round_trip "$projects/customers"
    answers customers '001 002 003 004 005 006' 'audit_logs customers users'
    t 0 -C "$project" --url "$url" seed
    t 0 -C "$project" --url "$url" seed
    is "seeding twice is seeding once" "SELECT count(*) FROM customers" 3
    is "the seed's users" "SELECT count(*) FROM users WHERE created_by = '$admin'" 1
    customers_formats
    customers_rules
    customers_deletion

    # A seed that fails says which of its statements it was, and leaves nothing.
    rm -rf "$scratch/customers" && cp -R "$project" "$scratch/customers"
    sed "s/'Konrad Zuse'/' '/; s/konrad@/k@/" "$project/seeds/customers.sql" >"$scratch/customers/seeds/customers.sql"
    is "customers, before" "SELECT count(*) FROM customers" 3
    t 1 -C "$scratch/customers" --url "$url" seed
    err_has 'seeds/customers.sql:14:1: error: statement 3 of 4: '
    err_has ck_customers_name_not_empty
    is "customers, after" "SELECT count(*) FROM customers" 3

    # Customers that are there when their keys and rules come.
    empty
    t 0 -C "$project" --url "$url" upgrade 003
    accepts "a user" "INSERT INTO users (id, email, password_hash, full_name) VALUES ('$admin', 'a@b.cd', '$hash-----', 'A')"
    accepts "a customer" "INSERT INTO customers (name, email, created_by) VALUES ('C', 'c@d.ef', '$admin')"
    accepts "a customer that nobody created" "INSERT INTO customers (name, email, created_by) VALUES ('D', 'broken', '$clerk')"
    t 1 -C "$project" --url "$url" upgrade 004
    is "a key that rows violate is not there, and the rows are" "SELECT count(*) FROM customers" 2
    accepts "the rows mended" "UPDATE customers SET created_by = '$admin'"
    t 0 -C "$project" --url "$url" upgrade 005
    t 1 -C "$project" --url "$url" upgrade head
    accepts "the address mended" "UPDATE customers SET email = 'd@e.fg' WHERE name = 'D'"
    t 0 -C "$project" --url "$url" upgrade head
    is "the keys are UUIDs of their own" "SELECT count(*) FROM (SELECT DISTINCT id FROM customers WHERE length(CAST(id AS char(36))) = 36) AS k" 2

    # Each composite index serves the order of its columns, and has all that the query wants.
    for index in users/email_active/email,is_active users/role_active/role,is_active users/created_role/created_at,role \
        customers/status_type/status,customer_type customers/email_status/email,status \
        customers/created_status/created_at,status audit_logs/user_action/user_id,action \
        audit_logs/resource/resource_type,resource_id; do
        table=${index%%/*} columns=${index##*/} name=${index#*/}
        uses "ix_${table}_${name%/*}" "SELECT $columns FROM $table ORDER BY $columns"
    done
    uses ix_audit_logs_created_at "SELECT * FROM audit_logs WHERE created_at > '2026-01-01' ORDER BY created_at"
}
