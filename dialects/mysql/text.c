/* dialects/mysql/text.c - text: what takes more than a template. PostgreSQL manual, 9.4 and 9.7; MySQL manual, 14.8. */
#include <stdio.h>
#include <string.h>

#include "dialects/mysql/print.h"

/* ---- LIKE ----------------------------------------------------------------------------------------------------- */

/* The pattern with '!' as its escape, which no mode of the server and no quoting changes. */
static const char *
escaped_pattern(struct sk_printer *p, const char *pattern, char escape, bool *needed)
{
    struct sk_text *out = sk_text_new(p->tmp);
    *needed = false;
    for (const char *c = pattern; *c; c++) {
        bool literal = escape && *c == escape && c[1];
        c += literal;
        bool special = strchr("%_", *c) && literal;
        *needed = *needed || special || *c == '\\' || literal;
        if (special || *c == '!')
            sk_text_add(out, "!");
        sk_text_add_n(out, c, 1);
    }
    return *needed ? out->data : pattern;
}

static enum sk_status
put_pattern(struct sk_printer *p, const sk_node *pattern, const char *escape, bool lower)
{
    const char *constant = sk_constant_text(pattern);
    enum sk_status status = SK_OK;
    bool needed = false;
    sk_text_add(p->out, lower ? "LOWER(" : "");
    if (constant)
        sk_mysql_put_literal(p, escaped_pattern(p, constant, *escape, &needed));
    else
        status = sk_print_expr(p, pattern);
    sk_text_add(p->out, lower ? ")" : "");
    if (needed || (!constant && strcmp(escape, "\\") != 0)) {
        sk_text_add(p->out, " ESCAPE ");
        sk_mysql_put_literal(p, needed ? "!" : escape);
    }
    return status;
}

enum sk_status
sk_mysql_like(struct sk_printer *p, const sk_node *left, const sk_node *pattern, const char *escape, bool negated,
              bool ignore_case)
{
    sk_text_add(p->out, ignore_case ? "(LOWER(" : "(");
    enum sk_status status = ignore_case ? sk_mysql_put_text(p, left) : sk_mysql_put_left(p, left, pattern);
    sk_text_add(p->out, ignore_case ? ")" : "");
    sk_text_add(p->out, negated ? " NOT LIKE " : " LIKE ");
    status = status ? status : put_pattern(p, pattern, escape, ignore_case);
    sk_text_add(p->out, ")");
    return status;
}

/* ---- operators ------------------------------------------------------------------------------------------------ */

bool
sk_mysql_text_operator(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    const sk_node *args[] = {e->lexpr, e->rexpr};
    bool negated = *op == '!';
    if (!e->lexpr)
        return false;
    if (strcmp(op + negated, "~") == 0 || strcmp(op + negated, "~*") == 0)
        *status = sk_mysql_matches(p, e->lexpr, e->rexpr, strchr(op, '*') != NULL, negated);
    else if (strcmp(op, "^@") == 0)
        *status = sk_mysql_text_template(p, "(LEFT($1, CHAR_LENGTH($2)) = $2)", 2, args);
    else if (strcmp(op, "||") == 0 && sk_scope_type(p->scope, e->lexpr).kind == SK_TYPE_BYTEA)
        *status = sk_print_template(p, "CONCAT($1, $2)", 2, args);
    else if (strcmp(op, "||") == 0)
        *status = sk_mysql_text_template(p, "CONCAT($1, $2)", 2, args);
    else
        return sk_mysql_compare(p, op, e, status);
    return true;
}

/* ---- functions ------------------------------------------------------------------------------------------------ */

/* concat() takes NULL for nothing. */
enum sk_status
sk_mysql_concat(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "CONCAT(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        bool constant = sk_constant_text(call->args[i]) != NULL;
        sk_text_add(p->out, i ? ", " : "");
        sk_text_add(p->out, constant ? "" : "COALESCE(");
        status = constant ? sk_print_expr(p, call->args[i]) : sk_mysql_put_text(p, sk_print_shown(p, call->args[i]));
        sk_text_add(p->out, constant ? "" : ", '')");
    }
    sk_text_add(p->out, ")");
    return status;
}

enum sk_status
sk_mysql_concat_ws(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status = SK_OK;
    sk_text_add(p->out, "CONCAT_WS(");
    for (size_t i = 0; i < call->n_args && !status; i++) {
        sk_text_add(p->out, i ? ", " : "");
        status = sk_mysql_put_text(p, sk_print_shown(p, call->args[i]));
    }
    sk_text_add(p->out, ")");
    return status;
}

