/*
 * core/verify.c - what two databases make of the same probes. See verify.h.
 *
 * A difference in rows is looked at twice: a value that another run on the same database does not give again is a
 * matter of chance or time, and is compared by its form alone. What differs is then made small, by leaving out whatever
 * it does not need; and of the probes of one subject that differ in the same way, one is listed.
 */
#include "core/verify.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/lock.h"

enum { DEFAULT_LIMIT = 20, MAX_TRIES = 120 };

struct verifier {
    struct sk_verification *result;
    struct sk_verify_side *sides;
    const struct sk_catalog *catalog;
    size_t limit;
    const struct sk_table *table;       /* at hand */
    size_t n_reads;
    const struct sk_table **reads;      /* what a statement on it can change */
    struct sk_prober prober;
    const struct sk_table *told_unreached;
};

/* ---- what has to be read ---------------------------------------------------------------------------------------- */

static bool
add_read(struct verifier *v, const struct sk_table *table)
{
    for (size_t i = 0; i < v->n_reads; i++)
        if (v->reads[i] == table)
            return false;
    sk_push(v->prober.owner, v->reads, v->n_reads, table);
    return true;
}

static bool
refers_to(const struct sk_table *child, const struct sk_table *parent)
{
    for (size_t i = 0; i < child->n_constraints; i++)
        if (child->constraints[i]->kind == SK_FOREIGN_KEY &&
            strcmp(child->constraints[i]->ref_table, parent->name) == 0)
            return true;
    return false;
}

/* Does the code of one of the table's triggers name the other one? */
static bool
trigger_names(const struct sk_catalog *catalog, const struct sk_table *table, const struct sk_table *other)
{
    for (size_t i = 0; i < table->n_triggers; i++) {
        const struct sk_trigger *trigger = table->triggers[i];
        const struct sk_function *function =
            trigger->function ? sk_catalog_function(catalog, trigger->function_schema, trigger->function) : NULL;
        if (function && function->body && strstr(function->body, other->name))
            return true;
        if (trigger->body && strstr(catalog->ops->text(trigger->body), other->name))
            return true;
    }
    return false;
}

/* The table, its children, their children; and what triggers on all of these may write to. */
static void
choose_reads(struct verifier *v, const struct sk_table *table)
{
    v->n_reads = 0;
    add_read(v, table);
    for (size_t i = 0; i < v->n_reads; i++)
        for (size_t t = 0; t < v->catalog->n_tables; t++)
            if (refers_to(v->catalog->tables[t], v->reads[i]) ||
                trigger_names(v->catalog, v->reads[i], v->catalog->tables[t]))
                add_read(v, v->catalog->tables[t]);
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *c = table->constraints[i];
        const struct sk_table *parent =
            c->kind == SK_FOREIGN_KEY ? sk_catalog_table(v->catalog, c->ref_schema, c->ref_table) : NULL;
        if (parent)
            add_read(v, parent);
    }
}

/* ---- running both ---------------------------------------------------------------------------------------------- */

struct pair {
    struct sk_verify_outcome of[2];
};

static enum sk_status
run_both(struct verifier *v, TALLOC_CTX *owner, const struct sk_probe *probe, struct pair *out, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (int i = 0; i < 2 && !status; i++)
        status = sk_verify_run(&out->of[i], owner, &v->sides[i], v->catalog, probe, v->reads, v->n_reads, err);
    return status;
}

/* ---- values that are made by the database ------------------------------------------------------------------------ */

static bool
statement_gives(const struct sk_probe_statement *s, const struct sk_column *column, const char *cell)
{
    for (size_t i = 0; i < s->n_values; i++)
        if (s->values[i].column == column && s->values[i].text && strcmp(s->values[i].text, cell) == 0)
            return true;
    return false;
}

static bool
is_given(const struct sk_probe *probe, const struct sk_column *column, const char *cell)
{
    bool given = statement_gives(&probe->test, column, cell);
    for (size_t i = 0; i < probe->n_setup && !given; i++)
        given = statement_gives(&probe->setup[i], column, cell);
    return given;
}

static bool
takes_numbers(const struct sk_catalog *catalog, const struct sk_column *column)
{
    if (column->identity)
        return true;
    const char *text = column->default_expr ? catalog->ops->text(column->default_expr) : NULL;
    return text && strstr(text, "nextval(");
}

struct numbers {
    size_t n;
    const char **items;
};

