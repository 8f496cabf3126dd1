/*
 * dialects/postgres/format.h - parts of the catalog in PostgreSQL's SQL, without the semicolon.
 *
 * Names are quoted where they must be, and qualified where their schema is not "public".
 */
#ifndef SKEIN_DIALECTS_POSTGRES_FORMAT_H
#define SKEIN_DIALECTS_POSTGRES_FORMAT_H

#include "dialects/postgres/postgres.h"

void sk_pg_put_name(struct sk_text *out, const char *name);
void sk_pg_put_relation(struct sk_text *out, const char *schema, const char *name);
void sk_pg_put_type(struct sk_text *out, const struct sk_type *type);

/** "name type DEFAULT ... NOT NULL": without the constraints that stand apart in the catalog. */
void sk_pg_put_column(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_table *table,
                      const struct sk_column *column);

/** "CONSTRAINT name CHECK (...)" */
void sk_pg_put_constraint(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_constraint *k);

/** "CREATE INDEX ...", with IF NOT EXISTS if it may run `again`. */
void sk_pg_put_index(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table,
                     const struct sk_index *index, bool again);

/** "lower(name) DESC NULLS LAST", as it stands in an index's list. */
void sk_pg_put_index_key(struct sk_text *out, const struct sk_expr_ops *ops, const struct sk_index_key *key);

/** "CREATE TRIGGER ..." */
void sk_pg_put_trigger(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table,
                       const struct sk_trigger *trigger);

/** "a, b" */
void sk_pg_put_names(struct sk_text *out, size_t n, const char *const *names);

/** " START WITH 5 ...": what is not as it would be without. */
void sk_pg_put_sequence_options(struct sk_text *out, const struct sk_sequence *s);

/** Is the sequence what `serial` would have made for the column? */
bool sk_pg_is_usual_serial(const struct sk_sequence *s, const struct sk_column *column);
/** CREATE SEQUENCE, and whom it belongs to. */
void sk_pg_put_sequence(struct sk_text *out, const struct sk_sequence *s, bool again);
void sk_pg_put_sequence_owner(struct sk_text *out, const struct sk_sequence *s);

/** "IF NOT EXISTS ", where the statement is to run again and again. */
const char *sk_pg_if_not_exists(bool again);

#endif
