/*
 * dialects/postgres/analyze_partition.c - partitions.
 *
 * Other engines keep a partitioned table as one table. A partition is a name for those of its rows that its bounds let
 * in: the catalog knows them as a condition, and a statement that names the partition is one about these rows of the
 * table. What belongs to a partition alone (its indexes, its storage) has nothing to stand for.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/scope.h"

#define ONE_TABLE "one table holds all partitions"

/* ---- finding ----------------------------------------------------------------------------------------------------- */

static const struct sk_partition *
partition_of(const struct sk_catalog *catalog, const char *schema, const char *name, const struct sk_table **table)
{
    for (size_t t = 0; catalog->partitioned && t < catalog->n_tables; t++) {
        const struct sk_table *of = catalog->tables[t];
        for (size_t i = 0; i < of->n_partitions; i++)
            if (strcmp(of->partitions[i]->name, name) == 0 &&
                strcmp(of->partitions[i]->schema, sk_pg_schema(schema)) == 0) {
                *table = of;
                return of->partitions[i];
            }
    }
    return NULL;
}

static const struct sk_partition *
named(const struct sk_analysis *a, const PgQuery__RangeVar *range, const struct sk_table **table)
{
    return range ? partition_of(a->catalog, range->schemaname, range->relname, table) : NULL;
}

static enum sk_status
no_effect(struct sk_analysis *a)
{
    sk_pg_change(a, SK_NO_EFFECT, NULL, NULL)->to = ONE_TABLE;
    return SK_OK;
}

/* ---- bounds ------------------------------------------------------------------------------------------------------ */

/* "range (a, lower(b))" is two keys, as SQL. */
static size_t
keys_of(TALLOC_CTX *owner, const char *partition_by, const char ***out)
{
    size_t n = 0;
    int depth = 0;
    const char *c = strchr(partition_by, '('), *start = c + 1;
    *out = NULL;
    for (; c && *c; c++) {
        depth += *c == '(' ? 1 : *c == ')' ? -1 : 0;
        if ((*c == ',' && depth == 1) || (*c == ')' && depth == 0)) {
            sk_push(owner, *out, n, (const char *)sk_strndup(owner, start, (size_t)(c - start)));
            start = c + 1;
        }
    }
    return n;
}

static bool
is_word(const sk_node *node, const char *word)
{
    const char *name = node->node_case == SK_NODE(COLUMN_REF) && node->column_ref->n_fields == 1
                           ? sk_node_string(node->column_ref->fields[0])
                           : NULL;
    return name && strcmp(name, word) == 0;
}

static void
put_list_bound(struct sk_analysis *a, struct sk_text *out, const char *key, const PgQuery__PartitionBoundSpec *bound)
{
    const char *null = "";
    bool first = true;
    sk_text_addf(out, "(%s IN (", key);
    for (size_t i = 0; i < bound->n_listdatums; i++) {
        const sk_node *value = bound->listdatums[i];
        if (value->node_case == SK_NODE(A_CONST) && value->a_const->isnull) {
            null = sk_printf(a->owner, " OR %s IS NULL", key);
            continue;
        }
        sk_text_sep(out, &first, ", ");
        sk_text_add(out, sk_pg_deparse_expr(a->owner, value));
    }
    sk_text_addf(out, "%s)%s)", first ? "NULL" : "", null);
}

/* One end of a range: as many keys count as come before the first that is unbounded. */
static void
put_range_end(struct sk_analysis *a, struct sk_text *out, size_t n, const char **keys, sk_node *const *values,
              bool lower)
{
    struct sk_text *left = sk_text_new(a->owner), *right = sk_text_new(a->owner);
    const char *op = lower ? ">=" : "<";
    bool first = true;
    for (size_t i = 0; i < n; i++) {
        if (is_word(values[i], "minvalue") || is_word(values[i], "maxvalue")) {
            if (is_word(values[i], "maxvalue"))
                op = lower ? ">" : "<=";
            break;
        }
        sk_text_add(left, first ? "" : ", ");
        sk_text_sep(right, &first, ", ");
        sk_text_add(left, keys[i]);
        sk_text_add(right, sk_pg_deparse_expr(a->owner, values[i]));
    }
    if (!first)
        sk_text_addf(out, " AND (%s) %s (%s)", left->data, op, right->data);
}

