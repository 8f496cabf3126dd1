/*
 * dialects/sqlite/depth.c - how deep a statement is for SQLite's parser.
 *
 * Before 3.46 that parser has room for 100 symbols that wait for what follows them, and says "parser stack overflow"
 * beyond (its compile-time limit YYSTACKDEPTH), in the middle of a run. So the symbols are counted beforehand. It
 * follows parse.y: a sub-query in FROM waits behind SELECT distinct selcollist FROM stl_prefix LP, a branch of CASE
 * behind CASE operand exprlist WHEN expr THEN, an operator behind those that bind less. Where it is not exact it is
 * a few symbols too high (SQLite says how high it was, SQLITE_STATUS_PARSER_STACK, if it was built to keep track).
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/sqlite/sqlite.h"

enum {
    ROOM = 99, /* one is the bottom */
    MOST_FRAMES = 120,
    MOST_OPERATORS = 16,
    OPERAND = 1,
    BEFORE_OPERATOR = 1,
    BETWEENS_AND = 5
};

/* Symbols that wait around what stands in each place. */
enum place {
    IN_NAME = 2,
    IN_PARENS = 1,
    IN_CALL = 3,
    IN_CAST = 2, /* EXISTS as well */
    CASTS_END = 3,
    IN_CASE = 3,
    AFTER_COMMA = 2,
    AFTER_THEN = 2,
    IN_RESULTS = 4,
    IN_FROM = 5,
    IN_ON = 10,
    IN_WHERE = 5,
    IN_GROUP = 9,
    IN_ORDER = 11,
    IN_UNION = 2,
    IN_WITH = 4, /* the name, its columns, AS, the parenthesis */
    IN_FILTER = 7,
    IN_WINDOW = 14
};

/* The same around the parts of a statement that are no query. */
enum part {
    IN_TABLE = 2,
    IN_COLUMN = 7,
    IN_TRIGGER = 12, /* before its BEGIN; or in an index, a view */
    IN_BODY = 4,
    IN_INSERT = 5,
    IN_UPSERT = 10, /* more */
    IN_SET = 6,
    IN_CHANGE = 9, /* WHERE and FROM of UPDATE and DELETE */
    IN_UPSERTS_WHERE = 2 /* more */
};

struct operator {
    int binds, width;
};

struct frame {
    int base;  /* symbols below it */
    int place; /* of its own, around the expression at hand */
    int query; /* of a SELECT in it */
    int with;  /* WITH, RECURSIVE, the queries */
    int compound;
    bool is_case, is_cast, has_branch, comma;
    bool sets;    /* = assigns in it */
    bool upserts; /* after ON CONFLICT */
    int n_operators, n_betweens;
    struct operator operators[MOST_OPERATORS];
};

struct count {
    const char *at;
    int n_frames, most;
    int opens;    /* place of the parenthesis that comes next, if the word before it says so */
    int body;     /* symbols around each statement of a trigger */
    bool operand; /* one has just ended */
    struct frame frames[MOST_FRAMES];
};

static struct frame *
top(struct count *c)
{
    return &c->frames[c->n_frames - 1];
}

static int
height(struct count *c)
{
    const struct frame *f = top(c);
    int height = f->base + f->place + f->query + f->with + f->compound + (f->comma && !f->query ? AFTER_COMMA : 0);
    for (int i = 0; i < f->n_operators; i++)
        height += f->operators[i].width;
    return height + OPERAND;
}

/* What may have made it higher is done: a frame, an operator, a word that opens a place; so much more waits with it. */
static void
rise(struct count *c, int more)
{
    int now = height(c) + more;
    c->most = now > c->most ? now : c->most;
}

static void
open_frame(struct count *c, int place)
{
    int base = c->n_frames ? height(c) - OPERAND : 0;
    if (c->n_frames == MOST_FRAMES) {
        c->most = ROOM * 2;
        return;
    }
    c->frames[c->n_frames++] = (struct frame){.base = base, .place = place, .is_cast = place == IN_CAST};
    c->operand = false;
    c->opens = 0;
    rise(c, 0);
}

static void
close_frame(struct count *c)
{
    top(c)->n_operators = 0;
    rise(c, top(c)->is_cast ? 1 + CASTS_END : 1);
    c->n_frames -= c->n_frames > 1;
    c->operand = true;
}

