/*
 * core/mem.h - talloc contexts, and what to do when there is no more memory.
 *
 * Constructors take their owner; scratch memory hangs off a `tmp` made with sk_context_new(NULL) and freed at the
 * function's one `out:` label. None of these functions returns NULL: out of memory ends the process with a message
 * (nothing is half done that a transaction would not undo), which removes an untestable branch from every function.
 */
#ifndef SKEIN_CORE_MEM_H
#define SKEIN_CORE_MEM_H

#include <stdarg.h>
#include <stddef.h>
#include <talloc.h>

#include "core/error.h"

#define sk_new(owner, type) ((type *)sk_alloc((owner), sizeof(type), #type))

/** Zeroed memory of `size` bytes, named for talloc's reports. */
void *sk_alloc(TALLOC_CTX *owner, size_t size, const char *name);

/** An empty context: free it and all that hangs off it is freed. */
TALLOC_CTX *sk_context_new(TALLOC_CTX *owner);

/** Like sk_context_new, with room for `size` bytes in one block: for phases of many small objects. */
TALLOC_CTX *sk_pool_new(TALLOC_CTX *owner, size_t size);

/** Have `object`, which is somebody else's, live as long as `owner`. */
void sk_keep(TALLOC_CTX *owner, void *object);

/**
 * Thousands of small pieces that go together, without talloc's header on each, which would be most of the memory: they
 * are freed with the arena. `block`: bytes that are taken at once.
 */
struct sk_arena;
struct sk_arena *sk_arena_new(TALLOC_CTX *owner, size_t block);
void *sk_arena_alloc(struct sk_arena *arena, size_t size); /* zeroed */
char *sk_arena_strdup(struct sk_arena *arena, const char *text); /* NULL gives NULL */

char *sk_strdup(TALLOC_CTX *owner, const char *text);      /* NULL gives NULL */
char *sk_strndup(TALLOC_CTX *owner, const char *text, size_t len);
char *sk_printf(TALLOC_CTX *owner, const char *fmt, ...) SK_PRINTF(2, 3);
char *sk_vprintf(TALLOC_CTX *owner, const char *fmt, va_list ap) SK_PRINTF(2, 0);

/**
 * Make room for one more element: `sk_grow(owner, &list->items, list->n, sizeof *list->items)`, then write
 * items[n++]. Capacity is a power of two and follows from `n` alone, so lists carry no capacity field.
 */
void sk_grow(TALLOC_CTX *owner, void *items_ptr, size_t n, size_t size);

/** Append `value` to an array field and count it: `sk_push(table, table->columns, table->n_columns, column)`. */
#define sk_push(owner, items, n, value)                                                            \
    do {                                                                                           \
        sk_grow((owner), &(items), (n), sizeof *(items));                                          \
        (items)[(n)++] = (value);                                                                  \
    } while (0)

/** Take element `i` out of an array field, keeping the order of the others. */
#define sk_take(items, n, i)                                                                       \
    do {                                                                                           \
        for (size_t sk_i_ = (i) + 1; sk_i_ < (n); sk_i_++)                                         \
            (items)[sk_i_ - 1] = (items)[sk_i_];                                                   \
        (n)--;                                                                                     \
    } while (0)

#endif
