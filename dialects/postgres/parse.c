/* dialects/postgres/parse.c - a file into statements, by PostgreSQL's own parser. */
#include <ctype.h>
#include <sha256.h>
#include <string.h>

#include "dialects/postgres/postgres.h"

/* ---- where a statement begins and ends ------------------------------------------------------------------------ */

/* After a block comment that begins at `i`; they nest in PostgreSQL. */
static size_t
skip_block_comment(const char *text, size_t i, size_t end)
{
    for (int depth = 0; i < end; i++) {
        if (text[i] == '/' && text[i + 1] == '*') {
            depth++;
            i++;
        } else if (text[i] == '*' && text[i + 1] == '/') {
            i++;
            if (--depth == 0)
                return i + 1;
        }
    }
    return end;
}

/* libpg_query's statement begins where the one before ended: go on to the first token. */
static size_t
skip_blank(const char *text, size_t i, size_t end)
{
    while (i < end) {
        if (isspace((unsigned char)text[i]))
            i++;
        else if (text[i] == '-' && text[i + 1] == '-')
            i += strcspn(text + i, "\n");
        else if (text[i] == '/' && text[i + 1] == '*')
            i = skip_block_comment(text, i, end);
        else
            break;
    }
    return i;
}

/* ---- what kind of statement ----------------------------------------------------------------------------------- */

static bool
concurrently(const PgQuery__ReindexStmt *stmt)
{
    for (size_t i = 0; i < stmt->n_params; i++)
        if (strcmp(stmt->params[i]->def_elem->defname, "concurrently") == 0)
            return true;
    return false;
}

/* What PreventInTransactionBlock() is called for in PostgreSQL's utility.c and below. */
static bool
refuses_transaction(const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(INDEX_STMT):
        return node->index_stmt->concurrent;
    case SK_NODE(DROP_STMT):
        return node->drop_stmt->concurrent;
    case SK_NODE(REINDEX_STMT):
        return concurrently(node->reindex_stmt) ||
               node->reindex_stmt->kind >= PG_QUERY__REINDEX_OBJECT_TYPE__REINDEX_OBJECT_SCHEMA;
    case SK_NODE(VACUUM_STMT):
        return node->vacuum_stmt->is_vacuumcmd;
    case SK_NODE(CLUSTER_STMT):
        return node->cluster_stmt->relation == NULL;
    case SK_NODE(CREATEDB_STMT):
    case SK_NODE(DROPDB_STMT):
    case SK_NODE(CREATE_TABLE_SPACE_STMT):
    case SK_NODE(DROP_TABLE_SPACE_STMT):
    case SK_NODE(ALTER_SYSTEM_STMT):
    case SK_NODE(CREATE_SUBSCRIPTION_STMT):
    case SK_NODE(DROP_SUBSCRIPTION_STMT):
        return true;
    default:
        return false;
    }
}

