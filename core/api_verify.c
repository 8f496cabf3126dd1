/*
 * core/api_verify.c - the public call that proves two databases alike: the scratch databases, and what is compared.
 *
 * What a URL names is copied as its server words it, so that what is missing there is missing in the copy as well; what
 * a directory holds is run by another struct skein, on a scratch database of its own.
 */
#include <ctype.h>
#include <string.h>
#include <sys/stat.h>

#include "core/diff.h"
#include "core/registry.h"
#include "core/url.h"
#include "core/verify.h"

struct proof {
    struct skein *skein;
    TALLOC_CTX *tmp;
    const struct sk_verify_options *options;
    struct sk_verify_side sides[2];
    const struct sk_project *project;  /* whose migrations were run; NULL */
    const struct sk_catalog *files;    /* what they make */
    struct sk_verification *result;
};

/* ---- what a side is ------------------------------------------------------------------------------------------- */

static bool
is_directory(const char *spec)
{
    struct stat st;
    return stat(spec, &st) == 0 && S_ISDIR(st.st_mode);
}

static enum sk_status
check_sides(const struct sk_verify_options *options, struct sk_error *err)
{
    const char *sides[] = {options->left, options->right};
    for (int i = 0; i < 2; i++) {
        if (strchr(sides[i], ':') && !is_directory(sides[i]))
            continue;
        if (is_directory(sides[i]) && !options->migrations)
            continue;
        sk_fail(err, SK_EUSAGE, options->migrations ? "\"%s\" is no URL" : "\"%s\" is neither a URL nor a directory",
                sides[i]);
        return sk_hint(
                   err,
                   "A side is the URL of a database, or a directory with migrations; with --migrations both are URLs."),
               SK_EUSAGE;
    }
    return SK_OK;
}

/* ---- scratch databases ---------------------------------------------------------------------------------------- */

static enum sk_status
open_side(struct sk_verify_side *side, struct proof *p, struct sk_error *err)
{
    enum sk_status status = sk_conn_open(&side->conn, p->tmp, side->scratch->url, NULL, err);
    status = status ? status : sk_registry_dialect(&side->dialect, side->conn->dialect, err);
    if (!status && side->dialect->comparing)
        status = sk_conn_exec(side->conn, side->dialect->comparing, err);
    if (status)
        return status;
    side->skein = p->skein;
    side->source = p->skein->source;
    side->rewrite = (struct sk_rewrite){.dialect = side->dialect, .server_version = side->conn->server_version,
                                        .database = side->conn->database};
    return SK_OK;
}

/* A statement may need one that comes later: those that fail are tried again as long as that helps. */
static enum sk_status
run_all(struct sk_verify_side *side, const char **statements, size_t n, struct sk_error *err)
{
    for (size_t before = n + 1; n && n < before;) {
        size_t left = 0;
        before = n;
        for (size_t i = 0; i < n; i++) {
            enum sk_status status = sk_conn_exec(side->conn, statements[i], left ? NULL : err);
            if (status && status != SK_ESQL)
                return status;
            if (status)
                statements[left++] = statements[i];
        }
        n = left;
        if (n && n < before)
            sk_error_clear(err);
    }
    return n ? SK_ESQL : SK_OK;
}

/* PostgreSQL's own: its catalog loses nothing. */
static enum sk_status
run_catalog(struct sk_verify_side *side, const struct sk_catalog *catalog, TALLOC_CTX *tmp, struct sk_error *err)
{
    const struct sk_dialect *source = side->source;
    char *sql = source->format_catalog(tmp, catalog, false);
    struct sk_script *script;
    enum sk_status status = source->parse(&script, tmp, "the copy", sql, strlen(sql), err);
    const char **statements = NULL;
    size_t n = 0;
    for (size_t i = 0; !status && i < script->n; i++)
        sk_push(tmp, statements, n,
                sk_strndup(tmp, script->text + script->statements[i].pos_bytes, script->statements[i].len));
    return status ? status : run_all(side, statements, n, err);
}

