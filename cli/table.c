/* cli/table.c - see table.h. Tables on a terminal are libsmartcols's. */
#include "cli/table.h"

#include <inttypes.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

struct table {
    struct cli *cli;
    size_t n_columns;
    struct libscols_table *smart; /* NULL where the rows are written as lines at once */
};

static void
must(bool done)
{
    if (!done)
        abort(); /* libsmartcols fails for want of memory alone */
}

struct table *
table_new(struct cli *cli, const struct column *columns, size_t n)
{
    struct table *table = cli_alloc(cli, sizeof *table);
    *table = (struct table){.cli = cli, .n_columns = n};
    if (!cli->out.is_terminal)
        return table;
    must((table->smart = scols_new_table()) != NULL);
    scols_table_enable_colors(table->smart, cli->out.color);
    scols_table_set_termforce(table->smart, SCOLS_TERMFORCE_ALWAYS);
    scols_table_set_termwidth(table->smart, terminal_width(&cli->out));
    scols_table_set_column_separator(table->smart, "  ");
    for (size_t i = 0; i < n; i++) {
        int flags =
            (columns[i].right ? SCOLS_FL_RIGHT : 0) | (columns[i].wraps ? SCOLS_FL_WRAP : 0);
        must(scols_table_new_column(table->smart, columns[i].title, 0, flags) != NULL);
    }
    return table;
}

static void
put_field(FILE *stream, const char *text)
{
    static const char special[] = "\t\n\r\\", letters[] = "tnr\\";
    for (const char *c = text ? text : ""; *c; c++) {
        const char *found = strchr(special, *c);
        if (found)
            fprintf(stream, "\\%c", letters[found - special]);
        else
            fputc(*c, stream);
    }
}

static void
put_line(const struct table *table, const struct cell *cells)
{
    FILE *stream = table->cli->out.stream;
    for (size_t i = 0; i < table->n_columns; i++) {
        fputs(i > 0 ? "\t" : "", stream);
        put_field(stream, cells[i].text);
    }
    fputc('\n', stream);
}

void
table_row(struct table *table, const struct cell *cells)
{
    if (!table->smart) {
        put_line(table, cells);
        return;
    }
    struct libscols_line *line = scols_table_new_line(table->smart, NULL);
    must(line != NULL);
    for (size_t i = 0; i < table->n_columns; i++) {
        const char *color = terminal_on(&table->cli->out, cells[i].style);
        must(scols_line_set_data(line, i, cells[i].text) == 0);
        if (*color)
            must(scols_cell_set_color(scols_line_get_cell(line, i), color) == 0);
    }
}

void
table_end(struct table *table)
{
    if (table->smart) {
        fflush(table->cli->out.stream);
        if (!scols_table_is_empty(table->smart))
            scols_print_table(table->smart);
        scols_unref_table(table->smart);
    }
    cli_free(table);
}

const char *
table_time(struct cli *cli, const char *time)
{
    const char *t = time && cli->out.is_terminal ? strchr(time, 'T') : NULL;
    if (!t || strlen(t) < strlen("T00:00:00"))
        return time;
    return cli_printf(cli, "%.*s %.8s", (int)(t - time), time, t + 1);
}

const char *
table_duration(struct cli *cli, int64_t ms)
{
    if (ms < 0)
        return NULL;
    return cli->out.is_terminal ? progress_duration(cli, ms) : cli_printf(cli, "%" PRId64, ms);
}

const char *
table_number(struct cli *cli, int64_t number)
{
    return number < 0 ? NULL : cli_printf(cli, "%" PRId64, number);
}
