/*
 * dialects/sqlite/forms_rules.c - which spellings of a type's values are taken, which of them is its form, and how one
 * becomes the other; see forms_priv.h.
 *
 * What every row is asked is made of what SQLite does fast: length(), GLOB of a pattern of one length, one call of
 * datetime(). A value that looks like its form is right or wrong, and the CHECK says which; so a trigger only has to
 * look at it.
 */
#include "dialects/sqlite/forms_priv.h"

/* Numbers are rounded: 4.5 is five. A text that is no number is greater than any. */
#define WHOLE(LOW, HIGH) "$ > " LOW ".5 AND $ < " HIGH ".5", "typeof($) = 'real'", "CAST(round($) AS INTEGER)"

/* 8.6: any beginning of the words that no other word has. */
#define TRUTHS "'t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on'"
#define LIES "'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off'"

/* 8.12: capital letters, braces, no hyphens. */
#define UUID_BARE "trim($, '{}')"
#define UUID_HEX "replace(" UUID_BARE ", '-', '')"
#define HEX4 "[0-9a-f][0-9a-f][0-9a-f][0-9a-f]"
#define UUID_NORMAL "$ GLOB '" HEX4 HEX4 "-" HEX4 "-" HEX4 "-" HEX4 "-" HEX4 HEX4 HEX4 "'"
#define UUID_LENIENT                                                                                                   \
    "length(" UUID_HEX ") = 32 AND " UUID_HEX " NOT GLOB '*[^0-9a-fA-F]*' AND (length(" UUID_BARE                      \
    ") = 32 OR " UUID_BARE " LIKE '________-____-____-____-____________') AND length($) = length(" UUID_BARE           \
    ") + 2 * ($ GLOB '{*}')"
#define UUID_PART(FROM, LENGTH) "substr(" UUID_BARE ", " #FROM ", " #LENGTH ")"
#define UUID_FORM                                                                                                      \
    "CASE length($) WHEN 36 THEN lower($) WHEN 38 THEN lower(substr($, 2, 36)) ELSE lower(" UUID_PART(                 \
        1, 8) " || '-' "                                                                                               \
              "|| " UUID_PART(9, 4) " || '-' || " UUID_PART(13, 4) " || '-' || " UUID_PART(                            \
                  17, 4) " || '-' || " UUID_PART(21, 12) ") END"

/*
 * The form of a moment is 'YYYY-MM-DD HH:MM:SS[.ffffff]' in UTC, without zeros at its end: it sorts, and one moment
 * is one text. SQLite's own functions turn February 30 into March 1 once they calculate ('+0 days'): a
 * value is right when they leave it as it is. 'infinity' and '-infinity' sort as they should.
 */
/* In pieces: two question marks begin a trigraph. */
#define DAY                                                                                                            \
    "???"                                                                                                              \
    "?-?"                                                                                                              \
    "?-?"                                                                                                              \
    "?"
#define CLOCK                                                                                                          \
    DAY " ?"                                                                                                           \
        "?:?"                                                                                                          \
        "?:[0-5]?"
#define DIGIT3 "[0-9][0-9][0-9]"
#define MOMENT_SHAPE                                                                                                   \
    "substr($, 12, 2) < '24' AND CASE length($) WHEN 19 THEN $ GLOB '" CLOCK "' WHEN 23 THEN # > 2 AND $ GLOB "        \
    "'" CLOCK ".[0-9][0-9][1-9]' WHEN 26 THEN # > 5 AND $ GLOB '" CLOCK "." DIGIT3                                     \
    "[0-9][0-9][1-9]' ELSE length($) <= "                                                                              \
    "20 + # AND $ GLOB '" CLOCK ".*[1-9]' AND substr($, 21) NOT GLOB '*[^0-9]*' END"
#define MOMENT_LENIENT                                                                                                 \
    "lower(trim($)) IN ('infinity', '-infinity', 'epoch', 'now', 'today', 'tomorrow', 'yesterday') OR "                \
    "$ GLOB '*[0-9]*[0-9]*'"
#define MOMENT_CHECK                                                                                                   \
    "CASE WHEN " MOMENT_SHAPE                                                                                          \
    " THEN datetime(substr($, 1, 19), '+0 days') IS substr($, 1, 19) AND $ > '0001' ELSE " MOMENT_LENIENT " END"
