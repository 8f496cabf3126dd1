/* cli/cmd_report.c - skein report: what ran, for audits. */
#include <inttypes.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/table.h"

static bool
has_failed(const struct sk_attempt *attempt)
{
    return strcmp(attempt->outcome, "failed") == 0;
}

static bool
is_late(const struct sk_attempt *attempt)
{
    return attempt->estimated_ms >= 0 && attempt->duration_ms > attempt->estimated_ms;
}

/* ---- text -------------------------------------------------------------------------------------------------------- */

/* What a section lists of the attempts. */
struct section {
    const char *title;
    bool (*takes)(const struct sk_report *report, const struct sk_attempt *attempt);
};

static bool
takes_slow(const struct sk_report *report, const struct sk_attempt *attempt)
{
    return attempt->duration_ms > report->slow_ms;
}

static bool
takes_failed(const struct sk_report *report, const struct sk_attempt *attempt)
{
    (void)report;
    return has_failed(attempt);
}

static bool
takes_approved(const struct sk_report *report, const struct sk_attempt *attempt)
{
    (void)report;
    return attempt->approved_by != NULL;
}

static bool
takes_estimated(const struct sk_report *report, const struct sk_attempt *attempt)
{
    (void)report;
    return attempt->estimated_ms >= 0 && !has_failed(attempt);
}

static const struct section sections[] = {{"Slower than", takes_slow},
                                          {"Failed", takes_failed},
                                          {"Approved", takes_approved},
                                          {"Estimated and actual", takes_estimated}};

static const char *
duration_text(struct cli *cli, int64_t ms)
{
    return ms < 0 ? "-" : cli_printf(cli, "%" PRId64 " ms", ms);
}

static void
put_attempt(struct cli *cli, const struct sk_attempt *a)
{
    FILE *to = cli->out.stream;
    fprintf(to, "  %s  %s %s %s  %s  %s", a->at, a->action, a->version ? a->version : "-", a->name ? a->name : "-",
            a->outcome, duration_text(cli, a->duration_ms));
    if (a->estimated_ms >= 0)
        fprintf(to, " of %s estimated%s", duration_text(cli, a->estimated_ms), is_late(a) ? ", late" : "");
    if (a->risk)
        fprintf(to, ", %s risk", a->risk);
    if (a->approved_by) {
        fputs(", approved by ", to);
        terminal_put(&cli->out, a->approved_by);
        fprintf(to, " (%s) %s", a->approved_for, a->approved_at);
    }
    if (a->by) {
        fputs(", run by ", to);
        terminal_put(&cli->out, a->by);
    }
    fputc('\n', to);
    if (a->error_message) {
        fputs("    ", to);
        terminal_put(&cli->out, a->error_message);
        fputc('\n', to);
    }
}

static void
put_section(struct cli *cli, const struct sk_report *report, const struct section *section)
{
    FILE *to = cli->out.stream;
    bool none = true;
    fprintf(to, "\n%s%s", terminal_on(&cli->out, STYLE_BOLD), section->title);
    if (section->takes == takes_slow)
        fprintf(to, " %s", duration_text(cli, report->slow_ms));
    fprintf(to, "%s\n", terminal_off(&cli->out, STYLE_BOLD));
    for (size_t i = 0; i < report->n_attempts; i++) {
        if (!section->takes(report, &report->attempts[i]))
            continue;
        put_attempt(cli, &report->attempts[i]);
        none = false;
    }
    if (none)
        fputs("  none\n", to);
}

static void
put_text(struct cli *cli, const struct sk_report *report)
{
    FILE *to = cli->out.stream;
    const char *on = terminal_on(&cli->out, STYLE_BOLD), *off = terminal_off(&cli->out, STYLE_BOLD);
    fprintf(to, "%sMigrations on %s%s%s%s\n", on, report->engine, report->environment ? ", " : "",
            report->environment ? report->environment : "", off);
    fprintf(to, "  period: %s to %s\n", report->since ? report->since : "the beginning",
            report->until ? report->until : "now");
    fprintf(to, "  %zu applied, %zu taken back, %zu failed; %zu slow, %zu later than estimated, %zu approved\n",
            report->completed, report->reverted, report->failed, report->slow, report->late, report->approved);
    fprintf(to, "\n%sApplied, in order%s\n", on, off);
    for (size_t i = 0; i < report->n_standing; i++) {
        const struct sk_migration_info *m = &report->standing[i];
        fprintf(to, "  %s  %s  %s  %s\n", m->version, m->name, m->applied_at, duration_text(cli, m->duration_ms));
    }
    if (!report->n_standing)
        fputs("  none\n", to);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        put_section(cli, report, &sections[i]);
}

/* ---- CSV (RFC 4180) ---------------------------------------------------------------------------------------------- */

/* A spreadsheet would take what begins with these for a formula. */
static void
put_field(FILE *to, const char *text, bool last)
{
    bool formula = text && strchr("=+-@", *text) && *text;
    if (text && (formula || strpbrk(text, ",\"\r\n"))) {
        fputs(formula ? "\"'" : "\"", to);
        for (; *text; text++) {
            if (*text == '"')
                fputc('"', to);
            fputc(*text, to);
        }
        fputc('"', to);
    } else {
        fputs(text ? text : "", to);
    }
    fputs(last ? "\r\n" : ",", to);
}

