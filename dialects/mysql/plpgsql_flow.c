/* dialects/mysql/plpgsql_flow.c - IF, CASE and loops of a body in the servers' language; see plpgsql.h. */
#include <string.h>

#include "dialects/mysql/plpgsql_priv.h"

/* At least one statement has to stand there. */
static enum sk_status
put_body(struct sk_mysql_body *b, const json_t *list)
{
    size_t before = b->out->len;
    enum sk_status status = sk_body_list(b, list);
    if (b->out->len == before)
        sk_text_add(b->out, "BEGIN END; ");
    return status;
}

/* One branch. `*open`: an IF stands open; `*done`: a branch that is always taken has been written. */
static enum sk_status
put_branch(struct sk_mysql_body *b, const char *text, const json_t *list, bool *open, bool *done)
{
    const sk_node *node;
    const char *sql;
    enum sk_status status = *done ? SK_OK : sk_plpgsql_expression(&node, &b->f, text ? text : "");
    if (status || *done)
        return status;
    int known = sk_plpgsql_known(&b->f, node);
    if (known == 0)
        return SK_OK;
    if (known == 1) {
        *done = true;
        sk_text_add(b->out, *open ? "ELSE " : "");
        return put_body(b, list);
    }
    status = sk_body_value(&sql, b, node, NULL);
    if (b->missing) {
        *done = true;
        sk_text_add(b->out, *open ? "ELSE " : "");
        sk_body_missing(b);
        return SK_OK;
    }
    sk_text_addf(b->out, "%s %s THEN ", *open ? "ELSEIF" : "IF", sql);
    *open = true;
    status = status ? status : put_body(b, list);
    b->ended = false;
    return status;
}

static enum sk_status
put_else(struct sk_mysql_body *b, const json_t *otherwise, bool open, bool done)
{
    enum sk_status status = SK_OK;
    if (!done && otherwise) {
        sk_text_add(b->out, open ? "ELSE " : "");
        status = put_body(b, otherwise);
    }
    sk_text_add(b->out, open ? "END IF; " : "");
    b->ended = b->ended && !open;
    return status;
}

enum sk_status
sk_body_if(struct sk_mysql_body *b, const json_t *stmt)
{
    bool open = false, done = false;
    size_t i;
    json_t *item;
    enum sk_status status = put_branch(b, sk_plpgsql_query(json_object_get(stmt, "cond")),
                                       json_object_get(stmt, "then_body"), &open, &done);
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item) {
        const json_t *elsif = json_object_get(item, "PLpgSQL_if_elsif");
        if (!status)
            status = put_branch(b, sk_plpgsql_query(json_object_get(elsif, "cond")), json_object_get(elsif, "stmts"),
                                &open, &done);
    }
    return status ? status : put_else(b, json_object_get(stmt, "else_body"), open, done);
}

/* CASE x WHEN 1 THEN ...: as IF x IN (1) THEN ... What none of them takes is an error where there is no ELSE. */
enum sk_status
sk_body_case(struct sk_mysql_body *b, const json_t *stmt)
{
    bool open = false, done = false;
    size_t i;
    json_t *item;
    enum sk_status status = SK_OK;
    json_array_foreach(json_object_get(stmt, "case_when_list"), i, item) {
        const json_t *when = json_object_get(item, "PLpgSQL_case_when");
        if (!status)
            status =
                put_branch(b, sk_plpgsql_case_test(&b->f, stmt, when), json_object_get(when, "stmts"), &open, &done);
    }
    if (status || json_is_true(json_object_get(stmt, "have_else")) || done)
        return status ? status : put_else(b, json_object_get(stmt, "else_stmts"), open, done);
    sk_text_addf(b->out, "%sSIGNAL SQLSTATE '20000' SET MESSAGE_TEXT = 'case not found'; ", open ? "ELSE " : "");
    return put_else(b, NULL, open, true);
}

/* Loops have labels of their own; what stands between `head` and the statements is the test. */
enum sk_status
sk_body_loop(struct sk_mysql_body *b, const char *test, const json_t *list)
{
    if (b->missing) /* what the loop goes by names what is gone: there is no loop (put_one) */
        return SK_OK;
    int outer = b->loop;
    struct sk_labelled own = {b->label, ++b->loops, b->labels};
    b->loop = own.loop;
    b->labels = &own;
    b->label = NULL;
    sk_text_addf(b->out, "skein_loop_%d: LOOP %s", b->loop, test);
    enum sk_status status = sk_body_list(b, list);
    sk_text_addf(b->out, "END LOOP skein_loop_%d; ", b->loop);
    b->loop = outer;
    b->labels = own.outer;
    b->ended = false;
    return status;
}

enum sk_status
sk_body_while(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *sql;
    enum sk_status status = sk_body_text(&sql, b, sk_plpgsql_query(json_object_get(stmt, "cond")), NULL);
    return status ? status
                  : sk_body_loop(b, sk_printf(b->f.owner, "IF (%s) IS NOT TRUE THEN LEAVE skein_loop_%d; END IF; ", sql,
                                          b->loops + 1),
                             json_object_get(stmt, "body"));
}

