/* core/plan.c - choosing migrations, and turning them into statements. */
#include "core/plan.h"

#include <stdlib.h>
#include <string.h>

#include "core/diff.h"
#include "core/recover.h"

/* What dependencies.json says counts where it says more than what can be told from the changes. */
static void
declared_risk(struct sk_step *step)
{
    enum sk_risk declared;
    step->computed_risk = step->risk;
    if (step->migration->risk_level && sk_risk_read(&declared, step->migration->risk_level) && declared > step->risk) {
        step->risk = declared;
        step->risk_pos = SK_NO_POS;
    }
}

/* ---- choosing ------------------------------------------------------------------------------------------------- */

static const struct sk_entry *
entry_of(const struct sk_planner *planner, const struct sk_migration *migration)
{
    return planner->ledger ? sk_ledger_entry(planner->ledger, migration->version) : NULL;
}

static bool
is_applied(const struct sk_planner *planner, const struct sk_migration *migration)
{
    return sk_entry_completed(entry_of(planner, migration));
}

/* Where DDL commits by itself an attempt can end between two statements. */
enum stand { STANDS_NOT, STANDS_HALF, STANDS_HALF_TAKEN_BACK, STANDS };

static enum stand
stand_of(const struct sk_planner *planner, const struct sk_migration *migration)
{
    if (is_applied(planner, migration))
        return STANDS;
    if (sk_unit_count(planner->ledger, migration->version, true))
        return STANDS_HALF_TAKEN_BACK;
    return sk_unit_count(planner->ledger, migration->version, false) ? STANDS_HALF : STANDS_NOT;
}

enum sk_status
sk_plan_is_modified(bool *out, const struct sk_planner *planner, struct sk_migration *migration,
                    const struct sk_entry *entry, struct sk_error *err)
{
    const struct sk_file *file;
    struct sk_script *script;
    *out = false;
    migration = sk_project_for_dialect(planner->project, migration, planner->target->name);
    enum sk_status status = sk_migration_read(&file, migration, false, err);
    if (status || strcmp(file->checksum, entry->checksum) == 0)
        return status;
    *out = true;
    if (!entry->tree_hash || planner->source->parse(&script, migration, file->path, file->text, file->len, NULL))
        return SK_OK;
    char *hash = planner->source->tree_hash(script, script);
    *out = strcmp(hash, entry->tree_hash) != 0;
    talloc_free(script);
    return SK_OK;
}

static enum sk_status
refuse_modified(const struct sk_migration *migration, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "migration %s was changed after it was applied", migration->version);
    sk_at(err, migration->up_path, SK_NO_POS);
    sk_hint(err, "Put the file back as it was, and make a new migration for the change.");
    return SK_EREFUSED;
}

/* The history has to fit the files: nothing edited, nothing gone. */
static enum sk_status
check_history(const struct sk_planner *planner, struct sk_error *err)
{
    const struct sk_ledger *ledger = planner->ledger;
    for (size_t i = 0; ledger && i < ledger->n; i++) {
        const struct sk_entry *entry = &ledger->entries[i];
        struct sk_migration *migration = sk_project_migration(planner->project, entry->version);
        bool modified;
        if (!sk_entry_completed(entry))
            continue;
        if (!migration) {
            sk_fail(err, SK_EREFUSED, "migration %s (%s) is applied, but its file is gone", entry->version, entry->name);
            sk_hint(err, "Put the file back%s.", planner->project->env_name ? "" : ", or name its environment with --env");
            return SK_EREFUSED;
        }
        enum sk_status status = sk_plan_is_modified(&modified, planner, migration, entry, err);
        if (status || modified)
            return status ? status : refuse_modified(migration, err);
    }
    return SK_OK;
}