/* The schema behind `from`, made again in the side's scratch database. */
static enum sk_status
copy_schema(struct sk_verify_side *side, struct sk_conn *from, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_catalog *catalog;
    const char **statements;
    size_t n;
    enum sk_status status;
    struct sk_conn *before = side->skein->running;
    side->skein->running = side->conn;
    if (side->dialect->copy_schema) {
        status = side->dialect->copy_schema(&statements, &n, tmp, from, err);
        status = status ? status : run_all(side, statements, n, err);
    } else {
        status = side->dialect->introspect(&catalog, tmp, from, NULL, err);
        status = status ? status : run_catalog(side, catalog, tmp, err);
    }
    side->skein->running = before;
    talloc_free(tmp);
    return status ? sk_context(err, "the schema cannot be copied") : SK_OK;
}

static enum sk_status
copy_database(struct sk_verify_side *side, struct proof *p, const char *url, struct sk_error *err)
{
    static const struct sk_conn_options options = {.read_only = true};
    struct sk_conn *from;
    bool exists = true;
    enum sk_status status = sk_scratch_new(&side->scratch, p->tmp, url, err);
    status = status ? status : side->scratch->driver->database_exists(url, &exists, err);
    if (!status && !exists)
        status = sk_fail(err, SK_EUSAGE, "there is no such database");
    status = status ? status : sk_conn_open(&from, p->tmp, url, &options, err);
    status = status ? status : open_side(side, p, err);
    status = status ? status : copy_schema(side, from, err);
    if (!status)
        talloc_free(from);
    return status;
}

/* ---- migrations ----------------------------------------------------------------------------------------------- */

/* Where a schema is a database of the server's, they go with the scratch database; none may be there. */
static enum sk_status
claim_schemas(struct sk_scratch *scratch, const struct sk_dialect *dialect, const struct sk_catalog *catalog,
              struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; dialect->server_schemas && i < catalog->n_schemas && !status; i++)
        status = sk_scratch_claim(scratch, catalog->schemas[i], err);
    return status;
}

static enum sk_status
run_up(struct proof *p, const char *dir, const char *url, struct sk_error *err)
{
    struct sk_options options = p->skein->options;
    struct skein *inner;
    struct sk_run *run = NULL;
    bool own = !dir;
    options.project_dir = own ? options.project_dir : dir;
    options.migrations_dir = own ? options.migrations_dir : NULL;
    options.url = url;
    options.url_var = options.offline_dialect = NULL;
    options.approve = options.allow_data_loss = true;
    options.dry_run = false;
    options.on_event = NULL;
    enum sk_status status = skein_open(&inner, &options, err);
    if (status)
        return status;
    p->skein->inner = inner;
    status = skein_up(inner, NULL, &run, err);
    p->skein->inner = NULL;
    skein_free(run);
    skein_close(inner);
    return status;
}

/* The migrations of `dir` (NULL: of this project) in a scratch database beside `url`. */
static enum sk_status
run_migrations(struct sk_verify_side *side, struct proof *p, const char *dir, const char *url, struct sk_error *err)
{
    struct sk_options options = {.project_dir = dir, .env = p->skein->options.env};
    struct sk_project *project = p->skein->project;
    struct sk_catalog *catalog;
    enum sk_status status = dir ? sk_project_open(&project, p->tmp, &options, err) : SK_OK;
    if (!status && !project->n_known)
        status = sk_fail(err, SK_EUSAGE, "there is no migration in \"%s\"", dir ? dir : project->migrations_dir);
    struct sk_planner planner = {.project = project, .source = p->skein->source, .target = p->skein->source};
    status = status ? status : sk_plan_catalog(&catalog, p->tmp, &planner, NULL, err);
    status = status ? status : sk_scratch_new(&side->scratch, p->tmp, url, err);
    status = status ? status : open_side(side, p, err);
    status = status ? status : claim_schemas(side->scratch, side->dialect, catalog, err);
    status = status ? status : run_up(p, dir, side->scratch->url, err);
    if (!status && !p->files) {
        p->files = catalog;
        p->project = project;
    }
    return status;
}

