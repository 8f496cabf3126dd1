/*
 * dialects/sqlite/introspect.c - what an SQLite database holds.
 *
 * SQLite keeps the text of every CREATE statement, and keeps it up to date when something is renamed. That text is
 * read, and what this dialect writes to emulate PostgreSQL (the CHECKs of types, triggers that number rows) is turned
 * back into what it stands for. The statements that the dialect would send for a catalog are read in the same way, so
 * that a database and a catalog can be compared.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "dialects/common/counters.h"
#include "dialects/common/project.h"
#include "dialects/sqlite/sqlite.h"

static const struct sk_ddl_rules rules = {.dotted_names = true};

/* ---- types ---------------------------------------------------------------------------------------------------- */

/* In the order in which they are tried: of those that are stored alike the commonest is first. */
static const struct {
    enum sk_type_kind kind;
    const char *name;
} kinds[] = {
    {SK_TYPE_BOOLEAN, "bool"},     {SK_TYPE_SMALLINT, "int2"},       {SK_TYPE_INTEGER, "int4"},
    {SK_TYPE_BIGINT, "int8"},      {SK_TYPE_NUMERIC, "numeric"},     {SK_TYPE_REAL, "float4"},
    {SK_TYPE_DOUBLE, "float8"},    {SK_TYPE_TEXT, "text"},           {SK_TYPE_VARCHAR, "varchar"},
    {SK_TYPE_CHAR, "bpchar"},      {SK_TYPE_CITEXT, "citext"},       {SK_TYPE_BYTEA, "bytea"},
    {SK_TYPE_DATE, "date"},        {SK_TYPE_TIME, "time"},           {SK_TYPE_TIMETZ, "timetz"},
    {SK_TYPE_TIMESTAMP, "timestamp"}, {SK_TYPE_TIMESTAMPTZ, "timestamptz"}, {SK_TYPE_INTERVAL, "interval"},
    {SK_TYPE_UUID, "uuid"},        {SK_TYPE_JSON, "json"},           {SK_TYPE_JSONB, "jsonb"},
    {SK_TYPE_INET, "inet"},        {SK_TYPE_CIDR, "cidr"},           {SK_TYPE_MACADDR, "macaddr"},
    {SK_TYPE_BIT, "bit"},          {SK_TYPE_VARBIT, "varbit"},       {SK_TYPE_RANGE, "int4range"},
    {SK_TYPE_RANGE, "int8range"},  {SK_TYPE_RANGE, "daterange"},     {SK_TYPE_RANGE, "numrange"},
    {SK_TYPE_RANGE, "tsrange"},    {SK_TYPE_RANGE, "tstzrange"},
};

/* A column while its type is being found. */
struct finding {
    TALLOC_CTX *tmp;
    struct sk_catalog *catalog;
    struct sk_table *table;
    struct sk_column *column;
    const char *quoted;
};

static bool
is_own_check(const struct finding *f, const struct sk_constraint *k)
{
    return k->kind == SK_CHECK && !k->name && k->n_columns == 1 && k->check && sk_same(k->columns[0], f->column->name);
}

/* The column's CHECK with that meaning is its type's: it leaves the list, and goes to what is stored. */
static bool
take_check(const struct finding *f, const char *sql)
{
    const char *normal = sk_ddl_normal(f->tmp, &rules, sql);
    for (size_t i = 0; i < f->table->n_constraints; i++) {
        const struct sk_constraint *k = f->table->constraints[i];
        if (!is_own_check(f, k) || !sk_same(sk_ddl_normal(f->tmp, &rules, k->check->sql), normal))
            continue;
        f->column->stored = sk_printf(f->catalog, "%s CHECK (%s)", f->column->stored, normal);
        sk_take(f->table->constraints, f->table->n_constraints, i);
        return true;
    }
    return false;
}

static struct sk_type
of_kind(size_t i, const char *declared)
{
    struct sk_type type = {.kind = kinds[i].kind, .name = kinds[i].name, .length = -1, .scale = -1};
    const char *open = strchr(declared, '(');
    char *end;
    if (open) {
        type.length = (int32_t)strtol(open + 1, &end, 10);
        type.scale = *end == ',' ? (int32_t)strtol(end + 1, NULL, 10) : type.kind == SK_TYPE_NUMERIC ? 0 : -1;
    }
    return type;
}

