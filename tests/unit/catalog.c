/* tests/unit/catalog.c - core/catalog.h: clones that change by themselves, and what is found by name in each. */
#include "tests/support/unit.h"

#include <stdint.h>
#include <string.h>

#include "core/change.h"
#include "core/dialect.h"
#include "core/text.h"

extern const struct sk_dialect sk_postgres;

enum { MOST_CATALOGS = 6, ROUNDS = 1200, NAMES = 5 };

/* ---- a catalog as text ------------------------------------------------------------------------------------------- */

static void
write_expr(struct sk_text *out, const struct sk_catalog *catalog, struct sk_expr *expr)
{
    if (expr)
        sk_text_addf(out, " {%s}", catalog->ops->text(expr));
}

static void
write_names(struct sk_text *out, size_t n, const char **names)
{
    for (size_t i = 0; i < n; i++)
        sk_text_addf(out, " %s", names[i]);
}

static void
write_table(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_table *t)
{
    sk_text_addf(out, "table %s.%s %s\n", t->schema, t->name, t->comment ? t->comment : "");
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct sk_column *c = t->columns[i];
        sk_text_addf(out, " %s %s %d", c->name, sk_type_format(out, &c->type), c->not_null);
        write_expr(out, catalog, c->default_expr);
        sk_text_add(out, "\n");
    }
    for (size_t i = 0; i < t->n_constraints; i++) {
        const struct sk_constraint *k = t->constraints[i];
        sk_text_addf(out, " %s %d %s", k->name, (int)k->kind, k->ref_table ? k->ref_table : "");
        write_names(out, k->n_columns, k->columns);
        write_names(out, k->n_ref_columns, k->ref_columns);
        write_expr(out, catalog, k->check);
        sk_text_add(out, "\n");
    }
    for (size_t i = 0; i < t->n_indexes; i++)
        sk_text_addf(out, " index %s on %s\n", t->indexes[i]->name, t->indexes[i]->keys[0].column);
}

static char *
write_catalog(TALLOC_CTX *owner, const struct sk_catalog *catalog)
{
    struct sk_text *out = sk_text_new(owner);
    for (size_t i = 0; i < catalog->n_tables; i++)
        write_table(out, catalog, catalog->tables[i]);
    for (size_t i = 0; i < catalog->n_views; i++) {
        sk_text_addf(out, "view %s", catalog->views[i]->name);
        write_expr(out, catalog, catalog->views[i]->query);
        sk_text_add(out, "\n");
    }
    for (size_t i = 0; i < catalog->n_sequences; i++) {
        const struct sk_sequence *s = catalog->sequences[i];
        sk_text_addf(out, "sequence %s %ld of %s %s\n", s->name, (long)s->increment,
                     s->owner_table ? s->owner_table : "", s->owner_table ? s->owner_column : "");
    }
    for (size_t i = 0; i < catalog->n_types; i++) {
        sk_text_addf(out, "type %s", catalog->types[i]->name);
        write_names(out, catalog->types[i]->n_labels, catalog->types[i]->labels);
        sk_text_add(out, "\n");
    }
    for (size_t i = 0; i < catalog->n_functions; i++)
        sk_text_addf(out, "function %s(%s) %s\n", catalog->functions[i]->name, catalog->functions[i]->signature,
                     catalog->functions[i]->body);
    return sk_text_finish(out, owner);
}

/* ---- what is found by name, against looking at everything ------------------------------------------------------- */

static void
check_table_names(const struct sk_catalog *c, const char *name)
{
    const struct sk_table *table = NULL, *of_index = NULL;
    const struct sk_index *index = NULL;
    bool constraint = false, relation = false;
    struct sk_table *on = NULL, *k_on = NULL;
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct sk_table *t = c->tables[i];
        const struct sk_index *its = sk_table_index(t, name);
        const struct sk_constraint *k = sk_table_constraint(t, name);
        table = strcmp(t->name, name) == 0 ? t : table;
        index = its ? its : index;
        of_index = its ? t : of_index;
        constraint = constraint || k;
        relation = relation || its || (k && k->kind != SK_CHECK && k->kind != SK_FOREIGN_KEY);
    }
    ck_assert_ptr_eq(sk_catalog_table(c, NULL, name), table);
    ck_assert_ptr_eq(sk_catalog_index(c, NULL, name, &on), index);
    ck_assert(!index || on == of_index);
    const struct sk_constraint *k = sk_catalog_constraint(c, NULL, name, &k_on);
    ck_assert_msg(!k == !constraint, "constraint %s", name);
    ck_assert(!k || sk_table_constraint(k_on, name) == k);
    for (size_t i = 0; k && i < c->n_tables && k_on != c->tables[i]; i++)
        ck_assert_msg(i + 1 < c->n_tables, "the table of constraint %s is not the catalog's", name);
    for (size_t i = 0; i < c->n_views; i++)
        relation = relation || strcmp(c->views[i]->name, name) == 0;
    for (size_t i = 0; i < c->n_sequences; i++)
        relation = relation || strcmp(c->sequences[i]->name, name) == 0;
    ck_assert_msg(sk_catalog_has_relation(c, NULL, name) == (relation || table), "relation %s", name);
}

