/* dialects/postgres/tree.c - unpacking, packing, walking and deparsing libpg_query's trees. */
#include "dialects/postgres/tree.h"

#include <stdlib.h>
#include <string.h>

/* ---- memory --------------------------------------------------------------------------------------------------- */

enum { TREE_BLOCK = 2048 };

static void *
allocate(void *arena, size_t size)
{
    return sk_arena_alloc(arena, size);
}

static void
leave(void *arena, void *pointer)
{
    (void)arena, (void)pointer; /* goes with its context */
}

/* protobuf-c keeps the allocator's address while it unpacks only. */
static ProtobufCAllocator
allocator(TALLOC_CTX *owner)
{
    return (ProtobufCAllocator){
        .alloc = allocate, .free = leave, .allocator_data = sk_arena_new(owner, TREE_BLOCK)};
}

/* ---- fields, through protobuf-c's descriptors ------------------------------------------------------------------- */

/* A node is one of some 270 messages: no need to look at all. NULL for every other message. */
static const ProtobufCFieldDescriptor *
only_field(const ProtobufCMessage *message)
{
    return message->descriptor == &pg_query__node__descriptor
               ? protobuf_c_message_descriptor_get_field(message->descriptor, ((const sk_node *)message)->node_case)
               : NULL;
}

/* Is it the member that a union holds, or of none? */
static bool
has_member(const ProtobufCFieldDescriptor *field, const void *message)
{
    return !(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) ||
           *(const uint32_t *)(const void *)((const char *)message + field->quantifier_offset) == field->id;
}

/* ---- parsing -------------------------------------------------------------------------------------------------- */

static size_t
byte_offset(const char *text, int characters)
{
    size_t i = 0;
    for (int seen = 0; text[i] && seen < characters; seen++)
        do
            i++;
        while (((unsigned char)text[i] & 0xc0) == 0x80);
    return i;
}

enum sk_status
sk_pg_tree(PgQuery__ParseResult **out, TALLOC_CTX *owner, const char *sql, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    struct sk_pg_given given = {.text = sql};
    PgQueryProtobufParseResult parsed = pg_query_parse_protobuf(sql);
    while (parsed.error && sk_pg_give_name(&given, owner, parsed.error->message,
                                           byte_offset(given.text, parsed.error->cursorpos - 1))) {
        pg_query_free_protobuf_parse_result(parsed);
        parsed = pg_query_parse_protobuf(given.text);
    }
    if (parsed.error) {
        status = sk_fail(err, SK_EREFUSED, "%s", parsed.error->message);
        sk_sqlstate(err, "42601");
        size_t at = byte_offset(given.text, parsed.error->cursorpos > 0 ? parsed.error->cursorpos - 1 : 0);
        sk_at(err, NULL, sk_pg_before_names(&given, at));
    } else {
        ProtobufCAllocator memory = allocator(owner);
        *out = pg_query__parse_result__unpack(&memory, parsed.parse_tree.len, (const uint8_t *)parsed.parse_tree.data);
        if (!*out)
            status = sk_fail(err, SK_EINTERNAL, "libpg_query's parse tree cannot be read");
        else if (given.n)
            sk_pg_move_locations(&given, &(*out)->base);
    }
    pg_query_free_protobuf_parse_result(parsed);
    return status;
}

/* The fields of parse.proto are of these kinds; none is of bytes. */
static size_t
size_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_MESSAGE:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_DOUBLE:
        return sizeof(uint64_t);
    default:
        return sizeof(uint32_t);
    }
}

static ProtobufCMessage *copy_message(struct sk_arena *arena, const ProtobufCMessage *message);

/* A `member` that is a pointer is one to a message or a text of another tree. */
static void
copy_member(struct sk_arena *arena, ProtobufCType type, void **member)
{
    if (type != PROTOBUF_C_TYPE_MESSAGE && type != PROTOBUF_C_TYPE_STRING)
        return; /* a number, which may be shorter than a pointer */
    const char *text = *member;
    if (type == PROTOBUF_C_TYPE_MESSAGE && *member)
        *member = copy_message(arena, *member);
    else if (type == PROTOBUF_C_TYPE_STRING && text != protobuf_c_empty_string && text)
        *member = sk_arena_strdup(arena, text);
}

