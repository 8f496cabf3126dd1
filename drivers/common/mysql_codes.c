/*
 * drivers/common/mysql_codes.c - see the manuals' "Server Error Message Reference" and "Error Codes"; numbers up to
 * 1880 mean the same on both, higher ones are MySQL's (3000 and on) or MariaDB's (1900 to 1999, 4000 and on).
 */
#include "drivers/common/mysql_codes.h"

#include <stdlib.h>
#include <string.h>

#include "drivers/common/mysql_scan.h"

static const struct {
    unsigned code;
    enum sk_status status;
    const char *sqlstate;
} map[] = {
    /* what the same again may cure */
    {1205, SK_EBUSY, "55P03"}, {1213, SK_EBUSY, "40P01"}, {1614, SK_EBUSY, "40P01"}, {1020, SK_EBUSY, "40001"},
    {3572, SK_EBUSY, "55P03"}, {3058, SK_EBUSY, "40P01"}, {1412, SK_EBUSY, "40001"}, {1689, SK_EBUSY, "55P03"},
    /* the session is over */
    {1053, SK_ECONN, "57P01"}, {1077, SK_ECONN, "57P01"}, {1079, SK_ECONN, "57P01"}, {1927, SK_ECONN, "57P01"},
    {1152, SK_ECONN, "08006"}, {1158, SK_ECONN, "08006"}, {1159, SK_ECONN, "08006"}, {1160, SK_ECONN, "08006"},
    {1161, SK_ECONN, "08006"}, {1184, SK_ECONN, "08006"}, {1047, SK_ECONN, "57P03"}, {1040, SK_ECONN, "53300"},
    {1203, SK_ECONN, "53300"}, {4031, SK_ECONN, "57P05"}, {4120, SK_ECONN, "57P05"},
    {2000, SK_ECONN, "08006"}, {2002, SK_ECONN, "08001"}, {2003, SK_ECONN, "08001"}, {2004, SK_ECONN, "08001"},
    {2005, SK_ECONN, "08001"}, {2006, SK_ECONN, "08006"}, {2012, SK_ECONN, "08006"}, {2013, SK_ECONN, "08006"},
    {2014, SK_EINTERNAL, "08P01"}, {2027, SK_ECONN, "08006"}, {2055, SK_ECONN, "08006"}, {2026, SK_ECONN, "08006"},
    /* ended by request, or by a limit */
    {1317, SK_ESQL, "57014"}, {1969, SK_ESQL, "57014"}, {3024, SK_ESQL, "57014"}, {1028, SK_ESQL, "57014"},
    /* rows that are refused */
    {1022, SK_ESQL, "23505"}, {1062, SK_ESQL, "23505"}, {1169, SK_ESQL, "23505"}, {1586, SK_ESQL, "23505"},
    {1761, SK_ESQL, "23505"}, {1762, SK_ESQL, "23505"}, {1859, SK_ESQL, "23505"},
    {1048, SK_ESQL, "23502"}, {1138, SK_ESQL, "23502"}, {1263, SK_ESQL, "23502"}, {1364, SK_ESQL, "23502"},
    {1216, SK_ESQL, "23503"}, {1217, SK_ESQL, "23503"}, {1451, SK_ESQL, "23503"}, {1452, SK_ESQL, "23503"},
    {1834, SK_ESQL, "23503"}, {3819, SK_ESQL, "23514"}, {4025, SK_ESQL, "23514"}, {1369, SK_ESQL, "44000"},
    {1748, SK_ESQL, "23514"}, {1526, SK_ESQL, "23514"}, {1863, SK_ESQL, "23514"},
    /* values */
    {1264, SK_ESQL, "22003"}, {1690, SK_ESQL, "22003"}, {1406, SK_ESQL, "22001"}, {1470, SK_ESQL, "22001"},
    {1301, SK_ESQL, "54000"}, {1365, SK_ESQL, "22012"}, {1292, SK_ESQL, "22007"}, {1411, SK_ESQL, "22007"},
    {1441, SK_ESQL, "22008"}, {1265, SK_ESQL, "22P02"}, {1366, SK_ESQL, "22P02"}, {1367, SK_ESQL, "22P02"},
    {1300, SK_ESQL, "22021"}, {3854, SK_ESQL, "22021"}, {1416, SK_ESQL, "22P02"}, {1525, SK_ESQL, "22P02"},
    {3140, SK_ESQL, "22P02"}, {3141, SK_ESQL, "22P02"}, {3143, SK_ESQL, "22P02"}, {3144, SK_ESQL, "22P02"},
    {3146, SK_ESQL, "22P02"}, {3156, SK_ESQL, "22P02"}, {3903, SK_ESQL, "22P02"}, {4036, SK_ESQL, "22P02"},
    {4037, SK_ESQL, "22P02"}, {4038, SK_ESQL, "22P02"}, {4042, SK_ESQL, "22P02"}, {4043, SK_ESQL, "22P02"},
    {1242, SK_ESQL, "21000"}, {1172, SK_ESQL, "21000"}, {1139, SK_ESQL, "2201B"}, {3685, SK_ESQL, "2201B"},
    {3686, SK_ESQL, "2201B"}, {3687, SK_ESQL, "2201B"}, {3688, SK_ESQL, "2201B"}, {3689, SK_ESQL, "2201B"},
    {3690, SK_ESQL, "2201B"}, {3691, SK_ESQL, "2201B"}, {3692, SK_ESQL, "2201B"}, {3693, SK_ESQL, "2201B"},
    {3694, SK_ESQL, "2201B"}, {3695, SK_ESQL, "2201B"}, {3696, SK_ESQL, "2201B"}, {3697, SK_ESQL, "2201B"},
    {3698, SK_ESQL, "2201B"}, {3699, SK_ESQL, "2201B"},
    /* grammar and names */
    {1064, SK_ESQL, "42601"}, {1065, SK_ESQL, "42601"}, {1149, SK_ESQL, "42601"}, {1136, SK_ESQL, "42601"},
    {1221, SK_ESQL, "42601"}, {1222, SK_ESQL, "42601"}, {1241, SK_ESQL, "42601"}, {1210, SK_ESQL, "22023"},
    {1231, SK_ESQL, "22023"}, {1232, SK_ESQL, "22023"}, {1238, SK_ESQL, "55P02"}, {1298, SK_ESQL, "22023"},
    {1059, SK_ESQL, "42622"}, {1102, SK_ESQL, "42602"}, {1103, SK_ESQL, "42602"}, {1166, SK_ESQL, "42602"},
    {1050, SK_ESQL, "42P07"}, {1061, SK_ESQL, "42P07"}, {1051, SK_ESQL, "42P01"}, {1146, SK_ESQL, "42P01"},
    {1109, SK_ESQL, "42P01"}, {1824, SK_ESQL, "42P01"}, {1347, SK_ESQL, "42809"}, {4092, SK_ESQL, "42P01"},
    {1054, SK_ESQL, "42703"}, {1072, SK_ESQL, "42703"}, {1060, SK_ESQL, "42701"}, {1110, SK_ESQL, "42701"},
    {1052, SK_ESQL, "42702"}, {1066, SK_ESQL, "42712"}, {1091, SK_ESQL, "42704"}, {1176, SK_ESQL, "42704"},
    {1360, SK_ESQL, "42704"}, {1539, SK_ESQL, "42704"}, {1193, SK_ESQL, "42704"}, {1115, SK_ESQL, "42704"},
    {1273, SK_ESQL, "42704"}, {1286, SK_ESQL, "42704"}, {1094, SK_ESQL, "42704"}, {3821, SK_ESQL, "42704"},
    {3940, SK_ESQL, "42704"}, {4091, SK_ESQL, "42P01"}, {1128, SK_ESQL, "42883"}, {1305, SK_ESQL, "42883"},
    {1318, SK_ESQL, "42883"}, {1582, SK_ESQL, "42883"}, {1583, SK_ESQL, "42883"}, {1630, SK_ESQL, "42883"},
    {4161, SK_ESQL, "42704"}, {1304, SK_ESQL, "42723"}, {1359, SK_ESQL, "42710"}, {1537, SK_ESQL, "42710"},
    {1826, SK_ESQL, "42710"}, {3822, SK_ESQL, "42710"}, {1396, SK_ESQL, "42710"}, {1007, SK_ESQL, "42P04"},
    {1008, SK_ESQL, "3D000"}, {1046, SK_ESQL, "3D000"}, {1049, SK_ESQL, "3D000"}, {1243, SK_ESQL, "26000"},
    {1111, SK_ESQL, "42803"}, {1055, SK_ESQL, "42803"}, {1056, SK_ESQL, "42803"}, {1140, SK_ESQL, "42803"},
    {1463, SK_ESQL, "42803"}, {1253, SK_ESQL, "42P21"}, {1267, SK_ESQL, "42P22"}, {1270, SK_ESQL, "42P22"},
    {1271, SK_ESQL, "42P22"},
    /* definitions */
    {1068, SK_ESQL, "42P16"}, {1075, SK_ESQL, "42P16"}, {1063, SK_ESQL, "42P16"}, {1067, SK_ESQL, "42P16"},
    {1101, SK_ESQL, "42P16"}, {1170, SK_ESQL, "42P16"}, {1171, SK_ESQL, "42P16"}, {1113, SK_ESQL, "42P16"},
    {1215, SK_ESQL, "42830"}, {1822, SK_ESQL, "42830"}, {1830, SK_ESQL, "42830"}, {3734, SK_ESQL, "42830"},
    {6125, SK_ESQL, "42830"}, {3780, SK_ESQL, "42804"}, {1825, SK_ESQL, "42830"}, {1553, SK_ESQL, "2BP01"},
    {1828, SK_ESQL, "2BP01"}, {1829, SK_ESQL, "2BP01"}, {3108, SK_ESQL, "2BP01"}, {3730, SK_ESQL, "2BP01"},
    {3959, SK_ESQL, "2BP01"}, {3837, SK_ESQL, "2BP01"}, {3105, SK_ESQL, "428C9"}, {1906, SK_ESQL, "428C9"},
    {1071, SK_ESQL, "54000"}, {1118, SK_ESQL, "54000"}, {1069, SK_ESQL, "54000"}, {1070, SK_ESQL, "54011"},
    {1117, SK_ESQL, "54011"}, {1153, SK_ESQL, "54000"}, {2020, SK_ESQL, "54000"}, {1436, SK_ESQL, "54001"},
    {1456, SK_ESQL, "54001"}, {3636, SK_ESQL, "54001"}, {1424, SK_ESQL, "54001"},
    /* what cannot be done */
    {1093, SK_ESQL, "0A000"}, {1235, SK_ESQL, "0A000"}, {1295, SK_ESQL, "0A000"}, {1442, SK_ESQL, "0A000"},
    {1701, SK_ESQL, "0A000"}, {1845, SK_ESQL, "0A000"}, {1846, SK_ESQL, "0A000"}, {1178, SK_ESQL, "0A000"},
    {1148, SK_EUNSUPPORTED, "0A000"}, {3948, SK_EUNSUPPORTED, "0A000"}, {4166, SK_EUNSUPPORTED, "0A000"},
    {2068, SK_EUNSUPPORTED, "0A000"},
    {1568, SK_ESQL, "25001"}, {1179, SK_ESQL, "25001"}, {1192, SK_ESQL, "25001"}, {1290, SK_ESQL, "25006"},
    {1792, SK_ESQL, "25006"}, {1836, SK_ESQL, "25006"}, {1036, SK_ESQL, "25006"}, {1044, SK_ESQL, "42501"},
    {1045, SK_ESQL, "28P01"}, {1142, SK_ESQL, "42501"}, {1143, SK_ESQL, "42501"}, {1227, SK_ESQL, "42501"},
    {1370, SK_ESQL, "42501"}, {1410, SK_ESQL, "42501"}, {1419, SK_ESQL, "42501"}, {1141, SK_ESQL, "42501"},
    {1820, SK_ESQL, "28000"},
    /* resources */
    {1021, SK_ESQL, "53100"}, {1114, SK_ESQL, "53100"}, {1037, SK_ESQL, "53200"}, {1038, SK_ESQL, "53200"},
    {1041, SK_ESQL, "53200"}, {1206, SK_ESQL, "53200"}, {2008, SK_ESQL, "53200"}, {1030, SK_ESQL, "58030"},
    {1016, SK_ESQL, "58P01"}, {1017, SK_ESQL, "58P01"}, {1226, SK_ESQL, "53400"}, {1194, SK_ESQL, "XX001"},
};