static bool
is_one_of(const struct numbers *numbers, const char *cell)
{
    for (size_t i = 0; i < numbers->n; i++)
        if (strcmp(numbers->items[i], cell) == 0)
            return true;
    return false;
}

/* The number itself, a foreign key, or what is called after one: "record_id", "id". */
static bool
may_hold_number(const struct sk_table *table, const struct sk_column *column, const char *name)
{
    size_t len = strlen(name);
    if (column && column->identity)
        return true;
    for (size_t i = 0; table && i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY && sk_constraint_has_column(table->constraints[i], name))
            return true;
    return len >= 2 && strcasecmp(name + len - 2, "id") == 0;
}

/* Which numbers a sequence gives depends on what ran before: they are "<generated>", wherever they show. */
static void
hide_numbers(struct verifier *v, TALLOC_CTX *owner, const struct sk_probe *probe, struct sk_verify_outcome *out)
{
    struct numbers numbers = {0};
    for (size_t t = 0; t < out->n; t++)
        for (size_t r = 0; r < out->rows[t].n_rows; r++)
            for (size_t c = 0; out->rows[t].table && c < out->rows[t].n_columns; c++) {
                const struct sk_column *column = out->rows[t].table->columns[c];
                const char *cell = out->rows[t].rows[r].cells[c];
                if (takes_numbers(v->catalog, column) && !is_given(probe, column, cell) &&
                    strtoll(cell, NULL, 10) > 0)
                    sk_push(owner, numbers.items, numbers.n, cell);
            }
    for (size_t t = 0; t < out->n && numbers.n; t++) {
        for (size_t r = 0; r < out->rows[t].n_rows; r++)
            for (size_t c = 0; c < out->rows[t].n_columns; c++) {
                const struct sk_table *table = out->rows[t].table;
                const struct sk_column *column = table ? table->columns[c] : NULL;
                const char **cell = &out->rows[t].rows[r].cells[c];
                if (is_one_of(&numbers, *cell) && may_hold_number(table, column, out->rows[t].columns[c]) &&
                    !(column && is_given(probe, column, *cell)))
                    *cell = "<generated>";
            }
        sk_verify_sort(owner, &out->rows[t]);
    }
}

/* A uuid that no statement has given was made by the database, and is another one each time. */
static void
hide_uuids(TALLOC_CTX *owner, const struct sk_probe *probe, struct sk_verify_outcome *out)
{
    for (size_t t = 0; t < out->n; t++) {
        for (size_t r = 0; r < out->rows[t].n_rows; r++)
            for (size_t c = 0; out->rows[t].table && c < out->rows[t].n_columns; c++) {
                const struct sk_column *column = out->rows[t].table->columns[c];
                const char **cell = &out->rows[t].rows[r].cells[c];
                if (column->type.kind == SK_TYPE_UUID && !column->type.dimensions && strlen(*cell) == 36 &&
                    !is_given(probe, column, *cell))
                    *cell = "<uuid>";
            }
        sk_verify_sort(owner, &out->rows[t]);
    }
}

static void
hide_made(struct verifier *v, TALLOC_CTX *owner, const struct sk_probe *probe, struct sk_verify_outcome *out)
{
    hide_numbers(v, owner, probe, out);
    hide_uuids(owner, probe, out);
}

/* Are the values of a column others in another run? In whatever order. */
static bool
varies(const struct sk_verify_rows *a, const struct sk_verify_rows *b, size_t column)
{
    if (a->n_rows != b->n_rows)
        return false;
    for (size_t r = 0; r < a->n_rows; r++) {
        bool found = false;
        for (size_t o = 0; o < b->n_rows && !found; o++)
            found = strcmp(a->rows[r].cells[column], b->rows[o].cells[column]) == 0;
        if (!found)
            return true;
    }
    return false;
}

static void
show_shapes(TALLOC_CTX *owner, struct sk_verify_rows *rows, size_t column)
{
    for (size_t r = 0; r < rows->n_rows; r++)
        rows->rows[r].cells[column] = sk_probe_shape(owner, rows->rows[r].cells[column]);
    sk_verify_sort(owner, rows);
}

