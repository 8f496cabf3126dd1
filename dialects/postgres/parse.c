/* dialects/postgres/parse.c - a file into statements, by PostgreSQL's own parser. */
#include <ctype.h>
#include <sha256.h>
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/source.h"

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
    /* The body of a function or of DO: its text may name the label. */
    if (node->node_case == SK_NODE(STRING) && strlen(node->string->sval) > strlen(s->label) &&
        strstr(node->string->sval, s->label))
        s->found = true;
    return !s->found;
}

/* Is the type made by an earlier statement of the file? Then its values may be used at once. */
static bool
makes_type(const struct sk_script *script, size_t before, const PgQuery__AlterEnumStmt *alter)
{
    const char *name = sk_node_name(NULL, alter->n_type_name, alter->type_name);
    for (size_t i = 0; i < before; i++) {
        const sk_node *node = script->statements[i].tree;
        if (node && node->node_case == SK_NODE(CREATE_ENUM_STMT) &&
            strcmp(sk_node_name(NULL, node->create_enum_stmt->n_type_name, node->create_enum_stmt->type_name), name) ==
                0)
            return true;
    }
    return false;
}

/* A new enum value may be added in a transaction but not be used in it (manual, ALTER TYPE, "Notes"): the statement
 * has to be committed by itself only if a later one of the file names the value. */
static void
mark_used_enum_values(struct sk_script *script)
{
    for (size_t i = 0; i < script->n; i++) {
        const sk_node *node = script->statements[i].tree;
        if (!node || node->node_case != SK_NODE(ALTER_ENUM_STMT) || *node->alter_enum_stmt->old_val)
            continue;
        struct label_search s = {.label = node->alter_enum_stmt->new_val};
        for (size_t k = i + 1; k < script->n && !s.found; k++)
            if (script->statements[k].tree)
                sk_pg_walk((ProtobufCMessage *)(uintptr_t)script->statements[k].tree, visit_label, &s);
        script->statements[i].no_transaction = s.found && !makes_type(script, i, node->alter_enum_stmt);
    }
}

/* ---- procedures that commit -------------------------------------------------------------------------------------- */

/* "COMMIT;" as a statement of its own, somewhere in a body. */
static bool
visit_commit(sk_node *node, void *data)
{
    static const char word[] = "commit";
    bool *found = data;
    const char *text = node->node_case == SK_NODE(STRING) ? node->string->sval : "";
    for (const char *c = text; !*found && (c = strcasestr(c, word)); c += strlen(word)) {
        const char *after = c + strlen(word);
        *found = (c == text || strchr("; \t\r\n", c[-1])) && after[strspn(after, " \t\r\n")] == ';';
    }
    return !*found;
}

static bool
names_commit(const sk_node *node)
{
    bool found = false;
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)node, visit_commit, &found);
    return found;
}

/* Does an earlier statement of the file make the procedure, with COMMIT in its body? */
static bool
makes_committing(const struct sk_script *script, size_t before, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    for (size_t i = 0; i < before; i++) {
        const sk_node *node = script->statements[i].tree;
        const PgQuery__CreateFunctionStmt *made =
            node && node->node_case == SK_NODE(CREATE_FUNCTION_STMT) ? node->create_function_stmt : NULL;
        if (made && made->is_procedure && sk_same(sk_node_name(NULL, made->n_funcname, made->funcname), name) &&
            names_commit(node))
            return true;
    }
    return false;
}

/* Code that commits runs in no transaction of somebody else's (manual, 43.8). */
static void
mark_committing_code(struct sk_script *script)
{
    for (size_t i = 0; i < script->n; i++) {
        const sk_node *node = script->statements[i].tree;
        if (node && ((node->node_case == SK_NODE(DO_STMT) && names_commit(node)) ||
                     (node->node_case == SK_NODE(CALL_STMT) && node->call_stmt->funccall &&
                      makes_committing(script, i, node->call_stmt->funccall))))
            script->statements[i].no_transaction = true;
    }
}

/* ---- parsing -------------------------------------------------------------------------------------------------- */

static struct sk_statement
make_statement(struct sk_script *script, const struct sk_block *block, size_t begin, size_t end, const sk_node *tree)
{
    while (end > begin && isspace((unsigned char)script->text[end - 1]))
        end--;
    return (struct sk_statement){
        .pos_bytes = begin,
        .len = end - begin,
        .tag = tag_of(script, script->text + begin, end - begin),
        .dialects = block ? block->dialects : NULL,
        .no_transaction = tree && refuses_transaction(tree),
        .transaction_control = tree && tree->node_case == SK_NODE(TRANSACTION_STMT),
        .tree = tree,
    };
}

