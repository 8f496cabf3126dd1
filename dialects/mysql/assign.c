/* dialects/mysql/assign.c - see assign.h. */
#include "dialects/mysql/assign.h"
#include "dialects/mysql/physical.h"

#include <string.h>

/* ---- what is read --------------------------------------------------------------------------------------------- */

struct reader {
    struct sk_assignments *set;
    struct sk_assignment *assignment;
};

static const char *
own_column(const struct sk_assignments *set, const PgQuery__ColumnRef *ref)
{
    const char *name = sk_node_string(ref->fields[ref->n_fields - 1]);
    const char *qualifier = ref->n_fields > 1 ? sk_node_string(ref->fields[ref->n_fields - 2]) : NULL;
    bool own = !qualifier || (set->alias && strcmp(qualifier, set->alias) == 0) ||
               (set->table && strcmp(qualifier, set->table->name) == 0);
    return own && name && (!set->table || sk_table_column(set->table, name)) ? name : NULL;
}

static bool
find_reads(sk_node *node, void *data)
{
    struct reader *reader = data;
    const char *name = node->node_case == SK_NODE(COLUMN_REF) ? own_column(reader->set, node->column_ref) : NULL;
    if (name)
        sk_push(reader->set->owner, reader->assignment->reads, reader->assignment->n_reads, name);
    return true;
}

static void
add_reads(struct sk_assignments *set, struct sk_assignment *assignment, const sk_node *node)
{
    struct reader reader = {set, assignment};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_reads, &reader);
}

static bool
reads(const struct sk_assignment *a, const char *name)
{
    for (size_t i = 0; i < a->n_reads; i++)
        if (strcmp(a->reads[i], name) == 0)
            return true;
    return false;
}

/* ---- values --------------------------------------------------------------------------------------------------- */

/* (a, b) = (x, y): the k-th of it. Of a sub-query, one that gives the k-th result alone. */
static sk_node *
kth_value(struct sk_printer *p, const PgQuery__MultiAssignRef *multi)
{
    size_t k = (size_t)multi->colno - 1;
    sk_node *source = multi->source;
    if (source->node_case == SK_NODE(ROW_EXPR))
        return k < source->row_expr->n_args ? source->row_expr->args[k] : NULL;
    if (source->node_case != SK_NODE(SUB_LINK))
        return NULL;
    sk_node *copy = sk_pg_copy(p->tmp, source);
    PgQuery__SelectStmt *select = copy->sub_link->subselect->select_stmt;
    if (select->op != PG_QUERY__SET_OPERATION__SETOP_NONE || k >= select->n_target_list || select->n_distinct_clause)
        return NULL;
    select->target_list[0] = select->target_list[k];
    select->n_target_list = 1;
    return copy;
}

/* The row gets a new number: DEFAULT would be 0. A query on the table that is changed has to be one of a table of its
 * own. */
static void
next_number(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    bool always = column->identity == SK_IDENTITY_ALWAYS;
    sk_text_add(p->out, always ? "IF((" SK_MYSQL_OVERRIDING " := 1), " : "");
    sk_text_add(p->out, "(SELECT skein_next FROM (SELECT coalesce(max(");
    sk_print_name(p, column->name);
    sk_text_add(p->out, "), 0) + 1 AS skein_next FROM ");
    sk_print_relation(p, table->schema, table->name);
    sk_text_add(p->out, ") AS skein_numbers)");
    sk_text_add(p->out, always ? ", NULL)" : "");
}

