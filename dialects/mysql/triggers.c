/*
 * dialects/mysql/triggers.c - the project's own triggers.
 *
 * The servers have one event for each trigger, and no functions: a function's body is written into each trigger that
 * calls it. PostgreSQL fires a table's triggers in the order of their names, the servers in the order in which they
 * were made: PRECEDES puts each in its place.
 */
#include <string.h>

#include "dialects/common/mentions.h"
#include "dialects/common/plpgsql.h"
#include "dialects/common/trigger_names.h"
#include "dialects/common/unmade.h"
#include "dialects/mysql/physical.h"
#include "dialects/mysql/plpgsql.h"

static const struct {
    unsigned flag;
    const char *name, *suffix;
} events[] = {
    {SK_ON_INSERT, "INSERT", "insert"}, {SK_ON_UPDATE, "UPDATE", "update"}, {SK_ON_DELETE, "DELETE", "delete"}};

enum { OF_UPDATE = 1, EVENTS = sizeof events / sizeof *events };

/* The first of the server's triggers has the name, those for further events have the event's behind it. */
static char *
trigger_name(TALLOC_CTX *owner, const struct sk_rewrite *rewrite, const struct sk_table *table,
             const struct sk_trigger *trigger, size_t event)
{
    const char *name = sk_trigger_name(owner, rewrite->catalog, table, table->name, trigger);
    bool first = true;
    for (size_t i = 0; i < event; i++)
        first = first && !(trigger->events & events[i].flag);
    return sk_mysql_fitting_name(owner, first ? name : sk_printf(owner, "%s:%s", name, events[event].suffix));
}

/* The next one by name for the same event. */
static const struct sk_trigger *
next_of(const struct sk_table *table, const struct sk_trigger *trigger, unsigned event)
{
    const struct sk_trigger *next = NULL;
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *other = table->triggers[i];
        if (other->timing == trigger->timing && (other->events & event) && !other->disabled &&
            strcmp(other->name, trigger->name) > 0 && (!next || strcmp(other->name, next->name) < 0))
            next = other;
    }
    return next;
}

/* UPDATE OF: PostgreSQL asks whether the column stands in SET; whether it changes is the nearest that can be asked. */
static void
put_columns(struct sk_text *sql, const struct sk_trigger *trigger)
{
    sk_text_add(sql, "IF ");
    for (size_t i = 0; i < trigger->n_columns; i++) {
        const char *name = sk_mysql_quoted(sql, trigger->columns[i]);
        sk_text_addf(sql, "%sNOT (OLD.%s <=> NEW.%s)", i ? " OR " : "", name, name);
    }
    sk_text_add(sql, " THEN ");
}

static enum sk_status
make_event(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger, size_t event,
           size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    const struct sk_function *function =
        sk_catalog_function(rewrite->catalog, trigger->function_schema, trigger->function);
    const char *name = trigger_name(owner, rewrite, table, trigger, event);
    const struct sk_trigger *next = next_of(table, trigger, events[event].flag);
    bool has_columns = events[event].flag == SK_ON_UPDATE && trigger->n_columns > 0;
    struct sk_text *sql = sk_text_new(owner);
    char *body;
    enum sk_status status =
        sk_mysql_trigger_body(&body, owner, rewrite, table, trigger, function, events[event].name, pos_bytes, err);
    if (status)
        return status;
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_mysql_put_relation(sql, table->schema, name);
    sk_text_addf(sql, " %s %s ON ", trigger->timing == SK_BEFORE ? "BEFORE" : "AFTER", events[event].name);
    sk_mysql_put_relation(sql, table->schema, table->name);
    sk_text_add(sql, " FOR EACH ROW ");
    if (next)
        sk_text_addf(sql, "PRECEDES %s ", sk_mysql_quoted(sql, trigger_name(sql, rewrite, table, next, event)));
    if (has_columns)
        put_columns(sql, trigger);
    sk_text_add(sql, body);
    sk_text_add(sql, has_columns ? "; END IF" : "");
    sk_mysql_run_trigger(rewrite, table->schema, name, sql->data, pos_bytes,
                         "a trigger function's statements, in a trigger of the server's");
    if (strcmp(trigger->name, SK_PG_DO) == 0)
        rewrite->outputs[rewrite->n - 1].undo =
            sk_printf(owner, "DROP TRIGGER %s", sk_mysql_relation(owner, table->schema, name));
    return SK_OK;
}

