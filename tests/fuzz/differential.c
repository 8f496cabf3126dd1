/*
 * tests/fuzz/differential.c - random migrations on PostgreSQL and on another engine: is the outcome the same?
 *
 *     differential --target sqlite|mariadb|mysql [--seed N] [--rounds N | --seconds N] [--size N]
 *                  [--focus SYMBOL] [--out DIR]
 *     differential --target ... --replay PROJECT [--small]
 *
 * The servers are those of SKEIN_TEST_<ENGINE>_URL, each with a database of its own. A round is a project made from a
 * seed; a finding is made small and saved as a project in DIR, with a README that says what was found and how to see
 * it again. Exit 1: there were findings. The time decides how many rounds there are, never what one of them finds.
 *
 * Rounds run in a process of their own. When one dies, that is a finding, and another goes on with the next seed.
 */
#include <popt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/fuzz/generator.h"
#include "tests/fuzz/minimise.h"
#include "tests/fuzz/tally.h"
#include "tests/fuzz/trial.h"

enum { STATEMENTS = 8, FAILING = 30, HANGS_SECONDS = 400 };

struct session {
    const char *target, *out, *replay, *scratch, *focus;
    int seed, rounds, seconds, size, tap, keep_large, small;
    struct grammar *grammar;
    struct lab *lab;
    struct totals *totals;
    time_t begun;
};

/* ---- findings ------------------------------------------------------------------------------------------------- */

static void
save(const struct session *s, TALLOC_CTX *owner, const struct steps *steps, const struct verdict *verdict)
{
    const char *dir = sk_printf(owner, "%s/%s-%u", s->out, s->target, s->totals->seed);
    const char *path = sk_printf(owner, "%s/README", dir);
    mkdir(s->out, 0755);
    project_write(dir, steps);
    FILE *file = fopen(path, "w");
    if (!file)
        return;
    fprintf(file, "%s on %s, seed %u, size %d: %s\n\ntests/fuzz/differential.sh --target %s --replay %s\n",
            verdict->kind, s->target, s->totals->seed, s->size, verdict->message, s->target, dir);
    fclose(file);
    printf("# %s: %s: %.300s\n", dir, verdict->kind, verdict->message);
    fflush(stdout);
}

static void
found(struct session *s, TALLOC_CTX *owner, struct steps *steps, struct verdict *verdict)
{
    struct count *count = tally_at(&s->totals->signatures, sk_printf(owner, "%s: %s", verdict->kind, verdict->message));
    s->totals->findings++;
    if (count->refused++ && strcmp(verdict->kind, "rows") != 0)
        return;
    if (!s->keep_large)
        minimise(s->lab, owner, steps, verdict);
    save(s, owner, steps, verdict);
}

/* ---- a round -------------------------------------------------------------------------------------------------- */

static void
note(struct session *s, const char *kind, enum taking taking, const struct sk_error *why)
{
    struct count *count = tally_at(&s->totals->kinds, kind);
    count->taken += taking == TAKEN;
    count->by_postgresql += taking == REFUSED_BY_POSTGRESQL;
    count->refused += taking == REFUSED_FOR_TARGET || taking == REFUSED_WRONGLY;
    s->totals->statements += taking == TAKEN;
    if (taking == REFUSED_FOR_TARGET)
        tally_at(&s->totals->refusals, why->message)->refused++;
    if (getenv("FUZZ_TRACE") && taking != TAKEN)
        fprintf(stderr, "-- %s: %s\n", taking == REFUSED_BY_POSTGRESQL ? "PG" : "target", why->message);
}

/* One statement. What skein refuses though PostgreSQL takes it, and not for the target's sake, is a finding. */
static void
offer(struct session *s, TALLOC_CTX *owner, struct steps *steps, const struct step *step, struct verdict *verdict)
{
    struct sk_error why = SK_ERROR_INIT;
    if (getenv("FUZZ_TRACE"))
        fprintf(stderr, "%s;\n", step->sql);
    enum taking taking = lab_offer(s->lab, step->sql, &why);
    note(s, step->kind, taking, &why);
    if (taking == TAKEN || taking == REFUSED_WRONGLY)
        sk_push(owner, steps->items, steps->n, *step);
    if (taking == REFUSED_WRONGLY)
        *verdict = (struct verdict){"refused wrongly", sk_strdup(owner, why.message)};
    sk_error_clear(&why);
}

/* At the end, one that the rows refuse: whatever statement it is. */
static void
add_failing(struct session *s, TALLOC_CTX *owner, struct generator *generator, struct steps *steps)
{
    struct step step = {.migration = steps->n ? steps->items[steps->n - 1].migration + 1 : 1, .fails = true};
    for (int i = 0; i < FAILING; i++) {
        char **list = generator_next(generator, owner, s->lab->migrator->rewrite.catalog, "statement", &step.kind);
        step.sql = *list;
        if (list[1] || !lab_fails(s->lab, step.sql))
            continue;
        if (getenv("FUZZ_TRACE"))
            fprintf(stderr, "-- fails:\n%s;\n", step.sql);
        sk_push(owner, steps->items, steps->n, step);
        return;
    }
}