static enum sk_status
check_order(const struct sk_planner *planner, const struct sk_migration *pending, struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    for (size_t i = project->n; !planner->allow_out_of_order && i > 0; i--) {
        const struct sk_migration *later = project->migrations[i - 1];
        if (sk_version_compare(later->version, pending->version) <= 0)
            break;
        if (!is_applied(planner, later))
            continue;
        sk_fail(err, SK_EREFUSED, "migration %s is not applied, but %s, which comes after it, is", pending->version,
                later->version);
        sk_at(err, pending->up_path, SK_NO_POS);
        sk_hint(err, "Give it a version after %s, or run it late with --allow-out-of-order.", later->version);
        return SK_EREFUSED;
    }
    return SK_OK;
}

static enum sk_status
check_dependencies(const struct sk_planner *planner, const struct sk_steps *steps, const struct sk_migration *pending,
                   struct sk_error *err)
{
    for (size_t d = 0; d < pending->n_depends_on; d++) {
        const struct sk_migration *on = sk_project_migration(planner->project, pending->depends_on[d]);
        bool met = on && is_applied(planner, on);
        for (size_t i = 0; i < steps->n && !met; i++)
            met = on && steps->items[i].migration == on;
        if (met)
            continue;
        sk_fail(err, SK_EREFUSED, "migration %s depends on %s, which is not applied", pending->version,
                pending->depends_on[d]);
        sk_at(err, pending->up_path, SK_NO_POS);
        sk_hint(err, "Run %s first.", pending->depends_on[d]);
        return SK_EREFUSED;
    }
    return SK_OK;
}

static bool
is_count(const char *text, char sign, size_t *count)
{
    char *end;
    if (sign && *text != sign)
        return false;
    const char *digits = text + (sign ? 1 : 0);
    *count = strtoul(digits, &end, 10);
    return *digits >= '0' && *digits <= '9' && !*end;
}

/* "2" is a count. "000099" and "20260115" are versions, and where there is none of that name nothing must be counted:
 * all would be taken back because of a slip. */
static bool
is_plain_count(const char *text, const struct sk_project *project, size_t *count)
{
    return is_count(text, 0, count) && *text != '0' && *count <= project->n;
}

static const char *
base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

static bool
is_file_of(const struct sk_migration *migration, const char *name)
{
    return migration->up_path && strcmp(base_name(migration->up_path), name) == 0;
}

/* A file for one dialect stands for the migration that it is of. */
static const struct sk_migration *
find_file(const struct sk_project *project, const char *name)
{
    for (size_t i = 0; i < project->n; i++)
        if (is_file_of(project->migrations[i], name))
            return project->migrations[i];
    for (size_t i = 0; i < project->n_overrides; i++)
        if (is_file_of(project->overrides[i], name))
            return sk_project_migration(project, project->overrides[i]->version);
    return NULL;
}

enum sk_status
sk_plan_find(const struct sk_migration **out, const struct sk_project *project, const char *name, struct sk_error *err)
{
    size_t len = strlen(name);
    *out = sk_project_migration(project, name);
    if (!*out && len > 4 && strcmp(name + len - 4, ".sql") == 0)
        *out = find_file(project, base_name(name));
    if (*out)
        return SK_OK;
    sk_fail(err, SK_EUSAGE, "there is no migration \"%s\"", name);
    return sk_hint(err, "`skein status` lists the versions; head, base, +N and -N are understood too."), SK_EUSAGE;
}

static void
add_step(TALLOC_CTX *owner, struct sk_steps *steps, const struct sk_planner *planner, struct sk_migration *migration,
         bool down)
{
    struct sk_step step = {.migration = migration, .entry = entry_of(planner, migration), .down = down};
    sk_push(owner, steps->items, steps->n, step);
}

static enum sk_status
refuse_half(const struct sk_migration *migration, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "migration %s was being taken back, and is half gone", migration->version);
    sk_at(err, migration->up_path, SK_NO_POS);
    return sk_hint(err, "`skein down` goes on where that stopped; then it can be applied again."), SK_EREFUSED;
}

