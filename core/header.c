/*
 * core/header.c - reading the comment at a migration's head, and checking what it says.
 *
 * At the head of a file nothing has to be known of SQL: comments and blanks come before the first token.
 */
#include "core/header.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/migration.h"
#include "core/nearest.h"
#include "core/text.h"

static const char *const keys[] = {"Migration", "Version", "Date",     "Description", "Author", "Status",
                                   "Changes",   "Impact",  "Rollback", "Reversible",  NULL};
/* Their values may go on on the next line. */
static const char *const long_keys[] = {"Description", "Changes", "Impact", "Rollback", NULL};

/* In the order of the enums; what is unknown comes after the last. */
static const char *const lifecycles[] = {"DRAFT", "TESTING", "LIVE", "DEPRECATED", NULL};
static const char *const impacts[] = {"Breaking", "Non-breaking", NULL};
static const char *const reversibles[] = {"Yes", "No", NULL};
static const char *const no_rollback[] = {"none", "no", "n/a", "na", "-", "not possible", "not reversible",
                                          "irreversible", NULL};

static const char *
find_word(const char *const *words, const char *text, size_t len)
{
    for (; *words; words++)
        if (strlen(*words) == len && strncasecmp(*words, text, len) == 0)
            return *words;
    return NULL;
}

/* ---- lines of the comment ------------------------------------------------------------------------------------- */

struct head {
    const char *text;
    size_t len, pos;
    bool in_block; /* between the signs of a comment that has two */
    struct sk_span line;
};

static bool
at(const struct head *h, size_t pos, const char *sign)
{
    size_t len = strlen(sign);
    return pos + len <= h->len && memcmp(h->text + pos, sign, len) == 0;
}

static void
trim(const struct head *h, struct sk_span *span)
{
    while (span->len && isspace((unsigned char)h->text[span->pos_bytes])) {
        span->pos_bytes++;
        span->len--;
    }
    while (span->len && isspace((unsigned char)h->text[span->pos_bytes + span->len - 1]))
        span->len--;
}

/* The text of the next line of the head, without what makes it a comment. False where the head ends. */
static bool
next_line(struct head *h)
{
    size_t end = h->pos, start = h->pos;
    if (h->pos >= h->len)
        return false;
    while (end < h->len && h->text[end] != '\n')
        end++;
    while (start < end && isspace((unsigned char)h->text[start]))
        start++;
    size_t next = end < h->len ? end + 1 : end;
    if (!h->in_block && at(h, start, "/*")) {
        h->in_block = true;
        start += 2;
    } else if (!h->in_block && at(h, start, "--")) {
        start += 2;
    } else if (!h->in_block && start < end) {
        return false;
    }
    if (h->in_block) {
        for (size_t i = start; i + 1 < end; i++)
            if (at(h, i, "*/")) {
                h->in_block = false;
                end = i; /* what follows on that line is no comment */
                if (next < h->len || i + 2 < h->len)
                    next = i + 2;
                break;
            }
        while (start < end && isspace((unsigned char)h->text[start]))
            start++;
        while (start < end && h->text[start] == '*')
            start++;
    }
    h->line = (struct sk_span){start, end - start};
    trim(h, &h->line);
    h->pos = next;
    return true;
}

/* ---- fields --------------------------------------------------------------------------------------------------- */

/* "Key: value": the length of the key; 0 for any other line. */
static size_t
key_length(const struct head *h)
{
    const char *text = h->text + h->line.pos_bytes;
    size_t len = 0;
    while (len < h->line.len && (isalpha((unsigned char)text[len]) || text[len] == '-'))
        len++;
    if (!len || len >= h->line.len || text[len] != ':')
        return 0;
    bool url = len + 1 < h->line.len && text[len + 1] == '/'; /* https://... */
    return url || strncasecmp(text, "skein", len) == 0 ? 0 : len;
}

static void
begin_field(TALLOC_CTX *owner, struct sk_header *header, const struct head *h, size_t key)
{
    const char *text = h->text + h->line.pos_bytes;
    const char *known = find_word(keys, text, key);
    struct sk_span value = {h->line.pos_bytes + key + 1, h->line.len - key - 1};
    trim(h, &value);
    struct sk_header_field field = {.key = known ? known : sk_strndup(owner, text, key),
                                    .known = known != NULL,
                                    .key_pos = h->line.pos_bytes,
                                    .pos_bytes = value.len ? value.pos_bytes : h->line.pos_bytes};
    if (value.len)
        sk_push(owner, field.spans, field.n_spans, value);
    sk_push(owner, header->fields, header->n_fields, field);
}

