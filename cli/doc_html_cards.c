/* cli/doc_html_cards.c - the page's cards: a table or a view with all that belongs to it, and the lists of types. */
#include <string.h>

#include "cli/doc_html.h"
#include "cli/html.h"

/* ---- columns --------------------------------------------------------------------------------------------------- */

/* The relation that a column is in alone or with others; NULL: none. */
static const struct sk_schema_relation *
relation_of(const struct sk_schema *schema, size_t table, const char *column)
{
    for (size_t i = 0; i < schema->n_relations; i++) {
        const struct sk_schema_relation *relation = &schema->relations[i];
        for (size_t k = 0; relation->child == table && k < relation->key->n_columns; k++)
            if (strcmp(relation->key->columns[k], column) == 0)
                return relation;
    }
    return NULL;
}

static void
put_link(FILE *to, const struct document *document, const char *kind, const char *schema, const char *name)
{
    char *anchor = doc_anchor(document->cli, kind, schema, name);
    char *full = doc_name(document->cli, schema, name);
    html_put(to, "<a href=\"#%s\"><code>%s</code></a>", anchor, full);
    cli_free(anchor);
    cli_free(full);
}

static void
put_table_link(FILE *to, const struct document *document, size_t i)
{
    put_link(to, document, "table", document->schema->tables[i].schema, document->schema->tables[i].name);
}

/* Which of the columns that not every table has this one has. */
struct shape {
    bool stored, references, comments;
};

static struct shape
look(const struct document *document, size_t i)
{
    const struct sk_schema_table *table = &document->schema->tables[i];
    struct shape has = {0};
    for (size_t k = 0; k < table->n_columns; k++) {
        has.stored |= table->columns[k].stored != NULL;
        has.comments |= table->columns[k].comment != NULL;
        has.references |= table->columns[k].foreign_key && relation_of(document->schema, i, table->columns[k].name);
    }
    return has;
}

static void
put_column(FILE *to, const struct document *document, size_t i, const struct sk_schema_column *column, struct shape has)
{
    char *value = doc_default(document->cli, column);
    fputs(column->primary_key ? "<tr data-row><td class=\"name\"><strong>" : "<tr data-row><td class=\"name\">", to);
    html_put(to, "<code>%s</code>", column->name);
    fputs(column->primary_key ? "</strong><span class=\"key pk\" title=\"primary key\">PK</span>" : "", to);
    fputs(column->foreign_key ? "<span class=\"key\" title=\"foreign key\">FK</span>" : "", to);
    fputs(column->unique ? "<span class=\"key\" title=\"unique\">U</span>" : "", to);
    html_put(to, "</td><td class=\"name\"><code>%s</code></td>", column->type);
    if (has.stored)
        html_put(to, "<td class=\"value\"><code>%s</code></td>", column->stored);
    html_put(to, "<td class=\"name faint\">%s</td><td class=\"value\"><code>%s</code></td>",
             column->not_null ? "not null" : "null", value);
    if (has.references) {
        const struct sk_schema_relation *relation = relation_of(document->schema, i, column->name);
        fputs("<td class=\"name\">", to);
        if (relation)
            put_table_link(to, document, relation->parent);
        fputs("</td>", to);
    }
    if (has.comments)
        html_put(to, "<td class=\"prose\">%s</td>", column->comment);
    fputs("</tr>\n", to);
    cli_free(value);
}

static void
put_columns(FILE *to, const struct document *document, size_t i)
{
    const struct sk_schema_table *table = &document->schema->tables[i];
    struct shape has = look(document, i);
    if (table->n_columns == 0)
        return;
    fputs("<div class=\"scroll\"><table>\n<thead><tr><th>Column</th><th>Type</th>", to);
    fputs(has.stored ? "<th>Stored as</th>" : "", to);
    fputs("<th>Null</th><th>Default</th>", to);
    fputs(has.references ? "<th>Refers to</th>" : "", to);
    fputs(has.comments ? "<th>Description</th>" : "", to);
    fputs("</tr></thead>\n<tbody>\n", to);
    for (size_t k = 0; k < table->n_columns; k++)
        put_column(to, document, i, &table->columns[k], has);
    fputs("</tbody>\n</table></div>\n", to);
}

/* ---- what hangs on a table ------------------------------------------------------------------------------------- */

static void
put_comment(FILE *to, const char *comment)
{
    if (comment)
        html_put(to, " <span class=\"faint\">%s</span>", comment);
}

