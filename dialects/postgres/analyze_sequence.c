/* dialects/postgres/analyze_sequence.c - sequences: by themselves, and those of serial and identity columns. */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/postgres.h"

static bool
option_number(const PgQuery__DefElem *option, const char *name, int64_t *out)
{
    if (strcmp(option->defname, name) != 0 || !option->arg)
        return false;
    if (option->arg->node_case == SK_NODE(INTEGER))
        *out = option->arg->integer->ival;
    else if (option->arg->node_case == SK_NODE(FLOAT))
        *out = strtoll(option->arg->float_->fval, NULL, 10);
    else
        return false;
    return true;
}

static bool
find_number(size_t n, sk_node *const *options, const char *name, int64_t *out)
{
    for (size_t i = 0; i < n; i++)
        if (option_number(options[i]->def_elem, name, out))
            return true;
    return false;
}

static int64_t
type_max(const struct sk_type *type)
{
    return type->kind == SK_TYPE_SMALLINT ? INT16_MAX : type->kind == SK_TYPE_INTEGER ? INT32_MAX : INT64_MAX;
}

static int64_t
type_min(const struct sk_type *type)
{
    return type->kind == SK_TYPE_SMALLINT ? INT16_MIN : type->kind == SK_TYPE_INTEGER ? INT32_MIN : INT64_MIN;
}

/* OWNED BY table.column, or NONE. */
static void
owned_by(struct sk_sequence *s, const PgQuery__List *names)
{
    size_t n = names->n_items;
    s->owner_table = n >= 2 ? sk_node_string(names->items[n - 2]) : NULL;
    s->owner_column = n >= 2 ? sk_node_string(names->items[n - 1]) : NULL;
}

/* Limits that are the old type's follow a new type (init_params() in PostgreSQL's sequence.c). */
static void
set_type(struct sk_sequence *s, struct sk_type type)
{
    bool lowest = s->min == type_min(&s->type), highest = s->max == type_max(&s->type);
    s->type = type;
    if (lowest && s->increment < 0)
        s->min = type_min(&type);
    if (highest && s->increment > 0)
        s->max = type_max(&type);
}

void
sk_pg_sequence_options(struct sk_analysis *a, struct sk_sequence *s, bool is_new, size_t n, sk_node *const *options)
{
    for (size_t i = 0; i < n; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        if (strcmp(option->defname, "as") == 0)
            set_type(s, sk_pg_type(a->catalog, a->owner, option->arg->type_name));
        else if (strcmp(option->defname, "cycle") == 0)
            s->cycle = !option->arg || option->arg->node_case != SK_NODE(BOOLEAN) || option->arg->boolean->boolval;
        else if (strcmp(option->defname, "owned_by") == 0)
            owned_by(s, option->arg->list);
        else if (strcmp(option->defname, "sequence_name") == 0)
            s->name = sk_node_name(&s->schema, option->arg->list->n_items, option->arg->list->items);
    }
    find_number(n, options, "increment", &s->increment);
    bool up = s->increment > 0;
    if (!find_number(n, options, "maxvalue", &s->max) && is_new)
        s->max = up ? type_max(&s->type) : -1;
    if (!find_number(n, options, "minvalue", &s->min) && is_new)
        s->min = up ? 1 : type_min(&s->type);
    if (!find_number(n, options, "start", &s->start) && is_new)
        s->start = up ? s->min : s->max;
}

struct sk_sequence *
sk_pg_new_sequence(struct sk_analysis *a, const char *schema, const char *name, struct sk_type type)
{
    struct sk_sequence *s = sk_new(a->owner, struct sk_sequence);
    *s = (struct sk_sequence){.schema = schema, .name = name, .increment = 1, .type = type};
    sk_pg_sequence_options(a, s, true, 0, NULL);
    return s;
}

enum sk_status
sk_pg_create_sequence(struct sk_analysis *a, const PgQuery__CreateSeqStmt *stmt)
{
    static const struct sk_type bigint = {.kind = SK_TYPE_BIGINT, .length = -1, .scale = -1, .name = "int8"};
    const char *schema = sk_pg_schema(stmt->sequence->schemaname), *name = stmt->sequence->relname;
    bool exists = sk_catalog_has_relation(a->catalog, schema, name);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "relation \"%s\" already exists", name);
    struct sk_sequence *s = sk_pg_new_sequence(a, schema, name, bigint);
    sk_pg_sequence_options(a, s, true, stmt->n_options, stmt->options);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_SEQUENCE, schema, name);
    change->u.sequence = s;
    change->redundant = exists;
    change->if_not_exists = stmt->if_not_exists;
    return SK_OK;
}

/* ---- serial by hand ------------------------------------------------------------------------------------------- */