#define FIND(out, list, n, name_)                                                                  \
    for (size_t i_ = (n); i_ > 0; i_--)                                                            \
    (out) = strcmp((list)[i_ - 1]->name, (name_)) == 0 ? (list)[i_ - 1] : (out)

static void
check_name(const struct sk_catalog *c, const char *name)
{
    const struct sk_view *view = NULL;
    const struct sk_sequence *sequence = NULL;
    const struct sk_user_type *type = NULL;
    const struct sk_function *function = NULL;
    FIND(view, c->views, c->n_views, name);
    FIND(sequence, c->sequences, c->n_sequences, name);
    FIND(type, c->types, c->n_types, name);
    FIND(function, c->functions, c->n_functions, name);
    check_table_names(c, name);
    ck_assert_ptr_eq(sk_catalog_view(c, NULL, name), view);
    ck_assert_ptr_eq(sk_catalog_sequence(c, NULL, name), sequence);
    ck_assert_ptr_eq(sk_catalog_type(c, NULL, name), type);
    const struct sk_function *found = sk_catalog_function(c, NULL, name);
    ck_assert_msg(!found == !function && (!found || strcmp(found->name, name) == 0), "function %s", name);
}

static void
check_names(const struct sk_catalog *c)
{
    static const char *const kinds[] = {"t#", "k#", "i#", "v#", "s#", "y#", "f#", "t#_pkey", "t#_id_seq"};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        for (int i = 0; i < NAMES; i++) {
            char *name = sk_strdup(NULL, kinds[k]);
            *strchr(name, '#') = (char)('0' + i);
            check_name(c, name);
            talloc_free(name);
        }
}

/* ---- changes by chance ------------------------------------------------------------------------------------------- */

/* '#' is a number by chance. */
static const char *const statements[] = {
    "CREATE TABLE t# (id serial PRIMARY KEY, a integer, b text)",
    "CREATE TABLE t# (id serial PRIMARY KEY, a integer REFERENCES t# (id), b text)",
    "DROP TABLE t#",
    "DROP TABLE t# CASCADE",
    "ALTER TABLE t# RENAME TO t#",
    "ALTER TABLE t# ADD COLUMN c# integer DEFAULT #",
    "ALTER TABLE t# DROP COLUMN c#",
    "ALTER TABLE t# DROP COLUMN a CASCADE",
    "ALTER TABLE t# RENAME COLUMN c# TO c#",
    "ALTER TABLE t# RENAME COLUMN id TO c#",
    "ALTER TABLE t# ALTER COLUMN c# TYPE bigint",
    "ALTER TABLE t# ADD CONSTRAINT k# CHECK (a > #)",
    "ALTER TABLE t# ADD CONSTRAINT k# UNIQUE (a)",
    "ALTER TABLE t# ADD CONSTRAINT k# FOREIGN KEY (a) REFERENCES t# (id)",
    "ALTER TABLE t# DROP CONSTRAINT k#",
    "ALTER TABLE t# DROP CONSTRAINT k# CASCADE",
    "ALTER TABLE t# RENAME CONSTRAINT k# TO k#",
    "CREATE INDEX i# ON t# (a)",
    "CREATE UNIQUE INDEX i# ON t# (a)",
    "ALTER TABLE t# ADD CONSTRAINT k# UNIQUE USING INDEX i#",
    "DROP INDEX i#",
    "ALTER INDEX i# RENAME TO i#",
    "CREATE VIEW v# AS SELECT id, a FROM t#",
    "CREATE OR REPLACE VIEW v# AS SELECT id, a FROM t#",
    "DROP VIEW v#",
    "ALTER VIEW v# RENAME TO v#",
    "CREATE SEQUENCE s# INCREMENT #1",
    "ALTER SEQUENCE s# RENAME TO s#",
    "ALTER SEQUENCE s# INCREMENT 2#",
    "ALTER TABLE t# ALTER COLUMN a SET DEFAULT nextval('s#')",
    "DROP SEQUENCE s#",
    "CREATE TYPE y# AS ENUM ('p', 'q')",
    "ALTER TYPE y# ADD VALUE 'r#'",
    "ALTER TYPE y# RENAME TO y#",
    "ALTER TYPE y# RENAME VALUE 'p' TO 'r#'",
    "ALTER TABLE t# ADD COLUMN m# y# DEFAULT 'p'",
    "DROP TYPE y#",
    "DROP TYPE y# CASCADE",
    "CREATE FUNCTION f#() RETURNS integer LANGUAGE sql AS 'SELECT #'",
    "CREATE OR REPLACE FUNCTION f#(n integer) RETURNS integer LANGUAGE sql AS 'SELECT #'",
    "DROP FUNCTION f#()",
    "COMMENT ON TABLE t# IS '#'",
};

