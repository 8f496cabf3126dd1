/* drivers/mysql/errmap.c - what the client library reports, as skein's errors; the numbers are in drivers/common. */
#include "drivers/mysql/errmap.h"

#include "drivers/common/mysql_codes.h"

#ifndef SERVER_STATUS_NO_BACKSLASH_ESCAPES
#define SERVER_STATUS_NO_BACKSLASH_ESCAPES 512
#endif

bool
sk_my_backslash(const MYSQL *my)
{
    return !(my->server_status & SERVER_STATUS_NO_BACKSLASH_ESCAPES);
}

enum sk_status
sk_my_fail(struct sk_error *err, MYSQL *my, const char *sql, bool cancelled)
{
    unsigned code = mysql_errno(my);
    const char *message = mysql_error(my), *sqlstate;
    enum sk_status status = sk_mysql_code(code, mysql_sqlstate(my), message, &sqlstate);
    if (cancelled && code == SK_MYSQL_INTERRUPTED)
        status = SK_EINTERRUPTED;
    sk_fail(err, status, "%s", *message ? message : "the connection to the server was lost");
    sk_sqlstate(err, sqlstate);
    if (sql)
        sk_at(err, NULL, sk_mysql_error_position(code, message, sql, sk_my_backslash(my)));
    return status;
}

enum sk_status
sk_my_open_fail(struct sk_error *err, MYSQL *my)
{
    const char *sqlstate;
    enum sk_status status = sk_mysql_open_code(mysql_errno(my), &sqlstate);
    sk_fail(err, status, "%s", mysql_error(my));
    sk_sqlstate(err, sqlstate);
    return status;
}
