/*
 * dialects/sqlite/bytes.c - decode() and encode(): bytes as text, and back.
 *
 * SQLite before 3.41 has no unhex(), none has base64 of its own: recursive queries go through the text, a few digits at
 * a time. A byte is a part of a constant that has them all; || joins bytes as they are, and CAST(... AS BLOB) takes
 * them as they are, in databases in UTF-8. What PostgreSQL refuses to read is malformed to json(), which fails.
 * PostgreSQL manual, 9.5; sqlite.org/lang_expr.html, "CAST expressions".
 */
#include <string.h>

#include "dialects/common/printer_priv.h"
#include "dialects/sqlite/sqlite.h"

#define HEX "'0123456789abcdef'"
#define BASE64 "'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'"
#define SPACELESS(x) "replace(replace(replace(" x ", ' ', ''), char(10), ''), char(13), '')"

/* X'000102...ff' */
static const char *
all_bytes(TALLOC_CTX *owner)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text, "X'");
    for (unsigned i = 0; i < 256; i++)
        sk_text_addf(text, "%02x", i);
    sk_text_add(text, "'");
    return text->data;
}

static const char *
byte(TALLOC_CTX *owner, const char *number)
{
    return sk_printf(owner, "substr(%s, 1 + %s, 1)", all_bytes(owner), number);
}

const char *
sk_sqlite_unhex(struct sk_printer *p, const char *hex)
{
    const char *digits = "(instr(" HEX ", substr(s, 1, 1)) - 1) * 16 + instr(" HEX ", substr(s, 2, 1)) - 1";
    return sk_printf(p->tmp,
                     "(WITH RECURSIVE y (x) AS (SELECT lower(%s)), h (s, b) AS (SELECT CASE WHEN x GLOB '*[^0-9a-f]*' "
                     "OR length(x) %% 2 THEN json('invalid hexadecimal data') ELSE x END, X'' FROM (SELECT "
                     SPACELESS("x") " AS x FROM y) WHERE x IS NOT NULL UNION ALL SELECT substr(s, 3), CAST(b || %s "
                     "AS BLOB) FROM h WHERE s <> '') "
                     "SELECT b FROM h WHERE s = '')",
                     hex, byte(p->tmp, digits));
}

/* The number that `n` digits of `s` from the one at `first` on are, of `bits` each; what is missing counts as 0. */
static const char *
number_at(TALLOC_CTX *owner, const char *digits, int n, int bits, int first)
{
    struct sk_text *number = sk_text_new(owner);
    for (int i = 0; i < n; i++)
        sk_text_addf(number, "%s(max(0, instr(%s, substr(s, %d, 1)) - 1) << %d)", i ? " | " : "", digits, first + i,
                     24 - bits * (i + 1));
    return number->data;
}

/* Four digits are three bytes, each = is one byte less. */
static const char *
unbase64(struct sk_printer *p, const char *text)
{
    return sk_printf(
        p->tmp,
        "(WITH RECURSIVE y (x) AS (SELECT %s), h (s, v, b) AS (SELECT s, %s, X'' FROM (SELECT CASE WHEN "
        "rtrim(x, '=') GLOB '*[^A-Za-z0-9+/]*' OR length(x) %% 4 OR x LIKE '%%===' THEN json('invalid base64') ELSE x END AS s FROM "
        "(SELECT " SPACELESS("x") " AS x FROM y)) WHERE s IS NOT NULL UNION ALL SELECT substr(s, 5), %s, "
        "CAST(b || substr(CAST(%s || %s || %s AS BLOB), 1, length(rtrim(substr(s, 1, 4), '=')) - 1) AS BLOB) "
        "FROM h WHERE s <> '') SELECT b FROM h WHERE s = '')",
        text, number_at(p->tmp, BASE64, 4, 6, 1), number_at(p->tmp, BASE64, 4, 6, 5), byte(p->tmp, "(v >> 16)"),
        byte(p->tmp, "((v >> 8) & 255)"), byte(p->tmp, "(v & 255)"));
}

