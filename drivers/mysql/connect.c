/*
 * drivers/mysql/connect.c - from a URL to a connection.
 *
 *     mysql://user:password@host:port/database?option=value
 *
 * What the URL leaves open comes from option files (groups [client], [client-server] and [skein]) and, for the password,
 * from MYSQL_PWD. Without a host the connection goes through a socket.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/url.h"
#include "drivers/mysql/mysql_priv.h"

enum { DEFAULT_TIMEOUT_S = 10 };

struct target {
    char *user, *password, *host, *database, *socket;
    unsigned port;
    const char *query; /* "ssl-mode=REQUIRED&..." */
};

/* Decoded; NULL for nothing. */
static char *
decoded(TALLOC_CTX *owner, const char *from, size_t len)
{
    if (len == 0)
        return NULL;
    struct sk_text *text = sk_text_new(owner);
    for (size_t i = 0; i < len; i++) {
        if (from[i] == '%' && i + 2 < len + 0 && isxdigit((unsigned char)from[i + 1]) &&
            isxdigit((unsigned char)from[i + 2])) {
            char byte = (char)strtol((const char[]){from[i + 1], from[i + 2], '\0'}, NULL, 16);
            sk_text_add_n(text, &byte, 1);
            i += 2;
        } else {
            sk_text_add_n(text, from + i, 1);
        }
    }
    return sk_text_finish(text, owner);
}

static void
read_host(struct target *t, TALLOC_CTX *owner, const char *host, size_t len)
{
    const char *end = host + len, *colon = NULL;
    if (len && *host == '[') { /* an address of IPv6 */
        const char *close = memchr(host, ']', len);
        if (close) {
            t->host = sk_strndup(owner, host + 1, (size_t)(close - host - 1));
            colon = close + 1 < end && close[1] == ':' ? close + 1 : NULL;
        }
    } else {
        colon = memchr(host, ':', len);
        t->host = decoded(owner, host, (size_t)((colon ? colon : end) - host));
    }
    if (colon)
        t->port = (unsigned)strtoul(colon + 1, NULL, 10);
}

static struct target
read_url(TALLOC_CTX *owner, const char *url)
{
    struct target t = {0};
    const char *encoded = sk_url_encode_password(owner, url);
    const char *colon = strchr(encoded, ':'), *at = NULL;
    const char *authority = colon && strncmp(colon, "://", 3) == 0 ? colon + 3 : encoded + strlen(encoded);
    size_t len = strcspn(authority, "/?");
    for (size_t i = 0; i < len; i++)
        if (authority[i] == '@')
            at = authority + i;
    if (at) {
        size_t user = (size_t)(at - authority);
        const char *secret = memchr(authority, ':', user);
        t.user = decoded(owner, authority, secret ? (size_t)(secret - authority) : user);
        if (secret)
            t.password = at == secret + 1 ? sk_strdup(owner, "") : decoded(owner, secret + 1, (size_t)(at - secret - 1));
    }
    const char *host = at ? at + 1 : authority, *path = authority + len;
    read_host(&t, owner, host, (size_t)(path - host));
    if (*path == '/')
        t.database = decoded(owner, path + 1, strcspn(path + 1, "?"));
    t.query = strchr(path, '?') ? strchr(path, '?') + 1 : "";
    return t;
}

char *
sk_my_database(TALLOC_CTX *owner, const char *url)
{
    return read_url(owner, url).database;
}

/* ---- options ---------------------------------------------------------------------------------------------------- */

/* What the URL asks of TLS: the names are those of MySQL's own client (ssl-mode and its like). */
struct tls {
    char *mode, *ca, *cert, *key;
};