/* An operator has those reduced that bind as much. */
static void
operate(struct count *c, int binds)
{
    struct frame *f = top(c);
    while (c->operand && f->n_operators && f->operators[f->n_operators - 1].binds >= binds)
        f->n_operators--;
    if (f->n_operators < MOST_OPERATORS)
        f->operators[f->n_operators++] = (struct operator){binds, c->operand ? BEFORE_OPERATOR + 1 : 1};
    c->operand = false;
    rise(c, 0);
}

static void
go_on(struct count *c, int query)
{
    struct frame *f = top(c);
    f->n_operators = f->n_betweens = 0;
    f->comma = false;
    if (f->query)
        f->query = query;
    c->operand = false;
}

enum word_kind { W_CASE, W_END, W_BRANCH, W_THEN, W_SELECT, W_WITH, W_UNION, W_CLAUSE, W_NOT, W_AND, W_OPERATOR,
                 W_BETWEEN, W_OPENS, W_CONFLICT, W_RECURSIVE, W_BEGIN, W_INSERT, W_SET };

/* The words that mean something here, in order; `value` is the place of a clause or of the parenthesis that follows,
 * and how much an operator binds (the table of %left in parse.y). */
struct word {
    const char *text;
    enum word_kind kind;
    int value;
};

static const struct word words[] = {
    {"AND", W_AND, 2},
    {"AS", W_OPENS, IN_WITH},
    {"BEGIN", W_BEGIN, IN_BODY},
    {"BETWEEN", W_BETWEEN, 4},
    {"CASE", W_CASE, 0},
    {"CAST", W_OPENS, IN_CAST},
    {"COLLATE", W_OPERATOR, 11},
    {"CONFLICT", W_CONFLICT, IN_UPSERT},
    {"ELSE", W_BRANCH, 0},
    {"END", W_END, 0},
    {"ESCAPE", W_OPERATOR, 6},
    {"EXCEPT", W_UNION, 0},
    {"EXISTS", W_OPENS, IN_CAST},
    {"FILTER", W_OPENS, IN_FILTER},
    {"FROM", W_CLAUSE, IN_FROM},
    {"GLOB", W_OPERATOR, 4},
    {"GROUP", W_CLAUSE, IN_GROUP},
    {"HAVING", W_CLAUSE, IN_GROUP},
    {"IN", W_OPERATOR, 4},
    {"INSERT", W_INSERT, IN_INSERT},
    {"INTERSECT", W_UNION, 0},
    {"IS", W_OPERATOR, 4},
    {"JOIN", W_CLAUSE, IN_FROM},
    {"LIKE", W_OPERATOR, 4},
    {"LIMIT", W_CLAUSE, IN_ORDER},
    {"MATERIALIZED", W_OPENS, IN_WITH},
    {"NOT", W_NOT, 3},
    {"ON", W_CLAUSE, IN_ON},
    {"OR", W_OPERATOR, 1},
    {"ORDER", W_CLAUSE, IN_ORDER},
    {"OVER", W_OPENS, IN_WINDOW},
    {"RECURSIVE", W_RECURSIVE, 0},
    {"SELECT", W_SELECT, 0},
    {"SET", W_SET, IN_SET},
    {"THEN", W_THEN, 0},
    {"UNION", W_UNION, 0},
    {"WHEN", W_BRANCH, 0},
    {"WHERE", W_CLAUSE, IN_WHERE},
    {"WITH", W_WITH, 0},
};

static int
compare_words(const void *key, const void *entry)
{
    return strcmp(key, ((const struct word *)entry)->text);
}

static const struct word *
find_word(const char *text, size_t len)
{
    char word[sizeof "MATERIALIZED"];
    if (len < 2 || len >= sizeof word || !strchr("ABCEFGHIJLMNORSTUW", text[0] & ~0x20))
        return NULL;
    for (size_t i = 0; i < len; i++)
        word[i] = (char)toupper((unsigned char)text[i]);
    word[len] = '\0';
    return bsearch(word, words, sizeof words / sizeof *words, sizeof *words, compare_words);
}