static void
read_fields(TALLOC_CTX *owner, struct sk_header *header, const struct sk_file *file)
{
    struct head h = {.text = file->text, .len = file->len};
    bool open = false;
    while (next_line(&h)) {
        size_t key = key_length(&h);
        bool known = key && find_word(keys, h.text + h.line.pos_bytes, key);
        struct sk_header_field *last = open ? &header->fields[header->n_fields - 1] : NULL;
        if (!h.line.len) {
            open = false;
        } else if (known || (key && !last)) {
            begin_field(owner, header, &h, key);
            open = true;
        } else if (last && find_word(long_keys, last->key, strlen(last->key))) {
            sk_push(owner, last->spans, last->n_spans, h.line);
        } else if (key) {
            begin_field(owner, header, &h, key);
        } else {
            open = false;
        }
    }
}

static const char *
join(TALLOC_CTX *owner, const struct sk_file *file, const struct sk_header_field *field)
{
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < field->n_spans; i++) {
        sk_text_sep(text, &first, " ");
        sk_text_add_n(text, file->text + field->spans[i].pos_bytes, field->spans[i].len);
    }
    return sk_text_finish(text, owner);
}

/* "1. Add a column", "- Add a column", "* Add a column": the length of what makes it an item; 0. */
static size_t
item_mark(const char *text, size_t len)
{
    size_t digits = 0;
    while (digits < len && isdigit((unsigned char)text[digits]))
        digits++;
    if (digits && digits < len && (text[digits] == '.' || text[digits] == ')'))
        return digits + 1;
    return len > 1 && (text[0] == '-' || text[0] == '*') && text[1] == ' ' ? 1 : 0;
}

static void
read_changes(TALLOC_CTX *owner, struct sk_header *header, const struct sk_file *file,
             const struct sk_header_field *field)
{
    for (size_t i = 0; i < field->n_spans; i++) {
        const char *text = file->text + field->spans[i].pos_bytes;
        size_t len = field->spans[i].len, mark = item_mark(text, len);
        while (mark && mark < len && isspace((unsigned char)text[mark]))
            mark++;
        if (!mark && header->n_changes) { /* the item goes on */
            const char **last = &header->changes[header->n_changes - 1];
            *last = sk_printf(owner, "%s %.*s", *last, (int)len, text);
            continue;
        }
        sk_push(owner, header->changes, header->n_changes, sk_strndup(owner, text + mark, len - mark));
    }
}

/* The file with nothing in it but what the field says, everything where it was. */
static const struct sk_file *
blank_but(TALLOC_CTX *owner, const struct sk_file *file, const struct sk_header_field *field)
{
    struct sk_file *only = sk_new(owner, struct sk_file);
    char *text = sk_strndup(only, file->text, file->len);
    size_t span = 0, end = 0;
    for (size_t i = 0; i < file->len; i++) {
        while (span < field->n_spans && i >= field->spans[span].pos_bytes + field->spans[span].len)
            span++;
        bool keep = span < field->n_spans && i >= field->spans[span].pos_bytes;
        if (!keep && text[i] != '\n')
            text[i] = ' ';
        end = keep ? i + 1 : end;
    }
    only->path = file->path;
    only->text = text;
    only->len = end;
    text[end] = '\0';
    sk_file_hash(only);
    return only;
}

/* The word of a list that the value begins with, as 1, 2 ...; after the last when it is none of them. "" is 0. */
static int
read_word(const char *value, const char *const *words)
{
    size_t len = strcspn(value, " \t(,;:.");
    int n = 1;
    for (; len && words[n - 1]; n++)
        if (strlen(words[n - 1]) == len && strncasecmp(words[n - 1], value, len) == 0)
            break;
    return len ? n : 0;
}

const struct sk_header_field *
sk_header_field(const struct sk_header *header, const char *key)
{
    for (size_t i = 0; i < header->n_fields; i++)
        if (header->fields[i].known && strcmp(header->fields[i].key, key) == 0)
            return &header->fields[i];
    return NULL;
}

