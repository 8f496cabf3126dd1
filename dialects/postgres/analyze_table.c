/*
 * dialects/postgres/analyze_table.c - CREATE TABLE, CREATE INDEX: columns, constraints, keys.
 *
 * Constraints are named in the order in which PostgreSQL makes them: CHECKs with the table (heap.c), then indexes,
 * the primary key first (parse_utilcmd.c), then foreign keys.
 */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/postgres/exclusion.h"
#include "dialects/postgres/format.h"
#include "dialects/postgres/postgres.h"

/* ---- columns -------------------------------------------------------------------------------------------------- */

struct sk_sequence *
sk_pg_add_column_sequence(struct sk_analysis *a, const struct sk_table *table, const struct sk_column *column,
                          const PgQuery__Constraint *identity)
{
    const char *name = sk_pg_relation_name(a, table->schema, table->name, column->name, "seq");
    struct sk_sequence *s = sk_pg_new_sequence(a, table->schema, name, column->type);
    if (identity)
        sk_pg_sequence_options(a, s, true, identity->n_options, identity->options);
    if (!s->schema)
        s->schema = table->schema;
    s->owner_table = table->name;
    s->owner_column = column->name;
    sk_pg_change(a, SK_CREATE_SEQUENCE, s->schema, s->name)->u.sequence = s;
    return s;
}

/* What a column says of itself. CHECK, UNIQUE, keys are left for sk_pg_constraint(). */
static void
column_attribute(struct sk_analysis *a, struct sk_column *column, const PgQuery__Constraint *c)
{
    switch (c->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_NOTNULL:
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        column->not_null = true;
        return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_DEFAULT:
        column->default_expr = sk_pg_expr(a->owner, c->raw_expr);
        return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY:
        column->identity = *c->generated_when == 'a' ? SK_IDENTITY_ALWAYS : SK_IDENTITY_BY_DEFAULT;
        column->not_null = true;
        return;
    case PG_QUERY__CONSTR_TYPE__CONSTR_GENERATED:
        column->generated = sk_pg_own_expr(a->owner, c->raw_expr);
        return;
    default:
        return;
    }
}

enum sk_status
sk_pg_column(struct sk_analysis *a, struct sk_table *table, const PgQuery__ColumnDef *def, struct sk_column **out)
{
    struct sk_column *column = sk_new(a->owner, struct sk_column);
    column->name = def->colname;
    column->type = sk_pg_type(a->catalog, a->owner, def->type_name);
    column->not_null = def->is_not_null;
    if (sk_pg_is_serial(&column->type)) {
        column->identity = SK_IDENTITY_SERIAL;
        column->not_null = true;
    }
    if (def->coll_clause)
        column->collation = sk_node_name(NULL, def->coll_clause->n_collname, def->coll_clause->collname);
    column->type.folds = sk_catalog_folds(a->catalog, column->collation);
    for (size_t i = 0; i < def->n_constraints; i++)
        column_attribute(a, column, def->constraints[i]->constraint);
    const PgQuery__Constraint *identity = NULL;
    for (size_t i = 0; i < def->n_constraints; i++)
        if (def->constraints[i]->constraint->contype == PG_QUERY__CONSTR_TYPE__CONSTR_IDENTITY)
            identity = def->constraints[i]->constraint;
    if (column->identity != SK_IDENTITY_NONE) {
        const struct sk_sequence *s = sk_pg_add_column_sequence(a, table, column, identity);
        column->start = s->start;
        column->step = s->increment;
    }
    *out = column;
    return SK_OK;
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

struct used {
    TALLOC_CTX *owner;
    const struct sk_table *table;
    struct sk_constraint *constraint;
    const char *unknown;        /* a name that is no column's */
};

static bool
visit_used(sk_node *node, void *data)
{
    struct used *u = data;
    if (node->node_case == SK_NODE(COLUMN_REF)) {
        const char *name = sk_node_string(node->column_ref->fields[node->column_ref->n_fields - 1]);
        bool known = !name || sk_table_column(u->table, name);
        if (!known && strcmp(name, u->table->name) != 0) /* the table's name stands for its row */
            u->unknown = name;
        if (name && known && !sk_constraint_has_column(u->constraint, name))
            sk_push(u->owner, u->constraint->columns, u->constraint->n_columns, name);
    }
    return true;
}

/* The columns that the constraint's expressions name. */
static enum sk_status
used_columns(struct sk_analysis *a, const struct sk_table *table, struct sk_constraint *k)
{
    struct used used = {.owner = a->owner, .table = table, .constraint = k};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)sk_expr_node(k->check), visit_used, &used);
    return used.unknown ? sk_pg_refuse(a, "column \"%s\" does not exist", used.unknown) : SK_OK;
}

