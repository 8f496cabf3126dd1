/* core/rollout_file.c - the list of databases, its waves and its checks: rollout.json; see rollout.h. */
#include <stdlib.h>
#include <string.h>

#include "core/json_file.h"
#include "core/rollout.h"
#include "core/settings.h"
#include "core/url.h"

enum { MOST_JOBS = 64 };

struct reader {
    struct sk_fleet *fleet;
    struct sk_json_file *json;
    struct sk_error *err;
};

/* ---- databases ------------------------------------------------------------------------------------------------ */

static const struct sk_environment *
find_environment(const struct sk_project *project, const char *name)
{
    for (size_t i = 0; i < project->n_environments; i++)
        if (strcmp(project->environments[i].name, name) == 0)
            return &project->environments[i];
    return NULL;
}

static enum sk_status
no_variable(struct reader *r, const char *key, const char *url)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    sk_json_fail(r->json, key, r->err, "a variable of the URL is not set: %s", sk_url_redact(tmp, url));
    talloc_free(tmp);
    return sk_hint(r->err, "Set the variable, or write it into the project's .env file."), SK_EUSAGE;
}

/* The URL that an entry gives, or that of its environment. */
static enum sk_status
settle_url(struct reader *r, struct sk_member *member, const char *url, const char *key)
{
    const struct sk_project *project = r->fleet->skein->project;
    const struct sk_environment *env = member->env ? find_environment(project, member->env) : NULL;
    if (member->env && !env)
        return sk_json_fail(r->json, "env", r->err, "there is no environment \"%s\"", member->env);
    if (!url && !env)
        return sk_json_fail(r->json, NULL, r->err, "a database wants a \"url\" or an \"env\"");
    if (!url && !env->url_template)
        return sk_json_fail(r->json, "env", r->err, "environment \"%s\" has no URL", member->env);
    member->url = url ? sk_config_expand(r->fleet, project, url) : env->url;
    if (!member->url)
        return no_variable(r, key, url ? url : env->url_template);
    return SK_OK;
}

static enum sk_status
check_unique(struct reader *r, const struct sk_member *member)
{
    for (size_t i = 0; i < r->fleet->n; i++) {
        if (strcmp(r->fleet->members[i].name, member->name) == 0)
            return sk_json_fail(r->json, NULL, r->err, "there are two databases \"%s\"", member->name);
        if (strcmp(r->fleet->members[i].url, member->url) == 0)
            return sk_json_fail(r->json, NULL, r->err, "\"%s\" is the database of \"%s\"", member->name,
                                r->fleet->members[i].name);
    }
    return SK_OK;
}

static enum sk_status
read_database(struct reader *r, json_t *value)
{
    static const char *const known[] = {"name", "url", "env", "wave", NULL};
    struct sk_member member = {.fleet = r->fleet, .pos_bytes = r->json->from};
    const char *url = json_string_value(value), *key = NULL;
    enum sk_status status = SK_OK;
    if (!url && !json_is_object(value))
        return sk_json_fail(r->json, NULL, r->err, "a database is a URL, or an object with \"url\" or \"env\"");
    if (!url) {
        key = json_object_get(value, "url") ? "url" : "env";
        status = sk_json_check_keys(r->json, value, known, r->err);
        status = status ? status : sk_json_string(r->json, value, "name", r->fleet, &member.name, r->err);
        status = status ? status : sk_json_string(r->json, value, "url", r->fleet, &url, r->err);
        status = status ? status : sk_json_string(r->json, value, "env", r->fleet, &member.env, r->err);
        status = status ? status : sk_json_string(r->json, value, "wave", r->fleet, &member.wish, r->err);
    }
    status = status ? status : settle_url(r, &member, url, key);
    if (status)
        return status;
    if (!member.name)
        member.name = url ? sk_url_redact(r->fleet, member.url) : member.env;
    status = check_unique(r, &member);
    if (!status)
        sk_push(r->fleet, r->fleet->members, r->fleet->n, member);
    return status;
}

/* ---- waves ---------------------------------------------------------------------------------------------------- */

/* 3, or "25%" */
static enum sk_status
read_size(struct reader *r, struct sk_wave *wave, json_t *value)
{
    const char *text = json_string_value(value);
    char *end = NULL;
    long percent = text ? strtol(text, &end, 10) : 0;
    wave->has_size = value != NULL;
    if (!value)
        return SK_OK;
    if (json_is_integer(value) && json_integer_value(value) > 0) {
        wave->size = (size_t)json_integer_value(value);
        return SK_OK;
    }
    if (text && percent > 0 && percent <= 100 && strcmp(end, "%") == 0) {
        wave->percent = (size_t)percent;
        return SK_OK;
    }
    return sk_json_fail(r->json, "size", r->err, "\"size\" has to be a number from 1, or a share like \"25%%\"");
}

