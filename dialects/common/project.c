/* dialects/common/project.c - see project.h. */
#include "dialects/common/project.h"
#include "dialects/common/counters.h"
#include "dialects/common/literals.h"

#include "dialects/postgres/scope.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* How much of a table is left out, so that the rest can be rendered. */
enum less { LESS_FOREIGN_TEXT, LESS_TRIGGERS, LESS_CHECKS, LESS_VALUES, LESS_ENUM_COUNT };

static struct sk_expr *
unknown(TALLOC_CTX *owner)
{
    return sk_new(owner, struct sk_expr);
}

static bool
goes(const struct sk_expr *expr, enum less less, enum less from)
{
    return expr && (!expr->node || less >= from);
}

static bool
index_goes(const struct sk_index *index, enum less less)
{
    bool any = goes(index->where, less, LESS_VALUES);
    for (size_t i = 0; i < index->n_keys; i++)
        any = any || goes(index->keys[i].expr, less, LESS_VALUES);
    return any;
}

static bool
constraint_goes(const struct sk_constraint *k, enum less less)
{
    return (k->kind == SK_CHECK && goes(k->check, less, LESS_CHECKS)) || (k->kind == SK_EXCLUDE && less >= LESS_CHECKS);
}

static bool
trigger_goes(const struct sk_trigger *trigger, enum less less)
{
    return trigger->body || less >= LESS_TRIGGERS;
}

/* Take out of `table`, a copy, what cannot be rendered. */
static void
strip(struct sk_table *table, enum less less)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        struct sk_column *column = table->columns[i];
        if (goes(column->default_expr, less, LESS_VALUES))
            column->default_expr = NULL;
        if (goes(column->generated, less, LESS_VALUES))
            column->generated = NULL;
        column->stored = NULL;
    }
    for (size_t i = table->n_constraints; i > 0; i--)
        if (constraint_goes(table->constraints[i - 1], less))
            sk_take(table->constraints, table->n_constraints, i - 1);
    for (size_t i = table->n_indexes; i > 0; i--)
        if (index_goes(table->indexes[i - 1], less))
            sk_take(table->indexes, table->n_indexes, i - 1);
    for (size_t i = table->n_triggers; i > 0; i--)
        if (trigger_goes(table->triggers[i - 1], less))
            sk_take(table->triggers, table->n_triggers, i - 1);
}

static void
restore_index(struct sk_table *table, const struct sk_index *original)
{
    struct sk_index *index = sk_new(table, struct sk_index);
    *index = *original;
    index->keys = sk_alloc(index, (index->n_keys + 1) * sizeof *index->keys, "keys");
    for (size_t i = 0; i < index->n_keys; i++) {
        index->keys[i] = original->keys[i];
        index->keys[i].expr = original->keys[i].expr ? unknown(index) : NULL;
    }
    index->where = original->where ? unknown(index) : NULL;
    sk_push(table, table->indexes, table->n_indexes, index);
}

/* Put what was taken out of `original` into `table` again, its words unknown. */
static void
restore(struct sk_table *table, const struct sk_table *original, enum less less)
{
    for (size_t i = 0; i < original->n_columns; i++) {
        const struct sk_column *from = original->columns[i];
        struct sk_column *column = sk_table_column(table, from->name);
        if (column && goes(from->default_expr, less, LESS_VALUES))
            column->default_expr = unknown(table);
        if (column && goes(from->generated, less, LESS_VALUES))
            column->generated = unknown(table);
    }
    for (size_t i = 0; i < original->n_constraints; i++) {
        if (!constraint_goes(original->constraints[i], less) || original->constraints[i]->kind != SK_CHECK)
            continue;
        struct sk_constraint *k = sk_new(table, struct sk_constraint);
        *k = *original->constraints[i];
        k->check = unknown(k);
        sk_push(table, table->constraints, table->n_constraints, k);
    }
    for (size_t i = 0; i < original->n_indexes; i++)
        if (index_goes(original->indexes[i], less))
            restore_index(table, original->indexes[i]);
    for (size_t i = 0; i < original->n_triggers; i++) {
        if (!trigger_goes(original->triggers[i], less))
            continue;
        struct sk_trigger *trigger = sk_new(table, struct sk_trigger);
        *trigger = *original->triggers[i];
        trigger->body = unknown(trigger);
        sk_push(table, table->triggers, table->n_triggers, trigger);
    }
}

/* ---- rendering ------------------------------------------------------------------------------------------------ */

/* One catalog on its way. */
struct projection {
    const struct sk_projector *projector;
    struct sk_rewrite rewrite;
    struct sk_script script;
    enum less *less;     /* of each table */
    bool *lost;          /* of each view: its query could not be rendered */
};

