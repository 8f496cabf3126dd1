/* dialects/common/row_changes.c - INSERT, UPDATE, DELETE. */
#include <ctype.h>
#include <string.h>

#include "dialects/common/literals.h"
#include "dialects/common/printer_priv.h"

/* ---- INSERT --------------------------------------------------------------------------------------------------- */

const struct sk_column *
sk_print_target_column(const struct sk_table *table, const PgQuery__InsertStmt *s, size_t i)
{
    if (!table)
        return NULL;
    if (s->n_cols)
        return i < s->n_cols ? sk_table_column(table, s->cols[i]->res_target->name) : NULL;
    return i < table->n_columns ? table->columns[i] : NULL;
}

/* A constant as the column takes it: rounded to the digits that it has, without the spaces that it has no room for
 * (manual, 8.1.2 and 8.3). NULL: as it is. */
static const char *
assigned_text(struct sk_printer *p, const sk_node *value, const struct sk_type *type)
{
    if (value->node_case != SK_NODE(A_CONST) || value->a_const->isnull)
        return NULL;
    const PgQuery__AConst *c = value->a_const;
    bool quoted = c->val_case == PG_QUERY__A__CONST__VAL_SVAL;
    const char *text = quoted ? c->sval->sval : c->val_case == PG_QUERY__A__CONST__VAL_FVAL ? c->fval->fval : NULL;
    if (!text)
        return NULL;
    if (quoted && type->kind == SK_TYPE_VARCHAR && type->length >= 0)
        return sk_literal_fitted(p->tmp, text, type->length);
    if (type->kind == SK_TYPE_NUMERIC && type->length > 0 && type->scale >= 0)
        return sk_literal_rounded(p->tmp, text, type->scale);
    return !quoted && sk_type_is_integer(type) ? sk_literal_rounded(p->tmp, text, 0) : NULL;
}

/* What is no text becomes one in a column of text: true is 'true'; a moment its day in a column of dates. NULL: the
 * engine sees to it, or there is nothing to do. */
static const sk_node *
as_kept(struct sk_printer *p, const sk_node *value, struct sk_type type, const struct sk_type *wanted)
{
    static const struct sk_type text = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    bool changes = type.dimensions || type.kind == SK_TYPE_BOOLEAN || type.kind == SK_TYPE_REAL ||
                   type.kind == SK_TYPE_DOUBLE || type.kind == SK_TYPE_TIMESTAMP || type.kind == SK_TYPE_TIMESTAMPTZ ||
                   type.kind == SK_TYPE_TIME || type.kind == SK_TYPE_BYTEA || sk_type_is_json(&type);
    bool digits = p->rules->keeps_digits && wanted->length >= 0 && type.length != wanted->length &&
                  type.kind == wanted->kind && (sk_type_is_time(wanted) || wanted->kind == SK_TYPE_TIME);
    if (sk_print_is_other_moment(&type, wanted) || (digits && !type.dimensions && !wanted->dimensions))
        return sk_pg_cast_node(p->tmp, sk_pg_copy(p->tmp, value), wanted);
    if (!changes || !sk_type_is_text(wanted) || wanted->dimensions) {
        const sk_node *other = sk_print_become(p, value, wanted);
        return other == value ? NULL : other;
    }
    return sk_pg_cast_node(p->tmp, sk_pg_copy(p->tmp, value), &text);
}

enum sk_status
sk_print_column_value(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    const struct sk_user_type *domain = column ? sk_catalog_domain(p->catalog, &column->type) : NULL;
    const struct sk_type *type = domain ? &domain->base : column ? &column->type : NULL;
    if (!column)
        return sk_print_expr(p, value);
    const char *text = type->dimensions ? NULL : assigned_text(p, value, type);
    if (text && value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL)
        return p->rules->literal(p, text, &column->type, value);
    if (text)
        return sk_text_add(p->out, text), SK_OK;
    const sk_node *cast = as_kept(p, value, sk_scope_type(p->scope, value), type);
    p->stored = sk_print_stored(p, value, type);
    enum sk_status status = cast ? sk_print_expr(p, cast) : sk_print_value(p, value, &column->type);
    p->stored = NULL;
    return status;
}

