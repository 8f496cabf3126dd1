/*
 * dialects/mysql/digests.c - MD5 in SQL (RFC 1321), for MySQL, which has no MD5() from 9.6 on.
 *
 * A recursive query makes a row for each of the 64 operations of a block. `fa` ... are the state as the block found it:
 * that is looked at in its first row and added in its last. There may be 1000 rows by default, which is text of 950
 * bytes (cte_max_recursion_depth): a migration's own statements have a session with more.
 */
#include <stdio.h>
#include <string.h>

#include "dialects/mysql/print.h"

#define M "4294967295"
#define WORD_OF(name) "`skein_block`.`" name "`"
#define OF(name) "`skein_turn`.`" name "`"
#define I OF("i")
#define STEP "(" I " % 64 DIV 16)"
#define ROTATE "CAST(SUBSTR('07121722050914200411162306101521', " STEP " * 8 + " I " % 4 * 2 + 1, 2) AS UNSIGNED)"
#define MIXED                                                                                                          \
    "(CASE " STEP " WHEN 0 THEN (" OF("b") " & " OF("c") ") | (~" OF("b") " & " OF("d") ") WHEN 1 THEN (" OF("d")      \
    " & " OF("b") ") | (~" OF("d") " & " OF("c") ") WHEN 2 THEN " OF("b") " ^ " OF("c") " ^ " OF("d") " ELSE "         \
    OF("c") " ^ (" OF("b") " | (~" OF("d") " & " M ")) END)"
#define PLACE                                                                                                          \
    "(CASE " STEP " WHEN 0 THEN " I " % 16 WHEN 1 THEN (5 * " I " + 1) % 16 WHEN 2 THEN (3 * " I " + 5) % 16 "         \
    "ELSE 7 * " I " % 16 END * 8 + " I " DIV 64 * 128)"
#define BYTE(n) "SUBSTR(" WORD_OF("hex") ", " PLACE " + " n ", 2)"
#define WORD "CAST(CONV(CONCAT(" BYTE("7") ", " BYTE("5") ", " BYTE("3") ", " BYTE("1") "), 16, 10) AS UNSIGNED)"
#define SINE "CAST(FLOOR(4294967296 * ABS(SIN(" I " % 64 + 1))) AS UNSIGNED)"
#define SUM "((" MIXED " + " OF("a") " + " SINE " + " WORD ") & " M ")"
#define ROTATED "((" SUM " << " ROTATE ") | (" SUM " >> (32 - " ROTATE ")))"
#define ADDED(found, value, name) "(IF(" I " % 64 = 63, " OF(found) ", 0) + " value ") & " M " AS `" name "`"
#define FOUND(state, found) "IF(" I " % 64 = 0, " OF(state) ", " OF(found) ") AS `" found "`"
#define START(a, b, c, d)                                                                                              \
    "CAST(1732584193 AS UNSIGNED) AS `" a "`, CAST(4023233417 AS UNSIGNED) AS `" b "`, "                               \
    "CAST(2562383102 AS UNSIGNED) AS `" c "`, CAST(271733878 AS UNSIGNED) AS `" d "`"
#define DIGITS "LENGTH(`" SK_MYSQL_MD5 "`.`x`)"
#define LENGTH_BYTE(bits) "LPAD(HEX(((" DIGITS " * 4) >> " bits ") & 255), 2, '0')"
#define SWAPPED(name)                                                                                                  \
    "LPAD(HEX(((" OF(name) " & 255) << 24) | (((" OF(name) " >> 8) & 255) << 16) | (((" OF(name) " >> 16) & 255) "     \
    "<< 8) | (" OF(name) " >> 24)), 8, '0')"
/* All has its name, in quotes and with the query that it is from, as the server writes it into a view: drift would have
 * to see through others. */
