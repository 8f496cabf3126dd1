/*
 * dialects/common/plpgsql_known.c - what a trigger's function does not leave open: the trigger's arguments, and the
 * texts that it makes of them.
 *
 * One function serves many tables: it goes through TG_ARGV and EXECUTEs a text that names the table. For one trigger
 * all of that is known before anything runs. The loop becomes its rounds, the text a statement like any other.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/postgres/interpret_priv.h"

enum {
    MAX_ROUNDS = 64
};

struct known {
    struct sk_plpgsql *f;
    struct sk_block_run run;
};

/* ---- the arguments ----------------------------------------------------------------------------------------------- */

static bool
is_name(const sk_node *node, const char *name)
{
    return node && node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1 &&
           sk_same(sk_node_string(node->column_ref->fields[0]), name);
}

static sk_node *
text_node(TALLOC_CTX *owner, const char *text)
{
    sk_node *node = sk_pg_made(owner, text ? "''" : "NULL::text", 0, NULL);
    if (text)
        node->a_const->sval->sval = sk_strdup(owner, text);
    return node;
}

/* TG_ARGV[i], which counts from 0; one that there is not is NULL. */
static sk_node *
argument(const struct sk_plpgsql *f, const PgQuery__AIndirection *part)
{
    const sk_node *index = part->n_indirection == 1 ? part->indirection[0] : NULL;
    const sk_node *number =
        index && index->node_case == SK_NODE(A_INDICES) && !index->a_indices->is_slice ? index->a_indices->uidx : NULL;
    if (!number || number->node_case != SK_NODE(A_CONST) || number->a_const->val_case != PG_QUERY__A__CONST__VAL_IVAL)
        return NULL;
    size_t i = (size_t)number->a_const->ival->ival;
    return text_node(f->owner, i < f->trigger->n_args ? f->trigger->args[i] : NULL);
}

static bool
put_argument(sk_node *node, void *data)
{
    const struct sk_plpgsql *f = data;
    sk_node *value = NULL;
    if (node->node_case == SK_NODE(A_INDIRECTION) && is_name(node->a_indirection->arg, "tg_argv"))
        value = argument(f, node->a_indirection);
    else if (is_name(node, "tg_nargs"))
        value = sk_pg_made(f->owner, sk_printf(f->owner, "%zu", f->trigger->n_args), 0, NULL);
    if (value)
        *node = *value;
    return !value;
}

void
sk_plpgsql_put_arguments(const struct sk_plpgsql *f, ProtobufCMessage *tree)
{
    sk_pg_walk(tree, put_argument, (void *)(uintptr_t)f);
}

const sk_node *
sk_plpgsql_when(const struct sk_plpgsql *f)
{
    sk_node *copy = sk_pg_copy(f->owner, sk_expr_node(f->trigger->when)), *items[] = {copy};
    PgQuery__List list = PG_QUERY__LIST__INIT;
    list.n_items = 1;
    list.items = items;
    sk_plpgsql_put_columns(f, &list.base);
    sk_plpgsql_put_depth(f, &list.base, false);
    return copy;
}

/* NEW, or ROW(NEW.a, NEW.b, ...) with all columns that the table has. */
static bool
is_whole_row(const struct sk_table *table, const sk_node *node, const char *record)
{
    if (node && is_name(node, record))
        return true;
    const PgQuery__RowExpr *row = node && node->node_case == SK_NODE(ROW_EXPR) ? node->row_expr : NULL;
    bool whole = row && row->n_args == table->n_columns;
    for (size_t i = 0; whole && i < row->n_args; i++) {
        const PgQuery__ColumnRef *ref =
            row->args[i]->node_case == SK_NODE(COLUMN_REF) ? row->args[i]->column_ref : NULL;
        whole = ref && ref->n_fields == 2 && sk_same(sk_node_string(ref->fields[0]), record) &&
                sk_same(sk_node_string(ref->fields[1]), table->columns[i]->name);
    }
    return whole;
}