static void
put_number(FILE *to, int64_t number)
{
    if (number >= 0)
        fprintf(to, "%" PRId64, number);
    fputc(',', to);
}

static void
put_csv(struct cli *cli, const struct sk_report *report)
{
    FILE *to = cli->out.stream;
    fputs(
        "at,action,version,name,outcome,duration_ms,estimated_ms,slow,late,risk,approved_by,approved_for,approved_at,by,"
        "error_message\r\n",
        to);
    for (size_t i = 0; i < report->n_attempts; i++) {
        const struct sk_attempt *a = &report->attempts[i];
        const char *const head[] = {a->at, a->action, a->version, a->name, a->outcome};
        const char *const tail[] = {takes_slow(report, a) ? "true" : "false", is_late(a) ? "true" : "false",
                                    a->risk, a->approved_by, a->approved_for, a->approved_at, a->by, a->error_message};
        for (size_t k = 0; k < sizeof head / sizeof *head; k++)
            put_field(to, head[k], false);
        put_number(to, a->duration_ms);
        put_number(to, a->estimated_ms);
        for (size_t k = 0; k < sizeof tail / sizeof *tail; k++)
            put_field(to, tail[k], k + 1 == sizeof tail / sizeof *tail);
    }
}

/* ---- JSON -------------------------------------------------------------------------------------------------------- */

static json_t *
attempt_json(const struct sk_report *report, const struct sk_attempt *a)
{
    json_t *value = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:b}", "at", json_text(a->at), "action",
                              json_text(a->action), "version", json_text(a->version), "name", json_text(a->name),
                              "outcome", json_text(a->outcome), "duration_ms", json_count(a->duration_ms),
                              "estimated_ms", json_count(a->estimated_ms), "slow", (int)takes_slow(report, a), "late",
                              (int)is_late(a));
    json_t *more = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "risk", json_text(a->risk), "approved_by",
                             json_text(a->approved_by), "approved_for", json_text(a->approved_for), "approved_at",
                             json_text(a->approved_at), "by", json_text(a->by), "error_message",
                             json_text(a->error_message));
    json_object_update(value, more);
    json_decref(more);
    return value;
}

static void
put_json(struct cli *cli, const struct sk_report *report)
{
    json_t *standing = json_array(), *attempts = json_array();
    for (size_t i = 0; i < report->n_standing; i++) {
        const struct sk_migration_info *m = &report->standing[i];
        json_array_append_new(standing, json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "version", json_text(m->version),
                                                  "name", json_text(m->name), "applied_at", json_text(m->applied_at),
                                                  "duration_ms", json_count(m->duration_ms), "applied_by",
                                                  json_text(m->applied_by), "checksum", json_text(m->checksum)));
    }
    for (size_t i = 0; i < report->n_attempts; i++)
        json_array_append_new(attempts, attempt_json(report, &report->attempts[i]));
    json_t *summary =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "applied", (json_int_t)report->completed, "taken_back",
                  (json_int_t)report->reverted, "failed", (json_int_t)report->failed, "slow", (json_int_t)report->slow,
                  "late", (json_int_t)report->late, "approved", (json_int_t)report->approved);
    json_write(json_pack("{s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "engine", json_text(report->engine), "environment",
                         json_text(report->environment), "since", json_text(report->since), "until",
                         json_text(report->until), "slow_ms", (json_int_t)report->slow_ms, "summary", summary,
                         "applied", standing, "attempts", attempts),
               &cli->out);
}

static const char *const formats[] = {"text", "csv", "json", NULL};

static enum sk_status
exec(struct cli *cli)
{
    const char *format = cli->set.format ? cli->set.format : cli->set.json ? "json" : "text";
    struct sk_report *report = NULL;
    enum sk_status status = option_choice(cli, OPTION_FORMAT, format, formats);
    if (status == SK_OK)
        status = skein_report(cli->skein, cli->set.since, cli->set.until, cli->set.slow_ms, &report, &cli->err);
    if (status != SK_OK)
        return status;
    if (strcmp(format, "json") == 0)
        put_json(cli, report);
    else if (strcmp(format, "csv") == 0)
        put_csv(cli, report);
    else
        put_text(cli, report);
    skein_free(report);
    return SK_OK;
}

const struct command cmd_report = {
    .name = "report",
    .group = GROUP_LOOK,
    .usage = "",
    .summary = "report what ran, for an audit",
    .description = "Lists, for a period or for all time, the migrations that stand, in order, and "
                   "the attempts that\n"
                   "were slow, that failed, that somebody approved, and that had an estimated "
                   "duration, with the one\n"
                   "that it took. As text, as CSV (a line for each attempt) or as JSON.",
    .examples = "skein report --since 2026-01-01 --until 2026-03-31\ta quarter\n"
                "skein report --slow 5s\twhat took longer than that\n"
                "skein report --format csv >audit.csv\tfor a spreadsheet",
    .formats = formats,
    .options = OPT(FORMAT) | OPT(SINCE) | OPT(UNTIL) | OPT(SLOW) | OPT(WAIT),
    .exits = EXIT_BIT(CLI_FAILED),
    .needs_project = true,
    .exec = exec,
};
