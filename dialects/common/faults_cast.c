/*
 * dialects/common/faults_cast.c - which texts are no values of a type, in PostgreSQL's own words: see handlers.h.
 *
 * What PostgreSQL reads of a text is said with patterns (numutils.c, uuid.c, bool.c; 8.5.1). Of dates only ISO's form
 * is known to be one, and what has no digit to be none; what else PostgreSQL would make of a text nobody here knows,
 * and the statement that meets such a text fails.
 */
#include <string.h>

#include "dialects/common/handlers.h"
#include "dialects/common/printer_priv.h"
#include "dialects/common/unfit.h"

#define SPACE "[ \\t\\n\\v\\f\\r]*"
#define BARE "btrim(@, E' \\t\\n\\x0b\\f\\r')"
#define INTEGER "'^" SPACE "[+-]?[0-9]+" SPACE "$'"
#define NUMBER "'^" SPACE "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?" SPACE "$'"
#define SPECIAL "'^" SPACE "([+-]?inf|[+-]?infinity|nan)" SPACE "$'"
/* What every engine holds, with exponent and all. */
#define USUAL "'^" SPACE "[+-]?(0*[0-9]{1,25}[.]?[0-9]{0,20}|[.][0-9]{1,20})(e[+-]?[0-9])?" SPACE "$'"
#define FINITE "'^" SPACE "[+-]?([0-9]{1,99}[.]?[0-9]{0,99}|[.][0-9]{1,99})(e[+-]?[0-9]{1,2})?" SPACE "$'"
#define UUID "[0-9a-f]{4}(-?[0-9a-f]{4}){7}"
#define TRUES "'t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1'"
#define FALSES "'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0'"
#define DAY                                                                                                            \
    "([0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)|"                  \
    "[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)"
#define CLOCK "([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
#define ANY_DAY "[0-9]{4}-[0-9]{2}-[0-9]{2}"
#define NO_MOMENT "@ !~ '[0-9]' AND @ !~* '(epoch|infinity|now|today|tomorrow|yesterday|allballs)'"
#define NO_DAY(TAIL)                                                                                                   \
    "@ ~ '^" SPACE ANY_DAY TAIL SPACE "$' AND (@ !~ '^" SPACE DAY TAIL SPACE "$' OR @ ~ '^" SPACE "0000')"
#define OTHER_DAY(TAIL) "@ !~ '^" SPACE DAY TAIL SPACE "$'"
#define ZONE "(Z|[+-][0-9]{2}(:?[0-9]{2})?)?)?"

#define SYNTAX "22P02", "invalid input syntax"
#define UNREAD NULL, "only PostgreSQL reads such a text"

/* The errors of texts for a type, one after the other; "@" is the text. `value`: another form of the argument, or of the
 * whole if it is `whole`, which all engines read alike. */
static const struct {
    enum sk_type_kind kind;
    struct sk_fault faults[3];
    const char *value;
    bool whole;
} texts[] = {
    {SK_TYPE_SMALLINT,
     {{SYNTAX, "@ !~ " INTEGER},
      {"22003", "value is out of range for type smallint",
       "CASE WHEN @ !~ '^" SPACE "[+-]?0*[0-9]{1,5}" SPACE "$' THEN true ELSE CAST(" BARE
       " AS numeric) NOT BETWEEN -32768 AND 32767 END"}},
     BARE, false},
    {SK_TYPE_INTEGER,
     {{SYNTAX, "@ !~ " INTEGER},
      {"22003", "value is out of range for type integer",
       "CASE WHEN @ !~ '^" SPACE "[+-]?0*[0-9]{1,10}" SPACE "$' THEN true ELSE CAST(" BARE
       " AS numeric) NOT BETWEEN -2147483648 AND 2147483647 END"}},
     BARE, false},
    {SK_TYPE_BIGINT,
     {{SYNTAX, "@ !~ " INTEGER},
      {"22003", "value is out of range for type bigint",
       "CASE WHEN @ !~ '^" SPACE "[+-]?0*[0-9]{1,19}" SPACE "$' THEN true ELSE CAST(" BARE
       " AS numeric) NOT BETWEEN -9223372036854775808 AND 9223372036854775807 END"}},
     BARE, false},
    {SK_TYPE_NUMERIC,
     {{SYNTAX, "@ !~* " NUMBER " AND @ !~* " SPECIAL}, {UNREAD, "@ !~* " USUAL}}, BARE, false},
    {SK_TYPE_DOUBLE,
     {{SYNTAX, "@ !~* " NUMBER " AND @ !~* " SPECIAL}, {UNREAD, "@ !~* " FINITE}}, BARE, false},
    {SK_TYPE_REAL,
     {{SYNTAX, "@ !~* " NUMBER " AND @ !~* " SPECIAL}, {UNREAD, "@ !~* " USUAL}}, BARE, false},
    {SK_TYPE_BOOLEAN,
     {{SYNTAX, "lower(" BARE ") NOT IN (" TRUES ", " FALSES ")"}}, "(lower(" BARE ") IN (" TRUES "))", true},
    {SK_TYPE_UUID,
     {{SYNTAX, "@ !~* '^(" UUID "|[{]" UUID "[}])$'"}}, "replace(replace(@, '{', ''), '}', '')", false},
    {SK_TYPE_JSON, {{SYNTAX, "NOT skein_is_json(@)"}}, NULL, false},
    {SK_TYPE_JSONB,
     {{SYNTAX, "NOT skein_is_json(@)"}, {UNREAD, "@ ~* '\\\\u(0000|d[89a-f])'"}}, NULL, false},
    {SK_TYPE_DATE,
     {{"22007", "invalid input syntax for type date", NO_MOMENT},
      {"22008", "date/time field value out of range", NO_DAY("")},
      {UNREAD, OTHER_DAY("")}},
     BARE, false},
    {SK_TYPE_TIMESTAMP,
     {{"22007", "invalid input syntax for type timestamp", NO_MOMENT},
      {"22008", "date/time field value out of range", NO_DAY(CLOCK ")?")},
      {UNREAD, OTHER_DAY(CLOCK ")?")}},
     BARE, false},
    {SK_TYPE_TIMESTAMPTZ,
     {{"22007", "invalid input syntax for type timestamp with time zone", NO_MOMENT},
      {"22008", "date/time field value out of range", NO_DAY(CLOCK ZONE)},
      {UNREAD, OTHER_DAY(CLOCK ZONE)}},
     BARE, false},
};

