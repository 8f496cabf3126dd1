/*
 * dialects/postgres/interpret.c - DO blocks that are run while the migration is planned.
 *
 * A block that goes through a list of tables and EXECUTEs a text for each is a list of statements, once its variables are
 * known. They are, where they come from constants and from PostgreSQL's catalogs, which are answered from skein's. What
 * a row decides is not known: then the block is none of this kind.
 */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/analyze_do.h"

enum kind { UNKNOWN, NOTHING, TEXT, ARRAY }; /* NOTHING: NULL. A boolean is the text "true" or "false". */

struct value {
    enum kind kind;
    const char *text;
    size_t n;
    const struct value *items;
    const sk_node *same_all_along; /* UNKNOWN, but it may stand where the variable does: now() */
};

/* A variable "name", or a record's field "record.name". */
struct cell {
    const char *name;
    struct value value;
};

struct row {
    size_t n;
    struct cell *cells;
};

struct rows {
    bool known;
    size_t n;
    struct row *items;
};

enum flow { GOES_ON, NEXT_ROUND, LOOP_ENDS, BLOCK_ENDS };

enum { MAX_PARTS = 2000 };

struct run {
    TALLOC_CTX *owner;
    struct sk_do_block *b;
    struct sk_catalog *catalog; /* with what the block has done so far */
    const json_t *datums;
    size_t n;
    struct cell *cells;
    const struct row *row;      /* of the query at hand; NULL */
    const char *source;         /* what that query calls its one relation */
    bool unknown;               /* it cannot be run */
};

static struct value eval(struct run *r, const sk_node *node);
static struct rows query_rows(struct run *r, const PgQuery__SelectStmt *s);
static const sk_node *expression(struct run *r, const char *text);
static enum flow run_list(struct run *r, const json_t *list, bool tolerant);

/* ---- values ------------------------------------------------------------------------------------------------------- */

static struct value
text_value(const char *text)
{
    return (struct value){.kind = text ? TEXT : NOTHING, .text = text};
}

static struct value
truth(bool is)
{
    return text_value(is ? "true" : "false");
}

static bool
is_true(struct value v)
{
    return v.kind == TEXT && (strcmp(v.text, "true") == 0 || strcmp(v.text, "t") == 0);
}

static struct cell *
find(struct run *r, const char *name)
{
    for (size_t i = r->n; i-- > 0;)
        if (strcmp(r->cells[i].name, name) == 0)
            return &r->cells[i];
    return NULL;
}

static void
set(struct run *r, const char *name, struct value value)
{
    struct cell *cell = find(r, name);
    if (cell)
        cell->value = value;
    else
        sk_push(r->owner, r->cells, r->n, ((struct cell){sk_strdup(r->owner, name), value}));
}

static struct value
column(struct run *r, const PgQuery__ColumnRef *ref)
{
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *first = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!last || ref->n_fields > 2)
        return (struct value){0};
    for (size_t i = 0; r->row && (!first || sk_same(first, r->source)) && i < r->row->n; i++)
        if (strcmp(r->row->cells[i].name, last) == 0)
            return r->row->cells[i].value;
    const struct cell *cell = find(r, first ? sk_printf(r->owner, "%s.%s", first, last) : last);
    return cell ? cell->value : (struct value){0};
}

/* public.users, "users": what regclass makes of a name, without the schema */
static const char *
relation_name(struct run *r, const char *text)
{
    const char *dot = strrchr(text, '.');
    char *name = sk_strdup(r->owner, dot ? dot + 1 : text);
    size_t len = strlen(name);
    if (len > 1 && name[0] == '"' && name[len - 1] == '"') {
        name[len - 1] = '\0';
        return name + 1;
    }
    return name;
}

static struct value
cast(struct run *r, const PgQuery__TypeCast *e)
{
    struct value v = eval(r, e->arg);
    const char *type = sk_node_string(e->type_name->names[e->type_name->n_names - 1]);
    bool array = e->type_name->n_array_bounds > 0;
    if (v.kind == TEXT && !array && sk_same(type, "regclass"))
        return text_value(relation_name(r, v.text));
    return v.kind == TEXT && array ? (struct value){0} : v;
}

static struct value
array(struct run *r, const PgQuery__AArrayExpr *e)
{
    struct value v = {.kind = ARRAY, .n = e->n_elements};
    struct value *items = sk_alloc(r->owner, (e->n_elements + 1) * sizeof *items, "items");
    for (size_t i = 0; i < e->n_elements; i++) {
        items[i] = eval(r, e->elements[i]);
        if (items[i].kind != TEXT && items[i].kind != NOTHING)
            return (struct value){0};
    }
    v.items = items;
    return v;
}

/* ---- functions ---------------------------------------------------------------------------------------------------- */