static void
put_constraint(FILE *to, const struct document *document, const struct sk_schema_constraint *k)
{
    char *columns = doc_list(document->cli, k->n_columns, k->columns);
    char *theirs = doc_list(document->cli, k->n_ref_columns, k->ref_columns);
    char *actions = doc_actions(document->cli, k);
    html_put(to, "<li>%s <code>%s</code>", k->kind, k->definition ? k->definition : columns);
    if (k->ref_table) {
        fputs(" → ", to);
        put_link(to, document, "table", k->ref_schema, k->ref_table);
        html_put(to, " <code>(%s)</code>", theirs);
    }
    if (actions)
        html_put(to, " %s", actions);
    html_put(to, " <span class=\"faint\">%s</span>", k->name);
    put_comment(to, k->comment);
    fputs("</li>\n", to);
    cli_free(columns);
    cli_free(theirs);
    cli_free(actions);
}

static void
put_constraints(FILE *to, const struct document *document, const struct sk_schema_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        fputs(i ? "" : "<h4>Constraints</h4>\n<ul>\n", to);
        put_constraint(to, document, &table->constraints[i]);
    }
    fputs(table->n_constraints ? "</ul>\n" : "", to);
}

static void
put_indexes(FILE *to, const struct document *document, size_t n, const struct sk_schema_index *indexes)
{
    for (size_t i = 0; i < n; i++) {
        char *keys = doc_list(document->cli, indexes[i].n_keys, indexes[i].keys);
        char *remarks = doc_index_remarks(document->cli, &indexes[i]);
        fputs(i ? "" : "<h4>Indexes</h4>\n<ul>\n", to);
        html_put(to, "<li><code>%s</code>%s%s <span class=\"faint\">%s</span>", keys, remarks ? ", " : "", remarks,
                 indexes[i].name);
        put_comment(to, indexes[i].comment);
        fputs("</li>\n", to);
        cli_free(keys);
        cli_free(remarks);
    }
    fputs(n ? "</ul>\n" : "", to);
}

static void
put_triggers(FILE *to, const struct document *document, size_t n, const struct sk_schema_trigger *triggers)
{
    for (size_t i = 0; i < n; i++) {
        char *remarks = doc_trigger_remarks(document->cli, &triggers[i]);
        fputs(i ? "" : "<h4>Triggers</h4>\n<ul>\n", to);
        html_put(to, "<li>%s <span class=\"faint\">%s</span>", remarks, triggers[i].name);
        put_comment(to, triggers[i].comment);
        fputs("</li>\n", to);
        cli_free(remarks);
    }
    fputs(n ? "</ul>\n" : "", to);
}

static void
put_referrers(FILE *to, const struct document *document, size_t parent)
{
    const struct sk_schema *schema = document->schema;
    bool any = false;
    for (size_t i = 0; i < schema->n_relations; i++) {
        const struct sk_schema_relation *relation = &schema->relations[i];
        if (relation->parent != parent)
            continue;
        char *columns = doc_list(document->cli, relation->key->n_columns, relation->key->columns);
        fputs(any ? "<li>" : "<h4>Referred to by</h4>\n<ul>\n<li>", to);
        put_table_link(to, document, relation->child);
        html_put(to, " <code>(%s)</code> <span class=\"faint\">%s</span></li>\n", columns,
                 relation->single ? "one at most" : "any number");
        any = true;
        cli_free(columns);
    }
    fputs(any ? "</ul>\n" : "", to);
}

/* Which views read the table or the view that stands at `at`. */
static void
put_readers(FILE *to, const struct document *document, bool is_view, size_t at)
{
    const struct sk_schema *schema = document->schema;
    bool any = false;
    for (size_t i = 0; i < schema->n_views; i++) {
        const struct sk_schema_view *view = &schema->views[i];
        for (size_t k = 0; k < view->n_sources; k++) {
            if (view->sources[k].is_view != is_view || view->sources[k].at != at)
                continue;
            fputs(any ? "<li>" : "<h4>Read by</h4>\n<ul>\n<li>", to);
            put_link(to, document, "view", view->schema, view->name);
            fputs("</li>\n", to);
            any = true;
        }
    }
    fputs(any ? "</ul>\n" : "", to);
}

static void
put_sources(FILE *to, const struct document *document, const struct sk_schema_view *view)
{
    for (size_t i = 0; i < view->n_sources; i++) {
        const struct sk_schema_source *source = &view->sources[i];
        fputs(i ? "<li>" : "<h4>Reads</h4>\n<ul>\n<li>", to);
        put_link(to, document, source->is_view ? "view" : "table", source->schema, source->name);
        fputs("</li>\n", to);
    }
    fputs(view->n_sources ? "</ul>\n" : "", to);
}

/* ---- cards ----------------------------------------------------------------------------------------------------- */

static void
open_card(FILE *to, const struct document *document, const char *kind, const char *schema, const char *name, bool drawn)
{
    char *anchor = doc_anchor(document->cli, kind, schema, name);
    char *full = doc_name(document->cli, schema, name);
    html_put(to, "<article class=\"card %s\" id=\"%s\" data-item>\n<h3><code>%s</code>", kind, anchor, full);
    if (drawn)
        html_put(to,
                 "<a class=\"to-picture\" href=\"#picture-%s\" aria-label=\"%s in the diagram\">in the diagram ↑</a>",
                 anchor, full);
    fputs("</h3>\n", to);
    cli_free(anchor);
    cli_free(full);
}

