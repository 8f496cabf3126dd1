/*
 * core/api_changelog.c - the public call that writes the changelog of a project: what each migration does, by its
 * header, and in which environments it stands, by their histories.
 *
 * A changelog is kept in the repository, and whoever writes it anew cannot reach all databases. What the changelog that
 * is there says of an environment that does not answer is taken over.
 */
#include <ctype.h>
#include <string.h>

#include "core/session.h"
#include "core/settings.h"
#include "core/text.h"

/* One environment's history. */
struct stand {
    const char *name, *label; /* "staging", "Staging" */
    bool known;               /* its database has answered */
    struct sk_migrations *applied;
    struct sk_history *log;
};

struct writing {
    TALLOC_CTX *tmp;
    struct skein *skein;
    const char *previous;     /* text; NULL */
    size_t n;
    struct stand *stands;
    struct sk_text *out;
};

/* ---- environments ----------------------------------------------------------------------------------------------- */

static const char *
label_of(TALLOC_CTX *owner, const char *name)
{
    char *label = sk_strdup(owner, name);
    *label = (char)toupper((unsigned char)*label);
    return label;
}

static enum sk_status
ask(struct stand *stand, TALLOC_CTX *owner, struct skein *skein, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    enum sk_status status = skein_completed(skein, &stand->applied, &failure);
    status = status ? status : skein_history(skein, &stand->log, &failure);
    stand->known = !status;
    talloc_steal(owner, stand->applied);
    talloc_steal(owner, stand->log);
    if (status) {
        sk_context(&failure, "environment \"%s\" is not asked", stand->name);
        sk_session_tell(skein, &(struct sk_event){.kind = SK_EVENT_NOTICE, .message = failure.message});
    }
    return status ? sk_error_move(err, &failure) : SK_OK;
}

/* Whoever names a database means that one; the others are not asked. */
static bool
names_database(const struct skein *skein)
{
    const struct sk_options *o = &skein->options;
    return o->url || o->url_var || sk_config_variable(skein->project, "SKEIN_URL") ||
           sk_config_variable(skein->project, "DATABASE_URL");
}

static void
ask_environment(struct writing *w, const char *name)
{
    struct sk_options options = w->skein->options;
    struct stand stand = {.name = name, .label = label_of(w->tmp, name)};
    struct skein *inner = NULL;
    struct sk_error failure = SK_ERROR_INIT;
    const struct sk_project *project = w->skein->project;
    bool own = project->env_name && strcmp(project->env_name, name) == 0;
    bool asked = own || !names_database(w->skein);
    options.env = name;
    if (asked && !skein_open(&inner, &options, &failure) && ask(&stand, w->tmp, inner, &failure))
        stand.known = false;
    skein_close(inner);
    sk_error_clear(&failure);
    sk_push(w->tmp, w->stands, w->n, stand);
}

static enum sk_status
ask_all(struct writing *w, struct sk_error *err)
{
    const struct sk_project *project = w->skein->project;
    for (size_t i = 0; i < project->n_environments; i++)
        ask_environment(w, project->environments[i].name);
    if (w->n)
        return SK_OK;
    struct stand stand = {.name = project->env_name ? project->env_name : "database"};
    stand.label = label_of(w->tmp, stand.name);
    enum sk_status status = ask(&stand, w->tmp, w->skein, err);
    sk_push(w->tmp, w->stands, w->n, stand);
    return status;
}

/* ---- what the changelog that is there says ---------------------------------------------------------------------- */

/* The line of the migration's entry that begins with `lead`: what follows that. NULL when there is none. */
static const char *
find_line(const struct writing *w, const char *version, const char *lead, size_t *len)
{
    const char *head = sk_printf(w->tmp, "## [%s]", version);
    bool inside = false;
    for (const char *line = w->previous; line && *line;) {
        const char *end = strchrnul(line, '\n');
        if (strncmp(line, "## ", 3) == 0)
            inside = strncmp(line, head, strlen(head)) == 0;
        if (inside && strncmp(line, lead, strlen(lead)) == 0) {
            *len = (size_t)(end - line) - strlen(lead);
            return line + strlen(lead);
        }
        line = *end ? end + 1 : end;
    }
    return NULL;
}

/* "Staging ✅" of "Development ✅, Staging ✅". */
static const char *
find_mark(const struct writing *w, const char *version, const char *label)
{
    size_t len;
    const char *line = find_line(w, version, "- Applied: ", &len);
    char *copy = line ? sk_strndup(w->tmp, line, len) : NULL, *save = NULL;
    for (char *part = copy ? strtok_r(copy, ",", &save) : NULL; part; part = strtok_r(NULL, ",", &save)) {
        part += strspn(part, " ");
        if (strncmp(part, label, strlen(label)) == 0 && part[strlen(label)] == ' ')
            return part + strlen(label) + 1;
    }
    return NULL;
}

/* ---- one entry -------------------------------------------------------------------------------------------------- */

static const struct sk_migration_info *
find_applied(const struct stand *stand, const char *version)
{
    for (size_t i = 0; stand->applied && i < stand->applied->n; i++)
        if (strcmp(stand->applied->items[i].version, version) == 0)
            return &stand->applied->items[i];
    return NULL;
}

static const struct sk_attempt *
last_attempt(const struct stand *stand, const char *version)
{
    const struct sk_attempt *last = NULL;
    for (size_t i = 0; stand->log && i < stand->log->n; i++)
        if (stand->log->items[i].version && strcmp(stand->log->items[i].version, version) == 0)
            last = &stand->log->items[i];
    return last;
}

static bool
has_failed(const struct sk_attempt *attempt)
{
    return attempt && strcmp(attempt->outcome, "failed") == 0;
}

