/*
 * dialects/mysql/stored.c - functions of the project's own as functions of the server's.
 *
 * What cannot be put where it is called, because its loops depend on its arguments, the servers can run by themselves.
 * Such a function is made before the statement that calls it, under a name that says what it does: one that has been
 * replaced is another one, and what was made with the former keeps that, as it keeps one that was put into it.
 */
#include <string.h>

#include "dialects/mysql/physical.h"
#include "dialects/mysql/plpgsql_priv.h"

/* The functions that are being made, each within the one before. */
struct sk_storing {
    const struct sk_function *function;
    const struct sk_storing *outer;
};

/* PostgreSQL ignores what a parameter's or a result's type says beyond its name. */
static struct sk_type
type_of(struct sk_printer *p, const PgQuery__TypeName *type_name)
{
    struct sk_type type = sk_pg_type(p->catalog, p->tmp, type_name);
    if (type.kind == SK_TYPE_VARCHAR || type.kind == SK_TYPE_CHAR)
        type = (struct sk_type){.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text",
                                .dimensions = type.dimensions};
    return type;
}

/* libpg_query says of no parameter what its type is. */
static void
put_parameter_types(struct sk_mysql_body *b, const PgQuery__CreateFunctionStmt *stmt)
{
    size_t i;
    json_t *datum;
    json_array_foreach(b->f.datums, i, datum) {
        json_t *var = json_object_get(datum, "PLpgSQL_var");
        const char *name = json_string_value(json_object_get(var, "refname"));
        const PgQuery__FunctionParameter *parameter = NULL;
        for (size_t k = 0; k < stmt->n_parameters && !json_object_get(var, "lineno"); k++)
            if (sk_same(stmt->parameters[k]->function_parameter->name, name))
                parameter = stmt->parameters[k]->function_parameter;
        const sk_node *null = parameter ? sk_pg_made(b->f.owner, "CAST(NULL AS text)", 0, NULL) : NULL;
        if (!null)
            continue;
        null->type_cast->type_name = parameter->arg_type;
        const char *text = sk_pg_deparse_expr(b->f.owner, null), *type = text ? strstr(text, "::") : NULL;
        if (type)
            json_object_set_new(json_object_get(json_object_get(var, "datatype"), "PLpgSQL_type"), "typname",
                                json_string(type + 2));
    }
}

static void
put_parameters(struct sk_mysql_body *b, struct sk_printer *p, const PgQuery__CreateFunctionStmt *stmt, size_t n,
               struct sk_text *sql)
{
    for (size_t i = 0; i < n && i < stmt->n_parameters; i++) {
        const PgQuery__FunctionParameter *parameter = stmt->parameters[i]->function_parameter;
        struct sk_type type = type_of(p, parameter->arg_type);
        sk_text_add(sql, i ? ", " : "");
        sk_body_put_variable(b, sql, *parameter->name ? parameter->name : sk_printf(p->tmp, "%zu", i + 1));
        sk_text_addf(sql, " %s", sk_body_type(b, &type));
    }
}

/* "(parameters) RETURNS type ... body" */
static enum sk_status
define(const char **out, struct sk_printer *p, const struct sk_function *function, size_t n_args, struct sk_error *err)
{
    const PgQuery__CreateFunctionStmt *stmt = sk_expr_node(function->definition)->create_function_stmt;
    const struct sk_trigger none = {.name = function->name, .timing = SK_AFTER, .for_each_row = true};
    const struct sk_table rowless = {.schema = SK_PUBLIC, .name = ""};
    const struct sk_type returns = type_of(p, stmt->return_type);
    struct sk_mysql_body b = {.rewrite = p->rewrite,
                              .function = function,
                              .returns = &returns,
                              .out = sk_text_new(p->tmp),
                              .counters = sk_text_new(p->tmp)};
    struct sk_storing storing = {function, p->storing};
    struct sk_text *sql = sk_text_new(p->tmp);
    char *body = NULL;
    b.f = (struct sk_plpgsql){.owner = p->tmp, .table = &rowless, .trigger = &none, .is_called = true};
    sk_body_begin(&b, p->rewrite, p->pos_bytes, err);
    b.printer.storing = &storing;
    enum sk_status status = sk_plpgsql_open(&b.f, function);
    put_parameter_types(&b, stmt);
    b.printer.scope = sk_plpgsql_variable_scope(&b.f);
    status = status ? status : sk_body_put_function(&b, &body);
    if (!status) {
        sk_text_add(sql, "(");
        put_parameters(&b, p, stmt, n_args, sql);
        sk_text_addf(sql, ") RETURNS %s NOT DETERMINISTIC READS SQL DATA %s", sk_body_type(&b, &returns), body);
        *out = sql->data;
    }
    sk_plpgsql_close(&b.f);
    talloc_free(b.printer.tmp);
    return status;
}

/* Make it, unless the script has done so. */
static void
make(struct sk_printer *p, const char *name, const char *definition)
{
    struct sk_rewrite *rewrite = p->rewrite;
    const char *sql = sk_printf(rewrite->owner, "CREATE FUNCTION IF NOT EXISTS %s%s",
                                sk_mysql_relation(p->tmp, SK_PUBLIC, name), definition);
    for (size_t i = 0; i < rewrite->n; i++)
        if (sk_same(rewrite->outputs[i].sql, sql))
            return;
    struct sk_output *output =
        sk_mysql_run(rewrite, sql, p->pos_bytes, "a function with loops is one of the server's own");
    output->compound = true;
    output->probe = output->skip_if =
        sk_printf(rewrite->owner, "SELECT 1 FROM information_schema.routines WHERE routine_schema = %s AND "
                  "routine_name = %s", sk_mysql_database(p->tmp, SK_PUBLIC), sk_mysql_constant(p->tmp, name));
}

const sk_node *
sk_mysql_stored(struct sk_printer *p, const struct sk_function *function, size_t n_args, const sk_node *const *args,
                const char **why)
{
    const char *definition;
    struct sk_error err = SK_ERROR_INIT;
    struct sk_text *call = sk_text_new(p->tmp);
    for (const struct sk_storing *s = p->storing; s; s = s->outer)
        if (s->function == function) {
            *why = "a call of itself";
            return NULL;
        }
    if (!p->rewrite || define(&definition, p, function, n_args, &err)) {
        *why = sk_strdup(p->tmp, err.message ? err.message : "it cannot be read");
        sk_error_clear(&err);
        return NULL;
    }
    const char *name = sk_printf(p->tmp, SK_MYSQL_STORED "%.40s_%08x", function->name, sk_mysql_hash(definition));
    make(p, name, definition);
    sk_text_add(call, "skein_stored(");
    sk_text_literal(call, name);
    for (size_t i = 1; i <= n_args; i++)
        sk_text_addf(call, ", $%zu", i);
    sk_text_add(call, ")");
    return sk_pg_made(p->tmp, call->data, n_args, args);
}

enum sk_status
sk_mysql_call_stored(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    sk_print_relation(p, SK_PUBLIC, sk_constant_text(call->args[0]));
    sk_text_add(p->out, "(");
    enum sk_status status = sk_print_list(p, call->n_args - 1, call->args + 1, ", ");
    sk_text_add(p->out, ")");
    return status;
}
