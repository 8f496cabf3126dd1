/* dialects/sqlite/tables.c - CREATE TABLE and CREATE INDEX. */
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/counters.h"
#include "dialects/sqlite/sqlite.h"

/* ---- columns -------------------------------------------------------------------------------------------------- */

bool
sk_sqlite_is_rowid(const struct sk_table *table, const struct sk_column *column)
{
    bool counts = column->identity != SK_IDENTITY_NONE && (column->step == 0 || column->step == 1);
    const struct sk_constraint *key = counts ? sk_table_primary_key(table) : NULL;
    return key && key->n_columns == 1 && strcmp(key->columns[0], column->name) == 0;
}

static void
name_constraint(struct sk_printer *p, const char *name)
{
    sk_text_add(p->out, "CONSTRAINT ");
    sk_print_name(p, name);
    sk_text_add(p->out, " ");
}

static void
names(struct sk_printer *p, size_t n, const char *const *list)
{
    sk_text_add(p->out, "(");
    for (size_t i = 0; i < n; i++) {
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, list[i]);
    }
    sk_text_add(p->out, ")");
}

enum sk_fk_action
sk_sqlite_on_delete(const struct sk_table *table, const struct sk_constraint *k)
{
    bool itself = sk_constraint_refers_to(k, table) && !k->deferrable;
    return itself && k->on_delete == SK_FK_RESTRICT ? SK_FK_NO_ACTION : k->on_delete;
}

static void
references(struct sk_printer *p, const struct sk_constraint *k)
{
    const struct sk_table *table = p->scope->n_ranges ? p->scope->ranges[0].table : NULL;
    enum sk_fk_action on_delete = table ? sk_sqlite_on_delete(table, k) : k->on_delete;
    static const char *const actions[] = {[SK_FK_NO_ACTION] = NULL,
                                          [SK_FK_RESTRICT] = "RESTRICT",
                                          [SK_FK_CASCADE] = "CASCADE",
                                          [SK_FK_SET_NULL] = "SET NULL",
                                          [SK_FK_SET_DEFAULT] = "SET DEFAULT"};
    sk_text_add(p->out, "REFERENCES ");
    sk_print_relation(p, k->ref_schema, k->ref_table);
    sk_text_add(p->out, " ");
    names(p, k->n_ref_columns, k->ref_columns);
    if (actions[on_delete])
        sk_text_addf(p->out, " ON DELETE %s", actions[on_delete]);
    if (actions[k->on_update])
        sk_text_addf(p->out, " ON UPDATE %s", actions[k->on_update]);
    if (k->deferrable)
        sk_text_addf(p->out, " DEFERRABLE INITIALLY %s", k->initially_deferred ? "DEFERRED" : "IMMEDIATE");
}

/* SQLite reads MATCH FULL and does not hold to it: all columns are NULL, or none is. */
static void
match_full(struct sk_printer *p, const struct sk_constraint *k)
{
    sk_text_add(p->out, ",\n    CHECK (");
    for (size_t i = 1; i < k->n_columns; i++) {
        sk_text_add(p->out, i > 1 ? " AND (" : "(");
        sk_print_name(p, k->columns[0]);
        sk_text_add(p->out, " IS NULL) = (");
        sk_print_name(p, k->columns[i]);
        sk_text_add(p->out, " IS NULL)");
    }
    sk_text_add(p->out, ")");
}