static enum sk_status
read_wave(struct reader *r, json_t *value)
{
    static const char *const known[] = {"name", "size", NULL};
    struct sk_wave wave = {0};
    if (!json_is_object(value))
        return sk_json_fail(r->json, NULL, r->err, "a wave is an object with a \"name\" and a \"size\"");
    enum sk_status status = sk_json_check_keys(r->json, value, known, r->err);
    status = status ? status : sk_json_string(r->json, value, "name", r->fleet, &wave.name, r->err);
    status = status ? status : read_size(r, &wave, json_object_get(value, "size"));
    if (!status && !wave.name)
        status = sk_json_fail(r->json, NULL, r->err, "the wave has no name");
    for (size_t i = 0; i < r->fleet->n_waves && !status; i++)
        if (strcmp(r->fleet->waves[i].name, wave.name) == 0)
            status = sk_json_fail(r->json, NULL, r->err, "there are two waves \"%s\"", wave.name);
    if (!status)
        sk_push(r->fleet, r->fleet->waves, r->fleet->n_waves, wave);
    return status;
}

static void
usual_waves(struct sk_fleet *fleet)
{
    static const struct sk_wave usual[] = {{.name = "canary", .has_size = true, .size = 1},
                                           {.name = "share", .has_size = true, .percent = 25},
                                           {.name = "rest"}};
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        sk_push(fleet, fleet->waves, fleet->n_waves, usual[i]);
}

static size_t
size_of(const struct sk_fleet *fleet, const struct sk_wave *wave)
{
    return wave->percent ? (fleet->n * wave->percent + 99) / 100 : wave->size;
}

/* Those that ask for a wave are in it; then it is filled up, in the order of the list; the last takes what is left. */
static void
deal_out(struct sk_fleet *fleet)
{
    struct sk_member *dealt = NULL;
    size_t n = 0;
    for (size_t w = 0; w < fleet->n_waves; w++) {
        const struct sk_wave *wave = &fleet->waves[w];
        size_t size = size_of(fleet, wave), count = 0;
        bool last = w + 1 == fleet->n_waves;
        for (size_t i = 0; i < fleet->n; i++)
            if (fleet->members[i].wish && strcmp(fleet->members[i].wish, wave->name) == 0)
                fleet->members[i].wave = wave, count++;
        for (size_t i = 0; i < fleet->n; i++)
            if (!fleet->members[i].wish && !fleet->members[i].wave && (last || count < size))
                fleet->members[i].wave = wave, count++;
        for (size_t i = 0; i < fleet->n; i++)
            if (fleet->members[i].wave == wave)
                sk_push(fleet, dealt, n, fleet->members[i]);
    }
    fleet->members = dealt;
}

static enum sk_status
check_wishes(struct reader *r)
{
    for (size_t i = 0; i < r->fleet->n; i++) {
        const struct sk_member *member = &r->fleet->members[i];
        bool found = !member->wish;
        for (size_t w = 0; w < r->fleet->n_waves && !found; w++)
            found = strcmp(r->fleet->waves[w].name, member->wish) == 0;
        r->json->from = member->pos_bytes;
        if (!found)
            return sk_json_fail(r->json, "wave", r->err, "there is no wave \"%s\"", member->wish);
    }
    return SK_OK;
}

/* ---- checks --------------------------------------------------------------------------------------------------- */

