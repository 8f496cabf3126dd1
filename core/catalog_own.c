/*
 * core/catalog_own.c - catalogs that share what neither has changed.
 *
 * Whoever rewrites a statement looks at the schema before it and after it, and the two differ in a table: a clone is
 * the lists alone. An object belongs to the catalog whose edition it bears. Cloning gives both catalogs a new one, so
 * that nothing is anybody's own any more, and the first change of an object copies it.
 */
#include <stdatomic.h>
#include <string.h>

#include "core/catalog_names.h"

/* ---- copying --------------------------------------------------------------------------------------------------- */

static void *
duplicate(TALLOC_CTX *owner, const void *from, size_t size)
{
    return memcpy(sk_alloc(owner, size, "copy"), from, size);
}

/* Arrays grow by powers of two (sk_grow): a copy has to have room by the same rule. */
static void *
duplicate_array(TALLOC_CTX *owner, const void *from, size_t n, size_t size)
{
    if (!n)
        return NULL;
    size_t capacity = 1;
    while (capacity < n)
        capacity *= 2;
    void *copy = sk_alloc(owner, capacity * size, "array");
    memcpy(copy, from, n * size);
    return copy;
}

#define COPY_STRUCT(owner, from) duplicate((owner), (from), sizeof *(from))
#define COPY_ARRAY(owner, field, n) ((field) = duplicate_array((owner), (field), (n), sizeof *(field)))

/* The array, and what it points to. */
#define COPY_EACH(owner, field, n, clone)                                                          \
    do {                                                                                           \
        COPY_ARRAY(owner, field, n);                                                               \
        for (size_t i_ = 0; i_ < (n); i_++)                                                        \
            (field)[i_] = clone((owner), (field)[i_]);                                             \
    } while (0)

/* Names are shared like expressions: they live in scripts or in the catalog's own context, until all of it goes. */
struct sk_constraint *
sk_constraint_clone(TALLOC_CTX *owner, const struct sk_constraint *from)
{
    struct sk_constraint *copy = COPY_STRUCT(owner, from);
    COPY_ARRAY(copy, copy->columns, copy->n_columns);
    COPY_ARRAY(copy, copy->ref_columns, copy->n_ref_columns);
    COPY_ARRAY(copy, copy->include, copy->n_include);
    return copy;
}

struct sk_index *
sk_index_clone(TALLOC_CTX *owner, const struct sk_index *from)
{
    struct sk_index *copy = COPY_STRUCT(owner, from);
    COPY_ARRAY(copy, copy->keys, copy->n_keys);
    COPY_ARRAY(copy, copy->include, copy->n_include);
    return copy;
}

struct sk_trigger *
sk_trigger_clone(TALLOC_CTX *owner, const struct sk_trigger *from)
{
    struct sk_trigger *copy = COPY_STRUCT(owner, from);
    COPY_ARRAY(copy, copy->columns, copy->n_columns);
    COPY_ARRAY(copy, copy->args, copy->n_args);
    return copy;
}

struct sk_table *
sk_table_clone(TALLOC_CTX *owner, const struct sk_table *table)
{
    struct sk_table *copy = COPY_STRUCT(owner, table);
    COPY_EACH(copy, copy->columns, copy->n_columns, COPY_STRUCT);
    COPY_EACH(copy, copy->constraints, copy->n_constraints, sk_constraint_clone);
    COPY_EACH(copy, copy->indexes, copy->n_indexes, sk_index_clone);
    COPY_EACH(copy, copy->triggers, copy->n_triggers, sk_trigger_clone);
    COPY_ARRAY(copy, copy->partitions, copy->n_partitions);
    return copy;
}

static struct sk_view *
view_clone(TALLOC_CTX *owner, const struct sk_view *from)
{
    struct sk_view *copy = COPY_STRUCT(owner, from);
    COPY_ARRAY(copy, copy->columns, copy->n_columns);
    COPY_EACH(copy, copy->indexes, copy->n_indexes, sk_index_clone);
    COPY_EACH(copy, copy->triggers, copy->n_triggers, sk_trigger_clone);
    return copy;
}

