/*
 * dialects/sqlite/forms.c - one value has one form.
 *
 * PostgreSQL takes many spellings of a moment, a uuid or a truth value, rounds numbers and cuts spaces, and stores one
 * form of them. SQLite stores the text that it gets. So a type's CHECK lets other spellings in, and a pair of triggers
 * puts them into the form by which values are compared, sorted and kept unique. A value in its form passes one test.
 * The form of what only looks like a value ('2023-02-29') is a text that the CHECK refuses.
 *
 * What CHECK cannot tell apart it takes: affinity makes a number of '1.5' before anything of ours sees it
 * (datatype3.html, 3.1).
 */
#include <string.h>

#include "dialects/sqlite/sqlite.h"

/* "$" is the column, "#" the type's length (of a moment: its decimals), "~" its scale, "@" as many zeros as there may
 * be digits before the point, or decimals of a moment. A NULL passes: the conditions give NULL for it, or true. */
struct rule {
    enum sk_type_kind kind;
    bool wants_length;      /* without a length the type has no rule */
    const char *check;      /* may it be put into its form? */
    const char *odd;        /* is a value that the CHECK takes in another one? */
    const char *form;
};

/* Numbers are rounded: 4.5 is five. */
#define NUMBERS "typeof($) IN ('integer', 'real', 'null')"
#define WHOLE(LOW, HIGH)                                                                                               \
    NUMBERS " AND $ > " LOW ".5 AND $ < " HIGH ".5", "typeof($) = 'real'", "CAST(round($) AS INTEGER)"

/* 8.6: any beginning of the words that no other word has. */
#define TRUTHS "'t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on'"
#define LIES "'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off'"

/* 8.12: capital letters, braces, no hyphens. */
#define UUID_BARE "trim($, '{}')"
#define UUID_HEX "replace(" UUID_BARE ", '-', '')"
#define HEX4 "[0-9a-fA-F][0-9a-fA-F][0-9a-fA-F][0-9a-fA-F]"
#define UUID_NORMAL "$ GLOB '" HEX4 HEX4 "-" HEX4 "-" HEX4 "-" HEX4 "-" HEX4 HEX4 HEX4 "'"
#define UUID_LENIENT                                                                                                   \
    "length(" UUID_HEX ") = 32 AND " UUID_HEX " NOT GLOB '*[^0-9a-fA-F]*' AND (length(" UUID_BARE                      \
    ") = 32 OR " UUID_BARE " LIKE '________-____-____-____-____________') AND length($) = length(" UUID_BARE           \
    ") + 2 * ($ GLOB '{*}')"
#define UUID_PART(FROM, LENGTH) "substr(" UUID_HEX ", " #FROM ", " #LENGTH ")"
#define UUID_FORM                                                                                                      \
    "lower(" UUID_PART(1, 8) " || '-' || " UUID_PART(9, 4) " || '-' || " UUID_PART(13, 4) " || '-' || " UUID_PART(     \
        17, 4) " || '-' || " UUID_PART(21, 12) ")"

/*
 * The form of a moment is 'YYYY-MM-DD HH:MM:SS[.ffffff]' in UTC, without zeros at its end but in the thousandths
 * that now() gives: it sorts. SQLite's own functions turn February 30 into March 1 once they calculate ('+0 days'): a
 * value is right when they leave it as it is. The space keeps them from reading 'now', which a CHECK cannot have.
 * 'infinity' and '-infinity' sort as they should.
 */
#define MOMENT_WHOLE "datetime(substr($ || ' ', 1, 19), '+0 days') IS substr($, 1, 19) AND $ > '0001'"
#define MOMENT_NORMAL                                                                                                  \
    MOMENT_WHOLE " AND (length($) = 19 OR (length($) <= 20 + # AND (length($) = 23 OR $ GLOB '*[1-9]') AND "        \
    "substr($, 20) GLOB '.[0-9]*' AND substr($, 21) NOT GLOB '*[^0-9]*'))"
#define MOMENT_LENIENT                                                                                                 \
    "lower(trim($)) IN ('infinity', '-infinity', 'epoch', 'now', 'today', 'tomorrow', 'yesterday') OR "                \
    "trim($) GLOB '[0-9][0-9][0-9][0-9]*[0-9]*'"
/* w is the text, d begins with the day, z is the zone, c the clock, f its fraction, u that in millionths, o the offset.
 */
