/* cli/utf8.c - see utf8.h. */
#include "cli/utf8.h"

#include <stdbool.h>
#include <wchar.h>

/* The second byte's range depends on the first: overlong forms, surrogates and what is beyond
 * U+10FFFF are no characters (RFC 3629, section 4). */
static bool
second_fits(unsigned char first, unsigned char second)
{
    unsigned char low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    return second >= low && second <= high;
}

size_t
utf8_length(const char *at, const char *end)
{
    const unsigned char *c = (const unsigned char *)at;
    size_t want = *c < 0x80 ? 1 : *c < 0xc2 ? 0 : *c < 0xe0 ? 2 : *c < 0xf0 ? 3 : *c < 0xf5 ? 4 : 0;
    if (want <= 1)
        return want;
    if ((size_t)(end - at) < want || !second_fits(c[0], c[1]))
        return 0;
    for (size_t i = 2; i < want; i++) {
        if ((c[i] & 0xc0) != 0x80)
            return 0;
    }
    return want;
}

size_t
utf8_step(const char *at, const char *end)
{
    size_t length = utf8_length(at, end);
    return length ? length : 1;
}

size_t
utf8_columns(const char *at, size_t bytes)
{
    static const unsigned char lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    wchar_t code = (unsigned char)*at & lead[bytes];
    for (size_t i = 1; i < bytes; i++)
        code = code << 6 | ((unsigned char)at[i] & 0x3f);
    int columns = wcwidth(code);
    return columns < 0 ? 1 : (size_t)columns;
}
