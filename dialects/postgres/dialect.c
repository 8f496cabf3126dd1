/* dialects/postgres/dialect.c - PostgreSQL: the language migrations are written in, and an engine. */
#include "dialects/common/reserved.h"
#include "dialects/postgres/postgres.h"

static const struct sk_output settle = {.kind = SK_RUN, .sql = "SET CONSTRAINTS ALL IMMEDIATE"};

const struct sk_dialect sk_postgres = {
    .abi = SK_DIALECT_ABI,
    .name = "postgres",
    .transactional_ddl = true,
    .expr_ops = &sk_pg_expr_ops,
    .parse = sk_pg_parse,
    .read_tree = sk_pg_read_tree,
    .analyze = sk_pg_analyze,
    .tree_hash = sk_pg_tree_hash,
    .reverse = sk_pg_reverse,
    .demands = sk_pg_demands,
    .marks = sk_pg_marks,
    .long_names = sk_pg_long_names,
    .reserved = sk_reserved,
    .is_volatile = sk_pg_is_volatile,
    .format_catalog = sk_pg_format_catalog,
    .solver = &sk_pg_solver,
    .rewrite = sk_pg_rewrite,
    .introspect = sk_pg_introspect,
    .same_expr = sk_pg_same_expr,
    .comparing = "SET TimeZone = 'UTC'",
    .settle = &settle,
    .list_tables = sk_pg_list_tables,
    .count_rows = sk_pg_count_rows,
    .explain = sk_pg_explain,
    .gather_statistics = sk_pg_gather_statistics,
    .ledger = &sk_pg_ledger,
    .contents = &sk_pg_contents,
};
