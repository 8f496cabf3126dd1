/*
 * dialects/mysql/introspect.c - what a database of MySQL or MariaDB holds.
 *
 * The servers word their tables, views and triggers as the statements that would make them (SHOW CREATE ...). That text
 * is read, and what this dialect writes to emulate PostgreSQL is turned back into what it stands for. The statements
 * that the dialect would send for a catalog are read in the same way, so that a database and a catalog can be compared.
 *
 * A schema is a database of its own, and a server has others that are none of ours: those are read that the other side
 * of the comparison has.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "dialects/common/project.h"
#include "dialects/mysql/physical.h"

static const struct sk_ddl_rules rules = {.backslashes = true, .loose_signs = true};

/* What is being read, and into what. */
struct reading {
    struct sk_catalog *catalog;
    bool mariadb;
    const char *database; /* of the connection: the schema "public"; NULL: names stand for themselves */
};

static bool
is_own_name(const char *name)
{
    return name && strncmp(name, SK_MYSQL_OWN, strlen(SK_MYSQL_OWN)) == 0;
}

/* ---- types ---------------------------------------------------------------------------------------------------- */

/* In the order in which they are tried: of those that are stored alike the commonest is first. */
static const struct {
    enum sk_type_kind kind;
    const char *name;
} kinds[] = {
    {SK_TYPE_BOOLEAN, "bool"},   {SK_TYPE_SMALLINT, "int2"},         {SK_TYPE_INTEGER, "int4"},
    {SK_TYPE_BIGINT, "int8"},    {SK_TYPE_OID, "oid"},               {SK_TYPE_NUMERIC, "numeric"},
    {SK_TYPE_REAL, "float4"},    {SK_TYPE_DOUBLE, "float8"},         {SK_TYPE_TEXT, "text"},
    {SK_TYPE_VARCHAR, "varchar"}, {SK_TYPE_BIT, "bit"},              {SK_TYPE_VARBIT, "varbit"},
    {SK_TYPE_CHAR, "bpchar"},    {SK_TYPE_CITEXT, "citext"},         {SK_TYPE_BYTEA, "bytea"},
    {SK_TYPE_DATE, "date"},      {SK_TYPE_TIME, "time"},             {SK_TYPE_TIMESTAMPTZ, "timestamptz"},
    {SK_TYPE_UUID, "uuid"},      {SK_TYPE_JSONB, "jsonb"},           {SK_TYPE_INET, "inet"},
    {SK_TYPE_CIDR, "cidr"},      {SK_TYPE_MACADDR, "macaddr"},
};

static char *
lower(TALLOC_CTX *owner, const char *text)
{
    char *copy = sk_strdup(owner, text);
    for (char *c = copy; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return copy;
}

/* A declared type in one spelling: MariaDB shows a width that integers have for nothing, and neither server that there
 * are no decimals. */
static char *
spelled(TALLOC_CTX *owner, const char *declared)
{
    static const char *const integers[] = {"smallint", "mediumint", "int", "bigint", "tinyint"};
    char *type = lower(owner, declared);
    for (size_t i = 0; i < sizeof integers / sizeof *integers; i++) {
        size_t len = strlen(integers[i]);
        char *close = strchr(type, ')');
        if (strncmp(type, integers[i], len) == 0 && type[len] == '(' && close && !sk_same(type, "tinyint(1)"))
            memmove(type + len, close + 1, strlen(close));
    }
    return sk_same(type, "datetime") || sk_same(type, "time") ? sk_printf(owner, "%s(0)", type) : type;
}

/* The column's CHECK of that name leaves the list. */
static const char *
take_check(struct sk_table *table, const char *name)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind != SK_CHECK || !k->name || !k->check || !sk_same(k->name, name))
            continue;
        sk_take(table->constraints, table->n_constraints, i);
        return k->check->sql;
    }
    return NULL;
}

/* MariaDB's JSON is a LONGTEXT with a CHECK that stands with the column. */
static bool
take_json(struct sk_table *table, const struct sk_column *column)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        const struct sk_constraint *k = table->constraints[i];
        if (k->kind != SK_CHECK || k->name || k->n_columns != 1 || !sk_same(k->columns[0], column->name) || !k->check ||
            strncasecmp(k->check->sql, "json_valid(", 11) != 0)
            continue;
        sk_take(table->constraints, table->n_constraints, i);
        return true;
    }
    return false;
}

