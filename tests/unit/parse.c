/* tests/unit/parse.c - files into statements: positions, directives, COPY, hashes. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/dialect.h"

extern const struct sk_dialect sk_postgres;

static TALLOC_CTX *owner;
static struct sk_error err = SK_ERROR_INIT;

static void
free_all(void)
{
    talloc_free(owner);
    owner = NULL;
    sk_error_clear(&err);
}

static void
setup(void)
{
    owner = sk_context_new(NULL);
    atexit(free_all);
}

static const struct sk_script *
parse(const char *text)
{
    struct sk_script *script = NULL;
    if (!owner)
        setup();
    enum sk_status status = sk_postgres.parse(&script, owner, "a.sql", text, strlen(text), &err);
    ck_assert_msg(status == SK_OK, "%s at %zu", err.message, err.pos_bytes);
    return script;
}

static void
text_is(const struct sk_script *script, size_t i, const char *expected)
{
    ck_assert_uint_lt(i, script->n);
    const struct sk_statement *statement = &script->statements[i];
    ck_assert_uint_eq(statement->len, strlen(expected));
    ck_assert_int_eq(strncmp(script->text + statement->pos_bytes, expected, statement->len), 0);
}

START_TEST(a_statement_goes_from_its_first_token_to_before_its_semicolon)
{
    const struct sk_script *script = parse("-- é\n/* a /* b */ ; */ SELECT 'x;y' ;\n\n;; SELECT $$a;b$$\n -- end\n");
    ck_assert_uint_eq(script->n, 2);
    text_is(script, 0, "SELECT 'x;y'");
    ck_assert_str_eq(script->statements[0].tag, "SELECT");
    ck_assert_int_eq(strncmp(script->text + script->statements[1].pos_bytes, "SELECT $$a;b$$", 14), 0);
    ck_assert_uint_eq(parse("-- nothing\n")->n, 0);
    ck_assert_uint_eq(parse("")->n, 0);
}
END_TEST

/* What is refused, where, and a word of the message. */
static const struct {
    const char *text;
    const char *at;      /* the text from there on begins so */
    const char *message;
} refused[] = {
    {"SELECT 1;\nSELEC 2;", "SELEC", "syntax error"},
    {"SELECT 'é' FROM; x", "; x", "syntax error"},
    {"SELECT 1;\n\\connect other\n", "\\connect", "syntax error"},
    {"SELECT 'open", "'open", "unterminated"},
    {"SELECT 1;\n-- skein:only sqlite\nSELECT 2;\n", "-- skein", "without skein:end"},
    {"-- skein:only postgres\nSELECT 2;\n", "-- skein", "without skein:end"},
    {"SELECT 1;\n-- skein:end\n", "-- skein", "without skein:only"},
    {"-- skein:only oracle\n-- skein:end\n", "oracle", "unknown dialect"},
    {"-- skein:only\n-- skein:end\n", "-- skein", "needs a list"},
    {"-- skein:only postgres\n-- skein:only mysql\n-- skein:end\n", "-- skein:only mysql", "inside"},
    {"-- skein:only mysql\nx\n-- skein:only mysql\n-- skein:end\n", "-- skein:only mysql\n-- skein:end", "inside"},
    {"-- skein:sometimes\n", "-- skein", "unknown skein directive"},
    {"SELECT 1; -- skein:only mysql\n-- skein:end\n", "-- skein:only", "line of its own"},
    {"SELECT\n-- skein:only postgres\n1;\n-- skein:end\n", "-- skein:only", "inside a statement"},
    {"-- skein:only postgres\nSELECT\n-- skein:end\n1;", "-- skein:end", "inside a statement"},
    {"COPY t FROM stdin;\na\tb\n", ";\na", "no end"},
    {"COPY t FROM stdin; SELECT 1;\na\n\\.\n", "SELECT 1", "line after"},
    {"COPY t FROM stdin WITH (FORMAT csv);\na,b\n\\.\n", "COPY", "text format"},
};

START_TEST(what_is_refused_is_refused_at_its_place)
{
    setup();
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct sk_script *script;
        const char *text = refused[i].text;
        ck_assert_int_eq(sk_postgres.parse(&script, owner, "a.sql", text, strlen(text), &err), SK_EREFUSED);
        ck_assert_msg(strstr(err.message, refused[i].message), "%s: %s", text, err.message);
        ck_assert_msg(strncmp(text + err.pos_bytes, refused[i].at, strlen(refused[i].at)) == 0, "%s: at %s", text,
                      text + err.pos_bytes);
        ck_assert_str_eq(err.file, "a.sql");
        ck_assert_ptr_nonnull(err.hint);
    }
}
END_TEST

