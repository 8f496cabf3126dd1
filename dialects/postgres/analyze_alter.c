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
        return sk_pg_refuse(a, "column \"%s\" of relation \"%s\" must be declared NOT NULL before identity can be added",
                            column->name, c->table_name);
    if (c->cmd->subtype == AT(AddIdentity)) {
        const PgQuery__Constraint *def = c->cmd->def->constraint;
        change->u.identity = *def->generated_when == 'a' ? SK_IDENTITY_ALWAYS : SK_IDENTITY_BY_DEFAULT;
        sk_pg_add_column_sequence(a, c->table, column, def);
    } else if (c->cmd->subtype == AT(SetIdentity)) {
        change->u.identity = set_generated(column->identity, c->cmd->def->list);
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

static enum sk_status
row_security(struct sk_analysis *a, const struct command *c)
{
    (void)c;
    return sk_pg_code(a, "row level security: this engine would show every row to everyone");
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

/* ---- RENAME --------------------------------------------------------------------------------------------------- */

#define OBJECT(NAME) PG_QUERY__OBJECT_TYPE__OBJECT_##NAME

/* In PostgreSQL, ALTER TABLE ... RENAME TO works for every kind of relation. */
static bool
relation_rename_kind(const struct sk_analysis *a, const char *schema, const char *name, enum sk_change_kind *kind)
{
    struct sk_table *table;
    if (sk_catalog_table(a->catalog, schema, name))
        *kind = SK_RENAME_TABLE;
    else if (sk_catalog_view(a->catalog, schema, name))
        *kind = SK_RENAME_VIEW;
    else if (sk_catalog_sequence(a->catalog, schema, name))
        *kind = SK_RENAME_SEQUENCE;
    else if (sk_catalog_index(a->catalog, schema, name, &table))
        *kind = SK_RENAME_INDEX;
    else
        return false;
    return true;
}

/* The table that has a constraint whose index is called `name`: ALTER INDEX renames the constraint too. */
static struct sk_table *
table_of_constraint(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (strcmp(catalog->tables[i]->schema, schema) == 0 && sk_table_constraint(catalog->tables[i], name))
            return catalog->tables[i];
    return NULL;
}

static enum sk_status
rename_relation(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    struct sk_table *table = NULL;
    enum sk_change_kind kind;
    if (!relation_rename_kind(a, schema, name, &kind)) {
        table = table_of_constraint(a->catalog, schema, name);
        kind = SK_RENAME_CONSTRAINT;
        if (!table && stmt->missing_ok) {
            sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "there is no such relation, and IF EXISTS is given";
            return SK_OK;
        }
        if (!table)
            return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    }
    if (kind == SK_RENAME_INDEX)
        sk_catalog_index(a->catalog, schema, name, &table);
    if (sk_catalog_has_relation(a->catalog, schema, stmt->newname))
        return sk_pg_refuse(a, "relation \"%s\" already exists", stmt->newname);
    struct sk_change *change = sk_pg_change(a, kind, schema, table ? table->name : name);
    change->from = name;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_column(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, name);
    bool view = sk_catalog_view(a->catalog, schema, name) != NULL;
    if (!table && !view)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (table && !sk_table_column(table, stmt->subname))
        return sk_pg_refuse(a, "column \"%s\" does not exist", stmt->subname);
    struct sk_change *change = sk_pg_change(a, view ? SK_RENAME_VIEW_COLUMN : SK_RENAME_COLUMN, schema, name);
    change->from = stmt->subname;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_of_table(struct sk_analysis *a, const PgQuery__RenameStmt *stmt, enum sk_change_kind kind)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname), *name = stmt->relation->relname;
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, name);
    if (!table)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", name);
    if (kind == SK_RENAME_CONSTRAINT && !sk_table_constraint(table, stmt->subname))
        return sk_pg_refuse(a, "constraint \"%s\" for table \"%s\" does not exist", stmt->subname, name);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->from = stmt->subname;
    change->to = stmt->newname;
    return SK_OK;
}