/* "varchar(20)", "decimal(10,2)": 20, 10 and 2 */
static struct sk_type
of_kind(size_t i, const char *declared)
{
    struct sk_type type = {.kind = kinds[i].kind, .name = kinds[i].name, .length = -1, .scale = -1};
    bool plain = type.kind == SK_TYPE_BOOLEAN || type.kind == SK_TYPE_UUID || type.kind == SK_TYPE_INET ||
                 type.kind == SK_TYPE_CIDR || type.kind == SK_TYPE_MACADDR || type.kind == SK_TYPE_BYTEA;
    if (!plain)
        sscanf(declared + strcspn(declared, "("), "(%d,%d", &type.length, &type.scale);
    return type;
}

static bool
same_check(const char *a, const char *b)
{
    return a && b ? sk_ddl_same(&rules, a, b, false) : !a && !b;
}

static bool
find_kind(struct sk_type *out, const struct reading *r, const struct sk_column *column, const char *declared,
          const char *check)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char *quoted = sk_mysql_quoted(tmp, column->name);
    bool found = false;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !found; i++) {
        struct sk_type type = of_kind(i, declared);
        const char *name = lower(tmp, sk_mysql_type_name(tmp, r->catalog, r->mariadb, &type));
        found = sk_same(name, declared) &&
                same_check(check, sk_mysql_type_check(tmp, r->catalog, r->mariadb, &type, quoted));
        if (found)
            *out = type;
    }
    talloc_free(tmp);
    return found;
}

/* `column` IN ('a', 'b'): an enum has no name here, so it gets one. */
static bool
find_enum(const struct reading *r, const struct sk_table *table, struct sk_column *column, const char *check)
{
    struct sk_tokens *tokens = sk_tokens_read(r->catalog, &rules, check);
    struct sk_user_type *type = sk_new(r->catalog, struct sk_user_type);
    bool listed = false;
    for (size_t i = 0; i < tokens->n; i++) {
        listed = listed || sk_token_is(&tokens->items[i], "in");
        if (listed && tokens->items[i].kind == SK_TOKEN_STRING)
            sk_push(type, type->labels, type->n_labels, sk_strdup(type, tokens->items[i].text));
    }
    if (!type->n_labels)
        return false;
    type->schema = table->schema;
    type->name = sk_printf(type, "%s_%s", table->name, column->name);
    type->kind = SK_TYPE_ENUM;
    sk_push(r->catalog, r->catalog->types, r->catalog->n_types, type);
    column->type = (struct sk_type){.kind = SK_TYPE_ENUM, .schema = type->schema, .name = type->name, .length = -1,
                                    .scale = -1};
    return true;
}

/* CHAR_LENGTH(`column`) <= 300, where a row has no room for a VARCHAR of that length */
static bool
find_length(struct sk_column *column, const char *check)
{
    const char *most = strcasestr(check, "char_length") ? strstr(check, "<=") : NULL;
    if (!most)
        return false;
    column->type = (struct sk_type){.kind = SK_TYPE_VARCHAR, .name = "varchar", .scale = -1,
                                    .length = (int32_t)strtol(most + 2, NULL, 10)};
    return true;
}

static void
find_type(const struct reading *r, struct sk_table *table, struct sk_column *column)
{
    static const struct sk_type array = {
        .kind = SK_TYPE_TEXT, .name = "text", .dimensions = 1, .length = -1, .scale = -1};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    char *declared = spelled(r->catalog, column->stored);
    const char *check = take_check(table, sk_mysql_own_name(tmp, table->name, column->name));
    if (sk_same(declared, "longtext") && take_json(table, column)) {
        declared = sk_strdup(r->catalog, "json");
        column->collation = NULL;
    }
    if (column->collation && strcasecmp(column->collation, sk_mysql_collation(r->mariadb)) == 0)
        column->collation = NULL;
    if (column->collation && strncasecmp(column->collation, "ascii", 5) == 0)
        declared = sk_printf(r->catalog, "%s character set ascii", declared);
    if (column->collation)
        declared = sk_printf(r->catalog, "%s collate %s", declared, lower(tmp, column->collation));
    if (sk_same(declared, "json") && check)
        column->type = array;
    else if (!find_kind(&column->type, r, column, declared, check) &&
             !(check && (find_length(column, check) || find_enum(r, table, column, check))))
        column->type = sk_ddl_type(r->catalog, declared);
    column->stored =
        check ? sk_printf(r->catalog, "%s CHECK (%s)", declared, sk_ddl_essence(tmp, &rules, check)) : declared;
    column->collation = NULL;
    talloc_free(tmp);
}