static bool
stands_for(const struct finding *f, const struct sk_type *type, const char *declared)
{
    const char *collation = sk_sqlite_collation(f->catalog, type), *has = f->column->collation;
    return sk_same(sk_sqlite_type_name(f->tmp, f->catalog, type), declared) &&
           (collation && has ? sk_same(collation, has) : !collation && !has);
}

/* bit(n) has its length in the CHECK alone. */
static int32_t
length_in_checks(const struct finding *f)
{
    for (size_t i = 0; i < f->table->n_constraints; i++) {
        const struct sk_constraint *k = f->table->constraints[i];
        const char *at = is_own_check(f, k) ? strrchr(k->check->sql, '=') : NULL;
        if (at)
            return (int32_t)strtol(at + 1, NULL, 10);
    }
    return -1;
}

static bool
find_own_type(struct finding *f, const char *declared)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct sk_type type = of_kind(i, declared);
        if (!stands_for(f, &type, declared))
            continue;
        bool bits = type.kind == SK_TYPE_BIT || type.kind == SK_TYPE_VARBIT;
        for (int attempt = 0; attempt <= bits; attempt++) {
            type.length = attempt ? length_in_checks(f) : type.length;
            const char *check = sk_sqlite_type_check(f->tmp, f->catalog, &type, f->quoted);
            if (take_check(f, check) ||
                take_check(f, sk_sqlite_unfilled_check(f->tmp, &type, NULL, f->quoted, check))) {
                f->column->type = type;
                return true;
            }
        }
    }
    return false;
}

/* column IN ('a', 'b'): an enum has no name here, so it gets one. */
static bool
find_enum(struct finding *f, const char *declared)
{
    for (size_t i = 0; sk_same(declared, "TEXT") && i < f->table->n_constraints; i++) {
        const struct sk_constraint *k = f->table->constraints[i];
        struct sk_tokens *tokens = is_own_check(f, k) ? sk_tokens_read(f->tmp, &rules, k->check->sql) : NULL;
        if (!tokens || tokens->n < 4 || !sk_same(tokens->items[0].text, f->column->name) ||
            !sk_token_is(&tokens->items[1], "IN") || !sk_token_is(&tokens->items[2], "("))
            continue;
        struct sk_user_type *type = sk_new(f->catalog, struct sk_user_type);
        size_t t = 3;
        for (; t + 1 < tokens->n && tokens->items[t].kind == SK_TOKEN_STRING; t += 2)
            sk_push(type, type->labels, type->n_labels, sk_strdup(type, tokens->items[t].text));
        if (t != tokens->n) /* the last one is followed by ")" */
            continue;
        type->schema = f->table->schema;
        type->name = sk_printf(type, "%s_%s", f->table->name, f->column->name);
        type->kind = SK_TYPE_ENUM;
        sk_push(f->catalog, f->catalog->types, f->catalog->n_types, type);
        f->column->type = (struct sk_type){
            .kind = SK_TYPE_ENUM, .schema = type->schema, .name = type->name, .length = -1, .scale = -1};
        return take_check(f, k->check->sql);
    }
    return false;
}

/* INTEGER PRIMARY KEY numbers its rows, also without AUTOINCREMENT. */
static bool
find_rowid(struct finding *f, const char *declared)
{
    static const char *const ranges[] = {NULL, "-2147483648 AND 2147483647", "-32768 AND 32767"};
    static const struct sk_type types[] = {{.kind = SK_TYPE_BIGINT, .name = "int8", .length = -1, .scale = -1},
                                           {.kind = SK_TYPE_INTEGER, .name = "int4", .length = -1, .scale = -1},
                                           {.kind = SK_TYPE_SMALLINT, .name = "int2", .length = -1, .scale = -1}};
    const struct sk_constraint *key = sk_table_primary_key(f->table);
    if (strcasecmp(declared, "INTEGER") != 0 || !key || key->n_columns != 1 ||
        !sk_same(key->columns[0], f->column->name))
        return false;
    f->column->identity = SK_IDENTITY_SERIAL;
    f->column->not_null = true;
    f->column->type = types[0];
    for (size_t i = 1; i < sizeof types / sizeof *types; i++)
        if (take_check(f, sk_printf(f->tmp, "%s BETWEEN %s", f->quoted, ranges[i])))
            f->column->type = types[i];
    return true;
}

