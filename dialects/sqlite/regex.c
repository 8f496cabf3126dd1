/*
 * dialects/sqlite/regex.c - regular expressions in plain SQL: recursive queries that run an automaton.
 */
#include <ctype.h>
#include <string.h>

#include "dialects/common/printer_priv.h"
#include "dialects/common/regex.h"
#include "dialects/sqlite/sqlite.h"

/* ---- does a text match? ------------------------------------------------------------------------------------------ */

/* The automaton as tables, "step" and `tag`: of what kind a character is, and where a state leads to by a kind; or by
 * characters. */
static void
put_steps(struct sk_printer *p, const struct sk_regex *regex, const char *tag)
{
    bool first = true;
    if (regex->n_spans)
        sk_text_addf(p->out, "kind%s(lo, hi, k) AS (VALUES ", tag);
    for (size_t i = 0; i < regex->n_spans; i++) {
        sk_text_sep(p->out, &first, ", ");
        sk_text_addf(p->out, "(%u, %u, %u)", regex->spans[i].lo, regex->spans[i].hi, regex->spans[i].kind);
    }
    sk_text_addf(p->out, regex->n_spans ? "), step%s(f, k, t) AS (VALUES " : "step%s(f, lo, hi, t) AS (VALUES ", tag);
    first = true;
    for (size_t i = 0; i < regex->n_steps; i++) {
        const struct sk_regex_step *step = &regex->steps[i];
        sk_text_sep(p->out, &first, ", ");
        if (regex->n_spans)
            sk_text_addf(p->out, "(%u, %u, %u)", step->from, step->lo, step->to);
        else
            sk_text_addf(p->out, "(%u, %u, %u, %u)", step->from, step->lo, step->hi, step->to);
    }
    if (!regex->n_steps)
        sk_text_add(p->out, regex->n_spans ? "(0, 0, 0)" : "(0, 0, 0, 0)");
}

/* What a row of "run" goes on with: the character of `text` at i is of a kind that leads on from its state. The
 * conditions stand in WHERE, where they take less of the parser's room than in ON (depth.c). */
static void
put_join(struct sk_printer *p, const struct sk_regex *regex, const char *tag, const char *text)
{
    if (regex->n_spans)
        sk_text_addf(p->out,
                     "JOIN kind%s AS kind JOIN step%s AS step WHERE step.f = run.s AND step.k = kind.k AND "
                     "unicode(substr(%s, run.i, 1)) BETWEEN kind.lo AND kind.hi",
                     tag, tag, text);
    else
        sk_text_addf(p->out,
                     "JOIN step%s AS step WHERE step.f = run.s AND unicode(substr(%s, run.i, 1)) "
                     "BETWEEN step.lo AND step.hi",
                     tag, text);
}

static void
put_accepting(struct sk_printer *p, const struct sk_regex *regex)
{
    for (size_t i = 0; i < regex->n_accepting; i++)
        sk_text_addf(p->out, "%s%u", i ? ", " : "", regex->accepting[i]);
}

/* All states of one automaton at once, one character at a time. */
static enum sk_status
run_one(struct sk_printer *p, const sk_node *text, const struct sk_regex *regex)
{
    const sk_node *args[] = {text};
    enum sk_status status = sk_print_template(p, "(CASE WHEN $1 IS NOT NULL THEN EXISTS (WITH RECURSIVE ", 1, args);
    put_steps(p, regex, "");
    status =
        status ? status
               : sk_print_template(
                     p, "), run(s, i, v) AS (SELECT 0, 1, $1 UNION SELECT step.t, run.i + 1, run.v FROM run ", 1, args);
    put_join(p, regex, "", "run.v");
    sk_text_add(p->out, ") SELECT 1 FROM run WHERE s IN (");
    put_accepting(p, regex);
    sk_text_add(p->out, regex->to_end ? ") AND i > length(v)) END)" : ")) END)");
    return status;
}

static enum sk_status
run_automaton(struct sk_printer *p, const sk_node *text, const struct sk_regex *regex)
{
    sk_text_add(p->out, regex->negated ? "(NOT (" : regex->n_also ? "(" : "");
    enum sk_status status = run_one(p, text, regex);
    for (size_t i = 0; i < regex->n_also && !status; i++) {
        sk_text_add(p->out, " AND ");
        status = run_automaton(p, text, regex->also[i]);
    }
    sk_text_add(p->out, regex->negated ? "))" : regex->n_also ? ")" : "");
    return status;
}

