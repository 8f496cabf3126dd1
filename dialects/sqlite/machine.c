/*
 * dialects/sqlite/machine.c - DO blocks with loops, for SQLite, which has none.
 *
 * A list of statements is a trigger's body. What runs it is a row that comes into the trigger's table: one for the
 * branch of an IF that is taken, one for each round of a loop, whose rows SQLite reads to their end before the first of
 * them fires, as PostgreSQL's loop sees the rows that were there when it began. Variables are the columns of a table
 * with one row. RAISE(IGNORE) leaves a body; how far out that goes stands in a column of its own ("leave"). All of
 * these tables and triggers are temporary, and are dropped after the block.
 *
 * An action on rows that comes before what it changes is read has happened by then: unlike the symbols of plpgsql.c
 * this runs statements in their order. It is for blocks that run once, for a trigger that runs within itself would find
 * its variables changed.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/plpgsql.h"

#define STATE "skein_do_state"
#define STEP "skein_do_step_"

/* What "leave" says: to go on with the next round, to end the loop, to end the block. */
enum { LEAVE_ROUND = 1, LEAVE_LOOP, LEAVE_ALL };

/* A loop without bounds has at most so many rounds, squared. */
enum { ROUNDS = 1000 };

struct machine {
    struct sk_plpgsql f;
    TALLOC_CTX *owner;
    struct sk_rewrite *rewrite;
    struct sk_printer printer;
    struct sk_text *out;    /* the body at hand */
    size_t n_columns, n_steps, n_made;
    const char **columns;   /* of the state */
    const char **made;      /* the statements that make steps and their triggers */
    const char *initial;    /* sets the variables that are declared with a value */
    int loops;              /* that are open */
    struct counter *counter; /* of the innermost FOR loop; NULL: none */
    json_int_t line;        /* of the statement at hand */
    size_t n_declared;
    size_t *declared;       /* the variables that have been given what they are declared with, by their number */
};

/* The variable of a FOR loop hides one of the same name for as long as the loop lasts. */
struct counter {
    const char *name, *own;
    struct counter *outer;
};

static enum sk_status put_list(struct machine *m, const json_t *list, bool *leaves);

static enum sk_status
unsupported(struct machine *m, const char *what)
{
    return sk_plpgsql_unsupported(&m->f, what);
}

/* ---- the state --------------------------------------------------------------------------------------------------- */

/* The column that holds a variable, or a record's field; quoted. */
static const char *
slot(struct machine *m, const char *record, const char *name)
{
    for (const struct counter *c = record ? NULL : m->counter; c; c = c->outer)
        if (sk_same(c->name, name))
            name = c->own;
    struct sk_text *text = sk_text_new(m->owner);
    sk_text_ident(text, record ? sk_printf(m->owner, "r_%s_%s", record, name) : sk_printf(m->owner, "v_%s", name), '"');
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], text->data) == 0)
            return m->columns[i];
    sk_push(m->owner, m->columns, m->n_columns, text->data);
    return text->data;
}

static bool
has_slot(const struct machine *m, const char *record, const char *name)
{
    struct sk_text *text = sk_text_new(m->owner);
    sk_text_ident(text, sk_printf(m->owner, "r_%s_%s", record, name), '"');
    for (size_t i = 0; i < m->n_columns; i++)
        if (strcmp(m->columns[i], text->data) == 0)
            return true;
    return false;
}

static const json_t *
variable(const struct machine *m, const char *name)
{
    size_t i;
    json_t *datum;
    json_array_foreach(m->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        if (sk_same(json_string_value(json_object_get(var, "refname")), name))
            return var;
    }
    return NULL;
}

static bool
print_name(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct machine *m = p->hook_data;
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *record = ref->n_fields == 2 ? sk_node_string(ref->fields[0]) : NULL;
    if (!name || ref->n_fields > 2 || (record ? !has_slot(m, record, name) : !variable(m, name)))
        return false;
    bool found = !record && sk_same(name, "found");
    sk_text_addf(p->out, "(SELECT %s FROM " STATE ")", found ? "found" : slot(m, record, name));
    return true;
}

/* ---- SQL within -------------------------------------------------------------------------------------------------- */