enum sk_status
sk_plan_up(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner, const char *target,
           struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    const struct sk_migration *last = NULL;
    size_t limit = SIZE_MAX;
    enum sk_status status = check_history(planner, err);
    if (status)
        return status;
    if (!project->n_known) {
        sk_fail(err, SK_EUSAGE, "there is no migration in \"%s\"", project->migrations_dir);
        return sk_hint(err, "`skein new NAME` makes the first one; -C and --dir say where to look."), SK_EUSAGE;
    }
    if (target && strcmp(target, "head") != 0 && !is_count(target, '+', &limit))
        status = sk_plan_find(&last, project, target, err);
    for (size_t i = 0; i < project->n && !status && out->n < limit; i++) {
        struct sk_migration *migration = project->migrations[i];
        if (last && sk_version_compare(migration->version, last->version) > 0)
            break;
        if (is_applied(planner, migration))
            continue;
        if (stand_of(planner, migration) == STANDS_HALF_TAKEN_BACK)
            return refuse_half(migration, err);
        status = check_order(planner, migration, err);
        status = status ? status : check_dependencies(planner, out, migration, err);
        add_step(owner, out, planner, migration, false);
    }
    return status;
}

enum sk_status
sk_plan_one(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner, const char *name,
            struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    const struct sk_migration *wanted;
    enum sk_status status = check_history(planner, err);
    status = status ? status : sk_plan_find(&wanted, project, name, err);
    if (status || is_applied(planner, wanted))
        return status;
    for (size_t i = 0; !planner->allow_out_of_order && project->migrations[i] != wanted; i++) {
        const struct sk_migration *before = project->migrations[i];
        if (is_applied(planner, before))
            continue;
        sk_fail(err, SK_EREFUSED, "migration %s is to be applied before %s, which comes first", wanted->version,
                before->version);
        sk_at(err, before->up_path, SK_NO_POS);
        return sk_hint(err, "`skein up %s` applies both; --allow-out-of-order leaves %s for later.", wanted->version,
                       before->version), SK_EREFUSED;
    }
    if (stand_of(planner, wanted) == STANDS_HALF_TAKEN_BACK)
        return refuse_half(wanted, err);
    status = check_order(planner, wanted, err);
    status = status ? status : check_dependencies(planner, out, wanted, err);
    add_step(owner, out, planner, sk_project_migration(project, wanted->version), false);
    return status;
}

enum sk_status
sk_plan_down(struct sk_steps *out, TALLOC_CTX *owner, const struct sk_planner *planner, const char *target,
             struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    const struct sk_migration *stay = NULL;
    size_t limit = 1;
    enum sk_status status = check_history(planner, err);
    bool base = target && strcmp(target, "base") == 0;
    if (status)
        return status;
    if (base)
        limit = SIZE_MAX;
    else if (target && sk_project_migration(project, target) && strlen(target) > 2) {
        status = sk_plan_find(&stay, project, target, err);
        limit = SIZE_MAX;
    } else if (target && !is_count(target, '-', &limit) && !is_plain_count(target, project, &limit)) {
        status = sk_plan_find(&stay, project, target, err);
        limit = SIZE_MAX;
    }
    for (size_t i = project->n; i > 0 && !status && out->n < limit; i--) {
        struct sk_migration *migration = project->migrations[i - 1];
        if (stay && sk_version_compare(migration->version, stay->version) <= 0)
            break;
        enum stand stand = stand_of(planner, migration);
        if (stand == STANDS_NOT)
            continue;
        struct sk_migration *file = sk_project_for_dialect(project, migration, planner->target->name);
        if (file->dialect && (stand == STANDS_HALF || !sk_migration_has_down(file))) {
            sk_fail(err, SK_EREFUSED, "migration %s cannot be taken back: its file for %s has no down file",
                    migration->version, file->dialect);
            sk_at(err, file->up_path, SK_NO_POS);
            return sk_hint(err, "Write the file that takes it back beside it."), SK_EREFUSED;
        }
        add_step(owner, out, planner, migration, true);
        out->items[out->n - 1].half = stand == STANDS_HALF;
    }
    return status;
}

