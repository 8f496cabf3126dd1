/* drivers/dbi/options.c - a URL's options, and libdbi's connection made of them. */
#include <stdlib.h>
#include <string.h>
#include <pthread.h>

#include "drivers/dbi/engine.h"

/* One instance for the process: it loads all of libdbi's drivers, once. */
static dbi_inst instance;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
begin(void)
{
    if (dbi_initialize_r(NULL, &instance) >= 0)
        dbi_set_verbosity_r(0, instance);
}

const char *
sk_dbi_option(const struct sk_dbi_options *options, const char *name)
{
    for (size_t i = options->n; i > 0; i--)
        if (strcmp(options->items[i - 1].name, name) == 0)
            return options->items[i - 1].value;
    return NULL;
}

void
sk_dbi_set_option(struct sk_dbi_options *options, const char *name, const char *value)
{
    for (size_t i = options->n; i > 0; i--)
        if (strcmp(options->items[i - 1].name, name) == 0)
            sk_take(options->items, options->n, i - 1);
    struct sk_dbi_option option = {name, value};
    if (value)
        sk_push((TALLOC_CTX *)options, options->items, options->n, option);
}

/* libdbi's drivers ask for some options as numbers, and know no others in their place. */
static bool
is_number(const struct sk_dbi_option *option)
{
    static const char *const texts[] = {"host", "username", "password", "dbname", "encoding", NULL};
    size_t i = 0;
    while (texts[i] && strcmp(texts[i], option->name) != 0)
        i++;
    return !texts[i] && *option->value && strspn(option->value, "0123456789") == strlen(option->value);
}

dbi_conn
sk_dbi_new(const struct sk_dbi_options *options)
{
    pthread_once(&once, begin);
    dbi_conn dbi = instance ? dbi_conn_new_r(options->driver, instance) : NULL;
    for (size_t i = 0; dbi && i < options->n; i++) {
        const struct sk_dbi_option *option = &options->items[i];
        if (is_number(option))
            dbi_conn_set_option_numeric(dbi, option->name, atoi(option->value));
        else
            dbi_conn_set_option(dbi, option->name, option->value);
    }
    return dbi;
}
