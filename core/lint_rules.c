/* core/lint_rules.c - the rules, and the functions that look for what they are about. What they say: lint_pages.h. */
#include <string.h>

#include "core/lint.h"
#include "core/lint_pages.h"

/* ---- what they ask ---------------------------------------------------------------------------------------------- */

/* Does the change alter a table that was there before the migration, rows and all? */
static bool
alters(const struct sk_linting *l)
{
    const struct sk_change *c = l->change;
    return !c->redundant && !sk_made_has(&l->made, c->schema, c->name) &&
           sk_catalog_table(l->catalog, c->schema, c->name);
}

static bool
is(const struct sk_linting *l, enum sk_change_kind kind)
{
    return l->change->kind == kind && alters(l);
}

static size_t
here(const struct sk_linting *l)
{
    return l->change && l->change->pos_bytes != SK_NO_POS ? l->change->pos_bytes
           : l->statement                                 ? l->statement->pos_bytes
                                                          : SK_NO_POS;
}

/* The columns that a change makes: those of a new table, the one that is added. */
static size_t
new_columns(const struct sk_change *c, struct sk_column *const **columns)
{
    *columns = c->kind == SK_CREATE_TABLE ? c->u.table->columns : &c->u.column;
    return c->redundant                  ? 0
           : c->kind == SK_CREATE_TABLE  ? c->u.table->n_columns
           : c->kind == SK_ADD_COLUMN    ? 1
                                         : 0;
}

/* Columns of that type, made or converted to. */
static void
find_type(struct sk_linting *l, enum sk_type_kind kind, const char *what)
{
    struct sk_column *const *columns;
    size_t n = new_columns(l->change, &columns);
    for (size_t i = 0; i < n; i++)
        if (columns[i]->type.kind == kind)
            sk_lint_complain(l, here(l), "column \"%s\" is %s", columns[i]->name, what);
    if (l->change->kind == SK_SET_TYPE && l->change->u.type->kind == kind)
        sk_lint_complain(l, here(l), "column \"%s\" becomes %s", l->change->from, what);
}

static void
find_marks(struct sk_linting *l, enum sk_mark_kind kind, const char *before, const char *after)
{
    for (size_t i = 0; i < l->marks->n; i++) {
        const struct sk_mark *mark = &l->marks->items[i];
        if (mark->kind == kind && !sk_made_has(&l->made, mark->schema, mark->name))
            sk_lint_complain(l, mark->pos_bytes == SK_NO_POS ? here(l) : mark->pos_bytes, "%s\"%s\"%s", before,
                             mark->name, after);
    }
}

/* ---- data loss -------------------------------------------------------------------------------------------------- */

static void
drop_table(struct sk_linting *l)
{
    if (is(l, SK_DROP_TABLE))
        sk_lint_complain(l, here(l), "table \"%s\" goes, and its rows with it", l->change->name);
    else if (l->change->kind == SK_DROP_SCHEMA && !l->change->redundant)
        sk_lint_complain(l, here(l), "schema \"%s\" goes, and its tables with it", l->change->name);
}

static void
drop_column(struct sk_linting *l)
{
    if (is(l, SK_DROP_COLUMN))
        sk_lint_complain(l, here(l), "column \"%s\" of \"%s\" goes, and its values with it", l->change->from,
                         l->change->name);
}

static void
truncate_table(struct sk_linting *l)
{
    find_marks(l, SK_MARK_TRUNCATES, "all rows of ", " go");
}

static void
delete_all(struct sk_linting *l)
{
    find_marks(l, SK_MARK_DELETES_ALL, "DELETE without WHERE: all rows of ", " go");
}

static void
update_all(struct sk_linting *l)
{
    find_marks(l, SK_MARK_UPDATES_ALL, "UPDATE without WHERE: every row of ", " is written anew");
}

static enum sk_conversion
conversion(const struct sk_linting *l)
{
    const struct sk_table *table = sk_catalog_table(l->catalog, l->change->schema, l->change->name);
    const struct sk_column *column = table ? sk_table_column(table, l->change->from) : NULL;
    return column ? sk_type_conversion(&column->type, l->change->u.type) : SK_CONVERTS_FREELY;
}

static void
narrow_type(struct sk_linting *l)
{
    if (is(l, SK_SET_TYPE) && conversion(l) == SK_CONVERTS_SOME)
        sk_lint_complain(l, here(l), "not every value of column \"%s\" fits %s", l->change->from,
                         sk_type_format(l->tmp, l->change->u.type));
}