/* `of`: it stands with that column, which the table may not have yet. */
static enum sk_status
constraint(struct sk_printer *p, const struct sk_constraint *k, const struct sk_column *of)
{
    name_constraint(p, k->name);
    switch (k->kind) {
    case SK_PRIMARY_KEY:
        sk_text_add(p->out, "PRIMARY KEY ");
        names(p, k->n_columns, k->columns);
        return SK_OK;
    case SK_UNIQUE:
        sk_text_add(p->out, "UNIQUE ");
        names(p, k->n_columns, k->columns);
        return SK_OK;
    case SK_FOREIGN_KEY:
        if (!of) {
            sk_text_add(p->out, "FOREIGN KEY ");
            names(p, k->n_columns, k->columns);
            sk_text_add(p->out, " ");
        }
        references(p, k);
        if (k->match_full && k->n_columns > 1)
            match_full(p, k);
        return SK_OK;
    case SK_CHECK: {
        const struct sk_table *table = p->scope->n_ranges ? p->scope->ranges[0].table : NULL;
        const char *unformed = sk_sqlite_unformed(p->tmp, p->catalog, table, of, k->check, NULL, false);
        const char *arrays = sk_sqlite_unformed(p->tmp, p->catalog, table, of, k->check, NULL, true);
        bool apart = *unformed || *arrays;
        sk_text_addf(p->out, "CHECK (%s%s%s", sk_sqlite_awaits(p, table, k->check), arrays, apart ? "(" : "");
        enum sk_status status = sk_print_expr(p, sk_expr_node(k->check));
        sk_text_addf(p->out, "%s%s)", apart ? ")" : "", unformed);
        return status;
    }
    case SK_EXCLUDE: /* an index */
        break;
    }
    return SK_OK;
}

static bool
is_plain_constant(const char *sql)
{
    return sql[0] == '\'' || strspn(sql, "+-0123456789.") == strlen(sql) || strcmp(sql, "NULL") == 0 ||
           (sql[0] == 'X' && sql[1] == '\'');
}

/* What the printer makes of some functions and operators is a query, which few places can have. */
bool
sk_sqlite_has_query(const char *sql)
{
    return strstr(sql, "(SELECT ") || strstr(sql, "(WITH ");
}

/* A moment or a time that is written out, with no more digits of its seconds than the column has: rows that are there
 * when the column is added take the default as it stands. What would carry into the seconds is left. */
static const char *
rounded_moment(TALLOC_CTX *owner, const char *sql, const struct sk_type *type)
{
    bool moment = type->kind == SK_TYPE_TIMESTAMP || type->kind == SK_TYPE_TIMESTAMPTZ || type->kind == SK_TYPE_TIME ||
                  type->kind == SK_TYPE_TIMETZ;
    const char *dot = moment && *sql == '\'' && type->length >= 0 && !type->dimensions ? strchr(sql, '.') : NULL;
    size_t given = dot ? strspn(dot + 1, "0123456789") : 0, kept = (size_t)type->length;
    if (!dot || given <= kept || given > 9)
        return sql;
    char *digits = sk_strndup(owner, dot, kept + 1);
    size_t i = kept;
    while (dot[kept + 1] >= '5' && i > 0 && digits[i] == '9')
        digits[i--] = '0';
    if (dot[kept + 1] >= '5' && i == 0)
        return sql;
    digits[i] = (char)(digits[i] + (dot[kept + 1] >= '5'));
    while (kept && digits[kept] == '0')
        kept--;
    return sk_printf(owner, "%.*s%.*s%s", (int)(dot - sql), sql, kept ? (int)kept + 1 : 0, digits, dot + 1 + given);
}

/* The default's SQL into a text of its own, so that its form can be looked at. */
static enum sk_status
default_value(struct sk_printer *p, const struct sk_column *column, const struct sk_expr *expr)
{
    enum sk_status status;
    struct sk_counters counters = {0};
    p->counters = &counters; /* for what it says of them */
    const char *sql = sk_print_value_apart(p, sk_expr_node(expr), &column->type, &status);
    p->counters = NULL;
    if (!status && sk_sqlite_has_query(sql))
        status = sk_print_unsupported(p, sk_expr_node(expr),
                                      "the default of column \"%s\" takes a query, which sqlite's DEFAULT cannot have",
                                      column->name);
    const struct sk_user_type *domain = sk_sqlite_domain_of(p->catalog, column);
    const struct sk_type *type = domain ? &domain->base : &column->type;
    const char *rounded = status ? NULL : sk_literal_of_scale(p->tmp, sql, type);
    sql = rounded ? rounded : sql;
    if (!status)
        sql = rounded_moment(p->tmp, sql, type);
    if (!status)
        sk_text_addf(p->out, is_plain_constant(sql) ? " DEFAULT %s" : " DEFAULT (%s)", sql);
    return status;
}

