/*
 * core/lint.c - the public call that looks at migrations with the rules of lint_rules.c.
 *
 * Each migration is replayed from the first one on, so that every rule sees its change from the schema before it. What
 * other engines make of a migration is taken from the plans for them.
 */
#include "core/lint.h"

#include <stdlib.h>
#include <string.h>

#include "core/registry.h"
#include "core/session.h"

/* ---- silence ---------------------------------------------------------------------------------------------------- */

static bool
is_named(const char *const *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* Does the text of a directive ("off a, b") name the rule? */
static bool
names_rule(const char *text, const char *rule)
{
    size_t len = strlen(rule);
    for (const char *at = text; (at = strstr(at, rule)); at += len) {
        bool starts = at == text || strchr(" ,\t", at[-1]);
        if (starts && (!at[len] || strchr(" ,\t\r", at[len])))
            return true;
    }
    return false;
}

/* The statement that a directive stands before: 0 for one at the head, which is about the whole file. */
static size_t
statement_after(const struct sk_script *script, size_t pos)
{
    size_t i = 0;
    while (i < script->n && script->statements[i].pos_bytes < pos)
        i++;
    return i;
}

static bool
is_silenced(const struct sk_script *script, size_t pos, const char *rule)
{
    size_t statement = 0;
    while (pos != SK_NO_POS && statement + 1 < script->n && script->statements[statement + 1].pos_bytes <= pos)
        statement++;
    for (size_t i = 0; i < script->n_directives; i++) {
        const struct sk_directive *d = &script->directives[i];
        size_t about = statement_after(script, d->pos_bytes);
        if ((about == 0 || (pos != SK_NO_POS && about == statement)) && names_rule(d->text, rule))
            return true;
    }
    return false;
}

/* ---- complaints ------------------------------------------------------------------------------------------------- */

static void
add(struct sk_lint *out, const struct sk_lint_entry *entry, const struct sk_migration *m,
    const struct sk_script *script, size_t pos, const char *message, const char *dialects)
{
    if (is_silenced(script, pos, entry->rule.name)) {
        out->silenced++;
        return;
    }
    struct sk_lint_finding finding = {.rule = entry->rule.name,
                                      .level = sk_risk_name(entry->level),
                                      .version = sk_strdup(out, m->version),
                                      .file = sk_strdup(out, script->file),
                                      .pos_bytes = pos,
                                      .message = sk_strdup(out, message),
                                      .hint = entry->rule.hint,
                                      .dialects = sk_strdup(out, dialects)};
    sk_push(out, out->items, out->n, finding);
}

void
sk_lint_complain(struct sk_linting *l, size_t pos_bytes, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *message = sk_vprintf(l->tmp, fmt, ap);
    va_end(ap);
    add(l->out, l->rule, l->migration, l->script, pos_bytes, message, NULL);
}

/* ---- one migration ---------------------------------------------------------------------------------------------- */

/* What the rules for the whole need to know of a change, once it has been applied. */
static void
remember(struct sk_linting *l)
{
    const struct sk_change *c = l->change;
    size_t pos = c->pos_bytes == SK_NO_POS ? l->statement->pos_bytes : c->pos_bytes;
    struct sk_lint_foreign item = {.schema = c->schema, .table = c->name, .pos_bytes = pos};
    if (c->redundant)
        return;
    bool was_there = !sk_made_has(&l->made, c->schema, c->name) && c->kind != SK_CREATE_TABLE;
    struct sk_constraint *const *keys = c->kind == SK_CREATE_TABLE ? c->u.table->constraints : &c->u.constraint;
    size_t n = c->kind == SK_CREATE_TABLE ? c->u.table->n_constraints : c->kind == SK_ADD_CONSTRAINT;
    for (size_t i = 0; i < n; i++)
        if (keys[i]->kind == SK_FOREIGN_KEY) {
            item.name = keys[i]->name;
            sk_push(l->tmp, l->keys, l->n_keys, item);
        }
    if (c->kind == SK_CREATE_INDEX) {
        item.name = c->u.index->name;
        sk_push(l->tmp, l->indexes, l->n_indexes, item);
    }
    if (c->kind != SK_ROWS && c->kind != SK_NO_EFFECT && l->ddl_pos == SK_NO_POS)
        l->ddl_pos = pos;
    if (!was_there || !l->effect.blocks)
        return;
    for (size_t i = 0; i < l->n_locked; i++)
        if (strcmp(l->locked[i].table, c->name) == 0 && strcmp(l->locked[i].schema, c->schema) == 0)
            return;
    sk_push(l->tmp, l->locked, l->n_locked, item);
}

static void
remember_rows(struct sk_linting *l)
{
    for (size_t i = 0; i < l->marks->n && l->data_pos == SK_NO_POS; i++) {
        const struct sk_mark *mark = &l->marks->items[i];
        if (mark->kind == SK_MARK_WRITES && !sk_made_has(&l->made, mark->schema, mark->name))
            l->data_pos = l->statement->pos_bytes;
    }
}

static bool
is_wanted(const struct sk_lint_entry *entry, const struct sk_project *project, const char *const *dialects)
{
    bool on = entry->rule.on ? !is_named(project->lint_off, project->n_lint_off, entry->rule.name)
                             : is_named(project->lint_on, project->n_lint_on, entry->rule.name);
    bool engine = !entry->dialect;
    for (size_t i = 0; dialects[i] && !engine; i++)
        engine = strcmp(dialects[i], entry->dialect) == 0;
    return on && engine;
}

enum looks_at { ON_CHANGE, ON_STATEMENT, ON_WHOLE };

/* The rules that are wanted, each on what it looks at. */
struct lint_run {
    struct skein *skein;
    const char *const *dialects;
    struct sk_lint *out;
    struct sk_catalog *catalog;  /* replayed */
    struct sk_catalog *derived;  /* a second one, which deriving what takes migrations back replays */
    bool lost;                   /* `derived` could not follow */
};

static void
apply_rules(const struct lint_run *run, struct sk_linting *l, enum looks_at what)
{
    for (const struct sk_lint_entry *entry = sk_lint_entries; entry->rule.name; entry++) {
        void (*rule)(struct sk_linting *) = what == ON_CHANGE      ? entry->change
                                            : what == ON_STATEMENT ? entry->statement
                                                                   : entry->whole;
        l->rule = entry;
        if (rule && is_wanted(entry, run->skein->project, run->dialects))
            rule(l);
    }
}

/* A statement that cannot be followed is for `validate` to complain of. */
static void
look_at_statement(const struct lint_run *run, struct sk_linting *l, struct sk_statement *statement)
{
    if (statement->foreign || statement->transaction_control)
        return;
    l->source->read_tree(l->script, statement);
    if (l->source->analyze(l->script, statement, run->catalog, NULL))
        return;
    l->statement = statement;
    l->marks = l->source->marks(l->tmp, statement);
    l->long_names = l->source->long_names(l->tmp, l->script, statement);
    for (size_t i = 0; i < statement->n_changes; i++) {
        l->change = statement->changes[i];
        l->effect = sk_effect_of(l->change, l->source, run->catalog, statement->no_transaction);
        apply_rules(run, l, ON_CHANGE);
        if (sk_change_apply(run->catalog, l->change, NULL))
            break;
        remember(l);
        sk_made_follow(l->tmp, &l->made, l->change);
    }
    l->change = NULL;
    remember_rows(l);
    apply_rules(run, l, ON_STATEMENT);
    for (size_t i = 0; i < statement->n_parts; i++)
        look_at_statement(run, l, &statement->parts[i]);
    l->statement = NULL;
}

/* What takes it back, where nobody has written that. */
static const struct sk_reversed *
derive(struct lint_run *run, const struct sk_linting *l)
{
    struct sk_planner planner = {.project = run->skein->project, .source = l->source, .target = l->source};
    struct sk_reversed *reversed = sk_new(l->tmp, struct sk_reversed);
    if (!run->lost && sk_reverse_migration(reversed, run->out, &planner, run->derived, l->migration, SIZE_MAX, NULL))
        run->lost = true;
    return run->lost || sk_migration_has_down(l->migration) ? NULL : reversed;
}

static enum sk_status
check_directives(const struct sk_script *script, struct sk_error *err)
{
    for (size_t i = 0; i < script->n_directives; i++) {
        const char *text = script->directives[i].text;
        bool off = strncmp(text, "off", 3) == 0 && strchr(" \t", text[3]);
        for (text += off ? 3 : 0; off && *(text += strspn(text, " ,\t\r"));) {
            size_t len = strcspn(text, " ,\t\r");
            if (!sk_lint_find(text, len)) {
                sk_fail(err, SK_EREFUSED, "there is no rule \"%.*s\"", (int)len, text);
                sk_hint(err, "`skein lint --explain all` lists them.");
                return sk_at(err, script->file, script->directives[i].pos_bytes);
            }
            text += len;
        }
        if (off)
            continue;
        sk_fail(err, SK_EREFUSED, "skein:lint takes off, and the names of rules");
        sk_hint(err, "Write it as \"-- skein:lint off RULE[, RULE]\".");
        return sk_at(err, script->file, script->directives[i].pos_bytes);
    }
    return SK_OK;
}

static enum sk_status
look_at_migration(struct lint_run *run, struct sk_migration *m, struct sk_script **script, struct sk_error *err)
{
    const struct sk_file *file;
    const struct sk_dialect *source = run->skein->source;
    enum sk_status status = sk_migration_read(&file, m, false, err);
    /* the catalog will hold parts of its trees */
    status = status ? status : source->parse(script, run->out, file->path, file->text, file->len, err);
    status = status ? status : check_directives(*script, err);
    if (status)
        return status;
    struct sk_linting l = {.tmp = *script, .source = source, .migration = m, .script = *script, .catalog = run->catalog,
                           .out = run->out, .ddl_pos = SK_NO_POS, .data_pos = SK_NO_POS};
    for (size_t i = 0; i < (*script)->n; i++) {
        look_at_statement(run, &l, &(*script)->statements[i]);
        sk_statement_release(&(*script)->statements[i]);
    }
    l.derived = derive(run, &l);
    apply_rules(run, &l, ON_WHOLE);
    return SK_OK;
}

/* ---- other engines ---------------------------------------------------------------------------------------------- */

/* What plans say of one place: the same on several engines is said once. */
struct verdict {
    const struct sk_lint_entry *entry;
    size_t migration, pos_bytes;
    const char *note, *dialects;
};

struct verdicts {
    TALLOC_CTX *tmp;
    size_t n;
    struct verdict *items;
};

static const struct sk_lint_entry *
entry_of(enum sk_outcome outcome)
{
    const char *name = outcome == SK_REFUSED    ? SK_LINT_REFUSED
                       : outcome == SK_EMULATED ? SK_LINT_EMULATED
                       : outcome == SK_NOTED    ? SK_LINT_NOTED
                                                : "";
    return sk_lint_find(name, strlen(name));
}

static void
note_output(struct verdicts *v, size_t migration, const struct sk_output *output, const char *dialect)
{
    const struct sk_lint_entry *entry = output->kind == SK_RUN ? entry_of(output->outcome) : NULL; /* else a check */
    if (!entry)
        return;
    for (size_t i = v->n; i > 0; i--) {
        struct verdict *old = &v->items[i - 1];
        bool same = old->entry == entry && old->migration == migration && old->pos_bytes == output->pos_bytes;
        if (!same)
            continue;
        if (!strstr(old->dialects, dialect))
            old->dialects = sk_printf(v->tmp, "%s, %s", old->dialects, dialect);
        return;
    }
    struct verdict new = {entry, migration, output->pos_bytes, sk_strdup(v->tmp, output->note), dialect};
    sk_push(v->tmp, v->items, v->n, new);
}

static enum sk_status
plan_for(struct lint_run *run, struct verdicts *v, const char *name, struct sk_error *err)
{
    struct sk_problems problems = {0}; /* what is refused becomes part of the plan */
    struct sk_planner planner = {.project = run->skein->project, .source = run->skein->source, .problems = &problems};
    TALLOC_CTX *tmp = sk_context_new(v->tmp);
    struct sk_steps steps = {0};
    enum sk_status status = sk_registry_dialect(&planner.target, name, err);
    status = status ? status : sk_plan_up(&steps, tmp, &planner, NULL, err);
    status = status ? status : sk_plan_build(&steps, tmp, &planner, err);
    for (size_t i = 0; i < steps.n && !status; i++)
        for (size_t k = 0; k < steps.items[i].n; k++)
            if (strcmp(steps.items[i].file->path, run->skein->project->migrations[i]->up_path) == 0)
                note_output(v, i, &steps.items[i].outputs[k], name);
    talloc_free(tmp);
    return status;
}

static enum sk_status
ask_engines(struct lint_run *run, struct sk_script *const *scripts, struct sk_error *err)
{
    const struct sk_project *project = run->skein->project;
    struct verdicts v = {.tmp = sk_context_new(NULL)};
    enum sk_status status = SK_OK;
    for (size_t i = 0; run->dialects[i] && !status; i++)
        if (strcmp(run->dialects[i], "postgres") != 0)
            status = plan_for(run, &v, run->dialects[i], err);
    for (size_t i = 0; i < v.n && !status; i++) {
        const struct verdict *verdict = &v.items[i];
        const char *said = verdict->entry->level == SK_RISK_HIGH ? "refused" : verdict->entry->rule.name;
        const char *message = sk_printf(v.tmp, "%s on %s: %s", strcmp(said, SK_LINT_NOTED) == 0 ? "left out" : said,
                                        verdict->dialects, verdict->note ? verdict->note : "no reason is given");
        if (is_wanted(verdict->entry, project, run->dialects))
            add(run->out, verdict->entry, project->migrations[verdict->migration], scripts[verdict->migration],
                verdict->pos_bytes, message, verdict->dialects);
    }
    talloc_free(v.tmp);
    return status;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

static enum sk_status
check_names(const char *const *names, size_t n, struct sk_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (sk_lint_find(names[i], strlen(names[i])))
            continue;
        sk_fail(err, SK_EUSAGE, "environments.json names a rule \"%s\", which there is not", names[i]);
        return sk_hint(err, "`skein lint --explain all` lists them."), SK_EUSAGE;
    }
    return SK_OK;
}

/* By migration, then by place; of those at one place the gravest first. */
static int
by_place(const void *a, const void *b)
{
    const struct sk_lint_finding *x = a, *y = b;
    int order = sk_version_compare(x->version, y->version);
    if (!order)
        order = strcmp(x->file, y->file);
    if (!order && x->pos_bytes != y->pos_bytes)
        return x->pos_bytes < y->pos_bytes ? -1 : 1;
    enum sk_risk p = SK_RISK_LOW, q = SK_RISK_LOW;
    if (!order && sk_risk_read(&p, x->level) && sk_risk_read(&q, y->level))
        order = (int)q - (int)p;
    return order ? order : strcmp(x->rule, y->rule);
}

enum sk_status
skein_lint(struct skein *skein, const char *const *dialects, struct sk_lint **out, struct sk_error *err)
{
    static const char *const all[] = {"postgres", "sqlite", "mysql", "mariadb", NULL};
    const struct sk_project *project = skein->project;
    struct sk_lint *result = sk_new(NULL, struct sk_lint);
    struct lint_run run = {.skein = skein, .dialects = dialects ? dialects : all, .out = result};
    struct sk_script **scripts = sk_alloc(result, (project->n + 1) * sizeof *scripts, "scripts");
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : check_names(project->lint_off, project->n_lint_off, err);
    status = status ? status : check_names(project->lint_on, project->n_lint_on, err);
    if (!status) {
        run.catalog = sk_catalog_new(result, skein->source->expr_ops);
        run.derived = sk_catalog_new(result, skein->source->expr_ops);
    }
    for (size_t i = 0; i < project->n && !status; i++)
        status = look_at_migration(&run, project->migrations[i], &scripts[i], err);
    status = status ? status : ask_engines(&run, scripts, err);
    if (status) {
        talloc_free(result);
        return status;
    }
    if (result->n)
        qsort(result->items, result->n, sizeof *result->items, by_place);
    *out = result;
    return SK_OK;
}

bool
skein_lint_rule(size_t i, struct sk_lint_rule *out)
{
    *out = sk_lint_entries[i].rule;
    out->level = sk_risk_name(sk_lint_entries[i].level);
    return out->name != NULL;
}
