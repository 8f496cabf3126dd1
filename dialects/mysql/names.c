/* dialects/mysql/names.c - names and constants, quoted. */
#include <stdint.h>
#include <string.h>

#include "dialects/mysql/mysql.h"

char *
sk_mysql_quoted(TALLOC_CTX *owner, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_ident(text, name, '`');
    return sk_text_finish(text, owner);
}

void
sk_mysql_put_relation(struct sk_text *out, const char *schema, const char *name)
{
    if (schema && strcmp(schema, SK_PUBLIC) != 0) {
        sk_text_ident(out, schema, '`');
        sk_text_add(out, ".");
    }
    sk_text_ident(out, name, '`');
}

char *
sk_mysql_relation(TALLOC_CTX *owner, const char *schema, const char *name)
{
    struct sk_text *text = sk_text_new(owner);
    sk_mysql_put_relation(text, schema, name);
    return sk_text_finish(text, owner);
}

/* A backslash is an escape unless sql_mode says otherwise, so a text that has one is written in hexadecimal, which
 * means the same in every mode (MySQL manual, 11.1.4: with the introducer it is a character string). */
void
sk_mysql_put_constant(struct sk_text *out, const char *text)
{
    if (!text || !strchr(text, '\\')) {
        sk_text_literal(out, text);
        return;
    }
    sk_text_add(out, "_utf8mb4 X'");
    for (const char *c = text; *c; c++)
        sk_text_addf(out, "%02X", (unsigned char)*c);
    sk_text_add(out, "'");
}

/* A comment must be a plain string: backslashes are doubled, as sql_mode has them escape unless told otherwise. */
void
sk_mysql_put_comment(struct sk_text *out, const char *text, size_t most)
{
    struct sk_text *doubled = sk_text_new(out);
    size_t n = 0;
    for (const char *c = text; *c; c++) {
        n += ((unsigned char)*c & 0xC0) != 0x80;
        if (n > most)
            break;
        sk_text_add_n(doubled, c, 1);
        if (*c == '\\')
            sk_text_add_n(doubled, c, 1);
    }
    sk_text_literal(out, doubled->data);
    talloc_free(doubled);
}

char *
sk_mysql_constant(TALLOC_CTX *owner, const char *text)
{
    struct sk_text *out = sk_text_new(owner);
    sk_mysql_put_constant(out, text);
    return sk_text_finish(out, owner);
}

/* FNV-1a */
uint32_t
sk_mysql_hash(const char *text)
{
    uint32_t hash = 2166136261u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 16777619u;
    return hash;
}

char *
sk_mysql_fitting_name(TALLOC_CTX *owner, const char *name)
{
    enum { LIMIT = 64 }; /* characters; bytes are no more of them */
    if (strlen(name) <= LIMIT)
        return sk_strdup(owner, name);
    size_t keep = LIMIT - 9;
    while (keep && ((unsigned char)name[keep] & 0xC0) == 0x80)
        keep--; /* not within a character */
    return sk_printf(owner, "%.*s_%08x", (int)keep, name, sk_mysql_hash(name));
}

char *
sk_mysql_own_name(TALLOC_CTX *owner, const char *table, const char *name)
{
    return sk_mysql_fitting_name(owner, sk_printf(owner, SK_MYSQL_OWN "%s.%s", table, name));
}

char *
sk_mysql_database(TALLOC_CTX *owner, const char *schema)
{
    return !schema || strcmp(schema, SK_PUBLIC) == 0 ? sk_strdup(owner, "DATABASE()")
                                                     : sk_mysql_constant(owner, schema);
}
