/*
 * dialects/postgres/analyze_alter.c - ALTER TABLE, RENAME, DROP, SET SCHEMA.
 *
 * ALTER TABLE's commands are a table from the grammar's subtype to a function; each makes one change or a few.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* A command at hand: its table (NULL for a view's or an index's), and what it says. */
struct command {
    const char *schema, *table_name;
    struct sk_table *table;
    const PgQuery__AlterTableCmd *cmd;
};

typedef enum sk_status command_fn(struct sk_analysis *a, const struct command *c);

static struct sk_change *
change_of(struct sk_analysis *a, const struct command *c, enum sk_change_kind kind)
{
    struct sk_change *change = sk_pg_change(a, kind, c->schema, c->table_name);
    change->from = sk_text_or_null(c->cmd->name);
    change->cascade = c->cmd->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    change->if_exists = c->cmd->missing_ok;
    return change;
}

/* A change of a column that must be there. */
static struct sk_change *
column_change(struct sk_analysis *a, const struct command *c, enum sk_change_kind kind, enum sk_status *status)
{
    *status = SK_OK;
    if (!sk_table_column(c->table, c->cmd->name)) {
        *status = sk_pg_refuse(a, "column \"%s\" of relation \"%s\" does not exist", c->cmd->name, c->table_name);
        return NULL;
    }
    return change_of(a, c, kind);
}

/* Does a command before this one in the same statement drop the column or constraint `name`? */
static bool
dropped_before(const struct sk_analysis *a, enum sk_change_kind kind, const char *name)
{
    for (size_t i = 0; i < a->statement->n_changes; i++) {
        const struct sk_change *earlier = a->statement->changes[i];
        if (earlier->kind == kind && !earlier->redundant && strcmp(earlier->from, name) == 0)
            return true;
    }
    return false;
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

static enum sk_status
add_constraint_change(struct sk_analysis *a, const struct command *c, struct sk_table *table,
                      const PgQuery__Constraint *def, const char *column)
{
    struct sk_constraint *k;
    enum sk_status status = sk_pg_constraint(a, table, def, column, &k);
    if (status || !k)
        return status;
    struct sk_change *change = change_of(a, c, SK_ADD_CONSTRAINT);
    change->from = NULL;
    change->to = k->name;
    change->u.constraint = k;
    change->index_name = sk_text_or_null(def->indexname);
    return SK_OK;
}

static enum sk_status
add_column(struct sk_analysis *a, const struct command *c)
{
    const PgQuery__ColumnDef *def = c->cmd->def->column_def;
    bool exists = sk_table_column(c->table, def->colname) && !dropped_before(a, SK_DROP_COLUMN, def->colname);
    if (exists && !c->cmd->missing_ok)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" already exists", def->colname, c->table_name);
    struct sk_change *change = change_of(a, c, SK_ADD_COLUMN);
    change->from = NULL;
    change->to = def->colname;
    change->if_exists = false;
    change->if_not_exists = c->cmd->missing_ok;
    change->redundant = exists;
    if (exists) {
        change->u.column = sk_table_column(c->table, def->colname);
        return SK_OK;
    }
    enum sk_status status = sk_pg_column(a, c->table, def, &change->u.column);
    /* Its constraints see a table that has it. */
    struct sk_table *with = sk_table_clone(a->owner, c->table);
    sk_push(with, with->columns, with->n_columns, change->u.column);
    for (size_t i = 0; i < def->n_constraints && !status; i++) {
        const PgQuery__Constraint *constraint = def->constraints[i]->constraint;
        struct sk_change *last = a->statement->changes[a->statement->n_changes - 1];
        sk_pg_apply_attribute(last->kind == SK_ADD_CONSTRAINT ? last->u.constraint : NULL, constraint);
        status = add_constraint_change(a, c, with, constraint, def->colname);
    }
    /* ... and are part of IF NOT EXISTS: they go where the column goes. */
    for (size_t i = a->statement->n_changes; !status && c->cmd->missing_ok && i > 0; i--) {
        struct sk_change *made = a->statement->changes[i - 1];
        if (made == change)
            break;
        made->if_not_exists = true;
    }
    return status;
}