void
html_tables(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    fputs("<section id=\"tables\">\n<h2>Tables</h2>\n", to);
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct sk_schema_table *table = &schema->tables[i];
        open_card(to, document, "table", table->schema, table->name, document->picture);
        if (table->comment)
            html_put(to, "<p>%s</p>\n", table->comment);
        if (table->partition_by)
            html_put(to, "<p>Partitioned by <code>%s</code></p>\n", table->partition_by);
        put_columns(to, document, i);
        put_constraints(to, document, table);
        put_indexes(to, document, table->n_indexes, table->indexes);
        put_triggers(to, document, table->n_triggers, table->triggers);
        put_referrers(to, document, i);
        put_readers(to, document, false, i);
        fputs("</article>\n", to);
    }
    fputs(schema->n_tables ? "" : "<p class=\"nothing\">There is none.</p>\n", to);
    fputs("</section>\n", to);
}

void
html_views(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    for (size_t i = 0; i < schema->n_views; i++) {
        const struct sk_schema_view *view = &schema->views[i];
        char *columns = doc_list(document->cli, view->n_columns, view->columns);
        fputs(i ? "" : "<section id=\"views\">\n<h2>Views</h2>\n", to);
        open_card(to, document, "view", view->schema, view->name, document->picture);
        if (view->comment)
            html_put(to, "<p>%s</p>\n", view->comment);
        html_put(to, "<p>%sColumns: <code>%s</code></p>\n", view->materialized ? "Materialized. " : "", columns);
        if (view->query && *view->query)
            html_put(to, "<pre tabindex=\"0\">%s</pre>\n", view->query);
        put_sources(to, document, view);
        put_indexes(to, document, view->n_indexes, view->indexes);
        put_triggers(to, document, view->n_triggers, view->triggers);
        put_readers(to, document, true, i);
        fputs("</article>\n", to);
        cli_free(columns);
    }
    fputs(schema->n_views ? "</section>\n" : "", to);
}

/* ---- lists ----------------------------------------------------------------------------------------------------- */

static void
open_list(FILE *to, const char *id, const char *title, const char *first, const char *second, const char *third)
{
    html_put(to,
             "<section id=\"%s\">\n<h2>%s</h2>\n<div class=\"card scroll\"><table>\n<thead><tr><th>%s</th><th>%s</th>"
             "<th>%s</th></tr></thead>\n<tbody>\n",
             id, title, first, second, third);
}

static void
put_type(FILE *to, const struct document *document, const struct sk_schema_type *type)
{
    char *name = doc_name(document->cli, type->schema, type->name);
    char *remarks = doc_type_remarks(document->cli, type);
    html_put(to, "<tr data-item><td class=\"name\"><code>%s</code></td><td>%s</td><td class=\"prose\">%s</td></tr>\n",
             name, remarks, type->comment);
    cli_free(name);
    cli_free(remarks);
}

static void
put_function(FILE *to, const struct document *document, const struct sk_schema_function *function)
{
    char *name = doc_name(document->cli, function->schema, function->name);
    html_put(to, "<tr data-item><td><code>%s(%s)</code></td><td><code>%s</code></td><td>%s</td></tr>\n", name,
             function->arguments, function->procedure ? "" : function->returns, function->language);
    cli_free(name);
}

void
html_types(FILE *to, const struct document *document)
{
    static const char end[] = "</tbody>\n</table></div>\n</section>\n";
    const struct sk_schema *schema = document->schema;
    if (schema->n_types)
        open_list(to, "types", "Types", "Type", "Is", "Description");
    for (size_t i = 0; i < schema->n_types; i++)
        put_type(to, document, &schema->types[i]);
    fputs(schema->n_types ? end : "", to);
    if (schema->n_functions)
        open_list(to, "functions", "Functions", "Function", "Returns", "Language");
    for (size_t i = 0; i < schema->n_functions; i++)
        put_function(to, document, &schema->functions[i]);
    fputs(schema->n_functions ? end : "", to);
    if (schema->n_sequences)
        open_list(to, "sequences", "Sequences", "Sequence", "Starts at", "Goes by");
    for (size_t i = 0; i < schema->n_sequences; i++) {
        const struct sk_schema_sequence *sequence = &schema->sequences[i];
        char *name = doc_name(document->cli, sequence->schema, sequence->name);
        html_put(to, "<tr data-item><td><code>%s</code></td>", name);
        fprintf(to, "<td>%lld</td><td>%lld</td></tr>\n", (long long)sequence->start, (long long)sequence->increment);
        cli_free(name);
    }
    fputs(schema->n_sequences ? end : "", to);
}
