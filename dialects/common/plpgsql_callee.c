/*
 * dialects/common/plpgsql_callee.c - the body of a function as statements of the one that calls it.
 *
 * Its variables get names of their own, and its parameters are what they are given: a constant, a column of NEW or a
 * variable is put where the parameter stands, anything else is computed once, into a variable. A RETURN that is not the
 * last statement takes what follows it into the other branches, so that every way through the body ends at its end.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/common/inline_priv.h"
#include "dialects/common/plpgsql_priv.h"
#include "dialects/postgres/postgres.h"

enum { MAX_NAMES = 64, MAX_STATEMENTS = 400 };

/* A name of the function's: the variable or record that it is now, or the value that is put in its place. */
struct name {
    const char *name, *own;
    const char *type; /* of a parameter that is a variable; NULL */
    const sk_node *value;
};

struct callee {
    struct sk_calls *c;
    const struct sk_function *function;
    const struct sk_call_target *target;
    bool sql;     /* in SQL a column comes before a parameter of its name */
    unsigned own; /* which call it is */
    size_t base;  /* the number of its first variable */
    size_t n, n_statements;
    struct name names[MAX_NAMES];
    const struct sk_scope *columns; /* of the statement at hand, of a function in SQL */
    bool within_with;
};

static void
give_up(struct callee *e, const char *why)
{
    e->c->why = e->c->why ? e->c->why : why;
}

static TALLOC_CTX *
owner_of(const struct callee *e)
{
    return e->c->f->owner;
}

static json_t *
expression_of(const char *text)
{
    return json_pack("{s{ss}}", "PLpgSQL_expr", "query", text);
}

/* ---- names in its texts ------------------------------------------------------------------------------------------ */

static const struct name *
find_name(const struct callee *e, const char *name)
{
    for (size_t i = e->n; name && i-- > 0;)
        if (strcmp(e->names[i].name, name) == 0)
            return &e->names[i];
    return NULL;
}

static void
put_name(struct callee *e, sk_node *node, const struct name *name)
{
    *node = *(name->value ? sk_pg_copy(owner_of(e), name->value) : sk_pg_column_node(owner_of(e), name->own));
}

/* The record's name, where a parameter or variable is a record. */
static const char *
record_name(struct callee *e, const struct name *name)
{
    const sk_node *value = name->value;
    if (!value)
        return name->own;
    if (value->node_case == SK_NODE(COLUMN_REF) && value->column_ref->n_fields == 1)
        return sk_node_string(value->column_ref->fields[0]);
    give_up(e, "a field of what is no record");
    return name->name;
}

static void
put_field(struct callee *e, sk_node *node, const struct name *name, sk_node *field)
{
    sk_node *ref = sk_pg_column_node(owner_of(e), record_name(e, name));
    sk_node **fields = sk_alloc(owner_of(e), 2 * sizeof *fields, "nodes");
    fields[0] = ref->column_ref->fields[0];
    fields[1] = field;
    ref->column_ref->fields = fields;
    ref->column_ref->n_fields = 2;
    *node = *ref;
}

/* What a parameter's number, or a bare name, names; NULL: nothing of the function's. */
static const struct name *
named(const struct callee *e, const sk_node *node)
{
    if (node->node_case == SK_NODE(PARAM_REF))
        return node->param_ref->number > 0 && (size_t)node->param_ref->number <= e->n
                   ? &e->names[node->param_ref->number - 1]
                   : NULL;
    bool bare = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1;
    return bare ? find_name(e, sk_node_string(node->column_ref->fields[0])) : NULL;
}