static enum sk_status
rename_object(struct sk_analysis *a, const PgQuery__RenameStmt *stmt, enum sk_change_kind kind)
{
    const char *schema = NULL, *name = stmt->subname;
    if (stmt->object && stmt->object->node_case == SK_NODE(LIST))
        name = sk_node_name(&schema, stmt->object->list->n_items, stmt->object->list->items);
    bool type = kind == SK_RENAME_TYPE;
    if (type ? !sk_catalog_type(a->catalog, schema, name) : !sk_catalog_has_schema(a->catalog, name))
        return sk_pg_refuse(a, "%s \"%s\" does not exist", type ? "type" : "schema", name);
    if (type ? sk_catalog_type(a->catalog, schema, stmt->newname) || sk_catalog_table(a->catalog, schema, stmt->newname)
             : sk_catalog_has_schema(a->catalog, stmt->newname))
        return sk_pg_refuse(a, "%s \"%s\" already exists", type ? "type" : "schema", stmt->newname);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->from = name;
    change->to = stmt->newname;
    return SK_OK;
}

enum sk_status
sk_pg_rename(struct sk_analysis *a, const PgQuery__RenameStmt *stmt)
{
    switch (stmt->rename_type) {
    case OBJECT(TABLE):
    case OBJECT(VIEW):
    case OBJECT(MATVIEW):
    case OBJECT(INDEX):
    case OBJECT(SEQUENCE):
        return rename_relation(a, stmt);
    case OBJECT(COLUMN):
        return rename_column(a, stmt);
    case OBJECT(TABCONSTRAINT):
        return rename_of_table(a, stmt, SK_RENAME_CONSTRAINT);
    case OBJECT(TRIGGER):
        return rename_of_table(a, stmt, SK_RENAME_TRIGGER);
    case OBJECT(TYPE):
    case OBJECT(DOMAIN):
        return rename_object(a, stmt, SK_RENAME_TYPE);
    case OBJECT(SCHEMA):
        return rename_object(a, stmt, SK_RENAME_SCHEMA);
    case OBJECT(ROLE):
    case OBJECT(POLICY):
    case OBJECT(RULE):
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "roles and policies are the production server's";
        return SK_OK;
    default:
        return sk_pg_code(a, "this form of RENAME has no translation");
    }
}

/* ---- DROP ----------------------------------------------------------------------------------------------------- */

/* The name that a DROP gives, in whatever node the grammar puts it for the kind of object. */
static const char *
dropped_name(const sk_node *object, const char **schema)
{
    *schema = NULL;
    switch (object->node_case) {
    case SK_NODE(STRING):
        return object->string->sval;
    case SK_NODE(LIST):
        return sk_node_name(schema, object->list->n_items, object->list->items);
    case SK_NODE(TYPE_NAME):
        return sk_node_name(schema, object->type_name->n_names, object->type_name->names);
    case SK_NODE(OBJECT_WITH_ARGS):
        return sk_node_name(schema, object->object_with_args->n_objname, object->object_with_args->objname);
    default:
        return NULL;
    }
}

static bool
object_exists(const struct sk_catalog *catalog, enum sk_change_kind kind, const char *schema, const char *name)
{
    switch (kind) {
    case SK_DROP_TABLE:
        return sk_catalog_table(catalog, schema, name);
    case SK_DROP_VIEW:
        return sk_catalog_view(catalog, schema, name);
    case SK_DROP_SEQUENCE:
        return sk_catalog_sequence(catalog, schema, name);
    case SK_DROP_TYPE:
        return sk_catalog_type(catalog, schema, name);
    case SK_DROP_SCHEMA:
        return sk_catalog_has_schema(catalog, name);
    case SK_DROP_EXTENSION:
        return sk_catalog_has_extension(catalog, name);
    default:
        return true;
    }
}

static enum sk_status
drop_index(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const char *schema, const char *name)
{
    struct sk_table *table = NULL;
    const struct sk_index *index = sk_catalog_index(a->catalog, schema, name, &table);
    const char *owner = table ? table->name : NULL;
    for (size_t i = 0; i < a->catalog->n_views && !index; i++)
        for (size_t k = 0; k < a->catalog->views[i]->n_indexes; k++)
            if (strcmp(a->catalog->views[i]->indexes[k]->name, name) == 0) {
                index = a->catalog->views[i]->indexes[k];
                owner = a->catalog->views[i]->name;
            }
    if (!index && table_of_constraint(a->catalog, sk_pg_schema(schema), name))
        return sk_pg_refuse(a, "cannot drop index %s because a constraint requires it", name);
    if (!index && !stmt->missing_ok)
        return sk_pg_refuse(a, "index \"%s\" does not exist", name);
    struct sk_change *change = sk_pg_change(a, SK_DROP_INDEX, schema, owner ? owner : name);
    change->from = name;
    change->if_exists = stmt->missing_ok;
    change->redundant = !index;
    change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    return SK_OK;
}

