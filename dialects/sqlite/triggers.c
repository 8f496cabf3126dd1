/*
 * dialects/sqlite/triggers.c - the project's own triggers.
 *
 * SQLite has one event for each trigger, no functions, and cannot assign to NEW: an AFTER trigger updates the row
 * instead. What each event does is found by running the function's body with symbols (plpgsql.h).
 *
 * PostgreSQL fires triggers in the order of their names, those that are BEFORE first; SQLite fires the newest first. So
 * a table's triggers are made in the reverse order, and made again where one comes in between. What updates the row is
 * newer than what is AFTER: by then the row is as PostgreSQL shows it, and what was assigned is read from it. That
 * update is none of the application's: a row of SK_SQLITE_ASSIGNING says that it is going on, and no other trigger of
 * the project's fires for it.
 */
#include <string.h>

#include "dialects/common/mentions.h"
#include "dialects/common/plpgsql.h"
#include "dialects/common/trigger_names.h"
#include "dialects/common/unmade.h"
#include "dialects/sqlite/triggers_priv.h"

/* ---- SQLite's triggers ------------------------------------------------------------------------------------------- */

static void
event_and_table(struct sk_making *m, struct sk_text *sql, const struct sk_fired *f, const char *name,
                const char *timing)
{
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, name, '"');
    sk_text_addf(sql, " %s %s", timing, sk_trigger_events[f->event].name);
    for (size_t i = 0; f->trigger && f->event == EVENT_UPDATE && i < f->trigger->n_columns; i++) {
        sk_text_add(sql, i ? ", " : " OF ");
        sk_text_ident(sql, f->trigger->columns[i], '"');
    }
    sk_text_addf(sql, " ON %s", m->quoted);
}

/* " WHEN condition", and not for an update of skein's own: then the condition, which may fail, is not even asked. */
static void
put_when(const struct sk_making *m, struct sk_text *sql, const struct sk_fired *f, const char *condition)
{
    struct sk_text *relation = sk_text_new(m->tmp);
    sk_text_literal(relation, m->relation);
    const char *others =
        sk_printf(m->tmp,
                  "NOT EXISTS (SELECT 1 FROM " SK_SQLITE_ASSIGNING " WHERE relation = %s AND row = OLD._rowid_)",
                  relation->data);
    bool guard = m->guarded && f->event == EVENT_UPDATE && f->trigger;
    if (guard && condition)
        sk_text_addf(sql, " WHEN CASE WHEN %s THEN %s END", others, condition);
    else if (guard || condition)
        sk_text_addf(sql, " WHEN %s", guard ? others : condition);
}

static void
add(struct sk_making *m, const char *name, struct sk_text *sql, const char *note, unsigned group)
{
    sk_push(m->tmp, m->made, m->n_made, ((struct sk_made){name, sk_strdup(m->rewrite->owner, sql->data), note, group}));
}

