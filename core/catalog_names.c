/*
 * core/catalog_names.c - finding things of a catalog by name.
 *
 * One hash table for each of PostgreSQL's namespaces. What a change adds is added; what renames or drops makes the
 * tables void, and the next look-up fills them anew: migrations mostly add. A list that changed its length behind their
 * back is noticed too.
 */
#include "core/catalog_names.h"

#include <string.h>

/* uthash allocates through these; `names` is in scope wherever its macros are used. */
#define uthash_malloc(size) sk_alloc(names, (size), "uthash")
#define uthash_free(ptr, size) talloc_free(ptr)
#include <uthash.h>

struct entry {
    char *key;
    void *object;
    struct sk_table *table;
    bool shared;                /* there may be others by that name */
    UT_hash_handle hh;
};

struct sk_catalog_names {
    size_t count;               /* of objects in the catalog's lists when the tables were last right */
    bool valid;
    struct entry *space[SK_NAMESPACES];
};

static size_t
count_objects(const struct sk_catalog *catalog)
{
    return catalog->n_tables + catalog->n_views + catalog->n_sequences + catalog->n_types + catalog->n_functions;
}

/* "schema", NUL, "name": no name holds a NUL. */
static char *
make_key(char *buffer, size_t size, TALLOC_CTX *owner, const char *schema, const char *name, size_t *len)
{
    size_t schema_len = strlen(schema), name_len = strlen(name);
    *len = schema_len + 1 + name_len;
    char *key = *len < size ? buffer : sk_alloc(owner, *len + 1, "key");
    memcpy(key, schema, schema_len + 1);
    memcpy(key + schema_len + 1, name, name_len + 1);
    return key;
}

static void
add(struct sk_catalog_names *names, enum sk_namespace space, const char *schema, const char *name, void *object,
    struct sk_table *table)
{
    struct entry *entry = sk_new(names, struct entry);
    size_t len;
    entry->key = make_key(NULL, 0, entry, schema ? schema : SK_PUBLIC, name, &len);
    entry->object = object;
    entry->table = table;
    struct entry *old;
    HASH_FIND(hh, names->space[space], entry->key, len, old);
    if (old && space != SK_NAMES_FUNCTIONS)
        HASH_DELETE(hh, names->space[space], old);
    entry->shared = old != NULL;
    if (old && space == SK_NAMES_FUNCTIONS)
        return; /* the first of several by that name */
    HASH_ADD_KEYPTR(hh, names->space[space], entry->key, len, entry);
}

static bool
has_index(const struct sk_constraint *k)
{
    return k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE || k->kind == SK_EXCLUDE;
}

static void
add_constraint(struct sk_catalog_names *names, struct sk_table *table, struct sk_constraint *k)
{
    add(names, SK_NAMES_CONSTRAINTS, table->schema, k->name, k, table);
    if (has_index(k))
        add(names, SK_NAMES_RELATIONS, table->schema, k->name, k, table);
}

static void
add_table(struct sk_catalog_names *names, struct sk_table *table)
{
    add(names, SK_NAMES_TABLES, table->schema, table->name, table, table);
    add(names, SK_NAMES_RELATIONS, table->schema, table->name, table, table);
    for (size_t i = 0; i < table->n_constraints; i++)
        add_constraint(names, table, table->constraints[i]);
    for (size_t i = 0; i < table->n_indexes; i++) {
        add(names, SK_NAMES_INDEXES, table->schema, table->indexes[i]->name, table->indexes[i], table);
        add(names, SK_NAMES_RELATIONS, table->schema, table->indexes[i]->name, table->indexes[i], table);
    }
}

static void
add_view(struct sk_catalog_names *names, struct sk_view *view)
{
    add(names, SK_NAMES_VIEWS, view->schema, view->name, view, NULL);
    add(names, SK_NAMES_RELATIONS, view->schema, view->name, view, NULL);
    for (size_t i = 0; i < view->n_indexes; i++)
        add(names, SK_NAMES_RELATIONS, view->schema, view->indexes[i]->name, view->indexes[i], NULL);
}

static void
add_sequence(struct sk_catalog_names *names, struct sk_sequence *sequence)
{
    add(names, SK_NAMES_SEQUENCES, sequence->schema, sequence->name, sequence, NULL);
    add(names, SK_NAMES_RELATIONS, sequence->schema, sequence->name, sequence, NULL);
}

