/*
 * core/lint_pages.h - what the rules of lint say: in a line, what to do about it, and why, on a page. Part of
 * lint_rules.c; docs/lint.md is made from it (`skein lint --explain all`).
 */
#ifndef SKEIN_CORE_LINT_PAGES_H
#define SKEIN_CORE_LINT_PAGES_H

#define PAGE(summary_, hint_, why_) .summary = (summary_), .hint = (hint_), .explanation = (why_)

/* ---- data loss -------------------------------------------------------------------------------------------------- */

#define PAGE_DROP_TABLE PAGE("a table goes, with its rows", "Back it up first, and drop it a release after the last program that uses it.", \
"The rows are gone when the migration commits; no down migration brings them back. Rename the table first, wait\n" \
"until nobody misses it, and drop it then. A table that the same migration has made may go without a word.\n")

#define PAGE_DROP_COLUMN PAGE("a column goes, with its values", "Stop using it first; drop it a release later.", \
"The values are gone when the migration commits, and a program that still names the column fails at once. Take it out\n" \
"of the programs, deploy them, then drop it.\n")

#define PAGE_TRUNCATE PAGE("a table is emptied", "Write DELETE with a WHERE, if only some rows are meant.", \
"TRUNCATE removes all rows, does not fire row triggers, and locks out readers until the migration commits. Test data\n" \
"belong in seeds, not in migrations.\n")

#define PAGE_DELETE_ALL PAGE("DELETE without WHERE", "Say which rows are meant.", \
"All rows go. A WHERE that was forgotten looks the same as one that was not meant.\n")

#define PAGE_NARROW_TYPE PAGE("a type that does not hold all values", "Look for rows that do not fit first, and say what becomes of them in an UPDATE.", \
"From bigint to integer, from text to varchar(20), from numeric(8,2) to numeric(8,1): values that do not fit are\n" \
"refused, cut or rounded. `skein up --dry-run` on a copy of production (`skein rehearse`) tells which.\n")

#define PAGE_CASCADE PAGE("DROP ... CASCADE", "Drop what depends on it by name, in statements of its own.", \
"CASCADE drops views, foreign keys and triggers that the author may not know of, those of tomorrow included. Named one\n" \
"by one, what is not expected stops the migration instead of going.\n")

/* ---- locks ------------------------------------------------------------------------------------------------------ */

#define PAGE_CHANGE_TYPE PAGE("a changed type writes the table anew", "Add a new column, fill it in batches, switch over, drop the old one.", \
"PostgreSQL rewrites the table and its indexes under an ACCESS EXCLUSIVE lock: nobody reads or writes until it is\n" \
"done. Types that only widen are free: varchar(20) to varchar(30) or text, numeric(8,2) to numeric(10,2).\n")

#define PAGE_ADD_COLUMN_REWRITE PAGE("a new column that is calculated for each row", "Add it without the default, set the default, fill the old rows in batches.", \
"A constant default (and now(), which is one within the statement) is kept in the catalog; random(), gen_random_uuid(),\n" \
"nextval() (serial, identity) and generated columns are calculated for each row: the table is written anew under an\n" \
"ACCESS EXCLUSIVE lock.\n")

#define PAGE_UPDATE_ALL PAGE("UPDATE without WHERE", "Fill in batches, outside the migration's transaction.", \
"Every row is written, stays locked until the migration commits, and leaves a dead row behind. Large tables are filled\n" \
"in batches.\n")

#define PAGE_INDEX_NOT_CONCURRENT PAGE("an index built while writers wait", "Write CREATE INDEX CONCURRENTLY, in a migration of its own.", \
"CREATE INDEX takes a SHARE lock: no INSERT, UPDATE or DELETE until the index is built. CONCURRENTLY does not; it takes\n" \
"longer, cannot run in a transaction, and leaves an invalid index when it fails, which skein drops before it tries\n" \
"again. On other engines CONCURRENTLY is left out.\n")

#define PAGE_CONSTRAINT_SCAN PAGE("a constraint that is checked at once", "Add it NOT VALID, then VALIDATE CONSTRAINT in a second migration.", \
"A foreign key or CHECK is checked for all rows under a lock that stops writers (for a CHECK, readers too). NOT VALID\n" \
"holds new rows to it at once and takes a moment; VALIDATE CONSTRAINT then reads the old rows and stops nobody.\n")

#define PAGE_UNIQUE_BUILD PAGE("a unique constraint whose index is built under a lock", "Build a unique index CONCURRENTLY, then ADD CONSTRAINT ... USING INDEX.", \
"UNIQUE and PRIMARY KEY build an index under an ACCESS EXCLUSIVE lock. With USING INDEX the index is there already, and\n" \
"the lock lasts a moment.\n")

#define PAGE_SET_NOT_NULL PAGE("SET NOT NULL reads the whole table", "Add CHECK (column IS NOT NULL) NOT VALID, validate it, then SET NOT NULL.", \
"All rows are read under an ACCESS EXCLUSIVE lock, unless a valid CHECK says already that there is no NULL (since\n" \
"PostgreSQL 12). The CHECK can go afterwards.\n")

#define PAGE_LOCK_TABLE PAGE("LOCK TABLE", "Leave it out: statements take the locks that they need.", \
"The lock lasts until the migration commits, and whoever waits for it makes others wait. skein runs each migration under\n" \
"its own lock already.\n")

#define PAGE_SEVERAL_LOCKS PAGE("several tables locked in one transaction", "One table for each migration.", \
"The first table stays locked until the last one is done, and a program that takes them in another order deadlocks with\n" \
"the migration. Tables that the migration makes do not count.\n")

