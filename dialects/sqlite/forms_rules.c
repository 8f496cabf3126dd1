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
/* In its form or wrong, and then the CHECK says so; a fraction is asked for less than the clock before it. */
#define CLOCKED "$ GLOB '" CLOCK "*' AND substr($, 12, 2) < '24'"
#define MOMENT_SHAPE                                                                                                   \
    CLOCKED " AND (length($) = 19 OR length($) <= 20 + # AND $ GLOB '*.*[1-9]' AND substr($, 21) NOT GLOB '*[^0-9]*')"
#define MOMENT_LENIENT                                                                                                 \
    "lower(trim($)) IN ('infinity', '-infinity', 'epoch', 'now', 'today', 'tomorrow', 'yesterday') OR "                \
    "$ GLOB '*[0-9]*[0-9]*'"
#define MOMENT_CHECK                                                                                                   \
    "CASE WHEN " CLOCKED " THEN datetime(substr($, 1, 19), '+0 days') IS substr($, 1, 19) AND $ > '0001' ELSE "        \
    MOMENT_LENIENT " END"
#define DAY_SHAPE "$ GLOB '" DAY "'"
#define DAY_CHECK "CASE WHEN " DAY_SHAPE " THEN date($, '+0 days') IS $ AND $ > '0001' ELSE " MOMENT_LENIENT " END"
#define ENDLESS "$ IN ('infinity', '-infinity')"
#define MOMENT_PLAIN "($ NOT GLOB '" CLOCK "*' OR substr($, 20, 1) NOT IN ('', '.')) AND NOT " ENDLESS
#define DAY_PLAIN "NOT (" DAY_SHAPE " OR " ENDLESS ")"
#define MOMENT(K) "NOT (" MOMENT_SHAPE ")", NULL, "'" K "'", MOMENT_PLAIN

/*
 * How a moment is read, one step after another, each a generated column of a table that is empty between two uses: what
 * a statement may fire is prepared along with it, and of all that SQLite has these cost least there, and are written
 * once for all tables. k is 'z' for a moment with a zone, 't' for one without, 'd' for a day; p is 1 and as many zeros
 * as there may be decimals; v is the text, w that in small letters. No generated column may ask for the time: q has it.
 *
 * l is the moment where the day is in the order of ISO 8601 or has a name of its own. Otherwise b is what people write,
 * with its first colon at a; e the day's three parts, h, j, g, which come in several orders: x if the year is first, t
 * if the month has its name in the middle; y, m and n are them in order. Without a year in front or a name the month
 * comes first (8.5.1.1, DateStyle "ISO, MDY").
 *
 * s is the moment with all its digits, z its zone, and o that with minutes; f the fraction, u that as a number; c is s
 * up to the second. A minute has a sixtieth second: the first one of the next. Midnight may be the day's twenty-fourth
 * hour.
 */
#define STEP(NAME, SQL) ", " NAME " AS (" SQL ") STORED"
#define DIGITS4 "[0-9][0-9][0-9][0-9]"
#define FEW_DIGITS(OF) OF " NOT GLOB '*[^0-9]*' AND length(" OF ") < 3"
/* Of ten letters each, with the comma. */
#define MONTHS                                                                                                         \
    "',january  ,february ,march    ,april    ,may      ,june     ,july     ,august   ,september,october  ,november "  \
    ",december ,'"
