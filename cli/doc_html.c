/*
 * cli/doc_html.c - the schema as one page that needs nothing else: no network, no other file.
 *
 * The page is whole without its script, which searches, zooms and remembers the theme (page/page.js). A policy in its
 * head forbids it to fetch anything, so that even a mistake here could not make a reader's browser call somebody. The
 * cards of the tables are in doc_html_cards.c.
 */
#include "cli/doc_html.h"

#include <ctype.h>
#include <string.h>

#include "cli/html.h"

/* ---- head and navigation --------------------------------------------------------------------------------------- */

static void
put_count(FILE *to, size_t n, const char *one, const char *many)
{
    if (n)
        html_put(to, " · %zu %s", n, n == 1 ? one : many);
}

static void
put_head(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
          "script-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"generator\" content=\"skein\">\n<link rel=\"icon\" href=\"data:,\">\n"
          "<title>Database schema</title>\n<style>\n",
          to);
    fputs(page_css, to);
    fputs("</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the tables</a>\n"
          "<header>\n<h1>Database schema</h1>\n<p>",
          to);
    html_put(to, "%zu %s", schema->n_tables, schema->n_tables == 1 ? "table" : "tables");
    put_count(to, schema->n_relations, "relation", "relations");
    put_count(to, schema->n_views, "view", "views");
    put_count(to, schema->n_types, "type", "types");
    if (schema->engine)
        html_put(to, " · read from a database of %s", schema->engine);
    else if (document->n_steps)
        html_put(to, " · after migration <code>%s</code> %s", document->steps[document->n_steps - 1].version,
                 document->steps[document->n_steps - 1].name);
    fputs(
        " <strong id=\"found\" role=\"status\" hidden></strong></p>\n"
        "<div class=\"search\"><input id=\"search\" type=\"search\" placeholder=\"Search\" "
        "aria-label=\"Search tables, columns, comments\" aria-keyshortcuts=\"/\" autocomplete=\"off\" spellcheck=\"false\">"
        "<kbd>/</kbd></div>\n"
        "<button id=\"theme\" type=\"button\" aria-label=\"Light or dark\" title=\"Light or dark\">◐</button>\n"
        "</header>\n<div class=\"layout\">\n",
        to);
}

static void
put_nav_item(FILE *to, const struct document *document, const char *kind, const char *schema, const char *name,
             size_t count)
{
    char *anchor = doc_anchor(document->cli, kind, schema, name);
    char *full = doc_name(document->cli, schema, name);
    html_put(to, "<li data-for=\"%s\"><a href=\"#%s\">%s", anchor, anchor, full);
    if (count)
        html_put(to, "<span class=\"count\">%zu</span>", count);
    fputs("</a></li>\n", to);
    cli_free(anchor);
    cli_free(full);
}

static void
put_nav(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    fputs("<nav aria-label=\"Contents\">\n", to);
    for (size_t i = 0; i < schema->n_tables; i++) {
        fputs(i ? "" : "<h2>Tables</h2>\n<ul>\n", to);
        put_nav_item(to, document, "table", schema->tables[i].schema, schema->tables[i].name,
                     schema->tables[i].n_columns);
    }
    fputs(schema->n_tables ? "</ul>\n" : "", to);
    for (size_t i = 0; i < schema->n_views; i++) {
        fputs(i ? "" : "<h2>Views</h2>\n<ul>\n", to);
        put_nav_item(to, document, "view", schema->views[i].schema, schema->views[i].name, schema->views[i].n_columns);
    }
    fputs(schema->n_views ? "</ul>\n" : "", to);
    fputs("<h2>Also</h2>\n<ul>\n", to);
    if (schema->n_types)
        fputs("<li><a href=\"#types\">Types</a></li>\n", to);
    if (schema->n_functions)
        fputs("<li><a href=\"#functions\">Functions</a></li>\n", to);
    if (schema->n_sequences)
        fputs("<li><a href=\"#sequences\">Sequences</a></li>\n", to);
    fputs("<li><a href=\"#history\">Migrations</a></li>\n</ul>\n</nav>\n<main id=\"main\">\n", to);
}

/* ---- the diagram ----------------------------------------------------------------------------------------------- */

static void
put_picture(FILE *to, const struct document *document)
{
    if (!document->picture || document->schema->n_tables == 0)
        return;
    fputs(
        "<section id=\"diagram\">\n<h2>Diagram</h2>\n<div class=\"card picture\">\n<div class=\"tools\">"
        "<button id=\"zoom-fit\" type=\"button\">Fit</button>"
        "<button id=\"zoom-full\" type=\"button\">100 %</button>"
        "<button id=\"zoom-out\" type=\"button\" aria-label=\"Smaller\">−</button>"
        "<button id=\"zoom-in\" type=\"button\" aria-label=\"Larger\">+</button>"
        "<span>A line ends in a foot where there may be many. Grey columns may be null.</span></div>\n"
        "<div class=\"canvas\" tabindex=\"0\" role=\"group\" aria-label=\"Tables and how they refer to each other\">\n",
        to);
    fputs(document->picture, to);
    fputs("</div>\n</div>\n</section>\n", to);
}