/* Engines number a row for which they are given NULL; PostgreSQL refuses it. */
static bool
is_null_for_number(const sk_node *value, const struct sk_column *column)
{
    value = sk_pg_uncast(value);
    return column && column->identity != SK_IDENTITY_NONE && value->node_case == SK_NODE(A_CONST) &&
           value->a_const->isnull;
}

/* What an assignment makes of a number (PostgreSQL manual, 10.4) has to be said where the engine does not do it itself.
 */
static const sk_node *
rounded(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    const struct sk_type *type = column ? &column->type : NULL;
    const struct sk_user_type *domain = type ? sk_catalog_domain(p->catalog, type) : NULL;
    type = domain ? &domain->base : type;
    bool quoted = value->node_case == SK_NODE(A_CONST) && (value->a_const->isnull ||
                  value->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL);
    if (!p->rules->keeps_digits || !type || type->dimensions || quoted || value->node_case == SK_NODE(SET_TO_DEFAULT) ||
        value->node_case == SK_NODE(PARAM_REF) ||
        !(sk_type_is_integer(type) || (type->kind == SK_TYPE_NUMERIC && type->scale >= 0)))
        return value;
    sk_node *cast = sk_pg_cast_node(p->tmp, sk_pg_copy(p->tmp, value), type);
    return cast ? cast : value;
}

/* Its own, or its domain's. */
static const sk_node *
default_of(struct sk_printer *p, const struct sk_column *column)
{
    const struct sk_user_type *domain =
        column && !column->default_expr ? sk_catalog_domain(p->catalog, &column->type) : NULL;
    const struct sk_expr *value = domain ? domain->default_expr : column ? column->default_expr : NULL;
    return value ? sk_expr_node(value) : NULL;
}

bool
sk_print_counts(struct sk_printer *p, const sk_node *value, const struct sk_column *column)
{
    const sk_node *own = value->node_case == SK_NODE(SET_TO_DEFAULT) ? default_of(p, column) : NULL;
    return own && column->identity == SK_IDENTITY_NONE && sk_pg_calls(own, "nextval");
}

const char *
sk_print_default(struct sk_printer *p, const struct sk_column *column)
{
    struct sk_error *err = p->err;
    enum sk_status status = SK_OK;
    p->err = NULL;
    const sk_node *value = default_of(p, column);
    const char *sql =
        value && !sk_pg_calls(value, "nextval") ? sk_print_value_apart(p, value, &column->type, &status) : NULL;
    p->err = err;
    return status ? NULL : sql;
}

/* The same, and DEFAULT as the column's default. */
static enum sk_status
column_value(struct sk_printer *p, const sk_node *value, const struct sk_table *table, const struct sk_column *column)
{
    if (value->node_case == SK_NODE(SET_TO_DEFAULT)) {
        const char *stand_in = table && column && p->rules->stand_in ? p->rules->stand_in(p, table, column) : NULL;
        const sk_node *own = default_of(p, column);
        if (!stand_in && own)
            return sk_print_value(p, own, &column->type);
        sk_text_add(p->out, stand_in ? stand_in : "NULL");
        return SK_OK;
    }
    return sk_print_column_value(p, value->node_case == SK_NODE(A_CONST) ? value : rounded(p, value, column), column);
}

static enum sk_status
insert_values(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    enum sk_status status = SK_OK;
    sk_text_add(p->out, " VALUES ");
    p->rows_at = p->out->len;
    for (size_t r = 0; r < select->n_values_lists && !status; r++) {
        const PgQuery__List *row = select->values_lists[r]->list;
        sk_text_add(p->out, r ? ", (" : "(");
        for (size_t i = 0; i < row->n_items && !status; i++) {
            sk_text_add(p->out, i ? ", " : "");
            const struct sk_column *column = sk_print_target_column(table, s, i);
            if (is_null_for_number(row->items[i], column))
                return sk_print_unsupported(
                    p, row->items[i], "NULL for column \"%s\", which numbers its rows and takes none", column->name);
            status = column_value(p, row->items[i], table, column);
        }
        sk_text_add(p->out, ")");
    }
    return status;
}

