/*
 * core/ledger.h - what is applied: history, log, journal, and the run's lock.
 */
#ifndef SKEIN_CORE_LEDGER_H
#define SKEIN_CORE_LEDGER_H

#include "core/dialect.h"

/* To be defined with ledger.c: the ledger's statements as each dialect words them. */
struct sk_ledger_ops;

#endif
