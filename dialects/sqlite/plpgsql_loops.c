/*
 * dialects/sqlite/plpgsql_loops.c - loops in a trigger's function that only compute.
 *
 * What each variable is after the loop is asked of a query that goes through its steps (common/inline_steps.h). A loop
 * that changes rows has no equivalent.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/inline_steps.h"
#include "dialects/sqlite/plpgsql_priv.h"

struct found {
    size_t n;
    struct sk_step_slot *slots;
    const char **records, **names; /* as they are bound */
};

/* Is the part of the function read by what assigns, tests and asks? `name` may be "new.x". */
static size_t
reads(TALLOC_CTX *owner, const json_t *part, const char *name, const json_t *but)
{
    const char *key;
    json_t *item;
    size_t i, n = 0, len = strlen(name);
    if (part == but)
        return 0;
    json_array_foreach(part, i, item)
        n += reads(owner, item, name, but);
    json_object_foreach((json_t *)(uintptr_t)part, key, item) {
        bool assigns = strcmp(key, "PLpgSQL_stmt_assign") == 0;
        const char *sql = assigns                     ? sk_plpgsql_value(item)
                          : strcmp(key, "query") == 0 ? json_string_value(item)
                                                      : NULL;
        for (const char *at = sql; item != but && at && (at = strcasestr(at, name)); at += len) {
            char before = at > sql ? at[-1] : ' ', after = at[len];
            n += before != '.' && before != '_' && !isalnum((unsigned char)before) && after != '_' &&
                 !isalnum((unsigned char)after);
        }
        n += assigns && sql ? 0 : reads(owner, item, name, but);
    }
    return n;
}

/* Does the loop assign to the variable of that number? */
static bool
is_set(const json_t *part, size_t number)
{
    const char *key;
    json_t *item;
    size_t i;
    json_array_foreach(part, i, item)
        if (is_set(item, number))
            return true;
    const json_t *varno = json_object_get(part, "varno");
    bool numbered = varno && (size_t)json_integer_value(varno) == number;
    json_object_foreach((json_t *)(uintptr_t)part, key, item)
        if (is_set(item, number))
            return true;
    return numbered;
}

static PgQuery__TypeName *
type_of(struct sk_symbolic *r, const json_t *datum, const char *field)
{
    const struct sk_column *column = field ? sk_table_column(r->table, field) : NULL;
    const json_t *var = json_object_get(datum, "PLpgSQL_var");
    struct sk_type type = column ? column->type : sk_plpgsql_variable_type(&r->f, var);
    const char *name = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    const sk_node *cast = sk_pg_cast_node(r->owner, NULL, &type);
    if (!cast && name && !strchr(name, '%'))
        return sk_pg_type_named(r->owner, name);
    return cast ? cast->type_cast->type_name : NULL;
}

/* The variables that the loop names, and the columns of NEW that it assigns. */
static void
find_slots(struct sk_symbolic *r, const json_t *stmt, struct found *found)
{
    size_t i, n = 0;
    json_t *datum;
    json_array_foreach(r->f.datums, i, datum) {
        const char *record, *name = sk_plpgsql_datum(&r->f, i, &record);
        const char *whole = sk_steps_name(r->owner, r->f.datums, i);
        bool known = false;
        for (size_t k = 0; name && k < found->n; k++)
            known = known || sk_same(found->slots[k].name, whole);
        bool asked = name && sk_same(name, "found") && sk_plpgsql_uses(r->f.root, "found") > 0;
        bool set = name && (asked || is_set(stmt, i));
        if (!name || known || sk_plpgsql_is_counter(&r->f, i) || strncmp(name, "tg_", 3) == 0 ||
            (record ? !sk_same(record, "new") || !set : !set && !reads(r->owner, stmt, name, NULL)))
            continue;
        sk_node *value = sk_pg_made(r->owner, record ? "a.b" : "a", 0, NULL);
        if (record)
            value->column_ref->fields[0]->string->sval = sk_strdup(r->owner, record);
        value->column_ref->fields[record ? 1 : 0]->string->sval = sk_strdup(r->owner, name);
        n = found->n;
        sk_push(r->owner, found->records, n, record ? sk_strdup(r->owner, record) : NULL);
        n = found->n;
        sk_push(r->owner, found->names, n, sk_strdup(r->owner, name));
        struct sk_step_slot slot = {.name = whole, .type = type_of(r, datum, record ? name : NULL), .value = value};
        sk_push(r->owner, found->slots, found->n, slot);
    }
}

