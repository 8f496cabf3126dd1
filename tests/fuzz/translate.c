/*
 * tests/fuzz/translate.c - libFuzzer: any bytes as a migration, rewritten for each engine.
 *
 * What is wrong is refused, what is right is rewritten; nothing crashes, overruns or hangs. `make fuzz` builds and runs
 * it with the seeds of tests/replay and of the example projects.
 */
#include <stddef.h>
#include <stdint.h>

#include "core/skein.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const targets[] = {"sqlite", "mysql", "mariadb"};
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct sk_error err = SK_ERROR_INIT;
        struct sk_plan *plan = NULL;
        if (skein_translate(targets[i], "fuzz.sql", (const char *)data, size, false, &plan, &err) == SK_OK)
            skein_free(plan);
        skein_error_clear(&err);
    }
    return 0;
}
