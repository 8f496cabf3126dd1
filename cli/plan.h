/*
 * cli/plan.h - a plan as SQL: shared by plan and translate.
 */
#ifndef SKEIN_CLI_PLAN_H
#define SKEIN_CLI_PLAN_H

#include "cli/cli.h"
#include "cli/json.h"

/** A statement, ended by ";", after a comment where it is not simply what its author wrote. What is
 * written can be run by the engine's own client. */
void plan_put_statement(struct cli *cli, const struct sk_planned *statement);

/** Text inside an SQL comment: each line after the first begins with "-- " again. */
void plan_put_comment(struct cli *cli, const char *text);

json_t *plan_json(const struct sk_plan *plan);

/** List the statements of the files with what becomes of each on the engine, and count them. */
void plan_put_report(struct cli *cli, const struct sk_plan *plan);

#endif
