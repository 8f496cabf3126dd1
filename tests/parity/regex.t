# Regular expressions, in CHECKs and elsewhere.
migrate
CREATE TABLE accounts (
    id serial PRIMARY KEY,
    email text CHECK (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Z]{2,}$'),
    slug varchar(20) CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    phone text CHECK (phone ~ '^\+?[1-9]\d{1,14}$'),
    color char(7) CONSTRAINT hex_color CHECK (color ~ '^#[0-9a-fA-F]{6}$'),
    note text CHECK (note !~ '[<>]' AND note !~* 'spam'),
    code text CHECK (code SIMILAR TO '[A-Z]{2}_%')
);
CREATE DOMAIN zip AS text CHECK (VALUE ~ '^(\d{5}|\d{5}-\d{4})$');
INSERT INTO accounts (email) VALUES ('a@b.cd');
CREATE TABLE found (n int);
INSERT INTO found SELECT count(*) FROM accounts WHERE email ~ 'b\.c' AND NOT email ~ '^b' AND email ~ 'd$' AND email ~ '';
.
rows SELECT n FROM found
= 1
ok INSERT INTO accounts (email) VALUES ('First.Last+tag@sub.example.co')
ok INSERT INTO accounts (email) VALUES (NULL)
no INSERT INTO accounts (email) VALUES ('no-at.example.com')
no INSERT INTO accounts (email) VALUES ('a@b')
no INSERT INTO accounts (email) VALUES ('a b@c.de')
no INSERT INTO accounts (email) VALUES ('')
no UPDATE accounts SET email = 'broken'
ok INSERT INTO accounts (slug) VALUES ('a-b-c1')
no INSERT INTO accounts (slug) VALUES ('a--b')
no INSERT INTO accounts (slug) VALUES ('-a')
no INSERT INTO accounts (slug) VALUES ('A')
ok INSERT INTO accounts (phone) VALUES ('+4912345')
no INSERT INTO accounts (phone) VALUES ('+0123')
no INSERT INTO accounts (phone) VALUES ('1234567890123456')
ok INSERT INTO accounts (color) VALUES ('#12abEF')
no INSERT INTO accounts (color) VALUES ('#12abEG')
ok INSERT INTO accounts (note) VALUES ('fine')
no INSERT INTO accounts (note) VALUES ('a < b')
no INSERT INTO accounts (note) VALUES ('SPAM')
ok INSERT INTO accounts (code) VALUES ('ABxyz')
no INSERT INTO accounts (code) VALUES ('AB')
no INSERT INTO accounts (code) VALUES ('aBxyz')

migrate
ALTER TABLE accounts ALTER COLUMN note SET DEFAULT 'none';
ALTER TABLE accounts DROP CONSTRAINT hex_color;
.
no INSERT INTO accounts (email) VALUES ('a@b')
ok INSERT INTO accounts (color) VALUES ('red')

migrate
CREATE TABLE places (id int PRIMARY KEY, z zip);
ALTER TABLE accounts ADD COLUMN z zip;
ALTER TABLE accounts ADD COLUMN z2 text CHECK (z2 ~ '^x');
.
ok INSERT INTO places VALUES (1, '12345'), (2, '12345-6789'), (3, NULL)
no INSERT INTO places VALUES (4, '1234')
no UPDATE accounts SET z = '1234'
no UPDATE accounts SET z2 = 'y'
ok UPDATE accounts SET z = '12345'

migrate
CREATE TABLE places2 (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, x int, z zip CHECK (z ~ '^1'));
ALTER TABLE places2 RENAME COLUMN x TO y;
ALTER TABLE places2 RENAME COLUMN z TO code;
ALTER TABLE places2 RENAME TO places3;
ALTER TABLE places ADD COLUMN z2 zip;
.
ok INSERT INTO places3 (code) VALUES ('12345')
no INSERT INTO places3 (code) VALUES ('22345')
no INSERT INTO places3 (code) VALUES ('1')
no UPDATE places SET z2 = '1'