#define MOMENT_PARTS                                                                                                     \
    "FROM (SELECT w, substr(d, 1, 10) AS y, substr(d, 11, 1) AS g, substr(c, 9) AS f, CASE length(c) WHEN 0 THEN "       \
    "'00:00:00' WHEN 5 THEN c || ':00' ELSE substr(c, 1, 8) END AS c, CAST(round(('0' || substr(c, 9)) * 1e#) AS "       \
    "INTEGER) AS u, CASE length(z) WHEN 3 THEN z || ':00' WHEN 5 THEN substr(z, 1, 3) || ':' || substr(z, 4) ELSE "      \
    "replace(z, 'z', '') END AS o FROM (SELECT w, d, rtrim(substr(d, 12, length(d) - 11 - length(z))) AS c, trim(z) "    \
    "AS z FROM (SELECT w, d, ltrim(substr(d, 12), '0123456789:.') AS z FROM (SELECT w, CASE WHEN s GLOB "                \
    "'[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*' THEN substr(s, 1, 4) || '-' || substr(s, 5, 2) || '-' || substr(s, 7) " \
    "ELSE s END AS d FROM (SELECT lower(trim($)) AS w, replace(replace(replace(lower(trim($)), 'utc', 'z'), 't', ' '), " \
    "'/', '-') AS s)))))"
#define MOMENT_WORDS                                                                                                   \
    "WHEN w IN ('infinity', '-infinity') THEN w WHEN w IN ('today', 'tomorrow', 'yesterday', 'now', 'epoch') THEN "
#define WORD_DAY                                                                                                       \
    "CASE w WHEN 'epoch' THEN '1970-01-01' WHEN 'tomorrow' THEN date('now', '+1 day') WHEN 'yesterday' THEN "          \
    "date('now', '-1 day') ELSE date('now') END"
#define IS_MOMENT "date(y, '+0 days') IS y AND y > '0001' AND g IN ('', ' ') AND f NOT GLOB '?*[.:]*'"
#define MOMENT_FORM(OFFSET)                                                                                            \
    "(SELECT CASE " MOMENT_WORDS                                                                                       \
    "CASE w WHEN 'now' THEN rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', 'now'), '0'), '.') "                             \
    "ELSE " WORD_DAY " || ' 00:00:00' END WHEN " IS_MOMENT " AND datetime(y || ' ' || c || o) IS NOT NULL THEN "       \
    "coalesce(datetime(y || ' ' || c" OFFSET ", (u / 1@) || ' seconds') || CASE u % 1@ WHEN 0 THEN '' ELSE "           \
    "rtrim('.' || substr(u % 1@ + 1@, 2), '0') END, 'invalid') ELSE 'invalid' END " MOMENT_PARTS ")"
#define DAY_NORMAL "date($ || ' ', '+0 days') IS $ AND $ > '0001'"
#define DAY_FORM                                                                                                       \
    "(SELECT CASE " MOMENT_WORDS WORD_DAY " WHEN " IS_MOMENT                                                           \
    " AND datetime(y || ' ' || c || o) IS NOT NULL THEN y ELSE "                                                       \
    "'invalid' END " MOMENT_PARTS ")"

/* bytea, 8.4: \x and digits; a text without backslashes is its bytes. */
#define BYTES_OF(H) H "0" H "1" H "2" H "3" H "4" H "5" H "6" H "7" H "8" H "9" H "a" H "b" H "c" H "d" H "e" H "f"
#define ALL_BYTES                                                                                                      \
    BYTES_OF("0") BYTES_OF("1") BYTES_OF("2") BYTES_OF("3") BYTES_OF("4") BYTES_OF("5") BYTES_OF("6") BYTES_OF("7")    \
    BYTES_OF("8") BYTES_OF("9") BYTES_OF("a") BYTES_OF("b") BYTES_OF("c") BYTES_OF("d") BYTES_OF("e") BYTES_OF("f")
#define DIGIT(AT) "instr('123456789abcdef', lower(substr($, " AT ", 1)))"
#define BYTES_LENIENT                                                                                                  \
    "typeof($) = 'text' AND ($ NOT GLOB '*\\*' OR ($ GLOB '\\x*' AND length($) % 2 = 0 AND substr($, 3) NOT GLOB "     \
    "'*[^0-9a-fA-F]*'))"
#define BYTES_FORM                                                                                                     \
    "CASE WHEN $ GLOB '\\x*' THEN CAST((WITH RECURSIVE b(i, v) AS (SELECT 3, X'' UNION ALL SELECT i + 2, v || "        \
    "substr(X'" ALL_BYTES "', 16 * " DIGIT("i") " + " DIGIT("i + 1") " + 1, 1) FROM b WHERE i < length($)) "           \
    "SELECT v FROM b ORDER BY i DESC LIMIT 1) AS BLOB) ELSE CAST($ AS BLOB) END"

