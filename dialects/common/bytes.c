/*
 * dialects/common/bytes.c - functions of bytea, on the hexadecimal digits of the bytes.
 *
 * What makes keys byte by byte does so at places that are known now, of bytes whose number is known now. Their digits
 * are then a row of parts of a few texts, and a function that changes some bytes puts other parts into that row: no
 * engine has to take bytes apart, and none of the texts is computed twice. What is not known so has definitions.
 * PostgreSQL manual, 9.5, "Binary String Functions and Operators".
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/once.h"
#include "dialects/common/printer_priv.h"

/* `n` digits of a text, from the one at `from` on; `whole`: these are all of it. */
struct part {
    const sk_node *text;
    int64_t from, n;
    bool whole;
};

struct parts {
    size_t n;
    struct part *items;
    int64_t n_digits;
    struct sk_null_parts nulls; /* by which the bytes can be NULL */
};

struct reading {
    struct sk_printer *p;
    struct sk_once once; /* values of chance, of which several parts may be wanted */
};

static bool read_bytes(struct reading *r, struct parts *out, const sk_node *node);
static bool read_digits(struct reading *r, struct parts *out, const sk_node *node);

static bool
is_call(const sk_node *node, const char *name, size_t n_args)
{
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    return call && call->n_args == n_args && strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), name) == 0;
}

bool
sk_print_is_joined(const sk_node *node)
{
    const PgQuery__AExpr *e = node->node_case == SK_NODE(A_EXPR) ? node->a_expr : NULL;
    return e && e->kind == PG_QUERY__A__EXPR__KIND__AEXPR_OP && e->lexpr &&
           strcmp(sk_node_name(NULL, e->n_name, e->name), "||") == 0;
}

static void
add_part(struct reading *r, struct parts *out, struct part part)
{
    sk_push(r->p->tmp, out->items, out->n, part);
    out->n_digits += part.n;
}

static void
add_nulls(struct reading *r, struct parts *out, const struct sk_null_parts *nulls)
{
    for (size_t i = 0; i < nulls->n; i++)
        sk_print_add_null(r->p->tmp, &out->nulls, nulls->items[i]);
}

static bool
add_text(struct reading *r, struct parts *out, const sk_node *text, int64_t n)
{
    if (sk_print_is_volatile(text))
        text = sk_once_name(&r->once, r->p, text);
    struct sk_null_parts nulls = sk_print_null_parts(r->p->tmp, text);
    add_nulls(r, out, &nulls);
    add_part(r, out, (struct part){text, 0, n, true});
    return true;
}