static enum sk_status
print(const char **out, struct machine *m, const sk_node *node, const struct sk_type *type)
{
    enum sk_status status;
    *out = sk_print_value_apart(&m->printer, node, type, &status);
    return status;
}

static enum sk_status
print_text(const char **out, struct machine *m, const char *text, const struct sk_type *type)
{
    const sk_node *node;
    enum sk_status status = sk_plpgsql_expression(&node, &m->f, text ? text : "");
    return status ? status : print(out, m, node, type);
}

static enum sk_status
print_statement(const char **out, struct machine *m, const sk_node *node)
{
    enum sk_status status;
    *out = sk_print_statement_apart(&m->printer, node, &status);
    return status;
}

static enum sk_status
set_variable(struct machine *m, const char *name, const char *text)
{
    struct sk_type type = sk_plpgsql_variable_type(&m->f, variable(m, name));
    const char *sql;
    enum sk_status status = print_text(&sql, m, text, &type);
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = %s; ", slot(m, NULL, name), sql);
    return status;
}

static enum sk_status
put_assign(struct machine *m, const json_t *stmt, bool *leaves)
{
    const char *record, *name = sk_plpgsql_target(&m->f, stmt, &record), *text = sk_plpgsql_value(stmt), *sql;
    (void)leaves;
    if (!name || !text || (record && !has_slot(m, record, name)))
        return unsupported(m, "this assignment");
    if (!record)
        return set_variable(m, name, text);
    enum sk_status status = print_text(&sql, m, text, NULL);
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = %s; ", slot(m, record, name), sql);
    return status;
}

/* ---- steps ------------------------------------------------------------------------------------------------------- */

/* The quoted name of a new step's table. */
static const char *
new_step(struct machine *m)
{
    return sk_printf(m->owner, "\"" STEP "%zu\"", ++m->n_steps);
}

static const char *
trigger_of(struct machine *m, const char *table)
{
    return sk_printf(m->owner, "%.*s_run\"", (int)(strlen(table) - 1), table);
}

/* A table with so many columns, whose rows run `body`. */
static void
make_step(struct machine *m, const char *table, size_t n_columns, const char *body)
{
    struct sk_text *sql = sk_text_new(m->owner);
    sk_text_addf(sql, "CREATE TEMP TABLE %s (", table);
    for (size_t i = 0; i < n_columns; i++)
        sk_text_addf(sql, "%sc%zu", i ? ", " : "", i + 1);
    sk_text_add(sql, ")");
    sk_push(m->owner, m->made, m->n_made, sql->data);
    sk_push(m->owner, m->made, m->n_made,
            sk_printf(m->owner, "CREATE TEMP TRIGGER %s AFTER INSERT ON %s BEGIN %sEND", trigger_of(m, table), table,
                      *body ? body : "SELECT 1; "));
}

/* The list as a step, after `head`. */
static enum sk_status
put_step(struct machine *m, const char *table, size_t n_columns, const char *head, const json_t *list, bool *leaves)
{
    struct sk_text *outer = m->out;
    m->out = sk_text_new(m->owner);
    sk_text_add(m->out, head);
    enum sk_status status = put_list(m, list, leaves);
    if (!status)
        make_step(m, table, n_columns, m->out->data);
    m->out = outer;
    return status;
}

/* What follows is not run where a statement before it has left. */
static void
put_leave(struct machine *m, int from)
{
    sk_text_addf(m->out, "SELECT RAISE(IGNORE) FROM " STATE " WHERE leave >= %d; ", from);
}

/* ---- branches ---------------------------------------------------------------------------------------------------- */

struct branches {
    const char *slot;
    struct sk_text *choice; /* CASE WHEN a THEN 1 ... */
    struct sk_text *runs;   /* the statements that run the branch that is chosen */
    size_t n;
};

static enum sk_status
put_branch(struct machine *m, struct branches *b, const char *test, const json_t *list, bool *leaves)
{
    const char *sql = "1", *step = new_step(m);
    enum sk_status status = test ? print_text(&sql, m, test, NULL) : SK_OK;
    status = status ? status : put_step(m, step, 1, "", list, leaves);
    sk_text_addf(b->choice, " WHEN %s THEN %zu", sql, ++b->n);
    sk_text_addf(b->runs, "INSERT INTO %s SELECT 1 FROM " STATE " WHERE %s = %zu; ", step, b->slot, b->n);
    return status;
}