static bool
same_condition(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* What the next of SQLite's triggers for one of PostgreSQL's is called. */
static const char *
next_name(const struct sk_making *m, const struct sk_trigger *trigger)
{
    const char *first = sk_trigger_name(m->rewrite->owner, m->rewrite->catalog, m->table, m->relation, trigger);
    const char *name = first;
    for (size_t i = 0, n = 1; i < m->n_made; i++)
        if (strcmp(m->made[i].name, name) == 0) {
            name = sk_printf(m->rewrite->owner, "%s:%zu", first, ++n);
            i = SIZE_MAX; /* from the start: those of other triggers lie between */
        }
    return name;
}

enum { BEFORE_GROUP, AFTER_GROUP, GROUPS };

/* A mark for each change of the table that a trigger of its is at: of row 0, which no trigger fills. */
const char *
sk_sqlite_depth(TALLOC_CTX *owner, const struct sk_catalog *catalog, const struct sk_table *table)
{
    struct sk_text *relation = sk_text_new(owner);
    if (table->n_triggers == 0 || !sk_plpgsql_counts_depth(catalog, table))
        return NULL;
    sk_text_literal(relation, sk_sqlite_relation(owner, table->schema, table->name));
    return sk_printf(owner, "(SELECT count(*) FROM " SK_SQLITE_ASSIGNING " WHERE relation = %s AND row = 0)",
                     relation->data);
}

static void
put_action(const struct sk_making *m, struct sk_text *sql, const char *action)
{
    bool counted = m->deep && strstr(action, m->quoted) && strncmp(action, "SELECT ", strlen("SELECT ")) != 0;
    if (counted) {
        sk_text_add(sql, " INSERT INTO " SK_SQLITE_ASSIGNING " VALUES (");
        sk_text_literal(sql, m->relation);
        sk_text_add(sql, ", 0);");
    }
    sk_text_addf(sql, " %s", action);
    if (counted)
        sk_text_add(sql, "; DELETE FROM " SK_SQLITE_ASSIGNING " WHERE rowid = (SELECT max(rowid) FROM "
                         SK_SQLITE_ASSIGNING ")");
}

/* Actions under one condition are one trigger. */
static void
make_actions(struct sk_making *m, const struct sk_fired *f)
{
    bool before = f->trigger->timing == SK_BEFORE && !f->late;
    for (size_t end = f->program->n_actions; end > 0;) {
        const char *condition = f->program->actions[end - 1].condition;
        const char *name = next_name(m, f->trigger);
        size_t first = end - 1;
        while (first > 0 && same_condition(f->program->actions[first - 1].condition, condition))
            first--;
        struct sk_text *sql = sk_text_new(m->tmp);
        event_and_table(m, sql, f, name, before ? "BEFORE" : "AFTER");
        put_when(m, sql, f, condition);
        sk_text_add(sql, " BEGIN " SK_SQLITE_OWN);
        for (size_t i = first; i < end; i++) {
            sk_text_add(sql, i > first ? ";" : "");
            put_action(m, sql, f->program->actions[i].sql);
        }
        sk_text_add(sql, "; END");
        add(m, name, sql, "a trigger function's statements, in a trigger of sqlite's",
            (unsigned)f->event * GROUPS + (before ? BEFORE_GROUP : AFTER_GROUP));
        end = first;
    }
}

/* Marks lie in one another: the newest goes first. */
void
sk_sqlite_put_update(struct sk_text *sql, const char *relation, const char *update, bool marked)
{
    if (marked) {
        sk_text_add(sql, "INSERT INTO " SK_SQLITE_ASSIGNING " VALUES (");
        sk_text_literal(sql, relation);
        sk_text_add(sql, ", NEW._rowid_); ");
    }
    sk_text_addf(sql, "%s; ", update);
    if (marked)
        sk_text_add(sql, "DELETE FROM " SK_SQLITE_ASSIGNING
                         " WHERE rowid = (SELECT max(rowid) FROM " SK_SQLITE_ASSIGNING "); ");
}

bool
sk_sqlite_marks_forms(const struct sk_table *table)
{
    for (size_t i = 0; i < table->n_triggers; i++)
        if ((table->triggers[i]->events & SK_ON_UPDATE) && !table->triggers[i]->disabled)
            return true;
    return false;
}

/* The update, in the trigger that `sql` begins; marked where it would fire other triggers. */
static void
put_update(const struct sk_making *m, struct sk_text *sql, const struct sk_fired *f, const char *set,
           const char *unless)
{
    bool marked = sk_fired_needs_mark(m, f);
    sk_text_add(sql, " BEGIN " SK_SQLITE_OWN " ");
    for (size_t i = 0; i < f->counters.n; i++)
        sk_text_addf(sql, "%s; ", sk_counter_step(m->tmp, &sk_sqlite_rules, f->counters.items[i], NULL));
    sk_sqlite_put_update(sql, m->relation,
                         sk_printf(m->tmp, "UPDATE %s SET %s WHERE _rowid_ = NEW._rowid_%s", m->quoted, set,
                                   marked ? "" : unless),
                         marked);
    sk_text_add(sql, "END");
}

static void
make_assignments(struct sk_making *m, const struct sk_fired *f)
{
    if (!sk_fired_assigns(f))
        return;
    const char *name = next_name(m, f->trigger);
    struct sk_text *sql = sk_text_new(m->tmp), *set = sk_text_new(m->tmp), *unless = sk_text_new(m->tmp);
    event_and_table(m, sql, f, name, "AFTER");
    put_when(m, sql, f, NULL);
    for (size_t i = 0; i < f->program->n_assignments; i++) {
        const char *column = sk_sqlite_quoted(m->tmp, f->program->assignments[i].column),
                   *value = f->program->assignments[i].sql;
        sk_text_addf(set, "%s%s = %s", i ? ", " : "", column, value);
        sk_text_addf(unless, "%s%s IS NOT %s", i ? " OR " : " AND (", column, value);
    }
    sk_text_add(unless, ")");
    put_update(m, sql, f, set->data, f->event == EVENT_UPDATE ? unless->data : "");
    add(m, name, sql, "sqlite cannot assign to NEW: a trigger after the change updates the row",
        (unsigned)f->event * GROUPS + AFTER_GROUP);
}

/* A generated column that takes a query is filled when there is a row, and when what it is made of changes. */
static void
make_generated(struct sk_making *m, const struct sk_fired *f)
{
    static const char note[] = "sqlite's generated columns take no query: triggers fill the column";
    const char *column = sk_sqlite_quoted(m->tmp, f->column->name);
    const char *name = sk_printf(m->rewrite->owner, "%s_%s_generated_%s", m->relation, f->column->name,
                                 sk_trigger_events[f->event].name);
    unsigned group = (unsigned)f->event * GROUPS;
    struct sk_text *sql = sk_text_new(m->tmp);
    add(m, sk_printf(m->rewrite->owner, "%s_given", name), sk_sqlite_made_given(m, f, name), note,
        group + BEFORE_GROUP);
    if (f->column->not_null && !sk_sqlite_unmade(m->rewrite->catalog, f->column))
        add(m, sk_printf(m->rewrite->owner, "%s_null", name), sk_sqlite_made_null(m, f, name), note,
            group + AFTER_GROUP);
    sk_text_addf(sql, "CREATE TRIGGER %s AFTER %s WHEN NEW.%s IS NOT %s", sk_sqlite_quoted(m->tmp, name),
                 sk_sqlite_made_event(m, f), column, f->value);
    put_update(m, sql, f, sk_printf(m->tmp, "%s = %s", column, f->value), "");
    add(m, name, sql, note, group + AFTER_GROUP);
}

/* A column whose default sqlite's DEFAULT cannot say. */
static void
make_filling(struct sk_making *m, const struct sk_fired *f)
{
    const char *column = sk_sqlite_quoted(m->tmp, f->column->name);
    bool numbered = sk_sqlite_is_numbered(m->table, f->column);
    const char *name =
        sk_printf(m->rewrite->owner, "%s_%s_%s", m->relation, f->column->name, numbered ? "serial" : "default");
    struct sk_text *sql = sk_text_new(m->tmp);
    event_and_table(m, sql, f, name, "AFTER");
    sk_text_addf(sql, " WHEN NEW.%s = %s", column, sk_sqlite_stand_in(m->rewrite->catalog, f->column));
    put_update(m, sql, f, sk_printf(m->tmp, "%s = %s", column, f->value), "");
    add(m, name, sql,
        numbered ? "a trigger numbers the rows of a serial column that is not the key"
                 : "sqlite's DEFAULT takes no query: a trigger gives the column its value",
        AFTER_GROUP);
}

/* ---- all of a table's -------------------------------------------------------------------------------------------- */

static enum sk_status
collect_once(struct sk_making *m, TALLOC_CTX *tmp, struct sk_rewrite *rewrite, const struct sk_table *table,
             size_t pos_bytes, const struct sk_making *known, struct sk_error *err)
{
    *m = (struct sk_making){
        .rewrite = rewrite, .tmp = tmp, .table = table, .pos_bytes = pos_bytes, .known = known, .err = err};
    m->relation = sk_sqlite_relation(tmp, table->schema, table->name);
    m->quoted = sk_sqlite_quoted(tmp, m->relation);
    m->truncates = sk_table_fires_on_truncate(table);
    enum sk_status status = sk_sqlite_fire(m);
    for (size_t i = m->n_fired; i-- > 0 && !status;) {
        if (!m->fired[i].trigger) {
            if (m->fired[i].column->generated)
                make_generated(m, &m->fired[i]);
            else
                make_filling(m, &m->fired[i]);
            continue;
        }
        make_actions(m, &m->fired[i]);
        make_assignments(m, &m->fired[i]);
    }
    return status;
}

/* `m` filled for `table`. */
static enum sk_status
collect(struct sk_making *m, TALLOC_CTX *tmp, struct sk_rewrite *rewrite, const struct sk_table *table,
        size_t pos_bytes, const struct sk_making *known, struct sk_error *err)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    bool was_flat = memory->flat, deep = false;
    memory->flat = false;
    enum sk_status status = collect_once(m, tmp, rewrite, table, pos_bytes, known, err);
    for (size_t i = 0; i < m->n_made && !status && !deep; i++)
        deep = sk_sqlite_is_deep(rewrite, m->made[i].sql);
    memory->flat = deep;
    if (deep)
        status = collect_once(m, tmp, rewrite, table, pos_bytes, known, err);
    memory->flat = was_flat;
    return status;
}

