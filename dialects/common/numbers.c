/*
 * dialects/common/numbers.c - nextval() in statements that change rows, for engines without sequences.
 *
 * The next number of a column that counts by itself (AUTOINCREMENT, AUTO_INCREMENT) is the one after its highest; where
 * each row asks for one, rows are numbered by row_number(). That of any other sequence is for the printer to put in
 * (counters.h): here it is only put where a query has a row for each number.
 */
#include <string.h>

#include "dialects/common/counters.h"

struct numbering {
    TALLOC_CTX *owner;
    const struct sk_printer_rules *rules;
    const struct sk_catalog *catalog;
    const struct sk_table *table;
    const char *row_key;
};

static bool
is_counted(const struct numbering *n, const struct sk_sequence *s)
{
    return sk_sequence_is_counted(n->rules, n->catalog, s);
}

/* The one that a value takes its next number from, with nothing else done to it. */
static const struct sk_sequence *
any_sequence_of(const struct numbering *n, const sk_node *value)
{
    value = sk_pg_uncast(value);
    return sk_called_sequence(n->catalog, value, "nextval");
}

/* ... if a column counts it by itself. */
static const struct sk_sequence *
sequence_of(const struct numbering *n, const sk_node *value)
{
    const struct sk_sequence *s = any_sequence_of(n, value);
    return s && !is_counted(n, s) ? s : NULL;
}

static const char *
quoted(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_ident(text, name, '"');
    return text->data;
}

static const char *
relation(const struct numbering *n)
{
    return sk_printf(n->owner, "%s.%s", quoted(n->owner, n->table->schema), quoted(n->owner, n->table->name));
}

/* The highest number so far. */
static const char *
highest(const struct numbering *n, const struct sk_sequence *s, const char *column)
{
    return sk_printf(n->owner, "(SELECT greatest(coalesce(max(%s), %lld), %lld) FROM %s)", quoted(n->owner, column),
                     (long long)s->start - 1, (long long)s->start - 1, relation(n));
}

static sk_node *
parsed(const struct numbering *n, const char *sql)
{
    PgQuery__ParseResult *result;
    return sk_pg_tree(&result, n->owner, sql, NULL) ? NULL : result->stmts[0]->stmt;
}

static sk_node *
parsed_value(const struct numbering *n, const char *sql)
{
    sk_node *select = parsed(n, sk_printf(n->owner, "SELECT %s", sql));
    return select ? select->select_stmt->target_list[0]->res_target->val : NULL;
}

/* ---- INSERT ------------------------------------------------------------------------------------------------------ */

static const struct sk_column *
target_column(const struct numbering *n, const PgQuery__InsertStmt *s, size_t i)
{
    if (s->n_cols)
        return i < s->n_cols ? sk_table_column(n->table, s->cols[i]->res_target->name) : NULL;
    return i < n->table->n_columns ? n->table->columns[i] : NULL;
}

/* Does the column take that number by itself, where it is given none? */
static bool
is_own(const struct numbering *n, const struct sk_column *column, const struct sk_sequence *s)
{
    return sk_same(s->owner_column, column->name) && sk_same(s->owner_table, n->table->name);
}

/* A text constant takes the type of its column in VALUES, in a UNION it would not. NULL: nor by a cast. */
static sk_node *
typed(const struct numbering *n, const PgQuery__InsertStmt *s, size_t i, sk_node *value)
{
    const struct sk_column *column = target_column(n, s, i);
    bool text = value->node_case == SK_NODE(A_CONST) && value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    bool label = column && column->type.kind == SK_TYPE_ENUM && !column->type.dimensions;
    return text && column && !label ? sk_pg_cast_node(n->owner, value, &column->type) : value;
}

