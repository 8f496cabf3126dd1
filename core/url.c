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

/* Where the password of user:password@host stands. The last "@" before the path ends it: people forget to encode. */
static bool
authority_password(const char *url, const char **from, const char **to)
{
    const char *authority = strstr(url, "://");
    if (!authority)
        return false;
    authority += 3;
    const char *end = authority + strcspn(authority, "?#");
    const char *at = NULL;
    for (const char *c = authority; c < end; c++)
        if (*c == '@')
            at = c;
    const char *colon = at ? memchr(authority, ':', (size_t)(at - authority)) : NULL;
    if (!colon)
        return false;
    *from = colon + 1;
    *to = at;
    return true;
}

char *
sk_url_redact(TALLOC_CTX *owner, const char *url)
{
    struct sk_text *text = sk_text_new(owner);
    const char *from, *to, *rest = url;
    if (authority_password(url, &from, &to)) {
        sk_text_add_n(text, url, (size_t)(from - url));
        sk_text_add(text, "***");
        rest = to;
    }
    while (*rest) {
        if (strncasecmp(rest, "password=", 9) == 0 || strncasecmp(rest, "passwd=", 7) == 0) {
            size_t key = strcspn(rest, "=") + 1;
            sk_text_add_n(text, rest, key);
            sk_text_add(text, "***");
            rest += key + strcspn(rest + key, "& ");
        } else {
            sk_text_add_n(text, rest++, 1);
        }
    }
    return sk_text_finish(text, owner);
}

const char *
sk_url_path(const char *url)
{
    const char *colon = strchr(url, ':');
    const char *path = colon ? colon + 1 : url;
    if (path[0] == '/' && path[1] == '/' && path[2] == '/')
        path += 2;
    return path;
}