lite refused back reference
CREATE TABLE twice (a text CHECK (a ~ '^(.)\1$'));
.
# What the engines with regular expressions of their own take.
maria,mysql,pg migrate
CREATE TABLE words (n serial PRIMARY KEY, w text CHECK (w !~ '^(.)\1$'), p text CHECK (p ~ '^(?=.*\d)[^\s]+$'));
INSERT INTO words (w, p) VALUES ('word', 'a1'), (E'two\nlines', '1'), ('[x]{y}\z', '2');
CREATE TABLE matches (n serial PRIMARY KEY, v text);
INSERT INTO matches (v) SELECT w FROM words WHERE w ~ 'o.l';
INSERT INTO matches (v) SELECT w FROM words WHERE w ~ '^two$';
INSERT INTO matches (v) SELECT w FROM words WHERE w ~ '(?n)^two$';
INSERT INTO matches (v) SELECT w FROM words WHERE w ~ '^[][x]+{y}\\z';
INSERT INTO matches (v) SELECT w FROM words WHERE w ~* 'WORD' AND w !~ 'WORD' AND w ~ '\mword\M' AND w ~ '[[:<:]]w' AND w ~ '^[[:alpha:]]+$';
INSERT INTO matches (v) VALUES (regexp_replace('aXbXc', 'X', '-')), (regexp_replace('aXbxc', 'x', '<\&>', 'gi')),
    (regexp_replace('John Smith', '(\w+) (\w+)', '\2, \1')), (substring('foobar' from 'o(.)b')), (substring('foobar' from 'o.b')),
    (substring('foobar' from 'x')), ((regexp_replace('a$b', '\$', '\\') = 'a\b')::text), (('a.c' SIMILAR TO 'a.c')::text), (('abc' SIMILAR TO 'a.c')::text);
.
maria,mysql,pg rows SELECT length(v), v FROM matches WHERE n <> 1 AND n <> 2 ORDER BY n
= 8|[x]{y}\z
= 4|word
= 5|a-bXc
= 9|a<X>b<x>c
= 11|Smith, John
= 1|o
= 3|oob
= NULL|NULL
= 4|true
= 4|true
= 5|false

# A pattern that comes when there are rows looks at them.
migrate
CREATE TABLE late (v text);
INSERT INTO late VALUES ('abc'), (NULL);
ALTER TABLE late ADD CONSTRAINT late_b CHECK (v ~ 'b');
ALTER TABLE late ADD CONSTRAINT late_c CHECK (v ~ '^x') NOT VALID;
.
ok INSERT INTO late VALUES ('xb')
fails
ALTER TABLE late ADD CONSTRAINT late_d CHECK (v ~ 'd');
.
fails
ALTER TABLE late VALIDATE CONSTRAINT late_c;
.

# All of the syntax that is regular, where PostgreSQL and SQLite have the same. The rows that each pattern takes.
migrate
CREATE TABLE tried (n int PRIMARY KEY, v text);
INSERT INTO tried VALUES (1, 'Secret12'), (2, 'secret12'), (3, 'Secret'), (4, 'S1'), (5, 'the word'), (6, 'theword'), (7, E'a\nb'),
    (8, 'b'), (9, ''), (10, 'price: 12 EUR'), (11, 'price: 12 USD'), (12, 'ÄRGER'), (13, 'a.b'), (14, '[x]{y}\z'), (15, 'foobar'),
    (16, 'barfoo'), (17, 'abab'), (18, E'tab\there'), (19, 'x{y'), (20, 'AAAAAAA9');
