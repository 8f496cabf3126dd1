/* dialects/common/ddl.c - reading CREATE TABLE, INDEX, VIEW and TRIGGER of the engines that keep them as text. */
#include "dialects/common/ddl.h"

#include <string.h>
#include <strings.h>

#include "core/text.h"

struct reader {
    TALLOC_CTX *owner;
    const struct sk_ddl_rules *rules;
    const struct sk_tokens *tokens;
    size_t at;
};

/* ---- moving --------------------------------------------------------------------------------------------------- */

static const struct sk_token *
here(const struct reader *r)
{
    return &r->tokens->items[r->at];
}

static const struct sk_token *
ahead(const struct reader *r, size_t n)
{
    return &r->tokens->items[r->at + n < r->tokens->n ? r->at + n : r->tokens->n];
}

static bool
at_end(const struct reader *r)
{
    return here(r)->kind == SK_TOKEN_END;
}

static void
step(struct reader *r)
{
    r->at += !at_end(r);
}

static bool
take(struct reader *r, const char *word)
{
    bool is = sk_token_is(here(r), word);
    if (is)
        step(r);
    return is;
}

static bool
take_two(struct reader *r, const char *first, const char *second)
{
    bool are = sk_token_is(here(r), first) && sk_token_is(ahead(r, 1), second);
    if (are)
        r->at += 2;
    return are;
}

/* The source from token `from` to before token `to`. */
static char *
slice(const struct reader *r, size_t from, size_t to)
{
    const struct sk_token *items = r->tokens->items;
    if (from >= to)
        return sk_strdup(r->owner, "");
    return sk_strndup(r->owner, r->tokens->sql + items[from].from, items[to - 1].to - items[from].from);
}

/* Past what is in parentheses, if there are any here. */
static void
skip_parens(struct reader *r)
{
    size_t depth = 0;
    if (!sk_token_is(here(r), "("))
        return;
    do {
        depth += sk_token_is(here(r), "(");
        depth -= sk_token_is(here(r), ")");
        step(r);
    } while (depth && !at_end(r));
}

struct sk_expr *
sk_ddl_expr(TALLOC_CTX *owner, const char *sql)
{
    if (!sql)
        return NULL;
    struct sk_expr *expr = sk_new(owner, struct sk_expr);
    expr->sql = sk_strdup(expr, sql);
    return expr;
}

/* "(expression)" as an expression without its parentheses. */
static struct sk_expr *
parenthesized(struct reader *r)
{
    size_t from = r->at;
    skip_parens(r);
    return r->at < from + 2 ? NULL : sk_ddl_expr(r->owner, slice(r, from + 1, r->at - 1));
}

static const char *
name(struct reader *r)
{
    const struct sk_token *token = here(r);
    bool is = token->kind == SK_TOKEN_NAME || token->kind == SK_TOKEN_WORD || token->kind == SK_TOKEN_STRING;
    if (!is)
        return NULL;
    step(r);
    return sk_strdup(r->owner, token->text);
}

/* schema.name, or "schema.name" where the schema is part of the name. */
static const char *
relation(struct reader *r, const char **schema)
{
    const char *first = name(r), *dot;
    *schema = SK_PUBLIC;
    if (first && sk_token_is(here(r), ".")) {
        step(r);
        const char *second = name(r);
        if (!r->rules->dotted_names)
            *schema = first;
        first = second;
    }
    if (first && r->rules->dotted_names && (dot = strchr(first, '.')) && dot > first && dot[1]) {
        *schema = sk_strndup(r->owner, first, (size_t)(dot - first));
        first = dot + 1;
    }
    return first;
}

