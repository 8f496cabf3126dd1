/* drivers/common/pg_codes.c - see the PostgreSQL manual's appendix A, "PostgreSQL Error Codes". */
#include "drivers/common/pg_codes.h"

#include <string.h>

static const struct {
    const char *prefix;
    enum sk_status status;
} map[] = {
    {"55P03", SK_EBUSY}, /* lock_not_available */
    {"40P01", SK_EBUSY}, /* deadlock_detected */
    {"40001", SK_EBUSY}, /* serialization_failure */
    {"57P", SK_ECONN},   /* the server shuts down, or ended this connection */
    {"08P01", SK_ESQL},  /* protocol_violation: a wrong number of parameters */
    {"08", SK_ECONN},
};

/* Refusals to connect that waiting does not cure. */
static const char *const permanent[] = {
    "28", /* wrong password, or no entry in pg_hba.conf */
    "3D", /* no such database */
    "42", /* the database must not be connected to */
    "22", "0A", /* a parameter that the server does not take */
};

enum sk_status
sk_pg_status(const char *sqlstate)
{
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (strncmp(sqlstate, map[i].prefix, strlen(map[i].prefix)) == 0)
            return map[i].status;
    return SK_ESQL;
}

enum sk_status
sk_pg_open_status(const char *sqlstate)
{
    for (size_t i = 0; *sqlstate && i < sizeof permanent / sizeof *permanent; i++)
        if (strncmp(sqlstate, permanent[i], 2) == 0)
            return SK_EUSAGE;
    return SK_ECONN;
}

bool
sk_pg_find_sqlstate(char sqlstate[6], const char *message, const char **text)
{
    sqlstate[0] = '\0';
    for (const char *c = message; (c = strstr(c, ":  ")); c += 3) {
        if (strspn(c + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5 || c[8] != ':')
            continue;
        memcpy(sqlstate, c + 3, 5);
        sqlstate[5] = '\0';
        *text = c + 9 + strspn(c + 9, " ");
    }
    return *sqlstate != '\0';
}