bool
sk_sqlite_is_numbered(const struct sk_table *table, const struct sk_column *column)
{
    return column->identity != SK_IDENTITY_NONE && !sk_sqlite_is_rowid(table, column);
}

/* What a serial column that is not the key holds until its trigger has numbered the row: the least value of its type,
 * so that NULL is refused as PostgreSQL does. */
const char *
sk_sqlite_unnumbered(const struct sk_column *column)
{
    switch (column->type.kind) {
    case SK_TYPE_SMALLINT:
        return "-32768";
    case SK_TYPE_INTEGER:
        return "-2147483648";
    default:
        return "-9223372036854775807 - 1";
    }
}

static void
rowid_key(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    sk_text_add(p->out, " INTEGER ");
    name_constraint(p, sk_table_primary_key(table)->name);
    sk_text_add(p->out, "PRIMARY KEY AUTOINCREMENT");
    if (column->type.kind != SK_TYPE_BIGINT) {
        sk_text_add(p->out, " CHECK (");
        sk_print_name(p, column->name);
        sk_text_add(p->out, column->type.kind == SK_TYPE_SMALLINT ? " BETWEEN -32768 AND 32767)"
                                                                  : " BETWEEN -2147483648 AND 2147483647)");
    }
}

static enum sk_status
domain_checks(struct sk_printer *p, const struct sk_column *column)
{
    const struct sk_user_type *domain = sk_sqlite_domain_of(p->catalog, column);
    enum sk_status status = SK_OK;
    for (size_t i = 0; domain && i < domain->n_checks && !status; i++) {
        const char *sql;
        status = sk_sqlite_domain_check(&sql, p, column, domain->checks[i], "");
        if (!status && sk_sqlite_is_plain(sql))
            sk_text_addf(p->out, " CHECK (%s)", sql);
    }
    return status;
}

/* A trigger that fills the column may come too late for NOT NULL, which `*may_be_null` says. */
static enum sk_status
generated(bool *may_be_null, struct sk_printer *p, const struct sk_column *column)
{
    const char *sql = "";
    enum sk_status status = sk_sqlite_generated_sql(&sql, p, column);
    bool made = !status && sk_sqlite_has_query(sql);
    const char *unmade = made ? sk_sqlite_unmade(p->catalog, column) : NULL;
    *may_be_null = made && !unmade;
    if (unmade)
        sk_text_addf(p->out, " DEFAULT (%s)", unmade);
    else if (!made)
        sk_text_addf(p->out, " GENERATED ALWAYS AS (%s) STORED", sql);
    return status;
}

