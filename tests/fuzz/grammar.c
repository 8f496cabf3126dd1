/* tests/fuzz/grammar.c */
#include "tests/fuzz/grammar.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

struct symbol {
    const char *name;
    size_t n;
    struct alternative *alternatives;
    UT_hash_handle hh;
};

static struct symbol *
symbol_named(struct grammar *grammar, const char *name, size_t len)
{
    struct symbol *symbol;
    HASH_FIND(hh, grammar->symbols, name, len, symbol);
    if (symbol)
        return symbol;
    symbol = sk_new(grammar, struct symbol);
    symbol->name = sk_strndup(symbol, name, len);
    HASH_ADD_KEYPTR(hh, grammar->symbols, symbol->name, len, symbol);
    return symbol;
}

static void
alternative_add(struct symbol *symbol, const char *line)
{
    struct alternative alternative = {.weight = 1};
    size_t digits = strspn(line, "0123456789");
    if (digits && line[digits] == '|') {
        alternative.weight = (unsigned)strtoul(line, NULL, 10);
        line += digits + 1;
        line += *line == ' ';
    }
    alternative.query = strncmp(line, "?q ", 3) == 0;
    alternative.text = sk_strdup(symbol, alternative.query ? line + 3 : line);
    sk_push(symbol, symbol->alternatives, symbol->n, alternative);
}

/* A line of one file; `*symbol` is the one at hand. */
static bool
line_read(struct grammar *grammar, struct symbol **symbol, const char *line, size_t len)
{
    if (!isspace((unsigned char)*line) && line[len - 1] == ':')
        *symbol = symbol_named(grammar, line, len - 1);
    else if (isspace((unsigned char)*line) && *symbol)
        alternative_add(*symbol, line + strspn(line, " \t"));
    else
        return false;
    return true;
}

static bool
file_read(struct grammar *grammar, const char *path)
{
    static const char include[] = "include ";
    FILE *file = fopen(path, "r");
    struct symbol *symbol = NULL;
    char *line = NULL;
    size_t size = 0, number = 0;
    ssize_t len;
    bool good = true;
    if (!file) {
        perror(path);
        return false;
    }
    while (good && (len = getline(&line, &size, file)) >= 0) {
        number++;
        while (len && isspace((unsigned char)line[len - 1]) && (len == 1 || line[len - 1] == '\n'))
            line[--len] = '\0';
        if (!len || *line == '#')
            continue;
        if (strncmp(line, include, strlen(include)) == 0) {
            int folder = (int)(strrchr(path, '/') - path);
            good = file_read(grammar, sk_printf(grammar, "%.*s/%s", folder, path, line + strlen(include)));
        } else if (!line_read(grammar, &symbol, line, (size_t)len)) {
            fprintf(stderr, "%s:%zu: neither a symbol nor an alternative\n", path, number);
            good = false;
        }
    }
    free(line);
    fclose(file);
    return good;
}

struct grammar *
grammar_read(TALLOC_CTX *owner, const char *path)
{
    struct grammar *grammar = sk_new(owner, struct grammar);
    return file_read(grammar, path) ? grammar : NULL;
}

const struct alternative *
grammar_alternatives(const struct grammar *grammar, const char *name, size_t *n)
{
    struct symbol *symbol;
    HASH_FIND_STR(grammar->symbols, name, symbol);
    *n = symbol ? symbol->n : 0;
    return symbol ? symbol->alternatives : NULL;
}