sk_node *
sk_print_typed_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    sk_node *copy = sk_pg_copy(p->tmp, sk_pg_without_stars(p->tmp, p->catalog, s->select_stmt));
    PgQuery__SelectStmt *select = copy->select_stmt;
    struct sk_query_columns types = sk_scope_query(p->scope, s->select_stmt);
    for (size_t i = 0; i < select->n_target_list; i++) {
        PgQuery__ResTarget *target = select->target_list[i]->res_target;
        const char *qualifier;
        if (sk_pg_is_star(target->val, &qualifier))
            break; /* whose columns are not known: neither is for which columns those after it are */
        const struct sk_column *column = sk_print_target_column(table, s, i);
        const sk_node *text = column && types.n == select->n_target_list
                                  ? as_kept(p, target->val, types.items[i].type, &column->type) : NULL;
        if (text) {
            target->val = (sk_node *)(uintptr_t)text;
            continue;
        }
        target->val = (sk_node *)rounded(p, target->val, column);
        if (!column || target->val->node_case != SK_NODE(A_CONST) || target->val->a_const->isnull ||
            target->val->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL || column->type.dimensions)
            continue;
        /* 'text' becomes 'text'::the column's type */
        sk_node *cast = sk_pg_cast_node(p->tmp, target->val, &column->type);
        if (cast)
            target->val = cast;
    }
    return copy;
}

/* DISTINCT has an empty list. */
static bool
is_distinct_on(const PgQuery__SelectStmt *select)
{
    return select->n_distinct_clause && select->distinct_clause[0]->node_case != PG_QUERY__NODE__NODE__NOT_SET;
}

/* SQLite would take an ON CONFLICT after it for the ON of a join: its manual, "UPSERT", "Parsing Ambiguity". */
static bool
ends_with_from(const PgQuery__SelectStmt *s)
{
    if (s->n_sort_clause || s->limit_count || s->limit_offset || s->n_values_lists || is_distinct_on(s))
        return false;
    if (s->op == PG_QUERY__SET_OPERATION__SETOP_NONE)
        return !s->where_clause && !s->n_group_clause && !s->having_clause && !s->n_window_clause;
    return sk_print_is_group(s->rarg) || ends_with_from(s->rarg);
}

/* SELECT whose results go into columns: constants in its target list take their form. */
static enum sk_status
insert_select(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    const sk_node *copy = sk_print_typed_select(p, s, table);
    const PgQuery__SelectStmt *select = copy->select_stmt;
    sk_text_add(p->out, " ");
    enum sk_status status = sk_print_statement(p, copy);
    if (!status && s->on_conflict_clause && ends_with_from(select))
        sk_text_add(p->out, " WHERE true");
    return status;
}

/* UPDATE ... SET id = DEFAULT: the row gets a new number. */
static void
next_number(struct sk_printer *p, const struct sk_table *table, const struct sk_column *column)
{
    sk_text_add(p->out, "(SELECT coalesce(max(");
    sk_print_name(p, column->name);
    sk_text_add(p->out, "), 0) + 1 FROM ");
    sk_print_relation(p, table->schema, table->name);
    sk_text_add(p->out, ")");
}