static enum sk_fk_action
fk_action(const char *code)
{
    switch (*code) {
    case 'r':
        return SK_FK_RESTRICT;
    case 'c':
        return SK_FK_CASCADE;
    case 'n':
        return SK_FK_SET_NULL;
    case 'd':
        return SK_FK_SET_DEFAULT;
    default:
        return SK_FK_NO_ACTION;
    }
}

static const struct sk_table *
find_table(struct sk_analysis *a, const struct sk_table *self, const char *schema, const char *name)
{
    if (strcmp(self->name, name) == 0 && strcmp(self->schema, sk_pg_schema(schema)) == 0)
        return self;
    return sk_catalog_table(a->catalog, schema, name);
}

static enum sk_status
check_reference(struct sk_analysis *a, const struct sk_table *table, const struct sk_table *target,
                const struct sk_constraint *k)
{
    for (size_t i = 0; i < k->n_columns; i++)
        if (!sk_table_column(table, k->columns[i]))
            return sk_pg_refuse(a, "column \"%s\" referenced in foreign key constraint does not exist", k->columns[i]);
    for (size_t i = 0; i < k->n_ref_columns; i++)
        if (!sk_table_column(target, k->ref_columns[i]))
            return sk_pg_refuse(a, "column \"%s\" referenced in foreign key constraint does not exist",
                                k->ref_columns[i]);
    if (k->n_columns != k->n_ref_columns)
        return sk_pg_refuse(a, "number of referencing and referenced columns for foreign key disagree");
    if (!sk_table_key_of(target, k))
        return sk_pg_refuse(a, "there is no unique constraint matching given keys for referenced table \"%s\"",
                            target->name);
    return SK_OK;
}

/* The columns that a foreign key means when it names none: the primary key of what it refers to. */
static enum sk_status
foreign_key(struct sk_analysis *a, const struct sk_table *table, struct sk_constraint *k,
            const PgQuery__Constraint *def)
{
    k->ref_schema = sk_pg_schema(def->pktable->schemaname);
    k->ref_table = def->pktable->relname;
    k->on_delete = fk_action(def->fk_del_action);
    k->on_update = fk_action(def->fk_upd_action);
    k->match_full = *def->fk_matchtype == 'f';
    if (def->n_fk_attrs) {
        k->n_columns = def->n_fk_attrs;
        k->columns = sk_pg_names(a->owner, def->n_fk_attrs, def->fk_attrs);
    }
    k->n_ref_columns = def->n_pk_attrs;
    k->ref_columns = sk_pg_names(a->owner, def->n_pk_attrs, def->pk_attrs);
    const struct sk_table *target = find_table(a, table, k->ref_schema, k->ref_table);
    if (!target)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", k->ref_table);
    const struct sk_constraint *key = sk_table_primary_key(target);
    if (!k->n_ref_columns && !key)
        return sk_pg_refuse(a, "there is no primary key for referenced table \"%s\"", k->ref_table);
    if (!k->n_ref_columns) {
        k->n_ref_columns = key->n_columns;
        k->ref_columns = key->columns;
    }
    return check_reference(a, table, target, k);
}