START_TEST(a_block_for_other_dialects_is_handed_over_as_it_is)
{
    const struct sk_script *script =
        parse("CREATE TABLE t (a int);\n"
              "-- skein:only sqlite, mysql\n"
              "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE `t` SET a = CASE WHEN 1 THEN 2 END; SELECT 'it;'; END;\n"
              "-- don't;\n"
              "PRAGMA x = \"y;\";\n"
              "-- skein:end\n"
              "  -- skein:only postgres\n"
              "CREATE INDEX i ON t USING gin (a);\n"
              "-- skein:end\n"
              "SELECT 'a\n-- skein:only mysql\n';");
    ck_assert_uint_eq(script->n, 5);
    ck_assert(sk_statement_is_for(&script->statements[0], "sqlite"));
    text_is(script, 1,
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE `t` SET a = CASE WHEN 1 THEN 2 END; SELECT 'it;'; END");
    text_is(script, 2, "PRAGMA x = \"y;\"");
    for (size_t i = 1; i < 3; i++) {
        ck_assert_ptr_null(script->statements[i].tree);
        ck_assert(sk_statement_is_for(&script->statements[i], "sqlite"));
        ck_assert(sk_statement_is_for(&script->statements[i], "mysql"));
        ck_assert(!sk_statement_is_for(&script->statements[i], "postgres"));
    }
    text_is(script, 3, "CREATE INDEX i ON t USING gin (a)");
    ck_assert_ptr_nonnull(script->statements[3].tree);
    ck_assert(!sk_statement_is_for(&script->statements[3], "sqlite"));
    ck_assert_ptr_null(script->statements[4].dialects);
}
END_TEST

START_TEST(a_body_in_mysql_ends_with_its_outermost_end)
{
    const struct sk_script *script =
        parse("-- skein:only mysql\n"
              "CREATE PROCEDURE p() BEGIN IF 1 THEN BEGIN SELECT 1; END; END IF; WHILE 0 DO SELECT 2; END WHILE; END;\n"
              "CREATE TRIGGER y BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;\n"
              "SELECT 3 # not; here\n"
              "-- skein:end\n");
    ck_assert_uint_eq(script->n, 3);
    ck_assert_str_eq(script->statements[0].tag, "CREATE PROCEDURE");
    ck_assert_str_eq(script->statements[1].tag, "CREATE TRIGGER");
    ck_assert_str_eq(script->statements[2].tag, "SELECT");
}
END_TEST

START_TEST(rows_of_copy_become_inserts)
{
    const struct sk_script *script = parse("COPY s.t (a, \"B\") FROM stdin;\n"
                                           "1\tit's\n"
                                           "2\t\\N\n"
                                           "3\ta\\tb\\\\c\\x41\\101\n"
                                           "\\.\n"
                                           "SELECT 1;\n");
    ck_assert_uint_eq(script->n, 2);
    ck_assert(script->statements[0].synthetic);
    struct sk_rewrite rewrite = {.dialect = &sk_postgres, .script = script, .owner = owner, .keeper = owner};
    ck_assert_int_eq(sk_postgres.rewrite(&rewrite, &script->statements[0], &err), SK_OK);
    ck_assert_str_eq(rewrite.outputs[0].sql,
                     "INSERT INTO s.t (a, \"B\") OVERRIDING SYSTEM VALUE VALUES ('1', 'it''s'), "
                     "('2', NULL), ('3', E'a\tb\\\\cAA')");
    ck_assert(!rewrite.outputs[0].verbatim);
    text_is(script, 1, "SELECT 1");
}
END_TEST

/* Statements that refuse to run in a transaction block, and some that do not. */
static const struct {
    const char *text;
    bool refuses[3];
} transactions[] = {
    {"CREATE INDEX CONCURRENTLY i ON t (a)", {true}},
    {"CREATE INDEX i ON t (a); DROP INDEX CONCURRENTLY i", {false, true}},
    {"REINDEX INDEX i; REINDEX TABLE CONCURRENTLY t; REINDEX DATABASE d", {false, true, true}},
    {"VACUUM t; ANALYZE t", {true, false}},
    {"CREATE DATABASE d; DROP DATABASE d; ALTER SYSTEM SET work_mem = '1MB'", {true, true, true}},
    {"CLUSTER t USING i; CLUSTER", {false, true}},
    {"ALTER TYPE e ADD VALUE 'x'; INSERT INTO t VALUES (1)", {false, false}},
    {"ALTER TYPE e ADD VALUE 'x'; INSERT INTO t VALUES ('x')", {true, false}},
    {"ALTER TYPE e ADD VALUE 'x'; DO $$ BEGIN INSERT INTO t VALUES ('x'); END $$", {true, false}},
    {"CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'x'; INSERT INTO t VALUES ('x')", {false, false, false}},
};

START_TEST(what_refuses_a_transaction_block_is_known)
{
    for (size_t i = 0; i < sizeof transactions / sizeof *transactions; i++) {
        const struct sk_script *script = parse(transactions[i].text);
        for (size_t k = 0; k < script->n; k++)
            ck_assert_msg(script->statements[k].no_transaction == transactions[i].refuses[k], "%s: statement %zu",
                          transactions[i].text, k + 1);
    }
    ck_assert(parse("BEGIN")->statements[0].transaction_control);
    ck_assert(parse("SAVEPOINT a")->statements[0].transaction_control);
}
END_TEST

static const char *
hash(const char *text)
{
    const struct sk_script *script = parse(text);
    return sk_postgres.tree_hash(owner, script);
}

START_TEST(the_hash_is_of_what_is_said_not_of_how_it_is_laid_out)
{
    const char *one = hash("SELECT 'a', 1 FROM t; SELECT 2;");
    ck_assert_str_eq(one, hash("-- comment\nselect  'a',\n 1 from T;\r\n\r\nSELECT 2"));
    ck_assert_str_ne(one, hash("SELECT 'b', 1 FROM t; SELECT 2;"));
    ck_assert_str_ne(one, hash("SELECT 'a', 1 FROM t; SELECT 3;"));
    ck_assert_str_ne(one, hash("SELECT 'a', 1 FROM t;"));
    ck_assert_str_ne(hash("-- skein:only sqlite\nA;\n-- skein:end"), hash("-- skein:only sqlite\nB;\n-- skein:end"));
    ck_assert_str_ne(hash("-- skein:only sqlite\nA;\n-- skein:end"), hash("-- skein:only mysql\nA;\n-- skein:end"));
    ck_assert_str_ne(hash("COPY t FROM stdin;\n1\n\\.\n"), hash("COPY t FROM stdin;\n2\n\\.\n"));
}
END_TEST

/* More than libpg_query is given at once stands between the two. */
static const char *
far_apart(const char *first, const char *second)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_addf(text, "%s\n", first);
    while (text->len < 600000)
        sk_text_add(text, "-- a; \"comment;\n");
    sk_text_add(text, second);
    return text->data;
}

