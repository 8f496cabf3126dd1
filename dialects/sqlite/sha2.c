/*
 * dialects/sqlite/sha2.c - SHA-2 in SQL (FIPS 180-4): SQLite has no digests.
 *
 * A recursive query makes a row for each round of a block. `s` is the state before the block, `w` the next 16 words of
 * its schedule, both JSON arrays. SQLite has no exclusive or: what either has, without what both have. A number of 32
 * bits beside itself, 32 bits higher, is rotated by shifting it. Numbers of 64 bits, of SHA-384 and SHA-512, are added
 * by halves, for a sum that does not fit would become a floating point number. What the query that asks for the digest
 * has could be called as the columns of `m` are, which stand around the bytes: hence their names.
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

#define M "4294967295"
#define START_224 "3238371032, 914150663, 812702999, 4144912697, 4290775857, 1750603025, 1694076839, 3204075428"
#define START_256 "1779033703, 3144134277, 1013904242, 2773480762, 1359893119, 2600822924, 528734635, 1541459225"
#define ROOTS_32 /* the first 32 bits of the fractional parts of the cube roots of the first 64 primes */              \
    "1116352408,1899447441,3049323471,3921009573,961987163,1508970993,2453635748,2870763221,3624381080,310598401,"     \
    "607225278,1426881987,1925078388,2162078206,2614888103,3248222580,3835390401,4022224774,264347078,604807628,"      \
    "770255983,1249150122,1555081692,1996064986,2554220882,2821834349,2952996808,3210313671,3336571891,3584528711,"    \
    "113926993,338241895,666307205,773529912,1294757372,1396182291,1695183700,1986661051,2177026350,2456956037,"       \
    "2730485921,2820302411,3259730800,3345764771,3516065817,3600352804,4094571909,275423344,430227734,506948616,"      \
    "659060556,883997877,958139571,1322822218,1537002063,1747873779,1955562222,2024104815,2227730452,2361852424,"      \
    "2428436474,2756734187,3204031479,3329325298"

#define ROOTS_64 /* the first 64 bits of those of the first 80 primes */                                               \
    "4794697086780616226,8158064640168781261,-5349999486874862801,-1606136188198331460,4131703408338449720,"           \
    "6480981068601479193,-7908458776815382629,-6116909921290321640,-2880145864133508542,1334009975649890238,"          \
    "2608012711638119052,6128411473006802146,8268148722764581231,-9160688886553864527,-7215885187991268811,"           \
    "-4495734319001033068,-1973867731355612462,-1171420211273849373,1135362057144423861,2597628984639134821,"          \
    "3308224258029322869,5365058923640841347,6679025012923562964,8573033837759648693,-7476448914759557205,"            \
    "-6327057829258317296,-5763719355590565569,-4658551843659510044,-4116276920077217854,-3051310485924567259,"        \
    "489312712824947311,1452737877330783856,2861767655752347644,3322285676063803686,5560940570517711597,"              \
    "5996557281743188959,7280758554555802590,8532644243296465576,-9096487096722542874,-7894198246740708037,"           \
    "-6719396339535248540,-6333637450476146687,-4446306890439682159,-4076793802049405392,-3345356375505022440,"        \
    "-2983346525034927856,-860691631967231958,1182934255886127544,1847814050463011016,2177327727835720531,"            \
    "2830643537854262169,3796741975233480872,4115178125766777443,5681478168544905931,6601373596472566643,"             \
    "7507060721942968483,8399075790359081724,8693463985226723168,-8878714635349349518,-8302665154208450068,"           \
    "-8016688836872298968,-6606660893046293015,-4685533653050689259,-4147400797238176981,-3880063495543823972,"        \
    "-3348786107499101689,-1523767162380948706,-757361751448694408,500013540394364858,748580250866718886,"             \
    "1242879168328830382,1977374033974150939,2944078676154940804,3659926193048069267,4368137639120453308,"             \
    "4836135668995329356,5532061633213252278,6448918945643986474,6902733635092675308,7801388544844847127"
#define START_512                                                                                                      \
    "7640891576956012808,-4942790177534073029,4354685564936845355,-6534734903238641935,5840696475078001361,"           \
    "-7276294671716946913,2270897969802886507,6620516959819538809"
#define START_384                                                                                                      \
    "-3766243637369397544,7105036623409894663,-7973340178411365097,1526699215303891257,7436329637833083697,"           \
    "-8163818279084223215,-2662702644619276377,5167115440072839076"

/* One of them: `digits` of its result count. */
struct kind {
    const char *name;
    bool wide;                    /* words of 64 bits */
    int rounds, digits;
    const char *start, *roots;
    int big[2][3], small[2][3];   /* rotations of a word of the state; of the schedule, the last one a shift */
};

#define NARROW .rounds = 64, .roots = ROOTS_32, .big = {{6, 11, 25}, {2, 13, 22}}, .small = {{7, 18, 3}, {17, 19, 10}}
#define WIDE                                                                                                           \
    .wide = true, .rounds = 80, .roots = ROOTS_64, .big = {{14, 18, 41}, {28, 34, 39}},                                \
    .small = {{1, 8, 7}, {19, 61, 6}}

