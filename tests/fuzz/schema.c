/* tests/fuzz/schema.c - the symbols that look at the schema: names of what there is, and of what is new. */
#include "tests/fuzz/generator_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ---------------------------------------------------------------------------------------------------- */

/* No word of PostgreSQL's that is reserved has a digit or an underscore in it, but for a few (current_date). */
void
gen_name(struct generator *g, const char *name)
{
    size_t plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    bool bare = !name[plain] && strpbrk(name, "0123456789") && !strchr("0123456789", *name);
    if (bare)
        sk_text_add(g->out, name);
    else
        sk_text_ident(g->out, name, '"');
    g->name = name;
}

/* {new PREFIX}: now and then one that has to be quoted. */
static void
new_name(struct generator *g, const char *prefix)
{
    static const char *const odd[] = {"%s %u", "%s\"%u", "%s%uX", "%s'%u", "%s`%u", "größe %s%u", "%s.%u", "%s-%u",
                                      "%s$%u", "%s%%%u", "%s\\%u", "%s;%u", "%s?%u", "%s:x%u"};
    static const char *const words[] = {"order", "group", "user", "key", "index", "values", "rank", "default", "system",
                                        "rows", "check", "Table", "select", "end", "rowid", "condition", "name", "id"};
    unsigned form = gen_random(g, 40), n = ++g->names;
    const char *name;
    if (form == 0 && *prefix == 'c') {
        name = words[gen_random(g, sizeof words / sizeof *words)];
    } else if (form == 1) {
        /* The format is one of a table of constants, all with a name and a number. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        name = sk_printf(g->tmp, odd[gen_random(g, sizeof odd / sizeof *odd)], prefix, n);
#pragma GCC diagnostic pop
    } else {
        name = sk_printf(g->tmp, "%s%u", prefix, n);
    }
    if (*prefix == 'f' || *prefix == 'h')
        g->function = name;
    if (*prefix == 'w' || *prefix == 'm')
        g->view = name;
    if (*prefix == 'n')
        g->local = name;
    gen_name(g, name);
}

/* {rising}: a number beyond all before, also beyond what a sequence has come to from there: SQLite's AUTOINCREMENT
 * never counts below the rows that are there. */
static void
rising(struct generator *g, const char *argument)
{
    (void)argument;
    sk_text_addf(g->out, "%u", 3000 + 100 * ++g->names);
}

/* {last_function}: the one that {new f} or {new h} has named. */
static void
last_function(struct generator *g, const char *argument)
{
    (void)argument;
    gen_name(g, g->function);
}

static void
again(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->name)
        gen_name(g, g->name);
    else
        gen_fail(g);
}

/* {keep}: the name that was made or used last, for {kept}; says nothing. */
static void
keep(struct generator *g, const char *argument)
{
    (void)argument;
    g->kept = g->name;
}

static void
kept(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->kept)
        gen_name(g, g->kept);
    else
        gen_fail(g);
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static const struct sk_table *
any_table(struct generator *g)
{
    return g->catalog->n_tables ? g->catalog->tables[gen_random(g, (unsigned)g->catalog->n_tables)] : NULL;
}

static void
see(struct generator *g, const char *alias, const struct sk_table *table)
{
    if (!table || g->n_visible == sizeof g->visible / sizeof *g->visible)
        gen_fail(g);
    else
        g->visible[g->n_visible++] = (struct visible){alias, table};
}

/* {pick_table}: the table that the statement is about; says nothing. */
static void
pick_table(struct generator *g, const char *argument)
{
    g->table = any_table(g);
    g->n_visible = 0;
    if (g->table && strncmp(g->table->name, "trigger_notes", 13) == 0)
        gen_fail(g); /* triggers fill it */
    see(g, argument, g->table);
}

bool
gen_counts(const struct generator *g, const struct sk_table *table)
{
    for (size_t i = 0; table && i < table->n_columns; i++)
        if (gen_is_numbered(g, table->columns[i]))
            return true;
    return false;
}

/* {pick_plain_table}: one without numbered columns, since a number that is not used is lost in PostgreSQL alone. */
static void
pick_plain_table(struct generator *g, const char *argument)
{
    pick_table(g, argument);
    if (gen_counts(g, g->table))
        gen_fail(g);
}

static void
table(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->table)
        gen_name(g, g->table->name);
    else
        gen_fail(g);
}

