/* cli/redact.c - see redact.h. */
#include "cli/redact.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define STARS "***"

/* Replace `len` bytes at `secret` by stars (fewer, if it is shorter than they are), and close the
 * gap. */
static void
blank(char *secret, size_t len)
{
    size_t stars = len < strlen(STARS) ? len : strlen(STARS);
    size_t rest = strlen(secret + len);
    memcpy(secret, STARS, stars);
    memmove(secret + stars, secret + len, rest);
    memset(secret + stars + rest, 0, len - stars);
}

/* A password may hold any character, '@' and '/' too: it ends at the last '@'. */
static void
blank_userinfo(char *text)
{
    char *start = strstr(text, "://");
    char *at = start ? strrchr(start, '@') : NULL;
    char *colon = at ? memchr(start + 3, ':', (size_t)(at - start - 3)) : NULL;
    if (colon)
        blank(colon + 1, (size_t)(at - colon - 1));
}

static bool
names_secret(const char *text, const char *equals)
{
    static const char *const names[] = {"password", "passwd", "passphrase",
                                        "pass",     "pwd",    "secret"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t len = strlen(names[i]);
        if ((size_t)(equals - text) >= len && strncasecmp(equals - len, names[i], len) == 0)
            return true;
    }
    return false;
}

static void
blank_pairs(char *text)
{
    for (char *equals = strchr(text, '='); equals; equals = strchr(equals + 1, '=')) {
        const char *name_end = equals;
        while (name_end > text && name_end[-1] == ' ')
            name_end--;
        if (names_secret(text, name_end))
            blank(equals + 1, strcspn(equals + 1, "&"));
    }
}

void
redact(char *text)
{
    blank_pairs(text);
    blank_userinfo(text);
}
