/*
 * dialects/common/counters_follow.c - what a statement makes of the counters of sequences (counters.h): it begins some,
 * takes others away, gives them other names, and may make a column count by itself that did not, or the other way
 * round.
 */
#include "dialects/common/counters.h"
#include "dialects/common/plpgsql.h"
#include "dialects/postgres/postgres.h"

/* What a statement makes of the counters that are there. */
struct following {
    struct sk_counters made;       /* those that begin, before it runs */
    size_t n_before, n_after;
    const char *apart;             /* what is to be said of a count that is not shared; NULL */
    char **before, **after;        /* statements to run before it, when those are made: values, names; and after it */
};

/* What a change may make of counters. */
enum concern { NONE, OF_SEQUENCE, OF_TABLE, OF_ALL };

static enum concern
concern_of(const struct sk_change *change)
{
    if (change->redundant)
        return NONE;
    switch (change->kind) {
    case SK_ADD_CONSTRAINT:
        return change->u.constraint->kind == SK_PRIMARY_KEY ? OF_TABLE : NONE;
    case SK_DROP_CONSTRAINT:
    case SK_DROP_COLUMN:
        return change->cascade ? OF_ALL : OF_TABLE;
    case SK_SET_DEFAULT:
    case SK_SET_IDENTITY:
        return OF_TABLE;
    case SK_DROP_TABLE:
    case SK_DROP_SCHEMA:
    case SK_RENAME_SCHEMA:
    case SK_SET_TABLE_SCHEMA:
        return OF_ALL;
    case SK_CREATE_SEQUENCE:
    case SK_ALTER_SEQUENCE:
    case SK_DROP_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return OF_SEQUENCE;
    default:
        return NONE;
    }
}

/* The same sequence in another catalog: by its place, for none goes where one gets another name. */
static const struct sk_sequence *
same_in(const struct sk_catalog *from, const struct sk_catalog *to, size_t i)
{
    if (from->n_sequences == to->n_sequences)
        return to->sequences[i];
    return sk_catalog_sequence(to, from->sequences[i]->schema, from->sequences[i]->name);
}

static void
follow_one(struct following *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
           const struct sk_sequence *was, const struct sk_sequence *is, const struct sk_catalog *after)
{
    if (!is && rules->has_schemas && !sk_catalog_has_schema(after, was->schema))
        return; /* the table is gone */
    bool moves = is && rules->has_schemas && !sk_same(was->schema, is->schema);
    if (!is || moves)
        sk_push(owner, change->after, change->n_after, sk_counter_drop(owner, rules, was));
    if (moves) {
        sk_push(owner, change->made.items, change->made.n, is);
        sk_push(owner, change->before, change->n_before,
                sk_counter_set(owner, rules, is, sk_counter_value(owner, rules, was), false));
    } else if (is && (!sk_same(was->name, is->name) || !sk_same(was->schema, is->schema))) {
        sk_push(owner, change->before, change->n_before, sk_counter_rename(owner, rules, was, is));
    }
    if (is && was->increment != is->increment) { /* one that has not counted yet is a step before its start */
        const char *value = sk_printf(owner, "CASE value WHEN %lld THEN %lld ELSE value END",
                                      (long long)(was->start - was->increment), (long long)(is->start - is->increment));
        sk_push(owner, change->before, change->n_before, sk_counter_set(owner, rules, is, value, false));
    }
}

/* A column that has counted by itself hands on how far it has come. */
static void
begin_one(struct following *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
          const struct sk_catalog *before, const struct sk_sequence *s)
{
    const struct sk_table *table = s->owner_table ? sk_catalog_table(before, s->schema, s->owner_table) : NULL;
    sk_push(owner, change->made.items, change->made.n, s);
    const struct sk_sequence *was = sk_catalog_sequence(before, s->schema, s->name);
    bool has_counted = was && was->owner_table && !sk_sequence_is_counted(rules, before, was);
    if (was && table && sk_table_column(table, s->owner_column)) /* a new one begins where it says */
        sk_push(owner, change->before, change->n_before, sk_counter_adopt(owner, rules, s, has_counted));
}