/* Columns that are others in each run, on both sides, are compared by their form. */
static enum sk_status
hide_chance(struct verifier *v, TALLOC_CTX *owner, const struct sk_probe *probe, struct pair *pair,
            struct sk_error *err)
{
    struct pair again;
    sk_sleep_about_ms(4); /* SQLite's clock counts milliseconds: let it go on */
    enum sk_status status = run_both(v, owner, probe, &again, err);
    for (int i = 0; i < 2 && !status; i++)
        hide_made(v, owner, probe, &again.of[i]);
    size_t n = pair->of[0].n < pair->of[1].n ? pair->of[0].n : pair->of[1].n;
    for (size_t t = 0; t < n && !status && again.of[0].n >= n && again.of[1].n >= n; t++) {
        struct sk_verify_rows *left = &pair->of[0].rows[t], *right = &pair->of[1].rows[t];
        for (size_t c = 0; c < left->n_columns && c < right->n_columns; c++)
            if (varies(left, &again.of[0].rows[t], c) && varies(right, &again.of[1].rows[t], c)) {
                show_shapes(owner, left, c);
                show_shapes(owner, right, c);
            }
    }
    return status;
}

/* ---- comparing -------------------------------------------------------------------------------------------------- */

static bool
same_rows(const struct sk_verify_outcome *a, const struct sk_verify_outcome *b)
{
    for (size_t t = 0; t < a->n && t < b->n; t++) {
        const struct sk_verify_rows *x = &a->rows[t], *y = &b->rows[t];
        if (x->n_rows != y->n_rows || x->n_gone != y->n_gone)
            return false;
        for (size_t r = 0; r < x->n_rows; r++)
            if (strcmp(x->rows[r].text, y->rows[r].text) != 0)
                return false;
    }
    return a->n == b->n;
}

/* What kind of difference there is; NULL: none. */
static const char *
compared(const struct pair *pair)
{
    const struct sk_verify_outcome *a = &pair->of[0], *b = &pair->of[1];
    bool took_a = a->verdict == SK_TOOK, took_b = b->verdict == SK_TOOK;
    if (a->verdict == SK_NOT_REACHED || b->verdict == SK_NOT_REACHED)
        return NULL;
    if (took_a != took_b)
        return a->verdict == SK_NOT_TRANSLATED || b->verdict == SK_NOT_TRANSLATED ? "translation" : "verdict";
    if (!took_a)
        return a->family && b->family && strcmp(a->family, b->family) != 0 ? "reason" : NULL;
    return same_rows(a, b) ? NULL : "rows";
}

/* Run and compare. `*kind` NULL: no difference. */
static enum sk_status
examine(struct verifier *v, TALLOC_CTX *owner, const struct sk_probe *probe, struct pair *pair, const char **kind,
        struct sk_error *err)
{
    enum sk_status status = run_both(v, owner, probe, pair, err);
    *kind = NULL;
    if (status)
        return status;
    for (int i = 0; i < 2; i++)
        hide_made(v, owner, probe, &pair->of[i]);
    *kind = compared(pair);
    if (*kind && strcmp(*kind, "rows") == 0) {
        status = hide_chance(v, owner, probe, pair, err);
        *kind = status ? NULL : compared(pair);
    }
    return status;
}

/* ---- making it small --------------------------------------------------------------------------------------------- */

static bool
same_verdicts(const struct pair *a, const struct pair *b)
{
    return a->of[0].verdict == b->of[0].verdict && a->of[1].verdict == b->of[1].verdict;
}

struct reduction {
    struct verifier *v;
    TALLOC_CTX *owner;
    struct sk_probe *probe; /* the smallest so far */
    struct pair *pair;      /* what comes of it */
    const char *kind;
    int tries;
};

/* Is the smaller probe as good? Then it is the one. */
static enum sk_status
attempt(struct reduction *r, const struct sk_probe *smaller, bool *taken, struct sk_error *err)
{
    struct pair pair;
    const char *kind;
    *taken = false;
    if (r->tries++ >= MAX_TRIES || r->v->sides[0].skein->interrupts)
        return SK_OK;
    enum sk_status status = examine(r->v, r->owner, smaller, &pair, &kind, err);
    if (!status && kind && strcmp(kind, r->kind) == 0 && same_verdicts(&pair, r->pair)) {
        *r->probe = *smaller;
        *r->pair = pair;
        *taken = true;
    }
    return status;
}

static enum sk_status
drop_setup(struct reduction *r, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    for (size_t i = r->probe->n_setup; i > 0 && !status; i--) {
        struct sk_probe smaller = *r->probe;
        bool taken;
        smaller.n_setup = 0;
        smaller.setup = NULL;
        for (size_t k = 0; k < r->probe->n_setup; k++)
            if (k != i - 1)
                sk_probe_add_setup(r->owner, &smaller, r->probe->setup[k]);
        status = attempt(r, &smaller, &taken, err);
    }
    return status;
}