static const char *
star_of(const sk_node *node)
{
    const PgQuery__ColumnRef *ref = node->node_case == SK_NODE(COLUMN_REF) ? node->column_ref : NULL;
    const char *record = ref && ref->n_fields == 2 && ref->fields[1]->node_case == SK_NODE(A_STAR)
                             ? sk_node_string(ref->fields[0])
                             : NULL;
    return record && (strcmp(record, "new") == 0 || strcmp(record, "old") == 0) ? record : NULL;
}

/* NEW, NEW.* */
static const char *
record_of(const sk_node *node)
{
    return is_name(node, "new") ? "new" : is_name(node, "old") ? "old" : star_of(node);
}

static sk_node *
columns_of(const struct sk_plpgsql *f, const char *record)
{
    struct sk_text *sql = sk_text_new(f->owner);
    for (size_t i = 0; i < f->table->n_columns; i++) {
        sk_text_addf(sql, i ? ", %s." : "ROW(%s.", record);
        sk_text_ident(sql, f->table->columns[i]->name, '"');
    }
    sk_text_add(sql, ")");
    return sk_pg_made(f->owner, sql->data, 0, NULL);
}

/* NEW.* and ROW(NEW.*) among values are its columns. */
static bool
put_columns(sk_node *node, void *data)
{
    const struct sk_plpgsql *f = data;
    bool row = node->node_case == SK_NODE(ROW_EXPR) && node->row_expr->n_args == 1;
    const char *record = row ? star_of(node->row_expr->args[0]) : NULL;
    if (record && f->table->n_columns)
        *node = *columns_of(f, record);
    if (node->node_case != SK_NODE(A_EXPR) || !node->a_expr->lexpr)
        return !record;
    const char *left = record_of(node->a_expr->lexpr), *right = record_of(node->a_expr->rexpr);
    if (left && right && f->table->n_columns) {
        *node->a_expr->lexpr = *columns_of(f, left);
        *node->a_expr->rexpr = *columns_of(f, right);
    }
    return true;
}

void
sk_plpgsql_put_columns(const struct sk_plpgsql *f, ProtobufCMessage *tree)
{
    sk_pg_walk(tree, put_columns, (void *)(uintptr_t)f);
}

bool
sk_plpgsql_compares_rows(const struct sk_plpgsql *f, const sk_node *node)
{
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    return e && e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT &&
           ((is_whole_row(f->table, e->lexpr, "new") && is_whole_row(f->table, e->rexpr, "old")) ||
            (is_whole_row(f->table, e->lexpr, "old") && is_whole_row(f->table, e->rexpr, "new")));
}

/* ---- what RETURN gives ------------------------------------------------------------------------------------------- */

static bool
is_row_event(const char *word, const struct sk_plpgsql *f)
{
    return (strcasecmp(word, "new") == 0 || strcasecmp(word, "old") == 0) && !sk_plpgsql_has_no_row(f, word);
}

const char *
sk_plpgsql_returned(const struct sk_plpgsql *f, const json_t *stmt)
{
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    char first[4], second[4], end;
    if (!text || sscanf(text, " %*[cCoOaAlLeEsS] ( %3[a-zA-Z] , %3[a-zA-Z] )%c", first, second, &end) != 2 ||
        strncasecmp(text + strspn(text, " "), "coalesce", 8) != 0)
        return text;
    bool rows = (strcasecmp(first, "new") == 0 && strcasecmp(second, "old") == 0) ||
                (strcasecmp(first, "old") == 0 && strcasecmp(second, "new") == 0);
    return !rows ? text : is_row_event(first, f) ? sk_strdup(f->owner, first) : sk_strdup(f->owner, second);
}

/* ---- values ------------------------------------------------------------------------------------------------------ */

static const sk_node *
parsed(struct known *k, const char *text)
{
    PgQuery__ParseResult *tree;
    if (!text || sk_pg_tree(&tree, k->f->owner, text, NULL) || tree->n_stmts != 1)
        return NULL;
    sk_pg_strip_locations(&tree->base);
    sk_plpgsql_put_arguments(k->f, &tree->base);
    return tree->stmts[0]->stmt;
}

