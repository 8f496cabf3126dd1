/* cli/mem.c - see mem.h. */
#include "cli/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <talloc.h>

static void *
checked(void *block)
{
    if (block)
        return block;
    fputs("skein: error: out of memory\n", stderr);
    abort();
}

void *
cli_alloc(const void *owner, size_t size)
{
    return checked(talloc_zero_size(owner, size));
}

void *
cli_resize(const void *owner, void *block, size_t size)
{
    return checked(talloc_realloc_size(owner, block, size));
}

char *
cli_strdup(const void *owner, const char *text)
{
    return text ? checked(talloc_strdup(owner, text)) : NULL;
}

char *
cli_vprintf(const void *owner, const char *fmt, va_list ap)
{
    return checked(talloc_vasprintf(owner, fmt, ap));
}

char *
cli_printf(const void *owner, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = cli_vprintf(owner, fmt, ap);
    va_end(ap);
    return text;
}

void
cli_free(void *block)
{
    if (block)
        talloc_free(block);
}
