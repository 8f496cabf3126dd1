/* dialects/sqlite/machine_flow.c - branches and loops of a block, as steps of its machine. */
#include <string.h>

#include "dialects/sqlite/machine_priv.h"

/* ---- branches ---------------------------------------------------------------------------------------------------- */

struct branches {
    const char *slot;       /* the column that says which is taken */
    struct sk_text *choice; /* CASE WHEN a THEN 1 ... */
    struct sk_text *runs;   /* the statements that run the branch that is chosen */
    size_t n;
};

static enum sk_status
put_branch(struct sk_machine *m, struct branches *b, const char *test, const json_t *list, bool *leaves)
{
    const char *sql = "1", *step = sk_machine_new_step(m);
    enum sk_status status = test ? sk_machine_print_text(&sql, m, test, NULL) : SK_OK;
    status = status ? status : sk_machine_put_step(m, step, 1, "", list, leaves);
    sk_text_addf(b->choice, " WHEN %s THEN %zu", sql, ++b->n);
    sk_text_addf(b->runs, "INSERT INTO %s SELECT 1 FROM " STATE " WHERE %s = %zu; ", step, b->slot, b->n);
    return status;
}

static struct branches
begin_branches(struct sk_machine *m)
{
    struct branches b = {.choice = sk_text_new(m->owner), .runs = sk_text_new(m->owner)};
    b.slot = sk_machine_slot(m, NULL, sk_printf(m->owner, "branch %zu", m->n_steps + 1));
    return b;
}

static void
end_branches(struct sk_machine *m, const struct branches *b, bool left, bool *leaves)
{
    if (b->n)
        sk_text_addf(m->out, "UPDATE " STATE " SET %s = CASE%s ELSE 0 END; %s", b->slot, b->choice->data,
                     b->runs->data);
    if (left)
        sk_machine_put_leave(m, LEAVE_ROUND);
    *leaves = *leaves || left;
}

enum sk_status
sk_machine_put_if(struct sk_machine *m, const json_t *stmt, bool *leaves)
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

enum sk_status
sk_machine_put_case(struct sk_machine *m, const json_t *stmt, bool *leaves)
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
put_loop(struct sk_machine *m, const char *step, size_t n_columns, const char *rows, const char *head,
         const json_t *list, bool *leaves)
{
    bool left = false;
    const char *any = sk_machine_slot(m, NULL, sk_printf(m->owner, "any %zu", m->n_steps));
    m->loops++;
    enum sk_status status = sk_machine_put_step(
        m, step, n_columns, sk_printf(m->owner, ROUND_HEAD "UPDATE " STATE " SET %s = 1; %s", any, head), list, &left);
    m->loops--;
    sk_text_addf(m->out, "UPDATE " STATE " SET %s = 0; INSERT INTO %s %s; UPDATE " STATE
                 " SET found = %s; UPDATE " STATE " SET leave = 0 WHERE leave < %d; ", any, step, rows, any, LEAVE_ALL);
    if (left)
        sk_machine_put_leave(m, LEAVE_ALL);
    *leaves = *leaves || left;
    return status;
}

/* "UPDATE state SET a = NEW.c1, ..." for what a loop's rows go to; `*n` of them. */
static enum sk_status
loop_targets(struct sk_machine *m, const json_t *target, const sk_node *query, const char **out, size_t *n)
{
    struct sk_query_columns columns = sk_scope_query(m->printer.scope, query);
    struct sk_text *sql = sk_text_new(m->owner);
    *n = columns.n;
    for (size_t i = 0; i < columns.n; i++) {
        const char *slot = sk_machine_result_slot(m, target, &columns, i);
        if (!slot)
            return sk_machine_unsupported(m, "a query with more results than there are variables");
        sk_text_addf(sql, "%s%s = NEW.c%zu", i ? ", " : "UPDATE " STATE " SET ", slot, i + 1);
    }
    sk_text_add(sql, "; ");
    *out = sql->data;
    return columns.n ? SK_OK : sk_machine_unsupported(m, "a query whose results are not known");
}

static enum sk_status
loop_over(struct sk_machine *m, const char *text, const json_t *stmt, bool *leaves)
{
    const sk_node *query;
    const char *sql = "", *head = "", *step = sk_machine_new_step(m);
    size_t n = 0;
    enum sk_status status = sk_plpgsql_statement(&query, &m->f, text ? text : "");
    if (!status && query->node_case != SK_NODE(SELECT_STMT))
        return sk_machine_unsupported(m, "a loop over what a statement returns");
    if (status)
        return status;
    query = sk_pg_without_stars(m->owner, m->f.catalog, query);
    query = sk_plpgsql_query_assigned(&m->f, m->printer.scope, query, json_object_get(stmt, "var"));
    status = loop_targets(m, json_object_get(stmt, "var"), query, &head, &n);
    status = status ? status : sk_machine_print_statement(&sql, m, query);
    if (!status && strncmp(sql, "WITH ", 5) == 0)
        sql = sk_printf(m->owner, "SELECT * FROM (%s)", sql);
    return status ? status : put_loop(m, step, n, sql, head, json_object_get(stmt, "body"), leaves);
}