static enum sk_status
drop_column(struct sk_analysis *a, const struct command *c)
{
    bool exists = sk_table_column(c->table, c->cmd->name) != NULL;
    if (!exists && !c->cmd->missing_ok)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" does not exist", c->cmd->name, c->table_name);
    change_of(a, c, SK_DROP_COLUMN)->redundant = !exists;
    return SK_OK;
}

static enum sk_status
column_default(struct sk_analysis *a, const struct command *c)
{
    enum sk_status status;
    struct sk_change *change = column_change(a, c, SK_SET_DEFAULT, &status);
    if (status)
        return status;
    const struct sk_column *column = sk_table_column(c->table, c->cmd->name);
    const struct sk_sequence *own = sk_pg_owned_sequence(a->catalog, c->schema, c->table_name, c->cmd->name);
    if (sk_pg_is_serial_default(a, own, column, c->cmd->def)) {
        change->kind = SK_SET_IDENTITY;
        change->u.identity = SK_IDENTITY_SERIAL;
        sk_pg_count_identity(change, own);
        return SK_OK;
    }
    if (column->identity >= SK_IDENTITY_BY_DEFAULT)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" is an identity column", column->name, c->table_name);
    change->expr = sk_pg_expr(a->owner, c->cmd->def);
    return SK_OK;
}

static enum sk_status
set_not_null(struct sk_analysis *a, const struct command *c)
{
    enum sk_status status;
    struct sk_change *change = column_change(a, c, SK_SET_NOT_NULL, &status);
    if (status)
        return status;
    change->flag = c->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull;
    const struct sk_constraint *key = sk_table_primary_key(c->table);
    if (!change->flag && key && sk_constraint_has_column(key, c->cmd->name))
        return sk_pg_refuse(a, "column \"%s\" is in a primary key", c->cmd->name);
    if (!change->flag && sk_table_column(c->table, c->cmd->name)->identity >= SK_IDENTITY_BY_DEFAULT)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" is an identity column", c->cmd->name, c->table_name);
    return SK_OK;
}

static enum sk_status
set_type(struct sk_analysis *a, const struct command *c)
{
    const PgQuery__ColumnDef *def = c->cmd->def->column_def;
    enum sk_status status;
    struct sk_change *change = column_change(a, c, SK_SET_TYPE, &status);
    if (status)
        return status;
    change->u.type = sk_new(a->owner, struct sk_type);
    *change->u.type = sk_pg_type(a->catalog, a->owner, def->type_name);
    change->expr = sk_pg_expr(a->owner, def->raw_default);
    if (def->coll_clause)
        change->to = sk_node_name(NULL, def->coll_clause->n_collname, def->coll_clause->collname);
    change->u.type->folds = sk_catalog_folds(a->catalog, change->to);
    return SK_OK;
}

static enum sk_status
drop_expression(struct sk_analysis *a, const struct command *c)
{
    enum sk_status status;
    struct sk_change *change = column_change(a, c, SK_DROP_EXPRESSION, &status);
    if (status)
        return status;
    change->redundant = !sk_table_column(c->table, c->cmd->name)->generated;
    if (change->redundant && !c->cmd->missing_ok)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" is not a stored generated column", c->cmd->name,
                            c->table_name);
    return SK_OK;
}

#define AT(NAME) PG_QUERY__ALTER_TABLE_TYPE__AT_##NAME

/* SET GENERATED { ALWAYS | BY DEFAULT } among the options. */
static enum sk_identity
set_generated(enum sk_identity old, const PgQuery__List *options)
{
    for (size_t i = 0; i < options->n_items; i++) {
        const PgQuery__DefElem *option = options->items[i]->def_elem;
        if (strcmp(option->defname, "generated") == 0)
            return option->arg->integer->ival == 'a' ? SK_IDENTITY_ALWAYS : SK_IDENTITY_BY_DEFAULT;
    }
    return old;
}