static void
other_table(struct generator *g, const char *argument)
{
    const struct sk_table *other = any_table(g);
    (void)argument;
    if (other)
        gen_name(g, other->name);
    else
        gen_fail(g);
}

/* {see NEW}: the table's columns can be used by this name; {blind}: no column can be seen. */
static void
see_as(struct generator *g, const char *alias)
{
    see(g, alias, g->table);
}

static void
blind(struct generator *g, const char *argument)
{
    (void)argument;
    g->n_visible = 0;
}

/* ---- queries -------------------------------------------------------------------------------------------------- */

/* {open}: a query begins; {close}. */
static void
open_query(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->n_marks == sizeof g->marks / sizeof *g->marks)
        gen_fail(g);
    else
        g->marks[g->n_marks++] = g->n_visible;
}

static void
close_query(struct generator *g, const char *argument)
{
    (void)argument;
    g->n_visible = g->marks[--g->n_marks];
}

/* {inner}: only what the query itself has can be seen, for an aggregate of columns of the query around is that one's.
 * {outer}: all can be seen again. */
static void
inner(struct generator *g, const char *argument)
{
    (void)argument;
    g->first_visible = g->n_marks ? g->marks[g->n_marks - 1] : 0;
}

static void
outer(struct generator *g, const char *argument)
{
    (void)argument;
    g->first_visible = 0;
}

/* {ordered int}: what an aggregate takes, in an order that leaves nothing open: by itself. */
static void
ordered(struct generator *g, const char *family)
{
    char *value = gen_string(g, sk_printf(g->tmp, "{%s}", family));
    sk_text_addf(g->out, "%s%s ORDER BY %s", value, strcmp(family, "text") == 0 ? ", ','" : "", value);
}

static void
pick_from(struct generator *g, const char *tables)
{
    static const char *const aliases[] = {"q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7",
                                          "q8", "q9", "q10", "q11", "q12", "q13", "q14", "q15"};
    for (int i = tables ? atoi(tables) : 1; i > 0 && !g->failed; i--) {
        const struct sk_table *one =
            g->block ? gen_block_table(g) : gen_random(g, 6) == 0 ? gen_any_view(g) : NULL;
        see(g, aliases[g->n_visible % 16], one || g->block ? one : any_table(g));
    }
}

static void
from_one(struct generator *g, size_t i)
{
    gen_name(g, g->visible[i].table->name);
    sk_text_addf(g->out, " %s", g->visible[i].alias);
}

/* {from}: what {pick_from} has picked, joined. */
static void
from(struct generator *g, const char *argument)
{
    size_t first = g->n_marks ? g->marks[g->n_marks - 1] : 0, all = g->n_visible;
    (void)argument;
    if (first == all) {
        gen_fail(g);
        return;
    }
    from_one(g, first);
    for (size_t i = first + 1; i < all && !g->failed; i++) {
        gen_text(g, " {join} ");
        from_one(g, i);
        g->n_visible = i + 1;
        gen_text(g, " ON {join_condition}");
    }
    g->n_visible = all;
}

/* {order}: every column that can be ordered by and is seen since the query's beginning, so that the order is one. */
static void
order(struct generator *g, const char *argument)
{
    size_t first = g->n_marks ? g->marks[g->n_marks - 1] : 0;
    bool none = true;
    (void)argument;
    for (size_t i = first; i < g->n_visible; i++)
        for (size_t c = 0; c < g->visible[i].table->n_columns; c++) {
            const struct sk_column *column = g->visible[i].table->columns[c];
            const char *family = gen_family(g, &column->type);
            if (gen_is_volatile(column) || strcmp(family, "json") == 0 || strcmp(family, "none") == 0 ||
                strcmp(family, "interval") == 0)
                continue;
            sk_text_add(g->out, none ? " ORDER BY " : ", ");
            if (g->visible[i].alias)
                sk_text_addf(g->out, "%s.", g->visible[i].alias);
            gen_name(g, column->name);
            none = false;
        }
}

/* ---- parts of the table --------------------------------------------------------------------------------------- */

static const struct sk_column *
any_column(struct generator *g)
{
    return g->table && g->table->n_columns ? g->table->columns[gen_random(g, (unsigned)g->table->n_columns)] : NULL;
}

