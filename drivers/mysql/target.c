/*
 * drivers/mysql/target.c - what a mysql: URL says.
 *
 * There is no standard for such URLs. Names and meanings of the options are those of the option files and of the mysql
 * program, with "_" as good as "-". What other tools' URLs often hold, and what says only what holds anyway, is passed
 * over; everything else that is not known is an error: a misspelt ssl-mode must not mean no encryption.
 */
#include "drivers/mysql/target.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/url.h"

enum kind { TEXT, NUMBER, TLS_MODE, TLS_FLAG, FLAG, NOTHING };

#define FIELD(name) offsetof(struct sk_my_target, name)

static const struct option {
    const char *name;
    enum kind kind;
    size_t field;
} options[] = {
    {"user", TEXT, FIELD(user)},
    {"password", TEXT, FIELD(password)},
    {"host", TEXT, FIELD(host)},
    {"port", NUMBER, FIELD(port)},
    {"socket", TEXT, FIELD(socket)},
    {"unix-socket", TEXT, FIELD(socket)},
    {"database", TEXT, FIELD(database)},
    {"ssl-mode", TLS_MODE, 0},
    {"sslmode", TLS_MODE, 0},
    {"ssl", TLS_FLAG, 0},
    {"tls", TLS_FLAG, 0},
    {"ssl-ca", TEXT, FIELD(tls_ca)},
    {"ssl-capath", TEXT, FIELD(tls_capath)},
    {"ssl-cert", TEXT, FIELD(tls_cert)},
    {"ssl-key", TEXT, FIELD(tls_key)},
    {"ssl-cipher", TEXT, FIELD(tls_cipher)},
    {"tls-version", TEXT, FIELD(tls_version)},
    {"default-file", TEXT, FIELD(default_file)},
    {"read-default-file", TEXT, FIELD(default_file)},
    {"default-group", TEXT, FIELD(default_group)},
    {"read-default-group", TEXT, FIELD(default_group)},
    {"default-auth", TEXT, FIELD(default_auth)},
    {"plugin-dir", TEXT, FIELD(plugin_dir)},
    {"server-public-key", TEXT, FIELD(server_public_key)},
    {"server-public-key-path", TEXT, FIELD(server_public_key)},
    {"connect-timeout", NUMBER, FIELD(connect_timeout_s)},
    {"read-timeout", NUMBER, FIELD(read_timeout_s)},
    {"write-timeout", NUMBER, FIELD(write_timeout_s)},
    {"compress", FLAG, FIELD(compress)},
    {"charset", NOTHING, 0},
    {"parsetime", NOTHING, 0},
    {"multistatements", NOTHING, 0},
    {"multi-statements", NOTHING, 0},
    {"loc", NOTHING, 0},
    {"connection-limit", NOTHING, 0},
    {"pool-timeout", NOTHING, 0},
};

static const struct {
    const char *word;
    enum sk_my_tls mode;
} tls_modes[] = {
    {"DISABLED", SK_MY_TLS_DISABLED},          {"disable", SK_MY_TLS_DISABLED},
    {"PREFERRED", SK_MY_TLS_PREFERRED},        {"prefer", SK_MY_TLS_PREFERRED},
    {"REQUIRED", SK_MY_TLS_REQUIRED},          {"require", SK_MY_TLS_REQUIRED},
    {"VERIFY_CA", SK_MY_TLS_VERIFY_CA},        {"verify-ca", SK_MY_TLS_VERIFY_CA},
    {"VERIFY_IDENTITY", SK_MY_TLS_VERIFY_IDENTITY}, {"verify-full", SK_MY_TLS_VERIFY_IDENTITY},
};

static enum sk_status
bad_value(const char *name, const char *what, struct sk_error *err)
{
    return sk_fail(err, SK_EUSAGE, "the URL's option \"%s\" must be %s", name, what);
}

static bool
read_flag(const char *value, bool *out)
{
    *out = !*value || strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0 || strcasecmp(value, "on") == 0;
    return *out || strcmp(value, "0") == 0 || strcasecmp(value, "false") == 0 || strcasecmp(value, "off") == 0;
}

static bool
read_number(const char *value, unsigned max, unsigned *out)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    bool good = *value >= '0' && *value <= '9' && !*end && number <= max;
    *out = (unsigned)number;
    return good;
}

static enum sk_status
set_tls_mode(struct sk_my_target *target, const char *name, const char *value, struct sk_error *err)
{
    for (size_t i = 0; i < sizeof tls_modes / sizeof *tls_modes; i++) {
        if (strcasecmp(tls_modes[i].word, value) == 0) {
            target->tls = tls_modes[i].mode;
            return SK_OK;
        }
    }
    return bad_value(name, "DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY", err);
}

