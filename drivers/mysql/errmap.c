/*
 * drivers/mysql/errmap.c - the servers' error numbers as SQLSTATEs of PostgreSQL's and as statuses.
 *
 * Their own SQLSTATEs say little (23000 for whatever violates a constraint), so numbers are mapped. See "MySQL Error
 * Message Reference" and MariaDB's "Error Codes".
 */
#include <stdlib.h>
#include <string.h>

#include "drivers/mysql/mysql_priv.h"

static const struct {
    unsigned number;
    const char *sqlstate;
    enum sk_status status;
} map[] = {
    {1022, "23505", SK_ESQL}, {1062, "23505", SK_ESQL}, {1586, "23505", SK_ESQL}, /* duplicate key */
    {1048, "23502", SK_ESQL}, {1138, "23502", SK_ESQL}, {1364, "23502", SK_ESQL}, /* NULL, or no default */
    {1216, "23503", SK_ESQL}, {1217, "23503", SK_ESQL}, {1451, "23503", SK_ESQL}, /* foreign key */
    {1452, "23503", SK_ESQL}, {3730, "2BP01", SK_ESQL},
    {3819, "23514", SK_ESQL}, {4025, "23514", SK_ESQL}, /* CHECK: MySQL, MariaDB */
    {1406, "22001", SK_ESQL}, {1264, "22003", SK_ESQL}, /* too long, out of range */
    {1292, "22007", SK_ESQL}, {1366, "22P02", SK_ESQL}, {1265, "22P02", SK_ESQL},
    {1365, "22012", SK_ESQL}, {3140, "22P02", SK_ESQL}, {3141, "22P02", SK_ESQL},
    {1050, "42P07", SK_ESQL}, {1051, "42P01", SK_ESQL}, {1146, "42P01", SK_ESQL}, /* table there, not there */
    {1054, "42703", SK_ESQL}, {1060, "42701", SK_ESQL}, {1061, "42P07", SK_ESQL}, {1091, "42704", SK_ESQL},
    {1064, "42601", SK_ESQL}, {1149, "42601", SK_ESQL}, /* syntax */
    {1044, "42501", SK_ESQL}, {1142, "42501", SK_ESQL}, {1143, "42501", SK_ESQL}, {1227, "42501", SK_ESQL},
    {1049, "3D000", SK_ESQL}, {1007, "42P04", SK_ESQL}, {1008, "3D000", SK_ESQL},
    {1045, "28P01", SK_ESQL}, {1698, "28000", SK_ESQL},
    {1205, "55P03", SK_EBUSY}, {1213, "40P01", SK_EBUSY}, {3572, "55P03", SK_EBUSY}, /* locks */
    {1317, "57014", SK_EINTERRUPTED}, {1290, "25006", SK_ESQL}, {1792, "25006", SK_ESQL},
    {1040, "53300", SK_ECONN}, {1203, "53300", SK_ECONN}, /* too many connections */
    {1053, "57P01", SK_ECONN}, {1077, "57P01", SK_ECONN}, {1079, "57P01", SK_ECONN},
    {1152, "08006", SK_ECONN}, {1158, "08006", SK_ECONN}, {1159, "08006", SK_ECONN}, {1160, "08006", SK_ECONN},
    {1161, "08006", SK_ECONN}, {1184, "08006", SK_ECONN}, {1927, "57P01", SK_ECONN}, /* killed */
    {2002, "08001", SK_ECONN}, {2003, "08001", SK_ECONN}, {2006, "08006", SK_ECONN}, {2013, "08006", SK_ECONN},
    {2026, "08001", SK_ECONN}, {2055, "08006", SK_ECONN}, {4031, "08006", SK_ECONN},
};

/* Refusals to connect that waiting does not cure: password, database, TLS, authentication plugin, options. */
static const unsigned permanent[] = {1044, 1045, 1049, 1698, 1251, 1275, 2026, 2058, 2059, 2061, 3159, 1130, 2005};

static enum sk_status
look_up(unsigned number, const char **sqlstate)
{
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (map[i].number == number) {
            *sqlstate = map[i].sqlstate;
            return map[i].status;
        }
    return number >= 2000 && number < 3000 ? SK_ECONN : SK_ESQL;
}

/* The byte in `sql` at which "... near 'text' at line N" is, or SK_NO_POS: the server quotes up to 80 characters. */
static size_t
position(const char *message, const char *sql)
{
    const char *near = strstr(message, "near '"), *end = near ? strstr(near, "' at line ") : NULL;
    if (!end || !sql)
        return SK_NO_POS;
    near += strlen("near '");
    long line = strtol(end + strlen("' at line "), NULL, 10);
    const char *from = sql;
    for (long i = 1; i < line && from; i++)
        from = strchr(from, '\n') ? strchr(from, '\n') + 1 : NULL;
    if (!from || end == near)
        return SK_NO_POS;
    char *text = sk_strndup(NULL, near, (size_t)(end - near));
    const char *at = strstr(from, text);
    talloc_free(text);
    return at ? (size_t)(at - sql) : SK_NO_POS;
}

enum sk_status
sk_my_fail(struct sk_error *err, MYSQL *my, const char *sql, bool cancelled)
{
    unsigned number = mysql_errno(my);
    const char *sqlstate = mysql_sqlstate(my);
    enum sk_status status = look_up(number, &sqlstate);
    if (cancelled && status == SK_ECONN)
        status = SK_EINTERRUPTED;
    if (number)
        sk_fail(err, status, "%s", mysql_error(my));
    else
        status = sk_fail(err, SK_ECONN, "the connection to the server was lost");
    sk_sqlstate(err, number ? sqlstate : "08006");
    if (number == 1064)
        sk_at(err, NULL, position(mysql_error(my), sql));
    return status;
}

enum sk_status
sk_my_open_fail(struct sk_error *err, MYSQL *my)
{
    unsigned number = mysql_errno(my);
    enum sk_status status = SK_ECONN;
    const char *sqlstate = mysql_sqlstate(my);
    look_up(number, &sqlstate);
    for (size_t i = 0; i < sizeof permanent / sizeof *permanent; i++)
        if (permanent[i] == number)
            status = SK_EUSAGE;
    sk_fail(err, status, "%s", mysql_error(my));
    sk_sqlstate(err, sqlstate);
    return status;
}
