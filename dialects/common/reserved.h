/* dialects/common/reserved.h - names that some engine wants quoted. */
#ifndef SKEIN_DIALECTS_COMMON_RESERVED_H
#define SKEIN_DIALECTS_COMMON_RESERVED_H

/** The engines on which `name` is a reserved word: "postgres, mysql"; NULL: on none. */
const char *sk_reserved(const char *name);

#endif
