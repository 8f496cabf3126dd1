/* dialects/sqlite/strings.c - functions on text that take more than a template. PostgreSQL manual, 9.4. */
#include <ctype.h>
#include <string.h>

#include "dialects/common/regex.h"
#include "dialects/sqlite/sqlite.h"

/* concat() takes NULL for nothing. */
enum sk_status
sk_sqlite_concat(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? " || coalesce(" : "coalesce(");
        status = sk_sqlite_put_text(p, sk_print_shown(p, call->args[i]));
        sk_text_add(p->out, ", '')");
    }
    sk_text_add(p->out, ")");
    return status;
}

/* concat_ws(): the separator goes before each value that is there, and the first one is cut off again. */
enum sk_status
sk_sqlite_concat_ws(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "substr(");
    for (size_t i = 1; i < call->n_args && !status; i++) {
        const sk_node *args[] = {call->args[0]};
        status = sk_print_template(p, i > 1 ? " || coalesce($1 || " : "coalesce($1 || ", 1, args);
        status = status ? status : sk_sqlite_put_text(p, sk_print_shown(p, call->args[i]));
        sk_text_add(p->out, ", '')");
    }
    const sk_node *args[] = {call->args[0]};
    return status ? status : sk_print_template(p, ", length($1) + 1)", 1, args);
}

/* format('%s and %L', a, b) with a format that is known now. */
enum sk_status
sk_sqlite_format(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *format = sk_constant_text(call->args[0]);
    struct sk_text *plain = sk_text_new(p->tmp);
    size_t next = 1;
    enum sk_status status = SK_OK;
    if (!format)
        return sk_print_unsupported(p, call->args[0], "format() with a format that is not a literal");
    sk_text_add(p->out, "(");
    for (const char *c = format; *c && !status; c++) {
        if (*c != '%' || c[1] == '%') {
            sk_text_add_n(plain, c, 1);
            c += *c == '%';
            continue;
        }
        c++;
        if ((*c != 's' && *c != 'L') || next >= call->n_args)
            return sk_print_unsupported(p, call->args[0], "format() with %%%c has no equivalent on sqlite", *c);
        sk_text_literal(p->out, plain->data);
        plain = sk_text_new(p->tmp);
        sk_text_add(p->out, *c == 's' ? " || coalesce(" : " || quote(");
        status = sk_sqlite_put_text(p, sk_print_shown(p, call->args[next++]));
        sk_text_add(p->out, *c == 's' ? ", '') || " : ") || ");
    }
    sk_text_literal(p->out, plain->data);
    sk_text_add(p->out, ")");
    return status;
}

/* The characters of one literal become those of another. One replace() for each, if none undoes another. */
enum sk_status
sk_sqlite_translate(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *from = sk_constant_text(call->args[1]), *to = sk_constant_text(call->args[2]);
    bool plain = from && to;
    for (size_t i = 0; plain && from[i]; i++)
        plain = !(from[i] & 0x80) && (i >= strlen(to) || !strchr(from + i + 1, to[i]));
    if (!plain)
        return sk_print_unsupported(p, call->args[1], "translate() of these characters has no equivalent on sqlite");
    for (size_t i = strlen(from); i > 0; i--)
        sk_text_add(p->out, "replace(");
    enum sk_status status = sk_print_expr(p, call->args[0]);
    for (size_t i = 0; from[i]; i++) {
        sk_text_add(p->out, ", ");
        sk_text_literal(p->out, sk_strndup(p->tmp, from + i, 1));
        sk_text_add(p->out, ", ");
        sk_text_literal(p->out, i < strlen(to) ? sk_strndup(p->tmp, to + i, 1) : "");
        sk_text_add(p->out, ")");
    }
    return status;
}

/* Over a window SQLite gives NULL for a text without characters, too. */
static enum sk_status
concat_over(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    sk_text_add(p->out, "CASE WHEN count(");
    enum sk_status status = sk_print_expr(p, call->args[0]);
    sk_text_add(p->out, ")");
    status = status ? status : sk_print_call_tail(p, call);
    sk_text_add(p->out, " > 0 THEN coalesce(group_concat(");
    status = status ? status : sk_print_list(p, call->n_args, call->args, ", ");
    sk_text_add(p->out, ")");
    status = status ? status : sk_print_call_tail(p, call);
    sk_text_add(p->out, ", '') END");
    return status;
}

/*
 * string_agg(value, separator): group_concat(). Its order within the aggregate is made by the query around it
 * (dialects/common/queries.c). With DISTINCT SQLite knows one separator, the comma: the commas of the values are
 * another character meanwhile (of those for private use).
 */