#define QUOTED(x) "CONCAT('''', REPLACE(" x ", '''', ''''''), '''')"

/* format('%s and %L', a, b) with a format that is known now. */
enum sk_status
sk_mysql_format(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *format = sk_constant_text(call->args[0]);
    struct sk_text *plain = sk_text_new(p->tmp);
    size_t next = 1;
    enum sk_status status = SK_OK;
    if (!format)
        return sk_print_unsupported(p, call->args[0], "format() with a format that is not a literal");
    sk_text_add(p->out, "CONCAT(");
    for (const char *c = format; *c && !status; c++) {
        if (*c != '%' || c[1] == '%') {
            sk_text_add_n(plain, c, 1);
            c += *c == '%';
            continue;
        }
        c++;
        if (*c >= '1' && *c <= '9' && c[1] == '$') {
            next = (size_t)(*c - '0');
            c += 2;
        }
        if (!*c || !strchr("sLI", *c) || next >= call->n_args)
            return sk_print_unsupported(p, call->args[0], "format() with %%%c has no equivalent on %s", *c,
                                        p->rules->dialect);
        sk_mysql_put_literal(p, plain->data);
        plain = sk_text_new(p->tmp);
        const sk_node *args[] = {sk_print_shown(p, call->args[next++])};
        status =
            sk_mysql_text_template(p,
                                   *c == 's'   ? ", COALESCE($1, ''), "
                                   : *c == 'L' ? ", COALESCE(" QUOTED("$1") ", 'NULL'), "
                                               : ", IF($1 REGEXP '^[a-z_][a-z0-9_]*$', $1, CONCAT('\"', $1, '\"')), ",
                                   1, args);
    }
    sk_mysql_put_literal(p, plain->data);
    sk_text_add(p->out, ")");
    return status;
}

/* The characters of one literal become those of another. One REPLACE() for each, if none undoes another. */
enum sk_status
sk_mysql_translate(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *from = sk_constant_text(call->args[1]), *to = sk_constant_text(call->args[2]);
    bool plain = from && to;
    for (size_t i = 0; plain && from[i]; i++)
        plain = !(from[i] & 0x80) && (i >= strlen(to) || (!(to[i] & 0x80) && !strchr(from + i + 1, to[i])));
    if (!plain)
        return sk_print_unsupported(p, call->args[1], "translate() of these characters has no equivalent on %s",
                                    p->rules->dialect);
    for (size_t i = strlen(from); i > 0; i--)
        sk_text_add(p->out, "REPLACE(");
    enum sk_status status = sk_mysql_put_text(p, call->args[0]);
    for (size_t i = 0; from[i]; i++) {
        sk_text_add(p->out, ", ");
        sk_mysql_put_literal(p, sk_strndup(p->tmp, from + i, 1));
        sk_text_add(p->out, ", ");
        sk_mysql_put_literal(p, i < strlen(to) ? sk_strndup(p->tmp, to + i, 1) : "");
        sk_text_add(p->out, ")");
    }
    return status;
}

/* string_agg(value, separator ORDER BY ...) is GROUP_CONCAT(), whose separator is a constant. */
enum sk_status
sk_mysql_string_agg(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *separator = sk_constant_text(call->args[1]);
    if (!separator || call->over)
        return sk_print_unsupported(p, call->args[1],
                                    call->over ? "string_agg() OVER has no equivalent on %s"
                                               : "string_agg() with this separator has no equivalent on %s",
                                    p->rules->dialect);
    call = sk_print_filtered(p, call);
    sk_text_add(p->out, call->agg_distinct ? "GROUP_CONCAT(DISTINCT " : "GROUP_CONCAT(");
    enum sk_status status = sk_mysql_put_text(p, call->args[0]);
    status = status ? status : sk_print_call_order(p, call);
    sk_text_add(p->out, " SEPARATOR ");
    const char *hex = strchr(separator, '\\') ? sk_mysql_constant(p->tmp, separator) : NULL;
    if (hex)
        sk_text_add(p->out, strchr(hex, 'X')); /* the grammar has no introducer here */
    else
        sk_text_literal(p->out, separator);
    sk_text_add(p->out, ")");
    return status;
}

/* A set of characters for a regular expression. */
static const char *
character_set(struct sk_printer *p, const char *characters)
{
    struct sk_text *out = sk_text_new(p->tmp);
    sk_text_add(out, "[");
    for (; *characters; characters++)
        sk_text_addf(out, strchr("]\\^-[&", *characters) ? "\\%c" : "%c", *characters);
    sk_text_add(out, "]");
    return out->data;
}

