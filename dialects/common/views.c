/* dialects/common/views.c - a view's statement, which every dialect writes alike. */
#include "dialects/common/printer.h"

enum sk_status
sk_print_view(struct sk_printer *p, const struct sk_view *view, const char *head, const char *as)
{
    sk_text_addf(p->out, "%s ", head);
    sk_print_relation(p, view->schema, view->name);
    for (size_t i = 0; i < view->n_columns; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, view->columns[i]);
    }
    sk_text_addf(p->out, "%s%s ", view->n_columns ? ")" : "", as);
    return sk_print_statement(p, sk_expr_node(view->query));
}