static struct branches
begin_branches(struct machine *m)
{
    struct branches b = {.choice = sk_text_new(m->owner), .runs = sk_text_new(m->owner)};
    b.slot = slot(m, NULL, sk_printf(m->owner, "branch %zu", m->n_steps + 1));
    return b;
}

static void
end_branches(struct machine *m, const struct branches *b, bool left, bool *leaves)
{
    if (b->n)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = CASE%s ELSE 0 END; %s", b->slot, b->choice->data,
                     b->runs->data);
    if (left)
        put_leave(m, LEAVE_ROUND);
    *leaves = *leaves || left;
}

static enum sk_status
put_if(struct machine *m, const json_t *stmt, bool *leaves)
{
    struct branches b = begin_branches(m);
    const json_t *otherwise = json_object_get(stmt, "else_body");
    bool left = false;
    size_t i;
    json_t *item;
    enum sk_status status = put_branch(m, &b, sk_plpgsql_query(json_object_get(stmt, "cond")),
                                       json_object_get(stmt, "then_body"), &left);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        if (!status)
            status = put_branch(m, &b, sk_plpgsql_query(json_object_get(elsif, "cond")),
                                json_object_get(elsif, "stmts"), &left);
    }
    if (!status && otherwise)
        status = put_branch(m, &b, NULL, otherwise, &left);
    end_branches(m, &b, left, leaves);
    return status;
}

static enum sk_status
put_case(struct machine *m, const json_t *stmt, bool *leaves)
{
    struct branches b = begin_branches(m);
    bool left = false;
    size_t i;
    json_t *item;
    enum sk_status status = SK_OK;
    json_array_foreach(json_object_get(stmt, "case_when_list"), i, item) {
        const json_t *when = json_object_get(item, "PLpgSQL_case_when");
        if (!status)
            status = put_branch(m, &b, sk_plpgsql_case_test(&m->f, stmt, when), json_object_get(when, "stmts"), &left);
    }
    if (!status && json_is_true(json_object_get(stmt, "have_else")))
        status = put_branch(m, &b, NULL, json_object_get(stmt, "else_stmts"), &left);
    else
        sk_text_addf(b.runs, "SELECT RAISE(ABORT, 'case not found') FROM " STATE " WHERE %s = 0; ", b.slot);
    end_branches(m, &b, left, leaves);
    return status;
}

/* ---- loops ------------------------------------------------------------------------------------------------------- */

/* At the head of each round: are there any more, and is this one to be run? */
#define ROUND_HEAD "SELECT RAISE(IGNORE) FROM " STATE " WHERE leave >= 2; UPDATE " STATE " SET leave = 0; "

/* `rows` go into `step`, whose rounds begin with `head`. */
static enum sk_status
put_loop(struct machine *m, const char *step, size_t n_columns, const char *rows, const char *head, const json_t *list,
         bool *leaves)
{
    bool left = false;
    const char *any = slot(m, NULL, sk_printf(m->owner, "any %zu", m->n_steps));
    m->loops++;
    enum sk_status status = put_step(
        m, step, n_columns, sk_printf(m->owner, ROUND_HEAD "UPDATE " STATE " SET %s = 1; %s", any, head), list, &left);
    m->loops--;
    sk_text_addf(m->out, "UPDATE " STATE " SET %s = 0; INSERT INTO %s %s; UPDATE " STATE
                 " SET found = %s; UPDATE " STATE " SET leave = 0 WHERE leave < %d; ", any, step, rows, any, LEAVE_ALL);
    if (left)
        put_leave(m, LEAVE_ALL);
    *leaves = *leaves || left;
    return status;
}