static bool
is_error(const char *key, const json_t *item, const void *data)
{
    (void)data;
    return sk_same(key, "PLpgSQL_stmt_raise") && sk_plpgsql_is_error(item);
}

/* An error of the loop is one whether or not anybody reads what it computes. */
static enum sk_status
look_for_errors(struct sk_symbolic *r, size_t n, const sk_node *const *values, const char *condition)
{
    for (size_t i = 0; i < n; i++) {
        const char *sql;
        if (!values[i])
            continue;
        enum sk_status status = sk_run_print(&sql, r, values[i], NULL);
        if (!status)
            sk_run_act(r, condition, sk_printf(r->owner, "SELECT %s", sql), NULL);
        return status;
    }
    return sk_run_unsupported(r, "a loop with RAISE");
}

/* What the text, a statement or an expression, names that is not there. */
static const char *
gone_from(struct sk_symbolic *r, const char *text)
{
    PgQuery__ParseResult *tree;
    bool parsed = text && (sk_pg_tree(&tree, r->owner, text, NULL) == SK_OK ||
                           sk_pg_tree(&tree, r->owner, sk_printf(r->owner, "SELECT %s", text), NULL) == SK_OK);
    return parsed && tree->n_stmts ? sk_plpgsql_missing(&r->f, tree->stmts[0]->stmt) : NULL;
}

static bool
is_gone(const char *key, const json_t *item, const void *data)
{
    bool assigns = sk_same(key, "PLpgSQL_stmt_assign");
    const char *text = assigns ? sk_plpgsql_value(item) : sk_same(key, "query") ? json_string_value(item) : NULL;
    return gone_from((struct sk_symbolic *)(uintptr_t)data, text);
}

/* What a loop names that is not there is an error, whoever fires the trigger: in its query as soon as it is reached, in
 * a round where the query gives a row. False: it names nothing of the kind. */
static bool
run_gone(struct sk_symbolic *r, const json_t *stmt, const char *condition, enum sk_status *status)
{
    const char *query = sk_plpgsql_query(json_object_get(stmt, "query")), *sql = NULL;
    const sk_node *exists;
    r->f.missing = gone_from(r, query);
    *status = SK_OK;
    if (r->f.missing)
        return true;
    if (!sk_pg_procedure_has(json_object_get(stmt, "body"), is_gone, r))
        return false;
    if (query) {
        *status = sk_plpgsql_expression(&exists, &r->f, sk_printf(r->owner, "EXISTS (%s)", query));
        *status = *status ? *status : sk_run_print(&sql, r, exists, NULL);
    }
    if (!*status)
        sk_run_act(r, sk_run_both(r, condition, sql), "SELECT RAISE(ABORT, 'what a loop names does not exist')", NULL);
    return true;
}

enum sk_status
sk_run_loop(struct sk_symbolic *r, const char *kind, const json_t *stmt, const char *condition)
{
    struct found found = {0};
    struct sk_inliner in = {.owner = r->owner, .p = &r->printer, .function = r->f.function->name};
    bool by_chance = false;
    enum sk_status status;
    if (run_gone(r, stmt, condition, &status))
        return status;
    find_slots(r, stmt, &found);
    const sk_node **values = sk_alloc(r->owner, (found.n + 1) * sizeof *values, "values");
    const char **sql = sk_alloc(r->owner, (found.n + 1) * sizeof *sql, "values");
    if (!sk_inline_loop(&in, found.n, found.slots, r->f.datums, kind, stmt, values, &by_chance))
        return sk_run_unsupported(r, sk_printf(r->owner, "a loop with %s", in.why));
    size_t n_used = 0;
    for (size_t i = 0; i < found.n && !status; i++) {
        size_t n_reads = reads(r->owner, r->f.root, found.slots[i].name, stmt);
        sql[i] = NULL;
        if (!values[i] || (!n_reads && !found.records[i]))
            continue;
        n_used += n_reads + (found.records[i] ? 1 : 0);
        status = sk_run_print(&sql[i], r, values[i], NULL);
    }
    if (!status && by_chance && n_used > 1)
        return sk_run_unsupported(r, "a loop with values of chance that is asked for more than one value");
    if (!status && sk_pg_procedure_has(stmt, is_error, NULL))
        status = look_for_errors(r, found.n, values, condition);
    for (size_t i = 0; i < found.n && !status; i++)
        if (sql[i])
            sk_run_bind(r, condition, found.records[i], found.names[i], sql[i]);
    return status;
}
