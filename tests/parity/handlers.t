# EXCEPTION blocks that try a cast or a computation.
migrate
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE TABLE texts (id int PRIMARY KEY, s text, n int, b bigint, h smallint, u uuid, t boolean, m mood, j jsonb, k json);
INSERT INTO texts (id, s) VALUES (1, 'a81bc81b-dead-4e5d-abff-90865d1e13b1'), (2, 'x'), (3, NULL), (4, '12'),
  (5, ''), (6, ' 42 '), (7, E'\t-7\n'), (8, '+8'), (9, '2147483648'), (10, '-2147483648'), (11, '2147483647'),
  (12, '9223372036854775807'), (13, '9223372036854775808'), (14, '-9223372036854775808'), (15, '000000000000000000000000012'),
  (16, '1.5'), (17, '1e3'), (18, '0x1A'), (19, '--1'), (20, '1 2'), (21, '32768'), (22, '-32768'), (23, 'A81BC81BDEAD4E5DABFF90865D1E13B1'),
  (24, '{a81bc81b-dead-4e5d-abff-90865d1e13b1}'), (25, '{a81bc81b-dead-4e5d-abff-90865d1e13b1'),
  (26, 'a81b-c81b-dead-4e5d-abff-9086-5d1e-13b1'), (27, 'a81bc81b-dead-4e5d-abff-90865d1e13b'),
  (28, ' a81bc81b-dead-4e5d-abff-90865d1e13b1'), (29, 'g81bc81b-dead-4e5d-abff-90865d1e13b1'), (30, 'true'),
  (31, ' TRUE'), (32, 'tr'), (33, 'f'), (34, 'of'), (35, 'o'), (36, 'yes'), (37, 'no '), (38, '1'), (39, '0'),
  (40, 'glad'), (41, 'Sad'), (42, '{"a": 1}'), (43, '{"a": 1}}'), (44, '[1,]'), (45, 'null'), (46, 'nul'), (47, '"x"'),
  (48, '{a: 1}'), (49, '[01]'), (50, '1.'), (51, '"\x"'), (52, ' [1, {"b": null}] '), (53, '-'), (54, '+'), (55, ' '),
  (56, '12345678901234567890123'), (57, '["1.", "a\"b"]'), (58, E'\u000b5\f'), (59, E'5\n'), (60, E'true\n'), (61, 'sad');