/* One number for several errors: the words tell, in English because the session says so. */
static const struct {
    unsigned code;
    const char *words, *sqlstate;
} wordings[] = {
    {1305, "SAVEPOINT", "3B001"},
    {1005, "errno: 150", "42830"},
    {1005, "errno: 121", "42710"},
    {1025, "errno: 150", "2BP01"},
    {1366, "Incorrect string value", "22021"},
    {1292, "Truncated incorrect", "22P02"},
};

static const char *
worded(unsigned code, const char *message)
{
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
        if (wordings[i].code == code && strstr(message, wordings[i].words))
            return wordings[i].sqlstate;
    return NULL;
}

enum sk_status
sk_mysql_code(unsigned code, const char *servers, const char *message, const char **sqlstate)
{
    enum sk_status status = SK_ESQL;
    bool vague = !servers || strlen(servers) != 5 || strcmp(servers, "HY000") == 0 || strcmp(servers, "00000") == 0;
    /* SIGNAL: whoever wrote it has chosen the SQLSTATE; 45000 says no more than that it is one of the user's. */
    bool users = servers && strcmp(servers, "45000") == 0;
    *sqlstate = users ? "P0001" : vague ? "HV000" : servers;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        if (map[i].code == code) {
            status = map[i].status;
            *sqlstate = map[i].sqlstate;
            break;
        }
    }
    const char *better = worded(code, message);
    if (better)
        *sqlstate = better;
    return status;
}