static void
alter_identity_sequence(struct sk_analysis *a, const struct sk_sequence *old, const PgQuery__List *options)
{
    if (!old)
        return;
    struct sk_change *change = sk_pg_change(a, SK_ALTER_SEQUENCE, old->schema, old->name);
    change->u.sequence = sk_new(a->owner, struct sk_sequence);
    *change->u.sequence = *old;
    sk_pg_sequence_options(a, change->u.sequence, false, options->n_items, options->items);
    sk_pg_restart(a, change->u.sequence, options->n_items, options->items);
}

static enum sk_status
set_identity(struct sk_analysis *a, const struct command *c)
{
    enum sk_status status;
    struct sk_change *change = column_change(a, c, SK_SET_IDENTITY, &status);
    if (status)
        return status;
    const struct sk_column *column = sk_table_column(c->table, c->cmd->name);
    const struct sk_sequence *own = sk_pg_owned_sequence(a->catalog, c->schema, c->table_name, c->cmd->name);
    bool is_identity = column->identity >= SK_IDENTITY_BY_DEFAULT;
    if (is_identity == (c->cmd->subtype == AT(AddIdentity)) && !c->cmd->missing_ok)
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" is %s identity column", column->name, c->table_name,
                            is_identity ? "already an" : "not an");
    if (c->cmd->subtype == AT(AddIdentity) && !column->not_null)
        return sk_pg_refuse(a,
                            "column \"%s\" of relation \"%s\" must be declared NOT NULL before identity can be added",
                            column->name, c->table_name);
    if (c->cmd->subtype == AT(AddIdentity)) {
        const PgQuery__Constraint *def = c->cmd->def->constraint;
        change->u.identity = *def->generated_when == 'a' ? SK_IDENTITY_ALWAYS : SK_IDENTITY_BY_DEFAULT;
        sk_pg_count_identity(change, sk_pg_add_column_sequence(a, c->table, column, def));
    } else if (c->cmd->subtype == AT(SetIdentity)) {
        change->u.identity = set_generated(column->identity, c->cmd->def->list);
        sk_pg_count_identity(change, own);
        alter_identity_sequence(a, own, c->cmd->def->list);
    } else {
        change->u.identity = SK_IDENTITY_NONE;
        change->redundant = !is_identity && c->cmd->missing_ok;
        if (own && !change->redundant)
            sk_pg_change(a, SK_DROP_SEQUENCE, own->schema, own->name);
    }
    return SK_OK;
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

static enum sk_status
add_constraint(struct sk_analysis *a, const struct command *c)
{
    const PgQuery__Constraint *def = c->cmd->def->constraint;
    struct sk_table *table = c->table;
    enum sk_status status = add_constraint_change(a, c, table, def, NULL);
    struct sk_change *change = status ? NULL : a->statement->changes[a->statement->n_changes - 1];
    if (!status && change->index_name) {
        const struct sk_index *index = sk_table_index(table, change->index_name);
        if (!index)
            return sk_pg_refuse(a, "index \"%s\" does not exist", change->index_name);
        for (size_t i = 0; i < index->n_keys; i++)
            sk_push(a->owner, change->u.constraint->columns, change->u.constraint->n_columns, index->keys[i].column);
        change->u.constraint->named = index->named;
        if (!*def->conname)
            change->u.constraint->name = change->to = index->name;
    }
    if (!status && sk_table_constraint(table, change->u.constraint->name) &&
        !dropped_before(a, SK_DROP_CONSTRAINT, change->u.constraint->name))
        return sk_pg_refuse(a, "constraint \"%s\" for relation \"%s\" already exists", change->u.constraint->name,
                            table->name);
    return status;
}