static bool
names_column(const struct sk_expr *expr, const char *column)
{
    struct sk_tokens *tokens = expr && expr->sql ? sk_tokens_read(NULL, &rules, expr->sql) : NULL;
    bool found = false;
    for (size_t i = 0; tokens && i < tokens->n && !found; i++)
        found = tokens->items[i].kind == SK_TOKEN_NAME && sk_same(tokens->items[i].text, column);
    talloc_free(tokens);
    return found;
}

/* Is there an index on an expression with the column in it? */
static bool
is_in_expression(const struct sk_table *table, const char *column)
{
    for (size_t i = 0; i < table->n_indexes; i++)
        for (size_t k = 0; k < table->indexes[i]->n_keys; k++) {
            const struct sk_index *index = table->indexes[i];
            bool is = index->keys[k].column ? index->where && sk_same(index->keys[k].column, column)
                                            : names_column(index->keys[k].expr, column);
            if (is)
                return true;
        }
    return false;
}

/* A VARCHAR under a key whose length is the one that a text would have there: a text, as far as that can be told. */
static void
find_text(const struct reading *r, const struct sk_table *table, struct sk_column *column)
{
    struct sk_type declared = column->type;
    if (declared.kind != SK_TYPE_VARCHAR || declared.length < 0 || !strchr(column->stored, '('))
        return;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    column->type = (struct sk_type){.kind = SK_TYPE_TEXT, .name = "text", .length = -1, .scale = -1};
    const char *keyed = sk_mysql_column_type(tmp, r->catalog, r->mariadb, table, column);
    bool computed = declared.length == SK_MYSQL_EXPRESSION_CHARS && is_in_expression(table, column->name);
    if (!computed && strcasecmp(keyed, column->stored) != 0)
        column->type = declared;
    talloc_free(tmp);
}

/* ---- keys ----------------------------------------------------------------------------------------------------- */

/* MariaDB has keys on expressions by way of columns that nobody sees: back into the key. */
static void
put_back_expressions(struct sk_table *table)
{
    for (size_t i = 0; i < table->n_indexes; i++)
        for (size_t k = 0; k < table->indexes[i]->n_keys; k++) {
            struct sk_index_key *key = &table->indexes[i]->keys[k];
            struct sk_column *column = is_own_name(key->column) ? sk_table_column(table, key->column) : NULL;
            if (!column || !column->generated)
                continue;
            key->expr = column->generated;
            key->column = NULL;
        }
    for (size_t i = table->n_columns; i > 0; i--)
        if (table->columns[i - 1]->generated && is_own_name(table->columns[i - 1]->name))
            sk_take(table->columns, table->n_columns, i - 1);
}

/* "(cast(x as char(512)) collate c)" is x: what is around an expression for it to have a type that a key can have. */
static void
strip_cast(const struct sk_tokens *tokens, size_t *begin, size_t *end)
{
    for (bool more = true; more && *begin < *end;) {
        const struct sk_token *first = &tokens->items[*begin];
        more = false;
        if (*end - *begin > 2 && sk_token_is(&tokens->items[*end - 2], "collate")) {
            *end -= 2;
            more = true;
        } else if (sk_token_is(first, "(") && sk_token_is(&tokens->items[*end - 1], ")")) {
            (*begin)++;
            (*end)--;
            more = true;
        } else if (sk_token_is(first, "cast") && sk_token_is(&tokens->items[*end - 1], ")")) {
            while (*end > *begin && !sk_token_is(&tokens->items[*end - 1], "as"))
                (*end)--;
            (*end)--;
            *begin += 2;
            more = true;
        }
    }
}

static size_t
find_word(const struct sk_tokens *tokens, size_t from, size_t to, const char *word)
{
    size_t depth = 0;
    for (; from < to; from++) {
        const struct sk_token *token = &tokens->items[from];
        if (!depth && sk_token_is(token, word))
            return from;
        depth += sk_token_is(token, "(") || sk_token_is(token, "case");
        depth -= depth && (sk_token_is(token, ")") || sk_token_is(token, "end"));
    }
    return to;
}

