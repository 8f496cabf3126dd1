/*
 * dialects/sqlite/firing.c - what a table's triggers do on each event, and which of them an update of skein's own would
 * fire; see triggers.c.
 */
#include <string.h>

#include "dialects/common/plpgsql.h"
#include "dialects/sqlite/triggers_priv.h"

const struct sk_trigger_event sk_trigger_events[EVENTS] = {
    {SK_ON_INSERT, "INSERT"}, {SK_ON_UPDATE, "UPDATE"}, {SK_ON_DELETE, "DELETE"}};

const char *
sk_sqlite_quoted(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_ident(text, name, '"');
    return text->data;
}

/* ---- what each trigger does on each event ------------------------------------------------------------------------ */

static const struct sk_function *
function_of(const struct sk_making *m, const struct sk_trigger *trigger)
{
    return sk_catalog_function(m->rewrite->catalog, trigger->function_schema, trigger->function);
}

static enum sk_status
refuse(struct sk_making *m, const struct sk_trigger *trigger, const char *why)
{
    struct sk_printer p = sk_sqlite_printer(m->rewrite, NULL, m->pos_bytes, m->err);
    enum sk_status status = sk_print_unsupported(&p, NULL, "trigger \"%s\": %s", trigger->name, why);
    talloc_free(p.tmp);
    return status;
}

static enum sk_status
check_kind(struct sk_making *m, const struct sk_trigger *trigger)
{
    const struct sk_function *function = function_of(m, trigger);
    if (!function || strcmp(function->language, "plpgsql") != 0)
        return refuse(m, trigger, "its function is not one in PL/pgSQL that a migration made");
    if (sk_plpgsql_by_row(m->rewrite->catalog, trigger, function))
        return refuse(m, trigger, sk_plpgsql_by_row(m->rewrite->catalog, trigger, function));
    m->defers = m->defers || trigger->initially_deferred;
    return SK_OK;
}

/* What stands in the row once it has been filled. */
static const char *
read_of(const struct sk_making *m, const char *column)
{
    return sk_sqlite_row_read(m->tmp, m->relation, column);
}

/* Is `sql` about a value that the row has only when it is there: the key that SQLite chooses (in a BEFORE INSERT
 * trigger it is -1), or what an earlier trigger has filled? */
static bool
reads_late(const struct sk_making *m, const char *event, const char *sql)
{
    for (size_t i = 0; sql && i < m->table->n_columns; i++) {
        const struct sk_column *column = m->table->columns[i];
        bool key = strcmp(event, "INSERT") == 0 && sk_sqlite_is_rowid(m->table, column);
        const char *name = sk_sqlite_quoted(m->tmp, column->name);
        if (strstr(sql, read_of(m, column->name)) || (key && (strstr(sql, sk_printf(m->tmp, "NEW.%s", name)) ||
                                                              strstr(sql, sk_printf(m->tmp, "\"new\".%s", name)))))
            return true;
    }
    return false;
}

/* Does it ask the table by a view? */
static bool
asks_view(const struct sk_making *m, const char *sql)
{
    const struct sk_catalog *catalog = m->rewrite->catalog;
    bool asks = false;
    for (size_t i = 0; i < catalog->n_views && !asks; i++) {
        const struct sk_view *view = catalog->views[i];
        const char *name = sk_sqlite_quoted(m->tmp, sk_sqlite_relation(m->tmp, view->schema, view->name));
        asks = strstr(sql, name) && !view->materialized && sk_view_reads(catalog, view, m->table);
    }
    return asks;
}

/* Does it ask the table itself for more than what the row has been filled with? */
static bool
asks_own_table(const struct sk_making *m, const char *sql)
{
    char *rest = sk_strdup(m->tmp, sql ? sql : "");
    for (size_t i = 0; i < m->table->n_columns; i++) {
        const char *read = read_of(m, m->table->columns[i]->name);
        for (char *at = rest; (at = strstr(at, read));)
            memset(at, ' ', strlen(read));
    }
    return strstr(rest, m->quoted) || asks_view(m, rest);
}

