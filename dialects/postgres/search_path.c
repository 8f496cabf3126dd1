/*
 * dialects/postgres/search_path.c - SET search_path: where names without a schema are, for the rest of a file.
 *
 * Everything else takes such names to be in "public". So the names of the statements that follow are given their
 * schema, in the tree, before anything reads it: what a statement makes is in the first schema of the path that is
 * there, what it names is in the first that has it (manual, 5.9.3). What is in none of them keeps its name: pg_catalog
 * is looked at before any other, and a WITH query has no schema. In the bodies of functions and DO blocks, which are
 * texts, the relations behind FROM, JOIN, INTO and UPDATE and the functions that are called are looked for.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/postgres/postgres.h"

enum { MOST_SCHEMAS = 16 };

struct path {
    TALLOC_CTX *owner;
    const struct sk_catalog *catalog;
    size_t n;
    const char *schemas[MOST_SCHEMAS];
    const PgQuery__RangeVar *made; /* that the statement makes; NULL */
    size_t n_with;
    const char **with;             /* the names of its WITH queries */
};

/* ---- the path ---------------------------------------------------------------------------------------------------- */

static void
add_schema(struct path *path, const char *name)
{
    if (name && *name && strcmp(name, "$user") != 0 && strcmp(name, "pg_catalog") != 0 && path->n < MOST_SCHEMAS)
        path->schemas[path->n++] = name;
}

/* set_config('search_path', 'app, public', false): one text with commas */
static void
add_list(struct path *path, const char *list)
{
    while (*list) {
        list += strspn(list, " ,");
        bool quoted = *list == '"';
        size_t len = strcspn(list + quoted, quoted ? "\"" : " ,");
        if (len)
            add_schema(path, sk_strndup(path->owner, list + quoted, len));
        list += quoted + len + (quoted && list[quoted + len]);
    }
}

/* SELECT set_config('search_path', TEXT, ...): the text; NULL for anything else */
static const char *
configured(const sk_node *node)
{
    const PgQuery__SelectStmt *select = node && node->node_case == SK_NODE(SELECT_STMT) ? node->select_stmt : NULL;
    const sk_node *value =
        select && select->n_target_list == 1 && !select->n_from_clause ? select->target_list[0]->res_target->val : NULL;
    const PgQuery__FuncCall *call = value && value->node_case == SK_NODE(FUNC_CALL) ? value->func_call : NULL;
    bool sets = call && call->n_args == 3 &&
                strcmp(sk_node_name(NULL, call->n_funcname, call->funcname), "set_config") == 0;
    const char *name = sets ? sk_constant_text(call->args[0]) : NULL;
    return name && strcmp(name, "search_path") == 0 ? sk_constant_text(call->args[1]) : NULL;
}

static const PgQuery__VariableSetStmt *
setting(const sk_node *node)
{
    const PgQuery__VariableSetStmt *stmt =
        node && node->node_case == SK_NODE(VARIABLE_SET_STMT) ? node->variable_set_stmt : NULL;
    bool all = stmt && stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL;
    return all || (stmt && strcmp(stmt->name, "search_path") == 0) ? stmt : NULL;
}

static void
read_path(struct path *path, const sk_node *node)
{
    const PgQuery__VariableSetStmt *stmt = setting(node);
    for (size_t i = 0; stmt && i < stmt->n_args; i++)
        add_schema(path, sk_constant_text(stmt->args[i]));
    if (!stmt && configured(node))
        add_list(path, configured(node));
}