/* The whole catalog, before and after. */
static void
follow_all(struct following *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
           const struct sk_catalog *catalog, const struct sk_statement *statement)
{
    struct sk_catalog *after = sk_catalog_clone(owner, catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (!statement->changes[i]->redundant && sk_change_apply(after, statement->changes[i], NULL))
            return; /* whoever applies it says why */
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *was = catalog->sequences[i], *is = same_in(catalog, after, i);
        if (sk_sequence_is_counted(rules, catalog, was))
            follow_one(change, owner, rules, was, is && sk_sequence_is_counted(rules, after, is) ? is : NULL, after);
    }
    for (size_t i = 0; i < after->n_sequences; i++) {
        const struct sk_sequence *is = after->sequences[i], *was = same_in(after, catalog, i);
        if (sk_sequence_is_counted(rules, after, is) && !(was && sk_sequence_is_counted(rules, catalog, was)))
            begin_one(change, owner, rules, catalog, is);
    }
}

/* A catalog of no more than a statement's tables and sequences: one of all takes long to make. */
struct part {
    struct sk_catalog *after;
    const struct sk_sequence **was; /* of the sequences of `after`, in their order */
    struct sk_sequence **is;
    size_t n;
};

static void
take_sequence(struct part *part, TALLOC_CTX *owner, const struct sk_sequence *s)
{
    size_t n = part->n;
    for (size_t i = 0; i < part->n; i++)
        if (part->was[i] == s)
            return;
    struct sk_sequence *copy = sk_new(owner, struct sk_sequence);
    *copy = *s;
    sk_push(owner, part->was, n, s);
    sk_push(owner, part->is, part->n, copy);
    sk_put_sequence(part->after, NULL, copy);
}

static void
take_table(struct part *part, TALLOC_CTX *owner, const struct sk_catalog *catalog, const char *schema,
           const char *name)
{
    const struct sk_table *table = name ? sk_catalog_table(catalog, schema, name) : NULL;
    if (!table)
        return;
    for (size_t i = 0; i < part->after->n_tables; i++) /* by name they are looked up when all are there */
        if (sk_same(part->after->tables[i]->name, name) && sk_same(part->after->tables[i]->schema, schema))
            return;
    sk_put_table(part->after, NULL, sk_table_clone(part->after, table));
    for (size_t i = 0; i < catalog->n_sequences; i++)
        if (sk_same(catalog->sequences[i]->owner_table, name) && sk_same(catalog->sequences[i]->schema, schema))
            take_sequence(part, owner, catalog->sequences[i]);
}

static enum sk_status
apply_to(struct part *part, const struct sk_catalog *catalog, const struct sk_change *change)
{
    struct sk_sequence *s;
    if (change->redundant)
        return SK_OK;
    if (sk_change_is_of_table(change)) {
        struct sk_table *table = sk_catalog_table(part->after, change->schema, change->name);
        return table ? sk_change_apply_table(table, change, catalog->ops, NULL) : SK_OK; /* one that it makes itself */
    }
    switch (change->kind) {
    case SK_DROP_SEQUENCE:
        s = sk_catalog_sequence(part->after, change->schema, change->name);
        for (size_t i = 0; i < part->n; i++)
            part->is[i] = part->is[i] == s ? NULL : part->is[i];
        return SK_OK;
    case SK_CREATE_SEQUENCE:
    case SK_ALTER_SEQUENCE:
    case SK_RENAME_SEQUENCE:
        return sk_change_apply(part->after, change, NULL);
    default:
        return SK_OK;
    }
}

/* With its column a sequence is gone. */
static bool
is_left(const struct part *part, const struct sk_sequence *s)
{
    const struct sk_table *table =
        s && s->owner_table ? sk_catalog_table(part->after, s->schema, s->owner_table) : NULL;
    return s && (!table || sk_table_column(table, s->owner_column));
}

