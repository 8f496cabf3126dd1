/*
 * dialects/postgres/interpret_catalogs.c - PostgreSQL's catalogs of views, types, triggers, routines, as a block asks
 * them.
 *
 * What PostgreSQL joins by numbers is joined by names here: the oid of a relation, a type or a schema is its name.
 */
#include <string.h>

#include "dialects/postgres/interpret_priv.h"

struct filling {
    struct sk_block_run *r;
    struct sk_block_rows *rows;
    struct sk_block_row row;
};

static void
put(struct filling *f, const char *name, const char *text)
{
    sk_push(f->r->owner, f->row.cells, f->row.n, ((struct sk_block_cell){name, sk_block_text(text)}));
}

static void
put_truth(struct filling *f, const char *name, bool is)
{
    put(f, name, is ? "true" : "false");
}

static void
put_number(struct filling *f, const char *name, size_t n)
{
    put(f, name, sk_printf(f->r->owner, "%zu", n));
}

static void
end_row(struct filling *f)
{
    sk_push(f->r->owner, f->rows->items, f->rows->n, f->row);
    f->row = (struct sk_block_row){0};
}

static void
views(struct filling *f, const char *schema, const char *name, bool materialized)
{
    for (size_t i = 0; i < f->r->catalog->n_views; i++) {
        const struct sk_view *v = f->r->catalog->views[i];
        if (v->materialized != materialized)
            continue;
        put(f, schema, v->schema);
        put(f, name, v->name);
        end_row(f);
    }
}

static void
pg_matviews(struct filling *f)
{
    views(f, "schemaname", "matviewname", true);
}

static void
pg_views(struct filling *f)
{
    views(f, "schemaname", "viewname", false);
}

static void
information_views(struct filling *f)
{
    views(f, "table_schema", "table_name", false);
}

static void
relation(struct filling *f, const char *schema, const char *name, const char *kind)
{
    put(f, "oid", name);
    put(f, "relname", name);
    put(f, "relkind", kind);
    put(f, "relnamespace", schema);
    end_row(f);
}

static void
pg_class(struct filling *f)
{
    const struct sk_catalog *c = f->r->catalog;
    for (size_t i = 0; i < c->n_tables; i++) {
        const struct sk_table *t = c->tables[i];
        relation(f, t->schema, t->name, t->partitioned ? "p" : "r");
        for (size_t k = 0; k < t->n_indexes; k++)
            relation(f, t->schema, t->indexes[k]->name, "i");
        for (size_t k = 0; k < t->n_constraints; k++)
            if (t->constraints[k]->kind == SK_PRIMARY_KEY || t->constraints[k]->kind == SK_UNIQUE)
                relation(f, t->schema, t->constraints[k]->name, "i");
        for (size_t k = 0; k < t->n_partitions; k++)
            relation(f, t->partitions[k]->schema, t->partitions[k]->name, "r");
    }
    for (size_t i = 0; i < c->n_views; i++)
        relation(f, c->views[i]->schema, c->views[i]->name, c->views[i]->materialized ? "m" : "v");
    for (size_t i = 0; i < c->n_sequences; i++)
        relation(f, c->sequences[i]->schema, c->sequences[i]->name, "S");
}

static void
pg_inherits(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_tables; i++)
        for (size_t k = 0; k < f->r->catalog->tables[i]->n_partitions; k++) {
            const struct sk_partition *part = f->r->catalog->tables[i]->partitions[k];
            put(f, "inhrelid", part->name);
            put(f, "inhparent", part->within ? part->within : f->r->catalog->tables[i]->name);
            end_row(f);
        }
}

static void
schema_row(struct filling *f, const char *name)
{
    put(f, "oid", name);
    put(f, "nspname", name);
    put(f, "schema_name", name);
    end_row(f);
}

static void
schemas(struct filling *f)
{
    schema_row(f, SK_PUBLIC);
    for (size_t i = 0; i < f->r->catalog->n_schemas; i++)
        schema_row(f, f->r->catalog->schemas[i]);
}

static const char *
letter_of(enum sk_type_kind kind)
{
    return kind == SK_TYPE_ENUM        ? "e"
           : kind == SK_TYPE_COMPOSITE ? "c"
           : kind == SK_TYPE_RANGE     ? "r"
                                       : "d";
}

static void
pg_type(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_types; i++) {
        const struct sk_user_type *t = f->r->catalog->types[i];
        put(f, "oid", t->name);
        put(f, "typname", t->name);
        put(f, "typnamespace", t->schema);
        put(f, "typtype", letter_of(t->kind));
        end_row(f);
    }
}

