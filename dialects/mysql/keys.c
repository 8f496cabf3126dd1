/*
 * dialects/mysql/keys.c - what keys ask of the columns that are in them.
 *
 * A key holds 3072 bytes and no LONGTEXT (MySQL manual, 17.22): a string in one is as long as all of its keys leave it.
 * Strings that a foreign key joins may differ in length, but in nothing else. Names of constraints are the database's.
 */
#include <string.h>

#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/mysql/physical.h"

enum { KEY_BYTES = 3072, BYTES_OF_CHARACTER = 4, MOST_HOPS = 16 };
enum { DIGEST_BYTES = 64 * BYTES_OF_CHARACTER }; /* what stands in a key for a value without an order */

/* ---- one key -------------------------------------------------------------------------------------------------- */

/* A key as the columns that are in it. */
struct key {
    size_t n;
    const char *columns[32]; /* what PostgreSQL allows at most (INDEX_MAX_KEYS) */
    bool strict;
    bool computed; /* on an expression */
    size_t n_digests;
};

static void
add_column(struct key *key, const char *column)
{
    if (key->n < sizeof key->columns / sizeof *key->columns)
        key->columns[key->n++] = column;
}

static bool
has(const struct key *key, const char *column)
{
    for (size_t i = 0; i < key->n; i++)
        if (sk_same(key->columns[i], column))
            return true;
    return false;
}

/* The characters that the key leaves to `column`: those that want less than an equal share leave the rest to others. */
static int
share(const struct sk_catalog *catalog, const struct sk_table *table, const struct key *key, const char *column)
{
    int left = KEY_BYTES - (int)key->n_digests * DIGEST_BYTES, wants[32], n = 0;
    for (size_t i = 0; i < key->n; i++) {
        const struct sk_column *c = sk_table_column(table, key->columns[i]);
        const struct sk_table *root = table;
        struct sk_mysql_string s = {0};
        if (c) /* it has the type of what it refers to */
            c = sk_mysql_root_column(catalog, &root, c);
        if (c)
            s = sk_mysql_string_of(catalog, &c->type);
        if (c && s.is)
            wants[n++] = s.length < 0 ? KEY_BYTES : s.length;
        unsigned bytes = c && !s.is ? sk_mysql_key_bytes(catalog, &c->type) : 0;
        if (c && !s.is)
            left -= bytes ? (int)bytes : DIGEST_BYTES;
    }
    left /= BYTES_OF_CHARACTER;
    struct sk_mysql_string mine = sk_mysql_string_of(catalog, &sk_table_column(table, column)->type);
    int mine_wants = mine.length < 0 ? KEY_BYTES : mine.length;
    for (bool again = true; again && n > 0;) {
        int even = left / n;
        again = false;
        if (mine_wants <= even)
            return mine_wants;
        for (int i = 0; i < n; i++)
            if (wants[i] < even) {
                left -= wants[i];
                wants[i--] = wants[--n];
                again = true;
            }
    }
    return n > 0 ? left / n : left;
}

/* Beside an expression it has not the whole key. */
static int
share_beside(const struct sk_catalog *catalog, const struct sk_table *table, const struct key *key, const char *column)
{
    int chars = share(catalog, table, key, column);
    return key->computed && chars > SK_MYSQL_EXPRESSION_CHARS ? SK_MYSQL_EXPRESSION_CHARS : chars;
}

/* ---- all keys of a column ------------------------------------------------------------------------------------- */

static void
count_key(struct sk_mysql_key_use *use, const struct sk_catalog *catalog, const struct sk_table *table,
          const struct key *key, const char *column)
{
    if (!has(key, column))
        return;
    int chars = share_beside(catalog, table, key, column);
    if (!use->any || chars < use->chars)
        use->chars = chars;
    if (key->strict && (!use->strict || chars < use->strict_chars))
        use->strict_chars = chars;
    use->any = true;
    use->strict = use->strict || key->strict;
}

static void
count_constraint(struct sk_mysql_key_use *use, const struct sk_catalog *catalog, const struct sk_table *table,
                 const struct sk_constraint *k, const char *column)
{
    struct key key = {.strict = true};
    if (k->kind != SK_PRIMARY_KEY && k->kind != SK_UNIQUE && k->kind != SK_FOREIGN_KEY)
        return;
    for (size_t i = 0; i < k->n_columns; i++)
        add_column(&key, k->columns[i]);
    count_key(use, catalog, table, &key, column);
}