/* The condition on the rows; NULL for HASH, which only PostgreSQL can compute, and for DEFAULT. */
static const char *
rows_of(struct sk_analysis *a, const char *partition_by, const PgQuery__PartitionBoundSpec *bound)
{
    const char **keys;
    size_t n = keys_of(a->owner, partition_by, &keys);
    struct sk_text *out = sk_text_new(a->owner);
    if (bound->is_default || *bound->strategy == 'h' || !n)
        return NULL;
    if (*bound->strategy == 'l') {
        put_list_bound(a, out, keys[0], bound);
        return out->data;
    }
    sk_text_add(out, "(true");
    put_range_end(a, out, n < bound->n_lowerdatums ? n : bound->n_lowerdatums, keys, bound->lowerdatums, true);
    put_range_end(a, out, n < bound->n_upperdatums ? n : bound->n_upperdatums, keys, bound->upperdatums, false);
    sk_text_add(out, ")");
    return out->data;
}

/* The rows of a partition. The default one has what none of the others has. NULL: it cannot be said. */
static const char *
condition(struct sk_analysis *a, const struct sk_table *table, const struct sk_partition *partition)
{
    if (!partition->is_default)
        return partition->rows;
    struct sk_text *out = sk_text_new(a->owner);
    sk_text_add(out, "(true");
    for (size_t i = 0; i < table->n_partitions; i++) {
        const struct sk_partition *other = table->partitions[i];
        bool beside = other->within && partition->within ? strcmp(other->within, partition->within) == 0
                                                         : other->within == partition->within;
        if (other == partition || !beside)
            continue;
        if (!other->rows)
            return NULL;
        sk_text_addf(out, " AND (%s) IS NOT TRUE", other->rows);
    }
    sk_text_add(out, ")");
    return out->data;
}

/* Which rows the partitions within `within` take. The default one takes what the others do not have. */
static const char *
taken_within(TALLOC_CTX *owner, const struct sk_table *table, const char *within)
{
    struct sk_text *taken = sk_text_new(owner), *left = sk_text_new(owner);
    const char *rest = NULL;
    sk_text_add(taken, "(false");
    for (size_t i = 0; i < table->n_partitions; i++) {
        const struct sk_partition *p = table->partitions[i];
        if (!sk_same(p->within ? p->within : "", within ? within : ""))
            continue;
        const char *inner = p->partition_by ? taken_within(owner, table, p->name) : "true";
        if (p->is_default) {
            rest = inner;
            continue;
        }
        if (!p->rows)
            return "true"; /* HASH: only PostgreSQL can tell */
        sk_text_addf(taken, " OR (%s AND %s)", p->rows, inner);
        sk_text_addf(left, " AND (%s) IS NOT TRUE", p->rows);
    }
    sk_text_add(taken, rest ? sk_printf(owner, " OR (%s%s))", rest, left->data) : ")");
    return taken->data;
}

static bool
has_parts_of_parts(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_partitions; i++)
        if (table->partitions[i]->partition_by)
            return true;
    return false;
}

static bool
takes_any(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_partitions; i++)
        if (table->partitions[i]->is_default && !has_parts_of_parts(table))
            return true;
    return false;
}

struct sk_expr *
sk_pg_partitioned_rows(TALLOC_CTX *owner, const struct sk_table *table)
{
    PgQuery__ParseResult *tree;
    if (!table->partitioned || takes_any(table))
        return NULL;
    const char *rows = taken_within(owner, table, NULL);
    if (strcmp(rows, "true") == 0 || sk_pg_tree(&tree, owner, sk_printf(owner, "SELECT (%s) IS TRUE", rows), NULL))
        return NULL;
    return sk_pg_expr(owner, tree->stmts[0]->stmt->select_stmt->target_list[0]->res_target->val);
}

/* ---- CREATE TABLE ... PARTITION OF ------------------------------------------------------------------------------- */