static void
cascade(struct sk_linting *l)
{
    if (l->change->cascade && !l->change->redundant && !sk_made_has(&l->made, l->change->schema, l->change->name))
        sk_lint_complain(l, here(l), "CASCADE: whatever depends on \"%s\" goes too",
                         l->change->from ? l->change->from : l->change->name);
}

/* ---- locks ------------------------------------------------------------------------------------------------------ */

static void
change_type(struct sk_linting *l)
{
    if (is(l, SK_SET_TYPE) && l->effect.rewrites)
        sk_lint_complain(l, here(l), "table \"%s\" is written anew for the type of \"%s\"", l->change->name,
                         l->change->from);
}

static void
add_column_rewrite(struct sk_linting *l)
{
    if (is(l, SK_ADD_COLUMN) && l->effect.rewrites)
        sk_lint_complain(l, here(l), "table \"%s\" is written anew: column \"%s\" has a value of its own in each row",
                         l->change->name, l->change->u.column->name);
}

static void
index_not_concurrent(struct sk_linting *l)
{
    if (is(l, SK_CREATE_INDEX) && l->effect.blocks)
        sk_lint_complain(l, here(l), "nobody can write to \"%s\" while the index is built", l->change->name);
}

static void
constraint_scan(struct sk_linting *l)
{
    enum sk_constraint_kind kind =
        l->change->kind == SK_ADD_CONSTRAINT ? l->change->u.constraint->kind : SK_PRIMARY_KEY;
    if (is(l, SK_ADD_CONSTRAINT) && l->effect.scans && (kind == SK_FOREIGN_KEY || kind == SK_CHECK))
        sk_lint_complain(l, here(l), "every row of \"%s\" is checked while nobody can write to it", l->change->name);
}

static void
unique_build(struct sk_linting *l)
{
    enum sk_constraint_kind kind = l->change->kind == SK_ADD_CONSTRAINT ? l->change->u.constraint->kind : SK_CHECK;
    if (is(l, SK_ADD_CONSTRAINT) && l->effect.scans && kind != SK_FOREIGN_KEY && kind != SK_CHECK)
        sk_lint_complain(l, here(l), "nobody can use \"%s\" while the index of the constraint is built",
                         l->change->name);
}

static void
set_not_null(struct sk_linting *l)
{
    if (is(l, SK_SET_NOT_NULL) && l->effect.scans)
        sk_lint_complain(l, here(l), "nobody can use \"%s\" while all its rows are looked at", l->change->name);
}

static void
lock_table(struct sk_linting *l)
{
    find_marks(l, SK_MARK_LOCKS, "table ", " stays locked until the migration ends");
}

static void
several_locks(struct sk_linting *l)
{
    for (size_t i = 0; i < l->script->n; i++)
        if (l->script->statements[i].no_transaction)
            return;
    if (l->n_locked > 1)
        sk_lint_complain(l, l->locked[1].pos_bytes, "\"%s\" is locked while \"%s\" still is", l->locked[1].table,
                         l->locked[0].table);
}

/* ---- what fails ------------------------------------------------------------------------------------------------- */

static void
not_null_without_default(struct sk_linting *l)
{
    const struct sk_column *column = l->change->kind == SK_ADD_COLUMN ? l->change->u.column : NULL;
    if (is(l, SK_ADD_COLUMN) && column->not_null && !column->default_expr && !column->generated && !column->identity)
        sk_lint_complain(l, here(l), "column \"%s\" is NOT NULL and has no default: it fails if \"%s\" has rows",
                         column->name, l->change->name);
}

static void
rename_used(struct sk_linting *l)
{
    if (is(l, SK_RENAME_TABLE))
        sk_lint_complain(l, here(l), "programs that run know table \"%s\" by its old name", l->change->name);
    else if (is(l, SK_RENAME_COLUMN))
        sk_lint_complain(l, here(l), "programs that run know column \"%s\" of \"%s\" by its old name", l->change->from,
                         l->change->name);
}

/* Between the author's own BEGIN and COMMIT PostgreSQL refuses it; beside others it takes the transaction from them. */
static void
concurrently_in_transaction(struct sk_linting *l)
{
    bool alone = l->script->n == 1;
    bool adds_value = l->statement->n_changes && l->statement->changes[0]->kind == SK_ADD_ENUM_VALUE;
    if (l->statement->no_transaction && !alone && !adds_value)
        sk_lint_complain(l, here(l), "this %s cannot run in a transaction, so nothing of the file does",
                         l->statement->tag);
}

static void
enum_value_used(struct sk_linting *l)
{
    if (l->change->kind == SK_ADD_ENUM_VALUE && l->statement->no_transaction)
        sk_lint_complain(l, here(l), "value '%s' is used by the migration that adds it", l->change->to);
}