/* ---- scripts -------------------------------------------------------------------------------------------------- */

/* Does the target's rewriting need to know the schema? PostgreSQL gets the author's bytes. */
static bool
needs_catalog(const struct sk_planner *planner)
{
    return planner->target != planner->source || planner->rate;
}

static enum sk_status
analyze(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
        struct sk_statement *statement, struct sk_error *err)
{
    bool must = planner->target != planner->source;
    enum sk_status status =
        planner->source->analyze(step->script, statement, rewrite->catalog, must ? err : NULL);
    for (size_t i = 0; i < statement->n_changes && !status; i++) {
        enum sk_risk risk = sk_risk_of(statement->changes[i], statement, planner->source, rewrite->catalog, &step->made);
        if (step->risk < risk) {
            step->risk = risk;
            step->risk_pos = statement->changes[i]->pos_bytes == SK_NO_POS ? statement->pos_bytes
                                                                           : statement->changes[i]->pos_bytes;
        }
    }
    step->rated = true;
    step->untold = step->untold || (status && !must);
    return must ? status : SK_OK; /* where the schema only serves to rate risks, what it cannot follow is no error */
}

static enum sk_status
apply(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
      const struct sk_statement *statement, struct sk_error *err)
{
    bool must = planner->target != planner->source;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < statement->n_changes && !status; i++) {
        status = sk_change_apply(rewrite->catalog, statement->changes[i], must ? err : NULL);
        if (status && must)
            sk_at(err, step->script->file, statement->changes[i]->pos_bytes);
        sk_made_follow(step->script, &step->made, statement->changes[i]);
    }
    step->untold = step->untold || (status && !must);
    return must ? status : SK_OK;
}

/* What was appended since comes from this statement. */
static void
number_outputs(struct sk_step *step, const struct sk_rewrite *rewrite, size_t statement)
{
    for (size_t i = step->n; i < rewrite->n; i++) {
        size_t count = i;
        sk_push(rewrite->owner, step->statement_of, count, statement);
    }
    step->n = rewrite->n;
}

static void
classify(struct sk_step *step, const struct sk_rewrite *rewrite)
{
    step->outputs = rewrite->outputs;
    step->foreign_keys_off = rewrite->foreign_keys_off;
    step->transactional = true;
    for (size_t i = 0; i < step->n; i++)
        step->transactional = step->transactional && !step->outputs[i].no_transaction;
}

/* `send`: it is for the target. A block of code goes to its own dialect whole, to any other in its parts. */
static enum sk_status
plan_statement(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
               struct sk_statement *statement, bool send, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    if (needs_catalog(planner) && !statement->transaction_control)
        status = analyze(step, planner, rewrite, statement, err);
    bool whole = !statement->n_parts || planner->target == planner->source;
    if (!status && send && whole)
        status = planner->target->rewrite(rewrite, statement, err);
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = plan_statement(step, planner, rewrite, &statement->parts[i], send && !whole, err);
    if (!status && needs_catalog(planner))
        status = apply(step, planner, rewrite, statement, err);
    return status;
}

static bool
is_doubtful(const struct sk_problems *problems, const char *name)
{
    for (size_t i = 0; name && i < problems->n_doubtful; i++)
        if (strcmp(problems->doubtful[i], name) == 0)
            return true;
    return false;
}

/* Whether the statement names something that is in doubt; then what it changes is too. */
static bool
depends_on_failure(struct sk_problems *problems, const struct sk_dialect *source, struct sk_script *script,
                   const struct sk_statement *statement, bool failed)
{
    struct sk_marks *marks = source->marks(script, statement);
    for (size_t i = 0; i < marks->n && !failed; i++)
        failed = is_doubtful(problems, marks->items[i].name);
    for (size_t i = 0; i < marks->n && failed; i++)
        if (marks->items[i].kind == SK_MARK_CHANGES && !is_doubtful(problems, marks->items[i].name))
            sk_push(script, problems->doubtful, problems->n_doubtful, marks->items[i].name);
    return failed;
}