/* Of bytes as hexadecimal digits, in capitals. PostgreSQL ends a line after 76 digits. */
static const char *
base64(struct sk_printer *p, const char *hex)
{
    struct sk_text *digits = sk_text_new(p->tmp);
    for (int i = 0; i < 4; i++) {
        const char *digit = sk_printf(p->tmp, "substr(" BASE64 ", 1 + ((v >> %d) & 63), 1)", 18 - 6 * i);
        sk_text_add(digits, i ? " || " : "");
        if (i < 2)
            sk_text_add(digits, digit);
        else
            sk_text_addf(digits, "CASE WHEN length(s) > %d THEN %s ELSE '=' END", i == 2 ? 2 : 4, digit);
    }
    return sk_printf(
        p->tmp,
        "(WITH RECURSIVE y (s) AS (SELECT %s), h (s, v, t) AS (SELECT s, %s, '' FROM y WHERE s IS NOT NULL UNION ALL SELECT substr(s, 7), %s, t || %s || "
        "CASE WHEN (length(t) + 5) %% 77 = 0 THEN char(10) ELSE '' END FROM h WHERE s <> '') "
        "SELECT t FROM h WHERE s = '')",
        hex, number_at(p->tmp, "'0123456789ABCDEF'", 6, 4, 1), number_at(p->tmp, "'0123456789ABCDEF'", 6, 4, 7),
        digits->data);
}

/* The format "escape", where no byte is three octal digits: all are ASCII's, and no NUL ends the text before them. */
#define DECODE_ESCAPE                                                                                                  \
    "CASE WHEN instr(replace($1, '\\\\', ''), '\\') = 0 THEN CAST(replace($1, '\\\\', '\\') AS BLOB) "                 \
    "WHEN $1 IS NOT NULL THEN json('octal digits') END"
#define ENCODE_ESCAPE                                                                                                  \
    "CASE WHEN length(CAST($1 AS TEXT)) = length($1) AND CAST($1 AS TEXT) NOT GLOB '*[^' || char(1) || '-' || "        \
    "char(127) || ']*' THEN replace(CAST($1 AS TEXT), '\\', '\\\\') "                                                  \
    "WHEN $1 IS NOT NULL THEN json('octal digits') END"

static bool
is_escape(const char *format)
{
    return format && strcmp(format, "escape") == 0;
}

enum sk_status
sk_sqlite_decode(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *text = sk_constant_text(call->args[0]), *format = sk_constant_text(call->args[1]);
    bool hex = format && strcmp(format, "hex") == 0;
    if (is_escape(format))
        return sk_print_template(p, DECODE_ESCAPE, 1, (const sk_node *const *)call->args);
    if (!hex && (!format || strcmp(format, "base64") != 0))
        return sk_print_unsupported(p, call->args[1], "decode() in this format has no equivalent on sqlite");
    if (hex && text && strlen(text) % 2 == 0 && strspn(text, "0123456789abcdefABCDEF") == strlen(text)) {
        sk_text_addf(p->out, "X'%s'", text);
        return SK_OK;
    }
    enum sk_status status;
    const char *sql = sk_print_apart(p, call->args[0], &status);
    if (!status)
        sk_text_add(p->out, hex ? sk_sqlite_unhex(p, sql) : unbase64(p, sql));
    return status;
}

enum sk_status
sk_sqlite_encode(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *format = sk_constant_text(call->args[1]);
    bool hex = format && strcmp(format, "hex") == 0;
    enum sk_status status = SK_OK;
    const char *digits = sk_sqlite_sha2_digits(p, call->args[0], &status);
    if (hex && digits && !status)
        sk_text_add(p->out, digits);
    if (hex && digits)
        return status;
    if (hex)
        return sk_print_template(p, "CASE WHEN $1 IS NOT NULL THEN lower(hex($1)) END", 1,
                                 (const sk_node *const *)call->args);
    if (is_escape(format))
        return sk_print_template(p, ENCODE_ESCAPE, 1, (const sk_node *const *)call->args);
    if (!format || strcmp(format, "base64") != 0)
        return sk_print_unsupported(p, call->args[1], "encode() in this format has no equivalent on sqlite");
    const char *sql = digits ? digits : sk_print_apart(p, call->args[0], &status);
    if (!status)
        sk_text_add(p->out, base64(p, sk_printf(p->tmp, digits ? "upper(%s)"
                                                              : "CASE WHEN x IS NOT NULL THEN hex(x) END FROM "
                                                                "(SELECT %s AS x)",
                                                sql)));
    return status;
}