static enum sk_status
unique_key(struct sk_analysis *a, struct sk_constraint *k, const PgQuery__Constraint *def)
{
    if (def->n_keys) {
        k->n_columns = def->n_keys;
        k->columns = sk_pg_names(a->owner, def->n_keys, def->keys);
    }
    k->n_include = def->n_including;
    k->include = sk_pg_names(a->owner, def->n_including, def->including);
    k->nulls_not_distinct = def->nulls_not_distinct;
    return SK_OK;
}

static const char *key_name(const struct sk_index_key *key);

/* PostgreSQL names it as it would an index of those keys; what it uses is what the catalog asks it for. */
static void
exclusion(struct sk_analysis *a, struct sk_constraint *k, const PgQuery__Constraint *def)
{
    for (size_t i = 0; i < def->n_exclusions; i++) {
        struct sk_index_key key = sk_pg_index_key(a->owner, def->exclusions[i]->list->items[0]->index_elem);
        const char *column = sk_pg_index_column(a->owner, k->n_columns, k->columns, key_name(&key));
        sk_push(a->owner, k->columns, k->n_columns, column);
    }
    k->check = sk_pg_expr(a->owner, sk_pg_exclusion_node(a->owner, def));
}

/* An index is named after its INCLUDE columns as well. */
static const char *
key_columns(struct sk_analysis *a, const struct sk_constraint *k)
{
    const char **names = NULL;
    size_t n = 0;
    if (k->named)
        return k->named;
    for (size_t i = 0; i < k->n_columns + k->n_include; i++) {
        const char *name = i < k->n_columns ? k->columns[i] : k->include[i - k->n_columns];
        name = sk_pg_index_column(a->owner, n, names, name);
        sk_push(a->owner, names, n, name);
    }
    return sk_pg_join_columns(a->owner, n, names);
}

/* A foreign key to a partitioned table has one more for each partition, which PostgreSQL names after it. */
static size_t
keys_to_partitions(const struct sk_analysis *a, const struct sk_table *table, const char *columns)
{
    size_t n = 0;
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        const struct sk_table *ref =
            k->kind == SK_FOREIGN_KEY ? sk_catalog_table(a->catalog, k->ref_schema, k->ref_table) : NULL;
        if (ref && sk_same(sk_pg_join_columns(a->owner, k->n_columns, k->columns), columns))
            n += ref->n_partitions;
    }
    return n;
}

const char *
sk_pg_default_name(struct sk_analysis *a, const struct sk_table *table, const struct sk_constraint *k)
{
    const char *columns = sk_pg_join_columns(a->owner, k->n_columns, k->columns);
    switch (k->kind) {
    case SK_PRIMARY_KEY:
        return sk_pg_key_name(a, table, NULL, "pkey");
    case SK_UNIQUE:
        return sk_pg_key_name(a, table, key_columns(a, k), "key");
    case SK_EXCLUDE:
        return sk_pg_key_name(a, table, k->named ? k->named : columns, "excl");
    case SK_FOREIGN_KEY:
        return sk_pg_constraint_name(a, table->schema, table->name, columns, "fkey",
                                     keys_to_partitions(a, table, columns));
    case SK_CHECK:
        break;
    }
    return sk_pg_constraint_name(a, table->schema, table->name, k->n_columns == 1 ? columns : NULL, "check",
                                 0);
}

static bool
constraint_kind(const PgQuery__Constraint *def, enum sk_constraint_kind *kind)
{
    switch (def->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        *kind = SK_CHECK;
        return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        *kind = SK_PRIMARY_KEY;
        return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        *kind = SK_UNIQUE;
        return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        *kind = SK_FOREIGN_KEY;
        return true;
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        *kind = SK_EXCLUDE;
        return true;
    default:
        return false;
    }
}

/* By an earlier command of this statement. */
static bool
is_dropped(const struct sk_analysis *a, const char *constraint)
{
    for (size_t i = 0; i < a->statement->n_changes; i++) {
        const struct sk_change *change = a->statement->changes[i];
        if (change->kind == SK_DROP_CONSTRAINT && strcmp(change->from, constraint) == 0)
            return true;
    }
    return false;
}