static const struct rule rules[] = {
    {SK_TYPE_BOOLEAN, false, "$ IN (0, 1) OR lower(trim($)) IN (" TRUTHS ", " LIES ")", "typeof($) = 'text'",
     "lower(trim($)) IN (" TRUTHS ")"},
    {SK_TYPE_SMALLINT, false, WHOLE("-32768", "32767")},
    {SK_TYPE_INTEGER, false, WHOLE("-2147483648", "2147483647")},
    {SK_TYPE_BIGINT, false, "typeof($) IN ('integer', 'null') OR (typeof($) = 'real' AND abs($) < 9223372036854775807)",
     "typeof($) = 'real'", "CAST(round($) AS INTEGER)"},
    {SK_TYPE_NUMERIC, true, NUMBERS " AND abs(round($, ~)) < 1@.0", "typeof($) = 'real' AND round($, ~) <> $",
     "round($, ~)"},
    {SK_TYPE_VARCHAR, true, "typeof($) IN ('text', 'null') AND (length($) <= # OR rtrim(substr($, # + 1)) = '')",
     "length($) > #", "substr($, 1, #)"},
    {SK_TYPE_UUID, false, UUID_NORMAL " OR (" UUID_LENIENT ")", "length($) <> 36 OR $ GLOB '*[A-Z]*'", UUID_FORM},
    {SK_TYPE_DATE, false, DAY_NORMAL " OR " MOMENT_LENIENT, "NOT (" DAY_NORMAL ")", DAY_FORM},
    {SK_TYPE_TIMESTAMP, false, "(" MOMENT_NORMAL ") OR " MOMENT_LENIENT, "NOT (" MOMENT_NORMAL ")", MOMENT_FORM("")},
    {SK_TYPE_TIMESTAMPTZ, false, "(" MOMENT_NORMAL ") OR " MOMENT_LENIENT, "NOT (" MOMENT_NORMAL ")",
     MOMENT_FORM(" || o")},
    {SK_TYPE_BYTEA, false, "typeof($) IN ('blob', 'null') OR (" BYTES_LENIENT ")", "typeof($) = 'text'", BYTES_FORM},
};

/* 8.15: '{1,2}' is JSON's [1,2]. What has quotes, escapes or braces inside is left to who writes JSON. */
#define INSIDE "substr($, 2, length($) - 2)"
#define ARRAY_CHECK                                                                                                    \
    "(json_valid($) AND json_type($) = 'array') OR ($ GLOB '{*}' AND " INSIDE                                          \
    " NOT GLOB '*[{}\"\\]*' AND $ NOT GLOB '*,,*')"

static const struct rule array_of_numbers = {SK_TYPE_OTHER, false, ARRAY_CHECK, "$ GLOB '{*'",
                                             "lower('[' || " INSIDE " || ']')"};
static const struct rule array_of_texts = {SK_TYPE_OTHER, false, ARRAY_CHECK, "$ GLOB '{*'",
                                           "CASE trim(" INSIDE
                                           ") WHEN '' THEN '[]' ELSE replace('[\"' || replace(replace(" INSIDE
                                           ", ', ', ','), ',', '\",\"') || "
                                           "'\"]', '\"NULL\"', 'null') END"};

static const struct rule *
rule_of(const struct sk_type *type)
{
    if (type->dimensions)
        return sk_type_is_integer(&(struct sk_type){.kind = type->kind}) || type->kind == SK_TYPE_NUMERIC ||
                       type->kind == SK_TYPE_REAL || type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_BOOLEAN
                   ? &array_of_numbers
                   : &array_of_texts;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].kind == type->kind)
            return rules[i].wants_length && (type->length < 0 || (type->kind == SK_TYPE_NUMERIC && type->scale < 0))
                       ? NULL
                       : &rules[i];
    return NULL;
}

static char *
filled(TALLOC_CTX *owner, const char *template, const struct sk_type *type, const char *column)
{
    struct sk_text *text = sk_text_new(owner);
    int length = sk_type_is_time(type) && type->length < 0 ? 6 : type->length;
    int zeros = type->kind == SK_TYPE_NUMERIC ? length - type->scale : length;
    for (const char *c = template; *c; c++) {
        if (*c == '$')
            sk_text_add(text, column);
        else if (*c == '#')
            sk_text_addf(text, "%d", length);
        else if (*c == '~')
            sk_text_addf(text, "%d", type->scale);
        else if (*c == '@')
            for (int i = 0; i < zeros; i++)
                sk_text_add(text, "0");
        else
            sk_text_add_n(text, c, 1);
    }
    return sk_text_finish(text, owner);
}