static struct sk_sequence *
sequence_clone(TALLOC_CTX *owner, const struct sk_sequence *from)
{
    return COPY_STRUCT(owner, from);
}

static struct sk_user_type *
type_clone(TALLOC_CTX *owner, const struct sk_user_type *from)
{
    struct sk_user_type *copy = COPY_STRUCT(owner, from);
    COPY_ARRAY(copy, copy->labels, copy->n_labels);
    COPY_ARRAY(copy, copy->columns, copy->n_columns);
    return copy;
}

static struct sk_function *
function_clone(TALLOC_CTX *owner, const struct sk_function *from)
{
    return COPY_STRUCT(owner, from);
}

/* ---- catalogs -------------------------------------------------------------------------------------------------- */

static uint64_t
next_edition(void)
{
    static _Atomic uint64_t last;
    return atomic_fetch_add_explicit(&last, 1, memory_order_relaxed) + 1;
}

struct sk_catalog *
sk_catalog_clone(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_catalog *original = (void *)(uintptr_t)catalog; /* it says the same as before */
    struct sk_catalog *copy = COPY_STRUCT(owner, catalog);
    COPY_ARRAY(copy, copy->schemas, copy->n_schemas);
    COPY_ARRAY(copy, copy->tables, copy->n_tables);
    COPY_ARRAY(copy, copy->views, copy->n_views);
    COPY_ARRAY(copy, copy->sequences, copy->n_sequences);
    COPY_ARRAY(copy, copy->types, copy->n_types);
    COPY_ARRAY(copy, copy->functions, copy->n_functions);
    COPY_ARRAY(copy, copy->extensions, copy->n_extensions);
    COPY_ARRAY(copy, copy->folding, copy->n_folding);
    original->edition = next_edition();
    copy->edition = next_edition();
    sk_names_inherit(copy, catalog);
    sk_keep(copy, original);
    return copy;
}

/* The functions for one kind of object that a catalog has a list of. */
#define OBJECTS(kind, type, list, n, space, clone)                                                 \
    void sk_put_##kind(struct sk_catalog *catalog, const struct type *was, struct type *is)        \
    {                                                                                              \
        size_t at = 0;                                                                             \
        if (!was && !is)                                                                           \
            return;                                                                                \
        sk_names_touch(catalog, space, was, is);                                                   \
        while (was && at < catalog->n && catalog->list[at] != was)                                 \
            at++;                                                                                  \
        if (is)                                                                                    \
            is->edition = catalog->edition;                                                        \
        if (!was)                                                                                  \
            sk_push(catalog, catalog->list, catalog->n, is);                                       \
        else if (is)                                                                               \
            catalog->list[at] = is;                                                                \
        else                                                                                       \
            sk_take(catalog->list, catalog->n, at);                                                \
    }                                                                                              \
                                                                                                   \
    struct type *sk_own_##kind(struct sk_catalog *catalog, const struct type *object)              \
    {                                                                                              \
        struct type *own = (void *)(uintptr_t)object;                                              \
        if (!object)                                                                               \
            return NULL;                                                                           \
        if (object->edition == catalog->edition)                                                   \
            sk_names_touch(catalog, space, object, own);                                           \
        else                                                                                       \
            sk_put_##kind(catalog, object, own = clone(catalog, object));                          \
        return own;                                                                                \
    }

OBJECTS(table, sk_table, tables, n_tables, SK_NAMES_TABLES, sk_table_clone)
OBJECTS(view, sk_view, views, n_views, SK_NAMES_VIEWS, view_clone)
OBJECTS(sequence, sk_sequence, sequences, n_sequences, SK_NAMES_SEQUENCES, sequence_clone)
OBJECTS(type, sk_user_type, types, n_types, SK_NAMES_TYPES, type_clone)
OBJECTS(function, sk_function, functions, n_functions, SK_NAMES_FUNCTIONS, function_clone)