/* "UPDATE state SET a = NEW.c1, ..." for what a loop's rows go to; `*n` of them. */
static enum sk_status
loop_targets(struct machine *m, const json_t *target, const sk_node *query, const char **out, size_t *n)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    struct sk_query_columns columns = sk_scope_query(m->printer.scope, query);
    struct sk_text *sql = sk_text_new(m->owner);
    *n = columns.n;
    for (size_t i = 0; i < columns.n; i++) {
        const json_t *number = json_object_get(json_array_get(fields, i), "varno");
        const char *of = record, *name = record ? columns.items[i].name : single;
        if (number)
            name = sk_plpgsql_datum(&m->f, (size_t)json_integer_value(number), &of);
        if (!name || (i && single))
            return unsupported(m, "a query with more results than there are variables");
        sk_text_addf(sql, "%s%s = NEW.c%zu", i ? ", " : "UPDATE " STATE " SET ", slot(m, of, name), i + 1);
    }
    sk_text_add(sql, "; ");
    *out = sql->data;
    return columns.n ? SK_OK : unsupported(m, "a query whose results are not known");
}

static enum sk_status
loop_over(struct machine *m, const char *text, const json_t *stmt, bool *leaves)
{
    const sk_node *query;
    const char *sql = "", *head = "", *step = new_step(m);
    size_t n = 0;
    enum sk_status status = sk_plpgsql_statement(&query, &m->f, text ? text : "");
    if (!status && query->node_case != SK_NODE(SELECT_STMT))
        return unsupported(m, "a loop over what a statement returns");
    if (status)
        return status;
    query = sk_pg_without_stars(m->owner, m->f.catalog, query);
    status = loop_targets(m, json_object_get(stmt, "var"), query, &head, &n);
    status = status ? status : print_statement(&sql, m, query);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        sql = sk_printf(m->owner, "SELECT * FROM (%s)", sql);
    return status ? status : put_loop(m, step, n, sql, head, json_object_get(stmt, "body"), leaves);
}

static enum sk_status
put_rows(struct machine *m, const json_t *stmt, bool *leaves)
{
    return loop_over(m, sk_plpgsql_query(json_object_get(stmt, "query")), stmt, leaves);
}

