/* dialects/mysql/physical_constraints.c - CHECKs and foreign keys of a table as the servers have them. */
#include <string.h>

#include "core/text.h"
#include "dialects/common/literals.h"
#include "dialects/mysql/physical_priv.h"
#include "dialects/postgres/exclusion.h"

/* ---- CHECKs --------------------------------------------------------------------------------------------------- */

/* Can a CHECK say it? MySQL manual, 15.1.20.6: no sub-query, no stored function, nothing that gives another value
 * another time; to MariaDB a date's format is that, since it may be in the session's language. */
static bool
is_plain(const char *sql)
{
    static const char *const others[] = {"SELECT ", "DATE_FORMAT(", "UTC_",       "NOW()",
                                         "RAND",    "UUID()",       "JSON_TABLE", "CURRENT_", SK_MYSQL_STORED};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strstr(sql, others[i]))
            return false;
    return true;
}

static bool
names_forbidden_column(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        if (column &&
            (sk_mysql_is_auto(m->catalog, m->table, column) || sk_mysql_is_acted_on(m->table, column->name)))
            return true;
    }
    return false;
}

/* One that is about no column goes with the next column that is dropped. */
static bool
is_native(struct sk_mysql_making *m, const struct sk_constraint *k, const char *sql)
{
    return k->n_columns && !k->not_valid && is_plain(sql) && !names_forbidden_column(m, k);
}

static void
add_check(struct sk_mysql_making *m, const char *name, const char *sql, bool emulated, const struct sk_constraint *k)
{
    struct sk_mysql_part *part =
        sk_mysql_add_part(m, &m->out->checks, "CONSTRAINT", name, sk_printf(m->p.tmp, "CHECK (%s)", sql));
    part->computed = true;
    part->emulated = emulated;
    part->constraint = k;
}

/* MySQL's CHECK wants what is a truth value by its form (error 3812): a column, a function, a CASE are numbers to it.
 */
static enum sk_status
print_condition(const char **out, struct sk_mysql_making *m, const struct sk_expr *check)
{
    const sk_node *node = sk_expr_node(check);
    enum sk_status status = sk_mysql_print_apart(out, m, check, NULL);
    bool truth = node->node_case == SK_NODE(A_EXPR) || node->node_case == SK_NODE(BOOL_EXPR) ||
                 node->node_case == SK_NODE(NULL_TEST) || node->node_case == SK_NODE(BOOLEAN_TEST);
    if (!status && !m->mariadb && !truth)
        *out = sk_printf(m->p.tmp, "(%s) <> 0", *out);
    return status;
}

/* A CHECK, or what stands for it: a trigger. */
static enum sk_status
make_check(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    const char *sql;
    enum sk_status status = print_condition(&sql, m, k->check);
    if (status)
        return status;
    const char *name = sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k);
    if (!is_native(m, k, sql))
        return sk_mysql_guard_check(m->out, &m->p, k);
    add_check(m, name, sql, false, k);
    return SK_OK;
}

static enum sk_status
make_domain_checks(struct sk_mysql_making *m, const struct sk_column *column)
{
    const struct sk_user_type *domain = sk_mysql_domain_of(m, column);
    enum sk_status status = SK_OK;
    for (size_t i = 0; domain && i < domain->n_checks && !status; i++) {
        const char *sql;
        const char *quoted = sk_mysql_quoted_name(m, column->name);
        const char *name = sk_printf(m->p.tmp, "%s_%s", column->name, domain->checks[i]->name);
        bool acted_on = sk_mysql_is_acted_on(m->table, column->name);
        m->p.value_column = acted_on ? sk_printf(m->p.tmp, "NEW.%s", quoted) : quoted;
        struct sk_constraint guarded = *domain->checks[i];
        guarded.name = sk_strdup(m->out, name);
        status = acted_on ? sk_mysql_guard_check(m->out, &m->p, &guarded)
                          : print_condition(&sql, m, domain->checks[i]->check);
        m->p.value_column = NULL;
        if (!status && !acted_on)
            add_check(m, sk_mysql_own_name(m->p.tmp, m->table->name, name), sql, true, NULL);
    }
    return status;
}

