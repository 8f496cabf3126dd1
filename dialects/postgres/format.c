/* dialects/postgres/format.c - the parts of a catalog as PostgreSQL writes them: names, columns, constraints, indexes.
 */
#include <string.h>

#include "dialects/postgres/format.h"

/* ---- names and types ------------------------------------------------------------------------------------------ */

/* May the name stand without quotes? It is folded already and no keyword that the grammar reserves anywhere. */
static bool
is_plain(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789");
    if (!len || name[len] || (name[0] >= '0' && name[0] <= '9'))
        return false;
    PgQueryScanResult scanned = pg_query_scan(name);
    bool plain = false;
    if (!scanned.error) {
        PgQuery__ScanResult *tokens =
            pg_query__scan_result__unpack(NULL, scanned.pbuf.len, (const uint8_t *)scanned.pbuf.data);
        plain = tokens && tokens->n_tokens == 1 &&
                (tokens->tokens[0]->keyword_kind == PG_QUERY__KEYWORD_KIND__NO_KEYWORD ||
                 tokens->tokens[0]->keyword_kind == PG_QUERY__KEYWORD_KIND__UNRESERVED_KEYWORD);
        pg_query__scan_result__free_unpacked(tokens, NULL);
    }
    pg_query_free_scan_result(scanned);
    return plain;
}

void
sk_pg_put_name(struct sk_text *out, const char *name)
{
    if (is_plain(name))
        sk_text_add(out, name);
    else
        sk_text_ident(out, name, '"');
}

void
sk_pg_put_relation(struct sk_text *out, const char *schema, const char *name)
{
    if (schema && strcmp(schema, SK_PUBLIC) != 0) {
        sk_pg_put_name(out, schema);
        sk_text_add(out, ".");
    }
    sk_pg_put_name(out, name);
}

void
sk_pg_put_names(struct sk_text *out, size_t n, const char *const *names)
{
    bool first = true;
    sk_text_add(out, "(");
    for (size_t i = 0; i < n; i++) {
        sk_text_sep(out, &first, ", ");
        sk_pg_put_name(out, names[i]);
    }
    sk_text_add(out, ")");
}

void
sk_pg_put_type(struct sk_text *out, const struct sk_type *type)
{
    if (!type->schema) {
        char *text = sk_type_format(out, type);
        sk_text_add(out, text);
        talloc_free(text);
        return;
    }
    sk_pg_put_relation(out, type->schema, type->name);
    for (unsigned i = 0; i < type->dimensions; i++)
        sk_text_add(out, "[]");
}

/* ---- columns -------------------------------------------------------------------------------------------------- */

static int64_t
type_max(const struct sk_type *type)
{
    return type->kind == SK_TYPE_SMALLINT ? INT16_MAX : type->kind == SK_TYPE_INTEGER ? INT32_MAX : INT64_MAX;
}

static int64_t
type_min(const struct sk_type *type)
{
    return type->kind == SK_TYPE_SMALLINT ? INT16_MIN : type->kind == SK_TYPE_INTEGER ? INT32_MIN : INT64_MIN;
}

/* What differs from a new sequence of its type (manual, CREATE SEQUENCE). */
void
sk_pg_put_sequence_options(struct sk_text *out, const struct sk_sequence *s)
{
    bool up = s->increment > 0;
    int64_t min = up ? 1 : type_min(&s->type), max = up ? type_max(&s->type) : -1;
    if (s->increment != 1)
        sk_text_addf(out, " INCREMENT BY %lld", (long long)s->increment);
    if (s->min != min)
        sk_text_addf(out, " MINVALUE %lld", (long long)s->min);
    if (s->max != max)
        sk_text_addf(out, " MAXVALUE %lld", (long long)s->max);
    if (s->start != (up ? s->min : s->max))
        sk_text_addf(out, " START WITH %lld", (long long)s->start);
    if (s->cycle)
        sk_text_add(out, " CYCLE");
}

static void
put_identity(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_table *table,
             const struct sk_column *column)
{
    sk_text_addf(out, " GENERATED %s AS IDENTITY",
                 column->identity == SK_IDENTITY_ALWAYS ? "ALWAYS" : "BY DEFAULT");
    const struct sk_sequence *s = sk_pg_owned_sequence(catalog, table->schema, table->name, column->name);
    if (!s)
        return;
    struct sk_text *options = sk_text_new(out);
    char *usual = sk_pg_make_name(options, table->name, column->name, "seq");
    if (strcmp(usual, s->name) != 0) {
        sk_text_add(options, " SEQUENCE NAME ");
        sk_pg_put_relation(options, s->schema, s->name);
    }
    sk_pg_put_sequence_options(options, s);
    if (options->len)
        sk_text_addf(out, " (%s)", options->data + 1);
    talloc_free(options);
}

