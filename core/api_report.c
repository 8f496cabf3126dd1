/* core/api_report.c - the public call for audits: what ran in a period, how long it took, what failed, who approved it.
 */
#include <ctype.h>
#include <string.h>

#include "core/session.h"

enum { SLOW_MS = 1000 };

/* "2026-02-08", "2026-02-08T10:30", "2026-02-08 10:30:00": as the library writes times, as far as it goes. */
static enum sk_status
read_moment(const char **out, TALLOC_CTX *owner, const char *text, struct sk_error *err)
{
    static const char form[] = "0000-00-00T00:00:00.000Z";
    size_t len = text ? strlen(text) : 0;
    *out = NULL;
    if (!text)
        return SK_OK;
    char *moment = sk_strdup(owner, text);
    bool right = len == 4 || len == 7 || len == 10 || len == 16 || len == 19 || len >= 20;
    for (size_t i = 0; right && i < len; i++) {
        if (i == 10 && moment[i] == ' ')
            moment[i] = 'T';
        right = i < sizeof form - 1 && (form[i] == '0' ? isdigit((unsigned char)moment[i]) != 0 : moment[i] == form[i]);
    }
    if (!right) {
        sk_fail(err, SK_EUSAGE, "\"%s\" is no time", text);
        return sk_hint(err, "Write YYYY-MM-DD or \"YYYY-MM-DD HH:MM:SS\", in UTC."), SK_EUSAGE;
    }
    *out = moment;
    return SK_OK;
}

/* Both ends belong to the period: a day that is given as its end does so as a whole. */
static bool
is_in(const struct sk_report *report, const char *at)
{
    return at && (!report->since || strcmp(at, report->since) >= 0) &&
           (!report->until || strncmp(at, report->until, strlen(report->until)) <= 0);
}

static void
count(struct sk_report *report, const struct sk_attempt *attempt)
{
    bool failed = strcmp(attempt->outcome, "failed") == 0;
    report->failed += failed;
    report->completed += !failed && strcmp(attempt->action, "up") == 0;
    report->reverted += !failed && strcmp(attempt->action, "down") == 0;
    report->approved += attempt->approved_by != NULL;
    report->slow += attempt->duration_ms > report->slow_ms;
    report->late += attempt->estimated_ms >= 0 && attempt->duration_ms > attempt->estimated_ms;
}

static enum sk_status
fill(struct sk_report *report, struct skein *skein, struct sk_error *err)
{
    struct sk_history *history = NULL;
    struct sk_migrations *standing = NULL;
    enum sk_status status = skein_history(skein, &history, err);
    status = status ? status : skein_completed(skein, &standing, err);
    talloc_steal(report, history);
    talloc_steal(report, standing);
    for (size_t i = 0; !status && i < history->n; i++) {
        if (!is_in(report, history->items[i].at))
            continue;
        sk_push(report, report->attempts, report->n_attempts, history->items[i]);
        count(report, &history->items[i]);
    }
    for (size_t i = 0; !status && i < standing->n; i++)
        if (is_in(report, standing->items[i].applied_at))
            sk_push(report, report->standing, report->n_standing, standing->items[i]);
    return status;
}

enum sk_status
skein_report(struct skein *skein, const char *since, const char *until, int64_t slow_ms, struct sk_report **out,
             struct sk_error *err)
{
    struct sk_report *report = sk_new(NULL, struct sk_report);
    report->slow_ms = slow_ms > 0 ? slow_ms : SLOW_MS;
    enum sk_status status = read_moment(&report->since, report, since, err);
    status = status ? status : read_moment(&report->until, report, until, err);
    if (!status && since && until && strncmp(report->since, report->until, strlen(report->until)) > 0)
        status = sk_fail(err, SK_EUSAGE, "the period ends before it begins: %s is after %s", since, until);
    status = status ? status : fill(report, skein, err);
    if (status) {
        talloc_free(report);
        return status;
    }
    report->engine = sk_strdup(report, skein->conn->dialect);
    report->environment = sk_strdup(report, skein->project->env_name);
    *out = report;
    return SK_OK;
}