static void
find_type(struct sk_catalog *catalog, struct sk_table *table, struct sk_column *column)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_text *quoted = sk_text_new(tmp);
    sk_text_ident(quoted, column->name, '"');
    struct finding f = {tmp, catalog, table, column, quoted->data};
    const char *declared = column->stored;
    if (column->collation)
        column->stored = sk_printf(catalog, "%s COLLATE %s", declared, column->collation);
    if (sk_same(declared, "TEXT_ARRAY")) {
        column->type =
            (struct sk_type){.kind = SK_TYPE_TEXT, .name = "text", .dimensions = 1, .length = -1, .scale = -1};
        take_check(&f, sk_sqlite_type_check(tmp, catalog, &column->type, f.quoted));
    } else if (!find_rowid(&f, declared) && !find_own_type(&f, declared) && !find_enum(&f, declared)) {
        column->type = sk_ddl_type(catalog, strncmp(declared, "TEXT_", 5) == 0 ? declared + 5 : declared);
    }
    talloc_free(tmp);
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

static bool
is_own(const struct sk_trigger *trigger)
{
    return strstr(trigger->body->sql, SK_SQLITE_OWN) != NULL;
}

static bool
is_of_column(TALLOC_CTX *tmp, const struct sk_table *table, const struct sk_column *column, const char *name,
             const char *what)
{
    return sk_same(name, sk_printf(tmp, "%s_%s_%s", table->name, column->name, what));
}

/* What numbers the rows of a serial column, or keeps values of one's own out of it? */
static bool
is_of_identity(struct sk_table *table, const struct sk_trigger *trigger)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool is = false;
    for (size_t i = 0; i < table->n_columns && !is; i++) {
        struct sk_column *column = table->columns[i];
        bool serial = is_of_column(tmp, table, column, trigger->name, "serial");
        bool always = is_of_column(tmp, table, column, trigger->name, "always_INSERT");
        is = serial || always || is_of_column(tmp, table, column, trigger->name, "always_UPDATE");
        if (always)
            column->identity = SK_IDENTITY_ALWAYS;
        else if (serial && column->identity == SK_IDENTITY_NONE)
            column->identity = SK_IDENTITY_SERIAL;
        if (serial)
            column->default_expr = NULL; /* stands for "not numbered yet" */
    }
    talloc_free(tmp);
    return is;
}

/* A CHECK that only a pair of triggers can hold rows to: the text of both is the constraint's. What one says of the row
 * stands in its WHEN, or, where it looks at the row that the other triggers left, in its body. */
static bool
is_of_check(struct sk_catalog *catalog, struct sk_table *table, const struct sk_trigger *trigger)
{
    static const char failed[] = "CHECK constraint failed: ";
    struct sk_tokens *tokens = sk_tokens_read(NULL, &rules, trigger->body->sql);
    const char *name = NULL;
    for (size_t i = 0; i < tokens->n; i++)
        if (tokens->items[i].kind == SK_TOKEN_STRING && strncmp(tokens->items[i].text, failed, strlen(failed)) == 0)
            name = sk_strdup(catalog, tokens->items[i].text + strlen(failed));
    talloc_free(tokens);
    if (!name)
        return false;
    struct sk_constraint *k = sk_table_constraint(table, name);
    const char *sql = sk_printf(catalog, "%s %s", trigger->events & SK_ON_INSERT ? "inserted" : "updated",
                                trigger->when ? trigger->when->sql : trigger->body->sql);
    if (!k) {
        k = sk_new(catalog, struct sk_constraint);
        k->kind = SK_CHECK;
        k->name = name;
        k->check = sk_ddl_expr(catalog, sql);
        sk_push(catalog, table->constraints, table->n_constraints, k);
    } else if (k->kind == SK_CHECK) {
        k->check = sk_ddl_expr(catalog, sk_printf(catalog, "%s; %s", k->check->sql, sql));
    }
    return true;
}