static enum sk_status
refuse(struct sk_rewrite *rewrite, const struct sk_trigger *trigger, size_t pos_bytes, const char *why,
       struct sk_error *err)
{
    struct sk_printer p = sk_mysql_printer(rewrite, NULL, pos_bytes, err);
    enum sk_status status = sk_print_unsupported(&p, NULL, "trigger \"%s\": %s", trigger->name, why);
    talloc_free(p.tmp);
    return status;
}

enum sk_status
sk_mysql_make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger,
                      size_t pos_bytes, struct sk_error *err)
{
    const struct sk_function *function =
        sk_catalog_function(rewrite->catalog, trigger->function_schema, trigger->function);
    enum sk_status status = SK_OK;
    if (trigger->disabled)
        return SK_OK;
    if (!function || strcmp(function->language, "plpgsql") != 0)
        return refuse(rewrite, trigger, pos_bytes, "its function is none of PL/pgSQL", err);
    if (trigger->events & SK_ON_TRUNCATE)
        sk_mysql_note(rewrite, pos_bytes, "no trigger fires for TRUNCATE here: use DELETE where it has to");
    if (trigger->events == SK_ON_TRUNCATE)
        return SK_OK;
    if (sk_plpgsql_by_row(rewrite->catalog, trigger, function))
        return refuse(rewrite, trigger, pos_bytes, sk_plpgsql_by_row(rewrite->catalog, trigger, function), err);
    if (trigger->timing == SK_INSTEAD_OF)
        return refuse(rewrite, trigger, pos_bytes, "INSTEAD OF has no equivalent", err);
    if (trigger->initially_deferred)
        sk_mysql_note(rewrite, pos_bytes, SK_DEFERRED_NOTE);
    for (size_t i = 0; i < EVENTS && !status; i++)
        if (trigger->events & events[i].flag)
            status = make_event(rewrite, table, trigger, i, pos_bytes, err);
    return status;
}

const struct sk_trigger *
sk_mysql_last_trigger(const struct sk_table *table, const struct sk_trigger *trigger)
{
    const struct sk_trigger *last = NULL;
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        if ((!trigger || strcmp(t->name, trigger->name) < 0) && (!last || strcmp(t->name, last->name) > 0))
            last = t;
    }
    return last;
}

enum sk_status
sk_mysql_make_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    const struct sk_trigger *made = NULL;
    enum sk_status status = SK_OK;
    while (!status && (made = sk_mysql_last_trigger(table, made)))
        status = sk_mysql_make_trigger(rewrite, table, made, pos_bytes, err);
    return status;
}

static void
drop_event(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger, size_t event,
           size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *name = trigger_name(owner, rewrite, table, trigger, event);
    const char *sql = sk_printf(owner, "DROP TRIGGER IF EXISTS %s", sk_mysql_relation(owner, table->schema, name));
    sk_mysql_run(rewrite, sql, pos_bytes, NULL)->probe =
        sk_mysql_has_not(owner, sk_mysql_has_trigger(owner, table->schema, name));
}

void
sk_mysql_drop_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger,
                      size_t pos_bytes)
{
    for (size_t i = 0; i < EVENTS; i++)
        if ((trigger->events & events[i].flag) && !trigger->disabled)
            drop_event(rewrite, table, trigger, i, pos_bytes);
}

/* The one with the next name that UPDATE fires. */
static const struct sk_trigger *
next_updated(const struct sk_table *table, const struct sk_trigger *trigger)
{
    const struct sk_trigger *next = NULL;
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        if (!t->disabled && (t->events & SK_ON_UPDATE) && (!trigger || strcmp(t->name, trigger->name) > 0) &&
            (!next || strcmp(t->name, next->name) < 0))
            next = t;
    }
    return next;
}

bool
sk_mysql_fires_on_update(const struct sk_table *table)
{
    return next_updated(table, NULL);
}

