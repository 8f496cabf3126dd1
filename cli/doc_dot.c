/*
 * cli/doc_dot.c - the schema as a drawing for Graphviz: a box for each table, a row in it for each column, and from key
 * to key the lines of an entity-relationship diagram, with crow's feet.
 *
 * Parents stand to the left of their children. A line has the colour of the table that it leads to, so that it can be
 * followed where many cross. A parent of many children has them in several columns, not in one tall one; what hangs not
 * together is packed, not stacked.
 */
#include <string.h>

#include "cli/document.h"
#include "cli/html.h"

#define FONT "Helvetica,Arial,sans-serif"
#define TEXT "#1f2933"
#define FAINT "#7b8794"
#define RULE "#e4e7eb"
#define BORDER "#9aa5b1"

/* Dark enough for white letters on them, and for a line on white or on black. */
static const char *const colors[] = {"#3b6ea5", "#2f855a", "#b7562f", "#7a5ba6",
                                     "#a23e63", "#2c7a7b", "#8a6d1f", "#56657a"};

static const char *
color_of(size_t table)
{
    return colors[table % (sizeof colors / sizeof *colors)];
}

/* ---- tables ---------------------------------------------------------------------------------------------------- */

/* Two cells: Graphviz shares spare room among all cells of a row, so that more of them would not line up. */
static void
put_column(FILE *to, const struct document *document, const struct sk_schema_column *column, size_t i)
{
    char *type = doc_short_type(document->cli, column->type);
    const char *keys = column->primary_key && column->foreign_key ? "PK FK"
                       : column->primary_key                      ? "PK"
                       : column->foreign_key && column->unique    ? "FK U"
                       : column->foreign_key                      ? "FK"
                       : column->unique                           ? "U"
                                                                  : "";
    fprintf(to,
            "      <TR><TD PORT=\"c%zu\" BORDER=\"1\" SIDES=\"B\" COLOR=\"" RULE
            "\"><TABLE BORDER=\"0\" CELLBORDER=\"0\" "
            "CELLSPACING=\"0\" CELLPADDING=\"4\"><TR><TD ALIGN=\"LEFT\">%s<FONT COLOR=\"%s\">",
            i, column->primary_key ? "<B>" : "", column->not_null ? TEXT : FAINT);
    html_put(to, "%s</FONT>", *column->name ? column->name : " ");
    fputs(column->primary_key ? "</B>" : "", to);
    if (*keys)
        html_put(to, " <FONT POINT-SIZE=\"8\" COLOR=\"" FAINT "\">%s</FONT>", keys);
    html_put(to,
             "</TD><TD ALIGN=\"RIGHT\"><FONT POINT-SIZE=\"10\" COLOR=\"" FAINT
             "\">%s</FONT></TD></TR></TABLE></TD></TR>\n",
             *type ? type : " ");
    cli_free(type);
}

static void
put_table(FILE *to, const struct document *document, size_t i)
{
    const struct sk_schema_table *table = &document->schema->tables[i];
    char *name = doc_name(document->cli, table->schema, table->name);
    char *anchor = doc_anchor(document->cli, "table", table->schema, table->name);
    html_put(to, "  t%zu [id=\"picture-%s\" class=\"table-%zu\" tooltip=\"%s\"", i, anchor, i,
             table->comment ? table->comment : name);
    if (document->links)
        html_put(to, " URL=\"#%s\"", anchor);
    html_put(to,
             " label=<\n    <TABLE BORDER=\"1\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\" COLOR=\"" BORDER
             "\" BGCOLOR=\"#ffffff\">\n      <TR><TD BGCOLOR=\"%s\" CELLPADDING=\"6\"><FONT COLOR=\"#ffffff\" "
             "POINT-SIZE=\"12\"><B>%s</B></FONT></TD></TR>\n",
             color_of(i), *name ? name : " ");
    for (size_t k = 0; k < table->n_columns; k++)
        put_column(to, document, &table->columns[k], k);
    fputs("    </TABLE>>];\n", to);
    cli_free(name);
    cli_free(anchor);
}

static bool
same_schema(const struct sk_schema_table *a, const struct sk_schema_table *b)
{
    return strcmp(a->schema ? a->schema : "", b->schema ? b->schema : "") == 0;
}

/* Each schema but the usual one gets a frame. */
static void
put_tables(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    for (size_t i = 0; i < schema->n_tables; i++) {
        const struct sk_schema_table *table = &schema->tables[i];
        bool first = i == 0 || !same_schema(table, table - 1);
        bool last = i + 1 == schema->n_tables || !same_schema(table, table + 1);
        if (table->schema && first) {
            html_put(to,
                     "  subgraph cluster_%zu {\n  style=\"rounded\" color=\"" BORDER "\" fontcolor=\"" FAINT
                     "\" margin=16 label=\"%s\"\n",
                     i, table->schema);
        }
        put_table(to, document, i);
        if (table->schema && last)
            fputs("  }\n", to);
    }
}

/* ---- views: what they are made of, not what they hold ---------------------------------------------------------- */

