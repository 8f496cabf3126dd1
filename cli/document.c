/* cli/document.c - what the forms of a document share: see document.h. */
#include "cli/document.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Text in parts. Made by words(), added to by add(), and what is NULL then is nothing. */
struct words {
    const void *owner;
    char *text;
};

static void CLI_PRINTF(3, 4)
add(struct words *words, const char *separator, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *more = cli_vprintf(words->owner, fmt, ap);
    va_end(ap);
    char *before = words->text;
    words->text = before ? cli_printf(words->owner, "%s%s%s", before, separator, more) : more;
    if (before) {
        cli_free(before);
        cli_free(more);
    }
}

char *
doc_name(const void *owner, const char *schema, const char *name)
{
    return schema ? cli_printf(owner, "%s.%s", schema, name) : cli_strdup(owner, name);
}

/* Two hexadecimal digits for a byte that no anchor can have; "." before them marks it, so "." itself is one. */
static void
put_anchor(FILE *to, const char *text)
{
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        if (byte < 128 && (isalnum(byte) || byte == '_'))
            fputc(byte, to);
        else
            fprintf(to, ".%02x", byte);
    }
}

char *
doc_anchor(const void *owner, const char *kind, const char *schema, const char *name)
{
    char *text = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&text, &len);
    if (!to)
        abort(); /* out of memory */
    fprintf(to, "%s-", kind);
    if (schema) {
        put_anchor(to, schema);
        fputc('-', to);
    }
    put_anchor(to, name);
    if (fclose(to) != 0)
        abort();
    char *anchor = cli_strdup(owner, text);
    free(text);
    return anchor;
}

char *
doc_list(const void *owner, size_t n, const char *const *names)
{
    struct words words = {owner, NULL};
    for (size_t i = 0; i < n; i++)
        add(&words, ", ", "%s", names[i]);
    return words.text ? words.text : cli_strdup(owner, "");
}

char *
doc_default(const void *owner, const struct sk_schema_column *column)
{
    if (column->generated)
        return cli_printf(owner, "generated: %s", column->generated);
    if (column->identity && strcmp(column->identity, "serial") != 0)
        return cli_printf(owner, "identity, %s", column->identity);
    return cli_strdup(owner, column->identity ? column->identity : column->default_expr);
}

char *
doc_short_type(const void *owner, const char *type)
{
    static const struct {
        const char *begins, *ends, *is;
    } shorter[] = {{"timestamp", " with time zone", "timestamptz"},
                   {"timestamp", " without time zone", "timestamp"},
                   {"time", " with time zone", "timetz"},
                   {"time", " without time zone", "time"},
                   {"character varying", "", "varchar"},
                   {"character", "", "char"},
                   {"double precision", "", "double"},
                   {"bit varying", "", "varbit"}};
    size_t array = strcspn(type, "["), len = strlen(type);
    for (size_t i = 0; i < sizeof shorter / sizeof *shorter; i++) {
        size_t head = strlen(shorter[i].begins), tail = strlen(shorter[i].ends);
        size_t modifier = 0;
        if (array < head + tail || strncmp(type, shorter[i].begins, head) != 0)
            continue;
        if (type[head] == '(')
            modifier = strcspn(type + head, ")") + 1;
        if (head + modifier + tail != array || strncmp(type + head + modifier, shorter[i].ends, tail) != 0)
            continue;
        return cli_printf(owner, "%s%.*s%.*s", shorter[i].is, (int)modifier, type + head, (int)(len - array),
                          type + array);
    }
    return cli_strdup(owner, type);
}

char *
doc_actions(const void *owner, const struct sk_schema_constraint *key)
{
    struct words words = {owner, NULL};
    if (key->on_delete)
        add(&words, ", ", "ON DELETE %s", key->on_delete);
    if (key->on_update)
        add(&words, ", ", "ON UPDATE %s", key->on_update);
    if (key->match_full)
        add(&words, ", ", "MATCH FULL");
    if (key->deferrable)
        add(&words, ", ", key->initially_deferred ? "initially deferred" : "deferrable");
    if (key->not_valid)
        add(&words, ", ", "not validated");
    if (key->nulls_not_distinct)
        add(&words, ", ", "nulls not distinct");
    if (key->n_include)
        add(&words, ", ", "includes %s", doc_list(owner, key->n_include, key->include));
    return words.text;
}

char *
doc_index_remarks(const void *owner, const struct sk_schema_index *index)
{
    struct words words = {owner, NULL};
    if (index->unique)
        add(&words, ", ", "unique");
    if (index->nulls_not_distinct)
        add(&words, ", ", "nulls not distinct");
    if (index->method && strcmp(index->method, "btree") != 0)
        add(&words, ", ", "%s", index->method);
    if (index->n_include)
        add(&words, ", ", "includes %s", doc_list(owner, index->n_include, index->include));
    if (index->where)
        add(&words, ", ", "where %s", index->where);
    return words.text;
}

char *
doc_trigger_remarks(const void *owner, const struct sk_schema_trigger *trigger)
{
    struct words words = {owner, NULL};
    add(&words, ", ", "%s, each %s", trigger->when, trigger->for_each);
    if (trigger->condition)
        add(&words, ", ", "when %s", trigger->condition);
    if (trigger->function)
        add(&words, ", ", "calls %s", trigger->function);
    if (trigger->disabled)
        add(&words, ", ", "disabled");
    return words.text;
}

/* As SQL writes it. */
static char *
literal(const void *owner, const char *text)
{
    char *copy = cli_alloc(owner, 2 * strlen(text) + 3), *to = copy;
    *to++ = '\'';
    for (; *text; *to++ = *text++)
        if (*text == '\'')
            *to++ = '\'';
    *to = '\'';
    return copy;
}

static void
add_columns(struct words *words, const struct sk_schema_type *type)
{
    for (size_t i = 0; i < type->n_columns; i++)
        add(words, i ? ", " : " of ", "%s %s", type->columns[i].name, type->columns[i].type);
}

char *
doc_type_remarks(const void *owner, const struct sk_schema_type *type)
{
    struct words words = {owner, NULL};
    add(&words, "", "%s", type->kind);
    for (size_t i = 0; i < type->n_labels; i++)
        add(&words, i ? ", " : " of ", "%s", literal(owner, type->labels[i]));
    if (type->base)
        add(&words, " of ", "%s", type->base);
    add_columns(&words, type);
    if (type->not_null)
        add(&words, ", ", "not null");
    if (type->default_expr)
        add(&words, ", ", "default %s", type->default_expr);
    for (size_t i = 0; i < type->n_checks; i++)
        add(&words, ", ", "check %s", type->checks[i]);
    return words.text;
}