enum sk_status
sk_mysql_make_updates(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    const struct sk_trigger *made = NULL;
    enum sk_status status = SK_OK;
    while (!status && (made = sk_mysql_last_trigger(table, made)))
        if (!made->disabled && (made->events & SK_ON_UPDATE))
            status = make_event(rewrite, table, made, OF_UPDATE, pos_bytes, err);
    return status;
}

/* The one with the first name goes first, and each comes back when what runs in between fails: in the other order, as
 * they are made. */
enum sk_status
sk_mysql_drop_updates(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes, struct sk_error *err)
{
    size_t before = rewrite->n, n = 0;
    enum sk_status status = sk_mysql_make_updates(rewrite, table, pos_bytes, err);
    const char **undo = NULL;
    for (size_t i = before; i < rewrite->n; i++)
        sk_push(rewrite->owner, undo, n, rewrite->outputs[i].sql);
    rewrite->n = before;
    const struct sk_trigger *last = NULL;
    while (!status && (last = next_updated(table, last)))
        drop_event(rewrite, table, last, OF_UPDATE, pos_bytes);
    for (size_t i = 0; !status && i < n && before + i < rewrite->n; i++)
        rewrite->outputs[before + i].undo = undo[n - 1 - i];
    return status;
}

/* Those of the table that the change is about go, and come back as they are after it. */
enum sk_status
sk_mysql_change_trigger(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    const struct sk_table *table = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    const char *name = change->kind == SK_CREATE_TRIGGER ? change->to : change->from;
    struct sk_trigger named = {.name = name ? name : "ALL"};
    if (!table)
        return refuse(rewrite, &named, change->pos_bytes, "a view has no triggers here", err);
    struct sk_table *after = sk_table_clone(rewrite->owner, table);
    enum sk_status status = sk_change_apply_table(after, change, rewrite->catalog->ops, err);
    if (status)
        return sk_at(err, rewrite->script->file, change->pos_bytes);
    for (size_t i = 0; i < table->n_triggers; i++)
        if (!name || strcmp(table->triggers[i]->name, name) == 0)
            sk_mysql_drop_trigger(rewrite, table, table->triggers[i], change->pos_bytes);
    const char *left = change->kind == SK_RENAME_TRIGGER ? change->to : name;
    if (!left)
        return sk_mysql_make_triggers(rewrite, after, change->pos_bytes, err);
    for (size_t i = 0; i < after->n_triggers && !status; i++)
        if (strcmp(after->triggers[i]->name, left) == 0)
            status = sk_mysql_make_trigger(rewrite, after, after->triggers[i], change->pos_bytes, err);
    return status;
}

/* The statements that make a trigger with a catalog; NULL: it cannot be had. */
static const char *
made_with(struct sk_rewrite *rewrite, struct sk_catalog *catalog, const struct sk_table *table,
          const struct sk_trigger *trigger)
{
    struct sk_catalog *now = rewrite->catalog;
    struct sk_text *sql = sk_text_new(rewrite->owner);
    size_t before = rewrite->n;
    rewrite->catalog = catalog;
    bool fails = sk_mysql_make_trigger(rewrite, table, trigger, 0, NULL) != SK_OK;
    for (size_t i = before; i < rewrite->n; i++)
        sk_text_addf(sql, "%s;", rewrite->outputs[i].sql ? rewrite->outputs[i].sql : "");
    rewrite->n = before;
    rewrite->catalog = now;
    return fails ? NULL : sql->data;
}

/* A relation that is gone makes a trigger fail when it fires, as on PostgreSQL (dialects/common/missing.c). */
enum sk_status
sk_mysql_remake_triggers(struct sk_rewrite *rewrite, struct sk_catalog *before, const struct sk_table *table,
                         struct sk_error *err)
{
    const struct sk_table *was = sk_catalog_table(before, table->schema, table->name);
    size_t at = rewrite->script->len;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < table->n_triggers && !status; i++) {
        const struct sk_trigger *trigger = table->triggers[i], *old = sk_table_trigger(was, trigger->name);
        const char *made = old ? made_with(rewrite, before, was, old) : NULL;
        const char *now = made ? made_with(rewrite, rewrite->catalog, table, trigger) : NULL;
        if (!made || (now && strcmp(made, now) == 0))
            continue;
        sk_mysql_drop_trigger(rewrite, table, trigger, at);
        status = sk_mysql_make_trigger(rewrite, table, trigger, at, err);
    }
    return status;
}

