/*
 * cli/target.h - where a document goes: to standard output, into a file (--output), or only beside one, to see whether
 * that is still what would be written (--check).
 */
#ifndef SKEIN_CLI_TARGET_H
#define SKEIN_CLI_TARGET_H

#include "cli/cli.h"

#define TARGET_OPTIONS (OPT(OUTPUT) | OPT(CHECK))
#define TARGET_EXITS EXIT_BIT(CLI_DIFFERENT)

/** Do --output and --check go together? SK_EUSAGE with cli->err filled when not. To be asked before work is done. */
enum sk_status target_options(struct cli *cli);

/**
 * Write a text, ending in one newline, where the options say. A file is replaced as a whole or not at all.
 * SK_EDIFF: --check found a difference; its first lines are on standard output.
 * SK_EIO: a file cannot be read or written.
 */
enum sk_status target_write(struct cli *cli, const char *text, size_t len);

#endif