/* btrim('xyx', 'xy') takes a set of characters, TRIM() a string. */
enum sk_status
sk_mysql_trim(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    bool left = *name != 'r', right = *name != 'l';
    const char *set = call->n_args > 1 ? sk_constant_text(call->args[1]) : " ";
    if (!set)
        return sk_print_unsupported(p, call->args[1], "%s() of characters that are not a literal", name);
    bool one = *set && (!set[1] || ((unsigned char)*set >= 0xC0 && ((unsigned char)set[1] & 0xC0) == 0x80 && !set[2]));
    if (!*set)
        return sk_mysql_put_text(p, call->args[0]);
    sk_text_add(p->out, one ? "TRIM(" : "REGEXP_REPLACE(");
    if (one) {
        sk_text_add(p->out, left && right ? "BOTH " : left ? "LEADING " : "TRAILING ");
        sk_mysql_put_literal(p, set);
        sk_text_add(p->out, " FROM ");
    }
    enum sk_status status = sk_mysql_put_text(p, call->args[0]);
    if (!one) {
        const char *characters = character_set(p, set);
        sk_text_add(p->out, ", ");
        const char *at_left = left ? sk_printf(p->tmp, "^%s+", characters) : "";
        const char *at_right = right ? sk_printf(p->tmp, "%s+\\z", characters) : "";
        /* (?-i): whatever the collation, which is that of the text or the pattern */
        sk_mysql_put_literal(p, sk_printf(p->tmp, "(?-i)%s%s%s", at_left, left && right ? "|" : "", at_right));
        sk_text_add(p->out, ", ''");
    }
    sk_text_add(p->out, ")");
    return status;
}

/* left(text, -n) is all but the last n characters, right(text, -n) all but the first. */
static enum sk_status
cut(struct sk_printer *p, const PgQuery__FuncCall *call, const char *positive, const char *negative)
{
    long n;
    const char *template = sk_pg_known_integer(call->args[1], &n)
                               ? n >= 0 ? positive : negative
                               : sk_printf(p->tmp, "IF($2 < 0, %s, %s)", negative, positive);
    return sk_mysql_text_template(p, template, 2, (const sk_node *const *)call->args);
}

enum sk_status
sk_mysql_left(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return cut(p, call, "LEFT($1, $2)", "LEFT($1, GREATEST(CHAR_LENGTH($1) + ($2), 0))");
}

enum sk_status
sk_mysql_right(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return cut(p, call, "RIGHT($1, $2)", "SUBSTRING($1, 1 - ($2))");
}

/* The servers count from the end where PostgreSQL begins before the text. */
enum sk_status
sk_mysql_substring(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    long from;
    bool known = sk_pg_known_integer(call->args[1], &from);
    struct sk_type type = sk_scope_type(p->scope, call->args[1]);
    bool bytes = sk_scope_type(p->scope, call->args[0]).kind == SK_TYPE_BYTEA;
    if (!known && (sk_type_is_text(&type) || sk_constant_text(call->args[1])))
        return sk_mysql_regexp_substring(p, call);
    const char *template = known && from >= 1 ? call->n_args > 2 ? "SUBSTRING($1, $2, $3)" : "SUBSTRING($1, $2)"
                           : call->n_args > 2 ? "SUBSTRING($1, GREATEST($2, 1), GREATEST($3 + LEAST($2 - 1, 0), 0))"
                                              : "SUBSTRING($1, GREATEST($2, 1))";
    return bytes ? sk_print_template(p, template, call->n_args, (const sk_node *const *)call->args)
                 : sk_mysql_text_template(p, template, call->n_args, (const sk_node *const *)call->args);
}

enum sk_status
sk_mysql_length(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    bool bytes = sk_scope_type(p->scope, call->args[0]).kind == SK_TYPE_BYTEA;
    sk_text_add(p->out, bytes ? "LENGTH(" : "CHAR_LENGTH(");
    enum sk_status status = bytes ? sk_print_expr(p, call->args[0]) : sk_mysql_put_text(p, call->args[0]);
    sk_text_add(p->out, ")");
    return status;
}

/* ---- bytes ---------------------------------------------------------------------------------------------------- */

/* What is no code gives NULL on the servers: it is no document either, and that is an error. So are bytes that the
 * format "escape" has as octal digits. */
