/* dialects/dialects.c - the list of dialects that this module brings. A new one is one line here. */
#include "core/dialect.h"

extern const struct sk_dialect sk_postgres, sk_sqlite, sk_mysql, sk_mariadb;

extern SKEIN_API const struct sk_dialect *const skein_dialects[];

const struct sk_dialect *const skein_dialects[] = {
    &sk_postgres,
    &sk_sqlite,
    &sk_mysql,
    &sk_mariadb,
    NULL,
};