/* An expression's columns count in full, as lower(email) is as long as email. */
static struct key
key_of(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_index *index)
{
    struct key key = {.strict = index->unique, .computed = index->unique && index->where};
    for (size_t i = 0; i < index->n_keys; i++) {
        if (index->keys[i].column)
            add_column(&key, index->keys[i].column);
        bool expression = !index->keys[i].column;
        key.computed = key.computed || expression;
        if (expression && index->unique && sk_digest_argument(sk_expr_node(index->keys[i].expr))) {
            key.n_digests++; /* of one length, whatever it is of */
            continue;
        }
        for (size_t c = 0; expression && c < table->n_columns; c++)
            if (catalog->ops->uses_column(index->keys[i].expr, table->columns[c]->name))
                add_column(&key, table->columns[c]->name);
    }
    return key;
}

static void
count_index(struct sk_mysql_key_use *use, const struct sk_catalog *catalog, const struct sk_table *table,
            const struct sk_index *index, const char *column)
{
    struct key key = key_of(catalog, table, index);
    if (sk_mysql_is_ordered(index))
        count_key(use, catalog, table, &key, column);
}

static void
count_exclusion(struct sk_mysql_key_use *use, const struct sk_catalog *catalog, const struct sk_table *table,
                const struct sk_constraint *k, const char *column)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_index *index = sk_mysql_index_of(tmp, k);
    if (index)
        count_index(use, catalog, table, index, column);
    talloc_free(tmp);
}

int
sk_mysql_index_share(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_index *index,
                     const char *column)
{
    struct key key = key_of(catalog, table, index);
    return share_beside(catalog, table, &key, column);
}

struct sk_mysql_key_use
sk_mysql_key_use(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column)
{
    struct sk_mysql_key_use use = {0};
    for (size_t i = 0; i < table->n_constraints; i++)
        count_constraint(&use, catalog, table, table->constraints[i], column->name);
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_EXCLUDE)
            count_exclusion(&use, catalog, table, table->constraints[i], column->name);
    for (size_t i = 0; i < table->n_indexes; i++)
        count_index(&use, catalog, table, table->indexes[i], column->name);
    return use;
}

/* The table that a foreign key of `table` refers to: perhaps itself, which may not be in the catalog yet. */
static const struct sk_table *
referred(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_constraint *k)
{
    if (sk_same(k->ref_table, table->name) && sk_same(k->ref_schema, table->schema))
        return table;
    return sk_catalog_table(catalog, k->ref_schema, k->ref_table);
}

const struct sk_column *
sk_mysql_root_column(const struct sk_catalog *catalog, const struct sk_table **table, const struct sk_column *column)
{
    for (int hop = 0; hop < MOST_HOPS; hop++) {
        const struct sk_column *next = NULL;
        for (size_t i = 0; i < (*table)->n_constraints && !next; i++) {
            const struct sk_constraint *k = (*table)->constraints[i];
            for (size_t c = 0; k->kind == SK_FOREIGN_KEY && c < k->n_columns && !next; c++) {
                const struct sk_table *to = sk_same(k->columns[c], column->name) ? referred(catalog, *table, k) : NULL;
                next = to ? sk_table_column(to, k->ref_columns[c]) : NULL;
                next = next == column ? NULL : next;
                *table = next ? to : *table;
            }
        }
        if (!next)
            break;
        column = next;
    }
    return column;
}

/* ---- AUTO_INCREMENT, foreign keys, names ---------------------------------------------------------------------- */

bool
sk_mysql_is_numbered(const struct sk_column *column)
{
    return column->identity != SK_IDENTITY_NONE;
}

/* The sequence of column `a` comes before that of `b`. */
static bool
is_before(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *a,
          const struct sk_column *b)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *name = sk_column_sequence(tmp, catalog, table, a)->name;
    bool before = strcmp(name, sk_column_sequence(tmp, catalog, table, b)->name) < 0;
    talloc_free(tmp);
    return before;
}

bool
sk_mysql_is_auto(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_column *column)
{
    const struct sk_column *chosen = NULL;
    const struct sk_constraint *key = sk_table_primary_key(table);
    bool chose_key = false;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *c = table->columns[i];
        bool is_key = key && key->n_columns == 1 && sk_same(key->columns[0], c->name);
        bool counts = sk_mysql_is_numbered(c) && (c->step == 0 || c->step == 1);
        if (!counts || chose_key || (chosen && !is_key && !is_before(catalog, table, c, chosen)))
            continue;
        chosen = c;
        chose_key = is_key;
    }
    return chosen == column;
}

bool
sk_mysql_is_acted_on(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        bool acts = k->kind == SK_FOREIGN_KEY &&
                    (k->on_delete == SK_FK_SET_NULL || k->on_delete == SK_FK_SET_DEFAULT ||
                     k->on_update == SK_FK_SET_NULL || k->on_update == SK_FK_CASCADE);
        if (acts && sk_constraint_has_column(k, column))
            return true;
    }
    return false;
}

/* MySQL 9.6 and later check a foreign key through the first key that begins with its columns, and not at all where
 * another column of that key is NULL. */
enum serving { NOT_AT_ALL, SERVES, MISLEADS };

