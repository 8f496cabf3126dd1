/*
 * dialects/postgres/analyze_like.c - CREATE TABLE (LIKE other INCLUDING ...).
 *
 * Columns are copied where LIKE stands among them; constraints and indexes come after the table's own CHECKs and before
 * its own keys, as transformCreateStmt() orders them.
 */
#include <string.h>

#include "dialects/postgres/format.h"

/* The bits of PostgreSQL's TableLikeOption. */
enum {
    LIKE_COMMENTS = 1 << 0,
    LIKE_CONSTRAINTS = 1 << 2,
    LIKE_DEFAULTS = 1 << 3,
    LIKE_GENERATED = 1 << 4,
    LIKE_IDENTITY = 1 << 5,
    LIKE_INDEXES = 1 << 6,
};

static enum sk_status
source_of(const struct sk_table **out, struct sk_analysis *a, const PgQuery__TableLikeClause *like)
{
    *out = sk_catalog_table(a->catalog, sk_text_or_null(like->relation->schemaname), like->relation->relname);
    return *out ? SK_OK : sk_pg_refuse(a, "relation \"%s\" does not exist", like->relation->relname);
}

/* The default of a serial column is the next value of the other table's sequence, and stays that. */
static struct sk_expr *
serial_default(struct sk_analysis *a, const struct sk_table *from, const struct sk_column *column)
{
    const struct sk_sequence *s = sk_pg_owned_sequence(a->catalog, from->schema, from->name, column->name);
    if (!s)
        return NULL;
    struct sk_text *sql = sk_text_new(a->owner), *name = sk_text_new(a->owner);
    PgQuery__ParseResult *tree;
    sk_pg_put_relation(name, s->schema, s->name);
    sk_text_add(sql, "SELECT nextval(");
    sk_text_literal(sql, name->data);
    sk_text_add(sql, "::regclass)");
    if (sk_pg_tree(&tree, a->owner, sql->data, NULL) != SK_OK)
        return NULL;
    return sk_pg_expr(a->owner, tree->stmts[0]->stmt->select_stmt->target_list[0]->res_target->val);
}

static struct sk_column *
copy_column(struct sk_analysis *a, const struct sk_table *from, const struct sk_column *old, uint32_t options)
{
    struct sk_column *column = sk_new(a->owner, struct sk_column);
    *column = *old;
    bool identity = old->identity == SK_IDENTITY_ALWAYS || old->identity == SK_IDENTITY_BY_DEFAULT;
    if (!(options & LIKE_DEFAULTS))
        column->default_expr = NULL;
    else if (old->identity == SK_IDENTITY_SERIAL)
        column->default_expr = serial_default(a, from, old);
    if (!(options & LIKE_GENERATED))
        column->generated = NULL;
    if (!(identity && (options & LIKE_IDENTITY)))
        column->identity = SK_IDENTITY_NONE;
    if (!(options & LIKE_COMMENTS))
        column->comment = NULL;
    return column;
}

/* The options of an identity are a part of it (manual, CREATE TABLE, "INCLUDING IDENTITY"). */
static void
copy_options(const struct sk_sequence *from, struct sk_sequence *to)
{
    if (!from)
        return;
    to->start = from->start;
    to->increment = from->increment;
    to->min = from->min;
    to->max = from->max;
    to->cycle = from->cycle;
}

enum sk_status
sk_pg_like_columns(struct sk_analysis *a, struct sk_table *table, const PgQuery__TableLikeClause *like)
{
    const struct sk_table *from;
    enum sk_status status = source_of(&from, a, like);
    for (size_t i = 0; !status && i < from->n_columns; i++) {
        struct sk_column *column = copy_column(a, from, from->columns[i], like->options);
        if (sk_table_column(table, column->name))
            return sk_pg_refuse(a, "column \"%s\" specified more than once", column->name);
        sk_push(a->owner, table->columns, table->n_columns, column);
        if (column->identity != SK_IDENTITY_NONE)
            copy_options(sk_pg_owned_sequence(a->catalog, from->schema, from->name, column->name),
                         sk_pg_add_column_sequence(a, table, column, NULL));
    }
    return status;
}

static void
copy_constraint(struct sk_analysis *a, struct sk_table *table, const struct sk_constraint *old, uint32_t options)
{
    bool wanted = old->kind == SK_CHECK         ? options & LIKE_CONSTRAINTS
                  : old->kind == SK_FOREIGN_KEY ? false
                                                : (options & LIKE_INDEXES) != 0;
    if (!wanted)
        return;
    struct sk_constraint *k = sk_constraint_clone(a->owner, old);
    k->not_valid = false; /* no row of the new table has ever broken it */
    if (!(options & LIKE_COMMENTS) || k->kind != SK_CHECK)
        k->comment = NULL;
    if (k->kind != SK_CHECK)
        k->name = sk_pg_default_name(a, table, k);
    sk_push(a->owner, table->constraints, table->n_constraints, k);
    for (size_t i = 0; k->kind == SK_PRIMARY_KEY && i < k->n_columns; i++)
        sk_table_column(table, k->columns[i])->not_null = true;
}

static void
copy_index(struct sk_analysis *a, const struct sk_table *table, const struct sk_index *old, uint32_t options)
{
    struct sk_index *index = sk_index_clone(a->owner, old);
    index->name = sk_pg_index_name(a, table->schema, table->name, index);
    if (!(options & LIKE_COMMENTS))
        index->comment = NULL;
    struct sk_change *change = sk_pg_change(a, SK_CREATE_INDEX, table->schema, table->name);
    change->to = index->name;
    change->u.index = index;
}

enum sk_status
sk_pg_like_constraints(struct sk_analysis *a, struct sk_table *table, const PgQuery__TableLikeClause *like)
{
    const struct sk_table *from;
    enum sk_status status = source_of(&from, a, like);
    for (size_t i = 0; !status && i < from->n_constraints; i++)
        copy_constraint(a, table, from->constraints[i], like->options);
    for (size_t i = 0; !status && (like->options & LIKE_INDEXES) && i < from->n_indexes; i++)
        copy_index(a, table, from->indexes[i], like->options);
    return status;
}