/* Is the sequence what "serial" alone would make? */
bool
sk_pg_is_usual_serial(const struct sk_sequence *s, const struct sk_column *column)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    bool usual = s->type.kind == column->type.kind && s->increment == 1 && s->min == 1 && s->start == 1 &&
                 s->max == type_max(&s->type) && !s->cycle &&
                 strcmp(s->name, sk_pg_make_name(tmp, s->owner_table, s->owner_column, "seq")) == 0;
    talloc_free(tmp);
    return usual;
}

static void
put_nextval(struct sk_text *out, const struct sk_sequence *s)
{
    struct sk_text *name = sk_text_new(out);
    sk_pg_put_relation(name, s->schema, s->name);
    sk_text_add(out, " DEFAULT nextval(");
    sk_text_literal(out, name->data);
    sk_text_add(out, "::regclass)");
    talloc_free(name);
}

static const char *
serial_name(const struct sk_column *column)
{
    return column->type.kind == SK_TYPE_SMALLINT ? "smallserial"
           : column->type.kind == SK_TYPE_BIGINT ? "bigserial"
                                                 : "serial";
}

void
sk_pg_put_column(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_table *table,
                 const struct sk_column *column)
{
    sk_pg_put_name(out, column->name);
    sk_text_add(out, " ");
    const struct sk_sequence *sequence = sk_pg_owned_sequence(catalog, table->schema, table->name, column->name);
    bool serial = column->identity == SK_IDENTITY_SERIAL;
    if (serial && (!sequence || sk_pg_is_usual_serial(sequence, column)))
        sk_text_add(out, serial_name(column));
    else
        sk_pg_put_type(out, &column->type);
    if (column->collation) {
        sk_text_add(out, " COLLATE ");
        sk_text_ident(out, column->collation, '"');
    }
    if (column->default_expr)
        sk_text_addf(out, " DEFAULT %s", catalog->ops->text(column->default_expr));
    if (column->generated)
        sk_text_addf(out, " GENERATED ALWAYS AS (%s) STORED", catalog->ops->text(column->generated));
    if (column->identity == SK_IDENTITY_ALWAYS || column->identity == SK_IDENTITY_BY_DEFAULT)
        put_identity(out, catalog, table, column);
    if (serial && sequence && !sk_pg_is_usual_serial(sequence, column))
        put_nextval(out, sequence);
    if (column->not_null && (!serial || (sequence && !sk_pg_is_usual_serial(sequence, column))))
        sk_text_add(out, " NOT NULL");
}

/* ---- constraints ---------------------------------------------------------------------------------------------- */

static void
put_action(struct sk_text *out, const char *event, enum sk_fk_action action)
{
    static const char *const names[] = {
        [SK_FK_RESTRICT] = "RESTRICT",
        [SK_FK_CASCADE] = "CASCADE",
        [SK_FK_SET_NULL] = "SET NULL",
        [SK_FK_SET_DEFAULT] = "SET DEFAULT",
    };
    if (action != SK_FK_NO_ACTION)
        sk_text_addf(out, " ON %s %s", event, names[action]);
}

static void
put_foreign_key(struct sk_text *out, const struct sk_constraint *k)
{
    sk_text_add(out, "FOREIGN KEY ");
    sk_pg_put_names(out, k->n_columns, k->columns);
    sk_text_add(out, " REFERENCES ");
    sk_pg_put_relation(out, k->ref_schema, k->ref_table);
    sk_text_add(out, " ");
    sk_pg_put_names(out, k->n_ref_columns, k->ref_columns);
    if (k->match_full)
        sk_text_add(out, " MATCH FULL");
    put_action(out, "DELETE", k->on_delete);
    put_action(out, "UPDATE", k->on_update);
}

static void
put_key(struct sk_text *out, const struct sk_constraint *k)
{
    sk_text_add(out, k->kind == SK_PRIMARY_KEY ? "PRIMARY KEY " : "UNIQUE ");
    if (k->nulls_not_distinct)
        sk_text_add(out, "NULLS NOT DISTINCT ");
    sk_pg_put_names(out, k->n_columns, k->columns);
    if (k->n_include) {
        sk_text_add(out, " INCLUDE ");
        sk_pg_put_names(out, k->n_include, k->include);
    }
}

