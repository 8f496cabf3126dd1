/*
 * dialects/mysql/digests.c - MD5 in SQL (RFC 1321), for MySQL, which has no MD5() from 9.6 on.
 *
 * A recursive query makes a row for each of the 64 operations of a block. `a0` ... are the state as the block found it,
 * which is looked at in its first row and added in its last. There may be 1000 rows by default, which is text of 950
 * bytes (cte_max_recursion_depth): a migration's own statements have a session with more.
 */
#include <stdio.h>
#include <string.h>

#include "dialects/mysql/print.h"

#define M "4294967295"
#define STEP "(i % 64 DIV 16)"
#define ROTATE "CAST(SUBSTR('07121722050914200411162306101521', " STEP " * 8 + i % 4 * 2 + 1, 2) AS UNSIGNED)"
#define MIXED                                                                                                          \
    "(CASE " STEP " WHEN 0 THEN (b & c) | (~b & d) WHEN 1 THEN (d & b) | (~d & c) WHEN 2 THEN b ^ c ^ d "              \
    "ELSE c ^ (b | (~d & " M ")) END)"
#define PLACE                                                                                                          \
    "(CASE " STEP " WHEN 0 THEN i % 16 WHEN 1 THEN (5 * i + 1) % 16 WHEN 2 THEN (3 * i + 5) % 16 ELSE 7 * i % 16 END " \
    "* 8 + i DIV 64 * 128)"
#define BYTE(n) "SUBSTR(h, " PLACE " + " n ", 2)"
#define WORD "CAST(CONV(CONCAT(" BYTE("7") ", " BYTE("5") ", " BYTE("3") ", " BYTE("1") "), 16, 10) AS UNSIGNED)"
#define SINE "CAST(FLOOR(4294967296 * ABS(SIN(i % 64 + 1))) AS UNSIGNED)"
#define SUM "((" MIXED " + a + " SINE " + " WORD ") & " M ")"
#define ROTATED "((" SUM " << " ROTATE ") | (" SUM " >> (32 - " ROTATE ")))"
#define ADDED(state, value) "(IF(i % 64 = 63, " state ", 0) + " value ") & " M
#define FOUND(state, found) "IF(i % 64 = 0, " state ", " found ")"
#define START                                                                                                          \
    "CAST(1732584193 AS UNSIGNED), CAST(4023233417 AS UNSIGNED), CAST(2562383102 AS UNSIGNED), "                       \
    "CAST(271733878 AS UNSIGNED)"
#define LENGTH_BYTE(bits) "LPAD(HEX(((LENGTH(x) * 4) >> " bits ") & 255), 2, '0')"
#define SWAPPED(n)                                                                                                     \
    "LPAD(HEX(((" n " & 255) << 24) | (((" n " >> 8) & 255) << 16) | (((" n " >> 16) & 255) << 8) | (" n " >> 24)), 8, " \
    "'0')"
#define MD5                                                                                                            \
    "(WITH RECURSIVE " SK_MYSQL_MD5 " (x) AS (SELECT HEX($1)), m (h, n) AS (SELECT CONCAT(x, '80', "                   \
    "REPEAT('00', (119 - LENGTH(x) DIV 2 % 64) % 64), " LENGTH_BYTE("0") ", " LENGTH_BYTE("8") ", "                    \
    LENGTH_BYTE("16") ", " LENGTH_BYTE("24") ", '00000000'), (LENGTH(x) DIV 2 + 72) DIV 64 FROM " SK_MYSQL_MD5 "), "   \
    "r (i, a, b, c, d, a0, b0, c0, d0) AS (SELECT 0, " START ", " START " UNION ALL SELECT i + 1, "                    \
    ADDED("a0", "d") ", " ADDED("b0", "b + " ROTATED) ", " ADDED("c0", "b") ", " ADDED("d0", "c") ", "                 \
    FOUND("a", "a0") ", " FOUND("b", "b0") ", " FOUND("c", "c0") ", " FOUND("d", "d0")                                 \
    " FROM r JOIN m WHERE i < n * 64) SELECT LOWER(CONCAT(" SWAPPED("a") ", " SWAPPED("b") ", " SWAPPED("c") ", "      \
    SWAPPED("d") ")) FROM r JOIN m WHERE i = n * 64)"

static bool
has_md5(const struct sk_printer *p)
{
    unsigned major = 0, minor = 0;
    bool mysql = strcmp(p->rules->dialect, "mysql") == 0;
    bool known = mysql && p->server_version && sscanf(p->server_version, "%u.%u", &major, &minor) == 2;
    return !known || major < 9 || (major == 9 && minor < 6);
}

/* md5(random()::text) is 16 bytes of chance. */
enum sk_status
sk_mysql_md5(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (!sk_print_is_volatile(call->args[0]))
        return sk_print_template(p, has_md5(p) ? "MD5($1)" : MD5, 1, (const sk_node *const *)call->args);
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
        return sk_print_template(p, "UNHEX(" MD5 ")", 1, (const sk_node *const *)call->args);
    if (name && strcmp(name, "sha1") == 0 && !has_md5(p))
        return sk_print_unsupported(p, call->args[1], "MySQL %s has no SHA1() any more", p->server_version);
    return sk_mysql_coded(p, call, 1, hashes, sizeof hashes / sizeof *hashes);
}
