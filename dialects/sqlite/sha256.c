/*
 * dialects/sqlite/sha256.c - SHA-256 in SQL (FIPS 180-4): SQLite has no digests.
 *
 * A recursive query makes a row for each of the 64 rounds of a block. `s` is the state before the block, `w` the next
 * 16 words of its schedule, both JSON arrays. SQLite has no exclusive or: what either has, without what both have. A
 * number beside itself, 32 bits higher, is rotated by shifting it. What the query that asks for the digest has could be
 * called as the columns of `m` are, which stand around the bytes: hence their names.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

#define M "4294967295"
#define START "1779033703, 3144134277, 1013904242, 2773480762, 1359893119, 2600822924, 528734635, 1541459225"
#define ROOTS /* the first 32 bits of the fractional parts of the cube roots of the first 64 primes */                 \
    "1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,"     \
    "607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,"      \
    "770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,"    \
    "113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,"       \
    "2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,"      \
    "659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,"      \
    "2428436474,2756734187,3204031479,3329325298"

static const char *
exclusive_or(TALLOC_CTX *tmp, const char *a, const char *b)
{
    return sk_printf(tmp, "((%s | %s) - (%s & %s))", a, b, a, b);
}

static const char *
rotated(TALLOC_CTX *tmp, const char *x, int by)
{
    return sk_printf(tmp, "(((%s | (%s << 32)) >> %d) & " M ")", x, x, by);
}

/* Three rotations, or two and a shift, added without carry. */
static const char *
mixed(TALLOC_CTX *tmp, const char *x, int a, int b, int c, bool shifted)
{
    const char *last = shifted ? sk_printf(tmp, "(%s >> %d)", x, c) : rotated(tmp, x, c);
    return exclusive_or(tmp, exclusive_or(tmp, rotated(tmp, x, a), rotated(tmp, x, b)), last);
}

static const char *
word(TALLOC_CTX *tmp, int n)
{
    return sk_printf(tmp, "json_extract(w, '$[%d]')", n);
}

/* The word of 8 digits of `t` that is the j-th. */
static const char *
word_of_text(TALLOC_CTX *tmp)
{
    struct sk_text *out = sk_text_new(tmp);
    for (int i = 0; i < 8; i++)
        sk_text_addf(out, "%s(instr('123456789ABCDEF', substr(skein_text, j * 8 + %d, 1)) << %d)", i ? " | " : "",
                     i + 1, 28 - 4 * i);
    return out->data;
}

static const char *
block(TALLOC_CTX *tmp, const char *number)
{
    return sk_printf(tmp, "(SELECT json_group_array(value) FROM json_each(v) WHERE key / 16 = %s)", number);
}

/* The round's results: eight numbers, which at the end of a block are added to what it began with, and that as an
 * array.
 */
static void
put_round(struct sk_text *sql, TALLOC_CTX *tmp)
{
    static const char *const kept[] = {NULL, "a", "b", "c", NULL, "e", "f", "g"};
    const char *first =
        sk_printf(tmp, "h + %s + ((e & f) | ((~e) & g)) + json_extract(k, '$[' || (i %% 64) || ']') + %s",
                  mixed(tmp, "e", 6, 11, 25, false), word(tmp, 0));
    const char *second = sk_printf(tmp, "%s + ((a & b) | (c & (a | b)))", mixed(tmp, "a", 2, 13, 22, false));
    struct sk_text *state = sk_text_new(tmp);
    for (int i = 0; i < 8; i++) {
        const char *made = kept[i]  ? kept[i]
                           : i == 0 ? sk_printf(tmp, "%s + %s", first, second)
                                    : sk_printf(tmp, "d + %s", first);
        const char *sum = sk_printf(tmp, "(json_extract(s, '$[%d]') + %s) & " M, i, made);
        sk_text_addf(sql, "CASE WHEN i %% 64 = 63 THEN %s ELSE (%s) & " M " END, ", sum, made);
        sk_text_addf(state, "%s%s", i ? ", " : "", sum);
    }
    sk_text_addf(sql, "CASE WHEN i %% 64 = 63 THEN json_array(%s) ELSE s END, ", state->data);
    sk_text_addf(
        sql,
        "CASE WHEN i %% 64 = 63 THEN %s ELSE json_insert(json_remove(w, '$[0]'), '$[#]', (%s + %s + %s + %s) & " M
        ") END",
        block(tmp, "((i + 1) / 64)"), mixed(tmp, word(tmp, 14), 17, 19, 10, true), word(tmp, 9),
        mixed(tmp, word(tmp, 1), 7, 18, 3, true), word(tmp, 0));
}

/* The digest of what `bytes` prints, as hexadecimal digits. */
static const char *
digits(struct sk_printer *p, const sk_node *bytes, enum sk_status *status)
{
    struct sk_text *sql = sk_text_new(p->tmp), *out = p->out;
    sk_text_addf(
        sql,
        "(WITH RECURSIVE x(y) AS (SELECT hex(CAST($1 AS BLOB)) WHERE $1 IS NOT NULL), m(skein_text, skein_blocks) AS "
        "(SELECT y || '80' || hex(zeroblob((119 - length(y) / 2 %% 64) %% 64)) || printf('%%016X', length(y) * 4), "
        "(length(y) / 2 + 72) / 64 FROM x), q(j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM q, m WHERE j + 1 < "
        "skein_blocks * 16), z(v, k, n) AS (SELECT (SELECT json_group_array(u) FROM (SELECT %s AS u FROM q, m ORDER BY j)), "
        "'[" ROOTS "]', skein_blocks FROM m), r(i, a, b, c, d, e, f, g, h, s, w) AS (SELECT 0, " START ", '[" START
        "]', %s FROM z UNION ALL SELECT i + 1, ",
        word_of_text(p->tmp), block(p->tmp, "0"));
    put_round(sql, p->tmp);
    sk_text_add(sql, " FROM r, z WHERE i < n * 64) SELECT printf('%08x%08x%08x%08x%08x%08x%08x%08x', a, b, c, d, e, f, "
                     "g, h) FROM r, z WHERE i = n * 64)");
    p->out = sk_text_new(p->tmp);
    *status = sk_print_template(p, sql->data, 1, &bytes);
    const char *printed = p->out->data;
    p->out = out;
    return printed;
}

/* sha256(bytes), digest(bytes, 'sha256'): the bytes; NULL: it is neither. */
static const sk_node *
hashed(const sk_node *node)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call && call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    bool named = strcmp(name, "digest") == 0 && call->n_args == 2 && sk_same(sk_constant_text(call->args[1]), "sha256");
    return (strcmp(name, "sha256") == 0 && call->n_args == 1) || named ? call->args[0] : NULL;
}

const char *
sk_sqlite_sha256_digits(struct sk_printer *p, const sk_node *node, enum sk_status *status)
{
    const sk_node *bytes = hashed(node);
    return bytes ? digits(p, bytes, status) : NULL;
}

enum sk_status
sk_sqlite_sha256(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *method = call->n_args == 2 ? sk_constant_text(call->args[1]) : "sha256";
    if (!sk_same(method, "sha256"))
        return sk_print_unsupported(p, call->args[1], "digest() of this kind has no equivalent on sqlite");
    enum sk_status status;
    const char *hex = digits(p, call->args[0], &status);
    if (!status)
        sk_text_add(p->out, sk_sqlite_unhex(p, hex));
    return status;
}