static struct sk_expr *
words_between(const struct reading *r, const struct sk_tokens *tokens, size_t from, size_t to)
{
    const struct sk_token *items = tokens->items;
    return sk_ddl_expr(r->catalog,
                       sk_strndup(r->catalog, tokens->sql + items[from].from, items[to - 1].to - items[from].from));
}

/* Where the key of a CASE ends that begins at `from`: before ELSE NULL, which PostgreSQL adds, or its END; 0: it has
 * another ELSE. */
static size_t
end_of_key(const struct sk_tokens *tokens, size_t from, size_t end)
{
    size_t other = find_word(tokens, from, end, "else");
    bool cast = other + 3 < end && sk_token_is(&tokens->items[other + 1], "cast");
    bool null = other + 1 < end && sk_token_is(&tokens->items[other + (cast ? 3 : 1)], "null");
    return other == end || null ? other : 0;
}

/* CASE WHEN condition THEN key END as the first key of a unique index: it is a partial one. */
static void
put_back_condition(const struct reading *r, struct sk_index *index, struct sk_index_key *key)
{
    if (!key->expr || !key->expr->sql)
        return;
    struct sk_tokens *tokens = sk_tokens_read(r->catalog, &rules, key->expr->sql);
    size_t begin = 0, end = tokens->n;
    strip_cast(tokens, &begin, &end);
    if (begin < end)
        key->expr = words_between(r, tokens, begin, end);
    if (!index->unique || end - begin < 6 || !sk_token_is(&tokens->items[begin], "case") ||
        !sk_token_is(&tokens->items[begin + 1], "when") || !sk_token_is(&tokens->items[end - 1], "end"))
        return;
    size_t then = find_word(tokens, begin + 2, end - 1, "then");
    size_t after = end_of_key(tokens, then, end - 1);
    if (then + 1 >= end - 1 || !after)
        return;
    index->where = words_between(r, tokens, begin + 2, then);
    size_t first = then + 1, last = after - 1;
    if (last == first + 3 && sk_token_is(&tokens->items[first], "rtrim")) { /* of a CHAR, on MariaDB */
        first += 2;
        last = first;
    }
    if (first == last && tokens->items[first].kind == SK_TOKEN_NAME) {
        key->column = sk_strdup(r->catalog, tokens->items[first].text);
        key->expr = NULL;
    } else {
        key->expr = words_between(r, tokens, then + 1, after);
    }
}

/* A foreign key has a key of its own, which is called like it; a serial column may have one of skein's. */
static bool
is_emulated(const struct sk_table *table, const struct sk_index *index)
{
    if (is_own_name(index->name))
        return true;
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY && table->constraints[i]->name &&
            sk_same(table->constraints[i]->name, index->name))
            return true;
    return false;
}

static void
drop_emulated_keys(struct sk_table *table)
{
    for (size_t i = table->n_indexes; i > 0; i--)
        if (is_emulated(table, table->indexes[i - 1]))
            sk_take(table->indexes, table->n_indexes, i - 1);
}

/* ---- names ---------------------------------------------------------------------------------------------------- */

/* A server's name of a database as a schema. `bare` is what a name without one stands for. */
static const char *
schema_of(const struct reading *r, const char *name, const char *bare)
{
    if (!name || sk_same(name, SK_PUBLIC))
        return bare;
    return r->database && sk_same(name, r->database) ? SK_PUBLIC : name;
}

