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
    {SQLITE_CONSTRAINT_TRIGGER, SK_ESQL, "P0001"},    {SQLITE_CONSTRAINT, SK_ESQL, "23000"},
    {SQLITE_BUSY, SK_EBUSY, "55P03"},                 {SQLITE_LOCKED, SK_EBUSY, "55P03"},
    {SQLITE_INTERRUPT, SK_EINTERRUPTED, "57014"},     {SQLITE_FULL, SK_ESQL, "53100"},
    {SQLITE_IOERR, SK_ESQL, "58030"},                 {SQLITE_READONLY, SK_ESQL, "25006"},
    {SQLITE_CANTOPEN, SK_EUSAGE, "58P01"},            {SQLITE_NOTADB, SK_EUSAGE, "58P01"},
    {SQLITE_CORRUPT, SK_ESQL, "XX001"},               {SQLITE_NOMEM, SK_ESQL, "53200"},
    {SQLITE_TOOBIG, SK_ESQL, "54000"},                {SQLITE_PERM, SK_EUSAGE, "42501"},
    {SQLITE_MISMATCH, SK_ESQL, "22P02"},              {SQLITE_ERROR, SK_ESQL, "42000"},
};

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
    const char *message = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    /* The library has one code for every error in a statement; the ledger has to know this one. */
    if (code == SQLITE_ERROR && strncmp(message, "no such table", 13) == 0)
        sqlstate = "42P01";
    sk_fail(err, status, "%s", message);
    sk_sqlstate(err, sqlstate);
    return status;
}