#define BLOCKS                                                                                                         \
    "`skein_block` AS (SELECT CONCAT(`" SK_MYSQL_MD5 "`.`x`, '80', REPEAT('00', (119 - " DIGITS " DIV 2 % 64) % 64), " \
    LENGTH_BYTE("0") ", " LENGTH_BYTE("8") ", " LENGTH_BYTE("16") ", " LENGTH_BYTE("24") ", '00000000') AS `hex`, ("   \
    DIGITS " DIV 2 + 72) DIV 64 AS `n` FROM `" SK_MYSQL_MD5 "`)"
#define TURNS                                                                                                          \
    "`skein_turn` AS (SELECT 0 AS `i`, " START("a", "b", "c", "d") ", " START("fa", "fb", "fc", "fd")                  \
    " UNION ALL SELECT " I " + 1 AS `i`, " ADDED("fa", OF("d"), "a") ", " ADDED("fb", OF("b") " + " ROTATED, "b") ", " \
    ADDED("fc", OF("b"), "c") ", " ADDED("fd", OF("c"), "d") ", " FOUND("a", "fa") ", " FOUND("b", "fb") ", "          \
    FOUND("c", "fc") ", " FOUND("d", "fd") " FROM `skein_turn` JOIN `skein_block` WHERE " I " < " WORD_OF("n") " * 64)"
#define MD5                                                                                                            \
    "(WITH RECURSIVE `" SK_MYSQL_MD5 "` AS (SELECT HEX($1) AS `x`), " BLOCKS ", " TURNS " SELECT LOWER(CONCAT("        \
    SWAPPED("a") ", " SWAPPED("b") ", " SWAPPED("c") ", " SWAPPED("d") ")) AS `md5` FROM `skein_turn` "                \
    "JOIN `skein_block` WHERE " I " = " WORD_OF("n") " * 64)"

static bool
has_md5(const struct sk_printer *p)
{
    unsigned major = 0, minor = 0;
    bool mysql = strcmp(p->rules->dialect, "mysql") == 0;
    bool known = mysql && p->server_version && sscanf(p->server_version, "%u.%u", &major, &minor) == 2;
    return !known || major < 9 || (major == 9 && minor < 6);
}

static bool
find_window(sk_node *node, void *data)
{
    *(bool *)data |= node->node_case == SK_NODE(FUNC_CALL) && node->func_call->over;
    return true;
}

/* `whole`: around the digits. Within a query a window would be one of that query's rows. */
static enum sk_status
by_query(struct sk_printer *p, const PgQuery__FuncCall *call, const char *whole)
{
    bool window = false;
    sk_pg_walk_node(call->args[0], find_window, &window);
    if (window)
        return sk_print_unsupported(p, call->args[0], "MySQL %s has no MD5() any more, and what stands for it cannot have "
                                    "a window function in it", p->server_version);
    return sk_print_template(p, whole, call->n_args, (const sk_node *const *)call->args);
}

/* md5(random()::text) is 16 bytes of chance. */
enum sk_status
sk_mysql_md5(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool chance = sk_print_is_volatile(call->args[0]);
    if (!chance && !has_md5(p))
        return by_query(p, call, MD5);
    if (!chance)
        return sk_print_call(p, "MD5", call);
    sk_text_add(p->out, SK_MYSQL_CHANCE);
    return SK_OK;
}

/* pgcrypto's digest() */
enum sk_status
sk_mysql_digest(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const char *const hashes[][2] = {{"sha1", "UNHEX(SHA1($1))"},        {"sha224", "UNHEX(SHA2($1, 224))"},
                                            {"sha256", "UNHEX(SHA2($1, 256))"}, {"sha384", "UNHEX(SHA2($1, 384))"},
                                            {"sha512", "UNHEX(SHA2($1, 512))"}, {"md5", "UNHEX(MD5($1))"}};
    const char *name = sk_constant_text(call->args[1]);
    if (name && strcmp(name, "md5") == 0 && !has_md5(p))
        return by_query(p, call, "UNHEX(" MD5 ")");
    if (name && strcmp(name, "sha1") == 0 && !has_md5(p))
        return sk_print_unsupported(p, call->args[1], "MySQL %s has no SHA1() any more", p->server_version);
    return sk_mysql_coded(p, call, 1, hashes, sizeof hashes / sizeof *hashes);
}
