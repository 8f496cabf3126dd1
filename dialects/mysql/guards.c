/*
 * dialects/mysql/guards.c - triggers that hold rows to what the servers' own constraints cannot say.
 *
 * A CHECK with a sub-query, the clock or a column that is AUTO_INCREMENT or that a foreign key changes; one that is NOT
 * VALID; GENERATED ALWAYS. They run after the author's BEFORE triggers have filled the row, and SIGNAL what PostgreSQL
 * says, with its SQLSTATE.
 */
#include <string.h>

#include "dialects/common/counters.h"
#include "dialects/common/exclusions.h"
#include "dialects/mysql/physical.h"
#include "dialects/postgres/postgres.h"

void
sk_mysql_add_guard(struct sk_mysql_physical *out, const char *name, const char *sql)
{
    struct sk_mysql_part part = {.name = sk_strdup(out, name), .sql = sql, .computed = true, .emulated = true};
    sk_push(out, out->triggers.items, out->triggers.n, part);
}

static void
add(struct sk_mysql_physical *out, struct sk_printer *p, const char *name, const char *timing, const char *condition,
    const char *sqlstate, const char *message)
{
    struct sk_text *sql = sk_text_new(p->tmp);
    sk_text_add(sql, "CREATE TRIGGER ");
    sk_mysql_put_relation(sql, out->table->schema, name);
    sk_text_addf(sql, " %s ON ", timing);
    sk_mysql_put_relation(sql, out->table->schema, out->table->name);
    sk_text_addf(sql, " FOR EACH ROW IF %s THEN SIGNAL SQLSTATE '%s' SET MESSAGE_TEXT = ", condition, sqlstate);
    sk_mysql_put_comment(sql, message, 128); /* as long as it may be (MySQL manual, 15.6.7.5) */
    sk_text_add(sql, "; END IF");
    sk_mysql_add_guard(out, name, sk_strdup(out, sql->data));
}

void
sk_mysql_guard_rows(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k,
                    const char *condition, const char *sqlstate, const char *message)
{
    for (int update = 0; update < 2; update++)
        add(out, p,
            sk_mysql_own_name(p->tmp, out->table->name, sk_printf(p->tmp, "%s_%c", k->name, update ? 'u' : 'i')),
            update ? "AFTER UPDATE" : "AFTER INSERT", condition, sqlstate, message);
}

/* Rows are held to the constraint's expression, those that are there too, unless it is NOT VALID. */
static enum sk_status
guard_expression(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k,
                 const char *message)
{
    enum sk_status status;
    const char *prefix = p->row_prefix;
    p->row_prefix = "NEW";
    const char *check = sk_print_apart(p, sk_expr_node(k->check), &status), *of_row = NULL;
    p->row_prefix = prefix;
    if (!status && !k->not_valid && !p->value_column)
        of_row = sk_print_apart(p, sk_expr_node(k->check), &status);
    if (status)
        return status;
    sk_mysql_guard_rows(out, p, k, sk_printf(p->tmp, "NOT (%s)", check), "23514", message);
    struct sk_mysql_part *part = &out->triggers.items[out->triggers.n - 1];
    part->message =
        sk_printf(out, "check constraint \"%s\" of relation \"%s\" is violated by some row", k->name, out->table->name);
    part->violation = of_row ? sk_printf(out, "SELECT 'it' FROM %s WHERE NOT (%s) LIMIT 1",
                                         sk_mysql_relation(p->tmp, out->table->schema, out->table->name), of_row)
                             : NULL;
    part->broken = of_row ? sk_printf(out, "NOT (%s)", of_row) : NULL;
    part->constraint = k;
    return status;
}

enum sk_status
sk_mysql_guard_check(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k)
{
    return guard_expression(out, p, k,
                            sk_printf(p->tmp, "new row for relation \"%s\" violates check constraint \"%s\"",
                                      out->table->name, k->name));
}