static ProtobufCMessage *
copy_message(struct sk_arena *arena, const ProtobufCMessage *message)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    char *copy = memcpy(sk_arena_alloc(arena, type->sizeof_message), message, type->sizeof_message);
    const ProtobufCFieldDescriptor *only = only_field(message);
    for (unsigned i = 0; i < (only ? 1 : type->n_fields); i++) {
        const ProtobufCFieldDescriptor *field = only ? only : &type->fields[i];
        void **member = (void **)(void *)(copy + field->offset);
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t n = *(size_t *)(void *)(copy + field->quantifier_offset), bytes = n * size_of(field->type);
            if (n)
                *member = memcpy(sk_arena_alloc(arena, bytes), *member, bytes);
            for (size_t k = 0; k < n; k++)
                copy_member(arena, field->type, (void **)*member + k);
        } else if (has_member(field, copy)) {
            copy_member(arena, field->type, member);
        }
    }
    return (ProtobufCMessage *)(void *)copy;
}

sk_node *
sk_pg_copy(TALLOC_CTX *owner, const sk_node *node)
{
    return (sk_node *)(void *)copy_message(sk_arena_new(owner, TREE_BLOCK), &node->base);
}

char *
sk_pg_deparse(TALLOC_CTX *owner, const sk_node *statement)
{
    PgQuery__RawStmt raw = PG_QUERY__RAW_STMT__INIT;
    PgQuery__RawStmt *stmts[] = {&raw};
    PgQuery__ParseResult result = PG_QUERY__PARSE_RESULT__INIT;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    const char **parenthesised;
    size_t n;
    raw.stmt = (sk_node *)(uintptr_t)sk_pg_take_parenthesised(tmp, statement, &n, &parenthesised);
    result.version = PG_VERSION_NUM;
    result.n_stmts = 1;
    result.stmts = stmts;
    PgQueryProtobuf packed = {.len = pg_query__parse_result__get_packed_size(&result)};
    packed.data = sk_alloc(tmp, packed.len + 1, "packed");
    pg_query__parse_result__pack(&result, (uint8_t *)packed.data);
    PgQueryDeparseResult deparsed = pg_query_deparse_protobuf(packed);
    char *text = deparsed.error ? NULL
                 : n            ? sk_pg_put_parenthesised(owner, deparsed.query, n, parenthesised)
                                : sk_strdup(owner, deparsed.query);
    pg_query_free_deparse_result(deparsed);
    talloc_free(tmp);
    return text;
}

/* An expression is deparsed as the only thing that a SELECT selects. */
char *
sk_pg_deparse_expr(TALLOC_CTX *owner, const sk_node *expr)
{
    PgQuery__ResTarget target = PG_QUERY__RES_TARGET__INIT;
    sk_node target_node = PG_QUERY__NODE__INIT, select_node = PG_QUERY__NODE__INIT;
    sk_node *targets[] = {&target_node};
    PgQuery__SelectStmt select = PG_QUERY__SELECT_STMT__INIT;
    target.val = (sk_node *)(uintptr_t)expr;
    target_node.node_case = SK_NODE(RES_TARGET);
    target_node.res_target = &target;
    select.n_target_list = 1;
    select.target_list = targets;
    select.limit_option = PG_QUERY__LIMIT_OPTION__LIMIT_OPTION_DEFAULT;
    select.op = PG_QUERY__SET_OPERATION__SETOP_NONE;
    select_node.node_case = SK_NODE(SELECT_STMT);
    select_node.select_stmt = &select;
    char *text = sk_pg_deparse(owner, &select_node);
    return text && strncmp(text, "SELECT ", 7) == 0 ? sk_strdup(owner, text + 7) : text;
}

/* ---- walking -------------------------------------------------------------------------------------------------- */

/* Call `each` for every message below `message`. */
void
sk_pg_each_child(ProtobufCMessage *message, void (*each)(ProtobufCMessage *child, void *data), void *data)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    const ProtobufCFieldDescriptor *only = only_field(message);
    for (unsigned i = 0; i < (only ? 1 : type->n_fields); i++) {
        const ProtobufCFieldDescriptor *field = only ? only : &type->fields[i];
        char *member = (char *)message + field->offset;
        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            size_t n = *(size_t *)(void *)((char *)message + field->quantifier_offset);
            ProtobufCMessage **items = *(ProtobufCMessage ***)(void *)member;
            for (size_t k = 0; k < n; k++)
                each(items[k], data);
            continue;
        }
        ProtobufCMessage *child = has_member(field, message) ? *(ProtobufCMessage **)(void *)member : NULL;
        if (child)
            each(child, data);
    }
}

