/* tests/unit/risk.c - core/risk.h: how a change is rated, what it blocks, what becomes of values. */
#include "tests/support/unit.h"

#include <string.h>

#include "core/risk.h"

extern const struct sk_dialect sk_postgres;

static const char before[] =
    "CREATE TABLE t (id serial PRIMARY KEY, a varchar(10), b integer, c numeric(8, 2), d timestamp, e char(3), "
    "f varchar(9) NOT NULL, CONSTRAINT known CHECK (b IS NOT NULL));"
    "CREATE TABLE u (id integer PRIMARY KEY);"
    "CREATE INDEX i ON t (a);"
    "CREATE TYPE mood AS ENUM ('sad', 'glad');"
    "CREATE FUNCTION own() RETURNS integer LANGUAGE sql AS 'SELECT 1';";

/* The highest of the script's changes, and of the last one what it does. */
struct rated {
    enum sk_risk risk;
    struct sk_effect effect;
};

/* The statement and its parts, if it is written in several. */
static void
rate_statement(struct rated *rated, struct sk_catalog *catalog, struct sk_made *made, struct sk_script *script,
               struct sk_statement *s, bool rates)
{
    struct sk_error err = SK_ERROR_INIT;
    ck_assert_msg(!sk_postgres.analyze(script, s, catalog, &err), "%s", err.message);
    for (size_t c = 0; c < s->n_changes; c++) {
        enum sk_risk risk = sk_risk_of(s->changes[c], s, &sk_postgres, catalog, made);
        rated->effect = sk_effect_of(s->changes[c], &sk_postgres, catalog, s->no_transaction);
        rated->risk = rates && risk > rated->risk ? risk : rated->risk;
    }
    for (size_t c = 0; c < s->n_changes; c++) {
        ck_assert_msg(!sk_change_apply(catalog, s->changes[c], &err), "%s", err.message);
        if (rates)
            sk_made_follow(script, made, s->changes[c]);
    }
    for (size_t i = 0; i < s->n_parts; i++)
        rate_statement(rated, catalog, made, script, &s->parts[i], rates);
}

static struct rated
rate(const char *text)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_catalog *catalog = sk_catalog_new(owner, sk_postgres.expr_ops);
    struct sk_made made = {0};
    struct rated rated = {SK_RISK_LOW, {0}};
    const char *const texts[] = {before, text};
    for (int k = 0; k < 2; k++) {
        struct sk_script *script;
        struct sk_error err = SK_ERROR_INIT;
        ck_assert_msg(!sk_postgres.parse(&script, owner, "x.sql", texts[k], strlen(texts[k]), &err), "%s", err.message);
        for (size_t i = 0; i < script->n; i++)
            rate_statement(&rated, catalog, &made, script, &script->statements[i], k == 1);
    }
    talloc_free(owner);
    return rated;
}