/* "(a, b)": a list of names; what stands behind one (a length, a direction) is passed over. */
static void
names(struct reader *r, const char ***list, size_t *n)
{
    if (!take(r, "("))
        return;
    while (!at_end(r) && !sk_token_is(here(r), ")")) {
        const char *one = name(r);
        if (one)
            sk_push(r->owner, *list, *n, one);
        while (!at_end(r) && !sk_token_is(here(r), ",") && !sk_token_is(here(r), ")")) {
            if (sk_token_is(here(r), "("))
                skip_parens(r);
            else
                step(r);
        }
        take(r, ",");
    }
    take(r, ")");
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

static struct sk_constraint *
add_constraint(struct reader *r, struct sk_table *table, enum sk_constraint_kind kind, const char *called)
{
    struct sk_constraint *k = sk_new(r->owner, struct sk_constraint);
    k->kind = kind;
    k->name = called;
    sk_push(r->owner, table->constraints, table->n_constraints, k);
    return k;
}

static enum sk_fk_action
action(struct reader *r)
{
    if (take(r, "CASCADE"))
        return SK_FK_CASCADE;
    if (take(r, "RESTRICT"))
        return SK_FK_RESTRICT;
    if (take_two(r, "SET", "NULL"))
        return SK_FK_SET_NULL;
    if (take_two(r, "SET", "DEFAULT"))
        return SK_FK_SET_DEFAULT;
    take_two(r, "NO", "ACTION");
    return SK_FK_NO_ACTION;
}

/* What follows REFERENCES */
static void
reference(struct reader *r, struct sk_constraint *k)
{
    k->ref_table = relation(r, &k->ref_schema);
    names(r, &k->ref_columns, &k->n_ref_columns);
    for (;;) {
        if (take_two(r, "ON", "DELETE"))
            k->on_delete = action(r);
        else if (take_two(r, "ON", "UPDATE"))
            k->on_update = action(r);
        else if (take(r, "MATCH"))
            step(r);
        else if (take_two(r, "NOT", "DEFERRABLE"))
            k->deferrable = false;
        else if (take(r, "DEFERRABLE"))
            k->deferrable = true;
        else if (take_two(r, "INITIALLY", "DEFERRED"))
            k->initially_deferred = true;
        else if (!take_two(r, "INITIALLY", "IMMEDIATE"))
            return;
    }
}

/* ON CONFLICT REPLACE and its like */
static void
skip_conflict(struct reader *r)
{
    if (take_two(r, "ON", "CONFLICT"))
        step(r);
}

static void
index_keys(struct reader *r, struct sk_index *index);

static void
table_key(struct reader *r, struct sk_table *table, bool unique)
{
    struct sk_index *index = sk_new(r->owner, struct sk_index);
    if (!take(r, "KEY"))
        take(r, "INDEX");
    index->name = sk_token_is(here(r), "(") ? NULL : name(r);
    index->unique = unique;
    index->method = "btree";
    index_keys(r, index);
    if (take(r, "USING")) /* HASH, as MariaDB has it where a unique key is long */
        step(r);
    sk_push(r->owner, table->indexes, table->n_indexes, index);
}

/* One item of the table's list that is no column. */
static bool
table_constraint(struct reader *r, struct sk_table *table)
{
    bool keys = r->rules->backslashes; /* MySQL's form */
    size_t from = r->at;
    const char *called = take(r, "CONSTRAINT") ? name(r) : NULL;
    if (here(r)->kind != SK_TOKEN_WORD) {
        r->at = from;
        return called != NULL;
    }
    if (take_two(r, "PRIMARY", "KEY")) {
        struct sk_constraint *k = add_constraint(r, table, SK_PRIMARY_KEY, called);
        names(r, &k->columns, &k->n_columns);
    } else if (keys && sk_token_is(here(r), "UNIQUE") &&
               (sk_token_is(ahead(r, 1), "KEY") || sk_token_is(ahead(r, 1), "INDEX"))) {
        step(r);
        table_key(r, table, true);
    } else if (keys && (sk_token_is(here(r), "KEY") || sk_token_is(here(r), "INDEX"))) {
        table_key(r, table, false);
    } else if (sk_token_is(here(r), "UNIQUE") && (called || sk_token_is(ahead(r, 1), "("))) {
        step(r);
        struct sk_constraint *k = add_constraint(r, table, SK_UNIQUE, called);
        names(r, &k->columns, &k->n_columns);
    } else if (sk_token_is(here(r), "CHECK") && sk_token_is(ahead(r, 1), "(")) {
        step(r);
        add_constraint(r, table, SK_CHECK, called)->check = parenthesized(r);
    } else if (take_two(r, "FOREIGN", "KEY")) {
        struct sk_constraint *k = add_constraint(r, table, SK_FOREIGN_KEY, called);
        names(r, &k->columns, &k->n_columns);
        if (take(r, "REFERENCES"))
            reference(r, k);
    } else {
        r->at = from;
        return false;
    }
    skip_conflict(r);
    return true;
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

/* Where a column's type ends. */
static bool
ends_type(const struct reader *r)
{
    static const char *const words[] = {
        "CONSTRAINT", "PRIMARY",   "NOT",    "NULL",           "UNIQUE",        "CHECK",   "DEFAULT",   "COLLATE",
        "REFERENCES", "GENERATED", "AS",     "AUTO_INCREMENT", "AUTOINCREMENT", "COMMENT", "INVISIBLE", "VISIBLE",
        "CHARSET",    "ON",        "STORED", "VIRTUAL",        "PERSISTENT",    ",",       ")"};
    if (sk_token_is(here(r), "CHARACTER") && sk_token_is(ahead(r, 1), "SET"))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (sk_token_is(here(r), words[i]))
            return true;
    return at_end(r);
}

static const char *
declared_type(struct reader *r)
{
    struct sk_text *text = sk_text_new(r->owner);
    bool first = true;
    while (!ends_type(r)) {
        if (sk_token_is(here(r), "(")) {
            size_t from = r->at;
            skip_parens(r);
            for (size_t i = from; i < r->at; i++)
                if (r->tokens->items[i].kind == SK_TOKEN_STRING)
                    sk_text_literal(text, r->tokens->items[i].text);
                else
                    sk_text_add(text, r->tokens->items[i].text);
            continue;
        }
        sk_text_sep(text, &first, " ");
        sk_text_add(text, here(r)->text);
        step(r);
    }
    return sk_text_finish(text, r->owner);
}

/* DEFAULT (expression), 'text', -5, CURRENT_TIMESTAMP(6) */
static struct sk_expr *
default_value(struct reader *r)
{
    size_t from = r->at;
    if (sk_token_is(here(r), "("))
        return parenthesized(r);
    while (sk_token_is(here(r), "+") || sk_token_is(here(r), "-"))
        step(r);
    if (*here(r)->text == '_' && here(r)->kind == SK_TOKEN_WORD && ahead(r, 1)->kind == SK_TOKEN_WORD &&
        ahead(r, 2)->kind == SK_TOKEN_STRING)
        step(r); /* _utf8mb4 X'00' */
    bool word = here(r)->kind == SK_TOKEN_WORD;
    bool introducer = word && ahead(r, 1)->kind == SK_TOKEN_STRING;
    step(r);
    if (introducer) /* _utf8mb4 'x', X'00' */
        step(r);
    if (word && sk_token_is(here(r), "("))
        skip_parens(r);
    return sk_ddl_expr(r->owner, slice(r, from, r->at));
}

static void
of_column(struct reader *r, struct sk_constraint *k, const struct sk_column *column)
{
    sk_push(r->owner, k->columns, k->n_columns, column->name);
}

/* One word or clause of a column's definition. */
static void
column_clause(struct reader *r, struct sk_table *table, struct sk_column *column)
{
    const char *called = take(r, "CONSTRAINT") ? name(r) : NULL;
    if (take_two(r, "PRIMARY", "KEY")) {
        of_column(r, add_constraint(r, table, SK_PRIMARY_KEY, called), column);
    } else if (take_two(r, "NOT", "NULL")) {
        column->not_null = true;
    } else if (take(r, "AUTOINCREMENT") || take(r, "AUTO_INCREMENT")) {
        column->identity = SK_IDENTITY_SERIAL;
    } else if (take(r, "UNIQUE")) {
        take(r, "KEY");
        of_column(r, add_constraint(r, table, SK_UNIQUE, called), column);
    } else if (take(r, "CHECK")) {
        struct sk_constraint *k = add_constraint(r, table, SK_CHECK, called);
        k->check = parenthesized(r);
        of_column(r, k, column);
    } else if (take(r, "DEFAULT")) {
        column->default_expr = default_value(r);
    } else if (take(r, "COLLATE")) {
        column->collation = name(r);
    } else if (take(r, "REFERENCES")) {
        struct sk_constraint *k = add_constraint(r, table, SK_FOREIGN_KEY, called);
        of_column(r, k, column);
        reference(r, k);
    } else if (take(r, "AS")) {
        column->generated = parenthesized(r);
    } else if (take(r, "COMMENT")) {
        column->comment = name(r);
    } else if (!take_two(r, "GENERATED", "ALWAYS")) {
        skip_conflict(r);
        if (sk_token_is(here(r), "("))
            skip_parens(r);
        else if (!sk_token_is(here(r), ",") && !sk_token_is(here(r), ")"))
            step(r); /* STORED, INVISIBLE, ASC, ...: it changes nothing that is compared */
    }
}

static bool
column(struct reader *r, struct sk_table *table)
{
    const char *called = name(r);
    if (!called)
        return false;
    struct sk_column *column = sk_new(r->owner, struct sk_column);
    column->name = called;
    column->type = (struct sk_type){.length = -1, .scale = -1};
    column->stored = declared_type(r);
    sk_push(r->owner, table->columns, table->n_columns, column);
    while (!at_end(r) && !sk_token_is(here(r), ",") && !sk_token_is(here(r), ")"))
        column_clause(r, table, column);
    return true;
}

/* ---- statements ----------------------------------------------------------------------------------------------- */

static void
skip_if_not_exists(struct reader *r)
{
    if (take_two(r, "IF", "NOT"))
        take(r, "EXISTS");
}

static bool
create_table(struct reader *r, struct sk_ddl *out)
{
    struct sk_table *table = sk_new(r->owner, struct sk_table);
    skip_if_not_exists(r);
    table->name = relation(r, &table->schema);
    if (!table->name || !take(r, "("))
        return false;
    while (!at_end(r) && !sk_token_is(here(r), ")")) {
        if (!table_constraint(r, table) && !column(r, table))
            return false;
        if (!take(r, ",") && !sk_token_is(here(r), ")"))
            return false;
    }
    *out = (struct sk_ddl){.kind = SK_DDL_TABLE, .table = table};
    return take(r, ")");
}

static bool
ends_key(const struct reader *r)
{
    return at_end(r) || sk_token_is(here(r), ",") || sk_token_is(here(r), ")") || sk_token_is(here(r), "ASC") ||
           sk_token_is(here(r), "DESC");
}

static void
index_key(struct reader *r, struct sk_index *index)
{
    struct sk_index_key key = {0};
    size_t from = r->at;
    bool is_name = here(r)->kind == SK_TOKEN_NAME || here(r)->kind == SK_TOKEN_WORD;
    while (!ends_key(r)) {
        if (sk_token_is(here(r), "("))
            skip_parens(r);
        else
            step(r);
    }
    bool prefix = r->rules->backslashes && r->at == from + 4 && r->tokens->items[from + 2].kind == SK_TOKEN_NUMBER;
    if (is_name && (r->at == from + 1 || prefix)) {
        key.column = sk_strdup(r->owner, r->tokens->items[from].text);
    } else if (is_name && r->at == from + 3 && sk_token_is(&r->tokens->items[from + 1], "COLLATE")) {
        key.column = sk_strdup(r->owner, r->tokens->items[from].text);
        key.collation = sk_strdup(r->owner, r->tokens->items[from + 2].text);
    } else {
        key.expr = sk_ddl_expr(r->owner, slice(r, from, r->at));
    }
    key.descending = take(r, "DESC");
    take(r, "ASC");
    sk_push(r->owner, index->keys, index->n_keys, key);
}

static void
index_keys(struct reader *r, struct sk_index *index)
{
    if (!take(r, "("))
        return;
    while (!at_end(r) && !sk_token_is(here(r), ")")) {
        size_t from = r->at;
        index_key(r, index);
        take(r, ",");
        if (r->at == from)
            return;
    }
    take(r, ")");
}

static bool
create_index(struct reader *r, struct sk_ddl *out, bool unique)
{
    struct sk_index *index = sk_new(r->owner, struct sk_index);
    const char *schema;
    skip_if_not_exists(r);
    index->name = relation(r, &schema);
    index->unique = unique;
    index->method = "btree";
    if (!index->name || !take(r, "ON"))
        return false;
    *out = (struct sk_ddl){.kind = SK_DDL_INDEX, .index = index};
    out->on = relation(r, &out->schema);
    index_keys(r, index);
    if (take(r, "WHERE"))
        index->where = sk_ddl_expr(r->owner, slice(r, r->at, r->tokens->n));
    return index->n_keys > 0;
}

static bool
create_view(struct reader *r, struct sk_ddl *out)
{
    struct sk_view *view = sk_new(r->owner, struct sk_view);
    skip_if_not_exists(r);
    view->name = relation(r, &view->schema);
    names(r, &view->columns, &view->n_columns);
    if (!view->name || !take(r, "AS"))
        return false;
    view->query = sk_ddl_expr(r->owner, slice(r, r->at, r->tokens->n));
    *out = (struct sk_ddl){.kind = SK_DDL_VIEW, .view = view};
    return true;
}

static unsigned
event(struct reader *r)
{
    return take(r, "INSERT") ? SK_ON_INSERT : take(r, "UPDATE") ? SK_ON_UPDATE : take(r, "DELETE") ? SK_ON_DELETE : 0;
}

static bool
create_trigger(struct reader *r, struct sk_ddl *out)
{
    struct sk_trigger *trigger = sk_new(r->owner, struct sk_trigger);
    const char *schema;
    skip_if_not_exists(r);
    trigger->name = relation(r, &schema);
    trigger->timing = take(r, "AFTER") ? SK_AFTER : take_two(r, "INSTEAD", "OF") ? SK_INSTEAD_OF : SK_BEFORE;
    take(r, "BEFORE");
    trigger->events = event(r);
    trigger->for_each_row = true;
    if (!trigger->name || !trigger->events)
        return false;
    for (bool more = take(r, "OF"); more; more = take(r, ",")) {
        const char *one = name(r);
        if (!one)
            return false;
        sk_push(r->owner, trigger->columns, trigger->n_columns, one);
    }
    if (!take(r, "ON"))
        return false;
    *out = (struct sk_ddl){.kind = SK_DDL_TRIGGER, .trigger = trigger};
    out->on = relation(r, &out->schema);
    if (take_two(r, "FOR", "EACH"))
        take(r, "ROW");
    if (take(r, "PRECEDES") || take(r, "FOLLOWS")) /* said once, and kept by the server in the order alone */
        relation(r, &schema);
    size_t from = r->at;
    if (take(r, "WHEN")) {
        while (!at_end(r) && !sk_token_is(here(r), "BEGIN"))
            step(r);
        trigger->when = sk_ddl_expr(r->owner, slice(r, from + 1, r->at));
    }
    trigger->body = sk_ddl_expr(r->owner, slice(r, r->at, r->tokens->n));
    return out->on != NULL;
}

/* ALGORITHM=UNDEFINED DEFINER=`root`@`localhost` SQL SECURITY DEFINER */
static void
skip_definer(struct reader *r)
{
    bool any = sk_token_is(here(r), "ALGORITHM") || sk_token_is(here(r), "DEFINER") || sk_token_is(here(r), "SQL");
    while (any && !at_end(r) && !sk_token_is(here(r), "VIEW") && !sk_token_is(here(r), "TRIGGER"))
        step(r);
}

bool
sk_ddl_read(struct sk_ddl *out, TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const char *sql)
{
    struct reader r = {.owner = owner, .rules = rules, .tokens = sk_tokens_read(owner, rules, sql)};
    *out = (struct sk_ddl){0};
    if (!take(&r, "CREATE"))
        return false;
    take_two(&r, "OR", "REPLACE");
    skip_definer(&r);
    if (!take(&r, "TEMP"))
        take(&r, "TEMPORARY");
    bool unique = take(&r, "UNIQUE");
    if (take(&r, "TABLE"))
        return create_table(&r, out);
    if (take(&r, "INDEX"))
        return create_index(&r, out, unique);
    if (take(&r, "VIEW"))
        return create_view(&r, out);
    return take(&r, "TRIGGER") && create_trigger(&r, out);
}

/* ---- what tables know only together --------------------------------------------------------------------------- */

static bool
has_column(const struct sk_constraint *k, const char *column)
{
    return sk_constraint_has_column(k, column);
}

/* The columns that the words of a CHECK name. */
static void
find_columns(TALLOC_CTX *owner, const struct sk_ddl_rules *rules, const struct sk_table *table, struct sk_constraint *k)
{
    struct sk_tokens *tokens = sk_tokens_read(owner, rules, k->check->sql);
    for (size_t i = 0; i < tokens->n; i++) {
        const struct sk_token *token = &tokens->items[i];
        for (size_t c = 0; c < table->n_columns; c++) {
            const char *column = table->columns[c]->name;
            bool is = token->kind == SK_TOKEN_NAME
                          ? strcmp(token->text, column) == 0
                          : token->kind == SK_TOKEN_WORD && strcasecmp(token->text, column) == 0;
            if (is && !has_column(k, column))
                sk_push(owner, k->columns, k->n_columns, column);
        }
    }
    talloc_free(tokens);
}

/* "users_email_key", with a number if need be: as PostgreSQL names what has no name. */
static const char *
make_name(TALLOC_CTX *owner, const struct sk_table *table, const struct sk_constraint *k)
{
    static const char *const labels[] = {[SK_PRIMARY_KEY] = "pkey", [SK_UNIQUE] = "key", [SK_CHECK] = "check",
                                         [SK_FOREIGN_KEY] = "fkey", [SK_EXCLUDE] = "excl"};
    struct sk_text *text = sk_text_new(owner);
    size_t n = k->kind == SK_PRIMARY_KEY || (k->kind == SK_CHECK && k->n_columns != 1) ? 0 : k->n_columns;
    sk_text_add(text, table->name);
    for (size_t i = 0; i < n; i++)
        sk_text_addf(text, "_%s", k->columns[i]);
    sk_text_addf(text, "_%s", labels[k->kind]);
    const char *plain = sk_text_finish(text, owner), *name = plain;
    for (unsigned i = 1;; i++) {
        bool taken = false;
        for (size_t c = 0; c < table->n_constraints && !taken; c++)
            taken = table->constraints[c]->name && strcmp(table->constraints[c]->name, name) == 0;
        if (!taken)
            return name;
        name = sk_printf(owner, "%s%u", plain, i);
    }
}

static void
fill_reference(struct sk_catalog *catalog, struct sk_constraint *k)
{
    const struct sk_table *parent = k->ref_table ? sk_catalog_table(catalog, k->ref_schema, k->ref_table) : NULL;
    const struct sk_constraint *key = parent ? sk_table_primary_key(parent) : NULL;
    for (size_t i = 0; !k->n_ref_columns && key && i < key->n_columns; i++) {
        size_t n = i;
        sk_push(catalog, k->ref_columns, n, key->columns[i]);
    }
    k->n_ref_columns = k->n_ref_columns || !key ? k->n_ref_columns : key->n_columns;
}

static void
settle_table(struct sk_catalog *catalog, const struct sk_ddl_rules *rules, struct sk_table *table)
{
    for (size_t i = 0; i < table->n_constraints; i++) {
        struct sk_constraint *k = table->constraints[i];
        if (k->kind == SK_CHECK && k->check && k->check->sql && !k->n_columns)
            find_columns(catalog, rules, table, k);
        for (size_t c = 0; k->kind == SK_PRIMARY_KEY && c < k->n_columns; c++) {
            struct sk_column *column = sk_table_column(table, k->columns[c]);
            if (column)
                column->not_null = true;
        }
        if (!k->name)
            k->name = make_name(catalog, table, k);
    }
}

void
sk_ddl_settle(struct sk_catalog *catalog, const struct sk_ddl_rules *rules)
{
    for (size_t t = 0; t < catalog->n_tables; t++)
        settle_table(catalog, rules, catalog->tables[t]);
    catalog->names = NULL; /* things without a name could not be found by it */
    for (size_t t = 0; t < catalog->n_tables; t++)
        for (size_t i = 0; i < catalog->tables[t]->n_constraints; i++)
            if (catalog->tables[t]->constraints[i]->kind == SK_FOREIGN_KEY)
                fill_reference(catalog, catalog->tables[t]->constraints[i]);
}