/* ---- what fails ------------------------------------------------------------------------------------------------- */

#define PAGE_NOT_NULL PAGE("a NOT NULL column without a default", "Give it a default, or add it as NULL, fill it, and set NOT NULL later.", \
"It works on the empty table of a laptop and fails on the filled one of production.\n")

#define PAGE_RENAME PAGE("a name that programs use", "Add the new one beside the old, move the programs over, drop the old one.", \
"Between the migration and the deployment, in whichever order, one of the two names is wrong. A view by the old name\n" \
"bridges a table's renaming.\n")

#define PAGE_CONCURRENTLY PAGE("CONCURRENTLY beside other statements", "Move it to a migration of its own.", \
"What cannot run in a transaction takes the transaction away from the whole file: when a later statement fails, the\n" \
"earlier ones stand. skein goes on where it stopped, but nobody undoes the half.\n")

#define PAGE_ENUM_VALUE_USED PAGE("an enum value used where it is added", "Add the value in one migration, use it in the next.", \
"PostgreSQL refuses a new value in the transaction that adds it. skein therefore runs the statements of such a file one\n" \
"by one, without a transaction around them.\n")

#define PAGE_MIXED PAGE("schema and data in one migration", "Change the schema in one migration, the rows in another.", \
"The locks of the schema's change last as long as the change of the rows takes, and on MySQL and MariaDB, where DDL\n" \
"commits by itself, only the rows can be rolled back. Rows of tables that the migration makes do not count.\n")

#define PAGE_NO_WAY_BACK PAGE("there is no way back", "Write the down file, or a Rollback field in the header.", \
"skein derives a down migration where nobody has written one, but it cannot undo changed rows, or code that it cannot look\n" \
"into: `down` refuses such a migration.\n")

#define PAGE_NO_DOWN_FILE PAGE("the way back loses data", "Write the down file, or a Rollback field in the header.", \
"Nobody has written what takes the migration back. What skein derives gives back the structure; `down` runs it with\n" \
"--allow-data-loss only.\n")

/* ---- design ----------------------------------------------------------------------------------------------------- */

#define PAGE_FK_WITHOUT_INDEX PAGE("a foreign key without an index", "Create an index that begins with the referencing columns.", \
"Each DELETE or key UPDATE of a referenced row looks for rows that refer to it: without an index by reading the whole\n" \
"table. PostgreSQL and SQLite make none by themselves; MySQL and MariaDB do.\n")

#define PAGE_NO_DELETE_ACTION PAGE("a foreign key without ON DELETE", "Write ON DELETE CASCADE, SET NULL or RESTRICT.", \
"Without an action the DELETE of a referenced row fails. That may be meant; said in words, it is known to be.\n")

#define PAGE_DUPLICATE_INDEX PAGE("an index that another one makes needless", "Drop the shorter one.", \
"An index on (a) finds nothing that one on (a, b), or a key that begins with a, would not. Each one costs at every write.\n")

#define PAGE_TIMESTAMP PAGE("timestamp without time zone", "Write timestamptz (timestamp with time zone).", \
"It keeps what the clock on the wall said, and forgets where the wall was. timestamptz keeps the moment.\n")

#define PAGE_CHAR_TYPE PAGE("char(n)", "Write varchar(n), or text with a CHECK on its length.", \
"char(n) fills values up with blanks, which some comparisons ignore and others do not, on each engine its own way.\n")

#define PAGE_SERIAL PAGE("serial", "Write GENERATED BY DEFAULT AS IDENTITY.", \
"serial is a sequence with rights and an owner of its own; an identity column is the SQL standard's, and one thing. On\n" \
"the other engines both become the same.\n")

#define PAGE_UNNAMED PAGE("a constraint without a name", "Write CONSTRAINT name before it.", \
"PostgreSQL makes up a name. A later migration has to guess it, and error messages show it.\n")

#define PAGE_RESERVED_NAME PAGE("a reserved word as a name", "Choose another name.", \
"skein quotes every name. Whoever writes a query by hand has to remember to, on some engines only.\n")

#define PAGE_LONG_NAME PAGE("a name of more than 63 bytes", "Choose a shorter one.", \
"PostgreSQL cuts it, with a notice that nobody reads; two names that differ after that are one. MySQL's limit is 64\n" \
"characters.\n")

#define PAGE_NO_IF_EXISTS PAGE("no IF [NOT] EXISTS", "Write IF NOT EXISTS when something is made, IF EXISTS when it is dropped.", \
"Some teams want migrations that can run twice by hand. skein runs each one once, and IF NOT EXISTS hides that what is\n" \
"there may be something else: the rule is off unless the configuration turns it on.\n")

/* ---- other engines ---------------------------------------------------------------------------------------------- */

#define PAGE_REFUSED PAGE("cannot be had on another engine", "Leave the engine out with --dialect, or write a file for it alone.", \
"The migration would be refused there before anything runs. docs/portability.md lists what each engine can do; a file for\n" \
"one dialect beside the portable one (NAME.up.sqlite.sql) or a block in it (`-- skein:only postgres`) says it another way.\n")

#define PAGE_EMULATED PAGE("had by other means on another engine", "Nothing has to be done; `skein plan --dialect NAME` shows how.", \
"A CHECK, a trigger or a generated column stands in for what the engine does not have. What is observed is the same.\n")

#define PAGE_LEFT_OUT PAGE("left out on another engine", "Nothing has to be done; `skein plan --dialect NAME` shows it.", \
"It has no effect on data there: CONCURRENTLY, storage parameters, owners, comments.\n")

#endif