/* What a directory's migrations make, without the rows that they leave: the other side has none. */
static enum sk_status
run_directory(struct sk_verify_side *side, struct proof *p, const char *dir, bool keep_rows, struct sk_error *err)
{
    const char *url = p->skein->project->url;
    enum sk_status status = sk_project_has_url(p->skein->project, err);
    status = status ? status : run_migrations(side, p, dir, url, err);
    if (status || keep_rows)
        return status;
    struct sk_verify_side full = *side;
    status = sk_scratch_new(&side->scratch, p->tmp, url, err);
    status = status ? status : open_side(side, p, err);
    status = status ? status : copy_schema(side, full.conn, err);
    talloc_free(full.conn);
    enum sk_status dropped = sk_scratch_drop(full.scratch, status ? NULL : err);
    return status ? status : dropped;
}

static enum sk_status
make_side(struct proof *p, int i, struct sk_error *err)
{
    const struct sk_verify_options *o = p->options;
    const char *spec = i ? o->right : o->left, *other = i ? o->left : o->right;
    struct sk_verify_side *side = &p->sides[i];
    enum sk_status status;
    side->name = is_directory(spec) ? sk_strdup(p->result, spec) : sk_url_redact(p->result, spec);
    side->skein = p->skein;
    if (o->migrations)
        status = run_migrations(side, p, NULL, spec, err);
    else if (is_directory(spec))
        status = run_directory(side, p, spec, is_directory(other), err);
    else
        status = copy_database(side, p, spec, err);
    return status ? sk_context(err, "%s", side->name) : SK_OK;
}

/* ---- schemas -------------------------------------------------------------------------------------------------- */

static enum sk_status
look(struct sk_side *out, struct proof *p, struct sk_verify_side *side, struct sk_error *err)
{
    struct sk_catalog *catalog;
    enum sk_status status = side->dialect->introspect(&catalog, p->tmp, side->conn, p->files, err);
    if (!status)
        *out = (struct sk_side){.catalog = catalog, .dialect = side->dialect,
                                .server_version = side->conn->server_version, .live = true};
    return status;
}

static enum sk_status
compare(struct proof *p, const struct sk_side *left, const char *left_name, const struct sk_side *right,
        const char *right_name, struct sk_error *err)
{
    struct sk_diff *diff;
    enum sk_status status = sk_diff(&diff, p->result, left, right, err);
    if (status)
        return status;
    diff->left = left_name;
    diff->right = right_name;
    sk_push(p->result, p->result->schemas, p->result->n_schemas, diff);
    return SK_OK;
}

/* With migrations each side is compared with what these say, so that it shows which one is not as it should be. */
static enum sk_status
compare_schemas(struct proof *p, struct sk_side sides[2], struct sk_error *err)
{
    const struct sk_side files = {.catalog = p->files, .dialect = p->skein->source};
    enum sk_status status = SK_OK;
    if (!p->options->migrations)
        return compare(p, &sides[0], p->sides[0].name, &sides[1], p->sides[1].name, err);
    for (int i = 0; i < 2 && !status; i++)
        status = compare(p, &files, "the migrations", &sides[i], p->sides[i].name, err);
    return status;
}

/* ---- overrides ------------------------------------------------------------------------------------------------ */

static const char *
base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* Does a portable file have parts for certain dialects? */
static bool
has_blocks(struct proof *p, struct sk_migration *migration)
{
    const struct sk_file *file;
    struct sk_script *script;
    bool found = false;
    if (migration->dialect || sk_migration_read(&file, migration, false, NULL) ||
        p->skein->source->parse(&script, p->tmp, file->path, file->text, file->len, NULL))
        return false;
    for (size_t i = 0; i < script->n && !found; i++)
        found = script->statements[i].dialects != NULL;
    talloc_free(script);
    return found;
}

static void
note_override(struct proof *p, size_t side, const char *file)
{
    const struct sk_verification *r = p->result;
    bool same = side < r->n_schemas && r->schemas[side]->n == 0;
    char *text = sk_printf(p->result, "%s is written for %s alone: the schema after all migrations is %s", file,
                           p->sides[side].dialect->name, same ? "the same" : "not the same");
    sk_push(p->result, p->result->notes, p->result->n_notes, text);
}