#define PART(AT) "json_extract(e, '$[" AT "]')"
const char sk_sqlite_moments[] =
    "CREATE TABLE IF NOT EXISTS " SK_SQLITE_MOMENT " (i INTEGER PRIMARY KEY, k, p, v, "
    "q DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))"
    STEP("w", "replace(lower(trim(v)), 'utc', 'z')")
    STEP("l", "CASE WHEN w || ' 00:' GLOB '" DIGITS4 "-[0-9][0-9]-[0-9][0-9][ t][0-9][0-9]:*' THEN substr(w, 1, 10) || "
              "' ' || substr(w, 12) ELSE CASE w WHEN 'infinity' THEN w WHEN '-infinity' THEN w WHEN 'now' THEN q WHEN "
              "'today' THEN date(q) WHEN 'tomorrow' THEN date(q, '+1 day') WHEN 'yesterday' THEN date(q, '-1 day') "
              "WHEN 'epoch' THEN '1970-01-01' END END")
    STEP("b", "CASE WHEN l IS NULL THEN CASE WHEN w GLOB '" DIGITS4 DIGITS4 "*' THEN substr(w, 1, 4) || '-' || "
              "substr(w, 5, 2) || '-' || substr(w, 7) ELSE replace(replace(w, '/', '-'), ',', '') END END")
    STEP("a", "instr(b, ':')")
    STEP("e", "'[\"' || replace(replace(CASE a WHEN 0 THEN b ELSE rtrim(substr(b, 1, a - 3), ' t') END, ' ', '-'), "
              "'-', '\",\"') || '\"]'")
    STEP("h", "CASE json_array_length(e) WHEN 3 THEN " PART("0") " END")
    STEP("j", PART("1"))
    STEP("g", PART("2"))
    STEP("x", "h GLOB '" DIGITS4 "'")
    STEP("t", "j GLOB '[a-z]*'")
    STEP("y", "CASE WHEN x THEN h ELSE g END")
    STEP("m", "CASE WHEN x OR t THEN j ELSE h END")
    STEP("n", "CASE WHEN x THEN g WHEN t THEN h ELSE j END")
    STEP("s", "coalesce(l, CASE WHEN y GLOB '" DIGITS4 "' AND " FEW_DIGITS("n") " THEN printf('%s-%02d-%02d ', y, "
              "coalesce(nullif(instr(" MONTHS ", ',' || m || CASE length(m) WHEN 3 THEN '' WHEN 9 THEN ',' ELSE ' ' "
              "END), 0) / 10 + 1, CASE WHEN " FEW_DIGITS("m") " THEN m END), n) ELSE 'invalid ' END || CASE WHEN b "
              "GLOB '* [0-9]:*' THEN '0' || substr(b, a - 1) WHEN a THEN substr(b, a - 2) ELSE '' END)")
    STEP("z", "ltrim(substr(s, 11), ' .:0123456789')")
    STEP("d", "rtrim(substr(s, 1, length(s) - length(z)))")
    STEP("f", "rtrim(substr(s, 20, length(s) - 19 - length(z)))")
    STEP("o", "CASE length(z) WHEN 3 THEN z || ':00' WHEN 5 THEN CASE WHEN z GLOB '*:*' THEN substr(z, 1, 1) || '0' || "
              "substr(z, 2) ELSE substr(z, 1, 3) || ':' || substr(z, 4) END ELSE z END")
    STEP("c", "CASE substr(d, 18, 2) WHEN '60' THEN substr(d, 1, 17) || '59' ELSE substr(d, 1, 19) END")
    STEP("u", "CAST(round(('0' || f) * p) AS INTEGER) + p * (substr(d, 18, 2) = '60')")
    STEP("r", "CASE WHEN v IS NULL THEN v WHEN s GLOB '*infinity' THEN s WHEN date(substr(c, 1, 10), '+0 days') IS "
              "substr(c, 1, 10) AND c > '0001' AND (f = '' OR rtrim(f, '0123456789') = '.') AND (f NOT GLOB "
              "'*[1-9]*' OR (substr(s, 18, 2) <> '60' AND substr(s, 12, 2) <> '24')) AND (substr(c, 12, 2) <> '24' OR "
              "substr(c, 12) IN ('24:00', '24:00:00')) AND datetime(c || o) IS NOT NULL THEN CASE k WHEN 'd' THEN "
              "substr(c, 1, 10) ELSE coalesce(datetime(c || CASE k WHEN 'z' THEN o ELSE '' END, (u / p) || "
              "' seconds') || CASE u % p WHEN 0 THEN '' ELSE rtrim('.' || substr(u % p + p, 2), '0') END, 'invalid') "
              "END ELSE 'invalid' END")
    ")";

#define TIME_CHECK                                                                                                     \
    "coalesce(time(substr($, 1, 8)), '!') IN (substr($, 1, 8), $ || ':00') AND (length($) <= 8 OR (substr($, 9) GLOB " \
    "'.[0-9]*' AND substr($, 10) NOT GLOB '*[^0-9]*')) AND ($ < '24' OR $ IN ('24:00', '24:00:00'))"

#define TIME_IS_ODD "(length($) = 5 OR # = 0 OR length($) > 9 + # OR $ GLOB '*0')"
/* Rounded as a number of microseconds: '23:59:59.7' of time(0) is '24:00:00'. */
#define TIME_FORM                                                                                                      \
    "(SELECT rtrim(rtrim(printf('%02d:%02d:%02d.%06d', u / 3600000000, u / 60000000 % 60, u / 1000000 % 60, "          \
    "u % 1000000), '0'), '.') FROM (SELECT CAST(round(substr($, 1, 2) * 3600 + substr($, 4, 2) * 60 + "                \
    "substr($, 7), #) * 1000000 + 0.5 AS INTEGER) AS u))"

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
    /* blanks at its end are no part of the value, whatever is made of that (8.3) */
    {SK_TYPE_CHAR, true, "typeof($) <> 'blob' AND length(rtrim($)) <= #", "$ GLOB '* '", "rtrim($)", NULL, NULL},
    {SK_TYPE_UUID, false, UUID_NORMAL " OR (" UUID_LENIENT ")", "(length($) <> 36 OR lower($) <> $ COLLATE BINARY)",
     UUID_FORM, NULL, NULL},
    {SK_TYPE_DATE, false, DAY_CHECK, "NOT (" DAY_SHAPE ")", NULL, "'d'", DAY_PLAIN},
    {SK_TYPE_TIME, false, TIME_CHECK, "length($) <> 8 AND " TIME_IS_ODD, TIME_FORM, NULL, NULL},
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
                                              NULL, NULL};

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
