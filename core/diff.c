/* core/diff.c - comparing catalogs: tables and views, and what PostgreSQL alone keeps. */
#include <stdlib.h>
#include <string.h>

#include "core/diff_priv.h"
#include "core/text.h"

struct sk_difference *
sk_diff_add(struct sk_diff_view *v, const char *object, const char *schema, const char *table, const char *name,
            const char *kind)
{
    struct sk_difference d = {.object = object,
                              .schema = schema && strcmp(schema, SK_PUBLIC) != 0 ? sk_strdup(v->out, schema) : NULL,
                              .table = sk_strdup(v->out, table),
                              .name = sk_strdup(v->out, name),
                              .kind = kind};
    sk_push(v->out, v->out->items, v->out->n, d);
    return &v->out->items[v->out->n - 1];
}

const char *
sk_diff_words(const struct sk_diff_view *v, struct sk_expr *expr)
{
    if (!expr)
        return NULL;
    const char *text = expr->node ? v->left->ops->text(expr) : expr->sql;
    return text ? text : "?";
}

/* It is another engine's text: this one might have it in another form, or do without. */
static bool
is_unknown(const struct sk_expr *expr)
{
    return !expr->node && !expr->sql;
}

bool
sk_diff_same_expr(const struct sk_diff_view *v, struct sk_expr *a, struct sk_expr *b, const struct sk_type *type)
{
    if (!a || !b)
        return a == b || is_unknown(a ? a : b);
    return v->dialect->same_expr(a, b, type, v->exact);
}

/* ---- tables and views ----------------------------------------------------------------------------------------- */

static void
diff_table(struct sk_diff_view *v, const struct sk_table *a, const struct sk_table *b)
{
    v->table = a;
    sk_diff_columns(v, a, b);
    sk_diff_constraints(v, a, b);
    sk_diff_indexes(v, a->n_indexes, a->indexes, b->n_indexes, b->indexes);
    sk_diff_triggers(v, a->n_triggers, a->triggers, b->n_triggers, b->triggers);
    if (a->unlogged != b->unlogged)
        sk_diff_add(v, "table", a->schema, NULL, a->name, a->unlogged ? "logged" : "unlogged");
    if (!sk_same(a->partition_by, b->partition_by)) {
        struct sk_difference *d = sk_diff_add(v, "table", a->schema, NULL, a->name, "partitioning");
        d->left = sk_strdup(v->out, a->partition_by);
        d->right = sk_strdup(v->out, b->partition_by);
    }
}

static void
diff_tables(struct sk_diff_view *v)
{
    for (size_t i = 0; i < v->left->n_tables; i++) {
        const struct sk_table *a = v->left->tables[i], *b = sk_catalog_table(v->right, a->schema, a->name);
        if (a->temporary)
            continue;
        if (b)
            diff_table(v, a, b);
        else
            sk_diff_add(v, "table", a->schema, NULL, a->name, "missing");
    }
    for (size_t i = 0; i < v->right->n_tables; i++) {
        const struct sk_table *b = v->right->tables[i];
        if (!b->temporary && !sk_catalog_table(v->left, b->schema, b->name))
            sk_diff_add(v, "table", b->schema, NULL, b->name, "extra");
    }
}

static void
diff_view(struct sk_diff_view *v, const struct sk_view *a, const struct sk_view *b)
{
    struct sk_table stand_in = {.schema = a->schema, .name = a->name};
    const char *object = a->materialized ? "materialized view" : "view";
    struct sk_difference *d;
    v->table = &stand_in;
    if (a->materialized != b->materialized) {
        sk_diff_add(v, object, a->schema, NULL, a->name, b->materialized ? "materialized" : "not materialized");
    } else if (a->n_columns && b->n_columns &&
               !sk_diff_same_names(a->n_columns, a->columns, b->n_columns, b->columns)) {
        d = sk_diff_add(v, object, a->schema, NULL, a->name, "columns");
        d->left = sk_diff_list_names(v, a->n_columns, a->columns);
        d->right = sk_diff_list_names(v, b->n_columns, b->columns);
    } else if (!sk_diff_same_expr(v, a->query, b->query, NULL)) {
        d = sk_diff_add(v, object, a->schema, NULL, a->name, "query");
        d->left = sk_strdup(v->out, sk_diff_words(v, a->query));
        d->right = sk_strdup(v->out, sk_diff_words(v, b->query));
    }
    sk_diff_indexes(v, a->n_indexes, a->indexes, b->n_indexes, b->indexes);
    sk_diff_triggers(v, a->n_triggers, a->triggers, b->n_triggers, b->triggers);
}

static void
diff_views(struct sk_diff_view *v)
{
    for (size_t i = 0; i < v->left->n_views; i++) {
        const struct sk_view *a = v->left->views[i], *b = sk_catalog_view(v->right, a->schema, a->name);
        if (b)
            diff_view(v, a, b);
        else
            sk_diff_add(v, a->materialized ? "materialized view" : "view", a->schema, NULL, a->name, "missing");
    }
    for (size_t i = 0; i < v->right->n_views; i++) {
        const struct sk_view *b = v->right->views[i];
        if (!sk_catalog_view(v->left, b->schema, b->name))
            sk_diff_add(v, b->materialized ? "materialized view" : "view", b->schema, NULL, b->name, "extra");
    }
}