static void
set_tls(MYSQL *my, const struct tls *tls)
{
    const char *mode = tls->mode ? tls->mode : "PREFERRED";
    bool verify = strncasecmp(mode, "VERIFY", 6) == 0, need = verify || strcasecmp(mode, "REQUIRED") == 0;
    if (tls->ca || tls->cert || tls->key || need)
        mysql_ssl_set(my, tls->key, tls->cert, tls->ca, NULL, NULL);
#ifdef MARIADB_BASE_VERSION
    my_bool enforce = need, check = verify;
    if (strcasecmp(mode, "DISABLED") != 0) {
        mysql_optionsv(my, MYSQL_OPT_SSL_ENFORCE, &enforce);
        mysql_optionsv(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &check);
    }
#else
    unsigned value = strcasecmp(mode, "DISABLED") == 0 ? SSL_MODE_DISABLED
                     : strcasecmp(mode, "VERIFY_IDENTITY") == 0 ? SSL_MODE_VERIFY_IDENTITY
                     : verify ? SSL_MODE_VERIFY_CA
                     : need ? SSL_MODE_REQUIRED : SSL_MODE_PREFERRED;
    mysql_options(my, MYSQL_OPT_SSL_MODE, &value);
#endif
}

static enum sk_status
set_options(MYSQL *my, TALLOC_CTX *tmp, struct target *t, int64_t *timeout_ms, struct sk_error *err)
{
    struct tls tls = {0};
    for (const char *q = t->query; *q; q += *q == '&') {
        size_t name = strcspn(q, "=&"), whole = strcspn(q, "&");
        char *value = name < whole ? decoded(tmp, q + name + 1, whole - name - 1) : NULL;
        value = value ? value : sk_strdup(tmp, "");
        char *key = sk_strndup(tmp, q, name);
        for (char *c = key; *c; c++)
            *c = *c == '_' ? '-' : (char)tolower((unsigned char)*c);
        if (strcmp(key, "socket") == 0 || strcmp(key, "unix-socket") == 0)
            t->socket = value;
        else if (strcmp(key, "ssl-mode") == 0 || strcmp(key, "sslmode") == 0)
            tls.mode = value;
        else if (strcmp(key, "ssl-ca") == 0)
            tls.ca = value;
        else if (strcmp(key, "ssl-cert") == 0)
            tls.cert = value;
        else if (strcmp(key, "ssl-key") == 0)
            tls.key = value;
        else if (strcmp(key, "connect-timeout") == 0)
            *timeout_ms = strtol(value, NULL, 10) * 1000;
        else if (strcmp(key, "default-file") == 0 || strcmp(key, "defaults-file") == 0)
            mysql_options(my, MYSQL_READ_DEFAULT_FILE, value);
        else if (strcmp(key, "password") == 0)
            t->password = value;
        else
            return sk_fail(err, SK_EUSAGE, "the URL has an option \"%s\" that is not known", key),
                   sk_hint(err, "It may have socket, ssl-mode, ssl-ca, ssl-cert, ssl-key, connect-timeout and "
                                "default-file.");
        q += whole;
    }
    set_tls(my, &tls);
    return SK_OK;
}

/* ---- connecting ------------------------------------------------------------------------------------------------- */

enum sk_status
sk_my_connect(MYSQL **out, const char *url, bool with_database, int64_t timeout_ms, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct target t = read_url(tmp, url);
    MYSQL *my = mysql_init(NULL);
    mysql_options(my, MYSQL_READ_DEFAULT_GROUP, "skein");
    mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    enum sk_status status = set_options(my, tmp, &t, &timeout_ms, err);
    unsigned seconds = timeout_ms ? (unsigned)((timeout_ms + 999) / 1000) : DEFAULT_TIMEOUT_S;
    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
#ifndef MARIADB_BASE_VERSION
    bool public_key = true; /* caching_sha2_password without TLS asks for the server's key */
    mysql_options(my, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &public_key);
#endif
    const char *password = t.password ? t.password : getenv("MYSQL_PWD");
    const char *database = with_database ? t.database : NULL;
    if (!status && !mysql_real_connect(my, t.host, t.user, password, database, t.port, t.socket,
                                       CLIENT_MULTI_STATEMENTS | CLIENT_FOUND_ROWS))
        status = sk_my_open_fail(err, my);
    if (status)
        mysql_close(my);
    else
        *out = my;
    talloc_free(tmp);
    return status;
}