/* FOR i IN a..b BY c */
static enum sk_status
put_range(struct machine *m, const json_t *stmt, bool *leaves)
{
    const char *lower, *upper, *by = "1", *step = new_step(m);
    const json_t *given = json_object_get(stmt, "step");
    const char *name =
        json_string_value(json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    bool reverse = json_is_true(json_object_get(stmt, "reverse"));
    enum sk_status status = print_text(&lower, m, sk_plpgsql_query(json_object_get(stmt, "lower")), NULL);
    status = status ? status : print_text(&upper, m, sk_plpgsql_query(json_object_get(stmt, "upper")), NULL);
    if (!status && given)
        status = print_text(&by, m, sk_plpgsql_query(given), NULL);
    if (status || !name)
        return status ? status : unsupported(m, "this loop");
    const char *sign = reverse ? "-" : "+", *until = reverse ? ">=" : "<=";
    struct counter counter = {name, sk_printf(m->owner, "%s %zu", name, m->n_steps), m->counter};
    m->counter = &counter;
    status = put_loop(m, step, 1,
                      sk_printf(m->owner,
                                "SELECT x FROM (WITH RECURSIVE counter(x) AS (SELECT (%s) WHERE (%s) %s (%s) UNION ALL "
                                "SELECT x %s (%s) FROM counter WHERE x %s (%s) %s (%s)) SELECT x FROM counter)",
                                lower, lower, until, upper, sign, by, sign, by, until, upper),
                      sk_printf(m->owner, "UPDATE " STATE " SET %s = NEW.c1; ", slot(m, NULL, name)),
                      json_object_get(stmt, "body"), leaves);
    m->counter = counter.outer;
    return status;
}

static const char *
rounds(TALLOC_CTX *owner)
{
    return sk_printf(owner, "SELECT x FROM (WITH RECURSIVE counter(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM counter "
                            "WHERE x < %d) SELECT x FROM counter)", ROUNDS);
}

/* LOOP, and WHILE: as many rounds as anybody may need, of which most find that the loop has ended. */
static enum sk_status
put_while(struct machine *m, const json_t *stmt, bool *leaves)
{
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond")), *sql = NULL, *head = "";
    const char *outer = new_step(m), *inner = new_step(m);
    bool left = false;
    enum sk_status status = test ? print_text(&sql, m, test, NULL) : SK_OK;
    if (sql)
        head = sk_printf(m->owner,
                         "UPDATE " STATE " SET leave = %d WHERE (%s) IS NOT TRUE; SELECT RAISE(IGNORE) FROM " STATE
                         " WHERE leave; ",
                         LEAVE_LOOP, sql);
    m->loops++;
    status = status ? status
                    : put_step(m, inner, 1, sk_printf(m->owner, ROUND_HEAD "%s", head), json_object_get(stmt, "body"),
                               &left);
    m->loops--;
    make_step(m, outer, 1,
              sk_printf(m->owner, "SELECT RAISE(IGNORE) FROM " STATE " WHERE leave >= 2; INSERT INTO %s %s; ", inner,
                        rounds(m->owner)));
    sk_text_addf(m->out,
                 "INSERT INTO %s %s; SELECT RAISE(ABORT, 'a loop of more than a million rounds') FROM " STATE
                 " WHERE leave < 2; UPDATE " STATE " SET leave = 0 WHERE leave < %d; ",
                 outer, rounds(m->owner), LEAVE_ALL);
    if (left)
        put_leave(m, LEAVE_ALL);
    *leaves = *leaves || left;
    return status;
}

static void
leave(struct machine *m, int how, const char *condition)
{
    sk_text_addf(m->out, "UPDATE " STATE " SET leave = %d%s; SELECT RAISE(IGNORE) FROM " STATE " WHERE leave; ", how,
                 condition ? sk_printf(m->owner, " WHERE %s", condition) : "");
}

static enum sk_status
put_exit(struct machine *m, const json_t *stmt, bool *leaves)
{
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond")), *sql = NULL;
    if (!m->loops || json_object_get(stmt, "label"))
        return unsupported(m, "EXIT with a label");
    enum sk_status status = test ? print_text(&sql, m, test, NULL) : SK_OK;
    leave(m, json_is_true(json_object_get(stmt, "is_exit")) ? LEAVE_LOOP : LEAVE_ROUND, sql);
    *leaves = true;
    return status;
}

static enum sk_status
put_return(struct machine *m, const json_t *stmt, bool *leaves)
{
    (void)stmt;
    leave(m, LEAVE_ALL, NULL);
    *leaves = true;
    return SK_OK;
}

/* ---- statements of SQL ------------------------------------------------------------------------------------------- */

/* "(a, b)" for what a query's results go to. */
static enum sk_status
into_targets(struct machine *m, const json_t *stmt, const sk_node *query, const char **out)
{
    const json_t *target = json_object_get(stmt, "target");
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    struct sk_query_columns columns = sk_scope_query(m->printer.scope, query);
    struct sk_text *sql = sk_text_new(m->owner);
    for (size_t i = 0; i < columns.n; i++) {
        const json_t *number = json_object_get(json_array_get(fields, i), "varno");
        const char *of = record, *name = record ? columns.items[i].name : NULL;
        if (number)
            name = sk_plpgsql_datum(&m->f, (size_t)json_integer_value(number), &of);
        if (!name)
            return unsupported(m, "SELECT ... INTO fewer variables than results");
        sk_text_addf(sql, "%s%s", i ? ", " : "(", slot(m, of, name));
    }
    sk_text_add(sql, ")");
    *out = sql->data;
    return columns.n ? SK_OK : unsupported(m, "a query whose results are not known");
}

static enum sk_status
select_into(struct machine *m, const json_t *stmt, const sk_node *query)
{
    const char *sql, *targets;
    query = sk_pg_without_stars(m->owner, m->f.catalog, query);
    enum sk_status status = into_targets(m, stmt, query, &targets);
    status = status ? status : print_statement(&sql, m, query);
    if (status)
        return status;
    if (json_is_true(json_object_get(stmt, "strict")))
        sk_text_addf(m->out,
                     "SELECT RAISE(ABORT, 'query returned no rows') WHERE NOT EXISTS (%s); SELECT RAISE(ABORT, 'query "
                     "returned more than one row') WHERE (SELECT count(*) FROM (%s)) > 1; ",
                     sql, sql);
    sk_text_addf(m->out, "UPDATE " STATE " SET found = EXISTS (%s); UPDATE " STATE " SET %s = (%s%s); ", sql, targets,
                 sql, query->select_stmt->limit_count ? "" : " LIMIT 1");
    return SK_OK;
}

/* INSERT ... RETURNING ... INTO: what stands in the row that came last. */
static enum sk_status
insert_into(struct machine *m, const json_t *stmt, const sk_node *node)
{
    sk_node *insert = sk_pg_copy(m->owner, node), *query = sk_new(m->owner, sk_node), *from = sk_new(m->owner, sk_node);
    PgQuery__SelectStmt *select = sk_new(m->owner, PgQuery__SelectStmt);
    PgQuery__InsertStmt *s = insert->insert_stmt;
    const char *sql, *read, *targets;
    if (s->on_conflict_clause && s->on_conflict_clause->action != PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING)
        return unsupported(m, "RETURNING ... INTO of what may be an update");
    pg_query__node__init(query);
    pg_query__node__init(from);
    pg_query__select_stmt__init(select);
    query->node_case = SK_NODE(SELECT_STMT);
    query->select_stmt = select;
    from->node_case = SK_NODE(RANGE_VAR);
    from->range_var = s->relation;
    select->op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    select->limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select->n_target_list = s->n_returning_list;
    select->target_list = s->returning_list;
    sk_push(m->owner, select->from_clause, select->n_from_clause, from);
    s->n_returning_list = 0;
    const sk_node *full = sk_pg_without_stars(m->owner, m->f.catalog, query);
    enum sk_status status = print_statement(&sql, m, insert);
    status = status ? status : into_targets(m, stmt, full, &targets);
    status = status ? status : print_statement(&read, m, full);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        return unsupported(m, "a WITH query");
    if (!status)
        sk_text_addf(m->out,
                     "%s; UPDATE " STATE " SET row_count = changes(), found = changes() > 0; UPDATE " STATE
                     " SET %s = (%s WHERE rowid = "
                     "last_insert_rowid() AND (SELECT found FROM " STATE ")); ",
                     sql, targets, read);
    return status;
}

static enum sk_status
put_sql(struct machine *m, const json_t *stmt, bool *leaves)
{
    const sk_node *node;
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "sqlstmt"));
    enum sk_status status = sk_plpgsql_statement(&node, &m->f, text ? text : "");
    bool into = json_is_true(json_object_get(stmt, "into"));
    (void)leaves;
    if (status)
        return status;
    if (into && node->node_case == SK_NODE(SELECT_STMT))
        return select_into(m, stmt, node);
    if (into && node->node_case == SK_NODE(INSERT_STMT))
        return insert_into(m, stmt, node);
    if (into || (node->node_case != SK_NODE(INSERT_STMT) && node->node_case != SK_NODE(UPDATE_STMT) &&
                 node->node_case != SK_NODE(DELETE_STMT)))
        return unsupported(m, into ? "RETURNING ... INTO" : "this statement");
    sk_plpgsql_drop_alias(node);
    status = print_statement(&sql, m, node);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        return unsupported(m, "a WITH query");
    if (!status)
        sk_text_addf(m->out, "%s; UPDATE " STATE " SET row_count = changes(), found = changes() > 0; ", sql);
    return status;
}