/* A migration of `n` statements. */
static struct verdict
make_migration(struct session *s, TALLOC_CTX *owner, struct generator *generator, struct steps *steps,
               const char *symbol, int n)
{
    struct verdict verdict = {NULL, NULL};
    size_t begun = steps->n;
    unsigned migration = begun ? steps->items[begun - 1].migration + 1 : 1;
    for (int i = 0; i < n && !verdict.kind; i++) {
        struct step step = {.migration = migration};
        char **list = generator_next(generator, owner, s->lab->migrator->rewrite.catalog, symbol, &step.kind);
        for (; *list && !verdict.kind; list++) {
            step.sql = *list;
            offer(s, owner, steps, &step, &verdict);
        }
    }
    if (!verdict.kind && !lab_commit(s->lab))
        steps->n = begun;
    return verdict;
}

/* The last one can be taken back: it changes no rows. */
static struct verdict
make_round(struct session *s, TALLOC_CTX *owner, struct steps *steps)
{
    struct generator *generator = generator_new(owner, s->grammar, s->totals->seed, s->target);
    struct verdict verdict = {NULL, NULL};
    generator_focus(generator, s->focus);
    for (int done = 0; done < s->size && !verdict.kind; done += STATEMENTS)
        verdict = make_migration(s, owner, generator, steps, "statement", STATEMENTS);
    if (!verdict.kind)
        verdict = make_migration(s, owner, generator, steps, "schema_statement", STATEMENTS);
    if (!verdict.kind)
        add_failing(s, owner, generator, steps);
    return verdict;
}