/* The servers read no table in an INSERT's values that it fills, but they do in its query. */
static sk_node *
row_as_query(const struct numbering *n, const PgQuery__InsertStmt *s, const PgQuery__List *row)
{
    sk_node *query = parsed(n, "SELECT");
    for (size_t i = 0; i < row->n_items; i++) {
        sk_node *target = sk_new(n->owner, sk_node);
        pg_query__node__init(target);
        target->node_case = SK_NODE(RES_TARGET);
        target->res_target = sk_new(n->owner, PgQuery__ResTarget);
        pg_query__res_target__init(target->res_target);
        target->res_target->val = typed(n, s, i, row->items[i]);
        if (!target->res_target->val)
            return NULL;
        sk_push(n->owner, query->select_stmt->target_list, query->select_stmt->n_target_list, target);
    }
    return query;
}

/* SELECT ... UNION ALL SELECT ... for VALUES (...), (...); NULL where a value can stand in no query, as DEFAULT. */
static sk_node *
values_as_query(const struct numbering *n, const PgQuery__InsertStmt *s)
{
    const PgQuery__SelectStmt *values = s->select_stmt->select_stmt;
    sk_node *all = NULL;
    for (size_t row = 0; row < values->n_values_lists; row++) {
        const PgQuery__List *list = values->values_lists[row]->list;
        for (size_t i = 0; i < list->n_items; i++)
            if (list->items[i]->node_case == SK_NODE(SET_TO_DEFAULT))
                return NULL;
        sk_node *one = row_as_query(n, s, list);
        if (!one)
            return NULL;
        sk_node *both = all ? parsed(n, "SELECT 1 UNION ALL SELECT 2") : one;
        if (all) {
            both->select_stmt->larg = all->select_stmt;
            both->select_stmt->rarg = one->select_stmt;
        }
        all = both;
    }
    return all;
}

static void
number_values(const struct numbering *n, PgQuery__InsertStmt *s)
{
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    bool asks = false;
    for (size_t row = 0; row < select->n_values_lists; row++) {
        PgQuery__List *list = select->values_lists[row]->list;
        for (size_t i = 0; i < list->n_items; i++) {
            const struct sk_sequence *sequence = sequence_of(n, list->items[i]);
            const struct sk_column *column = sequence ? target_column(n, s, i) : NULL;
            sk_node *value = NULL;
            if (column && is_own(n, column, sequence)) {
                value = parsed_value(n, "NULL");
            } else if (column) {
                value = parsed_value(n, sk_printf(n->owner, "%s + %zu", highest(n, sequence, column->name), row + 1));
                asks = true;
            }
            list->items[i] = value ? value : list->items[i];
        }
    }
    sk_node *query = asks && !n->row_key ? values_as_query(n, s) : NULL;
    if (query)
        s->select_stmt = query;
}

/* Has each row of the query's FROM one of its own, and does it number them itself? */
static bool
is_plain(const PgQuery__SelectStmt *select)
{
    return !select->larg && !select->n_distinct_clause && !select->n_group_clause && !select->limit_count &&
           !select->limit_offset;
}

static void
number_select(const struct numbering *n, const PgQuery__InsertStmt *s)
{
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    for (size_t i = 0; i < select->n_target_list; i++) {
        PgQuery__ResTarget *target = select->target_list[i]->res_target;
        const struct sk_sequence *sequence = sequence_of(n, target->val);
        const struct sk_column *column = sequence ? target_column(n, s, i) : NULL;
        if (column)
            target->val = parsed_value(n, sk_printf(n->owner, "%s + row_number() OVER ()",
                                                    highest(n, sequence, column->name)));
    }
}

/* ---- UPDATE ------------------------------------------------------------------------------------------------------ */

static size_t
keys_of(const struct numbering *n, const char ***out)
{
    const struct sk_constraint *key = sk_table_primary_key(n->table);
    size_t count = 0;
    *out = NULL;
    if (n->row_key)
        sk_push(n->owner, *out, count, n->row_key);
    for (size_t i = 0; !n->row_key && key && i < key->n_columns; i++)
        sk_push(n->owner, *out, count, key->columns[i]);
    return count;
}

/* UPDATE t SET c = skein_numbers.n FROM (SELECT key, row_number() ... AS n FROM t WHERE ...) AS skein_numbers WHERE ...
 */