enum sk_status
sk_sqlite_column_sql(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column,
                     size_t n_constraints, struct sk_constraint *const *constraints)
{
    enum sk_status status = SK_OK;
    sk_print_name(p, column->name);
    if (sk_sqlite_is_rowid(table, column)) {
        rowid_key(p, table, column);
        return SK_OK;
    }
    struct sk_text *quoted = sk_text_new(p->tmp);
    sk_text_ident(quoted, column->name, '"');
    const char *collation = sk_sqlite_collation(p->catalog, &column->type);
    const struct sk_user_type *domain = sk_sqlite_domain_of(p->catalog, column);
    const struct sk_expr *value = !column->default_expr && domain ? domain->default_expr : column->default_expr;
    const char *unfilled = sk_sqlite_unfilled(p->catalog, table, column);
    sk_text_addf(p->out, " %s", sk_sqlite_type_name(p->tmp, p->catalog, &column->type));
    if (collation)
        sk_text_addf(p->out, " COLLATE %s", collation);
    bool may_be_null = false;
    if (column->generated) {
        status = generated(&may_be_null, p, column);
    } else if (sk_sqlite_is_numbered(table, column)) {
        sk_text_addf(p->out, " DEFAULT (%s)", sk_sqlite_unnumbered(column));
    } else if (sk_sqlite_late_default(p, table, column)) {
        sk_text_addf(p->out, " DEFAULT (%s)", sk_sqlite_stand_in(p->catalog, column));
    } else if (unfilled) {
        sk_text_addf(p->out, " DEFAULT (%s)", unfilled);
    } else if (value) {
        status = default_value(p, column, value);
    }
    const char *check = sk_sqlite_type_check(p->tmp, p->catalog, &column->type, quoted->data);
    if ((column->not_null || (domain && domain->not_null)) && !may_be_null)
        sk_text_add(p->out, unfilled ? " NOT NULL ON CONFLICT REPLACE" : " NOT NULL");
    sk_text_addf(p->out, " CHECK (%s%s)", column->generated ? sk_sqlite_awaits(p, table, column->generated) : "",
                 unfilled ? sk_sqlite_unfilled_check(p->tmp, &column->type, unfilled, quoted->data, check) : check);
    status = status ? status : domain_checks(p, column);
    for (size_t i = 0; i < n_constraints && !status; i++) {
        sk_text_add(p->out, " ");
        status = constraint(p, constraints[i], column);
    }
    return status;
}

/* ---- tables --------------------------------------------------------------------------------------------------- */

static bool
is_rowid_key(const struct sk_table *table, const struct sk_constraint *k)
{
    if (k->kind != SK_PRIMARY_KEY || k->n_columns != 1)
        return false;
    const struct sk_column *column = sk_table_column(table, k->columns[0]);
    return column && sk_sqlite_is_rowid(table, column);
}

/* ---- CREATE TABLE --------------------------------------------------------------------------------------------- */

/* What SQLite's tables cannot be: without a column that is stored (its manual, "Generated Columns", 2.3). */
static enum sk_status
refuse_shape(struct sk_printer *p, const struct sk_table *table)
{
    size_t stored = 0;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_column *column = table->columns[i];
        stored += !column->generated || sk_sqlite_made_value(p, column);
        if (column->identity != SK_IDENTITY_NONE && !sk_type_is_integer(&column->type))
            return sk_print_unsupported(p, NULL, "column \"%s\" is numbered: sqlite counts in integers only",
                                        column->name);
        if (strcasecmp(column->name, "_rowid_") == 0)
            return sk_print_unsupported(p, NULL, "a column \"%s\" hides what sqlite tells a row by", column->name);
    }
    if (stored)
        return SK_OK;
    return sk_print_unsupported(p, NULL, "table \"%s\" has no column left that is stored, which sqlite wants",
                                table->name);
}

/* SQLite's primary keys have no generated columns, its unique ones have. */
static bool
has_generated(const struct sk_table *table, const struct sk_constraint *k)
{
    bool any = false;
    for (size_t i = 0; i < k->n_columns; i++) {
        const struct sk_column *column = sk_table_column(table, k->columns[i]);
        any = any || (column && column->generated);
    }
    return any;
}

/* The table of a block of code is one too, so that its trigger sees other temporary tables. */
static bool
is_temporary(const struct sk_table *table)
{
    return table->temporary || sk_same(table->name, SK_PG_DO);
}

