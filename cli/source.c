/* cli/source.c - see source.h. */
#include "cli/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/mem.h"
#include "cli/utf8.h"

#define BOM "\xef\xbb\xbf"
#define ELLIPSIS "..."

int
source_read_stream(struct source *source, const void *owner, FILE *stream, const char *name)
{
    size_t capacity = 1 << 14, len = 0, got;
    char *text = cli_alloc(owner, capacity);
    while ((got = fread(text + len, 1, capacity - len - 1, stream)) > 0) {
        len += got;
        if (len == capacity - 1)
            text = cli_resize(owner, text, capacity *= 2);
    }
    if (ferror(stream)) {
        cli_free(text);
        return errno ? errno : EIO;
    }
    text[len] = '\0';
    size_t skip = len >= 3 && memcmp(text, BOM, 3) == 0 ? 3 : 0;
    *source =
        (struct source){.name = cli_strdup(text, name), .text = text + skip, .len = len - skip};
    return 0;
}

int
source_read(struct source *source, const void *owner, const char *path)
{
    errno = 0;
    FILE *stream = fopen(path, "re");
    if (!stream)
        return errno;
    int failed = source_read_stream(source, owner, stream, path);
    fclose(stream);
    return failed;
}

bool
source_locate(struct place *place, const struct source *source, size_t pos_bytes)
{
    if (pos_bytes > source->len)
        return false;
    const char *text = source->text, *at = text + pos_bytes, *start = text;
    size_t line = 1, column = 1;
    for (const char *end; (end = memchr(start, '\n', (size_t)(at - start))); start = end + 1)
        line++;
    for (const char *c = start; c < at; c += utf8_step(c, at))
        column++;
    const char *end = memchr(at, '\n', source->len - pos_bytes);
    size_t len = (size_t)((end ? end : text + source->len) - start);
    if (len > 0 && start[len - 1] == '\r')
        len--;
    *place = (struct place){
        .line = line, .column = column, .start = start, .len = len, .offset = (size_t)(at - start)};
    return true;
}

/* What of a line is shown: as much as fits into `room` columns, with the position in view. */
struct cut {
    const char *from, *to;
};

static struct cut
cut(const struct place *place, size_t room)
{
    const char *end = place->start + place->len, *at = place->start + place->offset;
    struct cut shown = {.from = place->start};
    size_t before = 0, total = 0;
    for (const char *c = place->start; c < at && c < end; c += utf8_step(c, end))
        before += utf8_columns(c, utf8_step(c, end));
    /* The beginning goes until the position is within the first two thirds. */
    for (; before > room * 2 / 3 && shown.from < at; shown.from += utf8_step(shown.from, end))
        before -= utf8_columns(shown.from, utf8_step(shown.from, end));
    for (shown.to = shown.from; shown.to < end; shown.to += utf8_step(shown.to, end)) {
        total += utf8_columns(shown.to, utf8_step(shown.to, end));
        if (total > room)
            break;
    }
    return shown;
}

static void
put_line(const struct place *place, const struct cut *shown, const struct terminal *terminal)
{
    const char *end = place->start + place->len;
    fputs(shown->from > place->start ? ELLIPSIS : "", terminal->stream);
    for (const char *c = shown->from; c < shown->to; c += utf8_step(c, end)) {
        size_t bytes = utf8_step(c, end);
        if (terminal_control(c) ? *c != '\t' : bytes == 1 && (unsigned char)*c >= 0x80)
            fputc('?', terminal->stream);
        else
            fwrite(c, 1, bytes, terminal->stream);
    }
    fputs(shown->to < end ? ELLIPSIS "\n" : "\n", terminal->stream);
}

static void
put_caret(const struct place *place, const struct cut *shown, const struct terminal *terminal)
{
    const char *end = place->start + place->len, *at = place->start + place->offset;
    if (shown->from > place->start)
        fprintf(terminal->stream, "%*s", (int)strlen(ELLIPSIS), "");
    for (const char *c = shown->from; c < at && c < end; c += utf8_step(c, end)) {
        if (*c == '\t')
            fputc('\t', terminal->stream);
        else
            fprintf(terminal->stream, "%*s", (int)utf8_columns(c, utf8_step(c, end)), "");
    }
    fprintf(terminal->stream, "%s^%s\n", terminal_on(terminal, STYLE_GREEN),
            terminal_off(terminal, STYLE_GREEN));
}

void
source_show(const struct place *place, const struct terminal *terminal)
{
    int gutter = snprintf(NULL, 0, "%5zu", place->line);
    size_t taken = (size_t)gutter + strlen(" | ") + 2 * strlen(ELLIPSIS),
           all = terminal_width(terminal);
    struct cut shown = cut(place, all > taken + 20 ? all - taken : 20);
    const char *dim = terminal_on(terminal, STYLE_DIM), *off = terminal_off(terminal, STYLE_DIM);
    fprintf(terminal->stream, "%s%*zu |%s ", dim, gutter, place->line, off);
    put_line(place, &shown, terminal);
    fprintf(terminal->stream, "%s%*s |%s ", dim, gutter, "", off);
    put_caret(place, &shown, terminal);
}