/* One table holds all partitions, and no more than they would. The rows that are there are those of partitions. */
enum sk_status
sk_mysql_guard_partitions(struct sk_mysql_physical *out, struct sk_printer *p)
{
    struct sk_constraint *k = sk_new(out, struct sk_constraint);
    *k = (struct sk_constraint){.kind = SK_CHECK, .name = SK_MYSQL_NO_PARTITION, .not_valid = true};
    k->check = sk_pg_partitioned_rows(out, out->table);
    const char *message = sk_printf(p->tmp, "no partition of relation \"%s\" found for row", out->table->name);
    return k->check ? guard_expression(out, p, k, message) : SK_OK;
}

/* A query for a row that has more rows beside it than itself. */
static const char *
violation(TALLOC_CTX *owner, struct sk_printer *p, const struct sk_table *table, const struct sk_exclusion *exclusion)
{
    const char *others, *itself, *relation = sk_mysql_relation(p->tmp, table->schema, table->name);
    if (sk_print_conflict(&others, p, table, exclusion, "skein_other", "skein_row") ||
        sk_print_conflict(&itself, p, table, exclusion, "skein_row", "skein_row"))
        return NULL; /* the triggers have been refused for it */
    return sk_printf(
        owner,
        "SELECT 'two of them' FROM %s AS skein_row WHERE (SELECT COUNT(*) FROM %s AS skein_other WHERE %s) "
        "> COALESCE(%s, 0) LIMIT 1",
        relation, relation, others, itself);
}

/* The row itself is among those that are asked for. Rows that nobody has committed are waited for, as an index would.
 */
enum sk_status
sk_mysql_guard_exclusion(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_constraint *k,
                         const struct sk_exclusion *exclusion)
{
    const struct sk_table *table = out->table;
    const char *others, *itself, *no_value;
    enum sk_status status = sk_print_conflict(&others, p, table, exclusion, "skein_other", "NEW");
    status = status ? status : sk_print_conflict(&itself, p, table, exclusion, "NEW", "NEW");
    status = status ? status : sk_print_no_value(&no_value, p, table, exclusion, "NEW");
    if (status)
        return status;
    const char *condition =
        sk_printf(p->tmp, "%s%s(SELECT COUNT(*) FROM %s AS skein_other WHERE %s LOCK IN SHARE MODE) > COALESCE(%s, 0)",
                  no_value ? no_value : "", no_value ? " OR " : "",
                  sk_mysql_relation(p->tmp, table->schema, table->name), others, itself);
    const char *message = sk_printf(p->tmp, "conflicting key value violates exclusion constraint \"%s\"", k->name);
    sk_mysql_guard_rows(out, p, k, condition, "23P01", message);
    struct sk_mysql_part *part = &out->triggers.items[out->triggers.n - 1];
    part->message = sk_printf(out, "rows of relation \"%s\" violate exclusion constraint \"%s\"", table->name, k->name);
    part->violation = violation(out, p, table, exclusion);
    return SK_OK;
}

/* A second column that is serial: AUTO_INCREMENT is for one column of a table. */
void
sk_mysql_guard_number(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_column *column,
                      struct sk_counters *counters)
{
    const struct sk_table *table = out->table;
    const char *name = sk_mysql_own_name(p->tmp, table->name, sk_printf(p->tmp, "%s_n", column->name));
    sk_mysql_add_guard(out, name,
                       sk_printf(out, "CREATE TRIGGER %s BEFORE INSERT ON %s FOR EACH ROW %s",
                                 sk_mysql_relation(p->tmp, table->schema, name),
                                 sk_mysql_relation(p->tmp, table->schema, table->name),
                                 sk_mysql_number_row(p->tmp, p->rules, column, counters->items[0])));
    out->triggers.items[out->triggers.n - 1].counters = counters;
}

const char *
sk_mysql_number_row(TALLOC_CTX *owner, const struct sk_printer_rules *rules, const struct sk_column *column,
                    const struct sk_sequence *s)
{
    struct sk_text *next = sk_text_new(owner);
    const char *quoted = sk_mysql_quoted(owner, column->name);
    sk_put_next(next, owner, rules, &(struct sk_counters){0}, s);
    return sk_printf(owner, "IF NEW.%s = 0 THEN %s; SET NEW.%s = %s; END IF", quoted,
                     sk_counter_step(owner, rules, s, NULL), quoted, next->data);
}