/* "audit:2" is what "audit" does besides; it was "audit_2" once. */
static struct sk_trigger *
first_of(const struct sk_table *table, const char *name)
{
    const char *mark = strrchr(name, ':') ? strrchr(name, ':') : strrchr(name, '_');
    for (size_t i = 0; mark && strspn(mark + 1, "0123456789") == strlen(mark + 1) && i < table->n_triggers; i++) {
        struct sk_trigger *t = table->triggers[i];
        if (strlen(t->name) == (size_t)(mark - name) && strncmp(t->name, name, strlen(t->name)) == 0 && is_own(t))
            return t;
    }
    return NULL;
}

static void
add_trigger(struct sk_catalog *catalog, const struct sk_ddl *ddl)
{
    struct sk_table *table = sk_catalog_table(catalog, ddl->schema, ddl->on);
    struct sk_view *view = table ? NULL : sk_catalog_view(catalog, ddl->schema, ddl->on);
    struct sk_trigger *trigger = ddl->trigger;
    if (view)
        sk_push(catalog, view->triggers, view->n_triggers, trigger);
    if (!table || (is_own(trigger) && (strstr(trigger->name, SK_SQLITE_FORM) || is_of_identity(table, trigger) ||
                                       is_of_check(catalog, table, trigger))))
        return;
    if (is_own(trigger) && strstr(trigger->name, "_" SK_SQLITE_NO_PARTITION "_"))
        return; /* which partitions there are is no part of what is compared */
    static const char *const timings[] = {"before", "after", "instead of"};
    trigger->body = sk_ddl_expr(catalog, sk_printf(catalog, "%s %u %s %s", timings[trigger->timing], trigger->events,
                                                   trigger->when ? trigger->when->sql : "", trigger->body->sql));
    for (size_t i = 0; i < trigger->n_columns; i++)
        trigger->body = sk_ddl_expr(catalog, sk_printf(catalog, "%s %s", trigger->columns[i], trigger->body->sql));
    struct sk_trigger *first = is_own(trigger) ? first_of(table, trigger->name) : NULL;
    if (!first) {
        sk_push(catalog, table->triggers, table->n_triggers, trigger);
        return;
    }
    first->events |= trigger->events;
    first->body = sk_ddl_expr(catalog, sk_printf(catalog, "%s; %s", first->body->sql, trigger->body->sql));
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

static void
add_index(struct sk_catalog *catalog, const struct sk_ddl *ddl)
{
    struct sk_table *table = sk_catalog_table(catalog, ddl->schema, ddl->on);
    if (table)
        sk_push(catalog, table->indexes, table->n_indexes, ddl->index);
}

static void
add_table(struct sk_catalog *catalog, struct sk_table *table)
{
    sk_push(catalog, catalog->tables, catalog->n_tables, table);
    for (size_t i = 0; i < table->n_columns; i++)
        find_type(catalog, table, table->columns[i]);
    bool known = sk_catalog_has_schema(catalog, table->schema);
    if (!known)
        sk_push(catalog, catalog->schemas, catalog->n_schemas, table->schema);
}

/* By name: "audit" before "audit:2", whichever was made again last. */
static int
by_trigger(const void *a, const void *b)
{
    const struct sk_ddl *left = *(const struct sk_ddl *const *)a, *right = *(const struct sk_ddl *const *)b;
    return strcmp(left->trigger->name, right->trigger->name);
}

static void
read_statements(struct sk_catalog *catalog, size_t n, const char *const *statements)
{
    struct sk_ddl *list = sk_alloc(catalog, (n + 1) * sizeof *list, "statements");
    for (size_t i = 0; i < n; i++) {
        if (!sk_ddl_read(&list[i], catalog, &rules, statements[i]))
            list[i].kind = SK_DDL_OTHER;
        if (list[i].kind == SK_DDL_TABLE)
            add_table(catalog, list[i].table);
        else if (list[i].kind == SK_DDL_VIEW)
            sk_push(catalog, catalog->views, catalog->n_views, list[i].view);
    }
    sk_ddl_settle(catalog, &rules);
    const struct sk_ddl **triggers = NULL;
    size_t n_triggers = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].kind == SK_DDL_INDEX)
            add_index(catalog, &list[i]);
        else if (list[i].kind == SK_DDL_TRIGGER)
            sk_push(list, triggers, n_triggers, &list[i]);
    if (n_triggers)
        qsort(triggers, n_triggers, sizeof *triggers, by_trigger);
    for (size_t i = 0; i < n_triggers; i++)
        add_trigger(catalog, triggers[i]);
    sk_ddl_settle(catalog, &rules);
}