static void
one_column(struct generator *g, const char *family, bool settable)
{
    const struct sk_column *found = NULL;
    unsigned n = 0;
    bool numbered = family && strcmp(family, "numbered") == 0;
    for (size_t i = 0; g->table && i < g->table->n_columns; i++) {
        const struct sk_column *one = g->table->columns[i];
        bool suits = !family || numbered || strcmp(gen_family(g, &one->type), family) == 0;
        suits = suits && (!numbered || one->identity != SK_IDENTITY_NONE);
        suits = suits && (!settable || (!gen_is_numbered(g, one) && !one->generated &&
                                        !gen_is_replaced(g, g->table, one)));
        if (suits && !gen_is_volatile(one) && gen_random(g, ++n) == 0)
            found = one;
    }
    if (!found) {
        gen_fail(g);
        return;
    }
    g->type = found->type;
    g->column = found->name;
    gen_name(g, found->name);
}

/* {column}, {column FAMILY}, {column numbered}: of the table. */
static void
column(struct generator *g, const char *family)
{
    one_column(g, family, false);
}

/* {settable}: one that is given values: the numbers of a sequence go on from what it has given, whatever else is there,
 * where other engines go on from the highest (docs/sqlite.md, docs/mysql.md). */
static void
settable(struct generator *g, const char *family)
{
    one_column(g, family, true);
}

/* {again_text}: the column that was named last, as a constant. */
static void
again_text(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->column)
        sk_text_literal(g->out, g->column);
    else
        gen_fail(g);
}

/* {again_numbered}: a numbered column of the table, as a constant. */
static void
again_numbered(struct generator *g, const char *argument)
{
    struct sk_text *out = g->out;
    g->out = sk_text_new(g->tmp);
    one_column(g, "numbered", false);
    g->out = out;
    again_text(g, argument);
}

static void
again_column(struct generator *g, const char *argument)
{
    (void)argument;
    if (g->column)
        gen_name(g, g->column);
    else
        gen_fail(g);
}

#define MAX_LIST 8

/* A list of different ones, into `used` too; how many. */
static size_t
put_columns(struct generator *g, const char *argument, const struct sk_column **used)
{
    size_t wanted = argument ? (size_t)atoi(gen_string(g, sk_printf(g->tmp, "{%s}", argument))) : 1, n = 0;
    for (size_t i = 0; i < 12 && n < wanted && n < MAX_LIST; i++) {
        const struct sk_column *one = any_column(g);
        bool again = !one;
        for (size_t k = 0; k < n && !again; k++)
            again = used[k] == one;
        if (again || gen_is_volatile(one))
            continue;
        used[n++] = one;
        sk_text_add(g->out, n > 1 ? ", " : "");
        gen_name(g, one->name);
        g->type = one->type;
    }
    return n;
}

/* {columns 1-3} */
static void
columns(struct generator *g, const char *argument)
{
    const struct sk_column *used[MAX_LIST];
    put_columns(g, argument, used);
}

/* {key_columns 1-3}: that no key of the table has yet. Which of two equal keys a foreign key is bound to, and goes with
 * by CASCADE, is PostgreSQL's own affair: the one that was made first, also after the other one came back. */
static void
key_columns(struct generator *g, const char *argument)
{
    const struct sk_column *used[MAX_LIST];
    size_t n = put_columns(g, argument, used);
    for (size_t i = 0; g->table && i < g->table->n_constraints; i++) {
        const struct sk_constraint *k = g->table->constraints[i];
        size_t same = 0;
        for (size_t c = 0; (k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && c < n; c++)
            same += sk_constraint_has_column(k, used[c]->name);
        if (same == n && k->n_columns == n)
            gen_fail(g);
    }
}

static const struct sk_constraint *
some_key(struct generator *g, const struct sk_table *of)
{
    const struct sk_constraint *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; of && i < of->n_constraints; i++)
        if ((of->constraints[i]->kind == SK_PRIMARY_KEY || of->constraints[i]->kind == SK_UNIQUE) &&
            gen_random(g, ++n) == 0)
            found = of->constraints[i];
    return found;
}

/* {conflict_key}: the columns of a key that the table has. */
static void
conflict_key(struct generator *g, const char *argument)
{
    const struct sk_constraint *key = some_key(g, g->table);
    (void)argument;
    if (!key)
        gen_fail(g);
    for (size_t i = 0; key && i < key->n_columns; i++) {
        sk_text_add(g->out, i ? ", " : "");
        gen_name(g, key->columns[i]);
    }
}