static const struct kind kinds[] = {{.name = "sha224", .digits = 56, .start = START_224, NARROW},
                                    {.name = "sha256", .digits = 64, .start = START_256, NARROW},
                                    {.name = "sha384", .digits = 96, .start = START_384, WIDE},
                                    {.name = "sha512", .digits = 128, .start = START_512, WIDE}};

static const char *
exclusive_or(TALLOC_CTX *tmp, const char *a, const char *b)
{
    return sk_printf(tmp, "((%s | %s) - (%s & %s))", a, b, a, b);
}

/* A shift of what has its highest bit set brings in others like it. */
static const char *
shifted(TALLOC_CTX *tmp, const struct kind *kind, const char *x, int by)
{
    return kind->wide ? sk_printf(tmp, "((%s >> %d) & %lld)", x, by, (long long)(UINT64_MAX >> by))
                      : sk_printf(tmp, "(%s >> %d)", x, by);
}

static const char *
rotated(TALLOC_CTX *tmp, const struct kind *kind, const char *x, int by)
{
    if (kind->wide)
        return sk_printf(tmp, "(%s | (%s << %d))", shifted(tmp, kind, x, by), x, 64 - by);
    return sk_printf(tmp, "(((%s | (%s << 32)) >> %d) & " M ")", x, x, by);
}

/* Three rotations, or two and a shift, added without carry. */
static const char *
mixed(TALLOC_CTX *tmp, const struct kind *kind, const char *x, const int *by, bool shifts)
{
    const char *last = shifts ? shifted(tmp, kind, x, by[2]) : rotated(tmp, kind, x, by[2]);
    return exclusive_or(
        tmp, exclusive_or(tmp, rotated(tmp, kind, x, by[0]), rotated(tmp, kind, x, by[1])), last);
}

/* Terms, ended by NULL, added; what goes beyond a word is lost. */
static const char *
sum(TALLOC_CTX *tmp, const struct kind *kind, const char *const *terms)
{
    struct sk_text *low = sk_text_new(tmp), *high = sk_text_new(tmp);
    for (size_t i = 0; terms[i]; i++) {
        sk_text_addf(low, kind->wide ? "%s(%s & " M ")" : "%s%s", i ? " + " : "", terms[i]);
        sk_text_addf(high, " + ((%s >> 32) & " M ")", terms[i]);
    }
    if (!kind->wide)
        return sk_printf(tmp, "((%s) & " M ")", low->data);
    return sk_printf(tmp, "((((((%s) >> 32)%s) & " M ") << 32) | ((%s) & " M "))", low->data, high->data, low->data);
}

static const char *
word(TALLOC_CTX *tmp, int n)
{
    return sk_printf(tmp, "json_extract(w, '$[%d]')", n);
}

/* The word of hexadecimal digits of the text that is the j-th. */
static const char *
word_of_text(TALLOC_CTX *tmp, const struct kind *kind)
{
    struct sk_text *out = sk_text_new(tmp);
    int digits = kind->wide ? 16 : 8;
    for (int i = 0; i < digits; i++)
        sk_text_addf(out, "%s(instr('123456789ABCDEF', substr(skein_text, j * %d + %d, 1)) << %d)", i ? " | " : "",
                     digits, i + 1, 4 * (digits - 1 - i));
    return out->data;
}

static const char *
block(TALLOC_CTX *tmp, const char *number)
{
    return sk_printf(tmp, "(SELECT json_group_array(value) FROM json_each(v) WHERE key / 16 = %s)", number);
}

/* The schedule's next word in the place of the one that is used. */
static const char *
next_words(TALLOC_CTX *tmp, const struct kind *kind)
{
    const char *terms[] = {mixed(tmp, kind, word(tmp, 14), kind->small[1], true), word(tmp, 9),
                           mixed(tmp, kind, word(tmp, 1), kind->small[0], true), word(tmp, 0), NULL};
    return sk_printf(tmp, "json_insert(json_remove(w, '$[0]'), '$[#]', %s)", sum(tmp, kind, terms));
}

/* What the i-th number of the state becomes is the sum of these, and at a block's end of what it was `before` that. */
static const char *const *
next_terms(TALLOC_CTX *tmp, const struct kind *kind, int i, const char *before)
{
    static const char *const kept[] = {NULL, "a", "b", "c", NULL, "e", "f", "g"};
    const char **terms = NULL;
    size_t n = 0;
    if (kept[i]) {
        sk_push(tmp, terms, n, kept[i]);
    } else {
        sk_push(tmp, terms, n, "h");
        sk_push(tmp, terms, n, mixed(tmp, kind, "e", kind->big[0], false));
        sk_push(tmp, terms, n, "((e & f) | ((~e) & g))");
        sk_push(tmp, terms, n, sk_printf(tmp, "json_extract(k, '$[' || (i %% %d) || ']')", kind->rounds));
        sk_push(tmp, terms, n, word(tmp, 0));
        sk_push(tmp, terms, n, i ? "d" : mixed(tmp, kind, "a", kind->big[1], false));
        sk_push(tmp, terms, n, i ? "0" : "((a & b) | (c & (a | b)))");
    }
    sk_push(tmp, terms, n, before);
    sk_push(tmp, terms, n, NULL);
    return terms;
}

