/* dialects/common/digests.c - digests in unique keys: a value is as unique as its digest. */
#include <string.h>

#include "dialects/common/printer.h"

const sk_node *
sk_digest_argument(const sk_node *node)
{
    static const char *const digests[] = {"md5", "sha224", "sha256", "sha384", "sha512", "digest"};
    node = sk_pg_uncast(node);
    const PgQuery__FuncCall *call = node && node->node_case == SK_NODE(FUNC_CALL) ? node->func_call : NULL;
    const char *name = call && call->n_args ? sk_node_name(NULL, call->n_funcname, call->funcname) : "";
    for (size_t i = 0; i < sizeof digests / sizeof *digests; i++)
        if (strcmp(name, digests[i]) == 0)
            return call->args[0];
    return strcmp(name, "encode") == 0 ? sk_digest_argument(call->args[0]) : NULL;
}
