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

bool
sk_sequence_is_counted(const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                       const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(catalog, s->schema, s->owner_table) : NULL;
    const struct sk_column *column = table ? sk_table_column(table, s->owner_column) : NULL;
    return !column || column->identity == SK_IDENTITY_NONE || !rules->counts_itself(table, column);
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
sk_counters_ask(struct sk_printer *p, const sk_node *statement, struct sk_counters *counters, char ***steps,
                size_t *n_steps)
{
    struct asking asking = {p, counters, 0};
    const char *rows = NULL;
    enum sk_status status = SK_OK;
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
        char *step =
            sk_counter_step(p->tmp, p->rules, s, query ? rows : sk_printf(p->tmp, "%zu", counters->left[i]));
        sk_push(p->tmp, *steps, *n_steps, step);
        if (!p->rules->has_variables)
            continue;
        struct sk_text *set = sk_text_new(p->tmp);
        sk_text_addf(set, "SET " SK_COUNTER_VARIABLE "%zu = ", i);
        put_value(set, p->rules, s);
        sk_push(p->tmp, *steps, *n_steps, set->data);
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

/* ---- what becomes of them --------------------------------------------------------------------------------------- */

/* What a change may make of counters. */
enum concern { NONE, OF_SEQUENCE, OF_TABLE, OF_ALL };

static enum concern
concern_of(const struct sk_change *change)
{
    if (change->redundant)
        return NONE;
    switch (change->kind) {
    case SK_ADD_CONSTRAINT:
        return change->u.constraint->kind == SK_PRIMARY_KEY ? OF_TABLE : NONE;
    case SK_DROP_CONSTRAINT:
    case SK_DROP_COLUMN:
        return change->cascade ? OF_ALL : OF_TABLE;
    case SK_SET_DEFAULT:
    case SK_SET_IDENTITY:
        return OF_TABLE;
    case SK_DROP_TABLE:
    case SK_DROP_SCHEMA:
    case SK_RENAME_SCHEMA:
    case SK_SET_TABLE_SCHEMA:
        return OF_ALL;
    case SK_CREATE_SEQUENCE:
    case SK_ALTER_SEQUENCE:
    case SK_DROP_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return OF_SEQUENCE;
    default:
        return NONE;
    }
}

/* The same sequence in another catalog: by its place, for none goes where one gets another name. */
static const struct sk_sequence *
same_in(const struct sk_catalog *from, const struct sk_catalog *to, size_t i)
{
    if (from->n_sequences == to->n_sequences)
        return to->sequences[i];
    return sk_catalog_sequence(to, from->sequences[i]->schema, from->sequences[i]->name);
}

/* A column that has counted by itself hands on how far it has come. */
static void
adopt(struct sk_text *sql, const struct sk_printer_rules *rules, const struct sk_catalog *before,
      const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(before, s->schema, s->owner_table) : NULL;
    if (!table || !sk_table_column(table, s->owner_column))
        return;
    struct sk_text *highest = sk_text_new(sql);
    sk_text_add(highest, "max(");
    sk_text_ident(highest, s->owner_column, rules->quote);
    sk_text_add(highest, ")");
    struct sk_text *set = update(sql, rules, s);
    sk_text_addf(set, "value = coalesce((SELECT CASE WHEN %s > " SK_COUNTERS ".value THEN %s END FROM ", highest->data,
                 highest->data);
    rules->relation(set, table->schema, table->name);
    sk_text_add(set, "), value) WHERE name = ");
    put_key(set, s);
    sk_text_add(sql, set->data);
}

static void
follow_one(struct sk_counters_change *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
           const struct sk_sequence *was, const struct sk_sequence *is, const struct sk_catalog *after)
{
    if (!is && rules->has_schemas && !sk_catalog_has_schema(after, was->schema))
        return; /* the table is gone */
    bool moves = is && rules->has_schemas && !sk_same(was->schema, is->schema);
    if (!is || moves) {
        struct sk_text *sql = sk_text_new(owner);
        sk_text_add(sql, "DELETE FROM ");
        put_table(sql, rules, was);
        sk_push(owner, change->after, change->n_after, of_counter(sql, owner, was));
    }
    if (moves) {
        struct sk_text *value = sk_text_new(owner);
        put_value(value, rules, was);
        sk_push(owner, change->made.items, change->made.n, is);
        sk_push(owner, change->before, change->n_before, sk_counter_set(owner, rules, is, value->data, false));
    } else if (is && (!sk_same(was->name, is->name) || !sk_same(was->schema, is->schema))) {
        struct sk_text *sql = update(owner, rules, was);
        sk_text_add(sql, "name = ");
        put_key(sql, is);
        sk_push(owner, change->before, change->n_before, of_counter(sql, owner, was));
    }
}

static void
begin_one(struct sk_counters_change *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
          const struct sk_catalog *before, const struct sk_sequence *s)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_push(owner, change->made.items, change->made.n, s);
    adopt(sql, rules, before, s);
    if (sql->len)
        sk_push(owner, change->before, change->n_before, sk_text_finish(sql, owner));
}

/* The whole catalog, before and after. */
static void
follow_all(struct sk_counters_change *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
           const struct sk_catalog *catalog, const struct sk_statement *statement)
{
    struct sk_catalog *after = sk_catalog_clone(owner, catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (!statement->changes[i]->redundant && sk_change_apply(after, statement->changes[i], NULL))
            return; /* whoever applies it says why */
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *was = catalog->sequences[i], *is = same_in(catalog, after, i);
        if (sk_sequence_is_counted(rules, catalog, was))
            follow_one(change, owner, rules, was, is && sk_sequence_is_counted(rules, after, is) ? is : NULL, after);
    }
    for (size_t i = 0; i < after->n_sequences; i++) {
        const struct sk_sequence *is = after->sequences[i], *was = same_in(after, catalog, i);
        if (sk_sequence_is_counted(rules, after, is) && !(was && sk_sequence_is_counted(rules, catalog, was)))
            begin_one(change, owner, rules, catalog, is);
    }
}

/* A catalog of no more than a statement's tables and sequences: one of all takes long to make. */
struct part {
    struct sk_catalog *after;
    const struct sk_sequence **was; /* of the sequences of `after`, in their order */
    struct sk_sequence **is;
    size_t n;
};

static void
take_sequence(struct part *part, TALLOC_CTX *owner, const struct sk_sequence *s)
{
    size_t n = part->n;
    for (size_t i = 0; i < part->n; i++)
        if (part->was[i] == s)
            return;
    struct sk_sequence *copy = sk_new(owner, struct sk_sequence);
    *copy = *s;
    sk_push(owner, part->was, n, s);
    sk_push(owner, part->is, part->n, copy);
    sk_push(part->after, part->after->sequences, part->after->n_sequences, copy);
}

static void
take_table(struct part *part, TALLOC_CTX *owner, const struct sk_catalog *catalog, const char *schema,
           const char *name)
{
    const struct sk_table *table = name ? sk_catalog_table(catalog, schema, name) : NULL;
    if (!table)
        return;
    for (size_t i = 0; i < part->after->n_tables; i++) /* by name they are looked up when all are there */
        if (sk_same(part->after->tables[i]->name, name) && sk_same(part->after->tables[i]->schema, schema))
            return;
    sk_push(part->after, part->after->tables, part->after->n_tables, sk_table_clone(part->after, table));
    for (size_t i = 0; i < catalog->n_sequences; i++)
        if (sk_same(catalog->sequences[i]->owner_table, name) && sk_same(catalog->sequences[i]->schema, schema))
            take_sequence(part, owner, catalog->sequences[i]);
}

static enum sk_status
apply_to(struct part *part, const struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_sequence *s;
    if (change->redundant)
        return SK_OK;
    if (sk_change_is_of_table(change))
        return sk_change_apply_table(sk_catalog_table(part->after, change->schema, change->name), change, catalog->ops,
                                     NULL);
    switch (change->kind) {
    case SK_DROP_SEQUENCE:
        s = sk_catalog_sequence(part->after, change->schema, change->name);
        for (size_t i = 0; i < part->n; i++)
            part->is[i] = part->is[i] == s ? NULL : part->is[i];
        return SK_OK;
    case SK_CREATE_SEQUENCE:
    case SK_ALTER_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return sk_change_apply(part->after, change, NULL);
    default:
        return SK_OK;
    }
}

/* With its column a sequence is gone. */
static bool
is_left(const struct part *part, const struct sk_sequence *s)
{
    const struct sk_table *table =
        s && s->owner_table ? sk_catalog_table(part->after, s->schema, s->owner_table) : NULL;
    return s && (!table || sk_table_column(table, s->owner_column));
}

static void
follow_part(struct sk_counters_change *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
            const struct sk_catalog *catalog, const struct sk_statement *statement)
{
    struct part part = {.after = sk_catalog_new(owner, catalog->ops)};
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *c = statement->changes[i];
        if (sk_change_is_of_table(c))
            take_table(&part, owner, catalog, c->schema, c->name);
        if (concern_of(c) != OF_SEQUENCE)
            continue;
        const struct sk_sequence *s = sk_catalog_sequence(catalog, c->schema, c->name);
        if (s)
            take_sequence(&part, owner, s);
        if (s && s->owner_table)
            take_table(&part, owner, catalog, s->schema, s->owner_table);
        if ((c->kind == SK_CREATE_SEQUENCE || c->kind == SK_ALTER_SEQUENCE) && c->u.sequence)
            take_table(&part, owner, catalog, c->schema, c->u.sequence->owner_table);
    }
    for (size_t i = 0; i < statement->n_changes; i++)
        if (apply_to(&part, catalog, statement->changes[i]))
            return; /* whoever applies it says why */
    for (size_t i = 0; i < part.n; i++) {
        const struct sk_sequence *is = is_left(&part, part.is[i]) ? part.is[i] : NULL;
        bool was_counted = sk_sequence_is_counted(rules, catalog, part.was[i]);
        is = is && sk_sequence_is_counted(rules, part.after, is) ? is : NULL;
        if (was_counted)
            follow_one(change, owner, rules, part.was[i], is, catalog);
        else if (is)
            begin_one(change, owner, rules, catalog, is);
    }
    for (size_t i = part.n; i < part.after->n_sequences; i++)
        if (!part.after->sequences[i]->owner_table) /* a column's is made with the column */
            begin_one(change, owner, rules, catalog, part.after->sequences[i]);
}

struct sk_counters_change
sk_counters_follow(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
                   const struct sk_statement *statement)
{
    struct sk_counters_change change = {0};
    enum concern concern = NONE;
    bool counted = false;
    for (size_t i = 0; i < statement->n_changes; i++)
        if (concern_of(statement->changes[i]) > concern)
            concern = concern_of(statement->changes[i]);
    for (size_t i = 0; concern == OF_ALL && i < catalog->n_sequences && !counted; i++)
        counted = sk_sequence_is_counted(rules, catalog, catalog->sequences[i]);
    if (counted)
        follow_all(&change, owner, rules, catalog, statement);
    else if (concern == OF_SEQUENCE || (concern == OF_TABLE && catalog->n_sequences))
        follow_part(&change, owner, rules, catalog, statement);
    return change;
}