enum sk_status
sk_pg_constraint(struct sk_analysis *a, struct sk_table *table, const PgQuery__Constraint *def, const char *column,
                 struct sk_constraint **out)
{
    enum sk_constraint_kind kind;
    enum sk_status status = SK_OK;
    *out = NULL;
    if (!constraint_kind(def, &kind))
        return SK_OK;
    struct sk_constraint *k = sk_new(a->owner, struct sk_constraint);
    k->kind = kind;
    k->deferrable = def->deferrable;
    k->initially_deferred = def->initdeferred;
    k->not_valid = def->skip_validation;
    if (column && kind != SK_CHECK)
        sk_push(a->owner, k->columns, k->n_columns, column);
    if (kind == SK_CHECK) {
        k->check = sk_pg_own_expr(a->owner, def->raw_expr);
        status = used_columns(a, table, k);
    } else if (kind == SK_FOREIGN_KEY) {
        status = foreign_key(a, table, k, def);
    } else if (kind == SK_EXCLUDE) {
        exclusion(a, k, def);
    } else {
        status = unique_key(a, k, def);
    }
    k->name = sk_text_or_null(def->conname);
    bool has_index = kind == SK_PRIMARY_KEY || kind == SK_UNIQUE || kind == SK_EXCLUDE;
    k->named = has_index && !*def->indexname ? key_columns(a, k) : NULL;
    if (kind == SK_EXCLUDE) {
        if (!k->name)
            k->name = sk_pg_default_name(a, table, k);
        k->n_columns = 0;
        status = used_columns(a, table, k);
    }
    if (!status && k->name && has_index && !*def->indexname &&
        sk_catalog_has_relation(a->catalog, table->schema, k->name) && !sk_table_constraint(table, k->name) &&
        !is_dropped(a, k->name))
        return sk_pg_refuse(a, "relation \"%s\" already exists", k->name);
    if (!status && !k->name) {
        k->name = sk_pg_default_name(a, table, k);
        sk_push(a->owner, a->unnamed, a->n_unnamed, k);
    }
    *out = k;
    return status;
}

void
sk_pg_apply_attribute(struct sk_constraint *k, const PgQuery__Constraint *attribute)
{
    if (!k)
        return;
    if (attribute->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRABLE)
        k->deferrable = true;
    if (attribute->contype == PG_QUERY__CONSTR_TYPE__CONSTR_ATTR_DEFERRED)
        k->deferrable = k->initially_deferred = true;
}

/* ---- CREATE TABLE --------------------------------------------------------------------------------------------- */

/* In which of PostgreSQL's passes a constraint is made. */
static int
pass_of(const PgQuery__Constraint *def)
{
    switch (def->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return 0;
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return 1;
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        return 2;
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return 3;
    default:
        return -1;
    }
}

/* UNIQUE over the columns of the primary key, or written twice, makes one index only (transformIndexConstraints): the
 * one that is there already, or NULL. */
static struct sk_constraint *
duplicate_of(const struct sk_table *table, const struct sk_constraint *k)
{
    for (size_t i = 0; i < table->n_constraints && k->kind == SK_UNIQUE; i++) {
        struct sk_constraint *other = table->constraints[i];
        bool same = (other->kind == SK_PRIMARY_KEY || other->kind == SK_UNIQUE) && other->n_columns == k->n_columns &&
                    other->deferrable == k->deferrable;
        for (size_t c = 0; same && c < k->n_columns; c++)
            same = strcmp(other->columns[c], k->columns[c]) == 0;
        if (same)
            return other;
    }
    return NULL;
}

/* Of keys that are one, the first name that was written wins over one that was made. */
static void
take_name(struct sk_analysis *a, struct sk_constraint *k, const PgQuery__Constraint *def)
{
    for (size_t i = 0; *def->conname && i < a->n_unnamed; i++)
        if (a->unnamed[i] == k) {
            k->name = def->conname;
            sk_take(a->unnamed, a->n_unnamed, i);
        }
}

