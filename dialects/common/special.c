/* dialects/common/special.c - expressions whose meaning differs in ways that tables cannot say. */
#include <ctype.h>
#include <string.h>

#include "dialects/common/printer_priv.h"

/* ---- LIKE ----------------------------------------------------------------------------------------------------- */

enum sk_status
sk_print_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const sk_node *escape, bool negated,
              bool ignore_case)
{
    const char *escape_text = escape ? sk_constant_text(escape) : "\\";
    if (!escape_text || strlen(escape_text) > 1)
        return sk_print_unsupported(p, escape, "LIKE ... ESCAPE with this escape has no equivalent on %s",
                                    p->rules->dialect);
    return p->rules->like(p, left, pattern, escape_text, negated, ignore_case);
}

/* ---- ORDER BY in aggregates ----------------------------------------------------------------------------------- */

struct ordered {
    const PgQuery__FuncCall *call;
    sk_node *distinct; /* the first argument of a list without doubles, which PostgreSQL sorts */
};

static bool
is_list(const char *name)
{
    static const char *const lists[] = {"string_agg", "array_agg", "json_agg", "jsonb_agg"};
    return sk_among(name, sizeof lists / sizeof *lists, lists);
}

static bool
find_ordered(sk_node *node, void *data)
{
    struct ordered *found = data;
    if (node->node_case == SK_NODE(SUB_LINK))
        return false;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (call && call->n_agg_order && !call->agg_within_group)
        found->call = call;
    else if (call && call->agg_distinct && !found->distinct &&
             is_list(sk_node_name(NULL, call->n_funcname, call->funcname)))
        found->distinct = call->args[0];
    return true;
}

sk_node *const *
sk_print_aggregate_order(struct sk_printer *p, const PgQuery__SelectStmt *s, size_t *n)
{
    struct ordered found = {0};
    *n = 0;
    for (size_t i = 0; i < s->n_target_list && !found.call && !p->rules->has_aggregate_order; i++)
        sk_pg_walk(&s->target_list[i]->base, find_ordered, &found);
    if (!found.call && !found.distinct)
        return NULL;
    *n = found.call ? found.call->n_agg_order : 1;
    if (found.call)
        return found.call->agg_order;
    sk_node *sorted = sk_pg_made(p->tmp, "(SELECT 1 ORDER BY 1)", 0, NULL)->sub_link->subselect;
    sorted->select_stmt->sort_clause[0]->sort_by->node = found.distinct;
    return sorted->select_stmt->sort_clause;
}

/* ---- elements of arrays --------------------------------------------------------------------------------------- */

bool
sk_print_is_made(const struct sk_printer *p, const struct sk_range *range)
{
    return range->elements || (range->lateral && p->rules->lateral_column);
}

/* The range of one query whose column the name means, and which of its columns: a column comes before a whole row. */
static const struct sk_range *
range_of(const struct sk_scope *scope, const char *qualifier, const char *name, size_t *column)
{
    for (size_t i = 0; i < scope->n_ranges; i++)
        for (*column = 0; *column < scope->ranges[i].columns.n; (*column)++)
            if ((!qualifier || strcmp(scope->ranges[i].alias, qualifier) == 0) &&
                strcmp(scope->ranges[i].columns.items[*column].name, name) == 0)
                return &scope->ranges[i];
    *column = 0;
    for (size_t i = 0; i < scope->n_ranges && !qualifier; i++)
        if (scope->ranges[i].elements && scope->ranges[i].columns.n && strcmp(scope->ranges[i].alias, name) == 0)
            return &scope->ranges[i];
    return NULL;
}

bool
sk_print_element(struct sk_printer *p, const PgQuery__ColumnRef *ref, bool asked)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    const struct sk_scope *around = p->scope;
    for (const struct sk_scope *scope = around; scope && name && ref->n_fields <= 2; scope = scope->parent) {
        size_t column;
        const struct sk_range *range = range_of(scope, qualifier, name, &column);
        if (!range)
            continue;
        if (!sk_print_is_made(p, range))
            return false;
        p->scope = scope;
        if (!asked && range->elements)
            p->rules->element(p, range, column);
        else if (!asked)
            p->rules->lateral_column(p, range, column);
        p->scope = around;
        return true;
    }
    return false;
}

