/*
 * drivers/postgres/archive.c - a PostgreSQL database as a file, by pg_dump, pg_restore and psql.
 *
 * pg_dump sees the snapshot in which the rows were counted. An archive is loaded as SQL, also where it has pg_dump's
 * own format: pg_restore turns it into SQL, and psql runs all of it, with what clears the database before it, in one
 * transaction. What fails, or is stopped, has not happened.
 */
#include "drivers/postgres/archive.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <string.h>
#include <unistd.h>

#include "core/child.h"
#include "core/text.h"
#include "drivers/postgres/dump_text.h"
#include "drivers/postgres/pipeline.h"

static const char *const pg_dump[] = {"pg_dump", NULL}, *const pg_restore[] = {"pg_restore", NULL},
                         *const psql[] = {"psql", NULL};
static const char package[] = "postgresql-client";

/* What libpq has connected with, as the variables that it reads: PostgreSQL's manual, 34.15. */
static const char *const *
environment(TALLOC_CTX *owner, const struct sk_conn *conn)
{
    const struct sk_pq *impl = conn->impl;
    const char **env = NULL;
    size_t n = 0;
    PQconninfoOption *options = PQconninfo(impl->pg);
    for (PQconninfoOption *o = options; o && o->keyword; o++)
        if (o->envvar && o->val && *o->val)
            sk_push(owner, env, n, sk_printf(owner, "%s=%s", o->envvar, o->val));
    PQconninfoFree(options);
    sk_push(owner, env, n, NULL);
    return env;
}

/* ---- writing -------------------------------------------------------------------------------------------------- */