static bool
begins(const char *sql, const char *with)
{
    return strncmp(sql, with, strlen(with)) == 0;
}

/* Does it change rows of the table itself? */
static bool
changes_own_table(const struct sk_making *m, const char *sql)
{
    static const char *const verbs[] = {"INSERT INTO ", "UPDATE ", "DELETE FROM "};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (begins(sql, verbs[i]) && begins(sql + strlen(verbs[i]), m->quoted))
            return true;
    return false;
}

/* Do BEFORE actions have to wait for the row? */
static bool
waits(const struct sk_making *m, const struct sk_fired *f)
{
    const char *event = sk_trigger_events[f->event].name;
    bool late = f->program->reads_early; /* a row is filled before what is AFTER is done */
    for (size_t i = 0; i < f->program->n_actions; i++) {
        const struct sk_trigger_action *a = &f->program->actions[i];
        late = late || reads_late(m, event, a->condition) || reads_late(m, event, a->sql);
    }
    return late;
}

/* What it asks its own table is to be asked without the row that is there by then. */
static bool
asks_too_late(const struct sk_making *m, const struct sk_fired *f)
{
    const struct sk_trigger_program *program = f->program;
    bool asks = false;
    for (size_t i = 0; i < program->n_assignments; i++)
        asks = asks || asks_own_table(m, program->assignments[i].sql);
    for (size_t i = 0; f->late && i < program->n_actions; i++)
        asks = asks || asks_own_table(m, program->actions[i].condition) || asks_own_table(m, program->actions[i].sql);
    return asks;
}

/* To wait is the same unless it changes the table, or leaves the row out. */
static enum sk_status
check_late(struct sk_making *m, struct sk_fired *f)
{
    bool can = true;
    for (size_t i = 0; i < f->program->n_actions; i++) {
        const char *sql = f->program->actions[i].sql;
        can = can && !changes_own_table(m, sql) && !strstr(sql, "RAISE(IGNORE)");
    }
    if (f->late && f->program->reads_early && (!can || f->program->reads_late))
        return refuse(m, f->trigger, "it fills the row with what it reads before and after it changes it");
    if (f->late && f->program->reads_late)
        return refuse(m, f->trigger, "it fills the row with what it has changed, which it cannot do before the row");
    return !f->late || can ? SK_OK : refuse(m, f->trigger, "it needs the row before sqlite has it");
}

/* The row has been checked by the time an AFTER trigger fills it. */
static enum sk_status
fills_too_late(struct sk_making *m, const struct sk_fired *f, const struct sk_trigger_assignment *a)
{
    const struct sk_column *column = sk_table_column(m->table, a->column);
    if (f->event != EVENT_INSERT || !column->not_null || sk_sqlite_has_default(m->rewrite->catalog, column) ||
        sk_sqlite_is_rowid(m->table, column) || sk_sqlite_unfilled(m->rewrite->catalog, m->table, column))
        return SK_OK;
    return refuse(m, f->trigger,
                  sk_printf(m->tmp,
                            "it fills column \"%s\", which is NOT NULL: sqlite would refuse the row "
                            "before",
                            a->column));
}

static enum sk_status
run_program(struct sk_making *m, struct sk_fired *f, size_t n_filled, const char **filled)
{
    struct sk_trigger_run run = {.table = m->table,
                                 .trigger = f->trigger,
                                 .function = function_of(m, f->trigger),
                                 .event = sk_trigger_events[f->event].name,
                                 .n_filled = n_filled,
                                 .filled = filled,
                                 .pos_bytes = m->pos_bytes};
    enum sk_status status = sk_sqlite_trigger_program(&f->program, m->tmp, m->rewrite, &run, m->err);
    if (status || f->trigger->timing != SK_BEFORE)
        return status;
    f->late = waits(m, f);
    run.before_row = asks_too_late(m, f);
    if (run.before_row)
        status = sk_sqlite_trigger_program(&f->program, m->tmp, m->rewrite, &run, m->err);
    f->late = status ? false : waits(m, f);
    for (size_t i = 0; !status && i < f->program->n_assignments; i++)
        status = fills_too_late(m, f, &f->program->assignments[i]);
    return status ? status : check_late(m, f);
}

