/* dialects/mysql/acts.c - see acts.h. */
#include "dialects/mysql/acts.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "dialects/mysql/mysql.h"

/* uthash allocates through these; `names` is in scope wherever its macros are used. */
#define uthash_malloc(size) sk_alloc(names->tmp, (size), "uthash")
#define uthash_free(ptr, size) talloc_free(ptr)
#include <uthash.h>

/* ---- words ---------------------------------------------------------------------------------------------------- */

struct words {
    const char *at;
    char word[32]; /* the last one that was read, in capitals, cut; "" at the end; one character that is no word */
};

/* After blanks and comments. What a version comment holds is read as text: the server does so, too. */
static const char *
skip_blank(const char *at)
{
    for (;;) {
        if (isspace((unsigned char)*at) || *at == ';') {
            at++;
        } else if (at[0] == '/' && at[1] == '*' && (at[2] == '!' || (at[2] == 'M' && at[3] == '!'))) {
            at += at[2] == '!' ? 3 : 4;
            at += strspn(at, "0123456789");
        } else if (at[0] == '*' && at[1] == '/') {
            at += 2; /* its end */
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else if (*at == '#' || (at[0] == '-' && at[1] == '-')) {
            at += strcspn(at, "\n");
        } else {
            return at;
        }
    }
}

static const char *
skip_quoted(const char *at)
{
    char quote = *at++;
    for (; *at && *at != quote; at++)
        if (*at == '\\' && quote != '`' && at[1])
            at++;
    return *at ? at + 1 : at;
}

static bool
is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

/* The next word; a quoted thing counts as the character it begins with. */
static const char *
next(struct words *w)
{
    w->at = skip_blank(w->at);
    size_t n = 0;
    if (strchr("'\"`", *w->at) && *w->at) {
        w->word[n++] = *w->at;
        w->at = skip_quoted(w->at);
    } else if (is_word(*w->at)) {
        for (; is_word(*w->at); w->at++)
            if (n < sizeof w->word - 1)
                w->word[n++] = (char)toupper((unsigned char)*w->at);
    } else if (*w->at) {
        w->word[n++] = *w->at++;
    }
    w->word[n] = '\0';
    return w->word;
}

static bool
one_of(const char *word, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(word, *list) == 0)
            return true;
    return false;
}

/* Does the word come within the next `limit` words, or anywhere (0)? */
static bool
comes(struct words w, const char *word, size_t limit)
{
    for (size_t i = 0; *next(&w) && (!limit || i < limit); i++)
        if (strcmp(w.word, word) == 0)
            return true;
    return false;
}

/* ---- acts ----------------------------------------------------------------------------------------------------- */

static const char *const schema_words[] = {"TABLE", "VIEW", "INDEX", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT",
                                           "SEQUENCE", "DATABASE", "SCHEMA", NULL};

/* CREATE, ALTER or DROP of something that information_schema shows: which word says what it is comes first, but for
 * OR REPLACE, UNIQUE, DEFINER = ... and the like. */
static bool
is_in_schema(struct words w)
{
    static const char *const elsewhere[] = {"USER", "ROLE", "SERVER", "TABLESPACE", "LOGFILE", "INSTANCE", "RESOURCE",
                                            "SPATIAL_REFERENCE", "PACKAGE", NULL};
    for (size_t i = 0; i < 16 && *next(&w); i++) {
        if (one_of(w.word, schema_words))
            return true;
        if (one_of(w.word, elsewhere))
            return false;
    }
    return false;
}

static enum sk_act
act_of_definition(struct words w, const char *verb)
{
    struct words after = w;
    next(&after);
    if (strcmp(after.word, "TEMPORARY") == 0)
        return strcmp(verb, "ALTER") == 0 ? SK_ACT_OPAQUE : SK_ACT_SESSION;
    if (!is_in_schema(w))
        return SK_ACT_OPAQUE;
    if (strcmp(verb, "ALTER") == 0 && comes(w, "EXCHANGE", 0))
        return SK_ACT_OPAQUE; /* two tables have changed their rows, and look as before */
    if (strcmp(verb, "CREATE") == 0) {
        if (strcmp(after.word, "OR") == 0 && !comes(w, "TABLE", 3) && !comes(w, "SEQUENCE", 3))
            return SK_ACT_AGAIN; /* OR REPLACE of what holds no rows */
        if (strcmp(after.word, "TABLE") == 0 || strcmp(after.word, "OR") == 0)
            return comes(after, "SELECT", 0) ? SK_ACT_PARTIAL : SK_ACT_SCHEMA;
    }
    return SK_ACT_SCHEMA;
}