#define DAY_SHAPE "$ GLOB '" DAY "'"
#define DAY_CHECK "CASE WHEN " DAY_SHAPE " THEN date($, '+0 days') IS $ AND $ > '0001' ELSE " MOMENT_LENIENT " END"
/*
 * How a moment is read, one step after another; each row of a step comes from the one before (forms_priv.h says why
 * they have a LIMIT). k is 'z' for a moment with a zone, 't' for one without, 'd' for a day; p is 1 and as many zeros
 * as there may be decimals; w is the text. s is the moment with all its digits, z its zone, and o that with minutes; f
 * the fraction, u that as a number. A minute has a sixtieth second: the first one of the next. Midnight may be the
 * day's twenty-fourth hour.
 */
#define STEP(NAME, COLUMNS, FROM) "skein_" NAME " AS (SELECT i, k, p, v, " COLUMNS " FROM " FROM " LIMIT 9999)"
#define FOUR_DIGITS "GLOB '" DIGIT3 "[0-9]'"
#define NAMED "m GLOB '[a-z]*'"
#define PART(AT) "json_extract(y, '$[" AT "]')"
#define MONTHS "',january,february,march,april,may,june,july,august,september,october,november,december,'"
/* A day as people write it, and its clock c; only what is not in the order of ISO 8601 comes here: the others do not
 * pay for it. The three parts of the day, y, m and n, come in several orders, the month with its name or its number,
 * which is the first one unless a year is (8.5.1.1, DateStyle "ISO, MDY"). */
#define SPELLED                                                                                                        \
    "(WITH skein_b AS (SELECT CASE WHEN w GLOB '" DIGIT3 DIGIT3 "[0-9][0-9]*' THEN substr(w, 1, 4) || '-' || "         \
    "substr(w, 5, 2) || '-' || substr(w, 7) ELSE replace(replace(w, '/', '-'), ',', '') END AS y LIMIT 1), "           \
    "skein_e AS (SELECT '[\"' || replace(replace(CASE instr(y, ':') WHEN 0 THEN y ELSE rtrim(substr(y, 1, instr(y, "   \
    "':') - 3), ' t') END, ' ', '-'), '-', '\",\"') || '\"]' AS y, CASE WHEN y GLOB '* [0-9]:*' THEN '0' || "          \
    "substr(y, instr(y, ':') - 1) WHEN instr(y, ':') THEN substr(y, instr(y, ':') - 2) ELSE '' END AS c FROM skein_b " \
    "LIMIT 1), skein_f AS (SELECT c, CASE json_array_length(y) WHEN 3 THEN " PART("0") " END AS y, " PART("1")         \
    " AS m, " PART("2") " AS n FROM skein_e LIMIT 1), skein_g AS (SELECT c, CASE WHEN y " FOUR_DIGITS                  \
    " THEN y ELSE n END AS y, CASE WHEN y " FOUR_DIGITS " OR " NAMED " THEN m ELSE y END AS m, CASE WHEN y "           \
    FOUR_DIGITS " THEN n WHEN " NAMED " THEN y ELSE m END AS n FROM skein_f LIMIT 1) SELECT CASE WHEN y " FOUR_DIGITS  \
    " AND n NOT GLOB '*[^0-9]*' AND length(n) < 3 THEN printf('%s-%02d-%02d ', y, CASE WHEN instr(" MONTHS             \
    ", ',' || m || CASE length(m) WHEN 3 THEN '' ELSE ',' END) THEN instr('janfebmaraprmayjunjulaugsepoctnovdec', "    \
    "substr(m, 1, 3)) / 3 + 1 WHEN m NOT GLOB '*[^0-9]*' AND length(m) < 3 THEN m END, n) ELSE 'invalid ' END || c "   \
    "FROM skein_g LIMIT 1)"
