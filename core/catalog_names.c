/*
 * core/catalog_names.c - finding things of a catalog by name.
 *
 * One hash table for each of PostgreSQL's namespaces, filled when first asked. What changes is touched first: then its
 * names are read from itself, and those in the tables do not count, until the change is done and they are taken out of
 * the tables and put in anew. So a change costs what the table at hand has of names, however large the catalog is.
 *
 * A clone has no tables of its own as long as its origin's serve: what the clone has changed since is touched, too.
 */
#include "core/catalog_names.h"

#include <string.h>

#include "core/text.h"

/* uthash allocates through these; `names` is in scope wherever its macros are used. */
#define uthash_malloc(size) sk_alloc(names, (size), "uthash")
#define uthash_free(ptr, size) talloc_free(ptr)
#include <uthash.h>

enum { MOST_TOUCHED = 16 }; /* that are looked through one by one; a clone with more has tables of its own */

struct entry {
    void *object;
    struct sk_table *table;
    enum sk_namespace space;
    bool shared;                /* there may be others by that name */
    bool hidden;                /* another one has its place */
    struct entry *next;         /* of the same owner */
    UT_hash_handle hh;
    char key[];
};

/* What has names of its own: a table, a view, a sequence, a type, a function; and the entries that it is in. */
struct owner {
    const void *object;
    struct entry *entries;
    UT_hash_handle hh;
};

struct sk_catalog_names {
    bool valid;
    struct entry *space[SK_NAMESPACES];
    struct owner *owners;
};

struct sk_touched {
    enum sk_namespace kind;
    const void *was, *is;
};

/* ---- the names of an object ------------------------------------------------------------------------------------ */

/* One name: in which namespace, of what, and the table that it is of, or NULL. */
struct naming {
    enum sk_namespace space;
    const char *schema, *name;
    void *object;
    struct sk_table *table;
};

typedef void each_name(const struct naming *naming, void *data);

static bool
has_index(const struct sk_constraint *k)
{
    return k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE || k->kind == SK_EXCLUDE;
}

static void
names_of_table(struct sk_table *table, each_name *each, void *data)
{
    const char *schema = table->schema;
    each(&(struct naming){SK_NAMES_TABLES, schema, table->name, table, table}, data);
    each(&(struct naming){SK_NAMES_RELATIONS, schema, table->name, table, table}, data);
    for (size_t i = 0; i < table->n_constraints; i++) {
        struct sk_constraint *k = table->constraints[i];
        each(&(struct naming){SK_NAMES_CONSTRAINTS, schema, k->name, k, table}, data);
        if (has_index(k))
            each(&(struct naming){SK_NAMES_RELATIONS, schema, k->name, k, table}, data);
    }
    for (size_t i = 0; i < table->n_indexes; i++) {
        struct sk_index *index = table->indexes[i];
        each(&(struct naming){SK_NAMES_INDEXES, schema, index->name, index, table}, data);
        each(&(struct naming){SK_NAMES_RELATIONS, schema, index->name, index, table}, data);
    }
}

static void
names_of(enum sk_namespace kind, const void *object, each_name *each, void *data)
{
    void *o = (void *)(uintptr_t)object; /* whoever finds it by name may change it, if it is the catalog's own */
    if (kind == SK_NAMES_TABLES) {
        names_of_table(o, each, data);
    } else if (kind == SK_NAMES_VIEWS) {
        const struct sk_view *view = o;
        each(&(struct naming){kind, view->schema, view->name, o, NULL}, data);
        each(&(struct naming){SK_NAMES_RELATIONS, view->schema, view->name, o, NULL}, data);
        for (size_t i = 0; i < view->n_indexes; i++)
            each(&(struct naming){SK_NAMES_RELATIONS, view->schema, view->indexes[i]->name, view->indexes[i], NULL},
                 data);
    } else if (kind == SK_NAMES_SEQUENCES) {
        const struct sk_sequence *sequence = o;
        each(&(struct naming){kind, sequence->schema, sequence->name, o, NULL}, data);
        each(&(struct naming){SK_NAMES_RELATIONS, sequence->schema, sequence->name, o, NULL}, data);
    } else if (kind == SK_NAMES_TYPES) {
        const struct sk_user_type *type = o;
        each(&(struct naming){kind, type->schema, type->name, o, NULL}, data);
    } else {
        const struct sk_function *function = o;
        each(&(struct naming){kind, function->schema, function->name, o, NULL}, data);
    }
}

/* ---- the tables ------------------------------------------------------------------------------------------------ */

/* "schema", NUL, "name": no name holds a NUL. */
static size_t
key_size(const char *schema, const char *name)
{
    return strlen(schema) + 1 + strlen(name);
}

static void
write_key(char *key, const char *schema, const char *name)
{
    size_t len = strlen(schema) + 1;
    memcpy(key, schema, len);
    memcpy(key + len, name, strlen(name)); /* its length is known: no NUL at the end */
}

