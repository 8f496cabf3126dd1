/*
 * dialects/postgres/interpret_left.c - what rows decide about in a block that is run while the migration is planned.
 *
 * A block that makes tables asks in between whether a row is in the way: SELECT count(*) INTO n, IF n > 0 THEN RAISE.
 * Such statements are left, with what is known put in, to a block of their own, which is run where they stood. Its
 * variables end with it: what comes later cannot ask for them.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

static bool put_list(struct sk_block_run *r, struct sk_text *out, const json_t *list);

/* ---- which variables it is about --------------------------------------------------------------------------------- */

/* The variable may have another value from what is left: what it was goes there first. Of one that was lost nobody can
 * say it. */
static void
give_away(struct sk_block_run *r, struct sk_text *out, const char *name)
{
    const struct sk_block_cell *cell = sk_block_find(r, name);
    sk_node *ref = sk_pg_column_node(r->owner, name);
    bool known = cell && (cell->value.kind != SK_VALUE_UNKNOWN || cell->value.same_all_along);
    bool said = known && sk_block_put_variables(r, ref, true);
    if (said) {
        sk_text_ident(out, name, '"');
        sk_text_addf(out, " := %s;\n", sk_pg_deparse_expr(r->owner, ref));
    }
    sk_block_set(r, name, (struct sk_block_value){.lost = (known && !said) || (cell && cell->value.lost)});
}

/* A record's fields, and its name, which stands for those that are not known yet: from here on they are what is left
 * makes of them, or `lost`. */
static void
set_record(struct sk_block_run *r, const char *record, bool lost)
{
    size_t len = strlen(record);
    for (size_t i = 0; i < r->n; i++)
        if (strncmp(r->cells[i].name, record, len) == 0 && r->cells[i].name[len] == '.')
            r->cells[i].value = (struct sk_block_value){.lost = lost};
    sk_block_set(r, record, (struct sk_block_value){.lost = lost});
}

static bool
is_used(const struct sk_block_run *r, const char *record)
{
    size_t len = strlen(record);
    for (size_t i = 0; i < r->n; i++)
        if (strncmp(r->cells[i].name, record, len) == 0 && r->cells[i].name[len] == '.' &&
            (r->cells[i].value.kind != SK_VALUE_UNKNOWN || r->cells[i].value.lost))
            return true;
    return false;
}

/* All of the target is given a value, or `lost`. */
static void
set_target(struct sk_block_run *r, const json_t *target, bool lost)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    size_t i;
    json_t *field;
    if (record)
        set_record(r, record, lost);
    if (single)
        sk_block_set(r, single, (struct sk_block_value){.lost = lost});
    json_array_foreach(json_object_get(json_object_get(target, "PLpgSQL_row"), "fields"), i, field)
        sk_block_set(r, json_string_value(json_object_get(field, "name")), (struct sk_block_value){.lost = lost});
}

/* Some way gives the target a value, another does not. */
static void
give_away_target(struct sk_block_run *r, struct sk_text *out, const json_t *target)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const struct sk_block_cell *marker = record ? sk_block_find(r, record) : NULL;
    size_t i;
    json_t *field;
    if (record)
        set_record(r, record, is_used(r, record) || (marker && marker->value.lost));
    json_array_foreach(json_object_get(json_object_get(target, "PLpgSQL_row"), "fields"), i, field)
        give_away(r, out, json_string_value(json_object_get(field, "name")));
}

static const char *
assigned(const struct sk_block_run *r, const json_t *stmt)
{
    const json_t *datum = json_array_get(r->datums, (size_t)json_integer_value(json_object_get(stmt, "varno")));
    return json_string_value(json_object_get(json_object_get(datum, "PLpgSQL_var"), "refname"));
}