static void
follow_part(struct following *change, TALLOC_CTX *owner, const struct sk_printer_rules *rules,
            const struct sk_catalog *catalog, const struct sk_statement *statement)
{
    struct part part = {.after = sk_catalog_new(owner, catalog->ops)};
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *c = statement->changes[i];
        if (sk_change_is_of_table(c))
            take_table(&part, owner, catalog, c->schema, c->name);
        if (concern_of(c) != OF_SEQUENCE)
            continue;
        const struct sk_sequence *s = sk_catalog_sequence(catalog, c->schema, c->name);
        if (s)
            take_sequence(&part, owner, s);
        if (s && s->owner_table)
            take_table(&part, owner, catalog, s->schema, s->owner_table);
        if ((c->kind == SK_CREATE_SEQUENCE || c->kind == SK_ALTER_SEQUENCE) && c->u.sequence)
            take_table(&part, owner, catalog, c->schema, c->u.sequence->owner_table);
    }
    for (size_t i = 0; i < statement->n_changes; i++)
        if (apply_to(&part, catalog, statement->changes[i]))
            return; /* whoever applies it says why */
    for (size_t i = 0; i < part.n; i++) {
        const struct sk_sequence *is = is_left(&part, part.is[i]) ? part.is[i] : NULL;
        bool was_counted = sk_sequence_is_counted(rules, catalog, part.was[i]);
        is = is && sk_sequence_is_counted(rules, part.after, is) ? is : NULL;
        if (was_counted)
            follow_one(change, owner, rules, part.was[i], is, catalog);
        else if (is)
            begin_one(change, owner, rules, catalog, is);
    }
    for (size_t i = part.n; i < part.after->n_sequences; i++) {
        const struct sk_sequence *new = part.after->sequences[i];
        bool with_table = new->owner_table && !sk_catalog_table(part.after, new->schema, new->owner_table);
        if (!with_table && sk_sequence_is_counted(rules, part.after, new))
            begin_one(change, owner, rules, catalog, new);
    }
}

struct sharing {
    struct following *change;
    TALLOC_CTX *owner;
    const struct sk_printer_rules *rules;
    const struct sk_catalog *catalog;
    const char *table; /* whose default it is */
};

static bool
share(sk_node *node, void *data)
{
    struct sharing *sharing = data;
    const struct sk_sequence *s = sk_called_sequence(sharing->catalog, node, "nextval");
    if (!s || sk_sequence_is_counted(sharing->rules, sharing->catalog, s) || sk_same(s->owner_table, sharing->table))
        return true;
    begin_one(sharing->change, sharing->owner, sharing->rules, sharing->catalog, s);
    sharing->change->apart = sk_printf(sharing->owner,
                                       "column \"%s\" of table \"%s\" counts by itself: a default on its sequence "
                                       "goes on from there, and counts apart from then on",
                                       s->owner_column, s->owner_table);
    return true;
}

/* A default on the sequence of a column of another table that counts by itself has a counter of its own, which goes on
 * from where that column is by now. From then on the two count apart, which PostgreSQL's do not: no engine's own count
 * can be moved on from a trigger. */
static void
share_defaults(struct sharing *sharing, const struct sk_statement *statement)
{
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *c = statement->changes[i];
        const struct sk_table *table = c->kind == SK_CREATE_TABLE ? c->u.table : NULL;
        const struct sk_expr *value = c->kind == SK_SET_DEFAULT  ? c->expr
                                      : c->kind == SK_ADD_COLUMN ? c->u.column->default_expr
                                                                 : NULL;
        sharing->table = table ? table->name : c->name;
        if (value && !c->redundant)
            sk_pg_walk_node(sk_expr_node(value), share, sharing);
        for (size_t k = 0; table && !c->redundant && k < table->n_columns; k++)
            if (table->columns[k]->default_expr)
                sk_pg_walk_node(sk_expr_node(table->columns[k]->default_expr), share, sharing);
    }
}

static struct following
follow(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_catalog *catalog,
       const struct sk_statement *statement)
{
    struct following change = {0};
    enum concern concern = NONE;
    bool counted = false;
    for (size_t i = 0; i < statement->n_changes; i++)
        if (concern_of(statement->changes[i]) > concern)
            concern = concern_of(statement->changes[i]);
    for (size_t i = 0; concern == OF_ALL && i < catalog->n_sequences && !counted; i++)
        counted = sk_sequence_is_counted(rules, catalog, catalog->sequences[i]);
    if (counted)
        follow_all(&change, owner, rules, catalog, statement);
    else if (concern == OF_SEQUENCE || (concern != NONE && catalog->n_sequences)) /* one may begin */
        follow_part(&change, owner, rules, catalog, statement);
    struct sharing sharing = {&change, owner, rules, catalog, NULL};
    if (catalog->n_sequences)
        share_defaults(&sharing, statement);
    return change;
}