START_TEST(changes_have_the_risk_of_the_document)
{
    static const struct {
        const char *sql;
        enum sk_risk risk;
    } cases[] = {
        {"CREATE INDEX ON t (b)", SK_RISK_LOW},
        {"ALTER TABLE t ADD CONSTRAINT k CHECK (b > 0)", SK_RISK_LOW},
        {"COMMENT ON TABLE t IS 'x'", SK_RISK_LOW},
        {"CREATE TABLE n (id integer)", SK_RISK_LOW},
        {"DROP INDEX i", SK_RISK_LOW},
        {"DROP TABLE IF EXISTS none", SK_RISK_LOW},
        {"SELECT count(*) FROM t", SK_RISK_LOW},
        {"ALTER TABLE t ADD COLUMN n integer", SK_RISK_MEDIUM},
        {"ALTER TABLE t ADD COLUMN n timestamptz DEFAULT now()", SK_RISK_MEDIUM},
        {"ALTER TABLE t ADD COLUMN n uuid DEFAULT gen_random_uuid()", SK_RISK_HIGH},
        {"ALTER TABLE t ADD COLUMN n integer DEFAULT own()", SK_RISK_HIGH},
        {"ALTER TABLE t ADD COLUMN n serial", SK_RISK_HIGH},
        {"ALTER TABLE t ADD COLUMN n integer GENERATED ALWAYS AS (b + 1) STORED", SK_RISK_HIGH},
        {"ALTER TABLE t RENAME COLUMN a TO z", SK_RISK_MEDIUM},
        {"ALTER TABLE t ALTER COLUMN a SET NOT NULL", SK_RISK_MEDIUM},
        {"UPDATE t SET b = 1 WHERE id = 1", SK_RISK_MEDIUM},
        {"INSERT INTO u VALUES (1)", SK_RISK_MEDIUM},
        {"WITH gone AS (DELETE FROM u WHERE id = 1 RETURNING id) SELECT * FROM gone", SK_RISK_MEDIUM},
        {"DELETE FROM u", SK_RISK_HIGH},
        {"TRUNCATE u", SK_RISK_HIGH},
        {"DROP TABLE t", SK_RISK_HIGH},
        {"ALTER TABLE t DROP COLUMN a", SK_RISK_HIGH},
        {"ALTER TABLE t ALTER COLUMN b TYPE bigint", SK_RISK_HIGH},
        {"ALTER TABLE t ALTER COLUMN a TYPE varchar(20)", SK_RISK_MEDIUM},
        {"ALTER TABLE t ALTER COLUMN a TYPE varchar(20) USING lower(a)", SK_RISK_HIGH},
        {"DO $$ BEGIN EXECUTE 'DROP TABLE ' || 't'; END $$", SK_RISK_HIGH},
        {"CREATE TABLE n (id integer); ALTER TABLE n ADD COLUMN z serial; DROP TABLE n", SK_RISK_LOW},
        {"CREATE TABLE n (id integer); INSERT INTO n VALUES (1); DELETE FROM n", SK_RISK_LOW},
        {"CREATE TABLE n (id integer); ALTER TABLE n RENAME TO o; ALTER TABLE o DROP COLUMN id", SK_RISK_LOW},
        {"CREATE TABLE n (id integer); DROP TABLE n; DROP TABLE u", SK_RISK_HIGH},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(rate(cases[i].sql).risk == cases[i].risk, "%s", cases[i].sql);
}
END_TEST

START_TEST(effects_are_those_of_the_manual)
{
    static const struct {
        const char *sql;
        struct sk_effect effect;
    } cases[] = {
        {"CREATE INDEX ON t (b)", {SK_BLOCKS_WRITES, false, true}},
        {"CREATE INDEX CONCURRENTLY ON t (b)", {SK_BLOCKS_NOBODY, false, false}},
        {"DROP INDEX i", {SK_BLOCKS_ALL, false, false}},
        {"ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES u (id)", {SK_BLOCKS_WRITES, false, true}},
        {"ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES u (id) NOT VALID", {SK_BLOCKS_WRITES, false, false}},
        {"ALTER TABLE t ADD CHECK (b > 0)", {SK_BLOCKS_ALL, false, true}},
        {"ALTER TABLE t ADD UNIQUE (b)", {SK_BLOCKS_ALL, false, true}},
        {"CREATE UNIQUE INDEX j ON t (b); ALTER TABLE t ADD UNIQUE USING INDEX j", {SK_BLOCKS_ALL, false, false}},
        {"ALTER TABLE t ALTER COLUMN a SET NOT NULL", {SK_BLOCKS_ALL, false, true}},
        {"ALTER TABLE t ALTER COLUMN b SET NOT NULL", {SK_BLOCKS_ALL, false, false}},
        {"ALTER TABLE t ALTER COLUMN f SET NOT NULL", {SK_BLOCKS_ALL, false, false}},
        {"ALTER TABLE t ADD COLUMN n uuid DEFAULT gen_random_uuid()", {SK_BLOCKS_ALL, true, false}},
        {"ALTER TABLE t ALTER COLUMN b TYPE bigint", {SK_BLOCKS_ALL, true, false}},
        {"ALTER TABLE t ALTER COLUMN a TYPE text", {SK_BLOCKS_ALL, false, false}},
        {"DROP TABLE IF EXISTS none", {SK_BLOCKS_NOBODY, false, false}},
        {"CREATE TABLE n (id integer)", {SK_BLOCKS_NOBODY, false, false}},
        {"DROP TABLE u", {SK_BLOCKS_ALL, false, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sk_effect is = rate(cases[i].sql).effect, want = cases[i].effect;
        ck_assert_msg(is.blocks == want.blocks && is.rewrites == want.rewrites && is.scans == want.scans, "%s",
                      cases[i].sql);
    }
}
END_TEST

START_TEST(types_convert_as_postgresql_says)
{
    static const struct {
        struct sk_type from, to;
        enum sk_conversion conversion;
    } cases[] = {
#define TYPE(kind_, length_, scale_) {.kind = SK_TYPE_##kind_, .length = (length_), .scale = (scale_), .name = #kind_}
        {TYPE(VARCHAR, 10, -1), TYPE(VARCHAR, 10, -1), SK_CONVERTS_FREELY},
        {TYPE(VARCHAR, 10, -1), TYPE(VARCHAR, 9, -1), SK_CONVERTS_SOME},
        {TYPE(VARCHAR, 10, -1), TYPE(VARCHAR, -1, -1), SK_CONVERTS_FREELY},
        {TYPE(TEXT, -1, -1), TYPE(VARCHAR, 10, -1), SK_CONVERTS_SOME},
        {TYPE(CHAR, 3, -1), TYPE(CHAR, 4, -1), SK_CONVERTS_ALL},
        {TYPE(CHAR, 3, -1), TYPE(VARCHAR, 2, -1), SK_CONVERTS_SOME},
        {TYPE(SMALLINT, -1, -1), TYPE(BIGINT, -1, -1), SK_CONVERTS_ALL},
        {TYPE(BIGINT, -1, -1), TYPE(INTEGER, -1, -1), SK_CONVERTS_SOME},
        {TYPE(NUMERIC, 8, 2), TYPE(NUMERIC, 10, 2), SK_CONVERTS_FREELY},
        {TYPE(NUMERIC, 8, 2), TYPE(NUMERIC, 10, 3), SK_CONVERTS_ALL},
        {TYPE(NUMERIC, 8, 2), TYPE(NUMERIC, 8, 3), SK_CONVERTS_SOME},
        {TYPE(NUMERIC, 8, 2), TYPE(NUMERIC, 9, 1), SK_CONVERTS_SOME},
        {TYPE(NUMERIC, 8, 2), TYPE(NUMERIC, -1, -1), SK_CONVERTS_FREELY},
        {TYPE(NUMERIC, -1, -1), TYPE(NUMERIC, 20, 5), SK_CONVERTS_SOME},
        {TYPE(INTEGER, -1, -1), TYPE(NUMERIC, 5, 2), SK_CONVERTS_SOME},
        {TYPE(INTEGER, -1, -1), TYPE(NUMERIC, -1, -1), SK_CONVERTS_ALL},
        {TYPE(REAL, -1, -1), TYPE(DOUBLE, -1, -1), SK_CONVERTS_ALL},
        {TYPE(DOUBLE, -1, -1), TYPE(REAL, -1, -1), SK_CONVERTS_SOME},
        {TYPE(TIMESTAMP, -1, -1), TYPE(TIMESTAMPTZ, -1, -1), SK_CONVERTS_ALL},
        {TYPE(TIMESTAMP, 3, -1), TYPE(TIMESTAMP, -1, -1), SK_CONVERTS_FREELY},
        {TYPE(TIMESTAMP, -1, -1), TYPE(TIMESTAMP, 3, -1), SK_CONVERTS_SOME},
        {TYPE(DATE, -1, -1), TYPE(TIMESTAMP, -1, -1), SK_CONVERTS_ALL},
        {TYPE(TIMESTAMP, -1, -1), TYPE(DATE, -1, -1), SK_CONVERTS_SOME},
        {TYPE(TEXT, -1, -1), TYPE(INTEGER, -1, -1), SK_CONVERTS_SOME},
        {TYPE(INTEGER, -1, -1), TYPE(TEXT, -1, -1), SK_CONVERTS_ALL},
        {TYPE(CIDR, -1, -1), TYPE(INET, -1, -1), SK_CONVERTS_FREELY},
        {TYPE(JSONB, -1, -1), TYPE(JSON, -1, -1), SK_CONVERTS_ALL},
        {TYPE(JSON, -1, -1), TYPE(JSONB, -1, -1), SK_CONVERTS_SOME},
#undef TYPE
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(sk_type_conversion(&cases[i].from, &cases[i].to) == cases[i].conversion, "%zu: %s to %s", i,
                      cases[i].from.name, cases[i].to.name);
    struct sk_type list = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .dimensions = 1, .name = "text"};
    struct sk_type one = {.kind = SK_TYPE_TEXT, .length = -1, .scale = -1, .name = "text"};
    ck_assert_int_eq(sk_type_conversion(&list, &one), SK_CONVERTS_SOME);
}
END_TEST

START_TEST(levels_have_names)
{
    enum sk_risk risk;
    ck_assert(sk_risk_read(&risk, "high"));
    ck_assert_str_eq(sk_risk_name(risk), "high");
    ck_assert(!sk_risk_read(&risk, "higher"));
}
END_TEST

UNIT_MAIN("risk", changes_have_the_risk_of_the_document, effects_are_those_of_the_manual,
          types_convert_as_postgresql_says, levels_have_names)
