/* cli/cmd_rehearse.c - skein rehearse: the pending migrations on a copy. */
#include <string.h>

#include "cli/command.h"
#include "cli/difference.h"
#include "cli/json.h"

/* ---- as JSON ------------------------------------------------------------------------------------------------- */

static json_t *
migration_json(const struct sk_rehearsed *m)
{
    json_t *locks = json_array(), *rows = json_array();
    for (size_t i = 0; i < m->n_locks; i++)
        json_array_append_new(locks, json_pack("{s:o, s:s}", "table", json_text(m->locks[i].table), "mode",
                                               m->locks[i].mode));
    for (size_t i = 0; i < m->n_rows; i++)
        json_array_append_new(rows, json_pack("{s:o, s:o, s:o, s:o}", "table", json_text(m->rows[i].table),
                                              "inserted", json_count(m->rows[i].inserted), "updated",
                                              json_count(m->rows[i].updated), "deleted",
                                              json_count(m->rows[i].deleted)));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "version", json_text(m->version), "name",
                     json_text(m->name), "duration_ms", json_count(m->duration_ms), "wall_ms",
                     json_count(m->wall_ms), "locks", locks, "locks_note", json_text(m->locks_note), "rows", rows);
}

static json_t *
as_json(const struct sk_rehearsal *r)
{
    json_t *migrations = json_array();
    for (size_t i = 0; i < r->n; i++)
        json_array_append_new(migrations, migration_json(&r->migrations[i]));
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "source", json_text(r->source), "from",
                     json_text(r->from), "rows", json_count(r->rows), "snapshot_ms",
                     json_count(r->snapshot_ms), "migrations", migrations, "differences",
                     r->diff ? difference_list(r->diff) : json_null(), "kept", json_text(r->kept));
}

/* ---- as text ------------------------------------------------------------------------------------------------- */

static void
put_rows(struct cli *cli, const struct sk_rehearsed_rows *rows)
{
    char *updated = rows->updated > 0 ? cli_printf(cli, ", %lld updated", (long long)rows->updated) : NULL;
    cli_say(cli, STYLE_PLAIN, "", "  rows of %s: %lld inserted%s, %lld deleted\n", rows->table,
            (long long)rows->inserted, updated ? updated : "", (long long)rows->deleted);
}

static void
put_migration(struct cli *cli, const struct sk_rehearsed *m)
{
    cli_say(cli, STYLE_GREEN, "rehearsed", " %s %s (%s)\n", m->version, m->name,
            progress_duration(cli, m->duration_ms < 0 ? m->wall_ms : m->duration_ms));
    for (size_t i = 0; i < m->n_locks; i++)
        cli_say(cli, STYLE_PLAIN, "", "  locks %s: %s\n", m->locks[i].table, m->locks[i].mode);
    if (m->locks_note)
        cli_say(cli, STYLE_PLAIN, "", "  locks: %s\n", m->locks_note);
    for (size_t i = 0; i < m->n_rows; i++)
        put_rows(cli, &m->rows[i]);
}

static void
put(struct cli *cli, const struct sk_rehearsal *r, bool failed)
{
    if (r->source)
        cli_say(cli, STYLE_PLAIN, "", "snapshot of %s: %lld rows, at %s (%s)\n", r->source, (long long)r->rows,
                r->from ? r->from : "base", progress_duration(cli, r->snapshot_ms));
    for (size_t i = 0; i < r->n; i++)
        put_migration(cli, &r->migrations[i]);
    for (size_t i = 0; r->diff && i < r->diff->n; i++) {
        const struct sk_difference *d = &r->diff->items[i];
        cli_say(cli, STYLE_YELLOW, "differs:", " %s %s, %s\n", d->object, difference_name(cli, d), d->kind);
    }
    if (r->kept)
        cli_say(cli, STYLE_BOLD, "kept", " %s\n", r->kept);
    if (!failed)
        cli_say(cli, STYLE_PLAIN, "", "%zu migration%s rehearsed, %zu difference%s\n", r->n, r->n == 1 ? "" : "s",
                r->diff ? r->diff->n : 0, r->diff && r->diff->n == 1 ? "" : "s");
}

static enum sk_status
exec(struct cli *cli)
{
    struct sk_rehearsal *rehearsal = NULL;
    if (!cli->set.from)
        return cli_error(cli, SK_EUSAGE, "Write rehearse --from FILE, or --from URL.", "no --from");
    enum sk_status status =
        skein_rehearse(cli->skein, cli->set.from, cli->set.keep, &rehearsal, &cli->err);
    progress_clear(&cli->progress);
    if (cli->set.json)
        json_write(as_json(rehearsal), &cli->out);
    else
        put(cli, rehearsal, status != SK_OK);
    cli->exit = rehearsal->diff && rehearsal->diff->n > 0 ? CLI_DIFFERENT : CLI_DONE;
    skein_free(rehearsal);
    return status;
}

const struct command cmd_rehearse = {
    .name = "rehearse",
    .group = GROUP_RUN,
    .usage = "--from FILE|URL",
    .summary = "run what is pending on a copy",
    .description =
        "Puts a snapshot into a scratch database and runs the pending migrations there. The snapshot\n"
        "is a backup, or a database, which is only read. The scratch database is made on the server\n"
        "of --url (SQLite: a temporary file), and dropped at the end, also after a failure, unless\n"
        "--keep. Says of each migration how long it took, what it locked of what was there before,\n"
        "and which rows it touched; then how the schema differs from the one of the files. Exits\n"
        "with 1 when a migration fails, with 6 when there is a difference.",
    .examples = "skein rehearse --from before.dump\ton a backup\n"
                "skein rehearse --from postgres://production/app --url postgres://staging/app\ton a copy of it\n"
                "skein rehearse --from before.dump --keep --json\tfor programs, and to look at",
    .options = OPT(FROM) | OPT(KEEP) | OPT(WAIT) | OPT(LOCK_WAIT) | OPT(DDL_LOCK_TIMEOUT) | OPT(ALLOW_OUT_OF_ORDER),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_DIFFERENT),
    .needs_project = true,
    .exec = exec,
};