/* The round's results: eight numbers, which at the end of a block are added to what it began with, and that as an
 * array.
 */
static void
put_round(struct sk_text *sql, TALLOC_CTX *tmp, const struct kind *kind)
{
    const char *end = sk_printf(tmp, "CASE WHEN i %% %d = %d THEN", kind->rounds, kind->rounds - 1);
    struct sk_text *state = sk_text_new(tmp);
    for (int i = 0; i < 8; i++) {
        const char *before = sk_printf(tmp, "json_extract(s, '$[%d]')", i);
        const char *made = sum(tmp, kind, next_terms(tmp, kind, i, NULL));
        const char *added = sum(tmp, kind, next_terms(tmp, kind, i, before));
        sk_text_addf(sql, "%s %s ELSE %s END, ", end, added, made);
        sk_text_addf(state, "%s%s", i ? ", " : "", added);
    }
    sk_text_addf(sql, "%s json_array(%s) ELSE s END, ", end, state->data);
    sk_text_addf(sql, "%s %s ELSE %s END", end, block(tmp, sk_printf(tmp, "((i + 1) / %d)", kind->rounds)),
                 next_words(tmp, kind));
}

/* The text of the message, filled up to whole blocks, and how many these are. */
static const char *
filled_up(TALLOC_CTX *tmp, const struct kind *kind)
{
    int block = kind->wide ? 128 : 64, ends = kind->wide ? 16 : 8;
    return sk_printf(tmp,
                     "y || '80' || hex(zeroblob((%d - length(y) / 2 %% %d) %% %d)) || printf('%%0%dX', length(y) * 4), "
                     "(length(y) / 2 + %d) / %d",
                     2 * block - 1 - ends, block, block, 2 * ends, block + ends, block);
}

/* The digest of what `bytes` prints, as hexadecimal digits. */
static const char *
digits(struct sk_printer *p, const struct kind *kind, const sk_node *bytes, enum sk_status *status)
{
    struct sk_text *sql = sk_text_new(p->tmp), *out = p->out;
    sk_text_addf(
        sql,
        "(WITH RECURSIVE x(y) AS (SELECT hex(CAST($1 AS BLOB)) WHERE $1 IS NOT NULL), m(skein_text, skein_blocks) AS "
        "(SELECT %s FROM x), q(j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM q, m WHERE j + 1 < "
        "skein_blocks * 16), z(v, k, n) AS (SELECT (SELECT json_group_array(u) FROM (SELECT %s AS u FROM q, m ORDER BY "
        "j)), '[%s]', skein_blocks FROM m), r(i, a, b, c, d, e, f, g, h, s, w) AS (SELECT 0, %s, '[%s]', %s FROM z UNION "
        "ALL SELECT i + 1, ",
        filled_up(p->tmp, kind), word_of_text(p->tmp, kind), kind->roots, kind->start, kind->start,
        block(p->tmp, "0"));
    put_round(sql, p->tmp, kind);
    sk_text_addf(sql,
                 " FROM r, z WHERE i < n * %d) SELECT substr(printf('%s', a, b, c, d, e, f, g, h), 1, %d) FROM r, z "
                 "WHERE i = n * %d)",
                 kind->rounds,
                 kind->wide ? "%016x%016x%016x%016x%016x%016x%016x%016x" : "%08x%08x%08x%08x%08x%08x%08x%08x",
                 kind->digits, kind->rounds);
    p->out = sk_text_new(p->tmp);
    *status = sk_print_template(p, sql->data, 1, &bytes);
    const char *printed = p->out->data;
    p->out = out;
    return printed;
}

/* sha256(bytes), digest(bytes, 'sha256') and their like; NULL: it is none of them. */
static const struct kind *
kind_of(const PgQuery__FuncCall *call)
{
    const char *name = call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    if (strcmp(name, "digest") == 0)
        name = call->n_args == 2 ? sk_constant_text(call->args[1]) : NULL;
    else if (call->n_args != 1)
        name = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (name && strcasecmp(name, kinds[i].name) == 0)
            return &kinds[i];
    return NULL;
}

const char *
sk_sqlite_sha2_digits(struct sk_printer *p, const sk_node *node, enum sk_status *status)
{
    const struct kind *kind = node->node_case == SK_NODE(FUNC_CALL) ? kind_of(node->func_call) : NULL;
    return kind ? digits(p, kind, node->func_call->args[0], status) : NULL;
}

enum sk_status
sk_sqlite_sha2(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const struct kind *kind = kind_of(call);
    if (!kind)
        return sk_print_unsupported(p, call->args[1], "digest() of this kind has no equivalent on sqlite");
    enum sk_status status;
    const char *hex = digits(p, kind, call->args[0], &status);
    if (!status)
        sk_text_add(p->out, sk_sqlite_unhex(p, hex));
    return status;
}