static bool
cannot_tell(struct sk_faults *f, const struct sk_type *from, const struct sk_type *to)
{
    f->why = f->why ? f->why
                    : sk_printf(f->owner, "whether a cast from %s to %s fails cannot be asked first",
                                from->name ? from->name : "what is not known", to->name ? to->name : "that type");
    return false;
}

static const char *
filled(TALLOC_CTX *owner, const char *template, const char *value)
{
    struct sk_text *text = sk_text_new(owner);
    for (const char *c = template; *c; c++)
        sk_text_add_n(text, *c == '@' ? value : c, *c == '@' ? strlen(value) : 1);
    return text->data;
}

/* ---- texts ------------------------------------------------------------------------------------------------------- */

static bool
of_label(struct sk_faults *f, const char *value, const struct sk_type *to)
{
    const struct sk_user_type *type = sk_catalog_type(f->catalog, to->schema, to->name);
    struct sk_text *when = sk_text_new(f->owner);
    bool first = true;
    sk_text_addf(when, "%s NOT IN (", value);
    for (size_t i = 0; type && i < type->n_labels; i++) {
        sk_text_sep(when, &first, ", ");
        sk_text_literal(when, type->labels[i]);
    }
    sk_text_add(when, ")");
    sk_faults_add(f, "22P02", "invalid input value for enum", when->data);
    return type && type->n_labels;
}

/* The number that is just too large: 9.995 for numeric(3, 2). */
static const char *
limit_of(TALLOC_CTX *owner, const struct sk_type *to)
{
    struct sk_text *text = sk_text_new(owner);
    int scale = to->scale < 0 ? 0 : to->scale;
    sk_text_add(text, to->length <= scale ? "0" : "");
    for (int i = 0; i < to->length; i++)
        sk_text_add(text, i == to->length - scale ? ".9" : "9");
    sk_text_add(text, scale ? "5" : ".5");
    return text->data;
}

static bool
of_text(struct sk_faults *f, PgQuery__TypeCast *cast, sk_node *node, const struct sk_type *to)
{
    const char *value = sk_printf(f->owner, "(%s)", sk_pg_deparse_expr(f->owner, cast->arg));
    size_t i = 0, n = sizeof texts / sizeof *texts;
    while (i < n && texts[i].kind != to->kind)
        i++;
    if (i == n)
        return to->kind == SK_TYPE_ENUM && of_label(f, value, to);
    for (size_t k = 0; k < 3 && texts[i].faults[k].when; k++) {
        const struct sk_fault *fault = &texts[i].faults[k];
        sk_faults_add(f, fault->state, fault->message, filled(f->owner, fault->when, value));
    }
    if (to->kind == SK_TYPE_NUMERIC && to->length >= 0)
        sk_faults_add(f, "22003", "numeric field overflow",
                      sk_printf(f->owner, "abs(CAST(%s AS numeric)) >= %s", filled(f->owner, BARE, value),
                                limit_of(f->owner, to)));
    sk_node *other = texts[i].value ? sk_pg_made(f->owner, filled(f->owner, texts[i].value, value), 0, NULL) : NULL;
    if (other && texts[i].whole)
        *node = *other;
    else if (other)
        cast->arg = other;
    return true;
}

/* ---- bytes ------------------------------------------------------------------------------------------------------- */

#define NO_SPACE "replace(replace(replace(replace(@, ' ', ''), E'\\t', ''), E'\\n', ''), E'\\r', '')"
#define DIGITS "([ \\t\\n\\r]*[0-9a-f]{2})*[ \\t\\n\\r]*"
#define BASE64 "([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
/* The bytes of UTF-8 in hexadecimal digits (RFC 3629), but for the one that is 0. */
#define MORE "[89ab][0-9a-f]"
#define UTF8                                                                                                           \
    "(0[1-9a-f]|[1-7][0-9a-f]|(c[2-9a-f]|d[0-9a-f])" MORE "|(e0[ab][0-9a-f]|e[1-9a-cef]" MORE "|ed[89][0-9a-f])" MORE  \
    "|(f0[9ab][0-9a-f]|f[1-3]" MORE "|f48[0-9a-f])" MORE MORE ")*"