static uint32_t
chance(uint32_t *state, uint32_t below)
{
    *state ^= *state << 13; /* xorshift32 */
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state % below;
}

static char *
some_statement(TALLOC_CTX *owner, uint32_t *state)
{
    struct sk_text *out = sk_text_new(owner);
    for (const char *c = statements[chance(state, sizeof statements / sizeof *statements)]; *c; c++)
        if (*c == '#')
            sk_text_addf(out, "%u", (unsigned)chance(state, NAMES));
        else
            sk_text_add_n(out, c, 1);
    return sk_text_finish(out, owner);
}

/* Has it been carried out? What the catalog refuses is as good a test: nothing may have changed. */
static bool
run(TALLOC_CTX *owner, struct sk_catalog *catalog, const char *sql)
{
    struct sk_script *script;
    struct sk_error err = SK_ERROR_INIT;
    enum sk_status status = sk_postgres.parse(&script, owner, "x.sql", sql, strlen(sql), &err);
    ck_assert_msg(!status, "%s: %s", sql, err.message);
    status = sk_postgres.analyze(script, &script->statements[0], catalog, &err);
    for (size_t i = 0; i < script->statements[0].n_changes && !status; i++)
        status = sk_change_apply(catalog, script->statements[0].changes[i], &err);
    sk_error_clear(&err);
    return !status;
}

START_TEST(clones_change_by_themselves)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct sk_catalog *catalogs[MOST_CATALOGS] = {sk_catalog_new(owner, sk_postgres.expr_ops)};
    const char *texts[MOST_CATALOGS] = {write_catalog(owner, catalogs[0])};
    uint32_t state = 20260101;
    size_t done = 0, n = 1;
    for (int round = 0; round < ROUNDS; round++) {
        if (chance(&state, 12) == 0) { /* a clone takes the place of another catalog, or of none yet */
            size_t from = chance(&state, (uint32_t)n), to = n < MOST_CATALOGS ? n++ : chance(&state, MOST_CATALOGS);
            catalogs[to] = sk_catalog_clone(owner, catalogs[from]);
            texts[to] = texts[from];
        }
        size_t at = chance(&state, (uint32_t)n);
        char *sql = some_statement(owner, &state);
        bool carried_out = run(owner, catalogs[at], sql);
        char *text = write_catalog(owner, catalogs[at]);
        ck_assert_msg(carried_out || strcmp(text, texts[at]) == 0, "\"%s\" failed and changed something", sql);
        texts[at] = text;
        for (size_t i = 0; i < n; i++) {
            char *is = write_catalog(owner, catalogs[i]);
            ck_assert_str_eq(is, texts[i]);
            talloc_free(is);
            if (i == at || chance(&state, 4) == 0)
                check_names(catalogs[i]);
        }
        done += carried_out;
    }
    ck_assert_msg(done > ROUNDS / 5, "only %zu of %d statements were carried out", done, ROUNDS);
    talloc_free(owner);
}
END_TEST

START_TEST(a_clone_outlives_its_origin)
{
    TALLOC_CTX *first = sk_context_new(NULL), *second = sk_context_new(NULL);
    struct sk_catalog *origin = sk_catalog_new(first, sk_postgres.expr_ops);
    struct sk_table *table = sk_new(origin, struct sk_table);
    table->schema = sk_strdup(origin, "public");
    table->name = sk_strdup(origin, "t0");
    sk_put_table(origin, NULL, table);
    struct sk_catalog *clone = sk_catalog_clone(second, origin);
    talloc_free(first);
    ck_assert_str_eq(sk_catalog_table(clone, NULL, "t0")->name, "t0");
    talloc_free(second);
}
END_TEST

UNIT_MAIN("catalog", clones_change_by_themselves, a_clone_outlives_its_origin)