static void
put_view(FILE *to, const struct document *document, size_t i)
{
    const struct sk_schema_view *view = &document->schema->views[i];
    char *name = doc_name(document->cli, view->schema, view->name);
    char *anchor = doc_anchor(document->cli, "view", view->schema, view->name);
    html_put(to, "  v%zu [id=\"picture-%s\" class=\"view-%zu\" tooltip=\"%s\"", i, anchor, i,
             view->comment ? view->comment : name);
    if (document->links)
        html_put(to, " URL=\"#%s\"", anchor);
    html_put(to,
             " shape=box style=\"rounded,dashed,filled\" color=\"" BORDER
             "\" fillcolor=\"#ffffff\" margin=\"0.12,0.06\" "
             "label=<<I>%s</I> <FONT POINT-SIZE=\"8\" COLOR=\"" FAINT "\">view</FONT>>];\n",
             *name ? name : " ");
    for (size_t k = 0; k < view->n_sources; k++) {
        const struct sk_schema_source *source = &view->sources[k];
        const char *kind = source->is_view ? "v" : "t";
        html_put(to,
                 "  %s%zu -> v%zu [dir=none style=\"dotted\" color=\"" FAINT
                 "\" class=\"%s-%zu of-%zu\" tooltip=\"read by %s\"];\n",
                 kind, source->at, i, source->is_view ? "in" : "to", source->at, i, name);
    }
    cli_free(name);
    cli_free(anchor);
}

/* ---- relations ------------------------------------------------------------------------------------------------- */

/* Where the column stands in its table; 0 for one that is not there. */
static size_t
port(const struct sk_schema_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, column) == 0)
            return i;
    return 0;
}

static void
put_tooltip(FILE *to, const struct document *document, const struct sk_schema_relation *relation)
{
    const struct sk_schema *schema = document->schema;
    const struct sk_schema_table *child = &schema->tables[relation->child], *parent = &schema->tables[relation->parent];
    char *from = doc_name(document->cli, child->schema, child->name),
         *into = doc_name(document->cli, parent->schema, parent->name);
    char *ours = doc_list(document->cli, relation->key->n_columns, relation->key->columns);
    char *theirs = doc_list(document->cli, relation->key->n_ref_columns, relation->key->ref_columns);
    char *actions = doc_actions(document->cli, relation->key);
    char *text = cli_printf(document->cli, "%s (%s) → %s (%s)%s%s", from, ours, into, theirs, actions ? " " : "",
                            actions ? actions : "");
    html_put(to, "%s", text);
    cli_free(from);
    cli_free(into);
    cli_free(ours);
    cli_free(theirs);
    cli_free(actions);
    cli_free(text);
}

/* How far to the right of its parent each child stands: `lengths` has one for each relation. */
static void
spread(const struct sk_schema *schema, size_t *lengths, size_t *n_children, size_t *last_child)
{
    enum { PER_COLUMN = 6 };
    for (size_t i = 0; i < schema->n_relations; i++) {
        const struct sk_schema_relation *relation = &schema->relations[i];
        if (relation->child == relation->parent)
            continue;
        if (last_child[relation->parent] != relation->child + 1) /* relations are sorted by child */
            n_children[relation->parent]++;
        last_child[relation->parent] = relation->child + 1;
        lengths[i] = n_children[relation->parent];
    }
    for (size_t i = 0; i < schema->n_relations; i++) {
        size_t columns = (n_children[schema->relations[i].parent] + PER_COLUMN - 1) / PER_COLUMN;
        lengths[i] = columns > 1 && lengths[i] ? 1 + (lengths[i] - 1) % columns : 1;
    }
}

/* A key of several columns is several lines; the first of them has the feet. */
static void
put_relation(FILE *to, const struct document *document, size_t i, size_t length)
{
    const struct sk_schema_relation *relation = &document->schema->relations[i];
    const struct sk_schema_constraint *key = relation->key;
    const struct sk_schema_table *child = &document->schema->tables[relation->child];
    const struct sk_schema_table *parent = &document->schema->tables[relation->parent];
    size_t n = key->n_columns < key->n_ref_columns ? key->n_columns : key->n_ref_columns;
    for (size_t k = 0; k < n; k++) {
        fprintf(to, "  t%zu:c%zu -> t%zu:c%zu [color=\"%s\" class=\"to-%zu from-%zu\"", relation->parent,
                port(parent, key->ref_columns[k]), relation->child, port(child, key->columns[k]),
                color_of(relation->parent), relation->parent, relation->child);
        if (k == 0)
            fprintf(to, " arrowtail=\"%s\" arrowhead=\"%s\"", relation->required ? "teetee" : "teeodot",
                    relation->single ? "teeodot" : "crowodot");
        else
            fputs(" arrowtail=\"none\" arrowhead=\"none\" style=\"dashed\"", to);
        if (length > 1)
            fprintf(to, " minlen=\"%zu\"", length);
        fputs(" tooltip=\"", to);
        put_tooltip(to, document, relation);
        fputs("\"];\n", to);
    }
}

static void
put_relations(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    size_t *lengths = cli_alloc(document->cli, (schema->n_relations + 1) * sizeof *lengths);
    size_t *counts = cli_alloc(document->cli, (2 * schema->n_tables + 1) * sizeof *counts);
    spread(schema, lengths, counts, counts + schema->n_tables);
    for (size_t i = 0; i < schema->n_relations; i++)
        put_relation(to, document, i, lengths[i]);
    cli_free(lengths);
    cli_free(counts);
}

void
doc_dot(FILE *to, const struct document *document)
{
    fputs("digraph schema {\n"
          "  graph [rankdir=LR pack=12 pad=0.2 nodesep=0.45 ranksep=1.0 bgcolor=\"transparent\" fontname=\"" FONT
          "\" fontsize=12];\n"
          "  node [shape=plain fontname=\"" FONT "\" fontsize=11 fontcolor=\"" TEXT "\"];\n"
          "  edge [dir=both arrowsize=0.8 penwidth=1.3];\n",
          to);
    put_tables(to, document);
    put_relations(to, document);
    for (size_t i = 0; i < document->schema->n_views; i++)
        put_view(to, document, i);
    fputs("}\n", to);
}
