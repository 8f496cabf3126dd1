/* dialects/mysql/reshape.c - comparing the parts of tables, and the ALTER TABLE that comes of it. */
#include "core/text.h"
#include "dialects/common/plpgsql.h"
#include "dialects/mysql/reshape_priv.h"

#include <string.h>

/* ---- the two catalogs ------------------------------------------------------------------------------------------- */

/* Foreign keys of other tables, and the column's sequence, name the one that is renamed by its name after the
 * statement, or before it. */
static void
rename_references(struct sk_mysql_reshape *r, bool after)
{
    const struct sk_change *rename = r->rename;
    const char *from = after ? rename->from : rename->to, *to = after ? rename->to : rename->from;
    for (size_t t = 0; t < r->rewrite->catalog->n_tables; t++)
        for (size_t i = 0; i < r->rewrite->catalog->tables[t]->n_constraints; i++) {
            struct sk_constraint *k = r->rewrite->catalog->tables[t]->constraints[i];
            bool refers = k->kind == SK_FOREIGN_KEY && r->rewrite->catalog->tables[t] != r->live &&
                          sk_same(k->ref_table, rename->name) && sk_same(k->ref_schema, rename->schema);
            for (size_t c = 0; refers && c < k->n_ref_columns; c++)
                if (sk_same(k->ref_columns[c], from))
                    k->ref_columns[c] = to;
        }
    for (size_t i = 0; i < r->rewrite->catalog->n_sequences; i++) {
        struct sk_sequence *s = r->rewrite->catalog->sequences[i];
        if (s->owner_table && sk_same(s->owner_table, rename->name) && sk_same(s->schema, rename->schema) &&
            sk_same(s->owner_column, from))
            s->owner_column = to;
    }
}

void
sk_mysql_reshape_enter(struct sk_mysql_reshape *r, bool after)
{
    if (r->before != r->after) {
        r->rewrite->catalog = after ? r->after : r->before;
    } else if (r->entered != after) {
        struct sk_table contents = *r->live;
        *r->live = r->other;
        r->other = contents;
        if (r->rename && r->rename->kind == SK_RENAME_COLUMN)
            rename_references(r, after);
    }
    r->entered = after;
}

static enum sk_status
physical_of(struct sk_mysql_physical **out, struct sk_mysql_reshape *r, bool after, const char *schema,
            const char *name)
{
    sk_mysql_reshape_enter(r, after);
    const struct sk_table *table = sk_catalog_table(r->rewrite->catalog, schema, name);
    *out = NULL;
    enum sk_status status =
        table ? sk_mysql_physical(out, r->rewrite->owner, r->rewrite, table, r->pos_bytes, after ? r->err : NULL)
              : SK_OK;
    sk_mysql_reshape_enter(r, false);
    return status;
}

/* ---- which tables ------------------------------------------------------------------------------------------------ */

struct sk_mysql_pair *
sk_reshape_find_pair(struct sk_mysql_reshape *r, const char *schema, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (sk_same(r->pairs[i].name, name) && sk_same(r->pairs[i].schema, schema))
            return &r->pairs[i];
    return NULL;
}

static bool
renames_column_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    return pair && r->rename && r->rename->kind == SK_RENAME_COLUMN && sk_same(r->rename->name, pair->name) &&
           sk_same(r->rename->schema, pair->schema);
}

const char *
sk_reshape_old_name(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    return renames_column_of(r, pair) && sk_same(r->rename->to, column) ? r->rename->from : column;
}

const char *
sk_reshape_new_name(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    return renames_column_of(r, pair) && sk_same(r->rename->from, column) ? r->rename->to : column;
}

bool
sk_reshape_type_changes(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const char *column)
{
    if (!pair || !pair->old || !pair->new)
        return false;
    const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, sk_reshape_old_name(r, pair, column));
    const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->columns, column);
    /* MySQL minds this as it minds another type, where a foreign key joins the column */
    bool auto_changes = old && new && !strstr(old->sql, SK_RESHAPE_AUTO) != !strstr(new->sql, SK_RESHAPE_AUTO);
    bool replaced = sk_reshape_conversion_of(r, pair, column) != NULL; /* the old column goes, of whatever type */
    return old && new && (!sk_same(old->type, new->type) || auto_changes || replaced);
}

static enum sk_status
follow(struct sk_mysql_reshape *r, const struct sk_table *table)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind == SK_FOREIGN_KEY)
            status = sk_mysql_reshape_table(r, k->ref_schema, k->ref_table, k->ref_schema, k->ref_table);
    }
    for (size_t t = 0; t < r->after->n_tables && !status; t++) {
        const struct sk_table *other = r->after->tables[t];
        for (size_t i = 0; i < other->n_constraints && !status; i++) {
            const struct sk_constraint *k = other->constraints[i];
            if (k->kind == SK_FOREIGN_KEY && sk_same(k->ref_table, table->name) &&
                sk_same(k->ref_schema, table->schema))
                status = sk_mysql_reshape_table(r, other->schema, other->name, other->schema, other->name);
        }
    }
    return status;
}