char *
sk_sqlite_form_check(TALLOC_CTX *owner, const struct sk_type *type, const char *column)
{
    const struct rule *rule = rule_of(type);
    return rule ? filled(owner, rule->check, type, column) : NULL;
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

/* The columns of a table that may be written in another form than theirs. */
static const struct rule *
rule_of_column(const struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
               const struct sk_type **type)
{
    const struct sk_user_type *domain;
    *type = sk_sqlite_base_type(rewrite->catalog, &column->type, &domain);
    return column->generated || sk_sqlite_is_rowid(table, column) ? NULL : rule_of(*type);
}

static const char *
trigger_name(TALLOC_CTX *owner, const struct sk_table *table, const char *event)
{
    return sk_printf(owner, "%s" SK_SQLITE_FORM "%s", sk_sqlite_relation(owner, table->schema, table->name), event);
}

/* The row's values that are not in their form, as a condition; and what puts them into it. */
struct parts {
    struct sk_text *condition, *columns, *same, *forms;
    size_t n;
};

static struct parts
parts_of(TALLOC_CTX *tmp, const struct sk_rewrite *rewrite, const struct sk_table *table)
{
    struct parts parts = {sk_text_new(tmp), sk_text_new(tmp), sk_text_new(tmp), sk_text_new(tmp), 0};
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type;
        const struct rule *rule = rule_of_column(rewrite, table, table->columns[i], &type);
        if (!rule)
            continue;
        struct sk_text *name = sk_text_new(tmp);
        sk_text_ident(name, table->columns[i]->name, '"');
        const char *new = sk_printf(tmp, "NEW.%s", name->data), *comma = parts.n++ ? ", " : "";
        const char *odd = filled(tmp, rule->odd, type, new);
        sk_text_addf(parts.condition, "%s%s", *comma ? " OR " : "", odd);
        sk_text_addf(parts.columns, "%s%s", comma, name->data);
        sk_text_addf(parts.same, "%s%s = %s", comma, name->data, name->data);
        sk_text_addf(parts.forms, "%s%s = CASE WHEN %s THEN %s ELSE %s END", comma, name->data, odd,
                     filled(tmp, rule->form, type, new), name->data);
    }
    return parts;
}

static void
make_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const char *event, const char *of,
             const char *condition, const char *set, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    struct sk_text *sql = sk_text_new(owner), *on = sk_text_new(owner);
    sk_text_ident(on, relation, '"');
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, trigger_name(owner, table, event), '"');
    sk_text_addf(sql, " AFTER %s%s ON %s WHEN %s BEGIN " SK_SQLITE_OWN " UPDATE %s SET %s WHERE rowid = NEW.rowid; END",
                 event, of, on->data, condition, on->data, set);
    sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
}

/* The forms are written once: a new row is updated, which is what the other trigger sees. */
void
sk_sqlite_make_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct parts parts = parts_of(tmp, rewrite, table);
    if (parts.n) {
        make_trigger(rewrite, table, "UPDATE", sk_printf(tmp, " OF %s", parts.columns->data), parts.condition->data,
                     parts.forms->data, pos_bytes);
        make_trigger(rewrite, table, "INSERT", "", parts.condition->data, parts.same->data, pos_bytes);
    }
    talloc_free(tmp);
}

bool
sk_sqlite_has_form(const struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column)
{
    const struct sk_type *type;
    return rule_of_column(rewrite, table, column, &type) != NULL;
}

void
sk_sqlite_drop_forms(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes)
{
    static const char *const events[] = {"INSERT", "UPDATE"};
    bool any = false;
    for (size_t i = 0; i < table->n_columns; i++)
        any = any || sk_sqlite_has_form(rewrite, table, table->columns[i]);
    for (size_t i = 0; i < 2 && any; i++) {
        struct sk_text *sql = sk_text_new(rewrite->owner);
        sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
        sk_text_ident(sql, trigger_name(rewrite->owner, table, events[i]), '"');
        sk_sqlite_run(rewrite, sql->data, pos_bytes, NULL);
    }
}

/* Before there are triggers: what a column holds since it has another type. */
void
sk_sqlite_form_rows(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                    size_t pos_bytes)
{
    const struct sk_type *type;
    const struct rule *rule = rule_of_column(rewrite, table, column, &type);
    if (!rule)
        return;
    struct sk_text *sql = sk_text_new(rewrite->owner), *name = sk_text_new(rewrite->owner);
    sk_text_ident(name, column->name, '"');
    sk_text_add(sql, "UPDATE ");
    sk_text_ident(sql, sk_sqlite_relation(rewrite->owner, table->schema, table->name), '"');
    sk_text_addf(sql, " SET %s = %s WHERE %s", name->data, filled(rewrite->owner, rule->form, type, name->data),
                 filled(rewrite->owner, rule->odd, type, name->data));
    sk_sqlite_run(rewrite, sql->data, pos_bytes, "table rebuild: values in the form of their new type");
}