/* The first words of the statement, in capitals, for messages: "CREATE TABLE". */
static char *
tag_of(TALLOC_CTX *owner, const char *text, size_t len)
{
    size_t end = 0;
    for (int words = 0; words < 2 && end < len; words++) {
        while (end < len && (isalpha((unsigned char)text[end]) || text[end] == '_'))
            end++;
        if (words == 0 && end < len && text[end] == ' ' && isalpha((unsigned char)text[end + 1]))
            end++;
        else
            break;
    }
    char *tag = sk_strndup(owner, text, end);
    for (char *c = tag; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return tag;
}

/* ---- ALTER TYPE ... ADD VALUE --------------------------------------------------------------------------------- */

struct label_search {
    const char *label;
    bool found;
};

static bool
visit_label(sk_node *node, void *data)
{
    struct label_search *s = data;
    if (node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL &&
        strcmp(node->a_const->sval->sval, s->label) == 0)
        s->found = true;
    return !s->found;
}

/* A new enum value may be added in a transaction but not be used in it (manual, ALTER TYPE, "Notes"): the statement
 * has to be committed by itself only if a later one of the file names the value. */
static void
mark_used_enum_values(struct sk_script *script)
{
    for (size_t i = 0; i < script->n; i++) {
        const sk_node *node = script->statements[i].tree;
        if (node->node_case != SK_NODE(ALTER_ENUM_STMT) || *node->alter_enum_stmt->old_val)
            continue;
        struct label_search s = {.label = node->alter_enum_stmt->new_val};
        for (size_t k = i + 1; k < script->n && !s.found; k++)
            sk_pg_walk((ProtobufCMessage *)(uintptr_t)script->statements[k].tree, visit_label, &s);
        script->statements[i].no_transaction = s.found;
    }
}

/* ---- parsing -------------------------------------------------------------------------------------------------- */

static void
fill_statement(struct sk_script *script, struct sk_statement *statement, const PgQuery__RawStmt *raw)
{
    size_t begin = (size_t)raw->stmt_location;
    size_t end = raw->stmt_len ? begin + (size_t)raw->stmt_len : script->len;
    begin = skip_blank(script->text, begin, end);
    while (end > begin && isspace((unsigned char)script->text[end - 1]))
        end--;
    *statement = (struct sk_statement){
        .pos_bytes = begin,
        .len = end - begin,
        .tag = tag_of(script, script->text + begin, end - begin),
        .no_transaction = refuses_transaction(raw->stmt),
        .transaction_control = raw->stmt->node_case == SK_NODE(TRANSACTION_STMT),
        .tree = raw->stmt,
    };
}

/* What the parser cannot say well: a psql command is no SQL. */
static void
explain_syntax_error(struct sk_error *err, const char *text)
{
    if (!err || err->pos_bytes == SK_NO_POS)
        return;
    size_t at = err->pos_bytes;
    while (at > 0 && text[at - 1] != '\n')
        at--;
    if (text[at] == '\\')
        sk_hint(err, "Commands of psql that begin with a backslash are not SQL: take them out.");
    else
        sk_hint(err, "This is PostgreSQL's own parser: correct the statement.");
}

enum sk_status
sk_pg_parse(struct sk_script **out, TALLOC_CTX *owner, const char *file, const char *text, size_t len,
            struct sk_error *err)
{
    struct sk_script *script = sk_new(owner, struct sk_script);
    script->file = sk_strdup(script, file);
    script->text = sk_strndup(script, text, len);
    script->len = len;
    PgQuery__ParseResult *tree;
    enum sk_status status = sk_pg_tree(&tree, script, script->text, err);
    if (status) {
        explain_syntax_error(err, script->text);
        if (err)
            sk_at(err, file, err->pos_bytes);
        talloc_free(script);
        return status;
    }
    script->n = tree->n_stmts;
    script->statements = sk_alloc(script, (script->n + 1) * sizeof *script->statements, "statements");
    for (size_t i = 0; i < script->n; i++)
        fill_statement(script, &script->statements[i], tree->stmts[i]);
    mark_used_enum_values(script);
    *out = script;
    return SK_OK;
}

char *
sk_pg_tree_hash(TALLOC_CTX *owner, const struct sk_script *script)
{
    SHA2_CTX sha;
    char hex[SHA256_DIGEST_STRING_LENGTH];
    TALLOC_CTX *tmp = sk_context_new(NULL);
    SHA256Init(&sha);
    for (size_t i = 0; i < script->n; i++) {
        sk_node *node = sk_pg_copy(tmp, script->statements[i].tree);
        sk_pg_strip_locations(&node->base);
        size_t len = pg_query__node__get_packed_size(node);
        uint8_t *bytes = sk_alloc(tmp, len + 1, "packed");
        pg_query__node__pack(node, bytes);
        SHA256Update(&sha, bytes, len);
    }
    SHA256End(&sha, hex);
    talloc_free(tmp);
    return sk_strdup(owner, hex);
}