/* Has one of them a foreign key that the other is without? */
static bool
has_more_foreign_keys(const struct sk_mysql_physical *one, const struct sk_mysql_physical *other)
{
    for (size_t i = 0; one && i < one->foreign.n; i++)
        if (!other || !sk_mysql_find_part(&other->foreign, one->foreign.items[i].name))
            return true;
    return false;
}

/* A new foreign key may make the table that it refers to change, too: two texts of one length. So may one that goes,
 * where two columns refer to each other. */
static bool
changes_foreign_keys(const struct sk_mysql_pair *pair)
{
    return has_more_foreign_keys(pair->new, pair->old) ||
           (pair->new && has_more_foreign_keys(pair->old, pair->new));
}

/* Does a CHECK name a time, a long text or an enum? MySQL copies a table with such a one whenever a column of it is
 * renamed. */
static bool
is_checked_in_copy(TALLOC_CTX *owner, const struct sk_mysql_physical *table, const struct sk_mysql_part *column)
{
    static const char *const types[] = {"TIME", "DATE", "LONGTEXT", "LONGBLOB", "ENUM"};
    bool kind = false;
    for (size_t i = 0; column->type && i < sizeof types / sizeof *types; i++)
        kind = kind || strncmp(column->type, types[i], strlen(types[i])) == 0;
    for (size_t i = 0; kind && i < table->checks.n; i++)
        if (strstr(table->checks.items[i].sql, sk_mysql_quoted(owner, column->name)))
            return true;
    return false;
}

bool
sk_reshape_is_copied(const struct sk_mysql_reshape *r, const struct sk_mysql_physical *table)
{
    bool renamed = table && r->rename && r->rename->kind == SK_RENAME_COLUMN &&
                   sk_same(r->rename->name, table->table->name) && sk_same(r->rename->schema, table->table->schema);
    for (size_t c = 0; renamed && c < table->columns.n; c++) {
        const struct sk_mysql_part *column = &table->columns.items[c];
        if ((column->computed && !column->emulated) ||
            (sk_same(r->rewrite->dialect->name, "mysql") && is_checked_in_copy(r->rewrite->owner, table, column)))
            return true;
    }
    return false;
}

enum sk_status
sk_mysql_reshape_table(struct sk_mysql_reshape *r, const char *schema_before, const char *before,
                       const char *schema_after, const char *after)
{
    if (sk_reshape_find_pair(r, schema_after, after))
        return SK_OK;
    struct sk_mysql_pair pair = {.schema = schema_after, .name = after};
    enum sk_status status = physical_of(&pair.old, r, false, schema_before, before);
    status = status ? status : physical_of(&pair.new, r, true, schema_after, after);
    pair.was = pair.old;
    if (status)
        return status;
    for (size_t i = 0; pair.new && i < pair.new->columns.n; i++)
        pair.moved = pair.moved || sk_reshape_type_changes(r, &pair, pair.new->columns.items[i].name);
    bool spreads = pair.moved || changes_foreign_keys(&pair) || sk_reshape_is_copied(r, pair.old);
    sk_push(r->rewrite->owner, r->pairs, r->n, pair);
    if (!spreads)
        return SK_OK;
    /* sk_push may have moved the pair: what it points to stays. */
    sk_mysql_reshape_enter(r, true);
    const struct sk_table *table = sk_catalog_table(r->rewrite->catalog, schema_after, after);
    struct sk_table contents = table ? *table : (struct sk_table){0};
    sk_mysql_reshape_enter(r, false);
    return table ? follow(r, &contents) : SK_OK;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static bool
changes_one_of(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, size_t n, const char **columns)
{
    for (size_t c = 0; c < n; c++) {
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->columns, columns[c]);
        const struct sk_mysql_part *new =
            sk_mysql_find_part(&pair->new->columns, sk_reshape_new_name(r, pair, columns[c]));
        if (old && new && !sk_same(old->sql, new->sql))
            return true;
    }
    return false;
}

/* Does a column of a foreign key change? MySQL changes none in the copy that a new foreign key takes. */
static bool
changes_joined(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->old && pair->new && i < pair->old->foreign.n; i++) {
        const struct sk_constraint *k = pair->old->foreign.items[i].constraint;
        if (changes_one_of(r, pair, k->n_columns, k->columns))
            return true;
    }
    return false;
}

/* Does one that foreign keys refer to? */
static bool
changes_referenced(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t t = 0; pair->old && pair->new && t < r->before->n_tables; t++)
        for (size_t i = 0; i < r->before->tables[t]->n_constraints; i++) {
            const struct sk_constraint *k = r->before->tables[t]->constraints[i];
            if (sk_constraint_refers_to(k, pair->old->table) &&
                changes_one_of(r, pair, k->n_ref_columns, k->ref_columns))
                return true;
        }
    return false;
}

