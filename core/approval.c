/* core/approval.c - see approval.h. */
#include "core/approval.h"

static size_t
place_of(const struct sk_header *header, const char *key)
{
    const struct sk_header_field *field = sk_header_field(header, key);
    return field ? field->pos_bytes : SK_NO_POS;
}

static enum sk_status
refuse(const struct sk_migration *migration, size_t pos_bytes, const char *hint, struct sk_error *err)
{
    sk_at(err, migration->up_path, pos_bytes);
    return sk_hint(err, "%s", hint), SK_EREFUSED;
}

/* The header of the file that runs; where it is one dialect's own and has none, that of the portable file. */
static enum sk_status
header_of(const struct sk_header **out, struct sk_migration **file, const struct sk_project *project,
          struct sk_migration *migration, const char *dialect, struct sk_error *err)
{
    *file = sk_project_for_dialect(project, migration, dialect);
    enum sk_status status = sk_migration_header(out, *file, err);
    if (status || (*out)->present || *file == migration)
        return status;
    *file = migration;
    return sk_migration_header(out, migration, err);
}

/* What nobody can read may be a draft. */
static enum sk_status
check_words(const struct sk_header *header, const struct sk_migration *m, const char *env, struct sk_error *err)
{
    static const char read[] = "`skein validate` says what it can be.";
    if (header->lifecycle == SK_DRAFT) {
        sk_fail(err, SK_EREFUSED, "migration %s is a draft, and environment \"%s\" is not for development", m->version,
                env);
        return refuse(m, place_of(header, "Status"), "Set its Status to TESTING or LIVE when it is ready.", err);
    }
    if (header->lifecycle == SK_LIFECYCLE_UNKNOWN) {
        sk_fail(err, SK_EREFUSED, "migration %s has a Status that is not known", m->version);
        return refuse(m, place_of(header, "Status"), read, err);
    }
    if (header->impact == SK_IMPACT_UNKNOWN) {
        sk_fail(err, SK_EREFUSED, "migration %s has an Impact that is not known", m->version);
        return refuse(m, place_of(header, "Impact"), read, err);
    }
    return SK_OK;
}

static enum sk_status
check_header(struct sk_step *step, const struct sk_project *project, const char *dialect, bool approved,
             struct sk_error *err)
{
    const struct sk_header *header;
    struct sk_migration *file;
    enum sk_status status = header_of(&header, &file, project, step->migration, dialect, err);
    status = status ? status : check_words(header, file, project->env_name, err);
    if (status || header->impact != SK_BREAKING)
        return status;
    step->approval = "breaking";
    if (approved)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "migration %s is breaking, and environment \"%s\" wants approval for that",
            file->version, project->env_name);
    return refuse(file, place_of(header, "Impact"), "Look at `skein plan`, then run it with --approve.", err);
}

static enum sk_status
check_risk(struct sk_step *step, const struct sk_project *project, bool approved, struct sk_error *err)
{
    if (step->risk < SK_RISK_HIGH)
        return SK_OK;
    step->approval = "high risk";
    if (approved)
        return SK_OK;
    sk_fail(err, SK_EREFUSED, "migration %s is of high risk, and environment \"%s\" wants approval for that",
            step->migration->version, project->env_name);
    sk_at(err, step->file ? step->file->path : step->migration->up_path, step->risk_pos);
    return sk_hint(err, "Look at `skein plan`, then run it with --approve."), SK_EREFUSED;
}

enum sk_status
sk_approval_check(struct sk_steps *steps, const struct sk_project *project, const char *dialect, bool approved,
                  struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < steps->n && !status; i++) {
        struct sk_step *step = &steps->items[i];
        if (!project->is_development && !step->down)
            status = check_header(step, project, dialect, approved, err);
        if (!status && project->wants_approval)
            status = check_risk(step, project, approved, err);
    }
    return status;
}