static void
pg_enum(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_types; i++)
        for (size_t k = 0; k < f->r->catalog->types[i]->n_labels; k++) {
            put(f, "enumtypid", f->r->catalog->types[i]->name);
            put(f, "enumlabel", f->r->catalog->types[i]->labels[k]);
            put_number(f, "enumsortorder", k + 1);
            end_row(f);
        }
}

static void
trigger_row(struct filling *f, const char *schema, const char *relation, const struct sk_trigger *trigger)
{
    put(f, "tgname", trigger->name);
    put(f, "trigger_name", trigger->name);
    put(f, "tgrelid", relation);
    put(f, "event_object_table", relation);
    put(f, "event_object_schema", schema);
    put(f, "trigger_schema", schema);
    put(f, "tgisinternal", "false");
    end_row(f);
}

static void
triggers(struct filling *f)
{
    const struct sk_catalog *c = f->r->catalog;
    for (size_t i = 0; i < c->n_tables; i++)
        for (size_t k = 0; k < c->tables[i]->n_triggers; k++)
            trigger_row(f, c->tables[i]->schema, c->tables[i]->name, c->tables[i]->triggers[k]);
    for (size_t i = 0; i < c->n_views; i++)
        for (size_t k = 0; k < c->views[i]->n_triggers; k++)
            trigger_row(f, c->views[i]->schema, c->views[i]->name, c->views[i]->triggers[k]);
}

static void
routines(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_functions; i++) {
        const struct sk_function *p = f->r->catalog->functions[i];
        struct sk_text *whole = sk_text_new(f->r->owner);
        sk_text_ident(whole, p->name, '"');
        sk_text_addf(whole, "(%s)", p->signature ? p->signature : "");
        put(f, "oid", whole->data); /* as regprocedure has it */
        put(f, "proname", p->name);
        put(f, "routine_name", p->name);
        put(f, "pronamespace", p->schema);
        put(f, "routine_schema", p->schema);
        put(f, "prokind", p->procedure ? "p" : "f");
        put(f, "routine_type", p->procedure ? "PROCEDURE" : "FUNCTION");
        end_row(f);
    }
}

static void
sequences(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_sequences; i++) {
        const struct sk_sequence *s = f->r->catalog->sequences[i];
        put(f, "schemaname", s->schema);
        put(f, "sequencename", s->name);
        put(f, "sequence_schema", s->schema);
        put(f, "sequence_name", s->name);
        end_row(f);
    }
}

/* How many bytes its values have; "-1": more or fewer. NULL: what it is made of says that. */
static const char *
length_of(const struct sk_type *type)
{
    static const char *const lengths[] = {
        [SK_TYPE_BOOLEAN] = "1", [SK_TYPE_SMALLINT] = "2", [SK_TYPE_INTEGER] = "4", [SK_TYPE_BIGINT] = "8",
        [SK_TYPE_REAL] = "4", [SK_TYPE_DOUBLE] = "8", [SK_TYPE_DATE] = "4", [SK_TYPE_TIMESTAMP] = "8",
        [SK_TYPE_TIMESTAMPTZ] = "8", [SK_TYPE_TIME] = "8", [SK_TYPE_INTERVAL] = "16", [SK_TYPE_UUID] = "16",
        [SK_TYPE_ENUM] = "4", [SK_TYPE_NUMERIC] = "-1", [SK_TYPE_TEXT] = "-1", [SK_TYPE_VARCHAR] = "-1",
        [SK_TYPE_CHAR] = "-1", [SK_TYPE_BYTEA] = "-1", [SK_TYPE_JSON] = "-1", [SK_TYPE_JSONB] = "-1"};
    if (type->dimensions)
        return "-1";
    return type->kind < sizeof lengths / sizeof *lengths ? lengths[type->kind] : NULL;
}

static void
pg_attribute(struct filling *f)
{
    for (size_t t = 0; t < f->r->catalog->n_tables; t++)
        for (size_t i = 0; i < f->r->catalog->tables[t]->n_columns; i++) {
            const struct sk_column *c = f->r->catalog->tables[t]->columns[i];
            put(f, "attrelid", f->r->catalog->tables[t]->name);
            put(f, "attname", c->name);
            put_number(f, "attnum", i + 1);
            if (length_of(&c->type))
                put(f, "attlen", length_of(&c->type));
            put_truth(f, "attnotnull", c->not_null);
            put_truth(f, "attisdropped", false);
            put_truth(f, "atthasdef", c->default_expr || c->generated || c->identity == SK_IDENTITY_SERIAL);
            put(f, "attidentity",
                c->identity == SK_IDENTITY_ALWAYS ? "a" : c->identity == SK_IDENTITY_BY_DEFAULT ? "d" : "");
            end_row(f);
        }
}