static void
mixed_ddl_data(struct sk_linting *l)
{
    if (l->ddl_pos != SK_NO_POS && l->data_pos != SK_NO_POS)
        sk_lint_complain(l, l->data_pos,
                         "rows of tables that are in use are changed in the transaction that changes the schema");
}

static void
no_way_back(struct sk_linting *l)
{
    if (l->derived && l->derived->label == SK_IMPOSSIBLE)
        sk_lint_complain(l, l->derived->pos_bytes,
                         "nobody has written what takes it back, and it cannot be derived: %s", l->derived->why);
}

static void
no_down_file(struct sk_linting *l)
{
    if (l->derived && l->derived->label == SK_STRUCTURE_ONLY)
        sk_lint_complain(l, l->derived->pos_bytes,
                         "nobody has written what takes it back, and what is derived loses data: %s", l->derived->why);
}

/* ---- design ----------------------------------------------------------------------------------------------------- */

/* The constraints that a change makes. */
static size_t
new_constraints(const struct sk_change *c, struct sk_constraint *const **constraints)
{
    *constraints = c->kind == SK_CREATE_TABLE ? c->u.table->constraints : &c->u.constraint;
    return c->redundant                     ? 0
           : c->kind == SK_CREATE_TABLE     ? c->u.table->n_constraints
           : c->kind == SK_ADD_CONSTRAINT   ? 1
                                            : 0;
}

static void
no_delete_action(struct sk_linting *l)
{
    struct sk_constraint *const *constraints;
    size_t n = new_constraints(l->change, &constraints);
    for (size_t i = 0; i < n; i++)
        if (constraints[i]->kind == SK_FOREIGN_KEY && constraints[i]->on_delete == SK_FK_NO_ACTION)
            sk_lint_complain(l, here(l), "foreign key \"%s\" has no ON DELETE action", constraints[i]->name);
}

/* Do the index's first columns, in any order, hold all of the key's? */
static bool
leads(const char *const *columns, size_t n_columns, const struct sk_constraint *key)
{
    for (size_t i = 0; i < key->n_columns; i++) {
        bool found = false;
        for (size_t k = 0; k < key->n_columns && k < n_columns && !found; k++)
            found = columns[k] && strcmp(columns[k], key->columns[i]) == 0;
        if (!found)
            return false;
    }
    return true;
}

/* The names of an index's columns; NULL for an expression. */
static const char **
index_columns(TALLOC_CTX *owner, const struct sk_index *index)
{
    const char **columns = sk_alloc(owner, (index->n_keys + 1) * sizeof *columns, "columns");
    for (size_t i = 0; i < index->n_keys; i++)
        columns[i] = index->keys[i].column;
    return columns;
}

static bool
has_index_for(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_constraint *key)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if ((k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && leads(k->columns, k->n_columns, key))
            return true;
    }
    for (size_t i = 0; i < table->n_indexes; i++)
        if (!table->indexes[i]->where && leads(index_columns(owner, table->indexes[i]), table->indexes[i]->n_keys, key))
            return true;
    return false;
}

static void
fk_without_index(struct sk_linting *l)
{
    for (size_t i = 0; i < l->n_keys; i++) {
        const struct sk_lint_foreign *made = &l->keys[i];
        const struct sk_table *table = sk_catalog_table(l->catalog, made->schema, made->table);
        const struct sk_constraint *key = table ? sk_table_constraint(table, made->name) : NULL;
        if (key && !has_index_for(l->tmp, table, key))
            sk_lint_complain(l, made->pos_bytes, "foreign key \"%s\" has no index on \"%s\" (%s%s)", key->name,
                             table->name, key->columns[0], key->n_columns > 1 ? ", ..." : "");
    }
}

/* Is `index` of no use beside `other`, which begins with the same keys? */
static bool
is_prefix(const struct sk_index *index, const struct sk_index *other)
{
    bool same = index != other && !index->unique && !index->where && !other->where && !index->n_include &&
                index->n_keys <= other->n_keys && strcmp(index->method, "btree") == 0 &&
                strcmp(other->method, "btree") == 0;
    for (size_t i = 0; i < index->n_keys && same; i++) {
        const struct sk_index_key *a = &index->keys[i], *b = &other->keys[i];
        same = a->column && b->column && strcmp(a->column, b->column) == 0 && a->descending == b->descending &&
               a->nulls == b->nulls && !a->opclass == !b->opclass && !a->collation == !b->collation;
    }
    return same && (index->n_keys < other->n_keys || other->unique || strcmp(index->name, other->name) > 0);
}

