/*
 * dialects/common/plpgsql_records.c - what the fields of a record are.
 *
 * libpg_query reads "r t%ROWTYPE" as a record of any form (dialects/postgres/procedure.c): of which table it is a row
 * stands in the function's text alone. Any other record has the columns of the query that it is filled from.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/plpgsql_priv.h"

/* ---- r t%ROWTYPE ------------------------------------------------------------------------------------------------- */

enum { N_LAST = 6 };

/* The tokens that were read last, the latest first. */
struct last {
    const char *text;
    const PgQuery__ScanToken *tokens[N_LAST];
};

/* The name that the token is, as PostgreSQL takes it. */
static char *
name_at(TALLOC_CTX *owner, const struct last *last, size_t i)
{
    const PgQuery__ScanToken *token = last->tokens[i];
    if (!token)
        return NULL;
    bool quoted = last->text[token->start] == '"';
    char *name = sk_strndup(owner, last->text + token->start + quoted,
                            (size_t)(token->end - token->start) - 2 * (size_t)quoted);
    for (char *c = name; *c && !quoted; c++)
        *c = (char)tolower((unsigned char)*c);
    return name;
}

static bool
is_char(const struct last *last, size_t i, char c)
{
    const PgQuery__ScanToken *token = last->tokens[i];
    return token && token->end - token->start == 1 && last->text[token->start] == c;
}

/* record schema.table%ROWTYPE, whose last word has been read */
static const struct sk_table *
declared(const struct sk_plpgsql *f, const struct last *last, const char *record)
{
    if (!is_char(last, 1, '%') || !sk_same(name_at(f->owner, last, 0), "rowtype"))
        return NULL;
    bool qualified = is_char(last, 3, '.');
    if (!sk_same(name_at(f->owner, last, qualified ? 5 : 3), record))
        return NULL;
    return sk_catalog_table(f->catalog, qualified ? name_at(f->owner, last, 4) : NULL, name_at(f->owner, last, 2));
}

const struct sk_table *
sk_plpgsql_row_type(const struct sk_plpgsql *f, const char *record)
{
    const char *text = f->function ? f->function->body : NULL;
    if (!text || !record || !strcasestr(text, "rowtype"))
        return NULL;
    PgQueryScanResult scanned = pg_query_scan(text);
    PgQuery__ScanResult *tokens =
        scanned.error ? NULL
                      : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    struct last last = {.text = text};
    const struct sk_table *table = NULL;
    for (size_t i = 0; tokens && i < tokens->n_tokens && !table; i++) {
        const PgQuery__ScanToken *token = tokens->tokens[i];
        if (token->token == PG_QUERY__TOKEN__SQL_COMMENT || token->token == PG_QUERY__TOKEN__C_COMMENT)
            continue;
        memmove(&last.tokens[1], &last.tokens[0], (N_LAST - 1) * sizeof *last.tokens);
        last.tokens[0] = token;
        table = declared(f, &last, record);
    }
    if (tokens)
        pg_query__scan_result__free_unpacked(tokens, NULL);
    pg_query_free_scan_result(scanned);
    return table;
}

/* ---- r t --------------------------------------------------------------------------------------------------------- */

struct tokens {
    const char *text;
    size_t n;
    const PgQuery__ScanToken **items; /* without comments */
};

static const PgQuery__ScanToken *
token_at(const struct tokens *tokens, size_t i)
{
    return i < tokens->n ? tokens->items[i] : NULL;
}

static void
read_tokens(TALLOC_CTX *owner, struct tokens *out, const PgQuery__ScanResult *scanned)
{
    for (size_t i = 0; scanned && i < scanned->n_tokens; i++)
        if (scanned->tokens[i]->token != PG_QUERY__TOKEN__SQL_COMMENT &&
            scanned->tokens[i]->token != PG_QUERY__TOKEN__C_COMMENT)
            sk_push(owner, out->items, out->n, scanned->tokens[i]);
}

