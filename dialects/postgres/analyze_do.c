/*
 * dialects/postgres/analyze_do.c - DO blocks that stand for one statement of DDL.
 *
 * PostgreSQL has no CREATE TYPE IF NOT EXISTS, no ADD CONSTRAINT IF NOT EXISTS: people write a DO block that asks the
 * system catalogs first, or takes the error. Such a block means its one statement, where the catalog does not say
 * that it is done already. Any other block stays code that nobody here understands.
 */
#include <jansson.h>
#include <string.h>

#include "dialects/postgres/postgres.h"

struct block {
    size_t n_statements;
    const char *sql;  /* of the one statement */
    bool tolerant;    /* it may be done already */
    bool other;       /* there is more in the block than can be read */
};

static void read_list(struct block *b, const json_t *list, bool tolerant);

static const char *
query_of(const json_t *expr)
{
    const char *query = json_string_value(json_object_get(json_object_get(expr, "PLpgSQL_expr"), "query"));
    return query ? query : "";
}

/* Handlers that do nothing, for errors that say: there already, or not there. */
static bool
takes_the_error(const json_t *exceptions)
{
    static const char *const names[] = {"duplicate_object", "duplicate_table", "duplicate_column", "undefined_object",
                                        "undefined_table",  "undefined_column", "duplicate_schema", "others"};
    const json_t *list = json_object_get(json_object_get(exceptions, "PLpgSQL_exception_block"), "exc_list");
    size_t i, k;
    json_t *item, *condition;
    json_array_foreach(list, i, item) {
        const json_t *handler = json_object_get(item, "PLpgSQL_exception");
        struct block body = {0};
        read_list(&body, json_object_get(handler, "action"), false);
        if (body.other || body.n_statements)
            return false;
        json_array_foreach(json_object_get(handler, "conditions"), k, condition) {
            const char *name = json_string_value(
                json_object_get(json_object_get(condition, "PLpgSQL_condition"), "condname"));
            bool known = false;
            for (size_t n = 0; name && n < sizeof names / sizeof *names; n++)
                known = known || strcmp(names[n], name) == 0;
            if (!known)
                return false;
        }
    }
    return json_array_size(list) > 0;
}

static bool
asks_the_catalogs(const char *condition)
{
    return strcasestr(condition, "exists") &&
           (strcasestr(condition, "pg_") || strcasestr(condition, "information_schema"));
}

static void
read_statement(struct block *b, const char *kind, const json_t *stmt, bool tolerant)
{
    const json_t *exceptions = json_object_get(stmt, "exceptions");
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0) {
        b->sql = query_of(json_object_get(stmt, "sqlstmt"));
        b->tolerant = tolerant;
        b->n_statements++;
    } else if (strcmp(kind, "PLpgSQL_stmt_block") == 0 && (!exceptions || takes_the_error(exceptions))) {
        read_list(b, json_object_get(stmt, "body"), tolerant || exceptions);
    } else if (strcmp(kind, "PLpgSQL_stmt_if") == 0 && asks_the_catalogs(query_of(json_object_get(stmt, "cond"))) &&
               !json_object_get(stmt, "else_body") && !json_object_get(stmt, "elsif_list")) {
        read_list(b, json_object_get(stmt, "then_body"), true);
    } else if (strcmp(kind, "PLpgSQL_stmt_return") != 0 &&
               (strcmp(kind, "PLpgSQL_stmt_raise") != 0 || json_integer_value(json_object_get(stmt, "elog_level")) > 20)) {
        b->other = true;
    }
}

static void
read_list(struct block *b, const json_t *list, bool tolerant)
{
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt)
            read_statement(b, kind, stmt, tolerant);
    }
}

static bool
is_ddl(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(SELECT_STMT):
    case SK_NODE(INSERT_STMT):
    case SK_NODE(UPDATE_STMT):
    case SK_NODE(DELETE_STMT):
    case SK_NODE(DO_STMT):
    case SK_NODE(CALL_STMT):
    case SK_NODE(TRANSACTION_STMT):
        return false;
    default:
        return true;
    }
}

/* The statement's analysis; what the catalog says is done already has no effect. */
static enum sk_status
analyze_inner(struct sk_analysis *a, const struct block *b)
{
    PgQuery__ParseResult *tree;
    struct sk_error ignored = SK_ERROR_INIT, *err = a->err;
    size_t before = a->statement->n_changes;
    if (sk_pg_tree(&tree, a->owner, b->sql, NULL) || tree->n_stmts != 1 || !is_ddl(tree->stmts[0]->stmt))
        return sk_pg_code(a, NULL);
    sk_pg_strip_locations(&tree->base);
    a->err = b->tolerant ? &ignored : err;
    enum sk_status status = sk_pg_analyze_node(a, tree->stmts[0]->stmt);
    a->err = err;
    sk_error_clear(&ignored);
    if (status != SK_EREFUSED || !b->tolerant)
        return status;
    a->statement->n_changes = before;
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "the catalog says that there is nothing to do";
    return SK_OK;
}

enum sk_status
sk_pg_do(struct sk_analysis *a, const sk_node *node)
{
    char *sql = sk_pg_deparse(a->owner, node);
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(sql ? sql : "");
    json_t *root = parsed.error ? NULL : json_loads(parsed.plpgsql_funcs, 0, NULL);
    const json_t *function = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    const json_t *block = json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block");
    struct block b = {.other = !block};
    if (block)
        read_statement(&b, "PLpgSQL_stmt_block", block, false);
    enum sk_status status = b.other || b.n_statements != 1 ? sk_pg_code(a, NULL) : analyze_inner(a, &b);
    json_decref(root);
    pg_query_free_plpgsql_parse_result(parsed);
    return status;
}
