/* core/mem.c - the only file that allocates with talloc directly. */
#include "core/mem.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
check(void *p)
{
    if (!p) {
        fputs("skein: out of memory\n", stderr);
        abort();
    }
    return p;
}

void *
sk_alloc(TALLOC_CTX *owner, size_t size, const char *name)
{
    void *p = check(talloc_named_const(owner, size, name));
    memset(p, 0, size);
    return p;
}

TALLOC_CTX *
sk_context_new(TALLOC_CTX *owner)
{
    return check(talloc_named_const(owner, 0, "context"));
}

TALLOC_CTX *
sk_pool_new(TALLOC_CTX *owner, size_t size)
{
    return check(talloc_pool(owner, size));
}

void
sk_keep(TALLOC_CTX *owner, void *object)
{
    check(talloc_reference(owner, object));
}

struct sk_arena {
    char *block;
    size_t used, size, block_size;
};

struct sk_arena *
sk_arena_new(TALLOC_CTX *owner, size_t block)
{
    struct sk_arena *arena = sk_new(owner, struct sk_arena);
    arena->block_size = block;
    return arena;
}

/* Room for `size` bytes at a multiple of `align`. */
static char *
take(struct sk_arena *arena, size_t size, size_t align)
{
    size_t at = (arena->used + align - 1) & ~(align - 1);
    if (at + size > arena->size) {
        arena->size = size > arena->block_size ? size : arena->block_size;
        arena->block = sk_alloc(arena, arena->size, "block");
        at = 0;
    }
    arena->used = at + size;
    return arena->block + at;
}

void *
sk_arena_alloc(struct sk_arena *arena, size_t size)
{
    return take(arena, size, _Alignof(max_align_t));
}

char *
sk_arena_strdup(struct sk_arena *arena, const char *text)
{
    size_t size = text ? strlen(text) + 1 : 0;
    return text ? memcpy(take(arena, size, 1), text, size) : NULL;
}

char *
sk_strdup(TALLOC_CTX *owner, const char *text)
{
    return text ? check(talloc_strdup(owner, text)) : NULL;
}

char *
sk_strndup(TALLOC_CTX *owner, const char *text, size_t len)
{
    return check(talloc_strndup(owner, text, len));
}

char *
sk_vprintf(TALLOC_CTX *owner, const char *fmt, va_list ap)
{
    char most[8192]; /* talloc_vasprintf() formats everything twice */
    va_list again;
    va_copy(again, ap);
    int len = vsnprintf(most, sizeof most, fmt, ap);
    char *text = len >= 0 && (size_t)len < sizeof most ? talloc_strndup(owner, most, (size_t)len)
                                                       : talloc_vasprintf(owner, fmt, again);
    va_end(again);
    return check(text);
}

char *
sk_printf(TALLOC_CTX *owner, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = sk_vprintf(owner, fmt, ap);
    va_end(ap);
    return text;
}

void
sk_grow(TALLOC_CTX *owner, void *items_ptr, size_t n, size_t size)
{
    void **items = items_ptr;
    if (n != 0 && (n & (n - 1)) != 0)
        return; /* not a power of two: there is room */
    size_t capacity = n ? n * 2 : 1;
    *items = check(talloc_realloc_size(owner, *items, capacity * size));
}