static bool
put_names(sk_node *node, void *data)
{
    struct callee *e = data;
    if (node->node_case == SK_NODE(PARAM_REF)) {
        const struct name *parameter = named(e, node);
        if (parameter)
            put_name(e, node, parameter);
        else
            give_up(e, "a parameter that there is not");
        return false;
    }
    const PgQuery__AIndirection *part = node->node_case == SK_NODE(A_INDIRECTION) ? node->a_indirection : NULL;
    if (part && part->n_indirection == 1 && part->indirection[0]->node_case == SK_NODE(STRING)) { /* (r).x, $1.x */
        const struct name *record = named(e, part->arg);
        if (record)
            put_field(e, node, record, part->indirection[0]);
        return !record;
    }
    if (node->node_case != SK_NODE(COLUMN_REF))
        return true;
    const PgQuery__ColumnRef *ref = node->column_ref;
    bool of_function = ref->n_fields == 2 && sk_same(sk_node_string(ref->fields[0]), e->function->name);
    const struct name *name = find_name(e, sk_node_string(ref->fields[of_function]));
    if (!name || ref->n_fields > 2 || (e->columns && !of_function && sk_scope_column(e->columns, ref).name))
        return false;
    if (ref->n_fields == 1 || of_function)
        put_name(e, node, name);
    else
        put_field(e, node, name, ref->fields[1]);
    return false;
}

/* The relations of a statement, whose columns a function in SQL means first. */
static bool
add_relation(sk_node *node, void *data)
{
    struct callee *e = data;
    struct sk_scope *columns = (struct sk_scope *)(uintptr_t)e->columns;
    const PgQuery__RangeVar *range = node->node_case == SK_NODE(RANGE_VAR) ? node->range_var : NULL;
    const struct sk_table *table =
        range ? sk_catalog_table(e->c->f->catalog, sk_text_or_null(range->schemaname), range->relname) : NULL;
    if (table)
        sk_scope_add_table(columns, table,
                           sk_strdup(owner_of(e), range->alias ? range->alias->aliasname : range->relname));
    else if (range)
        sk_scope_add_from(columns, 1, &node);
    if (node->node_case == SK_NODE(RES_TARGET) && find_name(e, node->res_target->name) && e->within_with)
        give_up(e, "a result of the name of a parameter");
    return true;
}

static void
look_at_columns(struct callee *e, PgQuery__ParseResult *tree)
{
    const sk_node *statement = tree->stmts[0]->stmt;
    PgQuery__WithClause **with = sk_pg_with_of(tree->stmts[0]->stmt);
    PgQuery__RangeVar *changed = sk_pg_changed_relation(statement);
    sk_node range = PG_QUERY__NODE__INIT;
    e->columns = sk_scope_new(owner_of(e), e->c->f->catalog, NULL);
    range.node_case = SK_NODE(RANGE_VAR);
    range.range_var = changed;
    if (changed && statement->node_case != SK_NODE(INSERT_STMT))
        add_relation(&range, e);
    sk_pg_walk(&tree->base, add_relation, e);
    e->within_with = true;
    if (with && *with)
        sk_pg_walk(&(*with)->base, add_relation, e);
    e->within_with = false;
}

/* A statement, or an expression. */
static char *
with_names(struct callee *e, const char *text, bool statement)
{
    PgQuery__ParseResult *tree;
    TALLOC_CTX *owner = owner_of(e);
    if (!text || sk_pg_tree(&tree, owner, statement ? text : sk_printf(owner, "SELECT %s", text), NULL) ||
        tree->n_stmts != 1) {
        give_up(e, "what cannot be parsed");
        return NULL;
    }
    sk_pg_strip_locations(&tree->base);
    if (e->sql)
        look_at_columns(e, tree);
    sk_pg_walk(&tree->base, put_names, e);
    const char *sql = e->c->why ? NULL : sk_pg_deparse(owner, tree->stmts[0]->stmt);
    if (!sql)
        give_up(e, "what cannot be parsed");
    return sql ? sk_strdup(owner, statement ? sql : sql + strlen("SELECT ")) : NULL;
}

/* The name that a variable of the function gets: short enough for all engines. */
static const char *
own_name(struct callee *e, const char *name)
{
    return sk_printf(owner_of(e), "call%u_%.40s", e->own, name);
}

static void rename_all(struct callee *e, json_t *node, const char *kind);