/* The table's triggers of a timing, for one event: by name. */
static size_t
in_order(const struct sk_making *m, const struct sk_trigger ***out, bool before, unsigned event)
{
    size_t n = 0;
    *out = NULL;
    for (size_t i = 0; i < m->table->n_triggers; i++) {
        const struct sk_trigger *t = m->table->triggers[i];
        if ((t->timing == SK_BEFORE) != before || !(t->events & event) || t->disabled)
            continue;
        sk_push(m->tmp, *out, n, t);
        for (size_t k = n - 1; k > 0 && strcmp((*out)[k - 1]->name, t->name) > 0; k--) {
            (*out)[k] = (*out)[k - 1];
            (*out)[k - 1] = t;
        }
    }
    return n;
}

static bool
has_failed(const struct sk_making *m, const char *name)
{
    for (size_t i = 0; m && i < m->n_failed; i++)
        if (strcmp(m->failed[i], name) == 0)
            return true;
    return false;
}

/* Where nobody asks for the reason, and where it is known already, the others go on. */
static enum sk_status
fail(struct sk_making *m, const struct sk_trigger *trigger, enum sk_status status)
{
    sk_push(m->tmp, m->failed, m->n_failed, trigger->name);
    if (m->err && !has_failed(m->known, trigger->name))
        return status;
    sk_error_clear(m->err);
    return SK_OK;
}

static const char *
late_default(struct sk_making *m, const struct sk_column *column, struct sk_counters *counters)
{
    if (!column->default_expr)
        return NULL;
    struct sk_printer p =
        sk_sqlite_printer(m->rewrite, sk_scope_of_table(m->tmp, m->rewrite->catalog, m->table), m->pos_bytes, NULL);
    p.drop_qualifier = m->table->name;
    p.counters = counters;
    const char *sql = sk_sqlite_late_default(&p, m->table, column);
    sql = sql ? sk_strdup(m->tmp, sql) : NULL;
    if (counters->n)
        counters->items = talloc_steal(m->tmp, counters->items);
    talloc_free(p.tmp);
    return sql;
}

static const char *
next_number(struct sk_making *m, const struct sk_column *column, struct sk_counters *counters)
{
    struct sk_text *sql = sk_text_new(m->tmp);
    sk_put_next(sql, m->tmp, &sk_sqlite_rules, counters,
                sk_column_sequence(m->rewrite->owner, m->rewrite->catalog, m->table, column));
    return sql->data;
}

static enum sk_status
fire_event(struct sk_making *m, size_t event)
{
    const char **filled = NULL;
    size_t n_filled = 0;
    enum sk_status status = SK_OK;
    for (size_t i = 0; event != EVENT_DELETE && i < m->table->n_columns; i++) {
        struct sk_fired f = {.column = m->table->columns[i], .event = event};
        if (f.column->generated)
            f.value = sk_sqlite_made_of(m, f.column);
        else if (event == EVENT_INSERT)
            f.value = sk_sqlite_is_numbered(m->table, f.column) ? next_number(m, f.column, &f.counters)
                                                                : late_default(m, f.column, &f.counters);
        if (f.value) {
            sk_push(m->tmp, filled, n_filled, f.column->name);
            sk_push(m->tmp, m->fired, m->n_fired, f);
        }
    }
    for (int before = 1; before >= 0; before--) {
        const struct sk_trigger **list;
        size_t n = in_order(m, &list, before, sk_trigger_events[event].flag);
        for (size_t i = 0; i < n && !status; i++) {
            struct sk_fired f = {.trigger = list[i], .event = event};
            status = check_kind(m, list[i]);
            status = status ? status : run_program(m, &f, n_filled, filled);
            if (status) {
                status = fail(m, list[i], status);
                continue;
            }
            sk_push(m->tmp, m->fired, m->n_fired, f);
            for (size_t a = 0; before && a < f.program->n_assignments; a++)
                sk_push(m->tmp, filled, n_filled, f.program->assignments[a].column);
        }
    }
    return status;
}

