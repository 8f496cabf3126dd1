# tests/engines/suite.sh - what skein(1) does to a database, the same on every engine.
#
# Sourced after tests/support/tap.sh by the test of an engine, which has set $url, a database that may be dropped and
# created at will, and defined how to look into it without skein:
#
#     sql STATEMENT     run it in the engine's own client: rows as lines, cells separated by "|"; fails if it fails
#     dump              the schema as text, skein's own tables left out
#     explain QUERY     how the engine would run the query, if it uses indexes whenever it can

# and has set $own_commits where DDL commits by itself.

own_commits=${own_commits:-}
export SKEIN_URL="$url"

rows() { # STATEMENT TEXT [NAME]
    sql "$1" >"$out" 2>"$err" || rc=$?
    command=$1
    same "$out" "$2" "${3:-$1}"
}

refused() { # NAME STATEMENT: the database itself refuses it
    command=$2
    if sql "$2" >"$out" 2>"$err"; then false; else true; fi
    check "refused: $1"
}

fresh() { # an empty database, and a project of five migrations in the working directory
    cd "$dir" && rm -rf project && mkdir project && cd project || exit 99
    "$skein" -q db drop --allow-data-loss && "$skein" -q db create || exit 99
    file migrations/000001_users.up.sql 'CREATE TABLE users (
    id SERIAL PRIMARY KEY,
    email VARCHAR(20) UNIQUE NOT NULL,
    active BOOLEAN NOT NULL DEFAULT TRUE,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP
);'
    file migrations/000001_users.down.sql 'DROP TABLE users;'
    file migrations/000002_posts.up.sql "CREATE TABLE posts (
    id SERIAL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    title VARCHAR(10) NOT NULL CHECK (length(title) > 1),
    kind VARCHAR(10) NOT NULL DEFAULT 'note' CHECK (kind IN ('note', 'link')),
    UNIQUE (user_id, title)
);
CREATE INDEX idx_posts_kind ON posts (kind);"
    file migrations/000002_posts.down.sql 'DROP TABLE posts;'
    file migrations/000003_bio.up.sql 'ALTER TABLE users ADD COLUMN IF NOT EXISTS bio TEXT CHECK (length(bio) <= 10);
ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(30);'
    file migrations/000003_bio.down.sql 'ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(20);
ALTER TABLE users DROP COLUMN bio;'
    file migrations/000004_active.up.sql 'CREATE INDEX CONCURRENTLY idx_users_active ON users (active);'
    file migrations/000004_active.down.sql 'DROP INDEX CONCURRENTLY idx_users_active;'
    file migrations/000005_people.up.sql "INSERT INTO users (email) VALUES ('ann@x.org'), ('bob@x.org');
INSERT INTO posts (user_id, title) SELECT id, 'hello' FROM users;"
    file migrations/000005_people.down.sql "DELETE FROM users WHERE email IN ('ann@x.org', 'bob@x.org');"
}

# ---- a clean database -----------------------------------------------------------------------------------------

fresh
t 0 current
out_is base
t 0 status
out_has '000001	users	pending'
out_has '000005	people	pending'
t 0 status --json
out_has '"current":null,"applied":0,"pending":5,"migrations":[{"version":"000001","name":"users","status":"pending","applied_at":null,"duration_ms":null,'
t 4 status -q --exit-code
silent
t 0 tables
out_is ''
t 0 history
out_is ''

t 0 plan
out_has '-- 000001 users'
out_has '-- 000005 people'
out_has 'bob@x.org'
t 0 plan up +1
out_hasnt '000002'
t 0 plan --json
out_has '"version":"000001","name":"users","file":'
t 0 up --dry-run
out_is 'would apply 000001 users
would apply 000002 posts
would apply 000003 bio
would apply 000004 active
would apply 000005 people
dry run: 5 applied, nothing was written'
t 0 up 000002 -n --json
out_has '{"dry_run":true,"successful":2,"failed":0,"current":null,"steps":[{"version":"000001","name":"users","direction":"up","duration_ms":null}'
test -z "$(dump)"; check 'a dry run has written nothing'
t 0 init --dry-run
t 0 init
t 0 init
out_is 'the history tables are in place'
t 0 tables
out_is '' 'the history tables are not shown'

