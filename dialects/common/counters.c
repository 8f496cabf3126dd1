/* dialects/common/counters.c - see counters.h. */
#include <string.h>

#include "dialects/common/counters.h"

/* The sequence's name, as a constant that needs no escapes anywhere. */
static void
put_key(struct sk_text *sql, const struct sk_sequence *s)
{
    sk_text_literal(sql, sk_printf(sql, "%s.%s", s->schema, s->name));
}

static const struct sk_sequence *
find(const struct sk_printer *p, const sk_node *argument)
{
    const char *name = sk_constant_text(argument), *dot = name ? strrchr(name, '.') : NULL;
    char *schema = dot ? sk_strndup(p->tmp, name, (size_t)(dot - name)) : NULL;
    const struct sk_sequence *s = name ? sk_catalog_sequence(p->catalog, schema, dot ? dot + 1 : name) : NULL;
    return s && !strpbrk(s->name, "'\\") && !strpbrk(s->schema, "'\\") ? s : NULL;
}

enum sk_status
sk_print_nextval(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const struct sk_sequence *s = p->counters ? find(p, call->args[0]) : NULL;
    for (size_t i = 0; s && i < p->counters->n; i++)
        if (p->counters->items[i] == s)
            return sk_print_unsupported(p, call->args[0], "two numbers of one sequence in a default have no equivalent "
                                        "on %s", p->rules->dialect);
    if (!s || s->owner_table)
        return sk_print_unsupported(p, call->args[0], "function nextval() has no equivalent on %s", p->rules->dialect);
    sk_push(p->tmp, p->counters->items, p->counters->n, s);
    sk_text_add(p->out, "((SELECT value FROM " SK_COUNTERS " WHERE name = ");
    put_key(p->out, s);
    sk_text_add(p->out, ")");
    if (p->counters->row)
        sk_text_addf(p->out, " + %lld * %s", (long long)s->increment, p->counters->row);
    sk_text_add(p->out, ")");
    return SK_OK;
}

char *
sk_counter_step(TALLOC_CTX *owner, const struct sk_sequence *s, const char *rows)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "UPDATE " SK_COUNTERS " SET value = value + %lld%s%s WHERE name = ", (long long)s->increment,
                 rows ? " * " : "", rows ? rows : "");
    put_key(sql, s);
    return sk_text_finish(sql, owner);
}

char *
sk_counter_make(TALLOC_CTX *owner, const struct sk_sequence *s, const char *ignore)
{
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "%s INTO " SK_COUNTERS " (name, value) VALUES (", ignore);
    put_key(sql, s);
    sk_text_addf(sql, ", %lld)", (long long)(s->start - s->increment));
    return sk_text_finish(sql, owner);
}
