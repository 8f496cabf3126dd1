/*
 * tests/support/replay.c - a catalog, from migrations or from a database, as text.
 *
 *     replay json|sql FILE...         the files, one after the other, replayed
 *     replay json|sql --url URL       what the database holds
 *     replay verdicts FILE            the lines of statements that are refused, with the message; the others go on
 *
 * A file that is refused is named on stderr, and the others go on: exit 1.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/catalog_json.h"
#include "core/dialect.h"

extern const struct sk_dialect *const skein_dialects[];

static bool check_atomic; /* costs a text of the catalog for each change */

static const struct sk_dialect *
postgres(void)
{
    for (size_t i = 0; skein_dialects[i]; i++)
        if (strcmp(skein_dialects[i]->name, "postgres") == 0)
            return skein_dialects[i];
    abort();
}

static char *
read_file(TALLOC_CTX *owner, const char *path, size_t *len)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    *len = (size_t)ftell(file);
    rewind(file);
    char *text = sk_alloc(owner, *len + 1, "file");
    if (fread(text, 1, *len, file) != *len)
        exit(2);
    fclose(file);
    return text;
}

/* A change that fails must leave the catalog as it was. */
static enum sk_status
apply(struct sk_catalog *catalog, const struct sk_change *change, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *before = check_atomic ? sk_catalog_json(tmp, catalog) : NULL;
    enum sk_status status = sk_change_apply(catalog, change, err);
    if (status && before && strcmp(before, sk_catalog_json(tmp, catalog)) != 0) {
        printf("0 %s failed and has changed the catalog: %s\n", sk_change_name(change->kind), err->message);
        status = SK_EINTERNAL;
    }
    talloc_free(tmp);
    return status;
}

static enum sk_status
replay_statement(struct sk_catalog *catalog, const struct sk_script *script, struct sk_statement *statement,
                 struct sk_error *err)
{
    if (!statement->tree || statement->transaction_control)
        return SK_OK;
    enum sk_status status = postgres()->analyze(script, statement, catalog, err);
    for (size_t c = 0; !status && c < statement->n_changes; c++) {
        status = apply(catalog, statement->changes[c], err);
        if (status)
            sk_at(err, script->file, statement->pos_bytes);
    }
    for (size_t i = 0; !status && i < statement->n_parts; i++)
        status = replay_statement(catalog, script, &statement->parts[i], err);
    return status;
}

static enum sk_status
replay(struct sk_catalog *catalog, const char *path, struct sk_error *err)
{
    struct sk_script *script;
    size_t len;
    char *text = read_file(catalog, path, &len);
    enum sk_status status = postgres()->parse(&script, catalog, path, text, len, err);
    for (size_t i = 0; !status && i < script->n; i++)
        status = replay_statement(catalog, script, &script->statements[i], err);
    return status;
}

static int
verdicts(struct sk_catalog *catalog, const char *path)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_script *script;
    size_t len, line = 1, at = 0;
    check_atomic = true;
    char *text = read_file(catalog, path, &len);
    if (postgres()->parse(&script, catalog, path, text, len, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return 2;
    }
    for (size_t i = 0; i < script->n; i++) {
        for (; at < script->statements[i].pos_bytes + script->statements[i].len; at++)
            line += script->text[at] == '\n';
        if (replay_statement(catalog, script, &script->statements[i], &err))
            printf("%zu %s\n", line, err.message);
        sk_error_clear(&err);
    }
    return 0;
}

static int
replay_all(struct sk_catalog *catalog, int n, char **paths)
{
    int failed = 0;
    for (int i = 0; i < n; i++) {
        struct sk_error err = SK_ERROR_INIT;
        if (replay(catalog, paths[i], &err)) {
            fprintf(stderr, "%s:%zd: %s\n", paths[i], (ssize_t)err.pos_bytes, err.message);
            failed = 1;
        }
        sk_error_clear(&err);
    }
    return failed;
}

static int
introspect(struct sk_catalog **out, TALLOC_CTX *owner, const char *url)
{
    struct sk_error err = SK_ERROR_INIT;
    struct sk_conn *conn;
    struct sk_conn_options options = {.read_only = true};
    enum sk_status status = sk_conn_open(&conn, owner, url, &options, &err);
    if (!status)
        status = postgres()->introspect(out, owner, conn, NULL, &err);
    if (status)
        fprintf(stderr, "%s\n", err.message);
    sk_error_clear(&err);
    return status ? 2 : 0;
}

int
main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_catalog *catalog = NULL;
    int failed;
    if (strcmp(argv[1], "verdicts") == 0) {
        failed = verdicts(sk_catalog_new(owner, postgres()->expr_ops), argv[2]);
    } else if (strcmp(argv[2], "--url") == 0) {
        failed = introspect(&catalog, owner, argv[3]);
    } else {
        catalog = sk_catalog_new(owner, postgres()->expr_ops);
        failed = replay_all(catalog, argc - 2, argv + 2);
    }
    if (catalog && strcmp(argv[1], "json") == 0)
        fputs(sk_catalog_json(owner, catalog), stdout);
    else if (catalog)
        fputs(postgres()->format_catalog(owner, catalog, strcmp(argv[1], "idempotent") == 0), stdout);
    talloc_free(owner);
    return failed;
}