t 0 up
out_has 'applied 000001 users'
out_has '5 applied, now at 000005'
test ! -s "$err"; check 'a run that goes well says nothing on standard error'
t 0 up
out_is 'nothing to do, at 000005'
t 0 up -q
silent
t 0 up --json
out_is '{"dry_run":false,"successful":0,"failed":0,"current":"000005","steps":[]}'
t 0 status --exit-code
out_has '000005	people	completed	20'
t 0 status --json
out_has "{\"engine\":\"$engine\",\"server_version\":\""
out_has '"current":"000005","applied":5,"pending":0,'
out_like '"version":"000001","name":"users","status":"completed","applied_at":"[0-9T:.-]+Z","duration_ms":[0-9]+,"checksum":"[0-9a-f]{64}","applied_by":"'
t 0 current
out_is 000005
t 0 current -v
out_has '000005 people (20'
t 0 current --json
out_has '{"current":"000005","name":"people","applied_at":"'
t 0 tables
out_like "^(public\.)?posts	4	[23]\$"
out_like "^(public\.)?users	5	[23]\$"
t 0 counts
out_like "^(public\.)?posts	2\$"
out_like "^(public\.)?users	2\$"
t 0 tables --json
out_like '"name":"posts","columns":4,"indexes":[23],"rows":null\}'
t 0 counts --json
out_like '"name":"posts","columns":4,"indexes":[23],"rows":2\}'
t 0 history
test "$(cut -f 2,3,5 "$out" | tr '\t\n' '  ')" = "up 000001 completed up 000002 completed up 000003 completed up 000004 completed up 000005 completed "
check 'the history has five attempts'
t 0 history --json
out_like '^\{"history":\[\{"at":"[^"]*","action":"up","version":"000001","name":"users","outcome":"completed","duration_ms":[0-9]+,"by":"'

# ---- constraints, indexes -----------------------------------------------------------------------------------------

refused 'too long' "INSERT INTO users (email) VALUES ('1234567890123456789012345678901')"
refused 'a duplicate' "INSERT INTO users (email) VALUES ('ann@x.org')"
refused 'no value' 'INSERT INTO users (email) VALUES (NULL)'
refused 'not a boolean' "INSERT INTO users (email, active) VALUES ('x', 'perhaps')"
refused 'a bio that is too long' "INSERT INTO users (email, bio) VALUES ('x', '12345678901')"
refused 'a title that is too short' "INSERT INTO posts (user_id, title) SELECT id, 'x' FROM users"
refused 'an unknown kind' "INSERT INTO posts (user_id, title, kind) SELECT id, 'new', 'film' FROM users"
refused 'a duplicate of two columns' "INSERT INTO posts (user_id, title) SELECT id, 'hello' FROM users"
refused 'a dangling reference' "INSERT INTO posts (user_id, title) VALUES (999, 'hello')"
refused 'a time that is none' "INSERT INTO users (email, created_at) VALUES ('x', 'yesterday afternoon')"
rows 'SELECT count(*) FROM users' 2 'nothing of that was kept'
explain "SELECT * FROM posts WHERE kind = 'link'" >"$out"
out_has idx_posts_kind 'an index is used'
explain 'SELECT * FROM users WHERE active = TRUE' >"$out"
out_has idx_users_active 'the one that was made CONCURRENTLY, too'
sql "DELETE FROM users WHERE email = 'bob@x.org'" >/dev/null
rows 'SELECT count(*) FROM posts' 1 'ON DELETE CASCADE works'

# ---- down, goto, redo ---------------------------------------------------------------------------------------------

fresh
for version in 000001 000002 000003 000004 000005; do
    dump >"$scratch/before-$version"
    t 0 up +1
    out_has "1 applied, now at $version"
done
test -n "$(dump)"; check 'there is a schema to compare with'
for version in 000005 000004 000003 000002 000001; do
    t 0 down
    out_has "reverted $version"
    dump >"$out"
    cmp -s "$out" "$scratch/before-$version"
    tap_same=$?
    test $tap_same = 0 || diff "$scratch/before-$version" "$out" | sed 's/^/# /'
    test $tap_same = 0
    check "down of $version reverts the schema exactly"