/* ---- whole rows ------------------------------------------------------------------------------------------------- */

/* Is it what a result of the query at hand is called, as ORDER BY may say? */
static bool
is_result(const struct sk_printer *p, const char *name)
{
    for (size_t i = 0; p->select && i < p->select->n_target_list; i++)
        if (strcmp(p->select->target_list[i]->res_target->name, name) == 0)
            return true;
    return false;
}

const struct sk_range *
sk_print_whole_row(const struct sk_printer *p, const sk_node *node)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    for (const struct sk_scope *scope = p->scope; scope && name; scope = scope->parent) {
        size_t column;
        if (range_of(scope, NULL, name, &column))
            return NULL;
        for (size_t i = 0; i < scope->n_ranges; i++)
            if (strcmp(scope->ranges[i].alias, name) == 0)
                return scope->ranges[i].columns.n && !is_result(p, name) ? &scope->ranges[i] : NULL;
    }
    return NULL;
}

sk_node *
sk_print_part_of_row(const struct sk_printer *p, const struct sk_range *row, size_t column)
{
    sk_node *ref = sk_pg_column_node(p->tmp, row->columns.items[column].name);
    sk_node *qualifier = sk_pg_copy(p->tmp, ref->column_ref->fields[0]);
    sk_node **fields = sk_alloc(p->tmp, 2 * sizeof *fields, "fields");
    qualifier->string->sval = sk_strdup(p->tmp, row->alias);
    fields[0] = qualifier;
    fields[1] = ref->column_ref->fields[0];
    ref->column_ref->n_fields = 2;
    ref->column_ref->fields = fields;
    return ref;
}

enum sk_status
sk_print_row_null_test(struct sk_printer *p, const struct sk_range *row, bool null)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < row->columns.n && !status; i++) {
        sk_text_add(p->out, i ? " AND " : "");
        status = sk_print_expr(p, sk_print_part_of_row(p, row, i));
        sk_text_add(p->out, null ? " IS NULL" : " IS NOT NULL");
    }
    sk_text_add(p->out, ")");
    return status;
}

const sk_node *
sk_print_null_of_document(const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    if ((strcmp(name, "to_jsonb") == 0 || strcmp(name, "to_json") == 0) && call->n_args == 1)
        return sk_print_null_of_document(call->args[0]);
    const sk_node *value = sk_pg_uncast(node);
    bool constant = value->node_case == SK_NODE(A_CONST) && !value->a_const->isnull;
    return constant || strncmp(name, "json_build_", 11) == 0 || strncmp(name, "jsonb_build_", 12) == 0 ? NULL : node;
}

const sk_node *
sk_print_padded(struct sk_printer *p, const sk_node *node)
{
    struct sk_type type = sk_scope_type(p->scope, node);
    bool pads = type.kind == SK_TYPE_CHAR && !type.dimensions && type.length > 1;
    return pads ? sk_pg_made(p->tmp, sk_printf(p->tmp, "rpad(CAST($1 AS text), %d)", type.length), 1, &node) : node;
}

/* (SELECT x FROM (...) AS x) as a document is (SELECT to_jsonb(x) FROM (...) AS x). */
const sk_node *
sk_print_row_query(struct sk_printer *p, const sk_node *node)
{
    const PgQuery__SubLink *link = node->node_case == SK_NODE(SUB_LINK) ? node->sub_link : NULL;
    const PgQuery__SelectStmt *s = link && link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK
                                       ? link->subselect->select_stmt
                                       : NULL;
    if (!s || s->n_target_list != 1 || s->n_from_clause == 0)
        return NULL;
    const struct sk_scope *around = p->scope;
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, around);
    sk_scope_add_ctes(scope, s->with_clause);
    sk_scope_add_from(scope, s->n_from_clause, s->from_clause);
    p->scope = scope;
    const struct sk_range *row = sk_print_whole_row(p, s->target_list[0]->res_target->val);
    p->scope = around;
    if (!row)
        return NULL;
    sk_node *copy = sk_pg_copy(p->tmp, node);
    PgQuery__ResTarget *target = copy->sub_link->subselect->select_stmt->target_list[0]->res_target;
    const sk_node *args[] = {target->val};
    target->val = sk_pg_made(p->tmp, "to_jsonb($1)", 1, args);
    return copy;
}

