/*
 * core/project.h - a directory of migrations and its configuration, read and checked as a whole.
 *
 * The directory is read once, names only: contents are read when a migration is to run or to be checked, so a no-op
 * `up` on 1000 applied migrations reads what the checksums need and parses nothing.
 */
#ifndef SKEIN_CORE_PROJECT_H
#define SKEIN_CORE_PROJECT_H

#include "core/migration.h"

struct sk_environment {
    const char *name;
    const char *url;               /* its variables put in; NULL when one is not set, or there is none */
    const char *url_template;      /* as written */
    bool require_approval;         /* high-risk migrations want --approve; by default in production */
    bool development; /* drafts may run, and what breaks needs nobody's word; by default what is called so */
    bool has_seeds;                /* it says which, or that there are none */
    size_t n_seeds;
    const char **seeds;            /* seed files for this environment, paths */
};

struct sk_variable {
    const char *name, *value;
};

struct sk_project {
    const char *dir;               /* project directory */
    const char *migrations_dir;
    bool is_new;                   /* the migrations directory is not there yet */
    const char *env_name, *default_env;
    const struct sk_environment *env; /* chosen, or NULL */
    bool is_development;           /* what the chosen environment is; true when none is */
    bool wants_approval;           /* for what is of high risk */
    size_t n_variables;
    struct sk_variable *variables; /* of .env */
    size_t n_lint_off, n_lint_on;
    const char **lint_off, **lint_on; /* rules */
    size_t n_environments;
    struct sk_environment *environments;
    size_t n;
    struct sk_migration *
        *migrations; /* sorted, the chosen environment's merged in, overrides for dialects kept aside */
    size_t n_known;
    struct sk_migration **known;   /* those of all environments */
    size_t n_overrides;
    struct sk_migration **overrides;  /* dialect != NULL */
    const char *url; /* resolved by precedence; may hold a password; NULL: sk_project_has_url() says why */
    const char *history_table;
    size_t n_basic_seeds;          /* the first of them, those of every environment */
    size_t n_seeds;
    const char **seeds;
    const char *schema_file;       /* schema.sql: what all migrations make, for fresh installs; NULL */
};

/**
 * Read the project of `options`. Findings that stop everything (duplicate versions, a dependency on a migration that
 * does not exist, a cycle, bad JSON, unknown keys) are errors: SK_EUSAGE with file and position.
 */
SK_CHECKED enum sk_status sk_project_open(struct sk_project **out, TALLOC_CTX *owner, const struct sk_options *options,
                                          struct sk_error *err);

/** SK_EUSAGE where the environment's URL needs a variable that is not set. */
SK_CHECKED enum sk_status sk_project_has_url(const struct sk_project *project, struct sk_error *err);

/** The migration with `version`, or NULL. */
struct sk_migration *sk_project_migration(const struct sk_project *project, const char *version);

/** The file to run for `migration` on `dialect`: its override if there is one, else itself. */
struct sk_migration *sk_project_for_dialect(const struct sk_project *project, struct sk_migration *migration,
                                            const char *dialect);

#endif