static const char *
value_of(const struct sk_header *header, const char *key)
{
    const struct sk_header_field *field = sk_header_field(header, key);
    return field && *field->value ? field->value : NULL;
}

struct sk_header *
sk_header_read(TALLOC_CTX *owner, const struct sk_file *file)
{
    struct sk_header *header = sk_new(owner, struct sk_header);
    read_fields(header, header, file);
    for (size_t i = 0; i < header->n_fields; i++)
        header->fields[i].value = join(header, file, &header->fields[i]);
    header->present = sk_header_field(header, "Migration") != NULL;
    if (!header->present)
        return header;
    header->title = value_of(header, "Migration");
    header->version = value_of(header, "Version");
    header->date = value_of(header, "Date");
    header->author = value_of(header, "Author");
    header->description = value_of(header, "Description");
    header->impact_text = value_of(header, "Impact");
    const char *status = value_of(header, "Status"), *reversible = value_of(header, "Reversible");
    header->lifecycle = status ? (enum sk_lifecycle)read_word(status, lifecycles) : SK_NO_LIFECYCLE;
    header->impact = header->impact_text ? (enum sk_impact)read_word(header->impact_text, impacts) : SK_NO_IMPACT;
    header->reversible = reversible ? (enum sk_reversible)read_word(reversible, reversibles) : SK_NOT_SAID;
    const struct sk_header_field *changes = sk_header_field(header, "Changes");
    if (changes)
        read_changes(header, header, file, changes);
    const struct sk_header_field *rollback = sk_header_field(header, "Rollback");
    if (rollback && *rollback->value && !find_word(no_rollback, rollback->value, strcspn(rollback->value, ".(")))
        header->rollback = blank_but(header, file, rollback);
    return header;
}

/* ---- checking ------------------------------------------------------------------------------------------------- */

struct check {
    TALLOC_CTX *tmp;
    const struct sk_header *header;
    const char *version, *name, *today;
    sk_header_complaint *complain;
    void *data;
};

static void
check_version(const struct check *c, const struct sk_header_field *field)
{
    const char *value = field->value, *semantic = value + (*value == 'v' || *value == 'V');
    size_t len = strlen(semantic);
    bool in_name = len && c->name[0] == 'v' && strncmp(c->name + 1, semantic, len) == 0 &&
                   (!c->name[len + 1] || c->name[len + 1] == '_'); /* 003_v1.2_name: "v1.2" is right too */
    bool digits = *value && strspn(value, "0123456789") == strlen(value);
    if (in_name || (digits && sk_version_compare(value, c->version) == 0))
        return;
    if (strcmp(field->key, "Migration") == 0 && !digits)
        return; /* a title */
    c->complain(c->data, true, field->pos_bytes,
                sk_printf(c->tmp, "the header says version \"%s\", the file's name %s", value, c->version),
                sk_printf(c->tmp, "Write %s, or rename the file.", c->version));
}

static bool
read_date(const char *text, int *year, int *month, int *day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int used = 0;
    if (strspn(text, "0123456789-") != strlen(text) ||
        sscanf(text, "%4d-%2d-%2d%n", year, month, day, &used) != 3 || used != 10 || text[used])
        return false;
    bool leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
    return *month >= 1 && *month <= 12 && *day >= 1 && *day <= days[*month - 1] + (leap && *month == 2);
}

static void
check_date(const struct check *c, const struct sk_header_field *field)
{
    int year, month, day;
    if (!read_date(field->value, &year, &month, &day))
        c->complain(c->data, true, field->pos_bytes, sk_printf(c->tmp, "\"%s\" is no date", field->value),
                    "A date is written YYYY-MM-DD.");
    else if (year < 1990 || strcmp(field->value, c->today) > 0)
        c->complain(c->data, false, field->pos_bytes,
                    sk_printf(c->tmp, "the date %s is %s", field->value,
                              year < 1990 ? "before there were migrations" : "in the future"),
                    NULL);
}

/* "LIVE, DRAFT or TESTING" */
static char *
list_words(TALLOC_CTX *owner, const char *const *words)
{
    char *list = sk_strdup(owner, words[0]);
    for (size_t i = 1; words[i]; i++)
        list = sk_printf(owner, "%s%s%s", list, words[i + 1] ? ", " : " or ", words[i]);
    return list;
}

