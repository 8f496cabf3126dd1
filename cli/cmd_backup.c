/* cli/cmd_backup.c - skein backup FILE, skein restore FILE: the database as a file, and back. */
#include "cli/command.h"
#include "cli/json.h"

static json_t *
tables_json(const struct sk_backup *backup)
{
    json_t *tables = json_array();
    for (size_t i = 0; i < backup->n; i++) {
        const struct sk_table_info *info = &backup->tables[i];
        json_array_append_new(tables, json_pack("{s:o, s:o, s:o}", "schema", json_text(info->schema),
                                                "name", json_text(info->name), "rows",
                                                json_count(info->rows)));
    }
    return tables;
}

/* `backup` is NULL after a dry run that has nothing to tell. */
static void
tell_json(struct cli *cli, const struct sk_backup *backup)
{
    json_t *value = json_pack("{s:b, s:o}", "dry_run", (int)cli->set.lib.dry_run, "file",
                              json_text(cli->args[0]));
    if (backup) {
        json_t *more = json_pack(
            "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "engine", json_text(backup->engine),
            "server_version", json_text(backup->server_version), "created_at",
            json_text(backup->created_at), "current", json_text(backup->current), "size_bytes",
            json_count(backup->size_bytes), "sha256", json_text(backup->checksum), "rows",
            json_count(backup->rows), "tables", tables_json(backup));
        json_object_update(value, more);
        json_decref(more);
    }
    json_write(value, &cli->out);
}

static enum sk_status
exec_backup(struct cli *cli)
{
    struct sk_backup *backup = NULL;
    enum sk_status status =
        skein_backup(cli->skein, cli->args[0], cli->set.force, &backup, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        tell_json(cli, backup);
    else if (!backup)
        cli_say(cli, STYLE_BOLD, "dry run:", " %s would be written\n", cli->args[0]);
    else
        cli_say(cli, STYLE_GREEN, "backed up", " %zu table%s with %lld rows to %s, verified\n", backup->n,
                backup->n == 1 ? "" : "s", (long long)backup->rows, backup->file);
    skein_free(backup);
    return SK_OK;
}

static enum sk_status
exec_restore(struct cli *cli)
{
    struct sk_backup *backup = NULL;
    enum sk_status status = skein_restore(cli->skein, cli->args[0], &backup, &cli->err);
    if (status != SK_OK)
        return status;
    progress_clear(&cli->progress);
    if (cli->set.json)
        tell_json(cli, backup);
    else if (cli->set.lib.dry_run)
        cli_say(cli, STYLE_BOLD, "dry run:", " %s can be restored, nothing was written\n", cli->args[0]);
    else
        cli_say(cli, STYLE_GREEN, "restored", " %zu table%s with %lld rows from %s%s%s, verified\n",
                backup->n, backup->n == 1 ? "" : "s", (long long)backup->rows, backup->file,
                backup->current ? ", at " : "", backup->current ? backup->current : "");
    skein_free(backup);
    return SK_OK;
}

const struct command cmd_backup = {
    .name = "backup",
    .group = GROUP_DATABASE,
    .usage = "FILE",
    .summary = "write the whole database to a file",
    .description =
        "Writes the whole database to FILE by the engine's own means: SQLite's backup API, pg_dump\n"
        "(SQL where FILE ends in .sql, else its custom format), mariadb-dump or mysqldump. It is\n"
        "written beside FILE, for its owner alone to read, read again to its end, and compared with\n"
        "the database table by table; then it gets its name. FILE.manifest keeps its checksum and\n"
        "the rows of each table. A FILE that is there is replaced with --force only.",
    .examples = "skein backup before.dump\twrite and verify\n"
                "skein backup nightly.sql --force\tas SQL, over last night's",
    .options = OPT(DRY_RUN) | OPT(WAIT) | OPT(FORCE),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec_backup,
};

const struct command cmd_restore = {
    .name = "restore",
    .group = GROUP_DATABASE,
    .usage = "FILE",
    .summary = "make the database what a backup says",
    .description =
        "Makes the database what FILE says: a file of \"skein backup\", or one that the engine's own\n"
        "tool has made. FILE is read to its end, and compared with its manifest, before anything is\n"
        "changed. A database that is not empty wants --allow-data-loss, an environment that asks\n"
        "for approval --approve; no other run goes on meanwhile. On SQLite and PostgreSQL all of it\n"
        "happens or nothing. Afterwards the rows of each table and the history are compared with\n"
        "the backup's.",
    .examples = "skein restore before.dump --allow-data-loss\tback to where it was\n"
                "skein restore before.dump --dry-run\tread and check, write nothing",
    .options = OPT(DRY_RUN) | OPT(WAIT) | OPT(LOCK_WAIT) | OPT(ALLOW_DATA_LOSS) | OPT(APPROVE),
    .exits = EXIT_BIT(CLI_FAILED) | EXIT_BIT(CLI_REFUSED) | EXIT_BIT(CLI_LOCKED),
    .min_args = 1,
    .max_args = 1,
    .needs_project = true,
    .exec = exec_restore,
};