enum sk_status
sk_mysql_make_type_check(struct sk_mysql_making *m, size_t i)
{
    const struct sk_column *column = m->table->columns[i];
    const struct sk_table *root = m->table;
    bool refers = sk_mysql_root_column(m->catalog, &root, column) != column;
    const struct sk_type *base = sk_catalog_base_type(m->catalog, &column->type);
    const char *name = sk_mysql_quoted_name(m, column->name);
    const char *sql = sk_mysql_type_check(m->p.tmp, m->catalog, m->mariadb, &column->type, name);
    if (base->kind == SK_TYPE_VARCHAR && !base->dimensions && base->length >= 0 && m->strings[i].length < 0)
        sql = sk_printf(m->p.tmp, "CHAR_LENGTH(%s) <= %d", name, base->length);
    if (column->generated && column->not_null && m->mariadb)
        sql = sql ? sk_printf(m->p.tmp, "(%s) AND %s IS NOT NULL", sql, name)
                  : sk_printf(m->p.tmp, "%s IS NOT NULL", name);
    /* What refers to a key holds only what the key holds. */
    if (sql && !refers)
        add_check(m, sk_mysql_own_name(m->p.tmp, m->table->name, column->name), sql, true, NULL);
    return make_domain_checks(m, column);
}

/* ---- foreign keys --------------------------------------------------------------------------------------------- */

/* By itself, or by its domain. */
static bool
is_not_null(struct sk_mysql_making *m, const struct sk_column *column)
{
    const struct sk_user_type *domain = sk_mysql_domain_of(m, column);
    return column->not_null || (domain && domain->not_null);
}

/* SET NULL where there can be no NULL is an error when it acts: so is RESTRICT, and the servers want that. */
static enum sk_fk_action
possible(struct sk_mysql_making *m, const struct sk_constraint *k, enum sk_fk_action action)
{
    for (size_t i = 0; i < k->n_columns && action == SK_FK_SET_NULL; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        if (column && (is_not_null(m, column) || sk_mysql_is_auto(m->catalog, m->table, column)))
            return SK_FK_RESTRICT;
    }
    return action;
}

/* MariaDB takes no ON UPDATE CASCADE to what is NOT NULL from what may be NULL: a key that is referred to then stays as
 * it is. */
static bool
is_without_update(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    const struct sk_table *to = itself ? m->table : sk_catalog_table(m->catalog, k->ref_schema, k->ref_table);
    for (size_t i = 0; m->mariadb && to && k->on_update == SK_FK_CASCADE && i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(m->table, k->columns[i]);
        const struct sk_column *key = sk_table_column(to, k->ref_columns[i]);
        if (column && key && is_not_null(m, column) && !is_not_null(m, key))
            return true;
    }
    return false;
}

static bool
acts(enum sk_fk_action action)
{
    return action != SK_FK_NO_ACTION && action != SK_FK_RESTRICT;
}

/* Do both hold strings that are compared in one way? A char(n) does not count spaces, citext no case. */
static bool
compare_alike(struct sk_mysql_making *m, const struct sk_column *a, const struct sk_table *to,
              const struct sk_column *b)
{
    const struct sk_table *from = m->table;
    const struct sk_type *x = sk_catalog_base_type(m->catalog, &sk_mysql_root_column(m->catalog, &from, a)->type);
    const struct sk_type *y = sk_catalog_base_type(m->catalog, &sk_mysql_root_column(m->catalog, &to, b)->type);
    bool folds = x->kind == SK_TYPE_CITEXT || x->folds;
    return (x->kind == SK_TYPE_CHAR) == (y->kind == SK_TYPE_CHAR) && folds == (y->kind == SK_TYPE_CITEXT || y->folds);
}

/* Would the type of one of them round the other's values? */
static bool
round_alike(struct sk_mysql_making *m, const struct sk_column *a, const struct sk_column *b)
{
    const struct sk_type *x = sk_catalog_base_type(m->catalog, &a->type);
    const struct sk_type *y = sk_catalog_base_type(m->catalog, &b->type);
    bool numeric = x->kind == SK_TYPE_NUMERIC && y->kind == SK_TYPE_NUMERIC;
    bool any = x->length < 0 || y->length < 0;
    return !numeric || (any ? x->length == y->length : (x->scale > 0 ? x->scale : 0) == (y->scale > 0 ? y->scale : 0));
}

