/*
 * dialects/postgres/reverse_priv.h - what the parts of taking changes back share.
 *
 * reverse.c knows every kind of change, reverse_parts.c those of tables, reverse_types.c those of views, sequences and
 * types. Each function appends what takes back the change at hand.
 */
#ifndef SKEIN_DIALECTS_POSTGRES_REVERSE_PRIV_H
#define SKEIN_DIALECTS_POSTGRES_REVERSE_PRIV_H

#include <string.h>

#include "core/reverse.h"
#include "dialects/postgres/format.h"
#include "dialects/postgres/scope.h"

/** Something is lost by it: the worst label counts, and its reason. */
SK_PRINTF(3, 4) void sk_reverse_worse(struct sk_reverse *r, enum sk_reversal label, const char *fmt, ...);

/** The semicolon. */
void sk_reverse_end(struct sk_reverse *r);

/** Names as they are written. */
const char *sk_reverse_relation(struct sk_reverse *r, const char *schema, const char *name);
const char *sk_reverse_ident(struct sk_reverse *r, const char *name);

/** "ALTER TABLE name " and what is done to it. */
SK_PRINTF(4, 5) void sk_reverse_alter(struct sk_reverse *r, const char *schema, const char *table, const char *fmt,
                                      ...);

struct sk_table *sk_reverse_table_before(const struct sk_reverse *r);
const char *sk_reverse_text_of(const struct sk_reverse *r, struct sk_expr *expr);

void sk_reverse_restore(struct sk_reverse *r);
/** The trigger as it was, switched off if it was. */
void sk_reverse_trigger(struct sk_reverse *r, const char *schema, const char *table, const struct sk_trigger *trigger);
void sk_reverse_set_type(struct sk_reverse *r);
void sk_reverse_set_default(struct sk_reverse *r);
void sk_reverse_set_not_null(struct sk_reverse *r);
void sk_reverse_set_identity(struct sk_reverse *r);
void sk_reverse_add_column(struct sk_reverse *r);
void sk_reverse_add_constraint(struct sk_reverse *r);
void sk_reverse_make_constraint_again(struct sk_reverse *r);
void sk_reverse_alter_constraint(struct sk_reverse *r);
void sk_reverse_create_view(struct sk_reverse *r);
void sk_reverse_create_sequence(struct sk_reverse *r);
void sk_reverse_alter_sequence(struct sk_reverse *r);
void sk_reverse_alter_type(struct sk_reverse *r);
void sk_reverse_add_enum_value(struct sk_reverse *r);

#endif
