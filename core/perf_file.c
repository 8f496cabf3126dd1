/*
 * core/perf_file.c - files of queries: a head of `-- key: value` lines, then the query, as often as wanted.
 *
 * Each query begins with its `-- name:`. A comment that is no key is a comment.
 */
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "core/perf.h"
#include "core/text.h"

struct reader {
    TALLOC_CTX *owner;
    struct sk_perf_files *out;
    const struct sk_file *file;
    struct sk_perf_text *query; /* at hand; NULL before the first */
    struct sk_error *err;
};

/* A value in a head, and where it stands. */
struct value {
    const char *text;
    size_t len, pos;
};

static SK_PRINTF(3, 4) enum sk_status
fail(const struct reader *r, size_t pos, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_vfail(r->err, SK_EUSAGE, fmt, ap);
    va_end(ap);
    return sk_at(r->err, r->file->path, pos);
}

/* The next word of a value; empty at its end. A dot belongs to a word. */
static struct value
next_word(struct value *rest)
{
    size_t blank = 0, len = 0;
    while (blank < rest->len && isblank((unsigned char)rest->text[blank]))
        blank++;
    while (blank + len < rest->len && !isblank((unsigned char)rest->text[blank + len]))
        len++;
    struct value word = {rest->text + blank, len, rest->pos + blank};
    *rest = (struct value){word.text + len, rest->len - blank - len, word.pos + len};
    return word;
}

static bool
is(const struct value *word, const char *text)
{
    return word->len == strlen(text) && strncmp(word->text, text, word->len) == 0;
}

static struct value
trimmed(struct value v)
{
    while (v.len && isspace((unsigned char)*v.text))
        v.text++, v.len--, v.pos++;
    while (v.len && isspace((unsigned char)v.text[v.len - 1]))
        v.len--;
    return v;
}

