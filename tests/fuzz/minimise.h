/* tests/fuzz/minimise.h - a finding made small. */
#ifndef SKEIN_TESTS_FUZZ_MINIMISE_H
#define SKEIN_TESTS_FUZZ_MINIMISE_H

#include "tests/fuzz/trial.h"

/**
 * Leave out statements, and then what stands between commas, as long as the same is found. `steps` becomes the smaller
 * list, its memory hangs off `owner`; `verdict` what is found with it.
 */
void minimise(struct lab *lab, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict);

/** Do two verdicts say the same, but for names and numbers? */
bool verdict_same(const struct verdict *a, const struct verdict *b);

#endif
