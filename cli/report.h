/*
 * cli/report.h - telling what is wrong: `file:line:col: error: message [SQLSTATE]`, the line with a
 * caret, a hint.
 */
#ifndef SKEIN_CLI_REPORT_H
#define SKEIN_CLI_REPORT_H

#include "cli/cli.h"
#include "cli/json.h"

/** Write cli->err to standard error, as text or (with --json) as {"error": {...}} on one line. */
void report_error(struct cli *cli);

/** Write a finding to standard error as text. A finding with the status SK_OK is a warning. */
void report_finding(struct cli *cli, const struct sk_finding *finding);

/** A finding as an object: "severity", then the fields of an error. */
json_t *report_finding_json(struct cli *cli, const struct sk_finding *finding);

/** What lint has found, on standard output: `file:line:col: medium: message [rule]`, the line, the way out. */
void report_lint(struct cli *cli, const struct sk_lint_finding *finding);
json_t *report_lint_json(struct cli *cli, const struct sk_lint_finding *finding);

/** The word that JSON uses for a status: "usage", "refused", "sql" ... */
const char *report_status_name(enum sk_status status);

/** The word for how a migration stands: "pending", "completed" ... */
const char *report_migration_status(enum sk_migration_status status);

#endif
