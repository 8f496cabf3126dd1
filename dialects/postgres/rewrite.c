/* dialects/postgres/rewrite.c - PostgreSQL gets the author's bytes. */
#include <string.h>

#include "dialects/postgres/postgres.h"

static int
transaction_kind(const struct sk_statement *statement)
{
    const sk_node *node = statement->transaction_control ? statement->tree : NULL;
    if (!node)
        return 0;
    switch (node->transaction_stmt->kind) {
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
        return 1;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
        return -1;
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
    case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
        return 0; /* without ROLLBACK TO, nothing */
    default:
        return 2;
    }
}

/* A BEGIN has its COMMIT after it, and a COMMIT its BEGIN before it. Within a transaction, which a migration is, a
 * BEGIN alone changes nothing (manual, BEGIN). */
static bool
is_paired(const struct sk_script *script, size_t i)
{
    int kind = transaction_kind(&script->statements[i]);
    bool first = i == 0, last = i + 1 == script->n;
    if ((kind == 1 && first) || (kind == -1 && last))
        return true;
    for (size_t k = i; kind * kind == 1;) {
        if (kind == 1 ? ++k == script->n : k-- == 0)
            return kind == 1;
        int other = transaction_kind(&script->statements[k]);
        if (other)
            return other == -kind;
    }
    return false;
}

/* A file that its tool runs in a transaction may end it, and begin the next: COMMIT and BEGIN take turns, COMMIT first.
 */
static bool
splits(const struct sk_script *script)
{
    int next = -1;
    bool any = false;
    for (size_t i = 0; i < script->n; i++) {
        int kind = transaction_kind(&script->statements[i]);
        if (kind && kind != next)
            return false;
        any = any || kind;
        next = kind ? -next : next;
    }
    bool at_end = script->n && transaction_kind(&script->statements[script->n - 1]) == -1;
    return any && (next == -1 || !at_end);
}

enum sk_status
sk_pg_transaction_control(struct sk_rewrite *rewrite, const struct sk_statement *statement, const char *note,
                          struct sk_error *err)
{
    const struct sk_script *script = rewrite->script;
    bool split = splits(script);
    if (split || transaction_kind(statement) == 0 || is_paired(script, (size_t)(statement - script->statements))) {
        bool server =
            strcmp(rewrite->dialect->name, "postgres") == 0; /* what comes after sees what came before as committed */
        sk_rewrite_add(rewrite, &(struct sk_output){.pos_bytes = statement->pos_bytes,
                                                    .no_transaction = split && server,
                                                    .outcome = SK_NOTED,
                                                    .note = split ? "skein decides what runs together" : note});
        return SK_OK;
    }
    sk_fail(err, SK_EREFUSED, "%s in a migration", statement->tag);
    sk_at(err, script->file, statement->pos_bytes);
    sk_hint(err, "skein decides what runs together: take the statement out, or split the file.");
    return SK_EREFUSED;
}

/* CREATE INDEX CONCURRENTLY that fails leaves an invalid index of that name behind (manual, CREATE INDEX, "Building
 * Indexes Concurrently"): the probe says whether a valid one is there. */
static const char *
probe_of(TALLOC_CTX *owner, const sk_node *node)
{
    if (node->node_case != SK_NODE(INDEX_STMT) || !node->index_stmt->concurrent || !*node->index_stmt->idxname)
        return NULL;
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "SELECT 1 FROM pg_catalog.pg_index WHERE indisvalid AND indexrelid = to_regclass(");
    struct sk_text *name = sk_text_new(owner);
    if (*node->index_stmt->relation->schemaname) {
        sk_text_ident(name, node->index_stmt->relation->schemaname, '"');
        sk_text_add(name, ".");
    }
    sk_text_ident(name, node->index_stmt->idxname, '"');
    sk_text_literal(sql, name->data);
    sk_text_add(sql, ")");
    return sk_text_finish(sql, owner);
}

static const char *
undo_of(TALLOC_CTX *owner, const sk_node *node)
{
    if (!probe_of(owner, node))
        return NULL;
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "DROP INDEX CONCURRENTLY IF EXISTS ");
    if (*node->index_stmt->relation->schemaname) {
        sk_text_ident(sql, node->index_stmt->relation->schemaname, '"');
        sk_text_add(sql, ".");
    }
    sk_text_ident(sql, node->index_stmt->idxname, '"');
    return sk_text_finish(sql, owner);
}

static const char *
text_of(const struct sk_rewrite *rewrite, const struct sk_statement *statement)
{
    if (statement->sql)
        return sk_strdup(rewrite->owner, statement->sql);
    if (statement->synthetic)
        return sk_pg_deparse(rewrite->owner, statement->tree);
    return sk_strndup(rewrite->owner, rewrite->script->text + statement->pos_bytes, statement->len);
}

enum sk_status
sk_pg_rewrite(struct sk_rewrite *rewrite, const struct sk_statement *statement, struct sk_error *err)
{
    if (statement->transaction_control)
        return sk_pg_transaction_control(rewrite, statement, "skein runs each migration in a transaction itself",
                                         err);
    sk_rewrite_add(rewrite, &(struct sk_output){
                                .sql = text_of(rewrite, statement),
                                .pos_bytes = statement->pos_bytes,
                                .verbatim = !statement->synthetic,
                                .no_transaction = statement->no_transaction,
                                .probe = statement->no_transaction ? probe_of(rewrite->owner, statement->tree) : NULL,
                                .undo = statement->no_transaction ? undo_of(rewrite->owner, statement->tree) : NULL,
                                .outcome = SK_EXACT});
    return SK_OK;
}