CREATE TABLE took (n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, c int, s int);
CREATE TABLE hosts (v text CHECK (v ~ '^(?=.{1,20}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$'));
CREATE TABLE letters (v text CHECK (v ~ '^(?!(?=a)ab)(?=.b)[a-z]+$'));
CREATE TABLE password (v text CHECK (v ~ '^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?!.*\s)[^<>]{8,64}$'));
.
ok INSERT INTO password VALUES ('Secret12'), (NULL)
no INSERT INTO password VALUES ('secret12')
ok INSERT INTO hosts VALUES ('www.example.org'), ('a-b.c1.de')
no INSERT INTO hosts VALUES ('www.example-.org')
no INSERT INTO hosts VALUES ('www.example.x')
no INSERT INTO hosts VALUES ('www.longer-example.org')
ok INSERT INTO hosts VALUES ('www.longexample.org')
ok INSERT INTO letters VALUES ('bb'), ('cbz')
no INSERT INTO letters VALUES ('ab')
no INSERT INTO letters VALUES ('ba')
no INSERT INTO password VALUES ('Secret1')
no INSERT INTO password VALUES ('Secret 123')
no INSERT INTO password VALUES ('Secret12>')
lite,pg migrate
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '\mword\M';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '[[:<:]]word[[:>:]]';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ 'e\Yw';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '^b';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(?n)^b$';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '^a|b$';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(^|[^o])b';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '\d+(?= EUR)';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '12 (?!EUR)';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(?<=foo)bar';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(?<!bar)foo';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~* 'ärger';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(?i)SECRET';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '***=a.b';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '(?x) ^ f o{2} # twice
    bar $';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '^(?:ab)+?$';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '\u0041{7}\x39';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '^[][x]+{y}';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ 'x{y';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '\A\Z|\t(?#or nothing)';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v !~* '[[=s=][.e.]]';
INSERT INTO took (c, s) SELECT count(*), coalesce(sum(n), 0) FROM tried WHERE v ~ '^(?!.*(o|a)).';
.
lite,pg rows SELECT c, s FROM took ORDER BY n
= 1|5
= 1|5
= 1|6
= 2|24
= 2|15
= 4|45
= 6|79
= 1|10
= 1|11
= 1|15
= 1|15
= 1|12
= 3|6
= 1|13
= 1|15
= 1|17
= 1|20
= 1|14
= 1|19
= 2|27
= 10|138
= 11|104

# What has matched: the leftmost match, and of those the longest.
migrate
CREATE TABLE marks (id int PRIMARY KEY, x text);
INSERT INTO marks VALUES (1, 'Hello, World  again!'), (2, '--ab--c--'), (3, ''), (4, NULL), (5, 'foobar foo'), (6, 'x1y22z333');
CREATE VIEW replaced AS
SELECT id, regexp_replace(lower(x), '[^a-z0-9]+', '-', 'g') AS slug, regexp_replace(x, '^-+|-+$', '', 'g') AS trimmed,
       regexp_replace(x, '\s+', '_') AS once, regexp_replace(x, '(\d+)', '<\&>', 'g') AS marked,
       regexp_replace(x, 'foo(bar)?|B', 'Z', 'gi') AS branches, substring(x from '[0-9]+') AS found,
       substring(x from 2) AS rest
  FROM marks;
.
rows SELECT id, slug, trimmed, once FROM replaced ORDER BY id
= 1|hello-world-again-|Hello, World  again!|Hello,_World  again!
= 2|-ab-c-|ab--c|--ab--c--
= 3|||
= 4|NULL|NULL|NULL
= 5|foobar-foo|foobar foo|foobar_foo
= 6|x1y22z333|x1y22z333|x1y22z333
rows SELECT id, marked, branches, found, rest FROM replaced WHERE slug <> '' ORDER BY id
= 1|Hello, World  again!|Hello, World  again!|NULL|ello, World  again!
= 2|--ab--c--|--aZ--c--|NULL|-ab--c--
= 5|foobar foo|Z Z|NULL|oobar foo
= 6|x<1>y<22>z<333>|x1y22z333|1|1y22z333

# The part of the match in parentheses: what is before it takes as much as it can.
migrate
CREATE TABLE addresses (id int PRIMARY KEY, x text);
INSERT INTO addresses VALUES (1, 'https://www.one.example/a?b'), (2, 'two.example'), (3, 'http://three.example'), (4, ''), (5, NULL),
                         (6, 'www.'), (7, 'a://b://www.seven'), (8, '/x');
CREATE VIEW parts_found AS
SELECT id, substring(x from '(?:.*://)?(?:www\.)?([^/?]*)') AS host, substring(x from '[a-z]*(e+)') AS es,
       substring(x from '^(w+)\.') AS w, substring(x from '([a-z]+)$') AS last, substring(x from 'q*') AS zero
  FROM addresses;
.
rows SELECT id, host, es, w, last, zero FROM parts_found ORDER BY id
= 1|one.example|e|NULL|b|
= 2|two.example|e|NULL|example|
= 3|three.example|e|NULL|example|
= 4||NULL|NULL|NULL|
= 5|NULL|NULL|NULL|NULL|NULL
= 6||NULL|www|NULL|
= 7|seven|e|NULL|seven|
= 8||NULL|NULL|x|

# Patterns for texts in any case; a domain's check has a collation of its own on MariaDB.
migrate
CREATE EXTENSION IF NOT EXISTS citext;
CREATE DOMAIN mail_name AS citext CHECK (VALUE ~ '^[a-z]+[.]?[a-z]+$');
CREATE TABLE mails (id int PRIMARY KEY, a citext, name mail_name, b citext CHECK (b ~ '^[a-z]+[.][a-z]+$'),
    CONSTRAINT proper CHECK (a OPERATOR(public.~*) '^[A-Za-z0-9._+%-]+@[a-z.-]+[.][a-z]+$'::public.citext));
INSERT INTO mails VALUES (1, 'Some.One@Example.ORG', 'some.one', 'Some.ONE');
.
ok INSERT INTO mails VALUES (2, 'x@y.de', 'ab', 'A.b')
no INSERT INTO mails VALUES (3, 'x@y', 'ab', 'a.b')
no INSERT INTO mails VALUES (4, 'x@y.de', 'a.b.c', 'a.b')
no INSERT INTO mails VALUES (5, 'xy.de', 'ab', 'a.b')
no INSERT INTO mails VALUES (6, 'x@y.de', 'ab', 'ab')
ok INSERT INTO mails VALUES (7, NULL, NULL, NULL)

# braces that are no bound, around parts of a match
migrate
CREATE TABLE mentions (id integer, a text);
INSERT INTO mentions VALUES (1, 'by @{"id":12,"name":"ann b"} and @{"id":3,"name":"bob","isNew":true}!'), (2, '@{"id":x}');
UPDATE mentions SET a = regexp_replace(a, '@{"id":([0-9]+),"name":"([^"]+)"(,"isNew":(true|false))?}', '@[\2]', 'g');
.
rows SELECT a FROM mentions ORDER BY id
= by @[ann b] and @[bob]!
= @{"id":x}

# A part within another one, and one that a match may do without.
migrate
CREATE TABLE releases (id int PRIMARY KEY, v text, a int, pre text, first text, build text, s text);
INSERT INTO releases (id, v) VALUES (1, '1.2.3'), (2, '10.20.30-beta.1'), (3, 'x'), (4, NULL), (5, '1.2.3-'), (6, '1.2.3-a+b7'), (7, '1.2.3+q');
UPDATE releases SET
    a = (regexp_match(v, '^(\d+)\.(\d+)\.(\d+)(-([a-z0-9.]*))?(\+([a-z0-9]+))?$'))[2]::int,
    pre = (regexp_match(v, '^(\d+)\.(\d+)\.(\d+)(-([a-z0-9.]*))?(\+([a-z0-9]+))?$'))[5],
    first = (regexp_match(v, '^(\d+)\.(\d+)\.(\d+)(-(([a-z]+)[a-z0-9.]*))?'))[6],
    build = (regexp_match(v, '^(\d+)\.(\d+)\.(\d+)(-([a-z0-9.]*))?(\+([a-z0-9]+))?$'))[7],
    s = substring(v FROM '3(-[a-z]+)?');
.
rows SELECT id, a, pre, first, build, s FROM releases ORDER BY id
= 1|2|NULL|NULL|NULL|NULL
= 2|20|beta.1|beta|NULL|NULL
= 3|NULL|NULL|NULL|NULL|NULL
= 4|NULL|NULL|NULL|NULL|NULL
= 5|2||NULL|NULL|NULL
= 6|2|a|a|b7|-a
= 7|2|NULL|NULL|q|NULL

# All parts of a match as an array, also from a query beneath.
migrate
CREATE TABLE versions (id int PRIMARY KEY, v text, a int, pre text, parts text[], whole text[]);
INSERT INTO versions (id, v) VALUES (1, '1.2'), (2, '10.20-beta'), (3, 'x'), (4, NULL);
UPDATE versions SET a = m.p[2]::int, pre = m.p[4]
    FROM (SELECT id, regexp_match(v, '^(\d+)\.(\d+)(-(.*))?$') AS p FROM versions) AS m WHERE m.id = versions.id;
UPDATE versions SET parts = regexp_match(v, '^(\d+)\.(\d+)(-(.*))?$'), whole = regexp_match(v, '\d+');
CREATE TABLE of_versions AS SELECT id, parts[1] AS first, parts[4] AS last, parts IS NULL AS none, whole[1] AS w, cardinality(parts) AS n FROM versions;
.
rows SELECT id, a, pre FROM versions ORDER BY id
= 1|2|NULL
= 2|20|beta
= 3|NULL|NULL
= 4|NULL|NULL
rows SELECT id, first, last, CASE WHEN none THEN 1 ELSE 0 END, w, n FROM of_versions ORDER BY id
= 1|1|NULL|0|1|4
= 2|10|beta|0|10|4
= 3|NULL|NULL|1|NULL|NULL
= 4|NULL|NULL|1|NULL|NULL

# Quantifiers that take little: the first one says how much the whole takes.
migrate
CREATE TABLE little (id int PRIMARY KEY, v text);
INSERT INTO little VALUES (1, 'anna maria b'), (2, 'aabbc'), (3, 'x'), (4, NULL), (5, '');
CREATE TABLE taken AS SELECT id, regexp_replace(v, '.*?\s', '') AS first, regexp_replace(v, 'a+?', '_', 'g') AS a,
    substring(v FROM 'a.*?b') AS s FROM little;
.
rows SELECT id, first, a, s FROM taken ORDER BY id
= 1|maria b|_nn_ m_ri_ b|anna maria b
= 2|aabbc|__bbc|aab
= 3|x|x|NULL
= 4|NULL|NULL|NULL
= 5|||NULL
pg,lite migrate
CREATE TABLE both_kinds AS SELECT id, regexp_replace(v, 'a*.+?', '_') AS much, regexp_replace(v, 'a+?b*', '_') AS little FROM little WHERE id < 4;
.
pg,lite rows SELECT id, much, little FROM both_kinds ORDER BY id
= 1|_|_nna maria b
= 2|_|_abbc
= 3|_|x
mysql,maria refused one quantifier takes much and another little
UPDATE little SET v = regexp_replace(v, 'a*.+?', '_');
.
lite refused a quantifier that takes little
UPDATE little SET v = regexp_replace(v, '(a|b)+?c', '_');
.

# Of branches the longest counts, wherever it stands.
migrate
CREATE TABLE roads (id int PRIMARY KEY, v text);
INSERT INTO roads VALUES (1, 'high street'), (2, 'st john road'), (3, 'x.st'), (4, 'x.street');
CREATE TABLE short_roads AS SELECT id, regexp_replace(v, 'st|street|road', '_') AS a, regexp_replace(v, '[.](st|street)', '') AS b,
    substring(v FROM '(?:s|st|street)') AS c FROM roads;
.
rows SELECT id, a, b, c FROM short_roads ORDER BY id
= 1|high _|high street|street
= 2|_ john road|st john road|st
= 3|x._|x|st
= 4|x._|x|street