/* "schema.table", or "table" */
static void
split(TALLOC_CTX *owner, struct value word, const char **schema, const char **name)
{
    const char *dot = memchr(word.text, '.', word.len);
    *schema = dot ? sk_strndup(owner, word.text, (size_t)(dot - word.text)) : NULL;
    *name = dot ? sk_strndup(owner, dot + 1, word.len - (size_t)(dot + 1 - word.text))
                : sk_strndup(owner, word.text, word.len);
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* NAME [TYPE] from TABLE.COLUMN, NAME [TYPE] = LITERAL; a type may have several words. */
static enum sk_status
read_param(struct reader *r, struct value value)
{
    struct value name = next_word(&value), word, type = trimmed(value);
    struct sk_perf_param param = {.name = sk_strndup(r->owner, name.text, name.len), .pos_bytes = name.pos};
    size_t type_len = 0;
    for (word = next_word(&value); word.len && !is(&word, "from") && !is(&word, "="); word = next_word(&value))
        type_len = (size_t)(word.text + word.len - type.text);
    param.type = type_len ? sk_strndup(r->owner, type.text, type_len) : NULL;
    struct value rest = trimmed(value);
    if (!name.len || !word.len || !rest.len)
        goto wrong;
    if (is(&word, "=")) {
        param.literal = sk_strndup(r->owner, rest.text, rest.len);
    } else {
        const char *dot = memrchr(rest.text, '.', rest.len);
        if (!dot)
            goto wrong;
        size_t head = (size_t)(dot - rest.text);
        split(r->owner, (struct value){rest.text, head, rest.pos}, &param.schema, &param.table);
        param.column = sk_strndup(r->owner, dot + 1, rest.len - head - 1);
    }
    sk_push(r->owner, r->query->params, r->query->n_params, param);
    return SK_OK;
wrong:
    fail(r, name.pos, "it is not said where the values of the parameter come from");
    return sk_hint(r->err, "Write -- param: NAME [TYPE] from TABLE.COLUMN, or -- param: NAME [TYPE] = LITERAL."),
           SK_EUSAGE;
}

/* TABLE N, TABLE Nx */
static enum sk_status
read_rows(struct reader *r, struct value value)
{
    struct value table = next_word(&value), number = next_word(&value);
    struct sk_perf_rows rows = {.pos_bytes = table.pos, .file = r->file->path};
    char *end = NULL, *text = sk_strndup(r->owner, number.text, number.len);
    unsigned long long n = isdigit((unsigned char)*text) ? strtoull(text, &end, 10) : 0;
    if (!n || (*end && strcmp(end, "x") != 0) || trimmed(value).len) {
        fail(r, table.pos, "it is not said how many rows the table has");
        return sk_hint(r->err,
                       "Write -- rows: TABLE 5000, or -- rows: TABLE 10x for ten times as many as other tables."),
               SK_EUSAGE;
    }
    split(r->owner, table, &rows.schema, &rows.table);
    *(*end ? &rows.times : &rows.rows) = n;
    sk_push(r->owner, r->out->rows, r->out->n_rows, rows);
    return SK_OK;
}

static enum sk_status
read_expect(struct reader *r, struct value value)
{
    char *end, *text = sk_strndup(r->owner, value.text, value.len);
    if (strcmp(text, "index") == 0) {
        r->query->wants_index = true;
        return SK_OK;
    }
    r->query->expected = strtod(text, &end);
    if (end != text && strcmp(end, "x") == 0 && r->query->expected > 0)
        return SK_OK;
    fail(r, value.pos, "\"%s\" is nothing that can be expected", text);
    return sk_hint(r->err, "Write -- expect: 25x (times faster), or -- expect: index."), SK_EUSAGE;
}

static enum sk_status
read_name(struct reader *r, struct value value)
{
    const char *name = sk_strndup(r->owner, value.text, value.len);
    for (size_t i = 0; i < r->out->n; i++)
        if (strcmp(r->out->queries[i].name, name) == 0)
            return fail(r, value.pos, "there are two queries \"%s\"", name);
    if (!*name)
        return fail(r, value.pos, "the query has no name");
    struct sk_perf_text query = {.name = name, .file = r->file->path, .pos_bytes = SIZE_MAX};
    sk_push(r->owner, r->out->queries, r->out->n, query);
    r->query = &r->out->queries[r->out->n - 1];
    return SK_OK;
}

static enum sk_status
read_key(struct reader *r, struct value key, struct value value)
{
    if (is(&key, "name"))
        return read_name(r, value);
    if (!r->query)
        return fail(r, key.pos, "the first line of a query is its name: -- name: NAME");
    if (is(&key, "param"))
        return read_param(r, value);
    if (is(&key, "rows"))
        return read_rows(r, value);
    if (is(&key, "expect"))
        return read_expect(r, value);
    if (is(&key, "description")) {
        r->query->description = sk_strndup(r->owner, value.text, value.len);
        return SK_OK;
    }
    fail(r, key.pos, "unknown key \"%.*s\"", (int)key.len, key.text);
    return sk_hint(r->err, "The keys are name, description, param, rows, expect."), SK_EUSAGE;
}

/* `-- word: value` */
static bool
split_key(struct value line, struct value *key, struct value *value)
{
    line = trimmed(line);
    if (line.len < 3 || strncmp(line.text, "--", 2) != 0)
        return false;
    struct value rest = trimmed((struct value){line.text + 2, line.len - 2, line.pos + 2});
    size_t len = 0;
    while (len < rest.len && islower((unsigned char)rest.text[len]))
        len++;
    if (!len || len == rest.len || rest.text[len] != ':')
        return false;
    *key = (struct value){rest.text, len, rest.pos};
    *value = trimmed((struct value){rest.text + len + 1, rest.len - len - 1, rest.pos + len + 1});
    return true;
}

/* ---- files ---------------------------------------------------------------------------------------------------- */

/* A line of the query at hand; keys after its first line would be lost in it. */
static enum sk_status
read_sql(struct reader *r, struct value line)
{
    struct value text = trimmed(line);
    if (!text.len || strncmp(text.text, "--", 2) == 0)
        return SK_OK;
    if (!r->query)
        return fail(r, text.pos, "the first line of a query is its name: -- name: NAME");
    if (r->query->pos_bytes == SIZE_MAX)
        r->query->pos_bytes = text.pos;
    r->query->sql =
        sk_strndup(r->owner, r->file->text + r->query->pos_bytes, text.pos + text.len - r->query->pos_bytes);
    return SK_OK;
}

static enum sk_status
check_last(const struct reader *r)
{
    if (!r->query || r->query->sql)
        return SK_OK;
    return fail(r, r->file->len, "query \"%s\" has no SQL", r->query->name);
}

static enum sk_status
read_file(struct sk_perf_files *out, TALLOC_CTX *owner, const char *path, struct sk_error *err)
{
    struct sk_file *file;
    enum sk_status status = sk_file_read(&file, owner, path, err);
    struct reader r = {.owner = owner, .out = out, .file = file, .err = err};
    for (size_t pos = 0; !status && pos < file->len;) {
        const char *end = memchr(file->text + pos, '\n', file->len - pos);
        size_t len = end ? (size_t)(end - file->text) - pos : file->len - pos;
        struct value line = {file->text + pos, len, pos}, key, value;
        bool in_head = !r.query || !r.query->sql;
        if (split_key(line, &key, &value) && (in_head || is(&key, "name"))) {
            status = is(&key, "name") ? check_last(&r) : SK_OK;
            status = status ? status : read_key(&r, key, value);
        } else {
            status = read_sql(&r, line);
        }
        pos += len + 1;
    }
    return status ? status : check_last(&r);
}

static int
is_sql(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && strcmp(entry->d_name + len - 4, ".sql") == 0;
}

enum sk_status
sk_perf_read(struct sk_perf_files *out, TALLOC_CTX *owner, const struct sk_project *project, struct sk_error *err)
{
    const char *const roots[] = {project->dir, project->migrations_dir};
    struct dirent **list = NULL;
    enum sk_status status = SK_OK;
    char *dir = NULL;
    int n = -1;
    for (size_t i = 0; i < sizeof roots / sizeof *roots && n <= 0; i++) {
        free(list);
        list = NULL;
        dir = sk_printf(owner, "%s%sperf", strcmp(roots[i], ".") == 0 ? "" : roots[i],
                        strcmp(roots[i], ".") == 0 ? "" : "/");
        n = scandir(dir, &list, is_sql, alphasort);
    }
    for (int i = 0; i < n; i++) {
        char *path = sk_printf(owner, "%s/%s", dir, list[i]->d_name);
        if (strcmp(list[i]->d_name, "setup.sql") == 0)
            out->setup = path;
        else
            status = status ? status : read_file(out, owner, path, err);
        free(list[i]);
    }
    free(list);
    if (!status && !out->n) {
        sk_fail(err, SK_EUSAGE, "there are no queries to measure");
        sk_hint(err,
                "Put them into the folder perf of the project: a file NAME.sql, a line -- name: NAME, and the query.");
        status = SK_EUSAGE;
    }
    return status;
}
