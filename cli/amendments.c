/* cli/amendments.c - see amendments.h. */
#include "cli/amendments.h"

#include "cli/json.h"
#include "cli/table.h"

static json_t *
as_json(const struct cli *cli, const struct sk_amendments *amendments)
{
    json_t *items = json_array();
    for (size_t i = 0; i < amendments->n; i++) {
        const struct sk_amendment *item = &amendments->items[i];
        json_array_append_new(items, json_pack("{s:o, s:o, s:s}", "version", json_text(item->version), "name",
                                               json_text(item->name), "action", item->action));
    }
    return json_pack("{s:b, s:o}", "dry_run", (int)cli->set.lib.dry_run, "amendments", items);
}

enum sk_status
amendments_tell(struct cli *cli, struct sk_amendments *amendments, const char *nothing, enum sk_status status)
{
    static const struct column columns[] = {{.title = "version"}, {.title = "name"}, {.title = "action"}};
    if (status != SK_OK)
        return status;
    if (cli->set.json) {
        json_write(as_json(cli, amendments), &cli->out);
    } else if (amendments->n == 0) {
        cli_say(cli, STYLE_PLAIN, "", "%s\n", nothing);
    } else {
        struct table *table = table_new(cli, columns, sizeof columns / sizeof *columns);
        for (size_t i = 0; i < amendments->n; i++) {
            const struct sk_amendment *item = &amendments->items[i];
            table_row(table, (struct cell[]){{.text = item->version}, {.text = item->name}, {.text = item->action}});
        }
        table_end(table);
        if (cli->set.lib.dry_run)
            cli_say(cli, STYLE_BOLD, "dry run:", " nothing was written\n");
    }
    skein_free(amendments);
    return SK_OK;
}