/* `which`: one of the setup, or the tested one where it is beyond them. */
static enum sk_status
drop_columns(struct reduction *r, size_t which, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    const struct sk_probe_statement *now = which < r->probe->n_setup ? &r->probe->setup[which] : &r->probe->test;
    for (size_t i = now->n_values; i > 0 && !status && now->verb != SK_PROBE_DELETE && now->n_values > 1; i--) {
        struct sk_probe smaller = *r->probe;
        const struct sk_column *column = now->values[i - 1].column;
        bool taken, needed = column->not_null && !column->default_expr && !column->identity;
        if (needed && now->verb == SK_PROBE_INSERT && now->values[i - 1].text)
            continue;
        smaller.setup = sk_alloc(r->owner, (smaller.n_setup + 1) * sizeof *smaller.setup, "setup");
        if (smaller.n_setup)
            memcpy(smaller.setup, r->probe->setup, smaller.n_setup * sizeof *smaller.setup);
        sk_probe_omit(r->owner, which < smaller.n_setup ? &smaller.setup[which] : &smaller.test, column->name);
        status = attempt(r, &smaller, &taken, err);
        now = which < r->probe->n_setup ? &r->probe->setup[which] : &r->probe->test;
    }
    return status;
}

static enum sk_status
make_small(struct reduction *r, struct sk_error *err)
{
    enum sk_status status = drop_setup(r, err);
    for (size_t i = 0; i <= r->probe->n_setup && !status; i++)
        status = drop_columns(r, r->probe->n_setup - i, err);
    return status;
}

/* ---- reporting --------------------------------------------------------------------------------------------------- */

static void
put_rows(struct sk_text *out, const struct sk_verify_rows *mine, const struct sk_verify_rows *other)
{
    const char *name = mine->table ? mine->table->name : mine->view->name;
    bool one = mine->n_rows == 1 && other->n_rows == 1; /* of one row, what differs */
    sk_text_addf(out, "%s%s:", out->len ? "; " : "", name);
    for (size_t r = 0; r < mine->n_rows; r++) {
        bool first = true;
        for (size_t c = 0; c < mine->n_columns; c++) {
            if (one && strcmp(mine->rows[r].cells[c], other->rows[r].cells[c]) == 0)
                continue;
            sk_text_add(out, first ? " (" : ", ");
            sk_text_addf(out, "%s = %s", mine->columns[c], mine->rows[r].cells[c]);
            first = false;
        }
        sk_text_add(out, first ? "" : ")");
    }
    sk_text_add(out, mine->n_rows ? "" : " no row");
    if (mine->n_gone)
        sk_text_addf(out, ", %zu row%s gone", mine->n_gone, mine->n_gone == 1 ? "" : "s");
}

static bool
same_table(const struct sk_verify_rows *a, const struct sk_verify_rows *b)
{
    const struct sk_verify_outcome x = {.n = 1, .rows = (struct sk_verify_rows *)(uintptr_t)a},
                                   y = {.n = 1, .rows = (struct sk_verify_rows *)(uintptr_t)b};
    return same_rows(&x, &y);
}

static char *
told(TALLOC_CTX *owner, const struct sk_verify_outcome *mine, const struct sk_verify_outcome *other, bool rows)
{
    struct sk_text *out = sk_text_new(owner);
    if (mine->verdict == SK_NOT_TRANSLATED)
        sk_text_addf(out, "cannot be translated: %s", mine->message);
    else if (mine->verdict != SK_TOOK)
        sk_text_addf(out, "refused: %s%s%s", mine->family ? mine->family : "", mine->family ? ": " : "", mine->message);
    else if (!rows)
        sk_text_add(out, "accepted");
    for (size_t t = 0; rows && t < mine->n && t < other->n; t++)
        if (!same_table(&mine->rows[t], &other->rows[t]))
            put_rows(out, &mine->rows[t], &other->rows[t]);
    return sk_text_finish(out, owner);
}

static char *
script(TALLOC_CTX *owner, const struct sk_probe *probe)
{
    struct sk_text *out = sk_text_new(owner);
    for (size_t i = 0; i < probe->n_setup; i++)
        sk_text_addf(out, "%s;\n", sk_probe_sql(out, &probe->setup[i]));
    sk_text_addf(out, "%s;", sk_probe_sql(out, &probe->test));
    return sk_text_finish(out, owner);
}

