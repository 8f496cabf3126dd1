/* dialects/common/counters.c - see counters.h. */
#include <stdlib.h>
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/postgres/postgres.h"

/* The sequence's name, as a constant: a backslash is an escape for some engines, so none is left. */
static void
put_key(struct sk_text *sql, const struct sk_sequence *s)
{
    char *key = sk_printf(sql, "%s.%s", s->schema, s->name);
    for (char *c = key; *c; c++)
        *c = *c == '\\' ? '/' : *c;
    sk_text_literal(sql, key);
}

const struct sk_sequence *
sk_named_sequence(const struct sk_catalog *catalog, const sk_node *argument)
{
    const PgQuery__FuncCall *call = argument->node_case == SK_NODE(FUNC_CALL) ? argument->func_call : NULL;
    bool of_column = call && call->n_args == 2; /* pg_get_serial_sequence() */
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *schema, *name = sk_pg_sequence_name(tmp, of_column ? call->args[0] : argument, &schema);
    const struct sk_sequence *found = NULL;
    if (of_column)
        found = name ? sk_pg_owned_sequence(catalog, schema, name, sk_constant_text(call->args[1])) : NULL;
    else if (name)
        found = sk_catalog_sequence(catalog, schema, name);
    for (size_t i = 0; name && !of_column && !found && i < catalog->n_sequences; i++)
        if (sk_same(catalog->sequences[i]->name, name)) /* by way of search_path */
            found = catalog->sequences[i];
    talloc_free(tmp);
    return found;
}

const struct sk_sequence *
sk_called_sequence(const struct sk_catalog *catalog, const sk_node *node, const char *function)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    bool is = call && call->n_args == 1 &&
              strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), function) == 0;
    return is ? sk_named_sequence(catalog, call->args[0]) : NULL;
}

bool
sk_sequence_is_counted(const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                       const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(catalog, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = table ? sk_table_column(table, s->owner_column) : NULL;
    return !column || column->identity == SK_IDENTITY_NONE || !rules->counts_itself(catalog, table, column);
}

const struct sk_sequence *
sk_column_sequence(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                   const struct sk_column *column)
{
    const struct sk_sequence *s = sk_pg_owned_sequence(catalog, table->schema, table->name, column->name);
    if (s)
        return s;
    struct sk_sequence *usual = sk_new(owner, struct sk_sequence);
    *usual = (struct sk_sequence){.schema = table->schema,
                                  .name = sk_pg_make_name(owner, table->name, column->name, "seq"),
                                  .start = column->step ? column->start : 1,
                                  .increment = column->step ? column->step : 1};
    return usual;
}

static void
put_table(struct sk_text *out, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    if (rules->has_schemas)
        rules->relation(out, s->schema, SK_COUNTERS);
    else
        sk_text_add(out, SK_COUNTERS);
}

static void
put_value(struct sk_text *out, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    sk_text_add(out, "(SELECT value FROM ");
    put_table(out, rules, s);
    sk_text_add(out, " WHERE name = ");
    put_key(out, s);
    sk_text_add(out, ")");
}

/* As a relation of PostgreSQL's. */
static void
put_relation(struct sk_text *out, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    if (rules->has_schemas && strcmp(s->schema, SK_PUBLIC) != 0) {
        sk_text_ident(out, s->schema, '"');
        sk_text_add(out, ".");
    }
    sk_text_add(out, SK_COUNTERS);
}

const char *
sk_counter_up(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "UPDATE ");
    put_relation(sql, rules, s);
    sk_text_addf(sql, " SET value = value + %lld WHERE name = ", (long long)s->increment);
    put_key(sql, s);
    return sql->data;
}

const char *
sk_counter_read(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "CAST((SELECT value FROM ");
    put_relation(sql, rules, s);
    sk_text_add(sql, " WHERE name = ");
    put_key(sql, s);
    sk_text_add(sql, ") AS bigint)");
    return sql->data;
}

static size_t
index_of(const struct sk_counters *counters, const struct sk_sequence *s)
{
    size_t i = 0;
    while (i < counters->n && counters->items[i] != s)
        i++;
    return i;
}

