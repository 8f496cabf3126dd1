/* dialects/mysql/composites.c - fields of rows, which are kept as PostgreSQL's text of them (its manual, 8.16.6). */
#include "dialects/common/printer_priv.h"
#include "dialects/mysql/mysql.h"
#include "dialects/mysql/print.h"

#define ROW_FIELD "(\"([^\"\\\\]|\"\"|\\\\.)*\"|[^,\"\\\\]*)"

/* "skein_field"(text of a row, place). What is in quotes has quotes and backslashes twice; nothing at all is NULL. */
enum sk_status
sk_mysql_field(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    int64_t place = 0;
    bool known = sk_print_known_number(call->args[1], &place);
    const char *row = "SUBSTRING($1, 2, CHAR_LENGTH($1) - 2)";
    const char *rest = row;
    if (known && place)
        rest = sk_printf(p->tmp, "REGEXP_REPLACE(%s, %s, '')", row,
                         sk_mysql_constant(p->tmp, sk_printf(p->tmp, "^(" ROW_FIELD ",){%lld}", (long long)place)));
    return sk_mysql_text_template(
        p,
        sk_printf(p->tmp,
                  "CASE WHEN %s REGEXP %s THEN REGEXP_REPLACE(REGEXP_REPLACE(NULLIF(REGEXP_SUBSTR(%s, %s), ''), "
                  "'^\"|\"$', ''), %s, %s) WHEN $1 IS NOT NULL THEN JSON_UNQUOTE(JSON_EXTRACT(CONCAT('!', $1), '$')) "
                  "END",
                  row, sk_mysql_constant(p->tmp, "^" ROW_FIELD "(," ROW_FIELD ")*$"), rest,
                  sk_mysql_constant(p->tmp, "^" ROW_FIELD), sk_mysql_constant(p->tmp, "([\"\\\\])(.)"),
                  sk_mysql_constant(p->tmp, sk_mysql_is_mariadb(p) ? "\\2" : "$2")),
        1, (const sk_node *const *)call->args);
}