/* Can the server have one type for both? Strings may be of any length. A day would lose a moment's time. */
static bool
can_have_one_type(struct sk_mysql_making *m, const struct sk_column *a, const struct sk_table *to,
                  const struct sk_column *b)
{
    if (sk_print_is_other_moment(&a->type, &b->type) || sk_print_is_other_moment(&b->type, &a->type) ||
        !round_alike(m, a, b))
        return false;
    return sk_mysql_string_of(m->catalog, &a->type).is ||
           sk_same(sk_mysql_column_type(m->p.tmp, m->catalog, m->mariadb, m->table, a),
                   sk_mysql_column_type(m->p.tmp, m->catalog, m->mariadb, to, b));
}

/* Both sides have one type there, strings apart, and no column is in a key twice. */
static enum sk_status
refuse_foreign(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    const struct sk_table *to = itself ? m->table : sk_catalog_table(m->catalog, k->ref_schema, k->ref_table);
    for (size_t i = 0; to && i < k->n_columns; i++) {
        const struct sk_column *a = sk_table_column(m->table, k->columns[i]);
        const struct sk_column *b = sk_table_column(to, k->ref_columns[i]);
        for (size_t j = 0; j < i; j++)
            if (sk_same(k->columns[i], k->columns[j]))
                return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\" has column \"%s\" twice", k->name,
                                            k->columns[i]);
        /* MySQL 9 does not look at such a key where that column is the first, and a key in another order breaks it. */
        if (itself && (!m->mariadb || k->n_columns == 1) && sk_same(k->columns[i], k->ref_columns[i]))
            return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\" refers from column \"%s\" to itself", k->name,
                                        k->columns[i]);
        bool keyed = a && b && sk_mysql_can_be_keyed(m->catalog, m->table, a->name) &&
                     sk_mysql_can_be_keyed(m->catalog, to, b->name);
        if (a && b && !keyed)
            return sk_print_unsupported(&m->p, NULL, "foreign key \"%s\": the server has no key on column \"%s\"",
                                        k->name, a->name);
        bool text = a && sk_mysql_string_of(m->catalog, &a->type).is; /* of any length */
        bool alike = !text || !keyed || compare_alike(m, a, to, b);
        if (a && b && !alike)
            return sk_print_unsupported(&m->p, NULL,
                                        "foreign key \"%s\": the server compares columns \"%s\" and \"%s\" in two ways",
                                        k->name, a->name, b->name);
        if (a && b && !can_have_one_type(m, a, to, b))
            return sk_print_unsupported(&m->p, NULL,
                                        "foreign key \"%s\": columns \"%s\" and \"%s\" cannot have one type", k->name,
                                        a->name, b->name);
    }
    return SK_OK;
}

/* The servers read MATCH FULL and do not hold to it: all columns are NULL, or none is. */
static void
make_match_full(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    bool guarded = k->not_valid || names_forbidden_column(m, k);
    const char *row = guarded ? "NEW." : "", *first = sk_mysql_quoted(m->p.tmp, k->columns[0]);
    struct sk_text *sql = sk_text_new(m->p.tmp);
    for (size_t i = 1; i < k->n_columns; i++)
        sk_text_addf(sql, "%s(%s%s IS NULL) = (%s%s IS NULL)", i > 1 ? " AND " : "", row, first, row,
                     sk_mysql_quoted(m->p.tmp, k->columns[i]));
    if (guarded)
        sk_mysql_guard_rows(m->out, &m->p, k, sk_printf(m->p.tmp, "NOT (%s)", sql->data), "23503",
                            sk_printf(m->p.tmp, "insert or update on table \"%s\" violates foreign key constraint "
                                      "\"%s\"", m->table->name, k->name));
    else
        add_check(m, sk_mysql_own_name(m->p.tmp, m->table->name, k->name), sql->data, true, NULL);
}