static bool
add_expected(struct sk_fleet *fleet, struct sk_check *check, json_t *value)
{
    const char *text = NULL;
    if (json_is_string(value))
        text = sk_strdup(fleet, json_string_value(value));
    else if (json_is_boolean(value))
        text = json_is_true(value) ? "true" : "false";
    else if (json_is_integer(value))
        text = sk_printf(fleet, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        text = sk_printf(fleet, "%.15g", json_real_value(value));
    else if (!json_is_null(value))
        return false;
    sk_push(fleet, check->rows, check->n_rows, text);
    return true;
}

static enum sk_status
read_check(struct reader *r, json_t *value)
{
    static const char *const known[] = {"name", "sql", "expect", NULL};
    struct sk_check check = {0};
    struct sk_script *script;
    struct sk_error failure = SK_ERROR_INIT;
    if (!json_is_object(value))
        return sk_json_fail(r->json, NULL, r->err, "a check is an object with a \"name\" and \"sql\"");
    enum sk_status status = sk_json_check_keys(r->json, value, known, r->err);
    status = status ? status : sk_json_string(r->json, value, "name", r->fleet, &check.name, r->err);
    status = status ? status : sk_json_string(r->json, value, "sql", r->fleet, &check.sql, r->err);
    if (!status && (!check.name || !check.sql))
        status = sk_json_fail(r->json, NULL, r->err, "the check has no %s", check.name ? "sql" : "name");
    json_t *expect = json_object_get(value, "expect");
    bool good = !expect || json_is_array(expect) || add_expected(r->fleet, &check, expect);
    for (size_t i = 0; good && json_is_array(expect) && i < json_array_size(expect); i++)
        good = add_expected(r->fleet, &check, json_array_get(expect, i));
    if (!status && !good)
        status = sk_json_fail(r->json, "expect", r->err,
                              "\"expect\" has to be a value, or a list of values, one for each row");
    if (status)
        return status;
    if (r->fleet->skein->source->parse(&script, r->fleet, r->fleet->path, check.sql, strlen(check.sql), &failure)) {
        status = sk_json_fail(r->json, "sql", r->err, "check \"%s\": %s", check.name, failure.message);
        sk_error_clear(&failure);
        return status;
    }
    bool query = script->n == 1 && (strncmp(script->statements[0].tag, "SELECT", 6) == 0 ||
                                    strncmp(script->statements[0].tag, "WITH", 4) == 0);
    if (!query)
        return sk_json_fail(r->json, "sql", r->err, "check \"%s\" has to be one query: a SELECT", check.name);
    sk_push(r->fleet, r->fleet->checks, r->fleet->n_checks, check);
    return SK_OK;
}

/* ---- the file ------------------------------------------------------------------------------------------------- */

static enum sk_status
read_list(struct reader *r, const char *key, enum sk_status (*read)(struct reader *, json_t *))
{
    json_t *list = json_object_get(r->json->root, key);
    enum sk_status status = SK_OK;
    r->json->from = 0;
    if (list && !json_is_array(list))
        return sk_json_fail(r->json, key, r->err, "\"%s\" has to be a list", key);
    for (size_t i = 0; i < json_array_size(list) && !status; i++) {
        r->json->from = sk_json_element(r->json, key, i);
        status = read(r, json_array_get(list, i));
    }
    r->json->from = 0;
    return status;
}

static enum sk_status
read_jobs(struct reader *r)
{
    json_t *jobs = json_object_get(r->json->root, "jobs");
    if (!jobs || r->fleet->jobs)
        return SK_OK;
    json_int_t n = json_integer_value(jobs);
    if (n < 1 || n > MOST_JOBS)
        return sk_json_fail(r->json, "jobs", r->err, "\"jobs\" has to be a number from 1 to %d", MOST_JOBS);
    r->fleet->jobs = (size_t)n;
    return SK_OK;
}

/* "30s" */
static enum sk_status
read_pause(struct reader *r)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    json_t *pause = json_object_get(r->json->root, "pause");
    const char *text = json_string_value(pause);
    char *end = NULL;
    long n = text ? strtol(text, &end, 10) : -1;
    if (!pause || r->fleet->pause_ms)
        return SK_OK;
    for (size_t i = 0; n >= 0 && n < 1000000 && end != text && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            r->fleet->pause_ms = n * units[i].ms;
            return SK_OK;
        }
    }
    return sk_json_fail(r->json, "pause", r->err, "\"pause\" has to be a time like \"500ms\", \"30s\" or \"5m\"");
}

enum sk_status
sk_fleet_read(struct sk_fleet *fleet, const char *path, struct sk_error *err)
{
    static const char *const known[] = {"databases", "waves", "checks", "jobs", "pause", NULL};
    struct reader r = {.fleet = fleet, .err = err};
    fleet->path = path;
    enum sk_status status = sk_json_read(&r.json, fleet, path, err);
    status = status ? status : sk_json_check_keys(r.json, r.json->root, known, err);
    status = status ? status : read_jobs(&r);
    status = status ? status : read_pause(&r);
    status = status ? status : read_list(&r, "databases", read_database);
    if (!status && !fleet->n)
        status = sk_json_fail(r.json, "databases", err, "there are no \"databases\" in the list");
    status = status ? status : read_list(&r, "waves", read_wave);
    status = status ? status : read_list(&r, "checks", read_check);
    if (!status && !fleet->n_waves)
        usual_waves(fleet);
    status = status ? status : check_wishes(&r);
    if (!status)
        deal_out(fleet);
    return status;
}
