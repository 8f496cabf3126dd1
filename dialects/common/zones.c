/*
 * dialects/common/zones.c - time zones that are one and the same offset from UTC at all times.
 *
 * The others, which have a summer time or a history, are for an engine that knows them. What is no name is read as
 * PostgreSQL's server reads it, as a zone of POSIX: an abbreviation of any letters, and an offset that counts to the
 * west.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "dialects/common/printer.h"

/* Seconds to the west; false: the zone is none with one offset. */
static bool
zone_west(const char *zone, long *seconds)
{
    static const char *const zero[] = {"utc", "gmt", "z", "zulu", "uct", "universal", "greenwich"};
    *seconds = 0;
    zone += strncasecmp(zone, "etc/", 4) == 0 ? 4 : 0;
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        if (strcasecmp(zone, zero[i]) == 0)
            return true;
    size_t letters = 0;
    while (isalpha((unsigned char)zone[letters]))
        letters++;
    const char *sign = zone + letters;
    int hours, minutes = 0, last = 0;
    if ((letters && letters < 3) || (*sign != '+' && *sign != '-') || !isdigit((unsigned char)sign[1]))
        return false;
    bool whole = (sscanf(sign + 1, "%2d%n", &hours, &last) == 1 && !sign[1 + last]) ||
                 (sscanf(sign + 1, "%2d:%2d%n", &hours, &minutes, &last) == 2 && !sign[1 + last]);
    *seconds = (hours * 60L + minutes) * (*sign == '-' ? -60 : 60);
    return whole && hours < 24 && minutes < 60;
}

enum sk_status
sk_print_fixed_zone(bool *done, struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *zone = sk_print_zone(call->args[0]);
    struct sk_type type = sk_scope_type(p->scope, call->args[1]);
    bool clock = type.kind == SK_TYPE_TIMESTAMPTZ || type.kind == SK_TYPE_DATE;
    long west = 0;
    *done = zone && zone_west(zone, &west) && (!west || clock || type.kind == SK_TYPE_TIMESTAMP);
    if (!*done || !west)
        return *done ? sk_print_expr(p, call->args[1]) : SK_OK;
    const char *sql = sk_printf(p->tmp, "$1 + INTERVAL '%ld seconds'", clock ? -west : west);
    return sk_print_expr(p, sk_pg_made(p->tmp, sql, 1, (const sk_node *const[]){call->args[1]}));
}