static void
add_refusal(struct sk_rewrite *rewrite, const struct sk_statement *statement, const char *why, size_t pos_bytes)
{
    struct sk_output refused = {.outcome = SK_REFUSED, .note = sk_strdup(rewrite->owner, why),
                                .pos_bytes = pos_bytes == SK_NO_POS ? statement->pos_bytes : pos_bytes};
    sk_rewrite_add(rewrite, &refused);
}

/* What a statement that failed had already come to is no part of the plan. */
static void
tell_failure(struct sk_problems *problems, struct sk_rewrite *rewrite, const struct sk_statement *statement, size_t before,
             struct sk_error *failure)
{
    rewrite->n = before;
    problems->n++;
    if (problems->tell) {
        problems->tell(problems->data, failure);
    } else {
        add_refusal(rewrite, statement, failure->message, failure->pos_bytes);
        sk_error_clear(failure);
    }
}

/* One statement of the file, where a failure does not end the plan. */
static enum sk_status
plan_or_tell(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
             struct sk_statement *statement, bool send, struct sk_error *err)
{
    struct sk_problems *problems = planner->problems;
    size_t before = rewrite->n;
    if (!problems)
        return plan_statement(step, planner, rewrite, statement, send, err);
    if (problems->lost || depends_on_failure(problems, planner->source, step->script, statement, false)) {
        if (!problems->tell)
            add_refusal(rewrite, statement, "it needs what is refused before it", SK_NO_POS);
        return SK_OK;
    }
    struct sk_error failure = SK_ERROR_INIT;
    if (!plan_statement(step, planner, rewrite, statement, send, &failure))
        return SK_OK;
    problems->lost = step->down && failure.status == SK_EREFUSED;
    tell_failure(problems, rewrite, statement, before, &failure);
    depends_on_failure(problems, planner->source, step->script, statement, true);
    return SK_OK;
}

static enum sk_status
finish_script(const struct sk_planner *planner, struct sk_rewrite *rewrite, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    if (!planner->target->finish)
        return SK_OK;
    if (!planner->problems)
        return planner->target->finish(rewrite, err);
    if (!planner->target->finish(rewrite, &failure))
        return SK_OK;
    const struct sk_statement *last = &rewrite->script->statements[rewrite->script->n - 1];
    tell_failure(planner->problems, rewrite, last, rewrite->n, &failure);
    return SK_OK;
}

enum sk_status
sk_plan_script(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
               const struct sk_file *file, struct sk_error *err)
{
    enum sk_status status = planner->source->parse(&step->script, owner, file->path, file->text, file->len, err);
    if (status)
        return status;
    if (*step->migration->version) /* else it gets no row in the history */
        step->tree_hash = planner->source->tree_hash(step->script, step->script);
    rewrite->script = step->script;
    rewrite->owner = step->script;
    rewrite->n = 0;
    rewrite->outputs = NULL;
    rewrite->foreign_keys_off = false;
    for (size_t i = 0; i < step->script->n && !status; i++) {
        struct sk_statement *statement = &step->script->statements[i];
        if (!statement->tree) { /* written for certain other dialects alone */
            if (sk_statement_is_for(statement, planner->target->name))
                sk_rewrite_add_verbatim(rewrite, statement);
            number_outputs(step, rewrite, i + 1);
            continue;
        }
        status = plan_or_tell(step, planner, rewrite, statement,
                              sk_statement_is_for(statement, planner->target->name), err);
        number_outputs(step, rewrite, i + 1);
    }
    status = status ? status : finish_script(planner, rewrite, err);
    step->n_statements = step->script->n;
    number_outputs(step, rewrite, step->n_statements);
    classify(step, rewrite);
    return status;
}