/* ---- what was made last: to find it again would mean to run all functions again --------------------------------- */

static struct sk_sqlite_made *
made_of(struct sk_rewrite *rewrite, const struct sk_table *table)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    for (size_t i = 0; i < memory->n_made; i++)
        if (sk_same(memory->made[i].table, table->name) && sk_same(memory->made[i].schema, table->schema))
            return &memory->made[i];
    return NULL;
}

static char *
all_sql(TALLOC_CTX *owner, const struct sk_making *m)
{
    struct sk_text *sql = sk_text_new(m->tmp);
    for (size_t i = 0; i < m->n_made; i++)
        sk_text_addf(sql, "%s;\n", m->made[i].sql);
    return sk_text_finish(sql, owner);
}

/* `m` NULL: nobody knows what the table has. Most tables have none: these are not kept, so that the list is short. */
static void
remember(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_making *m)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    struct sk_sqlite_made *made = made_of(rewrite, table);
    if (!made && (!m || !m->n_made))
        return;
    if (!made) {
        sk_push(memory, memory->made, memory->n_made,
                ((struct sk_sqlite_made){sk_strdup(memory, table->schema), sk_strdup(memory, table->name), NULL}));
        made = &memory->made[memory->n_made - 1];
    }
    talloc_free((char *)(uintptr_t)made->sql);
    made->sql = m ? all_sql(memory, m) : NULL;
}