CREATE FUNCTION int_or(s text, d int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE r int;
BEGIN
  r := s::int;
  RETURN r;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN d;
WHEN numeric_value_out_of_range THEN
  RETURN d - 1;
END $$;
CREATE FUNCTION bigint_or_null(text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN $1::bigint;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION small_or_null(s text) RETURNS smallint LANGUAGE plpgsql AS $$
BEGIN
  RETURN CAST(s AS smallint);
EXCEPTION WHEN data_exception THEN
  RAISE NOTICE 'no number: % (%)', s, SQLERRM;
  RETURN NULL;
END $$;
CREATE FUNCTION uuid_or_null(s text) RETURNS uuid LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::uuid;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN NULL;
END $$;
CREATE FUNCTION bool_or_null(s text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE x boolean := NULL;
BEGIN
  BEGIN
    x := s;
  EXCEPTION WHEN SQLSTATE '22P02' THEN
    NULL;
  END;
  RETURN x;
END $$;
CREATE FUNCTION mood_or(s text, d mood DEFAULT 'sad') RETURNS mood LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::mood;
EXCEPTION WHEN others THEN
  RETURN d;
END $$;
CREATE FUNCTION jsonb_or_null(s text) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::jsonb;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION is_json(s text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM s::json;
  RETURN true;
EXCEPTION WHEN others THEN
  RETURN false;
END $$;
UPDATE texts SET n = int_or(s, -1), b = bigint_or_null(s), h = small_or_null(s), u = uuid_or_null(s), t = bool_or_null(s),
    m = mood_or(s), j = jsonb_or_null(s), k = CASE WHEN is_json(s) THEN s::json ELSE '"none"'::json END;
.
rows SELECT id, n, b, h FROM texts WHERE n <> -1 OR b IS NOT NULL OR h IS NOT NULL OR n IS NULL ORDER BY id
= 3|NULL|NULL|NULL
= 4|12|12|12
= 6|42|42|42
= 7|-7|-7|-7
= 8|8|8|8
= 9|-2|2147483648|NULL
= 10|-2147483648|-2147483648|NULL
= 11|2147483647|2147483647|NULL
= 12|-2|9223372036854775807|NULL
= 13|-2|NULL|NULL
= 14|-2|-9223372036854775808|NULL
= 15|12|12|12
= 21|32768|32768|NULL
= 22|-32768|-32768|-32768
= 38|1|1|1
= 39|0|0|0
= 56|-2|NULL|NULL
= 58|5|5|5
= 59|5|5|5
rows SELECT id, u FROM texts WHERE u IS NOT NULL ORDER BY id
= 1|a81bc81b-dead-4e5d-abff-90865d1e13b1
= 23|a81bc81b-dead-4e5d-abff-90865d1e13b1
= 24|a81bc81b-dead-4e5d-abff-90865d1e13b1
= 26|a81bc81b-dead-4e5d-abff-90865d1e13b1
rows SELECT id, CASE WHEN t THEN 1 ELSE 0 END FROM texts WHERE t IS NOT NULL ORDER BY id
= 30|1
= 31|1
= 32|1
= 33|0
= 34|0
= 36|1
= 37|0
= 38|1
= 39|0
= 60|1
rows SELECT id, m FROM texts WHERE m = 'glad' OR m IS NULL ORDER BY id
= 3|NULL
= 40|glad
rows SELECT id FROM texts WHERE j IS NOT NULL ORDER BY id
= 4
= 6
= 7
= 9
= 10
= 11
= 12
= 13
= 14
= 16
= 17
= 21
= 22
= 30
= 38
= 39
= 42
= 45
= 47
= 52
= 56
= 57
= 59
= 60
rows SELECT count(*) FROM texts WHERE k IS NOT NULL
= 60

# numbers, moments, computations; where the functions may be called
migrate
CREATE TABLE words (id int PRIMARY KEY, s text, n numeric, p numeric(5,2), d double precision, a date, b timestamp, c timestamptz);
INSERT INTO words (id, s) VALUES (1, '1.5'), (2, 'x'), (3, NULL), (4, ''), (5, ' -0.25'), (6, '1e3'), (7, '.5'), (8, '5.'), (9, '.'),
  (10, '999.994'), (11, '999.995'), (12, '-1000'), (13, '1e'), (14, '1.2.3'), (15, '12,5'), (16, '-999.99'), (17, '$5'), (18, '1E-2'),
  (19, E'7\t'), (20, '12345678901234');
INSERT INTO words (id, s) VALUES (31, '2024-02-29'), (32, '2023-02-29'), (33, 'soon'), (34, ''), (35, '2024-13-01'), (36, '2024-04-31'),
  (37, ' 1999-12-31 '), (38, '0000-01-01'), (39, '1900-02-29'), (40, '2000-02-29'), (41, '2024-00-10'), (42, 'n/a'), (43, NULL);
INSERT INTO words (id, s) VALUES (51, '2024-02-29 10:30'), (52, '2024-02-30 10:30:00'), (53, '2024-02-29T23:59:59.25'), (54, '2024-01-05'),
  (55, '-'), (56, '2021-06-31 00:00:00.5');
INSERT INTO words (id, s) VALUES (61, '2024-02-29T10:30:00Z'), (62, '2024-02-29 10:30:00+02'), (63, '2024-02-29 10:30:00.5-03:30'), (64, '2024-02-30 10:30:00+02'),
  (65, 'tbd');
CREATE FUNCTION to_number_or_null(s text) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::numeric;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN NULL;
END $$;
CREATE FUNCTION to_price(s text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE
  v numeric(5,2);
BEGIN
  v := s;
  RETURN v;
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN 1.11;
WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION to_double_or_null(s text) RETURNS double precision LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::double precision;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION to_date_or(s text, d date) RETURNS date LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::date;
EXCEPTION WHEN invalid_datetime_format THEN
  RETURN d;
WHEN datetime_field_overflow THEN
  RETURN d + 1;
END $$;
CREATE FUNCTION to_timestamp_or_null(s text) RETURNS timestamp LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::timestamp;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION to_timestamptz_or_null(s text) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  IF s IS NULL OR s = 'tbd' THEN
    RETURN '2000-01-01 00:00:00+00';
  END IF;
  RETURN s::timestamptz;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
UPDATE words SET n = to_number_or_null(s), p = to_price(s), d = to_double_or_null(s) WHERE id < 30;
UPDATE words SET a = to_date_or(s, '2001-01-01') WHERE id BETWEEN 31 AND 49;
UPDATE words SET b = to_timestamp_or_null(s) WHERE id BETWEEN 31 AND 59;
UPDATE words SET c = to_timestamptz_or_null(s) WHERE id BETWEEN 31 AND 70;
.
rows SELECT id FROM words WHERE n = d ORDER BY id
= 1
= 5
= 6
= 7
= 8
= 10
= 11
= 12
= 16
= 18
= 19
= 20
rows SELECT id FROM words WHERE n = 1.5 OR n = -0.25 OR n = 1000 OR n = 0.01 OR n = 12345678901234 ORDER BY id
= 1
= 5
= 6
= 18
= 20
rows SELECT id FROM words WHERE p = 1.11 ORDER BY id
= 6
= 11
= 12
= 20
rows SELECT id FROM words WHERE p <> 1.11 ORDER BY id
= 1
= 5
= 7
= 8
= 10
= 16
= 18
= 19
rows SELECT id, a FROM words WHERE a IS NOT NULL ORDER BY id
= 31|2024-02-29
= 32|2001-01-02
= 33|2001-01-01
= 34|2001-01-01
= 35|2001-01-02
= 36|2001-01-02
= 37|1999-12-31
= 38|2001-01-02
= 39|2001-01-02
= 40|2000-02-29
= 41|2001-01-02
= 42|2001-01-01
rows SELECT id FROM words WHERE b IS NOT NULL ORDER BY id
= 31
= 37
= 40
= 51
= 53
= 54
rows SELECT id FROM words WHERE c IS NOT NULL ORDER BY id
= 31
= 37
= 40
= 43
= 51
= 53
= 54
= 61
= 62
= 63
= 65
rows SELECT id FROM words WHERE b = '2024-02-29 23:59:59.25'
= 53
rows SELECT id FROM words WHERE c = '2024-02-29 08:30:00' OR c = '2024-02-29 14:00:00.5' OR c = '2024-02-29 10:30:00' ORDER BY id
= 51
= 61
= 62
= 63

# where such functions and blocks may stand
migrate
CREATE TABLE raw (id int PRIMARY KEY, s text, n text, code text);
INSERT INTO raw VALUES (1, 'a81bc81b-dead-4e5d-abff-90865d1e13b1', '5', '7'), (2, 'no', 'five', 'x'), (3, NULL, NULL, NULL);
CREATE VIEW seen AS SELECT id, uuid_or_null(code) AS u, int_or(n, 0) AS n FROM raw;
ALTER TABLE raw ALTER COLUMN s TYPE uuid USING uuid_or_null(s);
ALTER TABLE raw ADD COLUMN g bigint GENERATED ALWAYS AS (bigint_or_null(n)) STORED;
CREATE FUNCTION ratio(a int, b int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  q int := 0;
BEGIN
  BEGIN
    q := a / b;
    q := q + 1;
  EXCEPTION WHEN division_by_zero THEN
    q := q - 100;
  END;
  RETURN q * 2;
END $$;
CREATE FUNCTION sum_or(a int, b int) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  IF a IS NULL THEN
    RAISE EXCEPTION 'nothing to add';
  ELSIF a < 0 THEN
    RETURN a * b;
  END IF;
  RETURN a + b;
EXCEPTION WHEN raise_exception THEN
  RETURN -1;
WHEN others THEN
  RETURN -2;
END $$;
CREATE FUNCTION added(a text, b text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  x int := 1;
BEGIN
  BEGIN
    x := a::int;
    BEGIN
      x := x + b::int;
    EXCEPTION WHEN numeric_value_out_of_range THEN
      RETURN 'large';
    END;
  EXCEPTION WHEN invalid_text_representation THEN
    RETURN 'no number after ' || x;
  END;
  RETURN x::text;
END $$;
CREATE FUNCTION last_number(s text) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  part text;
  found_one int := 0;
BEGIN
  FOR i IN 1..length(s) LOOP
    part := substr(s, i);
    BEGIN
      found_one := part::int;
      EXIT;
    EXCEPTION WHEN others THEN
      found_one := -i;
    END;
  END LOOP;
  RETURN found_one;
END $$;
CREATE TABLE sums (id serial PRIMARY KEY, a int, b int, r int, s int);
INSERT INTO sums (a, b) VALUES (7, 2), (7, 0), (NULL, 1), (2147483647, 1), (2147483647, -1), (-5, 6), (-2147483648, -1), (-2147483648, 2), (0, 0);
UPDATE sums SET r = ratio(a % 1000, b), s = sum_or(a, b);
CREATE TABLE results (id serial PRIMARY KEY, r text);
INSERT INTO results (r) VALUES (added('1', '2')), (added('x', '2')), (added('5', 'x')), (added('2147483647', '1')), (added('2', '99999999999')), (added(NULL, '1'));
CREATE TABLE checked (id int PRIMARY KEY, s text, n int, u uuid, state text);
CREATE FUNCTION check_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.u := uuid_or_null(NEW.s);
  BEGIN
    NEW.n := NEW.s::int;
    NEW.state := 'number';
  EXCEPTION WHEN others THEN
    NEW.n := -1;
    NEW.state := 'text';
  END;
  RETURN NEW;
END $$;
CREATE TRIGGER checked BEFORE INSERT OR UPDATE ON checked FOR EACH ROW EXECUTE FUNCTION check_row();
CREATE FUNCTION note(s text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v int;
BEGIN
  BEGIN
    v := s::int;
  EXCEPTION WHEN others THEN
    RAISE WARNING 'no number: %', s;
    RETURN;
  END;
  INSERT INTO results (r) VALUES ('noted ' || v);
END $$;
CREATE FUNCTION note_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note(NEW.s);
  RETURN NULL;
END $$;
CREATE TRIGGER noted AFTER INSERT ON checked FOR EACH ROW EXECUTE FUNCTION note_row();
INSERT INTO checked (id, s) VALUES (1, '12'), (2, 'x'), (3, 'a81bc81b-dead-4e5d-abff-90865d1e13b1'), (4, NULL);
DO $$
DECLARE
  r record;
  v int;
BEGIN
  FOR r IN SELECT id, n FROM raw ORDER BY id LOOP
    BEGIN
      v := r.n::int;
    EXCEPTION WHEN others THEN
      v := -5;
    END;
    INSERT INTO results (r) VALUES (r.id || ': ' || coalesce(v, 0));
  END LOOP;
END $$;
.
ok UPDATE checked SET s = '99999999999' WHERE id = 1
ok INSERT INTO raw (id, n) VALUES (4, '44'), (5, '4x')
ok INSERT INTO checked (id, s) VALUES (5, '77')
rows SELECT id, u, n FROM seen ORDER BY id
= 1|NULL|5
= 2|NULL|0
= 3|NULL|NULL
= 4|NULL|44
= 5|NULL|0
rows SELECT id, s, g FROM raw ORDER BY id
= 1|a81bc81b-dead-4e5d-abff-90865d1e13b1|5
= 2|NULL|NULL
= 3|NULL|NULL
= 4|NULL|44
= 5|NULL|NULL
rows SELECT id, r, s FROM sums ORDER BY id
= 1|8|9
= 2|-200|7
= 3|NULL|-1
= 4|1296|-2
= 5|-1292|2147483646
= 6|2|-30
= 7|1298|-2
= 8|-646|-2
= 9|-200|0
rows SELECT id, r FROM results ORDER BY id
= 1|3
= 2|no number after 1
= 3|no number after 5
= 4|large
= 5|large
= 6|NULL
= 7|noted 12
= 8|NULL
= 9|1: 5
= 10|2: -5
= 11|3: 0
= 12|noted 77
rows SELECT id, n, u, state FROM checked ORDER BY id
= 1|-1|NULL|text
= 2|-1|NULL|text
= 3|-1|a81bc81b-dead-4e5d-abff-90865d1e13b1|text
= 4|NULL|NULL|number
= 5|77|NULL|number

# an error that no handler takes; a value of a type that is given to what takes the error of another
fails
CREATE FUNCTION no_zero(s text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 10 / s::int;
EXCEPTION WHEN division_by_zero THEN
  RETURN 0;
END $$;
UPDATE results SET r = no_zero(r) WHERE id = 2;
.
fails
CREATE FUNCTION again(s text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN s::int;
EXCEPTION WHEN others THEN
  RAISE NOTICE 'no number: %', SQLERRM;
  RAISE;
END $$;
UPDATE results SET r = again(r) WHERE id = 2;
.
migrate
CREATE FUNCTION no_zero(s text) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN 10 / s::int;
EXCEPTION WHEN division_by_zero THEN
  RETURN 0;
END $$;
UPDATE results SET r = no_zero(r) WHERE id = 1;
UPDATE results SET r = no_zero('0') WHERE id = 2;
.
lite,mysql,maria refused to_date() fails cannot be asked first
CREATE FUNCTION day_of(s text) RETURNS date LANGUAGE plpgsql AS $$
BEGIN
  RETURN to_date(s, 'DD.MM.YYYY');
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
UPDATE words SET a = day_of(s);
.
rows SELECT id, r FROM results WHERE id < 3 ORDER BY id
= 1|3
= 2|0

# bytes, settings of a project's own, handlers that only raise
migrate
CREATE TABLE packed (id int PRIMARY KEY, s text, b bytea, j jsonb, t text);
INSERT INTO packed (id, s, b) VALUES (1, 'eyJhIjogMX0=', '\x7b2261223a20317d'), (2, 'eyJhIjogMX0', '\x7b2261223a2031'), (3, 'e30=', '\xff'), (4, 'x!', '\xc328'),
  (5, '', '\x'), (6, NULL, NULL), (7, ' e3 0=', '\x226ac3a122'), (8, '/w==', '\xed9fbf'), (9, 'ww==', '\xeda080'), (10, '=', '\x00'), (11, 'Ig==', '\x22f09f988022'),
  (12, 'InjDoSI=', '\xe28228'), (13, 'e3', '\x31'), (14, 'MQ=', '\xf4908080');
CREATE FUNCTION json_of(b bytea) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  IF b IS NULL THEN RETURN '"none"'; END IF;
  RETURN convert_from(b, 'UTF8')::jsonb;
EXCEPTION WHEN others THEN
  RETURN NULL;
END $$;
CREATE FUNCTION text_of(s text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN encode(decode(s, 'base64'), 'hex');
EXCEPTION WHEN character_not_in_repertoire THEN
  RETURN 'bytes';
WHEN invalid_parameter_value THEN
  RETURN 'other';
END $$;
CREATE FUNCTION hex_of(s text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN convert_from(decode(s, 'hex'), 'utf-8');
EXCEPTION WHEN others THEN
  RETURN 'none';
END $$;
CREATE FUNCTION who() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE
  v uuid;
BEGIN
  BEGIN
    v := current_setting('app.user_id')::uuid;
  EXCEPTION WHEN others THEN
    v := NULL;
  END;
  RETURN coalesce(v, 'a81bc81b-dead-4e5d-abff-90865d1e13b1');
END $$;
UPDATE packed SET j = json_of(b), t = text_of(s);
CREATE TABLE hexes (id int PRIMARY KEY, s text, t text);
INSERT INTO hexes (id, s) VALUES (1, 'ff00'), (2, 'f'), (3, 'F F'), (4, ' 41 c3a9'), (5, 'xx'), (6, ''), (7, NULL);
UPDATE hexes SET t = hex_of(s);
CREATE TABLE signed (id int PRIMARY KEY, u uuid);
INSERT INTO signed VALUES (1, who());
CREATE FUNCTION sign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  BEGIN
    NEW.u := current_setting('app.user_id', false)::uuid;
  EXCEPTION WHEN undefined_object THEN
    NEW.u := '11111111-2222-3333-4444-555555555555';
  END;
  RETURN NEW;
EXCEPTION WHEN others THEN
  RAISE NOTICE 'not signed: %', SQLERRM;
  RAISE;
END $$;
CREATE TRIGGER signs BEFORE INSERT ON signed FOR EACH ROW EXECUTE FUNCTION sign();
CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO hexes (id, s) VALUES (NEW.id + 100, NEW.u::text);
  RETURN NULL;
EXCEPTION WHEN unique_violation THEN
  RAISE EXCEPTION 'twice: %', SQLERRM;
WHEN others THEN
  RAISE EXCEPTION 'not told: % %', SQLERRM, SQLSTATE USING ERRCODE = '22000';
END $$;
CREATE TRIGGER tells AFTER INSERT ON signed FOR EACH ROW EXECUTE FUNCTION told();
DO $$
BEGIN
  UPDATE hexes SET s = 'new' WHERE id = 5;
EXCEPTION WHEN others THEN
  RAISE EXCEPTION 'no: %', SQLERRM;
END $$;
.
ok INSERT INTO signed (id) VALUES (2)
no INSERT INTO signed (id) VALUES (2)
rows SELECT id FROM packed WHERE j IS NOT NULL ORDER BY id
= 1
= 6
= 7
= 11
= 13
rows SELECT id, t FROM packed ORDER BY id
= 1|7b2261223a20317d
= 2|other
= 3|7b7d
= 4|other
= 5|
= 6|NULL
= 7|7b7d
= 8|ff
= 9|c3
= 10|other
= 11|22
= 12|2278c3a122
= 13|other
= 14|other
rows SELECT id, s, t FROM hexes ORDER BY id
= 1|ff00|none
= 2|f|none
= 3|F F|none
= 4| 41 c3a9|Aé
= 5|new|none
= 6||
= 7|NULL|NULL
= 102|11111111-2222-3333-4444-555555555555|NULL
rows SELECT id, u FROM signed ORDER BY id
= 1|a81bc81b-dead-4e5d-abff-90865d1e13b1
= 2|11111111-2222-3333-4444-555555555555

# queries
migrate
CREATE TABLE rates (code text PRIMARY KEY, rate int NOT NULL, kind text);
INSERT INTO rates VALUES ('a', 5, 'x'), ('b', 0, 'x'), ('c', 7, 'y');
CREATE FUNCTION rate_of(c text) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE
  v int;
BEGIN
  SELECT rate INTO STRICT v FROM rates WHERE code = c;
  RETURN 100 / v;
EXCEPTION WHEN no_data_found THEN
  RETURN -1;
WHEN division_by_zero THEN
  RETURN -2;
END $$;
CREATE FUNCTION one_of(k text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  v text;
BEGIN
  SELECT r.code INTO STRICT v FROM rates r WHERE r.kind = k;
  RETURN v;
EXCEPTION WHEN too_many_rows THEN
  RETURN 'several';
WHEN others THEN
  RETURN 'none';
END $$;
CREATE TABLE rated (id int PRIMARY KEY, word text, r int, o text, s int);
INSERT INTO rated (id, word) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'x'), (5, 'y'), (6, NULL);
UPDATE rated SET r = rate_of(word), o = one_of(word);
CREATE FUNCTION set_rate() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  v int := 1;
BEGIN
  BEGIN
    SELECT rate INTO v FROM rates WHERE code = NEW.word;
    NEW.s := 10 / v;
  EXCEPTION WHEN division_by_zero THEN
    NEW.s := -v - 3;
  END;
  RETURN NEW;
END $$;
CREATE TRIGGER set_rate BEFORE UPDATE ON rated FOR EACH ROW EXECUTE FUNCTION set_rate();
UPDATE rated SET word = word;
.
rows SELECT id, r, o, s FROM rated ORDER BY id
= 1|20|none|2
= 2|-2|none|-3
= 3|14|none|1
= 4|-1|several|NULL
= 5|-1|c|NULL
= 6|-1|none|NULL

# a column of the statement is not taken for one of the function's query
migrate
CREATE TABLE coded (id int PRIMARY KEY, code text, rate int);
INSERT INTO coded (id, code) VALUES (1, 'a'), (2, 'c'), (3, 'x');
CREATE FUNCTION plain_rate(c text) RETURNS int LANGUAGE plpgsql STABLE AS $$
DECLARE
  v int;
BEGIN
  SELECT rate INTO v FROM rates WHERE code = c;
  RETURN v;
END $$;
UPDATE coded SET rate = plain_rate(code);
.
rows SELECT id, rate FROM coded ORDER BY id
= 1|5
= 2|7
= 3|NULL