static bool
is_plain_name(const char *text)
{
    bool plain = (*text >= 'a' && *text <= 'z') || *text == '_';
    return plain && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

static const char *
quoted(struct run *r, const char *text, char how)
{
    struct sk_text *out = sk_text_new(r->owner);
    if (how == 'L')
        sk_text_literal(out, text);
    else if (how == 'I' && !is_plain_name(text))
        sk_text_ident(out, text, '"');
    else
        sk_text_add(out, text);
    return out->data;
}

/* format('%I %s %L %1$I', ...) */
static struct value
format(struct run *r, const PgQuery__FuncCall *call)
{
    struct value pattern = call->n_args ? eval(r, call->args[0]) : (struct value){0};
    struct sk_text *out = sk_text_new(r->owner);
    size_t next = 1;
    if (pattern.kind != TEXT)
        return pattern;
    for (const char *c = pattern.text; *c; c++) {
        char *end = NULL;
        if (*c != '%') {
            sk_text_add_n(out, c, 1);
            continue;
        }
        if (*++c == '%') {
            sk_text_add(out, "%");
            continue;
        }
        long number = strtol(c, &end, 10);
        if (end > c && *end == '$') {
            next = number > 0 ? (size_t)number : 0;
            c = end + 1;
        }
        struct value v = next && next < call->n_args ? eval(r, call->args[next]) : (struct value){0};
        next++;
        if (!*c || !strchr("IsL", *c) || (v.kind != TEXT && v.kind != NOTHING) || (v.kind == NOTHING && *c == 'I'))
            return (struct value){0};
        sk_text_add(out, v.kind == TEXT ? quoted(r, v.text, *c) : *c == 'L' ? "NULL" : "");
    }
    return text_value(out->data);
}

/* A setting of one's own is not set when migrations run; the version is that of the server whose SQL this is. */
static struct value
setting(struct run *r, const PgQuery__FuncCall *call)
{
    struct value name = eval(r, call->args[0]);
    if (name.kind == TEXT && strcmp(name.text, "server_version_num") == 0)
        return text_value("150000");
    bool missing_ok = call->n_args == 2 && is_true(eval(r, call->args[1]));
    return name.kind == TEXT && strchr(name.text, '.') && missing_ok ? text_value(NULL) : (struct value){0};
}

static struct value
view_definition(struct run *r, struct value name)
{
    const struct sk_view *view = name.kind == TEXT ? sk_catalog_view(r->catalog, NULL, relation_name(r, name.text)) : NULL;
    return view ? text_value(sk_pg_deparse(r->owner, sk_expr_node(view->query))) : (struct value){0};
}

static struct value
call_function(struct run *r, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    if (strcmp(name, "format") == 0)
        return format(r, call);
    if (strcmp(name, "current_setting") == 0 && call->n_args)
        return setting(r, call);
    if (strcmp(name, "current_schema") == 0)
        return text_value(SK_PUBLIC);
    if (strcmp(name, "now") == 0)
        return (struct value){.same_all_along = expression(r, "now()")};
    struct value v = call->n_args ? eval(r, call->args[0]) : (struct value){0};
    if (strcmp(name, "pg_get_viewdef") == 0)
        return view_definition(r, v);
    if (strcmp(name, "concat") == 0) {
        struct sk_text *out = sk_text_new(r->owner);
        for (size_t i = 0; i < call->n_args; i++) {
            v = eval(r, call->args[i]);
            if (v.kind != TEXT && v.kind != NOTHING)
                return (struct value){0};
            sk_text_add(out, v.kind == TEXT ? v.text : "");
        }
        return text_value(out->data);
    }
    if (call->n_args != 1 || v.kind == NOTHING || v.kind == UNKNOWN)
        return call->n_args == 1 && v.kind == NOTHING ? v : (struct value){0};
    if (v.kind == TEXT && strcmp(name, "quote_ident") == 0)
        return text_value(quoted(r, v.text, 'I'));
    if (v.kind == TEXT && strcmp(name, "quote_literal") == 0)
        return text_value(quoted(r, v.text, 'L'));
    return (struct value){0};
}

/* ---- operators ---------------------------------------------------------------------------------------------------- */

static struct value
compare(const char *op, struct value a, struct value b)
{
    if (a.kind == NOTHING || b.kind == NOTHING)
        return text_value(NULL);
    if (a.kind != TEXT || b.kind != TEXT)
        return (struct value){0};
    char *end_a, *end_b;
    double x = strtod(a.text, &end_a), y = strtod(b.text, &end_b);
    bool numbers = *a.text && *b.text && !*end_a && !*end_b;
    int order = numbers ? (x > y) - (x < y) : strcmp(a.text, b.text);
    if (strcmp(op, "=") == 0)
        return truth(order == 0);
    if (strcmp(op, "<>") == 0 || strcmp(op, "!=") == 0)
        return truth(order != 0);
    static const char *const orders[] = {"<", "<=", ">", ">="};
    const bool holds[] = {order < 0, order <= 0, order > 0, order >= 0};
    for (size_t i = 0; numbers && i < 4; i++)
        if (strcmp(op, orders[i]) == 0)
            return truth(holds[i]);
    return (struct value){0};
}

static struct value
in_list(struct run *r, struct value left, size_t n, sk_node *const *items)
{
    struct value any = truth(false);
    for (size_t i = 0; i < n; i++) {
        struct value one = compare("=", left, eval(r, items[i]));
        if (one.kind == UNKNOWN || is_true(one))
            return one;
        any = one.kind == NOTHING ? one : any;
    }
    return any;
}

static struct value
operation(struct run *r, const PgQuery__AExpr *e)
{
    const char *op = sk_node_name(NULL, e->n_name, e->name);
    struct value a = e->lexpr ? eval(r, e->lexpr) : (struct value){0};
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_IN) {
        struct value in = in_list(r, a, e->rexpr->list->n_items, e->rexpr->list->items);
        return in.kind == TEXT && strcmp(op, "=") != 0 ? truth(!is_true(in)) : in;
    }
    if (e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY && strcmp(op, "=") == 0) {
        struct value list = eval(r, e->rexpr);
        bool found = false;
        for (size_t i = 0; list.kind == ARRAY && i < list.n; i++)
            found = found || is_true(compare("=", a, list.items[i]));
        return list.kind == ARRAY && a.kind == TEXT ? truth(found) : (struct value){0};
    }
    if (e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP)
        return (struct value){0};
    struct value b = eval(r, e->rexpr);
    if (strcmp(op, "||") != 0)
        return compare(op, a, b);
    if (a.kind == NOTHING || b.kind == NOTHING)
        return a.kind == UNKNOWN || b.kind == UNKNOWN ? (struct value){0} : text_value(NULL);
    return a.kind == TEXT && b.kind == TEXT ? text_value(sk_printf(r->owner, "%s%s", a.text, b.text)) : (struct value){0};
}