enum sk_status
sk_machine_put_rows(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    return loop_over(m, sk_plpgsql_query(json_object_get(stmt, "query")), stmt, leaves);
}

/* FOR i IN a..b BY c */
enum sk_status
sk_machine_put_range(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const char *lower, *upper, *by = "1", *step = sk_machine_new_step(m);
    const json_t *given = json_object_get(stmt, "step");
    const char *name =
        json_string_value(json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    bool reverse = json_is_true(json_object_get(stmt, "reverse"));
    enum sk_status status = sk_machine_print_text(&lower, m, sk_plpgsql_query(json_object_get(stmt, "lower")), NULL);
    status = status ? status : sk_machine_print_text(&upper, m, sk_plpgsql_query(json_object_get(stmt, "upper")), NULL);
    if (!status && given)
        status = sk_machine_print_text(&by, m, sk_plpgsql_query(given), NULL);
    if (status || !name)
        return status ? status : sk_machine_unsupported(m, "this loop");
    const char *sign = reverse ? "-" : "+", *until = reverse ? ">=" : "<=";
    struct sk_machine_counter counter = {name, sk_printf(m->owner, "%s %zu", name, m->n_steps), m->counter};
    m->counter = &counter;
    status = put_loop(m, step, 1,
                      sk_printf(m->owner,
                                "SELECT x FROM (WITH RECURSIVE counter(x) AS (SELECT (%s) WHERE (%s) %s (%s) UNION ALL "
                                "SELECT x %s (%s) FROM counter WHERE x %s (%s) %s (%s)) SELECT x FROM counter)",
                                lower, lower, until, upper, sign, by, sign, by, until, upper),
                      sk_printf(m->owner, "UPDATE " STATE " SET %s = NEW.c1; ", sk_machine_slot(m, NULL, name)),
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
enum sk_status
sk_machine_put_while(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond")), *sql = NULL, *head = "";
    const char *outer = sk_machine_new_step(m), *inner = sk_machine_new_step(m);
    bool left = false;
    enum sk_status status = test ? sk_machine_print_text(&sql, m, test, NULL) : SK_OK;
    if (sql)
        head = sk_printf(m->owner,
                         "UPDATE " STATE " SET leave = %d WHERE (%s) IS NOT TRUE; SELECT RAISE(IGNORE) FROM " STATE
                         " WHERE leave; ",
                         LEAVE_LOOP, sql);
    m->loops++;
    status = status ? status
                    : sk_machine_put_step(m, inner, 1, sk_printf(m->owner, ROUND_HEAD "%s", head),
                                          json_object_get(stmt, "body"), &left);
    m->loops--;
    sk_machine_make_step(m, outer, 1,
              sk_printf(m->owner, "SELECT RAISE(IGNORE) FROM " STATE " WHERE leave >= 2; INSERT INTO %s %s; ", inner,
                        rounds(m->owner)));
    sk_text_addf(m->out,
                 "INSERT INTO %s %s; SELECT RAISE(ABORT, 'a loop of more than a million rounds') FROM " STATE
                 " WHERE leave < 2; UPDATE " STATE " SET leave = 0 WHERE leave < %d; ",
                 outer, rounds(m->owner), LEAVE_ALL);
    if (left)
        sk_machine_put_leave(m, LEAVE_ALL);
    *leaves = *leaves || left;
    return status;
}

static void
leave(struct sk_machine *m, int how, const char *condition)
{
    sk_text_addf(m->out, "UPDATE " STATE " SET leave = %d%s; SELECT RAISE(IGNORE) FROM " STATE " WHERE leave; ", how,
                 condition ? sk_printf(m->owner, " WHERE %s", condition) : "");
}

enum sk_status
sk_machine_put_exit(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond")), *sql = NULL;
    if (!m->loops || json_object_get(stmt, "label"))
        return sk_machine_unsupported(m, "EXIT with a label");
    enum sk_status status = test ? sk_machine_print_text(&sql, m, test, NULL) : SK_OK;
    leave(m, json_is_true(json_object_get(stmt, "is_exit")) ? LEAVE_LOOP : LEAVE_ROUND, sql);
    *leaves = true;
    return status;
}

enum sk_status
sk_machine_put_return(struct sk_machine *m, const json_t *stmt, bool *leaves)
{
    (void)stmt;
    leave(m, LEAVE_ALL, NULL);
    *leaves = true;
    return SK_OK;
}