#define IN_ORDER "'" DIGIT3 "[0-9]-[0-9][0-9]-[0-9][0-9]"
#define MOMENT_STEPS                                                                                                   \
    STEP("a", "replace(lower(trim(v)), 'utc', 'z') AS w", "($)") ", "                                                  \
    STEP("s", "CASE WHEN w GLOB " IN_ORDER "' OR w GLOB " IN_ORDER "[ t][0-9][0-9]:*' THEN substr(w, 1, 10) || ' ' "   \
         "|| substr(w, 12) ELSE CASE w WHEN 'infinity' THEN w WHEN '-infinity' THEN w WHEN 'now' THEN "                \
         "strftime('%Y-%m-%d %H:%M:%f', 'now') WHEN 'today' THEN date('now') WHEN 'tomorrow' THEN "                    \
         "date('now', '+1 day') WHEN 'yesterday' THEN date('now', '-1 day') WHEN 'epoch' THEN '1970-01-01' ELSE "      \
         SPELLED " END END AS s", "skein_a") ", "                                                                      \
    STEP("t", "s, ltrim(substr(s, 11), ' .:0123456789') AS z", "skein_s") ", "                                         \
    STEP("u", "s, rtrim(substr(s, 1, length(s) - length(z))) AS c, rtrim(substr(s, 20, length(s) - 19 - length(z))) "  \
         "AS f, CASE length(z) WHEN 3 THEN z || ':00' WHEN 5 THEN CASE WHEN z GLOB '*:*' THEN substr(z, 1, 1) || '0' " \
         "|| substr(z, 2) ELSE substr(z, 1, 3) || ':' || substr(z, 4) END ELSE z END AS o", "skein_t") ", "            \
    STEP("x", "s, f, o, CASE substr(c, 18, 2) WHEN '60' THEN substr(c, 1, 17) || '59' ELSE substr(c, 1, 19) END AS c, "\
         "CAST(round(('0' || f) * p) AS INTEGER) + p * (substr(c, 18, 2) = '60') AS u", "skein_u")
#define MOMENT_QUERY                                                                                                   \
    "WITH " MOMENT_STEPS                                                                                               \
    " SELECT i, CASE WHEN k IS NULL THEN v WHEN s GLOB '*infinity' THEN s WHEN date(substr(c, 1, 10), '+0 days') IS "  \
    "substr(c, 1, 10) AND c > '0001' AND (f = '' OR rtrim(f, '0123456789') = '.') AND (f NOT GLOB '*[1-9]*' OR "       \
    "(substr(s, 18, 2) <> '60' AND substr(s, 12, 2) <> '24')) AND (substr(c, 12, 2) <> '24' OR substr(c, 12) IN "      \
    "('24:00', '24:00:00')) AND datetime(c || o) IS NOT NULL THEN CASE k WHEN 'd' THEN substr(c, 1, 10) ELSE "         \
    "coalesce(datetime(c || CASE k WHEN 'z' THEN o ELSE '' END, (u / p) || ' seconds') || CASE u % p WHEN 0 THEN '' "  \
    "ELSE rtrim('.' || substr(u % p + p, 2), '0') END, 'invalid') END ELSE 'invalid' END AS r FROM skein_x"
#define MOMENT(K) "NOT (" MOMENT_SHAPE ")", NULL, MOMENT_QUERY, "'" K "'"

#define TIME_CHECK                                                                                                     \
    "coalesce(time(substr($, 1, 8)), '!') IN (substr($, 1, 8), $ || ':00') AND (length($) <= 8 OR (substr($, 9) GLOB " \
    "'.[0-9]*' AND substr($, 10) NOT GLOB '*[^0-9]*')) AND ($ < '24' OR $ IN ('24:00', '24:00:00'))"

/* bytea, 8.4: \x and digits; a text without backslashes is its bytes. */
#define BYTES_OF(H) H "0" H "1" H "2" H "3" H "4" H "5" H "6" H "7" H "8" H "9" H "a" H "b" H "c" H "d" H "e" H "f"
#define ALL_BYTES                                                                                                      \
    BYTES_OF("0")                                                                                                      \
    BYTES_OF("1")                                                                                                      \
    BYTES_OF("2")                                                                                                      \
    BYTES_OF("3")                                                                                                      \
    BYTES_OF("4") BYTES_OF("5") BYTES_OF("6") BYTES_OF("7") BYTES_OF("8") BYTES_OF("9") BYTES_OF("a") BYTES_OF("b")    \
        BYTES_OF("c") BYTES_OF("d") BYTES_OF("e") BYTES_OF("f")
#define DIGIT(AT) "instr('123456789abcdef', lower(substr($, " AT ", 1)))"
#define BYTES_LENIENT                                                                                                  \
    "typeof($) = 'text' AND ($ NOT GLOB '*\\*' OR ($ GLOB '\\x*' AND length($) % 2 = 0 AND substr($, 3) NOT GLOB "     \
    "'*[^0-9a-fA-F]*'))"