static enum sk_status
put_perform(struct machine *m, const json_t *stmt, bool *leaves)
{
    const sk_node *query;
    const char *sql, *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    (void)leaves;
    enum sk_status status = sk_plpgsql_statement(&query, &m->f, text ? text : "");
    if (!status && (query->node_case != SK_NODE(SELECT_STMT) || !query->select_stmt->n_from_clause))
        return unsupported(m, "PERFORM of a function");
    status = status ? status : print_statement(&sql, m, query);
    if (!status)
        sk_text_addf(m->out, "UPDATE " STATE " SET found = EXISTS (%s); ", sql);
    return status;
}

/* GET DIAGNOSTICS n = ROW_COUNT */
static enum sk_status
put_diagnostics(struct machine *m, const json_t *stmt, bool *leaves)
{
    size_t i;
    json_t *item;
    (void)leaves;
    json_array_foreach(json_object_get(stmt, "diag_items"), i, item) {
        const json_t *one = json_object_get(item, "PLpgSQL_diag_item");
        const char *record,
            *name = sk_plpgsql_datum(&m->f, (size_t)json_integer_value(json_object_get(one, "target")), &record);
        if (!name || record || !sk_same(json_string_value(json_object_get(one, "kind")), "ROW_COUNT"))
            return unsupported(m, "GET DIAGNOSTICS of this");
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = row_count; ", slot(m, NULL, name));
    }
    return SK_OK;
}