/* What a key of those columns is to the foreign key. */
static enum serving
serving(const struct sk_table *table, size_t n, const char *const *columns, const struct sk_constraint *foreign)
{
    if (n < foreign->n_columns)
        return NOT_AT_ALL;
    for (size_t i = 0; i < foreign->n_columns; i++)
        if (!sk_same(columns[i], foreign->columns[i]))
            return NOT_AT_ALL;
    for (size_t i = foreign->n_columns; i < n; i++) {
        const struct sk_column *column = sk_table_column(table, columns[i]);
        if (column && !column->not_null)
            return MISLEADS;
    }
    return SERVES;
}

bool
sk_mysql_can_be_keyed(const struct sk_catalog *catalog, const struct sk_table *table, const char *name)
{
    const struct sk_column *column = sk_table_column(table, name);
    return column && (sk_mysql_string_of(catalog, &column->type).is || sk_mysql_key_bytes(catalog, &column->type) > 0);
}

/* Is it sure that the index is made? One that is not unique is left out where the server has no order for a key. */
static bool
is_made(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_index *index)
{
    for (size_t i = 0; !index->unique && i < index->n_keys; i++)
        if (!index->keys[i].column || !sk_mysql_can_be_keyed(catalog, table, index->keys[i].column))
            return false;
    return sk_mysql_is_ordered(index);
}

/* The columns of an index up to its first expression, or to one that descends: MySQL makes a foreign key another. */
static size_t
leading_columns(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_index *index,
                const char **columns)
{
    size_t n = 0;
    bool partial_unique = index->unique && index->where; /* its first key is an expression on the server */
    for (; !partial_unique && n < index->n_keys && n < 32 && index->keys[n].column && !index->keys[n].descending; n++)
        columns[n] = index->keys[n].column;
    return is_made(catalog, table, index) ? n : 0;
}

size_t
sk_mysql_misleads(const struct sk_table *table, size_t n, const char *const *columns)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY &&
            serving(table, n, columns, table->constraints[i]) == MISLEADS)
            return table->constraints[i]->n_columns;
    return 0;
}

/* What a key of those columns is as it stands on the server: a unique one that misleads is turned there. */
static enum serving
turned_serving(const struct sk_table *table, size_t n, const char *const *columns, bool unique,
               const struct sk_constraint *foreign)
{
    const char *turned[32];
    size_t last = unique ? sk_mysql_misleads(table, n, columns) : 0;
    for (size_t i = 0; i < n && i < 32; i++)
        turned[i] = columns[(i + last) % n];
    return serving(table, n < 32 ? n : 32, turned, foreign);
}

static bool
serves(const struct sk_table *table, size_t n, const char *const *columns, bool unique,
       const struct sk_constraint *foreign)
{
    return turned_serving(table, n, columns, unique, foreign) == SERVES;
}

bool
sk_mysql_is_misled(const struct sk_catalog *catalog, const struct sk_table *table,
                   const struct sk_constraint *foreign)
{
    const char *columns[32];
    bool misled = false;
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        misled = misled || (k->kind == SK_UNIQUE &&
                            turned_serving(table, k->n_columns, k->columns, true, foreign) == MISLEADS);
    }
    for (size_t i = 0; i < table->n_indexes && !misled; i++) {
        size_t n = table->indexes[i]->unique ? leading_columns(catalog, table, table->indexes[i], columns) : 0;
        misled = n && turned_serving(table, n, columns, true, foreign) == MISLEADS;
    }
    return misled;
}

bool
sk_mysql_has_key_for(const struct sk_catalog *catalog, const struct sk_table *table,
                     const struct sk_constraint *foreign)
{
    const char *columns[32];
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        bool unique = k->kind == SK_UNIQUE;
        if ((unique || k->kind == SK_PRIMARY_KEY) && serves(table, k->n_columns, k->columns, unique, foreign))
            return true;
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        const struct sk_index *index = table->indexes[i];
        if (serves(table, leading_columns(catalog, table, index, columns), columns, index->unique, foreign))
            return true;
    }
    return false;
}

bool
sk_mysql_is_ordered(const struct sk_index *index)
{
    return !index->method || sk_same(index->method, "btree") || sk_same(index->method, "hash") ||
           sk_same(index->method, "brin");
}

char *
sk_mysql_constraint_name(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table,
                         const struct sk_constraint *k)
{
    const struct sk_table *known = sk_catalog_table(catalog, table->schema, table->name);
    const struct sk_constraint *as_known = known ? sk_table_constraint(known, k->name) : NULL;
    if (as_known ? as_known->name_taken : sk_catalog_shares_name(catalog, table, k))
        return sk_mysql_fitting_name(owner, sk_printf(owner, "%s_%s", table->name, k->name));
    return sk_mysql_fitting_name(owner, k->name);
}
