/* dialects/postgres/interpret_queries.c - queries of such a block: VALUES, and PostgreSQL's catalogs out of skein's. */
#include <stdlib.h>
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

/* ---- queries ----------------------------------------------------------------------------------------------------- */

static void
put(struct sk_block_run *r, struct sk_block_row *row, const char *name, const char *text)
{
    sk_push(r->owner, row->cells, row->n, ((struct sk_block_cell){name, sk_block_text(text)}));
}

static void
add_row(struct sk_block_run *r, struct sk_block_rows *rows, struct sk_block_row row)
{
    sk_push(r->owner, rows->items, rows->n, row);
}

static void
tables(struct sk_block_run *r, struct sk_block_rows *rows, bool plain)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++) {
        struct sk_block_row row = {0};
        put(r, &row, plain ? "schemaname" : "table_schema", r->catalog->tables[t]->schema);
        put(r, &row, plain ? "tablename" : "table_name", r->catalog->tables[t]->name);
        put(r, &row, "table_type", "BASE TABLE");
        add_row(r, rows, row);
        for (size_t i = 0; i < r->catalog->tables[t]->n_partitions; i++) {
            row = (struct sk_block_row){0};
            put(r, &row, plain ? "schemaname" : "table_schema", r->catalog->tables[t]->partitions[i]->schema);
            put(r, &row, plain ? "tablename" : "table_name", r->catalog->tables[t]->partitions[i]->name);
            put(r, &row, "table_type", "BASE TABLE");
            add_row(r, rows, row);
        }
    }
    for (size_t i = 0; !plain && i < r->catalog->n_views; i++) {
        struct sk_block_row row = {0};
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
        [SK_TYPE_UUID] = "uuid", [SK_TYPE_JSON] = "json", [SK_TYPE_JSONB] = "jsonb", [SK_TYPE_REAL] = "real",
        [SK_TYPE_DOUBLE] = "double precision", [SK_TYPE_MONEY] = "money", [SK_TYPE_CHAR] = "character",
        [SK_TYPE_NAME] = "name", [SK_TYPE_TIME] = "time without time zone", [SK_TYPE_TIMETZ] = "time with time zone",
        [SK_TYPE_INTERVAL] = "interval", [SK_TYPE_INET] = "inet", [SK_TYPE_CIDR] = "cidr",
        [SK_TYPE_MACADDR] = "macaddr",
        [SK_TYPE_BIT] = "bit", [SK_TYPE_VARBIT] = "bit varying", [SK_TYPE_XML] = "xml",
        [SK_TYPE_TSVECTOR] = "tsvector", [SK_TYPE_TSQUERY] = "tsquery", [SK_TYPE_CITEXT] = "USER-DEFINED",
        [SK_TYPE_ENUM] = "USER-DEFINED", [SK_TYPE_COMPOSITE] = "USER-DEFINED"};
    if (type->dimensions)
        return "ARRAY";
    return type->kind < sizeof names / sizeof *names ? names[type->kind] : NULL;
}

static void
columns(struct sk_block_run *r, struct sk_block_rows *rows)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_columns; i++) {
            const struct sk_column *c = r->catalog->tables[t]->columns[i];
            enum sk_type_kind kind = c->type.kind;
            struct sk_block_row row = {0};
            put(r, &row, "table_schema", r->catalog->tables[t]->schema);
            put(r, &row, "table_name", r->catalog->tables[t]->name);
            put(r, &row, "column_name", c->name);
            put(r, &row, "is_nullable", c->not_null ? "NO" : "YES");
            if (data_type(&c->type))
                put(r, &row, "data_type", data_type(&c->type));
            if (kind == SK_TYPE_SMALLINT || kind == SK_TYPE_INTEGER || kind == SK_TYPE_BIGINT)
                put(r, &row, "numeric_precision",
                    kind == SK_TYPE_SMALLINT  ? "16"
                    : kind == SK_TYPE_INTEGER ? "32"
                                              : "64");
            add_row(r, rows, row);
        }
}