static struct value
logic(struct run *r, const PgQuery__BoolExpr *e)
{
    bool and = e->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR;
    struct value all = truth(and);
    if (e->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        struct value v = eval(r, e->args[0]);
        return v.kind == TEXT ? truth(!is_true(v)) : v;
    }
    for (size_t i = 0; i < e->n_args; i++) {
        struct value v = eval(r, e->args[i]);
        if (v.kind == TEXT && is_true(v) != and)
            return v;
        if (v.kind != TEXT && all.kind != UNKNOWN)
            all = v;
    }
    return all;
}

static struct value
sub_query(struct run *r, const PgQuery__SubLink *link)
{
    struct rows rows = query_rows(r, link->subselect->select_stmt);
    if (!rows.known)
        return (struct value){0};
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK)
        return truth(rows.n > 0);
    if (link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK)
        return rows.n ? rows.items[0].cells[0].value : text_value(NULL);
    if (link->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK)
        return (struct value){0};
    struct value *items = sk_alloc(r->owner, (rows.n + 1) * sizeof *items, "items");
    for (size_t i = 0; i < rows.n; i++)
        items[i] = rows.items[i].cells[0].value;
    return (struct value){.kind = ARRAY, .n = rows.n, .items = items};
}

static struct value
constant(struct run *r, const PgQuery__AConst *c)
{
    if (c->isnull)
        return text_value(NULL);
    switch (c->val_case) {
    case PG_QUERY__A__CONST__VAL_SVAL:
        return text_value(c->sval->sval);
    case PG_QUERY__A__CONST__VAL_IVAL:
        return text_value(sk_printf(r->owner, "%d", c->ival->ival));
    case PG_QUERY__A__CONST__VAL_FVAL:
        return text_value(c->fval->fval);
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return truth(c->boolval->boolval);
    default:
        return (struct value){0};
    }
}

