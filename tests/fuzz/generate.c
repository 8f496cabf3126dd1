/*
 * tests/fuzz/generate.c - generate SEED SIZE DIR: a project of random migrations, about SIZE statements.
 *
 * The same seed and size give the same files. Nobody has asked PostgreSQL about them: what tests/fuzz/differential
 * runs is what a server has taken.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/fuzz/generator.h"
#include "tests/fuzz/trial.h"

enum { STATEMENTS = 8 }; /* of a migration */

static void
generate(TALLOC_CTX *owner, struct generator *generator, size_t size, struct steps *steps)
{
    struct sk_error err = SK_ERROR_INIT;
    struct migrator *m;
    if (migrator_new(&m, owner, NULL, "postgres", &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    while (steps->n < size) {
        struct step step = {.migration = (unsigned)(steps->n / STATEMENTS) + 1};
        char **list = generator_next(generator, owner, m->rewrite.catalog, "statement", &step.kind);
        for (; *list; list++) {
            struct sk_catalog *before = sk_catalog_clone(m, m->rewrite.catalog);
            step.sql = *list;
            if (migrator_translate(m, "generated.sql", *list, &err)) {
                m->rewrite.catalog = before;
                sk_error_clear(&err);
            } else {
                sk_push(owner, steps->items, steps->n, step);
            }
        }
    }
}

int
main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: generate SEED SIZE DIR\n");
        return 2;
    }
    const char *source = getenv("SRCDIR");
    TALLOC_CTX *owner = sk_context_new(NULL);
    const char *path = sk_printf(owner, "%s/tests/fuzz/postgresql.grammar", source ? source : ".");
    struct grammar *grammar = grammar_read(owner, path);
    if (!grammar)
        return 2;
    struct generator *generator = generator_new(owner, grammar, strtoull(argv[1], NULL, 10), "sqlite");
    struct steps steps = {0, NULL};
    generate(owner, generator, strtoul(argv[2], NULL, 10), &steps);
    project_write(argv[3], &steps);
    talloc_free(owner);
    return 0;
}