const char *
sk_pg_sequence_name(TALLOC_CTX *owner, const sk_node *constant, const char **schema)
{
    constant = sk_pg_uncast(constant);
    if (constant->node_case != SK_NODE(A_CONST) || constant->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return NULL;
    /* The text is a name as SQL would have it: let the parser fold and unquote it. */
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, owner, sk_printf(owner, "TABLE %s", constant->a_const->sval->sval), NULL) != SK_OK)
        return NULL;
    const PgQuery__RangeVar *range = tree->stmts[0]->stmt->select_stmt->from_clause[0]->range_var;
    *schema = sk_pg_schema(range->schemaname);
    return range->relname;
}

/* nextval('sequence'::regclass): the schema and name of the sequence. */
static const char *
nextval_of(TALLOC_CTX *owner, const sk_node *node, const char **schema)
{
    const PgQuery__FuncCall *call = node && node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    bool next = call && call->n_args == 1 &&
                strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "nextval") == 0;
    return next ? sk_pg_sequence_name(owner, call->args[0], schema) : NULL;
}

bool
sk_pg_is_serial_default(struct sk_analysis *a, const struct sk_sequence *s, const struct sk_column *column,
                        const sk_node *value)
{
    const char *schema = NULL;
    bool integer = column->type.kind == SK_TYPE_SMALLINT || column->type.kind == SK_TYPE_INTEGER ||
                   column->type.kind == SK_TYPE_BIGINT;
    const char *name = integer && s ? nextval_of(a->owner, value, &schema) : NULL;
    return name && strcmp(name, s->name) == 0 && strcmp(schema, s->schema) == 0;
}

void
sk_pg_count_identity(struct sk_change *change, const struct sk_sequence *s)
{
    change->u.start = s ? s->start : 0;
    change->u.step = s ? s->increment : 0;
}

/* A column whose default is its own sequence's next value is what serial makes (manual, 8.1.4): CREATE SEQUENCE, SET
 * DEFAULT nextval(), OWNED BY, as pg_dump writes it, is one. */
static void
become_serial(struct sk_analysis *a, const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(a->catalog, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = table ? sk_table_column(table, s->owner_column) : NULL;
    if (!column || !column->default_expr || !sk_pg_is_serial_default(a, s, column, sk_expr_node(column->default_expr)))
        return;
    struct sk_change *change = sk_pg_change(a, SK_SET_IDENTITY, table->schema, table->name);
    change->from = column->name;
    change->u.identity = SK_IDENTITY_SERIAL;
    sk_pg_count_identity(change, s);
}

/* RESTART is setval() to engines that have no sequence but count in its column. */
void
sk_pg_restart(struct sk_analysis *a, const struct sk_sequence *s, size_t n, sk_node *const *options)
{
    for (size_t i = 0; i < n; i++) {
        int64_t value = s->start;
        if (strcmp(options[i]->def_elem->defname, "restart") != 0)
            continue;
        find_number(1, &options[i], "restart", &value);
        struct sk_text *name = sk_text_new(a->owner);
        bool public = strcmp(s->schema, SK_PUBLIC) == 0;
        sk_text_literal(name, public ? s->name : sk_printf(a->owner, "%s.%s", s->schema, s->name));
        PgQuery__ParseResult *tree;
        const char *sql = sk_printf(a->owner, "SELECT setval(%s, %lld, false)", name->data, (long long)value);
        if (sk_pg_tree(&tree, a->owner, sql, NULL) == SK_OK)
            sk_pg_change(a, SK_ROWS, s->schema, s->owner_table)->query = sk_pg_expr(a->owner, tree->stmts[0]->stmt);
    }
}

/* ---- ALTER SEQUENCE ------------------------------------------------------------------------------------------- */

enum sk_status
sk_pg_alter_sequence(struct sk_analysis *a, const PgQuery__AlterSeqStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->sequence->schemaname);
    const struct sk_sequence *old = sk_catalog_sequence(a->catalog, schema, stmt->sequence->relname);
    if (!old && !stmt->missing_ok)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", stmt->sequence->relname);
    struct sk_change *change = sk_pg_change(a, SK_ALTER_SEQUENCE, schema, stmt->sequence->relname);
    change->if_exists = stmt->missing_ok;
    change->redundant = !old;
    if (!old)
        return SK_OK;
    change->u.sequence = sk_new(a->owner, struct sk_sequence);
    *change->u.sequence = *old;
    sk_pg_sequence_options(a, change->u.sequence, false, stmt->n_options, stmt->options);
    become_serial(a, change->u.sequence);
    sk_pg_restart(a, change->u.sequence, stmt->n_options, stmt->options);
    return SK_OK;
}

const struct sk_sequence *
sk_pg_owned_sequence(const struct sk_catalog *catalog, const char *schema, const char *table, const char *column)
{
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        if (s->owner_table && sk_same(s->owner_table, table) && sk_same(s->owner_column, column) &&
            sk_same(s->schema, schema))
            return s;
    }
    return NULL;
}
