/* core/error.c - filling the error object. */
#include "core/error.h"

#include <stdio.h>
#include <string.h>

#include "core/mem.h"

void
sk_error_clear(struct sk_error *err)
{
    if (!err)
        return;
    talloc_free(err->mem);
    memset(err, 0, sizeof *err);
    err->pos_bytes = SK_NO_POS;
}

void
skein_error_clear(struct sk_error *err)
{
    sk_error_clear(err);
}

enum sk_status
sk_vfail(struct sk_error *err, enum sk_status status, const char *fmt, va_list ap)
{
    if (!err)
        return status;
    /* The new message may be made from parts of the old one, so that is freed last. */
    void *mem = sk_context_new(NULL);
    char *message = sk_vprintf(mem, fmt, ap);
    sk_error_clear(err);
    err->mem = mem;
    err->status = status;
    err->message = message;
    return status;
}

enum sk_status
sk_fail(struct sk_error *err, enum sk_status status, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_vfail(err, status, fmt, ap);
    va_end(ap);
    return status;
}

enum sk_status
sk_hint(struct sk_error *err, const char *fmt, ...)
{
    if (!err)
        return SK_EINTERNAL;
    va_list ap;
    va_start(ap, fmt);
    err->hint = sk_vprintf(err->mem, fmt, ap);
    va_end(ap);
    return err->status;
}

enum sk_status
sk_at(struct sk_error *err, const char *file, size_t pos_bytes)
{
    if (!err)
        return SK_EINTERNAL;
    err->file = file ? sk_strdup(err->mem, file) : NULL;
    err->pos_bytes = pos_bytes;
    return err->status;
}

enum sk_status
sk_sqlstate(struct sk_error *err, const char *sqlstate)
{
    if (!err)
        return SK_EINTERNAL;
    snprintf(err->sqlstate, sizeof err->sqlstate, "%s", sqlstate ? sqlstate : "");
    return err->status;
}

enum sk_status
sk_context(struct sk_error *err, const char *fmt, ...)
{
    if (!err)
        return SK_EINTERNAL;
    va_list ap;
    va_start(ap, fmt);
    char *head = sk_vprintf(err->mem, fmt, ap);
    va_end(ap);
    err->message = sk_printf(err->mem, "%s: %s", head, err->message ? err->message : "");
    return err->status;
}

enum sk_status
sk_error_move(struct sk_error *to, struct sk_error *from)
{
    enum sk_status status = from ? from->status : SK_EINTERNAL;
    if (to && from) {
        sk_error_clear(to);
        *to = *from;
        memset(from, 0, sizeof *from);
        from->pos_bytes = SK_NO_POS;
    } else {
        sk_error_clear(from);
    }
    return status;
}
