/*
 * cli/terminal.h - what a stream is connected to, and how to write to it without surprises.
 *
 * Colour and a moving progress line are for terminals only; NO_COLOR and TERM=dumb are respected.
 * Text that came from a file or a server is shown with its control characters made visible, so that
 * it cannot drive the terminal.
 */
#ifndef SKEIN_CLI_TERMINAL_H
#define SKEIN_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct terminal {
    FILE *stream;
    bool is_terminal;
    bool color;
    bool moves; /* understands carriage return and "clear to end of line" */
    bool utf8;  /* the locale's characters are UTF-8 */
};

enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_RED,
    STYLE_GREEN,
    STYLE_YELLOW,
    STYLE_CYAN
};

/** Make sure that descriptors 0 to 2 are open, so that no database file ever gets the number of
 * standard output. */
void terminal_guard_streams(void);

void terminal_init(struct terminal *terminal, FILE *stream);

/** The columns of a terminal; 100 where that cannot be told. */
size_t terminal_width(const struct terminal *terminal);

/** The sequence that begins a style, and the one that ends it; "" without colour. */
const char *terminal_on(const struct terminal *terminal, enum style style);
const char *terminal_off(const struct terminal *terminal, enum style style);

/** Does a control character begin here (C0, DEL, or UTF-8's C1)? */
bool terminal_control(const char *at);

/** Write text of foreign origin: control characters other than tab and newline are shown as \xNN.
 */
void terminal_put(const struct terminal *terminal, const char *text);

/**
 * Flush, and find out whether everything has been written. A reader that went away (`skein status |
 * head`) is no error. Returns 0, or the errno of what went wrong.
 */
int terminal_finish(const struct terminal *terminal);

#endif