/* A foreign key is best made with the key it needs: one statement leaves nothing half done. It has to wait for what it
 * refers to only where that is changed, too. */
static bool
foreign_waits(struct sk_mysql_reshape *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        if (changes_joined(r, &r->pairs[i]))
            return true;
    for (size_t i = 0; i < r->n && r->n > 1; i++) {
        const struct sk_mysql_pair *pair = &r->pairs[i];
        if (!pair->old || !pair->new || sk_reshape_is_renamed_alone(r, pair))
            return true;
        struct sk_alter a = sk_alter_begin(r, pair->schema, pair->name);
        sk_alter_put_changes(r, pair, &a);
        sk_alter_add_foreign(r, pair, &a);
        n += !a.first;
    }
    return n > 1 || sk_reshape_any_moves(r);
}

/* Parts that sk_reshape_before_conversion() took off are gone: nothing is left to drop. */
static void
main_alter(struct sk_mysql_reshape *r, struct sk_mysql_pair *pair, bool foreign)
{
    if (sk_reshape_has_conversion(r, pair)) {
        sk_reshape_before_conversion(r, pair);
        struct sk_mysql_physical *left = sk_new(r->rewrite->owner, struct sk_mysql_physical);
        *left = *pair->old;
        left->checks = left->keys = (struct sk_mysql_parts){0};
        for (size_t i = 0; i < pair->old->checks.n; i++)
            if (!sk_reshape_is_off(r, pair, &pair->old->checks.items[i]))
                sk_push(left, left->checks.items, left->checks.n, pair->old->checks.items[i]);
        for (size_t i = 0; i < pair->old->keys.n; i++)
            if (!sk_reshape_is_off(r, pair, &pair->old->keys.items[i]))
                sk_push(left, left->keys.items, left->keys.n, pair->old->keys.items[i]);
        const struct sk_mysql_part *stopgap = sk_reshape_stopgap(r, pair);
        if (stopgap)
            sk_push(left, left->keys.items, left->keys.n, *stopgap);
        pair->old = left;
    }
    struct sk_alter a = sk_alter_begin(r, pair->schema, pair->name);
    sk_alter_put_changes(r, pair, &a);
    a.joined = changes_joined(r, pair) || changes_referenced(r, pair);
    if (foreign)
        sk_alter_add_foreign(r, pair, &a);
    sk_alter_end(r, &a, NULL);
    sk_reshape_fill_changing(r, pair);
    for (size_t i = 0; i < pair->new->n_notes; i++) {
        bool known = false;
        for (size_t j = 0; j < pair->old->n_notes; j++)
            known = known || sk_same(pair->old->notes[j], pair->new->notes[i]);
        if (!known)
            sk_mysql_note(r->rewrite, r->pos_bytes, pair->new->notes[i]);
    }
}

/* Does the statement change rows by itself? */
static bool
changes_rows(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    bool fills = false;
    for (size_t i = 0; i < pair->new->columns.n; i++)
        fills = fills || (pair->new->columns.items[i].changing &&
                          !sk_mysql_find_part(&pair->old->columns,
                                              sk_reshape_old_name(r, pair, pair->new->columns.items[i].name)));
    return fills || sk_reshape_has_conversion(r, pair);
}

/* Guards that are other ones after the statement, or that would look at rows which the statement changes. */
static bool
guard_stays(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_mysql_part *old)
{
    const struct sk_mysql_part *new = sk_mysql_find_part(&pair->new->triggers, old->name);
    bool stays_there = sk_same(pair->old->table->schema, pair->new->table->schema);
    return new && stays_there && sk_same(old->sql, new->sql) && !changes_rows(r, pair);
}

/* May the trigger's function name a column that the others are without? What REFERENCING names has all of them. */
static bool
names_other(const struct sk_mysql_reshape *r, const struct sk_trigger *trigger, const struct sk_mysql_parts *columns,
            const struct sk_mysql_parts *others)
{
    for (size_t i = 0; i < columns->n; i++)
        if (!sk_mysql_find_part(others, columns->items[i].name) &&
            (trigger->old_rows || trigger->new_rows ||
             sk_plpgsql_may_name(r->before, trigger, columns->items[i].name)))
            return true;
    return false;
}