/* All that the steps may give values to; loops see to what they go through. */
static void
give_away_all(struct sk_block_run *r, struct sk_text *out, const json_t *steps)
{
    const char *key;
    json_t *item;
    size_t i;
    json_array_foreach(steps, i, item)
        give_away_all(r, out, item);
    json_object_foreach((json_t *)(uintptr_t)steps, key, item) {
        if (strcmp(key, "PLpgSQL_stmt_assign") == 0 && assigned(r, item))
            give_away(r, out, assigned(r, item));
        else if (strcmp(key, "target") == 0)
            give_away_target(r, out, item);
        give_away_all(r, out, item);
    }
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

/* The expression with what is known; NULL: it cannot be had. */
static const char *
expression(struct sk_block_run *r, const char *text)
{
    sk_node *select = sk_do_parse(r->b->a->owner, sk_printf(r->owner, "SELECT %s", text));
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1 &&
               sk_block_put_variables(r, select, true);
    return one ? sk_pg_deparse_expr(r->owner, select->select_stmt->target_list[0]->res_target->val) : NULL;
}

static const char *
statement(struct sk_block_run *r, const char *sql)
{
    sk_node *node = sk_do_parse(r->b->a->owner, sql);
    return node && sk_block_put_variables(r, node, true) ? sk_pg_deparse(r->owner, node) : NULL;
}

/* a, b, or a record; false: something else */
static bool
put_target(struct sk_text *out, const json_t *target)
{
    const char *record = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_rec"), "refname"));
    const char *single = json_string_value(json_object_get(json_object_get(target, "PLpgSQL_var"), "refname"));
    const json_t *fields = json_object_get(json_object_get(target, "PLpgSQL_row"), "fields");
    size_t i;
    json_t *field;
    if (record || single)
        sk_text_ident(out, record ? record : single, '"');
    json_array_foreach(fields, i, field) {
        const char *name = json_string_value(json_object_get(field, "name"));
        if (!name || strchr(name, '.'))
            return false;
        sk_text_add(out, i ? ", " : "");
        sk_text_ident(out, name, '"');
    }
    return record || single || json_array_size(fields) > 0;
}

static bool
put_into(struct sk_text *out, const json_t *stmt)
{
    sk_text_add(out, json_is_true(json_object_get(stmt, "strict")) ? " INTO STRICT " : " INTO ");
    return put_target(out, json_object_get(stmt, "target"));
}

static bool
put_sql(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    const char *sql = statement(r, sk_do_query(json_object_get(stmt, "sqlstmt")));
    sk_text_add(out, sql ? sql : "");
    bool into = json_is_true(json_object_get(stmt, "into"));
    bool put = sql && (!into || put_into(out, stmt));
    sk_text_add(out, ";\n");
    return put;
}

static bool
put_perform(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    const char *sql = statement(r, sk_do_query(json_object_get(stmt, "expr")));
    if (!sql || strncmp(sql, "SELECT ", strlen("SELECT ")) != 0)
        return false;
    sk_text_addf(out, "PERFORM %s;\n", sql + strlen("SELECT "));
    return true;
}

static bool
put_assign(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    const char *name = assigned(r, stmt), *equals = strchr(sk_do_query(json_object_get(stmt, "expr")), '=');
    const char *value = name && equals ? expression(r, equals + 1) : NULL;
    if (!value)
        return false;
    sk_text_ident(out, name, '"');
    sk_text_addf(out, " := %s;\n", value);
    return true;
}

static bool
put_condition(struct sk_block_run *r, struct sk_text *out, const char *word, const json_t *of, const char *body)
{
    const char *condition = expression(r, sk_do_query(json_object_get(of, "cond")));
    sk_text_addf(out, "%s %s THEN\n", word, condition ? condition : "");
    return condition && put_list(r, out, json_object_get(of, body));
}

static bool
put_if(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    bool put = put_condition(r, out, "IF", stmt, "then_body");
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(stmt, "elsif_list"), i, item)
        put = put && put_condition(r, out, "ELSIF", json_object_get(item, "PLpgSQL_if_elsif"), "stmts");
    if (json_object_get(stmt, "else_body")) {
        sk_text_add(out, "ELSE\n");
        put = put && put_list(r, out, json_object_get(stmt, "else_body"));
    }
    sk_text_add(out, "END IF;\n");
    return put;
}

static bool
put_loop(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    const char *query = statement(r, sk_do_query(json_object_get(stmt, "query")));
    sk_text_add(out, "FOR ");
    bool put = query && put_target(out, json_object_get(stmt, "var"));
    sk_text_addf(out, " IN %s LOOP\n", query ? query : "");
    set_target(r, json_object_get(stmt, "var"), false);
    put = put && put_list(r, out, json_object_get(stmt, "body"));
    set_target(r, json_object_get(stmt, "var"), true);
    sk_text_add(out, "END LOOP;\n");
    return put;
}

