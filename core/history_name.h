/* core/history_name.h - what the history table is called where nobody says it. */
#ifndef SKEIN_CORE_HISTORY_NAME_H
#define SKEIN_CORE_HISTORY_NAME_H

#include "core/project.h"

/** "schema_migrations", or "skein_migrations" where the first migration makes a table of the former name. */
const char *sk_history_name(const struct sk_project *project);

#endif
