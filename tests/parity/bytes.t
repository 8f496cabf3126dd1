# Bytes as text and back, of what is known only with the row.
migrate
CREATE TABLE texts (id integer PRIMARY KEY, hex text, b64 text);
INSERT INTO texts VALUES (1, '00FF41c3a9', 'AP9BwqkA'), (2, '', ''), (3, NULL, NULL), (4, '7f80', 'f4A='), (5, 'c0 c1' || chr(10) || 'fe', 'w' || chr(10) || 'A=='), (6, repeat('0a', 300), 'aGVsbG8gd29ybGQ=');
CREATE TABLE raws (id integer PRIMARY KEY, a bytea, b bytea);
INSERT INTO raws SELECT id, decode(hex, 'hex'), decode(b64, 'base64') FROM texts;
CREATE TABLE shown (id integer PRIMARY KEY, a text, b text, c text);
INSERT INTO shown SELECT id, encode(b, 'hex'), encode(a, 'base64'), encode(decode(b64, 'base64'), 'base64') FROM raws JOIN texts USING (id);
INSERT INTO shown SELECT 10, convert_from(decode(b64, 'base64'), 'UTF8'), encode('ab'::bytea, 'base64'), encode(decode('4142', 'hex'), 'hex') FROM texts WHERE id = 6;
INSERT INTO shown SELECT 11, NULL, strpos(l.t, chr(10))::text, (length(l.t) - strpos(l.t, chr(10)))::text FROM (SELECT encode(decode(substr(hex, 1, 114), 'hex'), 'base64') || 'x' AS t FROM texts WHERE id = 6) AS l;
.
rows SELECT id, length(a), length(b) FROM raws ORDER BY id
= 1|5|6
= 2|0|0
= 3|NULL|NULL
= 4|2|2
= 5|3|1
= 6|300|11
rows SELECT id, a, b, c FROM shown WHERE id <> 6 ORDER BY id
= 1|00ff41c2a900|AP9Bw6k=|AP9BwqkA
= 2|||
= 3|NULL|NULL|NULL
= 4|7f80|f4A=|f4A=
= 5|c0|wMH+|wA==
= 10|hello world|YWI=|4142
= 11|NULL|77|1
rows SELECT id, length(b), substr(b, 70, 6), substr(b, 78, 6) FROM shown WHERE id = 6
= 6|405|goKCgo|CgoKCg
lite,mysql,pg migrate
CREATE TABLE looked AS SELECT r.id, l.a FROM raws r, LATERAL (SELECT x.a FROM raws x WHERE x.id = r.id) AS l WHERE r.id < 6;
.
lite,mysql,pg rows SELECT count(*) FROM looked l JOIN raws r ON r.id = l.id WHERE l.a = r.a
= 4
fails
INSERT INTO raws SELECT 20, decode(hex || 'z', 'hex'), NULL FROM texts WHERE id = 1;
.
fails
INSERT INTO raws SELECT 20, decode(hex || 'a', 'hex'), NULL FROM texts WHERE id = 1;
.
fails
INSERT INTO raws SELECT 20, NULL, decode(b64 || '*', 'base64') FROM texts WHERE id = 1;
.
# The format "escape"; a byte that it writes in octal digits is an error on the other engines.
migrate
CREATE TABLE escapes (id integer PRIMARY KEY, t text, b bytea, again text);
INSERT INTO escapes (id, t) VALUES (1, 'token'), (2, 'a' || chr(92) || chr(92) || 'b'), (3, ''), (4, NULL);
UPDATE escapes SET b = decode(t, 'escape');
UPDATE escapes SET again = encode(b, 'escape');
CREATE TABLE tokens (id integer PRIMARY KEY, token text NOT NULL UNIQUE);
INSERT INTO tokens VALUES (1, 'a5c3');
ALTER TABLE tokens ALTER COLUMN token TYPE bytea USING decode(token, 'escape');
.
rows SELECT id, length(b), CASE WHEN again = t THEN 1 END FROM escapes ORDER BY id
= 1|5|1
= 2|3|1
= 3|0|1
= 4|NULL|NULL
rows SELECT id, length(token) FROM tokens
= 1|4
lite,maria,mysql fails
UPDATE escapes SET b = decode(chr(92) || '001', 'escape') WHERE id = 1;
.
lite,maria,mysql fails
UPDATE escapes SET t = encode(decode('ff', 'hex'), 'escape') WHERE id = 1;
.
# SHA-256: of no bytes, of a block and its neighbours, of several.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE hashed (id integer PRIMARY KEY, t text, d text, raw bytea, p text);
INSERT INTO hashed (id, t) VALUES (1, ''), (2, 'abc'), (3, repeat('x', 55)), (4, repeat('x', 56)), (5, repeat('x', 64)), (6, repeat('xy', 65)), (7, NULL);
UPDATE hashed SET d = encode(sha256(t::bytea), 'hex'), raw = sha256(t::bytea), p = encode(digest(t, 'sha256'), 'hex');
.
rows SELECT id, d FROM hashed WHERE id IN (1, 2, 6, 7) ORDER BY id
= 1|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
= 2|ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
= 6|ebf5826a001a70398b28202588e6f455c7e89e7f94e59f3cdbc1f0ae5bb8bb3d
= 7|NULL
rows SELECT count(DISTINCT d), count(DISTINCT raw), min(length(raw)), sum(CASE WHEN d = p THEN 1 ELSE 0 END) FROM hashed
= 6|6|32|6