/* ---- ctid ----------------------------------------------------------------------------------------------------- */

/* The table that a ctid is of: the one of that name, or the only one there is. NULL: the column is none. */
static const struct sk_range *
place_of(const struct sk_scope *scope, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || strcmp(name, "ctid") != 0 || ref->n_fields > 2)
        return NULL;
    for (; scope; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++) {
            const struct sk_range *range = &scope->ranges[i];
            if (qualifier ? strcmp(range->alias, qualifier) == 0 : scope->n_ranges == 1)
                return range->table && !sk_table_column(range->table, name) ? range : NULL;
        }
    return NULL;
}

/* May it get a column that numbers its rows? There can be one such column. */
static bool
can_number(const struct sk_printer *p, const struct sk_table *table)
{
    bool can = p->places && !p->rules->row_place;
    for (size_t i = 0; can && i < table->n_columns; i++)
        can = !p->rules->counts_itself(p->catalog, table, table->columns[i]);
    return can;
}

static void
add_place(struct sk_printer *p, const struct sk_table *table)
{
    for (size_t i = 0; i < p->places->n; i++)
        if (p->places->tables[i] == table)
            return;
    sk_push(p->tmp, p->places->tables, p->places->n, table);
}

bool
sk_print_is_place(const struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    return place_of(p->scope, ref) != NULL;
}

bool
sk_print_place(struct sk_printer *p, const PgQuery__ColumnRef *ref, enum sk_status *status)
{
    const struct sk_range *range = place_of(p->scope, ref);
    if (!range)
        return false;
    const struct sk_constraint *key = sk_table_primary_key(range->table);
    bool keyed = key && key->n_columns == 1, numbered = !keyed && can_number(p, range->table);
    if (!p->rules->row_place && !keyed && !numbered) {
        *status = sk_print_unsupported(
            p, NULL, "the ctid of a table whose key is not one column has no equivalent on %s", p->rules->dialect);
        return true;
    }
    if (ref->n_fields == 2) {
        sk_print_qualifier(p, range->alias);
        sk_text_add(p->out, ".");
    }
    if (p->rules->row_place) {
        sk_text_add(p->out, p->rules->row_place);
    } else if (numbered) {
        p->note = "ctid: a column numbers the rows for as long as the statement runs";
        add_place(p, range->table);
        sk_print_name(p, SK_PLACE);
    } else {
        p->note = "ctid: rows are told apart by their key, and come in its order";
        sk_print_name(p, key->columns[0]);
    }
    *status = SK_OK;
    return true;
}

/* ---- windows -------------------------------------------------------------------------------------------------- */

/* The bits of PostgreSQL's parsenodes.h, FRAMEOPTION_*. */
enum {
    FRAME_NONDEFAULT = 1 << 0,
    FRAME_RANGE = 1 << 1,
    FRAME_ROWS = 1 << 2,
    FRAME_BETWEEN = 1 << 4,
    FRAME_START_UNBOUNDED = 1 << 5,
    FRAME_END_UNBOUNDED_FOLLOWING = 1 << 8,
    FRAME_START_CURRENT = 1 << 9,
    FRAME_END_CURRENT = 1 << 10,
    FRAME_START_PRECEDING = 1 << 11,
    FRAME_END_PRECEDING = 1 << 12,
    FRAME_START_FOLLOWING = 1 << 13,
};

static enum sk_status
bound(struct sk_printer *p, const sk_node *offset, bool unbounded, bool current, bool preceding)
{
    enum sk_status status = SK_OK;
    if (unbounded)
        sk_text_add(p->out, "UNBOUNDED");
    else if (current)
        sk_text_add(p->out, "CURRENT ROW");
    else
        status = sk_print_expr(p, offset);
    if (!current)
        sk_text_add(p->out, preceding ? " PRECEDING" : " FOLLOWING");
    return status;
}

