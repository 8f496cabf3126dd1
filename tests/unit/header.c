/* tests/unit/header.c - core/header.h: the comment at a migration's head, right, wrong and none. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/migration.h"
#include "core/nearest.h"

static struct sk_header *
read_text(TALLOC_CTX *owner, const char *text)
{
    struct sk_file *file = sk_new(owner, struct sk_file);
    file->path = "001_a.sql";
    file->text = sk_strdup(file, text);
    file->len = strlen(text);
    return sk_header_read(owner, file);
}

/* What sk_header_check() said, a line for each. */
struct said {
    TALLOC_CTX *owner;
    char *text;
};

static void
note(void *data, bool error, size_t pos_bytes, const char *message, const char *hint)
{
    struct said *said = data;
    said->text = sk_printf(said->owner, "%s%s %zu %s%s%s\n", said->text, error ? "error" : "warning", pos_bytes,
                           message, hint ? "|" : "", hint ? hint : "");
}

static const char *
complaints(TALLOC_CTX *owner, const char *text, const char *version, const char *name)
{
    struct said said = {owner, sk_strdup(owner, "")};
    sk_header_check(read_text(owner, text), version, name, "2026-06-01", note, &said);
    return said.text;
}

START_TEST(all_fields_are_read)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    const struct sk_header *h = read_text(owner, "-- Migration: Users\n"
                                                 "-- Version: 001\n"
                                                 "-- Date: 2026-01-02\n"
                                                 "-- Author: Ann\n"
                                                 "-- Description: one\n"
                                                 "--    two\n"
                                                 "-- status: testing (on staging)\n"
                                                 "--\n"
                                                 "-- Changes:\n"
                                                 "-- 1. first\n"
                                                 "--    goes on\n"
                                                 "-- 2) second\n"
                                                 "-- - third\n"
                                                 "-- * fourth\n"
                                                 "\n"
                                                 "-- Impact: Breaking (users)\n"
                                                 "-- Reversible: no\n"
                                                 "-- Rollback: DROP TABLE a;\n"
                                                 "--           DROP TABLE b;\n"
                                                 "--\n"
                                                 "-- prose: that is nobody's\n"
                                                 "CREATE TABLE a (id int); -- Author: Bob\n");
    ck_assert(h->present);
    ck_assert_str_eq(h->title, "Users");
    ck_assert_str_eq(h->version, "001");
    ck_assert_str_eq(h->date, "2026-01-02");
    ck_assert_str_eq(h->author, "Ann");
    ck_assert_str_eq(h->description, "one two");
    ck_assert_int_eq(h->lifecycle, SK_TESTING);
    ck_assert_int_eq(h->impact, SK_BREAKING);
    ck_assert_int_eq(h->reversible, SK_IRREVERSIBLE);
    ck_assert_uint_eq(h->n_changes, 4);
    ck_assert_str_eq(h->changes[0], "first goes on");
    ck_assert_str_eq(h->changes[1], "second");
    ck_assert_str_eq(h->changes[2], "third");
    ck_assert_str_eq(h->changes[3], "fourth");
    ck_assert_str_eq(
        sk_header_format(owner, h) + strlen("Migration: Users\nVersion: 001\nDate: 2026-01-02\nAuthor: Ann\n"),
        "Description: one two\nStatus: testing (on staging)\nChanges: 1. first goes on 2) second - third * fourth\n"
        "Impact: Breaking (users)\nReversible: no\nRollback: DROP TABLE a; DROP TABLE b;");
    talloc_free(owner);
}
END_TEST

START_TEST(a_rollback_stands_where_it_stood)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    const char *text = "-- Migration: A\n-- Rollback: DROP\n--   TABLE a;\nSELECT 1;\n";
    const struct sk_file *file = read_text(owner, text)->rollback;
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(strlen(file->text), file->len);
    for (size_t i = 0; i < file->len; i++)
        ck_assert(file->text[i] == ' ' || file->text[i] == text[i]);
    ck_assert_ptr_eq(strstr(file->text, "DROP"), file->text + (strstr(text, "DROP") - text));
    ck_assert_ptr_eq(strstr(file->text, "TABLE a;"), file->text + (strstr(text, "TABLE a;") - text));
    ck_assert_ptr_null(strstr(file->text, "SELECT"));
    ck_assert_uint_eq(strlen(file->checksum), 64);
    ck_assert_ptr_null(read_text(owner, "-- Migration: A\n-- Rollback: none\n")->rollback);
    ck_assert_ptr_null(read_text(owner, "-- Migration: A\n-- Rollback: Not possible.\n")->rollback);
    ck_assert_ptr_null(read_text(owner, "-- Migration: A\n-- Rollback:\n")->rollback);
    ck_assert_ptr_null(read_text(owner, "-- Rollback: DROP TABLE a;\n")->rollback);
    talloc_free(owner);
}
END_TEST

