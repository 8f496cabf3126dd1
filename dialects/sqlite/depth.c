/*
 * dialects/sqlite/depth.c - how deep a statement is for SQLite's parser.
 *
 * Before 3.46 that parser has room for 100 symbols that wait for what follows them, and says "parser stack overflow"
 * beyond (its compile-time limit YYSTACKDEPTH), in the middle of a run. So the symbols are counted beforehand. It
 * follows parse.y: a sub-query in FROM waits behind SELECT distinct selcollist FROM stl_prefix LP, a branch of CASE
 * behind CASE operand exprlist WHEN expr THEN, an operator behind those that bind less. Where it is not exact it is
 * a symbol or two too high.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "dialects/sqlite/sqlite.h"

enum { ROOM = 100, MOST_FRAMES = 120, MOST_OPERATORS = 16, OPERAND = 1, OPERATOR = 2, BETWEENS_AND = 5 };

/* Symbols that wait around what stands in each place of a frame. */
enum place {
    IN_STATEMENT = 9,
    IN_TRIGGER = 14,
    IN_PARENS = 1,
    IN_CALL = 3,
    IN_CASE = 3,
    AFTER_COMMA = 2,
    AFTER_THEN = 2,
    IN_RESULTS = 4,
    IN_FROM = 5,
    IN_ON = 9,
    IN_WHERE = 5,
    IN_GROUP = 8,
    IN_ORDER = 10,
    IN_UNION = 2,
    IN_WITH = 5,
    IN_UPSERT = 11, /* more than in another statement */
    IN_WINDOW = 6
};

struct frame {
    int base;    /* symbols below it */
    int place;   /* of its own, around the expression at hand */
    int query;   /* of a SELECT in it */
    int compound;
    bool is_case, has_branch, comma;
    int n_operators, n_betweens;
    int binds[MOST_OPERATORS];
};

struct count {
    const char *at;
    int n_frames, most;
    bool operand; /* one has just ended */
    bool over;    /* so has the word before a window */
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
    return f->base + f->place + f->query + f->compound + (f->comma && !f->query ? AFTER_COMMA : 0) +
           OPERATOR * f->n_operators + OPERAND;
}

/* What may have made it higher is done: a frame, an operator, a word that opens a place. */
static void
rise(struct count *c)
{
    int now = height(c);
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
    c->frames[c->n_frames++] = (struct frame){.base = base, .place = place, .is_case = place == IN_CASE};
    c->operand = false;
    rise(c);
}

static void
close_frame(struct count *c)
{
    c->n_frames -= c->n_frames > 1;
    c->operand = true;
}

/* An operator has those reduced that bind as much. */
static void
operate(struct count *c, int binds)
{
    struct frame *f = top(c);
    while (c->operand && f->n_operators && f->binds[f->n_operators - 1] >= binds)
        f->n_operators--;
    if (f->n_operators < MOST_OPERATORS)
        f->binds[f->n_operators++] = binds;
    c->operand = false;
    rise(c);
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
                 W_BETWEEN, W_OVER, W_CONFLICT };

/* The words that mean something here, in order; `value` is the place of a clause, and how much an operator binds (the
 * table of %left in parse.y). */
struct word {
    const char *text;
    enum word_kind kind;
    int value;
};

static const struct word words[] = {
    {"AND", W_AND, 2},           {"BETWEEN", W_BETWEEN, 4},     {"CASE", W_CASE, 0},         {"COLLATE", W_OPERATOR, 11},
    {"CONFLICT", W_CONFLICT, IN_UPSERT},
    {"ELSE", W_BRANCH, 0},       {"END", W_END, 0},             {"ESCAPE", W_OPERATOR, 6},   {"EXCEPT", W_UNION, 0},
    {"FROM", W_CLAUSE, IN_FROM}, {"GLOB", W_OPERATOR, 4},       {"GROUP", W_CLAUSE, IN_GROUP},
    {"HAVING", W_CLAUSE, IN_GROUP}, {"IN", W_OPERATOR, 4},      {"INTERSECT", W_UNION, 0},   {"IS", W_OPERATOR, 4},
    {"JOIN", W_CLAUSE, IN_FROM}, {"LIKE", W_OPERATOR, 4},       {"LIMIT", W_CLAUSE, IN_ORDER}, {"NOT", W_NOT, 3},
    {"ON", W_CLAUSE, IN_ON},     {"OR", W_OPERATOR, 1},         {"ORDER", W_CLAUSE, IN_ORDER}, {"OVER", W_OVER, 0},
    {"SELECT", W_SELECT, 0},     {"THEN", W_THEN, 0},           {"UNION", W_UNION, 0},       {"WHEN", W_BRANCH, 0},
    {"WHERE", W_CLAUSE, IN_WHERE}, {"WITH", W_WITH, 0},
};

