/* dialects/postgres/conditions.c - the names of errors: PostgreSQL's manual, appendix A. */
#include <string.h>

#include "dialects/postgres/tree.h"

static const struct {
    const char *name, *state;
} conditions[] = {
    {"duplicate_column", "42701"},          {"duplicate_table", "42P07"},
    {"duplicate_object", "42710"},          {"duplicate_function", "42723"},
    {"duplicate_schema", "42P06"},          {"duplicate_alias", "42712"},
    {"duplicate_database", "42P04"},        {"undefined_table", "42P01"},
    {"undefined_column", "42703"},          {"undefined_object", "42704"},
    {"undefined_function", "42883"},        {"undefined_parameter", "42P02"},
    {"undefined_file", "58P01"},            {"invalid_schema_name", "3F000"},
    {"wrong_object_type", "42809"},         {"invalid_table_definition", "42P16"},
    {"invalid_object_definition", "42P17"}, {"invalid_column_reference", "42P10"},
    {"syntax_error", "42601"},              {"insufficient_privilege", "42501"},
    {"datatype_mismatch", "42804"},         {"syntax_error_or_access_rule_violation", "42000"},
    {"dependent_objects_still_exist", "2BP01"}, {"feature_not_supported", "0A000"},
    {"object_not_in_prerequisite_state", "55000"}, {"object_in_use", "55006"},
    {"lock_not_available", "55P03"},        {"raise_exception", "P0001"},
    {"no_data_found", "P0002"},             {"too_many_rows", "P0003"},
    {"assert_failure", "P0004"},            {"plpgsql_error", "P0000"},
    {"case_not_found", "20000"},            {"cardinality_violation", "21000"},
    {"integrity_constraint_violation", "23000"}, {"restrict_violation", "23001"},
    {"not_null_violation", "23502"},        {"foreign_key_violation", "23503"},
    {"unique_violation", "23505"},          {"check_violation", "23514"},
    {"exclusion_violation", "23P01"},       {"data_exception", "22000"},
    {"string_data_right_truncation", "22001"}, {"numeric_value_out_of_range", "22003"},
    {"null_value_not_allowed", "22004"},    {"invalid_datetime_format", "22007"},
    {"datetime_field_overflow", "22008"},   {"division_by_zero", "22012"},
    {"character_not_in_repertoire", "22021"}, {"invalid_parameter_value", "22023"},
    {"invalid_text_representation", "22P02"}, {"untranslatable_character", "22P05"},
    {"invalid_json_text", "22032"},         {"invalid_regular_expression", "2201B"}};

const char *
sk_pg_condition(const char *name)
{
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (strcasecmp(conditions[i].name, name) == 0)
            return conditions[i].state;
    return name;
}

bool
sk_pg_condition_takes(const char *condition, const char *state)
{
    const char *wanted = sk_pg_condition(condition);
    size_t n = strlen(wanted) == 5 && strcmp(wanted + 2, "000") == 0 ? 2 : 5;
    bool other = strcasecmp(condition, "others") == 0 && strcmp(state, sk_pg_condition("assert_failure")) != 0;
    return other || strncmp(wanted, state, n) == 0;
}

const json_t *
sk_pg_handlers(const json_t *exceptions)
{
    return json_object_get(json_object_get(exceptions, "PLpgSQL_exception_block"), "exc_list");
}

const json_t *
sk_pg_handler(const json_t *handlers, const char *state, bool (*takes)(const char *condition, const char *state))
{
    size_t i, k;
    json_t *item, *condition;
    json_array_foreach(handlers, i, item) {
        const json_t *handler = json_object_get(item, "PLpgSQL_exception");
        json_array_foreach(json_object_get(handler, "conditions"), k, condition) {
            const char *name =
                json_string_value(json_object_get(json_object_get(condition, "PLpgSQL_condition"), "condname"));
            if (name && takes(name, state))
                return handler;
        }
    }
    return NULL;
}

bool
sk_pg_is_said_of_error(const char *name)
{
    return sk_same(name, "sqlstate") || sk_same(name, "sqlerrm");
}
