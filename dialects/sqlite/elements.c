/*
 * dialects/sqlite/elements.c - arrays as rows, through json_each(); LIKE; generate_series(). sqlite.org/json1.html,
 * lang_expr.html.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

/* ---- LIKE ----------------------------------------------------------------------------------------------------- */

/*
 * SQLite's LIKE ignores the case of ASCII letters, which is ILIKE; PostgreSQL's LIKE does not. A pattern known now is
 * said with GLOB, which is case-sensitive: % and _ become * and ?, and GLOB's own wildcards are put in brackets.
 */
static char *
glob_of(TALLOC_CTX *owner, const char *pattern, char escape)
{
    struct sk_text *glob = sk_text_new(owner);
    for (const char *c = pattern; *c; c++) {
        bool literal = escape && *c == escape && c[1];
        if (literal)
            c++;
        if (!literal && *c == '%')
            sk_text_add(glob, "*");
        else if (!literal && *c == '_')
            sk_text_add(glob, "?");
        else if (strchr("*?[", *c))
            sk_text_addf(glob, "[%c]", *c);
        else
            sk_text_add_n(glob, c, 1);
    }
    return sk_text_finish(glob, owner);
}

static enum sk_status
like_case_sensitive(struct sk_printer *p, const sk_node *left, const sk_node *pattern, char escape, bool negated)
{
    const char *constant = sk_constant_text(pattern);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_expr(p, left);
    sk_text_add(p->out, negated ? " NOT GLOB " : " GLOB ");
    if (status)
        return status;
    if (constant) {
        sk_text_literal(p->out, glob_of(p->tmp, constant, escape));
    } else {
        const sk_node *args[] = {pattern};
        status = sk_print_template(
            p,
            "replace(replace(replace(replace(replace($1, '[', '[[]'), '*', '[*]'), '?', '[?]'), '%', '*'), '_', '?')",
            1, args);
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_sqlite_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const char *escape, bool negated,
               bool ignore_case)
{
    struct sk_type type = sk_scope_type(p->scope, left);
    const struct sk_user_type *domain;
    if (!ignore_case && sk_sqlite_base_type(p->catalog, &type, &domain)->kind != SK_TYPE_CITEXT)
        return like_case_sensitive(p, left, pattern, *escape, negated);
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_expr(p, left);
    sk_text_add(p->out, negated ? " NOT LIKE " : " LIKE ");
    status = status ? status : sk_print_expr(p, pattern);
    if (*escape) {
        sk_text_add(p->out, " ESCAPE ");
        sk_text_literal(p->out, escape);
    }
    sk_text_add(p->out, ")");
    return status;
}

/* ---- elements of arrays --------------------------------------------------------------------------------------- */

static const struct sk_type texts = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .dimensions = 1, .name = "text"};