static struct value
eval(struct run *r, const sk_node *node)
{
    struct value v;
    switch (node->node_case) {
    case SK_NODE(A_CONST):
        return constant(r, node->a_const);
    case SK_NODE(COLUMN_REF):
        return column(r, node->column_ref);
    case SK_NODE(TYPE_CAST):
        return cast(r, node->type_cast);
    case SK_NODE(A_ARRAY_EXPR):
        return array(r, node->a_array_expr);
    case SK_NODE(FUNC_CALL):
        return call_function(r, node->func_call);
    case SK_NODE(A_EXPR):
        return operation(r, node->a_expr);
    case SK_NODE(BOOL_EXPR):
        return logic(r, node->bool_expr);
    case SK_NODE(SUB_LINK):
        return sub_query(r, node->sub_link);
    case SK_NODE(SQLVALUE_FUNCTION):
        return (struct value){.same_all_along = node};
    case SK_NODE(NULL_TEST):
        v = eval(r, node->null_test->arg);
        return v.kind == UNKNOWN ? v
                                 : truth((v.kind == NOTHING) == (node->null_test->nulltesttype ==
                                                                 PG_QUERY__NULL_TEST_TYPE__IS_NULL));
    case SK_NODE(COALESCE_EXPR):
        for (size_t i = 0; i < node->coalesce_expr->n_args; i++) {
            v = eval(r, node->coalesce_expr->args[i]);
            if (v.kind != NOTHING)
                return v;
        }
        return text_value(NULL);
    default:
        return (struct value){0};
    }
}

/* ---- queries ------------------------------------------------------------------------------------------------------ */

static void
put(struct run *r, struct row *row, const char *name, const char *text)
{
    sk_push(r->owner, row->cells, row->n, ((struct cell){name, text_value(text)}));
}

static void
add_row(struct run *r, struct rows *rows, struct row row)
{
    sk_push(r->owner, rows->items, rows->n, row);
}

static void
tables(struct run *r, struct rows *rows, bool plain)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++) {
        struct row row = {0};
        put(r, &row, plain ? "schemaname" : "table_schema", r->catalog->tables[t]->schema);
        put(r, &row, plain ? "tablename" : "table_name", r->catalog->tables[t]->name);
        put(r, &row, "table_type", "BASE TABLE");
        add_row(r, rows, row);
    }
    for (size_t i = 0; !plain && i < r->catalog->n_views; i++) {
        struct row row = {0};
        if (r->catalog->views[i]->materialized)
            continue;
        put(r, &row, "table_schema", r->catalog->views[i]->schema);
        put(r, &row, "table_name", r->catalog->views[i]->name);
        put(r, &row, "table_type", "VIEW");
        add_row(r, rows, row);
    }
}

static const char *
data_type(const struct sk_type *type)
{
    static const char *const names[] = {
        [SK_TYPE_BOOLEAN] = "boolean", [SK_TYPE_SMALLINT] = "smallint", [SK_TYPE_INTEGER] = "integer",
        [SK_TYPE_BIGINT] = "bigint", [SK_TYPE_NUMERIC] = "numeric", [SK_TYPE_TEXT] = "text",
        [SK_TYPE_VARCHAR] = "character varying", [SK_TYPE_BYTEA] = "bytea", [SK_TYPE_DATE] = "date",
        [SK_TYPE_TIMESTAMP] = "timestamp without time zone", [SK_TYPE_TIMESTAMPTZ] = "timestamp with time zone",
        [SK_TYPE_UUID] = "uuid", [SK_TYPE_JSON] = "json", [SK_TYPE_JSONB] = "jsonb"};
    if (type->dimensions)
        return "ARRAY";
    return type->kind < sizeof names / sizeof *names ? names[type->kind] : NULL;
}

static void
columns(struct run *r, struct rows *rows)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_columns; i++) {
            const struct sk_column *c = r->catalog->tables[t]->columns[i];
            enum sk_type_kind kind = c->type.kind;
            struct row row = {0};
            put(r, &row, "table_schema", r->catalog->tables[t]->schema);
            put(r, &row, "table_name", r->catalog->tables[t]->name);
            put(r, &row, "column_name", c->name);
            put(r, &row, "is_nullable", c->not_null ? "NO" : "YES");
            if (data_type(&c->type))
                put(r, &row, "data_type", data_type(&c->type));
            if (kind == SK_TYPE_SMALLINT || kind == SK_TYPE_INTEGER || kind == SK_TYPE_BIGINT)
                put(r, &row, "numeric_precision", kind == SK_TYPE_SMALLINT ? "16" : kind == SK_TYPE_INTEGER ? "32" : "64");
            add_row(r, rows, row);
        }
}

static void
constraints(struct run *r, struct rows *rows)
{
    static const struct {
        const char *letter, *type;
    } kinds[] = {[SK_CHECK] = {"c", "CHECK"}, [SK_UNIQUE] = {"u", "UNIQUE"}, [SK_PRIMARY_KEY] = {"p", "PRIMARY KEY"},
                 [SK_FOREIGN_KEY] = {"f", "FOREIGN KEY"}};
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = r->catalog->tables[t]->constraints[i];
            struct row row = {0};
            put(r, &row, "conname", k->name);
            put(r, &row, "constraint_name", k->name);
            put(r, &row, "conrelid", r->catalog->tables[t]->name);
            put(r, &row, "table_schema", r->catalog->tables[t]->schema);
            put(r, &row, "constraint_schema", r->catalog->tables[t]->schema);
            put(r, &row, "table_name", r->catalog->tables[t]->name);
            put(r, &row, "convalidated", k->not_valid ? "false" : "true");
            if (k->kind < sizeof kinds / sizeof *kinds && kinds[k->kind].letter) {
                put(r, &row, "contype", kinds[k->kind].letter);
                put(r, &row, "constraint_type", kinds[k->kind].type);
            }
            add_row(r, rows, row);
        }
}