/* DROP, VALIDATE, ALTER of a constraint by name. */
static enum sk_status
constraint_change(struct sk_analysis *a, const struct command *c)
{
    enum sk_change_kind kind = SK_DROP_CONSTRAINT;
    const char *name = c->cmd->name;
    if (c->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ValidateConstraint)
        kind = SK_VALIDATE_CONSTRAINT;
    if (c->cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AlterConstraint) {
        kind = SK_ALTER_CONSTRAINT;
        name = c->cmd->def->constraint->conname;
    }
    const struct sk_constraint *k = sk_table_constraint(c->table, name);
    if (!k && !c->cmd->missing_ok)
        return sk_pg_refuse(a, "constraint \"%s\" of relation \"%s\" does not exist", name, c->table_name);
    struct sk_change *change = change_of(a, c, kind);
    change->from = name;
    change->redundant = !k;
    if (kind == SK_ALTER_CONSTRAINT && k->kind != SK_FOREIGN_KEY)
        return sk_pg_refuse(a, "constraint \"%s\" of relation \"%s\" is not a foreign key constraint", name,
                            c->table_name);
    if (kind == SK_ALTER_CONSTRAINT) {
        change->u.constraint = sk_new(a->owner, struct sk_constraint);
        *change->u.constraint = *k;
        change->u.constraint->deferrable = c->cmd->def->constraint->deferrable;
        change->u.constraint->initially_deferred = c->cmd->def->constraint->initdeferred;
    }
    return SK_OK;
}

static enum sk_status
enable_trigger(struct sk_analysis *a, const struct command *c)
{
    if (*c->cmd->name && !sk_table_trigger(c->table, c->cmd->name))
        return sk_pg_refuse(a, "trigger \"%s\" for table \"%s\" does not exist", c->cmd->name, c->table_name);
    struct sk_change *change = change_of(a, c, SK_ENABLE_TRIGGER);
    switch (c->cmd->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrig:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigAll:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DisableTrigUser:
        change->flag = false;
        break;
    default:
        change->flag = true;
        break;
    }
    return SK_OK;
}

static enum sk_status
storage(struct sk_analysis *a, const struct command *c)
{
    (void)c;
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "a matter of PostgreSQL's storage, owners or planner";
    return SK_OK;
}

/* A policy does not hold for the table's owner, who runs the migrations: as of GRANT, all that is left of it where
 * there are no roles is what the owner sees. FORCE is for the owner. */
static enum sk_status
row_security(struct sk_analysis *a, const struct command *c)
{
    if (c->cmd->subtype == AT(ForceRowSecurity))
        return sk_pg_code(a, "row level security for the owner: this engine would show every row to everyone");
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = SK_PG_POLICY;
    return SK_OK;
}

/* ---- ALTER TABLE ---------------------------------------------------------------------------------------------- */

static const struct {
    PgQuery__AlterTableType subtype;
    command_fn *fn;
} commands[] = {
    {AT(AddColumn), add_column},
    {AT(DropColumn), drop_column},
    {AT(ColumnDefault), column_default},
    {AT(SetNotNull), set_not_null},
    {AT(DropNotNull), set_not_null},
    {AT(AlterColumnType), set_type},
    {AT(DropExpression), drop_expression},
    {AT(AddIdentity), set_identity},
    {AT(SetIdentity), set_identity},
    {AT(DropIdentity), set_identity},
    {AT(AddConstraint), add_constraint},
    {AT(DropConstraint), constraint_change},
    {AT(ValidateConstraint), constraint_change},
    {AT(AlterConstraint), constraint_change},
    {AT(EnableTrig), enable_trigger},
    {AT(EnableAlwaysTrig), enable_trigger},
    {AT(EnableReplicaTrig), enable_trigger},
    {AT(DisableTrig), enable_trigger},
    {AT(EnableTrigAll), enable_trigger},
    {AT(DisableTrigAll), enable_trigger},
    {AT(EnableTrigUser), enable_trigger},
    {AT(DisableTrigUser), enable_trigger},
    {AT(EnableRowSecurity), row_security},
    {AT(ForceRowSecurity), row_security},
    {AT(SetStatistics), storage},
    {AT(SetOptions), storage},
    {AT(ResetOptions), storage},
    {AT(SetStorage), storage},
    {AT(SetCompression), storage},
    {AT(ChangeOwner), storage},
    {AT(ClusterOn), storage},
    {AT(DropCluster), storage},
    {AT(SetLogged), storage},
    {AT(SetUnLogged), storage},
    {AT(SetAccessMethod), storage},
    {AT(SetTableSpace), storage},
    {AT(SetRelOptions), storage},
    {AT(ResetRelOptions), storage},
    {AT(ReplicaIdentity), storage},
    {AT(DisableRowSecurity), storage},
    {AT(NoForceRowSecurity), storage},
};