static enum sk_status
put_raise(struct machine *m, const json_t *stmt, bool *leaves)
{
    const json_t *level = json_object_get(stmt, "elog_level");
    const char *message = json_string_value(json_object_get(stmt, "message"));
    struct sk_text *text = sk_text_new(m->owner);
    (void)leaves;
    if (level && json_integer_value(level) < SK_PLPGSQL_ERROR)
        return SK_OK; /* a message to the client */
    sk_text_literal(text, message ? message : "the block has failed");
    sk_text_addf(m->out, "SELECT RAISE(ABORT, %s); ", text->data);
    return SK_OK;
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* The variables that are declared between two lines get their values. */
static enum sk_status
put_declared(struct machine *m, json_int_t after, json_int_t until)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *datum;
    json_array_foreach(m->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *value = sk_plpgsql_query(json_object_get(var, "default_val"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        if (status || !name || !value || line <= after || line > until)
            continue;
        sk_push(m->owner, m->declared, m->n_declared, i);
        status = set_variable(m, name, value);
    }
    return status;
}

static enum sk_status
put_block(struct machine *m, const json_t *stmt, bool *leaves)
{
    if (json_object_get(stmt, "exceptions"))
        return unsupported(m, "EXCEPTION");
    return put_list(m, json_object_get(stmt, "body"), leaves);
}

static const struct {
    const char *kind;
    enum sk_status (*put)(struct machine *m, const json_t *stmt, bool *leaves);
} statements[] = {
    {"PLpgSQL_stmt_assign", put_assign},   {"PLpgSQL_stmt_if", put_if},         {"PLpgSQL_stmt_case", put_case},
    {"PLpgSQL_stmt_raise", put_raise},     {"PLpgSQL_stmt_execsql", put_sql},   {"PLpgSQL_stmt_return", put_return},
    {"PLpgSQL_stmt_perform", put_perform}, {"PLpgSQL_stmt_block", put_block},   {"PLpgSQL_stmt_while", put_while},
    {"PLpgSQL_stmt_loop", put_while},      {"PLpgSQL_stmt_fori", put_range},    {"PLpgSQL_stmt_exit", put_exit},
    {"PLpgSQL_stmt_fors", put_rows},       {"PLpgSQL_stmt_getdiag", put_diagnostics},
};

static enum sk_status
put_one(struct machine *m, const char *kind, const json_t *stmt, bool *leaves)
{
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (sk_same(statements[i].kind, kind))
            return statements[i].put(m, stmt, leaves);
    return unsupported(m, kind + (strncmp(kind, "PLpgSQL_stmt_", 13) == 0 ? 13 : 0));
}

static enum sk_status
put_list(struct machine *m, const json_t *list, bool *leaves)
{
    enum sk_status status = SK_OK;
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const char *kind;
        json_t *stmt;
        json_object_foreach(item, kind, stmt) {
            json_int_t own = json_integer_value(json_object_get(stmt, "lineno"));
            /* A block within declares its variables where it stands. */
            if (!status && sk_same(kind, "PLpgSQL_stmt_block"))
                status = put_declared(m, m->line, own);
            m->line = own;
            status = status ? status : put_one(m, kind, stmt, leaves);
        }
    }
    return status;
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static bool
is_declared(const struct machine *m, size_t number)
{
    for (size_t i = 0; i < m->n_declared; i++)
        if (m->declared[i] == number)
            return true;
    return false;
}

/* Two variables of one name would be one column, and what is declared must be given its value somewhere. */
static enum sk_status
check_variables(struct machine *m, json_int_t begin)
{
    size_t i, k;
    json_t *datum, *other;
    json_array_foreach(m->f.datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        json_int_t line = json_integer_value(json_object_get(var, "lineno"));
        if (!name || !line || sk_plpgsql_is_counter(&m->f, i))
            continue;
        json_array_foreach(m->f.datums, k, other)
            if (k > i && !sk_plpgsql_is_counter(&m->f, k) &&
                sk_same(json_string_value(json_object_get(json_object_get(other, "PLpgSQL_var"), "refname")), name))
                return unsupported(m, "a variable that hides another");
        if (line > begin && json_object_get(var, "default_val") && !is_declared(m, i))
            return unsupported(m, "a declaration on the line of another statement");
    }
    return SK_OK;
}

static void
emit(struct machine *m, const char *sql)
{
    sk_sqlite_run(m->rewrite, sk_strdup(m->rewrite->owner, sql), m->printer.pos_bytes,
                  "a block's loops: rows of temporary tables, and their triggers");
}

static void
emit_all(struct machine *m)
{
    struct sk_text *state = sk_text_new(m->owner);
    sk_text_add(state, "CREATE TEMP TABLE " STATE " (leave DEFAULT 0, found DEFAULT 0, row_count DEFAULT 0");
    for (size_t i = 0; i < m->n_columns; i++)
        sk_text_addf(state, ", %s", m->columns[i]);
    sk_text_add(state, ")");
    emit(m, state->data);
    emit(m, "INSERT INTO " STATE " DEFAULT VALUES");
    for (size_t i = 0; i < m->n_made; i++)
        emit(m, m->made[i]);
    emit(m, sk_printf(m->owner, "CREATE TEMP TRIGGER " SK_PG_DO "_run AFTER INSERT ON " SK_PG_DO " BEGIN %sEND",
                      m->out->len ? m->out->data : "SELECT 1; "));
}

enum sk_status
sk_sqlite_do_machine(struct sk_rewrite *rewrite, const struct sk_trigger_run *run, struct sk_error *err)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct machine m = {.owner = owner, .rewrite = rewrite, .out = sk_text_new(owner)};
    bool leaves = false;
    m.printer = sk_sqlite_printer(rewrite, NULL, run->pos_bytes, err);
    m.printer.runs_once = true;
    m.f = (struct sk_plpgsql){.owner = owner,
                              .catalog = rewrite->catalog,
                              .table = run->table,
                              .trigger = run->trigger,
                              .event = run->event,
                              .printer = &m.printer};
    m.printer.scope = sk_scope_new(owner, rewrite->catalog, NULL);
    m.printer.column_hook = print_name;
    m.printer.hook_data = &m;
    enum sk_status status = sk_plpgsql_open(&m.f, run->function);
    m.line = json_integer_value(json_object_get(m.f.body, "lineno"));
    json_int_t begin = m.line;
    status = status ? status : put_declared(&m, 0, begin);
    status = status ? status : put_block(&m, m.f.body, &leaves);
    status = status ? status : check_variables(&m, begin);
    if (!status && m.printer.note)
        sk_sqlite_note(rewrite, run->pos_bytes, m.printer.note);
    if (!status)
        emit_all(&m);
    sk_plpgsql_close(&m.f);
    talloc_free(m.printer.tmp);
    talloc_free(owner);
    return status;
}

void
sk_sqlite_drop_machine(struct sk_rewrite *rewrite, size_t pos_bytes)
{
    static const char table[] = "CREATE TEMP TABLE ";
    size_t first = rewrite->n;
    while (first > 0 && !(rewrite->outputs[first - 1].sql &&
                          strncmp(rewrite->outputs[first - 1].sql, "CREATE TEMP TABLE \"" SK_PG_DO "\"",
                                  strlen("CREATE TEMP TABLE \"" SK_PG_DO "\"")) == 0))
        first--;
    for (size_t i = first, n = rewrite->n; i < n; i++) {
        const char *sql = rewrite->outputs[i].sql;
        const char *name = sql && strncmp(sql, table, strlen(table)) == 0 ? sql + strlen(table) : NULL;
        if (name)
            sk_sqlite_run(rewrite, sk_printf(rewrite->owner, "DROP TABLE temp.%.*s", (int)strcspn(name, " "), name),
                          pos_bytes, "a block's loops are over");
    }
}