static void
indexes(struct run *r, struct rows *rows)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_indexes; i++) {
            struct row row = {0};
            put(r, &row, "schemaname", r->catalog->tables[t]->schema);
            put(r, &row, "tablename", r->catalog->tables[t]->name);
            put(r, &row, "indexname", r->catalog->tables[t]->indexes[i]->name);
            add_row(r, rows, row);
        }
}

static struct rows
of_catalogs(struct run *r, const PgQuery__RangeVar *range)
{
    struct rows rows = {.known = true};
    if (strcmp(range->relname, "tables") == 0 || strcmp(range->relname, "pg_tables") == 0)
        tables(r, &rows, strcmp(range->relname, "tables") != 0);
    else if (strcmp(range->relname, "columns") == 0)
        columns(r, &rows);
    else if (strcmp(range->relname, "pg_constraint") == 0 || strcmp(range->relname, "table_constraints") == 0)
        constraints(r, &rows);
    else if (strcmp(range->relname, "pg_indexes") == 0)
        indexes(r, &rows);
    else
        rows.known = false;
    bool of_information = strcmp(range->schemaname, "information_schema") == 0 || strncmp(range->relname, "pg_", 3) == 0;
    rows.known = rows.known && of_information;
    return rows;
}

/* VALUES (...), (...) and unnest(array): `names` of their columns. */
static struct rows
of_values(struct run *r, const PgQuery__SelectStmt *s, const PgQuery__Alias *alias)
{
    struct rows rows = {.known = true};
    for (size_t i = 0; i < s->n_values_lists; i++) {
        const PgQuery__List *list = s->values_lists[i]->list;
        struct row row = {0};
        for (size_t k = 0; k < list->n_items; k++) {
            const char *name = alias && k < alias->n_colnames ? sk_node_string(alias->colnames[k])
                                                              : sk_printf(r->owner, "column%zu", k + 1);
            sk_push(r->owner, row.cells, row.n, ((struct cell){name, eval(r, list->items[k])}));
        }
        add_row(r, &rows, row);
    }
    return rows;
}

static struct rows
of_array(struct run *r, struct value array, const char *name)
{
    struct rows rows = {.known = array.kind == ARRAY};
    for (size_t i = 0; rows.known && i < array.n; i++) {
        struct row row = {0};
        sk_push(r->owner, row.cells, row.n, ((struct cell){name, array.items[i]}));
        add_row(r, &rows, row);
    }
    return rows;
}

/* unnest(array) as a call; NULL: something else */
static const PgQuery__FuncCall *
unnested(const sk_node *node)
{
    bool is = node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == 1 &&
              strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "unnest") == 0;
    return is ? node->func_call : NULL;
}

static struct rows
from(struct run *r, const sk_node *item, const char **name)
{
    const PgQuery__Alias *alias = NULL;
    if (item->node_case == SK_NODE(RANGE_VAR)) {
        alias = item->range_var->alias;
        *name = alias ? alias->aliasname : item->range_var->relname;
        return of_catalogs(r, item->range_var);
    }
    if (item->node_case == SK_NODE(RANGE_SUBSELECT) && item->range_subselect->subquery->select_stmt->n_values_lists) {
        alias = item->range_subselect->alias;
        *name = alias ? alias->aliasname : NULL;
        return of_values(r, item->range_subselect->subquery->select_stmt, alias);
    }
    if (item->node_case == SK_NODE(RANGE_FUNCTION) && item->range_function->n_functions == 1) {
        const PgQuery__FuncCall *call = unnested(item->range_function->functions[0]->list->items[0]);
        alias = item->range_function->alias;
        *name = alias ? alias->aliasname : "unnest";
        if (call)
            return of_array(r, eval(r, call->args[0]),
                            alias && alias->n_colnames ? sk_node_string(alias->colnames[0]) : *name);
    }
    return (struct rows){0};
}