static enum sk_status
read_one(struct sk_assignments *set, struct sk_printer *p, const sk_node *node)
{
    const PgQuery__ResTarget *target = node->res_target;
    const struct sk_column *column = set->table ? sk_table_column(set->table, target->name) : NULL;
    const sk_node *value = target->val;
    const char *late = value->node_case == SK_NODE(SET_TO_DEFAULT) ? sk_print_default(p, column) : NULL;
    struct sk_assignment a = {.name = target->name};
    enum sk_status status = SK_OK;
    if (target->n_indirection)
        return sk_print_unsupported(p, node, "an assignment to a part of a column has no equivalent on %s",
                                    p->rules->dialect);
    if (sk_print_counts(p, value, column))
        return sk_print_unsupported(p, node, SK_PRINT_COUNTS, target->name, p->rules->dialect);
    if (value->node_case == SK_NODE(MULTI_ASSIGN_REF))
        value = kth_value(p, value->multi_assign_ref);
    if (!value)
        return sk_print_unsupported(p, node, "this list of columns has no equivalent on %s", p->rules->dialect);
    struct sk_text *out = p->out;
    p->out = sk_text_new(p->tmp);
    if (value->node_case == SK_NODE(SET_TO_DEFAULT) && column && column->identity != SK_IDENTITY_NONE)
        next_number(p, set->table, column);
    else if (late && sk_mysql_asks(late)) /* the server's own DEFAULT is a value that a trigger fills */
        sk_text_add(p->out, late);
    else if (value->node_case ==
             SK_NODE(SET_TO_DEFAULT)) /* a column that takes no NULL has none, which is an error by itself */
        sk_text_add(p->out, column && sk_mysql_has_to_be_given(p->catalog, column) ? "NULL" : "DEFAULT");
    else if (column && column->generated)
        status = sk_print_unsupported(p, value, "a value for the generated column \"%s\", which takes none but DEFAULT",
                                      column->name);
    else
        status = sk_print_column_value(p, value, column);
    a.sql = p->out->data;
    p->out = out;
    add_reads(set, &a, value);
    sk_push(set->owner, set->items, set->n, a);
    return status;
}

enum sk_status
sk_mysql_read_assignments(struct sk_assignments *out, struct sk_printer *p, const struct sk_table *table,
                          const char *alias, size_t n, sk_node *const *list)
{
    enum sk_status status = SK_OK;
    *out = (struct sk_assignments){.owner = p->tmp, .table = table, .alias = alias};
    for (size_t i = 0; i < n && !status; i++)
        status = read_one(out, p, list[i]);
    return status;
}

enum sk_status
sk_mysql_condition(struct sk_assignments *set, struct sk_printer *p, const sk_node *condition)
{
    enum sk_status status = SK_OK;
    if (!condition)
        return SK_OK;
    set->condition = sk_print_apart(p, condition, &status);
    for (size_t i = 0; i < set->n; i++)
        add_reads(set, &set->items[i], condition);
    return status;
}

/* ---- order ---------------------------------------------------------------------------------------------------- */

/* Can the i-th be made before those after it? Not if one of them has still to read its column. */
static bool
comes_first(const struct sk_assignments *set, size_t from, size_t i)
{
    for (size_t k = from; k < set->n; k++)
        if (k != i && reads(&set->items[k], set->items[i].name))
            return false;
    return true;
}

bool
sk_mysql_order_assignments(struct sk_assignments *set)
{
    for (size_t done = 0; done < set->n; done++) {
        size_t i = done;
        while (i < set->n && !comes_first(set, done, i))
            i++;
        if (i == set->n)
            return false;
        struct sk_assignment first = set->items[i];
        for (; i > done; i--)
            set->items[i] = set->items[i - 1];
        set->items[done] = first;
    }
    return true;
}

/* ---- old values ----------------------------------------------------------------------------------------------- */

const char *
sk_mysql_old_name(struct sk_printer *p, const char *column)
{
    return sk_mysql_own_name(p->tmp, "old", column);
}

struct redirect {
    struct sk_assignments *set;
    bool (*next)(struct sk_printer *p, const PgQuery__ColumnRef *ref);
    void *next_data;
};

static bool
old_column(struct sk_printer *p, const PgQuery__ColumnRef *ref)
{
    struct redirect *r = p->hook_data;
    const char *name = own_column(r->set, ref);
    bool taken = false;
    if (name) {
        sk_text_add(p->out, SK_MYSQL_OLD ".");
        sk_print_name(p, sk_mysql_old_name(p, name));
        return true;
    }
    if (r->next) {
        p->hook_data = r->next_data;
        taken = r->next(p, ref);
        p->hook_data = r;
    }
    return taken;
}

enum sk_status
sk_mysql_read_old_values(struct sk_assignments *out, struct sk_printer *p, const struct sk_table *table,
                         const char *alias, size_t n, sk_node *const *list)
{
    struct sk_assignments own = {.table = table, .alias = alias};
    struct redirect redirect = {&own, p->column_hook, p->hook_data};
    p->column_hook = old_column;
    p->hook_data = &redirect;
    enum sk_status status = sk_mysql_read_assignments(out, p, table, alias, n, list);
    p->column_hook = redirect.next;
    p->hook_data = redirect.next_data;
    return status;
}
