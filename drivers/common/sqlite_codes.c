/*
 * drivers/common/sqlite_codes.c - see sqlite.org/rescode.html; the SQLSTATEs are those PostgreSQL would give. The codes
 * are written as numbers, which never change, so that no client library's header is needed.
 */
#include "drivers/common/sqlite_codes.h"

#include <string.h>

enum { GENERIC_ERROR = 1, CONSTRAINT = 19, CONSTRAINT_TRIGGER = 1811 };

static const struct {
    int code; /* extended, or primary for all of its kind */
    enum sk_status status;
    const char *sqlstate;
} map[] = {
    {275 /* constraint check */, SK_ESQL, "23514"},
    {1299 /* constraint notnull */, SK_ESQL, "23502"},
    {787 /* constraint foreignkey */, SK_ESQL, "23503"},
    {2067 /* constraint unique */, SK_ESQL, "23505"},
    {1555 /* constraint primarykey */, SK_ESQL, "23505"},
    {2579 /* constraint rowid */, SK_ESQL, "23505"},
    {1811 /* constraint trigger */, SK_ESQL, "P0001"},
    {3091 /* constraint datatype */, SK_ESQL, "22P02"},
    {19 /* constraint */, SK_ESQL, "23000"},
    {5 /* busy */, SK_EBUSY, "55P03"},
    {6 /* locked */, SK_EBUSY, "55P03"},
    {9 /* interrupt */, SK_EINTERRUPTED, "57014"},
    {13 /* full */, SK_ESQL, "53100"},
    {10 /* ioerr */, SK_ESQL, "58030"},
    {8 /* readonly */, SK_ESQL, "25006"},
    {14 /* cantopen */, SK_EUSAGE, "58P01"},
    {26 /* notadb */, SK_EUSAGE, "58P01"},
    {11 /* corrupt */, SK_ESQL, "XX001"},
    {7 /* nomem */, SK_ESQL, "53200"},
    {18 /* toobig */, SK_ESQL, "54000"},
    {3 /* perm */, SK_EUSAGE, "42501"},
    {20 /* mismatch: no integer, or NULL, for a rowid */, SK_ESQL, "22000"},
    {1 /* error */, SK_ESQL, "42000"},
};

/* The generic error is one code for all that is wrong with a statement, and without extended codes the constraints are
 * one, too. What it is stands in the message alone, in words that have not changed since SQLite 3.0 and that its own
 * tests hold it to. */
static const struct {
    const char *words, *sqlstate;
} wordings[] = {
    {"syntax error", "42601"},           {"incomplete input", "42601"},
    {"unrecognized token", "42601"},     {"no such table", "42P01"},
    {"no such view", "42P01"},           {"no such column", "42703"},
    {"has no column named", "42703"},    {"duplicate column name", "42701"},
    {"no such function", "42883"},       {"wrong number of arguments to function", "42883"},
    {"no such index", "42704"},          {"no such trigger", "42704"},
    {"already exists", "42P07"},         {"already another table or index", "42P07"},
    {"malformed JSON", "22P02"},         {"integer overflow", "22003"},
    {"within a transaction", "25001"},   {"no transaction is active", "25P01"},
    {"no such savepoint", "3B001"},
    {"UNIQUE constraint failed", "23505"},      {"NOT NULL constraint failed", "23502"},
    {"CHECK constraint failed", "23514"},       {"FOREIGN KEY constraint failed", "23503"},
    {"cannot store", "22P02"},
};

static const char *
worded(const char *message, const char *otherwise)
{
    for (size_t i = 0; i < sizeof wordings / sizeof *wordings; i++)
        if (strstr(message, wordings[i].words))
            return wordings[i].sqlstate;
    return otherwise;
}

enum sk_status
sk_sqlite_code(int code, const char *message, const char **sqlstate)
{
    enum sk_status status = SK_ESQL;
    *sqlstate = "HV000";
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        if (map[i].code == code || map[i].code == (code & 0xff)) {
            status = map[i].status;
            *sqlstate = map[i].sqlstate;
            break;
        }
    }
    if (code == CONSTRAINT || code == CONSTRAINT_TRIGGER)
        *sqlstate = worded(message, "P0001"); /* what no constraint says, a trigger has said; some say what one would */
    else if ((code & 0xff) == GENERIC_ERROR)
        *sqlstate = worded(message, *sqlstate);
    return status;
}