/* Refusals that waiting does not cure. */
static const struct {
    unsigned code;
    const char *sqlstate;
} permanent[] = {
    {1045, "28P01"}, {1044, "42501"}, {1049, "3D000"}, {1129, "28000"}, {1130, "28000"}, {1131, "28000"},
    {1251, "28000"}, {1275, "28000"}, {1698, "28000"}, {1862, "28000"}, {1820, "28000"}, {3118, "28000"},
    {3159, "28000"}, {3032, "57P03"}, {3955, "28000"}, {4151, "28000"}, {2007, "08001"}, {2019, "22023"},
    {2026, "08001"}, {2049, "28000"}, {2054, "28000"}, {2058, "28000"}, {2059, "28000"}, {2061, "28000"},
};

enum sk_status
sk_mysql_open_code(unsigned code, const char **sqlstate)
{
    for (size_t i = 0; i < sizeof permanent / sizeof *permanent; i++) {
        if (permanent[i].code == code) {
            *sqlstate = permanent[i].sqlstate;
            return SK_EUSAGE;
        }
    }
    sk_mysql_code(code, NULL, "", sqlstate);
    if (strcmp(*sqlstate, "HV000") == 0)
        *sqlstate = "08001";
    return SK_ECONN;
}

/* ---- where ---------------------------------------------------------------------------------------------------- */