/* The results of one row. */
static bool
project(struct run *r, const PgQuery__SelectStmt *s, struct row *out)
{
    for (size_t i = 0; i < s->n_target_list; i++) {
        const PgQuery__ResTarget *target = s->target_list[i]->res_target;
        const char *qualifier;
        if (sk_pg_is_star(target->val, &qualifier)) {
            for (size_t k = 0; r->row && k < r->row->n; k++)
                sk_push(r->owner, out->cells, out->n, r->row->cells[k]);
            continue;
        }
        const char *name = *target->name ? target->name : sk_pg_figure_name(target->val);
        struct value v = eval(r, target->val);
        sk_push(r->owner, out->cells, out->n, ((struct cell){name, v}));
    }
    return out->n > 0;
}

static bool
same_row(const struct row *a, const struct row *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->cells[i].value.kind == b->cells[i].value.kind &&
               sk_same(a->cells[i].value.text ? a->cells[i].value.text : "", b->cells[i].value.text ? b->cells[i].value.text : "");
    return same;
}

static bool
is_repeated(const struct rows *rows, const struct row *row)
{
    for (size_t i = 0; i < rows->n; i++)
        if (same_row(&rows->items[i], row))
            return true;
    return false;
}

/* The order of the rows is that of the catalog: what depends on another one is refused by what it says. */
static struct rows
query_rows(struct run *r, const PgQuery__SelectStmt *s)
{
    struct rows out = {.known = true}, source = {.known = true};
    const struct row *outer = r->row;
    const char *outer_source = r->source, *name = NULL;
    if (s->n_values_lists)
        return of_values(r, s, NULL);
    if (s->op != PG_QUERY__SET_OPERATION__SETOP_NONE || s->with_clause || s->n_group_clause || s->having_clause ||
        s->limit_offset || s->n_from_clause > 1 || s->n_window_clause)
        return (struct rows){0};
    const PgQuery__FuncCall *elements =
        s->n_target_list == 1 && !s->n_from_clause ? unnested(s->target_list[0]->res_target->val) : NULL;
    if (elements)
        return of_array(r, eval(r, elements->args[0]),
                        *s->target_list[0]->res_target->name ? s->target_list[0]->res_target->name : "unnest");
    if (s->n_from_clause)
        source = from(r, s->from_clause[0], &name);
    else
        add_row(r, &source, (struct row){0});
    for (size_t i = 0; source.known && i < source.n; i++) {
        struct row row = {0};
        r->row = &source.items[i];
        r->source = name;
        struct value is = s->where_clause ? eval(r, s->where_clause) : truth(true);
        out.known = out.known && is.kind != UNKNOWN && is.kind != ARRAY;
        if (is_true(is) && project(r, s, &row) && !(s->n_distinct_clause && is_repeated(&out, &row)))
            add_row(r, &out, row);
        r->row = outer;
        r->source = outer_source;
    }
    struct value limit = s->limit_count ? eval(r, s->limit_count) : text_value(NULL);
    if (limit.kind == TEXT && (size_t)atol(limit.text) < out.n)
        out.n = (size_t)atol(limit.text);
    out.known = out.known && source.known && limit.kind != UNKNOWN;
    return out;
}

/* ---- statements --------------------------------------------------------------------------------------------------- */

static const sk_node *
expression(struct run *r, const char *text)
{
    const sk_node *select = sk_do_parse(r->b->a, sk_printf(r->owner, "SELECT %s", text));
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1 &&
               !select->select_stmt->n_from_clause;
    return one ? select->select_stmt->target_list[0]->res_target->val : NULL;
}

static struct value
eval_text(struct run *r, const char *text)
{
    const sk_node *node = expression(r, text);
    return node ? eval(r, node) : (struct value){0};
}

struct filling {
    struct run *r;
    bool unknown;
};

/* The value as an expression; NULL: it is none. */
static const sk_node *
as_expression(struct run *r, struct value v)
{
    struct sk_text *text = sk_text_new(r->owner);
    if (v.kind == TEXT)
        sk_text_literal(text, v.text);
    for (size_t i = 0; v.kind == ARRAY && i < v.n; i++) {
        sk_text_add(text, i ? ", " : "CAST(ARRAY[");
        if (v.items[i].kind == TEXT)
            sk_text_literal(text, v.items[i].text);
        else
            sk_text_add(text, "NULL");
    }
    sk_text_add(text, v.kind == ARRAY && v.n ? "] AS text[])" : v.kind == NOTHING ? "NULL" : "");
    return v.kind == UNKNOWN ? v.same_all_along : text->len ? expression(r, text->data) : NULL;
}

/* A variable in a statement is its value. */
static bool
fill(sk_node *node, void *data)
{
    struct filling *f = data;
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    const char *last = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *first = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    const struct cell *cell =
        last && ref->n_fields <= 2 ? find(f->r, first ? sk_printf(f->r->owner, "%s.%s", first, last) : last) : NULL;
    if (!cell)
        return false;
    const sk_node *value = as_expression(f->r, cell->value);
    f->unknown = f->unknown || !value;
    if (value)
        *node = *value;
    return false;
}