/* "x := value", "x = value" */
static void
rename_assignment(struct callee *e, json_t *expr, const char *text)
{
    size_t before = strcspn(text, ":=");
    const char *value = text[before] ? text + before + strspn(text + before, ":=") : NULL;
    const char *to = value && !memchr(text, '[', before)
                         ? with_names(e, sk_strndup(owner_of(e), text, before), false)
                         : NULL;
    value = to ? with_names(e, value, false) : NULL;
    if (value)
        json_object_set_new(expr, "query", json_string(sk_printf(owner_of(e), "%s := %s", to, value)));
    else
        give_up(e, "an assignment to a part of a value");
}

/* One key of a statement, or of what stands in one. */
static void
rename_one(struct callee *e, json_t *node, const char *kind, const char *key, json_t *item)
{
    static const char *const numbers[] = {"varno", "dno", "recparentno", "t_varno", "target"};
    bool number = json_is_integer(item) && sk_among(key, sizeof numbers / sizeof *numbers, numbers);
    const char *text = strcmp(key, "query") == 0 ? json_string_value(item) : NULL;
    if (number) {
        json_object_set_new(node, key, json_integer(json_integer_value(item) + (json_int_t)e->base));
    } else if (strcmp(key, "refname") == 0) {
        const struct name *name = find_name(e, json_string_value(item));
        if (name)
            json_object_set_new(node, key, json_string(name->own));
    } else if (text && strcmp(kind, "PLpgSQL_stmt_assign") == 0) {
        rename_assignment(e, node, text);
    } else if (text) {
        bool statement = strcmp(kind, "sqlstmt") == 0 || strcmp(kind, "PLpgSQL_stmt_perform") == 0 ||
                         strcmp(kind, "PLpgSQL_stmt_fors") == 0;
        const char *sql = with_names(e, text, statement);
        if (sql)
            json_object_set_new(node, key, json_string(sql));
    } else if (json_is_array(item) || json_is_object(item)) {
        bool within = strcmp(key, "PLpgSQL_expr") == 0 || strcmp(key, "expr") == 0 || strcmp(key, "query") == 0;
        rename_all(e, item, within ? kind : key);
    }
}

static void
rename_all(struct callee *e, json_t *node, const char *kind)
{
    const char *key;
    json_t *item;
    void *next;
    size_t i;
    if (json_is_array(node))
        json_array_foreach(node, i, item)
            rename_all(e, item, kind);
    json_object_foreach_safe(node, next, key, item)
        rename_one(e, node, kind, key, item);
}

/* ---- its parameters ---------------------------------------------------------------------------------------------- */

json_int_t
sk_calls_variable(struct sk_calls *c, const char *name, const char *type)
{
    json_t *datums = (json_t *)(uintptr_t)c->f->datums;
    json_array_append_new(datums, json_pack("{s{sss{s{ss}}}}", "PLpgSQL_var", "refname", name, "datatype",
                                            "PLpgSQL_type", "typname", type));
    return (json_int_t)json_array_size(datums) - 1;
}

static void
add_assignment(struct callee *e, json_t *out, const char *name, json_int_t varno, const char *value)
{
    json_array_append_new(out, json_pack("{s{sIso}}", "PLpgSQL_stmt_assign", "varno", varno, "expr",
                                         expression_of(sk_printf(owner_of(e), "%s := %s", name, value))));
}

static bool
is_assigned(const char *key, const json_t *item, const void *data)
{
    static const char *const keys[] = {"varno", "recparentno", "t_varno", "target"};
    return json_is_integer(item) && sk_among(key, sizeof keys / sizeof *keys, keys) &&
           json_integer_value(item) == *(const json_int_t *)data;
}

static const char *
type_text(struct callee *e, PgQuery__TypeName *type)
{
    PgQuery__TypeCast cast = PG_QUERY__TYPE_CAST__INIT;
    sk_node node = PG_QUERY__NODE__INIT;
    cast.arg = sk_pg_made(owner_of(e), "NULL", 0, NULL);
    cast.type_name = type;
    node.node_case = SK_NODE(TYPE_CAST);
    node.type_cast = &cast;
    const char *text = sk_pg_deparse_expr(owner_of(e), &node), *colons = text ? strstr(text, "::") : NULL;
    return colons ? colons + 2 : "text";
}