static void
one_round(struct session *s)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct steps steps = {0, NULL};
    struct sk_error err = SK_ERROR_INIT;
    alarm(HANGS_SECONDS);
    if (lab_begin(s->lab, owner, &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    struct verdict verdict = make_round(s, owner, &steps);
    if (!verdict.kind)
        verdict = lab_judge(s->lab, owner, &steps);
    alarm(0);
    s->totals->late += !verdict.kind && verdict.message;
    if (!verdict.kind && verdict.message)
        tally_at(&s->totals->refusals, verdict.message)->refused++;
    s->totals->clean = verdict.kind ? 0 : s->totals->clean + 1;
    if (s->totals->clean > s->totals->longest_clean)
        s->totals->longest_clean = s->totals->clean;
    if (verdict.kind)
        found(s, owner, &steps, &verdict);
    s->totals->rounds++;
    talloc_free(owner);
}

/* ---- processes ------------------------------------------------------------------------------------------------ */

static bool
connect_lab(struct session *s)
{
    struct sk_error err = SK_ERROR_INIT;
    if (lab_new(&s->lab, NULL, s->target, s->scratch, sk_printf(NULL, "_fuzz_%s", s->target), &err) == SK_OK)
        return true;
    fprintf(stderr, "%s\n", err.message);
    return false;
}

static bool
goes_on(const struct session *s)
{
    if (s->seconds)
        return time(NULL) - s->begun < s->seconds;
    return s->totals->seed < (unsigned)(s->seed + s->rounds);
}

static int
work(struct session *s)
{
    if (!connect_lab(s))
        return 2;
    for (; goes_on(s); s->totals->seed++)
        one_round(s);
    talloc_free(s->lab);
    return 0;
}

/* What the process was about when it died is what its project was, or, in a translation, not yet written. */
static void
died(struct session *s, int how)
{
    const char *message = sk_printf(NULL, "the process died of signal %d in seed %u", WTERMSIG(how), s->totals->seed);
    tally_at(&s->totals->signatures, message)->refused++;
    s->totals->findings++;
    s->totals->clean = 0;
    printf("# %s\n", message);
    s->totals->seed++;
}

static int
run_rounds(struct session *s)
{
    s->totals->seed = (unsigned)s->seed;
    s->begun = time(NULL);
    while (goes_on(s)) {
        int how;
        fflush(stdout);
        pid_t pid = fork();
        if (pid == 0)
            exit(work(s));
        if (pid < 0 || waitpid(pid, &how, 0) < 0)
            return 2;
        if (WIFEXITED(how) && WEXITSTATUS(how) == SERVER_DIED)
            printf("# the server died in seed %u\n", s->totals->seed);
        if (WIFSIGNALED(how))
            died(s, how);
        else if (WEXITSTATUS(how))
            return WEXITSTATUS(how);
    }
    return s->totals->findings ? 1 : 0;
}

/* ---- replay --------------------------------------------------------------------------------------------------- */

static char *
read_file(TALLOC_CTX *owner, const char *path)
{
    FILE *file = fopen(path, "r");
    struct sk_text *text = sk_text_new(owner);
    char buffer[4096];
    size_t n;
    if (!file) {
        perror(path);
        exit(2);
    }
    while ((n = fread(buffer, 1, sizeof buffer, file)) > 0)
        sk_text_add_n(text, buffer, n);
    fclose(file);
    return sk_text_finish(text, owner);
}

static void
read_migration(struct session *s, TALLOC_CTX *owner, struct steps *steps, const char *path, unsigned migration)
{
    struct sk_script *script;
    struct sk_error err = SK_ERROR_INIT;
    const char *text = read_file(owner, path);
    if (s->lab->migrator->source->parse(&script, owner, path, text, strlen(text), &err)) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    for (size_t i = 0; i < script->n; i++) {
        const struct sk_statement *statement = &script->statements[i];
        struct step step = {.sql = sk_strndup(owner, script->text + statement->pos_bytes, statement->len),
                            .migration = migration,
                            .fails = strstr(path, "_fails.up.sql") != NULL};
        sk_push(owner, steps->items, steps->n, step);
    }
}

static int
replay(struct session *s)
{
    TALLOC_CTX *owner = sk_context_new(NULL);
    struct steps steps = {0, NULL}, taken;
    struct sk_error err = SK_ERROR_INIT;
    size_t n = 0;
    char line[4096];
    s->totals->seed = (unsigned)s->seed;
    if (!connect_lab(s) || lab_begin(s->lab, owner, &err))
        return 2;
    FILE *files = popen(sk_printf(owner, "ls '%s'/migrations/*.sql", s->replay), "r");
    while (files && fgets(line, sizeof line, files)) {
        line[strcspn(line, "\n")] = '\0';
        read_migration(s, owner, &steps, line, (unsigned)++n);
    }
    if (files)
        pclose(files);
    struct verdict verdict = lab_replay(s->lab, owner, &steps, &taken);
    printf("%zu of %zu statements taken; %s%s%s\n", taken.n, steps.n, verdict.kind ? verdict.kind : "no finding",
           verdict.message ? ": " : "", verdict.message ? verdict.message : "");
    if (verdict.kind && s->small) {
        minimise(s->lab, owner, &taken, &verdict);
        save(s, owner, &taken, &verdict);
    }
    talloc_free(owner);
    return verdict.kind ? 1 : 0;
}

/* ---- options -------------------------------------------------------------------------------------------------- */

static bool
read_options(struct session *s, int argc, const char **argv)
{
    struct poptOption table[] = {
        {"target", 0, POPT_ARG_STRING, &s->target, 0, "the engine that is compared with PostgreSQL", "ENGINE"},
        {"seed", 0, POPT_ARG_INT, &s->seed, 0, "of the first round", "N"},
        {"rounds", 0, POPT_ARG_INT, &s->rounds, 0, "how many", "N"},
        {"seconds", 0, POPT_ARG_INT, &s->seconds, 0, "rounds for so long", "N"},
        {"size", 0, POPT_ARG_INT, &s->size, 0, "statements of a round", "N"},
        {"focus", 0, POPT_ARG_STRING, &s->focus, 0, "a third of them are made from this symbol", "SYMBOL"},
        {"out", 0, POPT_ARG_STRING, &s->out, 0, "where findings are saved", "DIR"},
        {"replay", 0, POPT_ARG_STRING, &s->replay, 0, "run a project instead", "DIR"},
        {"small", 0, POPT_ARG_NONE, &s->small, 0, "make what --replay finds small, and save it", NULL},
        {"large", 0, POPT_ARG_NONE, &s->keep_large, 0, "save findings as they are", NULL},
        {"tap", 0, POPT_ARG_NONE, &s->tap, 0, "one line of TAP for the run", NULL},
        POPT_AUTOHELP POPT_TABLEEND};
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    int rc = poptGetNextOpt(context);
    if (rc < -1)
        fprintf(stderr, "%s: %s\n", poptBadOption(context, 0), poptStrerror(rc));
    poptFreeContext(context);
    return rc == -1 && s->target;
}

int
main(int argc, const char **argv)
{
    char scratch[] = "/tmp/skein-fuzz.XXXXXX";
    const char *source = getenv("SRCDIR");
    struct session s = {.seed = 1, .rounds = 10, .size = 60, .out = "fuzz-findings", .totals = totals_new()};
    if (!read_options(&s, argc, argv) || !mkdtemp(scratch))
        return 2;
    s.focus = s.focus ? sk_printf(NULL, "{%s}", s.focus) : NULL;
    char *path = sk_printf(NULL, "%s/tests/fuzz/postgresql.grammar", source ? source : ".");
    s.scratch = scratch;
    s.grammar = grammar_read(NULL, path);
    int rc = !s.grammar ? 2 : s.replay ? replay(&s) : run_rounds(&s);
    if (s.tap)
        printf("%sok - %s: %u rounds of random migrations, %u statements\n", rc ? "not " : "", s.target,
               s.totals->rounds, s.totals->statements);
    else if (!s.replay)
        totals_print(s.totals);
    if (system(sk_printf(path, "rm -rf '%s'", scratch)))
        rc = 2;
    talloc_free(s.grammar);
    talloc_free(path);
    return rc;
}
