/*
 * cli/document.h - a schema for people to read: as Markdown, as diagrams, as a page.
 *
 * One file for each form (doc_NAME.c); this is what they share. A form writes to a stream and knows nothing of where
 * that goes. The same schema gives the same bytes: no dates, no paths, no names of machines.
 */
#ifndef SKEIN_CLI_DOCUMENT_H
#define SKEIN_CLI_DOCUMENT_H

#include "cli/cli.h"

/* One migration in a page's history; strings as in struct sk_migration_info, NULL where nobody knows. */
struct document_step {
    const char *version, *name, *description, *risk, *date;
    const char *status; /* "completed", "pending" ...; NULL without a database */
    const char *applied_at;
    int64_t duration_ms; /* -1: not known */
};

struct document {
    struct cli *cli; /* owns what is made on the way */
    const struct sk_schema *schema;
    bool links;          /* a table in the diagram leads to its part of the page */
    const char *picture; /* the diagram as SVG, for the page; NULL elsewhere */
    size_t n_steps;      /* the migrations that made the schema, in order */
    struct document_step *steps;
};

void doc_dot(FILE *to, const struct document *document);
void doc_html(FILE *to, const struct document *document);
void doc_md(FILE *to, const struct document *document);
void doc_mermaid(FILE *to, const struct document *document);

/* ---- shared words ------------------------------------------------------------------------------ */

/** "schema.name", or the name alone where the schema is the usual one. Child of `owner`. */
char *doc_name(const void *owner, const char *schema, const char *name);

/** An anchor for links, of letters, digits, ".", "_" and "-" alone, and another for each object:
 * "table-users". Child of `owner`. */
char *doc_anchor(const void *owner, const char *kind, const char *schema, const char *name);

/** The names with ", " between them. Child of `owner`. */
char *doc_list(const void *owner, size_t n, const char *const *names);

/** What a column has when nobody gives it a value: its default, identity or expression; NULL: nothing. Child of
 * `owner`. */
char *doc_default(const void *owner, const struct sk_schema_column *column);

/** The type in few characters, for diagrams: "varchar(20)", "timestamptz". Child of `owner`. */
char *doc_short_type(const void *owner, const char *type);

/** What else there is to say of a foreign key: "ON DELETE CASCADE, deferrable"; NULL: nothing. Child of `owner`. */
char *doc_actions(const void *owner, const struct sk_schema_constraint *key);

/** What an index is besides its keys: "unique, gin, where (a > 1)"; NULL: nothing. Child of `owner`. */
char *doc_index_remarks(const void *owner, const struct sk_schema_index *index);

/** What a trigger does: "BEFORE UPDATE, each row, when (...), calls touch()". Child of `owner`. */
char *doc_trigger_remarks(const void *owner, const struct sk_schema_trigger *trigger);

/** What a type is: "enum of 'a', 'b'". Child of `owner`. */
char *doc_type_remarks(const void *owner, const struct sk_schema_type *type);

#endif