/* DROP TRIGGER name ON table: the table's name, then the trigger's. */
static enum sk_status
drop_trigger(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const PgQuery__List *names)
{
    const char *schema = NULL;
    const char *trigger = sk_node_string(names->items[names->n_items - 1]);
    const char *table_name = sk_node_name(&schema, names->n_items - 1, names->items);
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, table_name);
    bool exists = table && sk_table_trigger(table, trigger);
    if (!exists && !stmt->missing_ok)
        return sk_pg_refuse(a, "trigger \"%s\" for table \"%s\" does not exist", trigger, table_name);
    struct sk_change *change = sk_pg_change(a, SK_DROP_TRIGGER, schema, table_name);
    change->from = trigger;
    change->if_exists = stmt->missing_ok;
    change->redundant = !exists;
    return SK_OK;
}

static bool
drop_kind(PgQuery__ObjectType type, enum sk_change_kind *kind)
{
    static const struct {
        PgQuery__ObjectType type;
        enum sk_change_kind kind;
    } kinds[] = {
        {OBJECT(TABLE), SK_DROP_TABLE},       {OBJECT(VIEW), SK_DROP_VIEW},         {OBJECT(MATVIEW), SK_DROP_VIEW},
        {OBJECT(SEQUENCE), SK_DROP_SEQUENCE}, {OBJECT(TYPE), SK_DROP_TYPE},         {OBJECT(DOMAIN), SK_DROP_TYPE},
        {OBJECT(FUNCTION), SK_DROP_FUNCTION}, {OBJECT(PROCEDURE), SK_DROP_FUNCTION}, {OBJECT(ROUTINE), SK_DROP_FUNCTION},
        {OBJECT(SCHEMA), SK_DROP_SCHEMA},     {OBJECT(EXTENSION), SK_DROP_EXTENSION},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].type == type) {
            *kind = kinds[i].kind;
            return true;
        }
    }
    return false;
}

static bool
is_overloaded(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < catalog->n_functions; i++)
        n += strcmp(catalog->functions[i]->name, name) == 0 &&
             strcmp(catalog->functions[i]->schema, sk_pg_schema(schema)) == 0;
    return n > 1;
}

static enum sk_status
drop_object(struct sk_analysis *a, const PgQuery__DropStmt *stmt, const sk_node *object)
{
    const char *schema;
    const char *name = dropped_name(object, &schema);
    enum sk_change_kind kind;
    if (stmt->remove_type == OBJECT(INDEX))
        return drop_index(a, stmt, schema, name);
    if (stmt->remove_type == OBJECT(TRIGGER))
        return drop_trigger(a, stmt, object->list);
    if (stmt->remove_type == OBJECT(POLICY) || stmt->remove_type == OBJECT(STATISTIC_EXT) ||
        stmt->remove_type == OBJECT(PUBLICATION)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = "the production server's";
        return SK_OK;
    }
    bool rule = stmt->remove_type == OBJECT(RULE) && stmt->missing_ok; /* none has been made, for CREATE RULE is refused */
    if (rule || sk_pg_is_looked_at_where_used(stmt->remove_type)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = rule ? "there is no such rule, and IF EXISTS is given" : SK_PG_AT_USE;
        return SK_OK;
    }
    if (!drop_kind(stmt->remove_type, &kind))
        return sk_pg_code(a, "what it drops has no translation");
    struct sk_function *function =
        kind == SK_DROP_FUNCTION
            ? sk_pg_function_named(a, object->object_with_args, stmt->remove_type == OBJECT(PROCEDURE))
            : NULL;
    if (kind == SK_DROP_FUNCTION && !function && is_overloaded(a->catalog, schema, name))
        return sk_pg_refuse(a, "function name \"%s\" is not unique", name);
    bool exists = kind == SK_DROP_FUNCTION
                      ? sk_catalog_function_like(a->catalog, schema, name, function ? function->signature : NULL) != NULL
                      : object_exists(a->catalog, kind, schema, name);
    if (!exists && !stmt->missing_ok)
        return sk_pg_refuse(a, "\"%s\" does not exist", name);
    struct sk_change *change = sk_pg_change(a, kind, schema, name);
    change->u.function = function;
    change->from = name;
    change->if_exists = stmt->missing_ok;
    change->redundant = !exists;
    change->cascade = stmt->behavior == PG_QUERY__DROP_BEHAVIOR__DROP_CASCADE;
    return SK_OK;
}