/* What functions count with has its name and its steps in the triggers that are made of them. */
static enum sk_status
refuse_asked(struct sk_rewrite *rewrite, const struct sk_printer_rules *rules, const struct sk_statement *statement,
             struct sk_error *err)
{
    struct sk_printer p = {.rules = rules, .file = rewrite->script->file, .err = err};
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        bool ends = change->kind == SK_RENAME_SEQUENCE || change->kind == SK_DROP_SEQUENCE;
        const struct sk_sequence *s = ends || change->kind == SK_ALTER_SEQUENCE
                                          ? sk_catalog_sequence(rewrite->catalog, change->schema, change->name)
                                          : NULL;
        if (!s || (!ends && s->increment == change->u.sequence->increment) ||
            !sk_plpgsql_asks_sequence(rewrite->catalog, s))
            continue;
        p.pos_bytes = change->pos_bytes;
        return sk_print_unsupported(&p, NULL, "a trigger's function counts with sequence \"%s\": its new name or steps "
                                    "have no equivalent on %s", s->name, rules->dialect);
    }
    return SK_OK;
}

/* A column comes to own a sequence, under another name than it would give one. */
static bool
names_another(TALLOC_CTX *owner, const struct sk_change *change)
{
    const struct sk_sequence *s = change->u.sequence;
    if (change->redundant || (change->kind != SK_ALTER_SEQUENCE && change->kind != SK_CREATE_SEQUENCE))
        return false;
    return s->owner_table && !sk_same(s->name, sk_pg_make_name(owner, s->owner_table, s->owner_column, "seq"));
}

/* ALTER SEQUENCE ... OWNED BY, IDENTITY (SEQUENCE NAME ...): the column is numbered by that sequence. The catalog that
 * says so, or the one that is there. */
static struct sk_catalog *
with_owner(struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    bool of_table = false, of_sequence = false;
    for (size_t i = 0; i < statement->n_changes; i++) {
        const struct sk_change *change = statement->changes[i];
        of_table = of_table || sk_change_is_of_table(change) || change->kind == SK_CREATE_TABLE;
        of_sequence = of_sequence || names_another(rewrite->owner, change);
    }
    if (!of_table || !of_sequence)
        return rewrite->catalog;
    struct sk_catalog *owned = sk_catalog_clone(rewrite->owner, rewrite->catalog);
    for (size_t i = 0; i < statement->n_changes; i++)
        if (names_another(rewrite->owner, statement->changes[i]) && sk_change_apply(owned, statement->changes[i], NULL))
            return rewrite->catalog; /* whoever applies it says why */
    return owned;
}

enum sk_status
sk_with_counters(struct sk_rewrite *rewrite, const struct sk_counting *counting, const struct sk_statement *statement,
                 sk_render_fn *render, struct sk_error *err)
{
    size_t pos_bytes = statement->n_changes ? statement->changes[0]->pos_bytes : statement->pos_bytes;
    enum sk_status status = refuse_asked(rewrite, counting->rules, statement, err);
    if (status)
        return status;
    struct following change = follow(rewrite->owner, counting->rules, rewrite->catalog, statement);
    if (change.apart)
        sk_rewrite_add(rewrite, &(struct sk_output){.pos_bytes = pos_bytes, .outcome = SK_NOTED, .note = change.apart});
    if (change.made.n)
        counting->make(rewrite, &change.made, pos_bytes);
    for (size_t i = 0; i < change.n_before; i++)
        counting->run(rewrite, change.before[i], pos_bytes, SK_COUNTERS_NOTE);
    struct sk_catalog *before = rewrite->catalog;
    rewrite->catalog = with_owner(rewrite, statement);
    status = render(rewrite, statement, err);
    rewrite->catalog = before;
    for (size_t i = 0; i < change.n_after && !status; i++)
        counting->run(rewrite, change.after[i], pos_bytes, SK_COUNTERS_NOTE);
    return status;
}
