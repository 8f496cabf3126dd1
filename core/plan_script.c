/*
 * core/plan_script.c - one text turned into statements for the target: parsed, analysed, rewritten, and applied to the
 * catalog that the next one is seen from.
 */
#include <string.h>

#include "core/plan_priv.h"
#include "core/risk.h"

/* Does the target's rewriting need to know the schema? PostgreSQL gets the author's bytes. */
bool
sk_plan_needs_catalog(const struct sk_planner *planner)
{
    return planner->target != planner->source || planner->rate;
}

static enum sk_status
analyze(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
        struct sk_statement *statement, struct sk_error *err)
{
    bool must = planner->target != planner->source;
    enum sk_status status =
        planner->source->analyze(step->script, statement, rewrite->catalog, must ? err : NULL);
    for (size_t i = 0; i < statement->n_changes && !status; i++) {
        enum sk_risk risk =
            sk_risk_of(statement->changes[i], statement, planner->source, rewrite->catalog, &step->made);
        if (step->risk < risk) {
            step->risk = risk;
            step->risk_pos = statement->changes[i]->pos_bytes == SK_NO_POS ? statement->pos_bytes
                                                                           : statement->changes[i]->pos_bytes;
        }
    }
    step->rated = true;
    step->untold = step->untold || (status && !must);
    return must ? status : SK_OK; /* where the schema only serves to rate risks, what it cannot follow is no error */
}

static enum sk_status
apply(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
      const struct sk_statement *statement, struct sk_error *err)
{
    bool must = planner->target != planner->source;
    enum sk_status status = SK_OK;
    for (size_t i = 0; i < statement->n_changes && !status; i++) {
        status = sk_change_apply(rewrite->catalog, statement->changes[i], must ? err : NULL);
        if (status && must)
            sk_at(err, step->script->file, statement->changes[i]->pos_bytes);
        sk_made_follow(step->script, &step->made, statement->changes[i]);
    }
    step->untold = step->untold || (status && !must);
    return must ? status : SK_OK;
}

/* What was appended since comes from this statement. It is said in the outputs: a dialect may drop some at the end. */
static void
number_outputs(struct sk_step *step, struct sk_rewrite *rewrite, size_t statement)
{
    for (size_t i = step->n; i < rewrite->n; i++)
        rewrite->outputs[i].statement = statement;
    step->n = rewrite->n;
}

static void
classify(struct sk_step *step, const struct sk_rewrite *rewrite)
{
    step->outputs = rewrite->outputs;
    step->foreign_keys_off = rewrite->foreign_keys_off;
    step->transactional = true;
    step->n = rewrite->n;
    for (size_t i = 0; i < step->n; i++) {
        size_t count = i, statement = step->outputs[i].statement;
        sk_push(rewrite->owner, step->statement_of, count, statement ? statement : step->n_statements);
        step->transactional = step->transactional && !step->outputs[i].no_transaction;
    }
}

/* `send`: it is for the target. A block of code goes to its own dialect whole, to any other in its parts. */
static enum sk_status
plan_statement(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
               struct sk_statement *statement, bool send, struct sk_error *err)
{
    enum sk_status status = SK_OK;
    if (sk_plan_needs_catalog(planner) && !statement->transaction_control)
        status = analyze(step, planner, rewrite, statement, err);
    bool whole = !statement->n_parts || planner->target == planner->source;
    if (!status && send && whole)
        status = planner->target->rewrite(rewrite, statement, err);
    for (size_t i = 0; i < statement->n_parts && !status; i++)
        status = plan_statement(step, planner, rewrite, &statement->parts[i], send && !whole, err);
    if (!status && sk_plan_needs_catalog(planner))
        status = apply(step, planner, rewrite, statement, err);
    return status;
}

static bool
is_doubtful(const struct sk_problems *problems, const char *name)
{
    for (size_t i = 0; name && i < problems->n_doubtful; i++)
        if (strcmp(problems->doubtful[i], name) == 0)
            return true;
    return false;
}

/* Whether the statement names something that is in doubt; then what it changes is too. */
static bool
depends_on_failure(struct sk_problems *problems, const struct sk_dialect *source, struct sk_script *script,
                   const struct sk_statement *statement, bool failed)
{
    struct sk_marks *marks = source->marks(script, statement);
    for (size_t i = 0; i < marks->n && !failed; i++)
        failed = is_doubtful(problems, marks->items[i].name);
    for (size_t i = 0; i < marks->n && failed; i++)
        if (marks->items[i].kind == SK_MARK_CHANGES && !is_doubtful(problems, marks->items[i].name))
            sk_push(script, problems->doubtful, problems->n_doubtful, marks->items[i].name);
    return failed;
}

