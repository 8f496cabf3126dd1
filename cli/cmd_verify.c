/* cli/cmd_verify.c - skein verify: do two databases behave alike? */
#include <string.h>

#include "cli/command.h"
#include "cli/difference.h"
#include "cli/json.h"

static json_t *
one_as_json(const struct sk_verify_difference *d)
{
    return json_pack("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:I}", "schema", json_text(d->schema), "table",
                     d->table, "subject", d->subject, "statement", d->statement, "kind", d->kind, "left", d->left,
                     "right", d->right, "sql", d->sql, "sent_left", d->sent_left, "sent_right", d->sent_right, "others",
                     (json_int_t)d->others);
}

static json_t *
unsent_as_json(const struct sk_verify_unsent *u)
{
    return json_pack("{s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:I}", "side", u->right ? "right" : "left", "schema",
                     json_text(u->schema), "table", u->table, "subject", u->subject, "statement", u->statement, "sql",
                     u->sql, "reason", u->reason, "others", (json_int_t)u->others);
}

static json_t *
as_json(const struct sk_verification *v)
{
    json_t *schemas = json_array(), *differences = json_array(), *unsent = json_array();
    for (size_t i = 0; i < v->n_unsent; i++)
        json_array_append_new(unsent, unsent_as_json(&v->unsent[i]));
    for (size_t i = 0; i < v->n_schemas; i++)
        json_array_append_new(schemas, json_pack("{s:o, s:o, s:o}", "left", json_text(v->schemas[i]->left), "right",
                                                 json_text(v->schemas[i]->right), "differences",
                                                 difference_list(v->schemas[i])));
    for (size_t i = 0; i < v->n; i++)
        json_array_append_new(differences, one_as_json(&v->items[i]));
    return json_pack("{s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:I, s:o, s:o, s:o}", "left", json_text(v->left),
                     "right", json_text(v->right), "tables", (json_int_t)v->n_tables, "statements",
                     (json_int_t)v->n_probes, "accepted", (json_int_t)v->accepted, "refused", (json_int_t)v->refused,
                     "not_reached", (json_int_t)v->not_reached, "differing", (json_int_t)v->n_found, "notes",
                     json_texts(v->notes, v->n_notes), "not_translated", (json_int_t)v->not_translated, "unsent",
                     unsent, "schemas", schemas, "differences", differences);
}

/* A text of several lines, each with a lead. */
static void
put_lines(struct cli *cli, const char *lead, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");
        cli_say(cli, STYLE_PLAIN, "", "%s%.*s\n", lead, (int)len, text);
        text += len + (text[len] == '\n');
    }
}

static void
put_difference(struct cli *cli, const struct sk_verify_difference *d)
{
    cli_say(cli, STYLE_BOLD, d->table, ": %s, %s: %s\n", d->subject, d->statement,
            strcmp(d->kind, "verdict") == 0       ? "one takes it, the other does not"
            : strcmp(d->kind, "reason") == 0      ? "refused for another reason"
            : strcmp(d->kind, "translation") == 0 ? "it cannot be sent to one of them"
                                                  : "the rows afterwards are others");
    put_lines(cli, "    left:  ", d->left);
    put_lines(cli, "    right: ", d->right);
    put_lines(cli, "    sql:   ", d->sql);
    if (strcmp(d->sent_left, d->sql) != 0)
        put_lines(cli, "    sent to the left:  ", d->sent_left);
    if (strcmp(d->sent_right, d->sql) != 0)
        put_lines(cli, "    sent to the right: ", d->sent_right);
    if (d->others)
        cli_say(cli, STYLE_PLAIN, "", "    and %zu more like it\n", d->others);
}

/* They count as refused where they were not sent; where the other side takes one, that is a difference as well. */
static void
put_unsent(struct cli *cli, const struct sk_verification *v)
{
    if (v->not_translated)
        cli_say(cli, STYLE_PLAIN, "",
                "note: %zu of the statements %s not sent to one side, because %s cannot be translated:\n",
                v->not_translated, v->not_translated == 1 ? "was" : "were", v->not_translated == 1 ? "it" : "they");
    for (size_t i = 0; i < v->n_unsent; i++) {
        const struct sk_verify_unsent *u = &v->unsent[i];
        cli_say(cli, STYLE_PLAIN, "", "    %s: %s, %s, %s: %s", u->right ? "right" : "left", u->table, u->subject,
                u->statement, u->reason);
        if (u->others)
            cli_say(cli, STYLE_PLAIN, "", " (and %zu more)", u->others);
        cli_say(cli, STYLE_PLAIN, "", "\n");
    }
}

static void
put_all(struct cli *cli, const struct sk_verification *v)
{
    for (size_t i = 0; i < v->n_schemas; i++) {
        const struct sk_diff *diff = v->schemas[i];
        if (diff->n)
            cli_say(cli, STYLE_BOLD, "schema:", " left: %s, right: %s\n", diff->left, diff->right);
        difference_put(cli, diff);
    }
    for (size_t i = 0; i < v->n; i++)
        put_difference(cli, &v->items[i]);
    for (size_t i = 0; i < v->n_notes; i++)
        cli_say(cli, STYLE_PLAIN, "", "note: %s\n", v->notes[i]);
    put_unsent(cli, v);
    cli_say(cli, v->n_found ? STYLE_RED : STYLE_GREEN, v->n_found ? "not alike:" : "alike:",
            " %zu statements on %zu tables, %zu accepted, %zu refused, %zu differ\n", v->n_probes, v->n_tables,
            v->accepted, v->refused, v->n_found);
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_verify_options wanted = {.left = cli->args[0], .right = cli->args[1], .migrations = cli->set.migrations,
                                       .limit = (size_t)cli->set.limit};
    struct sk_verification *v = NULL;
    enum sk_status status = skein_verify(cli->skein, &wanted, &v, &cli->err);
    if (status != SK_OK)
        return status;
    bool differs = v->n_found > 0;
    for (size_t i = 0; i < v->n_schemas; i++)
        differs = differs || v->schemas[i]->n > 0;
    if (cli->set.json)
        json_write(as_json(v), &cli->out);
    else
        put_all(cli, v);
    cli->exit = differs ? CLI_DIFFERENT : CLI_DONE;
    skein_free(v);
    return SK_OK;
}

const struct command cmd_verify = {
    .name = "verify",
    .group = GROUP_LOOK,
    .usage = "A B",
    .summary = "prove that two databases behave alike",
    .description =
        "Compares two databases in schema, as \"diff\" does, and in behaviour: INSERT, UPDATE and\n"
        "DELETE statements that try each type, CHECK, key, foreign key, default and trigger from both\n"
        "sides of its border are run on both, and what comes of them has to be the same. Each side is\n"
        "the URL of a database, or a directory with migrations, which is run on this project's URL.\n"
        "With --migrations this project's migrations are run beside both URLs, and compared. What the\n"
        "URLs name is never changed: the statements run in scratch databases that are made on the\n"
        "same servers (SQLite: a temporary file) and dropped at the end. What cannot be translated for a\n"
        "side is not sent to it, and listed. Exits with 6 when there is a difference; each comes with\n"
        "the SQL that shows it.",
    .examples = "skein verify --migrations postgres://db/app sqlite:\tthe migrations, on two engines\n"
                "skein verify postgres://db/app mysql://db/app\ttwo databases as they stand\n"
                "skein verify . sqlite:dev.db\tthe migrations, and a database",
    .options = OPT(MIGRATIONS) | OPT(LIMIT) | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .min_args = 2,
    .max_args = 2,
    .needs_project = true,
    .exec = exec,
};