static void
strip(ProtobufCMessage *message, void *data)
{
    (void)data;
    sk_pg_strip_locations(message);
}

void
sk_pg_strip_locations(ProtobufCMessage *message)
{
    static const char *const names[] = {"location", "stmt_location", "stmt_len"};
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields && type != &pg_query__node__descriptor; i++)
        for (size_t k = 0; k < sizeof names / sizeof *names && type->fields[i].type == PROTOBUF_C_TYPE_INT32; k++)
            if (strcmp(type->fields[i].name, names[k]) == 0)
                *(int32_t *)(void *)((char *)message + type->fields[i].offset) = -1;
    sk_pg_each_child(message, strip, NULL);
}

static void
shift(ProtobufCMessage *message, void *data)
{
    sk_pg_shift_locations(message, *(const size_t *)data);
}

void
sk_pg_shift_locations(ProtobufCMessage *message, size_t by)
{
    const ProtobufCMessageDescriptor *type = message->descriptor;
    for (unsigned i = 0; i < type->n_fields && type != &pg_query__node__descriptor; i++) {
        int32_t *at = (int32_t *)(void *)((char *)message + type->fields[i].offset);
        if (type->fields[i].type == PROTOBUF_C_TYPE_INT32 && strcmp(type->fields[i].name, "location") == 0 && *at >= 0)
            *at += (int32_t)by;
    }
    sk_pg_each_child(message, shift, &by);
}

struct walk {
    bool (*visit)(sk_node *node, void *data);
    void *data;
};

static void
walk(ProtobufCMessage *message, void *data)
{
    const struct walk *w = data;
    if (message->descriptor == &pg_query__node__descriptor && !w->visit((sk_node *)message, w->data))
        return;
    sk_pg_each_child(message, walk, data);
}

void
sk_pg_walk(ProtobufCMessage *message, bool (*visit)(sk_node *node, void *data), void *data)
{
    struct walk w = {visit, data};
    walk(message, &w);
}

void
sk_pg_walk_node(const sk_node *node, bool (*visit)(sk_node *node, void *data), void *data)
{
    sk_node *items[] = {(sk_node *)(uintptr_t)node};
    PgQuery__List list = PG_QUERY__LIST__INIT;
    list.n_items = 1;
    list.items = items;
    if (node)
        sk_pg_walk(&list.base, visit, data);
}

const char *
sk_node_name(const char **schema, size_t n, sk_node *const *names)
{
    if (schema)
        *schema = n > 1 ? sk_node_string(names[n - 2]) : NULL;
    return n ? sk_node_string(names[n - 1]) : NULL;
}

struct first_location {
    size_t at;
};

static void
find_location(ProtobufCMessage *message, void *data)
{
    struct first_location *found = data;
    for (unsigned k = 0; k < message->descriptor->n_fields; k++) {
        const ProtobufCFieldDescriptor *field = &message->descriptor->fields[k];
        if (strcmp(field->name, "location") != 0 || field->type != PROTOBUF_C_TYPE_INT32)
            continue;
        int32_t at = *(int32_t *)(void *)((char *)message + field->offset);
        if (at >= 0 && (size_t)at < found->at)
            found->at = (size_t)at;
    }
    sk_pg_each_child(message, find_location, data);
}

size_t
sk_node_location(const sk_node *node)
{
    struct first_location found = {SK_NO_POS};
    if (node)
        find_location((ProtobufCMessage *)(uintptr_t)node, &found);
    return found.at;
}

bool
sk_pg_known_integer(const sk_node *node, long *n)
{
    const sk_node *value = sk_pg_uncast(node);
    const PgQuery__AConst *c = value->node_case == SK_NODE(A_CONST) ? value->a_const : NULL;
    if (!c || c->isnull)
        return false;
    if (c->val_case == PG_QUERY__A__CONST__VAL_IVAL) {
        *n = c->ival->ival;
        return true;
    }
    if (c->val_case != PG_QUERY__A__CONST__VAL_SVAL || value == node)
        return false;
    char *end;
    *n = strtol(c->sval->sval, &end, 10);
    return *c->sval->sval && !*end;
}