static enum sk_status
add_constraint(struct sk_analysis *a, struct sk_table *table, const PgQuery__Constraint *def, const char *column,
               struct sk_constraint **made)
{
    enum sk_status status = sk_pg_constraint(a, table, def, column, made);
    if (status || !*made)
        return status;
    bool key = (*made)->kind == SK_PRIMARY_KEY || (*made)->kind == SK_UNIQUE;
    for (size_t i = 0; key && i < (*made)->n_columns + (*made)->n_include; i++) {
        const char *name =
            i < (*made)->n_columns ? (*made)->columns[i] : (*made)->include[i - (*made)->n_columns];
        if (!sk_table_column(table, name))
            return sk_pg_refuse(a, "column \"%s\" named in key does not exist", name);
    }
    struct sk_constraint *twin = duplicate_of(table, *made);
    if (twin) {
        take_name(a, twin, def);
        return SK_OK;
    }
    if (sk_table_constraint(table, (*made)->name))
        return sk_pg_refuse(a, "constraint \"%s\" for relation \"%s\" already exists", (*made)->name, table->name);
    if ((*made)->kind == SK_PRIMARY_KEY && sk_table_primary_key(table))
        return sk_pg_refuse(a, "multiple primary keys for table \"%s\" are not allowed", table->name);
    sk_push(a->owner, table->constraints, table->n_constraints, *made);
    for (size_t i = 0; (*made)->kind == SK_PRIMARY_KEY && i < (*made)->n_columns; i++)
        sk_table_column(table, (*made)->columns[i])->not_null = true;
    return SK_OK;
}

static enum sk_status
column_constraints(struct sk_analysis *a, struct sk_table *table, const PgQuery__ColumnDef *def, int pass)
{
    struct sk_constraint *last = NULL;
    for (size_t i = 0; i < def->n_constraints; i++) {
        const PgQuery__Constraint *c = def->constraints[i]->constraint;
        sk_pg_apply_attribute(last, c);
        if (pass_of(c) != pass)
            continue;
        enum sk_status status = add_constraint(a, table, c, def->colname, &last);
        if (status)
            return status;
    }
    return SK_OK;
}

static enum sk_status
create_columns(struct sk_analysis *a, struct sk_table *table, const PgQuery__CreateStmt *stmt)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < stmt->n_table_elts && !status; i++) {
        const sk_node *element = stmt->table_elts[i];
        struct sk_column *column;
        if (element->node_case == SK_NODE(TABLE_LIKE_CLAUSE)) {
            status = sk_pg_like_columns(a, table, element->table_like_clause);
        } else if (element->node_case == SK_NODE(COLUMN_DEF)) {
            if (sk_table_column(table, element->column_def->colname))
                return sk_pg_refuse(a, "column \"%s\" specified more than once", element->column_def->colname);
            status = sk_pg_column(a, table, element->column_def, &column);
            if (!status)
                sk_push(a->owner, table->columns, table->n_columns, column);
        }
    }
    return status;
}

static enum sk_status
create_constraints(struct sk_analysis *a, struct sk_table *table, const PgQuery__CreateStmt *stmt)
{
    enum sk_status status = SK_OK;
    struct sk_constraint *made;
    for (int pass = 0; pass <= 3 && !status; pass++) {
        for (size_t i = 0; i < stmt->n_table_elts && !status && pass == 1; i++)
            if (stmt->table_elts[i]->node_case == SK_NODE(TABLE_LIKE_CLAUSE))
                status = sk_pg_like_constraints(a, table, stmt->table_elts[i]->table_like_clause);
        for (size_t i = 0; i < stmt->n_table_elts && !status; i++) {
            const sk_node *element = stmt->table_elts[i];
            if (element->node_case == SK_NODE(COLUMN_DEF))
                status = column_constraints(a, table, element->column_def, pass);
            else if (element->node_case == SK_NODE(CONSTRAINT) && pass_of(element->constraint) == pass)
                status = add_constraint(a, table, element->constraint, NULL, &made);
        }
    }
    return status;
}

