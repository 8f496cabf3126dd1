/*
 * dialects/postgres/marks.c - what a statement does that its changes do not say.
 *
 * Changes tell what becomes of the catalog. Which rows are touched, what is locked by name, what its author left
 * unnamed stands in the parse tree alone; risks and lint want to know it.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"

struct marking {
    struct sk_marks *marks;
};

static void
mark(struct marking *m, enum sk_mark_kind kind, int32_t location, const char *schema, const char *name)
{
    struct sk_mark new = {.kind = kind,
                          .pos_bytes = location >= 0 ? (size_t)location : SK_NO_POS,
                          .schema = sk_text_or_null(schema),
                          .name = sk_text_or_null(name)};
    if (new.name) /* an index without a name of its own */
        sk_push(m->marks, m->marks->items, m->marks->n, new);
}

static void
mark_relation(struct marking *m, enum sk_mark_kind kind, const PgQuery__RangeVar *relation)
{
    if (relation)
        mark(m, kind, relation->location, relation->schemaname, relation->relname);
}

static void
mark_relations(struct marking *m, enum sk_mark_kind kind, size_t n, sk_node *const *nodes)
{
    for (size_t i = 0; i < n; i++)
        if (nodes[i]->node_case == SK_NODE(RANGE_VAR))
            mark_relation(m, kind, nodes[i]->range_var);
}

/* A name as a list: of a table, a type, a function; where something of a table is meant, the table's before it. */
static void
mark_list(struct marking *m, enum sk_mark_kind kind, size_t n, sk_node *const *names)
{
    const char *schema = NULL;
    const char *name = sk_node_name(&schema, n, names);
    if (name)
        mark(m, kind, -1, schema, name);
    if (schema)
        mark(m, kind, -1, NULL, schema);
}

static void
mark_object(struct marking *m, enum sk_mark_kind kind, const sk_node *object)
{
    if (object->node_case == SK_NODE(LIST))
        mark_list(m, kind, object->list->n_items, object->list->items);
    else if (object->node_case == SK_NODE(TYPE_NAME))
        mark_list(m, kind, object->type_name->n_names, object->type_name->names);
    else if (object->node_case == SK_NODE(OBJECT_WITH_ARGS))
        mark_list(m, kind, object->object_with_args->n_objname, object->object_with_args->objname);
}

static const char *
constraint_word(const PgQuery__Constraint *k)
{
    switch (k->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return "CHECK";
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return "UNIQUE";
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return "FOREIGN KEY";
    case PG_QUERY__CONSTR_TYPE__CONSTR_EXCLUSION:
        return "EXCLUDE";
    default: /* a primary key has one name only, and there is one of it */
        return NULL;
    }
}

static bool
visit(sk_node *node, void *data)
{
    struct marking *m = data;
    switch (node->node_case) {
    case SK_NODE(RANGE_VAR):
        mark_relation(m, SK_MARK_USES, node->range_var);
        break;
    case SK_NODE(INSERT_STMT):
        mark_relation(m, SK_MARK_WRITES, node->insert_stmt->relation);
        break;
    case SK_NODE(MERGE_STMT):
        mark_relation(m, SK_MARK_WRITES, node->merge_stmt->relation);
        break;
    case SK_NODE(COPY_STMT):
        mark_relation(m, SK_MARK_WRITES, node->copy_stmt->relation);
        break;
    case SK_NODE(UPDATE_STMT):
        mark_relation(m, SK_MARK_WRITES, node->update_stmt->relation);
        if (!node->update_stmt->where_clause && !node->update_stmt->n_from_clause)
            mark_relation(m, SK_MARK_UPDATES_ALL, node->update_stmt->relation);
        break;
    case SK_NODE(DELETE_STMT):
        mark_relation(m, SK_MARK_WRITES, node->delete_stmt->relation);
        if (!node->delete_stmt->where_clause && !node->delete_stmt->n_using_clause)
            mark_relation(m, SK_MARK_DELETES_ALL, node->delete_stmt->relation);
        break;
    case SK_NODE(TRUNCATE_STMT):
        mark_relations(m, SK_MARK_WRITES, node->truncate_stmt->n_relations, node->truncate_stmt->relations);
        mark_relations(m, SK_MARK_TRUNCATES, node->truncate_stmt->n_relations, node->truncate_stmt->relations);
        break;
    case SK_NODE(LOCK_STMT):
        mark_relations(m, SK_MARK_LOCKS, node->lock_stmt->n_relations, node->lock_stmt->relations);
        break;
    case SK_NODE(DROP_STMT):
        for (size_t i = 0; i < node->drop_stmt->n_objects; i++)
            mark_object(m, SK_MARK_CHANGES, node->drop_stmt->objects[i]);
        break;
    case SK_NODE(COMMENT_STMT):
        mark_object(m, SK_MARK_USES, node->comment_stmt->object);
        break;
    case SK_NODE(COLUMN_DEF):
        if (node->column_def->type_name)
            mark_list(m, SK_MARK_USES, node->column_def->type_name->n_names, node->column_def->type_name->names);
        break;
    case SK_NODE(FUNC_CALL):
        mark_list(m, SK_MARK_USES, node->func_call->n_funcname, node->func_call->funcname);
        break;
    case SK_NODE(CONSTRAINT):
        if (!*node->constraint->conname && constraint_word(node->constraint))
            mark(m, SK_MARK_UNNAMED, node->constraint->location, NULL, constraint_word(node->constraint));
        break;
    default:
        break;
    }
    return true;
}