/*
 * "... near 'TEXT' at line N": the text from the token that did not fit, 80 bytes of it at most, and what followed this
 * statement in its packet. The token begins on line N or, if it is of several lines, before. The last such place
 * counts.
 */
static size_t
near_position(const char *message, const char *sql)
{
    const char *near = strstr(message, "near '"), *end = NULL;
    for (const char *c = near; c && (c = strstr(c, "' at line ")); c++)
        end = c;
    if (!near || !end || end < near + 6)
        return SK_NO_POS;
    near += 6;
    unsigned long line = strtoul(end + 10, NULL, 10);
    size_t len = (size_t)(end - near), lead = strspn(sql, " \t\r\n\f\v"), total = strlen(sql), found = SK_NO_POS;
    if (len == 0)
        return total;
    for (size_t at = lead, lines = 1; at <= total && lines <= line; lines += sql[at++] == '\n') {
        size_t here = total - at < len ? total - at : len;
        bool cut = here < len && near[here] != ';' && near[here] != '\0';
        if (!cut && memcmp(sql + at, near, here) == 0)
            found = at;
    }
    return found;
}

/* The name that the message quotes first, its last part: 'db.table', 'alias.column', "FUNCTION db.name does not". */
static bool
quoted_name(const char *message, const char **name, size_t *len)
{
    const char *quote = strpbrk(message, "'`");
    const char *function = strstr(message, "FUNCTION ");
    const char *end = NULL;
    if (function == message) {
        *name = message + 9;
        end = strchr(*name, ' ');
    } else if (quote) {
        *name = quote + 1;
        end = strchr(*name, *quote);
    }
    if (!end)
        return false;
    for (const char *dot; (dot = memchr(*name, '.', (size_t)(end - *name)));)
        *name = dot + 1;
    *len = (size_t)(end - *name);
    return *len > 0;
}

size_t
sk_mysql_error_position(unsigned code, const char *message, const char *sql, bool backslash)
{
    static const unsigned named[] = {1054, 1146, 1305, 1051, 1060, 1072, 1091, 1630, 1109, 1052, 1050, 1061, 1193, 0};
    const char *name;
    size_t len, i = 0;
    if (code == SK_MYSQL_PARSE_ERROR)
        return near_position(message, sql);
    while (named[i] && named[i] != code)
        i++;
    return named[i] && quoted_name(message, &name, &len) ? sk_mysql_find_name(sql, name, len, backslash) : SK_NO_POS;
}
