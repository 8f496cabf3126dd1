/*
 * cli/doc_md.c - the schema as Markdown (GitHub's: tables, fenced mermaid), to be kept beside the migrations.
 *
 * Names, types and expressions stand in code spans, where nothing needs escaping but "`" and, inside a table, "|";
 * comments are a person's prose and are escaped, so that they cannot break out of their cell.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cli/document.h"

/* ---- text ---------------------------------------------------------------------------------------------------- */

/* Prose within a line. */
static void
put_prose(FILE *to, const char *text)
{
    for (const char *c = text; *c; c++) {
        bool inside = c > text && isalnum((unsigned char)c[-1]) && isalnum((unsigned char)c[1]);
        if (*c == '\n')
            fputs("<br>", to);
        else if (*c == '<' || *c == '>' || *c == '&')
            fputs(*c == '<' ? "&lt;" : *c == '>' ? "&gt;" : "&amp;", to);
        else if (strchr("\\`*[]|~#", *c) || (*c == '_' && !inside))
            fprintf(to, "\\%c", *c);
        else
            fputc((unsigned char)*c < ' ' ? ' ' : *c, to);
    }
}

/* The longest run of "`" in the text: the fence has one more. */
static int
ticks(const char *text)
{
    int longest = 0, run = 0;
    for (const char *c = text; *c; c++) {
        run = *c == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void
put_fence(FILE *to, int n)
{
    for (int i = 0; i < n; i++)
        fputc('`', to);
}

/* A code span in a table's cell. */
static void
put_code(FILE *to, const char *text)
{
    int n = ticks(text) + 1;
    const char *space = n > 1 ? " " : "";
    if (!*text)
        return;
    put_fence(to, n);
    fputs(space, to);
    for (const char *c = text; *c; c++) {
        if (*c == '|')
            fputc('\\', to);
        fputc((unsigned char)*c < ' ' ? ' ' : *c, to);
    }
    fputs(space, to);
    put_fence(to, n);
}

/* A paragraph; nothing for NULL. */
static void
put_paragraph(FILE *to, const char *text)
{
    if (!text)
        return;
    put_prose(to, text);
    fputs("\n\n", to);
}

/* ---- tables of Markdown ---------------------------------------------------------------------------------------- */

static void
put_head(FILE *to, const char *const *titles)
{
    for (size_t i = 0; titles[i]; i++)
        fprintf(to, "| %s ", titles[i]);
    fputs("|\n", to);
    for (size_t i = 0; titles[i]; i++)
        fputs("| --- ", to);
    fputs("|\n", to);
}

static void
cell_code(FILE *to, const char *text)
{
    fputs("| ", to);
    put_code(to, text ? text : "");
    fputs(text && *text ? " " : "", to);
}

static void
cell_prose(FILE *to, const char *text)
{
    fputs("| ", to);
    put_prose(to, text ? text : "");
    fputs(text && *text ? " " : "", to);
}

static void
put_link(FILE *to, const struct document *document, const char *kind, const char *schema, const char *name)
{
    char *full = doc_name(document->cli, schema, name);
    char *anchor = doc_anchor(document->cli, kind, schema, name);
    fputc('[', to);
    put_code(to, full);
    fprintf(to, "](#%s)", anchor);
    cli_free(full);
    cli_free(anchor);
}

static void
put_heading(FILE *to, const struct document *document, const char *kind, const char *schema, const char *name)
{
    char *full = doc_name(document->cli, schema, name);
    char *anchor = doc_anchor(document->cli, kind, schema, name);
    fprintf(to, "### <a id=\"%s\"></a>", anchor);
    put_code(to, full);
    fputs("\n\n", to);
    cli_free(full);
    cli_free(anchor);
}

/* ---- a table of the database --------------------------------------------------------------------------------- */

static bool
any_comment(const struct sk_schema_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].comment)
            return true;
    return false;
}

static bool
any_stored(const struct sk_schema_table *table)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].stored)
            return true;
    return false;
}

static void
put_columns(FILE *to, const struct document *document, const struct sk_schema_table *table)
{
    bool comments = any_comment(table), stored = any_stored(table);
    const char *titles[8] = {"Column", "Type"};
    size_t n = 2;
    if (stored)
        titles[n++] = "Stored as";
    titles[n++] = "Null";
    titles[n++] = "Default";
    titles[n++] = "Key";
    if (comments)
        titles[n++] = "Description";
    if (table->n_columns == 0)
        return;
    put_head(to, titles);
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_schema_column *column = &table->columns[i];
        char *value = doc_default(document->cli, column);
        cell_code(to, column->name);
        cell_code(to, column->type);
        if (stored)
            cell_code(to, column->stored);
        cell_prose(to, column->not_null ? "no" : "yes");
        cell_code(to, value);
        cell_prose(to, column->primary_key && column->foreign_key ? "primary, foreign"
                       : column->primary_key                      ? "primary"
                       : column->foreign_key && column->unique    ? "foreign, unique"
                       : column->foreign_key                      ? "foreign"
                       : column->unique                           ? "unique"
                                                                  : "");
        if (comments)
            cell_prose(to, column->comment);
        fputs("|\n", to);
        cli_free(value);
    }
    fputc('\n', to);
}

