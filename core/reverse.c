/* core/reverse.c - see reverse.h. */
#include "core/reverse.h"

#include <string.h>

#include "core/plan.h"
#include "core/text.h"

/* Something that the migration has made: a table, or a column of one that was there. */
struct made {
    const char *schema, *table, *column;
    size_t n_others; /* that had been made when the table was */
    bool apart;      /* a change of the table is taken back by itself, and so is what comes after it */
};

/* A migration on its way back. */
struct reversing {
    TALLOC_CTX *tmp;
    const struct sk_planner *planner;
    struct sk_catalog *catalog;
    size_t n_made;
    struct made *made;
    size_t n_others;    /* types, functions and the like that the migration has made */
    size_t n_texts;
    const char **texts; /* of each change, the first one first */
    struct sk_reversed *out;
};

const char *
sk_reversal_name(enum sk_reversal label)
{
    static const char *const names[] = {[SK_LOSSLESS] = "lossless",
                                        [SK_STRUCTURE_ONLY] = "structure only",
                                        [SK_IMPOSSIBLE] = "impossible"};
    return names[label];
}

/* ---- what is new ---------------------------------------------------------------------------------------------- */

/* A new table has new columns only. */
static bool
is_new(const void *data, const char *schema, const char *table, const char *column)
{
    const struct reversing *r = data;
    for (size_t i = 0; i < r->n_made; i++) {
        const struct made *m = &r->made[i];
        if (sk_same(m->schema, schema) && sk_same(m->table, table) && (!m->column || sk_same(m->column, column)))
            return true;
    }
    return false;
}

static void
rename_made(struct reversing *r, const struct sk_change *c)
{
    for (size_t i = 0; i < r->n_made; i++) {
        struct made *m = &r->made[i];
        if (c->kind == SK_RENAME_SCHEMA && sk_same(m->schema, c->name))
            m->schema = c->to;
        if (!sk_same(m->schema, c->schema) || !sk_same(m->table, c->name))
            continue;
        if (c->kind == SK_RENAME_TABLE)
            m->table = c->to;
        else if (c->kind == SK_SET_TABLE_SCHEMA)
            m->schema = c->to;
        else if (c->kind == SK_RENAME_COLUMN && sk_same(m->column, c->from))
            m->column = c->to;
    }
}

static void
forget_made(struct reversing *r, const struct sk_change *c)
{
    for (size_t i = r->n_made; i > 0; i--) {
        const struct made *m = &r->made[i - 1];
        if (sk_same(m->schema, c->schema) && sk_same(m->table, c->name) &&
            (c->kind == SK_DROP_TABLE || sk_same(m->column, c->from)))
            sk_take(r->made, r->n_made, i - 1);
    }
}

/* What a table may come to need. */
static bool
makes_other(const struct sk_change *c)
{
    return c->kind == SK_CREATE_TYPE || c->kind == SK_CREATE_FUNCTION || c->kind == SK_CREATE_SEQUENCE ||
           c->kind == SK_CREATE_EXTENSION || c->kind == SK_CREATE_SCHEMA || c->kind == SK_CREATE_COLLATION;
}

/* Names are kept as they are after each change. */
static void
follow(struct reversing *r, const struct sk_change *c)
{
    if (c->redundant)
        return;
    if (c->kind == SK_CREATE_TABLE || c->kind == SK_ADD_COLUMN) {
        struct made m = {.schema = c->schema,
                         .table = c->name,
                         .column = c->kind == SK_ADD_COLUMN ? c->u.column->name : NULL,
                         .n_others = r->n_others};
        sk_push(r->tmp, r->made, r->n_made, m);
    } else if (c->kind == SK_DROP_TABLE || c->kind == SK_DROP_COLUMN) {
        forget_made(r, c);
    } else {
        rename_made(r, c);
    }
}

/* ---- one change ----------------------------------------------------------------------------------------------- */

static struct made *
made_table(const struct reversing *r, const char *schema, const char *table)
{
    for (size_t i = r->n_made; i > 0; i--) {
        struct made *m = &r->made[i - 1];
        if (!m->column && sk_same(m->schema, schema) && sk_same(m->table, table))
            return m;
    }
    return NULL;
}

/* Does the change make the table need what the migration has made after it, and what is therefore dropped before it? */
static bool
needs_later(const struct reversing *r, const struct sk_change *c, const struct made *table)
{
    const struct sk_constraint *k = c->kind == SK_ADD_CONSTRAINT ? c->u.constraint : NULL;
    const struct made *other = k && k->kind == SK_FOREIGN_KEY ? made_table(r, k->ref_schema, k->ref_table) : NULL;
    if (other && other > table)
        return true;
    return r->n_others > table->n_others;
}