enum sk_status
sk_sqlite_regex(struct sk_printer *p, const sk_node *text, const sk_node *pattern, bool ignore_case, bool negated,
                bool similar)
{
    const char *constant = sk_constant_text(pattern);
    struct sk_regex *regex;
    if (!constant)
        return sk_print_unsupported(p, pattern,
                                    "a regular expression that is not a literal has no equivalent on sqlite");
    if (similar)
        constant = sk_regex_of_similar(p->tmp, constant);
    const char *problem = sk_regex_compile(&regex, p->tmp, constant, ignore_case);
    if (problem)
        return sk_print_unsupported(p, pattern, "a regular expression with %s has no equivalent on sqlite", problem);
    sk_text_add(p->out, negated ? "(NOT " : "");
    enum sk_status status = run_automaton(p, text, regex);
    sk_text_add(p->out, negated ? ")" : "");
    return status;
}

/* ---- what is the match? --------------------------------------------------------------------------------------------
 *
 * PostgreSQL takes the leftmost match, and of those the longest, or the shortest where the first quantifier that can
 * take more or less is of the kind that takes little (manual, 9.7.3.5). From each place on, an automaton that is
 * anchored there tells the longest and the shortest. What a pattern asserts of the text around has no place in it, but
 * for ^ before a branch and $ after it.
 */

struct branch {
    struct sk_regex *regex;
    bool at_start, at_end, shortest;
};

struct branches {
    size_t n;
    struct branch *items;
};

/* Does it look at the text around, or refer back? Where a quantifier takes little, parentheses and braces have their
 * say in how much the whole takes: `little` is that there is such a one. */
static bool
is_beyond(const char *pattern, bool *little)
{
    bool groups = false;
    for (const char *c = pattern; *c; c += sk_regex_unit(c)) {
        if (*c == '^' || *c == '$' || (*c == '\\' && c[1] && strchr("AmMyYZ", c[1])))
            return true;
        if (*c == '(' && c[1] == '?' && c[2] != ':')
            return true;
        groups = groups || *c == '(' || *c == '{';
        *little = *little || (strchr("*+?}", *c) && c[1] == '?');
    }
    return *little && groups;
}

/* Is the first quantifier of one that takes little? */
static bool
takes_little(const char *pattern)
{
    const char *c = pattern;
    while (*c && !strchr("*+?", *c))
        c += sk_regex_unit(c);
    return *c && c[1] == '?';
}

/* Compile a branch; `err` says what is wrong with it. */
static const char *
add_branch(struct branches *all, TALLOC_CTX *tmp, char *text, bool ignore_case)
{
    struct branch branch = {.at_start = *text == '^'};
    text += branch.at_start;
    size_t len = strlen(text);
    branch.at_end = len && text[len - 1] == '$' && (len < 2 || text[len - 2] != '\\');
    text[len - branch.at_end] = '\0';
    bool little = false;
    if (is_beyond(text, &little))
        return little ? "a quantifier that takes little" : "what it asserts of the text around";
    branch.shortest = little && takes_little(text);
    const char *problem = sk_regex_compile(&branch.regex, tmp, sk_printf(tmp, "^(?:%s)", text), ignore_case);
    if (problem)
        return problem;
    if (branch.regex->n_also || branch.regex->negated || branch.regex->to_end)
        return "what it asserts of the text around";
    sk_push(tmp, all->items, all->n, branch);
    return NULL;
}

/* The branches of a pattern, which may stand in one pair of parentheses. */
static const char *
find_branches(struct branches *all, TALLOC_CTX *tmp, const char *pattern, bool ignore_case)
{
    char *text = sk_strdup(tmp, pattern);
    size_t len = strlen(text);
    int depth = 0;
    bool whole = *text == '(' && len > 1 && text[len - 1] == ')' && text[1] != '?';
    for (const char *c = text; *c && whole; c += sk_regex_unit(c)) {
        depth += (*c == '(') - (*c == ')');
        whole = depth > 0 || !c[1];
    }
    if (whole) {
        text[len - 1] = '\0';
        text++;
    }
    const char *problem = NULL;
    char *from = text;
    depth = 0;
    for (char *c = text; !problem; c += sk_regex_unit(c)) {
        bool end = !*c || (*c == '|' && depth == 0), last = !*c;
        depth += (*c == '(') - (*c == ')');
        if (!end)
            continue;
        *c = '\0';
        problem = add_branch(all, tmp, from, ignore_case);
        from = c + 1;
        if (last)
            break;
        *c = ' '; /* a unit of its own */
    }
    for (size_t i = 0; !problem && all->n > 1 && i < all->n; i++) /* as a whole, branches take much */
        problem = all->items[i].shortest ? "a quantifier that takes little" : NULL;
    return problem;
}