/* libpg_query's statement begins where the one before ended: go on to the first token. */
static enum sk_status
add_statement(struct sk_script *script, const struct sk_source *source, const PgQuery__RawStmt *raw,
              struct sk_error *err)
{
    size_t begin = (size_t)raw->stmt_location;
    size_t end = raw->stmt_len ? begin + (size_t)raw->stmt_len : script->len;
    begin = sk_source_skip(source->sql, begin, end);
    const struct sk_block *block = sk_source_block(source, begin);
    for (size_t i = 0; i < source->n_blocks; i++) {
        const struct sk_block *other = &source->blocks[i];
        if (other == block ? end <= other->end : other->directive < begin || other->directive >= end)
            continue;
        sk_fail(err, SK_EREFUSED, "a skein directive stands inside a statement");
        sk_hint(err, "Put it before the statement or after its semicolon.");
        sk_at(err, script->file, other == block ? other->end : other->directive);
        return SK_EREFUSED;
    }
    if (raw->stmt->node_case == SK_NODE(COPY_STMT) && sk_pg_is_copy_from_stdin(raw->stmt->copy_stmt))
        return sk_pg_copy_rows(script, source, raw->stmt->copy_stmt, begin, end, block, err);
    struct sk_statement statement = make_statement(script, block, begin, end, raw->stmt);
    sk_push(script, script->statements, script->n, statement);
    return SK_OK;
}

/* The text of other dialects, statement by statement. */
static void
add_foreign(struct sk_script *script, const struct sk_block *block)
{
    size_t pos = block->start;
    while ((pos = sk_foreign_skip(script->text, pos, block->end)) < block->end) {
        size_t end = sk_foreign_end(script->text, pos, block->end);
        struct sk_statement statement = make_statement(script, block, pos, end, NULL);
        if (statement.len)
            sk_push(script, script->statements, script->n, statement);
        pos = end < block->end ? end + 1 : end;
    }
}

/* Statements of both kinds, in the order of the file. */
static enum sk_status
add_statements(struct sk_script *script, const struct sk_source *source, const PgQuery__ParseResult *tree,
               struct sk_error *err)
{
    enum sk_status status = SK_OK;
    size_t block = 0;
    for (size_t i = 0; i <= tree->n_stmts && !status; i++) {
        size_t limit = SIZE_MAX;
        if (i < tree->n_stmts)
            limit = sk_source_skip(source->sql, (size_t)tree->stmts[i]->stmt_location, script->len);
        for (; block < source->n_blocks && source->blocks[block].start <= limit; block++)
            if (!source->blocks[block].ours)
                add_foreign(script, &source->blocks[block]);
        if (i < tree->n_stmts)
            status = add_statement(script, source, tree->stmts[i], err);
    }
    return status;
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
    struct sk_source *source;
    enum sk_status status = sk_source_read(&source, script, file, script->text, len, err);
    if (status)
        goto out;
    status = sk_pg_tree(&tree, script, source->sql, err);
    if (status) {
        explain_syntax_error(err, script->text);
        if (err)
            sk_at(err, file, err->pos_bytes);
        goto out;
    }
    status = add_statements(script, source, tree, err);
    if (status)
        goto out;
    mark_used_enum_values(script);
    mark_committing_code(script);
    sk_pg_mark_search_path(script);
    script->n_directives = source->n_lints;
    script->directives = source->lints;
    *out = script;
out:
    if (status)
        talloc_free(script);
    return status;
}

/* What the tree does not say: for which dialects, and the text that is not PostgreSQL's. */
static void
hash_text(SHA2_CTX *sha, const struct sk_script *script, const struct sk_statement *statement)
{
    for (const char *const *dialect = statement->dialects; dialect && *dialect; dialect++)
        SHA256Update(sha, (const uint8_t *)*dialect, strlen(*dialect) + 1);
    if (!statement->tree)
        SHA256Update(sha, (const uint8_t *)script->text + statement->pos_bytes, statement->len);
}

static void
hash_tree(SHA2_CTX *sha, const sk_node *tree)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    sk_node *node = sk_pg_copy(tmp, tree);
    sk_pg_strip_locations(&node->base);
    size_t len = pg_query__node__get_packed_size(node);
    uint8_t *bytes = sk_alloc(tmp, len + 1, "packed");
    pg_query__node__pack(node, bytes);
    SHA256Update(sha, bytes, len);
    talloc_free(tmp);
}

char *
sk_pg_tree_hash(TALLOC_CTX *owner, const struct sk_script *script)
{
    SHA2_CTX sha;
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA256Init(&sha);
    for (size_t i = 0; i < script->n; i++) {
        hash_text(&sha, script, &script->statements[i]);
        if (script->statements[i].tree)
            hash_tree(&sha, script->statements[i].tree);
    }
    SHA256End(&sha, hex);
    return sk_strdup(owner, hex);
}