/* {single_key}: the one column of such a key. */
static void
single_key(struct generator *g, const char *argument)
{
    const struct sk_constraint *found = NULL;
    unsigned n = 0;
    (void)argument;
    for (size_t i = 0; g->table && i < g->table->n_constraints; i++) {
        const struct sk_constraint *k = g->table->constraints[i];
        if ((k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE) && k->n_columns == 1 && gen_random(g, ++n) == 0)
            found = k;
    }
    if (found)
        gen_name(g, found->columns[0]);
    else
        gen_fail(g);
}

/* {constraint}, {constraint check|unique|foreign|primary}: the name of one that the table has. */
static void
constraint(struct generator *g, const char *argument)
{
    static const char *const kinds[] = {[SK_PRIMARY_KEY] = "primary", [SK_UNIQUE] = "unique", [SK_CHECK] = "check",
                                        [SK_FOREIGN_KEY] = "foreign", [SK_EXCLUDE] = "exclude"};
    const struct sk_constraint *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; g->table && i < g->table->n_constraints; i++)
        if ((!argument || strcmp(kinds[g->table->constraints[i]->kind], argument) == 0) && gen_random(g, ++n) == 0)
            found = g->table->constraints[i];
    if (found)
        gen_name(g, found->name);
    else
        gen_fail(g);
}

static bool
same_family(const struct generator *g, const struct sk_column *a, const struct sk_column *b)
{
    const char *family = gen_family(g, &a->type);
    return strcmp(family, "none") != 0 && strcmp(family, gen_family(g, &b->type)) == 0;
}

/* {foreign_key}: of the table at hand, to a key of any. MySQL takes no row that refers to itself by the number that it
 * is about to get. */
static void
foreign_key(struct generator *g, const char *argument)
{
    const struct sk_table *parent = any_table(g);
    const struct sk_constraint *key = some_key(g, parent);
    struct sk_text *own = sk_text_new(g->tmp), *theirs = sk_text_new(g->tmp), *out = g->out;
    (void)argument;
    for (size_t i = 0; key && g->table && i < key->n_columns; i++) {
        const struct sk_column *found = NULL, *to = sk_table_column(parent, key->columns[i]);
        unsigned n = 0;
        if (parent == g->table && gen_is_numbered(g, to))
            gen_fail(g);
        for (size_t c = 0; c < g->table->n_columns; c++)
            if (same_family(g, to, g->table->columns[c]) && gen_random(g, ++n) == 0)
                found = g->table->columns[c];
        if (!found) {
            gen_fail(g);
            return;
        }
        g->out = own;
        sk_text_add(own, i ? ", " : "");
        gen_name(g, found->name);
        g->out = theirs;
        sk_text_add(theirs, i ? ", " : "");
        gen_name(g, to->name);
        g->out = out;
    }
    if (!key || !own->len) {
        gen_fail(g);
        return;
    }
    sk_text_addf(out, "FOREIGN KEY (%s) REFERENCES ", own->data);
    gen_name(g, parent->name);
    if (key->kind != SK_PRIMARY_KEY || gen_random(g, 2))
        sk_text_addf(out, " (%s)", theirs->data);
}

/* ---- other objects -------------------------------------------------------------------------------------------- */

/* One that no column counts by: a sequence that several columns share has its numbers in none of them. */
static const char *
free_sequence(struct generator *g)
{
    const char *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < g->catalog->n_sequences; i++) {
        const struct sk_sequence *one = g->catalog->sequences[i];
        bool taken = one->owner_table != NULL;
        for (size_t t = 0; t < g->catalog->n_tables && !taken; t++)
            for (size_t c = 0; c < g->catalog->tables[t]->n_columns && !taken; c++) {
                struct sk_expr *value = g->catalog->tables[t]->columns[c]->default_expr;
                taken = value && strstr(g->catalog->ops->text(value), one->name);
            }
        if (!taken && gen_random(g, ++n) == 0)
            found = one->name;
    }
    return found;
}

#define ANY(g, items, n) ((n) ? (items)[gen_random((g), (unsigned)(n))]->name : NULL)