enum sk_status
sk_sqlite_string_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    if (call->over)
        return concat_over(p, call);
    if (!call->agg_distinct) {
        sk_text_add(p->out, "group_concat(");
        enum sk_status status = sk_print_list(p, call->n_args, call->args, ", ");
        sk_text_add(p->out, ")");
        return status ? status : sk_print_call_tail(p, call);
    }
    const char *separator = sk_constant_text(call->args[1]);
    bool comma = separator && strcmp(separator, ",") == 0;
    sk_text_add(p->out, comma ? "group_concat(DISTINCT " : "replace(replace(group_concat(DISTINCT replace(");
    enum sk_status status = sk_print_expr(p, call->args[0]);
    sk_text_add(p->out, comma ? ")" : ", ',', char(57345)))");
    status = status ? status : sk_print_call_tail(p, call);
    if (comma || status)
        return status;
    sk_text_add(p->out, ", ',', ");
    status = sk_print_expr(p, call->args[1]);
    sk_text_add(p->out, "), char(57345), ',')");
    return status;
}

/* ---- operators ------------------------------------------------------------------------------------------------- */

/* Is it that word of SQL, between the start of a text and its end? */
static bool
is_word(const char *start, const char *at, const char *word)
{
    size_t len = strlen(word);
    return strncmp(at, word, len) == 0 && !isalnum((unsigned char)at[len]) && at[len] != '_' &&
           (at == start || (!isalnum((unsigned char)at[-1]) && at[-1] != '_'));
}

/* Is the text from `start` on "(x || y ...)", with nothing else between them? CASE ... END is in parentheses, too. */
static bool
is_chain(const char *start)
{
    static const char sign[] = " || ";
    size_t depth = 0;
    char quote = 0;
    for (const char *at = start; *at; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if (*at == '\'' || *at == '"')
            quote = *at;
        else if (*at == '(' || is_word(start, at, "CASE"))
            depth++;
        else if (*at == ')' || is_word(start, at, "END"))
            depth--;
        else if (depth == 1 && strncmp(at, sign, strlen(sign)) == 0)
            at += strlen(sign) - 1;
        else if (depth == 1 && *at == ' ')
            return false;
        if (!depth)
            return *at == ')' && !at[1];
    }
    return false;
}

/* (a || b) || c needs no parentheses, of which SQLite's parser has no room for many. */
static enum sk_status
put_left_text(struct sk_printer *p, const sk_node *left)
{
    size_t at = p->out->len;
    enum sk_status status = sk_sqlite_put_text(p, left);
    if (!status && is_chain(p->out->data + at)) {
        char *inner = sk_strndup(p->tmp, p->out->data + at + 1, p->out->len - at - 2);
        p->out->len = at;
        sk_text_add(p->out, inner);
    }
    return status;
}

bool
sk_sqlite_text_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    bool negated = *op == '!';
    if (e->lexpr && strcmp(op, "||") == 0 && (sk_scope_type(p->scope, e->lexpr).kind == SK_TYPE_BYTEA ||
                                              sk_scope_type(p->scope, e->rexpr).kind == SK_TYPE_BYTEA)) {
        const sk_node *args[] = {e->lexpr, e->rexpr};
        *status = sk_print_template(p, "CAST($1 || $2 AS BLOB)", 2, args); /* || gives text */
        return true;
    }
    if (e->lexpr && sk_print_is_ltree(p, e) && (strcmp(op, "<@") == 0 || strcmp(op, "@>") == 0)) {
        const sk_node *args[] = {*op == '<' ? e->lexpr : e->rexpr, *op == '<' ? e->rexpr : e->lexpr};
        *status = sk_print_template(p, "($2 = '' OR substr($1 || '.', 1, length($2) + 1) = $2 || '.')", 2, args);
        return true;
    }
    if (e->lexpr && strcmp(op, "||") == 0) {
        sk_text_add(p->out, "(");
        *status = put_left_text(p, e->lexpr);
        sk_text_add(p->out, " || ");
        *status = *status ? *status : sk_sqlite_put_text(p, e->rexpr);
        sk_text_add(p->out, ")");
        return true;
    }
    if (!e->lexpr || (strcmp(op + negated, "~") != 0 && strcmp(op + negated, "~*") != 0))
        return false;
    struct sk_type type = sk_scope_type(p->scope, e->lexpr);
    const struct sk_user_type *domain;
    bool any_case = strchr(op, '*') || sk_sqlite_base_type(p->catalog, &type, &domain)->kind == SK_TYPE_CITEXT;
    *status = sk_sqlite_regex(p, e->lexpr, e->rexpr, any_case, negated, false);
    return true;
}