/* What stays what it is for as long as the function runs. */
static bool
is_settled(const sk_node *value)
{
    if (value->node_case == SK_NODE(TYPE_CAST))
        value = value->type_cast->arg;
    return value->node_case == SK_NODE(A_CONST) || value->node_case == SK_NODE(COLUMN_REF);
}

/* `value` as one of the parameter's type, where it is not known to be of it. */
static const sk_node *
cast_to(struct callee *e, const sk_node *value, PgQuery__TypeName *type)
{
    struct sk_plpgsql *f = e->c->f;
    struct sk_inliner in = {.owner = f->owner, .p = f->printer};
    bool text = value->node_case == SK_NODE(A_CONST) && value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    struct sk_type wanted = sk_pg_type(f->catalog, f->owner, type);
    return text && sk_type_is_text(&wanted) ? value : sk_inline_cast(&in, value, type);
}

/* NEW, OLD or a record, as the row that a parameter is: NEW.* means the same. */
static const sk_node *
as_record(struct callee *e, const sk_node *arg, PgQuery__TypeName *type)
{
    const PgQuery__ColumnRef *ref = arg->node_case == SK_NODE(COLUMN_REF) ? arg->column_ref : NULL;
    const char *schema = type->n_names > 1 ? sk_node_string(type->names[type->n_names - 2]) : NULL;
    const char *name = sk_node_string(type->names[type->n_names - 1]);
    bool star = ref && ref->n_fields == 2 && ref->fields[1]->node_case == SK_NODE(A_STAR);
    if (!sk_catalog_table(e->c->f->catalog, schema, name) && !sk_same(name, "record"))
        return NULL;
    if (ref && (ref->n_fields == 1 || star))
        return sk_pg_column_node(owner_of(e), sk_node_string(ref->fields[0]));
    give_up(e, "a row as an argument that is none of the trigger's");
    return NULL;
}

/* The argument for a parameter; NULL: there is none. */
static const sk_node *
argument(struct callee *e, const PgQuery__FuncCall *call, size_t i, const PgQuery__FunctionParameter *parameter)
{
    for (size_t k = 0; k < call->n_args; k++) {
        const sk_node *arg = call->args[k];
        if (arg->node_case != SK_NODE(NAMED_ARG_EXPR)) {
            if (k == i)
                return arg;
        } else if (strcmp(arg->named_arg_expr->name, parameter->name) == 0) {
            return arg->named_arg_expr->arg;
        }
    }
    if (!parameter->defexpr)
        give_up(e, "a parameter without an argument");
    return parameter->defexpr;
}

static void
bind_one(struct callee *e, json_t *out, const sk_node *arg, const PgQuery__FunctionParameter *parameter, bool assigned)
{
    const char *name = *parameter->name ? parameter->name : sk_printf(owner_of(e), "$%zu", e->n + 1);
    const sk_node *record = as_record(e, arg, parameter->arg_type);
    struct name *one = &e->names[e->n++];
    *one = (struct name){.name = name, .own = own_name(e, name), .value = record};
    if (record && assigned)
        give_up(e, "an assignment to a row that is a parameter");
    if (record || e->c->why)
        return;
    const sk_node *value = cast_to(e, arg, parameter->arg_type);
    if (is_settled(arg) && !assigned) {
        one->value = value;
        return;
    }
    const char *text = sk_pg_deparse_expr(owner_of(e), value);
    one->type = type_text(e, parameter->arg_type);
    json_int_t varno = e->sql ? sk_calls_variable(e->c, one->own, one->type) : (json_int_t)(e->base + e->n - 1);
    if (text)
        add_assignment(e, out, one->own, varno, text);
    else
        give_up(e, "an argument that cannot be read");
}

