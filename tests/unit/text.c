/* tests/unit/text.c - core/text.h, core/mem.h and core/error.h. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/text.h"

START_TEST(names_and_values_are_quoted_with_the_quotes_inside_doubled)
{
    struct sk_text *text = sk_text_new(NULL);
    sk_text_ident(text, "we\"ird", '"');
    sk_text_add(text, " = ");
    sk_text_literal(text, "it's; -- not a comment");
    sk_text_add(text, ", ");
    sk_text_literal(text, NULL);
    ck_assert_str_eq(text->data, "\"we\"\"ird\" = 'it''s; -- not a comment', NULL");
    talloc_free(text);
}
END_TEST

START_TEST(a_text_grows_and_its_string_outlives_it)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_text *text = sk_text_new(owner);
    bool first = true;
    for (int i = 0; i < 1000; i++) {
        sk_text_sep(text, &first, ",");
        sk_text_addf(text, "%d", i % 10);
    }
    char *string = sk_text_finish(text, owner);
    ck_assert_uint_eq(strlen(string), 1999);
    ck_assert_int_eq(strncmp(string, "0,1,2,3", 7), 0);
    talloc_free(owner);
}
END_TEST

START_TEST(lists_keep_their_order_when_they_grow_and_shrink)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    int *items = NULL;
    size_t n = 0;
    for (int i = 0; i < 100; i++)
        sk_push(owner, items, n, i);
    sk_take(items, n, 0);
    ck_assert_uint_eq(n, 99);
    ck_assert_int_eq(items[0], 1);
    ck_assert_int_eq(items[98], 99);
    talloc_free(owner);
}
END_TEST

START_TEST(an_error_may_be_made_from_parts_of_the_one_it_replaces)
{
    struct sk_error err = SK_ERROR_INIT;
    ck_assert_int_eq(sk_fail(&err, SK_ESQL, "no such table \"%s\"", "t"), SK_ESQL);
    ck_assert_int_eq(sk_fail(&err, SK_EREFUSED, "again: %s", err.message), SK_EREFUSED);
    sk_context(&err, "000001");
    sk_hint(&err, "Make the table.");
    sk_at(&err, "a.sql", 7);
    ck_assert_str_eq(err.message, "000001: again: no such table \"t\"");
    ck_assert_str_eq(err.hint, "Make the table.");
    ck_assert_uint_eq(err.pos_bytes, 7);
    sk_error_clear(&err);
    ck_assert_ptr_null(err.message);
    ck_assert(err.pos_bytes == SK_NO_POS);
    ck_assert_int_eq(sk_fail(NULL, SK_EIO, "nobody listens"), SK_EIO);
}
END_TEST

UNIT_MAIN("text", names_and_values_are_quoted_with_the_quotes_inside_doubled,
          a_text_grows_and_its_string_outlives_it,
          lists_keep_their_order_when_they_grow_and_shrink,
          an_error_may_be_made_from_parts_of_the_one_it_replaces)