struct adding {
    struct sk_catalog_names *names;
    struct owner *owner;
};

static void
add_name(const struct naming *naming, void *data)
{
    struct adding *adding = data;
    struct sk_catalog_names *names = adding->names;
    const char *schema = naming->schema ? naming->schema : SK_PUBLIC;
    size_t len = key_size(schema, naming->name);
    struct entry *old, *entry = sk_alloc(names, sizeof *entry + len, "struct entry");
    *entry = (struct entry){.object = naming->object,
                            .table = naming->table,
                            .space = naming->space,
                            .next = adding->owner->entries};
    write_key(entry->key, schema, naming->name);
    adding->owner->entries = entry;
    HASH_FIND(hh, names->space[naming->space], entry->key, len, old);
    entry->shared = old != NULL;
    if (old && naming->space == SK_NAMES_FUNCTIONS) { /* the first of several by that name */
        old->shared = entry->hidden = true;
        return;
    }
    if (old) {
        HASH_DELETE(hh, names->space[naming->space], old);
        old->hidden = true;
    }
    HASH_ADD_KEYPTR(hh, names->space[naming->space], entry->key, len, entry);
}

static void
add_object(struct sk_catalog_names *names, enum sk_namespace kind, const void *object)
{
    struct adding adding = {names, sk_new(names, struct owner)};
    adding.owner->object = object;
    HASH_ADD_PTR(names->owners, object, adding.owner);
    names_of(kind, object, add_name, &adding);
}

/* Whose name another one may have, too, leaves tables that have to be filled anew. */
static void
remove_object(struct sk_catalog_names *names, const void *object)
{
    struct owner *owner;
    HASH_FIND_PTR(names->owners, &object, owner);
    if (!owner)
        return;
    for (struct entry *entry = owner->entries, *next; entry; entry = next) {
        next = entry->next;
        names->valid = names->valid && !entry->shared;
        if (!entry->hidden)
            HASH_DELETE(hh, names->space[entry->space], entry);
        talloc_free(entry);
    }
    HASH_DEL(names->owners, owner);
    talloc_free(owner);
}

static size_t
count_objects(const struct sk_catalog *catalog)
{
    return catalog->n_tables + catalog->n_views + catalog->n_sequences + catalog->n_types + catalog->n_functions;
}

static void
fill(struct sk_catalog *catalog)
{
    talloc_free(catalog->names);
    struct sk_catalog_names *names = catalog->names = sk_new(catalog, struct sk_catalog_names);
    for (size_t i = 0; i < catalog->n_tables; i++)
        add_object(names, SK_NAMES_TABLES, catalog->tables[i]);
    for (size_t i = 0; i < catalog->n_views; i++)
        add_object(names, SK_NAMES_VIEWS, catalog->views[i]);
    for (size_t i = 0; i < catalog->n_sequences; i++)
        add_object(names, SK_NAMES_SEQUENCES, catalog->sequences[i]);
    for (size_t i = 0; i < catalog->n_types; i++)
        add_object(names, SK_NAMES_TYPES, catalog->types[i]);
    for (size_t i = 0; i < catalog->n_functions; i++)
        add_object(names, SK_NAMES_FUNCTIONS, catalog->functions[i]);
    names->valid = true;
    catalog->origin = NULL;
    catalog->n_named = count_objects(catalog);
    size_t n = 0; /* what is being changed may have got its new name in part */
    for (size_t i = 0; catalog->changing && i < catalog->n_touched; i++)
        if (catalog->touched[i].is)
            catalog->touched[n++] = (struct sk_touched){catalog->touched[i].kind, catalog->touched[i].is,
                                                        catalog->touched[i].is};
    catalog->n_touched = n;
}

/* ---- finding --------------------------------------------------------------------------------------------------- */

struct found {
    enum sk_namespace space;
    const char *schema, *name;
    void *object;
    struct sk_table *table;
    const void *owner;
    bool shared;
};

static bool
inherits(const struct sk_catalog *catalog)
{
    return catalog->origin && catalog->origin->version == catalog->origin_version &&
           catalog->n_touched <= MOST_TOUCHED && catalog->n_named == count_objects(catalog);
}

static bool
has_tables(const struct sk_catalog *catalog)
{
    return catalog->names && catalog->names->valid && catalog->n_named == count_objects(catalog);
}

static const void *
owner_of(const struct entry *entry)
{
    return entry->table ? (const void *)entry->table : entry->object;
}

static void
find_in_tables(const struct sk_catalog_names *names, struct found *f)
{
    char buffer[160], *key = buffer;
    size_t len = key_size(f->schema, f->name);
    if (len > sizeof buffer)
        key = sk_alloc(NULL, len, "key");
    write_key(key, f->schema, f->name);
    const struct entry *entry;
    HASH_FIND(hh, names->space[f->space], key, len, entry);
    if (key != buffer)
        talloc_free(key);
    f->object = entry ? entry->object : NULL;
    f->table = entry ? entry->table : NULL;
    f->owner = entry ? owner_of(entry) : NULL;
    f->shared = entry && entry->shared;
}