/* What follows WHEN, THEN, ELSE. */
static void
branch(struct count *c, bool then)
{
    go_on(c, 0);
    top(c)->place = IN_CASE + (top(c)->has_branch ? 1 : 0) + (then ? AFTER_THEN : 0);
    top(c)->has_branch = top(c)->has_branch || then;
}

/* The words of a statement, beyond those of its expressions. */
static void
mean_part(struct count *c, const struct word *word)
{
    struct frame *f = top(c);
    bool outermost = c->n_frames == 1;
    c->operand = true;
    switch (word->kind) {
    case W_SELECT:
        f->query = IN_RESULTS;
        f->with += f->with > 0; /* the queries, which are one now */
        go_on(c, IN_RESULTS);
        break;
    case W_CLAUSE:
        if (outermost && !f->query && word->value < IN_ON) /* of what changes rows */
            f->place = f->upserts ? f->place + IN_UPSERTS_WHERE : c->body + IN_CHANGE;
        f->sets = false;
        go_on(c, word->value);
        break;
    case W_WITH:
        f->with = 1;
        break;
    case W_RECURSIVE:
        f->with++;
        break;
    case W_UNION:
        f->compound = IN_UNION;
        break;
    case W_CONFLICT: /* a table's ON CONFLICT REPLACE has no place for expressions */
        if (strncmp(c->at, " (", 2) == 0) {
            f->place += word->value;
            f->query = f->compound = f->with = 0;
            f->upserts = true;
        }
        break;
    case W_BEGIN:
        if (outermost)
            f->place = c->body = word->value;
        break;
    case W_INSERT:
        if (outermost && f->place == c->body) /* else a trigger's event */
            f->place = c->body + word->value;
        break;
    case W_SET:
        if (outermost) {
            f->place = f->upserts ? f->place : c->body + word->value;
            f->sets = true;
            go_on(c, 0);
        }
        break;
    default:
        c->opens = word->value;
        break;
    }
}

static void
mean(struct count *c, const struct word *word)
{
    struct frame *f = top(c);
    switch (word->kind) {
    case W_CASE:
        open_frame(c, IN_CASE);
        top(c)->is_case = true;
        return;
    case W_END:
        if (f->is_case)
            close_frame(c);
        c->operand = true;
        return;
    case W_BRANCH:
    case W_THEN:
        if (f->is_case)
            branch(c, word->kind == W_THEN);
        else
            c->operand = true;
        return;
    case W_NOT: /* after an operand it is a part of NOT IN, NOT LIKE, NOT NULL */
        if (!c->operand)
            operate(c, word->value);
        return;
    case W_AND: /* of BETWEEN waits with it */
        operate(c, f->n_betweens ? BETWEENS_AND : word->value);
        f->n_betweens -= f->n_betweens > 0;
        return;
    case W_BETWEEN:
        f->n_betweens++;
        operate(c, word->value);
        return;
    case W_OPERATOR:
        operate(c, word->value);
        return;
    default:
        mean_part(c, word);
    }
}

static void
take_word(struct count *c)
{
    const char *start = c->at;
    while (isalnum((unsigned char)*c->at) || *c->at == '_' || (*c->at & 0x80))
        c->at++;
    const struct word *word = find_word(start, (size_t)(c->at - start));
    c->operand = c->operand || !word;
    c->opens = 0;
    if (word) {
        mean(c, word);
        rise(c, 0);
    }
}

static void
take_quoted(struct count *c)
{
    char quote = *c->at;
    const char *end;
    do {
        end = strchr(c->at + 1, quote);
        c->at = end ? end + 1 : c->at + strlen(c->at);
    } while (end && *c->at == quote);
    c->operand = true;
}