const char *
sk_pg_partition_by(struct sk_analysis *a, const PgQuery__PartitionSpec *spec)
{
    struct sk_text *text = sk_text_new(a->owner);
    bool first = true;
    sk_text_addf(text, "%s (", spec->strategy);
    for (size_t i = 0; i < spec->n_part_params; i++) {
        const PgQuery__PartitionElem *elem = spec->part_params[i]->partition_elem;
        struct sk_index_key key = {.column = sk_text_or_null(elem->name),
                                   .expr = sk_pg_expr(a->owner, elem->expr),
                                   .collation = sk_node_name(NULL, elem->n_collation, elem->collation),
                                   .opclass = sk_node_name(NULL, elem->n_opclass, elem->opclass)};
        sk_text_sep(text, &first, ", ");
        sk_pg_put_index_key(text, &sk_pg_expr_ops, &key);
    }
    sk_text_add(text, ")");
    return sk_text_finish(text, a->owner);
}

enum sk_status
sk_pg_create_table(struct sk_analysis *a, const PgQuery__CreateStmt *stmt)
{
    const PgQuery__RangeVar *name = stmt->relation;
    if (stmt->n_inh_relations)
        return sk_pg_unsupported(a, NULL, "INHERITS", "other engines have no table inheritance");
    if (stmt->of_typename)
        return sk_pg_unsupported(a, NULL, "CREATE TABLE OF", "other engines have no typed tables");
    struct sk_table *table = sk_new(a->owner, struct sk_table);
    table->schema = sk_pg_schema(name->schemaname);
    table->name = name->relname;
    table->unlogged = *name->relpersistence == 'u';
    table->temporary = *name->relpersistence == 't';
    table->partitioned = stmt->partspec != NULL;
    if (table->partitioned)
        table->partition_by = sk_pg_partition_by(a, stmt->partspec);
    bool exists = sk_catalog_has_relation(a->catalog, table->schema, table->name);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "relation \"%s\" already exists", table->name);
    if (!exists && sk_catalog_type(a->catalog, table->schema, table->name))
        return sk_pg_refuse(a, "type \"%s\" already exists", table->name);
    if (!sk_catalog_has_schema(a->catalog, table->schema))
        return sk_pg_refuse(a, "schema \"%s\" does not exist", table->schema);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_TABLE, table->schema, table->name);
    change->if_not_exists = stmt->if_not_exists;
    change->redundant = exists;
    change->u.table = table;
    if (exists) {
        change->u.table = sk_catalog_table(a->catalog, table->schema, table->name);
        return SK_OK;
    }
    a->making = table;
    enum sk_status status = create_columns(a, table, stmt);
    return status ? status : create_constraints(a, table, stmt);
}

/* ---- CREATE INDEX --------------------------------------------------------------------------------------------- */

/* What an index calls an expression: as a query would, but for "expr" where that would say "?column?". */
static const char *
key_name(const struct sk_index_key *key)
{
    const char *name = key->column ? key->column : sk_pg_figure_name(sk_expr_node(key->expr));
    return strcmp(name, "?column?") == 0 ? "expr" : name;
}

static const char *
index_columns(struct sk_analysis *a, const struct sk_index *index)
{
    const char **names = NULL;
    size_t n = 0;
    for (size_t i = 0; i < index->n_keys + index->n_include; i++) {
        const char *name = i < index->n_keys ? key_name(&index->keys[i]) : index->include[i - index->n_keys];
        name = sk_pg_index_column(a->owner, n, names, name);
        sk_push(a->owner, names, n, name);
    }
    return sk_pg_join_columns(a->owner, n, names);
}

const char *
sk_pg_index_name(struct sk_analysis *a, const char *schema, const char *table, const struct sk_index *index)
{
    return sk_pg_relation_name(a, schema, table, index->named ? index->named : index_columns(a, index), "idx");
}