static void
add_refusal(struct sk_rewrite *rewrite, const struct sk_statement *statement, const char *why, size_t pos_bytes)
{
    struct sk_output refused = {.outcome = SK_REFUSED, .note = sk_strdup(rewrite->owner, why),
                                .pos_bytes = pos_bytes == SK_NO_POS ? statement->pos_bytes : pos_bytes};
    sk_rewrite_add(rewrite, &refused);
}

/* What a statement that failed had already come to is no part of the plan. */
static void
tell_failure(struct sk_problems *problems, struct sk_rewrite *rewrite, const struct sk_statement *statement,
             size_t before, struct sk_error *failure)
{
    rewrite->n = before;
    problems->n++;
    if (problems->tell) {
        problems->tell(problems->data, failure);
    } else {
        add_refusal(rewrite, statement, failure->message, failure->pos_bytes);
        sk_error_clear(failure);
    }
}

/* One statement of the file, where a failure does not end the plan. */
static enum sk_status
plan_or_tell(struct sk_step *step, const struct sk_planner *planner, struct sk_rewrite *rewrite,
             struct sk_statement *statement, bool send, struct sk_error *err)
{
    struct sk_problems *problems = planner->problems;
    size_t before = rewrite->n;
    if (problems || sk_plan_needs_catalog(planner))
        planner->source->read_tree(step->script, statement);
    if (!problems)
        return plan_statement(step, planner, rewrite, statement, send, err);
    if (problems->lost || depends_on_failure(problems, planner->source, step->script, statement, false)) {
        if (!problems->tell)
            add_refusal(rewrite, statement, "it needs what is refused before it", SK_NO_POS);
        return SK_OK;
    }
    struct sk_error failure = SK_ERROR_INIT;
    if (!plan_statement(step, planner, rewrite, statement, send, &failure))
        return SK_OK;
    problems->lost = step->down && failure.status == SK_EREFUSED;
    tell_failure(problems, rewrite, statement, before, &failure);
    depends_on_failure(problems, planner->source, step->script, statement, true);
    return SK_OK;
}

static enum sk_status
finish_script(const struct sk_planner *planner, struct sk_rewrite *rewrite, struct sk_error *err)
{
    struct sk_error failure = SK_ERROR_INIT;
    if (!planner->target->finish)
        return SK_OK;
    if (!planner->problems)
        return planner->target->finish(rewrite, err);
    if (!planner->target->finish(rewrite, &failure))
        return SK_OK;
    const struct sk_statement *last = &rewrite->script->statements[rewrite->script->n - 1];
    tell_failure(planner->problems, rewrite, last, rewrite->n, &failure);
    return SK_OK;
}

enum sk_status
sk_plan_script(struct sk_step *step, TALLOC_CTX *owner, const struct sk_planner *planner, struct sk_rewrite *rewrite,
               const struct sk_file *file, struct sk_error *err)
{
    enum sk_status status = planner->source->parse(&step->script, planner->planning ? planner->planning : owner,
                                                   file->path, file->text, file->len, err);
    if (status)
        return status;
    if (*step->migration->version) /* else it gets no row in the history */
        step->tree_hash = planner->source->tree_hash(owner, step->script);
    rewrite->script = step->script;
    if (rewrite->keeper != owner)
        rewrite->texts = NULL;
    rewrite->owner = rewrite->keeper = owner;
    rewrite->n = 0;
    rewrite->outputs = NULL;
    rewrite->settled = NULL;
    rewrite->n_unmade = 0;
    rewrite->unmade = NULL;
    rewrite->foreign_keys_off = false;
    for (size_t i = 0; i < step->script->n && !status; i++) {
        struct sk_statement *statement = &step->script->statements[i];
        bool send = sk_statement_is_for(statement, planner->target->name);
        sk_rewrite_begin(rewrite);
        if (!statement->foreign)
            status = plan_or_tell(step, planner, rewrite, statement, send, err);
        else if (send)
            sk_rewrite_add_verbatim(rewrite, statement);
        sk_statement_release(statement);
        sk_rewrite_end(rewrite, step->n);
        number_outputs(step, rewrite, i + 1);
    }
    sk_made_clear(&step->made);
    status = status ? status : finish_script(planner, rewrite, err);
    step->n_statements = step->script->n;
    classify(step, rewrite);
    return status;
}
