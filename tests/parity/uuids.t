# Keys that are made byte by byte, as functions do it in a default: here from what is known, so that they can be compared.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE TABLE given (id int PRIMARY KEY, u uuid, t timestamptz, b bytea, n bigint);
INSERT INTO given VALUES (1, 'c0ffee00-1234-4abc-8def-0123456789ab', '2026-11-22 10:20:30.456Z', '\x00112233445566778899', 1795342830456), (2, NULL, '2026-01-01Z', NULL, NULL), (3, 'ffffffff-ffff-4fff-bfff-ffffffffffff', NULL, '\xffffffffffffffffffff', 0), (4, '00000000-0000-4000-8000-000000000000', '1970-01-01 00:00:01Z', '\x00000000000000000000', 255);
CREATE TABLE made (id int PRIMARY KEY, a uuid, b uuid, c uuid, d uuid, e uuid, f uuid, g uuid);
CREATE FUNCTION nested(u uuid, t timestamptz) RETURNS uuid AS $$
BEGIN
    RETURN encode(set_bit(set_bit(overlay(uuid_send(u) placing
        substring(int8send(floor(extract(epoch from t) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE FUNCTION of_timestamp(u uuid, timestamptz) RETURNS uuid AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(u) placing
        substring(int8send((extract(epoch from $2) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
$$ LANGUAGE sql VOLATILE PARALLEL SAFE;
CREATE FUNCTION in_steps(u uuid, t timestamptz) RETURNS uuid AS $$
DECLARE
    unix_ts_ms bytea;
    uuid_bytes bytea;
BEGIN
    unix_ts_ms = substring(int8send(floor(extract(epoch from t) * 1000)::bigint) from 3);
    uuid_bytes = uuid_send(u);
    uuid_bytes = overlay(uuid_bytes placing unix_ts_ms from 1 for 6);
    uuid_bytes = set_byte(uuid_bytes, 6, (b'0111' || get_byte(uuid_bytes, 6)::bit(4))::bit(8)::int);
    RETURN encode(uuid_bytes, 'hex')::uuid;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE FUNCTION with_masks(ts_ms bigint, u uuid) RETURNS uuid AS $$
DECLARE
    uuid_bytes bytea;
BEGIN
    uuid_bytes := decode(lpad(to_hex(ts_ms), 12, '0'), 'hex') || substring(uuid_send(u) from 7 for 10);
    uuid_bytes := set_byte(uuid_bytes, 6, (get_byte(uuid_bytes, 6) & x'0f'::int) | x'70'::int);
    uuid_bytes := set_byte(uuid_bytes, 8, (get_byte(uuid_bytes, 8) & 63) | 128);
    RETURN encode(uuid_bytes, 'hex')::uuid;
END $$ LANGUAGE plpgsql;
CREATE FUNCTION by_bytes(ts_ms bigint, u uuid) RETURNS uuid AS $$
DECLARE
    bytes bytea := uuid_send(u);
BEGIN
    bytes := set_byte(bytes, 0, ((ts_ms >> 40) & 255)::int);
    bytes := set_byte(bytes, 1, ((ts_ms >> 32) & 255)::int);
    bytes := set_byte(bytes, 2, ((ts_ms >> 24) & 255)::int);
    bytes := set_byte(bytes, 3, ((ts_ms >> 16) & 255)::int);
    bytes := set_byte(bytes, 4, ((ts_ms >> 8) & 255)::int);
    bytes := set_byte(bytes, 5, (ts_ms & 255)::int);
    bytes := set_byte(bytes, 6, (b'0111' || get_byte(bytes, 6)::bit(4))::bit(8)::int);
    bytes := set_byte(bytes, 8, (b'10' || get_byte(bytes, 8)::bit(6))::bit(8)::int);
    RETURN encode(bytes, 'hex')::uuid;
END $$ LANGUAGE plpgsql;
CREATE FUNCTION joined(ts_ms bigint, u uuid) RETURNS uuid AS $$
    SELECT encode(substring(int8send(ts_ms) from 3) || int2send((7 << 12)::int2 | 1234::int2) || substring(uuid_send(u) from 9 for 8), 'hex')::uuid;
$$ LANGUAGE sql;
CREATE FUNCTION as_text(ts_ms bigint, u uuid) RETURNS uuid AS $$
DECLARE
    ts_hex text := lpad(to_hex(ts_ms), 12, '0');
    rand bytea := substring(uuid_send(u) from 7);
BEGIN
    rand := set_byte(rand, 0, (get_byte(rand, 0) & 15) | 112);
    RETURN (substr(ts_hex, 1, 8) || '-' || substr(ts_hex, 9, 4) || '-' || encode(substring(rand from 1 for 2), 'hex') || '-' ||
            encode(substring(rand from 3 for 2), 'hex') || '-' || encode(substring(rand from 5 for 6), 'hex'))::uuid;
END $$ LANGUAGE plpgsql;
INSERT INTO made SELECT id, nested(u, t), of_timestamp(u, t), in_steps(u, t), with_masks(n, u), by_bytes(n, u), joined(n, u), as_text(n, u) FROM given;
.
rows SELECT id, a, b, c, d FROM made ORDER BY id
= 1|01a202c5-8b78-7abc-8def-0123456789ab|01a202c5-8b78-7abc-8def-0123456789ab|01a202c5-8b78-7abc-8def-0123456789ab|01a202c5-8b78-7abc-8def-0123456789ab
= 2|NULL|NULL|NULL|NULL
= 3|NULL|NULL|NULL|00000000-0000-7fff-bfff-ffffffffffff
= 4|00000000-03e8-7000-8000-000000000000|00000000-03e8-7000-8000-000000000000|00000000-03e8-7000-8000-000000000000|00000000-00ff-7000-8000-000000000000
rows SELECT id, e, f, g FROM made ORDER BY id
= 1|01a202c5-8b78-7abc-8def-0123456789ab|01a202c5-8b78-74d2-8def-0123456789ab|01a202c5-8b78-7abc-8def-0123456789ab
= 2|NULL|NULL|NULL
= 3|00000000-0000-7fff-bfff-ffffffffffff|00000000-0000-74d2-bfff-ffffffffffff|00000000-0000-7fff-bfff-ffffffffffff
= 4|00000000-00ff-7000-8000-000000000000|00000000-00ff-74d2-8000-000000000000|00000000-00ff-7000-8000-000000000000

# What they give in a default: of version 7, one after the other in time, and each another.
migrate
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE FUNCTION key_a() RETURNS uuid AS $$
BEGIN
    RETURN encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE FUNCTION key_b(timestamptz DEFAULT clock_timestamp()) RETURNS uuid AS $$
    SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send((extract(epoch from $1) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid;
$$ LANGUAGE sql VOLATILE;
CREATE FUNCTION key_c() RETURNS uuid AS $$
DECLARE
    ts bytea := substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3);
    bytes bytea := ts || gen_random_bytes(10);
BEGIN
    bytes := set_byte(bytes, 6, (b'0111' || get_byte(bytes, 6)::bit(4))::bit(8)::int);
    bytes := set_byte(bytes, 8, (b'10' || get_byte(bytes, 8)::bit(6))::bit(8)::int);
    RETURN encode(bytes, 'hex')::uuid;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE FUNCTION key_d() RETURNS uuid AS $$
DECLARE
    ts_hex text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
    rand text := encode(gen_random_bytes(10), 'hex');
BEGIN
    RETURN (substr(ts_hex, 1, 8) || '-' || substr(ts_hex, 9, 4) || '-7' || substr(rand, 1, 3) || '-' ||
            to_hex(8 + (get_byte(gen_random_bytes(1), 0) & 3)) || substr(rand, 4, 3) || '-' || substr(rand, 7, 12))::uuid;
END $$ LANGUAGE plpgsql VOLATILE;
CREATE TABLE keyed (n int, a uuid PRIMARY KEY DEFAULT key_a(), b uuid DEFAULT key_b(), c uuid DEFAULT key_c(), d uuid DEFAULT key_d());
INSERT INTO keyed (n) VALUES (1), (2);
INSERT INTO keyed (n) SELECT 3 FROM (VALUES (1), (2), (3)) AS v (x);
INSERT INTO keyed (n, a) VALUES (4, 'c0ffee00-1234-4abc-8def-0123456789ab');
CREATE TABLE seen AS SELECT n, a::text AS k FROM keyed UNION ALL SELECT n, b::text FROM keyed UNION ALL SELECT n, c::text FROM keyed UNION ALL SELECT n, d::text FROM keyed;
.
rows SELECT count(*), count(DISTINCT k), sum(CASE WHEN substr(k, 15, 1) = '7' THEN 1 ELSE 0 END) FROM seen
= 24|24|23
rows SELECT count(*) FROM seen WHERE k > '019' AND k < '02' AND substr(k, 20, 1) IN ('8', '9', 'a', 'b') AND length(k) = 36
= 23
# PostgreSQL 18's own.
lite,maria,mysql migrate
CREATE TABLE own (n int, a uuid PRIMARY KEY DEFAULT uuidv7(), b uuid NOT NULL DEFAULT uuidv4());
INSERT INTO own (n) VALUES (1), (2);
INSERT INTO own (n) SELECT 3 FROM (VALUES (1), (2), (3)) AS v (x);
ALTER TABLE own ADD COLUMN c uuid DEFAULT uuidv7();
CREATE TABLE own_seen AS SELECT a::text AS a, b::text AS b, c::text AS c FROM own;
.
lite,maria,mysql rows SELECT count(*), count(DISTINCT a), count(DISTINCT b), count(DISTINCT c) FROM own_seen
= 5|5|5|5
lite,maria,mysql rows SELECT count(*) FROM own_seen WHERE a > '019' AND a < '02' AND substr(a, 15, 1) = '7' AND substr(a, 20, 1) IN ('8', '9', 'a', 'b') AND length(a) = 36 AND substr(b, 15, 1) = '4' AND substr(c, 15, 1) = '7' AND substr(a, 1, 6) = substr(c, 1, 6)
= 5