/* What is written for one dialect must leave the catalog as the portable text does: say what was checked so. */
static void
note_overrides(struct proof *p)
{
    for (size_t s = 0; s < 2 && p->project && p->options->migrations; s++) {
        const struct sk_dialect *dialect = p->sides[s].dialect;
        for (size_t i = 0; i < p->project->n; i++) {
            struct sk_migration *m = p->project->migrations[i];
            const struct sk_migration *used = sk_project_for_dialect(p->project, m, dialect->name);
            if (used->dialect && used->up_path)
                note_override(p, s, base_name(used->up_path));
            else if (dialect != p->skein->source && has_blocks(p, m))
                note_override(p, s, sk_printf(p->tmp, "what stands in skein:only blocks of %s", base_name(m->up_path)));
        }
    }
}

/* ---- the call ------------------------------------------------------------------------------------------------- */

/* Whose catalog the probes are made from: the one that knows most. */
static const struct sk_catalog *
best_catalog(const struct proof *p, const struct sk_side sides[2])
{
    if (p->files)
        return p->files;
    return p->sides[1].dialect == p->skein->source && p->sides[0].dialect != p->skein->source ? sides[1].catalog
                                                                                              : sides[0].catalog;
}

/* What an engine's own text says, and no tree, means nothing to who rewrites statements. */
static struct sk_catalog *
readable(struct sk_catalog *catalog)
{
    for (size_t t = 0; t < catalog->n_tables; t++) {
        struct sk_table *table = catalog->tables[t];
        for (size_t i = 0; i < table->n_columns; i++)
            if (table->columns[i]->default_expr && !table->columns[i]->default_expr->node) {
                table = sk_own_table(catalog, table);
                table->columns[i]->default_expr = NULL;
            }
        for (size_t i = table->n_triggers; i > 0; i--)
            if (!table->triggers[i - 1]->function) {
                table = sk_own_table(catalog, table);
                sk_take(table->triggers, table->n_triggers, i - 1);
            }
    }
    return catalog;
}

static enum sk_status
prove(struct proof *p, struct sk_error *err)
{
    struct sk_side schemas[2];
    enum sk_status status = sk_session_source(p->skein, err);
    for (int i = 0; i < 2 && !status; i++)
        status = p->skein->interrupts ? sk_fail(err, SK_EINTERRUPTED, "stopped on request") : make_side(p, i, err);
    for (int i = 0; i < 2 && !status; i++)
        status = look(&schemas[i], p, &p->sides[i], err);
    status = status ? status : compare_schemas(p, schemas, err);
    if (status)
        return status;
    note_overrides(p);
    const struct sk_catalog *catalog = best_catalog(p, schemas);
    for (int i = 0; i < 2; i++)
        p->sides[i].rewrite.catalog = readable(sk_catalog_clone(p->tmp, catalog));
    return sk_verify(p->result, p->sides, catalog, p->options->limit, err);
}

/* Connections first: no server drops a database that is in use. */
static enum sk_status
clean_up(struct proof *p, enum sk_status status, struct sk_error *err)
{
    p->skein->running = p->skein->conn;
    for (int i = 0; i < 2; i++) {
        talloc_free(p->sides[i].conn);
        p->sides[i].conn = NULL;
        enum sk_status dropped = sk_scratch_drop(p->sides[i].scratch, status ? NULL : err);
        p->sides[i].scratch = NULL;
        status = status ? status : dropped;
    }
    return status;
}

enum sk_status
skein_verify(struct skein *skein, const struct sk_verify_options *options, struct sk_verification **out,
             struct sk_error *err)
{
    struct proof p = {.skein = skein, .tmp = sk_context_new(NULL), .options = options};
    p.result = sk_new(NULL, struct sk_verification);
    enum sk_status status = check_sides(options, err);
    status = status ? status : prove(&p, err);
    status = clean_up(&p, status, err);
    p.result->left = p.sides[0].name;
    p.result->right = p.sides[1].name;
    talloc_free(p.tmp);
    if (status)
        talloc_free(p.result);
    else
        *out = p.result;
    return status;
}
