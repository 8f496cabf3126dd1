/*
 * dialects/sqlite/digests.c - MD5 in SQL (RFC 1321): SQLite has no digests.
 *
 * A recursive query makes two rows for each of the 64 operations of a block: in the first `v` is what is to be rotated,
 * in the second it is, and goes into the state. All four bit operators bind alike in SQLite: each has its parentheses.
 */
#include "dialects/sqlite/sqlite.h"

#define M "4294967295"
#define STEP "i % 64 / 16"
#define ROTATE "substr('07121722050914200411162306101521', " STEP " * 8 + i % 4 * 2 + 1, 2)"
#define ROTATED "(((v << " ROTATE ") | (v >> (32 - " ROTATE "))) & " M ")"
#define MIXED                                                                                                          \
    "(CASE " STEP " WHEN 0 THEN ((b & c) | ((~b) & d)) WHEN 1 THEN ((d & b) | ((~d) & c)) WHEN 2 THEN "               \
    "((((b | c) - (b & c)) | d) - (((b | c) - (b & c)) & d)) ELSE "                                                    \
    "((c | (b | ((~d) & " M "))) - (c & (b | ((~d) & " M ")))) END)"
#define WORD                                                                                                           \
    "CASE " STEP " WHEN 0 THEN i % 16 WHEN 1 THEN (5 * i + 1) % 16 WHEN 2 THEN (3 * i + 5) % 16 ELSE 7 * i % 16 END"
#define AT_END "e = 1 AND i % 64 = 63"
#define START "1732584193, 4023233417, 2562383102, 271733878"
#define SINES /* 2^32 * abs(sin(i + 1)) */                                                                             \
    "D76AA478E8C7B756242070DBC1BDCEEEF57C0FAF4787C62AA8304613FD469501698098D88B44F7AFFFFF5BB1895CD7BE6B901122"         \
    "FD987193A679438E49B40821F61E2562C040B340265E5A51E9B6C7AAD62F105D02441453D8A1E681E7D3FBC821E1CDE6C33707D6"         \
    "F4D50D87455A14EDA9E3E905FCEFA3F8676F02D98D2A4C8AFFFA39428771F6816D9D6122FDE5380CA4BEEA444BDECFA9F6BB4B60"         \
    "BEBFBC70289B7EC6EAA127FAD4EF308504881D05D9D4D039E6DB99E51FA27CF8C4AC5665F4292244432AFF97AB9423A7FC93A039"         \
    "655B59C38F0CCC92FFEFF47D85845DD16FA87E4FFE2CE6E0A30143144E0811A1F7537E82BD3AF2352AD7D2BBEB86D391"

/* The number that 8 digits of `hex` from `at` on are; `little`: its least byte comes first. */
static const char *
number(struct sk_printer *p, const char *hex, const char *at, bool little)
{
    struct sk_text *out = sk_text_new(p->tmp);
    for (int i = 0; i < 8; i++) {
        int byte = little ? i / 2 : 3 - i / 2;
        sk_text_addf(out, "%s(instr('123456789ABCDEF', substr(%s, %s + %d, 1)) << %d)", i ? " | " : "(", hex, at, i,
                     byte * 8 + (i % 2 ? 0 : 4));
    }
    sk_text_add(out, ")");
    return out->data;
}

/* The bytes of a number, the least first, as a number. */
static const char *
swapped(struct sk_printer *p, char name)
{
    return sk_printf(p->tmp,
                     "(((%c & 255) << 24) | (((%c >> 8) & 255) << 16) | (((%c >> 16) & 255) << 8) | (%c >> 24))", name,
                     name, name, name);
}

enum sk_status
sk_sqlite_md5(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (sk_print_is_volatile(call->args[0])) { /* md5(random()::text) is 16 bytes of chance */
        sk_text_add(p->out, "lower(hex(randomblob(16)))");
        return SK_OK;
    }
    struct sk_text *sql = sk_text_new(p->tmp);
    sk_text_add(sql,
                "(CASE WHEN $1 IS NOT NULL THEN (WITH RECURSIVE t(x) AS (SELECT hex(CAST($1 AS BLOB))), m(h, n) AS "
                "(SELECT x || '80' || hex(zeroblob((119 - length(x) / 2 % 64) % 64)) || "
                "printf('%02X%02X%02X%02X00000000', (length(x) * 4) & 255, ((length(x) * 4) >> 8) & 255, "
                "((length(x) * 4) >> 16) & 255, ((length(x) * 4) >> 24) & 255), (length(x) / 2 + 72) / 64 FROM t), "
                "r(i, e, a, b, c, d, a0, b0, c0, d0, v) AS (SELECT 0, 0, " START ", " START ", 0 UNION ALL SELECT "
                "i + e, 1 - e, CASE WHEN e = 0 THEN a WHEN i % 64 = 63 THEN (a0 + d) & " M " ELSE d END, "
                "CASE WHEN e = 0 THEN b WHEN i % 64 = 63 THEN (b0 + b + " ROTATED ") & " M " ELSE (b + " ROTATED
                ") & " M " END, "
                "CASE WHEN e = 0 THEN c WHEN i % 64 = 63 THEN (c0 + b) & " M " ELSE b END, "
                "CASE WHEN e = 0 THEN d WHEN i % 64 = 63 THEN (d0 + c) & " M " ELSE c END, "
                "CASE WHEN " AT_END " THEN (a0 + d) & " M " ELSE a0 END, "
                "CASE WHEN " AT_END " THEN (b0 + b + " ROTATED ") & " M " ELSE b0 END, "
                "CASE WHEN " AT_END " THEN (c0 + b) & " M " ELSE c0 END, "
                "CASE WHEN " AT_END " THEN (d0 + c) & " M " ELSE d0 END, CASE e WHEN 0 THEN (" MIXED " + a + ");
    sk_text_addf(sql, "%s + %s", number(p, "'" SINES "'", "i % 64 * 8 + 1", false),
                 number(p, "h", "i / 64 * 128 + (" WORD ") * 8 + 1", true));
    sk_text_addf(sql,
                 ") & " M
                 " END FROM r, m WHERE i < n * 64) SELECT lower(printf('%%08X%%08X%%08X%%08X', %s, %s, %s, %s)) "
                 "FROM r, m WHERE i = n * 64) END)",
                 swapped(p, 'a'), swapped(p, 'b'), swapped(p, 'c'), swapped(p, 'd'));
    return sk_print_template(p, sql->data, 1, (const sk_node *const *)call->args);
}