/* "- **primary key** `users_pkey`: `id`" */
static void
put_constraint(FILE *to, const struct document *document, const struct sk_schema_constraint *k)
{
    char *columns = doc_list(document->cli, k->n_columns, k->columns);
    char *remarks = doc_actions(document->cli, k);
    fprintf(to, "- %s ", k->kind);
    put_code(to, k->name);
    fputs(": ", to);
    put_code(to, k->definition ? k->definition : columns);
    if (k->ref_table) {
        char *theirs = doc_list(document->cli, k->n_ref_columns, k->ref_columns);
        fputs(" → ", to);
        put_link(to, document, "table", k->ref_schema, k->ref_table);
        fputs(" (", to);
        put_code(to, theirs);
        fputc(')', to);
        cli_free(theirs);
    }
    if (remarks)
        fprintf(to, "%s%s", *k->kind == 'f' ? " " : ", ", remarks);
    if (k->comment) {
        fputs(" (", to);
        put_prose(to, k->comment);
        fputc(')', to);
    }
    fputc('\n', to);
    cli_free(columns);
    cli_free(remarks);
}

static void
put_item(FILE *to, const char *name, const char *what, const char *remarks, const char *comment)
{
    fputs("- ", to);
    put_code(to, name);
    fputs(": ", to);
    put_code(to, what);
    if (remarks) {
        fputs(", ", to);
        put_prose(to, remarks);
    }
    if (comment) {
        fputs(" (", to);
        put_prose(to, comment);
        fputc(')', to);
    }
    fputc('\n', to);
}

static void
put_indexes(FILE *to, const struct document *document, size_t n, const struct sk_schema_index *indexes)
{
    for (size_t i = 0; i < n; i++) {
        char *keys = doc_list(document->cli, indexes[i].n_keys, indexes[i].keys);
        char *remarks = doc_index_remarks(document->cli, &indexes[i]);
        fputs(i ? "" : "Indexes:\n\n", to);
        put_item(to, indexes[i].name, keys, remarks, indexes[i].comment);
        cli_free(keys);
        cli_free(remarks);
    }
    fputs(n ? "\n" : "", to);
}

static void
put_triggers(FILE *to, const struct document *document, size_t n, const struct sk_schema_trigger *triggers)
{
    for (size_t i = 0; i < n; i++) {
        char *what = doc_trigger_remarks(document->cli, &triggers[i]);
        fputs(i ? "" : "Triggers:\n\n", to);
        put_item(to, triggers[i].name, what, NULL, triggers[i].comment);
        cli_free(what);
    }
    fputs(n ? "\n" : "", to);
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
        const struct sk_schema_table *child = &schema->tables[relation->child];
        char *columns = doc_list(document->cli, relation->key->n_columns, relation->key->columns);
        fputs(any ? "- " : "Referred to by:\n\n- ", to);
        put_link(to, document, "table", child->schema, child->name);
        fputs(" (", to);
        put_code(to, columns);
        fputs(")\n", to);
        any = true;
        cli_free(columns);
    }
    fputs(any ? "\n" : "", to);
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
            fputs(any ? ", " : "Read by the views: ", to);
            put_link(to, document, "view", view->schema, view->name);
            any = true;
        }
    }
    fputs(any ? "\n\n" : "", to);
}

