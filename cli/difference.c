/* cli/difference.c - see difference.h. */
#include "cli/difference.h"

#include <string.h>

#include "cli/json.h"
#include "cli/table.h"

json_t *
difference_list(const struct sk_diff *diff)
{
    json_t *array = json_array();
    for (size_t i = 0; i < diff->n; i++) {
        const struct sk_difference *d = &diff->items[i];
        json_array_append_new(array, json_pack("{s:s, s:o, s:o, s:o, s:s, s:o, s:o}", "object", d->object,
                                               "schema", json_text(d->schema), "table",
                                               json_text(d->table), "name", json_text(d->name), "kind",
                                               d->kind, "left", json_text(d->left), "right",
                                               json_text(d->right)));
    }
    return array;
}

static json_t *
as_json(const struct sk_diff *diff)
{
    return json_pack("{s:o, s:o, s:o}", "left", json_text(diff->left), "right",
                     json_text(diff->right), "differences", difference_list(diff));
}

const char *
difference_name(struct cli *cli, const struct sk_difference *d)
{
    return cli_printf(cli, "%s%s%s%s%s", d->schema ? d->schema : "", d->schema ? "." : "",
                      d->table ? d->table : "", d->table ? "." : "", d->name ? d->name : "");
}

/* Expressions and triggers may have lines of their own. */
static const char *
one_line(struct cli *cli, const char *text)
{
    char *copy = cli_strdup(cli, text);
    for (char *c = copy; copy && *c; c++) {
        if (strchr("\n\r\t", *c))
            *c = ' ';
    }
    return copy;
}

static enum style
style_of(const struct sk_difference *d)
{
    return strcmp(d->kind, "missing") == 0 ? STYLE_RED
           : strcmp(d->kind, "extra") == 0 ? STYLE_GREEN
                                           : STYLE_YELLOW;
}

void
difference_put(struct cli *cli, const struct sk_diff *diff)
{
    if (diff->n == 0 || !cli_talks(cli))
        return;
    const struct column columns[] = {
        {.title = "OBJECT"},
        {.title = "NAME"},
        {.title = "DIFFERENCE"},
        {.title = "LEFT", .wraps = true},
        {.title = "RIGHT", .wraps = true},
    };
    struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < diff->n; i++) {
        const struct sk_difference *d = &diff->items[i];
        const struct cell cells[] = {
            {.text = d->object},
            {.text = difference_name(cli, d), .style = STYLE_BOLD},
            {.text = d->kind, .style = style_of(d)},
            {.text = one_line(cli, d->left)},
            {.text = one_line(cli, d->right)},
        };
        table_row(table, cells);
    }
    table_end(table);
}

enum sk_status
difference_tell(struct cli *cli, struct sk_diff *diff, enum sk_status status)
{
    if (status != SK_OK)
        return status;
    if (cli->set.json)
        json_write(as_json(diff), &cli->out);
    else
        difference_put(cli, diff);
    if (cli->out.is_terminal) {
        if (diff->n > 0)
            cli_say(cli, STYLE_PLAIN, "", "left: %s, right: %s\n", diff->left, diff->right);
        else
            cli_say(cli, STYLE_GREEN, "no difference:", " %s, %s\n", diff->left, diff->right);
    }
    cli->exit = diff->n > 0 ? CLI_DIFFERENT : CLI_DONE;
    skein_free(diff);
    return SK_OK;
}
