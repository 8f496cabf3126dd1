/* drivers/mysql/archive.h - a MySQL or MariaDB database as a file, by mariadb-dump or mysqldump, and mariadb or mysql.
 */
#ifndef SKEIN_DRIVERS_MYSQL_ARCHIVE_H
#define SKEIN_DRIVERS_MYSQL_ARCHIVE_H

#include "core/archive.h"

extern const struct sk_archive_ops sk_my_archive;

#endif