void
sk_pg_mark_search_path(struct sk_script *script)
{
    const sk_node *in_force = NULL;
    for (size_t i = 0; i < script->n; i++) {
        const sk_node *node = script->statements[i].tree;
        script->statements[i].search_path = in_force;
        if (!setting(node) && !configured(node))
            continue;
        struct path path = {.owner = script};
        read_path(&path, node);
        in_force = NULL;
        for (size_t k = 0; k < path.n; k++)
            in_force = strcmp(path.schemas[k], SK_PUBLIC) != 0 ? node : in_force;
    }
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

static const char *
schema_for_new(const struct path *path)
{
    for (size_t i = 0; i < path->n; i++)
        if (sk_catalog_has_schema(path->catalog, path->schemas[i]))
            return path->schemas[i];
    return NULL;
}

static bool
has_function(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_catalog_function(catalog, schema, name);
}

static bool
has_type(const struct sk_catalog *catalog, const char *schema, const char *name)
{
    return sk_catalog_type(catalog, schema, name) || sk_catalog_table(catalog, schema, name);
}

typedef bool has(const struct sk_catalog *catalog, const char *schema, const char *name);

static const char *
schema_of(const struct path *path, const char *name, has *is_there)
{
    for (size_t i = 0; i < path->n; i++)
        if (is_there(path->catalog, path->schemas[i], name))
            return path->schemas[i];
    return NULL;
}

static void
put_before(struct path *path, size_t *n, sk_node ***names, const char *schema)
{
    if (!schema)
        return;
    sk_node **list = sk_alloc(path->owner, (*n + 1) * sizeof *list, "names");
    list[0] = sk_pg_string_node(path->owner, schema);
    memcpy(list + 1, *names, *n * sizeof *list);
    *names = list;
    (*n)++;
}

/* A list of one name. */
static void
qualify(struct path *path, size_t *n, sk_node ***names, has *is_there)
{
    const char *name = *n == 1 ? sk_node_string((*names)[0]) : NULL;
    if (name && strcmp(name, SK_PG_DO) != 0)
        put_before(path, n, names, is_there ? schema_of(path, name, is_there) : schema_for_new(path));
}

static void
qualify_relation(struct path *path, PgQuery__RangeVar *range)
{
    const char *schema = range == path->made ? schema_for_new(path) : schema_of(path, range->relname,
                                                                                 sk_catalog_has_relation);
    bool is_with = false;
    for (size_t i = 0; i < path->n_with; i++)
        is_with = is_with || strcmp(path->with[i], range->relname) == 0;
    bool temporary = range->relpersistence && *range->relpersistence == 't';
    bool own = strcmp(range->relname, SK_PG_DO) == 0;
    if (!*range->schemaname && schema && !is_with && !temporary && !own)
        range->schemaname = sk_strdup(path->owner, schema);
}

/* nextval('numbers'), 'users'::regclass: a relation as a text */
static void
qualify_text(struct path *path, sk_node *node)
{
    node = sk_pg_uncast(node);
    const char *name = sk_constant_text(node);
    const char *schema = name && !strchr(name, '.') ? schema_of(path, name, sk_catalog_has_relation) : NULL;
    if (schema)
        node->a_const->sval->sval = sk_printf(path->owner, "%s.%s", schema, name);
}

static void
qualify_call(struct path *path, PgQuery__FuncCall *call)
{
    static const char *const of_relations[] = {"nextval", "currval", "setval", "pg_get_serial_sequence", "to_regclass"};
    const char *name = sk_node_name(NULL, call->n_funcname, call->funcname);
    for (size_t i = 0; call->n_args && i < sizeof of_relations / sizeof *of_relations; i++)
        if (strcmp(name, of_relations[i]) == 0)
            qualify_text(path, call->args[0]);
    qualify(path, &call->n_funcname, &call->funcname, has_function);
}

/* A list of names for an object of that kind; of a column or a trigger the table's name stands before its own. */
static void
qualify_object(struct path *path, PgQuery__ObjectType kind, sk_node *object)
{
    bool of_table = kind == SK_OBJECT(TRIGGER) || kind == SK_OBJECT(POLICY) || kind == SK_OBJECT(RULE) ||
                    kind == SK_OBJECT(COLUMN) || kind == SK_OBJECT(TABCONSTRAINT);
    bool is_type = kind == SK_OBJECT(TYPE) || kind == SK_OBJECT(DOMAIN) || kind == SK_OBJECT(DOMCONSTRAINT);
    PgQuery__List *list = object && object->node_case == SK_NODE(LIST) ? object->list : NULL;
    const char *name = list && list->n_items == 1U + of_table ? sk_node_string(list->items[0]) : NULL;
    if (name && kind != SK_OBJECT(SCHEMA) && kind != SK_OBJECT(EXTENSION) && strcmp(name, SK_PG_DO) != 0)
        put_before(path, &list->n_items, &list->items,
                   schema_of(path, name, is_type ? has_type : sk_catalog_has_relation));
}

static void
qualify_message(ProtobufCMessage *message, void *data)
{
    struct path *path = data;
    const ProtobufCMessageDescriptor *type = message->descriptor;
    if (type == &pg_query__range_var__descriptor)
        qualify_relation(path, (PgQuery__RangeVar *)message);
    else if (type == &pg_query__func_call__descriptor)
        qualify_call(path, (PgQuery__FuncCall *)message);
    else if (type == &pg_query__type_name__descriptor)
        qualify(path, &((PgQuery__TypeName *)message)->n_names, &((PgQuery__TypeName *)message)->names, has_type);
    else if (type == &pg_query__object_with_args__descriptor)
        qualify(path, &((PgQuery__ObjectWithArgs *)message)->n_objname, &((PgQuery__ObjectWithArgs *)message)->objname,
                has_function);
    sk_pg_each_child(message, qualify_message, data);
}

static void
find_with(ProtobufCMessage *message, void *data)
{
    struct path *path = data;
    if (message->descriptor == &pg_query__common_table_expr__descriptor)
        sk_push(path->owner, path->with, path->n_with, ((const PgQuery__CommonTableExpr *)message)->ctename);
    sk_pg_each_child(message, find_with, data);
}

/* ---- bodies ------------------------------------------------------------------------------------------------------ */

/* The name that a token is; NULL: it is none. */
static const char *
name_of(struct path *path, const char *text, const PgQuery__ScanToken *token)
{
    size_t len = (size_t)(token->end - token->start);
    const char *from = text + token->start;
    if (token->token != PG_QUERY__TOKEN__IDENT && token->keyword_kind != PG_QUERY__KEYWORD_KIND__UNRESERVED_KEYWORD)
        return NULL;
    if (*from == '"')
        return sk_strndup(path->owner, from + 1, len - 2);
    char *name = sk_strndup(path->owner, from, len);
    for (char *c = name; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return name;
}

static bool
stands_for_relation(const PgQuery__ScanToken *before, const PgQuery__ScanToken *first)
{
    bool insert = before->token == PG_QUERY__TOKEN__INTO && first && first->token == PG_QUERY__TOKEN__INSERT;
    return insert || before->token == PG_QUERY__TOKEN__FROM || before->token == PG_QUERY__TOKEN__JOIN ||
           before->token == PG_QUERY__TOKEN__UPDATE || before->token == PG_QUERY__TOKEN__TRUNCATE;
}

static void
qualify_body(struct path *path, sk_node *body)
{
    const char *text = sk_node_string(body);
    PgQueryScanResult scanned = pg_query_scan(text ? text : "");
    PgQuery__ScanResult *tokens =
        scanned.error ? NULL
                      : pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
    struct sk_text *out = sk_text_new(path->owner);
    size_t done = 0;
    for (size_t i = 1; tokens && i < tokens->n_tokens; i++) {
        const PgQuery__ScanToken *token = tokens->tokens[i], *before = tokens->tokens[i - 1];
        const PgQuery__ScanToken *after = i + 1 < tokens->n_tokens ? tokens->tokens[i + 1] : NULL;
        const char *name = name_of(path, text, token), *schema = NULL;
        if (!name || before->token == PG_QUERY__TOKEN__ASCII_46 || (after && after->token == PG_QUERY__TOKEN__ASCII_46))
            continue;
        if (stands_for_relation(before, i > 1 ? tokens->tokens[i - 2] : NULL))
            schema = schema_of(path, name, sk_catalog_has_relation);
        else if (after && after->token == PG_QUERY__TOKEN__ASCII_40)
            schema = schema_of(path, name, has_function);
        if (!schema)
            continue;
        sk_text_add_n(out, text + done, (size_t)token->start - done);
        sk_text_ident(out, schema, '"');
        sk_text_add(out, ".");
        done = (size_t)token->start;
    }
    if (done) {
        sk_text_add(out, text + done);
        body->string->sval = out->data;
    }
    if (tokens)
        pg_query__scan_result__free_unpacked(tokens, NULL);
    pg_query_free_scan_result(scanned);
}

/* AS 'body' among the options */
static void
qualify_options(struct path *path, size_t n, sk_node *const *options)
{
    for (size_t i = 0; i < n; i++) {
        const PgQuery__DefElem *option = options[i]->def_elem;
        sk_node *body = strcmp(option->defname, "as") == 0 ? option->arg : NULL;
        if (body && body->node_case == SK_NODE(LIST) && body->list->n_items == 1)
            body = body->list->items[0];
        if (body)
            qualify_body(path, body);
    }
}

/* What the statement makes, or looks for by a list of names. */
static void
qualify_own(struct path *path, sk_node *node)
{
    switch (node->node_case) {
    case SK_NODE(CREATE_STMT):
        path->made = node->create_stmt->relation;
        break;
    case SK_NODE(CREATE_TABLE_AS_STMT):
        path->made = node->create_table_as_stmt->into->rel;
        break;
    case SK_NODE(VIEW_STMT):
        path->made = node->view_stmt->view;
        break;
    case SK_NODE(CREATE_SEQ_STMT):
        path->made = node->create_seq_stmt->sequence;
        break;
    case SK_NODE(COMPOSITE_TYPE_STMT):
        path->made = node->composite_type_stmt->typevar;
        break;
    case SK_NODE(CREATE_FUNCTION_STMT):
        qualify(path, &node->create_function_stmt->n_funcname, &node->create_function_stmt->funcname, NULL);
        qualify_options(path, node->create_function_stmt->n_options, node->create_function_stmt->options);
        break;
    case SK_NODE(DO_STMT):
        qualify_options(path, node->do_stmt->n_args, node->do_stmt->args);
        break;
    case SK_NODE(CREATE_ENUM_STMT):
        qualify(path, &node->create_enum_stmt->n_type_name, &node->create_enum_stmt->type_name, NULL);
        break;
    case SK_NODE(CREATE_RANGE_STMT):
        qualify(path, &node->create_range_stmt->n_type_name, &node->create_range_stmt->type_name, NULL);
        break;
    case SK_NODE(CREATE_DOMAIN_STMT):
        qualify(path, &node->create_domain_stmt->n_domainname, &node->create_domain_stmt->domainname, NULL);
        break;
    case SK_NODE(ALTER_ENUM_STMT):
        qualify(path, &node->alter_enum_stmt->n_type_name, &node->alter_enum_stmt->type_name, has_type);
        break;
    case SK_NODE(ALTER_DOMAIN_STMT):
        qualify(path, &node->alter_domain_stmt->n_type_name, &node->alter_domain_stmt->type_name, has_type);
        break;
    case SK_NODE(CREATE_TRIG_STMT):
        qualify(path, &node->create_trig_stmt->n_funcname, &node->create_trig_stmt->funcname, has_function);
        break;
    case SK_NODE(DROP_STMT):
        for (size_t i = 0; i < node->drop_stmt->n_objects; i++)
            qualify_object(path, node->drop_stmt->remove_type, node->drop_stmt->objects[i]);
        break;
    case SK_NODE(COMMENT_STMT):
        qualify_object(path, node->comment_stmt->objtype, node->comment_stmt->object);
        break;
    case SK_NODE(RENAME_STMT):
        qualify_object(path, node->rename_stmt->rename_type, node->rename_stmt->object);
        break;
    case SK_NODE(ALTER_OBJECT_SCHEMA_STMT):
        qualify_object(path, node->alter_object_schema_stmt->object_type, node->alter_object_schema_stmt->object);
        break;
    default:
        break;
    }
}

void
sk_pg_qualify(struct sk_analysis *a)
{
    /* The tree belongs to the script; its hash has been taken from it as it was written. */
    sk_node *node = (sk_node *)(uintptr_t)a->statement->tree;
    struct path path = {.owner = a->owner, .catalog = a->catalog};
    if (!a->statement->search_path || !node)
        return;
    read_path(&path, a->statement->search_path);
    find_with(&node->base, &path);
    qualify_own(&path, node);
    qualify_message(&node->base, &path);
}
