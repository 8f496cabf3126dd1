/*
 * drivers/mysql/archive.c - a MySQL or MariaDB database as a file, by mariadb-dump or mysqldump, and mariadb or mysql.
 *
 * Either family of programs talks to either server, but for what is in here: their words for TLS; and MariaDB's writes
 * values for computed columns, which MySQL does not take, so that DEFAULT is put in their place on the way to the file.
 * A schema is a database: one run of the program writes all of them, in one transaction. What the file calls the
 * connection's own database is another name where it is loaded into another.
 */
#include "drivers/mysql/archive.h"

#include <fcntl.h>
#include <mysql.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/child.h"
#include "core/text.h"
#include "drivers/mysql/batch.h"
#include "drivers/mysql/dump_text.h"
#include "drivers/mysql/target.h"

static const char package[] = "mariadb-client";

/* The server's own family first. */
static const char *const dumps[2][3] = {{"mysqldump", "mariadb-dump", NULL}, {"mariadb-dump", "mysqldump", NULL}};
static const char *const clients[2][3] = {{"mysql", "mariadb", NULL}, {"mariadb", "mysql", NULL}};

static bool
is_mariadb(const struct sk_archive *archive)
{
    return strcmp(archive->conn->dialect, "mariadb") == 0;
}

/* ---- how to connect ------------------------------------------------------------------------------------------- */

/* A value of an option file: MariaDB's manual, "Configuring MariaDB with Option Files". */
static void
put_option(struct sk_text *config, const char *name, const char *value)
{
    static const char from[] = "\\\"\n\r\t", to[] = "\\\"nrt";
    if (!value)
        return;
    sk_text_addf(config, "%s=\"", name);
    for (const char *c = value; *c; c++) {
        const char *special = strchr(from, *c);
        if (special)
            sk_text_add(config, "\\");
        sk_text_add_n(config, special ? &to[special - from] : c, 1);
    }
    sk_text_add(config, "\"\n");
}

static void
put_tls(struct sk_text *config, MYSQL *my, const struct sk_my_target *target, bool mariadb_program)
{
    bool encrypted = mysql_get_ssl_cipher(my) != NULL, identity = target->tls == SK_MY_TLS_VERIFY_IDENTITY;
    const char *mode = identity                               ? "VERIFY_IDENTITY"
                       : target->tls == SK_MY_TLS_VERIFY_CA ? "VERIFY_CA"
                                                              : "REQUIRED";
    if (mariadb_program)
        sk_text_addf(config, "%s\n%s\n", encrypted ? "ssl" : "skip-ssl",
                     encrypted && identity ? "ssl-verify-server-cert" : "skip-ssl-verify-server-cert");
    else
        sk_text_addf(config, "ssl-mode=%s\n%s", encrypted ? mode : "DISABLED",
                     encrypted ? "" : "get-server-public-key\n");
    if (!encrypted)
        return;
    put_option(config, "ssl-ca", target->tls_ca);
    put_option(config, "ssl-capath", target->tls_capath);
    put_option(config, "ssl-cert", target->tls_cert);
    put_option(config, "ssl-key", target->tls_key);
    put_option(config, "ssl-cipher", target->tls_cipher);
    put_option(config, "tls-version", target->tls_version);
}

/* What the library has connected with, wherever it had it from: no other option file is read. */
static enum sk_status
connection(char **out, TALLOC_CTX *owner, const struct sk_archive *archive, bool mariadb_program, struct sk_error *err)
{
    const struct sk_my *impl = archive->conn->impl;
    MYSQL *my = impl->my;
    struct sk_my_target *target;
    enum sk_status status = sk_my_target_read(&target, owner, archive->url, err);
    if (status)
        return status;
    struct sk_text *config = sk_text_new(owner);
    bool tcp = strstr(mysql_get_host_info(my), "TCP/IP") != NULL;
    sk_text_addf(config, "[client]\nprotocol=%s\nmax_allowed_packet=1G\n", tcp ? "TCP" : "SOCKET");
    put_option(config, "host", tcp ? my->host : NULL);
    if (tcp)
        sk_text_addf(config, "port=%u\n", my->port);
    put_option(config, "socket", tcp ? NULL : my->unix_socket);
    put_option(config, "user", my->user);
    put_option(config, "password", my->passwd && *my->passwd ? my->passwd : NULL);
    put_option(config, "default-auth", target->default_auth);
    put_option(config, "plugin-dir", target->plugin_dir);
    put_tls(config, my, target, mariadb_program);
    *out = sk_text_finish(config, owner);
    return SK_OK;
}