static bool
is_prefix_of_key(const struct sk_index *index, const struct sk_constraint *k)
{
    bool same = (k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && !index->unique && !index->where &&
                !index->n_include && index->n_keys <= k->n_columns && strcmp(index->method, "btree") == 0;
    for (size_t i = 0; i < index->n_keys && same; i++)
        same = index->keys[i].column && strcmp(index->keys[i].column, k->columns[i]) == 0 &&
               !index->keys[i].descending && !index->keys[i].opclass && !index->keys[i].collation;
    return same;
}

static void
duplicate_index(struct sk_linting *l)
{
    for (size_t i = 0; i < l->n_indexes; i++) {
        const struct sk_lint_foreign *made = &l->indexes[i];
        const struct sk_table *table = sk_catalog_table(l->catalog, made->schema, made->table);
        const struct sk_index *index = table ? sk_table_index(table, made->name) : NULL;
        const char *other = NULL;
        for (size_t k = 0; index && k < table->n_indexes && !other; k++)
            other = is_prefix(index, table->indexes[k]) ? table->indexes[k]->name : NULL;
        for (size_t k = 0; index && k < table->n_constraints && !other; k++)
            other = is_prefix_of_key(index, table->constraints[k]) ? table->constraints[k]->name : NULL;
        if (other)
            sk_lint_complain(l, made->pos_bytes,
                             "index \"%s\" is of no use beside \"%s\", which begins with its columns", index->name,
                             other);
    }
}

static void
timestamp_without_zone(struct sk_linting *l)
{
    find_type(l, SK_TYPE_TIMESTAMP, "a timestamp without time zone");
}

static void
char_type(struct sk_linting *l)
{
    find_type(l, SK_TYPE_CHAR, "char(n), which is filled up with blanks");
}

static void
serial_column(struct sk_linting *l)
{
    struct sk_column *const *columns;
    size_t n = new_columns(l->change, &columns);
    for (size_t i = 0; i < n; i++)
        if (columns[i]->identity == SK_IDENTITY_SERIAL)
            sk_lint_complain(l, here(l), "column \"%s\" is serial", columns[i]->name);
}

static void
unnamed_constraint(struct sk_linting *l)
{
    for (size_t i = 0; i < l->marks->n; i++)
        if (l->marks->items[i].kind == SK_MARK_UNNAMED)
            sk_lint_complain(l, l->marks->items[i].pos_bytes, "a %s constraint has no name", l->marks->items[i].name);
}

static void
check_reserved(struct sk_linting *l, const char *what, const char *name)
{
    const char *engines = name ? l->source->reserved(name) : NULL;
    if (engines)
        sk_lint_complain(l, here(l), "%s \"%s\" is a reserved word of %s", what, name, engines);
}

static void
reserved_name(struct sk_linting *l)
{
    const struct sk_change *c = l->change;
    struct sk_column *const *columns;
    size_t n = new_columns(c, &columns);
    if (c->redundant)
        return;
    if (c->kind == SK_CREATE_TABLE || c->kind == SK_CREATE_VIEW)
        check_reserved(l, c->kind == SK_CREATE_TABLE ? "table" : "view", c->name);
    for (size_t i = 0; i < n; i++)
        check_reserved(l, "column", columns[i]->name);
    if (c->kind == SK_RENAME_TABLE || c->kind == SK_RENAME_COLUMN)
        check_reserved(l, c->kind == SK_RENAME_TABLE ? "table" : "column", c->to);
}

static void
long_name(struct sk_linting *l)
{
    for (size_t i = 0; i < l->long_names->n; i++)
        sk_lint_complain(l, l->long_names->items[i].pos_bytes, "a name is longer than 63 bytes, and is cut: \"%s\"",
                         l->long_names->items[i].name);
}

static void
no_if_exists(struct sk_linting *l)
{
    static const enum sk_change_kind makes[] = {SK_CREATE_TABLE, SK_ADD_COLUMN, SK_CREATE_INDEX, SK_CREATE_SCHEMA,
                                                SK_CREATE_SEQUENCE, SK_CREATE_EXTENSION};
    static const enum sk_change_kind drops[] = {SK_DROP_TABLE, SK_DROP_COLUMN, SK_DROP_INDEX, SK_DROP_SCHEMA,
                                                SK_DROP_SEQUENCE, SK_DROP_CONSTRAINT, SK_DROP_VIEW, SK_DROP_TYPE,
                                                SK_DROP_FUNCTION, SK_DROP_TRIGGER, SK_DROP_EXTENSION};
    for (size_t i = 0; i < sizeof makes / sizeof *makes; i++)
        if (l->change->kind == makes[i] && !l->change->if_not_exists)
            sk_lint_complain(l, here(l), "%s without IF NOT EXISTS", sk_change_name(l->change->kind));
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++)
        if (l->change->kind == drops[i] && !l->change->if_exists)
            sk_lint_complain(l, here(l), "%s without IF EXISTS", sk_change_name(l->change->kind));
}

