/* core/template.c - skein new: the files of a new migration. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/session.h"
#include "core/text.h"

/* Built-in templates; a project's own, templates/TYPE.up.sql, come first. {{name}}, {{table}}, {{version}}, {{date}}.
 */
static const struct {
    const char *type, *up, *down;
} builtin[] = {
    {"table",
     "-- {{name}}\n\nCREATE TABLE IF NOT EXISTS {{table}} (\n    id BIGSERIAL PRIMARY KEY,\n"
     "    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
     "    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP\n);\n",
     "-- takes back: {{name}}\n\nDROP TABLE IF EXISTS {{table}};\n"},
    {"column", "-- {{name}}\n\nALTER TABLE {{table}} ADD COLUMN IF NOT EXISTS new_column TEXT;\n",
     "-- takes back: {{name}}\n\nALTER TABLE {{table}} DROP COLUMN IF EXISTS new_column;\n"},
    {"index", "-- {{name}}\n\nCREATE INDEX IF NOT EXISTS idx_{{table}}_column ON {{table}} (column_name);\n",
     "-- takes back: {{name}}\n\nDROP INDEX IF EXISTS idx_{{table}}_column;\n"},
    {"data", "-- {{name}}\n\nUPDATE {{table}} SET column_name = 'value' WHERE column_name IS NULL;\n",
     "-- takes back: {{name}}\n\nUPDATE {{table}} SET column_name = NULL WHERE column_name = 'value';\n"},
    {NULL, "-- {{name}}\n\n", "-- takes back: {{name}}\n\n"},
};

struct fresh {
    TALLOC_CTX *tmp;
    const char *version, *name, *table, *date;
};

/* "Add user preferences" -> "add_user_preferences" */
static enum sk_status
snake_case(char **out, TALLOC_CTX *owner, const char *name, struct sk_error *err)
{
    struct sk_text *text = sk_text_new(owner);
    bool gap = false;
    for (const char *c = name; *c; c++) {
        if (!isalnum((unsigned char)*c)) {
            gap = text->len > 0;
            continue;
        }
        if (gap)
            sk_text_add(text, "_");
        gap = false;
        char lower = (char)tolower((unsigned char)*c);
        sk_text_add_n(text, &lower, 1);
    }
    *out = sk_text_finish(text, owner);
    return **out ? SK_OK
                 : sk_fail(err, SK_EUSAGE, "\"%s\" has no letter or digit that a file name could be made of", name);
}

/* The table that the name is most likely about: what is left without the words around it. */
static const char *
guess_table(TALLOC_CTX *owner, const char *name)
{
    static const char *const words[] = {"create_", "add_", "index_", "update_", "backfill_", "drop_", NULL};
    for (size_t i = 0; words[i]; i++)
        if (strncmp(name, words[i], strlen(words[i])) == 0)
            name += strlen(words[i]);
    const char *to = strstr(name, "_to_"), *on = strstr(name, "_on_");
    name = to ? to + 4 : on ? on + 4 : name;
    size_t len = strlen(name);
    if (len > 6 && strcmp(name + len - 6, "_table") == 0)
        len -= 6;
    return sk_strndup(owner, name, len);
}

static char *
fill(const struct fresh *fresh, const char *template)
{
    const struct {
        const char *key, *value;
    } values[] = {{"{{name}}", fresh->name}, {"{{table}}", fresh->table}, {"{{version}}", fresh->version},
                  {"{{date}}", fresh->date}};
    struct sk_text *text = sk_text_new(fresh->tmp);
    for (const char *c = template; *c;) {
        size_t i = 0;
        while (i < 4 && strncmp(c, values[i].key, strlen(values[i].key)) != 0)
            i++;
        if (i < 4)
            sk_text_add(text, values[i].value);
        else
            sk_text_add_n(text, c, 1);
        c += i < 4 ? strlen(values[i].key) : 1;
    }
    return sk_text_finish(text, fresh->tmp);
}

/* Dates and timestamps count days and seconds; other versions count by one, in as many digits as the last has. */
static const char *
next_version(const struct sk_project *project, TALLOC_CTX *tmp)
{
    const struct sk_migration *last = NULL;
    for (size_t i = 0; i < project->n_known; i++)
        if (!last || sk_version_compare(project->known[i]->version, last->version) > 0)
            last = project->known[i];
    size_t width = last ? strlen(last->version) : 6;
    unsigned long long number = last ? strtoull(last->version, NULL, 10) + 1 : 1;
    if (width == 8 || width == 14) {
        char now[32];
        time_t seconds = time(NULL);
        struct tm tm;
        gmtime_r(&seconds, &tm);
        strftime(now, sizeof now, width == 8 ? "%Y%m%d" : "%Y%m%d%H%M%S", &tm);
        unsigned long long today = strtoull(now, NULL, 10);
        number = today > number ? today : number;
    }
    return sk_printf(tmp, "%0*llu", (int)width, number);
}

