/* dialects/postgres/names.c - the names that PostgreSQL gives to unnamed constraints, indexes and sequences. */
#include <string.h>

#include "dialects/postgres/postgres.h"

enum { NAME_MAX_BYTES = 63 };

/* pg_mbcliplen(): at most `len` bytes, no UTF-8 character cut. */
static size_t
clip(const char *name, size_t len)
{
    if (strlen(name) <= len)
        return strlen(name);
    while (len && ((unsigned char)name[len] & 0xc0) == 0x80)
        len--;
    return len;
}

/* makeObjectName() of PostgreSQL's indexcmds.c. */
char *
sk_pg_make_name(TALLOC_CTX *owner, const char *name1, const char *name2, const char *label)
{
    size_t overhead = (name2 ? 1 : 0) + (label ? strlen(label) + 1 : 0);
    size_t available = NAME_MAX_BYTES - overhead;
    size_t len1 = strlen(name1), len2 = name2 ? strlen(name2) : 0;
    while (len1 + len2 > available) {
        if (len1 > len2)
            len1--;
        else
            len2--;
    }
    len1 = clip(name1, len1);
    len2 = name2 ? clip(name2, len2) : 0;
    return sk_printf(owner, "%.*s%s%.*s%s%s", (int)len1, name1, name2 ? "_" : "", (int)len2, name2 ? name2 : "",
                     label ? "_" : "", label ? label : "");
}

/* The table that this statement makes or alters stands in `making`, as far as it has come: what the catalog says of it
 * is no longer true. */
static bool
is_making(const struct sk_analysis *a, const struct sk_table *table)
{
    return a->making && table && strcmp(a->making->name, table->name) == 0 &&
           strcmp(a->making->schema, table->schema) == 0;
}

static bool
taken_by_making(const struct sk_analysis *a, const char *schema, const char *name)
{
    const struct sk_table *table = a->making;
    if (!table || strcmp(table->schema, schema) != 0)
        return false;
    const struct sk_constraint *k = sk_table_constraint(table, name);
    return (k && k->kind != SK_CHECK && k->kind != SK_FOREIGN_KEY) || sk_table_index(table, name) ||
           strcmp(table->name, name) == 0;
}

static bool
relation_taken(struct sk_analysis *a, const char *schema, const char *name)
{
    struct sk_table *table = NULL;
    if (sk_catalog_relation(a->catalog, schema, name, &table) && !is_making(a, table))
        return true;
    if (taken_by_making(a, schema, name))
        return true;
    for (size_t i = 0; i < a->statement->n_changes; i++) {
        const struct sk_change *change = a->statement->changes[i];
        if ((change->kind == SK_CREATE_SEQUENCE && strcmp(change->name, name) == 0) ||
            (change->kind == SK_CREATE_INDEX && strcmp(change->to, name) == 0))
            return true;
    }
    return false;
}

/* PostgreSQL looks for the name in the whole schema. */
static bool
constraint_taken(struct sk_analysis *a, const char *schema, const char *name)
{
    struct sk_table *table = NULL;
    if (sk_catalog_constraint(a->catalog, schema, name, &table) && !is_making(a, table))
        return true;
    return a->making && strcmp(a->making->schema, schema) == 0 && sk_table_constraint(a->making, name);
}

/* ChooseRelationName(): for the index of a constraint, no constraint may have the name either. */
static char *
choose_relation(struct sk_analysis *a, const char *schema, const char *name1, const char *name2, const char *label,
                bool is_constraint)
{
    char *name = sk_pg_make_name(a->owner, name1, name2, label);
    for (int pass = 1; relation_taken(a, schema, name) || (is_constraint && constraint_taken(a, schema, name)); pass++)
        name = sk_pg_make_name(a->owner, name1, name2, sk_printf(a->owner, "%s%d", label, pass));
    return name;
}

char *
sk_pg_relation_name(struct sk_analysis *a, const char *schema, const char *name1, const char *name2,
                    const char *label)
{
    return choose_relation(a, schema, name1, name2, label, false);
}

char *
sk_pg_key_name(struct sk_analysis *a, const struct sk_table *table, const char *name2, const char *label)
{
    return choose_relation(a, table->schema, table->name, name2, label, true);
}

char *
sk_pg_constraint_name(struct sk_analysis *a, const char *schema, const char *name1, const char *name2,
                      const char *label, size_t hidden)
{
    char *name = sk_pg_make_name(a->owner, name1, name2, label);
    for (int pass = 1; constraint_taken(a, schema, name) || hidden; pass++) {
        hidden -= hidden && !constraint_taken(a, schema, name);
        name = sk_pg_make_name(a->owner, name1, name2, sk_printf(a->owner, "%s%d", label, pass));
    }
    return name;
}

const char *
sk_pg_index_column(TALLOC_CTX *owner, size_t n, const char *const *names, const char *name)
{
    const char *unique = name;
    for (int number = 1;; number++) {
        bool taken = false;
        for (size_t i = 0; i < n; i++)
            taken = taken || strcmp(names[i], unique) == 0;
        if (!taken)
            return unique;
        char *digits = sk_printf(owner, "%d", number);
        unique = sk_printf(owner, "%.*s%s", (int)clip(name, NAME_MAX_BYTES - strlen(digits)), name, digits);
    }
}

char *
sk_pg_join_columns(TALLOC_CTX *owner, size_t n, const char *const *columns)
{
    char *joined = sk_strdup(owner, "");
    for (size_t i = 0; i < n; i++) {
        joined = sk_printf(owner, "%s%s%s", joined, i ? "_" : "", columns[i]);
        if (strlen(joined) >= NAME_MAX_BYTES)
            break;
    }
    return joined;
}
