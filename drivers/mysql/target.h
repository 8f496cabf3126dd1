/* drivers/mysql/target.h - what a mysql: URL says. */
#ifndef SKEIN_DRIVERS_MYSQL_TARGET_H
#define SKEIN_DRIVERS_MYSQL_TARGET_H

#include "core/error.h"
#include "core/mem.h"

enum sk_my_tls {
    SK_MY_TLS_DEFAULT,  /* tried, except on this machine, where it is taken if the server insists */
    SK_MY_TLS_DISABLED,
    SK_MY_TLS_PREFERRED,
    SK_MY_TLS_REQUIRED,
    SK_MY_TLS_VERIFY_CA,
    SK_MY_TLS_VERIFY_IDENTITY,
};

/* NULL and 0: the URL does not say, and the option files may. */
struct sk_my_target {
    const char *user, *password, *host, *socket, *database;
    unsigned port;
    enum sk_my_tls tls;
    const char *tls_ca, *tls_capath, *tls_cert, *tls_key, *tls_cipher, *tls_version;
    const char *default_file, *default_group, *default_auth, *plugin_dir, *server_public_key;
    unsigned connect_timeout_s, read_timeout_s, write_timeout_s;
    unsigned compress;
};

/**
 * Read `url`: mysql://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE. The texts are children of `out`'s owner.
 * SK_EUSAGE for an option it does not know. No password is in any message.
 */
SK_CHECKED enum sk_status sk_my_target_read(struct sk_my_target **out, TALLOC_CTX *owner, const char *url,
                                            struct sk_error *err);

/** Does the target name this machine? */
bool sk_my_target_is_local(const struct sk_my_target *target);

#endif