/* What is only said is left out. */
static bool
put_raise(struct sk_block_run *r, struct sk_text *out, const json_t *stmt)
{
    static const char *const options[] = {"ERRCODE",    "MESSAGE",  "DETAIL", "HINT",  "COLUMN",
                                          "CONSTRAINT", "DATATYPE", "TABLE",  "SCHEMA"};
    const json_t *level = json_object_get(stmt, "elog_level");
    const char *message = json_string_value(json_object_get(stmt, "message"));
    const char *condition = json_string_value(json_object_get(stmt, "condname"));
    size_t i;
    json_t *item;
    if (level && json_integer_value(level) <= 20)
        return true;
    sk_text_addf(out, "RAISE EXCEPTION %s", condition ? condition : "");
    if (message)
        sk_text_literal(out, message);
    json_array_foreach(json_object_get(stmt, "params"), i, item) {
        const char *value = expression(r, sk_do_query(item));
        if (!value)
            return false;
        sk_text_addf(out, ", %s", value);
    }
    json_array_foreach(json_object_get(stmt, "options"), i, item) {
        const json_t *option = json_object_get(item, "PLpgSQL_raise_option");
        size_t type = (size_t)json_integer_value(json_object_get(option, "opt_type"));
        const char *value = expression(r, sk_do_query(json_object_get(option, "expr")));
        if (!value || type >= sizeof options / sizeof *options)
            return false;
        sk_text_addf(out, "%s %s = %s", i ? "," : " USING", options[type], value);
    }
    sk_text_add(out, ";\n");
    return true;
}

static bool
put_one(struct sk_block_run *r, struct sk_text *out, const char *kind, const json_t *stmt)
{
    static const struct {
        const char *kind;
        bool (*put)(struct sk_block_run *r, struct sk_text *out, const json_t *stmt);
    } kinds[] = {{"execsql", put_sql}, {"perform", put_perform}, {"assign", put_assign},
                 {"if", put_if},       {"fors", put_loop},       {"raise", put_raise}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].kind, kind) == 0)
            return kinds[i].put(r, out, stmt);
    return false;
}

static bool
put_list(struct sk_block_run *r, struct sk_text *out, const json_t *list)
{
    size_t i;
    json_t *item, *stmt;
    const char *kind;
    json_array_foreach(list, i, item)
        json_object_foreach(item, kind, stmt)
            if (!put_one(r, out, kind + strlen("PLpgSQL_stmt_"), stmt))
                return false;
    return true;
}

/* ---- leaving ----------------------------------------------------------------------------------------------------- */

/* The variables as they were, for what turns out not to be left. */
static struct sk_block_cell *
noted(const struct sk_block_run *r)
{
    struct sk_block_cell *cells = sk_alloc(r->owner, (r->n + 1) * sizeof *cells, "cells");
    for (size_t i = 0; i < r->n; i++)
        cells[i] = r->cells[i];
    return cells;
}

static bool
leave(struct sk_block_run *r, const struct sk_text *text, bool acts)
{
    r->left = r->left ? r->left : sk_text_new(r->owner);
    r->left_acts = r->left_acts || acts;
    if (acts)
        sk_block_forget_asked(r);
    r->unknown = r->unknown || r->b->as_written;
    sk_text_add(r->left, text->data);
    return true;
}

static bool
has_word(const char *text, const char *word)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    size_t len = strlen(word);
    for (const char *c = strcasestr(text, word); c; c = strcasestr(c + 1, word))
        if ((c == text || !strchr(letters, c[-1])) && (!c[len] || !strchr(letters, c[len])))
            return true;
    return false;
}

static bool
asks_found(const char *key, const json_t *item, const void *data)
{
    (void)data;
    return strcmp(key, "query") == 0 && has_word(json_string_value(item), "found");
}

/* x := value */
static bool
leave_assignment(struct sk_block_run *r, const json_t *stmt)
{
    struct sk_text *text = sk_text_new(r->owner);
    const char *value = strchr(sk_do_query(json_object_get(stmt, "expr")), '=');
    const sk_node *select = value ? sk_do_parse(r->b->a->owner, sk_printf(r->owner, "SELECT %s", value + 1)) : NULL;
    if (!select || !put_assign(r, text, stmt))
        return false;
    sk_block_set(r, assigned(r, stmt), (struct sk_block_value){0});
    return leave(r, text, sk_do_acts(r->b->a, select));
}

