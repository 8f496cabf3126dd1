/* dialects/postgres/analyze_do.h - what the files that read DO blocks share; see analyze_do.c. */
#ifndef SKEIN_DIALECTS_POSTGRES_ANALYZE_DO_H
#define SKEIN_DIALECTS_POSTGRES_ANALYZE_DO_H

#include <jansson.h>

#include "dialects/postgres/postgres.h"

struct sk_do_part {
    const char *sql, *condition; /* of rows; NULL */
    bool tolerant;               /* it may be done already */
};

/* What a block comes to: statements. */
struct sk_do_block {
    struct sk_analysis *a;
    size_t n;
    struct sk_do_part *parts;
    bool other; /* there is more in the block than can be read */
    const char *why; /* it cannot be run; NULL */
    bool empty;      /* it is run as if its tables had no rows */
    size_t n_empty;
    const char **empty_tables; /* those that it reads then, with their schemas, quoted */
    bool as_written; /* its statements are wanted as they stand: a value in one, a part for later, many rounds end it */
};

void sk_do_add(struct sk_do_block *b, const char *sql, bool tolerant);
/** The text of an expression of PL/pgSQL's, or "". */
const char *sk_do_query(const json_t *expr);
/** The one statement of a text, or NULL. */
sk_node *sk_do_parse(TALLOC_CTX *owner, const char *sql);
/** Is it a list of statements that at most say something? */
bool sk_do_does_nothing(const json_t *action);
bool sk_do_asks_the_catalogs(const char *condition);

/** Does a condition hold that asks constants and the catalogs alone? -1: it cannot be told. */
int sk_do_condition(struct sk_do_block *b, const char *condition);

/** Run the block with what is known before anything has run: constants, and what the catalogs hold. Its statements are
 *  added to `b`; false when something that decides is not known. */
bool sk_do_interpret(struct sk_do_block *b, const json_t *function);

/** Run only the first `n` statements of `body`, a block's. What they give to variables is returned, as assignments;
 *  NULL when something that decides is not known. */
const char *sk_do_interpret_first(struct sk_do_block *b, const json_t *function, const json_t *body, size_t n);

/** The statements that a block is where none of the tables that it reads has rows, after a look whether that is so,
 *  which fails and says `why` otherwise (NULL: it has no equivalent); false: it cannot be told, or it reads none. */
bool sk_do_without_rows(struct sk_do_block *b, const json_t *function, const char *why);

/** Does a statement do more than give rows: change some, count in a sequence, call a function of the project's? */
bool sk_do_acts(const struct sk_analysis *a, const sk_node *node);

/** Does what a block's steps do come to reading and changing rows? */
bool sk_do_only_rows(struct sk_analysis *a, const json_t *steps);

/** The statements of a block with that source, which libpg_query reads from `node`, as parts; false: it cannot be
 *  had, `why` says for which statement of it, or is NULL. */
bool sk_do_make_block(struct sk_analysis *a, const sk_node *node, const char *source, const char **why);

/** A block with that source as a trigger's function, which is fired once. */
void sk_do_add_trigger(struct sk_do_block *b, const char *source);

/** The statements of a block that first does what is known, and then changes rows; false: it is none. */
bool sk_do_halves(struct sk_do_block *b, const char *source, const json_t *function);

#endif
