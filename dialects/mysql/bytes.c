/*
 * dialects/mysql/bytes.c - single bytes, and values that are computed once.
 * PostgreSQL manual, 9.5; MySQL manual, 14.8, "String Functions and Operators", and 14.17.6.
 */
#include <string.h>

#include "dialects/common/once.h"
#include "dialects/mysql/print.h"

/* What is no document is an error. */
#define CHECKED(number)                                                                                                \
    "CASE WHEN ($2) BETWEEN 0 AND LENGTH($1) - 1 THEN " number " WHEN $1 IS NOT NULL AND $2 IS NOT NULL THEN "         \
    "CAST(JSON_EXTRACT(CONCAT('index out of valid range: ', $2), '$') AS BINARY) END"
#define GET "ORD(SUBSTRING($1, ($2) + 1, 1))"
/* CHAR() passes over NULL. */
#define SET "INSERT($1, ($2) + 1, 1, CASE WHEN $3 IS NOT NULL THEN CHAR(($3) & 255) END)"

enum sk_status
sk_mysql_get_byte(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    /* bits of what may be a text are another thing than those of a number */
    const char *template = sk_print_is_within(p, call) ? GET : "CAST(" CHECKED(GET) " AS SIGNED)";
    return sk_print_template(p, template, 2, (const sk_node *const *)call->args);
}

enum sk_status
sk_mysql_set_byte(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *template = sk_print_is_within(p, call) ? SET : CHECKED(SET);
    return sk_print_template(p, template, 3, (const sk_node *const *)call->args);
}

/* A derived table is merged into the query around it, or kept for all of its rows; JSON_TABLE() is neither, but takes
 * no sub-query. */
enum sk_status
sk_mysql_once(struct sk_printer *p, const PgQuery__RangeSubselect *range)
{
    const sk_node *value = range->subquery->select_stmt->target_list[0]->res_target->val;
    struct sk_type type = sk_scope_type(p->scope, value);
    bool number = sk_type_is_integer(&type) || type.kind == SK_TYPE_DOUBLE;
    enum sk_status status;
    const char *sql = sk_print_apart(p, value, &status);
    if (status)
        return status;
    if (strstr(sql, "SELECT "))
        return sk_print_unsupported(p, NULL, "a value of chance that takes a query has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_addf(p->out, "JSON_TABLE(JSON_ARRAY(%s), '$[*]' COLUMNS (", sql);
    sk_print_name(p, range->alias->aliasname);
    sk_text_addf(p->out, " %s PATH '$')) AS ",
                 number                   ? sk_mysql_type_name(p->tmp, p->catalog, sk_mysql_is_mariadb(p), &type)
                 : sk_type_is_time(&type) ? "DATETIME(6)"
                                          : sk_mysql_table_text(p));
    sk_print_name(p, range->alias->aliasname);
    return SK_OK;
}
