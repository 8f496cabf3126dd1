/* cli/plan.c - see plan.h. */
#include "cli/plan.h"

#include "cli/difference.h"

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
    return json_pack("{s:o, s:o, s:o, s:o, s:s, s:o, s:b}", "sql", json_text(statement->sql),
                     "file", json_text(statement->file), "line", line, "column", column, "outcome",
                     outcomes[statement->outcome], "note", json_text(statement->note),
                     "no_transaction", (int)statement->no_transaction);
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
    return json_pack("{s:o, s:o}", "dialect", json_text(plan->dialect), "steps", steps);
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