/* "`shop`.`users`.`id`" without the database. */
static char *
without_database(const struct reading *r, TALLOC_CTX *owner, const char *sql)
{
    struct sk_tokens *tokens = sk_tokens_read(owner, &rules, sql);
    struct sk_text *out = sk_text_new(owner);
    size_t from = 0;
    for (size_t i = 0; r->database && i + 2 < tokens->n; i++) {
        const struct sk_token *token = &tokens->items[i];
        bool first = i == 0 || !sk_token_is(&tokens->items[i - 1], ".");
        if (!first || token->kind != SK_TOKEN_NAME || !sk_same(token->text, r->database) ||
            !sk_token_is(&token[1], ".") || token[2].kind != SK_TOKEN_NAME)
            continue;
        sk_text_add_n(out, sql + from, token->from - from);
        from = token[1].to;
    }
    sk_text_add(out, sql + from);
    return sk_text_finish(out, owner);
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

/* What keeps values of one's own out of an identity column, or numbers a second serial one, says what the column is. */
static void
note_identity(const struct sk_table *table, const struct sk_trigger *trigger)
{
    static const struct {
        const char *suffix;
        enum sk_identity identity;
    } guards[] = {{"i", SK_IDENTITY_ALWAYS}, {"n", SK_IDENTITY_SERIAL}};
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool is = false;
    for (size_t i = 0; i < table->n_columns && !is; i++)
        for (size_t g = 0; g < sizeof guards / sizeof *guards && !is; g++) {
            struct sk_column *column = table->columns[i];
            const char *name = sk_printf(tmp, "%s_%s", column->name, guards[g].suffix);
            is = sk_same(sk_mysql_own_name(tmp, table->name, name), trigger->name);
            if (is && column->identity != SK_IDENTITY_ALWAYS)
                column->identity = guards[g].identity;
            if (is && guards[g].identity == SK_IDENTITY_SERIAL)
                column->default_expr = NULL; /* stands for "not numbered yet" */
        }
    talloc_free(tmp);
}

static void
add_trigger(const struct reading *r, const struct sk_ddl *ddl)
{
    static const char *const timings[] = {[SK_BEFORE] = "before", [SK_AFTER] = "after", [SK_INSTEAD_OF] = "instead of"};
    struct sk_table *table = sk_catalog_table(r->catalog, ddl->schema, ddl->on);
    struct sk_trigger *trigger = ddl->trigger;
    bool own = is_own_name(trigger->name), of_partitions = own && strstr(trigger->name, SK_MYSQL_NO_PARTITION "_");
    if (!table || (own && trigger->events == SK_ON_DELETE) || of_partitions)
        return; /* one that does a foreign key's action (cascades.c) says nothing that the foreign key does not; which
                   partitions there are is no part of what is compared */
    note_identity(table, trigger);
    char *body = without_database(r, r->catalog, trigger->body->sql);
    size_t len = strlen(body);
    while (len && strchr("; \n", body[len - 1])) /* MySQL ends it */
        body[--len] = '\0';
    trigger->body = sk_ddl_expr(r->catalog, sk_printf(r->catalog, "%s %u %s", timings[trigger->timing], trigger->events,
                                                      body));
    sk_push(r->catalog, table->triggers, table->n_triggers, trigger);
}

/* ---- the whole ------------------------------------------------------------------------------------------------ */

/* A key is checked at once, so that RESTRICT says nothing (MySQL manual, 15.1.20.5), and MariaDB does not show it. */
static void
settle_reference(const struct reading *r, const struct sk_table *table, struct sk_constraint *k)
{
    k->ref_schema = schema_of(r, k->ref_schema, r->database ? table->schema : SK_PUBLIC);
    k->on_delete = k->on_delete == SK_FK_RESTRICT ? SK_FK_NO_ACTION : k->on_delete;
    k->on_update = k->on_update == SK_FK_RESTRICT ? SK_FK_NO_ACTION : k->on_update;
}

static void
add_table(const struct reading *r, struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++)
        if (table->constraints[i]->kind == SK_FOREIGN_KEY)
            settle_reference(r, table, table->constraints[i]);
    put_back_expressions(table);
    for (size_t i = 0; i < table->n_indexes; i++)
        for (size_t k = 0; k < table->indexes[i]->n_keys; k++)
            put_back_condition(r, table->indexes[i], &table->indexes[i]->keys[k]);
    drop_emulated_keys(table);
    sk_push(r->catalog, r->catalog->tables, r->catalog->n_tables, table);
    if (!sk_catalog_has_schema(r->catalog, table->schema))
        sk_push(r->catalog, r->catalog->schemas, r->catalog->n_schemas, table->schema);
    for (size_t i = 0; i < table->n_columns; i++)
        find_type(r, table, table->columns[i]);
    for (size_t i = 0; i < table->n_constraints; i++) /* a domain's: named as PostgreSQL would name them */
        if (table->constraints[i]->kind == SK_CHECK && is_own_name(table->constraints[i]->name))
            table->constraints[i]->name = NULL;
}

/* `schema`: what a bare name stands for. */
static void
read_statement(struct sk_ddl *out, const struct reading *r, const char *schema, const char *sql)
{
    if (!sk_ddl_read(out, r->catalog, &rules, sql))
        out->kind = SK_DDL_OTHER;
    out->schema = schema_of(r, out->schema, schema);
    if (out->kind == SK_DDL_TABLE) {
        out->table->schema = schema_of(r, out->table->schema, schema);
        add_table(r, out->table);
    } else if (out->kind == SK_DDL_VIEW) {
        out->view->schema = schema_of(r, out->view->schema, schema);
        out->view->query = sk_ddl_expr(r->catalog, without_database(r, r->catalog, out->view->query->sql));
        sk_push(r->catalog, r->catalog->views, r->catalog->n_views, out->view);
    }
}

