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

static bool
is_word(const char *word, size_t len, const char *name)
{
    return strlen(name) == len && strncasecmp(word, name, len) == 0;
}

/* CASE, WHEN, THEN, ELSE, END. */
static bool
branch(struct count *c, const char *word, size_t len)
{
    if (is_word(word, len, "CASE")) {
        open_frame(c, IN_CASE);
    } else if (!top(c)->is_case) {
        return false;
    } else if (is_word(word, len, "END")) {
        close_frame(c);
    } else if (is_word(word, len, "WHEN") || is_word(word, len, "THEN") || is_word(word, len, "ELSE")) {
        bool then = tolower((unsigned char)*word) == 't';
        go_on(c, 0);
        top(c)->place = IN_CASE + (top(c)->has_branch ? 1 : 0) + (then ? AFTER_THEN : 0);
        top(c)->has_branch = top(c)->has_branch || then;
    } else {
        return false;
    }
    return true;
}

static bool
clause(struct count *c, const char *word, size_t len)
{
    static const struct {
        const char *word;
        int query;
    } clauses[] = {{"FROM", IN_FROM}, {"JOIN", IN_FROM}, {"ON", IN_ON},     {"WHERE", IN_WHERE}, {"GROUP", IN_GROUP},
                   {"HAVING", IN_GROUP}, {"ORDER", IN_ORDER}, {"LIMIT", IN_ORDER}};
    if (is_word(word, len, "SELECT")) {
        top(c)->query = IN_RESULTS;
        go_on(c, IN_RESULTS);
        return true;
    }
    if (is_word(word, len, "WITH"))
        top(c)->compound = IN_WITH;
    if (is_word(word, len, "UNION") || is_word(word, len, "EXCEPT") || is_word(word, len, "INTERSECT"))
        top(c)->compound += top(c)->compound < IN_UNION ? IN_UNION : 0;
    for (size_t i = 0; i < sizeof clauses / sizeof *clauses; i++)
        if (is_word(word, len, clauses[i].word)) {
            go_on(c, clauses[i].query);
            return true;
        }
    return false;
}

/* Words that are operators; how much they bind (the table of %left in parse.y). */
static int
word_binds(const char *word, size_t len)
{
    static const struct {
        const char *word;
        int binds;
    } words[] = {{"OR", 1}, {"AND", 2}, {"IS", 4}, {"LIKE", 4}, {"GLOB", 4}, {"BETWEEN", 4}, {"IN", 4}, {"ESCAPE", 6},
                 {"COLLATE", 11}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(word, len, words[i].word))
            return words[i].binds;
    return 0;
}

static void
take_word(struct count *c)
{
    const char *word = c->at;
    while (isalnum((unsigned char)*c->at) || *c->at == '_' || (*c->at & 0x80))
        c->at++;
    size_t len = (size_t)(c->at - word);
    if (branch(c, word, len) || clause(c, word, len))
        return;
    if (is_word(word, len, "NOT")) {
        if (!c->operand) /* else it is part of NOT IN, NOT LIKE, NOT NULL */
            operate(c, 3);
    } else if (is_word(word, len, "AND") && top(c)->n_betweens) { /* of BETWEEN, which waits with it */
        top(c)->n_betweens--;
        operate(c, BETWEENS_AND);
    } else if (word_binds(word, len)) {
        top(c)->n_betweens += is_word(word, len, "BETWEEN");
        operate(c, word_binds(word, len));
    } else {
        c->operand = true;
    }
    if (is_word(word, len, "OVER"))
        top(c)->place += IN_WINDOW - IN_PARENS;
}

static void
take_quoted(struct count *c)
{
    char quote = *c->at++;
    while (*c->at && (*c->at != quote || c->at[1] == quote))
        c->at += *c->at == quote ? 2 : 1;
    c->at += *c->at != '\0';
    c->operand = true;
}

static void
take_operator(struct count *c)
{
    static const struct {
        const char *text;
        int binds;
    } operators[] = {{"||", 10}, {"->>", 10}, {"->", 10}, {"<<", 7}, {">>", 7}, {"<=", 5}, {">=", 5}, {"<>", 4},
                     {"!=", 4},  {"==", 4},   {"<", 5},   {">", 5},  {"=", 4},  {"&", 7},  {"|", 7},  {"+", 8},
                     {"-", 8},   {"*", 9},    {"/", 9},   {"%", 9},  {"~", 12}};
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (strncmp(c->at, operators[i].text, strlen(operators[i].text)) == 0) {
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
        open_frame(c, c->operand ? IN_CALL : IN_PARENS);
        c->at++;
    } else if (first == ')') {
        close_frame(c);
        c->at++;
    } else if (first == ',') {
        go_on(c, top(c)->query);
        top(c)->comma = true;
        c->at++;
    } else if (first == ';') {
        go_on(c, 0);
        top(c)->query = top(c)->compound = 0;
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
    struct count c = {.at = sql};
    open_frame(&c, strncmp(sql, "CREATE TRIGGER", 14) == 0 || strncmp(sql, "CREATE TEMP TRIGGER", 19) == 0
                       ? IN_TRIGGER
                       : IN_STATEMENT);
    while (*c.at) {
        take(&c);
        int now = height(&c);
        c.most = now > c.most ? now : c.most;
    }
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

enum sk_status
sk_sqlite_check_depth(const struct sk_rewrite *rewrite, size_t from, size_t pos_bytes, struct sk_error *err)
{
    for (size_t i = from; i < rewrite->n && !has_room(rewrite->server_version); i++) {
        const char *sql = rewrite->outputs[i].sql;
        int depth = sql && strlen(sql) > ROOM ? depth_of(sql) : 0;
        if (depth <= ROOM)
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
