/*
 * dialects/mysql/defaults.c - defaults that the servers' DEFAULT cannot say: those that take a query.
 *
 * The column's own default is then a value that nobody gives, and a trigger puts the right one in its place before the
 * row is there, and so before any CHECK sees it.
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/mysql/physical_priv.h"

static const char *
stand_in_of(const struct sk_type *type)
{
    if (type->dimensions)
        return NULL;
    switch (type->kind) {
    case SK_TYPE_SMALLINT:
        return "-32768";
    case SK_TYPE_INTEGER:
        return "-2147483648";
    case SK_TYPE_BIGINT:
        return "-9223372036854775808";
    case SK_TYPE_TEXT:
    case SK_TYPE_VARCHAR:
    case SK_TYPE_CITEXT:
        return "CONVERT(UNHEX('EE8080') USING utf8mb4)"; /* one character, for private use */
    case SK_TYPE_UUID:
        return "'5ce1defa-0000-4000-8000-000000000000'";
    default:
        return NULL;
    }
}

char *
sk_mysql_number_now(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *column)
{
    const char *quoted = sk_mysql_quoted(owner, column->name);
    const char *next = sk_printf(owner, "COALESCE(MAX(%s), 0) + 1", quoted);
    if (column->step && column->start > 1)
        next = sk_printf(owner, "GREATEST(%s, %lld)", next, (long long)column->start);
    return sk_printf(owner, "IF NEW.%s = 0 THEN SET NEW.%s = (SELECT %s FROM %s); END IF; ", quoted, quoted, next,
                     sk_mysql_relation(owner, table->schema, table->name));
}

/* A row whose default asks for its number gets that from the trigger, too. */
static const char *
number_first(struct sk_mysql_making *m, const char *numbered)
{
    const struct sk_column *column = numbered ? sk_table_column(m->table, numbered) : NULL;
    if (!column)
        return "";
    if (!sk_mysql_is_auto(m->catalog, m->table, column))
        return sk_printf(m->p.tmp, "%s; ",
                         sk_mysql_number_row(m->p.tmp, m->p.rules, column,
                                             sk_column_sequence(m->out, m->catalog, m->table, column)));
    return sk_mysql_number_now(m->p.tmp, m->table, column);
}

static const char *
count_first(struct sk_mysql_making *m, const struct sk_counters *counters)
{
    struct sk_text *sql = sk_text_new(m->p.tmp);
    for (size_t i = 0; i < counters->n; i++)
        sk_text_addf(sql, "%s; ", sk_counter_step(m->p.tmp, m->p.rules, counters->items[i], NULL));
    return sql->data;
}

const char *
sk_mysql_late_default(struct sk_mysql_making *m, const struct sk_column *column, const char *text, const char *numbered,
                      struct sk_counters *counters)
{
    const struct sk_table *root = m->table; /* it has the type of the key that it refers to */
    const struct sk_column *key = sk_mysql_root_column(m->catalog, &root, column);
    const char *stand_in = stand_in_of(sk_catalog_base_type(m->catalog, &key->type));
    if (!stand_in || (!numbered && !sk_mysql_asks(text)))
        return NULL;
    const char *name = sk_mysql_own_name(m->p.tmp, m->table->name, sk_printf(m->p.tmp, "%s_d", column->name));
    const char *quoted = sk_mysql_quoted(m->p.tmp, column->name);
    sk_mysql_add_guard(
        m->out, name,
        sk_printf(m->out,
                  "CREATE TRIGGER %s BEFORE INSERT ON %s FOR EACH ROW IF NEW.%s = %s THEN %s%sSET NEW.%s = %s; "
                  "END IF",
                  sk_mysql_relation(m->p.tmp, m->table->schema, name),
                  sk_mysql_relation(m->p.tmp, m->table->schema, m->table->name), quoted, stand_in,
                  count_first(m, counters), number_first(m, numbered), quoted, text));
    m->out->triggers.items[m->out->triggers.n - 1].counters = counters;
    return stand_in;
}

struct asked {
    const struct sk_mysql_making *m;
    const char *column;
};

static bool
find_currval(sk_node *node, void *data)
{
    struct asked *asked = data;
    const PgQuery__FuncCall *call = node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    if (call && call->n_args == 1 && strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "currval") == 0)
        asked->column = sk_numbered_column(asked->m->catalog, asked->m->table, call->args[0]);
    return true;
}

const char *
sk_mysql_number_asked_for(struct sk_mysql_making *m, const struct sk_expr *expr)
{
    struct asked asked = {.m = m};
    sk_pg_walk((ProtobufCMessage *)(uintptr_t)sk_expr_node(expr), find_currval, &asked);
    return asked.column;
}

enum sk_status
sk_mysql_currval(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const struct sk_table *table = p->drop_qualifier && p->scope->n_ranges ? p->scope->ranges[0].table : NULL;
    const char *column = table ? sk_numbered_column(p->catalog, table, call->args[0]) : NULL;
    if (!column && sk_print_counter(p, call->args[0]))
        return SK_OK;
    if (!column)
        return sk_print_unsupported(p, call->args[0],
                                    "currval() of a sequence that is not the row's own has no equivalent on %s",
                                    p->rules->dialect);
    sk_text_addf(p->out, "NEW.%s", sk_mysql_quoted(p->tmp, column));
    return SK_OK;
}