static void
put_table(FILE *to, const struct document *document, size_t i)
{
    const struct sk_schema_table *table = &document->schema->tables[i];
    put_heading(to, document, "table", table->schema, table->name);
    put_paragraph(to, table->comment);
    if (table->partition_by) {
        fputs("Partitioned by ", to);
        put_code(to, table->partition_by);
        fputs(".\n\n", to);
    }
    put_columns(to, document, table);
    for (size_t k = 0; k < table->n_constraints; k++) {
        fputs(k ? "" : "Constraints:\n\n", to);
        put_constraint(to, document, &table->constraints[k]);
    }
    fputs(table->n_constraints ? "\n" : "", to);
    put_indexes(to, document, table->n_indexes, table->indexes);
    put_triggers(to, document, table->n_triggers, table->triggers);
    put_referrers(to, document, i);
    put_readers(to, document, false, i);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static void
put_view(FILE *to, const struct document *document, size_t i)
{
    const struct sk_schema_view *view = &document->schema->views[i];
    put_heading(to, document, "view", view->schema, view->name);
    put_paragraph(to, view->comment);
    char *columns = doc_list(document->cli, view->n_columns, view->columns);
    fputs(view->materialized ? "Materialized. " : "", to);
    fputs("Columns: ", to);
    put_code(to, columns);
    fputs("\n\n", to);
    if (view->query && *view->query) {
        int fence = ticks(view->query) + 1;
        put_fence(to, fence < 3 ? 3 : fence);
        fprintf(to, "sql\n%s\n", view->query);
        put_fence(to, fence < 3 ? 3 : fence);
        fputs("\n\n", to);
    }
    for (size_t k = 0; k < view->n_sources; k++) {
        const struct sk_schema_source *source = &view->sources[k];
        fputs(k ? ", " : "Reads: ", to);
        put_link(to, document, source->is_view ? "view" : "table", source->schema, source->name);
    }
    fputs(view->n_sources ? "\n\n" : "", to);
    put_indexes(to, document, view->n_indexes, view->indexes);
    put_triggers(to, document, view->n_triggers, view->triggers);
    put_readers(to, document, true, i);
    cli_free(columns);
}

static void
put_types(FILE *to, const struct document *document)
{
    static const char *const titles[] = {"Type", "Is", "Description", NULL};
    const struct sk_schema *schema = document->schema;
    if (schema->n_types == 0)
        return;
    fputs("## Types\n\n", to);
    put_head(to, titles);
    for (size_t i = 0; i < schema->n_types; i++) {
        const struct sk_schema_type *type = &schema->types[i];
        char *name = doc_name(document->cli, type->schema, type->name);
        char *remarks = doc_type_remarks(document->cli, type);
        cell_code(to, name);
        cell_code(to, remarks);
        cell_prose(to, type->comment);
        fputs("|\n", to);
        cli_free(name);
        cli_free(remarks);
    }
    fputc('\n', to);
}

static void
put_functions(FILE *to, const struct document *document)
{
    static const char *const titles[] = {"Function", "Returns", "Language", NULL};
    const struct sk_schema *schema = document->schema;
    if (schema->n_functions == 0)
        return;
    fputs("## Functions\n\n", to);
    put_head(to, titles);
    for (size_t i = 0; i < schema->n_functions; i++) {
        const struct sk_schema_function *function = &schema->functions[i];
        char *name = doc_name(document->cli, function->schema, function->name);
        char *call = cli_printf(document->cli, "%s(%s)", name, function->arguments);
        cell_code(to, call);
        if (function->procedure)
            cell_prose(to, "(a procedure)");
        else
            cell_code(to, function->returns);
        cell_prose(to, function->language);
        fputs("|\n", to);
        cli_free(name);
        cli_free(call);
    }
    fputc('\n', to);
}

static void
put_sequences(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    for (size_t i = 0; i < schema->n_sequences; i++) {
        const struct sk_schema_sequence *sequence = &schema->sequences[i];
        char *name = doc_name(document->cli, sequence->schema, sequence->name);
        fputs(i ? "- " : "## Sequences\n\n- ", to);
        put_code(to, name);
        fprintf(to, ": from %lld by %lld\n", (long long)sequence->start, (long long)sequence->increment);
        cli_free(name);
    }
    fputs(schema->n_sequences ? "\n" : "", to);
}

static void
put_overview(FILE *to, const struct document *document)
{
    static const char *const titles[] = {"Table", "Columns", "Refers to", "Description", NULL};
    const struct sk_schema *schema = document->schema;
    put_head(to, titles);
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct sk_schema_table *table = &schema->tables[i];
        const char *separator = "";
        fputs("| ", to);
        put_link(to, document, "table", table->schema, table->name);
        fprintf(to, " | %zu | ", table->n_columns);
        for (size_t k = 0; k < schema->n_relations; k++) {
            const struct sk_schema_table *parent = &schema->tables[schema->relations[k].parent];
            bool again = k > 0 && schema->relations[k - 1].child == i &&
                         schema->relations[k - 1].parent == schema->relations[k].parent;
            if (schema->relations[k].child != i || again)
                continue;
            char *name = doc_name(document->cli, parent->schema, parent->name);
            fputs(separator, to);
            put_code(to, name);
            separator = ", ";
            cli_free(name);
        }
        fputs(*separator ? " " : "", to);
        cell_prose(to, table->comment);
        fputs("|\n", to);
    }
    fputc('\n', to);
}

static void
put_origin(FILE *to, const struct document *document)
{
    fputs("# Database schema\n\n"
          "<!-- Written by `skein schema --format md`: change a migration, not this file. -->\n\n",
          to);
    if (document->schema->engine) {
        fprintf(to, "As it stands in a database of %s.\n\n", document->schema->engine);
    } else if (document->n_steps) {
        const struct document_step *last = &document->steps[document->n_steps - 1];
        fprintf(to, "After %zu migration%s, the last of them ", document->n_steps, document->n_steps == 1 ? "" : "s");
        put_code(to, last->version);
        fputc(' ', to);
        put_prose(to, last->name ? last->name : "");
        fputs(".\n\n", to);
    }
}

void
doc_md(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    put_origin(to, document);
    if (schema->n_tables) {
        put_overview(to, document);
        fputs("## Diagram\n\n```mermaid\n", to);
        doc_mermaid(to, document);
        fputs("```\n\n## Tables\n\n", to);
    }
    for (size_t i = 0; i < schema->n_tables; i++)
        put_table(to, document, i);
    fputs(schema->n_views ? "## Views\n\n" : "", to);
    for (size_t i = 0; i < schema->n_views; i++)
        put_view(to, document, i);
    put_types(to, document);
    put_functions(to, document);
    put_sequences(to, document);
}