/* ---- what PostgreSQL alone keeps: types, sequences, functions -------------------------------------------------- */

static const char *
kind_of_type(const struct sk_user_type *type)
{
    return type->kind == SK_TYPE_ENUM ? "enum" : type->kind == SK_TYPE_DOMAIN ? "domain" : "type";
}

static struct sk_constraint *
find_check(const struct sk_user_type *type, const char *name)
{
    for (size_t i = 0; i < type->n_checks; i++)
        if (strcmp(type->checks[i]->name, name) == 0)
            return type->checks[i];
    return NULL;
}

static bool
same_domain(const struct sk_diff_view *v, const struct sk_user_type *a, const struct sk_user_type *b)
{
    bool is = sk_type_equal(&a->base, &b->base) && a->not_null == b->not_null && a->n_checks == b->n_checks &&
              sk_diff_same_expr(v, a->default_expr, b->default_expr, &a->base);
    for (size_t i = 0; i < a->n_checks && is; i++) {
        const struct sk_constraint *other = find_check(b, a->checks[i]->name);
        is = other && sk_diff_same_expr(v, a->checks[i]->check, other->check, NULL);
    }
    return is;
}

static bool
same_composite(const struct sk_user_type *a, const struct sk_user_type *b)
{
    for (size_t i = 0; a->n_columns == b->n_columns && i < a->n_columns; i++)
        if (strcmp(a->columns[i]->name, b->columns[i]->name) != 0 ||
            !sk_type_equal(&a->columns[i]->type, &b->columns[i]->type))
            return false;
    return a->n_columns == b->n_columns;
}

static void
diff_user_type(struct sk_diff_view *v, const struct sk_user_type *a, const struct sk_user_type *b)
{
    if (a->kind != b->kind) {
        sk_diff_add(v, kind_of_type(a), a->schema, NULL, a->name, "kind");
    } else if (a->kind == SK_TYPE_ENUM) {
        if (sk_diff_same_names(a->n_labels, a->labels, b->n_labels, b->labels))
            return;
        struct sk_difference *d = sk_diff_add(v, "enum", a->schema, NULL, a->name, "labels");
        d->left = sk_diff_list_names(v, a->n_labels, a->labels);
        d->right = sk_diff_list_names(v, b->n_labels, b->labels);
    } else if (a->kind == SK_TYPE_DOMAIN ? !same_domain(v, a, b) : !same_composite(a, b)) {
        sk_diff_add(v, kind_of_type(a), a->schema, NULL, a->name, "definition");
    }
}

static void
diff_types(struct sk_diff_view *v)
{
    for (size_t i = 0; i < v->left->n_types; i++) {
        const struct sk_user_type *a = v->left->types[i], *b = sk_catalog_type(v->right, a->schema, a->name);
        if (b)
            diff_user_type(v, a, b);
        else
            sk_diff_add(v, kind_of_type(a), a->schema, NULL, a->name, "missing");
    }
    for (size_t i = 0; i < v->right->n_types; i++) {
        const struct sk_user_type *b = v->right->types[i];
        if (!sk_catalog_type(v->left, b->schema, b->name))
            sk_diff_add(v, kind_of_type(b), b->schema, NULL, b->name, "extra");
    }
}

/* The sequence of a serial or identity column is part of that column. */
static bool
is_free(const struct sk_sequence *sequence)
{
    return !sequence->owner_table;
}

static void
diff_sequences(struct sk_diff_view *v)
{
    for (size_t i = 0; i < v->left->n_sequences; i++) {
        const struct sk_sequence *a = v->left->sequences[i], *b = sk_catalog_sequence(v->right, a->schema, a->name);
        if (!b && is_free(a))
            sk_diff_add(v, "sequence", a->schema, NULL, a->name, "missing");
        else if (b && (a->increment != b->increment || a->min != b->min || a->max != b->max || a->cycle != b->cycle ||
                       a->start != b->start || !sk_same(a->owner_table, b->owner_table) ||
                       !sk_same(a->owner_column, b->owner_column)))
            sk_diff_add(v, "sequence", a->schema, NULL, a->name, "definition");
    }
    for (size_t i = 0; i < v->right->n_sequences; i++) {
        const struct sk_sequence *b = v->right->sequences[i];
        if (is_free(b) && !sk_catalog_sequence(v->left, b->schema, b->name))
            sk_diff_add(v, "sequence", b->schema, NULL, b->name, "extra");
    }
}