static int
compare_words(const void *key, const void *entry)
{
    return strcmp(key, ((const struct word *)entry)->text);
}

static const struct word *
find_word(const char *text, size_t len)
{
    char word[sizeof "INTERSECT"];
    if (len < 2 || len >= sizeof word || !strchr("ABCEFGHIJLNOSTUW", text[0] & ~0x20))
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

static void
mean(struct count *c, const struct word *word)
{
    struct frame *f = top(c);
    switch (word->kind) {
    case W_CASE:
        open_frame(c, IN_CASE);
        return;
    case W_END:
        if (f->is_case)
            close_frame(c);
        else
            c->operand = true;
        return;
    case W_BRANCH:
    case W_THEN:
        if (f->is_case)
            branch(c, word->kind == W_THEN);
        else
            c->operand = true;
        return;
    case W_SELECT:
        f->query = IN_RESULTS;
        go_on(c, IN_RESULTS);
        return;
    case W_CLAUSE:
        go_on(c, word->value);
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
    case W_WITH:
        f->compound = IN_WITH;
        break;
    case W_UNION:
        f->compound += f->compound < IN_UNION ? IN_UNION : 0;
        break;
    case W_OVER:
        c->over = true;
        break;
    case W_CONFLICT: /* a table's ON CONFLICT REPLACE has no place for expressions */
        if (strncmp(c->at, " (", 2) == 0) {
            f->place += word->value;
            f->query = f->compound = 0;
        }
        break;
    }
    c->operand = true;
}

static void
take_word(struct count *c)
{
    const char *start = c->at;
    while (isalnum((unsigned char)*c->at) || *c->at == '_' || (*c->at & 0x80))
        c->at++;
    const struct word *word = find_word(start, (size_t)(c->at - start));
    c->operand = c->operand || !word;
    if (word) {
        mean(c, word);
        rise(c);
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
            operate(c, c->operand ? operators[i].binds : 12);
            c->at += strlen(operators[i].text);
            return;
        }
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
        open_frame(c, c->over ? IN_WINDOW : c->operand ? IN_CALL : IN_PARENS);
        c->over = false;
        c->at++;
    } else if (first == ')') {
        close_frame(c);
        c->at++;
    } else if (first == ',') {
        c->over = false;
        go_on(c, top(c)->query);
        top(c)->comma = true;
        rise(c);
        c->at++;
    } else if (first == ';') {
        go_on(c, 0);
        top(c)->query = top(c)->compound = 0;
        top(c)->place -= top(c)->place >= IN_TRIGGER + IN_UPSERT ? IN_UPSERT : 0;
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
    struct count c; /* open_frame() sets a frame: all of them are 10 kB */
    c.at = sql;
    c.n_frames = c.most = 0;
    c.operand = c.over = false;
    open_frame(&c, strncmp(sql, "CREATE TRIGGER", 14) == 0 || strncmp(sql, "CREATE TEMP TRIGGER", 19) == 0
                       ? IN_TRIGGER
                       : IN_STATEMENT);
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
    return depth > ROOM ? depth : 0;
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
                "an expression is nested too deeply: sqlite's parser takes %d levels before 3.46, and this has %d", ROOM,
                depth);
        sk_at(err, rewrite->script->file, pos_bytes);
        sk_hint(err, "Compute parts of it in a column or a view of their own, or write the migration's form for sqlite "
                     "into a file of its own beside it (NAME.up.sqlite.sql).");
        return SK_EUNSUPPORTED;
    }
    return SK_OK;
}