/* ---- single bytes ------------------------------------------------------------------------------------------------ */

/* The digits of bytes that are kept as digits; NULL: they are bytes. */
static const sk_node *
digits_of(const sk_node *node)
{
    node = sk_pg_uncast(node);
    bool digits =
        node->node_case == SK_NODE(FUNC_CALL) && node->func_call->n_args == 2 &&
        strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), "skein_bytes") == 0;
    return digits ? node->func_call->args[0] : NULL;
}

enum sk_status
sk_sqlite_bytes(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status;
    const char *digits = sk_print_apart(p, call->args[0], &status);
    if (!status)
        sk_text_add(p->out, sk_sqlite_unhex(p, digits));
    return status;
}

#define OUTSIDE "json('index out of valid range')"

enum sk_status
sk_sqlite_get_byte(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const sk_node *digits = digits_of(call->args[0]), *args[] = {digits ? digits : call->args[0], call->args[1]};
    const char *text = sk_constant_text(call->args[0]);
    bool plain = text && !strpbrk(text, "\\\x80");
    for (const char *c = text; plain && *c; c++)
        plain = (unsigned char)*c < 128;
    bool within = sk_print_is_within(p, call);
    int64_t at;
    bool known = sk_print_known_number(args[1], &at);
    const char *high = known ? sk_printf(p->tmp, "%lld", (long long)at * 2 + 1) : "$2 * 2 + 1";
    const char *low = known ? sk_printf(p->tmp, "%lld", (long long)at * 2 + 2) : "$2 * 2 + 2";
    const char *number = plain    ? "unicode(substr($1, $2 + 1, 1))"
                         : digits ? sk_printf(p->tmp,
                                              "(instr('123456789abcdef', substr($1, %s, 1)) * 16 + "
                                              "instr('123456789abcdef', substr($1, %s, 1)))",
                                              high, low)
                                  : NULL;
    struct sk_text *all = sk_text_new(p->tmp);
    for (unsigned i = 0; i < 256 && !number; i++)
        sk_text_addf(all, "%02X.", i);
    number =
        number ? number : sk_printf(p->tmp, "((instr('%s', hex(substr($1, ($2) + 1, 1)) || '.') - 1) / 3)", all->data);
    if (plain) { /* the text itself: no bytes above 127 */
        sk_node *constant = sk_pg_made(p->tmp, "''", 0, NULL);
        constant->a_const->sval->sval = sk_strdup(p->tmp, text);
        args[0] = constant;
    }
    const char *checked = sk_printf(p->tmp,
                                    "CASE WHEN ($2) BETWEEN 0 AND length($1)%s - 1 THEN %s WHEN $2 IS NOT NULL AND "
                                    "$1 IS NOT NULL THEN " OUTSIDE " END",
                                    digits ? " / 2" : "", number);
    return sk_print_template(p, within ? number : checked, 2, args);
}

/* What is changed is wanted several times, and may have been changed in the same way before. */
enum sk_status
sk_sqlite_set_byte(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *made =
        sk_printf(p->tmp, "CAST(substr(b, 1, i) || %s || substr(b, i + 2) AS BLOB)", byte(p->tmp, "(v & 255)"));
    const char *checked = sk_printf(p->tmp,
                                    "CASE WHEN i BETWEEN 0 AND length(b) - 1 THEN %s WHEN i IS NOT NULL AND "
                                    "b IS NOT NULL THEN " OUTSIDE " END",
                                    made);
    return sk_print_template(p,
                             sk_printf(p->tmp, "(SELECT %s FROM (SELECT DISTINCT $1 AS b, $2 AS i, $3 AS v))",
                                       sk_print_is_within(p, call) ? made : checked),
                             3, (const sk_node *const *)call->args);
}