static bool
takes_nothing(const struct branches *all)
{
    for (size_t b = 0; b < all->n; b++)
        for (size_t i = 0; i < all->items[b].regex->n_accepting; i++)
            if (all->items[b].regex->accepting[i] == 0)
                return true;
    return false;
}

/* "WITH ... SELECT `what` FROM run WHERE s IN (...)" for a branch of the pattern: run.i are the places after matches of
 * w.v from the place `at` on. */
static void
put_branch(struct sk_printer *p, const struct branch *branch, const char *at, const char *what)
{
    sk_text_add(p->out, "WITH RECURSIVE ");
    put_steps(p, branch->regex, "");
    sk_text_addf(p->out, "), run(s, i) AS (SELECT 0, %s UNION SELECT step.t, run.i + 1 FROM run ", at);
    put_join(p, branch->regex, "", "w.v");
    sk_text_addf(p->out, ") SELECT %s FROM run WHERE s IN (", what);
    put_accepting(p, branch->regex);
    sk_text_add(p->out, branch->at_end ? ") AND i > length(w.v)" : ")");
    if (branch->at_start)
        sk_text_addf(p->out, " AND %s = 1", at);
}

/* The length of the match of w.v from the place `at` on; NULL where there is none. */
static void
put_length(struct sk_printer *p, const struct branches *all, const char *at)
{
    const char *length = sk_printf(p->tmp, "%s(i) - %s", all->n == 1 && all->items[0].shortest ? "min" : "max", at);
    sk_text_add(p->out, "(");
    if (all->n == 1) {
        put_branch(p, &all->items[0], at, length);
    } else {
        sk_text_addf(p->out, "SELECT %s FROM (", length);
        for (size_t i = 0; i < all->n; i++) {
            sk_text_addf(p->out, "%sSELECT i FROM (", i ? " UNION ALL " : "");
            put_branch(p, &all->items[i], at, "i");
            sk_text_add(p->out, ")");
        }
        sk_text_add(p->out, ")");
    }
    sk_text_add(p->out, ")");
}

/* ---- the part of the match in parentheses ------------------------------------------------------------------------ */

enum { MAX_PIECES = 12 };

/* A pattern as what follows one another: atoms with their quantifiers. Those that are earlier take as much as they can
 * (manual, 9.7.3.5), so each is looked at with what comes after it. */
struct pieces {
    size_t n, part; /* `part`: the first one in parentheses */
    const char *items[MAX_PIECES], *rest[MAX_PIECES]; /* `rest`: what follows */
};

static bool
has_part(const char *pattern)
{
    for (const char *c = pattern; *c; c += sk_regex_unit(c))
        if (*c == '(' && c[1] != '?')
            return true;
    return false;
}

/* What of the pattern, its one branch, has to be known: the pieces up to the part. */
static const char *
find_part(struct pieces *out, TALLOC_CTX *tmp, const char *pattern)
{
    const char *text = pattern + (*pattern == '^');
    size_t end = strlen(text);
    end -= end && text[end - 1] == '$';
    bool fixed = false; /* the piece before is there once, and so is this one: they are one */
    for (size_t at = 0; at < end;) {
        bool part = text[at] == '(' && text[at + 1] != '?';
        struct sk_regex_piece piece = sk_regex_piece(text + at);
        size_t len = piece.len;
        bool within = !part && has_part(sk_strndup(tmp, text + at, len));
        if (text[at] == '|' || out->n == MAX_PIECES || (part && piece.quantified) || within)
            return "a part in parentheses";
        bool one = !piece.quantified && text[at] != '(', joins = fixed && one;
        out->n -= joins;
        out->items[out->n] = sk_printf(tmp, "%s%.*s", joins ? out->items[out->n] : "", (int)len, text + at);
        fixed = one;
        out->rest[out->n] = sk_strndup(tmp, text + at + len, end - at - len);
        at += len;
        if (part) {
            out->part = out->n++;
            return NULL;
        }
        out->n++;
    }
    return "a part in parentheses";
}

static const char *
compile_piece(struct sk_regex **out, TALLOC_CTX *tmp, const char *text, bool ignore_case)
{
    return sk_regex_compile(out, tmp, sk_printf(tmp, "^(?:%s)", text), ignore_case);
}

/* A piece: one run takes it from where the one before ended, another one what follows it from each place c after it,
 * and of the places from which that comes to the end of the match the last one counts. */