START_TEST(a_large_file_says_what_a_small_one_does)
{
    setup();
    static const char *const pairs[][2] = {
        {"CREATE TABLE t (a int);", "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);\nCREATE INDEX ON t (a)"},
        {"SELECT 1;\n-- skein:only sqlite\nPRAGMA a;\n-- skein:end", "-- skein:only mysql\nB;\n-- skein:end\nSELECT 2"},
        {"COPY t (a, b) FROM stdin;\n1\tit's\n\\.", "COPY t FROM stdin;\n2\t\\N\n\\.\nSELECT 1"},
        {"SELECT 1; /*", "*/ SELECT 2"},
        {"INSERT INTO t VALUES ('", "'); SELECT 1"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *far = far_apart(pairs[i][0], pairs[i][1]);
        const struct sk_script *large = parse(far);
        if (i == 4) { /* within a string: there is no small one */
            text_is(large, 0, sk_strndup(owner, far, strlen(far) - strlen("; SELECT 1")));
            text_is(large, 1, "SELECT 1");
            continue;
        }
        const struct sk_script *small = parse(sk_printf(owner, "%s\n%s", pairs[i][0], pairs[i][1]));
        ck_assert_str_eq(sk_postgres.tree_hash(owner, large), sk_postgres.tree_hash(owner, small));
        ck_assert_uint_eq(large->n, small->n);
        for (size_t k = 0; k < small->n; k++) {
            const struct sk_statement *like = &small->statements[k];
            text_is(large, k, sk_strndup(owner, small->text + like->pos_bytes, like->len));
            ck_assert_str_eq(large->statements[k].tag, like->tag);
        }
    }
}
END_TEST

START_TEST(rows_of_a_large_file_are_read_on_demand)
{
    setup();
    const char *text = far_apart("CREATE TABLE t (a int);", "INSERT INTO t VALUES (1); SELECT b;\n"
                                                            "COPY t FROM stdin;\n5\n\\.\n");
    const struct sk_script *script = parse(text);
    ck_assert_uint_eq(script->n, 4);
    for (size_t i = 0; i < script->n; i++) {
        struct sk_statement *statement = &script->statements[i];
        ck_assert(statement->on_demand == (i == 1 || i == 3));
        for (int again = 0; again < 1 + statement->on_demand; again++) {
            ck_assert(!statement->tree == statement->on_demand);
            sk_postgres.read_tree(script, statement);
            ck_assert_ptr_nonnull(statement->tree);
            ck_assert_int_eq(sk_postgres.analyze(script, statement, sk_catalog_new(owner, sk_postgres.expr_ops), &err),
                             SK_OK);
            ck_assert_uint_eq(statement->n_changes, 1);
            sk_statement_release(statement);
            ck_assert_uint_eq(statement->n_changes, !statement->on_demand);
        }
    }
    struct sk_rewrite rewrite = {.dialect = &sk_postgres, .owner = owner, .keeper = owner, .script = script};
    ck_assert_int_eq(sk_postgres.rewrite(&rewrite, &script->statements[3], &err), SK_OK);
    ck_assert_str_eq(rewrite.outputs[0].sql, "INSERT INTO \"t\" OVERRIDING SYSTEM VALUE VALUES ('5')");

    script = parse(far_apart("ALTER TYPE e ADD VALUE 'x';", "INSERT INTO t VALUES ('x')"));
    ck_assert(script->statements[0].no_transaction);
}
END_TEST

START_TEST(an_error_in_a_large_file_is_where_it_is)
{
    setup();
    const char *text = far_apart("SELECT 1;", "SELECT 2; SELEC 3; SELECT 4");
    struct sk_script *none;
    ck_assert_int_eq(sk_postgres.parse(&none, owner, "a.sql", text, strlen(text), &err), SK_EREFUSED);
    ck_assert_uint_eq(err.pos_bytes, strlen(text) - strlen("SELEC 3; SELECT 4"));
    text = far_apart("SELEC 1;", "SELECT 2");
    ck_assert_int_eq(sk_postgres.parse(&none, owner, "a.sql", text, strlen(text), &err), SK_EREFUSED);
    ck_assert_uint_eq(err.pos_bytes, 0);
}
END_TEST

START_TEST(a_sub_query_without_a_name_changes_no_position)
{
    const char *text = "SELECT a FROM (SELECT b FROM (VALUES (')'))); SELECT 2; SELECT 3 FROM (SELECT 4) WHERE";
    const struct sk_script *script = parse("SELECT a FROM (SELECT b FROM (VALUES (')'))); SELECT 2");
    text_is(script, 0, "SELECT a FROM (SELECT b FROM (VALUES (')')))");
    text_is(script, 1, "SELECT 2");
    struct sk_script *none;
    ck_assert_int_eq(sk_postgres.parse(&none, owner, "a.sql", text, strlen(text), &err), SK_EREFUSED);
    ck_assert_uint_eq(err.pos_bytes, strlen(text));
}
END_TEST

UNIT_MAIN("parse", a_sub_query_without_a_name_changes_no_position, a_large_file_says_what_a_small_one_does,
          rows_of_a_large_file_are_read_on_demand, an_error_in_a_large_file_is_where_it_is,
          a_statement_goes_from_its_first_token_to_before_its_semicolon, what_is_refused_is_refused_at_its_place,
          a_block_for_other_dialects_is_handed_over_as_it_is, a_body_in_mysql_ends_with_its_outermost_end,
          rows_of_copy_become_inserts, what_refuses_a_transaction_block_is_known,
          the_hash_is_of_what_is_said_not_of_how_it_is_laid_out)