/* What it says, to a statement: in a variable, or in the table. */
static void
put_kept(struct sk_text *out, const struct sk_printer_rules *rules, const struct sk_counters *counters,
         const struct sk_sequence *s)
{
    for (size_t i = 0; i < counters->n_kept; i++)
        if (counters->kept[i] == s) {
            sk_text_addf(out, SK_COUNTER_VARIABLE "%zu", i);
            return;
        }
    put_value(out, rules, s);
}

void
sk_put_next(struct sk_text *out, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
            struct sk_counters *counters, const struct sk_sequence *s)
{
    size_t i = index_of(counters, s);
    if (i == counters->n)
        sk_push(owner, counters->items, counters->n, s);
    sk_text_add(out, "(");
    put_kept(out, rules, counters, s);
    if (counters->left && --counters->left[i])
        sk_text_addf(out, " - %lld", (long long)s->increment * (long long)counters->left[i]);
    else if (counters->row)
        sk_text_addf(out, " + %lld * %s", (long long)s->increment, counters->row);
    sk_text_add(out, ")");
}

/* The rows of a query, in its order: the last one has the number that the counter says. */
static enum sk_status
put_for_rows(struct sk_printer *p, const struct sk_sequence *s)
{
    sk_push(p->tmp, p->counters->items, p->counters->n, s);
    sk_text_add(p->out, "(");
    put_kept(p->out, p->rules, p->counters, s);
    sk_text_addf(p->out, " %c %lld * (count(*) OVER () - row_number() OVER (", s->increment > 0 ? '-' : '+',
                 llabs((long long)s->increment)); /* nothing in it is negative: MySQL's numbers have no sign here */
    enum sk_status status = SK_OK;
    if (p->select && p->select->n_sort_clause) {
        sk_text_add(p->out, "ORDER BY ");
        status = sk_print_inner_sort(p, p->select->n_sort_clause, p->select->sort_clause);
    }
    sk_text_add(p->out, ")))");
    return status;
}

enum sk_status
sk_print_nextval(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const struct sk_sequence *s = p->counters ? sk_named_sequence(p->catalog, call->args[0]) : NULL;
    if (!s)
        return sk_print_unsupported(p, call->args[0], "function nextval() has no equivalent on %s", p->rules->dialect);
    if (!p->counters->left && index_of(p->counters, s) < p->counters->n)
        return sk_print_unsupported(p, call->args[0], "two numbers of one sequence in a default have no equivalent "
                                    "on %s", p->rules->dialect);
    if (p->counters->rows)
        return put_for_rows(p, s);
    sk_put_next(p->out, p->tmp, p->rules, p->counters, s);
    return SK_OK;
}

bool
sk_print_counter(struct sk_printer *p, const sk_node *sequence)
{
    const struct sk_sequence *s = sk_named_sequence(p->catalog, sequence);
    bool counted = s && sk_sequence_is_counted(p->rules, p->catalog, s);
    if (counted)
        put_value(p->out, p->rules, s);
    return counted;
}

/* ---- statements ------------------------------------------------------------------------------------------------- */

static struct sk_text *
update(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "UPDATE ");
    put_table(sql, rules, s);
    sk_text_add(sql, " SET ");
    return sql;
}

static char *
of_counter(struct sk_text *sql, TALLOC_CTX *owner, const struct sk_sequence *s)
{
    sk_text_add(sql, " WHERE name = ");
    put_key(sql, s);
    return sk_text_finish(sql, owner);
}

char *
sk_counter_step(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s, const char *rows)
{
    struct sk_text *sql = update(owner, rules, s);
    sk_text_addf(sql, "value = value + %lld%s%s", (long long)s->increment, rows ? " * " : "", rows ? rows : "");
    return of_counter(sql, owner, s);
}

char *
sk_counter_make(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                const char *ignore)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "%s INTO ", ignore);
    put_table(sql, rules, s);
    sk_text_add(sql, " (name, value) VALUES (");
    put_key(sql, s);
    sk_text_addf(sql, ", %lld)", (long long)(s->start - s->increment));
    return sk_text_finish(sql, owner);
}