/* ---- other names ------------------------------------------------------------------------------------------------ */

/* Triggers of other tables whose names depend on what the statement makes and drops: away before it ... */
void
sk_mysql_drop_renamed(struct sk_rewrite *rewrite, const struct sk_statement *statement, const struct sk_catalog *after)
{
    for (size_t t = 0; after && t < rewrite->catalog->n_tables; t++) {
        const struct sk_table *table = rewrite->catalog->tables[t];
        for (size_t i = 0; i < table->n_triggers; i++)
            if (sk_trigger_is_renamed(rewrite, after, table, table->triggers[i], statement))
                sk_mysql_drop_trigger(rewrite, table, table->triggers[i], statement->pos_bytes);
    }
}

/* ... and back after it. */
enum sk_status
sk_mysql_make_renamed(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_catalog *after,
                      struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    enum sk_status status = SK_OK;
    for (size_t t = 0; after && t < before->n_tables; t++) {
        const struct sk_table *table = before->tables[t], *later;
        const struct sk_trigger *made = NULL;
        while (!status && (made = sk_mysql_last_trigger(table, made))) {
            if (!sk_trigger_is_renamed(rewrite, after, table, made, statement))
                continue;
            later = sk_catalog_table(after, table->schema, table->name);
            rewrite->catalog = after;
            status = sk_mysql_make_trigger(rewrite, later, sk_table_trigger(later, made->name), statement->pos_bytes,
                                           err);
            rewrite->catalog = before;
        }
    }
    return status;
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static const char functions[] = "a function's body is written where it is used";

/* With its function's new body; one that cannot be had so may yet go. */
static enum sk_status
give_body(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger, size_t pos_bytes,
          struct sk_error *err)
{
    struct sk_error why = SK_ERROR_INIT;
    size_t before = rewrite->n;
    enum sk_status status = sk_mysql_make_trigger(rewrite, table, trigger, pos_bytes, &why);
    if (status != SK_EUNSUPPORTED)
        return sk_error_move(err, &why), status;
    rewrite->n = before;
    sk_unmade_keep(rewrite, table, trigger->name, &why);
    sk_error_clear(&why);
    return SK_OK;
}

bool
sk_mysql_can_make(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_trigger *trigger)
{
    return !sk_mysql_make_trigger(rewrite, table, trigger, 0, NULL);
}

/* The triggers that call it are made again, as it is after the change. */
static enum sk_status
remake(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    struct sk_catalog *before = rewrite->catalog;
    struct sk_catalog *after = NULL;
    enum sk_status status = SK_OK;
    bool called = sk_mentions_calls(before, change->u.function->name);
    for (size_t t = 0; t < before->n_tables && called && !status; t++) {
        const struct sk_table *table = before->tables[t];
        for (size_t i = 0; i < table->n_triggers && !status; i++) {
            const struct sk_trigger *trigger = table->triggers[i];
            if (!sk_mentions_function(before, trigger, change->u.function->name))
                continue;
            if (!after) {
                after = sk_catalog_clone(rewrite->owner, before);
                status = sk_change_apply(after, change, err);
            }
            sk_mysql_drop_trigger(rewrite, table, trigger, change->pos_bytes);
            rewrite->catalog = status ? before : after;
            status = status ? status : give_body(rewrite, table, trigger, change->pos_bytes, err);
            rewrite->catalog = before;
        }
    }
    return status;
}

enum sk_status
sk_mysql_change_function(struct sk_rewrite *rewrite, const struct sk_change *change, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    if (change->kind == SK_CREATE_FUNCTION)
        status = remake(rewrite, change, err);
    else if (change->cascade)
        status = sk_mysql_alter_all(rewrite, change, err); /* its triggers go along */
    if (!status)
        sk_mysql_note(rewrite, change->pos_bytes, functions);
    return status;
}