static void
check_word(const struct check *c, const struct sk_header_field *field, const char *const *words)
{
    int n = read_word(field->value, words), count = 0;
    while (words[count])
        count++;
    if (n && n <= count)
        return;
    char *typed = sk_strndup(c->tmp, field->value, strcspn(field->value, " \t(,;:."));
    const char *near = sk_nearest(words, typed);
    char *list = list_words(c->tmp, words);
    c->complain(c->data, true, field->pos_bytes, sk_printf(c->tmp, "\"%s\" is no value for %s", typed, field->key),
                near ? sk_printf(c->tmp, "Did you mean \"%s\"? It is %s.", near, list)
                     : sk_printf(c->tmp, "It is %s.", list));
}

/* A key that is nearly one of ours. Any other is the author's own. */
static void
check_key(const struct check *c, const struct sk_header_field *field)
{
    const char *near = sk_nearest(keys, field->key);
    if (near && !sk_header_field(c->header, near))
        c->complain(c->data, false, field->key_pos, sk_printf(c->tmp, "unknown header field \"%s\"", field->key),
                    sk_printf(c->tmp, "Did you mean \"%s\"?", near));
}

static void
check_twice(const struct check *c, const struct sk_header_field *field)
{
    const struct sk_header_field *first = sk_header_field(c->header, field->key);
    if (first != field)
        c->complain(c->data, true, field->key_pos, sk_printf(c->tmp, "the header has two fields \"%s\"", field->key),
                    "Keep one: the first is read.");
}

static void
check_field(const struct check *c, const struct sk_header_field *field)
{
    static const struct {
        const char *key;
        const char *const *words;
    } words[] = {{"Status", lifecycles}, {"Impact", impacts}, {"Reversible", reversibles}};
    if (!field->known) {
        check_key(c, field);
        return;
    }
    check_twice(c, field);
    if (strcmp(field->key, "Version") == 0 || strcmp(field->key, "Migration") == 0)
        check_version(c, field);
    if (strcmp(field->key, "Date") == 0)
        check_date(c, field);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(field->key, words[i].key) == 0)
            check_word(c, field, words[i].words);
}

/* Two fields of ours, and none that makes it a header: nothing of it is read, which should not go unsaid. */
static void
check_absence(const struct check *c)
{
    size_t known = 0;
    const struct sk_header_field *first = NULL;
    for (size_t i = 0; i < c->header->n_fields; i++) {
        known += c->header->fields[i].known;
        first = first ? first : &c->header->fields[i];
    }
    if (known >= 2)
        c->complain(c->data, false, first->key_pos,
                    "the comment has header fields, but no Migration field: it is not read",
                    "Begin it with \"-- Migration: TITLE\".");
}

void
sk_header_check(const struct sk_header *header, const char *version, const char *name, const char *today,
                sk_header_complaint *complain, void *data)
{
    struct check c = {.tmp = sk_context_new(NULL), .header = header, .version = version, .name = name, .today = today,
                      .complain = complain, .data = data};
    if (!header->present)
        check_absence(&c);
    for (size_t i = 0; header->present && i < header->n_fields; i++)
        check_field(&c, &header->fields[i]);
    talloc_free(c.tmp);
}

/* ---- for people ----------------------------------------------------------------------------------------------- */

char *
sk_header_format(TALLOC_CTX *owner, const struct sk_header *header)
{
    if (!header->present)
        return NULL;
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    for (size_t i = 0; i < header->n_fields; i++) {
        const struct sk_header_field *field = &header->fields[i];
        if (!field->known)
            continue;
        sk_text_sep(text, &first, "\n");
        sk_text_addf(text, "%s: %s", field->key, field->value);
    }
    return sk_text_finish(text, owner);
}

char *
sk_header_title(TALLOC_CTX *owner, const struct sk_header *header, const char *name)
{
    const char *title = header && header->present ? header->title : NULL;
    if (title && strspn(title, "0123456789") != strlen(title))
        return sk_strdup(owner, title);
    if (*name == 'v' && isdigit((unsigned char)name[1]) && strchr(name, '_'))
        name = strchr(name, '_') + 1; /* v1.2_add_audit_logs */
    char *made = sk_strdup(owner, name);
    bool start = true;
    for (char *c = made; *c; c++) {
        *c = *c == '_' ? ' ' : *c;
        if (start)
            *c = (char)toupper((unsigned char)*c);
        start = *c == ' ';
    }
    return made;
}
