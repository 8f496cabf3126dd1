/*
 * dialects/common/regex_parts.c - the parts of a pattern in parentheses: where they stand, and which may be left out.
 *
 * PostgreSQL gives NULL for a part that the match does without, and takes a match apart from outside in: what a part
 * within another one matches, it matches in the text of that one alone (regexec.c, cdissect()). So a part within others
 * is asked for in the text of the outermost.
 */
#include <ctype.h>
#include <string.h>

#include "core/text.h"
#include "dialects/common/regex.h"

/* ---- reading -------------------------------------------------------------------------------------------------- */

size_t
sk_regex_unit(const char *c)
{
    if (*c == '\\')
        return c[1] ? 2 : 1;
    if (*c != '[')
        return 1;
    size_t len = 1 + (c[1] == '^');
    len += c[len] == ']';
    while (c[len] && c[len] != ']') {
        bool named = c[len] == '[' && c[len + 1] && strchr(":.=", c[len + 1]);
        const char *end = named ? strstr(c + len + 2, (char[]){c[len + 1], ']', '\0'}) : NULL;
        len += end ? (size_t)(end + 2 - (c + len)) : c[len] == '\\' && c[len + 1] ? 2 : 1;
    }
    return c[len] ? len + 1 : len;
}

struct sk_regex_piece
sk_regex_piece(const char *text)
{
    struct sk_regex_piece piece = {0};
    int depth = 0;
    do {
        depth += (text[piece.atom] == '(') - (text[piece.atom] == ')');
        piece.atom += sk_regex_unit(text + piece.atom);
    } while (depth > 0 && text[piece.atom]);
    const char *after = text + piece.atom;
    bool bound = *after == '{' && isdigit((unsigned char)after[1]);
    piece.quantified = bound || (*after && strchr("*+?", *after));
    piece.len = piece.atom + (bound ? strcspn(after, "}") + 1 : piece.quantified);
    return piece;
}

/* How many parts are counted in `text`. */
static unsigned
count(const char *text, size_t len)
{
    unsigned n = 0;
    for (size_t at = 0; at < len; at += sk_regex_unit(text + at))
        n += text[at] == '(' && text[at + 1] != '?';
    return n;
}

/* `text` with none of its parts counted. */
static void
add_uncounted(struct sk_text *out, const char *text, size_t len)
{
    for (size_t n, at = 0; at < len; at += n) {
        n = sk_regex_unit(text + at);
        sk_text_add_n(out, text + at, n);
        sk_text_add(out, text[at] == '(' && text[at + 1] != '?' ? "?:" : "");
    }
}

char *
sk_regex_only_part(TALLOC_CTX *owner, const char *pattern, unsigned n)
{
    struct sk_text *out = sk_text_new(owner);
    unsigned part = 0;
    for (size_t len; *pattern; pattern += len) {
        len = sk_regex_unit(pattern);
        bool opens = *pattern == '(' && pattern[1] != '?';
        part += opens;
        sk_text_add_n(out, pattern, len);
        sk_text_add(out, opens && part < n ? "?:" : "");
    }
    return part >= n ? sk_text_finish(out, owner) : NULL;
}

/* ---- one part within others ------------------------------------------------------------------------------------- */

/* Where the piece of a pattern is in which a part stands. */
struct place {
    const char *at;
    struct sk_regex_piece piece;
    unsigned before; /* parts that are counted before it */
    bool itself;     /* it is the part */
    bool either;     /* the pattern has branches */
    const char *body;
    size_t len; /* of what is in its parentheses */
};

static bool
find(struct place *out, const char *pattern, unsigned n)
{
    unsigned before = 0;
    *out = (struct place){0};
    for (const char *c = pattern; *c;) {
        struct sk_regex_piece piece = sk_regex_piece(c);
        unsigned parts = count(c, piece.len);
        out->either = out->either || *c == '|';
        if (!out->at && before < n && n <= before + parts) {
            bool counted = c[1] != '?';
            out->at = c;
            out->piece = piece;
            out->before = before + counted;
            out->itself = counted && n == before + 1;
            out->body = c + (counted ? 1 : 3);
            out->len = piece.atom - 1 - (size_t)(out->body - c);
        }
        before += parts;
        c += piece.len;
    }
    return out->at && *out->at == '(' && (out->at[1] != '?' || out->at[2] == ':') &&
           out->at[out->piece.atom - 1] == ')';
}

static bool
takes_nothing(const char *body, size_t len)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct sk_regex *regex = NULL;
    bool nothing = sk_regex_compile(&regex, tmp, sk_printf(tmp, "^(?:%.*s)$", (int)len, body), false) || regex->n_also;
    for (size_t i = 0; !nothing && i < regex->n_accepting; i++)
        nothing = regex->accepting[i] == 0;
    talloc_free(tmp);
    return nothing;
}

/* What a pattern says of the text around a match, or of what stood before, is another thing in a part of it. */
static bool
looks_around(const char *text, size_t len)
{
    for (size_t at = 0; at < len; at += sk_regex_unit(text + at))
        if (strchr("^$", text[at]) || (text[at] == '\\' && at + 1 < len && strchr("AZyYmM123456789", text[at + 1])) ||
            (text[at] == '(' && text[at + 1] == '?' && text[at + 2] != ':') || strncmp(text + at, "[[:", 3) == 0)
            return true;
    return false;
}

static bool
has_branches(const char *text, size_t len)
{
    for (size_t at = 0; at < len; at += sk_regex_piece(text + at).len)
        if (text[at] == '|')
            return true;
    return false;
}

bool
sk_regex_part_around(struct sk_regex_around *out, TALLOC_CTX *owner, const char *pattern, unsigned n)
{
    struct place place;
    if (strncmp(pattern, "***", 3) == 0 || !find(&place, pattern, n) || place.either)
        return false;
    const char *quantifier = place.at + place.piece.atom;
    bool maybe = *quantifier == '?', greedy = place.at[place.piece.len] != '?';
    bool cannot_stand = !place.itself && (looks_around(place.body, place.len) || has_branches(place.body, place.len));
    if ((place.piece.quantified && (!maybe || !greedy)) || (place.itself && !maybe) || cannot_stand ||
        (maybe && takes_nothing(place.body, place.len)))
        return false;
    struct sk_text *whole = sk_text_new(owner);
    add_uncounted(whole, pattern, (size_t)(place.at - pattern));
    sk_text_add(whole, "((?:");
    add_uncounted(whole, place.body, place.len);
    sk_text_add(whole, maybe ? ")?)" : "))");
    const char *rest = place.at + place.piece.len;
    add_uncounted(whole, rest, strlen(rest));
    *out = (struct sk_regex_around){.whole = sk_text_finish(whole, owner), .n = n - place.before, .maybe = maybe};
    if (!place.itself)
        out->inner = sk_printf(owner, "^%.*s$", (int)place.len, place.body);
    return true;
}

bool
sk_regex_part_is_left_out(const char *pattern, bool *empty)
{
    struct place place;
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool may = false;
    *empty = false;
    for (const char *text = pattern; find(&place, text, 1); text = sk_strndup(tmp, place.body, place.len)) {
        const char *quantifier = place.at + place.piece.atom;
        may = may || place.either || (place.piece.quantified && (strchr("*?", *quantifier) || quantifier[1] == '0'));
        if (!place.itself)
            continue;
        *empty = takes_nothing(place.body, place.len);
        break;
    }
    talloc_free(tmp);
    return may;
}