enum sk_status
sk_sqlite_table_sql(char **out, struct sk_rewrite *rewrite, const struct sk_table *table, const char *as,
                    bool if_not_exists, size_t pos_bytes, struct sk_error *err)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_printer p =
        sk_sqlite_printer(rewrite, sk_scope_of_table(tmp, rewrite->catalog, table), pos_bytes, err);
    enum sk_status status = refuse_shape(&p, table);
    bool first = true;
    p.drop_qualifier = table->name;
    sk_text_addf(p.out, "CREATE %sTABLE %s", is_temporary(table) ? "TEMP " : "", if_not_exists ? "IF NOT EXISTS " : "");
    sk_print_name(&p, as);
    sk_text_add(p.out, " (\n    ");
    for (size_t i = 0; i < table->n_columns && !status; i++) {
        sk_text_sep(p.out, &first, ",\n    ");
        status = sk_sqlite_column_sql(&p, table, table->columns[i], 0, NULL);
    }
    for (size_t i = 0; i < table->n_constraints && !status; i++) {
        bool elsewhere;
        status = sk_sqlite_wants_trigger(&elsewhere, &p, table, table->constraints[i]);
        if (status || elsewhere || is_rowid_key(table, table->constraints[i]) ||
            table->constraints[i]->kind == SK_EXCLUDE)
            continue;
        struct sk_constraint k = *table->constraints[i];
        if (k.kind == SK_PRIMARY_KEY && has_generated(table, &k))
            k.kind = SK_UNIQUE; /* its columns are NOT NULL */
        sk_text_sep(p.out, &first, ",\n    ");
        status = constraint(&p, &k, NULL);
    }
    sk_text_add(p.out, "\n)");
    *out = status ? NULL : sk_strdup(rewrite->owner, p.out->data);
    talloc_free(p.tmp);
    talloc_free(tmp);
    return status;
}

static char *
always_name(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_column *column, const char *event)
{
    return sk_printf(owner, "%s_%s_always_%s", sk_sqlite_relation(owner, table->schema, table->name), column->name,
                     event);
}

static void
always_trigger(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
               const char *event, const char *when, size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *relation = sk_sqlite_relation(owner, table->schema, table->name);
    struct sk_text *sql = sk_text_new(owner);
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_text_ident(sql, always_name(owner, table, column, event), '"');
    sk_text_addf(sql, " BEFORE %s ON ", event);
    sk_text_ident(sql, relation, '"');
    sk_text_addf(sql, " WHEN %s BEGIN " SK_SQLITE_OWN " SELECT RAISE(ABORT, ", when);
    sk_text_literal(sql, sk_printf(owner, "column %s is GENERATED ALWAYS: it takes no value", column->name));
    sk_text_add(sql, "); END");
    sk_sqlite_run(rewrite, sql->data, pos_bytes, "GENERATED ALWAYS: a trigger refuses values of one's own");
}

/* In a BEFORE INSERT trigger the key that SQLite will choose is -1 (src/insert.c; its manual leaves it undefined). */
void
sk_sqlite_make_always(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                      size_t pos_bytes)
{
    struct sk_text *name = sk_text_new(rewrite->owner);
    sk_text_ident(name, column->name, '"');
    bool key = sk_sqlite_is_rowid(table, column);
    always_trigger(rewrite, table, column, "INSERT",
                   sk_printf(rewrite->owner, "NEW.%s <> %s", name->data, key ? "-1" : sk_sqlite_unnumbered(column)),
                   pos_bytes);
    const char *changes = sk_printf(rewrite->owner, "NEW.%s <> OLD.%s", name->data, name->data);
    if (!key) /* but for what numbers the row */
        changes = sk_printf(rewrite->owner, "%s AND OLD.%s <> %s", changes, name->data, sk_sqlite_unnumbered(column));
    always_trigger(rewrite, table, column, "UPDATE", changes, pos_bytes);
}

void
sk_sqlite_drop_trigger(struct sk_rewrite *rewrite, const char *name, size_t pos_bytes)
{
    struct sk_text *sql = sk_text_new(rewrite->owner);
    sk_text_add(sql, "DROP TRIGGER IF EXISTS ");
    sk_text_ident(sql, name, '"');
    sk_sqlite_run(rewrite, sql->data, pos_bytes, "it is made again");
}

void
sk_sqlite_drop_always(struct sk_rewrite *rewrite, const struct sk_table *table, const struct sk_column *column,
                      size_t pos_bytes)
{
    static const char *const events[] = {"INSERT", "UPDATE"};
    for (size_t i = 0; i < 2; i++)
        sk_sqlite_drop_trigger(rewrite, always_name(rewrite->owner, table, column, events[i]), pos_bytes);
}

