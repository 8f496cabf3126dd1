/* drivers/sqlite/errmap.c - what SQLite reports, as skein's errors; the codes are in drivers/common. */
#include "drivers/sqlite/errmap.h"

#include "drivers/common/sqlite_codes.h"

enum sk_status
sk_sqlite_fail(struct sk_error *err, sqlite3 *db, int code)
{
    /* The caller may know better than the last call what happened. */
    bool last = db && (sqlite3_errcode(db) & 0xff) == (code & 0xff);
    const char *message = last ? sqlite3_errmsg(db) : sqlite3_errstr(code), *sqlstate;
    enum sk_status status = sk_sqlite_code(code, message, &sqlstate);
    sk_fail(err, status, "%s", message);
    sk_sqlstate(err, sqlstate);
    return status;
}