static void
number_update(const struct numbering *n, PgQuery__UpdateStmt *s)
{
    const char **keys, *alias = s->relation->alias ? s->relation->alias->aliasname : s->relation->relname;
    size_t n_keys = keys_of(n, &keys);
    PgQuery__ResTarget *target = NULL;
    for (size_t i = 0; i < s->n_target_list && !target; i++)
        if (s->target_list[i]->res_target->val && sk_pg_calls(s->target_list[i]->res_target->val, "nextval"))
            target = s->target_list[i]->res_target;
    if (!target || s->n_from_clause || !n_keys || !sk_table_column(n->table, target->name))
        return;
    const struct sk_sequence *own = sequence_of(n, target->val);
    struct sk_text *list = sk_text_new(n->owner), *match = sk_text_new(n->owner);
    for (size_t i = 0; i < n_keys; i++) {
        const char *key = quoted(n->owner, keys[i]);
        sk_text_addf(list, "%s%s", i ? ", " : "", key);
        sk_text_addf(match, "%s%s.%s = skein_numbers.%s", i ? " AND " : "", quoted(n->owner, alias), key,
                     n->row_key ? "k" : key);
    }
    const char *number =
        own ? sk_printf(n->owner, "row_number() OVER (ORDER BY %s) + %s", list->data, highest(n, own, target->name))
            : "NULL";
    sk_node *update =
        parsed(n, sk_printf(n->owner,
                            "UPDATE x SET c = skein_numbers.n FROM (SELECT %s%s, %s AS n FROM %s AS %s WHERE true "
                            "ORDER BY %s) AS skein_numbers WHERE %s",
                            list->data, n->row_key ? " AS k" : "", number, relation(n), quoted(n->owner, alias),
                            list->data, match->data));
    if (!update)
        return;
    PgQuery__UpdateStmt *made = update->update_stmt;
    PgQuery__SelectStmt *rows = made->from_clause[0]->range_subselect->subquery->select_stmt;
    rows->where_clause = s->where_clause;
    if (!own)
        rows->target_list[n_keys]->res_target->val = target->val;
    target->val = made->target_list[0]->res_target->val;
    s->n_from_clause = made->n_from_clause;
    s->from_clause = made->from_clause;
    s->where_clause = made->where_clause;
}

/* ---- currval() of another table's sequence ----------------------------------------------------------------------- */

/* The column that counts in the sequence by itself, and in `*table` whose it is; NULL: none does. */
static const struct sk_column *
counting(const struct numbering *n, const struct sk_sequence *s, const struct sk_table **table)
{
    *table = is_counted(n, s) ? NULL : sk_catalog_table(n->catalog, s->schema, s->owner_table);
    return *table ? sk_table_column(*table, s->owner_column) : NULL;
}

/* (SELECT last_value FROM sequence): of one that has not counted yet it is the first number. */
static const PgQuery__RangeVar *
asked_for_last(const sk_node *node)
{
    const sk_node *query = node->node_case == SK_NODE(SUB_LINK) ? node->sub_link->subselect : NULL;
    const PgQuery__SelectStmt *s = query && query->node_case == SK_NODE(SELECT_STMT) ? query->select_stmt : NULL;
    bool plain = s && node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK && s->n_from_clause == 1 &&
                 s->from_clause[0]->node_case == SK_NODE(RANGE_VAR) && s->n_target_list == 1 && !s->where_clause;
    const sk_node *value = plain ? s->target_list[0]->res_target->val : NULL;
    const PgQuery__ColumnRef *ref = value && value->node_case == SK_NODE(COLUMN_REF) ? value->column_ref : NULL;
    return ref && sk_same(sk_node_string(ref->fields[ref->n_fields - 1]), "last_value") ? s->from_clause[0]->range_var
                                                                                       : NULL;
}

/* What a statement wants of sequences: the next number, or one that was given before. */
struct asked {
    bool next, last;
};

static bool
find_asked(sk_node *node, void *data)
{
    struct asked *asked = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    asked->next = asked->next || strcmp(name, "nextval") == 0;
    asked->last = asked->last || strcmp(name, "currval") == 0 || asked_for_last(node);
    return true;
}

