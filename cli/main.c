/*
 * cli/main.c - skein(1): read the arguments, run the command, say how it went.
 *
 * What a command does is in cmd_NAME.c; this is what all of them share.
 */
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/report.h"
#include "cli/signals.h"

static enum sk_status
run_command(struct cli *cli)
{
    struct sk_options *lib = &cli->set.lib;
    lib->on_event = progress_event;
    lib->on_event_data = &cli->progress;
    if (cli->command->offline)
        lib->offline_dialect = cli->set.dialect;
    if (!cli->command->needs_project)
        return cli->command->exec(cli);
    enum sk_status status = skein_open(&cli->skein, lib, &cli->err);
    if (status != SK_OK)
        return status;
    signals_watch(cli->skein, cli->set.quiet || cli->set.json);
    status = cli->command->exec(cli);
    signals_watch(NULL, true);
    skein_close(cli->skein);
    cli->skein = NULL;
    return status;
}

static enum sk_status
run(struct cli *cli, int argc, char **argv)
{
    enum sk_status status = arguments_read(cli, argc, argv);
    if (status != SK_OK)
        return status;
    if (cli->set.version)
        return help_version(cli);
    if (cli->set.help)
        return cli->command ? help_command(cli, cli->command) : help_overview(cli);
    if (!cli->command)
        return cli_error(cli, SK_EUSAGE, "\"skein help\" lists the commands.", "no command");
    return run_command(cli);
}

/* Results that did not reach their reader are a failure, whatever became of the work. */
static enum sk_status
finish_output(struct cli *cli, enum sk_status status)
{
    int failed = terminal_finish(&cli->out);
    if (failed && status == SK_OK)
        return cli_error(cli, SK_EIO, NULL, "cannot write to standard output: %s",
                         strerror(failed));
    return status;
}

static void
cli_clear_error(struct cli *cli)
{
    if (!cli->own_err)
        skein_error_clear(&cli->err);
}

int
main(int argc, char **argv)
{
    terminal_guard_streams();
    setlocale(LC_CTYPE, "");
    signals_init();
    struct cli *cli = cli_alloc(NULL, sizeof *cli);
    cli->err.pos_bytes = SK_NO_POS;
    cli->progress.cli = cli;
    terminal_init(&cli->out, stdout);
    terminal_init(&cli->err_out, stderr);
    enum sk_status status = finish_output(cli, run(cli, argc, argv));
    enum cli_exit code = status == SK_OK || cli->reported ? cli->exit : cli_exit_code(status);
    if (status != SK_OK && !cli->reported)
        report_error(cli);
    progress_clear(&cli->progress);
    if (terminal_finish(&cli->err_out) != 0 && code == CLI_DONE)
        code = CLI_USAGE;
    cli_clear_error(cli);
    cli_free(cli);
    return (int)code;
}