static bool
is_touched(const struct sk_catalog *catalog, const void *owner)
{
    for (size_t i = 0; i < catalog->n_touched; i++)
        if (catalog->touched[i].was == owner)
            return true;
    return false;
}

/* Of functions the first by a name is meant, of constraints any. */
static void
compare_name(const struct naming *naming, void *data)
{
    struct found *f = data;
    if (naming->space != f->space || strcmp(naming->name, f->name) != 0 ||
        strcmp(naming->schema ? naming->schema : SK_PUBLIC, f->schema) != 0)
        return;
    f->shared = f->object != NULL;
    if (f->object && f->space == SK_NAMES_FUNCTIONS)
        return;
    f->object = naming->object;
    f->table = naming->table;
    f->owner = naming->table ? (void *)naming->table : naming->object;
}

static bool
is_being_changed(const struct sk_catalog *catalog, const void *object)
{
    for (size_t i = 0; i < catalog->n_touched; i++)
        if (catalog->touched[i].is == object)
            return true;
    return false;
}

/* One that the tables do not tell of, because another one has its place in them. */
static void
find_hidden(const struct sk_catalog *catalog, struct found *f)
{
    for (size_t i = 0; i < catalog->n_tables; i++)
        if (!is_being_changed(catalog, catalog->tables[i]))
            names_of(SK_NAMES_TABLES, catalog->tables[i], compare_name, f);
    for (size_t i = 0; i < catalog->n_functions; i++)
        if (!is_being_changed(catalog, catalog->functions[i]))
            names_of(SK_NAMES_FUNCTIONS, catalog->functions[i], compare_name, f);
}

static void
find(const struct sk_catalog *catalog, struct found *f)
{
    if (has_tables(catalog)) {
        find_in_tables(catalog->names, f);
    } else if (inherits(catalog)) {
        find(catalog->origin, f);
    } else {
        fill((void *)(uintptr_t)catalog); /* a cache: what the catalog says is the same */
        find_in_tables(catalog->names, f);
    }
    if (f->object && is_touched(catalog, f->owner)) {
        bool hides = f->shared;
        f->object = NULL;
        if (hides)
            find_hidden(catalog, f);
    }
    for (size_t i = 0; i < catalog->n_touched; i++)
        if (catalog->touched[i].is)
            names_of(catalog->touched[i].kind, catalog->touched[i].is, compare_name, f);
}

void *
sk_names_find(const struct sk_catalog *catalog, enum sk_namespace space, const char *schema, const char *name,
              struct sk_table **table)
{
    struct found f = {.space = space, .schema = schema ? schema : SK_PUBLIC, .name = name};
    find(catalog, &f);
    if (f.object && table)
        *table = f.table;
    return f.object;
}

bool
sk_names_are_shared(const struct sk_catalog *catalog, const char *schema, const char *constraint, const char *table)
{
    struct found f = {.space = SK_NAMES_CONSTRAINTS, .schema = schema ? schema : SK_PUBLIC, .name = constraint};
    find(catalog, &f);
    return f.object && (f.shared || strcmp(f.table->name, table) != 0);
}

/* ---- changes --------------------------------------------------------------------------------------------------- */

void
sk_names_touch(struct sk_catalog *catalog, enum sk_namespace kind, const void *was, const void *is)
{
    catalog->version++;
    catalog->n_named += (was ? 0 : 1) - (is ? 0 : 1);
    for (size_t i = 0; was && i < catalog->n_touched; i++) {
        if (catalog->touched[i].is != was)
            continue;
        catalog->touched[i].is = is;
        if (!is && !catalog->touched[i].was)
            sk_take(catalog->touched, catalog->n_touched, i);
        return;
    }
    sk_push(catalog, catalog->touched, catalog->n_touched, ((struct sk_touched){kind, was, is}));
}

void
sk_names_begin(struct sk_catalog *catalog)
{
    catalog->changing = true;
}

void
sk_names_settle(struct sk_catalog *catalog)
{
    catalog->changing = false;
    if (!catalog->names && inherits(catalog))
        return;
    for (size_t i = 0; catalog->names && catalog->names->valid && i < catalog->n_touched; i++) {
        if (catalog->touched[i].was)
            remove_object(catalog->names, catalog->touched[i].was);
        if (catalog->touched[i].is)
            add_object(catalog->names, catalog->touched[i].kind, catalog->touched[i].is);
    }
    catalog->n_touched = 0;
    catalog->origin = NULL;
}

void
sk_names_inherit(struct sk_catalog *clone, const struct sk_catalog *origin)
{
    clone->names = NULL;
    clone->touched = NULL;
    clone->n_touched = 0;
    clone->changing = false;
    clone->version = 0;
    clone->origin = origin;
    clone->origin_version = origin->version;
    clone->n_named = count_objects(clone);
}
