/* cli/cli.c - see cli.h. */
#include "cli/cli.h"

#include <stdarg.h>
#include <stdio.h>

enum sk_status
cli_error(struct cli *cli, enum sk_status status, const char *hint, const char *fmt, ...)
{
    if (cli->err.status != SK_OK)
        return cli->err.status;
    va_list ap;
    va_start(ap, fmt);
    cli->err = (struct sk_error){
        .status = status,
        .message = cli_vprintf(cli, fmt, ap),
        .hint = cli_strdup(cli, hint),
        .pos_bytes = SK_NO_POS,
    };
    va_end(ap);
    cli->own_err = true;
    return status;
}

enum cli_exit
cli_exit_code(enum sk_status status)
{
    switch (status) {
    case SK_OK:
        return CLI_DONE;
    case SK_EUSAGE:
    case SK_EIO:
        return CLI_USAGE;
    case SK_EREFUSED:
    case SK_EUNSUPPORTED:
        return CLI_REFUSED;
    case SK_ESQL:
    case SK_ECONN:
    case SK_EBUSY:
    case SK_EINTERNAL:
        return CLI_FAILED;
    case SK_ELOCKED:
        return CLI_LOCKED;
    case SK_EDIFF:
        return CLI_DIFFERENT;
    case SK_EINTERRUPTED:
        return CLI_INTERRUPTED;
    }
    return CLI_FAILED;
}

bool
cli_talks(const struct cli *cli)
{
    return !cli->set.quiet && !cli->set.json;
}

void
cli_say(struct cli *cli, enum style style, const char *lead, const char *fmt, ...)
{
    if (!cli_talks(cli))
        return;
    va_list ap;
    va_start(ap, fmt);
    char *text = cli_vprintf(NULL, fmt, ap);
    va_end(ap);
    fprintf(cli->out.stream, "%s%s%s", terminal_on(&cli->out, style), lead,
            terminal_off(&cli->out, style));
    terminal_put(&cli->out, text);
    cli_free(text);
}
