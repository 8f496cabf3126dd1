/*
 * dialects/postgres/reverse.c - what takes a change back, as PostgreSQL's SQL.
 *
 * A name that changed is changed back, what was made is dropped, what was dropped is made again as the catalog before
 * the change has it, with all that went along. The text is a migration like any other: parsed, analysed and rewritten
 * for the engine at hand.
 */
#include <stdarg.h>
#include <string.h>

#include "dialects/postgres/reverse_priv.h"

void
sk_reverse_worse(struct sk_reverse *r, enum sk_reversal label, const char *fmt, ...)
{
    va_list ap;
    if (label <= r->label)
        return;
    va_start(ap, fmt);
    r->label = label;
    r->why = sk_vprintf(r->out, fmt, ap);
    va_end(ap);
}

void
sk_reverse_end(struct sk_reverse *r)
{
    sk_text_add(r->out, ";\n");
}

const char *
sk_reverse_relation(struct sk_reverse *r, const char *schema, const char *name)
{
    struct sk_text *text = sk_text_new(r->out);
    sk_pg_put_relation(text, schema, name);
    return text->data;
}

const char *
sk_reverse_ident(struct sk_reverse *r, const char *name)
{
    struct sk_text *text = sk_text_new(r->out);
    sk_pg_put_name(text, name);
    return text->data;
}

/* "ALTER TABLE name " and what is done to it */
void
sk_reverse_alter(struct sk_reverse *r, const char *schema, const char *table, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_text_addf(r->out, "ALTER TABLE %s %s;\n", sk_reverse_relation(r, schema, table), sk_vprintf(r->out, fmt, ap));
    va_end(ap);
}

struct sk_table *
sk_reverse_table_before(const struct sk_reverse *r)
{
    return sk_catalog_table(r->before, r->change->schema, r->change->name);
}

const char *
sk_reverse_text_of(const struct sk_reverse *r, struct sk_expr *expr)
{
    return r->before->ops->text(expr);
}

/* ---- functions, triggers, comments ---------------------------------------------------------------------------- */

static void
create_function(struct sk_reverse *r)
{
    const struct sk_function *is = r->change->u.function;
    const struct sk_function *was = sk_catalog_function_like(r->before, is->schema, is->name, is->signature);
    if (!was) {
        sk_text_addf(r->out, "DROP %s %s(%s);\n", is->procedure ? "PROCEDURE" : "FUNCTION",
                     sk_reverse_relation(r, is->schema, is->name), is->signature);
        return;
    }
    const char *sql = sk_reverse_text_of(r, was->definition);
    if (strncmp(sql, "CREATE OR REPLACE ", 18) != 0)
        sql = sk_printf(r->out, "CREATE OR REPLACE %s", sql + strlen("CREATE "));
    sk_text_addf(r->out, "%s;\n", sql);
}

static const struct sk_trigger *
trigger_of(const struct sk_catalog *catalog, const struct sk_change *change, const char *name)
{
    const struct sk_table *table = sk_catalog_table(catalog, change->schema, change->name);
    return table ? sk_table_trigger(table, name) : NULL;
}

static void
create_trigger(struct sk_reverse *r)
{
    const struct sk_trigger *was = trigger_of(r->before, r->change, r->change->to);
    sk_text_addf(r->out, "DROP TRIGGER %s ON %s;\n", sk_reverse_ident(r, r->change->to),
                 sk_reverse_relation(r, r->change->schema, r->change->name));
    if (was)
        sk_reverse_trigger(r, r->change->schema, r->change->name, was);
}

static void
enable_trigger(struct sk_reverse *r)
{
    const struct sk_table *was = sk_reverse_table_before(r);
    for (size_t i = 0; was && i < was->n_triggers; i++) {
        const struct sk_trigger *is = trigger_of(r->after, r->change, was->triggers[i]->name);
        if (is && is->disabled != was->triggers[i]->disabled)
            sk_reverse_alter(r, was->schema, was->name, "%s TRIGGER %s",
                             was->triggers[i]->disabled ? "DISABLE" : "ENABLE", sk_reverse_ident(r, is->name));
    }
}