void
sk_sqlite_forget_triggers(struct sk_rewrite *rewrite, const char *schema, const char *table)
{
    struct sk_sqlite_memory *memory = sk_sqlite_memory(rewrite);
    for (size_t i = 0; i < memory->n_made; i++)
        if (!schema || (sk_same(memory->made[i].table, table) && sk_same(memory->made[i].schema, schema))) {
            talloc_free((char *)(uintptr_t)memory->made[i].sql);
            memory->made[i].sql = NULL;
        }
}

/* ---- making, dropping, changing ---------------------------------------------------------------------------------- */

static void
drop_made(struct sk_making *m, const struct sk_made *made)
{
    sk_sqlite_run(
        m->rewrite,
        sk_printf(m->rewrite->owner, "DROP TRIGGER IF EXISTS %s", sk_sqlite_quoted(m->rewrite->owner, made->name)),
        m->pos_bytes, NULL);
}

static void
run_made(struct sk_making *m, const struct sk_made *made)
{
    sk_sqlite_run(m->rewrite, made->sql, m->pos_bytes, made->note);
}

void
sk_sqlite_make_marks(struct sk_rewrite *rewrite, size_t pos_bytes)
{
    sk_sqlite_run(rewrite,
                  "CREATE TABLE IF NOT EXISTS " SK_SQLITE_ASSIGNING " (relation TEXT NOT NULL, row INTEGER NOT NULL)",
                  pos_bytes, "a row says that a trigger fills a row, which no other trigger is to see");
}

/* Where updates of skein's own are marked. */
static void
prepare(struct sk_making *m)
{
    if (m->truncates)
        sk_sqlite_note(m->rewrite, m->pos_bytes, "TRUNCATE, for which a trigger fires, is none of sqlite's statements");
    if (m->defers)
        sk_sqlite_note(m->rewrite, m->pos_bytes, SK_DEFERRED_NOTE);
    for (size_t i = 0; i < m->n_fired; i++)
        sk_sqlite_make_counters(m->rewrite, &m->fired[i].counters, m->pos_bytes);
    if (m->guarded || m->deep)
        sk_sqlite_make_marks(m->rewrite, m->pos_bytes);
}

void
sk_sqlite_drop_marks(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    const struct sk_catalog *catalog = rewrite->catalog;
    if (!table || !table->n_triggers || sk_same(table->name, SK_PG_DO))
        return;
    for (size_t t = 0; t < catalog->n_tables; t++)
        if (catalog->tables[t]->n_triggers && catalog->tables[t] != table)
            return;
    sk_sqlite_run(rewrite, "DROP TABLE IF EXISTS " SK_SQLITE_ASSIGNING, pos_bytes, "no table has triggers any more");
}