static enum sk_status
create(struct sk_analysis *a, const PgQuery__CreateStmt *stmt)
{
    const PgQuery__RangeVar *parent = stmt->inh_relations[0]->range_var;
    const struct sk_table *table = sk_catalog_table(a->catalog, sk_pg_schema(parent->schemaname), parent->relname);
    const struct sk_partition *within = table ? NULL : named(a, parent, &table);
    const struct sk_table *other;
    const char *by = within ? within->partition_by : table ? table->partition_by : NULL;
    if (!table)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", parent->relname);
    if (!by)
        return sk_pg_refuse(a, "\"%s\" is not partitioned", parent->relname);
    bool exists =
        named(a, stmt->relation, &other) ||
        sk_catalog_has_relation(a->catalog, sk_pg_schema(stmt->relation->schemaname), stmt->relation->relname);
    if (exists && !stmt->if_not_exists)
        return sk_pg_refuse(a, "relation \"%s\" already exists", stmt->relation->relname);
    if (exists)
        return no_effect(a);
    struct sk_partition *partition = sk_new(a->owner, struct sk_partition);
    const char *rows = rows_of(a, by, stmt->partbound);
    partition->schema = sk_pg_schema(stmt->relation->schemaname);
    partition->name = stmt->relation->relname;
    partition->is_default = stmt->partbound->is_default;
    partition->within = within ? within->name : NULL;
    partition->rows = rows && within && within->rows ? sk_printf(a->owner, "(%s AND %s)", within->rows, rows) : rows;
    partition->partition_by = stmt->partspec ? sk_pg_partition_by(a, stmt->partspec) : NULL;
    struct sk_change *change = sk_pg_change(a, SK_PARTITION, table->schema, table->name);
    change->u.partition = partition;
    change->flag = true;
    return SK_OK;
}

/* ---- statements about a partition's rows ------------------------------------------------------------------------- */

static sk_node *
parsed(struct sk_analysis *a, const char *sql)
{
    PgQuery__ParseResult *tree;
    if (sk_pg_tree(&tree, a->owner, sql, a->err) || tree->n_stmts != 1)
        return NULL;
    sk_pg_strip_locations(&tree->base);
    return tree->stmts[0]->stmt;
}

static const char *
relation(struct sk_analysis *a, const char *schema, const char *name)
{
    struct sk_text *out = sk_text_new(a->owner);
    sk_text_ident(out, schema, '"');
    sk_text_add(out, ".");
    sk_text_ident(out, name, '"');
    return out->data;
}

static enum sk_status
unknown_rows(struct sk_analysis *a, const struct sk_partition *partition)
{
    return sk_pg_unsupported(a, NULL, sk_printf(a->owner, "partition \"%s\"", partition->name),
                             "which rows are in it only PostgreSQL can tell");
}

/* DELETE FROM table WHERE the row is in the partition */
static enum sk_status
delete_rows(struct sk_analysis *a, const struct sk_table *table, const struct sk_partition *partition)
{
    const char *rows = condition(a, table, partition);
    const sk_node *node = rows ? parsed(a, sk_printf(a->owner, "DELETE FROM %s WHERE %s",
                                                     relation(a, table->schema, table->name), rows))
                               : NULL;
    if (!node)
        return unknown_rows(a, partition);
    sk_pg_change(a, SK_ROWS, NULL, NULL)->query = sk_pg_expr(a->owner, node);
    return SK_OK;
}

static void
take_out(struct sk_analysis *a, const struct sk_table *table, const struct sk_partition *partition)
{
    struct sk_change *change = sk_pg_change(a, SK_PARTITION, table->schema, table->name);
    change->u.partition = (struct sk_partition *)(uintptr_t)partition;
}

static enum sk_status
drop(struct sk_analysis *a, const PgQuery__DropStmt *stmt)
{
    PgQuery__DropStmt others = *stmt;
    enum sk_status status = SK_OK;
    others.objects = NULL;
    others.n_objects = 0;
    for (size_t i = 0; i < stmt->n_objects && !status; i++) {
        const char *schema,
            *name = sk_node_name(&schema, stmt->objects[i]->list->n_items, stmt->objects[i]->list->items);
        const struct sk_table *table;
        const struct sk_partition *partition = partition_of(a->catalog, schema, name, &table);
        if (!partition) {
            sk_push(a->owner, others.objects, others.n_objects, stmt->objects[i]);
            continue;
        }
        status = delete_rows(a, table, partition);
        take_out(a, table, partition);
    }
    return status || !others.n_objects ? status : sk_pg_drop(a, &others);
}

