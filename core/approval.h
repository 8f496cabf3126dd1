/*
 * core/approval.h - what a run needs a person's word for, and what it must not do.
 *
 * Drafts stay in development. Outside it a header's "Impact: Breaking" wants --approve, and so does a migration of high
 * risk where the environment says so (production does). Who gave the word, and when, is kept in the log.
 */
#ifndef SKEIN_CORE_APPROVAL_H
#define SKEIN_CORE_APPROVAL_H

#include "core/plan.h"

/**
 * May these steps run in the project's environment? `approved`: --approve was given; then each step that needed it says
 * so (step->approval). SK_EREFUSED names the first that may not, with the place in its header.
 */
SK_CHECKED enum sk_status sk_approval_check(struct sk_steps *steps, const struct sk_project *project,
                                            const char *dialect, bool approved, struct sk_error *err);

#endif