done
t 0 down
out_is 'nothing to do, at base'
t 0 up 3
out_has '3 applied, now at 000003' 'a version is a number'
t 0 down -2
out_has '2 reverted, now at 000001'
t 0 goto 000004
out_has '3 applied, now at 000004'
t 0 goto 000002
out_has '2 reverted, now at 000002'
t 0 goto 000002
out_is 'nothing to do, at 000002'
t 0 redo
out_has '1 reverted, 1 applied, now at 000002'
t 0 redo --dry-run
t 0 upgrade head
out_has 'now at 000005'
t 0 downgrade 000001
out_has '4 reverted, now at 000001'
t 0 migrate
t 0 rollback base --dry-run
out_has 'dry run: 5 reverted, nothing was written'
t 0 plan down
out_has '-- 000005 people'
out_hasnt '000004'
t 0 rollback base
out_has '5 reverted, now at base'
t 0 current
out_is base
t 2 redo
err_has 'nothing is applied'
for call in 'up 000099' 'down 000099' 'goto 000099' 'plan up 000099'; do
    t 2 $call
    err_has 'no migration "000099"'
done

# ---- existing data ------------------------------------------------------------------------------------------------

t 0 -q up 000002
sql "INSERT INTO users (email) VALUES ('old@x.org'); INSERT INTO posts (user_id, title, kind) SELECT id, 'old', 'link' FROM users" >/dev/null
t 0 -q up 000004
rows 'SELECT email, bio FROM users' 'old@x.org|' 'rows survive a changed column'
rows 'SELECT title, kind FROM posts' 'old|link' 'and so do those that refer to them'
sql "INSERT INTO users (email) VALUES ('a.long.address@example.org')" >/dev/null
check 'the column takes more than before'
t 1 down 000002
rows 'SELECT count(*) FROM users' 2 'a down migration that cannot be had leaves all as it was'
t 0 current
out_is 000003
sql "DELETE FROM users WHERE email LIKE 'a.long%'" >/dev/null
t 0 down 000002
rows 'SELECT email FROM users' 'old@x.org' 'rows survive the way back'

# ---- late, edited, missing ----------------------------------------------------------------------------------------