/* True: the sequence is none that a column of another table counts in. */
static bool
put_last(const struct numbering *n, sk_node *node, const PgQuery__RangeVar *range)
{
    const struct sk_sequence *s = sk_catalog_sequence(n->catalog, sk_text_or_null(range->schemaname), range->relname);
    struct numbering of = *n;
    const struct sk_column *column = s ? counting(n, s, &of.table) : NULL;
    if (!s || (column && of.table == n->table))
        return true;
    struct sk_text *name = sk_text_new(n->owner);
    sk_text_literal(name, sk_printf(n->owner, "%s.%s", quoted(n->owner, s->schema), quoted(n->owner, s->name)));
    const char *last = column ? highest(&of, s, column->name) : sk_printf(n->owner, "currval(%s)", name->data);
    const sk_node *value = parsed_value(n, sk_printf(n->owner, "%s(%s, %lld)", s->increment > 0 ? "greatest" : "least",
                                                     last, (long long)s->start));
    if (value)
        *node = *value;
    return !value;
}

/* The number given last is the highest, as the next one is that after it. What the statement itself counts is not. */
static bool
put_current(sk_node *node, void *data)
{
    const struct numbering *n = data;
    const PgQuery__RangeVar *range = asked_for_last(node);
    if (range)
        return put_last(n, node, range);
    const struct sk_sequence *s = sk_called_sequence(n->catalog, node, "currval");
    struct numbering of = *n;
    const struct sk_column *column = s ? counting(n, s, &of.table) : NULL;
    if (!column || of.table == n->table)
        return true;
    const sk_node *value = parsed_value(n, highest(&of, s, column->name));
    if (value)
        *node = *value;
    return false;
}

/* SET id = DEFAULT, of a column whose default is nextval(): the statement with that in its place. */
static const sk_node *
with_defaults(const struct numbering *n, const sk_node *node)
{
    sk_node *copy = NULL;
    for (size_t i = 0; node->node_case == SK_NODE(UPDATE_STMT) && i < node->update_stmt->n_target_list; i++) {
        const PgQuery__ResTarget *target = node->update_stmt->target_list[i]->res_target;
        const struct sk_column *column = sk_table_column(n->table, target->name);
        const sk_node *value = column && column->default_expr && column->identity == SK_IDENTITY_NONE &&
                                       target->val->node_case == SK_NODE(SET_TO_DEFAULT)
                                   ? sk_expr_node(column->default_expr) : NULL;
        if (!value || !sk_pg_calls(value, "nextval"))
            continue;
        copy = copy ? copy : sk_pg_copy(n->owner, node);
        copy->update_stmt->target_list[i]->res_target->val = sk_pg_copy(n->owner, value);
    }
    return copy ? copy : node;
}

const sk_node *
sk_numbered_statement(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                      const sk_node *node, const char *row_key)
{
    bool insert = node->node_case == SK_NODE(INSERT_STMT) && node->insert_stmt->select_stmt;
    if (!insert && node->node_case != SK_NODE(UPDATE_STMT))
        return node;
    const PgQuery__RangeVar *range = insert ? node->insert_stmt->relation : node->update_stmt->relation;
    struct numbering n = {owner, rules, catalog,
                          sk_catalog_table(catalog, sk_text_or_null(range->schemaname), range->relname), row_key};
    struct asked asked = {0};
    if (n.table) {
        node = with_defaults(&n, node);
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)node, find_asked, &asked);
    }
    if (!asked.next && !asked.last)
        return node;
    sk_node *copy = sk_pg_copy(owner, node);
    if (asked.last)
        sk_pg_walk(&copy->base, put_current, &n);
    if (!asked.next)
        return copy;
    if (!insert)
        number_update(&n, copy->update_stmt);
    else if (copy->insert_stmt->select_stmt->select_stmt->n_values_lists)
        number_values(&n, copy->insert_stmt);
    else if (is_plain(copy->insert_stmt->select_stmt->select_stmt))
        number_select(&n, copy->insert_stmt);
    else
        copy->insert_stmt->select_stmt =
            sk_pg_copy(owner, sk_numbered_query(owner, rules, catalog, copy->insert_stmt->select_stmt));
    return copy;
}