static enum sk_status
set_list(struct sk_printer *p, size_t n, sk_node *const *list, const struct sk_table *table)
{
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < n && !status; i++) {
        const PgQuery__ResTarget *target = list[i]->res_target;
        const struct sk_column *column = table ? sk_table_column(table, target->name) : NULL;
        if (target->val->node_case == SK_NODE(MULTI_ASSIGN_REF)) {
            /* (a, b) = (SELECT ...): all names, then the source once */
            const PgQuery__MultiAssignRef *multi = target->val->multi_assign_ref;
            if (multi->colno != 1)
                continue;
            sk_text_add(p->out, i ? ", (" : "(");
            for (int32_t k = 0; k < multi->ncolumns; k++) {
                sk_text_add(p->out, k ? ", " : "");
                sk_print_name(p, list[i + (size_t)k]->res_target->name);
            }
            sk_text_add(p->out, ") = ");
            status = sk_print_expr(p, multi->source);
            continue;
        }
        if (sk_print_counts(p, target->val, column))
            return sk_print_unsupported(p, list[i], SK_PRINT_COUNTS, target->name, p->rules->dialect);
        sk_text_add(p->out, i ? ", " : "");
        sk_print_name(p, target->name);
        sk_text_add(p->out, " = ");
        const char *value = NULL;
        if (target->val->node_case == SK_NODE(SET_TO_DEFAULT) && column && column->identity != SK_IDENTITY_NONE)
            next_number(p, table, column);
        else if (target->val->node_case == SK_NODE(SET_TO_DEFAULT) && (value = sk_print_default(p, column)))
            sk_text_add(p->out, value);
        else
            status = column_value(p, target->val, table, column);
    }
    return status;
}

static enum sk_status
conflict_target(struct sk_printer *p, const PgQuery__InferClause *infer, const struct sk_table *table)
{
    if (!infer)
        return SK_OK;
    if (*infer->conname) {
        const struct sk_constraint *k = table ? sk_table_constraint(table, infer->conname) : NULL;
        for (size_t i = 0; k && i < k->n_columns; i++) {
            sk_text_add(p->out, i ? ", " : " (");
            sk_print_name(p, k->columns[i]);
        }
        sk_text_add(p->out, k ? ")" : "");
        return SK_OK;
    }
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < infer->n_index_elems && !status; i++) {
        const PgQuery__IndexElem *elem = infer->index_elems[i]->index_elem;
        sk_text_add(p->out, i ? ", " : " (");
        if (*elem->name)
            sk_print_name(p, elem->name);
        else
            status = sk_print_expr(p, elem->expr);
    }
    sk_text_add(p->out, infer->n_index_elems ? ")" : "");
    return status ? status : sk_print_clause(p, "WHERE", infer->where_clause);
}

static enum sk_status
on_conflict(struct sk_printer *p, const PgQuery__OnConflictClause *c, const struct sk_table *table)
{
    if (!c)
        return SK_OK;
    sk_text_add(p->out, " ON CONFLICT");
    enum sk_status status = conflict_target(p, c->infer, table);
    if (c->action == PG_QUERY__ON_CONFLICT_ACTION__ONCONFLICT_NOTHING) {
        sk_text_add(p->out, " DO NOTHING");
        return status;
    }
    sk_text_add(p->out, " DO UPDATE SET ");
    status = status ? status : set_list(p, c->n_target_list, c->target_list, table);
    return status ? status : sk_print_clause(p, "WHERE", c->where_clause);
}

static enum sk_status
returning(struct sk_printer *p, size_t n, sk_node *const *list)
{
    if (!n)
        return SK_OK;
    sk_text_add(p->out, " RETURNING ");
    return sk_print_targets(p, n, list);
}

size_t
sk_print_insert_width(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    if (s->n_cols || !s->select_stmt || !table)
        return s->n_cols;
    const PgQuery__SelectStmt *select = s->select_stmt->select_stmt;
    size_t n =
        select->n_values_lists ? select->values_lists[0]->list->n_items : sk_scope_query(p->scope, s->select_stmt).n;
    return n <= table->n_columns ? n : 0;
}

/* Without a list of columns the values go to the first ones: SQLite wants to be told when they are not all. */
static void
insert_columns(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    size_t n = sk_print_insert_width(p, s, table);
    n = s->n_cols || !table || n < table->n_columns ? n : 0;
    for (size_t i = 0; i < n; i++) {
        sk_text_add(p->out, i ? ", " : " (");
        sk_print_name(p, s->n_cols ? s->cols[i]->res_target->name : table->columns[i]->name);
    }
    sk_text_add(p->out, n ? ")" : "");
}

