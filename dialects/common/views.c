/* dialects/common/views.c - a view's statement, which every dialect writes alike. */
#include "dialects/common/printer.h"

/* Does the query read the view, or another view that does? `depth` ends it: a circle may be there. */
static bool
reads(const struct sk_catalog *catalog, const struct sk_expr *query, const struct sk_view *view, size_t depth)
{
    if (catalog->ops->uses_relation(query, view->schema, view->name))
        return true;
    for (size_t i = 0; depth && i < catalog->n_views; i++) {
        const struct sk_view *other = catalog->views[i];
        bool same = sk_same(other->name, view->name) && sk_same(other->schema, view->schema);
        if (!same && catalog->ops->uses_relation(query, other->schema, other->name) &&
            reads(catalog, other->query, view, depth - 1))
            return true;
    }
    return false;
}

enum sk_status
sk_print_view(struct sk_printer *p, const struct sk_view *view, const char *head, const char *as)
{
    bool was = p->catalog && sk_catalog_view(p->catalog, view->schema, view->name); /* else nothing can read it */
    if (was && reads(p->catalog, view->query, view, p->catalog->n_views))
        return sk_print_unsupported(p, NULL, "view \"%s\" reads itself, and no engine can read it", view->name);
    sk_text_addf(p->out, "%s ", head);
    sk_print_relation(p, view->schema, view->name);
    for (size_t i = 0; i < view->n_columns; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, view->columns[i]);
    }
    sk_text_addf(p->out, "%s%s ", view->n_columns ? ")" : "", as);
    return sk_print_statement(p, sk_expr_node(view->query));
}