/* AUTO_INCREMENT shows as 0 before the row has its number. OVERRIDING SYSTEM VALUE sets the variable. */
void
sk_mysql_guard_always(struct sk_mysql_physical *out, struct sk_printer *p, const struct sk_column *column)
{
    const char *name = sk_mysql_quoted(p->tmp, column->name);
    const char *message = sk_printf(p->tmp, "cannot insert a non-DEFAULT value into column \"%s\"", column->name);
    add(out, p, sk_mysql_own_name(p->tmp, out->table->name, sk_printf(p->tmp, "%s_i", column->name)), "BEFORE INSERT",
        sk_printf(p->tmp, "NEW.%s <> 0 AND " SK_MYSQL_OVERRIDING " IS NULL", name), "428C9", message);
    message = sk_printf(p->tmp, "column \"%s\" can only be updated to DEFAULT", column->name);
    add(out, p, sk_mysql_own_name(p->tmp, out->table->name, sk_printf(p->tmp, "%s_u", column->name)), "BEFORE UPDATE",
        sk_printf(p->tmp, "NEW.%s <> OLD.%s AND " SK_MYSQL_OVERRIDING " IS NULL", name, name), "428C9", message);
}

/* ---- arrays ----------------------------------------------------------------------------------------------------- */

/* The author writes '{1,2}', PostgreSQL's own form; an array is stored as JSON. "$" is the value. */
#define BRACKETS "REPLACE(REPLACE(LOWER($), '{', '['), '}', ']')"
#define INSIDE "TRIM(SUBSTR($, 2, CHAR_LENGTH($) - 2))"
#define QUOTED                                                                                                         \
    "IF($ REGEXP '^[{] *[}]$', '[]', IF($ REGEXP '[\"{}].+[\"{}].' OR $ REGEXP '[{,] *[,}]' OR INSTR($, CHAR(92)), "   \
    "$, REPLACE(CONCAT('[\"', REGEXP_REPLACE(" INSIDE ", ' *, *', '\",\"'), '\"]'), '\"NULL\"', 'null')))"

static const char *
formed_array(TALLOC_CTX *owner, const struct sk_type *type, const char *value)
{
    struct sk_type element = *type;
    element.dimensions = 0;
    bool numbers = sk_type_is_integer(&element) || type->kind == SK_TYPE_NUMERIC || type->kind == SK_TYPE_REAL ||
                   type->kind == SK_TYPE_DOUBLE || type->kind == SK_TYPE_BOOLEAN;
    struct sk_text *sql = sk_text_new(owner);
    sk_text_addf(sql, "IF(%s LIKE '{%%}', ", value);
    for (const char *c = numbers ? BRACKETS : QUOTED; *c; c++)
        if (*c == '$' && c[1] != '\'')
            sk_text_add(sql, value);
        else
            sk_text_add_n(sql, c, 1);
    sk_text_addf(sql, ", %s)", value);
    return sql->data;
}

/* MariaDB's JSON is a text until the row is there, MySQL's is read before its triggers see it. */
void
sk_mysql_guard_arrays(struct sk_mysql_physical *out, struct sk_printer *p)
{
    const struct sk_table *table = out->table;
    struct sk_text *set = sk_text_new(p->tmp);
    bool first = true;
    for (size_t i = 0; i < table->n_columns; i++) {
        const struct sk_type *type = sk_catalog_base_type(p->catalog, &table->columns[i]->type);
        const char *value = sk_printf(p->tmp, "NEW.%s", sk_mysql_quoted(p->tmp, table->columns[i]->name));
        if (!type->dimensions || table->columns[i]->generated)
            continue;
        sk_text_sep(set, &first, ", ");
        sk_text_addf(set, "%s = %s", value, formed_array(p->tmp, type, value));
    }
    for (int update = 0; !first && update < 2; update++) {
        const char *name = sk_mysql_own_name(p->tmp, table->name, update ? "arrays_u" : "arrays_i");
        const char *sql = sk_printf(out, "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW SET %s",
                                    sk_mysql_relation(p->tmp, table->schema, name), update ? "UPDATE" : "INSERT",
                                    sk_mysql_relation(p->tmp, table->schema, table->name), set->data);
        sk_mysql_add_guard(out, name, sql);
    }
}