static const sk_node *
parsed_expression(struct known *k, const char *text)
{
    const sk_node *select = text ? parsed(k, sk_printf(k->f->owner, "SELECT %s", text)) : NULL;
    bool one = select && select->node_case == SK_NODE(SELECT_STMT) && select->select_stmt->n_target_list == 1 &&
               !select->select_stmt->n_from_clause;
    return one ? select->select_stmt->target_list[0]->res_target->val : NULL;
}

/* What may give something else by the time the trigger fires. */
static bool
find_open(sk_node *node, void *data)
{
    static const char *const closed[] = {"format", "concat", "quote_ident", "quote_literal"};
    bool *open = data;
    if (node->node_case == SK_NODE(SUB_LINK) || node->node_case == SK_NODE(SQLVALUE_FUNCTION))
        *open = true;
    if (node->node_case != SK_NODE(FUNC_CALL))
        return true;
    const char *name = sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname);
    bool known = false;
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
        known = known || strcmp(closed[i], name) == 0;
    *open = *open || !known;
    return true;
}

static struct sk_block_value
value_of(struct known *k, const char *text)
{
    const sk_node *node = parsed_expression(k, text);
    bool open = !node;
    sk_pg_walk_node(node, find_open, &open);
    return open ? (struct sk_block_value){0} : sk_block_eval(&k->run, node);
}

static void
know(struct known *k, const char *name, const char *text)
{
    sk_block_set(&k->run, name, sk_block_text(text));
}

/* What every trigger's function knows. */
static void
know_trigger(struct known *k)
{
    static const char *const names[] = {"tg_op",   "tg_table_name", "tg_relname", "tg_table_schema",
                                        "tg_name", "tg_when",       "tg_level"};
    const struct sk_plpgsql *f = k->f;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        know(k, names[i], sk_plpgsql_special(f, names[i]));
    bool bare = strcmp(f->table->schema, SK_PUBLIC) == 0;
    know(k, "tg_relid", bare ? f->table->name : sk_printf(f->owner, "%s.%s", f->table->schema, f->table->name));
    struct sk_block_value *items = sk_alloc(f->owner, (f->trigger->n_args + 1) * sizeof *items, "arguments");
    for (size_t i = 0; i < f->trigger->n_args; i++)
        items[i] = sk_block_text(f->trigger->args[i]);
    sk_block_set(&k->run, "tg_argv",
                 (struct sk_block_value){.kind = SK_VALUE_ARRAY, .n = f->trigger->n_args, .items = items});
}

/* ---- EXECUTE ----------------------------------------------------------------------------------------------------- */

struct parameters {
    struct known *k;
    const json_t *list;
    bool missing;
};

static const sk_node *
parameter(struct parameters *p, const PgQuery__ParamRef *ref)
{
    const json_t *one = ref->number > 0 ? json_array_get(p->list, (size_t)ref->number - 1) : NULL;
    const sk_node *value = parsed_expression(p->k, sk_plpgsql_query(one));
    p->missing = p->missing || !value;
    return value;
}

static void
add_fields(TALLOC_CTX *owner, PgQuery__ColumnRef *ref, const PgQuery__AIndirection *part)
{
    sk_node **fields = NULL;
    size_t n = 0;
    for (size_t i = 0; i < ref->n_fields + part->n_indirection; i++)
        sk_push(owner, fields, n, i < ref->n_fields ? ref->fields[i] : part->indirection[i - ref->n_fields]);
    ref->fields = fields;
    ref->n_fields = n;
}