/* ---- the catalog from the files ------------------------------------------------------------------------------- */

static enum sk_status
replay_statement(struct sk_catalog *catalog, const struct sk_dialect *source, const struct sk_script *script,
                 struct sk_statement *statement, struct sk_error *err)
{
    enum sk_status status = source->analyze(script, statement, catalog, err);
    for (size_t c = 0; c < statement->n_changes && !status; c++) {
        status = sk_change_apply(catalog, statement->changes[c], err);
        if (status)
            sk_at(err, script->file, statement->changes[c]->pos_bytes);
    }
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = replay_statement(catalog, source, script, &statement->parts[i], err);
    return status;
}

enum sk_status
sk_plan_replay(struct sk_catalog *catalog, const struct sk_dialect *source, struct sk_script *script,
               struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; !status && i < script->n; i++) {
        struct sk_statement *statement = &script->statements[i];
        if (!statement->transaction_control && statement->tree)
            status = replay_statement(catalog, source, script, statement, err);
    }
    return status;
}

static enum sk_status
replay(struct sk_catalog *catalog, const struct sk_planner *planner, struct sk_migration *migration,
       struct sk_error *err)
{
    const struct sk_file *file;
    struct sk_script *script;
    enum sk_status status = sk_migration_read(&file, migration, false, err);
    if (!status)
        status = planner->source->parse(&script, catalog, file->path, file->text, file->len, err);
    return status ? status : sk_plan_replay(catalog, planner->source, script, err);
}

enum sk_status
sk_plan_catalog(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner, const char *version,
                struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    const struct sk_migration *last = NULL;
    enum sk_status status = version ? sk_plan_find(&last, project, version, err) : SK_OK;
    struct sk_catalog *catalog = sk_catalog_new(owner, planner->source->expr_ops);
    for (size_t i = 0; i < project->n && !status; i++) {
        if (last && sk_version_compare(project->migrations[i]->version, last->version) > 0)
            break;
        status = replay(catalog, planner, project->migrations[i], err);
    }
    if (!status)
        *out = catalog;
    return status;
}

enum sk_status
sk_plan_applied(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_error *err)
{
    const struct sk_project *project = planner->project;
    enum sk_status status = SK_OK;
    *out = sk_catalog_new(owner, planner->source->expr_ops);
    for (size_t i = 0; i < project->n && !status; i++)
        if (stand_of(planner, project->migrations[i]) >= STANDS_HALF_TAKEN_BACK)
            status = replay(*out, planner, project->migrations[i], err);
    return status;
}

/* A file for the target alone is one block of its dialect: the parser splits it, and it is sent as it is. The portable
 * file beside it, if there is one, tells what it does to the catalog. */
static enum sk_status
plan_foreign(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
             struct sk_error *err)
{
    const char *head = sk_printf(owner, "-- skein:only %s\n", planner->target->name);
    const char *text = sk_printf(owner, "%s%s\n-- skein:end\n", head, step->file->text);
    struct sk_file wrapped = {.path = step->file->path, .text = text, .len = strlen(text)};
    struct sk_catalog *catalog = rewrite->catalog;
    enum sk_status status = sk_plan_script(step, owner, planner, rewrite, &wrapped, err);
    if (status && err && err->pos_bytes != SK_NO_POS)
        err->pos_bytes -= err->pos_bytes < strlen(head) ? err->pos_bytes : strlen(head);
    for (size_t i = 0; i < step->n && !status; i++)
        step->outputs[i].pos_bytes -= strlen(head);
    step->tree_hash = NULL;
    step->risk = SK_RISK_MEDIUM;
    step->rated = true;
    return status || step->down || !step->migration->up_path || step->migration->dialect
               ? status
               : replay(catalog, planner, step->migration, err);
}

/* ---- taking back ---------------------------------------------------------------------------------------------- */