/* A declaration begins at token `i`: where the name of its type ends if that is a table's, else 0. */
static size_t
table_type(const struct sk_plpgsql *f, const struct tokens *tokens, size_t i)
{
    struct last last = {.text = tokens->text};
    const PgQuery__ScanToken *dot = token_at(tokens, i + 2);
    bool qualified = dot && dot->token == PG_QUERY__TOKEN__ASCII_46;
    const PgQuery__ScanToken *type = token_at(tokens, i + (qualified ? 3 : 1)),
                             *after = token_at(tokens, i + (qualified ? 4 : 2));
    if (!type || !after || after->token != PG_QUERY__TOKEN__ASCII_59)
        return 0;
    last.tokens[0] = type;
    last.tokens[1] = token_at(tokens, i + 1);
    const char *name = name_at(f->owner, &last, 0), *schema = qualified ? name_at(f->owner, &last, 1) : NULL;
    PgQuery__ParseResult *tree;
    if (!sk_catalog_table(f->catalog, schema, name) || sk_catalog_type(f->catalog, schema, name) ||
        sk_pg_tree(&tree, f->owner, sk_printf(f->owner, "SELECT NULL::%.*s", type->end - type->start,
                                              tokens->text + type->start), NULL))
        return 0;
    const sk_node *value = tree->stmts[0]->stmt->select_stmt->target_list[0]->res_target->val;
    bool known = value->node_case == SK_NODE(TYPE_CAST) && !qualified &&
                 sk_pg_type(f->catalog, f->owner, value->type_cast->type_name).kind != SK_TYPE_OTHER;
    return known ? 0 : (size_t)type->end;
}

/* The body with %ROWTYPE behind each type that is a table's; NULL: there is none. */
static const char *
with_row_types(const struct sk_plpgsql *f, const char *text)
{
    PgQueryScanResult scanned = pg_query_scan(text);
    PgQuery__ScanResult *all =
        scanned.error ? NULL
                      : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    struct tokens tokens = {.text = text};
    struct sk_text *out = sk_text_new(f->owner);
    size_t done = 0;
    bool declares = false;
    read_tokens(f->owner, &tokens, all);
    for (size_t i = 0; i < tokens.n; i++) {
        int token = (int)tokens.items[i]->token;
        declares = token == PG_QUERY__TOKEN__DECLARE || (declares && token != PG_QUERY__TOKEN__BEGIN_P);
        bool begins = declares && (token == PG_QUERY__TOKEN__DECLARE || token == PG_QUERY__TOKEN__ASCII_59);
        size_t end = begins ? table_type(f, &tokens, i + 1) : 0;
        if (!end)
            continue;
        sk_text_add_n(out, text + done, end - done);
        sk_text_add(out, "%ROWTYPE");
        done = end;
    }
    sk_text_add(out, text + done);
    if (all)
        pg_query__scan_result__free_unpacked(all, NULL);
    pg_query_free_scan_result(scanned);
    return done ? out->data : NULL;
}

const struct sk_function *
sk_plpgsql_with_rows(const struct sk_plpgsql *f, const struct sk_function *function)
{
    bool declares = function->definition && function->body && strcasestr(function->body, "declare");
    const char *body = declares ? with_row_types(f, function->body) : NULL;
    if (!body)
        return function;
    sk_node *tree = sk_pg_copy(f->owner, sk_expr_node(function->definition));
    const PgQuery__CreateFunctionStmt *stmt = tree->create_function_stmt;
    for (size_t i = 0; i < stmt->n_options; i++) {
        sk_node *arg = stmt->options[i]->def_elem->arg;
        if (strcmp(stmt->options[i]->def_elem->defname, "as") == 0 && arg->node_case == SK_NODE(LIST))
            arg->list->items[0]->string->sval = sk_strdup(f->owner, body);
    }
    struct sk_function *out = sk_new(f->owner, struct sk_function);
    *out = *function;
    out->body = body;
    out->definition = sk_pg_expr(f->owner, tree);
    return out;
}

/* ---- r IS NULL --------------------------------------------------------------------------------------------------- */

struct record {
    struct sk_plpgsql *f;
    const char *name;
    size_t n;
    const char **fields;
    bool unknown; /* it is filled from something else than a query, or from two that differ */
};