enum sk_act
sk_mysql_act(const char *sql)
{
    static const char *const rows[] = {"INSERT",  "UPDATE",   "DELETE", "REPLACE", "SELECT", "WITH",
                                       "DO",      "LOAD",     "VALUES", "TABLE",   "(",      "SHOW",
                                       "EXPLAIN", "DESCRIBE", "DESC",   "HELP",    "SIGNAL", NULL};
    static const char *const again[] = {"TRUNCATE", "ANALYZE", "OPTIMIZE", "CHECK", "CHECKSUM", "FLUSH", "GRANT", NULL};
    static const char *const transaction[] = {"BEGIN", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "LOCK",
                                              "UNLOCK", "XA", "USE", NULL};
    static const char *const definition[] = {"CREATE", "ALTER", "DROP", NULL};
    struct words w = {.at = sql};
    char verb[sizeof w.word];
    memcpy(verb, next(&w), sizeof verb);
    if (!*verb || one_of(verb, rows))
        return SK_ACT_ROWS;
    if (one_of(verb, transaction))
        return SK_ACT_TRANSACTION;
    if (strcmp(verb, "SET") == 0)
        return comes(w, "AUTOCOMMIT", 0) || comes(w, "TRANSACTION", 3) ? SK_ACT_TRANSACTION : SK_ACT_SESSION;
    if (one_of(verb, again))
        return SK_ACT_AGAIN;
    if (strcmp(verb, "RENAME") == 0) /* of several: they may have changed places, and look as before */
        return (comes(w, "TABLE", 1) || comes(w, "TABLES", 1)) && !comes(w, ",", 0) ? SK_ACT_SCHEMA : SK_ACT_OPAQUE;
    return one_of(verb, definition) ? act_of_definition(w, verb) : SK_ACT_OPAQUE;
}

bool
sk_mysql_can_prepare(const char *sql)
{
    static const char *const bodies[] = {"TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", NULL};
    struct words w = {.at = sql};
    for (size_t i = 0; i < 16 && *next(&w) && strcmp(w.word, "(") != 0; i++)
        if (one_of(w.word, bodies))
            return false;
    return true;
}

/* ---- fingerprint ---------------------------------------------------------------------------------------------- */

/* What of the schema makes a difference. Counts and statistics do not belong here: they change by themselves. */
static const struct {
    const char *view, *schema, *name, *columns;
} views[] = {
    {"tables", "table_schema", "table_name",
     "table_type, engine, row_format, table_collation, create_options, table_comment"},
    {"columns", "table_schema", "table_name",
     "column_name, ordinal_position, column_default, is_nullable, column_type, collation_name, extra, column_comment, "
     "generation_expression"},
    {"statistics", "table_schema", "table_name",
     "index_name, non_unique, seq_in_index, column_name, collation, sub_part, index_type, index_comment"},
    {"table_constraints", "table_schema", "table_name", "constraint_name, constraint_type"},
    {"key_column_usage", "table_schema", "table_name",
     "constraint_name, ordinal_position, column_name, referenced_table_schema, referenced_table_name, "
     "referenced_column_name"},
    {"referential_constraints", "constraint_schema", "table_name", "constraint_name, update_rule, delete_rule"},
    {"check_constraints", "constraint_schema", "constraint_name", "check_clause"},
    {"partitions", "table_schema", "table_name",
     "partition_name, partition_ordinal_position, partition_method, partition_expression, partition_description"},
    {"views", "table_schema", "table_name", "view_definition, check_option, definer, security_type"},
    {"triggers", "trigger_schema", "trigger_name",
     "event_manipulation, event_object_table, action_statement, action_timing, action_order"},
    {"routines", "routine_schema", "routine_name",
     "routine_type, dtd_identifier, routine_definition, sql_data_access, security_type, routine_comment"},
    {"events", "event_schema", "event_name",
     "event_definition, execute_at, interval_value, interval_field, status, on_completion"},
    {"schemata", "schema_name", "schema_name", "default_character_set_name, default_collation_name"},
};

/* Names that are written with a quote or an escape inside do not occur in the text as they are. */
static bool
has_odd_names(const char *sql)
{
    return strstr(sql, "``") || strstr(sql, "\"\"") || strchr(sql, '\\');
}

/* A statement's text, to look for names in: these have no characters of four bytes, which MariaDB compares with none of
 * theirs. */
static char *
names_in(TALLOC_CTX *owner, const char *sql)
{
    struct sk_text *text = sk_text_new(owner);
    for (; *sql; sql++)
        if (((unsigned char)*sql & 0xF8) == 0xF0)
            sk_text_add(text, "?");
        else if (((unsigned char)*sql & 0xC0) != 0x80 || (text->len && text->data[text->len - 1] != '?'))
            sk_text_add_n(text, sql, 1);
    return sk_mysql_constant(owner, text->data);
}