static void
put_applied(struct writing *w, const struct sk_migration *m)
{
    bool first = true;
    for (size_t i = 0; i < w->n; i++) {
        const struct stand *stand = &w->stands[i];
        if (m->env && strcmp(m->env, stand->name) != 0)
            continue; /* it belongs to another */
        const char *mark = !stand->known                                       ? find_mark(w, m->version, stand->label)
                           : find_applied(stand, m->version)                   ? "✅"
                           : has_failed(last_attempt(stand, m->version)) ? "❌"
                                                                               : "⏳";
        if (!mark)
            continue;
        sk_text_add(w->out, first ? "- Applied: " : ", ");
        sk_text_addf(w->out, "%s %s", stand->label, mark);
        first = false;
    }
    if (!first)
        sk_text_add(w->out, "\n");
}

/* Attempts that failed, with what the last of them said. */
static void
put_issues(struct writing *w, const char *version)
{
    bool none = true, unknown = false;
    size_t len;
    for (size_t i = 0; i < w->n; i++) {
        const struct stand *stand = &w->stands[i];
        size_t failed = 0;
        const char *message = NULL;
        unknown = unknown || !stand->known;
        for (size_t k = 0; stand->log && k < stand->log->n; k++) {
            const struct sk_attempt *a = &stand->log->items[k];
            if (!a->version || strcmp(a->version, version) != 0 || !has_failed(a))
                continue;
            failed++;
            message = a->error_message;
        }
        if (!failed)
            continue;
        sk_text_addf(w->out, "%s%s failed %s", none ? "- Issues: " : "; ", stand->label,
                     failed == 1 ? "once" : sk_printf(w->tmp, "%zu times", failed));
        if (message)
            sk_text_addf(w->out, ": %.*s", (int)strcspn(message, "\n"), message);
        none = false;
    }
    const char *before = none && unknown ? find_line(w, version, "- Issues: ", &len) : NULL;
    if (before)
        sk_text_addf(w->out, "- Issues: %.*s", (int)len, before);
    else if (none)
        sk_text_add(w->out, "- Issues: None");
    sk_text_add(w->out, "\n");
}

static const char *
date_of(const struct writing *w, const struct sk_header *header, const char *version)
{
    const char *first = NULL;
    if (header->date)
        return header->date;
    for (size_t i = 0; i < w->n; i++) {
        const struct sk_migration_info *info = find_applied(&w->stands[i], version);
        if (info && info->applied_at && (!first || strcmp(info->applied_at, first) < 0))
            first = info->applied_at;
    }
    return first ? sk_strndup(w->tmp, first, strlen("YYYY-MM-DD")) : NULL;
}

static enum sk_status
put_entry(struct writing *w, struct sk_migration *m, const char *rollback, struct sk_error *err)
{
    const struct sk_header *header;
    enum sk_status status = sk_migration_header(&header, m, err);
    if (status)
        return status;
    const char *date = date_of(w, header, m->version), *description = sk_migration_description(m);
    const char *title = sk_header_title(w->tmp, header, m->name);
    sk_text_addf(w->out, "\n## [%s] %s%s%s\n", m->version, title, date ? " - " : "", date ? date : "");
    for (size_t i = 0; i < header->n_changes; i++)
        sk_text_addf(w->out, "- %s\n", header->changes[i]);
    if (!header->n_changes && description && strcmp(description, title) != 0)
        sk_text_addf(w->out, "- %s\n", description);
    if (header->impact == SK_BREAKING)
        sk_text_addf(w->out, "- Impact: %s\n", header->impact_text);
    put_applied(w, m);
    sk_text_addf(w->out, "- Rollback available: %s\n", rollback);
    put_issues(w, m->version);
    return SK_OK;
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

/* Whether there is a way back, of each migration that is known: written, or derived while the catalog can be followed.
 */
static const char **
find_rollbacks(struct writing *w)
{
    static const char *const derived[] = {[SK_LOSSLESS] = "Yes (derived)",
                                          [SK_STRUCTURE_ONLY] = "Structure only (derived)",
                                          [SK_IMPOSSIBLE] = "No"};
    const struct sk_project *project = w->skein->project;
    struct sk_planner planner = {.project = project, .source = w->skein->source, .target = w->skein->source};
    struct sk_catalog *catalog = sk_catalog_new(w->tmp, planner.source->expr_ops);
    const char **found = sk_alloc(w->tmp, (project->n_known + 1) * sizeof *found, "rollbacks");
    bool followed = true;
    for (size_t i = 0; i < project->n_known; i++) {
        struct sk_reversed reversed = {0};
        followed =
            followed && !sk_reverse_migration(&reversed, w->tmp, &planner, catalog, project->known[i], SIZE_MAX, NULL);
        found[i] = sk_migration_has_down(project->known[i]) ? "Yes" : followed ? derived[reversed.label] : "No";
    }
    return found;
}

enum sk_status
skein_changelog(struct skein *skein, const char *previous, char **out, struct sk_error *err)
{
    struct writing w = {.tmp = sk_context_new(NULL), .skein = skein, .previous = previous};
    const struct sk_project *project = skein->project;
    w.out = sk_text_new(w.tmp);
    enum sk_status status = sk_session_source(skein, err);
    status = status ? status : ask_all(&w, err);
    if (!status) {
        const char **rollbacks = find_rollbacks(&w);
        sk_text_add(w.out, "# Migration Changelog\n");
        for (size_t i = project->n_known; i > 0 && !status; i--)
            status = put_entry(&w, project->known[i - 1], rollbacks[i - 1], err);
    }
    if (!status)
        *out = sk_text_finish(w.out, NULL);
    talloc_free(w.tmp);
    return status;
}