static const struct {
    const char *function, *form;
    struct sk_fault faults[2];
    const char *value; /* the argument, in a form that all engines read */
} bytes[] = {
    {"decode", "hex", {{"22023", "invalid hexadecimal digit", "@ !~* '^" DIGITS "$'"}}, NO_SPACE},
    {"decode", "base64",
     {{"22023", "invalid base64 sequence",
       NO_SPACE " ~ '[^A-Za-z0-9+/=]' OR (" NO_SPACE " ~ '^[A-Za-z0-9+/]*={0,3}$' AND " NO_SPACE " !~ '^" BASE64 "$')"},
      {UNREAD, NO_SPACE " !~ '^" BASE64 "$'"}},
     NO_SPACE},
    {"convert_from", "utf8", {{"22021", "invalid byte sequence", "encode(@, 'hex') !~ '^" UTF8 "$'"}}, NULL},
    {"convert_from", "utf-8", {{"22021", "invalid byte sequence", "encode(@, 'hex') !~ '^" UTF8 "$'"}}, NULL},
};

bool
sk_faults_of_bytes(struct sk_faults *f, PgQuery__FuncCall *call)
{
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname), *form = sk_constant_text(call->args[1]);
    const char *value = sk_printf(f->owner, "(%s)", sk_pg_deparse_expr(f->owner, call->args[0]));
    for (size_t i = 0; form && i < sizeof bytes / sizeof *bytes; i++) {
        if (strcmp(bytes[i].function, name) != 0 || strcasecmp(bytes[i].form, form) != 0)
            continue;
        for (size_t k = 0; k < 2 && bytes[i].faults[k].when; k++)
            sk_faults_add(f, bytes[i].faults[k].state, bytes[i].faults[k].message,
                          filled(f->owner, bytes[i].faults[k].when, value));
        if (bytes[i].value)
            call->args[0] = sk_pg_made(f->owner, filled(f->owner, bytes[i].value, value), 0, NULL);
        return true;
    }
    return false;
}

/* ---- numbers, and what is left ----------------------------------------------------------------------------------- */

static bool
of_number(struct sk_faults *f, const sk_node *arg, const struct sk_type *from, const struct sk_type *to)
{
    const char *value = sk_printf(f->owner, "(%s)", sk_pg_deparse_expr(f->owner, arg));
    if (sk_type_is_integer(to)) {
        const char *range = sk_range_of(to), *last = strrchr(range, ' ') + 1;
        if (sk_type_is_integer(from))
            sk_faults_add(f, "22003", "integer out of range", sk_printf(f->owner, "%s NOT BETWEEN %s", value, range));
        else if (from->kind == SK_TYPE_NUMERIC)
            sk_faults_add(f, "22003", "integer out of range",
                          sk_printf(f->owner, "%s >= %s.5 OR %s <= %.*s.5", value, last, value,
                                    (int)strcspn(range, " "), range));
        return sk_type_is_integer(from) || from->kind == SK_TYPE_NUMERIC;
    }
    if (to->kind == SK_TYPE_NUMERIC && to->length >= 0)
        sk_faults_add(f, "22003", "numeric field overflow",
                      sk_printf(f->owner, "abs(%s) >= %s", value, limit_of(f->owner, to)));
    return to->kind == SK_TYPE_NUMERIC || to->kind == SK_TYPE_DOUBLE;
}

static bool
is_number(const struct sk_type *type)
{
    return sk_type_is_integer(type) || type->kind == SK_TYPE_NUMERIC;
}

bool
sk_faults_of_cast(struct sk_faults *f, sk_node *node)
{
    PgQuery__TypeCast *cast = node->type_cast;
    struct sk_type to = sk_pg_type(f->catalog, f->owner, cast->type_name), from = sk_faults_type(f, cast->arg);
    bool constant = sk_constant_text(cast->arg) != NULL;
    bool same = from.kind == to.kind && from.kind != SK_TYPE_OTHER && to.length < 0 && !from.dimensions;
    bool moments = (sk_type_is_time(&from) && sk_type_is_time(&to)) ||
                   (from.kind == SK_TYPE_JSONB && to.kind == SK_TYPE_JSON);
    if (sk_node_is_null(cast->arg))
        return true;
    if (to.dimensions || from.dimensions || (from.kind == SK_TYPE_OTHER && !constant))
        return cannot_tell(f, &from, &to);
    if (sk_type_is_text(&to) || same || moments)
        return true;
    if (constant || sk_type_is_text(&from))
        return of_text(f, cast, node, &to) || cannot_tell(f, &from, &to);
    return (is_number(&from) && of_number(f, cast->arg, &from, &to)) || cannot_tell(f, &from, &to);
}
