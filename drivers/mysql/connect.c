/*
 * drivers/mysql/connect.c - from a target to a connection.
 *
 * One source for two libraries of the same name: MariaDB's Connector/C (what Debian's default-libmysqlclient-dev
 * brings) and Oracle's libmysqlclient. They differ in how TLS is asked for.
 *
 * TLS, when the URL does not say: tried, as the mysql program does, but not on this machine, where it costs two round
 * trips and guards nothing; there it is taken when the server refuses to do without.
 */
#include "drivers/mysql/connect.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/common/mysql_codes.h"
#include "drivers/mysql/errmap.h"

enum { CONNECT_TIMEOUT_S = 10 };

/* ---- TLS ------------------------------------------------------------------------------------------------------ */

#ifdef MARIADB_PACKAGE_VERSION_ID

static void
ask_for_tls(MYSQL *my, enum sk_my_tls tls)
{
    char wanted = tls != SK_MY_TLS_DISABLED, verify = tls == SK_MY_TLS_VERIFY_IDENTITY;
    mysql_options(my, MYSQL_OPT_SSL_ENFORCE, &wanted);
    mysql_options(my, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

/* Connector/C takes its certificate check from the CA: with one given, the chain is verified. */
static enum sk_status
check_tls(const struct sk_my_target *target, struct sk_error *err)
{
    if (target->tls != SK_MY_TLS_VERIFY_CA || target->tls_ca || target->tls_capath)
        return SK_OK;
    return sk_fail(err, SK_EUSAGE, "ssl-mode=VERIFY_CA needs ssl-ca, the file of the authority's certificate");
}

#else

static void
ask_for_tls(MYSQL *my, enum sk_my_tls tls)
{
    static const unsigned modes[] = {
        [SK_MY_TLS_DEFAULT] = SSL_MODE_PREFERRED,     [SK_MY_TLS_DISABLED] = SSL_MODE_DISABLED,
        [SK_MY_TLS_PREFERRED] = SSL_MODE_PREFERRED,   [SK_MY_TLS_REQUIRED] = SSL_MODE_REQUIRED,
        [SK_MY_TLS_VERIFY_CA] = SSL_MODE_VERIFY_CA,   [SK_MY_TLS_VERIFY_IDENTITY] = SSL_MODE_VERIFY_IDENTITY,
    };
    mysql_options(my, MYSQL_OPT_SSL_MODE, &modes[tls]);
}

static enum sk_status
check_tls(const struct sk_my_target *target, struct sk_error *err)
{
    (void)target, (void)err;
    return SK_OK;
}

#endif

/* MariaDB's library goes on without TLS when the server has none, though it was told to insist. */
static enum sk_status
check_encrypted(MYSQL *my, enum sk_my_tls tls, struct sk_error *err)
{
    if (tls < SK_MY_TLS_REQUIRED || mysql_get_ssl_cipher(my))
        return SK_OK;
    sk_fail(err, SK_EUSAGE, "the server does not offer TLS, which the URL's ssl-mode requires");
    sk_sqlstate(err, "08001");
    return SK_EUSAGE;
}

/* ---- options -------------------------------------------------------------------------------------------------- */

static const struct {
    size_t field;
    enum mysql_option option;
} texts[] = {
    {offsetof(struct sk_my_target, tls_ca), MYSQL_OPT_SSL_CA},
    {offsetof(struct sk_my_target, tls_capath), MYSQL_OPT_SSL_CAPATH},
    {offsetof(struct sk_my_target, tls_cert), MYSQL_OPT_SSL_CERT},
    {offsetof(struct sk_my_target, tls_key), MYSQL_OPT_SSL_KEY},
    {offsetof(struct sk_my_target, tls_cipher), MYSQL_OPT_SSL_CIPHER},
    {offsetof(struct sk_my_target, tls_version), MYSQL_OPT_TLS_VERSION},
    {offsetof(struct sk_my_target, default_file), MYSQL_READ_DEFAULT_FILE},
    {offsetof(struct sk_my_target, default_auth), MYSQL_DEFAULT_AUTH},
    {offsetof(struct sk_my_target, plugin_dir), MYSQL_PLUGIN_DIR},
    {offsetof(struct sk_my_target, server_public_key), MYSQL_SERVER_PUBLIC_KEY},
};

/* LOAD DATA LOCAL: a server may ask for any file whenever it likes, so none is ever given, whatever option files say.
 */
static int
refuse_file(void **data, const char *name, void *user)
{
    (void)name, (void)user;
    *data = NULL;
    return 1;
}

static int
read_nothing(void *data, char *buffer, unsigned len)
{
    (void)data, (void)buffer, (void)len;
    return -1;
}

static void
end_nothing(void *data)
{
    (void)data;
}

static int
why_refused(void *data, char *message, unsigned len)
{
    static const char why[] = "files of this machine are not sent to a server";
    (void)data;
    if (len)
        strncpy(message, why, len)[len - 1] = '\0';
    return 2068; /* CR_LOAD_DATA_LOCAL_INFILE_REJECTED */
}

static void
set_options(MYSQL *my, const struct sk_my_target *target, int64_t timeout_ms)
{
    unsigned timeout = target->connect_timeout_s ? target->connect_timeout_s : (unsigned)((timeout_ms + 999) / 1000);
    unsigned long packet = 1ul << 30;
    unsigned no = 0;
    if (!timeout)
        timeout = CONNECT_TIMEOUT_S;
    mysql_options(my, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(my, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
    mysql_options(my, MYSQL_OPT_LOCAL_INFILE, &no);
    mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(my, MYSQL_READ_DEFAULT_GROUP, target->default_group ? target->default_group : "skein");
    mysql_options4(my, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "skein");
    mysql_set_local_infile_handler(my, refuse_file, read_nothing, end_nothing, why_refused, NULL);
    if (target->read_timeout_s)
        mysql_options(my, MYSQL_OPT_READ_TIMEOUT, &target->read_timeout_s);
    if (target->write_timeout_s)
        mysql_options(my, MYSQL_OPT_WRITE_TIMEOUT, &target->write_timeout_s);
    if (target->compress)
        mysql_options(my, MYSQL_OPT_COMPRESS, NULL);
#ifndef MARIADB_PACKAGE_VERSION_ID
    char get_key = 1; /* without TLS, a password is sent under the server's key; MariaDB's library asks by itself */
    mysql_options(my, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &get_key);
#endif
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *value;
        memcpy(&value, (const char *)target + texts[i].field, sizeof value);
        if (value)
            mysql_options(my, texts[i].option, value);
    }
}

/* ---- connecting ----------------------------------------------------------------------------------------------- */

struct attempt {
    const char *host;
    enum sk_my_tls tls;
    unsigned code; /* out: the number of the error */
};

static enum sk_status
attempt(MYSQL **out, const struct sk_my_target *target, const struct sk_my_how *how, struct attempt *a,
        struct sk_error *err)
{
    MYSQL *my = mysql_init(NULL);
    if (!my)
        return sk_fail(err, SK_EINTERNAL, "out of memory");
    const char *password = target->password ? target->password : getenv("MYSQL_PWD");
    enum sk_status status = SK_OK;
    set_options(my, target, how->timeout_ms);
    ask_for_tls(my, a->tls);
    if (!mysql_real_connect(my, a->host, target->user, password, how->no_database ? NULL : target->database,
                            target->port, target->socket, CLIENT_MULTI_STATEMENTS)) {
        a->code = mysql_errno(my);
        status = sk_my_open_fail(err, my);
    } else {
        status = check_encrypted(my, a->tls, err);
    }
    if (status)
        mysql_close(my);
    else
        *out = my;
    return status;
}

/*
 * "localhost" means the server's socket to these libraries; with a port, or without a socket (a server in a container),
 * it means what it says.
 */
static enum sk_status
attempt_local(MYSQL **out, const struct sk_my_target *target, const struct sk_my_how *how, struct attempt *a,
              struct sk_error *err)
{
    bool named = target->host && strcmp(target->host, "localhost") == 0 && !target->socket;
    a->host = named && target->port ? "127.0.0.1" : target->host;
    a->code = 0;
    enum sk_status status = attempt(out, target, how, a, err);
    if (status == SK_ECONN && named && !target->port && a->code == SK_MYSQL_NO_SOCKET) {
        a->host = "127.0.0.1";
        status = attempt(out, target, how, a, err);
    }
    return status;
}

enum sk_status
sk_my_connect(MYSQL **out, const struct sk_my_target *target, const struct sk_my_how *how, struct sk_error *err)
{
    bool local = target->tls == SK_MY_TLS_DEFAULT && sk_my_target_is_local(target);
    struct attempt a = {.tls = local ? SK_MY_TLS_DISABLED : target->tls};
    enum sk_status status = check_tls(target, err);
    if (status)
        return status;
    status = attempt_local(out, target, how, &a, err);
    if (status && local && a.code == SK_MYSQL_TLS_REQUIRED) {
        a.tls = SK_MY_TLS_REQUIRED;
        status = attempt_local(out, target, how, &a, err);
    }
    return status;
}