static bool
is_derived(const struct sk_planner *planner, const struct sk_step *step)
{
    return step->half || (step->down && !sk_migration_has_down(sk_project_for_dialect(planner->project, step->migration,
                                                                                      planner->target->name)));
}

static struct sk_step *
find_down(const struct sk_steps *steps, const struct sk_migration *migration)
{
    for (size_t i = 0; i < steps->n; i++)
        if (steps->items[i].down && steps->items[i].migration == migration)
            return &steps->items[i];
    return NULL;
}

static bool
wants_history(const struct sk_planner *planner, const struct sk_steps *steps)
{
    for (size_t i = 0; i < steps->n; i++)
        if (steps->items[i].down && (planner->check_downs || is_derived(planner, &steps->items[i])))
            return true;
    return false;
}

static enum sk_status
refuse_impossible(const struct sk_step *step, struct sk_error *err)
{
    sk_fail(err, SK_EREFUSED, "migration %s cannot be taken back: %s, and %s", step->migration->version,
            step->half ? "it is half done" : "it has no down file", step->derived->why);
    sk_at(err, step->migration->up_path, step->derived->pos_bytes);
    return sk_hint(err, "Write the file that takes it back beside it."), SK_EREFUSED;
}

/* How many statements of a migration that failed have run to their end. */
static enum sk_status
count_whole_statements(size_t *out, TALLOC_CTX *owner, const struct sk_planner *planner, const struct sk_catalog *before,
                       struct sk_migration *migration, struct sk_error *err)
{
    struct sk_rewrite rewrite = {.dialect = planner->target, .server_version = planner->server_version,
                                 .database = planner->database, .catalog = sk_catalog_clone(owner, before)};
    struct sk_step up = {.migration = migration};
    size_t next = 0; /* output */
    enum sk_status status = sk_migration_read(&up.file, migration, false, err);
    status = status ? status : sk_plan_script(&up, owner, planner, &rewrite, up.file, err);
    for (size_t i = 0; !status && i < up.n; i++)
        if (sk_unit_find(planner->ledger, migration->version, false, i))
            next = i + 1;
    while (!status && next && next < up.n && !up.outputs[next].sql)
        next++;
    if (!status && next && next < up.n && up.statement_of[next] == up.statement_of[next - 1]) {
        sk_fail(err, SK_EREFUSED, "statement %zu of migration %s is half done", up.statement_of[next], migration->version);
        sk_at(err, up.file->path, up.outputs[next].pos_bytes);
        return sk_hint(err, "Let `skein up` finish the migration first, then take it back."), SK_EREFUSED;
    }
    *out = next ? up.statement_of[next - 1] : 0;
    return status;
}

/* One migration of those that are applied: what stood before it, and what takes it back where nobody has written that. */
static enum sk_status
prepare_down(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_catalog *catalog,
             struct sk_error *err)
{
    if (planner->check_downs)
        step->start = sk_catalog_clone(owner, catalog);
    if (!is_derived(planner, step))
        return replay(catalog, planner, step->migration, err);
    struct sk_reversed *derived = sk_new(owner, struct sk_reversed);
    size_t n = SIZE_MAX;
    enum sk_status status =
        step->half ? count_whole_statements(&n, owner, planner, catalog, step->migration, err) : SK_OK;
    status = status ? status : sk_reverse_migration(derived, owner, planner, catalog, step->migration, n, err);
    if (!status)
        step->derived = derived;
    return status;
}

/* What PostgreSQL alone understands ends what can be derived. */
static void
give_up(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, const struct sk_error *failure)
{
    for (size_t i = 0; i < steps->n; i++) {
        struct sk_step *step = &steps->items[i];
        if (step->derived || !is_derived(planner, step))
            continue;
        struct sk_reversed *none = sk_new(owner, struct sk_reversed);
        *none = (struct sk_reversed){.label = SK_IMPOSSIBLE, .pos_bytes = SK_NO_POS};
        none->why = sk_printf(none, "what it has done cannot be followed: %s", failure->message);
        step->derived = none;
    }
}