PgQuery__RangeVar *
sk_pg_changed_relation(const sk_node *statement)
{
    return statement->node_case == SK_NODE(INSERT_STMT)   ? statement->insert_stmt->relation
           : statement->node_case == SK_NODE(UPDATE_STMT) ? statement->update_stmt->relation
           : statement->node_case == SK_NODE(DELETE_STMT) ? statement->delete_stmt->relation
                                                          : NULL;
}

sk_node *
sk_pg_string_node(TALLOC_CTX *owner, const char *text)
{
    sk_node *node = sk_new(owner, sk_node);
    pg_query__node__init(node);
    node->node_case = SK_NODE(STRING);
    node->string = sk_new(owner, PgQuery__String);
    pg_query__string__init(node->string);
    node->string->sval = sk_strdup(owner, text);
    return node;
}

sk_node *
sk_pg_column_node(TALLOC_CTX *owner, const char *name)
{
    sk_node *node = sk_new(owner, sk_node);
    pg_query__node__init(node);
    node->node_case = SK_NODE(COLUMN_REF);
    node->column_ref = sk_new(owner, PgQuery__ColumnRef);
    pg_query__column_ref__init(node->column_ref);
    node->column_ref->fields = sk_alloc(owner, sizeof *node->column_ref->fields, "fields");
    node->column_ref->fields[0] = sk_pg_string_node(owner, name);
    node->column_ref->n_fields = 1;
    return node;
}

struct making {
    TALLOC_CTX *owner;
    size_t n;
    const sk_node *const *args;
};

static bool
put_argument(sk_node *node, void *data)
{
    const struct making *making = data;
    if (node->node_case != SK_NODE(PARAM_REF))
        return true;
    size_t i = (size_t)node->param_ref->number;
    if (i >= 1 && i <= making->n)
        *node = *sk_pg_copy(making->owner, making->args[i - 1]);
    return false;
}

sk_node *
sk_pg_made(TALLOC_CTX *owner, const char *sql, size_t n, const sk_node *const *args)
{
    PgQuery__ParseResult *tree;
    struct making making = {owner, n, args};
    if (sk_pg_tree(&tree, owner, sk_printf(owner, "SELECT %s", sql), NULL))
        return NULL;
    sk_pg_strip_locations(&tree->base);
    PgQuery__SelectStmt *select = tree->stmts[0]->stmt->select_stmt;
    sk_pg_walk(&select->base, put_argument, &making);
    return select->target_list[0]->res_target->val;
}

PgQuery__TypeName *
sk_pg_type_named(TALLOC_CTX *owner, const char *sql)
{
    const sk_node *cast = sk_pg_made(owner, sk_printf(owner, "CAST(NULL AS %s)", sql), 0, NULL);
    return cast && cast->node_case == SK_NODE(TYPE_CAST) ? cast->type_cast->type_name : NULL;
}

PgQuery__SelectStmt *
sk_pg_first_query(PgQuery__SelectStmt *select)
{
    while (select->larg)
        select = select->larg;
    return select;
}

struct calls {
    const char *function;
    bool found;
};

static bool
find_call(sk_node *node, void *data)
{
    struct calls *calls = data;
    if (node->node_case == SK_NODE(FUNC_CALL))
        calls->found =
            calls->found ||
            strcmp(sk_node_name(NULL, node->func_call->n_funcname, node->func_call->funcname), calls->function) == 0;
    return !calls->found;
}

bool
sk_pg_calls(const sk_node *node, const char *function)
{
    struct calls calls = {.function = function};
    if (node)
        sk_pg_walk((ProtobufCMessage *)(uintptr_t)&node->base, find_call, &calls);
    return calls.found;
}

const char *
sk_constant_text(const sk_node *node)
{
    node = sk_pg_uncast(node);
    if (!node || node->node_case != SK_NODE(A_CONST) || node->a_const->val_case != PG_QUERY__A__CONST__VAL_SVAL)
        return NULL;
    return node->a_const->sval->sval;
}

bool
sk_node_is_string(const sk_node *node)
{
    return node->node_case == SK_NODE(A_CONST) && node->a_const->val_case == PG_QUERY__A__CONST__VAL_SVAL;
}

bool
sk_node_is_null(const sk_node *node)
{
    node = sk_pg_uncast(node);
    return node && node->node_case == SK_NODE(A_CONST) && node->a_const->isnull;
}
