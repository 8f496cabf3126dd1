/*
 * tests/fuzz/blocks.c - the symbols of plpgsql.grammar: blocks with variables, and what they do to other tables.
 *
 * AFTER triggers see a statement's rows one by one where PostgreSQL's see all of them (docs/sqlite.md): a row's trigger
 * uses tables that stand before its own, so that none comes to see its own statement half done, by way of others.
 */
#include "tests/fuzz/generator_priv.h"

#include <stdio.h>
#include <string.h>

enum { SHALLOW = 3, RECORDS = 3 };

static const char *const records[RECORDS] = {"r1", "r2", "r3"};

/* {shallow SYMBOL}: with room for an expression, however deep the statements are in which it stands. */
void
gen_shallow(struct generator *g, const char *symbol)
{
    unsigned depth = g->depth;
    g->depth = depth < SHALLOW ? depth : SHALLOW;
    gen_symbol(g, symbol);
    g->depth = depth;
}

/* ---- variables -------------------------------------------------------------------------------------------------- */

/* {local}: a variable of some type, in DECLARE. What comes behind it can use it. */
void
gen_local(struct generator *g, const char *argument)
{
    struct sk_column *made = sk_new(g->block->locals, struct sk_column);
    (void)argument;
    gen_text(g, "{new n} {type local_type}");
    made->name = sk_strdup(made, g->local);
    made->type = g->type;
    gen_text(g, "{local_default}; ");
    sk_push(g->block->locals, g->block->locals->columns, g->block->locals->n_columns, made);
}

/* {variable}, {variable FAMILY}: one of these, which {typed} goes by. */
void
gen_variable(struct generator *g, const char *family)
{
    const struct sk_column *found = NULL;
    const struct sk_table *locals = g->block ? g->block->locals : NULL;
    unsigned n = 0;
    for (size_t i = 0; locals && i < locals->n_columns; i++)
        if ((!family || strcmp(gen_family(g, &locals->columns[i]->type), family) == 0) && gen_random(g, ++n) == 0)
            found = locals->columns[i];
    if (!found) {
        gen_fail(g);
        return;
    }
    g->type = found->type;
    gen_name(g, found->name);
}

/* ---- blocks ----------------------------------------------------------------------------------------------------- */

/* {block KIND}: DECLARE ... BEGIN, the steps of the symbol KIND_body, END. */
void
gen_block(struct generator *g, const char *kind)
{
    struct block block = {.kind = kind, .home = g->table, .locals = sk_new(g->tmp, struct sk_table)};
    if (g->n_visible == sizeof g->visible / sizeof *g->visible) {
        gen_fail(g);
        return;
    }
    g->visible[g->n_visible++] = (struct visible){NULL, block.locals};
    g->block = &block;
    const char *declared = gen_string(g, "{locals}");
    const char *body = gen_string(g, sk_printf(g->tmp, "{%s_body}", kind));
    if (*declared || block.used)
        sk_text_add(g->out, "DECLARE ");
    sk_text_add(g->out, declared);
    for (unsigned i = 0; i < block.used; i++)
        sk_text_addf(g->out, "%s record; ", records[i]);
    sk_text_addf(g->out, "BEGIN %sEND", body);
    g->block = NULL;
}

/* {in_block WHAT}: the symbol KIND_WHAT. */
void
gen_in_block(struct generator *g, const char *what)
{
    gen_symbol(g, sk_printf(g->tmp, "%s_%s", g->block->kind, what));
}

/* {loop}: a loop begins; {loop end}; {loop leave}: what leaves one, where there is one. */
void
gen_loop(struct generator *g, const char *what)
{
    if (what && strcmp(what, "leave") == 0)
        gen_symbol(g, g->block->loops ? "leave_loop" : "assign");
    else if (what)
        g->block->loops--;
    else
        g->block->loops++;
}

/* {record}: a variable for the rows of the loop that begins; {record see}: its fields are those of the last list of
 * results. */
void
gen_record(struct generator *g, const char *what)
{
    unsigned at = g->block->loops - 1;
    if (at >= RECORDS || g->n_visible == sizeof g->visible / sizeof *g->visible) {
        gen_fail(g);
    } else if (what) {
        g->visible[g->n_visible++] = (struct visible){records[at], g->listed};
    } else {
        g->block->used = g->block->used > at ? g->block->used : at + 1;
        sk_text_add(g->out, records[at]);
    }
}

/* ---- other tables ----------------------------------------------------------------------------------------------- */

static bool
refers(const struct sk_table *from, const struct sk_table *to)
{
    for (size_t i = 0; i < from->n_constraints; i++)
        if (from->constraints[i]->kind == SK_FOREIGN_KEY && strcmp(from->constraints[i]->ref_table, to->name) == 0)
            return true;
    return false;
}

/* A table that the block at hand may use; NULL. */
static const struct sk_table *
block_table(struct generator *g, bool plain)
{
    const struct sk_table *found = NULL, *home = g->block->home;
    unsigned n = 0;
    for (size_t i = 0; i < g->catalog->n_tables && g->catalog->tables[i] != home; i++) {
        const struct sk_table *one = g->catalog->tables[i];
        if (!(home && (refers(home, one) || refers(one, home))) && !(plain && gen_counts(g, one)) &&
            gen_random(g, ++n) == 0)
            found = one;
    }
    return found;
}

const struct sk_table *
gen_block_table(struct generator *g)
{
    return block_table(g, false);
}

/* {elsewhere}: the statement that begins is about another table; {elsewhere plain}: one that numbers no rows, in the
 * order of a statement's triggers; {back}. */
void
gen_elsewhere(struct generator *g, const char *plain)
{
    g->table = block_table(g, plain);
    if (!g->table)
        gen_fail(g);
}

void
gen_back(struct generator *g, const char *argument)
{
    (void)argument;
    g->table = g->block->home;
}