/* Are the table's triggers away until the statement is done (followers.c)? */
static bool
is_held(const struct sk_rewrite *rewrite, const struct sk_table *table)
{
    for (size_t i = 0; i < rewrite->n_held; i++)
        if (sk_same(rewrite->held[i]->name, table->name) && sk_same(rewrite->held[i]->schema, table->schema))
            return true;
    return false;
}

enum sk_status
sk_sqlite_make_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                        struct sk_error *err)
{
    struct sk_making m;
    if (is_held(rewrite, table))
        return SK_OK;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status status = collect(&m, tmp, rewrite, table, pos_bytes, NULL, err);
    if (!status)
        prepare(&m);
    for (size_t i = 0; i < m.n_made && !status; i++)
        run_made(&m, &m.made[i]);
    remember(rewrite, table, status ? NULL : &m);
    talloc_free(tmp);
    return status;
}

void
sk_sqlite_drop_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    struct sk_making m;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    if (!collect(&m, tmp, rewrite, table, pos_bytes, NULL, NULL))
        for (size_t i = 0; i < m.n_made; i++)
            drop_made(&m, &m.made[i]);
    talloc_free(tmp);
}

/* Those of a group. */
static size_t
in_group(struct sk_making *m, unsigned group, const struct sk_made ***out)
{
    size_t n = 0;
    *out = NULL;
    for (size_t i = 0; i < m->n_made; i++)
        if (m->made[i].group == group)
            sk_push(m->tmp, *out, n, &m->made[i]);
    return n;
}

/* What both begin with stays. All drops come first: a name may move from one group to another. */
static void
replace(struct sk_making *before, struct sk_making *after)
{
    size_t same[EVENTS * GROUPS] = {0};
    for (unsigned g = 0; g < EVENTS * GROUPS; g++) {
        const struct sk_made **old, **new;
        size_t n_old = in_group(before, g, &old), n_new = in_group(after, g, &new);
        while (same[g] < n_old && same[g] < n_new && strcmp(old[same[g]]->sql, new[same[g]]->sql) == 0)
            same[g]++;
        for (size_t i = same[g]; i < n_old; i++)
            drop_made(before, old[i]);
    }
    prepare(after);
    for (unsigned g = 0; g < EVENTS * GROUPS; g++) {
        const struct sk_made **new;
        size_t n_new = in_group(after, g, &new);
        for (size_t i = same[g]; i < n_new; i++)
            run_made(after, new[i]);
    }
}

/* A DO block that symbols cannot say. */
static enum sk_status
run_block(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    const struct sk_trigger *trigger = table->triggers[0];
    struct sk_trigger_run run = {.table = table,
                                 .trigger = trigger,
                                 .function = sk_catalog_function(rewrite->catalog, NULL, trigger->function),
                                 .event = "INSERT",
                                 .pos_bytes = pos_bytes};
    sk_error_clear(err);
    return sk_sqlite_do_machine(rewrite, &run, err);
}

enum sk_status
sk_sqlite_change_triggers(struct sk_rewrite *rewrite, const struct sk_table *before, const struct sk_table *after,
                          struct sk_catalog *catalog, size_t pos_bytes, struct sk_error *err)
{
    struct sk_catalog *was = rewrite->catalog;
    struct sk_making old, new;
    if (is_held(rewrite, after))
        return SK_OK;
    if (sk_sqlite_filled_differ(was, before, catalog, after))
        return sk_sqlite_rebuild_as(rewrite, before, after, catalog, pos_bytes, err);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    enum sk_status ignored = collect(&old, tmp, rewrite, before, pos_bytes, NULL, NULL);
    (void)ignored; /* what could not be made is not there */
    rewrite->catalog = catalog;
    enum sk_status status = collect(&new, tmp, rewrite, after, pos_bytes, &old, err);
    rewrite->catalog = was;
    remember(rewrite, after, status ? NULL : &new);
    if (!status) {
        replace(&old, &new);
        if (sk_sqlite_marks_forms(before) != sk_sqlite_marks_forms(after)) {
            sk_sqlite_drop_forms(rewrite, before, pos_bytes);
            sk_sqlite_make_forms(rewrite, after, pos_bytes);
        }
    } else if (status == SK_EUNSUPPORTED && strcmp(after->name, SK_PG_DO) == 0)
        status = run_block(rewrite, after, pos_bytes, err);
    talloc_free(tmp);
    return status;
}