/* `body`: where parameters may be assigned; NULL: nowhere. */
static void
bind(struct callee *e, json_t *out, const PgQuery__FuncCall *call, const json_t *body)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(e->function->definition)->create_function_stmt;
    if (call->n_args > stmt->n_parameters || stmt->n_parameters >= MAX_NAMES / 2)
        give_up(e, "more arguments than parameters");
    for (size_t i = 0; i < stmt->n_parameters && !e->c->why; i++) {
        const PgQuery__FunctionParameter *parameter = stmt->parameters[i]->function_parameter;
        bool in = parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_IN ||
                  parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_DEFAULT;
        json_int_t number = (json_int_t)i;
        const sk_node *arg = in ? argument(e, call, i, parameter) : NULL;
        if (!in)
            give_up(e, "a parameter of this kind");
        if (arg)
            bind_one(e, out, arg, parameter, body && sk_pg_procedure_has(body, is_assigned, &number));
    }
}

/* ---- its variables ----------------------------------------------------------------------------------------------- */

/* A second variable of one name, a loop's apart, would hide the first. */
static bool
hides(const struct callee *e, const json_t *datums, size_t i, const char *name)
{
    const struct name *other = find_name(e, name);
    const json_t *var = json_object_get(json_array_get(datums, i), "PLpgSQL_var");
    const char *type = json_string_value(
        json_object_get(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname"));
    return other && (other->value || !sk_same(type, "UNKNOWN"));
}

/* Those behind its parameters. */
static void
name_variables(struct callee *e, const json_t *datums)
{
    size_t i, n_parameters = e->n;
    json_t *datum;
    json_array_foreach(datums, i, datum) {
        const json_t *var = json_object_get(datum, "PLpgSQL_var"), *rec = json_object_get(datum, "PLpgSQL_rec");
        const char *name = json_string_value(json_object_get(var ? var : rec, "refname"));
        if (i < n_parameters || !name || strcmp(name, "found") == 0 || strncmp(name, "__Case_", 7) == 0)
            continue;
        if (hides(e, datums, i, name))
            give_up(e, "a variable that hides another");
        else if (e->n == MAX_NAMES)
            give_up(e, "more variables than can be followed");
        else if (!find_name(e, name))
            e->names[e->n++] = (struct name){.name = sk_strdup(owner_of(e), name), .own = own_name(e, name)};
    }
}

/* They become the caller's, and begin as they are declared. */
static void
take_variables(struct callee *e, json_t *out, json_t *datums, size_t n_parameters, json_int_t begin)
{
    size_t i;
    json_t *datum;
    json_array_foreach(datums, i, datum) {
        json_t *var = json_object_get(datum, "PLpgSQL_var"), *value = json_object_get(var, "default_val");
        const char *refname = json_string_value(json_object_get(var, "refname"));
        if (i < n_parameters && e->names[i].value)
            json_object_clear(datum);
        else if (i < n_parameters)
            json_object_set_new(var, "datatype", json_pack("{s{ss}}", "PLpgSQL_type", "typname", e->names[i].type));
        if (i < n_parameters)
            continue;
        if (value && json_integer_value(json_object_get(var, "lineno")) > begin)
            give_up(e, "a block that declares variables");
        const char *text = value ? with_names(e, sk_plpgsql_query(value), false) : NULL;
        bool local = var && json_object_get(var, "lineno") && strncmp(refname, "__Case_", 7) != 0;
        if (text || (local && !value && e->c->loops && find_name(e, refname)))
            add_assignment(e, out, find_name(e, refname)->own, (json_int_t)(e->base + i), text ? text : "NULL");
        json_object_del(var, "default_val");
    }
    rename_all(e, datums, "");
    json_array_extend((json_t *)(uintptr_t)e->c->f->datums, datums);
}

/* ---- its ends ---------------------------------------------------------------------------------------------------- */

/* What comes after a list: another one, from its i-th statement on. */
struct rest {
    const json_t *list;
    size_t i;
    const struct rest *next;
};

static void put_statements(struct callee *e, json_t *out, const json_t *list, size_t i, const struct rest *next);

static bool
is_return(const char *key, const json_t *item, const void *data)
{
    (void)item, (void)data;
    return strcmp(key, "PLpgSQL_stmt_return") == 0;
}

static void
put_result(struct callee *e, json_t *out, const json_t *stmt)
{
    const PgQuery__CreateFunctionStmt *s = sk_expr_node(e->function->definition)->create_function_stmt;
    const char *text = sk_plpgsql_query(json_object_get(stmt, "expr"));
    bool is_void = sk_same(e->function->returns, "void") || !text;
    if (e->target->text && is_void) {
        add_assignment(e, out, e->target->text, e->target->varno, "NULL");
    } else if (e->target->text) {
        const char *type = s->return_type ? type_text(e, s->return_type) : "text";
        bool whole = sk_same(type, "record") || sk_catalog_table(e->c->f->catalog, NULL, type);
        const char *value = whole ? text : sk_printf(owner_of(e), "CAST((%s) AS %s)", text, type);
        add_assignment(e, out, e->target->text, e->target->varno, value);
    } else if (!is_void && strchr(text, '(')) { /* it may be a call that does something */
        json_array_append_new(out, json_pack("{s{so}}", "PLpgSQL_stmt_perform", "expr",
                                             expression_of(sk_printf(owner_of(e), "SELECT %s", text))));
    }
}

/* The list `key` of a copied branch, with all that comes after it. */
static void
put_branch(struct callee *e, json_t *branch, const char *key, const struct rest *after)
{
    json_t *whole = json_array(), *list = json_incref(json_object_get(branch, key));
    put_statements(e, whole, list ? list : whole, 0, after);
    json_object_set_new(branch, key, whole);
    json_decref(list);
}

/* A statement that may return in one of its branches: what is after it stands in all of them. */
static void
put_branches(struct callee *e, json_t *out, const char *kind, const json_t *stmt, const struct rest *after)
{
    static const char *const lists[] = {"elsif_list", "case_when_list"};
    json_t *copy = json_deep_copy(stmt), *arm;
    size_t i;
    bool is_if = strcmp(kind, "PLpgSQL_stmt_if") == 0;
    if (is_if)
        put_branch(e, copy, "then_body", after);
    for (size_t n = 0; n < 2; n++)
        json_array_foreach(json_object_get(copy, lists[n]), i, arm)
            put_branch(e, json_object_iter_value(json_object_iter(arm)), "stmts", after);
    if (is_if || json_is_true(json_object_get(copy, "have_else")))
        put_branch(e, copy, is_if ? "else_body" : "else_stmts", after);
    json_array_append_new(out, json_pack("{so}", kind, copy));
}

/* The list from its i-th statement on, and what comes after it, into `out`. */
static void
put_statements(struct callee *e, json_t *out, const json_t *list, size_t i, const struct rest *next)
{
    for (; i < json_array_size(list) && !e->c->why; i++) {
        json_t *one = json_array_get(list, i);
        const char *kind = json_object_iter_key(json_object_iter(one));
        const json_t *stmt = json_object_get(one, kind);
        struct rest after = {list, i + 1, next};
        bool block = strcmp(kind, "PLpgSQL_stmt_block") == 0 && !json_object_get(stmt, "exceptions");
        if (++e->n_statements > MAX_STATEMENTS)
            give_up(e, "more branches than can be followed");
        if (is_return(kind, NULL, NULL)) {
            put_result(e, out, stmt);
            return;
        }
        if (!sk_pg_procedure_has(stmt, is_return, NULL)) {
            json_array_append(out, one);
        } else if (block) {
            put_statements(e, out, json_object_get(stmt, "body"), 0, &after);
            return;
        } else if (strcmp(kind, "PLpgSQL_stmt_if") == 0 || strcmp(kind, "PLpgSQL_stmt_case") == 0) {
            put_branches(e, out, kind, stmt, &after);
            return;
        } else {
            give_up(e, "a RETURN within a loop");
        }
    }
    if (next)
        put_statements(e, out, next->list, next->i, next->next);
    else if (e->target->text && !sk_same(e->function->returns, "void"))
        give_up(e, "an end without RETURN");
}

/* ---- the whole --------------------------------------------------------------------------------------------------- */

static json_t *
plpgsql_body(struct callee *e, json_t *out, const PgQuery__FuncCall *call)
{
    json_t *root = sk_pg_function_procedure(e->function);
    sk_handlers_as_branches(owner_of(e), e->c->f->catalog, e->function, NULL, root);
    json_t *definition = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    json_t *datums = json_object_get(definition, "datums");
    json_t *block = json_object_get(json_object_get(definition, "action"), "PLpgSQL_stmt_block");
    json_t *list = json_object_get(block, "body"), *whole = NULL;
    if (!block)
        give_up(e, "what cannot be parsed");
    if (strstr(e->function->body, "#variable_conflict"))
        give_up(e, "#variable_conflict");
    e->base = json_array_size(e->c->f->datums);
    sk_calls_begin(e->c, root, out);
    bind(e, out, call, block);
    size_t n_parameters = e->n;
    if (!e->c->why)
        name_variables(e, datums);
    if (!e->c->why)
        take_variables(e, out, datums, n_parameters, json_integer_value(json_object_get(block, "lineno")));
    if (!e->c->why) {
        rename_all(e, list, "");
        whole = json_array();
        put_statements(e, whole, list, 0, NULL);
    }
    json_decref(root);
    return whole;
}

/* One of its statements; the last one may be what it returns. */
static void
put_sql(struct callee *e, json_t *list, const sk_node *statement, bool last)
{
    const char *text = sk_pg_deparse(owner_of(e), statement);
    bool query = statement->node_case == SK_NODE(SELECT_STMT), into = last && e->target->text;
    json_t *stmt;
    text = text ? with_names(e, text, true) : NULL;
    if (!text) {
        give_up(e, "what cannot be parsed");
    } else if (query && !into) {
        json_array_append_new(list, json_pack("{s{so}}", "PLpgSQL_stmt_perform", "expr", expression_of(text)));
    } else {
        stmt = json_pack("{so}", "sqlstmt", expression_of(text));
        if (into) {
            json_object_set_new(stmt, "into", json_true());
            json_object_set_new(stmt, "target", json_pack("{s{s[{sI}]}}", "PLpgSQL_row", "fields", "varno",
                                                          e->target->varno));
        }
        json_array_append_new(list, json_pack("{so}", "PLpgSQL_stmt_execsql", stmt));
    }
}

static json_t *
sql_body(struct callee *e, json_t *out, const PgQuery__FuncCall *call)
{
    PgQuery__ParseResult *tree;
    json_t *list = json_array();
    bind(e, out, call, NULL);
    if (!e->function->body || sk_pg_tree(&tree, owner_of(e), e->function->body, NULL))
        give_up(e, "a body that is no list of statements");
    for (size_t i = 0; !e->c->why && i < tree->n_stmts; i++)
        put_sql(e, list, tree->stmts[i]->stmt, i + 1 == tree->n_stmts);
    return list;
}

json_t *
sk_calls_body(struct sk_calls *c, const struct sk_function *function, const PgQuery__FuncCall *call,
              const struct sk_call_target *target)
{
    struct callee e = {.c = c, .function = function, .target = target, .own = ++c->n};
    json_t *out = json_array(), *list = NULL;
    e.sql = strcmp(function->language, "sql") == 0;
    for (size_t i = 0; i < c->n_open; i++)
        if (c->open[i] == function)
            give_up(&e, "a call of itself");
    if (c->n_open == SK_PLPGSQL_MAX_CALLS)
        give_up(&e, "calls within calls, deeper than can be followed");
    if (!c->why)
        list = e.sql ? sql_body(&e, out, call) : plpgsql_body(&e, out, call);
    if (list && !c->why) {
        c->open[c->n_open++] = function;
        sk_calls_put_list(c, out, list);
        c->n_open--;
    }
    json_decref(list);
    if (!c->why)
        return out;
    json_decref(out);
    return NULL;
}