static const char *
comment_before(const struct sk_reverse *r, const char **on)
{
    const struct sk_change *c = r->change;
    const struct sk_table *table = sk_catalog_table(r->before, c->schema, c->name);
    const struct sk_view *view = sk_catalog_view(r->before, c->schema, c->name);
    const struct sk_column *column = table && c->from ? sk_table_column(table, c->from) : NULL;
    const struct sk_constraint *k = table && c->from ? sk_table_constraint(table, c->from) : NULL;
    struct sk_table *of;
    const struct sk_index *index =
        c->object == SK_ON_INDEX ? sk_catalog_index(r->before, c->schema, c->name, &of) : NULL;
    const struct sk_user_type *type = c->object == SK_ON_TYPE ? sk_catalog_type(r->before, c->schema, c->name) : NULL;
    *on = NULL;
    switch (c->object) {
    case SK_ON_TABLE:
        *on = "TABLE ";
        return table ? table->comment : NULL;
    case SK_ON_COLUMN:
        *on = "COLUMN ";
        return column ? column->comment : NULL;
    case SK_ON_CONSTRAINT:
        *on = "CONSTRAINT ";
        return k ? k->comment : NULL;
    case SK_ON_INDEX:
        *on = "INDEX ";
        return index ? index->comment : NULL;
    case SK_ON_VIEW:
        *on = view && view->materialized ? "MATERIALIZED VIEW " : "VIEW ";
        return view ? view->comment : NULL;
    case SK_ON_TYPE:
        *on = "TYPE ";
        return type ? type->comment : NULL;
    case SK_ON_OTHER:
        break;
    }
    return NULL;
}