enum sk_status
sk_sqlite_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_catalog *like,
                     struct sk_error *err)
{
    (void)like; /* one file holds all schemas */
    struct sk_catalog *catalog = sk_catalog_new(owner, &sk_pg_expr_ops);
    struct sk_rows *rows;
    const char **statements = NULL;
    size_t n = 0;
    enum sk_status status = sk_conn_query(&rows, catalog, conn,
                                          "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE "
                                          "'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
                                          NULL, 0, err);
    if (status) {
        talloc_free(catalog);
        return status;
    }
    for (size_t i = 0; i < rows->n_rows; i++)
        sk_push(catalog, statements, n, sk_cell(rows, i, 0));
    read_statements(catalog, n, statements);
    sk_project_forget_own(catalog);
    *out = catalog;
    return SK_OK;
}

#define COUNTERS "CREATE TABLE " SK_COUNTERS

enum sk_status
sk_sqlite_copy_schema(const char ***out, size_t *n, TALLOC_CTX *owner, struct sk_conn *conn, struct sk_error *err)
{
    static const char query[] = "SELECT m.sql FROM sqlite_schema AS m WHERE m.sql IS NOT NULL AND m.name NOT LIKE "
                                "'sqlite\\_%' ESCAPE '\\' AND NOT EXISTS (SELECT 1 FROM pragma_table_list AS l WHERE "
                                "l.name = m.name AND l.type = 'shadow') ORDER BY m.type = 'trigger', m.type = 'view', "
                                "m.type = 'index', m.rowid";
    struct sk_rows *rows;
    const char **statements = NULL;
    size_t count = 0;
    enum sk_status status = sk_conn_query(&rows, owner, conn, query, NULL, 0, err);
    bool counts = false;
    for (size_t i = 0; !status && i < rows->n_rows; i++) {
        sk_push(owner, statements, count, sk_cell(rows, i, 0));
        counts = counts || strncmp(sk_cell(rows, i, 0), COUNTERS, strlen(COUNTERS)) == 0;
    }
    if (!status && counts)
        status = sk_counters_copy(&statements, &count, owner, conn, err);
    if (!status) {
        *out = statements;
        *n = count;
    }
    return status;
}

/* ---- a catalog as it would be here ---------------------------------------------------------------------------- */

static enum sk_status
render_table(struct sk_rewrite *rewrite, const struct sk_table *table, struct sk_error *err)
{
    char *sql;
    enum sk_status status = sk_sqlite_table_sql(
        &sql, rewrite, table, sk_sqlite_relation(rewrite->owner, table->schema, table->name), false, 0, err);
    if (!status)
        sk_sqlite_run(rewrite, sql, 0, NULL);
    for (size_t i = 0; i < table->n_indexes && !status; i++)
        status = sk_sqlite_index(rewrite, table, table->schema, table->name, table->indexes[i], NULL, err);
    return status ? status : sk_sqlite_table_triggers(rewrite, table, 0, err);
}

static const struct sk_projector projector = {.render_table = render_table, .read = read_statements};

enum sk_status
sk_sqlite_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                  const char *server_version, struct sk_error *err)
{
    return sk_project(out, owner, &sk_sqlite, &projector, catalog, server_version, err);
}

bool
sk_sqlite_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact)
{
    return sk_project_same_text(&rules, a, b, type, exact);
}