/* ---- CREATE TABLE AS --------------------------------------------------------------------------------------------- */

/* The number of a row of a query, in its list of results. */
static const char *
next_of_row(struct numbering *n, const struct sk_sequence *s)
{
    if (is_counted(n, s)) {
        struct sk_text *name = sk_text_new(n->owner);
        sk_text_literal(name, sk_printf(n->owner, "%s.%s", quoted(n->owner, s->schema), quoted(n->owner, s->name)));
        return sk_printf(n->owner, "nextval(%s)", name->data);
    }
    n->table = sk_catalog_table(n->catalog, s->schema, s->owner_table);
    return sk_printf(n->owner, "%s + row_number() OVER ()", highest(n, s, s->owner_column));
}

/* The sequence that every query of a UNION ALL has as its i-th result, which becomes NULL; NULL: not every one. */
static const struct sk_sequence *
take_sequence(const struct numbering *n, PgQuery__SelectStmt *select, size_t i)
{
    if (select->larg) {
        bool all = select->op == PG_QUERY__SET_OPERATION__SETOP_UNION && select->all;
        const struct sk_sequence *left = all ? take_sequence(n, select->larg, i) : NULL;
        return left && take_sequence(n, select->rarg, i) == left ? left : NULL;
    }
    bool distinct = select->n_distinct_clause > 0; /* by the numbers, too */
    PgQuery__ResTarget *target = !distinct && i < select->n_target_list ? select->target_list[i]->res_target : NULL;
    const struct sk_sequence *s = target ? any_sequence_of(n, target->val) : NULL;
    if (s) {
        if (!*target->name)
            target->name = sk_strdup(n->owner, sk_pg_figure_name(target->val));
        target->val = parsed_value(n, "NULL::bigint");
    }
    return s;
}

/* SELECT a, NUMBER AS id FROM (the query) AS skein_rows */
const sk_node *
sk_numbered_query(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                  const sk_node *query)
{
    struct numbering n = {.owner = owner, .rules = rules, .catalog = catalog};
    if (query->node_case != SK_NODE(SELECT_STMT) || !sk_pg_calls(query, "nextval"))
        return query;
    sk_node *copy = sk_pg_copy(owner, query);
    struct sk_query_columns columns = sk_pg_query_columns(owner, catalog, query);
    struct sk_text *list = sk_text_new(owner);
    for (size_t i = 0; i < columns.n; i++) {
        const struct sk_sequence *s = take_sequence(&n, copy->select_stmt, i);
        sk_text_add(list, i ? ", " : "");
        if (s)
            sk_text_addf(list, "%s AS ", next_of_row(&n, s));
        sk_text_add(list, quoted(owner, columns.items[i].name));
    }
    sk_node *outer = parsed(&n, sk_printf(owner, "SELECT %s FROM (SELECT) AS skein_rows", list->data));
    if (!outer || sk_pg_calls(copy, "nextval"))
        return query;
    outer->select_stmt->from_clause[0]->range_subselect->subquery = copy;
    return outer;
}

/* ---- currval() of the row's own number --------------------------------------------------------------------------- */

/* One that is being made with the table is not in the catalog yet: it has its usual name. */
const char *
sk_numbered_column(const struct sk_catalog *catalog, const struct sk_table *table, const sk_node *sequence)
{
    const char *name = sk_constant_text(sequence), *dot = name ? strrchr(name, '.') : NULL;
    name = dot ? dot + 1 : name;
    const struct sk_sequence *s = name ? sk_catalog_sequence(catalog, table->schema, name) : NULL;
    if (s && s->owner_column && strcmp(table->name, s->owner_table) == 0)
        return s->owner_column;
    for (size_t i = 0; !s && name && i < table->n_columns; i++) {
        char *usual = sk_printf(NULL, "%s_%s_seq", table->name, table->columns[i]->name);
        bool same = table->columns[i]->identity != SK_IDENTITY_NONE && strcmp(usual, name) == 0;
        talloc_free(usual);
        if (same)
            return table->columns[i]->name;
    }
    return NULL;
}
