/* dialects/mysql/rules.c - what the printer has to know of MySQL and of MariaDB. */
#include "dialects/mysql/mysql.h"

static const struct sk_function_rule functions[] = {
    {"lower", 1, "lower", NULL},
    {"upper", 1, "upper", NULL},
    {NULL, 0, NULL, NULL},
};

static const struct sk_operator_rule operators[] = {
    {"||", "CONCAT($1, $2)"},
    {NULL, NULL},
};

static bool
operator_fn(struct sk_printer *p, const char *op, const PgQuery__AExpr *e, enum sk_status *status)
{
    (void)p, (void)op, (void)e, (void)status;
    return false;
}

static enum sk_status
value_function(struct sk_printer *p, const PgQuery__SQLValueFunction *value)
{
    (void)value;
    sk_text_add(p->out, "UTC_TIMESTAMP(6)");
    return SK_OK;
}

#define RULES(NAME)                                                                                                    \
    {                                                                                                                  \
        .dialect = NAME, .quote = '`', .greatest = "GREATEST", .least = "LEAST", .functions = functions,               \
        .operators = operators, .cast = sk_mysql_cast, .literal = sk_mysql_literal, .relation = sk_mysql_put_relation, \
        .operator_fn = operator_fn, .value_function = value_function, \
    }

const struct sk_printer_rules sk_mysql_rules = RULES("mysql");
const struct sk_printer_rules sk_mariadb_rules = RULES("mariadb");

enum sk_status
sk_mysql_literal(struct sk_printer *p, const char *text, const struct sk_type *type, const sk_node *at)
{
    (void)type;
    (void)at;
    sk_mysql_put_constant(p->out, text);
    return SK_OK;
}

enum sk_status
sk_mysql_cast(struct sk_printer *p, const sk_node *arg, const struct sk_type *type)
{
    (void)type;
    return sk_print_expr(p, arg);
}
