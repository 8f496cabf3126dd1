/* dialects/postgres/unnamed.c - sub-queries in FROM without a name, for a parser that wants one; see tree.h. */
#include <string.h>

#include "dialects/postgres/tree.h"

/* The byte behind the parenthesis that closes the one at `at`; 0: there is none. */
static size_t
closing(const char *text, size_t at)
{
    PgQueryScanResult scanned = pg_query_scan(text + at);
    PgQuery__ScanResult *tokens =
        scanned.error ? NULL
                      : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    size_t end = 0;
    int depth = 0;
    for (size_t i = 0; tokens && i < tokens->n_tokens && !end; i++) {
        const PgQuery__ScanToken *token = tokens->tokens[i];
        depth += (token->token == PG_QUERY__TOKEN__ASCII_40) - (token->token == PG_QUERY__TOKEN__ASCII_41);
        if (depth == 0)
            end = at + (size_t)token->end;
    }
    if (tokens)
        pg_query__scan_result__free_unpacked(tokens, NULL);
    pg_query_free_scan_result(scanned);
    return end;
}

bool
sk_pg_give_name(struct sk_pg_given *given, TALLOC_CTX *owner, const char *message, size_t at)
{
    if (strcmp(message, "subquery in FROM must have an alias") != 0 &&
        strcmp(message, "VALUES in FROM must have an alias") != 0)
        return false;
    size_t end = given->text[at] == '(' ? closing(given->text, at) : 0;
    if (!end)
        return false;
    const char *name = sk_printf(owner, " AS skein_unnamed_%zu", given->n + 1);
    struct sk_pg_insertion insertion = {end, strlen(name)};
    for (size_t i = 0; i < given->n; i++)
        given->items[i].at += given->items[i].at >= end ? insertion.len : 0;
    sk_push(owner, given->items, given->n, insertion);
    given->text = sk_printf(owner, "%.*s%s%s", (int)end, given->text, name, given->text + end);
    return true;
}

size_t
sk_pg_before_names(const struct sk_pg_given *given, size_t at)
{
    size_t before = at;
    for (size_t i = 0; i < given->n; i++)
        before -= given->items[i].at < at ? given->items[i].len : 0;
    return before;
}

static void
move(ProtobufCMessage *message, void *data)
{
    sk_pg_move_locations(data, message);
}

void
sk_pg_move_locations(const struct sk_pg_given *given, ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__raw_stmt__descriptor) {
        PgQuery__RawStmt *stmt = (PgQuery__RawStmt *)message;
        size_t begin = (size_t)stmt->stmt_location, end = begin + (size_t)stmt->stmt_len;
        stmt->stmt_location = (int32_t)sk_pg_before_names(given, begin);
        if (stmt->stmt_len)
            stmt->stmt_len = (int32_t)sk_pg_before_names(given, end) - stmt->stmt_location;
    }
    for (unsigned i = 0; i < type->n_fields && type != &pg_query__node__descriptor; i++) {
        int32_t *at = (int32_t *)(void *)((char *)message + type->fields[i].offset);
        if (type->fields[i].type == PROTOBUF_C_TYPE_INT32 && strcmp(type->fields[i].name, "location") == 0 && *at > 0)
            *at = (int32_t)sk_pg_before_names(given, (size_t)*at);
    }
    sk_pg_each_child(message, move, (void *)(uintptr_t)given);
}