#define BYTES_FORM                                                                                                     \
    "CASE WHEN $ GLOB '\\x*' THEN CAST((WITH RECURSIVE b(i, v) AS (SELECT 3, X'' UNION ALL SELECT i + 2, v || "        \
    "substr(X'" ALL_BYTES "', 16 * " DIGIT("i") " + " DIGIT(                                                           \
        "i + 1") " + 1, 1) FROM b WHERE i < length($)) "                                                               \
                 "SELECT v FROM b ORDER BY i DESC LIMIT 1) AS BLOB) ELSE CAST($ AS BLOB) END"

static const struct sk_form rules[] = {
    {SK_TYPE_BOOLEAN, false, "$ IN (0, 1) OR lower(trim($)) IN (" TRUTHS ", " LIES ")", "typeof($) = 'text'",
     "lower(trim($)) IN (" TRUTHS ")", NULL, NULL},
    {SK_TYPE_SMALLINT, false, WHOLE("-32768", "32767"), NULL, NULL},
    {SK_TYPE_INTEGER, false, WHOLE("-2147483648", "2147483647"), NULL, NULL},
    {SK_TYPE_BIGINT, false, "$ <= 9223372036854775807 AND ($ > -9223372036854775808 OR typeof($) = 'integer')",
     "typeof($) = 'real'", "CAST(round($) AS INTEGER)", NULL, NULL},
    {SK_TYPE_NUMERIC, true, "$ > -@ AND $ < @", "typeof($) = 'real' AND round($, ~) <> $", "round($, ~)", NULL, NULL},
    {SK_TYPE_VARCHAR, true, "typeof($) <> 'blob' AND (length($) <= # OR rtrim(substr($, # + 1)) = '')", "length($) > #",
     "substr($, 1, #)", NULL, NULL},
    {SK_TYPE_UUID, false, UUID_NORMAL " OR (" UUID_LENIENT ")", "length($) <> 36 OR lower($) <> $ COLLATE BINARY",
     UUID_FORM, NULL, NULL},
    {SK_TYPE_DATE, false, DAY_CHECK, "NOT (" DAY_SHAPE ")", NULL, MOMENT_QUERY, "'d'"},
    {SK_TYPE_TIME, false, TIME_CHECK, "length($) = 5", "$ || ':00'", NULL, NULL},
    {SK_TYPE_TIMESTAMP, false, MOMENT_CHECK, MOMENT("t")},
    {SK_TYPE_TIMESTAMPTZ, false, MOMENT_CHECK, MOMENT("z")},
    {SK_TYPE_BYTEA, false, "typeof($) IN ('blob', 'null') OR (" BYTES_LENIENT ")", "typeof($) = 'text'", BYTES_FORM,
     NULL, NULL},
};

/* 8.15: '{1,2}' is JSON's [1,2]. Texts with quotes, escapes or braces inside are left to who writes JSON. */
#define INSIDE "substr($, 2, length($) - 2)"
#define JSON_ARRAY "(json_valid($) AND json_type($) = 'array')"
#define BRACKETS "replace(replace(lower($), '{', '['), '}', ']')"

static const struct sk_form array_of_numbers = {
    SK_TYPE_OTHER, false, "$ IS NULL OR " JSON_ARRAY " OR ($ GLOB '{*}' AND json_valid(" BRACKETS "))",
    "$ GLOB '{*'", BRACKETS, NULL, NULL};
static const struct sk_form array_of_texts = {SK_TYPE_OTHER,
                                              false,
                                              JSON_ARRAY " OR ($ GLOB '{*}' AND " INSIDE
                                              " NOT GLOB '*[{}\"\\]*' AND replace($, ' ', '') NOT GLOB '*[{,],*' "
                                              "AND replace($, ' ', '') NOT GLOB '*,}')",
                                              "$ GLOB '{*'",
                                              "CASE trim(" INSIDE
                                              ") WHEN '' THEN '[]' ELSE replace('[\"' || replace(replace(" INSIDE
                                              ", ', ', ','), ',', '\",\"') || '\"]', '\"NULL\"', 'null') END",
                                              NULL,
                                              NULL};

const struct sk_form *
sk_sqlite_form_of(const struct sk_type *type)
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
