/* core/nearest.h - what a word in a file was probably meant to be. (The command line's own words: cli/suggest.h.) */
#ifndef SKEIN_CORE_NEAREST_H
#define SKEIN_CORE_NEAREST_H

/** The word of a NULL-ended list that `typed` is nearest to, in any case of letters: a third of its letters wrong or
 *  less. NULL when none is near, or `typed` is one of them. */
const char *sk_nearest(const char *const *words, const char *typed);

#endif