/* The rows are not there yet: no column of theirs can be named. */
static enum sk_status
values_of_rows(struct sk_printer *p, const PgQuery__InsertStmt *s, const struct sk_table *table)
{
    bool before = p->rowless;
    p->rowless = true;
    enum sk_status status = insert_values(p, s, table);
    p->rowless = before;
    return status;
}

/* DEFAULT VALUES; the body of a trigger has no such thing on SQLite, where one of the defaults says it. */
static enum sk_status
default_values(struct sk_printer *p, const struct sk_table *table)
{
    const struct sk_column *column = NULL;
    sk_node node = PG_QUERY__NODE__INIT;
    node.node_case = SK_NODE(SET_TO_DEFAULT);
    for (size_t i = 0; table && p->column_hook && i < table->n_columns && !column; i++)
        column = table->columns[i]->generated ? NULL : table->columns[i];
    if (!column) {
        sk_text_add(p->out, " DEFAULT VALUES");
        return SK_OK;
    }
    sk_text_add(p->out, " (");
    sk_print_name(p, column->name);
    sk_text_add(p->out, ") VALUES (");
    enum sk_status status = column_value(p, &node, table, column);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
insert(struct sk_printer *p, const PgQuery__InsertStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(p->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "INSERT INTO ");
    sk_print_range(p, s->relation);
    if (!status)
        status = s->relation->alias ? sk_print_alias(p, s->relation->alias, NULL) : SK_OK;
    insert_columns(p, s, table);
    if (status)
        return status;
    if (!s->select_stmt)
        status = default_values(p, table);
    else if (s->select_stmt->select_stmt->n_values_lists)
        status = values_of_rows(p, s, table);
    else
        status = insert_select(p, s, table);
    status = status ? status : on_conflict(p, s->on_conflict_clause, table);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

/* ---- UPDATE, DELETE ------------------------------------------------------------------------------------------- */

static enum sk_status
update(struct sk_printer *p, const PgQuery__UpdateStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(p->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "UPDATE ");
    sk_print_range(p, s->relation);
    status = status ? status : sk_print_alias(p, s->relation->alias, NULL);
    sk_text_add(p->out, " SET ");
    status = status ? status : set_list(p, s->n_target_list, s->target_list, table);
    status = status ? status : sk_print_from(p, " FROM ", s->n_from_clause, s->from_clause);
    status = status ? status : sk_print_clause(p, "WHERE", s->where_clause);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

/* DELETE ... USING: the rows to go are those for which the others can be found. */
static enum sk_status
delete_using(struct sk_printer *p, const PgQuery__DeleteStmt *s)
{
    sk_text_add(p->out, " WHERE EXISTS (SELECT 1");
    enum sk_status status = sk_print_from(p, " FROM ", s->n_using_clause, s->using_clause);
    status = status ? status : sk_print_clause(p, "WHERE", s->where_clause);
    sk_text_add(p->out, ")");
    return status;
}

static enum sk_status
delete(struct sk_printer *p, const PgQuery__DeleteStmt *s)
{
    enum sk_status status = sk_print_with(p, s->with_clause);
    sk_text_add(p->out, "DELETE FROM ");
    sk_print_range(p, s->relation);
    status = status ? status : sk_print_alias(p, s->relation->alias, NULL);
    if (!status)
        status = s->n_using_clause ? delete_using(p, s) : sk_print_clause(p, "WHERE", s->where_clause);
    return status ? status : returning(p, s->n_returning_list, s->returning_list);
}

static struct sk_scope *
statement_scope(struct sk_printer *p, const sk_node *node)
{
    struct sk_scope *scope = sk_scope_new(p->tmp, p->catalog, p->scope);
    if (node->node_case == SK_NODE(INSERT_STMT)) {
        sk_scope_add_ctes(scope, node->insert_stmt->with_clause);
        sk_scope_add_relation(scope, node->insert_stmt->relation);
    } else if (node->node_case == SK_NODE(UPDATE_STMT)) {
        sk_scope_add_ctes(scope, node->update_stmt->with_clause);
        sk_scope_add_relation(scope, node->update_stmt->relation);
        sk_scope_add_from(scope, node->update_stmt->n_from_clause, node->update_stmt->from_clause);
    } else if (node->node_case == SK_NODE(DELETE_STMT)) {
        sk_scope_add_ctes(scope, node->delete_stmt->with_clause);
        sk_scope_add_relation(scope, node->delete_stmt->relation);
        sk_scope_add_from(scope, node->delete_stmt->n_using_clause, node->delete_stmt->using_clause);
    }
    return scope;
}

static enum sk_status
change_rows(struct sk_printer *p, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(INSERT_STMT):
        return insert(p, node->insert_stmt);
    case SK_NODE(UPDATE_STMT):
        return update(p, node->update_stmt);
    case SK_NODE(DELETE_STMT):
        return delete (p, node->delete_stmt);
    default:
        return sk_print_unsupported(p, node, "this statement has no equivalent on %s", p->rules->dialect);
    }
}

/* Is the column named in "range (created_at)"? */
static bool
parts_by(const char *partition_by, const char *column)
{
    size_t len = strlen(column);
    for (const char *c = partition_by; c && (c = strstr(c, column)); c++) {
        bool begins = c == partition_by || !(isalnum((unsigned char)c[-1]) || c[-1] == '_');
        if (begins && !isalnum((unsigned char)c[len]) && c[len] != '_')
            return true;
    }
    return false;
}

bool
sk_print_parts_by(const struct sk_table *table, const char *column)
{
    bool parts = parts_by(table->partition_by, column);
    for (size_t i = 0; i < table->n_partitions; i++)
        parts = parts || parts_by(table->partitions[i]->partition_by, column);
    return parts;
}

/* To PostgreSQL a row that goes to another partition is deleted and inserted, with the triggers of that, and updated
 * for BEFORE UPDATE alone (manual, CREATE TRIGGER, "Notes"). Where one table holds them all it is updated. */
static enum sk_status
refuse_move(struct sk_printer *p, const PgQuery__UpdateStmt *s)
{
    const struct sk_table *table =
        sk_catalog_table(p->catalog, sk_text_or_null(s->relation->schemaname), s->relation->relname);
    bool fires = false;
    for (size_t i = 0; table && i < table->n_triggers; i++) {
        const struct sk_trigger *t = table->triggers[i];
        bool update_alone = !(t->events & (SK_ON_INSERT | SK_ON_DELETE)) && t->timing != SK_AFTER;
        fires = fires || (t->for_each_row && !t->disabled && !update_alone);
    }
    for (size_t i = 0; fires && table->n_partitions > 1 && i < s->n_target_list; i++) {
        const char *column = s->target_list[i]->res_target->name;
        if (sk_print_parts_by(table, column))
            return sk_print_unsupported(p, s->target_list[i],
                                        "an UPDATE of column \"%s\", by which table \"%s\" is partitioned, and whose "
                                        "triggers are fired for other things by a row that moves, has no equivalent on %s",
                                        column, table->name, p->rules->dialect);
    }
    return SK_OK;
}

static const sk_node *
without_alias(struct sk_printer *p, const sk_node *node)
{
    if (node->node_case != SK_NODE(DELETE_STMT) || node->delete_stmt->n_using_clause ||
        !node->delete_stmt->relation->alias)
        return node;
    sk_node *copy = sk_pg_copy(p->tmp, node);
    sk_print_drop_alias(p->tmp, copy);
    return copy;
}

enum sk_status
sk_print_statement(struct sk_printer *p, const sk_node *node)
{
    if (node->node_case == SK_NODE(SELECT_STMT))
        return sk_print_select(p, node->select_stmt);
    if (node->node_case == SK_NODE(UPDATE_STMT) && refuse_move(p, node->update_stmt))
        return SK_EUNSUPPORTED;
    const struct sk_scope *around = p->scope;
    node = p->rules->no_delete_alias ? without_alias(p, node) : node;
    enum sk_status status = sk_print_own_reads(p, &node);
    if (status)
        return status;
    p->scope = statement_scope(p, node);
    status = p->rules->change_rows ? p->rules->change_rows(p, node) : change_rows(p, node);
    p->scope = around;
    return status;
}