/* A variable of the loop's own that holds what is computed once, before it; a constant is none. */
static const char *
kept_for_loop(struct sk_mysql_body *b, const char *name, const char *what, const char *sql)
{
    if (!sql[strspn(sql, "0123456789")])
        return sql;
    const char *own = sk_printf(b->f.owner, "skein_%s_%d", name, b->loops + 1);
    sk_text_addf(b->counters, "DECLARE %s BIGINT; ", own);
    sk_text_addf(b->out, "SET %s = %s; IF %s IS NULL THEN SIGNAL SQLSTATE '22004' SET MESSAGE_TEXT = '%s of FOR "
                         "loop cannot be null'; END IF; ", own, sql, own, what);
    return own;
}

static enum sk_status
print_bounds(struct sk_mysql_body *b, const json_t *stmt, const char **lower, const char **upper, const char **step)
{
    struct sk_type integer = {.kind = SK_TYPE_INTEGER, .length = -1, .scale = -1, .name = "int4"};
    const char *by = sk_plpgsql_query(json_object_get(stmt, "step"));
    enum sk_status status = sk_body_text(lower, b, sk_plpgsql_query(json_object_get(stmt, "lower")), &integer);
    status = status ? status : sk_body_text(upper, b, sk_plpgsql_query(json_object_get(stmt, "upper")), &integer);
    return status ? status : sk_body_text(step, b, by ? by : "1", &integer);
}

/* FOR i IN a..b BY c: the step comes first, so that CONTINUE takes it, too. */
enum sk_status
sk_body_range(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *lower, *upper, *step;
    const char *name = json_string_value(
        json_object_get(json_object_get(json_object_get(stmt, "var"), "PLpgSQL_var"), "refname"));
    bool reverse = json_is_true(json_object_get(stmt, "reverse"));
    struct sk_text *v = sk_text_new(b->f.owner);
    enum sk_status status = print_bounds(b, stmt, &lower, &upper, &step);
    if (status || !name)
        return status ? status : sk_plpgsql_unsupported(&b->f, "this loop");
    struct sk_counter counter = {name, sk_printf(b->f.owner, "v_%s_%d", name, b->loops + 1), b->counter};
    lower = kept_for_loop(b, "lower", "lower bound", lower);
    upper = kept_for_loop(b, "upper", "upper bound", upper);
    step = kept_for_loop(b, "by", "BY value", step);
    b->counter = &counter;
    sk_body_put_variable(b, v, name);
    sk_text_addf(b->counters, "DECLARE %s BIGINT; ", v->data);
    const char *sign = reverse ? "-" : "+", *any = "", *found = "";
    if (b->uses_found) {
        int n = b->loops + 1;
        sk_text_addf(b->counters, "DECLARE skein_any_%d TINYINT; ", n);
        sk_text_addf(b->out, "SET skein_any_%d = 0; ", n);
        any = sk_printf(b->f.owner, "SET skein_any_%d = 1; ", n);
        found = sk_printf(b->f.owner, "SET v_found = skein_any_%d; ", n);
    }
    if (strncmp(step, "skein_", 6) == 0 || strcmp(step, "0") == 0)
        sk_text_addf(b->out, "IF %s <= 0 THEN SIGNAL SQLSTATE '22023' SET MESSAGE_TEXT = 'BY value of FOR loop must be "
                             "greater than zero'; END IF; ", step);
    sk_text_addf(b->out, "SET %s = %s %s %s; ", v->data, lower, reverse ? "+" : "-", step);
    status = sk_body_loop(b,
                      sk_printf(b->f.owner, "SET %s = %s %s %s; IF %s %s %s THEN LEAVE skein_loop_%d; END IF; %s",
                                v->data, v->data, sign, step, v->data, reverse ? "<" : ">", upper, b->loops + 1, any),
                      json_object_get(stmt, "body"));
    sk_text_add(b->out, found);
    b->counter = counter.outer;
    return status;
}

enum sk_status
sk_body_exit(struct sk_mysql_body *b, const json_t *stmt)
{
    const char *sql, *word = json_is_true(json_object_get(stmt, "is_exit")) ? "LEAVE" : "ITERATE";
    const char *test = sk_plpgsql_query(json_object_get(stmt, "cond"));
    const char *label = json_string_value(json_object_get(stmt, "label"));
    const struct sk_labelled *loop = b->labels;
    while (loop && label && !sk_same(loop->label, label))
        loop = loop->outer;
    if (!loop)
        return sk_plpgsql_unsupported(&b->f, "EXIT from what is no loop");
    enum sk_status status = test ? sk_body_text(&sql, b, test, NULL) : SK_OK;
    if (!status && test)
        sk_text_addf(b->out, "IF %s THEN %s skein_loop_%d; END IF; ", sql, word, loop->loop);
    else if (!status)
        sk_text_addf(b->out, "%s skein_loop_%d; ", word, loop->loop);
    return status;
}

enum sk_status
sk_body_plain_loop(struct sk_mysql_body *b, const json_t *stmt)
{
    return sk_body_loop(b, "", json_object_get(stmt, "body"));
}