static void
put_piece(struct sk_printer *p, size_t n, const struct sk_regex *one, const struct sk_regex *rest)
{
    const char *a = sk_printf(p->tmp, "%zua", n), *b = sk_printf(p->tmp, "%zub", n);
    sk_text_add(p->out, ", ");
    put_steps(p, one, a);
    sk_text_addf(p->out,
                 "), run%s(v, z, s, i) AS (SELECT v, z, 0, e FROM e%zu UNION "
                 "SELECT run.v, run.z, step.t, run.i + 1 FROM run%s AS run ",
                 a, n, a);
    put_join(p, one, a, "run.v");
    sk_text_add(p->out, "), ");
    put_steps(p, rest, b);
    sk_text_addf(p->out, "), run%s(v, z, c, s, i) AS (SELECT v, z, i, 0, i FROM run%s WHERE s IN (", b, a);
    put_accepting(p, one);
    sk_text_addf(p->out, ") UNION SELECT run.v, run.z, run.c, step.t, run.i + 1 FROM run%s AS run ", b);
    put_join(p, rest, b, "run.v");
    sk_text_addf(p->out, "), e%zu(v, z, e) AS (SELECT v, z, max(c) FROM run%s WHERE i = z AND s IN (", n + 1, b);
    put_accepting(p, rest);
    sk_text_add(p->out, "))");
}

/* A row for each piece, from e0 on: e is the place after it, z the one after the match. */
static const char *
put_pieces(struct sk_printer *p, const struct pieces *pieces, bool ignore_case)
{
    for (size_t i = 0; i < pieces->n; i++) {
        struct sk_regex *one, *rest;
        const char *problem = compile_piece(&one, p->tmp, pieces->items[i], ignore_case);
        problem = problem ? problem : compile_piece(&rest, p->tmp, pieces->rest[i], ignore_case);
        if (problem)
            return problem;
        put_piece(p, i, one, rest);
    }
    return NULL;
}

/* A part of the match at k, which is m long; "" for one that the pattern has not. */
static const char *
put_part(struct sk_printer *p, const char *pattern, unsigned part, bool ignore_case)
{
    struct pieces pieces = {0};
    const char *only = sk_regex_only_part(p->tmp, pattern, part);
    const char *problem = only ? find_part(&pieces, p->tmp, only) : NULL;
    if (!only || problem) {
        sk_text_add(p->out, "''");
        return problem;
    }
    sk_text_add(p->out, "(WITH RECURSIVE e0(v, z, e) AS (SELECT substr(w.v, w.k, w.m), w.m + 1, 1)");
    problem = put_pieces(p, &pieces, ignore_case);
    sk_text_addf(p->out, " SELECT substr(a.v, a.e, b.e - a.e) FROM e%zu AS a, e%zu AS b)", pieces.part,
                 pieces.part + 1);
    return problem;
}

/* The replacement, a constant in which \\& is the match and \\1 its first part. Returns what cannot be had of it. */
static const char *
put_replacement(struct sk_printer *p, const char *text, const char *pattern, bool ignore_case)
{
    struct sk_text *plain = sk_text_new(p->tmp);
    const char *problem = NULL;
    sk_text_add(p->out, "(");
    for (const char *c = text; *c && !problem; c++) {
        bool part = *c == '\\' && c[1] >= '1' && c[1] <= '9';
        if (*c != '\\') {
            sk_text_add_n(plain, c, 1);
        } else if (c[1] == '&' || part) {
            p->rules->constant(p, plain->data);
            sk_text_add(p->out, part ? " || " : " || substr(v, k, m)");
            problem = part ? put_part(p, pattern, (unsigned)(c[1] - '0'), ignore_case) : NULL;
            sk_text_add(p->out, " || ");
            plain = sk_text_new(p->tmp);
            c++;
        } else {
            c += c[1] == '\\';
            sk_text_add_n(plain, c, 1);
        }
    }
    p->rules->constant(p, plain->data);
    sk_text_add(p->out, ")");
    return problem;
}

