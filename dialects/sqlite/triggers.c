/*
 * dialects/sqlite/triggers.c - the project's own triggers.
 *
 * SQLite has one event for each trigger, no functions, and cannot assign to NEW: an AFTER trigger updates the row
 * instead. What each event does is found by running the function's body with symbols (plpgsql.h). A trigger fires no
 * second time while it runs (recursive_triggers is off by default), so the update does not loop.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/plpgsql.h"

static const struct {
    unsigned flag;
    const char *name;
} events[] = {{SK_ON_INSERT, "INSERT"}, {SK_ON_UPDATE, "UPDATE"}, {SK_ON_DELETE, "DELETE"}};

/* One trigger of PostgreSQL's on its way to one or more of SQLite's. */
struct making {
    struct sk_rewrite *rewrite;
    TALLOC_CTX *tmp;
    const struct sk_table *table;
    const struct sk_trigger *trigger;
    const char *event, *relation;
    size_t *n_made; /* of this trigger: each has a name of its own */
    size_t pos_bytes;
    struct sk_error *err;
};

/* A trigger's name is its table's in PostgreSQL, and the whole file's here: it says which table, if it does not yet. */
static char *
trigger_name(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_trigger *trigger, size_t i)
{
    const char *name = strstr(trigger->name, table->name)
                           ? sk_sqlite_relation(owner, table->schema, trigger->name)
                           : sk_printf(owner, "%s_%s", sk_sqlite_relation(owner, table->schema, table->name),
                                       trigger->name);
    return i ? sk_printf(owner, "%s_%zu", name, i + 1) : sk_strdup(owner, name);
}

static void
event_and_table(struct making *m, struct sk_text *sql, const char *timing)
{
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, trigger_name(m->tmp, m->table, m->trigger, (*m->n_made)++), '"');
    sk_text_addf(sql, " %s %s", timing, m->event);
    for (size_t i = 0; strcmp(m->event, "UPDATE") == 0 && i < m->trigger->n_columns; i++) {
        sk_text_add(sql, i ? ", " : " OF ");
        sk_text_ident(sql, m->trigger->columns[i], '"');
    }
    sk_text_add(sql, " ON ");
    sk_text_ident(sql, m->relation, '"');
}

static void
finish(struct making *m, struct sk_text *sql, const char *note)
{
    sk_text_add(sql, "; END");
    sk_sqlite_run(m->rewrite, sk_strdup(m->rewrite->owner, sql->data), m->pos_bytes, note);
}