static struct sk_verify_difference *
find_like(struct sk_verification *result, const struct sk_table *table, const char *subject, const char *kind)
{
    for (size_t i = 0; i < result->n; i++) {
        struct sk_verify_difference *d = &result->items[i];
        if (strcmp(d->table, table->name) == 0 && strcmp(d->subject, subject) == 0 && strcmp(d->kind, kind) == 0 &&
            strcmp(d->schema ? d->schema : SK_PUBLIC, table->schema ? table->schema : SK_PUBLIC) == 0)
            return d;
    }
    return NULL;
}

static const char *
stripped(TALLOC_CTX *owner, const char *text)
{
    size_t len = strlen(text);
    while (len && text[len - 1] == '\n')
        len--;
    return sk_strndup(owner, text, len);
}

static const char *const verbs[] = {
    [SK_PROBE_INSERT] = "insert", [SK_PROBE_UPDATE] = "update", [SK_PROBE_DELETE] = "delete"};

/* NULL: public */
static const char *
schema_of(TALLOC_CTX *owner, const struct sk_table *table)
{
    return !table->schema || strcmp(table->schema, SK_PUBLIC) == 0 ? NULL : sk_strdup(owner, table->schema);
}

static enum sk_status
report(struct verifier *v, TALLOC_CTX *tmp, const struct sk_probe *found, struct pair *pair, const char *kind,
       struct sk_error *err)
{
    struct sk_verification *result = v->result;
    struct sk_verify_difference *like = find_like(result, found->table, found->subject, kind);
    result->n_found++;
    if (like)
        like->others++;
    if (like || result->n >= v->limit)
        return SK_OK;
    struct sk_probe probe = *found;
    struct reduction r = {.v = v, .owner = tmp, .probe = &probe, .pair = pair, .kind = kind};
    enum sk_status status = make_small(&r, err);
    if (status)
        return status;
    bool rows = strcmp(kind, "rows") == 0;
    struct sk_verify_difference difference = {
        .schema = schema_of(result, probe.table),
        .table = sk_strdup(result, probe.table->name),
        .subject = sk_strdup(result, probe.subject),
        .statement = verbs[probe.test.verb],
        .kind = kind,
        .left = told(result, &pair->of[0], &pair->of[1], rows),
        .right = told(result, &pair->of[1], &pair->of[0], rows),
        .sql = script(result, &probe),
        .sent_left = stripped(result, pair->of[0].sent),
        .sent_right = stripped(result, pair->of[1].sent),
    };
    sk_push(result, result->items, result->n, difference);
    return SK_OK;
}

/* ---- all of it --------------------------------------------------------------------------------------------------- */

static void note(struct verifier *v, const char *fmt, ...) SK_PRINTF(2, 3);

static void
note(struct verifier *v, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    sk_push(v->result, v->result->notes, v->result->n_notes, sk_vprintf(v->result, fmt, ap));
    va_end(ap);
}

/* What one side refuses of what had to be there before: a difference that others are behind. Told once for each table.
 */
static void
note_unreached(struct verifier *v, const struct sk_probe *probe, const struct pair *pair)
{
    bool left = pair->of[0].verdict == SK_NOT_REACHED, right = pair->of[1].verdict == SK_NOT_REACHED;
    v->result->not_reached++;
    if (left == right || v->told_unreached == probe->table)
        return;
    v->told_unreached = probe->table;
    note(v, "table \"%s\": statements are left out, because the %s refuses what they need (%s): %s", probe->table->name,
         left ? "left" : "right", probe->subject, pair->of[left ? 0 : 1].message);
}

static void
note_unsent(struct sk_verification *result, const struct sk_probe *probe, const char *reason, bool right)
{
    for (size_t i = 0; i < result->n_unsent; i++)
        if (result->unsent[i].right == right && strcmp(result->unsent[i].reason, reason) == 0) {
            result->unsent[i].others++;
            return;
        }
    struct sk_verify_unsent unsent = {
        .right = right,
        .schema = schema_of(result, probe->table),
        .table = sk_strdup(result, probe->table->name),
        .subject = sk_strdup(result, probe->subject),
        .statement = verbs[probe->test.verb],
        .sql = sk_printf(result, "%s;", sk_probe_sql(result, &probe->test)),
        .reason = sk_strdup(result, reason),
    };
    sk_push(result, result->unsent, result->n_unsent, unsent);
}