struct sk_index_key
sk_pg_index_key(TALLOC_CTX *owner, const PgQuery__IndexElem *elem)
{
    struct sk_index_key key = {.column = sk_text_or_null(elem->name)};
    bool is_column =
        elem->expr && elem->expr->node_case == SK_NODE(COLUMN_REF) && elem->expr->column_ref->n_fields == 1;
    if (is_column) /* (name) is the column (ComputeIndexAttrs) */
        key.column = elem->expr->column_ref->fields[0]->string->sval;
    else
        key.expr = sk_pg_own_expr(owner, elem->expr);
    key.descending = elem->ordering == PG_QUERY__SORT_BY_DIR__SORTBY_DESC;
    if (elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST)
        key.nulls = SK_NULLS_FIRST;
    if (elem->nulls_ordering == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST)
        key.nulls = SK_NULLS_LAST;
    key.collation = sk_node_name(NULL, elem->n_collation, elem->collation);
    key.opclass = sk_node_name(NULL, elem->n_opclass, elem->opclass);
    return key;
}

enum sk_status
sk_pg_create_index(struct sk_analysis *a, const PgQuery__IndexStmt *stmt)
{
    const char *schema = sk_pg_schema(stmt->relation->schemaname);
    const struct sk_table *table = sk_catalog_table(a->catalog, schema, stmt->relation->relname);
    const struct sk_view *view = sk_catalog_view(a->catalog, schema, stmt->relation->relname);
    if (!table && !(view && view->materialized))
        return sk_pg_refuse(a, "relation \"%s\" does not exist", stmt->relation->relname);
    struct sk_index *index = sk_new(a->owner, struct sk_index);
    for (size_t i = 0; i < stmt->n_index_params; i++) {
        const PgQuery__IndexElem *elem = stmt->index_params[i]->index_elem;
        if (table && *elem->name && !sk_table_column(table, elem->name))
            return sk_pg_refuse(a, "column \"%s\" does not exist", elem->name);
        sk_push(a->owner, index->keys, index->n_keys, sk_pg_index_key(a->owner, elem));
        const struct sk_index_key *key = &index->keys[i];
        const struct sk_column *column = table && key->column ? sk_table_column(table, key->column) : NULL;
        if (column && key->collation && column->type.folds != sk_catalog_folds(a->catalog, key->collation))
            return sk_pg_code(a, "an index of another collation than its column's, of which one ignores case");
    }
    for (size_t i = 0; i < stmt->n_index_including_params; i++)
        sk_push(a->owner, index->include, index->n_include, stmt->index_including_params[i]->index_elem->name);
    index->unique = stmt->unique;
    index->nulls_not_distinct = stmt->nulls_not_distinct;
    index->method = *stmt->access_method ? stmt->access_method : "btree";
    const sk_node *where = stmt->where_clause;
    const sk_node *value = sk_pg_uncast(where);
    const PgQuery__AConst *constant = value && value->node_case == SK_NODE(A_CONST) ? value->a_const : NULL;
    const char *text = value ? sk_constant_text(value) : NULL;
    bool always = constant && (constant->boolval ? constant->boolval->boolval : text && sk_literal_boolean(text) == 1);
    /* As the planner does (RelationGetIndexPredicate). */
    index->where = always ? NULL : sk_pg_own_expr(a->owner, where);
    index->name = sk_text_or_null(stmt->idxname);
    index->named = index_columns(a, index);
    if (!index->name)
        index->name = sk_pg_index_name(a, schema, stmt->relation->relname, index);
    bool exists = sk_catalog_has_relation(a->catalog, schema, index->name);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "relation \"%s\" already exists", index->name);
    struct sk_change *change = sk_pg_change(a, SK_CREATE_INDEX, schema, stmt->relation->relname);
    change->to = index->name;
    change->if_not_exists = stmt->if_not_exists;
    change->redundant = exists;
    change->flag = stmt->concurrent;
    change->u.index = index;
    return SK_OK;
}