/* What a statement of DDL is about stands in a field of its own, no node around it. */
static void
mark_subject(struct marking *m, const sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(CREATE_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->create_stmt->relation);
        break;
    case SK_NODE(ALTER_TABLE_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->alter_table_stmt->relation);
        break;
    case SK_NODE(RENAME_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->rename_stmt->relation);
        if (node->rename_stmt->object)
            mark_object(m, SK_MARK_CHANGES, node->rename_stmt->object);
        mark(m, SK_MARK_CHANGES, -1, NULL, node->rename_stmt->newname);
        break;
    case SK_NODE(INDEX_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->index_stmt->relation);
        mark(m, SK_MARK_CHANGES, -1, NULL, node->index_stmt->idxname);
        break;
    case SK_NODE(VIEW_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->view_stmt->view);
        break;
    case SK_NODE(CREATE_TABLE_AS_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->create_table_as_stmt->into->rel);
        break;
    case SK_NODE(CREATE_TRIG_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->create_trig_stmt->relation);
        mark_list(m, SK_MARK_USES, node->create_trig_stmt->n_funcname, node->create_trig_stmt->funcname);
        break;
    case SK_NODE(ALTER_OBJECT_SCHEMA_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->alter_object_schema_stmt->relation);
        break;
    case SK_NODE(CREATE_SEQ_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->create_seq_stmt->sequence);
        break;
    case SK_NODE(CREATE_ENUM_STMT):
        mark_list(m, SK_MARK_CHANGES, node->create_enum_stmt->n_type_name, node->create_enum_stmt->type_name);
        break;
    case SK_NODE(ALTER_ENUM_STMT):
        mark_list(m, SK_MARK_CHANGES, node->alter_enum_stmt->n_type_name, node->alter_enum_stmt->type_name);
        break;
    case SK_NODE(CREATE_DOMAIN_STMT):
        mark_list(m, SK_MARK_CHANGES, node->create_domain_stmt->n_domainname, node->create_domain_stmt->domainname);
        break;
    case SK_NODE(COMPOSITE_TYPE_STMT):
        mark_relation(m, SK_MARK_CHANGES, node->composite_type_stmt->typevar);
        break;
    case SK_NODE(CREATE_FUNCTION_STMT):
        mark_list(m, SK_MARK_CHANGES, node->create_function_stmt->n_funcname, node->create_function_stmt->funcname);
        break;
    default:
        break;
    }
}

/* The table of a foreign key stands in its constraint. */
static bool
visit_reference(sk_node *node, void *data)
{
    if (node->node_case == SK_NODE(CONSTRAINT))
        mark_relation(data, SK_MARK_USES, node->constraint->pktable);
    return true;
}

struct sk_marks *
sk_pg_marks(TALLOC_CTX *owner, const struct sk_statement *statement)
{
    struct sk_marks *marks = sk_new(owner, struct sk_marks);
    struct marking m = {marks};
    sk_node *node = (sk_node *)(uintptr_t)statement->tree;
    if (!node)
        return marks;
    mark_subject(&m, node);
    sk_pg_walk_node(node, visit, &m);
    sk_pg_walk_node(node, visit_reference, &m);
    return marks;
}

/* ---- names ------------------------------------------------------------------------------------------------------ */

/* The parser has cut them already: only the text knows. NAMEDATALEN is 64, with the byte that ends it. */
struct sk_marks *
sk_pg_long_names(TALLOC_CTX *owner, const struct sk_script *script, const struct sk_statement *statement)
{
    enum { LONGEST = 63 };
    struct sk_marks *marks = sk_new(owner, struct sk_marks);
    struct marking m = {marks};
    char *text = sk_strndup(marks, script->text + statement->pos_bytes, statement->len);
    PgQueryScanResult scanned = pg_query_scan(text);
    PgQuery__ScanResult *tokens =
        scanned.error ? NULL
                      : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    pg_query_free_scan_result(scanned);
    for (size_t i = 0; tokens && i < tokens->n_tokens; i++) {
        const PgQuery__ScanToken *token = tokens->tokens[i];
        bool quoted = text[token->start] == '"';
        size_t len = (size_t)(token->end - token->start) - (quoted ? 2 : 0);
        if (token->token == PG_QUERY__TOKEN__IDENT && len > LONGEST)
            mark(&m, SK_MARK_LONG_NAME, (int32_t)statement->pos_bytes + token->start, NULL,
                 sk_strndup(marks, text + token->start + quoted, len));
    }
    pg_query__scan_result__free_unpacked(tokens, NULL);
    return marks;
}

/* ---- expressions ------------------------------------------------------------------------------------------------ */

struct volatility {
    const struct sk_catalog *catalog;
    bool found;
};

/* Functions that pg_proc calls volatile and people give as defaults; a function of the project's own is volatile unless
 * it says that it is not, which its definition is not asked for: to be wrong here is a warning too many. */
static bool
visit_call(sk_node *node, void *data)
{
    static const char *const functions[] = {
        "random",           "gen_random_uuid",  "uuid_generate_v1", "uuid_generate_v1mc",
        "uuid_generate_v4", "gen_random_bytes", "clock_timestamp",  "timeofday",
        "nextval",          "setval",           "random_normal",    "uuidv4",
        "uuidv7",           NULL};
    struct volatility *v = data;
    if (node->node_case != SK_NODE(FUNC_CALL))
        return true;
    const char *schema = NULL;
    const char *name = sk_node_name(&schema, node->func_call->n_funcname, node->func_call->funcname);
    for (size_t i = 0; functions[i]; i++)
        v->found = v->found || strcmp(functions[i], name) == 0;
    v->found = v->found || sk_catalog_function(v->catalog, schema, name);
    return true;
}

bool
sk_pg_is_volatile(const struct sk_expr *expr, const struct sk_catalog *catalog)
{
    struct volatility v = {.catalog = catalog};
    sk_pg_walk_node(sk_expr_node(expr), visit_call, &v);
    return v.found;
}