void
sk_pg_put_constraint(struct sk_text *out, const struct sk_catalog *catalog, const struct sk_constraint *k)
{
    sk_text_add(out, "CONSTRAINT ");
    sk_pg_put_name(out, k->name);
    sk_text_add(out, " ");
    switch (k->kind) {
    case SK_PRIMARY_KEY:
    case SK_UNIQUE:
        put_key(out, k);
        break;
    case SK_CHECK:
        sk_text_addf(out, "CHECK (%s)", catalog->ops->text(k->check));
        break;
    case SK_FOREIGN_KEY:
        put_foreign_key(out, k);
        break;
    case SK_EXCLUDE:
        sk_text_add(out, k->check ? catalog->ops->text(k->check) : "");
        break;
    }
    if (k->deferrable)
        sk_text_add(out, k->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE");
    if (k->not_valid)
        sk_text_add(out, " NOT VALID");
}

const char *
sk_pg_if_not_exists(bool again)
{
    return again ? "IF NOT EXISTS " : "";
}

/* ---- indexes -------------------------------------------------------------------------------------------------- */

void
sk_pg_put_index_key(struct sk_text *out, const struct sk_expr_ops *ops, const struct sk_index_key *key)
{
    if (key->column)
        sk_pg_put_name(out, key->column);
    else
        sk_text_addf(out, "(%s)", ops->text(key->expr));
    if (key->collation) {
        sk_text_add(out, " COLLATE ");
        sk_text_ident(out, key->collation, '"');
    }
    if (key->opclass) {
        sk_text_add(out, " ");
        sk_pg_put_name(out, key->opclass);
    }
    if (key->descending)
        sk_text_add(out, " DESC");
    if (key->nulls != SK_NULLS_DEFAULT)
        sk_text_add(out, key->nulls == SK_NULLS_FIRST ? " NULLS FIRST" : " NULLS LAST");
}

void
sk_pg_put_index(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table,
                const struct sk_index *index, bool again)
{
    bool first = true;
    sk_text_addf(out, "CREATE %sINDEX %s", index->unique ? "UNIQUE " : "", sk_pg_if_not_exists(again));
    sk_pg_put_name(out, index->name);
    sk_text_add(out, " ON ");
    sk_pg_put_relation(out, schema, table);
    if (strcmp(index->method, "btree") != 0)
        sk_text_addf(out, " USING %s", index->method);
    sk_text_add(out, " (");
    for (size_t i = 0; i < index->n_keys; i++) {
        sk_text_sep(out, &first, ", ");
        sk_pg_put_index_key(out, catalog->ops, &index->keys[i]);
    }
    sk_text_add(out, ")");
    if (index->n_include) {
        sk_text_add(out, " INCLUDE ");
        sk_pg_put_names(out, index->n_include, index->include);
    }
    if (index->nulls_not_distinct)
        sk_text_add(out, " NULLS NOT DISTINCT");
    if (index->where)
        sk_text_addf(out, " WHERE %s", catalog->ops->text(index->where));
}

/* ---- triggers ------------------------------------------------------------------------------------------------- */

static void
put_events(struct sk_text *out, const struct sk_trigger *trigger)
{
    static const struct {
        unsigned event;
        const char *name;
    } events[] = {{SK_ON_INSERT, "INSERT"}, {SK_ON_DELETE, "DELETE"}, {SK_ON_UPDATE, "UPDATE"},
                  {SK_ON_TRUNCATE, "TRUNCATE"}};
    bool first = true, first_column = true;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (!(trigger->events & events[i].event))
            continue;
        sk_text_sep(out, &first, " OR ");
        sk_text_add(out, events[i].name);
        for (size_t c = 0; events[i].event == SK_ON_UPDATE && c < trigger->n_columns; c++) {
            sk_text_add(out, first_column ? " OF " : ", ");
            first_column = false;
            sk_pg_put_name(out, trigger->columns[c]);
        }
    }
}

void
sk_pg_put_trigger(struct sk_text *out, const struct sk_catalog *catalog, const char *schema, const char *table,
                  const struct sk_trigger *trigger)
{
    static const char *const timings[] = {
        [SK_BEFORE] = "BEFORE", [SK_AFTER] = "AFTER", [SK_INSTEAD_OF] = "INSTEAD OF"};
    bool first = true;
    sk_text_addf(out, "CREATE %sTRIGGER ", trigger->is_constraint ? "CONSTRAINT " : "");
    sk_pg_put_name(out, trigger->name);
    sk_text_addf(out, " %s ", timings[trigger->timing]);
    put_events(out, trigger);
    sk_text_add(out, " ON ");
    sk_pg_put_relation(out, schema, table);
    if (trigger->deferrable)
        sk_text_add(out, trigger->initially_deferred ? " DEFERRABLE INITIALLY DEFERRED" : " DEFERRABLE");
    sk_text_add(out, trigger->old_rows || trigger->new_rows ? " REFERENCING" : "");
    if (trigger->old_rows) {
        sk_text_add(out, " OLD TABLE AS ");
        sk_pg_put_name(out, trigger->old_rows);
    }
    if (trigger->new_rows) {
        sk_text_add(out, " NEW TABLE AS ");
        sk_pg_put_name(out, trigger->new_rows);
    }
    sk_text_add(out, trigger->for_each_row ? " FOR EACH ROW" : " FOR EACH STATEMENT");
    if (trigger->when)
        sk_text_addf(out, " WHEN (%s)", catalog->ops->text(trigger->when));
    sk_text_add(out, " EXECUTE FUNCTION ");
    sk_pg_put_relation(out, trigger->function_schema, trigger->function);
    sk_text_add(out, "(");
    for (size_t i = 0; i < trigger->n_args; i++) {
        sk_text_sep(out, &first, ", ");
        sk_text_literal(out, trigger->args[i]);
    }
    sk_text_add(out, ")");
}
