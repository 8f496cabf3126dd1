/*
 * cli/doc_mermaid.c - the schema as a mermaid erDiagram, which Git forges draw inside Markdown.
 *
 * Its grammar is narrow (https://mermaid.js.org/syntax/entityRelationshipDiagram.html): types and attributes are words
 * of letters, digits, "-", "_" and brackets; the names of entities, and all labels, may stand in quotes, but hold no
 * '"', '%' or
 * '\'. What does not fit is replaced, and told in the attribute's comment.
 */
#include <ctype.h>
#include <string.h>

#include "cli/document.h"

/* A word of the grammar; false: something was replaced. */
static bool
put_word(FILE *to, const char *text)
{
    bool same = true;
    for (const char *c = text; *c; c++) {
        unsigned char byte = (unsigned char)*c;
        bool letter = byte < 128 && isalpha(byte);
        if (c == text && !letter && byte != '_') {
            fputc('_', to);
            same = false;
        }
        if (letter || (byte < 128 && isdigit(byte)) || (byte && strchr("_-()[]", byte)))
            fputc(byte, to);
        else if ((byte & 0xc0) != 0x80) /* once for a character */
            fputc('_', to), same = false;
    }
    return same;
}

static void
put_quoted(FILE *to, const char *text)
{
    fputc('"', to);
    for (const char *c = text; *c; c++) {
        switch (*c) {
        case '"':
            fputc('\'', to);
            break;
        case '\\':
        case '%':
            fputc('/', to);
            break;
        default:
            fputc((unsigned char)*c < ' ' ? ' ' : *c, to);
        }
    }
    fputc('"', to);
}

/* Where quotes cannot hold the name, the table has a number, and the name as its label. */
static void
put_entity(FILE *to, const struct document *document, size_t i, bool label)
{
    const struct sk_schema_table *table = &document->schema->tables[i];
    char *name = doc_name(document->cli, table->schema, table->name);
    if (!strpbrk(name, "\"\\%") && *name) {
        put_quoted(to, name);
    } else {
        fprintf(to, "table%zu", i + 1);
        if (label) {
            fputc('[', to);
            put_quoted(to, name);
            fputc(']', to);
        }
    }
    cli_free(name);
}

static void
put_attribute(FILE *to, const struct document *document, const struct sk_schema_column *column)
{
    char *type = doc_short_type(document->cli, column->type);
    const char *separator = " ";
    fputs("        ", to);
    put_word(to, type);
    fputc(' ', to);
    bool same = put_word(to, column->name);
    if (column->primary_key)
        fprintf(to, "%sPK", separator), separator = ", ";
    if (column->foreign_key)
        fprintf(to, "%sFK", separator), separator = ", ";
    if (column->unique)
        fprintf(to, "%sUK", separator);
    if (!same || column->comment)
        fputc(' ', to);
    if (!same && column->comment) {
        char *both = cli_printf(document->cli, "%s: %s", column->name, column->comment);
        put_quoted(to, both);
        cli_free(both);
    } else if (!same || column->comment) {
        put_quoted(to, same ? column->comment : column->name);
    }
    fputc('\n', to);
    cli_free(type);
}

static void
put_relation(FILE *to, const struct document *document, const struct sk_schema_relation *relation)
{
    char *columns = doc_list(document->cli, relation->key->n_columns, relation->key->columns);
    fputs("    ", to);
    put_entity(to, document, relation->parent, false);
    fprintf(to, " %s--%s ", relation->required ? "||" : "|o", relation->single ? "o|" : "o{");
    put_entity(to, document, relation->child, false);
    fputs(" : ", to);
    put_quoted(to, columns);
    fputc('\n', to);
    cli_free(columns);
}

void
doc_mermaid(FILE *to, const struct document *document)
{
    const struct sk_schema *schema = document->schema;
    fputs("erDiagram\n", to);
    for (size_t i = 0; i < schema->n_tables; i++) {
        fputs("    ", to);
        put_entity(to, document, i, true);
        if (schema->tables[i].n_columns == 0) { /* an empty pair of braces is no entity to older versions */
            fputc('\n', to);
            continue;
        }
        fputs(" {\n", to);
        for (size_t k = 0; k < schema->tables[i].n_columns; k++)
            put_attribute(to, document, &schema->tables[i].columns[k]);
        fputs("    }\n", to);
    }
    for (size_t i = 0; i < schema->n_relations; i++)
        put_relation(to, document, &schema->relations[i]);
}