/* The catalog goes along with what the block does, so that it is asked for what is there by then. */
static void
follow(struct run *r, const sk_node *node)
{
    struct sk_statement statement = *r->b->a->statement;
    struct sk_error ignored = SK_ERROR_INIT;
    struct sk_analysis a = *r->b->a;
    statement.n_changes = 0;
    statement.changes = NULL;
    statement.n_parts = 0;
    a.statement = &statement;
    a.catalog = r->catalog;
    a.err = &ignored;
    enum sk_status status = sk_pg_analyze_node(&a, node);
    for (size_t i = 0; !status && i < statement.n_changes; i++)
        if (!statement.changes[i]->redundant)
            status = sk_change_apply(r->catalog, statement.changes[i], &ignored);
    sk_error_clear(&ignored);
}

static void
add_statement(struct run *r, const char *sql, bool tolerant, bool filled)
{
    sk_node *node = sk_do_parse(r->b->a, sql);
    struct filling f = {.r = r};
    bool of_rows = node && (node->node_case == SK_NODE(INSERT_STMT) || node->node_case == SK_NODE(UPDATE_STMT) ||
                            node->node_case == SK_NODE(DELETE_STMT) || node->node_case == SK_NODE(SELECT_STMT));
    if (of_rows && filled)
        sk_pg_walk((ProtobufCMessage *)node, fill, &f);
    if (!node || f.unknown || r->b->n >= MAX_PARTS) {
        r->unknown = true;
        return;
    }
    follow(r, node);
    sk_do_add(r->b, of_rows && filled ? sk_pg_deparse(r->owner, node) : sql, tolerant && !of_rows);
}

static void
targets(struct run *r, const json_t *target, const struct row *row, bool known)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    size_t n = json_array_size(fields);
    for (size_t i = 0; i < (single ? 1 : n); i++) {
        const char *name = single ? single : json_string_value(json_object_get(json_array_get(fields, i), "name"));
        struct value v = !known ? (struct value){0} : row && i < row->n ? row->cells[i].value : text_value(NULL);
        if (name)
            set(r, name, v);
    }
    for (size_t i = 0; record && row && i < row->n; i++)
        set(r, sk_printf(r->owner, "%s.%s", record, row->cells[i].name), known ? row->cells[i].value : (struct value){0});
    r->unknown = r->unknown || (record && (!known || !row));
}

static void
select_into(struct run *r, const json_t *stmt, const char *sql)
{
    const sk_node *node = sk_do_parse(r->b->a, sql);
    struct rows rows = node && node->node_case == SK_NODE(SELECT_STMT) ? query_rows(r, node->select_stmt) : (struct rows){0};
    if (!node || node->node_case != SK_NODE(SELECT_STMT))
        r->unknown = true;
    targets(r, json_object_get(stmt, "target"), rows.n ? &rows.items[0] : NULL, rows.known);
}

static enum flow
run_loop(struct run *r, const json_t *stmt, struct rows rows, bool tolerant)
{
    r->unknown = r->unknown || !rows.known;
    for (size_t i = 0; i < rows.n && !r->unknown; i++) {
        targets(r, json_object_get(stmt, "var"), &rows.items[i], true);
        enum flow flow = run_list(r, json_object_get(stmt, "body"), tolerant);
        if (flow == LOOP_ENDS)
            break;
        if (flow == BLOCK_ENDS)
            return flow;
    }
    return GOES_ON;
}

static enum flow
run_query_loop(struct run *r, const json_t *stmt, bool tolerant)
{
    const sk_node *node = sk_do_parse(r->b->a, sk_do_query(json_object_get(stmt, "query")));
    struct rows rows = node && node->node_case == SK_NODE(SELECT_STMT) ? query_rows(r, node->select_stmt) : (struct rows){0};
    return run_loop(r, stmt, rows, tolerant);
}

static enum flow
run_array_loop(struct run *r, const json_t *stmt, bool tolerant)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    struct value array = eval_text(r, sk_do_query(json_object_get(stmt, "expr")));
    struct rows rows = of_array(r, array, "element");
    json_t *with_target = json_pack("{sOsO}", "var", datum, "body", json_object_get(stmt, "body"));
    enum flow flow = with_target ? run_loop(r, with_target, rows, tolerant) : GOES_ON;
    r->unknown = r->unknown || !with_target;
    json_decref(with_target);
    return flow;
}

