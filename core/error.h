/*
 * core/error.h - how every room reports failure: a status returned, an object filled.
 *
 * The types are public (skein.h) so that what a driver reports reaches the caller unchanged.
 */
#ifndef SKEIN_CORE_ERROR_H
#define SKEIN_CORE_ERROR_H

#include <stdarg.h>
#include <talloc.h>

#include "core/skein.h"

#define SK_CHECKED __attribute__((warn_unused_result))
#define SK_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))

/**
 * Fill `err` (NULL is allowed: nothing is kept) and return `status`, so that a failure is one line:
 * `return sk_fail(err, SK_EUSAGE, "no such table \"%s\"", name);`
 * Messages: lower case, no full stop, names in double quotes. What `err` held before is freed.
 */
enum sk_status sk_fail(struct sk_error *err, enum sk_status status, const char *fmt, ...)
    SK_PRINTF(3, 4);
enum sk_status sk_vfail(struct sk_error *err, enum sk_status status, const char *fmt, va_list ap)
    SK_PRINTF(3, 0);

/** Add what to do about it: one sentence, with a capital and a full stop. Returns err->status. */
enum sk_status sk_hint(struct sk_error *err, const char *fmt, ...) SK_PRINTF(2, 3);

/** Say where: `file` is copied; `pos_bytes` is an offset into it, or SK_NO_POS. Returns err->status. */
enum sk_status sk_at(struct sk_error *err, const char *file, size_t pos_bytes);

/** Set the SQLSTATE (five characters; copied). Returns err->status. */
enum sk_status sk_sqlstate(struct sk_error *err, const char *sqlstate);

/** Put "context: " before the message. Returns err->status. */
enum sk_status sk_context(struct sk_error *err, const char *fmt, ...) SK_PRINTF(2, 3);

/** Free what `err` holds and make it empty. */
void sk_error_clear(struct sk_error *err);

/** Move `from` to `to` (either may be NULL); `from` is empty afterwards. Returns the status moved. */
enum sk_status sk_error_move(struct sk_error *to, struct sk_error *from);

#endif
