/*
 * dialects/postgres/do_halves.c - blocks that first do what is known before anything has run, and then change rows.
 *
 * SELECT audit_table('orders') makes a trigger, by EXECUTE of a text that the argument is in, and then keeps a row
 * about it, in a way that rows decide. The first half is run while it is read (interpret.c), the other one becomes a
 * trigger's function: it is the same source without the lines of the first, so that each half must stand on lines of
 * its own.
 */
#include <string.h>

#include "dialects/postgres/analyze_do.h"

/* How many statements a block has, without a RETURN at its end, which PL/pgSQL may have added. */
static size_t
n_statements(const json_t *body)
{
    size_t n = json_array_size(body);
    return n && json_object_get(json_array_get(body, n - 1), "PLpgSQL_stmt_return") ? n - 1 : n;
}

/* The block that has the statements: the one around a call's, whose variables are the arguments, has only that one, and
 * the RETURN that PL/pgSQL adds. */
static const json_t *
inner_block(const json_t *block)
{
    const json_t *body = json_object_get(block, "body");
    const json_t *inner = json_object_get(json_array_get(body, 0), "PLpgSQL_stmt_block");
    return n_statements(body) == 1 && inner && !json_object_get(inner, "exceptions") ? inner_block(inner) : block;
}

static int
line_of(const json_t *statement)
{
    const char *kind;
    json_t *item;
    json_object_foreach((json_t *)(uintptr_t)statement, kind, item)
        return (int)json_integer_value(json_object_get(item, "lineno"));
    return 0;
}

/* The source with `assignments` for what stands between its lines `begin` and `line`. */
static const char *
without_lines(TALLOC_CTX *owner, const char *source, int begin, int line, const char *assignments)
{
    struct sk_text *out = sk_text_new(owner);
    int at = 1;
    for (const char *c = source; *c; at++) {
        size_t len = strcspn(c, "\n");
        if (at <= begin || at >= line)
            sk_text_add_n(out, c, len);
        if (at == begin)
            sk_text_addf(out, " %s", assignments);
        c += len;
        if (*c)
            sk_text_add_n(out, c++, 1);
    }
    return sk_text_finish(out, owner);
}

/* Does the block that was cut end with the statements of the other one from `from` on? */
static bool
ends_alike(const json_t *whole, size_t from, const json_t *cut)
{
    const json_t *all = json_object_get(whole, "body"), *rest = json_object_get(cut, "body");
    size_t n = n_statements(all) - from, more = n_statements(rest);
    bool alike = more >= n;
    for (size_t i = 0; alike && i < n; i++)
        alike = json_equal(json_array_get(all, from + i), json_array_get(rest, more - n + i));
    for (size_t i = 0; alike && i < more - n; i++)
        alike = json_object_get(json_array_get(rest, i), "PLpgSQL_stmt_assign");
    return alike;
}

/* The source as a trigger's function, which numbers its variables in another way than a DO block. */
static json_t *
as_trigger(struct sk_analysis *a, const char *source)
{
    struct sk_text *text = sk_text_new(a->owner);
    sk_text_add(text, "CREATE FUNCTION " SK_PG_DO "() RETURNS trigger LANGUAGE plpgsql AS ");
    sk_text_literal(text, source);
    const sk_node *function = sk_do_parse(a->owner, text->data);
    return function ? sk_pg_procedure(function) : NULL;
}

static const json_t *
block_of(const json_t *root)
{
    const json_t *function = json_object_get(json_array_get(root, 0), "PLpgSQL_function");
    return inner_block(json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block"));
}

/* What the first statements make is known, as EXECUTE of a text made of arguments; the rest only changes rows, in ways
 * that rows decide. */
bool
sk_do_halves(struct sk_do_block *b, const char *source, const json_t *function)
{
    struct sk_analysis *a = b->a;
    const json_t *block =
        inner_block(json_object_get(json_object_get(function, "action"), "PLpgSQL_stmt_block"));
    const json_t *body = json_object_get(block, "body");
    size_t from = n_statements(body);
    while (from && sk_do_only_rows(a, json_array_get(body, from - 1)))
        from--;
    if (!from || from == n_statements(body) || json_object_get(block, "exceptions"))
        return false;
    const char *assignments = sk_do_interpret_first(b, function, body, from);
    int begin = (int)json_integer_value(json_object_get(block, "lineno"));
    if (!assignments)
        return false;
    const char *rest = without_lines(a->owner, source, begin, line_of(json_array_get(body, from)), assignments);
    json_t *whole = as_trigger(a, source), *cut = as_trigger(a, rest);
    bool alike = whole && cut && ends_alike(block_of(whole), from, block_of(cut));
    json_decref(whole);
    json_decref(cut);
    if (alike)
        sk_do_add_trigger(b, rest);
    return alike;
}
