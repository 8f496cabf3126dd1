/*
 * dialects/postgres/questions.c - what a migration asks PostgreSQL's catalogs, answered from skein's.
 *
 * EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'users' AND column_name = 'email') is known
 * before anything has run, as long as each part of the condition is a name that is compared with a constant.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

/* What a column of the catalogs is compared with. */
enum subject { SCHEMA, TABLE, COLUMN, INDEX, CONSTRAINT, TYPE, TRIGGER, SUBJECTS };

struct question {
    const char *catalog;
    enum subject about; /* what a row of the catalog is */
    struct {
        const char *column;
        enum subject subject;
    } columns[4];
};

static const struct question questions[] = {
    {"columns", COLUMN, {{"table_schema", SCHEMA}, {"table_name", TABLE}, {"column_name", COLUMN}}},
    {"tables", TABLE, {{"table_schema", SCHEMA}, {"table_name", TABLE}}},
    {"table_constraints", CONSTRAINT,
     {{"table_schema", SCHEMA}, {"constraint_schema", SCHEMA}, {"table_name", TABLE}, {"constraint_name", CONSTRAINT}}},
    {"pg_tables", TABLE, {{"schemaname", SCHEMA}, {"tablename", TABLE}}},
    {"pg_indexes", INDEX, {{"schemaname", SCHEMA}, {"tablename", TABLE}, {"indexname", INDEX}}},
    {"pg_constraint", CONSTRAINT, {{"conname", CONSTRAINT}, {"conrelid", TABLE}}},
    {"pg_type", TYPE, {{"typname", TYPE}}},
    {"pg_trigger", TRIGGER, {{"tgname", TRIGGER}, {"tgrelid", TABLE}}},
};

struct asked {
    const struct question *question;
    const char *values[SUBJECTS];
};

/* `column` = 'constant', in `asked`; false for anything else. */
static bool
read_comparison(struct asked *asked, const PgQuery__AExpr *e)
{
    const sk_node *left = sk_pg_uncast(e->lexpr);
    const char *value = sk_constant_text(e->rexpr);
    if (!left || left->node_case != SK_NODE(COLUMN_REF) || !value || e->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP ||
        strcmp(sk_node_name(NULL, e->n_name, e->name), "=") != 0)
        return false;
    const char *name = sk_node_string(left->column_ref->fields[left->column_ref->n_fields - 1]);
    for (size_t i = 0; name && i < sizeof asked->question->columns / sizeof *asked->question->columns; i++)
        if (asked->question->columns[i].column && strcmp(asked->question->columns[i].column, name) == 0) {
            enum subject subject = asked->question->columns[i].subject;
            const char *dot = subject == TABLE ? strrchr(value, '.') : NULL; /* 'public.users'::regclass */
            asked->values[subject] = dot ? dot + 1 : value;
            return true;
        }
    return false;
}

static bool
read_condition(struct asked *asked, const sk_node *node)
{
    if (node->node_case == SK_NODE(A_EXPR))
        return read_comparison(asked, node->a_expr);
    if (node->node_case != SK_NODE(BOOL_EXPR) || node->bool_expr->boolop != PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR)
        return false;
    for (size_t i = 0; i < node->bool_expr->n_args; i++)
        if (!read_condition(asked, node->bool_expr->args[i]))
            return false;
    return true;
}

static bool
is_asked(const char *wanted, const char *name)
{
    return !wanted || strcmp(wanted, name) == 0;
}

static bool
table_has(const struct sk_table *table, const struct asked *asked)
{
    switch (asked->question->about) {
    case TABLE:
        return true;
    case COLUMN:
        return sk_table_column(table, asked->values[COLUMN]) != NULL;
    case INDEX:
        return sk_table_index(table, asked->values[INDEX]) || sk_table_constraint(table, asked->values[INDEX]);
    case CONSTRAINT:
        return sk_table_constraint(table, asked->values[CONSTRAINT]) != NULL;
    case TRIGGER:
        return sk_table_trigger(table, asked->values[TRIGGER]) != NULL;
    default:
        return false;
    }
}

static bool
answer(const struct sk_catalog *catalog, const struct asked *asked)
{
    const char *schema = asked->values[SCHEMA];
    if (asked->question->about == TYPE)
        return sk_catalog_type(catalog, SK_PUBLIC, asked->values[TYPE]) != NULL;
    for (size_t t = 0; t < catalog->n_tables; t++) {
        const struct sk_table *table = catalog->tables[t];
        if (is_asked(schema, table->schema) && is_asked(asked->values[TABLE], table->name) && table_has(table, asked))
            return true;
    }
    return asked->question->about == TABLE && asked->values[TABLE] &&
           sk_catalog_view(catalog, schema, asked->values[TABLE]);
}

int
sk_pg_answer(const struct sk_catalog *catalog, const sk_node *node)
{
    if (node->node_case == SK_NODE(BOOL_EXPR) && node->bool_expr->boolop == PG_QUERY__BOOL_EXPR_TYPE__NOT_EXPR) {
        int inner = sk_pg_answer(catalog, node->bool_expr->args[0]);
        return inner < 0 ? inner : !inner;
    }
    const PgQuery__SelectStmt *s =
        node->node_case == SK_NODE(SUB_LINK) && node->sub_link->sub_link_type == PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK
            ? node->sub_link->subselect->select_stmt
            : NULL;
    if (!s || s->n_from_clause != 1 || s->from_clause[0]->node_case != SK_NODE(RANGE_VAR) || !s->where_clause ||
        s->n_group_clause || s->having_clause)
        return -1;
    struct asked asked = {0};
    for (size_t i = 0; i < sizeof questions / sizeof *questions && !asked.question; i++)
        if (strcmp(questions[i].catalog, s->from_clause[0]->range_var->relname) == 0)
            asked.question = &questions[i];
    if (!asked.question || !read_condition(&asked, s->where_clause) || !asked.values[asked.question->about])
        return -1;
    return answer(catalog, &asked);
}
