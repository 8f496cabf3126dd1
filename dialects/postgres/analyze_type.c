/*
 * dialects/postgres/analyze_type.c - ALTER DOMAIN, and ALTER TYPE of composite types: a change carries the type as it
 * is afterwards.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* A copy of the type to be changed, and the change that puts it in place. */
static enum sk_status
altered(struct sk_user_type **out, struct sk_analysis *a, const char *schema, const char *name, enum sk_type_kind kind)
{
    const struct sk_user_type *old = sk_catalog_type(a->catalog, schema, name);
    if (!old || old->kind != kind)
        return sk_pg_refuse(a, "type \"%s\" does not exist", name);
    struct sk_user_type *type = sk_new(a->owner, struct sk_user_type);
    *type = *old;
    type->checks = NULL;
    type->columns = NULL;
    type->n_checks = type->n_columns = 0;
    for (size_t i = 0; i < old->n_checks; i++)
        sk_push(a->owner, type->checks, type->n_checks, old->checks[i]);
    for (size_t i = 0; i < old->n_columns; i++)
        sk_push(a->owner, type->columns, type->n_columns, old->columns[i]);
    sk_pg_change(a, SK_ALTER_TYPE, schema, name)->u.user_type = type;
    *out = type;
    return SK_OK;
}

/* ---- domains -------------------------------------------------------------------------------------------------- */

static size_t
find_check(const struct sk_user_type *type, const char *name)
{
    size_t i = 0;
    while (i < type->n_checks && strcmp(type->checks[i]->name, name) != 0)
        i++;
    return i;
}

const char *
sk_pg_domain_check_name(struct sk_analysis *a, const struct sk_user_type *type)
{
    const char *name = sk_pg_constraint_name(a, type->schema, type->name, NULL, "check", 0);
    for (int pass = 1; find_check(type, name) < type->n_checks; pass++)
        name = sk_pg_make_name(a->owner, type->name, NULL, sk_printf(a->owner, "check%d", pass));
    return name;
}

static enum sk_status
add_check(struct sk_analysis *a, struct sk_user_type *type, const PgQuery__Constraint *def)
{
    if (*def->conname && find_check(type, def->conname) < type->n_checks)
        return sk_pg_refuse(a, "constraint \"%s\" for domain \"%s\" already exists", def->conname, type->name);
    struct sk_constraint *check = sk_new(a->owner, struct sk_constraint);
    check->kind = SK_CHECK;
    check->name = *def->conname ? def->conname : sk_pg_domain_check_name(a, type);
    check->check = sk_pg_expr(a->owner, def->raw_expr);
    check->not_valid = def->skip_validation;
    sk_push(a->owner, type->checks, type->n_checks, check);
    return SK_OK;
}

static enum sk_status
change_check(struct sk_analysis *a, struct sk_user_type *type, const PgQuery__AlterDomainStmt *stmt)
{
    size_t at = find_check(type, stmt->name);
    if (at == type->n_checks)
        return stmt->missing_ok
                   ? SK_OK
                   : sk_pg_refuse(a, "constraint \"%s\" of domain \"%s\" does not exist", stmt->name, type->name);
    if (*stmt->subtype == 'X') {
        sk_take(type->checks, type->n_checks, at);
        return SK_OK;
    }
    struct sk_constraint *check = sk_new(a->owner, struct sk_constraint);
    *check = *type->checks[at];
    check->not_valid = false;
    type->checks[at] = check;
    return SK_OK;
}

enum sk_status
sk_pg_alter_domain(struct sk_analysis *a, const PgQuery__AlterDomainStmt *stmt)
{
    const char *schema, *name = sk_node_name(&schema, stmt->n_type_name, stmt->type_name);
    struct sk_user_type *type;
    enum sk_status status = altered(&type, a, schema, name, SK_TYPE_DOMAIN);
    if (status)
        return status;
    switch (*stmt->subtype) { /* as gram.y writes it */
    case 'T':
        type->default_expr = sk_pg_expr(a->owner, stmt->def);
        return SK_OK;
    case 'N':
    case 'O':
        type->not_null = *stmt->subtype == 'O';
        return SK_OK;
    case 'C':
        return add_check(a, type, stmt->def->constraint);
    default:
        return change_check(a, type, stmt);
    }
}

/* ---- composite types ------------------------------------------------------------------------------------------ */

static size_t
find_attribute(const struct sk_user_type *type, const char *name)
{
    size_t i = 0;
    while (i < type->n_columns && strcmp(type->columns[i]->name, name) != 0)
        i++;
    return i;
}

static enum sk_status
alter_attribute(struct sk_analysis *a, struct sk_user_type *type, const PgQuery__AlterTableCmd *cmd)
{
    const PgQuery__ColumnDef *def = cmd->def ? cmd->def->column_def : NULL;
    bool add = cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn;
    const char *name = add ? def->colname : cmd->name;
    size_t at = find_attribute(type, name);
    if (add && at < type->n_columns)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" already exists", name, type->name);
    if (!add && at == type->n_columns)
        return cmd->missing_ok ? SK_OK
                               : sk_pg_refuse(a, "column \"%s\" of relation \"%s\" does not exist", name, type->name);
    type->reshaped = true;
    if (cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn) {
        sk_take(type->columns, type->n_columns, at);
        return SK_OK;
    }
    struct sk_column *column = sk_new(a->owner, struct sk_column);
    column->name = name;
    column->type = sk_pg_type(a->catalog, a->owner, def->type_name);
    if (add)
        sk_push(a->owner, type->columns, type->n_columns, column);
    else
        type->columns[at] = column;
    return SK_OK;
}

enum sk_status
sk_pg_alter_composite(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt)
{
    struct sk_user_type *type;
    enum sk_status status = altered(&type, a, sk_text_or_null(stmt->relation->schemaname), stmt->relation->relname,
                                    SK_TYPE_COMPOSITE);
    for (size_t i = 0; i < stmt->n_cmds && !status; i++)
        status = alter_attribute(a, type, stmt->cmds[i]->alter_table_cmd);
    return status;
}
