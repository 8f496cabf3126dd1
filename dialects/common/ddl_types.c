/* dialects/common/ddl_types.c - declared types of other tools' making, as PostgreSQL's that are nearest. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "dialects/common/ddl.h"
#include "dialects/postgres/scope.h"

/* What PostgreSQL has under another name, or not at all. */
static const struct {
    const char *declared;
    enum sk_type_kind kind;
    const char *name;
} others[] = {
    {"datetime", SK_TYPE_TIMESTAMP, "timestamp"},   {"blob", SK_TYPE_BYTEA, "bytea"},
    {"longblob", SK_TYPE_BYTEA, "bytea"},           {"mediumblob", SK_TYPE_BYTEA, "bytea"},
    {"tinyblob", SK_TYPE_BYTEA, "bytea"},           {"varbinary", SK_TYPE_BYTEA, "bytea"},
    {"binary", SK_TYPE_BYTEA, "bytea"},             {"tinyint", SK_TYPE_SMALLINT, "int2"},
    {"mediumint", SK_TYPE_INTEGER, "int4"},         {"int unsigned", SK_TYPE_BIGINT, "int8"},
    {"bigint unsigned", SK_TYPE_NUMERIC, "numeric"}, {"unsigned big int", SK_TYPE_BIGINT, "int8"},
    {"year", SK_TYPE_SMALLINT, "int2"},             {"double", SK_TYPE_DOUBLE, "float8"},
    {"float", SK_TYPE_REAL, "float4"},              {"clob", SK_TYPE_TEXT, "text"},
    {"longtext", SK_TYPE_TEXT, "text"},             {"mediumtext", SK_TYPE_TEXT, "text"},
    {"tinytext", SK_TYPE_TEXT, "text"},             {"string", SK_TYPE_TEXT, "text"},
    {"nvarchar", SK_TYPE_VARCHAR, "varchar"},       {"nchar", SK_TYPE_CHAR, "bpchar"},
    {"native character", SK_TYPE_CHAR, "bpchar"},   {"varying character", SK_TYPE_VARCHAR, "varchar"},
};

static char *
lower(TALLOC_CTX *owner, const char *text, size_t len)
{
    char *copy = sk_strndup(owner, text, len);
    for (char *c = copy; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

static bool
parse_type(struct sk_type *out, TALLOC_CTX *owner, const char *declared)
{
    PgQuery__ParseResult *tree;
    const char *sql = sk_printf(owner, "SELECT NULL::%s", declared);
    if (sk_pg_tree(&tree, owner, sql, NULL) || tree->n_stmts != 1 ||
        tree->stmts[0]->stmt->node_case != SK_NODE(SELECT_STMT))
        return false;
    const PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    const sk_node *value =
        select->n_target_list == 1 && !select->n_from_clause ? select->target_list[0]->res_target->val : NULL;
    if (!value || value->node_case != SK_NODE(TYPE_CAST))
        return false;
    struct sk_catalog *none = sk_catalog_new(owner, &sk_pg_expr_ops);
    *out = sk_pg_type(none, owner, value->type_cast->type_name);
    return out->kind != SK_TYPE_OTHER;
}

struct sk_type
sk_ddl_type(TALLOC_CTX *owner, const char *declared)
{
    struct sk_type type = {.length = -1, .scale = -1};
    size_t word = strcspn(declared, "(");
    const char *rest = declared + word;
    char *name = lower(owner, declared, word);
    if (strcmp(name, "tinyint") == 0 && strcmp(rest, "(1)") == 0)
        return (struct sk_type){.kind = SK_TYPE_BOOLEAN, .name = "bool", .length = -1, .scale = -1};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].declared, name) != 0)
            continue;
        type.kind = others[i].kind;
        type.name = others[i].name;
        if (*rest && (type.kind == SK_TYPE_VARCHAR || type.kind == SK_TYPE_CHAR || type.kind == SK_TYPE_TIMESTAMP))
            sscanf(rest, "(%d", &type.length);
        return type;
    }
    if (*declared && parse_type(&type, owner, declared))
        return type;
    return (struct sk_type){.kind = SK_TYPE_OTHER, .name = *declared ? lower(owner, declared, strlen(declared)) : "any",
                            .length = -1, .scale = -1};
}
