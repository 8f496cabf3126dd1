/* drivers/sqlite/errmap.c - see sqlite.org/rescode.html; the SQLSTATEs are those PostgreSQL would give. */
#include "drivers/sqlite/errmap.h"

#include <string.h>

static const struct {
    int code; /* extended, or primary for all of its kind */
    enum sk_status status;
    const char *sqlstate;
} map[] = {
    {SQLITE_CONSTRAINT_CHECK, SK_ESQL, "23514"},      {SQLITE_CONSTRAINT_NOTNULL, SK_ESQL, "23502"},
    {SQLITE_CONSTRAINT_FOREIGNKEY, SK_ESQL, "23503"}, {SQLITE_CONSTRAINT_UNIQUE, SK_ESQL, "23505"},
    {SQLITE_CONSTRAINT_PRIMARYKEY, SK_ESQL, "23505"}, {SQLITE_CONSTRAINT_ROWID, SK_ESQL, "23505"},
    {SQLITE_CONSTRAINT_TRIGGER, SK_ESQL, "P0001"},    {SQLITE_CONSTRAINT_DATATYPE, SK_ESQL, "22P02"},
    {SQLITE_CONSTRAINT, SK_ESQL, "23000"},
    {SQLITE_BUSY, SK_EBUSY, "55P03"},                 {SQLITE_LOCKED, SK_EBUSY, "55P03"},
    {SQLITE_INTERRUPT, SK_EINTERRUPTED, "57014"},     {SQLITE_FULL, SK_ESQL, "53100"},
    {SQLITE_IOERR, SK_ESQL, "58030"},                 {SQLITE_READONLY, SK_ESQL, "25006"},
    {SQLITE_CANTOPEN, SK_EUSAGE, "58P01"},            {SQLITE_NOTADB, SK_EUSAGE, "58P01"},
    {SQLITE_CORRUPT, SK_ESQL, "XX001"},               {SQLITE_NOMEM, SK_ESQL, "53200"},
    {SQLITE_TOOBIG, SK_ESQL, "54000"},                {SQLITE_PERM, SK_EUSAGE, "42501"},
    {SQLITE_MISMATCH, SK_ESQL, "22P02"},              {SQLITE_ERROR, SK_ESQL, "42000"},
};

/* SQLITE_ERROR is one code for all that is wrong with a statement. What it is stands in the message alone, in words that
 * have not changed since SQLite 3.0 and that its own tests hold it to. */
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
sk_sqlite_fail(struct sk_error *err, sqlite3 *db, int code)
{
    enum sk_status status = SK_ESQL;
    const char *sqlstate = "HV000";
    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        if (map[i].code == code || map[i].code == (code & 0xff)) {
            status = map[i].status;
            sqlstate = map[i].sqlstate;
            break;
        }
    }
    /* The caller may know better than the last call what happened. */
    bool last = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff);
    const char *message = last ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    sk_fail(err, status, "%s", message);
    sk_sqlstate(err, (code & 0xff) == SQLITE_ERROR ? worded(message, sqlstate) : sqlstate);
    return status;
}