#define BROKEN "CAST(JSON_EXTRACT(CONCAT('!', $1), '$') AS BINARY)"
#define BACKSLASH "CHAR(92 USING utf8mb4)"
#define TWO_OF_THEM "CHAR(92, 92 USING utf8mb4)"

enum sk_status
sk_mysql_coded(struct sk_printer *p, const PgQuery__FuncCall *call, size_t coding, const char *const (*templates)[2],
               size_t n)
{
    const char *name = sk_constant_text(call->args[coding]);
    for (size_t i = 0; name && i < n; i++)
        if (strcasecmp(templates[i][0], name) == 0)
            return sk_print_template(p, templates[i][1], call->n_args, (const sk_node *const *)call->args);
    return sk_print_unsupported(p, call->args[coding], "%s() with \"%s\" has no equivalent on %s",
                                sk_node_name(NULL, call->n_funcname, call->funcname), name ? name : "an expression",
                                p->rules->dialect);
}

enum sk_status
sk_mysql_encode(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const char *const codings[][2] = {
        {"hex", "LOWER(HEX($1))"},
        {"base64", "CONCAT(TO_BASE64($1), IF(LENGTH($1) AND LENGTH($1) % 57 = 0, CHAR(10 USING utf8mb4), ''))"},
        {"escape", "IF(HEX($1) REGEXP '^([1-7][0-9A-F]|0[1-9A-F])*$', REPLACE(CONVERT($1 USING utf8mb4), " BACKSLASH
                   ", " TWO_OF_THEM "), JSON_UNQUOTE(JSON_EXTRACT(CONCAT('!', $1), '$')))"}};
    return sk_mysql_coded(p, call, 1, codings, sizeof codings / sizeof *codings);
}
#define SPACELESS(x) "REPLACE(REPLACE(REPLACE(" x ", ' ', ''), '\n', ''), '\r', '')"

enum sk_status
sk_mysql_decode(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    static const char *const codings[][2] = {
        {"hex", "IF(" SPACELESS("$1") " REGEXP '^([0-9A-Fa-f][0-9A-Fa-f])*$', UNHEX(" SPACELESS("$1") "), " BROKEN ")"},
        {"base64", "COALESCE(FROM_BASE64($1), " BROKEN ")"},
        {"escape", "IF(INSTR(REPLACE($1, " TWO_OF_THEM ", ''), " BACKSLASH ") = 0, CAST(REPLACE($1, " TWO_OF_THEM
                   ", " BACKSLASH ") AS BINARY), " BROKEN ")"}};
    const char *text = sk_constant_text(call->args[0]), *coding = sk_constant_text(call->args[1]);
    if (text && coding && strcmp(coding, "hex") == 0 && strlen(text) % 2 == 0 &&
        strspn(text, "0123456789abcdefABCDEF") == strlen(text))
        return sk_print_template(p, "UNHEX($1)", 1, (const sk_node *const *)call->args);
    return sk_mysql_coded(p, call, 1, codings, sizeof codings / sizeof *codings);
}

/* ---- initcap() -------------------------------------------------------------------------------------------------- */

/* The text comes from FROM: it is there once, and may be a query, which within the aggregate would be no argument in
 * MariaDB's triggers ("Invalid use of group function"). */
enum sk_status
sk_mysql_initcap(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    enum sk_status status;
    const char *sql = sk_print_apart(p, call->args[0], &status);
    sk_text_add(p->out, "(SELECT GROUP_CONCAT(IF(c.i = 1 OR SUBSTR(a.v, c.i - 1, 1) NOT REGEXP '[[:alnum:]]', "
                        "UPPER(SUBSTR(a.v, c.i, 1)), LOWER(SUBSTR(a.v, c.i, 1))) ORDER BY c.i SEPARATOR '') FROM ");
    if (p->rules->has_lateral)
        sk_text_addf(p->out, "LATERAL (SELECT %s AS v)", status ? "" : sk_mysql_collated(p, sql));
    else
        sk_text_addf(p->out, "JSON_TABLE(JSON_ARRAY(%s), '$[*]' COLUMNS (v %s PATH '$'))", status ? "" : sql,
                     sk_mysql_table_text(p));
    sk_text_add(p->out, " AS a JOIN JSON_TABLE(CONCAT('[0', REPEAT(',0', CHAR_LENGTH(a.v) - 1), ']'), "
                        "'$[*]' COLUMNS (i FOR ORDINALITY)) AS c)");
    return status;
}