/* ---- statements ------------------------------------------------------------------------------------------------- */

char *
sk_mysql_has_trigger(TALLOC_CTX *owner, const char *schema, const char *name)
{
    return sk_printf(owner, "SELECT 1 FROM information_schema.triggers WHERE trigger_schema = %s AND trigger_name = %s",
                     sk_mysql_database(owner, schema), sk_mysql_constant(owner, name));
}

/* Another CHECK of the same name, on the same columns: one whose columns have other names says the same of them. */
static bool
is_replaced(const struct sk_constraint *old, const struct sk_constraint *new)
{
    bool checks = old && new && old->check && new->check && old->n_columns == new->n_columns;
    for (size_t i = 0; checks && i < old->n_columns; i++)
        checks = sk_same(old->columns[i], new->columns[i]);
    return checks && !sk_pg_same_expr(old->check, new->check, NULL, true);
}

bool
sk_mysql_is_new_rule(const struct sk_mysql_parts *olds, const struct sk_mysql_part *guard)
{
    const struct sk_mysql_part *old = sk_mysql_find_part(olds, guard->name);
    return guard->violation && !(old && old->violation && !is_replaced(old->constraint, guard->constraint));
}

const char *
sk_mysql_without_parent(TALLOC_CTX *owner, const char *child, const char *parent, size_t n, const char *const *columns,
                        const char *const *refs)
{
    struct sk_text *known = sk_text_new(owner), *same = sk_text_new(owner);
    for (size_t i = 0; i < n; i++) {
        const char *column = sk_mysql_quoted(owner, columns[i]);
        sk_text_addf(known, "%sc.%s IS NOT NULL", i ? " AND " : "", column);
        sk_text_addf(same, "%sp.%s = c.%s", i ? " AND " : "", sk_mysql_quoted(owner, refs[i]), column);
    }
    return sk_printf(owner,
                     "SELECT 'it has one' FROM %s AS c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE %s) LIMIT 1",
                     child, known->data, parent, same->data);
}

void
sk_mysql_drop_guard(struct sk_rewrite *rewrite, const char *schema, const struct sk_mysql_part *trigger,
                    size_t pos_bytes)
{
    TALLOC_CTX *owner = rewrite->owner;
    const char *sql = sk_printf(owner, "DROP TRIGGER IF EXISTS %s", sk_mysql_relation(owner, schema, trigger->name));
    sk_mysql_run(rewrite, sql, pos_bytes, "a trigger of skein's own goes")->probe =
        sk_mysql_has_not(owner, sk_mysql_has_trigger(owner, schema, trigger->name));
}

void
sk_mysql_make_guard(struct sk_rewrite *rewrite, const char *schema, const struct sk_mysql_part *trigger,
                    size_t pos_bytes)
{
    if (trigger->counters && trigger->counters->n)
        sk_mysql_make_counters(rewrite, trigger->counters, pos_bytes);
    sk_mysql_run_trigger(rewrite, schema, trigger->name, trigger->sql, pos_bytes,
                         "the server's own constraints cannot say this: a trigger does");
}

void
sk_mysql_run_trigger(struct sk_rewrite *rewrite, const char *schema, const char *name, const char *sql,
                     size_t pos_bytes, const char *note)
{
    struct sk_output *output = sk_mysql_run(rewrite, sql, pos_bytes, note);
    output->compound = true;
    output->probe = sk_mysql_has_trigger(rewrite->owner, schema, name);
}