enum sk_status
sk_sqlite_regexp_replace(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    const char *pattern = sk_constant_text(call->args[1]), *by = sk_constant_text(call->args[2]);
    const char *flags = call->n_args > 3 ? sk_constant_text(call->args[3]) : "";
    if (!pattern || !by || !flags || flags[strspn(flags, "gi")])
        return sk_print_unsupported(
            p, call->args[1], "regexp_replace() with what is no literal has no equivalent on %s", p->rules->dialect);
    struct branches all = {0};
    bool ignore_case = strchr(flags, 'i');
    const char *problem = find_branches(&all, p->tmp, pattern, ignore_case);
    if (!problem && takes_nothing(&all))
        problem = "a match of no characters";
    if (problem)
        return sk_print_unsupported(p, call->args[1], "regexp_replace() with %s has no equivalent on %s", problem,
                                    p->rules->dialect);
    static const char at[] = "(w.k + coalesce(w.m, 1))"; /* the place after the match, or the character, at k */
    sk_text_add(p->out, "(WITH RECURSIVE w(k, v, o, m, done) AS (SELECT 0, ");
    enum sk_status status = sk_print_expr(p, call->args[0]);
    sk_text_addf(p->out, ", '', NULL, 0 UNION ALL SELECT %s, v, o || CASE WHEN m IS NULL THEN substr(v, k, 1) ELSE ",
                 at);
    problem = status ? NULL : put_replacement(p, by, pattern, ignore_case);
    if (problem)
        return sk_print_unsupported(
            p, call->args[2], "regexp_replace() with parts of the match has no equivalent on %s", p->rules->dialect);
    sk_text_add(p->out, " END, ");
    if (!strchr(flags, 'g'))
        sk_text_add(p->out, "CASE WHEN NOT done AND m IS NULL THEN ");
    put_length(p, &all, at);
    sk_text_add(p->out, strchr(flags, 'g') ? "" : " END");
    sk_text_add(p->out, ", done OR m IS NOT NULL FROM w WHERE k <= length(v)) "
                        "SELECT CASE WHEN v IS NOT NULL THEN o END FROM w ORDER BY k DESC LIMIT 1)");
    return status;
}

/* substring(text FROM pattern), regexp_substr(text, pattern): the match, or of substring() the part in parentheses. */
static enum sk_status
put_match(struct sk_printer *p, const PgQuery__FuncCall *call, bool wants_part)
{
    const char *pattern = sk_constant_text(call->args[1]);
    if (!pattern)
        return sk_print_unsupported(
            p, call->args[1], "a regular expression that is not a literal has no equivalent on %s", p->rules->dialect);
    struct branches all = {0};
    struct pieces pieces = {0};
    const char *problem = find_branches(&all, p->tmp, pattern, false);
    bool part = wants_part && has_part(pattern);
    if (part && !problem)
        problem = find_part(&pieces, p->tmp, pattern);
    sk_text_add(p->out, "(WITH RECURSIVE w(k, v, m) AS (SELECT 0, ");
    enum sk_status status = problem ? SK_OK : sk_print_expr(p, call->args[0]);
    sk_text_add(p->out, ", NULL UNION ALL SELECT w.k + 1, v, ");
    if (!problem)
        put_length(p, &all, "(w.k + 1)");
    sk_text_add(p->out, " FROM w WHERE m IS NULL AND k <= length(v))");
    if (part && !problem) {
        sk_text_add(p->out, ", e0(v, z, e) AS (SELECT v, k + m, k FROM w WHERE m IS NOT NULL)");
        problem = put_pieces(p, &pieces, false);
    }
    if (problem)
        return sk_print_unsupported(p, call->args[1],
                                    "the match of a regular expression with %s has no equivalent on %s", problem,
                                    p->rules->dialect);
    if (part)
        sk_text_addf(p->out, " SELECT substr(a.v, a.e, b.e - a.e) FROM e%zu AS a, e%zu AS b)", pieces.part,
                     pieces.part + 1);
    else
        sk_text_add(p->out, " SELECT substr(v, k, m) FROM w WHERE m IS NOT NULL)");
    return status;
}

enum sk_status
sk_sqlite_regexp_substr(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    return put_match(p, call, false);
}

/* SQLite counts from the end where PostgreSQL begins before the text. */
enum sk_status
sk_sqlite_substring(struct sk_printer *p, const PgQuery__FuncCall *call)
{
    long from;
    bool known = sk_pg_known_integer(call->args[1], &from), length = call->n_args > 2;
    if (!known && !length &&
        (sk_constant_text(call->args[1]) || sk_scope_type(p->scope, call->args[1]).kind == SK_TYPE_TEXT))
        return put_match(p, call, true);
    if (known && from >= 1)
        return sk_print_call(p, "substr", call);
    return sk_print_template(p,
                             length ? "substr($1, max($2, 1), max($3 + min($2 - 1, 0), 0))" : "substr($1, max($2, 1))",
                             call->n_args, (const sk_node *const *)call->args);
}