enum sk_status
sk_sqlite_table_triggers(struct sk_rewrite *rewrite, const struct sk_table *table, size_t pos_bytes,
                         struct sk_error *err)
{
    /* the oldest is the last to look at a row */
    enum sk_status status = sk_sqlite_make_final_checks(rewrite, table, pos_bytes, err);
    for (size_t i = 0; i < table->n_columns; i++)
        if (table->columns[i]->identity == SK_IDENTITY_ALWAYS)
            sk_sqlite_make_always(rewrite, table, table->columns[i], pos_bytes);
    sk_sqlite_make_filled(rewrite, table, pos_bytes);
    sk_sqlite_make_forms(rewrite, table, pos_bytes);
    status = status ? status : sk_sqlite_make_checks(rewrite, table, pos_bytes, err);
    status = status ? status : sk_sqlite_key_indexes(rewrite, table, pos_bytes, err);
    status = status ? status : sk_sqlite_make_exclusions(rewrite, table, pos_bytes, err);
    return status ? status : sk_sqlite_make_triggers(rewrite, table, pos_bytes, err);
}

enum sk_status
sk_sqlite_triggers_after(struct sk_rewrite *rewrite, struct sk_catalog *after, const struct sk_table *table,
                         size_t pos_bytes, struct sk_error *err)
{
    struct sk_catalog *was = rewrite->catalog;
    rewrite->catalog = after;
    enum sk_status status = sk_sqlite_table_triggers(rewrite, table, pos_bytes, err);
    rewrite->catalog = was;
    return status;
}

/* Triggers have the names of their table and column in theirs. */
enum sk_status
sk_sqlite_rename(struct sk_rewrite *rewrite, const char *sql, const struct sk_change *change, struct sk_error *err)
{
    TALLOC_CTX *owner = rewrite->owner;
    const size_t pos_bytes = change->pos_bytes;
    const struct sk_table *before = sk_catalog_table(rewrite->catalog, change->schema, change->name);
    struct sk_catalog *catalog = sk_catalog_clone(owner, rewrite->catalog);
    if (sk_change_apply(catalog, change, err))
        return sk_at(err, rewrite->script->file, pos_bytes);
    const struct sk_table *after =
        sk_catalog_table(catalog, change->kind == SK_SET_TABLE_SCHEMA ? change->to : change->schema,
                         change->kind == SK_RENAME_TABLE ? change->to : change->name);
    bool any = sk_sqlite_drop_key_indexes(rewrite, before, pos_bytes);
    any = sk_sqlite_drop_exclusions(rewrite, before, pos_bytes) || any;
    for (size_t i = 0; i < before->n_columns; i++) {
        const struct sk_column *column = before->columns[i];
        if (column->identity == SK_IDENTITY_ALWAYS)
            sk_sqlite_drop_always(rewrite, before, column, pos_bytes);
        const struct sk_user_type *domain = sk_sqlite_domain_of(rewrite->catalog, column);
        any = any || domain || column->identity == SK_IDENTITY_ALWAYS || sk_sqlite_is_numbered(before, column) ||
              column->default_expr || column->generated;
    }
    enum sk_status status = sk_sqlite_drop_checks(&any, rewrite, before, pos_bytes, err);
    if (status)
        return status;
    sk_sqlite_drop_triggers(rewrite, before, pos_bytes);
    sk_sqlite_drop_forms(rewrite, before, pos_bytes);
    sk_sqlite_drop_filled(rewrite, before, pos_bytes);
    sk_sqlite_run(rewrite, sql, pos_bytes, NULL);
    if (any || before->n_triggers)
        return sk_sqlite_triggers_after(rewrite, catalog, after, pos_bytes, err);
    sk_sqlite_make_forms(rewrite, after, pos_bytes);
    return SK_OK;
}