static enum sk_status
frame(struct sk_printer *p, const PgQuery__WindowDef *w)
{
    int32_t o = w->frame_options;
    if (!(o & FRAME_NONDEFAULT))
        return SK_OK;
    sk_text_add(p->out, o & FRAME_ROWS ? " ROWS " : o & FRAME_RANGE ? " RANGE " : " GROUPS ");
    sk_text_add(p->out, o & FRAME_BETWEEN ? "BETWEEN " : "");
    enum sk_status status = bound(p, w->start_offset, o & FRAME_START_UNBOUNDED, o & FRAME_START_CURRENT,
                                  o & (FRAME_START_PRECEDING | FRAME_START_UNBOUNDED));
    if (!status && (o & FRAME_BETWEEN)) {
        sk_text_add(p->out, " AND ");
        status = bound(p, w->end_offset, o & FRAME_END_UNBOUNDED_FOLLOWING, o & FRAME_END_CURRENT,
                       o & FRAME_END_PRECEDING);
    }
    return status;
}

static const sk_node *
constant_of(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node->node_case == SK_NODE(A_CONST) ? node : NULL;
}

/* A constant says nothing here, where other engines would read a number as a column's. */
static sk_node *
nameless(struct sk_printer *p, sk_node *node)
{
    const sk_node *value = constant_of(node);
    if (!value)
        return node;
    sk_node *null = sk_pg_copy(p->tmp, value);
    null->a_const->isnull = true;
    null->a_const->val_case = PG_QUERY__A__CONST__VAL__NOT_SET;
    return null;
}

static enum sk_status
partition(struct sk_printer *p, const PgQuery__WindowDef *w)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < w->n_partition_clause && !status; i++) {
        sk_text_add(p->out, i ? ", " : "PARTITION BY ");
        status = sk_print_expr(p, nameless(p, w->partition_clause[i]));
    }
    return status;
}

enum sk_status
sk_print_inner_sort(struct sk_printer *p, size_t n, sk_node *const *items)
{
    sk_node **list = sk_alloc(p->tmp, (n + 1) * sizeof *list, "items");
    for (size_t i = 0; i < n; i++) {
        sk_node *node = nameless(p, items[i]->sort_by->node);
        list[i] = node == items[i]->sort_by->node ? items[i] : sk_pg_copy(p->tmp, items[i]);
        list[i]->sort_by->node = node;
    }
    return sk_print_sort(p, n, list);
}

enum sk_status
sk_print_call_order(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    sk_node **items = NULL;
    size_t n = 0;
    for (size_t i = 0; i < call->n_agg_order; i++)
        if (!constant_of(call->agg_order[i]->sort_by->node)) /* a sort brings equals in any order */
            sk_push(p->tmp, items, n, call->agg_order[i]);
    sk_text_add(p->out, n ? " ORDER BY " : "");
    return n ? sk_print_sort(p, n, items) : SK_OK;
}

enum sk_status
sk_print_over(struct sk_printer *p, const PgQuery__WindowDef *w)
{
    sk_text_add(p->out, " OVER ");
    if (*w->name) {
        sk_print_name(p, w->name);
        return SK_OK;
    }
    sk_text_add(p->out, "(");
    if (*w->refname)
        sk_print_name(p, w->refname);
    enum sk_status status = partition(p, w);
    if (!status && w->n_order_clause) {
        sk_text_add(p->out, w->n_partition_clause ? " ORDER BY " : "ORDER BY ");
        status = sk_print_inner_sort(p, w->n_order_clause, w->order_clause);
    }
    status = status ? status : frame(p, w);
    sk_text_add(p->out, ")");
    return status;
}

static bool
is_setting(const PgQuery__FuncCall *call, const char *wanted)
{
    const char *name = sk_constant_text(call->args[0]);
    return name && strcasecmp(name, wanted) == 0;
}

/* current_setting('TimeZone'): UTC here, always. */
static bool
is_zone(const PgQuery__FuncCall *setting)
{
    return is_setting(setting, "timezone");
}

const char *
sk_print_zone(const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *function = call && call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    return strcmp(function, "current_setting") == 0 && is_zone(call) ? "UTC" : sk_constant_text(node);
}