enum sk_status
sk_sqlite_array_of(struct sk_printer *p, const PgQuery__AArrayExpr *array)
{
    enum sk_status status = SK_OK;
    array = sk_print_elements(p, array);
    sk_text_add(p->out, "json_array(");
    for (size_t i = 0; i < array->n_elements && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = sk_print_expr(p, sk_print_padded(p, array->elements[i]));
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_sqlite_any_of(struct sk_printer *p, const PgQuery__AExpr *e, const char *op)
{
    bool any = e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY;
    if (strcmp(op, any ? "=" : "<>") != 0)
        return sk_print_unsupported(p, e->rexpr, "%s ANY/ALL has no equivalent on %s", op, p->rules->dialect);
    enum sk_status status;
    const sk_node *array = sk_pg_uncast(e->rexpr);
    bool constant = array->node_case == SK_NODE(A_CONST) && !array->a_const->isnull;
    p->within++; /* json_each() has columns of its own */
    const char *elements = sk_print_value_apart(p, array, &texts, &status);
    p->within--;
    if (!constant) /* no array is not one without elements */
        sk_text_addf(p->out, "CASE WHEN %s IS NOT NULL THEN ", elements);
    sk_text_add(p->out, "(");
    status = status ? status : sk_print_expr(p, e->lexpr);
    sk_text_addf(p->out, "%s IN (SELECT value FROM json_each(%s)))%s", any ? "" : " NOT", elements,
                 constant ? "" : " END");
    return status;
}

/* json_each() gives 1 for true and the bare text of a string; the functions give JSON, or text. */
static void
put_element(struct sk_text *out, const char *row, bool text)
{
    sk_text_addf(out, "CASE %stype WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ", row);
    if (text)
        sk_text_addf(out, "ELSE CAST(%svalue AS TEXT) END", row);
    else
        sk_text_addf(out, "WHEN 'object' THEN %svalue WHEN 'array' THEN %svalue ELSE json_quote(%svalue) END", row, row,
                     row);
}

/* Is the value of the function's row made in FROM, once, rather than wherever it is named? SQLite lets no query in FROM
 * look at the items beside it: there are none. */
static bool
is_made_in_from(const struct sk_printer *p, const struct sk_range *range)
{
    bool whole = strstr(range->elements, "_array_elements") && !strstr(range->elements, "_text");
    for (const struct sk_scope *scope = p->scope; scope && whole; scope = scope->parent)
        for (size_t i = 0; i < scope->n_ranges; i++)
            if (scope->ranges[i].call == range->call)
                return scope->n_ranges == 1;
    return false;
}

enum sk_status
sk_sqlite_elements(struct sk_printer *p, const PgQuery__RangeFunction *range, const PgQuery__FuncCall *call,
                   const struct sk_range *found)
{
    bool keys = strstr(found->elements, "_each") || strstr(found->elements, "_keys");
    if (range->ordinality && keys)
        return sk_print_unsupported(p, call->args[0], "WITH ORDINALITY of a document's keys has no equivalent on %s",
                                    p->rules->dialect);
    bool document = strcmp(found->elements, "unnest") != 0, made = is_made_in_from(p, found);
    if (made) {
        sk_text_add(p->out, "(SELECT key, ");
        put_element(p->out, "", false);
        sk_text_add(p->out, " AS value FROM ");
    }
    sk_text_add(p->out, "json_each(");
    enum sk_status status = document ? sk_print_expr(p, call->args[0]) : sk_print_value(p, call->args[0], &texts);
    sk_text_add(p->out, made ? ")) AS " : ") AS ");
    sk_print_name(p, found->alias);
    return status;
}

void
sk_sqlite_element(struct sk_printer *p, const struct sk_range *range, size_t column)
{
    struct sk_text *row = sk_text_new(p->tmp);
    const struct sk_type *type = &range->columns.items[column].type;
    bool each = strstr(range->elements, "_each") != NULL;
    sk_text_ident(row, range->alias, p->rules->quote);
    if (strstr(range->elements, "_keys") || (each && column == 0)) {
        sk_text_addf(p->out, "%s.key", row->data);
        return;
    }
    if (!each && column > 0) { /* WITH ORDINALITY */
        sk_text_addf(p->out, "(%s.key + 1)", row->data);
        return;
    }
    if (strcmp(range->elements, "unnest") == 0 || is_made_in_from(p, range)) {
        sk_text_addf(p->out, "%s.value", row->data);
        return;
    }
    sk_text_add(p->out, "(");
    put_element(p->out, sk_printf(p->tmp, "%s.", row->data), type->kind == SK_TYPE_TEXT);
    sk_text_add(p->out, ")");
}

/* ---- array[1] ---------------------------------------------------------------------------------------------------- */

/* The steps of a path; an index that is no constant counts from a mask, so that 0 and what is below it are nowhere. */
static enum sk_status
put_path(struct sk_printer *p, const PgQuery__AIndirection *part, struct sk_type *type)
{
    enum sk_status status = SK_OK;
    bool document = sk_type_is_json(type);
    sk_text_add(p->out, "'$");
    for (size_t i = 0; i < part->n_indirection && !status; i++) {
        const PgQuery__AIndices *index =
            part->indirection[i]->node_case == SK_NODE(A_INDICES) ? part->indirection[i]->a_indices : NULL;
        if (!index || index->is_slice || (!document && !type->dimensions))
            return sk_print_unsupported(p, part->arg, "this part of a value has no equivalent on sqlite");
        type->dimensions -= type->dimensions > 0;
        const char *key = sk_constant_text(index->uidx);
        struct sk_type of = sk_scope_type(p->scope, index->uidx);
        if (document && key) {
            struct sk_text *step = sk_text_new(p->tmp);
            sk_text_literal(step, sk_printf(p->tmp, ".\"%s\"", key));
            sk_text_addf(p->out, "' || %s || '", step->data);
            continue;
        }
        sk_text_add(p->out, sk_type_is_integer(&of) ? "[' || (((" : "[' || ((CAST(round(");
        status = sk_print_expr(p, index->uidx);
        sk_text_add(p->out, sk_type_is_integer(&of) ? ")" : ") AS INTEGER)");
        sk_text_add(p->out, document ? ")) || ']" : " - 1) & 2147483647) || ']");
    }
    sk_text_add(p->out, "'");
    return status;
}

/* array[2:3] */
static enum sk_status
slice(struct sk_printer *p, const PgQuery__AIndirection *part, const PgQuery__AIndices *bounds)
{
    const sk_node *args[] = {part->arg, bounds->lidx ? bounds->lidx : part->arg,
                             bounds->uidx ? bounds->uidx : part->arg};
    return sk_print_template(p, sk_printf(p->tmp, "CASE WHEN $1 IS NOT NULL THEN (SELECT json_group_array(value) FROM "
                                                  "json_each($1) WHERE %s AND %s) END",
                                          bounds->lidx ? "key >= ($2) - 1" : "true",
                                          bounds->uidx ? "key <= ($3) - 1" : "true"), 3, args);
}

/* array[1], array[i][j], array[2:3], json['key'] */
enum sk_status
sk_sqlite_subscript(struct sk_printer *p, const PgQuery__AIndirection *part)
{
    struct sk_type type = sk_scope_type(p->scope, part->arg);
    const PgQuery__AIndices *first =
        part->indirection[0]->node_case == SK_NODE(A_INDICES) ? part->indirection[0]->a_indices : NULL;
    if (first && first->is_slice && part->n_indirection == 1 && type.dimensions)
        return slice(p, part, first);
    sk_text_add(p->out, sk_type_is_json(&type) ? "(" : "json_extract(");
    enum sk_status status = sk_print_expr(p, part->arg);
    sk_text_add(p->out, sk_type_is_json(&type) ? " -> (" : ", ");
    bool document = sk_type_is_json(&type);
    status = status ? status : put_path(p, part, &type);
    sk_text_add(p->out, document ? "))" : ")");
    return status;
}

/* ---- LATERAL ----------------------------------------------------------------------------------------------------- */

static bool
is_broken(const struct sk_type *type)
{
    return !type->dimensions &&
           (type->kind == SK_TYPE_NUMERIC || type->kind == SK_TYPE_REAL || type->kind == SK_TYPE_DOUBLE);
}

/*
 * LATERAL (SELECT ...): its rows as a JSON array of arrays, made for each row that stands before it, whose elements are
 * rows again: the arguments of json_each() may name what stands before it. JSON keeps 15 digits of a number that is
 * none of whole ones, and no bytes: those go as text.
 */
enum sk_status
sk_sqlite_lateral(struct sk_printer *p, const PgQuery__RangeSubselect *source, const struct sk_range *range)
{
    bool first = true;
    sk_text_add(p->out, "json_each((SELECT json_group_array(json_array(");
    for (size_t i = 0; i < range->columns.n; i++) {
        const struct sk_type *type = &range->columns.items[i].type;
        struct sk_text *name = sk_text_new(p->tmp);
        sk_text_ident(name, range->columns.items[i].name, p->rules->quote);
        sk_text_sep(p->out, &first, ", ");
        if (is_broken(type))
            sk_text_addf(p->out, "CASE typeof(l.%s) WHEN 'real' THEN printf('%%!.17g', l.%s) ELSE l.%s END", name->data,
                         name->data, name->data);
        else if (type->kind == SK_TYPE_BYTEA && !type->dimensions)
            sk_text_addf(p->out, "CASE WHEN l.%s IS NOT NULL THEN hex(l.%s) END", name->data, name->data);
        else
            sk_text_addf(p->out, type->dimensions || sk_type_is_json(type) ? "l.%s || ''" : "l.%s", name->data);
    }
    sk_text_add(p->out, ")) FROM (");
    enum sk_status status = sk_print_source(p, source);
    sk_text_add(p->out, ") AS l)) AS ");
    sk_print_name(p, range->alias);
    return status;
}

void
sk_sqlite_lateral_column(struct sk_printer *p, const struct sk_range *range, size_t column)
{
    struct sk_text *value = sk_text_new(p->tmp);
    const struct sk_type *type = &range->columns.items[column].type;
    sk_text_ident(value, range->alias, p->rules->quote);
    sk_text_addf(value, ".value ->> %zu", column);
    if (is_broken(type))
        sk_text_addf(p->out, "CAST(%s AS %s)", value->data, type->kind == SK_TYPE_NUMERIC ? "NUMERIC" : "REAL");
    else if (type->kind == SK_TYPE_BYTEA && !type->dimensions)
        sk_text_add(p->out, sk_sqlite_unhex(p, value->data));
    else
        sk_text_addf(p->out, "(%s)", value->data);
}

/* generate_series(a, b[, step]) over integers is a recursive query. */
enum sk_status
sk_sqlite_series(struct sk_printer *p, const PgQuery__FuncCall *call, const char *alias, const char *column)
{
    struct sk_type type = sk_scope_type(p->scope, call->args[0]);
    if (!sk_type_is_integer(&type))
        return sk_print_unsupported(
            p, call->args[0], "generate_series() over other than integers has no equivalent on %s", p->rules->dialect);
    struct sk_text *quoted = sk_text_new(p->tmp);
    sk_text_ident(quoted, column, '"');
    sk_text_add(p->out, "(WITH RECURSIVE s (n) AS (");
    enum sk_status status = sk_print_template(
        p, call->n_args > 2 ? "SELECT $1 WHERE CASE WHEN $3 > 0 THEN $1 <= $2 WHEN $3 < 0 THEN $1 >= $2 END UNION ALL "
                              "SELECT n + $3 FROM s WHERE CASE WHEN $3 > 0 THEN n + $3 <= $2 ELSE n + $3 >= $2 END"
                            : "SELECT $1 WHERE $1 <= $2 UNION ALL SELECT n + 1 FROM s WHERE n < $2",
        call->n_args, (const sk_node *const *)call->args);
    sk_text_addf(p->out, ") SELECT n AS %s FROM s) AS ", quoted->data);
    sk_print_name(p, alias);
    return status;
}