static bool
same_condition(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Actions under one condition are one trigger. SQLite fires the newest first: so the last one is made first. */
static void
make_actions(struct making *m, const struct sk_trigger_program *program)
{
    const char *timing = m->trigger->timing == SK_BEFORE ? "BEFORE" : "AFTER";
    for (size_t end = program->n_actions; end > 0;) {
        const char *condition = program->actions[end - 1].condition;
        size_t first = end - 1;
        while (first > 0 && same_condition(program->actions[first - 1].condition, condition))
            first--;
        struct sk_text *sql = sk_text_new(m->tmp);
        event_and_table(m, sql, timing);
        if (condition)
            sk_text_addf(sql, " WHEN %s", condition);
        sk_text_add(sql, " BEGIN " SK_SQLITE_OWN);
        for (size_t i = first; i < end; i++)
            sk_text_addf(sql, "%s %s", i > first ? ";" : "", program->actions[i].sql);
        finish(m, sql, "a trigger function's statements, in a trigger of sqlite's");
        end = first;
    }
}

/* The row has been checked by the time an AFTER trigger fills it. */
static enum sk_status
fills_too_late(struct making *m, const struct sk_trigger_assignment *a)
{
    const struct sk_column *column = sk_table_column(m->table, a->column);
    if (strcmp(m->event, "INSERT") != 0 || !column->not_null || column->default_expr ||
        sk_sqlite_is_rowid(m->table, column))
        return SK_OK;
    struct sk_printer p = sk_sqlite_printer(m->rewrite, NULL, m->pos_bytes, m->err);
    enum sk_status status = sk_print_unsupported(&p, NULL, "trigger \"%s\" fills column \"%s\", which is NOT NULL: "
                                                           "sqlite would refuse the row before", m->trigger->name,
                                                 a->column);
    talloc_free(p.tmp);
    return status;
}

static enum sk_status
make_assignments(struct making *m, const struct sk_trigger_program *program)
{
    enum sk_status status = SK_OK;
    if (!program->n_assignments || m->trigger->timing != SK_BEFORE || strcmp(m->event, "DELETE") == 0)
        return SK_OK;
    struct sk_text *sql = sk_text_new(m->tmp);
    event_and_table(m, sql, "AFTER");
    sk_text_add(sql, " BEGIN " SK_SQLITE_OWN " UPDATE ");
    sk_text_ident(sql, m->relation, '"');
    for (size_t i = 0; i < program->n_assignments && !status; i++) {
        sk_text_add(sql, i ? ", " : " SET ");
        sk_text_ident(sql, program->assignments[i].column, '"');
        sk_text_addf(sql, " = %s", program->assignments[i].sql);
        status = fills_too_late(m, &program->assignments[i]);
    }
    sk_text_add(sql, " WHERE rowid = NEW.rowid");
    finish(m, sql, "sqlite cannot assign to NEW: a trigger after the change updates the row");
    return status;
}

static enum sk_status
refuse(struct sk_rewrite *rewrite, const struct sk_trigger *trigger, const char *why, size_t pos_bytes,
       struct sk_error *err)
{
    struct sk_printer p = sk_sqlite_printer(rewrite, NULL, pos_bytes, err);
    enum sk_status status = sk_print_unsupported(&p, NULL, "trigger \"%s\": %s", trigger->name, why);
    talloc_free(p.tmp);
    return status;
}

enum sk_status
sk_sqlite_make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger,
                       size_t pos_bytes, struct sk_error *err)
{
    const struct sk_function *function =
        sk_catalog_function(rewrite->catalog, trigger->function_schema, trigger->function);
    enum sk_status status = SK_OK;
    size_t n_made = 0;
    if (trigger->disabled)
        return SK_OK;
    if (!function || strcmp(function->language, "plpgsql") != 0)
        return refuse(rewrite, trigger, "its function is not one in PL/pgSQL that a migration made", pos_bytes, err);
    if (sk_plpgsql_by_row(trigger, function))
        return refuse(rewrite, trigger, sk_plpgsql_by_row(trigger, function), pos_bytes, err);
    if ((trigger->events & SK_ON_TRUNCATE) || trigger->initially_deferred)
        return refuse(rewrite, trigger, "sqlite has no triggers on TRUNCATE, and none that is deferred", pos_bytes, err);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    for (size_t i = 0; i < sizeof events / sizeof *events && !status; i++) {
        struct sk_trigger_program *program;
        if (!(trigger->events & events[i].flag))
            continue;
        struct making m = {rewrite, tmp, table, trigger, events[i].name,
                           sk_sqlite_relation(tmp, table->schema, table->name), &n_made, pos_bytes, err};
        status = sk_sqlite_trigger_program(&program, tmp, rewrite, table, trigger, function, events[i].name, pos_bytes,
                                           err);
        if (status)
            break;
        make_actions(&m, program);
        status = make_assignments(&m, program);
    }
    talloc_free(tmp);
    return status;
}

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
        bool before = t->timing == SK_BEFORE && (t->events & SK_ON_UPDATE) && t->for_each_row && !t->disabled && !t->when &&
                      !t->n_columns && function && strcmp(function->language, "plpgsql") == 0;
        found = before &&
                !sk_sqlite_trigger_program(&program, tmp, rewrite, table, t, function, "UPDATE", pos_bytes, NULL) &&
                sets_always(program, column->name);
    }
    talloc_free(tmp);
    return found;
}

void
sk_sqlite_drop_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger,
                       size_t pos_bytes)
{
    /* How many there are is known by making them once more, into nothing. */
    struct sk_rewrite dry = *rewrite;
    dry.outputs = NULL;
    dry.n = 0;
    enum sk_status status = sk_sqlite_make_trigger(&dry, table, trigger, pos_bytes, NULL);
    for (size_t i = 0; i < dry.n && !status; i++) {
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
        sk_text_ident(sql, trigger_name(rewrite->owner, table, trigger, i), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
    }
}

/* CREATE OR REPLACE FUNCTION: triggers that call it do something else from now on. */
enum sk_status
sk_sqlite_replace_function(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    struct sk_catalog *after = sk_catalog_clone(rewrite->owner, before);
    enum sk_status status = sk_change_apply(after, change, err);
    for (size_t t = 0; t < before->n_tables && !status; t++) {
        const struct sk_table *table = before->tables[t];
        for (size_t i = 0; i < table->n_triggers && !status; i++) {
            const struct sk_trigger *trigger = table->triggers[i];
            if (strcmp(trigger->function, change->u.function->name) != 0)
                continue;
            sk_sqlite_drop_trigger(rewrite, table, trigger, change->pos_bytes);
            rewrite->catalog = after;
            status = sk_sqlite_make_trigger(rewrite, table, trigger, change->pos_bytes, err);
            rewrite->catalog = before;
        }
    }
    return status;
}