static enum sk_status
make_foreign(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    static const char *const actions[] = {[SK_FK_NO_ACTION] = NULL,
                                          [SK_FK_RESTRICT] = "RESTRICT",
                                          [SK_FK_CASCADE] = "CASCADE",
                                          [SK_FK_SET_NULL] = "SET NULL",
                                          [SK_FK_SET_DEFAULT] = NULL};
    bool itself = sk_same(k->ref_table, m->table->name) && sk_same(k->ref_schema, m->table->schema);
    bool computed = sk_mysql_feeds_generated(m->catalog, m->table, k);
    if (k->on_update == SK_FK_SET_DEFAULT || (itself && k->on_delete == SK_FK_SET_DEFAULT))
        return sk_print_unsupported(&m->p, NULL, "InnoDB has no foreign keys with %s",
                                    itself ? "SET DEFAULT to their own table" : "ON UPDATE SET DEFAULT");
    if (itself && computed && acts(k->on_delete))
        return sk_print_unsupported(&m->p, NULL,
                                    "foreign key \"%s\" to its own table acts on a column from which another one is "
                                    "generated: the server has no such thing",
                                    k->name);
    enum sk_status status = refuse_foreign(m, k);
    if (status)
        return status;
    const char **columns, **refs;
    struct sk_text *sql = sk_text_new(m->p.tmp);
    sk_mysql_key_order(m, k, &columns, &refs);
    sk_text_add(sql, "FOREIGN KEY ");
    sk_mysql_put_names(sql, k->n_columns, columns);
    sk_text_add(sql, " REFERENCES ");
    struct sk_text *out = m->p.out;
    m->p.out = sql;
    sk_print_relation(&m->p, k->ref_schema, k->ref_table);
    m->p.out = out;
    sk_text_add(sql, " ");
    sk_mysql_put_names(sql, k->n_columns, refs);
    if (actions[k->on_delete] && !(computed && acts(k->on_delete))) /* a trigger of the parent does that (cascades.c) */
        sk_text_addf(sql, " ON DELETE %s", actions[possible(m, k, k->on_delete)]);
    bool of_computed = computed && acts(k->on_update), without_update = is_without_update(m, k) || of_computed;
    if (without_update)
        sk_mysql_note_part(m, of_computed
                                  ? "ON UPDATE of a column from which another one is generated: the server refuses to "
                                    "change a key in use"
                                  : "ON UPDATE CASCADE from a key that may be NULL to a column that may not: the "
                                    "server refuses to change a key in use");
    if (actions[k->on_update] && !without_update)
        sk_text_addf(sql, " ON UPDATE %s", actions[possible(m, k, k->on_update)]);
    if (itself && (k->on_update == SK_FK_CASCADE || k->on_update == SK_FK_SET_NULL)) /* MySQL manual, 15.1.20.5 */
        sk_mysql_note_part(m, "ON UPDATE of a table that refers to itself: the server refuses to change a key in use");
    if (k->deferrable)
        sk_mysql_note_part(m, k->initially_deferred
                                  ? "a foreign key is checked at once, for each row: INITIALLY DEFERRED has no "
                                    "equivalent, so referred rows must come first"
                                  : "a foreign key is checked at once: DEFERRABLE has no equivalent");
    const char *name = sk_mysql_constraint_name(m->p.tmp, m->catalog, m->table, k);
    sk_mysql_add_part(m, &m->out->foreign, "CONSTRAINT", name, sql->data)->constraint = k;
    if (k->match_full && k->n_columns > 1)
        make_match_full(m, k);
    return SK_OK;
}

static enum sk_status
make_exclusion(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    struct sk_index *index = sk_mysql_index_of(m->p.tmp, k);
    const struct sk_exclusion *exclusion = index ? NULL : sk_pg_exclusion(m->p.tmp, k);
    if (index)
        return sk_mysql_make_index(m, index);
    if (k->deferrable)
        sk_mysql_note_part(m, SK_LATE_EXCLUSION_NOTE);
    return exclusion ? sk_mysql_guard_exclusion(m->out, &m->p, k, exclusion) : SK_OK;
}

enum sk_status
sk_mysql_make_constraint(struct sk_mysql_making *m, const struct sk_constraint *k)
{
    switch (k->kind) {
    case SK_PRIMARY_KEY:
    case SK_UNIQUE:
        return sk_mysql_make_key(m, k);
    case SK_CHECK:
        return make_check(m, k);
    case SK_FOREIGN_KEY:
        return make_foreign(m, k);
    case SK_EXCLUDE:
        return make_exclusion(m, k);
    }
    return SK_OK;
}