/* Of those that were reached: what one side cannot be asked. */
static void
note_translation(struct verifier *v, const struct sk_probe *probe, const struct pair *pair)
{
    bool any = false;
    for (int i = 0; i < 2; i++)
        if (pair->of[i].verdict == SK_NOT_TRANSLATED) {
            note_unsent(v->result, probe, pair->of[i].message, i == 1);
            any = true;
        }
    v->result->not_translated += any;
}

/* A sk_probe_fn. */
static enum sk_status
take_probe(void *data, const struct sk_probe *probe, struct sk_error *err)
{
    struct verifier *v = data;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct pair pair;
    const char *kind;
    if (v->sides[0].skein->interrupts) {
        talloc_free(tmp);
        return sk_fail(err, SK_EINTERRUPTED, "stopped on request");
    }
    enum sk_status status = examine(v, tmp, probe, &pair, &kind, err);
    bool reached = !status && pair.of[0].verdict != SK_NOT_REACHED && pair.of[1].verdict != SK_NOT_REACHED;
    v->result->n_probes += reached;
    if (!status && !reached)
        note_unreached(v, probe, &pair);
    if (reached)
        note_translation(v, probe, &pair);
    v->result->accepted += reached && pair.of[0].verdict == SK_TOOK;
    v->result->refused += reached && pair.of[0].verdict != SK_TOOK;
    if (!status && kind)
        status = report(v, tmp, probe, &pair, kind, err);
    talloc_free(tmp);
    return status;
}

static bool
is_there(const struct sk_verify_side *side, const struct sk_table *table)
{
    for (size_t i = 0; i < side->n_reads; i++)
        if (side->reads[i].table == table)
            return side->reads[i].sql != NULL;
    return false;
}

/* Can the table be probed: is there a row that the left side takes? `*usable` false: no, and it has been noted. */
static enum sk_status
try_first(struct verifier *v, const struct sk_table *table, bool *usable, struct sk_error *err)
{
    const struct sk_probe_row *row = sk_probe_row(&v->prober, table, 0);
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_probe probe = {.table = table, .subject = "rows", .test = sk_probe_insert(row)};
    struct pair pair = {0};
    enum sk_status status = SK_OK;
    *usable = false;
    sk_probe_add_parents(tmp, &probe, row);
    if (row->failed)
        note(v, "table \"%s\" is not probed: its foreign keys go in a circle", table->name);
    else
        status = run_both(v, tmp, &probe, &pair, err);
    if (!row->failed && !status) {
        *usable = pair.of[0].verdict == SK_TOOK || pair.of[1].verdict == SK_TOOK;
        if (!*usable)
            note(v, "table \"%s\" is not probed: no row was found that it takes: %s", table->name, pair.of[0].message);
    }
    talloc_free(tmp);
    return status;
}

static enum sk_status
verify_table(struct verifier *v, const struct sk_table *table, struct sk_error *err)
{
    bool usable;
    v->table = table;
    if (!is_there(&v->sides[0], table) || !is_there(&v->sides[1], table)) {
        note(v, "table \"%s\" is not probed: it is not there, or cannot be read, on the %s", table->name,
             is_there(&v->sides[0], table) ? "right" : "left");
        return SK_OK;
    }
    choose_reads(v, table);
    enum sk_status status = try_first(v, table, &usable, err);
    if (status || !usable)
        return status;
    v->result->n_tables++;
    return sk_probe_table(&v->prober, table, err);
}

enum sk_status
sk_verify(struct sk_verification *result, struct sk_verify_side sides[2], const struct sk_catalog *catalog,
          size_t limit, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct verifier v = {.result = result, .sides = sides, .catalog = catalog, .limit = limit ? limit : DEFAULT_LIMIT};
    struct sk_verify_side *asked = sides[1].dialect == sides[1].source ? &sides[1] : &sides[0];
    enum sk_status status = SK_OK;
    v.prober = (struct sk_prober){
        .owner = tmp, .catalog = catalog, .emit = take_probe, .data = &v, .ask = sk_verify_ask, .ask_data = asked};
    for (int i = 0; i < 2 && !status; i++)
        status = sk_verify_read_all(&sides[i], catalog, err);
    for (size_t i = 0; i < catalog->n_tables && !status; i++)
        if (!catalog->tables[i]->temporary)
            status = verify_table(&v, catalog->tables[i], err);
    talloc_free(tmp);
    return status;
}