static void
diff_functions(struct sk_diff_view *v)
{
    for (size_t i = 0; i < v->left->n_functions; i++) {
        const struct sk_function *a = v->left->functions[i];
        const struct sk_function *b = sk_catalog_function_like(v->right, a->schema, a->name, a->signature);
        if (!b)
            sk_diff_add(v, "function", a->schema, NULL, a->name, "missing");
        else if (!sk_same(a->body, b->body) || !sk_same(a->language, b->language) || !sk_same(a->returns, b->returns))
            sk_diff_add(v, "function", a->schema, NULL, a->name, "body");
    }
    for (size_t i = 0; i < v->right->n_functions; i++) {
        const struct sk_function *b = v->right->functions[i];
        if (!sk_catalog_function_like(v->left, b->schema, b->name, b->signature))
            sk_diff_add(v, "function", b->schema, NULL, b->name, "extra");
    }
}

static struct sk_diff *
look(TALLOC_CTX *owner, const struct sk_catalog *left, const struct sk_catalog *right, const struct sk_dialect *dialect,
     bool exact, bool guessed)
{
    struct sk_diff_view v = {.out = sk_new(owner, struct sk_diff), .left = left, .right = right, .dialect = dialect,
                     .exact = exact, .guessed = guessed, .physical = dialect->project != NULL};
    diff_tables(&v);
    diff_views(&v);
    if (!v.physical) {
        diff_types(&v);
        diff_sequences(&v);
        diff_functions(&v);
    }
    return v.out;
}

/* ---- two views ------------------------------------------------------------------------------------------------ */

/* Differences that only together say something: those of one column, or of all constraints of one kind, ... */
static bool
same_subject(const struct sk_difference *a, const struct sk_difference *b)
{
    bool named = !a->table || strcmp(a->object, "column") == 0;
    return strcmp(a->object, b->object) == 0 && sk_same(a->schema, b->schema) && sk_same(a->table, b->table) &&
           (!named || sk_same(a->name, b->name));
}

static size_t
count_subject(const struct sk_diff *diff, const struct sk_difference *d)
{
    size_t n = 0;
    for (size_t i = 0; i < diff->n; i++)
        n += same_subject(&diff->items[i], d);
    return n;
}

/* Of each subject what the view says that sees the fewest differences: the other one's engine cannot tell. */
static struct sk_diff *
meet(TALLOC_CTX *owner, const struct sk_diff *a, const struct sk_diff *b)
{
    struct sk_diff *both = sk_new(owner, struct sk_diff);
    for (size_t i = 0; i < a->n; i++)
        if (count_subject(a, &a->items[i]) <= count_subject(b, &a->items[i]))
            sk_push(both, both->items, both->n, a->items[i]);
    for (size_t i = 0; i < b->n; i++)
        if (count_subject(b, &b->items[i]) < count_subject(a, &b->items[i]))
            sk_push(both, both->items, both->n, b->items[i]);
    return both;
}

static int
order(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static int
by_table(const void *left, const void *right)
{
    const struct sk_difference *a = left, *b = right;
    int by = order(a->schema, b->schema);
    by = by ? by : order(a->table ? a->table : a->name, b->table ? b->table : b->name);
    by = by ? by : order(a->table, b->table);
    by = by ? by : order(a->object, b->object);
    by = by ? by : order(a->name, b->name);
    return by ? by : order(a->kind, b->kind);
}

/* Both sides as `side`'s engine has them. */
static enum sk_status
look_as(struct sk_diff **out, TALLOC_CTX *owner, const struct sk_side *left, const struct sk_side *right,
        const struct sk_side *side, struct sk_error *err)
{
    const struct sk_side *other = side == left ? right : left;
    struct sk_catalog *seen = NULL;
    enum sk_status status = SK_OK;
    if (side->dialect != other->dialect && side->dialect->project)
        status = side->dialect->project(&seen, owner, other->catalog, side->server_version, err);
    if (status)
        return status;
    const struct sk_catalog *as = seen ? seen : other->catalog;
    bool foreign = other->dialect != side->dialect;
    bool guessed = foreign && other->live && other->dialect->project;
    bool reworded = foreign && (other->live || (side->live && side->dialect->rewords));
    *out = look(owner, side == left ? side->catalog : as, side == left ? as : side->catalog, side->dialect, !reworded,
                guessed);
    return SK_OK;
}

enum sk_status
sk_diff(struct sk_diff **out, TALLOC_CTX *owner, const struct sk_side *left, const struct sk_side *right,
        struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(owner);
    struct sk_diff *first = NULL, *second = NULL;
    enum sk_status status;
    bool two = left->dialect != right->dialect && left->dialect->project && right->dialect->project;
    const struct sk_side *side = right->dialect->project ? right : left;
    status = look_as(&first, tmp, left, right, side, err);
    if (!status && two)
        status = look_as(&second, tmp, left, right, left, err);
    if (!status) {
        struct sk_diff *found = two ? meet(tmp, first, second) : first;
        if (found->n)
            qsort(found->items, found->n, sizeof *found->items, by_table);
        *out = found;
        talloc_steal(owner, tmp);
    } else {
        talloc_free(tmp);
    }
    return status;
}
