/*
 * dialects/postgres/tree_hash.c - a hash of what a file says: the same for another layout or comment, another for
 * another literal.
 */
#include <string.h>

#include "dialects/postgres/postgres.h"
#include "dialects/postgres/source.h"

struct hashing {
    ProtobufCBuffer base;
    SHA2_CTX *sha;
};

static void
add_bytes(ProtobufCBuffer *buffer, size_t len, const uint8_t *bytes)
{
    SHA256Update(((struct hashing *)buffer)->sha, bytes, len);
}

void
sk_pg_hash_statement(SHA2_CTX *sha, const struct sk_script *script, const struct sk_statement *statement, sk_node *node)
{
    struct hashing hashing = {.base.append = add_bytes, .sha = sha};
    for (const char *const *dialect = statement->dialects; dialect && *dialect; dialect++)
        SHA256Update(sha, (const uint8_t *)*dialect, strlen(*dialect) + 1);
    if (statement->foreign) {
        SHA256Update(sha, (const uint8_t *)script->text + statement->pos_bytes, statement->len);
    } else {
        sk_pg_strip_locations(&node->base);
        pg_query__node__pack_to_buffer(node, &hashing.base);
    }
}

char *
sk_pg_hash_finish(TALLOC_CTX *owner, SHA2_CTX *sha)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA256End(sha, hex);
    return sk_strdup(owner, hex);
}

char *
sk_pg_tree_hash(TALLOC_CTX *owner, const struct sk_script *script)
{
    SHA2_CTX sha;
    if (script->tree_hash)
        return sk_strdup(owner, script->tree_hash);
    SHA256Init(&sha);
    for (size_t i = 0; i < script->n; i++) {
        TALLOC_CTX *tmp = sk_context_new(NULL);
        const sk_node *tree = script->statements[i].tree;
        sk_pg_hash_statement(&sha, script, &script->statements[i], tree ? sk_pg_copy(tmp, tree) : NULL);
        talloc_free(tmp);
    }
    return sk_pg_hash_finish(owner, &sha);
}
