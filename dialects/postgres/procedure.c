/*
 * dialects/postgres/procedure.c - PL/pgSQL as libpg_query reads it.
 *
 * libpg_query has no catalog to look types up in: a variable is a record for it only when its type is written RECORD,
 * in capitals; "record" and "t%ROWTYPE" are taken for scalars, and what is assigned to their fields for an error. So
 * these words are spelled its way before it reads them: unquoted, they mean the same in any case.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/postgres/tree.h"

enum { ERROR_LEVEL = 21 }; /* elog.h of PostgreSQL 15 */

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

const char *
sk_pg_skip_quoted(const char *c)
{
    const char *end = c;
    if (*c == '\'' || *c == '"')
        end = strchr(c + 1, *c);
    else if (c[0] == '-' && c[1] == '-')
        end = strchr(c, '\n');
    else if (c[0] == '/' && c[1] == '*')
        end = strstr(c, "*/");
    else
        return c;
    return end ? end + 1 : c + strlen(c);
}

static const char *
with_records(TALLOC_CTX *owner, const char *sql)
{
    struct sk_text *out = sk_text_new(owner);
    size_t word = 0; /* where in `out` the name before %ROWTYPE begins */
    for (const char *c = sql; *c;) {
        const char *end = sk_pg_skip_quoted(c);
        if (end == c && is_word(*c)) {
            while (is_word(*end))
                end++;
            bool record = end - c == 6 && strncasecmp(c, "record", 6) == 0;
            bool qualified = out->len && out->data[out->len - 1] == '.';
            word = qualified ? word : out->len;
            sk_text_add_n(out, record ? "RECORD" : c, (size_t)(end - c));
        } else if (end == c && strncasecmp(c, "%rowtype", 8) == 0) {
            out->data[out->len = word] = '\0';
            sk_text_add(out, "RECORD");
            end = c + 8;
        } else {
            end = end == c ? c + 1 : end;
            word = *c == '"' && !(out->len && out->data[out->len - 1] == '.') ? out->len : word;
            sk_text_add_n(out, c, (size_t)(end - c));
        }
        c = end;
    }
    return out->data;
}

/* As libpg_query's JSON; "" for what it cannot read. */
static char *
parse(TALLOC_CTX *owner, const sk_node *statement)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *sql = sk_pg_deparse(tmp, statement);
    const char *code = with_records(tmp, sk_pg_without_cursors(tmp, sql ? sql : ""));
    PgQueryPlpgsqlParseResult parsed = pg_query_parse_plpgsql(code);
    char *json = sk_strdup(owner, parsed.error ? "" : parsed.plpgsql_funcs);
    pg_query_free_plpgsql_parse_result(parsed);
    talloc_free(tmp);
    return json;
}

/* ---- handlers that only raise ------------------------------------------------------------------------------------ */

static bool
is_end(const char *key, const json_t *item, const void *data)
{
    (void)item;
    (void)data;
    return strcmp(key, "PLpgSQL_stmt_return") == 0 || strcmp(key, "PLpgSQL_stmt_exit") == 0;
}

/* Does each end in an error, whatever the error was? */
static bool
only_raise(const json_t *exceptions)
{
    const json_t *list = sk_pg_handlers(exceptions);
    size_t i;
    json_t *item;
    json_array_foreach(list, i, item) {
        const json_t *action = json_object_get(json_object_get(item, "PLpgSQL_exception"), "action");
        size_t n = json_array_size(action);
        const json_t *last = n ? json_object_get(json_array_get(action, n - 1), "PLpgSQL_stmt_raise") : NULL,
                     *level = json_object_get(last, "elog_level");
        if (!last || (level && json_integer_value(level) < ERROR_LEVEL) || sk_pg_procedure_has(action, is_end, NULL))
            return false;
    }
    return json_array_size(list) > 0;
}

/* What the statement ends in is an error with them or without: they say it in other words, which are taken out unless
 * another handler around them may ask for these. */
static void
drop_raising(json_t *node)
{
    size_t i;
    const char *key;
    json_t *item, *block = json_object_get(node, "PLpgSQL_stmt_block");
    const json_t *exceptions = json_object_get(block, "exceptions");
    if (exceptions && only_raise(exceptions))
        json_object_del(block, "exceptions");
    else if (exceptions)
        return;
    json_array_foreach(node, i, item)
        drop_raising(item);
    json_object_foreach(node, key, item)
        drop_raising(item);
}

static json_t *
loaded(const char *json)
{
    json_t *root = json_loads(json, 0, NULL);
    if (root && strstr(json, "\"exceptions\""))
        drop_raising(root);
    return root;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

json_t *
sk_pg_procedure(const sk_node *statement)
{
    char *json = parse(NULL, statement);
    json_t *root = loaded(json);
    talloc_free(json);
    return root;
}

json_t *
sk_pg_function_procedure(const struct sk_function *function)
{
    struct sk_expr *definition = function->definition;
    if (!definition->procedure)
        definition->procedure = parse(definition, sk_expr_node(definition));
    return loaded(definition->procedure);
}

bool
sk_pg_procedure_has(const json_t *node, bool (*is)(const char *key, const json_t *item, const void *data),
                    const void *data)
{
    const char *key;
    json_t *item;
    size_t i;
    json_array_foreach(node, i, item)
        if (sk_pg_procedure_has(item, is, data))
            return true;
    json_object_foreach((json_t *)(uintptr_t)node, key, item)
        if (is(key, item, data) || sk_pg_procedure_has(item, is, data))
            return true;
    return false;
}