/* $1, and $1.column of a record. */
static bool
put_parameter(sk_node *node, void *data)
{
    struct parameters *p = data;
    const PgQuery__AIndirection *part = node->node_case == SK_NODE(A_INDIRECTION) ? node->a_indirection : NULL;
    bool field = part && part->arg->node_case == SK_NODE(PARAM_REF);
    if (!field && node->node_case != SK_NODE(PARAM_REF))
        return true;
    const sk_node *value = parameter(p, field ? part->arg->param_ref : node->param_ref);
    sk_node *copy = value ? sk_pg_copy(p->k->f->owner, value) : NULL;
    if (copy && field && copy->node_case != SK_NODE(COLUMN_REF))
        p->missing = true;
    if (!copy || p->missing)
        return false;
    if (field)
        add_fields(p->k->f->owner, copy->column_ref, part);
    *node = *copy;
    return false;
}

/* The statement that the text is, with what USING gives in it; NULL: it is not known. */
static const char *
executed(struct known *k, const json_t *stmt, bool *query)
{
    struct sk_block_value text = value_of(k, sk_plpgsql_query(json_object_get(stmt, "query")));
    struct parameters p = {.k = k, .list = json_object_get(stmt, "params")};
    const sk_node *node = text.kind == SK_VALUE_TEXT ? parsed(k, text.text) : NULL;
    if (!node || (node->node_case != SK_NODE(SELECT_STMT) && node->node_case != SK_NODE(INSERT_STMT) &&
                  node->node_case != SK_NODE(UPDATE_STMT) && node->node_case != SK_NODE(DELETE_STMT)))
        return NULL;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, put_parameter, &p);
    *query = node->node_case == SK_NODE(SELECT_STMT);
    return p.missing ? NULL : sk_pg_deparse(k->f->owner, node);
}

static json_t *
expression_of(const char *text)
{
    return json_pack("{s{ss}}", "PLpgSQL_expr", "query", text);
}

/* EXECUTE leaves FOUND as it was, which a statement of its own does not. */
static void
settle_execute(struct known *k, json_t *one, json_t *stmt)
{
    bool query, into = json_is_true(json_object_get(stmt, "into"));
    const char *sql = executed(k, stmt, &query);
    if (!sql || sk_plpgsql_uses(k->f->root, "found"))
        return;
    json_object_set_new(stmt, query && !into ? "expr" : "sqlstmt", expression_of(sql));
    json_object_set(one, query && !into ? "PLpgSQL_stmt_perform" : "PLpgSQL_stmt_execsql", stmt);
    json_object_del(one, "PLpgSQL_stmt_dynexecute");
}

/* ---- loops ------------------------------------------------------------------------------------------------------- */

static void settle_list(struct known *k, json_t *list, bool always);

static bool
has(const json_t *node, const char *kind)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_array(node))
        json_array_foreach(node, i, item) if (has(item, kind)) return true;
    json_object_foreach((json_t *)(uintptr_t)node, key,
                        item) if (strcmp(key, kind) == 0 || has(item, kind)) return true;
    return false;
}

static json_t *
assignment(const struct known *k, const json_t *varno, const char *name, const char *value)
{
    struct sk_text *text = sk_text_new(k->f->owner);
    sk_text_ident(text, name, '"');
    sk_text_add(text, " := ");
    if (value)
        sk_text_literal(text, value);
    else
        sk_text_add(text, "NULL");
    return json_pack("{s{sOso}}", "PLpgSQL_stmt_assign", "varno", varno, "expr", expression_of(text->data));
}

/* FOREACH over an array that is known: its rounds take the place of the loop. Returns how many statements they are, 0
 * for any other loop. */
static size_t
settle_loop(struct known *k, json_t *list, size_t at, const json_t *stmt)
{
    const json_t *varno = json_object_get(stmt, "varno"), *body = json_object_get(stmt, "body");
    const char *record = NULL, *name = sk_plpgsql_target(k->f, stmt, &record);
    struct sk_block_value array = value_of(k, sk_plpgsql_query(json_object_get(stmt, "expr")));
    if (array.kind != SK_VALUE_ARRAY || array.n == 0 || array.n > MAX_ROUNDS || !name || record ||
        json_object_get(stmt, "slice") || has(body, "PLpgSQL_stmt_exit"))
        return 0;
    json_t *rounds = json_array(), *item;
    size_t i;
    for (size_t n = 0; n < array.n; n++) {
        json_t *round = json_deep_copy(body);
        know(k, name, array.items[n].text);
        settle_list(k, round, false);
        json_array_append_new(rounds, assignment(k, varno, name, array.items[n].text));
        json_array_extend(rounds, round);
        json_decref(round);
    }
    sk_block_set(&k->run, name, (struct sk_block_value){0});
    json_array_remove(list, at);
    json_array_foreach(rounds, i, item) json_array_insert(list, at + i, item);
    size_t n = json_array_size(rounds);
    json_decref(rounds);
    return n;
}