bool
sk_sqlite_triggers_differ(struct sk_rewrite *rewrite, const struct sk_table *before, const struct sk_table *after,
                          struct sk_catalog *catalog, size_t pos_bytes)
{
    struct sk_catalog *was = rewrite->catalog;
    struct sk_making m;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const struct sk_sqlite_made *last = made_of(rewrite, before);
    const char *old = last ? last->sql : NULL;
    if (!old && !collect(&m, tmp, rewrite, before, pos_bytes, NULL, NULL))
        old = all_sql(tmp, &m);
    rewrite->catalog = catalog;
    bool differ = !old || collect(&m, tmp, rewrite, after, pos_bytes, NULL, NULL) ||
                  strcmp(old, all_sql(tmp, &m)) != 0;
    rewrite->catalog = was;
    if (!differ)
        remember(rewrite, before, &m);
    talloc_free(tmp);
    return differ;
}

/* ---- what is asked of them --------------------------------------------------------------------------------------- */

/* An assignment under a condition reads what was there before. */
static bool
sets_always(const struct sk_trigger_program *program, const char *column)
{
    for (size_t i = 0; i < program->n_assignments; i++)
        if (strcmp(program->assignments[i].column, column) == 0)
            return !strstr(program->assignments[i].sql, "NEW.");
    return false;
}

bool
sk_sqlite_trigger_sets(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                       size_t pos_bytes)
{
    bool found = false;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    for (size_t i = 0; i < table->n_triggers && !found; i++) {
        const struct sk_trigger *t = table->triggers[i];
        const struct sk_function *function =
            t->function ? sk_catalog_function(rewrite->catalog, t->function_schema, t->function) : NULL;
        struct sk_trigger_program *program;
        struct sk_trigger_run run = {
            .table = table, .trigger = t, .function = function, .event = "UPDATE", .pos_bytes = pos_bytes};
        bool before = t->timing == SK_BEFORE && (t->events & SK_ON_UPDATE) && t->for_each_row && !t->disabled &&
                      !t->when && !t->n_columns && function && strcmp(function->language, "plpgsql") == 0;
        found = before &&
                !sk_sqlite_trigger_program(&program, tmp, rewrite, &run, NULL) &&
                sets_always(program, column->name);
    }
    talloc_free(tmp);
    return found;
}

/* The table's triggers as they are with the new body; those that cannot be had so may yet go. */
static enum sk_status
give_body(struct sk_rewrite *rewrite, const struct sk_table *table, struct sk_catalog *after,
          const struct sk_change *change, struct sk_error *err)
{
    struct sk_error why = SK_ERROR_INIT;
    enum sk_status status = sk_sqlite_change_triggers(rewrite, table, table, after, change->pos_bytes, &why);
    if (status != SK_EUNSUPPORTED)
        return sk_error_move(err, &why), status;
    for (size_t i = 0; i < table->n_triggers; i++)
        if (sk_mentions_function(after, table->triggers[i], change->u.function->name))
            sk_unmade_keep(rewrite, table, table->triggers[i]->name, &why);
    sk_error_clear(&why);
    return sk_sqlite_change_triggers(rewrite, table, table, after, change->pos_bytes, NULL);
}

/* CREATE OR REPLACE FUNCTION: triggers that call it do something else from now on. */
enum sk_status
sk_sqlite_replace_function(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, before);
    enum sk_status status = sk_change_apply(after, change, err);
    bool called = sk_mentions_calls(before, change->u.function->name);
    for (size_t t = 0; t < before->n_tables && called && !status; t++) {
        const struct sk_table *table = before->tables[t];
        bool calls = false;
        for (size_t i = 0; i < table->n_triggers; i++)
            calls = calls || sk_mentions_function(before, table->triggers[i], change->u.function->name);
        if (calls)
            status = give_body(rewrite, table, after, change, err);
    }
    return status;
}

bool
sk_sqlite_can_make(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger)
{
    struct sk_making m;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool can = !collect(&m, tmp, rewrite, table, 0, NULL, NULL);
    for (size_t i = 0; i < m.n_failed; i++)
        can = can && strcmp(m.failed[i], trigger->name) != 0;
    talloc_free(tmp);
    return can;
}