/* Does the project keep NAME.up.sql and NAME.down.sql, or NAME.sql and rollback_NAME.sql? */
static bool
is_up_down(const struct sk_project *project)
{
    const struct sk_migration *any = project->n_known ? project->known[project->n_known - 1] : NULL;
    return !any || strstr(any->up_path, ".up.sql");
}

static enum sk_status
template_text(const char **up, const char **down, const struct sk_project *project, TALLOC_CTX *tmp, const char *type,
              struct sk_error *err)
{
    size_t i = 0;
    while (builtin[i].type && (!type || strcmp(builtin[i].type, type) != 0))
        i++;
    *up = builtin[i].up;
    *down = builtin[i].down;
    bool known = builtin[i].type != NULL;
    const char **texts[] = {up, down};
    const char *const suffixes[] = {"up", "down"};
    for (size_t k = 0; type && k < 2; k++) {
        const char *path = sk_printf(tmp, "%s/templates/%s.%s.sql", project->migrations_dir, type, suffixes[k]);
        struct sk_file *file;
        if (access(path, F_OK) != 0)
            continue;
        enum sk_status status = sk_file_read(&file, tmp, path, err);
        if (status)
            return status;
        *texts[k] = sk_strndup(tmp, file->text, file->len);
        known = true;
    }
    if (type && !known) {
        sk_fail(err, SK_EUSAGE, "there is no template \"%s\"", type);
        return sk_hint(err, "The built-in ones are table, column, index and data; others are in templates/."),
               SK_EUSAGE;
    }
    return SK_OK;
}

/* Never overwrites. */
static enum sk_status
write_file(const char *path, const char *text, struct sk_error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return sk_fail(err, SK_EIO, "cannot create \"%s\": %m", path);
    size_t len = strlen(text);
    bool good = write(fd, text, len) == (ssize_t)len;
    if (close(fd) != 0 || !good) {
        sk_fail(err, SK_EIO, "cannot write \"%s\": %m", path);
        unlink(path);
        return SK_EIO;
    }
    return SK_OK;
}

enum sk_status
skein_new(struct skein *skein, const char *name, const char *type, struct sk_created **out, struct sk_error *err)
{
    const struct sk_project *project = skein->project;
    struct fresh fresh = {.tmp = sk_context_new(NULL)};
    struct sk_created *created = sk_new(NULL, struct sk_created);
    const char *up, *down;
    char *snake, date[16];
    time_t now = time(NULL);
    struct tm tm;
    strftime(date, sizeof date, "%Y-%m-%d", gmtime_r(&now, &tm));
    enum sk_status status = snake_case(&snake, fresh.tmp, name, err);
    status = status ? status : template_text(&up, &down, project, fresh.tmp, type, err);
    if (status)
        goto out;
    fresh.version = next_version(project, fresh.tmp);
    fresh.name = snake;
    fresh.table = guess_table(fresh.tmp, snake);
    fresh.date = date;
    const char *const formats[2] = {is_up_down(project) ? "%s/%s_%s.up.sql" : "%s/%s_%s.sql",
                                    is_up_down(project) ? "%s/%s_%s.down.sql" : "%s/%s_rollback_%s.sql"};
    if (mkdir(project->migrations_dir, 0777) != 0 && errno != EEXIST) {
        status = sk_fail(err, SK_EIO, "cannot create the directory \"%s\": %m", project->migrations_dir);
        goto out;
    }
    const char *const texts[2] = {up, down};
    for (size_t i = 0; i < 2 && !status; i++) {
        struct sk_text *path = sk_text_new(created);
        const char *parts[] = {project->migrations_dir, fresh.version, fresh.name};
        size_t part = 0;
        for (const char *c = formats[i]; *c; c++) {
            if (c[0] == '%' && c[1] == 's') {
                sk_text_add(path, parts[part++]);
                c++;
            } else {
                sk_text_add_n(path, c, 1);
            }
        }
        status = skein->options.dry_run ? SK_OK : write_file(path->data, fill(&fresh, texts[i]), err);
        if (!status)
            sk_push(created, created->files, created->n, path->data);
        else if (i == 1)
            unlink(created->files[0]);
    }
out:
    if (status)
        talloc_free(created);
    else
        *out = created;
    talloc_free(fresh.tmp);
    return status;
}
