/*
 * dialects/common/inline_steps_rows.c - FOR ... IN SELECT in a function that is a list of steps: see inline_steps.h.
 *
 * What the query gives is read before the first round, as PostgreSQL does: an array of texts for each of its results.
 * A round takes the next one of each, as the type that it has.
 */
#include <string.h>

#include "dialects/common/inline_steps.h"
#include "dialects/common/plpgsql.h"

/* Does a text of the type say all of the value? */
static bool
is_told_by_text(const struct sk_type *type)
{
    switch (type->kind) {
    case SK_TYPE_BOOLEAN:
    case SK_TYPE_SMALLINT:
    case SK_TYPE_INTEGER:
    case SK_TYPE_BIGINT:
    case SK_TYPE_NUMERIC:
    case SK_TYPE_DOUBLE:
    case SK_TYPE_DATE:
    case SK_TYPE_TIMESTAMP:
    case SK_TYPE_TIMESTAMPTZ:
    case SK_TYPE_UUID:
    case SK_TYPE_JSON:
    case SK_TYPE_JSONB:
    case SK_TYPE_ENUM:
        return !type->dimensions;
    default:
        return sk_type_is_text(type);
    }
}

struct uses {
    const char *record;
    const struct sk_query_columns *columns;
    bool *used; /* each column */
    bool whole; /* the record is used in any other way */
};

static bool
find_use(sk_node *node, void *data)
{
    struct uses *uses = data;
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    if (!ref || !sk_same(sk_node_string(ref->fields[0]), uses->record))
        return true;
    const char *field = ref->n_fields == 2 ? sk_node_string(ref->fields[1]) : NULL;
    bool found = false;
    for (size_t i = 0; field && i < uses->columns->n; i++)
        if (sk_same(uses->columns->items[i].name, field))
            found = uses->used[i] = true;
    uses->whole = uses->whole || !found;
    return true;
}

/* What the body uses of the record. */
static void
find_uses(struct sk_inliner *in, const json_t *part, struct uses *uses)
{
    const char *key;
    json_t *item;
    size_t i;
    json_array_foreach(part, i, item)
        find_uses(in, item, uses);
    json_object_foreach((json_t *)(uintptr_t)part, key, item) {
        const char *text = sk_same(key, "query") ? json_string_value(item) : NULL;
        const char *equals = text ? strstr(text, ":=") : NULL;
        PgQuery__ParseResult *tree = NULL;
        find_uses(in, item, uses);
        if (!text || !strcasestr(text, uses->record))
            continue;
        if (sk_pg_tree(&tree, in->owner, text, NULL) &&
            sk_pg_tree(&tree, in->owner, sk_printf(in->owner, "SELECT %s", equals ? equals + 2 : text), NULL))
            uses->whole = true;
        else
            sk_pg_walk(&tree->base, find_use, uses);
    }
}

static PgQuery__TypeName *
type_name(struct sk_inliner *in, const struct sk_type *type)
{
    const sk_node *cast = is_told_by_text(type) ? sk_pg_cast_node(in->owner, NULL, type) : NULL;
    if (!cast && type->kind == SK_TYPE_ENUM)
        return sk_pg_type_named(in->owner, sk_type_format(in->owner, type));
    return cast ? cast->type_cast->type_name : NULL;
}

bool
sk_inline_read_rows(struct sk_loop_rows *out, struct sk_inliner *in, const json_t *datums, const json_t *stmt)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "query")), *record = NULL;
    const json_t *target = json_object_get(stmt, "var");
    const struct sk_plpgsql f = {.owner = in->owner, .datums = datums};
    PgQuery__ParseResult *tree;
    if (!text || sk_pg_tree(&tree, in->owner, text, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return sk_inline_give_up(in, "a loop over what is no query");
    const sk_node *query = sk_pg_without_stars(in->owner, in->p->catalog, tree->stmts[0]->stmt);
    struct sk_query_columns columns = sk_pg_query_columns(in->owner, in->p->catalog, query);
    struct uses uses = {.columns = &columns, .used = sk_alloc(in->owner, columns.n + 1, "uses")};
    memset(uses.used, 0, columns.n + 1);
    uses.record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    if (uses.record)
        find_uses(in, json_object_get(stmt, "body"), &uses);
    if (uses.whole || !columns.n)
        return sk_inline_give_up(in, uses.whole ? "a whole row of its query" : "a query whose results are not known");
    const char *sql = sk_pg_deparse(in->owner, query);
    for (size_t i = 0; i < columns.n; i++) {
        const struct sk_query_column *column = &columns.items[i];
        const char *name = sk_plpgsql_result(&f, target, &columns, i, &record);
        for (size_t k = 0; k < i; k++)
            if (sk_same(column->name, columns.items[k].name))
                return sk_inline_give_up(in, "a query with two results of one name");
        bool last = i + 1 == columns.n && !out->n; /* somebody has to count the rounds */
        bool used = name && (!uses.record || uses.used[i]);
        if (!used && !last)
            continue;
        struct sk_text *array = sk_text_new(in->owner);
        sk_text_add(array, "ARRAY(SELECT CAST(skein_each.");
        sk_text_ident(array, column->name, '"');
        sk_text_addf(array, " AS text) FROM (%s) AS skein_each)", sql);
        struct sk_loop_row row = {.array = array->data};
        if (used) {
            row.name = record ? sk_printf(in->owner, "%s.%s", record, name) : name;
            row.type = record ? type_name(in, &column->type) : NULL;
        }
        if (used && record && !row.type)
            return sk_inline_give_up(in, "a result of a type that no text tells");
        sk_push(in->owner, out->items, out->n, row);
    }
    return out->n <= 1 || !sk_print_is_volatile(query) || sk_inline_give_up(in, "a query with values of chance");
}