char *
sk_mysql_fingerprint(TALLOC_CTX *owner, const char *sql)
{
    struct sk_text *text = sk_text_new(owner);
    struct words w = {.at = sql};
    bool elsewhere = strchr(sql, '.') || comes(w, "DATABASE", 4) || comes(w, "SCHEMA", 4);
    char *constant = names_in(text, sql);
    sk_text_add(text, "(SELECT CONCAT(count(*), ' ', BIT_XOR(CAST(CONV(LEFT(SHA2(j, 256), 16), 16, 10) AS UNSIGNED))) "
                      "FROM (");
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        sk_text_addf(text, "%sSELECT JSON_ARRAY('%s', %s, %s, %s) AS j FROM information_schema.%s WHERE ",
                     i ? " UNION ALL " : "", views[i].view, views[i].schema, views[i].name, views[i].columns,
                     views[i].view);
        if (elsewhere)
            sk_text_addf(text,
                         "(%s = DATABASE() OR LOCATE(lower(%s), lower(%s))) AND %s NOT IN ('mysql', 'sys', "
                         "'information_schema', 'performance_schema')",
                         views[i].schema, views[i].schema, constant, views[i].schema);
        else
            sk_text_addf(text, "%s = DATABASE()", views[i].schema);
        if (!has_odd_names(sql) && strcmp(views[i].view, "check_constraints") != 0)
            sk_text_addf(text, " AND LOCATE(lower(%s), lower(%s))", views[i].name, constant);
    }
    sk_text_add(text, ") AS skein_fingerprint)");
    return sk_text_finish(text, owner);
}

/* ---- rows ----------------------------------------------------------------------------------------------------- */

#define TABLE_KEY "CONCAT(table_schema, '.', table_name)"
/* MySQL tells no counter of a table that has never had a row: what is not noted was 1. */
#define NOTED "COALESCE(CAST(JSON_UNQUOTE(JSON_EXTRACT(?1, CONCAT('$.\"', " TABLE_KEY ", '\"'))) AS UNSIGNED), 1)"

struct name {
    UT_hash_handle hh;
    char text[];
};

/* The names and words of many statements, each once. */
struct names {
    TALLOC_CTX *tmp;
    struct name *set;
    struct sk_text *text;
    bool elsewhere; /* one of them may be a schema's */
};

static void
add_name(struct names *names, const char *at, size_t len)
{
    struct name *name;
    HASH_FIND(hh, names->set, at, len, name);
    if (name || !len)
        return;
    name = sk_alloc(names->tmp, sizeof *name + len + 1, "name");
    memcpy(name->text, at, len);
    HASH_ADD(hh, names->set, text, len, name);
    sk_text_add_n(names->text, at, len);
    sk_text_add(names->text, " ");
}

/* A table's name stands near the beginning of a statement, and not in a string. */
static void
add_names(struct names *names, const char *sql)
{
    enum { HEAD = 400 };
    for (const char *at = skip_blank(sql), *end; *at && at < sql + HEAD; at = skip_blank(end)) {
        bool quoted = *at == '`' || *at == '"';
        end = at + 1;
        if (quoted || *at == '\'')
            end = skip_quoted(at);
        while (!quoted && is_word(*at) && is_word(*end))
            end++;
        if (quoted && end[-1] == *at)
            add_name(names, at + 1, (size_t)(end - at) - 2);
        else if (is_word(*at))
            add_name(names, at, (size_t)(end - at));
        names->elsewhere = names->elsewhere || *at == '.';
    }
}

/* The tables that the statements name, as a condition. */
static void
put_named_tables(struct sk_text *text, const char *const *sql, size_t n)
{
    TALLOC_CTX *tmp = sk_context_new(NULL);
    struct names names = {.tmp = tmp, .text = sk_text_new(tmp)};
    for (size_t i = 0; i < n; i++)
        add_names(&names, sql[i]);
    char *constant = names_in(tmp, names.text->data);
    if (names.elsewhere)
        sk_text_addf(text,
                     "(table_schema = DATABASE() OR LOCATE(lower(table_schema), lower(%s))) AND table_schema NOT IN "
                     "('mysql', 'sys', 'information_schema', 'performance_schema')",
                     constant);
    else
        sk_text_add(text, "table_schema = DATABASE()");
    sk_text_addf(text, " AND table_type = 'BASE TABLE' AND LOCATE(lower(table_name), lower(%s))", constant);
    talloc_free(tmp);
}

char *
sk_mysql_rows_note(TALLOC_CTX *owner, const char *const *sql, size_t n)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text, "(SELECT JSON_OBJECTAGG(" TABLE_KEY ", auto_increment) FROM information_schema.tables WHERE ");
    put_named_tables(text, sql, n);
    sk_text_add(text, " AND auto_increment IS NOT NULL)");
    return sk_text_finish(text, owner);
}

char *
sk_mysql_rows_settle(TALLOC_CTX *owner, const char *const *sql, size_t n)
{
    struct sk_text *text = sk_text_new(owner);
    sk_text_add(text,
                "SELECT IF(engine IN ('MyISAM', 'Aria', 'MEMORY', 'CSV', 'ARCHIVE', 'MRG_MYISAM'), NULL, "
                "CONCAT('ALTER TABLE `', REPLACE(table_schema, '`', '``'), '`.`', REPLACE(table_name, '`', '``'), "
                "'` AUTO_INCREMENT = ', " NOTED ")) FROM information_schema.tables WHERE ");
    put_named_tables(text, sql, n);
    sk_text_add(
        text,
        " AND (engine IN ('MyISAM', 'Aria', 'MEMORY', 'CSV', 'ARCHIVE', 'MRG_MYISAM') OR auto_increment > " NOTED ")");
    return sk_text_finish(text, owner);
}
