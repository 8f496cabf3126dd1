/* core/backup.h - backups that can be relied on: written beside, read again, compared, and only then there. */
#ifndef SKEIN_CORE_BACKUP_H
#define SKEIN_CORE_BACKUP_H

#include "core/contents.h"
#include "core/manifest.h"
#include "core/session.h"

/** How the database's driver writes and reads archives. SK_EUNSUPPORTED when it does not. Connected. */
SK_CHECKED enum sk_status sk_backup_ops(const struct sk_archive_ops **out, const struct skein *skein,
                                        struct sk_error *err);

/** Write the session's database to `path`, which is there and private, and see that what was written is what was there.
 *  `manifest` tells what it is; its texts are children of `owner`. */
SK_CHECKED enum sk_status sk_backup_write(struct sk_manifest *manifest, TALLOC_CTX *owner, struct skein *skein,
                                          const char *path, bool plain, struct sk_error *err);

/** Read `path` to its end. `*manifest` is the one beside it, or what can be known without. Nothing is changed. */
SK_CHECKED enum sk_status sk_backup_read(struct sk_manifest **manifest, TALLOC_CTX *owner, const struct skein *skein,
                                         const struct sk_archive_ops *ops, const char *path, struct sk_error *err);

/** Make the session's database, which is empty unless `drops` say how to empty it, what `path` says, and see that it
 * is. */
SK_CHECKED enum sk_status sk_backup_load(struct skein *skein, const struct sk_manifest *manifest, const char *path,
                                         const struct sk_where *where, const struct sk_rows *drops, bool foreign,
                                         struct sk_error *err);

#endif