/* ---- variables --------------------------------------------------------------------------------------------------- */

static size_t
count_assignments(const json_t *node, json_int_t varno)
{
    const char *key;
    json_t *item;
    size_t i, n = 0;
    if (json_is_array(node))
        json_array_foreach(node, i, item) n += count_assignments(item, varno);
    json_object_foreach((json_t *)(uintptr_t)node, key, item)
    {
        bool sets = strcmp(key, "varno") == 0 && json_integer_value(item) == varno;
        n += sets + count_assignments(item, varno);
    }
    return n;
}

/* A variable that is set once, whatever the row is. */
static void
settle_assign(struct known *k, const json_t *stmt)
{
    const char *record = NULL, *name = sk_plpgsql_target(k->f, stmt, &record);
    json_int_t varno = json_integer_value(json_object_get(stmt, "varno"));
    struct sk_block_value value = value_of(k, sk_plpgsql_value(stmt));
    if (name && !record && value.kind != SK_VALUE_UNKNOWN && count_assignments(k->f->body, varno) == 1)
        sk_block_set(&k->run, name, value);
}

static void
settle_declared(struct known *k)
{
    size_t i;
    json_t *datum;
    json_array_foreach(k->f->datums, i, datum)
    {
        const json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const char *text = sk_plpgsql_query(json_object_get(var, "default_val"));
        struct sk_block_value value = value_of(k, text);
        if (name && text && value.kind != SK_VALUE_UNKNOWN && count_assignments(k->f->body, (json_int_t)i) == 0)
            sk_block_set(&k->run, name, value);
    }
}

/* ---- statements -------------------------------------------------------------------------------------------------- */

static void
settle_within(struct known *k, json_t *stmt)
{
    static const char *const lists[] = {"body", "then_body", "else_body", "stmts", "else_stmts"};
    static const char *const arms[] = {"elsif_list", "case_when_list"};
    size_t i;
    json_t *arm;
    for (size_t n = 0; n < sizeof lists / sizeof *lists; n++)
        settle_list(k, json_object_get(stmt, lists[n]), false);
    for (size_t n = 0; n < sizeof arms / sizeof *arms; n++)
        json_array_foreach(json_object_get(stmt, arms[n]), i, arm)
            settle_within(k, json_object_iter_value(json_object_iter(arm)));
}

/* `always`: nothing decides whether the list is run. */
static void
settle_list(struct known *k, json_t *list, bool always)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *kind = json_object_iter_key(json_object_iter(one));
        json_t *stmt = json_object_get(one, kind);
        size_t n = 0;
        if (strcmp(kind, "PLpgSQL_stmt_foreach_a") == 0)
            n = settle_loop(k, list, i, stmt);
        if (n)
            i += n - 1;
        else if (strcmp(kind, "PLpgSQL_stmt_dynexecute") == 0)
            settle_execute(k, one, stmt);
        else if (strcmp(kind, "PLpgSQL_stmt_assign") == 0 && always)
            settle_assign(k, stmt);
        else
            settle_within(k, stmt);
    }
}

void
sk_plpgsql_settle(struct sk_plpgsql *f)
{
    struct known k = {.f = f, .run = {.owner = f->owner, .datums = f->datums}};
    know_trigger(&k);
    settle_declared(&k);
    settle_list(&k, json_object_get(f->body, "body"), true);
}