static command_fn *
command_for(PgQuery__AlterTableType subtype)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (commands[i].subtype == subtype)
            return commands[i].fn;
    return NULL;
}

/* PostgreSQL runs the commands of one ALTER TABLE in passes (AT_PASS_ in tablecmds.c): what is dropped goes first, so
 * that DROP CONSTRAINT x, ADD CONSTRAINT x works in either order. */
enum { LAST_PASS = 9 };

static int
pass_of(const PgQuery__AlterTableCmd *cmd)
{
    switch (cmd->subtype) {
    case AT(DropColumn):
    case AT(DropConstraint):
    case AT(DropNotNull):
    case AT(DropExpression):
    case AT(DropIdentity):
        return 0;
    case AT(ColumnDefault):
        return cmd->def ? 8 : 0;
    case AT(AlterColumnType):
        return 1;
    case AT(AddColumn):
        return 2;
    case AT(SetNotNull):
    case AT(SetIdentity):
        return 3;
    case AT(AddConstraint):
        switch (cmd->def->constraint->contype) {
        case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
            return 5;
        default:
            return 8;
        }
    case AT(AddIdentity):
        return 8;
    default:
        return 9;
    }
}

/* ALTER INDEX, VIEW, SEQUENCE come in the same node; what they may say with these commands is storage and owners. */
static enum sk_status
alter_other(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt)
{
    struct command c = {.cmd = NULL};
    for (size_t i = 0; i < stmt->n_cmds; i++)
        if (stmt->cmds[i]->alter_table_cmd->subtype == AT(AddColumn) ||
            stmt->cmds[i]->alter_table_cmd->subtype == AT(AddConstraint))
            return sk_pg_refuse(a, "ALTER action cannot be performed on relation \"%s\"", stmt->relation->relname);
        else if (command_for(stmt->cmds[i]->alter_table_cmd->subtype) != storage)
            return sk_pg_code(a, "this form of ALTER has no translation");
    return storage(a, &c);
}

/* Each command sees the table as those before it leave it. */
static enum sk_status
run_command(struct sk_analysis *a, struct command *c, bool keep)
{
    size_t from = a->statement->n_changes;
    command_fn *fn = command_for(c->cmd->subtype);
    if (!fn)
        return sk_pg_code(a, "this form of ALTER TABLE has no translation");
    enum sk_status status = fn(a, c);
    for (size_t i = from; keep && !status && i < a->statement->n_changes; i++) {
        const struct sk_change *change = a->statement->changes[i];
        if (!change->redundant && sk_change_is_of_table(change))
            status = sk_change_apply_table(c->table, change, a->catalog->ops, a->err);
    }
    if (status && a->err && !a->err->file)
        sk_at(a->err, a->script->file, a->statement->pos_bytes);
    return status;
}

enum sk_status
sk_pg_alter_table(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt)
{
    if (stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
        return sk_pg_alter_composite(a, stmt);
    if (stmt->objtype != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
        return alter_other(a, stmt);
    struct command c = {.schema = sk_pg_schema(stmt->relation->schemaname), .table_name = stmt->relation->relname};
    c.table = sk_catalog_table(a->catalog, c.schema, c.table_name);
    if (!c.table && stmt->missing_ok) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "there is no such table, and IF EXISTS is given";
        return SK_OK;
    }
    if (!c.table && sk_catalog_has_relation(a->catalog, c.schema, c.table_name))
        return alter_other(a, stmt);
    if (!c.table)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", c.table_name);
    if (stmt->n_cmds > 1)
        c.table = sk_table_clone(a->owner, c.table);
    a->making = c.table;
    enum sk_status status = SK_OK;
    for (int pass = 0; pass <= LAST_PASS && !status; pass++) {
        for (size_t i = 0; i < stmt->n_cmds && !status; i++) {
            c.cmd = stmt->cmds[i]->alter_table_cmd;
            if (pass_of(c.cmd) == pass)
                status = run_command(a, &c, stmt->n_cmds > 1);
        }
    }
    return status;
}