static struct sk_catalog_names *
fill(struct sk_catalog *catalog)
{
    struct sk_catalog_names *names = sk_new(catalog, struct sk_catalog_names);
    for (size_t i = 0; i < catalog->n_tables; i++)
        add_table(names, catalog->tables[i]);
    for (size_t i = 0; i < catalog->n_views; i++)
        add_view(names, catalog->views[i]);
    for (size_t i = 0; i < catalog->n_sequences; i++)
        add_sequence(names, catalog->sequences[i]);
    for (size_t i = 0; i < catalog->n_types; i++)
        add(names, SK_NAMES_TYPES, catalog->types[i]->schema, catalog->types[i]->name, catalog->types[i], NULL);
    for (size_t i = 0; i < catalog->n_functions; i++)
        add(names, SK_NAMES_FUNCTIONS, catalog->functions[i]->schema, catalog->functions[i]->name,
            catalog->functions[i], NULL);
    names->valid = true;
    names->count = count_objects(catalog);
    return names;
}

static const struct entry *
find_entry(const struct sk_catalog *catalog, enum sk_namespace space, const char *schema, const char *name)
{
    struct sk_catalog_names *names = catalog->names;
    if (!names || !names->valid || names->count != count_objects(catalog)) {
        struct sk_catalog *mutable = (void *)(uintptr_t)catalog; /* for a cache: what the catalog says is the same */
        talloc_free(names);
        names = mutable->names = fill(mutable);
    }
    char buffer[160];
    size_t len;
    TALLOC_CTX *tmp = NULL;
    if (strlen(name) + strlen(schema ? schema : SK_PUBLIC) + 2 > sizeof buffer)
        tmp = sk_context_new(NULL);
    const char *key = make_key(buffer, sizeof buffer, tmp, schema ? schema : SK_PUBLIC, name, &len);
    struct entry *entry;
    HASH_FIND(hh, names->space[space], key, len, entry);
    talloc_free(tmp);
    return entry;
}

void *
sk_names_find(const struct sk_catalog *catalog, enum sk_namespace space, const char *schema, const char *name,
              struct sk_table **table)
{
    const struct entry *entry = find_entry(catalog, space, schema, name);
    if (entry && table)
        *table = entry->table;
    return entry ? entry->object : NULL;
}

bool
sk_names_are_shared(const struct sk_catalog *catalog, const char *schema, const char *constraint, const char *table)
{
    const struct entry *entry = find_entry(catalog, SK_NAMES_CONSTRAINTS, schema, constraint);
    return entry && (entry->shared || strcmp(entry->table->name, table) != 0);
}

static void
added(struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_catalog_names *names = catalog->names;
    struct sk_table *table = NULL;
    switch (change->kind) {
    case SK_CREATE_TABLE:
        add_table(names, catalog->tables[catalog->n_tables - 1]);
        break;
    case SK_CREATE_SEQUENCE:
        add_sequence(names, catalog->sequences[catalog->n_sequences - 1]);
        break;
    case SK_CREATE_TYPE: {
        struct sk_user_type *type = catalog->types[catalog->n_types - 1];
        add(names, SK_NAMES_TYPES, type->schema, type->name, type, NULL);
        break;
    }
    case SK_ADD_CONSTRAINT:
        if ((table = sk_catalog_table(catalog, change->schema, change->name)))
            add_constraint(names, table, table->constraints[table->n_constraints - 1]);
        break;
    default: /* SK_CREATE_INDEX */
        if ((table = sk_catalog_table(catalog, change->schema, change->name))) {
            struct sk_index *index = table->indexes[table->n_indexes - 1];
            add(names, SK_NAMES_INDEXES, table->schema, index->name, index, table);
            add(names, SK_NAMES_RELATIONS, table->schema, index->name, index, table);
        } else {
            names->valid = false;
        }
        break;
    }
    names->count = count_objects(catalog);
}

void
sk_names_forget(struct sk_catalog *catalog)
{
    if (catalog->names)
        catalog->names->valid = false;
}

void
sk_names_changed(struct sk_catalog *catalog, const struct sk_change *change)
{
    if (!catalog->names)
        return;
    switch (change->kind) {
    case SK_CREATE_TABLE:
    case SK_CREATE_SEQUENCE:
    case SK_CREATE_TYPE:
    case SK_CREATE_INDEX:
        added(catalog, change);
        break;
    case SK_ADD_CONSTRAINT:
        if (change->index_name)
            catalog->names->valid = false; /* an index became a constraint */
        else
            added(catalog, change);
        break;
    case SK_ADD_COLUMN:
    case SK_SET_TYPE:
    case SK_SET_DEFAULT:
    case SK_SET_NOT_NULL:
    case SK_SET_IDENTITY:
    case SK_RENAME_COLUMN:
    case SK_VALIDATE_CONSTRAINT:
    case SK_ALTER_CONSTRAINT:
    case SK_ADD_ENUM_VALUE:
    case SK_RENAME_ENUM_VALUE:
    case SK_CREATE_TRIGGER:
    case SK_DROP_TRIGGER:
    case SK_COMMENT:
    case SK_PARTITION:
    case SK_ROWS:
    case SK_CODE:
    case SK_NO_EFFECT:
        break;
    default:
        catalog->names->valid = false;
        break;
    }
}