static void
comment(struct sk_reverse *r)
{
    if (r->change->object == SK_ON_OTHER) /* the catalog keeps none of it, a function's name neither */
        return;
    const char *on, *text = comment_before(r, &on), *name = sk_reverse_relation(r, r->change->schema, r->change->name);
    sk_text_addf(r->out, "COMMENT ON %s", on);
    if (r->change->object == SK_ON_CONSTRAINT)
        sk_text_addf(r->out, "%s ON %s", sk_reverse_ident(r, r->change->from), name);
    else if (r->change->object == SK_ON_COLUMN)
        sk_text_addf(r->out, "%s.%s", name, sk_reverse_ident(r, r->change->from));
    else
        sk_text_add(r->out, name);
    sk_text_add(r->out, " IS ");
    if (text)
        sk_text_literal(r->out, text);
    else
        sk_text_add(r->out, "NULL");
    sk_reverse_end(r);
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

static bool
is_new_table(const struct sk_reverse *r, const PgQuery__RangeVar *range)
{
    const char *schema = *range->schemaname ? range->schemaname : SK_PUBLIC;
    return r->is_new(r->data, schema, range->relname, NULL);
}

/* Columns that are taken away again need not get their values back. */
static bool
sets_new_columns(const struct sk_reverse *r, const PgQuery__UpdateStmt *update)
{
    const char *schema = *update->relation->schemaname ? update->relation->schemaname : SK_PUBLIC;
    for (size_t i = 0; i < update->n_target_list; i++)
        if (!r->is_new(r->data, schema, update->relation->relname, update->target_list[i]->res_target->name))
            return false;
    return true;
}

static bool
truncates_new(const struct sk_reverse *r, const PgQuery__TruncateStmt *truncate)
{
    for (size_t i = 0; i < truncate->n_relations; i++)
        if (!is_new_table(r, truncate->relations[i]->range_var))
            return false;
    return true;
}

/* Rows of a table that is new go with it; those of any other that were changed are not known any more. `table` gets the
 * name of the table, where there is one. */
static bool
keeps_rows(const struct sk_reverse *r, const sk_node *node, const char **table);

/* A query of WITH can change rows, too. */
static bool
with_keeps_rows(const struct sk_reverse *r, const PgQuery__WithClause *with, const char **table)
{
    for (size_t i = 0; with && i < with->n_ctes; i++)
        if (!keeps_rows(r, with->ctes[i]->common_table_expr->ctequery, table))
            return false;
    return true;
}

static bool
keeps_rows(const struct sk_reverse *r, const sk_node *node, const char **table)
{
    switch (node ? node->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case SK_NODE(SELECT_STMT):
        return with_keeps_rows(r, node->select_stmt->with_clause, table);
    case SK_NODE(INSERT_STMT):
        if (!with_keeps_rows(r, node->insert_stmt->with_clause, table))
            return false;
        *table = node->insert_stmt->relation->relname;
        return is_new_table(r, node->insert_stmt->relation);
    case SK_NODE(UPDATE_STMT):
        if (!with_keeps_rows(r, node->update_stmt->with_clause, table))
            return false;
        *table = node->update_stmt->relation->relname;
        return is_new_table(r, node->update_stmt->relation) || sets_new_columns(r, node->update_stmt);
    case SK_NODE(DELETE_STMT):
        if (!with_keeps_rows(r, node->delete_stmt->with_clause, table))
            return false;
        *table = node->delete_stmt->relation->relname;
        return is_new_table(r, node->delete_stmt->relation);
    case SK_NODE(COPY_STMT):
        *table = node->copy_stmt->relation ? node->copy_stmt->relation->relname : NULL;
        return *table && is_new_table(r, node->copy_stmt->relation);
    case SK_NODE(TRUNCATE_STMT):
        *table = node->truncate_stmt->n_relations == 1 ? node->truncate_stmt->relations[0]->range_var->relname : NULL;
        return truncates_new(r, node->truncate_stmt);
    default:
        return false;
    }
}

static void
rows(struct sk_reverse *r)
{
    const char *table = NULL;
    if (keeps_rows(r, sk_expr_node(r->change->query), &table))
        return;
    if (table)
        sk_reverse_worse(r, SK_IMPOSSIBLE, "rows of table \"%s\" were changed, and nobody knows any more how they were",
                         table);
    else
        sk_reverse_worse(r, SK_IMPOSSIBLE, "rows were changed, and nobody knows any more how they were");
}

/* ---- all kinds ------------------------------------------------------------------------------------------------ */

static void
rename_back(struct sk_reverse *r, const char *kind, const char *name)
{
    const struct sk_change *c = r->change;
    if (c->to_schema)
        sk_text_addf(r->out, "ALTER %s %s SET SCHEMA %s;\n", kind, sk_reverse_relation(r, c->to_schema, c->to),
                     sk_reverse_ident(r, c->schema));
    else
        sk_text_addf(r->out, "ALTER %s %s RENAME TO %s;\n", kind, sk_reverse_relation(r, c->schema, c->to),
                     sk_reverse_ident(r, name));
}

static void
rename_function_back(struct sk_reverse *r)
{
    const struct sk_change *c = r->change;
    sk_text_addf(r->out, "ALTER %s %s(%s) %s %s;\n", c->u.function->procedure ? "PROCEDURE" : "FUNCTION",
                 sk_reverse_relation(r, c->to_schema ? c->to_schema : c->schema, c->to),
                 c->u.function->signature ? c->u.function->signature : "", c->to_schema ? "SET SCHEMA" : "RENAME TO",
                 sk_reverse_ident(r, c->to_schema ? c->schema : c->name));
}

static const char *
view_kind(const struct sk_reverse *r)
{
    const struct sk_view *view = sk_catalog_view(r->before, r->change->schema, r->change->name);
    return view && view->materialized ? "MATERIALIZED VIEW" : "VIEW";
}

static void
rename_part(struct sk_reverse *r, const char *kind)
{
    const struct sk_change *c = r->change;
    sk_reverse_alter(r, c->schema, c->name, "RENAME %s %s TO %s", kind, sk_reverse_ident(r, c->to),
                     sk_reverse_ident(r, c->from));
}

void
sk_pg_reverse(struct sk_reverse *r)
{
    const struct sk_change *c = r->change;
    if (c->redundant)
        return;
    switch (c->kind) {
    case SK_CREATE_SCHEMA:
        sk_text_addf(r->out, "DROP SCHEMA %s;\n", sk_reverse_ident(r, c->name));
        return;
    case SK_RENAME_SCHEMA:
        sk_text_addf(r->out, "ALTER SCHEMA %s RENAME TO %s;\n", sk_reverse_ident(r, c->to),
                     sk_reverse_ident(r, c->name));
        return;
    case SK_CREATE_TABLE:
        sk_text_addf(r->out, "DROP TABLE %s;\n", sk_reverse_relation(r, c->schema, c->name));
        sk_reverse_worse(r, SK_STRUCTURE_ONLY, "the rows of table \"%s\" go with it", c->name);
        return;
    case SK_RENAME_TABLE:
        rename_back(r, "TABLE", c->name);
        return;
    case SK_SET_TABLE_SCHEMA:
        sk_text_addf(r->out, "ALTER TABLE %s SET SCHEMA %s;\n", sk_reverse_relation(r, c->to, c->name),
                     sk_reverse_ident(r, c->schema));
        return;
    case SK_ADD_COLUMN:
        sk_reverse_add_column(r);
        return;
    case SK_RENAME_COLUMN:
        rename_part(r, "COLUMN");
        return;
    case SK_SET_TYPE:
        sk_reverse_set_type(r);
        return;
    case SK_SET_DEFAULT:
        sk_reverse_set_default(r);
        return;
    case SK_SET_NOT_NULL:
        sk_reverse_set_not_null(r);
        return;
    case SK_SET_IDENTITY:
        sk_reverse_set_identity(r);
        return;
    case SK_DROP_EXPRESSION:
        sk_reverse_worse(r, SK_IMPOSSIBLE, "column \"%s\" is computed no longer", c->from);
        return;
    case SK_ADD_CONSTRAINT:
        sk_reverse_add_constraint(r);
        return;
    case SK_RENAME_CONSTRAINT:
        rename_part(r, "CONSTRAINT");
        return;
    case SK_VALIDATE_CONSTRAINT:
        sk_reverse_make_constraint_again(r);
        return;
    case SK_ALTER_CONSTRAINT:
        sk_reverse_alter_constraint(r);
        return;
    case SK_CREATE_INDEX:
        sk_text_addf(r->out, "DROP INDEX %s;\n", sk_reverse_relation(r, c->schema, c->u.index->name));
        return;
    case SK_RENAME_INDEX:
        rename_back(r, "INDEX", c->from);
        return;
    case SK_CREATE_VIEW:
        sk_reverse_create_view(r);
        return;
    case SK_RENAME_VIEW:
        rename_back(r, view_kind(r), c->name);
        return;
    case SK_RENAME_VIEW_COLUMN:
        sk_text_addf(r->out, "ALTER %s %s RENAME COLUMN %s TO %s;\n", view_kind(r),
                     sk_reverse_relation(r, c->schema, c->name), sk_reverse_ident(r, c->to),
                     sk_reverse_ident(r, c->from));
        return;
    case SK_CREATE_SEQUENCE:
        sk_reverse_create_sequence(r);
        return;
    case SK_ALTER_SEQUENCE:
        sk_reverse_alter_sequence(r);
        return;
    case SK_RENAME_SEQUENCE:
        rename_back(r, "SEQUENCE", c->name);
        return;
    case SK_CREATE_TYPE:
        sk_text_addf(r->out, "DROP %s %s;\n", c->u.user_type->kind == SK_TYPE_DOMAIN ? "DOMAIN" : "TYPE",
                     sk_reverse_relation(r, c->schema, c->name));
        return;
    case SK_ALTER_TYPE:
        sk_reverse_alter_type(r);
        return;
    case SK_RENAME_TYPE:
        rename_back(r, "TYPE", c->name);
        return;
    case SK_ADD_ENUM_VALUE:
        sk_reverse_add_enum_value(r);
        return;
    case SK_RENAME_ENUM_VALUE:
        sk_text_addf(r->out, "ALTER TYPE %s RENAME VALUE ", sk_reverse_relation(r, c->schema, c->name));
        sk_text_literal(r->out, c->to);
        sk_text_add(r->out, " TO ");
        sk_text_literal(r->out, c->from);
        sk_reverse_end(r);
        return;
    case SK_RENAME_FUNCTION:
        rename_function_back(r);
        return;
    case SK_CREATE_FUNCTION:
        create_function(r);
        return;
    case SK_CREATE_TRIGGER:
        create_trigger(r);
        return;
    case SK_RENAME_TRIGGER:
        sk_text_addf(r->out, "ALTER TRIGGER %s ON %s RENAME TO %s;\n", sk_reverse_ident(r, c->to),
                     sk_reverse_relation(r, c->schema, c->name), sk_reverse_ident(r, c->from));
        return;
    case SK_ENABLE_TRIGGER:
        enable_trigger(r);
        return;
    case SK_CREATE_EXTENSION:
        sk_text_addf(r->out, "DROP EXTENSION %s;\n", sk_reverse_ident(r, c->name));
        return;
    case SK_CREATE_COLLATION:
        sk_text_addf(r->out, "DROP COLLATION %s;\n", sk_reverse_ident(r, c->name));
        return;
    case SK_COMMENT:
        comment(r);
        return;
    case SK_DROP_SCHEMA:
    case SK_DROP_TABLE:
    case SK_DROP_COLUMN:
    case SK_DROP_CONSTRAINT:
    case SK_DROP_INDEX:
    case SK_DROP_VIEW:
    case SK_DROP_SEQUENCE:
    case SK_DROP_TYPE:
    case SK_DROP_FUNCTION:
    case SK_DROP_TRIGGER:
    case SK_DROP_EXTENSION:
        sk_reverse_restore(r);
        return;
    case SK_ROWS:
        rows(r);
        return;
    case SK_CODE:
        sk_reverse_worse(r, SK_IMPOSSIBLE, "what the statement has done cannot be told from it");
        return;
    case SK_PARTITION:
        sk_reverse_worse(r, SK_IMPOSSIBLE, "what was in a partition cannot be told from it");
        return;
    case SK_REFRESH_VIEW:
    case SK_NO_EFFECT:
    case SK_CHANGE_KINDS:
        return;
    }
}
