/*
 * tests/unit/analyze.c - statements into changes, seen from a catalog.
 *
 * What the catalog becomes is compared with a real server in tests/replay and tests/verdicts. Here is what no server
 * can tell: which changes a statement makes, what is said of constructs without a translation, and that copies are
 * copies.
 */
#include "tests/support/unit.h"

#include <string.h>

#include "core/catalog_json.h"
#include "core/dialect.h"
#include "core/text.h"

extern const struct sk_dialect sk_postgres;

static TALLOC_CTX *owner;
static struct sk_catalog *catalog;
static struct sk_error err = SK_ERROR_INIT;
static struct sk_script *script;

static void
free_all(void)
{
    talloc_free(owner);
    owner = NULL;
    sk_error_clear(&err);
}

static void
setup(void)
{
    owner = sk_context_new(NULL);
    catalog = sk_catalog_new(owner, sk_postgres.expr_ops);
    atexit(free_all);
}

/* Run every statement but the last, and analyse that. */
static enum sk_status
analyze_last(const char *text)
{
    if (!owner)
        setup();
    ck_assert_int_eq(sk_postgres.parse(&script, owner, "a.sql", text, strlen(text), &err), SK_OK);
    for (size_t i = 0;; i++) {
        struct sk_statement *statement = &script->statements[i];
        enum sk_status status = sk_postgres.analyze(script, statement, catalog, &err);
        if (i + 1 == script->n)
            return status;
        ck_assert_msg(status == SK_OK, "%s", err.message);
        for (size_t c = 0; c < statement->n_changes; c++)
            ck_assert_int_eq(sk_change_apply(catalog, statement->changes[c], &err), SK_OK);
    }
}

static const struct sk_statement *
last(void)
{
    return &script->statements[script->n - 1];
}

/* The kinds of the changes that the last statement makes, a "-" after those that are redundant. */
static const struct {
    const char *text, *changes;
} kinds[] = {
    {"CREATE TABLE t (id serial PRIMARY KEY)", "create table, create sequence"},
    {"CREATE TABLE t (id int); CREATE TABLE IF NOT EXISTS t (id text)", "create table-"},
    {"CREATE TABLE t (id int); ALTER TABLE t ADD a int UNIQUE CHECK (a > 0), DROP COLUMN id, ALTER a SET NOT NULL",
     "drop column, add column, add constraint, add constraint, alter column not null"},
    {"CREATE TABLE t (id int); ALTER TABLE t ADD COLUMN IF NOT EXISTS id int, DROP COLUMN IF EXISTS x",
     "drop column-, add column-"},
    {"CREATE TABLE t (id int NOT NULL); CREATE SEQUENCE s OWNED BY t.id; ALTER TABLE t ALTER id SET DEFAULT nextval('s')",
     "alter column identity"},
    {"CREATE TABLE t (id int); ALTER TABLE t OWNER TO me, SET (fillfactor = 70)", "no effect, no effect"},
    {"CREATE TABLE t (id int); ALTER TABLE t FORCE ROW LEVEL SECURITY", "run code"},
    {"DROP TABLE IF EXISTS t", "drop table-"},
    {"CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a); DROP TABLE a, b",
     "drop table, drop table"},
    {"GRANT SELECT ON t TO PUBLIC", "no effect"},
    {"SET work_mem = '1MB'", "no effect"},
    {"SET search_path TO public", "no effect"},
    {"SET search_path TO app, public", "no effect"},
    {"VACUUM", "no effect"},
    {"DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP EXECUTE r.x; END LOOP; END $$", "run code"},
    {"CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING", "run code"},
    {"COPY t TO '/x'", "run code"},
    {"SELECT 1 AS x INTO t", "create table"},
    {"INSERT INTO t VALUES (1)", "change rows"},
    {"TRUNCATE t", "change rows"},
    {"CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE IF NOT EXISTS 'a'", "add enum value-"},
    {"CREATE EXTENSION citext; CREATE EXTENSION IF NOT EXISTS citext", "create extension-"},
};

START_TEST(a_statement_makes_its_changes_in_the_order_in_which_they_happen)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        setup();
        ck_assert_msg(analyze_last(kinds[i].text) == SK_OK, "%s: %s", kinds[i].text, err.message);
        struct sk_text *text = sk_text_new(owner);
        bool first = true;
        for (size_t c = 0; c < last()->n_changes; c++) {
            sk_text_sep(text, &first, ", ");
            sk_text_addf(text, "%s%s", sk_change_name(last()->changes[c]->kind),
                         last()->changes[c]->redundant ? "-" : "");
        }
        ck_assert_str_eq(text->data, kinds[i].changes);
        talloc_free(owner);
        owner = NULL;
    }
}
END_TEST

static const struct {
    const char *text, *message;
} unsupported[] = {
    {"CREATE TABLE t (id int); CREATE TABLE c (x int) INHERITS (t)", "INHERITS"},
    {"CREATE TABLE t (id int); CREATE TABLE p () INHERITS (t)", "INHERITS"},
};

START_TEST(what_has_no_translation_is_named_with_place_and_way_out)
{
    for (size_t i = 0; i < sizeof unsupported / sizeof *unsupported; i++) {
        setup();
        ck_assert_int_eq(analyze_last(unsupported[i].text), SK_EUNSUPPORTED);
        ck_assert_msg(strstr(err.message, unsupported[i].message), "%s", err.message);
        ck_assert_ptr_nonnull(err.hint);
        ck_assert_str_eq(err.file, "a.sql");
        ck_assert_uint_ge(err.pos_bytes, last()->pos_bytes);
        talloc_free(owner);
        owner = NULL;
    }
}
END_TEST

START_TEST(a_cloned_catalog_is_another_one)
{
    setup();
    ck_assert_int_eq(analyze_last("CREATE TABLE t (id int PRIMARY KEY, n int CHECK (n > 0)); CREATE INDEX i ON t (n);"
                                  "ALTER TABLE t RENAME COLUMN n TO m"),
                     SK_OK);
    struct sk_catalog *copy = sk_catalog_clone(owner, catalog);
    const char *before = sk_catalog_json(owner, catalog);
    ck_assert_str_eq(sk_catalog_json(owner, copy), before);
    ck_assert_int_eq(sk_change_apply(copy, last()->changes[0], &err), SK_OK);
    ck_assert_str_eq(sk_catalog_json(owner, catalog), before);
    ck_assert_str_ne(sk_catalog_json(owner, copy), before);
    ck_assert_ptr_nonnull(sk_table_column(sk_catalog_table(copy, NULL, "t"), "m"));
    ck_assert_ptr_nonnull(sk_table_column(sk_catalog_table(catalog, "public", "t"), "n"));
}
END_TEST

START_TEST(types_are_written_as_postgresql_writes_them)
{
    static const char *const types[] = {"character varying(20)", "numeric(10,2)", "timestamp(3) with time zone",
                                        "time without time zone", "integer[]", "double precision", "bpchar", "\"char\"",
                                        "bit varying(4)", "interval(3)", "uuid", "text[]"};
    setup();
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        char *text = sk_printf(owner, "CREATE TABLE t%zu (a %s)", i, types[i]);
        ck_assert_int_eq(analyze_last(text), SK_OK);
        ck_assert_str_eq(sk_type_format(owner, &last()->changes[0]->u.table->columns[0]->type), types[i]);
    }
}
END_TEST

UNIT_MAIN("analyze", a_statement_makes_its_changes_in_the_order_in_which_they_happen,
          what_has_no_translation_is_named_with_place_and_way_out, a_cloned_catalog_is_another_one,
          types_are_written_as_postgresql_writes_them)