static enum flow
run_if(struct run *r, const json_t *stmt, bool tolerant)
{
    size_t i;
    json_t *item;
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    struct value is = eval_text(r, condition);
    bool has_others = json_object_get(stmt, "elsif_list") || json_object_get(stmt, "else_body");
    if (is.kind == UNKNOWN && !has_others && sk_do_asks_the_catalogs(condition))
        return run_list(r, json_object_get(stmt, "then_body"), true);
    if (is_true(is))
        return run_list(r, json_object_get(stmt, "then_body"), tolerant);
    r->unknown = r->unknown || is.kind == UNKNOWN || is.kind == ARRAY;
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        is = eval_text(r, sk_do_query(json_object_get(elsif, "cond")));
        r->unknown = r->unknown || is.kind == UNKNOWN || is.kind == ARRAY;
        if (is_true(is))
            return run_list(r, json_object_get(elsif, "stmts"), tolerant);
    }
    return r->unknown ? GOES_ON : run_list(r, json_object_get(stmt, "else_body"), tolerant);
}

static void
assign(struct run *r, const json_t *stmt)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    const char *name = json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
    const char *equals = strchr(sk_do_query(json_object_get(stmt, "expr")), '=');
    if (name && equals)
        set(r, name, eval_text(r, equals + 1));
    else
        r->unknown = true;
}

static void
execute(struct run *r, const json_t *stmt, bool tolerant)
{
    struct value text = eval_text(r, sk_do_query(json_object_get(stmt, "query")));
    if (text.kind == TEXT && !json_is_true(json_object_get(stmt, "into")) && !json_object_get(stmt, "params"))
        add_statement(r, text.text, tolerant, false);
    else
        r->unknown = true;
}

static enum flow
run_exit(struct run *r, const json_t *stmt)
{
    const char *condition = sk_do_query(json_object_get(stmt, "cond"));
    struct value is = *condition ? eval_text(r, condition) : truth(true);
    r->unknown = r->unknown || is.kind == UNKNOWN || json_object_get(stmt, "label");
    return !is_true(is) ? GOES_ON : json_is_true(json_object_get(stmt, "is_exit")) ? LOOP_ENDS : NEXT_ROUND;
}

static enum flow
run_one(struct run *r, const char *kind, const json_t *stmt, bool tolerant)
{
    const json_t *exceptions = json_object_get(stmt, "exceptions");
    if (strcmp(kind, "PLpgSQL_stmt_execsql") == 0) {
        const char *sql = sk_do_query(json_object_get(stmt, "sqlstmt"));
        if (json_is_true(json_object_get(stmt, "into")))
            select_into(r, stmt, sql);
        else
            add_statement(r, sql, tolerant, true);
    } else if (strcmp(kind, "PLpgSQL_stmt_perform") == 0) {
        add_statement(r, sk_do_query(json_object_get(stmt, "expr")), tolerant, true);
    } else if (strcmp(kind, "PLpgSQL_stmt_assign") == 0) {
        assign(r, stmt);
    } else if (strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0) {
        execute(r, stmt, tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_if") == 0) {
        return run_if(r, stmt, tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_fors") == 0) {
        return run_query_loop(r, stmt, tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_foreach_a") == 0) {
        return run_array_loop(r, stmt, tolerant);
    } else if (strcmp(kind, "PLpgSQL_stmt_exit") == 0) {
        return run_exit(r, stmt);
    } else if (strcmp(kind, "PLpgSQL_stmt_block") == 0) {
        return run_list(r, json_object_get(stmt, "body"), tolerant || (exceptions && sk_do_takes_the_error(exceptions)));
    } else if (strcmp(kind, "PLpgSQL_stmt_return") == 0) {
        return BLOCK_ENDS;
    } else if (strcmp(kind, "PLpgSQL_stmt_raise") != 0 || !json_object_get(stmt, "elog_level") ||
               json_integer_value(json_object_get(stmt, "elog_level")) > 20) {
        r->unknown = true;
    }
    return GOES_ON;
}

static enum flow
run_list(struct run *r, const json_t *list, bool tolerant)
{
    enum flow flow = GOES_ON;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt)
            if (flow == GOES_ON && !r->unknown)
                flow = run_one(r, kind, stmt, tolerant);
    }
    return flow;
}

bool
sk_do_interpret(struct sk_do_block *b, const json_t *function)
{
    struct run r = {.owner = b->a->owner, .b = b, .datums = json_object_get(function, "datums")};
    const json_t *block = json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block");
    size_t i;
    json_t *datum;
    r.catalog = sk_catalog_clone(r.owner, b->a->catalog);
    json_array_foreach(r.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_do_query(json_object_get(var, "default_val"));
        if (name && json_object_get(var, "lineno"))
            set(&r, name, *value ? eval_text(&r, value) : text_value(NULL));
    }
    run_one(&r, "PLpgSQL_stmt_block", block, false);
    return !r.unknown;
}