static void
fill_from_query(struct record *r, const char *text)
{
    PgQuery__ParseResult *tree;
    bool first = r->n == 0;
    if (!text || sk_pg_tree(&tree, r->f->owner, text, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT)) {
        r->unknown = true;
        return;
    }
    const sk_node *query = sk_pg_without_stars(r->f->owner, r->f->catalog, tree->stmts[0]->stmt);
    struct sk_query_columns columns = sk_scope_query(r->f->printer->scope, query);
    r->unknown = r->unknown || columns.n == 0 || (!first && columns.n != r->n);
    for (size_t i = 0; i < columns.n && !r->unknown; i++) {
        const char *name = columns.items[i].name;
        r->unknown = !name || (!first && !sk_same(name, r->fields[i]));
        if (first && name)
            sk_push(r->f->owner, r->fields, r->n, sk_strdup(r->f->owner, name));
    }
}

static bool
is_target(const struct record *r, const json_t *target)
{
    return sk_same(json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname")), r->name);
}

/* Does the statement fill the record? Part of a walk that goes on. */
static bool
fill(const char *key, const json_t *item, const void *data)
{
    struct record *r = *(struct record *const *)data;
    if (sk_same(key, "PLpgSQL_stmt_execsql") && is_target(r, json_object_get(item, "target")))
        fill_from_query(r, sk_plpgsql_query(json_object_get(item, "sqlstmt")));
    else if (sk_same(key, "PLpgSQL_stmt_fors") && is_target(r, json_object_get(item, "var")))
        fill_from_query(r, sk_plpgsql_query(json_object_get(item, "query")));
    else if (is_target(r, json_object_get(item, "target")) || is_target(r, json_object_get(item, "var")) ||
             (sk_same(key, "PLpgSQL_stmt_assign") && sk_same(sk_plpgsql_record(r->f, item), r->name)))
        r->unknown = true;
    return false;
}

static bool
know_fields(struct record *r)
{
    bool row = sk_same(r->name, "new") || sk_same(r->name, "old");
    const struct sk_table *table = row ? r->f->table : sk_plpgsql_row_type(r->f, r->name);
    for (size_t i = 0; table && i < table->n_columns; i++)
        sk_push(r->f->owner, r->fields, r->n, table->columns[i]->name);
    if (!table)
        sk_pg_procedure_has(r->f->root, fill, &r);
    return r->n > 0 && !r->unknown;
}

static bool
is_record(const struct sk_plpgsql *f, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(f->datums, i, datum)
        if (sk_same(json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_rec"), "refname")), name))
            return true;
    return false;
}

struct tests {
    struct sk_plpgsql *f;
    bool unknown;
};

/* A record is NULL if all of its fields are, and is NOT NULL if none of them is (PostgreSQL manual, 9.2). */
static bool
put_test(sk_node *node, void *data)
{
    struct tests *t = data;
    const PgQuery__NullTest *test = node->node_case == SK_NODE(NULL_TEST) ? node->null_test : NULL;
    const PgQuery__ColumnRef *ref = test && test->arg->node_case == SK_NODE(COLUMN_REF) ? test->arg->column_ref : NULL;
    struct record r = {.f = t->f, .name = ref && ref->n_fields == 1 ? sk_node_string(ref->fields[0]) : NULL};
    if (!r.name || !is_record(t->f, r.name))
        return true;
    if (!know_fields(&r)) {
        t->unknown = true;
        return false;
    }
    struct sk_text *sql = sk_text_new(t->f->owner);
    const char *is = test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? "NULL" : "NOT NULL";
    for (size_t i = 0; i < r.n; i++) {
        sk_text_add(sql, i ? " AND " : "(");
        sk_text_ident(sql, r.name, '"');
        sk_text_add(sql, ".");
        sk_text_ident(sql, r.fields[i], '"');
        sk_text_addf(sql, " IS %s", is);
    }
    sk_text_add(sql, ")");
    *node = *sk_pg_made(t->f->owner, sql->data, 0, NULL);
    return false;
}

enum sk_status
sk_plpgsql_put_tests(struct sk_plpgsql *f, ProtobufCMessage *tree)
{
    struct tests tests = {.f = f};
    sk_pg_walk(tree, put_test, &tests);
    return tests.unknown ? sk_plpgsql_unsupported(f, "a test of a whole record for NULL") : SK_OK;
}