/* Is the trigger for the column that is renamed, or does its condition ask for it? */
static bool
follows_rename(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_trigger *trigger)
{
    const struct sk_table *table = pair->old->table;
    if (!r->rename || r->rename->kind != SK_RENAME_COLUMN || !sk_same(r->rename->name, table->name) ||
        !sk_same(r->rename->schema, table->schema))
        return false;
    const char *names[] = {r->rename->from, r->rename->to};
    for (size_t n = 0; n < 2; n++) {
        for (size_t i = 0; i < trigger->n_columns; i++)
            if (sk_same(trigger->columns[i], names[n]))
                return true;
        if (trigger->when && r->rewrite->catalog->ops->uses_column(trigger->when, names[n]))
            return true;
    }
    return false;
}

/* The author's triggers do not fire for what DDL does to rows, have their table's name in theirs, and do not move to
 * another database. */
static bool
trigger_stays(const struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair, const struct sk_trigger *trigger)
{
    const struct sk_table *old = pair->old->table, *new = pair->new->table;
    return sk_table_trigger(new, trigger->name) && sk_same(old->schema, new->schema) && sk_same(old->name, new->name) &&
           !changes_rows(r, pair) && !names_other(r, trigger, &pair->old->columns, &pair->new->columns) &&
           !names_other(r, trigger, &pair->new->columns, &pair->old->columns) && !follows_rename(r, pair, trigger);
}

static void
drop_guards(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->old && pair->new && i < pair->old->table->n_triggers; i++)
        if (!trigger_stays(r, pair, pair->old->table->triggers[i]))
            sk_mysql_drop_trigger(r->rewrite, pair->old->table, pair->old->table->triggers[i], r->pos_bytes);
    for (size_t i = 0; pair->old && pair->new && i < pair->old->triggers.n; i++)
        if (!guard_stays(r, pair, &pair->old->triggers.items[i]))
            sk_mysql_drop_guard(r->rewrite, pair->old->table->schema, &pair->old->triggers.items[i], r->pos_bytes);
}

static enum sk_status
make_triggers(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    enum sk_status status = SK_OK;
    sk_mysql_reshape_enter(r, true);
    const struct sk_table *table = pair->new ? sk_catalog_table(r->rewrite->catalog, pair->schema, pair->name) : NULL;
    const struct sk_trigger *made = NULL, *next;
    while (pair->old && table && !status && (next = sk_mysql_last_trigger(table, made))) {
        made = next;
        if (!trigger_stays(r, pair, next))
            status = sk_mysql_make_trigger(r->rewrite, table, next, r->pos_bytes, r->err);
    }
    sk_mysql_reshape_enter(r, false);
    return status;
}

static void
make_guards(struct sk_mysql_reshape *r, const struct sk_mysql_pair *pair)
{
    for (size_t i = 0; pair->old && pair->new && i < pair->new->triggers.n; i++) {
        const struct sk_mysql_part *new = &pair->new->triggers.items[i];
        const struct sk_mysql_part *old = sk_mysql_find_part(&pair->old->triggers, new->name);
        if (!old || !guard_stays(r, pair, old))
            sk_mysql_make_guard(r->rewrite, pair->schema, new, r->pos_bytes);
    }
}

void
sk_mysql_reshape_move(struct sk_mysql_reshape *r, const char *schema_before, const char *before,
                      const char *schema_after, const char *after)
{
    TALLOC_CTX *owner = r->rewrite->owner;
    r->move = (struct sk_output){
        .sql = sk_printf(owner, "RENAME TABLE %s TO %s", sk_mysql_relation(owner, schema_before, before),
                         sk_mysql_relation(owner, schema_after, after)),
        .probe = sk_mysql_has_table(owner, schema_after, after),
        .pos_bytes = r->pos_bytes,
        .outcome = SK_EXACT};
}

enum sk_status
sk_mysql_reshape_run(struct sk_mysql_reshape *r)
{
    static const char note[] = "foreign keys are off their columns while these change";
    bool waits = foreign_waits(r);
    size_t from = r->rewrite->n;
    for (size_t i = 0; i < r->n; i++)
        drop_guards(r, &r->pairs[i]);
    if (r->move.sql)
        sk_rewrite_add(r->rewrite, &r->move);
    for (size_t i = 0; i < r->n; i++) {
        struct sk_alter a = sk_alter_begin(r, r->pairs[i].schema, r->pairs[i].name);
        sk_alter_drop_foreign(r, &r->pairs[i], &a, true);
        sk_alter_end(r, &a, note);
    }
    for (size_t i = 0; i < r->n; i++)
        if (r->pairs[i].old && r->pairs[i].new)
            main_alter(r, &r->pairs[i], !waits);
    for (size_t i = 0; i < r->n && waits; i++) {
        struct sk_alter a = sk_alter_begin(r, r->pairs[i].schema, r->pairs[i].name);
        sk_alter_add_foreign(r, &r->pairs[i], &a);
        sk_alter_end(r, &a, NULL);
    }
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < r->n && !status; i++) {
        make_guards(r, &r->pairs[i]);
        status = make_triggers(r, &r->pairs[i]);
    }
    sk_reshape_try(r, from);
    return status;
}
