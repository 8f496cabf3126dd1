/* dialects/postgres/parse.c - a file into statements, by PostgreSQL's own parser. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

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

/* The first words of the statement, in capitals, for messages: "CREATE TABLE". Often the statement before had the same.
 */
static const char *
tag_of(struct sk_parsing *parsing, const char *text, size_t len)
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
    if (parsing->tag && strlen(parsing->tag) == end && strncasecmp(parsing->tag, text, end) == 0)
        return parsing->tag;
    char *tag = sk_strndup(parsing->script, text, end);
    for (char *c = tag; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    parsing->tag = tag;
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
make_statement(struct sk_parsing *parsing, const struct sk_block *block, size_t begin, size_t end, const sk_node *tree)
{
    const struct sk_script *script = parsing->script;
    while (end > begin && isspace((unsigned char)script->text[end - 1]))
        end--;
    return (struct sk_statement){
        .pos_bytes = begin,
        .len = end - begin,
        .tag = tag_of(parsing, script->text + begin, end - begin),
        .dialects = block ? block->dialects : NULL,
        .foreign = !tree,
        .no_transaction = tree && refuses_transaction(tree),
        .transaction_control = tree && tree->node_case == SK_NODE(TRANSACTION_STMT),
        .tree = tree,
    };
}

/* Rows that are written out: nothing but rows comes of them, whatever the schema. */
static bool
is_rows(const sk_node *node)
{
    return node->node_case == SK_NODE(INSERT_STMT) && node->insert_stmt->select_stmt &&
           node->insert_stmt->select_stmt->select_stmt->n_values_lists;
}

void
sk_pg_add_statement(struct sk_parsing *parsing, struct sk_statement *statement, size_t from, const char *sql)
{
    struct sk_script *script = parsing->script;
    sk_node *node = (sk_node *)(uintptr_t)statement->tree;
    if (parsing->large && node) {
        parsing->makes_label = parsing->makes_label || node->node_case == SK_NODE(ALTER_ENUM_STMT);
        statement->on_demand = is_rows(node) && !parsing->makes_label;
    }
    if (statement->on_demand) {
        statement->sql = sk_strdup(script, sql);
        statement->tree = NULL;
    } else if (parsing->large && node) {
        sk_node *kept = sk_pg_copy(script, node);
        sk_pg_shift_locations(&kept->base, from);
        statement->tree = kept;
    }
    if (parsing->large)
        sk_pg_hash_statement(&parsing->sha, script, statement, node);
    sk_push(script, script->statements, script->n, *statement);
}

/* libpg_query's statement begins where the one before ended: go on to the first token. `from`, `to`: the piece. */
static enum sk_status
add_statement(struct sk_parsing *parsing, const PgQuery__RawStmt *raw, size_t from, size_t to)
{
    const struct sk_source *source = parsing->source;
    size_t begin = from + (size_t)raw->stmt_location;
    size_t end = raw->stmt_len ? begin + (size_t)raw->stmt_len : to;
    begin = sk_source_skip(source->sql, begin, end);
    const struct sk_block *block = sk_source_block(source, begin);
    for (size_t i = 0; i < source->n_blocks; i++) {
        const struct sk_block *other = &source->blocks[i];
        if (other == block ? end <= other->end : other->directive < begin || other->directive >= end)
            continue;
        sk_fail(parsing->err, SK_EREFUSED, "a skein directive stands inside a statement");
        sk_hint(parsing->err, "Put it before the statement or after its semicolon.");
        return sk_at(parsing->err, source->file, other == block ? other->end : other->directive);
    }
    if (raw->stmt->node_case == SK_NODE(COPY_STMT) && sk_pg_is_copy_from_stdin(raw->stmt->copy_stmt))
        return sk_pg_copy_rows(parsing, raw->stmt->copy_stmt, begin, end, block);
    struct sk_statement statement = make_statement(parsing, block, begin, end, raw->stmt);
    sk_pg_add_statement(parsing, &statement, from, NULL);
    return SK_OK;
}

/* The text of other dialects that stands before `limit`, statement by statement. */
static void
add_foreign(struct sk_parsing *parsing, size_t limit)
{
    struct sk_script *script = parsing->script;
    for (; parsing->block < parsing->source->n_blocks; parsing->block++) {
        const struct sk_block *block = &parsing->source->blocks[parsing->block];
        if (block->start > limit)
            return;
        for (size_t pos = block->start, end; !block->ours; pos = end < block->end ? end + 1 : end) {
            if ((pos = sk_foreign_skip(script->text, pos, block->end)) >= block->end)
                break;
            end = sk_foreign_end(script->text, pos, block->end);
            struct sk_statement statement = make_statement(parsing, block, pos, end, NULL);
            if (statement.len)
                sk_pg_add_statement(parsing, &statement, 0, NULL);
        }
    }
}

/* ---- pieces ----------------------------------------------------------------------------------------------------- */

/* What libpg_query is given at once, at the least. */
enum { PIECE_BYTES = 1 << 18 };

/* Behind the first semicolon from `at` on that ends its line; 0: there is none. */
static size_t
end_of_line(const char *sql, size_t at)
{
    for (const char *c = sql + at; (c = strchr(c, ';')); c++)
        if (c[1] == '\n' || (c[1] == '\r' && c[2] == '\n'))
            return (size_t)(c - sql) + 1;
    return 0;
}

/* Parse from `from` to a semicolon that ends its line. If that is the end of a comment, nothing of it is left over. One
 * that stands in a string, in a longer comment or in a body leaves what the parser refuses: then it is tried to one
 * further on, in the end to the end of the file, whose error is the file's. */
static enum sk_status
parse_piece(PgQuery__ParseResult **tree, TALLOC_CTX *owner, struct sk_parsing *parsing, size_t from, size_t *to)
{
    char *sql = parsing->source->sql;
    size_t len = parsing->script->len;
    for (size_t size = PIECE_BYTES;; size *= 2) {
        size_t end = size < len - from ? end_of_line(sql, from + size) : 0;
        *to = end ? end : len;
        char after = sql[*to];
        sql[*to] = '\0';
        enum sk_status status = sk_pg_tree(tree, owner, sql + from, *to < len ? NULL : parsing->err);
        sql[*to] = after;
        if (!status || *to == len)
            return status;
    }
}

/* What the parser cannot say well: a psql command is no SQL. */
static void
explain_syntax_error(const struct sk_parsing *parsing, size_t from)
{
    struct sk_error *err = parsing->err;
    const char *text = parsing->script->text;
    if (!err || err->pos_bytes == SK_NO_POS)
        return;
    size_t at = from + err->pos_bytes;
    sk_at(err, parsing->script->file, at);
    while (at > 0 && text[at - 1] != '\n')
        at--;
    if (text[at] == '\\')
        sk_hint(err, "Commands of psql that begin with a backslash are not SQL: take them out.");
    else
        sk_hint(err, "This is PostgreSQL's own parser: correct the statement.");
}

/* Statements of both kinds, in the order of the file. */
static enum sk_status
add_statements(struct sk_parsing *parsing)
{
    struct sk_script *script = parsing->script;
    enum sk_status status = SK_OK;
    for (size_t from = 0, to; from < script->len && !status; from = to) {
        TALLOC_CTX *piece = sk_context_new(script);
        PgQuery__ParseResult *tree;
        status = parse_piece(&tree, piece, parsing, from, &to);
        if (status)
            explain_syntax_error(parsing, from);
        for (size_t i = 0; !status && i < tree->n_stmts; i++) {
            size_t begin = from + (size_t)tree->stmts[i]->stmt_location;
            add_foreign(parsing, sk_source_skip(parsing->source->sql, begin, to));
            status = add_statement(parsing, tree->stmts[i], from, to);
        }
        if (parsing->large)
            talloc_free(piece);
    }
    add_foreign(parsing, SIZE_MAX);
    return status;
}

/* ---- the file --------------------------------------------------------------------------------------------------- */

enum sk_status
sk_pg_parse(struct sk_script **out, TALLOC_CTX *owner, const char *file, const char *text, size_t len,
            struct sk_error *err)
{
    struct sk_script *script = sk_new(owner, struct sk_script);
    script->file = sk_strdup(script, file);
    script->text = text;
    script->len = len;
    struct sk_source *source = NULL;
    enum sk_status status = sk_source_read(&source, script, file, text, len, err);
    if (status)
        goto out;
    struct sk_parsing parsing = {.script = script, .source = source, .large = len > PIECE_BYTES, .err = err};
    SHA256Init(&parsing.sha);
    status = add_statements(&parsing);
    if (status)
        goto out;
    if (parsing.large)
        script->tree_hash = sk_pg_hash_finish(script, &parsing.sha);
    mark_used_enum_values(script);
    mark_committing_code(script);
    sk_pg_mark_search_path(script);
    script->n_directives = source->n_lints;
    script->directives = source->lints;
    *out = script;
out:
    if (status)
        talloc_free(script);
    else
        talloc_free(source->sql);
    return status;
}

void
sk_pg_read_tree(const struct sk_script *script, struct sk_statement *statement)
{
    PgQuery__ParseResult *tree;
    if (!statement->on_demand || statement->reading)
        return;
    statement->reading = sk_context_new((void *)(uintptr_t)script);
    const char *sql = statement->sql;
    if (!sql)
        sql = sk_strndup(statement->reading, script->text + statement->pos_bytes, statement->len);
    if (sk_pg_tree(&tree, statement->reading, sql, NULL))
        return; /* it was parsed before */
    if (statement->sql)
        sk_pg_strip_locations(&tree->base);
    else
        sk_pg_shift_locations(&tree->base, statement->pos_bytes);
    statement->tree = tree->stmts[0]->stmt;
}