static void
take_operator(struct count *c)
{
    static const struct {
        char text[4];
        int binds;
    } operators[] = {{"||", 10}, {"->>", 10}, {"->", 10}, {"<<", 7}, {">>", 7}, {"<=", 5}, {">=", 5}, {"<>", 4},
                     {"!=", 4},  {"==", 4},   {"<", 5},   {">", 5},  {"=", 4},  {"&", 7},  {"|", 7},  {"+", 8},
                     {"-", 8},   {"*", 9},    {"/", 9},   {"%", 9},  {"~", 12}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (*c->at == *operators[i].text && strncmp(c->at, operators[i].text, strlen(operators[i].text)) == 0) {
            bool assigns = top(c)->sets && !top(c)->n_operators && *c->at == '=';
            operate(c, assigns ? 0 : c->operand ? operators[i].binds : 12);
            c->at += strlen(operators[i].text);
            return;
        }
    if (*c->at == '.')
        rise(c, IN_NAME);
    c->at++;
}

static void
take(struct count *c)
{
    unsigned char first = (unsigned char)*c->at;
    if (isspace(first)) {
        c->at++;
    } else if (strncmp(c->at, "/*", 2) == 0) {
        const char *end = strstr(c->at, "*/");
        c->at = end ? end + 2 : c->at + strlen(c->at);
    } else if (first == '\'' || first == '"') {
        take_quoted(c);
    } else if (first == '(') {
        open_frame(c, c->opens ? c->opens : c->operand ? IN_CALL : IN_PARENS);
        c->at++;
    } else if (first == ')') {
        close_frame(c);
        c->at++;
    } else if (first == ',') {
        go_on(c, top(c)->query);
        top(c)->comma = true;
        rise(c, 0);
        c->at++;
    } else if (first == ';') {
        go_on(c, 0);
        *top(c) = (struct frame){.place = c->body};
        c->at++;
    } else if (isalnum(first) || first == '_' || (first & 0x80)) {
        take_word(c);
    } else {
        take_operator(c);
    }
}

static int
depth_of(const char *sql)
{
    static const struct {
        const char *words;
        int place;
    } heads[] = {{"CREATE TABLE", IN_TABLE},
                 {"CREATE TEMP TABLE", IN_TABLE},
                 {"CREATE", IN_TRIGGER},
                 {"ALTER", IN_COLUMN}};
    size_t head = 0, n_heads = sizeof heads / sizeof *heads;
    while (head < n_heads && strncmp(sql, heads[head].words, strlen(heads[head].words)) != 0)
        head++;
    struct count c; /* open_frame() sets a frame: all of them are 20 kB */
    c.at = sql;
    c.n_frames = c.most = c.opens = c.body = 0;
    c.operand = false;
    open_frame(&c, head < n_heads ? heads[head].place : 0);
    while (*c.at)
        take(&c);
    return c.most;
}

/* 3.46 and later have room as long as there is memory. */
static bool
has_room(const char *version)
{
    char *end = NULL;
    long major = version ? strtol(version, &end, 10) : 0, minor = end && *end == '.' ? strtol(end + 1, NULL, 10) : 0;
    return major > 3 || (major == 3 && minor >= 46);
}

/* How deep, where that is too deep; else 0. */
static int
too_deep(const struct sk_rewrite *rewrite, const char *sql)
{
    int depth = sql && strlen(sql) > ROOM && !has_room(rewrite->server_version) ? depth_of(sql) : 0;
    return depth > ROOM ? depth + 1 : 0;
}

bool
sk_sqlite_is_deep(const struct sk_rewrite *rewrite, const char *sql)
{
    return too_deep(rewrite, sql) > 0;
}

bool
sk_sqlite_strip_deep(struct sk_rewrite *rewrite, size_t from)
{
    bool deep = false;
    for (size_t i = from; i < rewrite->n; i++) {
        if (!too_deep(rewrite, rewrite->outputs[i].sql))
            continue;
        rewrite->outputs[i].sql = sk_sqlite_without_parens(rewrite->owner, rewrite->outputs[i].sql);
        deep = deep || too_deep(rewrite, rewrite->outputs[i].sql);
    }
    return deep;
}

enum sk_status
sk_sqlite_check_depth(const struct sk_rewrite *rewrite, size_t from, size_t pos_bytes, struct sk_error *err)
{
    for (size_t i = from; i < rewrite->n; i++) {
        int depth = too_deep(rewrite, rewrite->outputs[i].sql);
        if (!depth)
            continue;
        sk_fail(err, SK_EUNSUPPORTED,
                "an expression is nested too deeply: sqlite's parser takes %d levels before 3.46, and this has %d",
                ROOM + 1, depth);
        sk_at(err, rewrite->script->file, pos_bytes);
        sk_hint(err, "Compute parts of it in a column or a view of their own, or write the migration's form for sqlite "
                     "into a file of its own beside it (NAME.up.sqlite.sql).");
        return SK_EUNSUPPORTED;
    }
    return SK_OK;
}
