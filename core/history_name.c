/*
 * core/history_name.c - what the history table is called where nobody says it.
 *
 * The dumps of Rails and Ecto projects make a table `schema_migrations` of their own, in the file that everything
 * begins with: skein's history then has another name. The file is not parsed for that, which every command would pay
 * for: words are looked for. It depends on the project alone, so that each run finds the same table.
 */
#include "core/history_name.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static const char usual[] = "schema_migrations", other[] = "skein_migrations";

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The word before `*at`, which becomes where it begins; false: it is not `word`. */
static bool
is_after(const char *text, const char **at, const char *word)
{
    const char *end = *at;
    while (end > text && isspace((unsigned char)end[-1]))
        end--;
    const char *begin = end;
    while (begin > text && is_word(begin[-1]))
        begin--;
    bool same = (size_t)(end - begin) == strlen(word) && strncasecmp(begin, word, strlen(word)) == 0;
    *at = same ? begin : *at;
    return same;
}

/* CREATE TABLE IF NOT EXISTS "public"."schema_migrations": does that stand around the name at `at`? */
static bool
is_made(const char *text, const char *at)
{
    if (is_word(at[strlen(usual)]))
        return false;
    at -= at > text && at[-1] == '"';
    if (at > text && at[-1] == '.')
        for (at--; at > text && (is_word(at[-1]) || at[-1] == '"');)
            at--;
    if (is_after(text, &at, "EXISTS") && (!is_after(text, &at, "NOT") || !is_after(text, &at, "IF")))
        return false;
    return is_after(text, &at, "TABLE") && (is_after(text, &at, "CREATE") || is_after(text, &at, "UNLOGGED"));
}

const char *
sk_history_name(const struct sk_project *project)
{
    struct sk_file *file = NULL;
    const char *name = usual;
    if (project->n == 0 || !project->migrations[0]->up_path ||
        sk_file_read(&file, NULL, project->migrations[0]->up_path, NULL) != SK_OK)
        return name; /* who needs the file says what is wrong with it */
    for (const char *at = file->text; name == usual && (at = strstr(at, usual)); at++)
        name = is_made(file->text, at) ? other : usual;
    talloc_free(file);
    return name;
}