/* ---- the table -------------------------------------------------------------------------------------------------- */

#define RULE(level_, name_, page_) .level = SK_RISK_##level_, .rule = {.name = (name_), PAGE_##page_, .on = true}

const struct sk_lint_entry sk_lint_entries[] = {
    {RULE(HIGH, "drop-table", DROP_TABLE), .change = drop_table},
    {RULE(HIGH, "drop-column", DROP_COLUMN), .change = drop_column},
    {RULE(HIGH, "truncate", TRUNCATE), .statement = truncate_table},
    {RULE(HIGH, "delete-without-where", DELETE_ALL), .statement = delete_all},
    {RULE(HIGH, "narrow-type", NARROW_TYPE), .change = narrow_type},
    {RULE(MEDIUM, "cascade", CASCADE), .change = cascade},
    {RULE(HIGH, "change-type", CHANGE_TYPE), .change = change_type},
    {RULE(HIGH, "add-column-rewrite", ADD_COLUMN_REWRITE), .change = add_column_rewrite},
    {RULE(MEDIUM, "update-without-where", UPDATE_ALL), .statement = update_all},
    {RULE(MEDIUM, "index-not-concurrent", INDEX_NOT_CONCURRENT), .dialect = "postgres", .change = index_not_concurrent},
    {RULE(MEDIUM, "constraint-scan", CONSTRAINT_SCAN), .dialect = "postgres", .change = constraint_scan},
    {RULE(MEDIUM, "unique-build", UNIQUE_BUILD), .dialect = "postgres", .change = unique_build},
    {RULE(MEDIUM, "set-not-null", SET_NOT_NULL), .dialect = "postgres", .change = set_not_null},
    {RULE(MEDIUM, "lock-table", LOCK_TABLE), .dialect = "postgres", .statement = lock_table},
    {RULE(MEDIUM, "several-locks", SEVERAL_LOCKS), .dialect = "postgres", .whole = several_locks},
    {RULE(HIGH, "not-null-without-default", NOT_NULL), .change = not_null_without_default},
    {RULE(MEDIUM, "rename", RENAME), .change = rename_used},
    {RULE(MEDIUM, "concurrently-in-transaction", CONCURRENTLY), .dialect = "postgres",
     .statement = concurrently_in_transaction},
    {RULE(MEDIUM, "enum-value-used", ENUM_VALUE_USED), .dialect = "postgres", .change = enum_value_used},
    {RULE(MEDIUM, "mixed-ddl-data", MIXED), .whole = mixed_ddl_data},
    {RULE(MEDIUM, "no-way-back", NO_WAY_BACK), .whole = no_way_back},
    {RULE(LOW, "no-down-file", NO_DOWN_FILE), .whole = no_down_file},
    {RULE(MEDIUM, "fk-without-index", FK_WITHOUT_INDEX), .whole = fk_without_index},
    {RULE(LOW, "no-delete-action", NO_DELETE_ACTION), .change = no_delete_action},
    {RULE(LOW, "duplicate-index", DUPLICATE_INDEX), .whole = duplicate_index},
    {RULE(LOW, "timestamp-without-zone", TIMESTAMP), .change = timestamp_without_zone},
    {RULE(LOW, "char-type", CHAR_TYPE), .change = char_type},
    {RULE(LOW, "serial", SERIAL), .change = serial_column},
    {RULE(LOW, "unnamed-constraint", UNNAMED), .statement = unnamed_constraint},
    {RULE(LOW, "reserved-name", RESERVED_NAME), .change = reserved_name},
    {RULE(MEDIUM, "long-name", LONG_NAME), .statement = long_name},
    {.level = SK_RISK_LOW, .rule = {.name = "no-if-exists", PAGE_NO_IF_EXISTS}, .change = no_if_exists},
    {RULE(HIGH, SK_LINT_REFUSED, REFUSED)},
    {RULE(LOW, SK_LINT_EMULATED, EMULATED)},
    {RULE(LOW, SK_LINT_NOTED, LEFT_OUT)},
    {.rule = {.name = NULL}},
};

const struct sk_lint_entry *
sk_lint_find(const char *name, size_t len)
{
    for (const struct sk_lint_entry *entry = sk_lint_entries; entry->rule.name; entry++)
        if (strlen(entry->rule.name) == len && strncmp(entry->rule.name, name, len) == 0)
            return entry;
    return NULL;
}
