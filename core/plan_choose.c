/* core/plan_choose.c - which migrations a run is about, and whether the history lets it. */
#include <stdlib.h>
#include <string.h>

#include "core/plan_priv.h"

static const struct sk_entry *
entry_of(const struct sk_planner *planner, const struct sk_migration *migration)
{
    return planner->ledger ? sk_ledger_entry(planner->ledger, migration->version) : NULL;
}

bool
sk_plan_is_applied(const struct sk_planner *planner, const struct sk_migration *migration)
{
    return sk_entry_completed(entry_of(planner, migration));
}

enum sk_stand
sk_plan_stand_of(const struct sk_planner *planner, const struct sk_migration *migration)
{
    if (sk_plan_is_applied(planner, migration))
        return SK_STANDS;
    if (sk_unit_count(planner->ledger, migration->version, true))
        return SK_STANDS_HALF_TAKEN_BACK;
    return sk_unit_count(planner->ledger, migration->version, false) ? SK_STANDS_HALF : SK_STANDS_NOT;
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
            sk_fail(err, SK_EREFUSED, "migration %s (%s) is applied, but its file is gone", entry->version,
                    entry->name);
            sk_hint(err, "Put the file back%s.",
                    planner->project->env_name ? "" : ", or name its environment with --env");
            return SK_EREFUSED;
        }
        enum sk_status status = sk_plan_is_modified(&modified, planner, migration, entry, err);
        if (status || modified)
            return status ? status : refuse_modified(migration, err);
    }
    return SK_OK;
}

static const struct sk_migration *
last_applied(const struct sk_planner *planner)
{
    const struct sk_project *project = planner->project;
    for (size_t i = project->n; i > 0; i--)
        if (sk_plan_is_applied(planner, project->migrations[i - 1]))
            return project->migrations[i - 1];
    return NULL;
}

static enum sk_status
check_order(const struct sk_planner *planner, const struct sk_migration *last, const struct sk_migration *pending,
            struct sk_error *err)
{
    if (planner->allow_out_of_order || !last || sk_version_compare(last->version, pending->version) <= 0)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "migration %s is not applied, but %s, which comes after it, is", pending->version,
            last->version);
    sk_at(err, pending->up_path, SK_NO_POS);
    sk_hint(err, "Give it a version after %s, or run it late with --allow-out-of-order.", last->version);
    return SK_EREFUSED;
}

static enum sk_status
check_dependencies(const struct sk_planner *planner, const struct sk_steps *steps, const struct sk_migration *pending,
                   struct sk_error *err)
{
    for (size_t d = 0; d < pending->n_depends_on; d++) {
        const struct sk_migration *on = sk_project_migration(planner->project, pending->depends_on[d]);
        bool met = on && sk_plan_is_applied(planner, on);
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
    const struct sk_migration *last = NULL, *applied = last_applied(planner);
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
        if (sk_plan_is_applied(planner, migration))
            continue;
        if (sk_plan_stand_of(planner, migration) == SK_STANDS_HALF_TAKEN_BACK)
            return refuse_half(migration, err);
        status = check_order(planner, applied, migration, err);
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
    if (status || sk_plan_is_applied(planner, wanted))
        return status;
    for (size_t i = 0; !planner->allow_out_of_order && project->migrations[i] != wanted; i++) {
        const struct sk_migration *before = project->migrations[i];
        if (sk_plan_is_applied(planner, before))
            continue;
        sk_fail(err, SK_EREFUSED, "migration %s is to be applied before %s, which comes first", wanted->version,
                before->version);
        sk_at(err, before->up_path, SK_NO_POS);
        return sk_hint(err, "`skein up %s` applies both; --allow-out-of-order leaves %s for later.", wanted->version,
                       before->version), SK_EREFUSED;
    }
    if (sk_plan_stand_of(planner, wanted) == SK_STANDS_HALF_TAKEN_BACK)
        return refuse_half(wanted, err);
    status = check_order(planner, last_applied(planner), wanted, err);
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
        enum sk_stand stand = sk_plan_stand_of(planner, migration);
        if (stand == SK_STANDS_NOT)
            continue;
        struct sk_migration *file = sk_project_for_dialect(project, migration, planner->target->name);
        if (file->dialect && (stand == SK_STANDS_HALF || !sk_migration_has_down(file))) {
            sk_fail(err, SK_EREFUSED, "migration %s cannot be taken back: its file for %s has no down file",
                    migration->version, file->dialect);
            sk_at(err, file->up_path, SK_NO_POS);
            return sk_hint(err, "Write the file that takes it back beside it."), SK_EREFUSED;
        }
        add_step(owner, out, planner, migration, true);
        out->items[out->n - 1].half = stand == SK_STANDS_HALF;
    }
    return status;
}