fresh
mkdir away
mv migrations/000003_* away
t 0 -q up 000004
mv away/* migrations
t 3 up
err_has 000003
err_has --allow-out-of-order
t 0 current
out_is 000004 'a late arrival stops the run'
t 3 plan
t 3 up --dry-run
t 0 up --allow-out-of-order
out_has '2 applied, now at 000005'
t 0 status
out_has '000003	bio	completed'

echo '-- a remark' >>migrations/000002_posts.up.sql
t 0 up
t 0 status
out_has '000002	posts	completed' 'a changed comment is no changed migration'
sed 's/VARCHAR(10) NOT NULL CHECK/VARCHAR(11) NOT NULL CHECK/' migrations/000002_posts.up.sql >edited
mv edited migrations/000002_posts.up.sql
t 0 status
out_has '000002	posts	modified'
file migrations/000006_more.up.sql 'ALTER TABLE users ADD COLUMN age int;'
file migrations/000006_more.down.sql 'ALTER TABLE users DROP COLUMN age;'
t 3 up
err_has 'migrations/000002_posts.up.sql'
t 0 current
out_is 000005 'an edited migration stops the run'
sed 's/VARCHAR(11) NOT NULL CHECK/VARCHAR(10) NOT NULL CHECK/' migrations/000002_posts.up.sql >edited
mv edited migrations/000002_posts.up.sql
mv migrations/000001_* away
t 0 status
out_has '000001	users	missing'
t 3 up
err_has 000001
mv away/* migrations
t 0 up
out_has '1 applied, now at 000006'

# ---- failure and recovery -----------------------------------------------------------------------------------------

fresh
file migrations/000006_bad.up.sql "CREATE TABLE kept (id int);
INSERT INTO users (email) VALUES ('ann@x.org');
CREATE TABLE never (id int);"
file migrations/000006_bad.down.sql 'DROP TABLE never; DROP TABLE kept;'
file migrations/000007_after.up.sql 'CREATE TABLE after (id int);'
t 1 up
out_has 'applied 000005 people'
out_has '5 applied, 1 failed, now at 000005'
out_hasnt 000007
err_has 'migrations/000006_bad.up.sql:2:1: error: '
err_has "    2 | INSERT INTO users (email) VALUES ('ann@x.org');"
err_has '[23505]'
t 0 status
out_has '000005	people	completed'
out_has '000006	bad	failed'
out_has '000007	after	pending'
t 0 status --json
out_like '"version":"000006","name":"bad","status":"failed".*"error_message":"[^"]'
t 4 status --exit-code
t 0 history -v
out_like '	up	000006	bad	failed	'
if test -z "$own_commits"; then
    if sql 'SELECT * FROM kept' >"$out" 2>"$err"; then false; else true; fi
    check 'nothing of a failed migration stands'
else
    rows 'SELECT count(*) FROM kept' 0 'what ran before the statement that failed stands'
    cp migrations/000006_bad.up.sql was
    sed 's/id int/id bigint/' was >migrations/000006_bad.up.sql
    t 3 up
    err_has 'migrations/000006_bad.up.sql:1:1: error: statement 1 of 3: it has run already'
    cp was migrations/000006_bad.up.sql
fi
t 1 up --json
out_has '{"dry_run":false,"successful":0,"failed":1,"current":"000005","steps":[]}'
err_has '{"error":{"status":"sql","message":"'
err_has '"line":2,"column":1,"sqlstate":"23505"}}'
file migrations/000006_bad.up.sql 'CREATE TABLE kept (id int);
CREATE TABLE never (id int);'
t 0 up
out_has '2 applied, now at 000007'
t 0 status
out_has '000006	bad	completed'
t 0 history
test "$(cut -f 3,5 "$out" | grep -c '000006	failed')" = 2; check 'the history remembers both failures'

fresh
file migrations/000006_moved.up.sql "CREATE TABLE moved (id integer PRIMARY KEY, email text);
WITH gone AS (DELETE FROM users WHERE email = 'ann@x.org' RETURNING id, email, ARRAY[id] AS ids)
INSERT INTO moved SELECT u.n, gone.email FROM gone, (VALUES (1), (1)) AS u (n);"
t 1 up
err_has 'migrations/000006_moved.up.sql:2:1: error: '
rows "SELECT count(*) FROM users WHERE email = 'ann@x.org'" 1 'a WITH that fails in one part has changed nothing'
t 0 tables
out_hasnt skein_with
sed 's/, (1))/, (2))/' migrations/000006_moved.up.sql >was
cp was migrations/000006_moved.up.sql
t 0 up
rows 'SELECT id, email FROM moved ORDER BY id' '1|ann@x.org
2|ann@x.org' 'and may be corrected'
rows "SELECT count(*) FROM users WHERE email = 'ann@x.org'" 0
file migrations/000007_block.up.sql "DO \$\$ BEGIN
    INSERT INTO moved VALUES (3, 'c');
    INSERT INTO moved VALUES (2, 'b');
END \$\$;"
t 1 up
rows 'SELECT count(*) FROM moved' 2 'a block that fails has changed nothing'
t 0 tables
out_hasnt skein_do
sed 's/(2/(4/' migrations/000007_block.up.sql >was
cp was migrations/000007_block.up.sql
t 0 up
rows 'SELECT count(*) FROM moved' 4 'and may be corrected, too'

# ---- refused before anything runs ---------------------------------------------------------------------------------

fresh
printf 'SELECT 1;\nSELEC 2;\n' >migrations/000007_syntax.up.sql
t 3 up
err_has 'migrations/000007_syntax.up.sql:2:1: error: '
err_has '    2 | SELEC 2;'
err_has '      | ^'
t 0 tables
out_is '' 'a fault in migration 7 stops the run before migration 1'
t 3 plan
t 3 validate
err_has 'migrations/000007_syntax.up.sql:2:1: error: '
file migrations/000007_syntax.up.sql 'CREATE TABLE a (id int);
ROLLBACK;
CREATE TABLE b (id int);'
t 3 up
err_has 'migrations/000007_syntax.up.sql:2:1: error: '
printf 'SELECT 1;\n\000\n' >migrations/000007_syntax.up.sql
t 3 up
err_has 'migrations/000007_syntax.up.sql:2:1: error: '
printf "SELECT '\\377';\n" >migrations/000007_syntax.up.sql
t 3 up
err_has 'migrations/000007_syntax.up.sql:1:9: error: '
if test "$engine" != postgres; then
    file migrations/000007_syntax.up.sql 'CREATE TABLE b (id int);
CREATE TABLE rooms (area circle, EXCLUDE USING gist (area WITH &&));'
    t 3 up
    err_has 'migrations/000007_syntax.up.sql:'
    err_has 'hint: '
    t 0 tables
    out_is '' 'what the engine cannot have in migration 7 stops the run before migration 1'
fi
: >migrations/000007_syntax.up.sql
t 0 up
out_has 'now at 000007' 'an empty file is a migration that does nothing'
file migrations/000008_wrapped.up.sql 'BEGIN;
CREATE TABLE wrapped (id int);
COMMIT;'
t 0 up
rows 'SELECT count(*) FROM wrapped' 0 'a file that wraps itself in a transaction runs in one'
file migrations/000009_split.up.sql 'CREATE TABLE split (id int);
COMMIT;
BEGIN;
INSERT INTO split VALUES (1);'
t 0 up
rows 'SELECT count(*) FROM split' 1 'a file that ends the transaction of its tool and begins the next runs on'

# ---- statements that refuse a transaction -------------------------------------------------------------------------

fresh
file migrations/000006_mixed.up.sql 'CREATE TABLE mixed (a int);
CREATE INDEX CONCURRENTLY idx_mixed ON mixed (a);
INSERT INTO mixed VALUES (1);'
file migrations/000006_mixed.down.sql 'DROP TABLE mixed;'
t 0 up
rows 'SELECT a FROM mixed' 1 'CONCURRENTLY may stand beside other statements'
t 0 down
file migrations/000006_mixed.up.sql 'CREATE TABLE mixed (a int);
INSERT INTO mixed VALUES (1), (1);
CREATE UNIQUE INDEX CONCURRENTLY idx_mixed ON mixed (a);'
t 1 up
err_has 'migrations/000006_mixed.up.sql:3:'
t 0 current
out_is 000005
file migrations/000006_mixed.up.sql 'CREATE TABLE mixed (a int);
INSERT INTO mixed VALUES (1), (1);
CREATE INDEX CONCURRENTLY idx_mixed ON mixed (a);'
t 0 up
rows 'SELECT count(*) FROM mixed' 2 'up goes on where the failed statement was, and repeats nothing'
explain 'SELECT * FROM mixed WHERE a = 1' >"$out"
out_has idx_mixed

# ---- seeds, other tables, the database as a whole -----------------------------------------------------------------

# ---- a procedure that commits between batches ------------------------------------------------------------------

fresh
t 0 -q up
file migrations/000006_batches.up.sql "CREATE TABLE batches (id int PRIMARY KEY, done int NOT NULL);
INSERT INTO batches SELECT g, 0 FROM generate_series(1, 25) g;
CREATE PROCEDURE do_batches() LANGUAGE plpgsql AS \$\$
DECLARE
    size int := 10;
    n int;
BEGIN
    LOOP
        UPDATE batches SET done = done + 1 WHERE id IN (SELECT id FROM batches WHERE done = 0 LIMIT size FOR UPDATE);
        GET DIAGNOSTICS n = ROW_COUNT;
        EXIT WHEN n = 0;
        COMMIT;
        PERFORM pg_sleep(0.001);
    END LOOP;
END \$\$;
CALL do_batches();
DROP PROCEDURE do_batches();"
t 0 -q up
rows 'SELECT count(*), sum(done) FROM batches' '25|25' 'each batch is done once'

fresh
t 2 seed
t 0 -q up
file seeds/1_people.sql "INSERT INTO users (email, active) VALUES ('seed@x.org', TRUE);
INSERT INTO posts (user_id, title) SELECT id, 'seeded' FROM users WHERE email = 'seed@x.org';"
t 0 seed --dry-run
rows 'SELECT count(*) FROM users' 2 'a dry run seeds nothing'
t 0 seed
out_is '2 statements run'
rows "SELECT count(*) FROM posts WHERE title = 'seeded'" 1
t 1 seed
err_has 'seeds/1_people.sql:1:1: error: '
rows 'SELECT count(*) FROM users' 3 'a seed that fails leaves nothing'
t 0 -q down base
t 0 up --history-table other_history
t 0 current --history-table other_history
out_is 000005
t 0 current
out_is base
t 0 -q down base --history-table other_history

# ---- a large file
fresh
awk 'BEGIN {
    print "CREATE TABLE many (id bigserial PRIMARY KEY, n integer NOT NULL UNIQUE, body varchar(100), at timestamp);"
    for (i = 1; i <= 3000; i++) # two that meet, in the middle of others that are alike
        printf "INSERT INTO many (n, body, at) VALUES (%d, \047a row; number %d %080d\047, \0472024-05-06 07:08:09\047);\n", \
            i == 2000 ? 1999 : i, i, i
    print "COPY many (n, body) FROM stdin;"
    for (i = 3001; i <= 3700; i++)
        printf "%d\ta row\n", i
    print "\\."
    print "UPDATE many SET body = body || \047!\047 WHERE n = 3700;"
}' >migrations/000006_many.up.sql
file migrations/000006_many.down.sql 'DROP TABLE many;'
t 0 validate
t 1 -q up
err_has 'migrations/000006_many.up.sql:2001:1: error: ' 'of many alike the one that fails is named'
err_has 'statement 2001 of 3004'
sed -i '2001s/(1999/(2000/' migrations/000006_many.up.sql
t 0 -q up
rows 'SELECT count(*), min(n), max(n) FROM many' '3700|1|3700'
rows 'SELECT body FROM many WHERE n = 3700' 'a row!'
t 0 -q down 000005
t 0 -q up
rows 'SELECT count(*), min(id), max(id) FROM many' '3700|1|3700' 'rows are numbered in their order'
rows "SELECT count(*) FROM many WHERE id <> n" 0
t 0 -q down 000005
cat >migrations/000006_many.up.sql <<EOF
$(awk 'BEGIN { for (i = 0; i < 9000; i++) print "-- a comment; before what is refused" }')
CREATE TABLE many (n integer);
INSERT INTO many VALUES (1);
INSERT INTO many VALUES (no_such_function(1));
EOF
case $url in
postgres*) t 1 -q up ;;
*) t 3 -q up ;;
esac
err_has 'migrations/000006_many.up.sql:9003:' 'a place in a large file'

# what a run keeps of a statement's beginning ends with a whole character, wherever that falls
fresh
filler=$(printf '%0340d' 0)
for pad in '' x xx; do
    echo "INSERT INTO posts (user_id, title) SELECT 1, 'aa$pad' WHERE '$filler' <> '${pad}漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字';"
done >migrations/000006_long.up.sql
file migrations/000006_long.down.sql "DELETE FROM posts WHERE title LIKE 'a%';"
t 0 -q up
rows "SELECT count(*) FROM posts WHERE title LIKE 'a%'" 3 'statements with long characters far behind'

fresh
t 0 -q up
t 3 db drop
err_has --allow-data-loss
t 3 db reset
t 0 counts
out_has 'posts	2' 'what was refused has not happened'
t 0 db drop --dry-run --allow-data-loss
t 0 db wait --wait 5s
t 0 db create
t 0 db reset --allow-data-loss
out_is 'the database is empty'
t 0 tables
out_is ''
t 0 up
out_has '5 applied' 'after a reset everything is pending again'
t 0 db drop --allow-data-loss
out_is 'the database is gone'
t 0 db drop
