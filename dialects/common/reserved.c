/*
 * dialects/common/reserved.c - reserved words, by their engines' manuals: PostgreSQL 17 "SQL Key Words" (reserved), MySQL
 * 9 "Keywords and Reserved Words" (R) with MariaDB's "Reserved Words", SQLite "SQLite Keywords" (those that its parser
 * does not fall back from).
 */
#include "dialects/common/reserved.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { P = 1, M = 2, S = 4 };

struct word {
    const char *name;
    unsigned engines;
};

/* In order, for bsearch(). */
static const struct word words[] = {
    {"accessible", M}, {"add", M | S}, {"all", P | M | S}, {"alter", M | S}, {"analyse", P}, {"analyze", P | M},
    {"and", P | M | S}, {"any", P}, {"array", P}, {"as", P | M | S}, {"asc", P | M}, {"asensitive", M},
    {"asymmetric", P}, {"autoincrement", S}, {"before", M}, {"between", M | S}, {"bigint", M}, {"binary", M},
    {"blob", M}, {"both", P | M}, {"by", M}, {"call", M}, {"cascade", M}, {"case", P | M | S}, {"cast", P},
    {"change", M}, {"char", M}, {"character", M}, {"check", P | M | S}, {"collate", P | M | S}, {"column", P | M},
    {"commit", S}, {"condition", M}, {"constraint", P | M | S}, {"continue", M}, {"convert", M}, {"create", P | M | S},
    {"cross", M}, {"cube", M}, {"cume_dist", M}, {"current_date", P | M}, {"current_role", P}, {"current_time", P | M},
    {"current_timestamp", P | M}, {"current_user", P | M}, {"cursor", M}, {"database", M}, {"databases", M},
    {"day_hour", M}, {"day_minute", M}, {"day_second", M}, {"dec", M}, {"decimal", M}, {"declare", M},
    {"default", P | M | S}, {"deferrable", P | S}, {"delayed", M}, {"delete", M | S}, {"dense_rank", M},
    {"desc", P | M}, {"describe", M}, {"deterministic", M}, {"distinct", P | M | S}, {"distinctrow", M}, {"div", M},
    {"do", P}, {"double", M}, {"drop", M | S}, {"dual", M}, {"each", M}, {"else", P | M | S}, {"elseif", M},
    {"empty", M}, {"enclosed", M}, {"end", P}, {"escape", S}, {"escaped", M}, {"except", P | M}, {"exists", M | S},
    {"exit", M}, {"explain", M}, {"false", P | M}, {"fetch", P | M}, {"first_value", M}, {"float", M}, {"for", P | M},
    {"force", M}, {"foreign", P | M | S}, {"from", P | M | S}, {"fulltext", M}, {"function", M}, {"generated", M},
    {"get", M}, {"grant", P | M}, {"group", P | M | S}, {"grouping", M}, {"groups", M}, {"having", P | M | S},
    {"high_priority", M}, {"hour_minute", M}, {"if", M}, {"ignore", M}, {"in", P | M | S}, {"index", M | S},
    {"infile", M}, {"initially", P}, {"inner", M}, {"inout", M}, {"insensitive", M}, {"insert", M | S}, {"int", M},
    {"integer", M}, {"intersect", P | M}, {"interval", M}, {"into", P | M | S}, {"is", M | S}, {"isnull", S},
    {"iterate", M}, {"join", M | S}, {"json_table", M}, {"key", M}, {"keys", M}, {"kill", M}, {"lag", M},
    {"last_value", M}, {"lateral", P | M}, {"lead", M}, {"leading", P | M}, {"leave", M}, {"left", M}, {"like", M},
    {"limit", P | M | S}, {"linear", M}, {"lines", M}, {"load", M}, {"localtime", P | M}, {"localtimestamp", P | M},
    {"lock", M}, {"long", M}, {"loop", M}, {"low_priority", M}, {"match", M}, {"maxvalue", M}, {"mediumint", M},
    {"mod", M}, {"modifies", M}, {"natural", M}, {"not", P | M | S}, {"nothing", S}, {"notnull", S}, {"nth_value", M},
    {"ntile", M}, {"null", P | M | S}, {"numeric", M}, {"of", M}, {"offset", P}, {"on", P | M | S}, {"only", P},
    {"optimize", M}, {"option", M}, {"or", P | M | S}, {"order", P | M | S}, {"out", M}, {"outer", M}, {"outfile", M},
    {"over", M}, {"partition", M}, {"percent_rank", M}, {"placing", P}, {"precision", M}, {"primary", P | M | S},
    {"procedure", M}, {"purge", M}, {"range", M}, {"rank", M}, {"read", M}, {"reads", M}, {"real", M},
    {"recursive", M}, {"references", P | M | S}, {"regexp", M}, {"release", M}, {"rename", M}, {"repeat", M},
    {"replace", M}, {"require", M}, {"resignal", M}, {"restrict", M}, {"return", M}, {"returning", P | S},
    {"revoke", M}, {"right", M}, {"rlike", M}, {"row", M}, {"row_number", M}, {"rows", M}, {"schema", M},
    {"schemas", M}, {"select", P | M | S}, {"sensitive", M}, {"separator", M}, {"session_user", P}, {"set", M | S},
    {"show", M}, {"signal", M}, {"smallint", M}, {"some", P}, {"spatial", M}, {"specific", M}, {"sql", M},
    {"sqlexception", M}, {"sqlstate", M}, {"ssl", M}, {"starting", M}, {"stored", M}, {"symmetric", P}, {"system", M},
    {"table", P | M | S}, {"terminated", M}, {"then", P | M | S}, {"tinyint", M}, {"to", P | M | S}, {"trailing", P | M},
    {"transaction", S}, {"trigger", M}, {"true", P | M}, {"undo", M}, {"union", P | M | S}, {"unique", P | M | S},
    {"unlock", M}, {"unsigned", M}, {"update", M | S}, {"usage", M}, {"use", M}, {"user", P}, {"using", P | M | S},
    {"utc_date", M}, {"values", M | S}, {"varchar", M}, {"variadic", P}, {"varying", M}, {"virtual", M},
    {"when", P | M | S}, {"where", P | M | S}, {"while", M}, {"window", P | M}, {"with", P | M}, {"write", M},
    {"xor", M}, {"year_month", M}, {"zerofill", M},
};

static int
by_name(const void *name, const void *word)
{
    return strcmp(name, ((const struct word *)word)->name);
}

const char *
sk_reserved(const char *name)
{
    static const char *const engines[] = {[P] = "PostgreSQL",
                                          [M] = "MySQL and MariaDB",
                                          [S] = "SQLite",
                                          [P | M] = "PostgreSQL, MySQL and MariaDB",
                                          [P | S] = "PostgreSQL and SQLite",
                                          [M | S] = "MySQL, MariaDB and SQLite",
                                          [P | M | S] = "every engine"};
    const struct word *word = bsearch(name, words, sizeof words / sizeof *words, sizeof *words, by_name);
    return word ? engines[word->engines] : NULL;
}