/* Replay on `catalog`, which is empty, all that stands, what is half done included; and look at the downs on the way. */
static enum sk_status
prepare_downs(struct sk_catalog *catalog, struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner,
              struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < planner->project->n && !status; i++) {
        struct sk_migration *migration = planner->project->migrations[i];
        struct sk_step *step = find_down(steps, migration);
        if (planner->ledger && !step && stand_of(planner, migration) < STANDS_HALF_TAKEN_BACK)
            continue;
        status = step ? prepare_down(step, owner, planner, catalog, &failure)
                      : replay(catalog, planner, migration, &failure);
    }
    if (status && planner->target != planner->source)
        return sk_error_move(err, &failure);
    if (status)
        give_up(steps, owner, planner, &failure);
    sk_error_clear(&failure);
    for (size_t i = 0; i < steps->n && !planner->check_downs; i++)
        if (steps->items[i].derived && steps->items[i].derived->label == SK_IMPOSSIBLE)
            return refuse_impossible(&steps->items[i], err);
    return SK_OK;
}

static enum sk_status
check_down(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, const struct sk_catalog *now,
           struct sk_error *err)
{
    struct sk_diff *differs;
    const struct sk_side was = {.catalog = step->start, .dialect = planner->source};
    const struct sk_side is = {.catalog = now, .dialect = planner->source};
    if (!step->start || step->untold || !needs_catalog(planner))
        return SK_OK;
    enum sk_status status = sk_diff(&differs, owner, &was, &is, err);
    if (!status)
        step->differs = differs;
    return status;
}

/* ---- all of it ------------------------------------------------------------------------------------------------ */

static enum sk_status
build_step(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
           struct sk_error *err)
{
    struct sk_migration *source = sk_project_for_dialect(planner->project, step->migration, planner->target->name);
    bool foreign = source->dialect && planner->target != planner->source;
    enum sk_status status = SK_OK;
    if (step->derived && step->derived->label == SK_IMPOSSIBLE) { /* only to be shown */
        rewrite->catalog = step->start ? sk_catalog_clone(owner, step->start) : rewrite->catalog;
        return SK_OK;
    }
    if (step->derived)
        step->file = step->derived->file;
    else
        status = sk_migration_read(&step->file, source, step->down, err);
    if (!status)
        status = foreign ? plan_foreign(step, owner, planner, rewrite, err)
                         : sk_plan_script(step, owner, planner, rewrite, step->file, err);
    return status ? status : check_down(step, owner, planner, rewrite->catalog, err);
}

/* The schema that the first step finds. Where it only serves to rate risks, it is as far as it can be followed. */
static enum sk_status
stands_before(struct sk_catalog **out, struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner,
              struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    *out = sk_catalog_new(owner, planner->source->expr_ops);
    if (wants_history(planner, steps)) {
        enum sk_status status = prepare_downs(*out, steps, owner, planner, err);
        if (!planner->ledger) /* what comes down has gone up before, in the same plan */
            *out = sk_catalog_new(owner, planner->source->expr_ops);
        return status;
    }
    if (!needs_catalog(planner) || !steps->n)
        return SK_OK;
    enum sk_status status = sk_plan_applied(out, owner, planner, &failure);
    if (status && planner->target != planner->source)
        return sk_error_move(err, &failure);
    sk_error_clear(&failure);
    return SK_OK;
}

enum sk_status
sk_plan_build(struct sk_steps *steps, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_error *err)
{
    struct sk_rewrite rewrite = {.dialect = planner->target, .server_version = planner->server_version,
                                 .database = planner->database};
    enum sk_status status = stands_before(&rewrite.catalog, steps, owner, planner, err);
    for (size_t i = 0; i < steps->n && !status; i++) {
        status = build_step(&steps->items[i], owner, planner, &rewrite, err);
        declared_risk(&steps->items[i]);
    }
    return status;
}