/* Is the program of this name MariaDB's? Its --version says so. */
static enum sk_status
ask_family(bool *mariadb_program, const char *const *names, const struct sk_archive *archive, struct sk_error *err)
{
    static const char *const args[] = {"--version", NULL};
    struct sk_tool tool = {.names = names, .package = package, .args = args};
    struct sk_child *child;
    char line[512] = "";
    size_t n = 0;
    enum sk_status status = sk_child_start(&child, NULL, &tool, SK_CHILD_READ, archive->interrupts, 1, err);
    if (status)
        return status;
    status = sk_child_read(child, line, sizeof line - 1, &n, err);
    status = status ? status : sk_child_end(child, err);
    talloc_free(child);
    *mariadb_program = strstr(line, "MariaDB") != NULL;
    return status;
}

static enum sk_status
start(struct sk_child **out, TALLOC_CTX *owner, const char *const *names, const char *const *args, unsigned streams,
      const struct sk_archive *archive, bool mariadb_program, int patience, struct sk_error *err)
{
    char *config;
    enum sk_status status = connection(&config, owner, archive, mariadb_program, err);
    struct sk_tool tool = {.names = names,
                           .package = package,
                           .args = args,
                           .config_option = "--defaults-file="};
    if (status)
        return status;
    tool.config = config;
    return sk_child_start(out, owner, &tool, streams, archive->interrupts, patience, err);
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

/* Of one database without its name, so that it can be loaded into any; of several with theirs. */
static const char *const *
dump_arguments(TALLOC_CTX *owner, const struct sk_archive *archive, bool mariadb_program)
{
    static const char *const always[] = {"--single-transaction", "--quick", "--routines", "--triggers", "--events",
                                         "--hex-blob", "--no-tablespaces", "--default-character-set=utf8mb4"};
    const char **args = NULL, *database = archive->conn->database;
    size_t n = 0;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        sk_push(owner, args, n, always[i]);
    if (!mariadb_program) {
        sk_push(owner, args, n, "--set-gtid-purged=OFF");
        sk_push(owner, args, n, "--column-statistics=0");
    }
    for (size_t i = 0; i < archive->n_apart; i++)
        sk_push(owner, args, n, sk_printf(owner, "--ignore-table=%s.%s", database, archive->apart[i]));
    if (archive->n_schemas)
        sk_push(owner, args, n, "--databases");
    sk_push(owner, args, n, "--");
    sk_push(owner, args, n, database);
    for (size_t i = 0; i < archive->n_schemas; i++)
        sk_push(owner, args, n, archive->schemas[i]);
    sk_push(owner, args, n, NULL);
    return args;
}

/* The computed columns of the databases that are written. */
static enum sk_status
find_computed(struct sk_my_dump_options *options, TALLOC_CTX *owner, const struct sk_archive *archive,
              struct sk_error *err)
{
    static const char sql[] =
        "SELECT NULLIF(table_schema, DATABASE()), table_name, column_name, ordinal_position - 1 - (SELECT count(*) FROM "
        "information_schema.columns AS o WHERE o.table_schema = c.table_schema AND o.table_name = c.table_name AND "
        "o.ordinal_position < c.ordinal_position AND o.extra LIKE '%INVISIBLE%') FROM information_schema.columns AS c "
        "WHERE generation_expression <> '' AND extra NOT LIKE '%DEFAULT_GENERATED%'";
    struct sk_my_computed *computed = NULL;
    struct sk_rows *rows;
    size_t n = 0;
    enum sk_status status = sk_conn_query(&rows, owner, archive->conn, sql, NULL, 0, err);
    for (size_t i = 0; !status && i < rows->n_rows; i++) {
        struct sk_my_computed one = {.schema = sk_cell(rows, i, 0),
                                     .table = sk_cell(rows, i, 1),
                                     .column = sk_cell(rows, i, 2),
                                     .position = strtoul(sk_cell(rows, i, 3), NULL, 10)};
        sk_push(owner, computed, n, one);
    }
    options->computed = computed;
    options->n_computed = n;
    return status;
}

static enum sk_status
write_tail(struct sk_archive_file *file, const struct sk_archive *archive, struct sk_error *err)
{
    struct sk_text *sql = sk_text_new(NULL);
    if (archive->n_schemas && *archive->anew) {
        sk_text_add(sql, "\nUSE ");
        sk_text_ident(sql, archive->conn->database, '`');
        sk_text_add(sql, ";");
    }
    sk_text_addf(sql, "\n%s", archive->anew);
    enum sk_status status = sk_archive_file_write(file, sql->data, sql->len, err);
    talloc_free(sql);
    return status;
}

static enum sk_status
dump(const struct sk_archive *archive, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *const *names = dumps[is_mariadb(archive)];
    struct sk_archive_file file = {.path = archive->path, .fd = -1};
    struct sk_my_dump_options options = {.counts = sk_new(tmp, struct sk_counts),
                                         .database = archive->n_schemas ? archive->conn->database : NULL,
                                         .write = sk_archive_file_write,
                                         .data = &file};
    struct sk_child *child;
    bool mariadb_program;
    char *buffer = sk_alloc(tmp, SK_ARCHIVE_CHUNK, "buffer");
    size_t n = 1;
    enum sk_status status = ask_family(&mariadb_program, names, archive, err);
    if (!status && !is_mariadb(archive))
        status = find_computed(&options, tmp, archive, err);
    struct sk_my_dump_text *text = sk_my_dump_text_new(tmp, &options);
    status = status ? status : start(&child, tmp, names, dump_arguments(tmp, archive, mariadb_program), SK_CHILD_READ,
                                     archive, mariadb_program, 1, err);
    while (!status && n) {
        status = sk_child_read(child, buffer, SK_ARCHIVE_CHUNK, &n, err);
        status = status ? status : sk_my_dump_text_feed(text, buffer, n, err);
    }
    status = status ? status : sk_child_end(child, err);
    status = status ? status : sk_my_dump_text_end(text, archive->path, err);
    status = status ? status : write_tail(&file, archive, err);
    status = sk_archive_file_close(&file, status, err);
    talloc_free(tmp);
    return status;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

static enum sk_status
read_text(struct sk_my_dump_text *text, const struct sk_archive *archive, int patience, struct sk_error *err)
{
    char *buffer = sk_alloc(text, SK_ARCHIVE_CHUNK, "buffer");
    int fd = open(archive->path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 1;
    enum sk_status status = SK_OK;
    while (!status && n > 0) {
        n = fd < 0 ? -1 : read(fd, buffer, SK_ARCHIVE_CHUNK);
        if (n < 0)
            status = sk_fail(err, SK_EIO, "cannot read \"%s\": %m", archive->path);
        else if (archive->interrupts && *archive->interrupts >= patience)
            status = sk_fail(err, SK_EINTERRUPTED, "stopped on request, while the backup was being read");
        else
            status = sk_my_dump_text_feed(text, buffer, (size_t)n, err);
    }
    if (fd >= 0)
        close(fd);
    return status ? status : sk_my_dump_text_end(text, archive->path, err);
}

static enum sk_status
read_file(struct sk_counts *counts, const struct sk_archive *archive, struct sk_error *err)
{
    struct sk_my_dump_options options = {.counts = counts, .database = archive->database};
    struct sk_my_dump_text *text = sk_my_dump_text_new(NULL, &options);
    enum sk_status status = read_text(text, archive, 1, err);
    talloc_free(text);
    return status;
}

/* ---- loading -------------------------------------------------------------------------------------------------- */

static enum sk_status
write_child(void *data, const char *bytes, size_t len, struct sk_error *err)
{
    return sk_child_write(data, bytes, len, err);
}

static enum sk_status
write_head(struct sk_child *child, const struct sk_archive *archive, struct sk_error *err)
{
    struct sk_text *sql = sk_text_new(child);
    sk_text_addf(sql, "SET SESSION lock_wait_timeout = %lld;\n", (long long)(archive->lock_wait_ms + 999) / 1000);
    for (size_t i = 0; i < archive->n_before; i++)
        sk_text_addf(sql, "%s;\n", archive->before[i]);
    enum sk_status status = sk_child_write(child, sql->data, sql->len, err);
    talloc_free(sql);
    return status;
}

/* What has been loaded stands: the first request to stop waits for the end of it. */
static enum sk_status
load(const struct sk_archive *archive, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *const *names = clients[is_mariadb(archive)];
    const char *args[] = {"--batch", "--binary-mode",         "--default-character-set=utf8mb4",
                          "--",      archive->conn->database, NULL};
    struct sk_my_dump_options options = {.counts = sk_new(tmp, struct sk_counts),
                                         .database = archive->database,
                                         .as = archive->conn->database,
                                         .write = write_child};
    struct sk_child *child;
    bool mariadb_program;
    enum sk_status status = ask_family(&mariadb_program, names, archive, err);
    status = status ? status : start(&child, tmp, names, args, SK_CHILD_WRITE, archive, mariadb_program, 2, err);
    status = status ? status : write_head(child, archive, err);
    if (!status) {
        options.data = child;
        status = read_text(sk_my_dump_text_new(tmp, &options), archive, 2, err);
    }
    status = status ? status : sk_child_end(child, err);
    talloc_free(tmp);
    return status;
}

const struct sk_archive_ops sk_my_archive = {
    .name = "a dump of mariadb-dump or mysqldump",
    .dump = dump,
    .read = read_file,
    .load = load,
};
