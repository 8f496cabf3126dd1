/* cli/report.c - see report.h. */
#include "cli/report.h"

#include <string.h>

/* An error and a finding, seen alike. */
struct report {
    enum sk_status status;
    const char *sqlstate, *message, *hint, *file;
    size_t pos_bytes;
    bool placed; /* `place` is set, in `source` */
    struct source source;
    struct place place;
};

const char *
report_migration_status(enum sk_migration_status status)
{
    static const char *const names[] = {
        [SK_PENDING] = "pending", [SK_COMPLETED] = "completed", [SK_FAILED] = "failed",
        [SK_RUNNING] = "running", [SK_MISSING] = "missing",     [SK_MODIFIED] = "modified"};
    return names[status];
}

const char *
report_status_name(enum sk_status status)
{
    switch (status) {
    case SK_OK:
        return "ok";
    case SK_EUSAGE:
        return "usage";
    case SK_EIO:
        return "io";
    case SK_EREFUSED:
        return "refused";
    case SK_EUNSUPPORTED:
        return "unsupported";
    case SK_ESQL:
        return "sql";
    case SK_ECONN:
        return "connection";
    case SK_EBUSY:
        return "busy";
    case SK_ELOCKED:
        return "locked";
    case SK_EDIFF:
        return "difference";
    case SK_EINTERRUPTED:
        return "interrupted";
    case SK_EINTERNAL:
        return "internal";
    }
    return "internal";
}

/* Find line and column, unless the file is gone or has become shorter: then the report does
 * without. */
static void
locate(struct cli *cli, struct report *report)
{
    if (!report->file || report->pos_bytes == SK_NO_POS)
        return;
    if (cli->source.name && strcmp(cli->source.name, report->file) == 0)
        report->source = cli->source;
    else if (source_read(&report->source, cli, report->file) != 0)
        return;
    report->placed = source_locate(&report->place, &report->source, report->pos_bytes);
}

static void
show(struct cli *cli, const struct report *report)
{
    const struct terminal *to = &cli->err_out;
    bool warning = report->status == SK_OK;
    enum style style = warning ? STYLE_YELLOW : STYLE_RED;
    fputs(terminal_on(to, STYLE_BOLD), to->stream);
    terminal_put(to, report->file ? report->file : "skein");
    if (report->placed)
        fprintf(to->stream, ":%zu:%zu", report->place.line, report->place.column);
    fprintf(to->stream, ":%s %s%s:%s ", terminal_off(to, STYLE_BOLD), terminal_on(to, style),
            warning ? "warning" : "error", terminal_off(to, style));
    terminal_put(to, report->message ? report->message : report_status_name(report->status));
    if (report->sqlstate && *report->sqlstate)
        fprintf(to->stream, " [%s]", report->sqlstate);
    fputc('\n', to->stream);
    if (report->placed)
        source_show(&report->place, to);
    if (report->hint) {
        fprintf(to->stream, "%shint:%s ", terminal_on(to, STYLE_CYAN),
                terminal_off(to, STYLE_CYAN));
        terminal_put(to, report->hint);
        fputc('\n', to->stream);
    }
}

static json_t *
object(const struct report *report)
{
    json_t *place = report->placed ? json_integer((json_int_t)report->place.line) : json_null();
    json_t *column = report->placed ? json_integer((json_int_t)report->place.column) : json_null();
    const char *sqlstate = report->sqlstate && *report->sqlstate ? report->sqlstate : NULL;
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "status",
                     report_status_name(report->status), "message", json_text(report->message),
                     "hint", json_text(report->hint), "file", json_text(report->file), "line",
                     place, "column", column, "sqlstate", json_text(sqlstate));
}

void
report_error(struct cli *cli)
{
    const struct sk_error *err = &cli->err;
    struct report report = {.status = err->status,
                            .sqlstate = err->sqlstate,
                            .message = err->message,
                            .hint = err->hint,
                            .file = err->file,
                            .pos_bytes = err->pos_bytes};
    progress_clear(&cli->progress);
    locate(cli, &report);
    if (cli->set.json)
        json_write(json_pack("{s:o}", "error", object(&report)), &cli->err_out);
    else
        show(cli, &report);
}

static struct report
of_finding(struct cli *cli, const struct sk_finding *finding)
{
    struct report report = {.status = finding->status,
                            .message = finding->message,
                            .hint = finding->hint,
                            .file = finding->file,
                            .pos_bytes = finding->pos_bytes};
    locate(cli, &report);
    return report;
}

void
report_finding(struct cli *cli, const struct sk_finding *finding)
{
    struct report report = of_finding(cli, finding);
    show(cli, &report);
}

json_t *
report_finding_json(struct cli *cli, const struct sk_finding *finding)
{
    struct report report = of_finding(cli, finding);
    json_t *value = json_pack("{s:s}", "severity", finding->status == SK_OK ? "warning" : "error");
    json_t *fields = object(&report);
    json_object_update(value, fields);
    json_decref(fields);
    return value;
}

static struct report
of_lint(struct cli *cli, const struct sk_lint_finding *finding)
{
    struct report report = {.message = finding->message,
                            .hint = finding->hint,
                            .file = finding->file,
                            .pos_bytes = finding->pos_bytes};
    locate(cli, &report);
    return report;
}

void
report_lint(struct cli *cli, const struct sk_lint_finding *finding)
{
    const struct terminal *to = &cli->out;
    struct report report = of_lint(cli, finding);
    enum style style = strcmp(finding->level, "high") == 0     ? STYLE_RED
                       : strcmp(finding->level, "medium") == 0 ? STYLE_YELLOW
                                                               : STYLE_CYAN;
    fputs(terminal_on(to, STYLE_BOLD), to->stream);
    terminal_put(to, finding->file);
    if (report.placed)
        fprintf(to->stream, ":%zu:%zu", report.place.line, report.place.column);
    fprintf(to->stream, ":%s %s%s:%s ", terminal_off(to, STYLE_BOLD), terminal_on(to, style), finding->level,
            terminal_off(to, style));
    terminal_put(to, finding->message);
    fprintf(to->stream, " [%s]\n", finding->rule);
    if (report.placed)
        source_show(&report.place, to);
    fprintf(to->stream, "%sway out:%s %s\n", terminal_on(to, STYLE_CYAN), terminal_off(to, STYLE_CYAN), finding->hint);
}

json_t *
report_lint_json(struct cli *cli, const struct sk_lint_finding *finding)
{
    struct report report = of_lint(cli, finding);
    json_t *line = report.placed ? json_integer((json_int_t)report.place.line) : json_null();
    json_t *column = report.placed ? json_integer((json_int_t)report.place.column) : json_null();
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "rule", finding->rule, "level", finding->level,
                     "version", json_text(finding->version), "message", json_text(finding->message), "hint",
                     json_text(finding->hint), "file", json_text(finding->file), "line", line, "column", column,
                     "dialects", json_text(finding->dialects));
}