/* ---- history --------------------------------------------------------------------------------------------------- */

/* The day that the migration's head says, or that its version begins with: 20260115, 20260115093000. Child of `owner`;
 * NULL: neither does. */
static char *
day_of(const void *owner, const struct document_step *step)
{
    const char *version = step->version;
    unsigned year, month, day;
    if (step->date && *step->date)
        return cli_strdup(owner, step->date);
    size_t digits = strspn(version, "0123456789");
    if ((digits != 8 && digits != 12 && digits != 14) || sscanf(version, "%4u%2u%2u", &year, &month, &day) != 3)
        return NULL;
    if (year < 1970 || year > 2999 || month < 1 || month > 12 || day < 1 || day > 31)
        return NULL;
    return cli_printf(owner, "%04u-%02u-%02u", year, month, day);
}

/* "2026-01-15T10:00:00.123Z" as "2026-01-15 10:00:00" */
static char *
time_of(const void *owner, const char *at)
{
    char *text = cli_strdup(owner, at);
    text[strcspn(text, ".Z")] = '\0';
    char *t = strchr(text, 'T');
    if (t)
        *t = ' ';
    return text;
}

/* Which columns have anything in them. */
struct history {
    bool days, descriptions, risks, states;
};

static struct history
look(const struct document *document)
{
    struct history has = {0};
    for (size_t i = 0; i < document->n_steps; i++) {
        const struct document_step *step = &document->steps[i];
        char *day = day_of(document->cli, step);
        has.days |= day != NULL;
        has.descriptions |= step->description != NULL;
        has.risks |= step->risk != NULL;
        has.states |= step->status != NULL;
        cli_free(day);
    }
    return has;
}

static void
put_step(FILE *to, const struct document *document, const struct document_step *step, struct history has)
{
    char *day = day_of(document->cli, step);
    html_put(to, "<tr data-item><td class=\"name\"><code>%s</code></td><td>%s</td>", step->version, step->name);
    if (has.days)
        html_put(to, "<td class=\"name\">%s</td>", day);
    if (has.descriptions)
        html_put(to, "<td class=\"prose\">%s</td>", step->description);
    if (has.risks)
        html_put(to, "<td><span class=\"pill %s\">%s</span></td>", step->risk, step->risk ? step->risk : "not rated");
    if (has.states) {
        char *at = step->applied_at ? time_of(document->cli, step->applied_at) : NULL;
        html_put(to, "<td><span class=\"pill %s\">%s</span></td><td class=\"name\">%s</td><td class=\"name\">",
                 step->status, step->status, at);
        if (step->duration_ms >= 0)
            fprintf(to, "%lld ms", (long long)step->duration_ms);
        fputs("</td>", to);
        cli_free(at);
    }
    fputs("</tr>\n", to);
    cli_free(day);
}

static void
put_history(FILE *to, const struct document *document)
{
    struct history has = look(document);
    fputs("<section id=\"history\">\n<h2>Migrations</h2>\n<div class=\"card scroll\">\n", to);
    if (document->n_steps == 0) {
        fputs("<p class=\"nothing\">There is none yet.</p>\n</div>\n</section>\n", to);
        return;
    }
    fputs("<table>\n<thead><tr><th>Version</th><th>Name</th>", to);
    fputs(has.days ? "<th>Date</th>" : "", to);
    fputs(has.descriptions ? "<th>Description</th>" : "", to);
    fputs(has.risks ? "<th>Risk</th>" : "", to);
    fputs(has.states ? "<th>Status</th><th>Applied at (UTC)</th><th>Took</th>" : "", to);
    fputs("</tr></thead>\n<tbody>\n", to);
    for (size_t i = 0; i < document->n_steps; i++)
        put_step(to, document, &document->steps[i], has);
    fputs("</tbody>\n</table>\n</div>\n</section>\n", to);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

void
doc_html(FILE *to, const struct document *document)
{
    put_head(to, document);
    put_nav(to, document);
    put_picture(to, document);
    html_tables(to, document);
    html_views(to, document);
    html_types(to, document);
    put_history(to, document);
    fputs("</main>\n</div>\n<script>\n", to);
    fputs(page_js, to);
    fputs("</script>\n</body>\n</html>\n", to);
}