char *
sk_counter_set(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
               const char *value, bool next)
{
    struct sk_text *sql = update(owner, rules, s);
    sk_text_addf(sql, "value = coalesce(%s, value", value);
    if (next)
        sk_text_addf(sql, " + %lld) - %lld", (long long)s->increment, (long long)s->increment);
    else
        sk_text_add(sql, ")");
    return of_counter(sql, owner, s);
}

const char *
sk_counter_value(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    put_value(sql, rules, s);
    return sk_text_finish(sql, owner);
}

char *
sk_counter_adopt(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                 bool has_counted)
{
    struct sk_text *sql = update(owner, rules, s), *from = sk_text_new(owner), *column = sk_text_new(owner);
    const char *count = has_counted && rules->own_count ? rules->own_count(owner, s->schema, s->owner_table) : NULL;
    sk_text_ident(column, s->owner_column, rules->quote);
    if (count)
        sk_text_addf(from, "%s AS own", count);
    else
        rules->relation(from, s->schema, s->owner_table);
    const char *highest = count ? "own.seq" : sk_printf(owner, "max(%s)", column->data);
    sk_text_addf(sql, "value = coalesce((SELECT CASE WHEN %s > " SK_COUNTERS ".value THEN %s END FROM %s), value)",
                 highest, highest, from->data);
    return of_counter(sql, owner, s);
}

char *
sk_counter_rename(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s,
                  const struct sk_sequence *to)
{
    struct sk_text *sql = update(owner, rules, s);
    sk_text_add(sql, "name = ");
    put_key(sql, to);
    return of_counter(sql, owner, s);
}

char *
sk_counter_drop(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "DELETE FROM ");
    put_table(sql, rules, s);
    return of_counter(sql, owner, s);
}

enum sk_status
sk_counters_copy(const char ***statements, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn, struct sk_error *err)
{
    struct sk_rows *rows;
    enum sk_status status = sk_conn_query(&rows, owner, conn, "SELECT name, value FROM " SK_COUNTERS, NULL, 0, err);
    struct sk_text *sql = sk_text_new(owner);
    for (size_t i = 0; !status && i < rows->n_rows; i++) {
        sk_text_add(sql, i ? ", (" : "INSERT INTO " SK_COUNTERS " (name, value) VALUES (");
        sk_text_literal(sql, sk_cell(rows, i, 0)); /* as put_key() has it: without a backslash */
        sk_text_addf(sql, ", %s)", sk_cell(rows, i, 1));
    }
    if (!status && sql->len)
        sk_push(owner, *statements, *n, sk_text_finish(sql, owner));
    return status;
}

char **
sk_counters_restart(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                    const struct sk_table *table, size_t *n)
{
    char **sql = NULL;
    *n = 0;
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        if (sk_same(s->owner_table, table->name) && sk_same(s->schema, table->schema) &&
            sk_sequence_is_counted(rules, catalog, s))
            sk_push(owner, sql, *n,
                    sk_counter_set(owner, rules, s, sk_printf(owner, "%lld", (long long)s->start), true));
    }
    return sql;
}

/* ---- what a statement asks ------------------------------------------------------------------------------------- */

struct asking {
    struct sk_printer *p;
    struct sk_counters *counters;
    size_t n_calls;
};

static bool
count_call(sk_node *node, void *data)
{
    struct asking *asking = data;
    struct sk_counters *counters = asking->counters;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (!call || call->n_args != 1 || strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "nextval") != 0)
        return true;
    const struct sk_sequence *s = sk_named_sequence(asking->p->catalog, call->args[0]);
    if (!s || !sk_sequence_is_counted(asking->p->rules, asking->p->catalog, s))
        return true;
    size_t i = index_of(counters, s), n = counters->n;
    if (i == counters->n) {
        sk_push(asking->p->tmp, counters->items, counters->n, s);
        sk_push(asking->p->tmp, counters->left, n, (size_t)0);
    }
    counters->left[i]++;
    asking->n_calls++;
    return true;
}

static bool
forget_call(sk_node *node, void *data)
{
    struct asking *asking = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (!call || strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "nextval") != 0)
        return true;
    PgQuery__ParseResult *none;
    if (!sk_pg_tree(&none, asking->p->tmp, "SELECT NULL", NULL))
        *node = *none->stmts[0]->stmt->select_stmt->target_list[0]->res_target->val;
    return false;
}