static void
take_back(struct sk_block_run *r, const struct sk_block_cell *before, size_t n)
{
    for (size_t i = 0; i < n; i++)
        r->cells[i] = before[i];
    r->n = n;
}

static bool
leave_steps(struct sk_block_run *r, const char *kind, const json_t *stmt)
{
    struct sk_text *text = sk_text_new(r->owner);
    const struct sk_block_cell *found = sk_block_find(r, "found");
    bool found_known = found && found->value.kind != SK_VALUE_UNKNOWN;
    if (!sk_do_only_rows(r->b->a, stmt))
        return false;
    give_away_all(r, text, stmt);
    /* FOUND is what it was before: nobody can say that to the block. */
    if (!put_one(r, text, kind, stmt) || (found_known && sk_pg_procedure_has(stmt, asks_found, NULL)))
        return false;
    sk_block_set(r, "found", (struct sk_block_value){0});
    return leave(r, text, true);
}

bool
sk_block_leave(struct sk_block_run *r, const char *kind, const json_t *stmt)
{
    struct sk_block_cell *before = noted(r);
    size_t n = r->n;
    if (strcmp(kind, "assign") == 0)
        return leave_assignment(r, stmt);
    json_t *steps = sk_block_with_statics(r, stmt);
    take_back(r, before, n);
    bool left = steps && leave_steps(r, kind, steps);
    json_decref(steps);
    if (!left)
        take_back(r, before, n);
    return left;
}

bool
sk_block_leave_query(struct sk_block_run *r, const sk_node *query, const json_t *stmt)
{
    struct sk_text *text = sk_text_new(r->owner);
    bool changes = query->node_case != SK_NODE(SELECT_STMT), strict = json_is_true(json_object_get(stmt, "strict"));
    if (changes && query->node_case != SK_NODE(INSERT_STMT) && query->node_case != SK_NODE(UPDATE_STMT) &&
        query->node_case != SK_NODE(DELETE_STMT))
        return false;
    sk_text_add(text, sk_pg_deparse(r->owner, query));
    if (!put_into(text, stmt))
        return false;
    sk_text_add(text, ";\n");
    set_target(r, json_object_get(stmt, "target"), false);
    sk_block_set(r, "found", (struct sk_block_value){0});
    return leave(r, text, strict || sk_do_acts(r->b->a, query));
}

bool
sk_block_leave_sql(struct sk_block_run *r, const char *sql)
{
    struct sk_text *text = sk_text_new(r->owner);
    const char *whole = statement(r, sql);
    if (!whole)
        return false;
    sk_text_addf(text, "%s;\n", whole);
    return leave(r, text, true);
}

/* ---- the block --------------------------------------------------------------------------------------------------- */

static void
put_declarations(struct sk_block_run *r, struct sk_text *out)
{
    size_t i;
    json_t *datum;
    json_array_foreach(r->datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var"), *record = json_object_get(datum, "PLpgSQL_rec");
        const char *name = json_string_value(json_object_get(var ? var : record, "refname"));
        const struct sk_block_cell *cell = name ? sk_block_find(r, name) : NULL;
        if (!cell || cell->value.kind != SK_VALUE_UNKNOWN || !json_object_get(var ? var : record, "lineno") ||
            !has_word(r->left->data, name) || (var && !sk_block_declared(var)))
            continue;
        sk_text_ident(out, name, '"');
        sk_text_addf(out, " %s;\n", var ? sk_block_declared(var) : "RECORD");
    }
}

void
sk_block_end_left(struct sk_block_run *r)
{
    struct sk_text *source = sk_text_new(r->owner);
    for (size_t i = 0; i < r->n; i++)
        r->cells[i].value.lost = r->cells[i].value.kind == SK_VALUE_UNKNOWN && !r->cells[i].value.same_all_along;
    if (r->left && r->left_acts) {
        sk_text_add(source, "DECLARE\n");
        put_declarations(r, source);
        sk_text_addf(source, "BEGIN\n%sEND", r->left->data);
        sk_do_add_trigger(r->b, source->data);
    }
    r->left = NULL;
    r->left_acts = false;
}