/* A migration that is planned waits for its indexes: there is none that is not valid. */
static void
index_row(struct filling *f, const char *table, const char *name, bool unique, bool primary, size_t n)
{
    put(f, "indexrelid", name);
    put(f, "indrelid", table);
    put_truth(f, "indisunique", unique);
    put_truth(f, "indisprimary", primary);
    put_truth(f, "indisvalid", true);
    put_truth(f, "indisready", true);
    put_truth(f, "indislive", true);
    put_number(f, "indnkeyatts", n);
    end_row(f);
}

static void
pg_index(struct filling *f)
{
    for (size_t t = 0; t < f->r->catalog->n_tables; t++) {
        const struct sk_table *table = f->r->catalog->tables[t];
        for (size_t i = 0; i < table->n_indexes; i++)
            index_row(f, table->name, table->indexes[i]->name, table->indexes[i]->unique, false,
                      table->indexes[i]->n_keys);
        for (size_t i = 0; i < table->n_constraints; i++) {
            const struct sk_constraint *k = table->constraints[i];
            if (k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE)
                index_row(f, table->name, k->name, true, k->kind == SK_PRIMARY_KEY, k->n_columns);
        }
    }
}

static void
usage_row(struct filling *f, const struct sk_constraint *k, const char *own_schema, const char *schema,
          const char *table, const char *column)
{
    put(f, "constraint_name", k->name);
    put(f, "constraint_schema", own_schema);
    put(f, "table_schema", schema);
    put(f, "table_name", table);
    put(f, "column_name", column);
}

static void
key_column_usage(struct filling *f)
{
    for (size_t t = 0; t < f->r->catalog->n_tables; t++)
        for (size_t i = 0; i < f->r->catalog->tables[t]->n_constraints; i++) {
            const struct sk_table *table = f->r->catalog->tables[t];
            const struct sk_constraint *k = table->constraints[i];
            bool key = k->kind == SK_PRIMARY_KEY || k->kind == SK_UNIQUE || k->kind == SK_FOREIGN_KEY;
            for (size_t c = 0; key && c < k->n_columns; c++) {
                usage_row(f, k, table->schema, table->schema, table->name, k->columns[c]);
                put_number(f, "ordinal_position", c + 1);
                end_row(f);
            }
        }
}

/* What a constraint looks at: of a foreign key the columns that it refers to. */
static void
constraint_column_usage(struct filling *f)
{
    for (size_t t = 0; t < f->r->catalog->n_tables; t++)
        for (size_t i = 0; i < f->r->catalog->tables[t]->n_constraints; i++) {
            const struct sk_table *table = f->r->catalog->tables[t];
            const struct sk_constraint *k = table->constraints[i];
            bool refers = k->kind == SK_FOREIGN_KEY;
            for (size_t c = 0; c < (refers ? k->n_ref_columns : k->n_columns); c++) {
                usage_row(f, k, table->schema, refers ? k->ref_schema : table->schema,
                          refers ? k->ref_table : table->name, refers ? k->ref_columns[c] : k->columns[c]);
                end_row(f);
            }
        }
}

static void
pg_extension(struct filling *f)
{
    for (size_t i = 0; i < f->r->catalog->n_extensions; i++) {
        put(f, "extname", f->r->catalog->extensions[i]);
        end_row(f);
    }
    put(f, "extname", "plpgsql");
    end_row(f);
}

struct sk_block_rows
sk_block_more_catalogs(struct sk_block_run *r, const char *name)
{
    static const struct {
        const char *name;
        void (*fill)(struct filling *f);
    } catalogs[] = {{"pg_matviews", pg_matviews},   {"pg_views", pg_views},     {"views", information_views},
                    {"pg_class", pg_class},         {"pg_namespace", schemas},  {"schemata", schemas},
                    {"pg_type", pg_type},           {"pg_enum", pg_enum},       {"pg_trigger", triggers},
                    {"triggers", triggers},         {"pg_proc", routines},      {"routines", routines},
                    {"pg_sequences", sequences},    {"sequences", sequences},   {"pg_attribute", pg_attribute},
                    {"pg_extension", pg_extension}, {"pg_inherits", pg_inherits}, {"pg_index", pg_index},
                    {"key_column_usage", key_column_usage},
                    {"constraint_column_usage", constraint_column_usage}};
    struct sk_block_rows rows = {0};
    struct filling f = {.r = r, .rows = &rows};
    for (size_t i = 0; i < sizeof catalogs / sizeof *catalogs && !rows.known; i++)
        if (strcmp(catalogs[i].name, name) == 0) {
            catalogs[i].fill(&f);
            rows.known = true;
        }
    return rows;
}
