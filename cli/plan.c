/* cli/plan.c - see plan.h. */
#include "cli/plan.h"

#include "cli/difference.h"
#include "cli/table.h"

#include <stdio.h>
#include <string.h>

static const char *const outcomes[] = {
    [SK_EXACT] = "exact",
    [SK_EMULATED] = "emulated",
    [SK_NOTED] = "noted",
    [SK_REFUSED] = "refused",
};

static json_t *
statement_json(const struct sk_planned *statement)
{
    json_t *line = statement->line > 0 ? json_integer((json_int_t)statement->line) : json_null();
    json_t *column =
        statement->line > 0 ? json_integer((json_int_t)statement->column) : json_null();
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:b}", "statement", (json_int_t)statement->statement,
                     "tag", json_text(statement->tag), "sql", json_text(statement->sql), "file",
                     json_text(statement->file), "line", line, "column", column, "outcome",
                     outcomes[statement->outcome], "note", json_text(statement->note), "no_transaction",
                     (int)statement->no_transaction);
}

static json_t *
step_json(const struct sk_plan_step *step)
{
    json_t *statements = json_array();
    for (size_t i = 0; i < step->n; i++)
        json_array_append_new(statements, statement_json(&step->statements[i]));
    json_t *object =
        json_pack("{s:o, s:o, s:o, s:s, s:b, s:o, s:o}", "version", json_text(step->version), "name",
                  json_text(step->name), "file", json_text(step->file), "direction",
                  step->down ? "down" : "up", "transactional", (int)step->transactional, "risk",
                  json_text(step->risk), "statements", statements);
    if (step->down) {
        json_object_set_new(object, "derived", json_text(step->derived));
        json_object_set_new(object, "reason", json_text(step->why));
        json_object_set_new(object, "differences",
                            step->differs ? difference_list(step->differs) : json_null());
    }
    return object;
}

json_t *
plan_json(const struct sk_plan *plan)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < plan->n; i++)
        json_array_append_new(steps, step_json(&plan->steps[i]));
    return json_pack("{s:o, s:I, s:o}", "dialect", json_text(plan->dialect), "refused", (json_int_t)plan->refused,
                     "steps", steps);
}

void
plan_put_comment(struct cli *cli, const char *text)
{
    for (const char *line = text; *line;) {
        size_t len = strcspn(line, "\r\n");
        char *copy = cli_printf(NULL, "%.*s", (int)len, line);
        terminal_put(&cli->out, copy);
        cli_free(copy);
        line += len + strspn(line + len, "\r\n");
        if (*line)
            fputs("\n-- ", cli->out.stream);
    }
}

static void
put_note(struct cli *cli, const struct sk_planned *statement)
{
    FILE *to = cli->out.stream;
    bool plain = statement->outcome == SK_EXACT && !statement->note;
    if (plain && !statement->no_transaction)
        return;
    fprintf(to, "%s-- ", terminal_on(&cli->out, STYLE_DIM));
    if (statement->line > 0)
        fprintf(to, "line %zu: ", statement->line);
    fputs(plain ? "outside a transaction" : outcomes[statement->outcome], to);
    if (statement->no_transaction && !plain)
        fputs(", outside a transaction", to);
    if (statement->note) {
        fputs(": ", to);
        plan_put_comment(cli, statement->note);
    }
    fprintf(to, "%s\n", terminal_off(&cli->out, STYLE_DIM));
}

/* The end of a statement. It goes to a line of its own where the last line may end in a comment. */
static void
put_end(FILE *to, const char *sql)
{
    size_t len = strlen(sql);
    const char *newline = strrchr(sql, '\n'), *last = newline ? newline + 1 : sql;
    while (len > 0 && strchr(" \t\r\n", sql[len - 1]))
        len--;
    if (strstr(last, "--") || strchr(last, '#'))
        fputs("\n;\n", to);
    else
        fputs(len > 0 && sql[len - 1] == ';' ? "\n" : ";\n", to);
}

void
plan_put_statement(struct cli *cli, const struct sk_planned *statement)
{
    put_note(cli, statement);
    if (!statement->sql)
        return;
    if (statement->compound)
        fputs("DELIMITER //\n", cli->out.stream);
    fputs(statement->sql, cli->out.stream);
    if (statement->compound)
        fputs("//\nDELIMITER ;\n", cli->out.stream);
    else
        put_end(cli->out.stream, statement->sql);
}

/* ---- what becomes of each statement ---------------------------------------------------------------------------- */

/* A statement of a file may come to several: the report has the worst outcome, and the notes of those that have it. */
struct verdict {
    const struct sk_planned *first;
    enum sk_outcome outcome;
    char *why;
};

static enum sk_outcome
worse(enum sk_outcome a, enum sk_outcome b)
{
    static const int order[] = {[SK_EXACT] = 0, [SK_NOTED] = 1, [SK_EMULATED] = 2, [SK_REFUSED] = 3};
    return order[a] > order[b] ? a : b;
}

static struct verdict
judge(struct cli *cli, const struct sk_plan_step *step, size_t *next)
{
    struct verdict verdict = {.first = &step->statements[*next], .why = cli_strdup(cli, "")};
    size_t begin = *next;
    for (; *next < step->n && step->statements[*next].statement == verdict.first->statement; ++*next)
        verdict.outcome = worse(verdict.outcome, step->statements[*next].outcome);
    for (size_t i = begin; i < *next && verdict.outcome != SK_EXACT; i++) {
        const struct sk_planned *planned = &step->statements[i];
        bool check = planned->note && strncmp(planned->note, "checked: ", 9) == 0; /* before it, not about it */
        if (planned->outcome == verdict.outcome && planned->note && !check && !strstr(verdict.why, planned->note))
            verdict.why = cli_printf(cli, "%s%s%s", verdict.why, *verdict.why ? "; " : "", planned->note);
    }
    return verdict;
}

void
plan_put_report(struct cli *cli, const struct sk_plan *plan)
{
    static const struct column columns[] = {{.title = "place"}, {.title = "statement"}, {.title = "outcome"},
                                            {.title = "why", .wraps = true}};
    static const enum style styles[] = {[SK_EXACT] = STYLE_GREEN, [SK_EMULATED] = STYLE_CYAN, [SK_NOTED] = STYLE_DIM,
                                        [SK_REFUSED] = STYLE_RED};
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    size_t counts[4] = {0};
    for (size_t i = 0; i < plan->n; i++) {
        const struct sk_plan_step *step = &plan->steps[i];
        for (size_t next = 0; next < step->n;) {
            struct verdict verdict = judge(cli, step, &next);
            const char *place = cli_printf(cli, "%s:%zu:%zu", verdict.first->file, verdict.first->line,
                                           verdict.first->column);
            counts[verdict.outcome]++;
            table_row(table, (struct cell[]){{.text = place},
                                             {.text = verdict.first->tag},
                                             {.text = outcomes[verdict.outcome], .style = styles[verdict.outcome]},
                                             {.text = *verdict.why ? verdict.why : NULL}});
        }
    }
    table_end(table);
    cli_say(cli, STYLE_BOLD, cli_printf(cli, "%s:", plan->dialect),
            " %zu exact, %zu emulated, %zu noted, %zu refused\n", counts[SK_EXACT], counts[SK_EMULATED],
            counts[SK_NOTED], counts[SK_REFUSED]);
}