enum sk_status
sk_print_setting(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_constant_text(call->args[0]);
    const sk_node *missing = call->n_args > 1 ? call->args[1] : NULL;
    bool may_be_missing = missing && missing->node_case == SK_NODE(A_CONST) && missing->a_const->boolval &&
                          missing->a_const->boolval->boolval;
    if (is_zone(call))
        return sk_text_add(p->out, "'UTC'"), SK_OK;
    if (is_setting(call, "server_encoding"))
        return sk_text_add(p->out, "'UTF8'"), SK_OK;
    if (!name || !strchr(name, '.') || !may_be_missing)
        return sk_print_unsupported(p, call->args[0], "settings of PostgreSQL's server have no equivalent on %s",
                                    p->rules->dialect);
    sk_text_add(p->out, "NULL");
    return SK_OK;
}

/* ---- fields of moments and intervals ----------------------------------------------------------------------------- */

bool
sk_is_field(const char *name, const char *field)
{
    size_t len = strlen(name);
    return strncasecmp(name, field, len) == 0 && (!field[len] || strcasecmp(field + len, "s") == 0);
}

enum sk_status
sk_print_time_field(struct sk_printer *p, const PgQuery__FuncCall *call, bool truncate, size_t n,
                    const struct sk_time_field *fields)
{
    const char *field = sk_constant_text(sk_print_inlined(p, call->args[0]));
    const sk_node *of = sk_print_inlined(p, call->args[1]);
    bool interval = sk_scope_type(p->scope, of).kind == SK_TYPE_INTERVAL;
    const sk_node *part = interval && field && !truncate ? sk_print_interval_part(p, field, of) : NULL;
    if (part)
        return sk_print_expr(p, part);
    for (size_t i = 0; field && !interval && i < n; i++) {
        const char *template = truncate ? fields[i].trunc : fields[i].extract;
        if (sk_is_field(fields[i].field, field) && template)
            return sk_print_template(p, template, 1, (const sk_node *const *)&call->args[1]);
    }
    return sk_print_unsupported(p, call->args[0], "%s of \"%s\" has no equivalent on %s",
                                truncate ? "date_trunc" : "extract", field ? field : "an expression",
                                p->rules->dialect);
}

/* ---- formats of moments ------------------------------------------------------------------------------------------ */

bool
sk_format_is_plain(const char *format, const char *at)
{
    bool behind = at > format && isalnum((unsigned char)at[-1]);
    if (!isalpha((unsigned char)*at))
        return *at != '\\';
    if (*at == 'T' || *at == 't') /* TZH, TM before a pattern, and TH behind one: 'DDTHH24' is 01ST and H24 */
        return !(at[1] && strchr("ZzMm", at[1])) && !(behind && (at[1] == 'H' || at[1] == 'h'));
    return strchr("EGKLNVXZegklnvxz", *at) != NULL;
}

/* ---- the labels of a type ---------------------------------------------------------------------------------------- */

enum sk_status
sk_print_labels(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    const struct sk_user_type *user =
        type.kind == SK_TYPE_ENUM && !type.dimensions ? sk_catalog_type(p->catalog, type.schema, type.name) : NULL;
    struct sk_text *sql = sk_text_new(p->tmp);
    if (!user || !user->n_labels)
        return sk_print_unsupported(p, call->args[0], "%s() of what is no enum has no equivalent on %s", name,
                                    p->rules->dialect);
    bool all = strcmp(name, "enum_range") == 0, first = true;
    for (size_t i = 0; i < user->n_labels; i++) {
        if (!all && i != (strcmp(name, "enum_first") == 0 ? 0 : user->n_labels - 1))
            continue;
        sk_text_sep(sql, &first, ", ");
        sk_text_literal(sql, user->labels[i]);
    }
    if (!p->runs_once)
        p->note = "the labels of the type are written out: one that is added later is not among them";
    return sk_print_expr(p, sk_pg_made(p->tmp, sk_printf(p->tmp, all ? "ARRAY[%s]::text[]" : "%s", sql->data), 0, NULL));
}

/* ---- ltree ------------------------------------------------------------------------------------------------------- */

bool
sk_print_is_ltree(const struct sk_printer *p, const PgQuery__AExpr *e)
{
    struct sk_type left = sk_scope_type(p->scope, e->lexpr), right = sk_scope_type(p->scope, e->rexpr);
    return (left.name && strcmp(left.name, "ltree") == 0 && !left.dimensions) ||
           (right.name && strcmp(right.name, "ltree") == 0 && !right.dimensions);
}