/* The query whose rows have a number each; NULL: the statement has its rows written out. */
static const sk_node *
numbered_query(const sk_node *statement)
{
    if (statement->node_case == SK_NODE(UPDATE_STMT)) {
        const sk_node *from = statement->update_stmt->n_from_clause ? statement->update_stmt->from_clause[0] : NULL;
        return from && from->node_case == SK_NODE(RANGE_SUBSELECT) ? from->range_subselect->subquery : NULL;
    }
    if (statement->node_case == SK_NODE(INSERT_STMT) && statement->insert_stmt->select_stmt)
        return statement->insert_stmt->select_stmt->select_stmt->n_from_clause ? statement->insert_stmt->select_stmt
                                                                              : NULL;
    return statement->node_case == SK_NODE(SELECT_STMT) && statement->select_stmt->n_from_clause ? statement : NULL;
}

/* Calls among the results of the query itself: those of a WHERE or of a sub-query are for other rows. */
static size_t
calls_of_results(struct sk_printer *p, const PgQuery__SelectStmt *select)
{
    struct asking asking = {p, &(struct sk_counters){0}, 0};
    bool whole = select->n_distinct_clause || select->larg || select->limit_count || select->limit_offset;
    for (size_t i = 0; !whole && i < select->n_target_list; i++)
        sk_pg_walk(&select->target_list[i]->base, count_call, &asking);
    return asking.n_calls;
}

/* The query, to be counted: without the calls, its results with names of their own, in any order. */
static const sk_node *
countable(struct asking *asking, const sk_node *query)
{
    sk_node *copy = sk_pg_copy(asking->p->tmp, query);
    PgQuery__SelectStmt *select = copy->select_stmt;
    sk_pg_walk(&copy->base, forget_call, asking);
    for (size_t i = 0; i < select->n_target_list; i++)
        select->target_list[i]->res_target->name = sk_printf(asking->p->tmp, "c%zu", i);
    select->n_sort_clause = 0;
    return copy;
}

enum sk_status
sk_counters_ask(struct sk_printer *p, struct sk_rewrite *rewrite, const struct sk_counting *counting,
                const sk_node *statement, struct sk_counters *counters)
{
    TALLOC_CTX *owner = rewrite->owner;
    struct asking asking = {p, counters, 0};
    const char *rows = NULL;
    enum sk_status status = SK_OK;
    if (!p->catalog->n_sequences)
        return SK_OK;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)statement, count_call, &asking);
    const sk_node *query = asking.n_calls ? numbered_query(statement) : NULL;
    bool changes = statement->node_case != SK_NODE(INSERT_STMT) && statement->node_case != SK_NODE(SELECT_STMT);
    if (asking.n_calls && !query && changes)
        return sk_print_unsupported(p, NULL, "nextval() in this place has no equivalent on %s", p->rules->dialect);
    if (query) {
        if (calls_of_results(p, query->select_stmt) != asking.n_calls)
            return sk_print_unsupported(p, NULL, "nextval() in this place has no equivalent on %s", p->rules->dialect);
        rows = sk_print_statement_apart(p, countable(&asking, query), &status);
        rows = sk_printf(p->tmp, "(SELECT count(*) FROM (%s) AS skein_rows)", rows);
    }
    for (size_t i = 0; i < counters->n && !status; i++) {
        const struct sk_sequence *s = counters->items[i];
        const char *by = query ? rows : sk_printf(p->tmp, "%zu", counters->left[i]);
        counting->run(rewrite, sk_counter_step(owner, p->rules, s, by), p->pos_bytes, SK_COUNTERS_NOTE);
        if (!p->rules->has_variables)
            continue;
        struct sk_text *set = sk_text_new(owner);
        sk_text_addf(set, "SET " SK_COUNTER_VARIABLE "%zu = ", i);
        put_value(set, p->rules, s);
        counting->run(rewrite, sk_text_finish(set, owner), p->pos_bytes, SK_COUNTERS_NOTE);
        sk_push(p->tmp, counters->kept, counters->n_kept, s);
    }
    p->counters = counters->n ? counters : NULL;
    if (query) {
        counters->rows = true;
        counters->left = NULL;
        counters->n = 0; /* printing has them again: one for each row */
    }
    return status;
}
