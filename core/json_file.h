/*
 * core/json_file.h - JSON files that people write: read strictly, with the place of what is wrong.
 */
#ifndef SKEIN_CORE_JSON_FILE_H
#define SKEIN_CORE_JSON_FILE_H

#include <jansson.h>

#include "core/project.h"

struct sk_json_file {
    const struct sk_file *file;
    json_t *root;   /* an object */
    size_t from;    /* where the object that is being read begins: keys are looked for behind it */
};

/** Read the file at `path`. SK_EUSAGE with file and position for what is no JSON object. */
SK_CHECKED enum sk_status sk_json_read(struct sk_json_file **out, TALLOC_CTX *owner, const char *path,
                                       struct sk_error *err);

/** A file of the project: in the migrations directory, else in the project's. `*out` NULL: there is none. */
SK_CHECKED enum sk_status sk_json_open(struct sk_json_file **out, TALLOC_CTX *owner, const struct sk_project *project,
                                       const char *name, struct sk_error *err);

/** Fail with SK_EUSAGE at the key, or the text, `key`; NULL: at json->from. */
enum sk_status sk_json_fail(const struct sk_json_file *json, const char *key, struct sk_error *err, const char *fmt,
                            ...) SK_PRINTF(4, 5);

/** Where element `index` of the file's list `key` begins, in bytes. */
size_t sk_json_element(const struct sk_json_file *json, const char *key, size_t index);

/** Has the object only keys of the NULL-ended list? */
SK_CHECKED enum sk_status sk_json_check_keys(const struct sk_json_file *json, json_t *object, const char *const *known,
                                             struct sk_error *err);

/* The value of a key that may be left out, and then `*out` stays as it is; a wrong type is an error. */
SK_CHECKED enum sk_status sk_json_string(const struct sk_json_file *json, json_t *object, const char *key,
                                         TALLOC_CTX *owner, const char **out, struct sk_error *err);
SK_CHECKED enum sk_status sk_json_bool(const struct sk_json_file *json, json_t *object, const char *key, bool *out,
                                       struct sk_error *err);
SK_CHECKED enum sk_status sk_json_strings(const struct sk_json_file *json, json_t *object, const char *key,
                                          TALLOC_CTX *owner, const char ***out, size_t *n, struct sk_error *err);

#endif