/* Does what `a` drops depend on what `b` drops? */
static bool
depends_on(const struct sk_catalog *catalog, const struct sk_change *a, const struct sk_change *b)
{
    const struct sk_table *table = a->kind == SK_DROP_TABLE ? sk_catalog_table(catalog, a->schema, a->name) : NULL;
    const struct sk_view *view = a->kind == SK_DROP_VIEW ? sk_catalog_view(catalog, a->schema, a->name) : NULL;
    const struct sk_user_type *type = a->kind == SK_DROP_TYPE ? sk_catalog_type(catalog, a->schema, a->name) : NULL;
    for (size_t i = 0; table && i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind == SK_FOREIGN_KEY && strcmp(k->ref_table, b->name) == 0 && strcmp(k->ref_schema, b->schema) == 0)
            return true;
    }
    if (view)
        return catalog->ops->uses_relation(view->query, b->schema, b->name);
    return type && type->kind == SK_TYPE_DOMAIN && type->base.schema && strcmp(type->base.name, b->name) == 0 &&
           strcmp(type->base.schema, b->schema) == 0;
}

/* What one DROP names goes together: put what depends on the others first. Where they depend on each other, the first
 * takes the foreign keys between them along. */
static void
order_drops(struct sk_analysis *a, size_t from)
{
    struct sk_change **changes = a->statement->changes;
    size_t n = a->statement->n_changes;
    for (size_t at = from; at < n; at++) {
        size_t pick = n;
        for (size_t i = at; i < n && pick == n; i++) {
            bool wanted = false;
            for (size_t k = at; k < n; k++)
                wanted = wanted || (k != i && depends_on(a->catalog, changes[k], changes[i]));
            if (!wanted)
                pick = i;
        }
        if (pick == n) {
            pick = at;
            changes[pick]->cascade = true;
        }
        struct sk_change *first = changes[pick];
        memmove(&changes[at + 1], &changes[at], (pick - at) * sizeof *changes);
        changes[at] = first;
    }
}

enum sk_status
sk_pg_drop(struct sk_analysis *a, const PgQuery__DropStmt *stmt)
{
    enum sk_status status = SK_OK;
    size_t from = a->statement->n_changes;
    for (size_t i = 0; i < stmt->n_objects && !status; i++)
        status = drop_object(a, stmt, stmt->objects[i]);
    if (!status && a->statement->n_changes - from > 1)
        order_drops(a, from);
    return status;
}

enum sk_status
sk_pg_set_schema(struct sk_analysis *a, const PgQuery__AlterObjectSchemaStmt *stmt)
{
    if (stmt->object_type == OBJECT(EXTENSION)) {
        sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = SK_PG_AT_USE;
        return SK_OK;
    }
    if (stmt->object_type != OBJECT(TABLE))
        return sk_pg_unsupported(a, NULL, "SET SCHEMA", "it is translated for tables alone");
    if (!sk_catalog_table(a->catalog, sk_text_or_null(stmt->relation->schemaname), stmt->relation->relname))
        return sk_pg_refuse(a, "relation \"%s\" does not exist", stmt->relation->relname);
    if (!sk_catalog_has_schema(a->catalog, stmt->newschema))
        return sk_pg_refuse(a, "schema \"%s\" does not exist", stmt->newschema);
    sk_pg_change(a, SK_SET_TABLE_SCHEMA, stmt->relation->schemaname, stmt->relation->relname)->to = stmt->newschema;
    return SK_OK;
}
