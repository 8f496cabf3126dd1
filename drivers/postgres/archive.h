/* drivers/postgres/archive.h - a PostgreSQL database as a file, by pg_dump, pg_restore and psql. */
#ifndef SKEIN_DRIVERS_POSTGRES_ARCHIVE_H
#define SKEIN_DRIVERS_POSTGRES_ARCHIVE_H

#include "core/archive.h"

extern const struct sk_archive_ops sk_pq_archive;

#endif
