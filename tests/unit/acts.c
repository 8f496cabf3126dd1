/* tests/unit/acts.c - dialects/mysql/acts.h: what a run notes of statements that change rows. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/text.h"
#include "dialects/mysql/acts.h"

/* The same statement a thousand times is noted like one: the note has to fit into one packet of the server's. */
START_TEST(a_note_does_not_grow_with_the_rows)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    const char *sql[1000];
    for (size_t i = 0; i < 1000; i++)
        sql[i] = sk_printf(owner, "INSERT INTO `big` (`id`, `body`) VALUES (%d, 'row %zu, it\\'s a `quote`')", 7, i);
    ck_assert_str_eq(sk_mysql_rows_note(owner, sql, 1000), sk_mysql_rows_note(owner, sql, 1));
    ck_assert_str_eq(sk_mysql_rows_settle(owner, sql, 1000), sk_mysql_rows_settle(owner, sql, 1));
    talloc_free(owner);
}
END_TEST

START_TEST(a_note_has_all_names_and_no_string)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    const char *sql[] = {"INSERT INTO one SELECT * FROM `the other` WHERE a = 'hidden'", "/* c */ DELETE FROM `three`"};
    const char *note = sk_mysql_rows_note(owner, sql, 2);
    static const char *const there[] = {"one", "the other", "three"};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        ck_assert_ptr_nonnull(strstr(note, there[i]));
    ck_assert_ptr_null(strstr(note, "hidden"));
    ck_assert_ptr_null(strstr(note, "LOCATE(lower(table_schema)"));
    sql[0] = "INSERT INTO app.one VALUES (1)";
    ck_assert_ptr_nonnull(strstr(sk_mysql_rows_note(owner, sql, 2), "LOCATE(lower(table_schema)"));
    talloc_free(owner);
}
END_TEST

UNIT_MAIN("acts", a_note_does_not_grow_with_the_rows, a_note_has_all_names_and_no_string)
