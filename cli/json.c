/* cli/json.c - see json.h. */
#include "cli/json.h"

#include <stdlib.h>
#include <string.h>

#include "cli/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd"

static json_t *
repaired(const char *text)
{
    char *copy = NULL;
    size_t len = 0;
    FILE *stream = open_memstream(&copy, &len);
    const char *end = text + strlen(text);
    for (const char *c = text; stream && c < end; c += utf8_step(c, end)) {
        if (utf8_length(c, end))
            fwrite(c, 1, utf8_step(c, end), stream);
        else
            fputs(REPLACEMENT, stream);
    }
    if (!stream || fclose(stream) != 0)
        abort(); /* out of memory */
    json_t *value = json_stringn(copy, len);
    free(copy);
    return value;
}

json_t *
json_text(const char *text)
{
    if (!text)
        return json_null();
    json_t *value = json_string(text);
    return value ? value : repaired(text);
}

json_t *
json_count(int64_t value)
{
    return value < 0 ? json_null() : json_integer(value);
}

json_t *
json_texts(const char *const *items, size_t n)
{
    json_t *array = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(array, json_text(items[i]));
    return array;
}

void
json_write(json_t *value, const struct terminal *terminal)
{
    json_dumpf(value, terminal->stream, terminal->is_terminal ? JSON_INDENT(2) : JSON_COMPACT);
    fputc('\n', terminal->stream);
    json_decref(value);
}