/* ---- which of them an update of skein's own would fire ----------------------------------------------------------- */

bool
sk_fired_assigns(const struct sk_fired *f)
{
    return !f->trigger || (f->trigger->timing == SK_BEFORE && f->program->n_assignments && f->event != EVENT_DELETE);
}

/* Does the same again change nothing? Then the update does not go on for ever where recursive_triggers is on. */
static bool
settles(const struct sk_making *m, const struct sk_trigger_program *program)
{
    for (size_t i = 0; i < program->n_assignments; i++) {
        const char *sql = program->assignments[i].sql;
        for (size_t k = 0; k < program->n_assignments; k++) {
            const char *name = sk_sqlite_quoted(m->tmp, program->assignments[k].column);
            if (strstr(sql, sk_printf(m->tmp, "\"new\".%s", name)) || strstr(sql, sk_printf(m->tmp, "NEW.%s", name)))
                return false;
        }
        if (strstr(sql, "random") || strstr(sql, "SELECT "))
            return false;
    }
    return true;
}

/* On INSERT what `other` does again on UPDATE. */
static bool
does_the_same(const struct sk_making *m, const struct sk_fired *f, const struct sk_fired *other)
{
    const struct sk_trigger_program *a = f->program, *b = other->program;
    if (f->trigger != other->trigger || a->n_actions || b->n_actions || a->n_assignments != b->n_assignments)
        return false;
    for (size_t i = 0; i < a->n_assignments; i++)
        if (strcmp(a->assignments[i].column, b->assignments[i].column) != 0 ||
            strcmp(a->assignments[i].sql, b->assignments[i].sql) != 0)
            return false;
    return settles(m, a);
}

/* Does it update a column that `other` waits for? */
static bool
would_fire(const struct sk_making *m, const struct sk_fired *f, const struct sk_fired *other)
{
    if (!other->trigger || other->event != EVENT_UPDATE || other == f ||
        (!other->program->n_actions && !sk_fired_assigns(other)) || does_the_same(m, f, other))
        return false;
    for (size_t i = 0; i < other->trigger->n_columns; i++) {
        const char *name = other->trigger->columns[i];
        if (f->column && strcmp(f->column->name, name) == 0)
            return true;
        for (size_t a = 0; !f->column && a < f->program->n_assignments; a++)
            if (strcmp(f->program->assignments[a].column, name) == 0)
                return true;
    }
    return other->trigger->n_columns == 0;
}

bool
sk_fired_needs_mark(const struct sk_making *m, const struct sk_fired *f)
{
    for (size_t i = 0; sk_fired_assigns(f) && i < m->n_fired; i++)
        if (would_fire(m, f, &m->fired[i]))
            return true;
    if (f->trigger && sk_fired_assigns(f) && sk_sqlite_fills_in_turns(m->rewrite->catalog, m->table))
        return true;
    return f->trigger && sk_fired_assigns(f) && f->event == EVENT_UPDATE &&
           (f->program->n_actions || !settles(m, f->program));
}

enum sk_status
sk_sqlite_fire(struct sk_making *m)
{
    enum sk_status status = SK_OK;
    m->deep = sk_plpgsql_counts_depth(m->rewrite->catalog, m->table);
    for (size_t i = 0; i < EVENTS && !status; i++)
        status = fire_event(m, i);
    m->guarded = m->guarded || (sk_sqlite_marks_forms(m->table) && sk_sqlite_has_forms(m->rewrite, m->table));
    for (size_t i = 0; i < m->n_fired; i++)
        m->guarded = m->guarded || sk_fired_needs_mark(m, &m->fired[i]);
    return status;
}
