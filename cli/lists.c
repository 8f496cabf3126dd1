/* cli/lists.c - see lists.h. */
#include "cli/lists.h"

#include <string.h>

const char *const *
list_split(struct cli *cli, const char *list)
{
    if (!list)
        return NULL;
    char *copy = cli_strdup(cli, list), *save;
    const char **names = cli_alloc(cli, (strlen(list) + 2) * sizeof *names);
    size_t n = 0;
    for (char *name = strtok_r(copy, ", ", &save); name; name = strtok_r(NULL, ", ", &save))
        names[n++] = name;
    return names;
}
