/* core/url.c - database URLs. */
#include "core/url.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

char *
sk_url_scheme(TALLOC_CTX *owner, const char *url)
{
    size_t len = strcspn(url, ":/?#@ ");
    if (url[len] != ':')
        len = 0;
    char *scheme = sk_strndup(owner, url, len);
    for (char *c = scheme; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return scheme;
}

/* Is what follows the first ":" a port, so that the "/" behind it begins the path? "host:5432/", "host:5432,host2/" */
static bool
is_port(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return text[digits] == '\0' || strchr("/,?", text[digits]) != NULL;
}

/* Where the query begins, or the end: "?" and a name and "=". Another "?" belongs to a password. */
static const char *
query_of(const char *text)
{
    while ((text += strcspn(text, "?")), *text) {
        size_t name = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_");
        if (name && text[1 + name] == '=')
            break;
        text++;
    }
    return text;
}

/* Where the password of user:password@host stands. */
static bool
find_password(const char *url, const char **from, const char **to)
{
    const char *authority = strstr(url, "://");
    if (!authority)
        return false;
    authority += 3;
    const char *at = strchr(authority, '@');
    const char *colon = strchr(authority, ':');
    if (!at || !colon || colon > at)
        return false;
    const char *slash = strchr(authority, '/');
    if (slash && slash < at && (slash < colon || is_port(colon + 1)))
        return false;
    const char *end = query_of(at);
    for (const char *c = at; c < end; c++)
        if (*c == '@')
            at = c;
    *from = colon + 1;
    *to = at;
    return true;
}

static void
redact_parameter(struct sk_text *text, const char *parameter, size_t len)
{
    const char *equals = memchr(parameter, '=', len);
    bool secret = !equals || strncasecmp(parameter, "password=", 9) == 0 || strncasecmp(parameter, "passwd=", 7) == 0 ||
                  strncasecmp(parameter, "sslpassword=", 12) == 0;
    sk_text_add_n(text, parameter, secret ? (equals ? (size_t)(equals - parameter) + 1 : 0) : len);
    if (secret)
        sk_text_add(text, "***");
}

char *
sk_url_redact(TALLOC_CTX *owner, const char *url)
{
    struct sk_text *text = sk_text_new(owner);
    const char *from, *to, *rest = url;
    if (find_password(url, &from, &to)) {
        sk_text_add_n(text, url, (size_t)(from - url));
        sk_text_add(text, "***");
        rest = strrchr(to, '@'); /* it may go on where a query seemed to begin */
    }
    size_t len = strcspn(rest, "?");
    sk_text_add_n(text, rest, len);
    for (rest += len; *rest; rest += len) {
        sk_text_add_n(text, rest++, 1); /* "?" or "&" */
        len = strcspn(rest, "&");
        redact_parameter(text, rest, len);
    }
    return sk_text_finish(text, owner);
}

char *
sk_url_encode_password(TALLOC_CTX *owner, const char *url)
{
    const char *from, *to;
    if (!find_password(url, &from, &to))
        return sk_strdup(owner, url);
    struct sk_text *text = sk_text_new(owner);
    sk_text_add_n(text, url, (size_t)(from - url));
    for (const char *c = from; c < to; c++) {
        bool encoded = *c == '%' && isxdigit((unsigned char)c[1]) && isxdigit((unsigned char)c[2]);
        if (encoded || (!strchr("%/?#[]@: ", *c) && isprint((unsigned char)*c)))
            sk_text_add_n(text, c, 1);
        else
            sk_text_addf(text, "%%%02X", (unsigned char)*c);
    }
    sk_text_add(text, to);
    return sk_text_finish(text, owner);
}

static int
hex_digit(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

char *
sk_url_decode(TALLOC_CTX *owner, const char *text, size_t len)
{
    char *out = sk_strndup(owner, text, len), *to = out;
    for (const char *from = out; *from; from++) {
        bool encoded = *from == '%' && isxdigit((unsigned char)from[1]) && isxdigit((unsigned char)from[2]);
        *to++ = encoded ? (char)(hex_digit(from[1]) * 16 + hex_digit(from[2])) : *from;
        from += encoded ? 2 : 0;
    }
    *to = '\0';
    return out;
}

const char *
sk_url_parameter(TALLOC_CTX *owner, const char *text, char **name, char **value)
{
    text += strspn(text, "?&");
    size_t len = strcspn(text, "&#");
    if (!len)
        return NULL;
    const char *equals = memchr(text, '=', len);
    size_t name_len = equals ? (size_t)(equals - text) : len;
    *name = sk_url_decode(owner, text, name_len);
    *value = equals ? sk_url_decode(owner, equals + 1, len - name_len - 1) : sk_strdup(owner, "");
    return text + len;
}

const char *
sk_url_path(const char *url)
{
    const char *colon = strchr(url, ':');
    const char *path = colon ? colon + 1 : url;
    if (path[0] == '/' && path[1] == '/')
        path += 2;
    return path;
}

/* libpq reads the database from the query as well, and that counts. */
static void
put_query(struct sk_text *out, const char *query, const char *database)
{
    static const char parameter[] = "dbname=";
    for (const char *c = query; *c;) {
        size_t len = strcspn(c + 1, "&") + 1;
        if (strncmp(c + 1, parameter, strlen(parameter)) == 0)
            sk_text_addf(out, "%c%s%s", *c, parameter, database);
        else
            sk_text_add_n(out, c, len);
        c += len;
    }
}

char *
sk_url_with_database(TALLOC_CTX *owner, const char *url, const char *database)
{
    struct sk_text *out = sk_text_new(owner);
    char *encoded = sk_url_encode_password(out, url);
    const char *authority = strstr(encoded, "://");
    const char *query = query_of(encoded);
    authority = authority ? authority + 3 : encoded + strcspn(encoded, ":") + 1;
    size_t len = strcspn(authority, "/");
    if (len > (size_t)(query - authority))
        len = (size_t)(query - authority);
    sk_text_add_n(out, encoded, (size_t)(authority - encoded) + len);
    sk_text_addf(out, "/%s", database);
    put_query(out, query, database);
    return sk_text_finish(out, owner);
}