START_TEST(other_comments_are_no_headers)
{
    static const char *const texts[] = {"", "\n\n", "SELECT 1;\n-- Migration: late\n", "-- Migrations: many\n",
                                        "-- see https://example.org/Migration: x\n", "-- skein:only sqlite\n",
                                        "/* no end", "/*\n", "--", "/* Migration */ SELECT 1;", "/**/"};
    TALLOC_CTX *owner = sk_context_new(NULL);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const struct sk_header *h = read_text(owner, texts[i]);
        ck_assert_msg(!h->present, "%s", texts[i]);
        ck_assert_ptr_null(sk_header_format(owner, h));
    }
    ck_assert(read_text(owner, "/* Migration: in one line */ SELECT 1;")->present);
    ck_assert(read_text(owner, "/*\n * Migration: x\n */\n")->present);
    ck_assert(read_text(owner, "\r\n-- Migration: x\r\n")->present);
    ck_assert_str_eq(read_text(owner, "-- prose\n\n---- Migration: x\r\n")->n_fields ? "field" : "none", "none");
    talloc_free(owner);
}
END_TEST

START_TEST(wrong_fields_are_told)
{
    static const struct {
        const char *text, *complaints;
    } cases[] = {
        {"-- Migration: 003\n", ""},
        {"-- Migration: 3\n", ""},
        {"-- Migration: 30 days\n", ""},
        {"-- Migration: A\n-- Version: v1.2\n", ""},
        {"-- Migration: A\n-- Version: 1.2\n", ""},
        {"-- Migration: A\n-- Version: 1\n",
         "error 28 the header says version \"1\", the file's name 003|Write 003, or "
         "rename the file.\n"},
        {"-- Migration: A\n-- Version:\n",
         "error 19 the header says version \"\", the file's name 003|Write 003, or rename "
         "the file.\n"},
        {"-- Migration: A\n-- Date: 2024-02-29\n", ""},
        {"-- Migration: A\n-- Date: 2023-02-29\n",
         "error 25 \"2023-02-29\" is no date|A date is written YYYY-MM-DD.\n"},
        {"-- Migration: A\n-- Date: 1.2.2023\n", "error 25 \"1.2.2023\" is no date|A date is written YYYY-MM-DD.\n"},
        {"-- Migration: A\n-- Date: 2026-6-1\n", "error 25 \"2026-6-1\" is no date|A date is written YYYY-MM-DD.\n"},
        {"-- Migration: A\n-- Date: 2026-06-02\n", "warning 25 the date 2026-06-02 is in the future\n"},
        {"-- Migration: A\n-- Status: LIFE\n",
         "error 27 \"LIFE\" is no value for Status|Did you mean \"LIVE\"? It is DRAFT, TESTING, LIVE or DEPRECATED.\n"},
        {"-- Migration: A\n-- Status:\n",
         "error 19 \"\" is no value for Status|It is DRAFT, TESTING, LIVE or DEPRECATED.\n"},
        {"-- Migration: A\n-- Impact: Non-breaking\n", ""},
        {"-- Migration: A\n-- Rolback: DROP TABLE a;\n",
         "warning 19 unknown header field \"Rolback\"|Did you mean \"Rollback\"?\n"},
        {"-- Migration: A\n-- Ticket: 12\n", ""},
        {"-- Author: Ann\n", ""},
        {"-- Author: Ann\n-- Date: never\n",
         "warning 3 the comment has header fields, but no Migration field: it is not "
         "read|Begin it with \"-- Migration: TITLE\".\n"},
    };
    TALLOC_CTX *owner = sk_context_new(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(complaints(owner, cases[i].text, "003", "v1.2_name"), cases[i].complaints);
    talloc_free(owner);
}
END_TEST

START_TEST(a_title_is_what_people_say)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    ck_assert_str_eq(sk_header_title(owner, read_text(owner, "-- Migration: Add goals\n"), "x"), "Add goals");
    ck_assert_str_eq(sk_header_title(owner, read_text(owner, "-- Migration: 004\n"), "add_user_goals"),
                     "Add User Goals");
    ck_assert_str_eq(sk_header_title(owner, NULL, "v1.2_add_goals"), "Add Goals");
    talloc_free(owner);
}
END_TEST

START_TEST(near_words_are_found)
{
    static const char *const words[] = {"Breaking", "Non-breaking", NULL};
    ck_assert_str_eq(sk_nearest(words, "braking"), "Breaking");
    ck_assert_str_eq(sk_nearest(words, "nonbreaking"), "Non-breaking");
    ck_assert_ptr_null(sk_nearest(words, "BREAKING"));
    ck_assert_ptr_null(sk_nearest(words, "none"));
    ck_assert_ptr_null(sk_nearest(words, ""));
    ck_assert_ptr_null(sk_nearest(words, "a word that is so long that it cannot be meant to be any of them"));
}
END_TEST

UNIT_MAIN("header", all_fields_are_read, a_rollback_stands_where_it_stood, other_comments_are_no_headers,
          wrong_fields_are_told, a_title_is_what_people_say, near_words_are_found)
