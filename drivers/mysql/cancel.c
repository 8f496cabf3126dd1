/*
 * drivers/mysql/cancel.c - ending what a server does for a connection: KILL QUERY on a second one.
 *
 * Behind one address there may be several servers (a balancer), and the number of a connection means another one on
 * each: so the server is asked for its name first, and only the right one is told to kill.
 */
#include "drivers/mysql/cancel.h"

#include <stdio.h>
#include <string.h>

#include "drivers/common/mysql_session.h"
#include "drivers/mysql/connect.h"

struct victim {
    const struct sk_my_target *target;
    const char *server;
    unsigned long id;
};

static bool
is_the_server(MYSQL *my, const char *server)
{
    bool same = false;
    if (mysql_query(my, sk_mysql_session_server) == 0) {
        MYSQL_RES *result = mysql_store_result(my);
        MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
        same = row && row[0] && strcmp(row[0], server) == 0;
        mysql_free_result(result);
    }
    return same;
}

/* Returns true when it is done: killed, or nobody there to kill. */
static bool
kill_query(void *data)
{
    const struct victim *victim = data;
    const struct sk_my_how how = {.no_database = true};
    MYSQL *my;
    char sql[64];
    mysql_thread_init();
    if (sk_my_connect(&my, victim->target, &how, NULL)) {
        mysql_thread_end();
        return true;
    }
    bool found = is_the_server(my, victim->server);
    snprintf(sql, sizeof sql, "KILL QUERY %lu", victim->id);
    if (found)
        mysql_query(my, sql);
    mysql_close(my);
    mysql_thread_end();
    return found;
}

struct sk_canceller *
sk_my_canceller_new(TALLOC_CTX *owner, struct sk_my_target *target, const char *server, unsigned long id)
{
    struct victim *victim = sk_new(owner, struct victim);
    *victim = (struct victim){talloc_steal(victim, target), sk_strdup(victim, server), id};
    struct sk_canceller *canceller = sk_canceller_new(owner, kill_query, victim);
    if (canceller)
        talloc_steal(canceller, victim); /* what the thread reads goes after the thread */
    return canceller;
}