static enum sk_status
set_option(struct sk_my_target *target, const struct option *option, char *value, struct sk_error *err)
{
    char *field = (char *)target + option->field;
    unsigned number;
    bool flag;
    switch (option->kind) {
    case TEXT:
        memcpy(field, &value, sizeof value);
        return SK_OK;
    case NUMBER:
        if (!read_number(value, 65535, &number))
            return bad_value(option->name, "a number up to 65535", err);
        memcpy(field, &number, sizeof number);
        return SK_OK;
    case TLS_MODE:
        return set_tls_mode(target, option->name, value, err);
    case TLS_FLAG:
    case FLAG:
        if (!read_flag(value, &flag))
            return bad_value(option->name, "true or false", err);
        if (option->kind == TLS_FLAG)
            target->tls = flag ? SK_MY_TLS_REQUIRED : SK_MY_TLS_DISABLED;
        else
            memcpy(field, &(unsigned){flag}, sizeof(unsigned));
        return SK_OK;
    case NOTHING:
        break;
    }
    return SK_OK;
}

static enum sk_status
read_options(struct sk_my_target *target, TALLOC_CTX *owner, const char *query, struct sk_error *err)
{
    char *name, *value;
    while ((query = sk_url_parameter(owner, query, &name, &value))) {
        size_t i = 0, n = sizeof options / sizeof *options;
        for (char *c = name; *c; c++)
            *c = *c == '_' ? '-' : *c;
        while (i < n && strcasecmp(options[i].name, name) != 0)
            i++;
        if (i == n) {
            /* It may be the end of a password with an "&" in it: nothing of it is shown but a name with a value. */
            bool shown = *value && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name);
            sk_fail(err, SK_EUSAGE, "the URL has an option that is not known%s%s%s", shown ? ": \"" : "",
                    shown ? name : "", shown ? "\"" : "");
            sk_hint(err, "Options are ssl-mode, ssl-ca, ssl-cert, ssl-key, socket, connect-timeout, default-file and "
                         "default-group, among others; in passwords, write ?, & and # as %%3F, %%26 and %%23.");
            return SK_EUSAGE;
        }
        enum sk_status status = set_option(target, &options[i], value, err);
        if (status)
            return status;
    }
    return SK_OK;
}

/* "user:password@" */
static void
read_credentials(struct sk_my_target *target, TALLOC_CTX *owner, const char *text, size_t len)
{
    const char *colon = memchr(text, ':', len);
    size_t user = colon ? (size_t)(colon - text) : len;
    if (user)
        target->user = sk_url_decode(owner, text, user);
    if (colon)
        target->password = sk_url_decode(owner, colon + 1, len - user - 1);
}

/* "host", "host:port", "[::1]:port", "%2Fpath%2Fof%2Fsocket" */
static enum sk_status
read_host(struct sk_my_target *target, TALLOC_CTX *owner, const char *text, size_t len, struct sk_error *err)
{
    const char *close = len && *text == '[' ? memchr(text, ']', len) : NULL;
    size_t host = close ? (size_t)(close - text) + 1 : len;
    const char *colon = memchr(close ? close : text, ':', close ? len - (size_t)(close - text) : len);
    if (colon)
        host = (size_t)(colon - text);
    const char *name = close ? sk_url_decode(owner, text + 1, (size_t)(close - text) - 1)
                             : sk_url_decode(owner, text, host);
    if (*name == '/')
        target->socket = name;
    else if (*name)
        target->host = name;
    const char *port = colon ? sk_strndup(owner, colon + 1, len - host - 1) : "";
    if (*port && (!read_number(port, 65535, &target->port) || !target->port))
        return sk_fail(err, SK_EUSAGE, "the URL's port is no number from 1 to 65535");
    return SK_OK;
}

enum sk_status
sk_my_target_read(struct sk_my_target **out, TALLOC_CTX *owner, const char *url, struct sk_error *err)
{
    struct sk_my_target *target = sk_new(owner, struct sk_my_target);
    const char *rest = strchr(sk_url_encode_password(target, url), ':');
    if (!rest || strncmp(rest, "://", 3) != 0) {
        talloc_free(target);
        sk_fail(err, SK_EUSAGE, "the URL has no \"//\" after its scheme");
        sk_hint(err, "A URL is mysql://USER@HOST:PORT/DATABASE.");
        return SK_EUSAGE;
    }
    rest += 3;
    size_t authority = strcspn(rest, "/?#");
    const char *at = memchr(rest, '@', authority);
    size_t credentials = at ? (size_t)(at - rest) + 1 : 0;
    if (at)
        read_credentials(target, target, rest, credentials - 1);
    enum sk_status status = read_host(target, target, rest + credentials, authority - credentials, err);
    rest += authority;
    size_t path = *rest == '/' ? strcspn(rest, "?#") : 0;
    if (path > 1)
        target->database = sk_url_decode(target, rest + 1, path - 1);
    if (status == SK_OK && rest[path] == '?')
        status = read_options(target, target, rest + path, err);
    if (status)
        talloc_free(target);
    else
        *out = target;
    return status;
}

bool
sk_my_target_is_local(const struct sk_my_target *target)
{
    const char *host = target->host;
    return target->socket ||
           (host && (strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0));
}