/* What is done to a table that the migration makes goes with the table. */
static bool
goes_with_table(const struct reversing *r, const struct sk_change *c)
{
    struct made *table = sk_change_is_of_table(c) ? made_table(r, c->schema, c->name) : NULL;
    if (table && !table->apart)
        table->apart = needs_later(r, c, table);
    return table && !table->apart;
}

static void
say(struct reversing *r, enum sk_reversal label, const char *why, size_t pos_bytes)
{
    if (label <= r->out->label)
        return;
    r->out->label = label;
    r->out->why = sk_strdup(r->tmp, why);
    r->out->pos_bytes = pos_bytes;
}

static enum sk_status
reverse_change(struct reversing *r, const struct sk_script *script, const struct sk_change *change,
               struct sk_error *err)
{
    struct sk_reverse one = {.change = change, .out = sk_text_new(r->tmp), .is_new = is_new, .data = r};
    bool skip = change->redundant || goes_with_table(r, change);
    struct sk_catalog *before = skip ? NULL : sk_catalog_clone(r->tmp, r->catalog);
    enum sk_status status = sk_change_apply(r->catalog, change, err);
    if (status) {
        sk_at(err, script->file, change->pos_bytes);
        return status;
    }
    if (!skip) {
        one.before = before;
        one.after = r->catalog;
        r->planner->source->reverse(&one);
        r->n_others += makes_other(change) && one.out->len; /* what counts in a column goes with it */
        sk_push(r->tmp, r->texts, r->n_texts, one.out->data);
        say(r, one.label, one.why, change->pos_bytes);
    }
    follow(r, change);
    return SK_OK;
}

/* A statement that is for certain engines alone has changed there what nobody has looked at. */
static void
reverse_foreign(struct reversing *r, const struct sk_statement *statement)
{
    if (sk_statement_is_for(statement, r->planner->target->name))
        say(r, SK_IMPOSSIBLE, "the statement is for one engine alone: what it has done is not known",
            statement->pos_bytes);
}

static enum sk_status
reverse_statement(struct reversing *r, const struct sk_script *script, struct sk_statement *statement,
                  struct sk_error *err)
{
    if (statement->foreign) {
        reverse_foreign(r, statement);
        return SK_OK;
    }
    if (statement->transaction_control)
        return SK_OK;
    r->planner->source->read_tree(script, statement);
    enum sk_status status = r->planner->source->analyze(script, statement, r->catalog, err);
    for (size_t c = 0; c < statement->n_changes && !status; c++)
        status = reverse_change(r, script, statement->changes[c], err);
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = reverse_statement(r, script, &statement->parts[i], err);
    sk_statement_release(statement);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static struct sk_file *
make_file(const struct reversing *r, TALLOC_CTX *owner, const struct sk_migration *migration)
{
    struct sk_file *file = sk_new(owner, struct sk_file);
    struct sk_text *text = sk_text_new(file);
    for (size_t i = r->n_texts; i > 0; i--)
        sk_text_add(text, r->texts[i - 1]);
    file->path = sk_printf(file, "what takes back %s", migration->up_path);
    file->len = text->len;
    file->text = sk_text_finish(text, file);
    sk_file_hash(file);
    return file;
}

/* The catalog knows what PostgreSQL would refuse; then there is no way back. */
static void
try_out(struct reversing *r, const struct sk_file *file)
{
    const struct sk_dialect *source = r->planner->source;
    struct sk_catalog *catalog = sk_catalog_clone(r->tmp, r->catalog);
    struct sk_error failure = SK_ERROR_INIT;
    struct sk_script *script;
    enum sk_status status = source->parse(&script, catalog, file->path, file->text, file->len, &failure);
    status = status ? status : sk_plan_replay(catalog, source, script, &failure);
    if (status)
        say(r, SK_IMPOSSIBLE, sk_printf(r->tmp, "what would take it back is refused: %s", failure.message), SK_NO_POS);
    sk_error_clear(&failure);
}

enum sk_status
sk_reverse_migration(struct sk_reversed *out, TALLOC_CTX *owner, const struct sk_planner *planner,
                     struct sk_catalog *catalog, struct sk_migration *migration, size_t n, struct sk_error *err)
{
    struct reversing r = {.tmp = sk_context_new(owner), .planner = planner, .catalog = catalog, .out = out};
    const struct sk_file *up;
    struct sk_script *script;
    *out = (struct sk_reversed){.pos_bytes = SK_NO_POS};
    enum sk_status status = sk_migration_read(&up, migration, false, err);
    if (!status) /* the catalog will hold parts of its trees */
        status = planner->source->parse(&script, catalog, up->path, up->text, up->len, err);
    for (size_t i = 0; !status && i < script->n && i < n; i++)
        status = reverse_statement(&r, script, &script->statements[i], err);
    if (!status) {
        out->file = make_file(&r, owner, migration);
        try_out(&r, out->file);
    }
    return status;
}