static const char *
any_user_type(struct generator *g, enum sk_type_kind kind)
{
    const char *found = NULL;
    unsigned n = 0;
    for (size_t i = 0; i < g->catalog->n_types; i++)
        if (g->catalog->types[i]->kind == kind && gen_random(g, ++n) == 0) {
            found = g->catalog->types[i]->name;
            g->type = (struct sk_type){.kind = kind, .length = -1, .scale = -1,
                                       .schema = g->catalog->types[i]->schema, .name = found};
        }
    return found;
}

static void
object(struct generator *g, const char *what)
{
    const struct sk_catalog *catalog = g->catalog;
    const char *name = NULL;
    if (strcmp(what, "view") == 0)
        name = ANY(g, catalog->views, catalog->n_views);
    else if (strcmp(what, "sequence") == 0)
        name = ANY(g, catalog->sequences, catalog->n_sequences);
    else if (strcmp(what, "free_sequence") == 0)
        name = free_sequence(g);
    else if (strcmp(what, "function") == 0)
        name = ANY(g, catalog->functions, catalog->n_functions);
    else if (strcmp(what, "enum") == 0)
        name = any_user_type(g, SK_TYPE_ENUM);
    else if (strcmp(what, "domain") == 0)
        name = any_user_type(g, SK_TYPE_DOMAIN);
    else if (strcmp(what, "index") == 0)
        name = g->table ? ANY(g, g->table->indexes, g->table->n_indexes) : NULL;
    else if (strcmp(what, "trigger") == 0)
        name = g->table ? ANY(g, g->table->triggers, g->table->n_triggers) : NULL;
    if (name)
        gen_name(g, name);
    else
        gen_fail(g);
}

/* {pick_enum}: {literal} and {typed} are of one from now on; says nothing. */
static void
pick_enum(struct generator *g, const char *argument)
{
    (void)argument;
    if (!any_user_type(g, SK_TYPE_ENUM))
        gen_fail(g);
}

static void
no_queries(struct generator *g, const char *argument)
{
    (void)argument;
    g->no_queries = true;
}

static void
queries(struct generator *g, const char *argument)
{
    (void)argument;
    g->no_queries = false;
}

/* {only sqlite}: the statement is for that engine; says nothing. */
static void
only(struct generator *g, const char *engine)
{
    if (strcmp(g->target, engine) != 0)
        gen_fail(g);
}

static const struct {
    const char *name;
    void (*expand)(struct generator *g, const char *argument);
} symbols[] = {
    {"new", new_name},
    {"rising", rising},
    {"again", again},
    {"keep", keep},
    {"kept", kept},
    {"last_function", last_function},
    {"pick_table", pick_table},
    {"table", table},
    {"other_table", other_table},
    {"see", see_as},
    {"blind", blind},
    {"open", open_query},
    {"close", close_query},
    {"inner", inner},
    {"outer", outer},
    {"ordered", ordered},
    {"pick_from", pick_from},
    {"from", from},
    {"order", order},
    {"pick_plain_table", pick_plain_table},
    {"column", column},
    {"settable", settable},
    {"again_column", again_column},
    {"again_text", again_text},
    {"again_numbered", again_numbered},
    {"columns", columns},
    {"key_columns", key_columns},
    {"conflict_key", conflict_key},
    {"single_key", single_key},
    {"constraint", constraint},
    {"foreign_key", foreign_key},
    {"any", object},
    {"pick_enum", pick_enum},
    {"shallow", gen_shallow},
    {"local", gen_local},
    {"variable", gen_variable},
    {"block", gen_block},
    {"in_block", gen_in_block},
    {"loop", gen_loop},
    {"record", gen_record},
    {"elsewhere", gen_elsewhere},
    {"back", gen_back},
    {"no_queries", no_queries},
    {"queries", queries},
    {"only", only},
    {"type", gen_type},
    {"col", gen_column_of},
    {"literal", gen_literal},
    {"typed", gen_typed},
    {"table_elements", gen_table_elements},
    {"insert_columns", gen_insert_columns},
    {"insert_columns_again", gen_insert_columns_again},
    {"insert_rows", gen_insert_rows},
    {"insert_cells", gen_insert_cells},
    {"select_values", gen_select_values},
    {"select_list", gen_select_list},
};

bool
gen_schema_symbol(struct generator *g, const char *name, const char *argument)
{
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++)
        if (strcmp(symbols[i].name, name) == 0) {
            symbols[i].expand(g, argument);
            return true;
        }
    return false;
}