/* Tables before what is on them. `schemas` NULL: all statements name their schemas. */
static void
read_all(const struct reading *r, size_t n, const char *const *schemas, const char *const *statements)
{
    struct sk_ddl *list = sk_alloc(r->catalog, (n + 1) * sizeof *list, "statements");
    for (size_t i = 0; i < n; i++)
        read_statement(&list[i], r, schemas ? schemas[i] : SK_PUBLIC, statements[i]);
    sk_ddl_settle(r->catalog, &rules);
    for (size_t t = 0; t < r->catalog->n_tables; t++)
        for (size_t i = 0; i < r->catalog->tables[t]->n_columns; i++)
            find_text(r, r->catalog->tables[t], r->catalog->tables[t]->columns[i]);
    for (size_t i = 0; i < n; i++)
        if (list[i].kind == SK_DDL_TRIGGER)
            add_trigger(r, &list[i]);
    sk_ddl_settle(r->catalog, &rules);
}

enum sk_status
sk_mysql_introspect(struct sk_catalog **out, TALLOC_CTX *owner, struct sk_conn *conn, const struct sk_catalog *like,
                    struct sk_error *err)
{
    struct sk_catalog *catalog = sk_catalog_new(owner, &sk_pg_expr_ops);
    struct reading r = {.catalog = catalog, .mariadb = sk_same(conn->dialect, "mariadb")};
    struct sk_mysql_described d;
    enum sk_status status = sk_mysql_describe(&d, catalog, conn, like, err);
    if (status) {
        talloc_free(catalog);
        return status;
    }
    const struct sk_rows *objects = d.objects;
    r.database = objects->n_rows ? sk_cell(objects, 0, 3) : NULL;
    for (size_t i = 0; i < objects->n_rows; i++)
        d.schemas[i] = schema_of(&r, d.schemas[i], SK_PUBLIC);
    read_all(&r, objects->n_rows, d.schemas, d.statements);
    sk_project_forget_own(catalog);
    *out = catalog;
    return SK_OK;
}

/* ---- a catalog as it would be here ---------------------------------------------------------------------------- */

static enum sk_status
render_table(struct sk_rewrite *rewrite, const struct sk_table *table, struct sk_error *err)
{
    struct sk_change *change = sk_new(rewrite->owner, struct sk_change);
    change->kind = SK_CREATE_TABLE;
    change->schema = table->schema;
    change->name = table->name;
    change->u.table = sk_catalog_table(rewrite->catalog, table->schema, table->name);
    enum sk_status status = sk_mysql_create_table(rewrite, change, err);
    status = status ? status : sk_mysql_make_triggers(rewrite, table, 0, err);
    if (!status)
        sk_mysql_cascades_from(rewrite, table);
    return status;
}

static void
read_rendered(struct sk_catalog *catalog, bool mariadb, size_t n, const char *const *statements)
{
    read_all(&(struct reading){.catalog = catalog, .mariadb = mariadb}, n, NULL, statements);
}

static void
read_mysql(struct sk_catalog *catalog, size_t n, const char *const *statements)
{
    read_rendered(catalog, false, n, statements);
}

static void
read_mariadb(struct sk_catalog *catalog, size_t n, const char *const *statements)
{
    read_rendered(catalog, true, n, statements);
}

enum sk_status
sk_mysql_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                 const char *server_version, struct sk_error *err)
{
    static const struct sk_projector projector = {.render_table = render_table, .read = read_mysql};
    return sk_project(out, owner, &sk_mysql, &projector, catalog, server_version, err);
}

enum sk_status
sk_mariadb_project(struct sk_catalog **out, TALLOC_CTX *owner, const struct sk_catalog *catalog,
                   const char *server_version, struct sk_error *err)
{
    static const struct sk_projector projector = {.render_table = render_table, .read = read_mariadb};
    return sk_project(out, owner, &sk_mariadb, &projector, catalog, server_version, err);
}

bool
sk_mysql_same_expr(struct sk_expr *a, struct sk_expr *b, const struct sk_type *type, bool exact)
{
    return sk_project_same_text(&rules, a, b, type, exact);
}