static bool
add_constant(struct reading *r, struct parts *out, const char *digits)
{
    sk_node *text = sk_pg_made(r->p->tmp, "''", 0, NULL);
    char *lower = sk_strdup(r->p->tmp, digits);
    for (char *c = lower; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    text->a_const->sval->sval = lower;
    return add_text(r, out, text, (int64_t)strlen(lower));
}

/* The digits from `from` to `to`; what is left out might be NULL all the same. */
static void
add_slice(struct reading *r, struct parts *out, const struct parts *all, int64_t from, int64_t to)
{
    int64_t at = 0;
    from = from < 0 ? 0 : from;
    to = to > all->n_digits ? all->n_digits : to;
    for (size_t i = 0; i < all->n; i++) {
        struct part part = all->items[i];
        int64_t first = from > at ? from - at : 0, last = to - at < part.n ? to - at : part.n;
        at += part.n;
        if (first <= 0 && last >= part.n)
            add_part(r, out, part);
        else if (last > first)
            add_part(r, out, (struct part){part.text, part.from + first, last - first, false});
    }
    add_nulls(r, out, &all->nulls);
}

static const sk_node *
part_text(struct reading *r, const struct part *part)
{
    const char *constant = part->text->node_case == SK_NODE(A_CONST) ? sk_constant_text(part->text) : NULL;
    if (part->whole)
        return part->text;
    if (constant) {
        sk_node *text = sk_pg_copy(r->p->tmp, part->text);
        text->a_const->sval->sval = sk_strndup(r->p->tmp, constant + part->from, (size_t)part->n);
        return text;
    }
    return sk_pg_made(r->p->tmp,
                      sk_printf(r->p->tmp, "substr($1, %lld, %lld)", (long long)part->from + 1, (long long)part->n), 1,
                      &part->text);
}

/* skein_hex() of NULL is digits: the engines have it with less text so. */
static bool
shows_null(const sk_node *text, const sk_node *null)
{
    struct sk_null_parts nulls = {0};
    if (!is_call(text, "skein_hex", 2))
        nulls = sk_print_null_parts(NULL, text);
    bool found = false;
    for (size_t i = 0; i < nulls.n; i++)
        found = found || sk_print_same_null(nulls.items[i], null);
    talloc_free(nulls.items);
    return found;
}

/* '', or NULL where one of those is that no part shows. */
static const sk_node *
hidden_null(struct reading *r, const struct parts *parts)
{
    const sk_node *hidden = NULL;
    for (size_t i = 0; i < parts->nulls.n; i++) {
        const sk_node *args[] = {hidden, parts->nulls.items[i]};
        bool shown = false;
        for (size_t k = 0; k < parts->n; k++)
            shown = shown || shows_null(parts->items[k].text, args[1]);
        if (!shown)
            hidden = sk_pg_made(r->p->tmp, hidden ? "($1 AND $2 IS NOT NULL)" : "($2 IS NOT NULL)", 2, args);
    }
    return hidden ? sk_pg_made(r->p->tmp, "CASE WHEN $1 THEN '' END", 1, &hidden) : NULL;
}

/* The parts as one text. */
static const sk_node *
concatenated(struct reading *r, const struct parts *parts)
{
    const sk_node *text = NULL;
    for (size_t i = 0; i < parts->n; i++) {
        struct part part = parts->items[i];
        while (i + 1 < parts->n && parts->items[i + 1].text == part.text &&
               parts->items[i + 1].from == part.from + part.n && !part.whole)
            part.n += parts->items[++i].n;
        const sk_node *args[] = {text, part_text(r, &part)};
        text = text ? sk_pg_made(r->p->tmp, "($1 || $2)", 2, args) : args[1];
    }
    return text ? text : sk_pg_made(r->p->tmp, "''", 0, NULL);
}

/* The digits as one expression, which is NULL where the bytes are. */
static const sk_node *
joined(struct reading *r, const struct parts *parts)
{
    const sk_node *args[] = {concatenated(r, parts), hidden_null(r, parts)};
    return args[1] ? sk_pg_made(r->p->tmp, "($1 || $2)", 2, args) : args[0];
}

/* ---- functions --------------------------------------------------------------------------------------------------- */

static bool
read_number(struct reading *r, struct parts *out, const sk_node *number, int digits)
{
    int64_t known;
    char text[32];
    if (sk_print_known_number(number, &known)) {
        snprintf(text, sizeof text, "%016llx", (unsigned long long)known);
        return add_constant(r, out, text + 16 - digits);
    }
    struct sk_type type = sk_scope_type(r->p->scope, number);
    const sk_node *as_bits = number->node_case == SK_NODE(TYPE_CAST)
                                 ? sk_print_bits_number(r->p, number->type_cast->arg, &type)
                                 : NULL;
    number = as_bits ? as_bits : number;
    int64_t most = sk_print_most(number), mask = digits < 16 ? (1LL << (4 * digits)) - 1 : 0;
    const char *bits = most >= 0 && most <= mask ? "$1"
                       : digits == 16          ? "CAST($1 AS bigint)"
                                               : sk_printf(r->p->tmp, "CAST($1 AS bigint) & %lld", (long long)mask);
    const char *sql = sk_printf(r->p->tmp, "skein_hex(%s, %d)", bits, digits);
    struct sk_null_parts nulls = sk_print_null_parts(r->p->tmp, number);
    if (sk_print_is_volatile(number) && nulls.n)
        sql = sk_printf(r->p->tmp, "CASE WHEN $1 IS NOT NULL THEN %s END", sql);
    return add_text(r, out, sk_pg_made(r->p->tmp, sql, 1, &number), digits);
}

/* Where a function changes or cuts bytes at a place that is known; false: it is not, or there are none. */
static bool
is_place(const sk_node *node, int64_t first, int64_t end, int64_t *place)
{
    return sk_print_known_number(node, place) && *place >= first && *place < end;
}

static bool
read_set_byte(struct reading *r, struct parts *out, sk_node *const *args)
{
    struct parts all = {0};
    int64_t at;
    if (!read_bytes(r, &all, args[0]) || !is_place(args[1], 0, all.n_digits / 2, &at))
        return false;
    add_slice(r, out, &all, 0, 2 * at);
    bool known = read_number(r, out, args[2], 2);
    add_slice(r, out, &all, 2 * at + 2, all.n_digits);
    return known;
}

/* Bits are counted from the lowest of each byte. */
static bool
read_set_bit(struct reading *r, struct parts *out, sk_node *const *args)
{
    struct parts all = {0}, one = {0};
    int64_t at, bit;
    if (!read_bytes(r, &all, args[0]) || !is_place(args[1], 0, all.n_digits * 4, &at) ||
        !is_place(args[2], 0, 2, &bit))
        return false;
    int64_t digit = at / 8 * 2 + (at % 8 < 4);
    struct sk_text *table = sk_text_new(r->p->tmp);
    for (int64_t i = 0; i < 16; i++)
        sk_text_addf(table, "%x", (unsigned)(bit ? i | 1 << at % 4 : i & ~(1 << at % 4)));
    add_slice(r, &one, &all, digit, digit + 1);
    const sk_node *changed = concatenated(r, &one);
    const char *sql = sk_printf(r->p->tmp, "skein_digit($1, '%s')", table->data);
    add_slice(r, out, &all, 0, digit);
    add_text(r, out, sk_pg_made(r->p->tmp, sql, 1, &changed), 1);
    add_slice(r, out, &all, digit + 1, all.n_digits);
    return true;
}

static bool
read_overlay(struct reading *r, struct parts *out, const PgQuery__FuncCall *call)
{
    struct parts all = {0}, new = {0};
    int64_t from, n;
    if (!read_bytes(r, &all, call->args[0]) || !read_bytes(r, &new, call->args[1]) ||
        !is_place(call->args[2], 1, INT32_MAX, &from))
        return false;
    n = new.n_digits / 2;
    if (call->n_args > 3 && !is_place(call->args[3], 0, INT32_MAX, &n))
        return false;
    add_slice(r, out, &all, 0, 2 * (from - 1));
    add_slice(r, out, &new, 0, new.n_digits);
    add_slice(r, out, &all, 2 * (from - 1 + n), all.n_digits);
    return true;
}

/* `per`: digits that a place stands for. */
static bool
read_slice(struct reading *r, struct parts *out, const struct parts *all, const PgQuery__FuncCall *call, int64_t per)
{
    int64_t from, n = INT32_MAX;
    if (!is_place(call->args[1], INT32_MIN, INT32_MAX, &from) ||
        (call->n_args > 2 && !is_place(call->args[2], 0, INT32_MAX, &n)))
        return false;
    add_slice(r, out, all, per * (from - 1), per * (from - 1 + n) < 0 ? 0 : per * (from - 1 + n));
    return true;
}

static bool
is_substring(const sk_node *node)
{
    return is_call(node, "substring", 2) || is_call(node, "substring", 3) || is_call(node, "substr", 2) ||
           is_call(node, "substr", 3);
}

/* skein_digits(bytes): the engine makes the digits. */
static bool
read_from_engine(struct reading *r, struct parts *out, const sk_node *node, int64_t n)
{
    return n > 0 && add_text(r, out, sk_pg_made(r->p->tmp, "skein_digits($1)", 1, &node), 2 * n);
}

static bool
read_call(struct reading *r, struct parts *out, const sk_node *node)
{
    sk_node *const *args = node->func_call->args;
    int64_t n;
    if (is_call(node, "uuid_send", 1))
        return add_text(r, out, sk_pg_made(r->p->tmp, "replace(CAST($1 AS text), '-', '')", 1,
                                           (const sk_node *const *)args), 32);
    if (is_call(node, "int2send", 1) || is_call(node, "int4send", 1) || is_call(node, "int8send", 1))
        return read_number(r, out, args[0], is_call(node, "int2send", 1) ? 4 : is_call(node, "int4send", 1) ? 8 : 16);
    if (is_call(node, "set_byte", 3))
        return read_set_byte(r, out, args);
    if (is_call(node, "set_bit", 3))
        return read_set_bit(r, out, args);
    if (is_call(node, "overlay", 3) || is_call(node, "overlay", 4))
        return read_overlay(r, out, node->func_call);
    if (is_call(node, "decode", 2) && sk_same(sk_constant_text(args[1]), "hex"))
        return read_digits(r, out, args[0]) && out->n_digits % 2 == 0;
    if (is_call(node, "skein_bytes", 2) && sk_print_known_number(args[1], &n))
        return n > 0 && add_text(r, out, args[0], 2 * n);
    if (is_call(node, "gen_random_bytes", 1) && sk_print_known_number(args[0], &n))
        return read_from_engine(r, out, node, n);
    if (is_call(node, "sha256", 1))
        return read_from_engine(r, out, node, 32);
    struct parts all = {0};
    return is_substring(node) && read_bytes(r, &all, args[0]) && read_slice(r, out, &all, node->func_call, 2);
}

/* The digits of bytes; false: how many there are is not known. */
static bool
read_bytes(struct reading *r, struct parts *out, const sk_node *node)
{
    while (node->node_case == SK_NODE(TYPE_CAST)) {
        struct sk_type to = sk_scope_type(r->p->scope, node), from = sk_scope_type(r->p->scope, node->type_cast->arg);
        const char *text = sk_constant_text(node->type_cast->arg);
        bool constant = text && to.kind == SK_TYPE_BYTEA && !to.dimensions;
        const char *digits = constant ? sk_literal_bytea(r->p->tmp, text) : NULL;
        if (digits)
            return add_constant(r, out, digits);
        if (to.kind != SK_TYPE_BYTEA || from.kind != SK_TYPE_BYTEA || from.dimensions)
            return false;
        node = node->type_cast->arg;
    }
    struct sk_type type = sk_scope_type(r->p->scope, node);
    if (type.kind != SK_TYPE_BYTEA || type.dimensions)
        return false;
    if (sk_print_is_joined(node))
        return read_bytes(r, out, node->a_expr->lexpr) && read_bytes(r, out, node->a_expr->rexpr);
    return node->node_case == SK_NODE(FUNC_CALL) && read_call(r, out, node);
}

/* ---- texts of digits --------------------------------------------------------------------------------------------- */

/* lpad(to_hex(number), 12, '0') */
static bool
is_padded(const sk_node *node, int64_t *n)
{
    return is_call(node, "lpad", 3) && sk_print_known_number(node->func_call->args[1], n) && *n > 0 && *n < INT32_MAX &&
           sk_same(sk_constant_text(node->func_call->args[2]), "0") && is_call(node->func_call->args[0], "to_hex", 1);
}

/* replace(uuid::text, '-', '') */
static bool
is_uuid_without_hyphens(struct reading *r, const sk_node *node)
{
    const sk_node *text = is_call(node, "replace", 3) ? node->func_call->args[0] : NULL;
    return text && text->node_case == SK_NODE(TYPE_CAST) &&
           sk_scope_type(r->p->scope, text->type_cast->arg).kind == SK_TYPE_UUID &&
           sk_same(sk_constant_text(node->func_call->args[1]), "-") &&
           sk_same(sk_constant_text(node->func_call->args[2]), "");
}

/* A text of which it is known that it is digits, and how many. */
static bool
read_digits(struct reading *r, struct parts *out, const sk_node *node)
{
    const char *constant = sk_constant_text(node);
    int64_t n;
    if (constant)
        return constant[strspn(constant, "0123456789abcdefABCDEF")] == '\0' && add_constant(r, out, constant);
    if (node->node_case == SK_NODE(TYPE_CAST)) {
        struct sk_type to = sk_scope_type(r->p->scope, node);
        return to.kind == SK_TYPE_TEXT && !to.dimensions && read_digits(r, out, node->type_cast->arg);
    }
    if (sk_print_is_joined(node))
        return read_digits(r, out, node->a_expr->lexpr) && read_digits(r, out, node->a_expr->rexpr);
    if (is_call(node, "encode", 2) && sk_same(sk_constant_text(node->func_call->args[1]), "hex"))
        return read_bytes(r, out, node->func_call->args[0]);
    if (is_padded(node, &n))
        return add_text(r, out, node, n);
    if (is_uuid_without_hyphens(r, node))
        return add_text(r, out, node, 32);
    struct parts all = {0};
    return is_substring(node) && read_digits(r, &all, node->func_call->args[0]) &&
           read_slice(r, out, &all, node->func_call, 1);
}

/* ---- what is printed --------------------------------------------------------------------------------------------- */

static const sk_node *
bound(struct reading *r, const sk_node *value)
{
    return value ? sk_once_bind(r->p, &r->once, value) : NULL;
}

/* A digit as a number. */
#define DIGIT(x) "(strpos('123456789abcdef', " x "))"

static const sk_node *
byte_at(struct reading *r, const PgQuery__FuncCall *call)
{
    struct parts all = {0}, digits[2] = {{0}, {0}};
    int64_t at, n = sk_same(sk_node_name(NULL, call->n_funcname, call->funcname), "get_bit") ? 8 : 1;
    if (!read_bytes(r, &all, call->args[0]) || r->once.n || !is_place(call->args[1], 0, n * all.n_digits / 2, &at))
        return NULL; /* what is of chance, the engine takes a byte of without having it twice */
    if (n == 8) {
        add_slice(r, &digits[0], &all, at / 8 * 2 + (at % 8 < 4), at / 8 * 2 + (at % 8 < 4) + 1);
        const sk_node *digit = joined(r, &digits[0]);
        return sk_pg_made(r->p->tmp, sk_printf(r->p->tmp, "((" DIGIT("$1") " >> %d) & 1)", (int)(at % 4)), 1, &digit);
    }
    const sk_node *args[2];
    for (int i = 0; i < 2; i++) {
        add_slice(r, &digits[i], &all, 2 * at + i, 2 * at + i + 1);
        args[i] = joined(r, &digits[i]);
    }
    return sk_pg_made(r->p->tmp, "(" DIGIT("$1") " * 16 + " DIGIT("$2") ")", 2, args);
}

/* The digits of a uuid's text. There may be a hyphen after any four of them. */
static bool
read_uuid(struct reading *r, struct parts *out, const sk_node *node)
{
    const char *constant = sk_constant_text(node);
    if (sk_print_is_joined(node))
        return read_uuid(r, out, node->a_expr->lexpr) && read_uuid(r, out, node->a_expr->rexpr);
    if (!constant)
        return read_digits(r, out, node);
    struct sk_text *digits = sk_text_new(r->p->tmp);
    for (const char *c = constant; *c; c++) {
        int64_t n = out->n_digits + (int64_t)digits->len;
        if (*c == '-' ? n == 0 || n % 4 != 0 || c[1] == '-' : !isxdigit((unsigned char)*c))
            return false;
        sk_text_add_n(digits, c, *c != '-');
    }
    return !digits->len || add_constant(r, out, digits->data);
}

const sk_node *
sk_print_digits_as_uuid(struct sk_printer *p, const sk_node *text)
{
    static const int64_t ends[] = {0, 8, 12, 16, 20, 32};
    struct reading r = {.p = p};
    struct parts all = {0}, uuid = {0};
    if (sk_constant_text(text) || !read_uuid(&r, &all, text) || all.n_digits != 32)
        return NULL;
    for (size_t i = 1; i < sizeof ends / sizeof *ends; i++) {
        if (i > 1)
            add_constant(&r, &uuid, "-");
        add_slice(&r, &uuid, &all, ends[i - 1], ends[i]);
    }
    return bound(&r, joined(&r, &uuid));
}

static const sk_node *
digits_of(struct reading *r, const sk_node *bytes)
{
    struct parts parts = {0};
    return read_bytes(r, &parts, bytes) ? joined(r, &parts) : NULL;
}

/* set_bit(), get_bit(), overlay() of bytes of which nothing is known, in terms of others. */
static const sk_node *
defined(struct reading *r, const char *name, const PgQuery__FuncCall *call)
{
    const sk_node *args[4];
    int64_t known;
    const char *sql = NULL;
    for (size_t i = 0; i < call->n_args && i < 4; i++)
        args[i] = sk_print_is_volatile(call->args[i]) ? sk_once_name(&r->once, r->p, call->args[i]) : call->args[i];
    if (strcmp(name, "get_bit") == 0)
        sql = "((get_byte($1, CAST($2 AS bigint) >> 3) >> CAST($2 & 7 AS integer)) & 1)";
    else if (strcmp(name, "set_bit") == 0 && is_place(call->args[2], 0, 2, &known))
        sql = "set_byte($1, CAST($2 AS bigint) >> 3, (get_byte($1, CAST($2 AS bigint) >> 3) & (255 - (1 << "
              "CAST($2 & 7 AS integer)))) | ($3 << CAST($2 & 7 AS integer)))";
    else if (strcmp(name, "overlay") == 0 && is_place(call->args[2], 1, INT32_MAX, &known))
        sql = call->n_args > 3 ? "(substr($1, 1, $3 - 1) || $2 || substr($1, $3 + $4))"
                               : "(substr($1, 1, $3 - 1) || $2 || substr($1, $3 + length($2)))";
    return sql ? bound(r, sk_pg_made(r->p->tmp, sql, call->n_args, args)) : NULL;
}

/* Of these the engines have none, or one that is about text. */
static bool
is_made(const char *name, const sk_node *node)
{
    static const char *const names[] = {"set_bit", "overlay", "uuid_send", "int2send", "int4send", "int8send"};
    return sk_among(name, sizeof names / sizeof *names, names) || is_call(node, "set_byte", 3) ||
           (is_substring(node));
}

const sk_node *
sk_print_bytes_call(struct sk_printer *p, const char *name, const sk_node *node)
{
    const PgQuery__FuncCall *call = node->func_call;
    struct reading r = {.p = p};
    if (!call->n_args)
        return NULL;
    bool hex = is_call(node, "encode", 2) && sk_same(sk_constant_text(call->args[1]), "hex");
    bool plain = is_call(call->args[0], "gen_random_bytes", 1) || is_call(call->args[0], "sha256", 1);
    if ((hex || is_call(node, "skein_digits", 1)) && !plain)
        return bound(&r, digits_of(&r, call->args[0]));
    bool one = is_call(node, "get_byte", 2) || is_call(node, "get_bit", 2);
    if (!one && !is_made(name, node))
        return NULL;
    struct sk_type type = sk_scope_type(p->scope, one ? call->args[0] : node);
    if (type.kind != SK_TYPE_BYTEA || type.dimensions)
        return NULL;
    const sk_node *made = one ? byte_at(&r, call) : NULL;
    struct parts parts = {0};
    if (!one && read_bytes(&r, &parts, node)) {
        const sk_node *digits = joined(&r, &parts);
        made = bound(&r, sk_pg_made(p->tmp, sk_printf(p->tmp, "skein_bytes($1, %lld)", (long long)parts.n_digits / 2), 1,
                                    &digits));
    }
    r = (struct reading){.p = p};
    return made ? made : defined(&r, name, call);
}

int64_t
sk_print_known_bytes(struct sk_printer *p, const sk_node *node)
{
    struct reading r = {.p = p};
    struct parts parts = {0};
    return read_bytes(&r, &parts, node) ? parts.n_digits / 2 : -1;
}
