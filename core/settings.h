/*
 * core/settings.h - the JSON files of a project, and where settings come from.
 *
 * Settings have one precedence: flag, environment variable, .env file, environments.json, default.
 */
#ifndef SKEIN_CORE_SETTINGS_H
#define SKEIN_CORE_SETTINGS_H

#include "core/project.h"

/** What people may set, and where. The command line, the manual and this table are checked against each other. */
struct sk_setting {
    const char *name;     /* "--url" without the dashes */
    const char *variable; /* "SKEIN_URL" */
    const char *help;
};
extern const struct sk_setting sk_settings[]; /* ended by a NULL name */

/** The value of an environment variable, else of the project's .env file, else NULL. */
const char *sk_config_variable(const struct sk_project *project, const char *name);

/** `value` with each ${NAME} replaced by the variable's value; NULL when one is not set. One that is not set is an
 * error when the URL is used, not before. */
const char *sk_config_expand(TALLOC_CTX *owner, const struct sk_project *project, const char *value);

/** Read `dir`/.env into the project: NAME=value lines, # comments, `export`, quotes. Absent is fine. */
SK_CHECKED enum sk_status sk_config_read_dotenv(struct sk_project *project, struct sk_error *err);

/** What an environment of that name is, unless environments.json says it. */
bool sk_config_is_development(const char *environment);
bool sk_config_is_production(const char *environment);

/** Read environments.json, if there is one. */
SK_CHECKED enum sk_status sk_config_read_environments(struct sk_project *project, struct sk_error *err);

/** Read dependencies.json, if there is one, into the project's migrations. */
SK_CHECKED enum sk_status sk_config_read_dependencies(struct sk_project *project, struct sk_error *err);

#endif