static enum sk_status
dump(const struct sk_archive *archive, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_child *child;
    const char *args[] = {"--no-password", archive->plain ? "--format=plain" : "--format=custom", "--encoding=UTF8",
                          sk_printf(tmp, "--snapshot=%s", archive->snapshot), NULL};
    struct sk_tool tool = {.names = pg_dump, .package = package, .args = args, .env = environment(tmp, archive->conn)};
    enum sk_status status = sk_child_start(&child, tmp, &tool, SK_CHILD_READ, archive->interrupts, 1, err);
    status = status ? status : sk_archive_save(archive, child, err);
    talloc_free(tmp);
    return status;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

/* Where the SQL of an archive comes from: pg_restore, or the file itself. */
struct source {
    struct sk_child *child;
    int fd;
};

static bool
is_text(const char *head, size_t n)
{
    return n < 7 || (memcmp(head, "PGDMP", 5) != 0 && memcmp(head, "toc.dat", 7) != 0);
}

static enum sk_status
open_source(struct source *source, TALLOC_CTX *owner, const struct sk_archive *archive, struct sk_error *err)
{
    char head[8] = "";
    const char *args[8] = {"--file=-"};
    size_t n_args = 1;
    source->child = NULL;
    source->fd = open(archive->path, O_RDONLY | O_CLOEXEC);
    ssize_t n = source->fd < 0 ? -1 : pread(source->fd, head, sizeof head, 0);
    if (n < 0)
        return sk_fail(err, SK_EIO, "cannot read \"%s\": %m", archive->path);
    if (is_text(head, (size_t)n))
        return SK_OK;
    if (archive->foreign) {
        args[n_args++] = "--no-owner";
        args[n_args++] = "--no-privileges";
    }
    args[n_args++] = "--";
    args[n_args++] = archive->path;
    struct sk_tool tool = {.names = pg_restore, .package = package, .args = args};
    return sk_child_start(&source->child, owner, &tool, SK_CHILD_READ, archive->interrupts, 1, err);
}

static enum sk_status
read_source(struct source *source, const struct sk_archive *archive, char *buffer, size_t size, size_t *n,
            struct sk_error *err)
{
    if (source->child)
        return sk_child_read(source->child, buffer, size, n, err);
    if (archive->interrupts && *archive->interrupts)
        return sk_fail(err, SK_EINTERRUPTED, "stopped on request, while the backup was being read");
    ssize_t got = read(source->fd, buffer, size);
    if (got < 0)
        return sk_fail(err, SK_EIO, "cannot read \"%s\": %m", archive->path);
    *n = (size_t)got;
    return SK_OK;
}

/* pg_restore's complaints about an archive are about the archive. */
static enum sk_status
end_source(struct source *source, const struct sk_archive *archive, struct sk_error *err)
{
    enum sk_status status = source->child ? sk_child_end(source->child, err) : SK_OK;
    if (status == SK_ESQL && err) {
        char *words = sk_strdup(NULL, err->message);
        status = sk_fail(err, SK_EREFUSED, "\"%s\" is damaged: %s", archive->path, words);
        talloc_free(words);
    }
    return status;
}

static void
close_source(struct source *source)
{
    if (source->fd >= 0)
        close(source->fd);
}

static enum sk_status
read_file(struct sk_counts *counts, const struct sk_archive *archive, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    char *buffer = sk_alloc(tmp, SK_ARCHIVE_CHUNK, "buffer");
    struct sk_pg_dump_text *text = sk_pg_dump_text_new(tmp, counts);
    struct source source;
    size_t n = 1;
    enum sk_status status = open_source(&source, tmp, archive, err);
    while (!status && n) {
        status = read_source(&source, archive, buffer, SK_ARCHIVE_CHUNK, &n, err);
        if (!status)
            sk_pg_dump_text_feed(text, buffer, n);
    }
    status = status ? status : end_source(&source, archive, err);
    status = status ? status : sk_pg_dump_text_end(text, archive->path, err);
    close_source(&source);
    talloc_free(tmp);
    return status;
}

/* ---- loading -------------------------------------------------------------------------------------------------- */

/* The dump sets what it needs for itself; a DROP that would wait for ever for another's lock is given up. */
static enum sk_status
write_head(struct sk_child *child, const struct sk_archive *archive, struct sk_error *err)
{
    struct sk_text *sql = sk_text_new(child);
    sk_text_addf(sql, "BEGIN;\nSET client_min_messages = warning;\nSET lock_timeout = %lld;\n",
                 (long long)archive->lock_wait_ms);
    for (size_t i = 0; i < archive->n_before; i++)
        sk_text_addf(sql, "%s;\n", archive->before[i]);
    enum sk_status status = sk_child_write(child, sql->data, sql->len, err);
    talloc_free(sql);
    return status;
}

static enum sk_status
feed(struct sk_child *to, struct source *source, const struct sk_archive *archive, struct sk_error *err)
{
    static const char commit[] = ";\nCOMMIT;\n";
    char *buffer = sk_alloc(to, SK_ARCHIVE_CHUNK, "buffer");
    size_t n = 1;
    enum sk_status status = write_head(to, archive, err);
    while (!status && n) {
        status = read_source(source, archive, buffer, SK_ARCHIVE_CHUNK, &n, err);
        status = status ? status : sk_child_write(to, buffer, n, err);
    }
    status = status ? status : end_source(source, archive, err);
    status = status ? status : sk_child_write(to, commit, strlen(commit), err);
    return status ? status : sk_child_end(to, err);
}

static enum sk_status
load(const struct sk_archive *archive, struct sk_error *err)
{
    static const char *const args[] = {"--no-psqlrc",           "--quiet",  "--no-password",
                                       "--set=ON_ERROR_STOP=1", "--file=-", NULL};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_tool tool = {.names = psql, .package = package, .args = args, .env = environment(tmp, archive->conn)};
    struct sk_child *child;
    struct source source;
    enum sk_status status = open_source(&source, tmp, archive, err);
    status = status ? status : sk_child_start(&child, tmp, &tool, SK_CHILD_WRITE, archive->interrupts, 1, err);
    status = status ? status : feed(child, &source, archive, err);
    close_source(&source);
    talloc_free(tmp);
    return status;
}

const struct sk_archive_ops sk_pq_archive = {
    .name = "a dump of pg_dump's",
    .atomic = true,
    .same_state = true,
    .dump = dump,
    .read = read_file,
    .load = load,
};