static bool
may_try_less(enum sk_status status)
{
    return status == SK_EUNSUPPORTED || status == SK_EREFUSED;
}

static enum sk_status
render_table(struct projection *p, struct sk_catalog *work, size_t i, struct sk_error *err)
{
    struct sk_table *whole = work->tables[i];
    size_t before = p->rewrite.n;
    enum sk_status status = SK_EUNSUPPORTED;
    for (int less = LESS_FOREIGN_TEXT; less < LESS_ENUM_COUNT && may_try_less(status); less++) {
        p->rewrite.n = before;
        p->less[i] = (enum less)less;
        sk_put_table(work, work->tables[i], sk_table_clone(work, whole));
        strip(work->tables[i], (enum less)less);
        status = p->projector->render_table(&p->rewrite, work->tables[i], err);
    }
    return status;
}

/* An index of a materialized view, if the engine can have it. */
static void
render_index(struct projection *p, const struct sk_view *view, struct sk_index *index)
{
    struct sk_change *change = sk_new(p->rewrite.owner, struct sk_change);
    change->kind = SK_CREATE_INDEX;
    change->schema = view->schema;
    change->name = view->name;
    change->u.index = index;
    size_t before = p->rewrite.n;
    struct sk_statement statement = {.tag = "CREATE INDEX", .n_changes = 1, .changes = &change};
    if (p->rewrite.dialect->rewrite(&p->rewrite, &statement, NULL))
        p->rewrite.n = before;
}

static void
render_view(struct projection *p, const struct sk_view *view, bool *lost)
{
    struct sk_change *change = sk_new(p->rewrite.owner, struct sk_change);
    change->kind = SK_CREATE_VIEW;
    change->schema = view->schema;
    change->name = view->name;
    change->u.view = sk_new(change, struct sk_view);
    *change->u.view = *view;
    size_t before = p->rewrite.n;
    struct sk_statement statement = {.tag = "CREATE VIEW", .n_changes = 1, .changes = &change};
    *lost = !view->query || !view->query->node || p->rewrite.dialect->rewrite(&p->rewrite, &statement, NULL);
    if (*lost)
        p->rewrite.n = before;
    for (size_t i = 0; i < view->n_indexes && !*lost; i++)
        render_index(p, view, view->indexes[i]);
}

static enum sk_status
render_all(struct projection *p, struct sk_catalog *work, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    p->rewrite.catalog = work;
    for (size_t i = 0; i < work->n_tables && !status; i++)
        status = render_table(p, work, i, err);
    for (size_t i = 0; i < work->n_views && !status; i++)
        render_view(p, work->views[i], &p->lost[i]);
    return status;
}

static void
read_all(struct projection *p, struct sk_catalog *result)
{
    const char **statements = NULL;
    size_t n = 0;
    for (size_t i = 0; i < p->rewrite.n; i++)
        if (p->rewrite.outputs[i].kind == SK_RUN && p->rewrite.outputs[i].sql)
            sk_push(result, statements, n, sk_strdup(result, p->rewrite.outputs[i].sql));
    p->projector->read(result, n, statements);
}

static void
restore_all(const struct projection *p, struct sk_catalog *result, const struct sk_catalog *catalog)
{
    for (size_t i = 0; i < catalog->n_tables; i++) {
        struct sk_table *table = sk_catalog_table(result, catalog->tables[i]->schema, catalog->tables[i]->name);
        if (table)
            restore(table, catalog->tables[i], p->less[i]);
    }
    for (size_t i = 0; i < catalog->n_views; i++) {
        if (!p->lost[i])
            continue;
        struct sk_view *view = sk_new(result, struct sk_view);
        *view = *catalog->views[i];
        view->query = unknown(view);
        sk_push(result, result->views, result->n_views, view);
    }
}

enum sk_status
sk_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_dialect *dialect,
           const struct sk_projector *projector, const struct sk_catalog *catalog, const char *server_version,
           struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_catalog *work = sk_catalog_clone(tmp, catalog);
    struct projection p = {.projector = projector, .script = {.file = "schema", .text = ""}};
    p.rewrite =
        (struct sk_rewrite){.dialect = dialect, .server_version = server_version, .owner = tmp, .keeper = tmp,
                            .script = &p.script};
    p.less = sk_alloc(tmp, (catalog->n_tables + 1) * sizeof *p.less, "less");
    p.lost = sk_alloc(tmp, (catalog->n_views + 1) * sizeof *p.lost, "lost");
    enum sk_status status = render_all(&p, work, err);
    if (!status) {
        *out = sk_catalog_new(owner, catalog->ops);
        read_all(&p, *out);
        sk_project_forget_own(*out);
        restore_all(&p, *out, catalog);
    }
    talloc_free(tmp);
    return status;
}