# set_byte() many times over, as functions that make keys do it; a digest of what was decoded, encoded once more.
migrate
CREATE TABLE packed (id int PRIMARY KEY, n bigint, hex text, bytes text, digest text);
INSERT INTO packed (id, n, hex) VALUES (1, 1104427, 'e2ff00'), (2, NULL, NULL), (3, 255, ''), (4, 65535, 'AB cd');
CREATE FUNCTION pack(v bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    b bytea = E'\\000\\001\\002\\003\\004';
BEGIN
    b = set_byte(b, 0, (v >> 16)::bit(8)::integer);
    b = set_byte(b, 1, (v >> 8)::bit(8)::integer);
    b = set_byte(b, 2, v::bit(8)::integer);
    b = set_byte(b, 4, 7);
    RETURN encode(b, 'hex');
END $$;
CREATE FUNCTION digest_of(h text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    bytes bytea;
    made text;
BEGIN
    bytes := decode(h, 'hex');
    made := rtrim(encode(sha256(bytes), 'base64'), '=');
    RETURN '$sha256$' || made;
END $$;
UPDATE packed SET bytes = pack(n), digest = digest_of(hex);
DROP FUNCTION pack(bigint);
DROP FUNCTION digest_of(text);
.
rows SELECT id, coalesce(bytes, ''), coalesce(digest, '') FROM packed ORDER BY id
= 1|10da2b0307|$sha256$VDMCiWoFjtXEhDJLyEJ/2wlWa4EUrknJ9jobbFHNusE
= 2||
= 3|0000ff0307|$sha256$47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
= 4|00ffff0307|$sha256$Ej1MfvLRYAobOg9q3cYKEPBaNJXJQJ8uy/TMCV0ACms

# Bytes of which nothing is known before the row: bits, parts, places, comparisons.
migrate
CREATE TABLE several (id int PRIMARY KEY, b bytea, c bytea, u uuid, n bigint);
INSERT INTO several VALUES (1, '\x00ff10a5', '\x0102', '01020304-0506-4708-890a-0b0c0d0e0f10', 1), (2, '\xffffffff', '\x', 'ffffffff-ffff-4fff-bfff-ffffffffffff', -1), (3, '\x7f0001', '\xff', NULL, 4294967296), (4, NULL, '\x00', '00000000-0000-4000-8000-000000000000', NULL);
CREATE TABLE taken (id int PRIMARY KEY, a text, b text, c text, d text, e text, f int, g int, h int);
INSERT INTO taken SELECT id, encode(set_bit(b, 9, 0), 'hex'), encode(set_bit(b, 4, 1), 'hex'), encode(overlay(b placing c from 2 for 1), 'hex'), encode(overlay(b placing '\xeeee'::bytea from 3), 'hex'), encode(substring(b from 2 for 2), 'hex'), get_bit(b, 9), position('\xff'::bytea in b), length(b || c) FROM several;
CREATE TABLE sent (id int PRIMARY KEY, a bytea, b bytea, c text, d text, e text, f text, g int, h int);
INSERT INTO sent SELECT id, uuid_send(u), int8send(n), encode(int4send(id - 2), 'hex'), encode(substring(int8send(n) from 3), 'hex'), encode(int2send(id::smallint), 'base64'), encode(substring(uuid_send(u) from -1 for 4), 'hex'), get_bit(uuid_send(u), 8), octet_length(uuid_send(u) || int8send(n)) FROM several;
CREATE TABLE alike AS SELECT s.id, s.a = uuid_send(t.u) AS same, s.a > s.b AS greater, s.b = decode(lpad(to_hex(t.n), 16, '0'), 'hex') AS again FROM sent s JOIN several t ON t.id = s.id;
CREATE TABLE bits AS SELECT id, (n::bit(12) || b'01')::bit(14)::int AS a, (b'0111' || n::bit(4))::bit(8)::int AS b, x'2f'::int AS c, (n::bit(32))::int AS d, substring(n::bit(8) from 2 for 3)::int AS e, ('1010'::bit(4))::int AS f FROM several;
.
rows SELECT id, a, b, c, d, e FROM taken ORDER BY id
= 1|00fd10a5|10ff10a5|00010210a5|00ffeeee|ff10
= 2|fffdffff|ffffffff|ffffff|ffffeeee|ffff
= 3|7f0001|7f0001|7fff01|7f00eeee|0001
= 4|NULL|NULL|NULL|NULL|NULL
rows SELECT id, f, g, h FROM taken ORDER BY id
= 1|1|2|6
= 2|1|1|4
= 3|0|0|4
= 4|NULL|NULL|NULL
rows SELECT id, length(a), length(b), c, d FROM sent ORDER BY id
= 1|16|8|ffffffff|000000000001
= 2|16|8|00000000|ffffffffffff
= 3|NULL|8|00000001|000100000000
= 4|16|NULL|00000002|NULL
rows SELECT id, e, f, g, h FROM sent ORDER BY id
= 1|AAE=|0102|0|24
= 2|AAI=|ffff|1|24
= 3|AAM=|NULL|NULL|NULL
= 4|AAQ=|0000|0|NULL
rows SELECT id, CASE WHEN same THEN 1 WHEN NOT same THEN 0 END, CASE WHEN greater THEN 1 WHEN NOT greater THEN 0 END, CASE WHEN again THEN 1 WHEN NOT again THEN 0 END FROM alike ORDER BY id
= 1|1|1|1
= 2|1|0|1
= 3|NULL|NULL|1
= 4|1|NULL|NULL
rows SELECT id, a, b, c, d, e, f FROM bits ORDER BY id
= 1|5|113|47|1|0|10
= 2|16381|127|47|-1|7|10
= 3|1|112|47|0|0|10
= 4|NULL|NULL|47|NULL|NULL|10
fails
INSERT INTO taken (id, f) SELECT 11, get_bit(b, 32) FROM several WHERE id = 1;
.
fails
INSERT INTO taken (id, f) SELECT 11, get_bit(uuid_send(u), 128) FROM several WHERE id = 1;
.
fails
INSERT INTO taken (id, a) SELECT 11, encode(set_bit(b, -1, 1), 'hex') FROM several WHERE id = 1;
.

# A constant in quotes is bytes where a function, or what it is joined with, wants bytes.
migrate
CREATE TABLE quoted_bytes (id integer PRIMARY KEY, b bytea);
INSERT INTO quoted_bytes VALUES (1, '\x00ff');
CREATE VIEW quoted_1 AS SELECT encode('\x00', 'hex') AS a, encode('abc', 'hex') AS b, encode('\x00ff', 'base64') AS c, get_byte('\xff', 0) AS d, encode(set_byte('\xff00', 0, 1), 'hex') AS e, convert_from('\x6162', 'UTF8') AS f, encode(b || '\x01', 'hex') AS g, encode('\x01' || b, 'hex') AS h FROM quoted_bytes;
CREATE VIEW quoted_2 AS SELECT sha256('\x00') = sha256('\x00'::bytea) AS a, sha256('abc') = sha256('abc'::bytea) AS b FROM quoted_bytes;
.
rows SELECT a, b, c, d, e, f, g, h FROM quoted_1
= 00|616263|AP8=|255|0100|ab|00ff01|0100ff
rows SELECT CASE WHEN a THEN 1 ELSE 0 END AS a, CASE WHEN b THEN 1 ELSE 0 END AS b FROM quoted_2
= 1|1

# All of SHA-2: messages of one block, at its border, of several; NULL.
migrate
CREATE TABLE digested_bytes (id int PRIMARY KEY, t text, s224 text, s256 text, s384 text, s512 text);
INSERT INTO digested_bytes (id, t) VALUES (1, ''), (2, 'abc'), (3, repeat('a', 55)), (5, repeat('c', 64)),
    (7, repeat('e', 112)), (10, NULL), (11, 'éü€');
UPDATE digested_bytes SET s224 = encode(sha224(t::bytea), 'hex'), s256 = encode(sha256(t::bytea), 'hex'),
    s384 = encode(sha384(t::bytea), 'hex'), s512 = encode(sha512(t::bytea), 'hex');
.
rows SELECT id, s224 FROM digested_bytes ORDER BY id
= 1|d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f
= 2|23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7
= 3|fb0bd626a70c28541dfa781bb5cc4d7d7f56622a58f01a0b1ddd646f
= 5|804b513f3b7cc066bf6f5c00c88b957fcc49e41b7c4cad2b7428021c
= 7|b1cb3e8f5ed037c635542e197636dddcea459d75dc75ff6d80d412a5
= 10|NULL
= 11|78a1524552fec800d66ba2c47b9f84c1f4ef3a37b35f01b42c94dd63
rows SELECT id, s256 FROM digested_bytes ORDER BY id
= 1|e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
= 2|ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
= 3|9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318
= 5|52b6419d27bd7f547cee3b92f8c17a908b8a49601ecbec161e5030de1dfe9e0a
= 7|5cf14f5d258c33179c1d597421a1c4e4a7279febd52fe2ed3a00a709b631ae7b
= 10|NULL
= 11|3b9ccc95bb3dd8b6028eb948bfdb3e1c482fc3ba61e5543dca5b0d525dc5b3cd
rows SELECT id, s384 FROM digested_bytes ORDER BY id
= 1|38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b
= 2|cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
= 3|5d91ac7e74e62b5c728904b40f10784d66b7af9cb6302123e48c92f0432ceb8d2a92c02de77dcb29ed75c4b42bde46f4
= 5|7b80be1ec3de0cd4cca79d1cf4fb13e408c4f55766dda4536dad9c2dfa5b0fbc70a053477e0094bd0ef044799dc15530
= 7|cb89260d637b255a794c24539430fb3efeed322472fee184fbb79cac3290e4a6bfe2e9270ae868cb72f2237c9892292b
= 10|NULL
= 11|b88feff3e3de19a8b1de98c2b88835244a945802941c84fd85c5941ba1d8fe4a7ca136acd3a025321b1942d57021f590
rows SELECT id, s512 FROM digested_bytes ORDER BY id
= 1|cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e
= 2|ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f
= 3|b0220c772cbf6c1822e2cb38a437d0e1d58772417a4bbb21c961364f8b6143e05aa6316dca8d1d7b19e16448419076395f6086cb55101fbd6d5497b148e1745f
= 5|ce733117f9963859337176b7ddf93f889190b36ae0d76b61b8760eb350c48fd48a79437c812701a53dbce608b613e52835618aa5895bde9b75c0d72f7b368bfa
= 7|eb9510e87348870a55ce5ecce6cb6a8d6365508775215fdecb885510058deea911cf610ed10ac9f2842b0dc7004527fae838e720ce7c776600a56788930c7f11
= 10|NULL
= 11|079e13f040ee75355683939e8cf9495a999dd47a2b564217005bd8b206a2ab60c8840f17ac7228c9ff2cad84047dc35b683064303f06d3133b48b6db2eeaff36