static void
constraints(struct sk_block_run *r, struct sk_block_rows *rows)
{
    static const struct {
        const char *letter, *type;
    } kinds[] = {[SK_CHECK] = {"c", "CHECK"}, [SK_UNIQUE] = {"u", "UNIQUE"}, [SK_PRIMARY_KEY] = {"p", "PRIMARY KEY"},
                 [SK_FOREIGN_KEY] = {"f", "FOREIGN KEY"}};
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = r->catalog->tables[t]->constraints[i];
            struct sk_block_row row = {0};
            bool has_index = k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE;
            put(r, &row, "conname", k->name);
            if (k->kind != SK_FOREIGN_KEY) /* its index is the other table's */
                put(r, &row, "conindid", has_index ? k->name : "0");
            put(r, &row, "confrelid", k->kind == SK_FOREIGN_KEY ? k->ref_table : "0");
            put(r, &row, "connamespace", r->catalog->tables[t]->schema);
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
put_index(struct sk_block_run *r, struct sk_block_rows *rows, const struct sk_table *table, const char *name)
{
    struct sk_block_row row = {0};
    put(r, &row, "schemaname", table->schema);
    put(r, &row, "tablename", table->name);
    put(r, &row, "indexname", name);
    add_row(r, rows, row);
}

/* Those of PRIMARY KEY and UNIQUE among them. */
static void
indexes(struct sk_block_run *r, struct sk_block_rows *rows)
{
    for (size_t t = 0; t < r->catalog->n_tables; t++) {
        const struct sk_table *table = r->catalog->tables[t];
        for (size_t i = 0; i < table->n_indexes; i++)
            put_index(r, rows, table, table->indexes[i]->name);
        for (size_t i = 0; i < table->n_constraints; i++)
            if (table->constraints[i]->kind == SK_PRIMARY_KEY || table->constraints[i]->kind == SK_UNIQUE)
                put_index(r, rows, table, table->constraints[i]->name);
    }
}

/* Roles, their policies, replication, other servers' tables and what sessions are at are the production server's:
 * elsewhere there are none. */
static bool
is_of_server(const char *name)
{
    static const char *const names[] = {"pg_roles",          "pg_user",           "pg_authid",
                                        "pg_shadow",         "pg_group",          "pg_auth_members",
                                        "pg_replication_slots", "pg_publication", "pg_subscription",
                                        "pg_policies",       "pg_policy",         "pg_foreign_table",
                                        "pg_foreign_server", "foreign_tables",    "foreign_servers",
                                        "pg_foreign_data_wrapper", "pg_stat_progress_create_index"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static struct sk_block_rows
of_catalogs(struct sk_block_run *r, const PgQuery__RangeVar *range)
{
    struct sk_block_rows rows = {.known = true};
    if (strcmp(range->relname, "tables") == 0 || strcmp(range->relname, "pg_tables") == 0)
        tables(r, &rows, strcmp(range->relname, "tables") != 0);
    else if (strcmp(range->relname, "columns") == 0)
        columns(r, &rows);
    else if (strcmp(range->relname, "pg_constraint") == 0 || strcmp(range->relname, "table_constraints") == 0)
        constraints(r, &rows);
    else if (strcmp(range->relname, "pg_indexes") == 0)
        indexes(r, &rows);
    else if (!is_of_server(range->relname))
        rows = sk_block_more_catalogs(r, range->relname);
    bool of_information =
        strcmp(range->schemaname, "information_schema") == 0 || strncmp(range->relname, "pg_", 3) == 0;
    rows.known = rows.known && of_information;
    return rows;
}

struct sk_block_rows
sk_block_catalog_rows(struct sk_block_run *r, const PgQuery__RangeVar *range)
{
    struct sk_block_rows rows = of_catalogs(r, range);
    for (size_t v = 0; strcmp(range->relname, "columns") == 0 && v < r->catalog->n_views; v++) {
        const struct sk_view *view = r->catalog->views[v];
        for (size_t i = 0; !view->materialized && i < view->n_columns; i++) {
            struct sk_block_row row = {0};
            put(r, &row, "table_schema", view->schema);
            put(r, &row, "table_name", view->name);
            put(r, &row, "column_name", view->columns[i]);
            put(r, &row, "is_nullable", "YES");
            add_row(r, &rows, row);
        }
    }
    return rows;
}

/* VALUES (...), (...) and unnest(array): `names` of their columns. */
static struct sk_block_rows
of_values(struct sk_block_run *r, const PgQuery__SelectStmt *s, const PgQuery__Alias *alias)
{
    struct sk_block_rows rows = {.known = true};
    for (size_t i = 0; i < s->n_values_lists; i++) {
        const PgQuery__List *list = s->values_lists[i]->list;
        struct sk_block_row row = {0};
        for (size_t k = 0; k < list->n_items; k++) {
            const char *name = alias && k < alias->n_colnames ? sk_node_string(alias->colnames[k])
                                                              : sk_printf(r->owner, "column%zu", k + 1);
            sk_push(r->owner, row.cells, row.n, ((struct sk_block_cell){name, sk_block_eval(r, list->items[k])}));
        }
        add_row(r, &rows, row);
    }
    return rows;
}

struct sk_block_rows
sk_block_rows_of_array(struct sk_block_run *r, struct sk_block_value array, const char *name)
{
    struct sk_block_rows rows = {.known = array.kind == SK_VALUE_ARRAY};
    for (size_t i = 0; rows.known && i < array.n; i++) {
        struct sk_block_row row = {0};
        sk_push(r->owner, row.cells, row.n, ((struct sk_block_cell){name, array.items[i]}));
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

/* The rows, their cells by the name of the relation as well. */
static struct sk_block_rows
qualified(struct sk_block_run *r, struct sk_block_rows rows, const char *name)
{
    for (size_t i = 0; name && i < rows.n; i++)
        for (size_t k = 0; k < rows.items[i].n; k++) {
            const char **cell = &rows.items[i].cells[k].name;
            *cell = sk_printf(r->owner, "%s.%s", name, *cell);
        }
    return rows;
}

enum { MAX_JOINED = 1000000 };

/* The rows of a catalog, which stays as it is while a query is asked. */
static struct sk_block_rows
read_catalog(struct sk_block_run *r, const PgQuery__RangeVar *range)
{
    TALLOC_CTX *owner = r->owner;
    for (size_t i = 0; i < r->n_read; i++)
        if (strcmp(r->read[i].name, range->relname) == 0 && strcmp(r->read[i].schema, range->schemaname) == 0)
            return r->read[i].rows;
    r->owner = r->asking;
    struct sk_block_rows rows = of_catalogs(r, range);
    sk_push(r->owner, r->read, r->n_read, ((struct sk_block_read){range->schemaname, range->relname, rows}));
    r->owner = owner;
    return rows;
}

/* Does the condition hold (NULL: there is none)? There are as many rows to ask it of as a catalog has: what it takes to
 * find out is not kept. */
static struct sk_block_value
holds(struct sk_block_run *r, const sk_node *condition)
{
    TALLOC_CTX *owner = r->owner;
    if (!condition)
        return sk_block_truth(true);
    r->owner = sk_context_new(owner);
    struct sk_block_value is = sk_block_eval(r, condition);
    is = is.kind == SK_VALUE_TEXT ? sk_block_truth(sk_block_is_true(is)) : (struct sk_block_value){.kind = is.kind};
    talloc_free(r->owner);
    r->owner = owner;
    return is;
}

/* Each row with each, where the condition holds; NULL: everywhere. */
static struct sk_block_rows
joined(struct sk_block_run *r, struct sk_block_rows left, struct sk_block_rows right, const sk_node *condition)
{
    struct sk_block_rows out = {.known = left.known && right.known};
    const struct sk_block_row *outer = r->row;
    const char *outer_source = r->source;
    out.known = out.known && (!left.n || right.n <= MAX_JOINED / left.n);
    for (size_t i = 0; out.known && i < left.n; i++)
        for (size_t k = 0; out.known && k < right.n; k++) {
            struct sk_block_row row = {0};
            for (size_t c = 0; c < left.items[i].n; c++)
                sk_push(r->owner, row.cells, row.n, left.items[i].cells[c]);
            for (size_t c = 0; c < right.items[k].n; c++)
                sk_push(r->owner, row.cells, row.n, right.items[k].cells[c]);
            r->row = &row;
            r->source = NULL;
            struct sk_block_value is = holds(r, condition);
            r->row = outer;
            r->source = outer_source;
            out.known = is.kind == SK_VALUE_TEXT || is.kind == SK_VALUE_NULL;
            if (sk_block_is_true(is))
                add_row(r, &out, row);
            else
                talloc_free(row.cells);
        }
    return out;
}

static struct sk_block_rows
from(struct sk_block_run *r, const sk_node *item, const char **name)
{
    if (item->node_case == SK_NODE(JOIN_EXPR)) {
        const PgQuery__JoinExpr *join = item->join_expr;
        const char *left_name, *right_name;
        bool plain = join->jointype == PG_QUERY__JOIN_TYPE__JOIN_INNER && !join->is_natural;
        if (!plain || join->n_using_clause || join->alias)
            return (struct sk_block_rows){0};
        struct sk_block_rows left = from(r, join->larg, &left_name), right = from(r, join->rarg, &right_name);
        *name = NULL;
        return joined(r, qualified(r, left, left_name), qualified(r, right, right_name), join->quals);
    }
    const PgQuery__Alias *alias = NULL;
    if (item->node_case == SK_NODE(RANGE_VAR)) {
        alias = item->range_var->alias;
        *name = alias ? alias->aliasname : item->range_var->relname;
        struct sk_block_rows rows = read_catalog(r, item->range_var);
        rows.known = rows.known || sk_block_is_empty(r, item->range_var);
        return rows;
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
            return sk_block_rows_of_array(r, sk_block_eval(r, call->args[0]),
                            alias && alias->n_colnames ? sk_node_string(alias->colnames[0]) : *name);
    }
    return (struct sk_block_rows){0};
}

/* The results of one row. */
static bool
project(struct sk_block_run *r, const PgQuery__SelectStmt *s, struct sk_block_row *out)
{
    for (size_t i = 0; i < s->n_target_list; i++) {
        const PgQuery__ResTarget *target = s->target_list[i]->res_target;
        const char *qualifier;
        if (sk_pg_is_star(target->val, &qualifier)) {
            for (size_t k = 0; r->row && k < r->row->n; k++) {
                struct sk_block_cell cell = r->row->cells[k];
                const char *dot = r->source ? NULL : strchr(cell.name, '.');
                cell.name = dot ? dot + 1 : cell.name;
                sk_push(r->owner, out->cells, out->n, cell);
            }
            continue;
        }
        const char *name = *target->name ? target->name : sk_pg_figure_name(target->val);
        struct sk_block_value v = sk_block_eval(r, target->val);
        sk_push(r->owner, out->cells, out->n, ((struct sk_block_cell){name, v}));
    }
    return out->n > 0;
}

static bool
same_row(const struct sk_block_row *a, const struct sk_block_row *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; same && i < a->n; i++)
        same = a->cells[i].value.kind == b->cells[i].value.kind &&
               sk_same(a->cells[i].value.text ? a->cells[i].value.text : "",
                       b->cells[i].value.text ? b->cells[i].value.text : "");
    return same;
}

static bool
is_repeated(const struct sk_block_rows *rows, const struct sk_block_row *row)
{
    for (size_t i = 0; i < rows->n; i++)
        if (same_row(&rows->items[i], row))
            return true;
    return false;
}

/* What the query's FROM gives: one row of nothing without any. */
static struct sk_block_rows
sources(struct sk_block_run *r, const PgQuery__SelectStmt *s, const char **name)
{
    struct sk_block_rows all = {.known = true};
    *name = NULL;
    if (!s->n_from_clause) {
        add_row(r, &all, (struct sk_block_row){0});
        return all;
    }
    all = from(r, s->from_clause[0], name);
    for (size_t i = 1; i < s->n_from_clause && all.known; i++) {
        const char *next_name;
        struct sk_block_rows next = from(r, s->from_clause[i], &next_name);
        all = joined(r, qualified(r, all, *name), qualified(r, next, next_name), NULL);
        *name = NULL;
    }
    return all;
}

/* One row about all of them. */
static struct sk_block_rows
grouped(struct sk_block_run *r, const PgQuery__SelectStmt *s, struct sk_block_rows rows)
{
    struct sk_block_rows out = {.known = rows.known};
    struct sk_block_row row = {0};
    r->group = &rows;
    if (project(r, s, &row))
        add_row(r, &out, row);
    r->group = NULL;
    return out;
}

/* The order of the rows is that of the catalog: what depends on another one is refused by what it says. */
static struct sk_block_rows
query_rows(struct sk_block_run *r, const PgQuery__SelectStmt *s)
{
    struct sk_block_rows out = {.known = true}, taken = {.known = true};
    const struct sk_block_scope outer = {r->outer ? r->outer->level + 1 : 0, r->row, r->source, r->outer};
    const struct sk_block_rows *outer_group = r->group;
    const char *name = NULL;
    if (s->n_values_lists)
        return of_values(r, s, NULL);
    if (s->op != PG_QUERY__SET_OPERATION__SETOP_NONE || s->with_clause || s->n_group_clause || s->having_clause ||
        s->limit_offset || s->n_window_clause)
        return (struct sk_block_rows){0};
    const PgQuery__FuncCall *elements =
        s->n_target_list == 1 && !s->n_from_clause ? unnested(s->target_list[0]->res_target->val) : NULL;
    if (elements)
        return sk_block_rows_of_array(r, sk_block_eval(r, elements->args[0]),
                        *s->target_list[0]->res_target->name ? s->target_list[0]->res_target->name : "unnest");
    r->outer = &outer;
    struct sk_block_rows source = sources(r, s, &name);
    bool aggregates = sk_block_aggregates(s);
    r->source = name;
    r->group = NULL;
    for (size_t i = 0; source.known && i < source.n; i++) {
        struct sk_block_row row = {0};
        r->row = &source.items[i];
        struct sk_block_value is = holds(r, s->where_clause);
        taken.known = taken.known && is.kind != SK_VALUE_UNKNOWN && is.kind != SK_VALUE_ARRAY;
        if (sk_block_is_true(is) && aggregates)
            add_row(r, &taken, source.items[i]);
        else if (sk_block_is_true(is) && project(r, s, &row) && !(s->n_distinct_clause && is_repeated(&out, &row)))
            add_row(r, &out, row);
    }
    r->row = NULL;
    if (aggregates && source.known)
        out = grouped(r, s, taken);
    r->row = outer.row;
    r->source = outer.source;
    r->outer = outer.outer;
    r->group = outer_group;
    struct sk_block_value limit = s->limit_count ? sk_block_eval(r, s->limit_count) : sk_block_text(NULL);
    if (limit.kind == SK_VALUE_TEXT && (size_t)atol(limit.text) < out.n)
        out.n = (size_t)atol(limit.text);
    out.known = taken.known && source.known && limit.kind != SK_VALUE_UNKNOWN;
    return out;
}

struct sk_block_rows
sk_block_query_rows(struct sk_block_run *r, const PgQuery__SelectStmt *s)
{
    bool outermost = !r->asking;
    if (outermost)
        r->asking = r->owner;
    struct sk_block_rows rows = query_rows(r, s);
    if (outermost) {
        r->asking = NULL;
        r->read = NULL;
        r->nested = NULL;
        r->n_read = r->n_nested = 0;
    }
    return rows;
}

struct sk_block_rows
sk_block_nested_rows(struct sk_block_run *r, const PgQuery__SubLink *link)
{
    const PgQuery__SelectStmt *s = link->subselect->select_stmt;
    size_t i = 0, level = r->outer ? r->outer->level + 1 : 0, reached = r->reached;
    while (i < r->n_nested && r->nested[i].link != link)
        i++;
    if (!r->asking || (i < r->n_nested && r->nested[i].looks_out))
        return sk_block_query_rows(r, s);
    if (i < r->n_nested)
        return r->nested[i].rows;
    TALLOC_CTX *owner = r->owner;
    r->owner = r->asking;
    r->reached = SIZE_MAX;
    struct sk_block_nested nested = {.link = link, .rows = sk_block_query_rows(r, s)};
    nested.looks_out = r->reached <= level;
    sk_push(r->asking, r->nested, r->n_nested, nested);
    r->reached = reached < r->reached ? reached : r->reached;
    r->owner = owner;
    return nested.rows;
}