/* ---- what every engine's introspection wants ------------------------------------------------------------------ */

static bool
is_own(const struct sk_catalog *catalog, const struct sk_table *table)
{
    static const char *const suffixes[] = {"", "_log", "_journal", "_lease"};
    static const char *const own[] = {"skein_assigning", "skein_moment", SK_COUNTERS};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(table->name, own[i]) == 0)
            return true;
    for (size_t i = 0; i < catalog->n_tables; i++) {
        const struct sk_table *history = catalog->tables[i];
        size_t len = strlen(history->name);
        if (!sk_table_column(history, "skein_version") || strncmp(table->name, history->name, len) != 0)
            continue;
        for (size_t s = 0; s < sizeof suffixes / sizeof *suffixes; s++)
            if (strcmp(table->name + len, suffixes[s]) == 0)
                return true;
    }
    return false;
}

/* The enums that a table's columns were found to be: they have the names of the type that was made up for them. */
static void
forget_types(struct sk_catalog *catalog, const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type = &table->columns[i]->type;
        for (size_t t = 0; type->kind == SK_TYPE_ENUM && t < catalog->n_types; t++) {
            if (strcmp(catalog->types[t]->name, type->name) != 0 || catalog->types[t]->schema != type->schema)
                continue;
            sk_take(catalog->types, catalog->n_types, t);
            break;
        }
    }
}

void
sk_project_forget_own(struct sk_catalog *catalog)
{
    struct sk_table **kept = NULL;
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_tables; i++) {
        if (is_own(catalog, catalog->tables[i]))
            forget_types(catalog, catalog->tables[i]);
        else
            sk_push(catalog, kept, n, catalog->tables[i]);
    }
    catalog->tables = kept;
    catalog->n_tables = n;
}

/* The one string constant of a default, as a JSON document; NULL: it is something else. */
static json_t *
document(TALLOC_CTX *tmp, const struct sk_ddl_rules *rules, const char *sql)
{
    struct sk_tokens *tokens = sk_tokens_read(tmp, rules, sql);
    const char *text = NULL;
    for (size_t i = 0; i < tokens->n; i++) {
        if (tokens->items[i].kind == SK_TOKEN_STRING && text)
            return NULL;
        text = tokens->items[i].kind == SK_TOKEN_STRING ? tokens->items[i].text : text;
    }
    return text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

/* Blanks and the order of keys do not count in JSON, and PostgreSQL writes both its own way. */
static bool
same_document(const struct sk_ddl_rules *rules, const char *a, const char *b)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    json_t *left = document(tmp, rules, a), *right = document(tmp, rules, b);
    bool same = left && right && json_equal(left, right);
    json_decref(left);
    json_decref(right);
    talloc_free(tmp);
    return same;
}

/* The servers show six digits of a real, which keeps some more; NULL: it is no constant. */
static const char *
six_digits(TALLOC_CTX *owner, const char *sql)
{
    bool quoted = *sql == '\'';
    char *end;
    double value = strtod(sql + quoted, &end);
    bool whole = end > sql + quoted && strcmp(end, quoted ? "'" : "") == 0;
    return whole ? sk_printf(owner, "%.6g", value) : NULL;
}

/* 65.63 is 66 in a column of integers. */
static bool
same_number(const char *a, const char *b, const struct sk_type *type)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool real = type->kind == SK_TYPE_REAL && !type->dimensions;
    const char *left = real ? six_digits(tmp, a) : sk_literal_of_scale(tmp, a, type);
    const char *right = real ? six_digits(tmp, b) : sk_literal_of_scale(tmp, b, type);
    bool same = left && right && strcmp(left, right) == 0;
    talloc_free(tmp);
    return same;
}

bool
sk_project_same_text(const struct sk_ddl_rules *rules, const struct sk_expr *a, const struct sk_expr *b,
                     const struct sk_type *type, bool exact)
{
    if (!a || !b) {
        const char *only = a ? a->sql : b->sql;
        return only && sk_ddl_same(rules, only, "NULL", true);
    }
    if (!a->sql || !b->sql || sk_ddl_same(rules, a->sql, b->sql, exact))
        return true;
    if (type && sk_type_is_json(type))
        return same_document(rules, a->sql, b->sql);
    return type && same_number(a->sql, b->sql, type);
}