static enum sk_status
truncate(struct sk_analysis *a, const PgQuery__TruncateStmt *stmt)
{
    PgQuery__TruncateStmt *others = sk_new(a->owner, PgQuery__TruncateStmt);
    enum sk_status status = SK_OK;
    *others = *stmt;
    others->relations = NULL;
    others->n_relations = 0;
    for (size_t i = 0; i < stmt->n_relations && !status; i++) {
        const struct sk_table *table;
        const struct sk_partition *partition = named(a, stmt->relations[i]->range_var, &table);
        if (partition)
            status = delete_rows(a, table, partition);
        else
            sk_push(a->owner, others->relations, others->n_relations, stmt->relations[i]);
    }
    if (!status && others->n_relations) {
        sk_node *node = sk_new(a->owner, sk_node);
        pg_query__node__init(node);
        node->node_case = SK_NODE(TRUNCATE_STMT);
        node->truncate_stmt = others;
        sk_pg_change(a, SK_ROWS, NULL, NULL)->query = sk_pg_expr(a->owner, node);
    }
    return status;
}

static enum sk_status
rename_partition(struct sk_analysis *a, const PgQuery__RenameStmt *stmt, const struct sk_table *table,
                 const struct sk_partition *partition)
{
    if (stmt->rename_type != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
        return no_effect(a);
    struct sk_partition *renamed = sk_new(a->owner, struct sk_partition);
    *renamed = *partition;
    renamed->name = stmt->newname;
    struct sk_change *change = sk_pg_change(a, SK_PARTITION, table->schema, table->name);
    change->from = partition->name;
    change->u.partition = renamed;
    change->flag = true;
    return SK_OK;
}

/* ---- ATTACH, DETACH ---------------------------------------------------------------------------------------------- */

static const char *
columns_of(struct sk_analysis *a, const struct sk_table *table)
{
    struct sk_text *out = sk_text_new(a->owner);
    bool first = true;
    for (size_t i = 0; i < table->n_columns; i++) {
        if (table->columns[i]->generated)
            continue;
        sk_text_sep(out, &first, ", ");
        sk_text_ident(out, table->columns[i]->name, '"');
    }
    return out->data;
}

/* One of the statements that stand for the one at hand. */
static enum sk_status
add_part(struct sk_analysis *a, sk_node *node)
{
    if (!node)
        return sk_pg_unsupported(a, NULL, "ATTACH PARTITION", "its bounds cannot be read");
    sk_push(a->owner, a->statement->parts, a->statement->n_parts, sk_statement_part(a->statement, node));
    return SK_OK;
}

#define ATTACHED "skein_attached"

/* The table's rows go where all others are, and its name becomes a partition's: that is there before the rows are, and
 * gets the name when the table has gone. */
static enum sk_status
attach(struct sk_analysis *a, const PgQuery__RangeVar *parent, const PgQuery__PartitionCmd *cmd)
{
    const struct sk_table *table =
        sk_catalog_table(a->catalog, sk_pg_schema(cmd->name->schemaname), cmd->name->relname);
    if (!table)
        return sk_pg_refuse(a, "relation \"%s\" does not exist", cmd->name->relname);
    const char *from = relation(a, table->schema, table->name), *columns = columns_of(a, table);
    a->statement->parts = NULL; /* a statement may be analysed more than once */
    a->statement->n_parts = 0;
    sk_node *create = parsed(a, sk_printf(a->owner, "CREATE TABLE %s PARTITION OF %s DEFAULT",
                                          relation(a, table->schema, ATTACHED),
                                          relation(a, sk_pg_schema(parent->schemaname), parent->relname)));
    if (create)
        create->create_stmt->partbound = cmd->bound;
    struct sk_text *name = sk_text_new(a->owner);
    sk_text_ident(name, table->name, '"');
    enum sk_status status = add_part(a, create);
    status = status ? status
                    : add_part(a, parsed(a, sk_printf(a->owner, "INSERT INTO %s (%s) SELECT %s FROM %s",
                                                      relation(a, sk_pg_schema(parent->schemaname), parent->relname),
                                                      columns, columns, from)));
    status = status ? status : add_part(a, parsed(a, sk_printf(a->owner, "DROP TABLE %s", from)));
    return status ? status
                  : add_part(a, parsed(a, sk_printf(a->owner, "ALTER TABLE %s RENAME TO %s",
                                                    relation(a, table->schema, ATTACHED), name->data)));
}

/* The partition's rows go into a table of their own. */
static enum sk_status
detach(struct sk_analysis *a, const PgQuery__PartitionCmd *cmd)
{
    const struct sk_table *table;
    const struct sk_partition *partition = named(a, cmd->name, &table);
    if (!partition)
        return sk_pg_refuse(a, "relation \"%s\" is not a partition", cmd->name->relname);
    const char *rows = condition(a, table, partition), *columns = columns_of(a, table);
    if (!rows)
        return unknown_rows(a, partition);
    struct sk_table *own = sk_table_clone(a->owner, table);
    own->schema = partition->schema;
    own->name = partition->name;
    own->partitioned = false;
    own->partition_by = NULL;
    own->n_partitions = own->n_constraints = own->n_indexes = own->n_triggers = 0;
    sk_pg_change(a, SK_CREATE_TABLE, own->schema, own->name)->u.table = own;
    const sk_node *insert =
        parsed(a, sk_printf(a->owner, "INSERT INTO %s (%s) SELECT %s FROM %s WHERE %s",
                            relation(a, own->schema, own->name), columns, columns,
                            relation(a, table->schema, table->name), rows));
    if (!insert)
        return unknown_rows(a, partition);
    sk_pg_change(a, SK_ROWS, NULL, NULL)->query = sk_pg_expr(a->owner, insert);
    enum sk_status status = delete_rows(a, table, partition);
    take_out(a, table, partition);
    return status;
}

static enum sk_status
alter(struct sk_analysis *a, const PgQuery__AlterTableStmt *stmt, bool *taken)
{
    const PgQuery__AlterTableCmd *cmd = stmt->n_cmds == 1 ? stmt->cmds[0]->alter_table_cmd : NULL;
    const struct sk_table *table;
    *taken = true;
    if (cmd && cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition)
        return stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX
                   ? no_effect(a)
                   : attach(a, stmt->relation, cmd->def->partition_cmd);
    if (cmd && cmd->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition)
        return detach(a, cmd->def->partition_cmd);
    if (named(a, stmt->relation, &table))
        return no_effect(a);
    *taken = false;
    return SK_OK;
}

/* ---- statements that read or change rows ------------------------------------------------------------------------- */

struct replacing {
    struct sk_analysis *a;
    const struct sk_partition *unknown;
};

/* FROM partition: (SELECT * FROM table WHERE ...) AS partition */
static bool
replace(sk_node *node, void *data)
{
    struct replacing *r = data;
    const struct sk_table *table;
    if (node->node_case != SK_NODE(RANGE_VAR))
        return true;
    const PgQuery__RangeVar *range = node->range_var;
    const struct sk_partition *partition = named(r->a, range, &table);
    if (!partition)
        return true;
    const char *rows = condition(r->a, table, partition);
    struct sk_text *alias = sk_text_new(r->a->owner);
    sk_text_ident(alias, range->alias ? range->alias->aliasname : range->relname, '"');
    sk_node *query = rows ? parsed(r->a, sk_printf(r->a->owner, "SELECT 1 FROM (SELECT * FROM %s WHERE %s) AS %s",
                                                   relation(r->a, table->schema, table->name), rows, alias->data))
                          : NULL;
    if (query)
        *node = *query->select_stmt->from_clause[0];
    else
        r->unknown = partition;
    return false;
}

/* INSERT, UPDATE, DELETE of a partition are the table's; the last two of the rows in the partition alone. */
static bool
retarget(struct sk_analysis *a, PgQuery__RangeVar *range, sk_node **where)
{
    const struct sk_table *table;
    const struct sk_partition *partition = named(a, range, &table);
    if (!partition)
        return true;
    const char *rows = condition(a, table, partition);
    sk_node *test = rows || !where ? parsed(a, sk_printf(a->owner, "SELECT 1 WHERE %s", where ? rows : "true")) : NULL;
    if (!test)
        return false;
    if (where && *where) {
        sk_node *both = parsed(a, "SELECT 1 WHERE a AND b");
        both->select_stmt->where_clause->bool_expr->args[0] = *where;
        both->select_stmt->where_clause->bool_expr->args[1] = test->select_stmt->where_clause;
        *where = both->select_stmt->where_clause;
    } else if (where) {
        *where = test->select_stmt->where_clause;
    }
    if (!range->alias) {
        PgQuery__Alias *alias = sk_new(a->owner, PgQuery__Alias);
        pg_query__alias__init(alias);
        alias->aliasname = range->relname;
        range->alias = alias;
    }
    range->schemaname = sk_strdup(a->owner, table->schema);
    range->relname = sk_strdup(a->owner, table->name);
    return true;
}

const sk_node *
sk_pg_without_partitions(struct sk_analysis *a, const sk_node *statement)
{
    if (!a->catalog->partitioned)
        return statement;
    sk_node *copy = sk_pg_copy(a->owner, statement);
    bool done = true;
    if (copy->node_case == SK_NODE(INSERT_STMT))
        done = retarget(a, copy->insert_stmt->relation, NULL);
    if (copy->node_case == SK_NODE(UPDATE_STMT))
        done = retarget(a, copy->update_stmt->relation, &copy->update_stmt->where_clause);
    if (copy->node_case == SK_NODE(DELETE_STMT))
        done = retarget(a, copy->delete_stmt->relation, &copy->delete_stmt->where_clause);
    struct replacing r = {.a = a};
    sk_pg_walk(&copy->base, replace, &r);
    return done && !r.unknown ? copy : NULL;
}

/* ---- which statement --------------------------------------------------------------------------------------------- */

bool
sk_pg_is_of_partition(enum sk_status *status, struct sk_analysis *a, const sk_node *node)
{
    const struct sk_table *table;
    const struct sk_partition *partition;
    bool taken = true;
    *status = SK_OK;
    if (node->node_case == SK_NODE(CREATE_STMT) && node->create_stmt->partbound) {
        *status = create(a, node->create_stmt);
        return true;
    }
    if (node->node_case == SK_NODE(ALTER_TABLE_STMT)) {
        *status = alter(a, node->alter_table_stmt, &taken);
        return taken;
    }
    if (!a->catalog->partitioned)
        return false;
    switch (node->node_case) {
    case SK_NODE(INDEX_STMT):
        if (!named(a, node->index_stmt->relation, &table))
            return false;
        *status = no_effect(a);
        return true;
    case SK_NODE(DROP_STMT):
        if (node->drop_stmt->remove_type != PG_QUERY__OBJECT_TYPE__OBJECT_TABLE)
            return false;
        *status = drop(a, node->drop_stmt);
        return true;
    case SK_NODE(TRUNCATE_STMT):
        *status = truncate(a, node->truncate_stmt);
        return true;
    case SK_NODE(RENAME_STMT):
        partition = named(a, node->rename_stmt->relation, &table);
        if (partition)
            *status = rename_partition(a, node->rename_stmt, table, partition);
        return partition;
    case SK_NODE(CREATE_TRIG_STMT):
        if (!named(a, node->create_trig_stmt->relation, &table))
            return false;
        *status = sk_pg_code(a, "a trigger of one partition alone: " ONE_TABLE);
        return true;
    case SK_NODE(COMMENT_STMT): {
        const sk_node *object = node->comment_stmt->object;
        const char *schema = NULL, *name = NULL;
        if (node->comment_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TABLE && object->node_case == SK_NODE(LIST))
            name = sk_node_name(&schema, object->list->n_items, object->list->items);
        if (!name || !partition_of(a->catalog, schema, name, &table))
            return false;
        *status = no_effect(a);
        return true;
    }
    default:
        return false;
    }
}
