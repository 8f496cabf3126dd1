# INSERT ... RETURNING INTO, of columns that no number is in.
migrate
CREATE TABLE members (id int PRIMARY KEY, email text, team_id uuid, team_name text);
CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL, tier text NOT NULL DEFAULT 'base', made date DEFAULT '2020-02-02');
CREATE TABLE seats (team_id uuid REFERENCES teams (id), member_id int, tier text);
CREATE FUNCTION members_team() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    team uuid;
    kind text;
    row_of record;
BEGIN
    INSERT INTO teams (name) VALUES (NEW.email || '''s') RETURNING id INTO team;
    INSERT INTO seats (team_id, member_id) VALUES (team, NEW.id);
    UPDATE seats SET tier = 'first' WHERE team_id = team;
    INSERT INTO seats (team_id, member_id, tier) VALUES (team, NEW.id + 100, DEFAULT) RETURNING tier INTO kind;
    IF kind IS NULL AND NOT EXISTS (SELECT 1 FROM teams WHERE name = 'nobody') THEN
        UPDATE seats SET tier = 'second' WHERE member_id = NEW.id + 100;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_team AFTER INSERT ON members FOR EACH ROW EXECUTE FUNCTION members_team();
.
ok INSERT INTO members (id, email) VALUES (1, 'ann')
ok INSERT INTO members (id, email) VALUES (2, 'bob')
rows SELECT t.name, t.tier, s.member_id, s.tier FROM seats s JOIN teams t ON t.id = s.team_id ORDER BY 3
= ann's|base|1|first
= bob's|base|2|first
= ann's|base|101|second
= bob's|base|102|second
migrate
CREATE FUNCTION members_fill() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    made record;
BEGIN
    INSERT INTO teams (name, tier) VALUES (upper(NEW.email), 'big') RETURNING id, name, tier INTO made;
    NEW.team_name := made.name || made.tier;
    NEW.team_id := made.id;
    RETURN NEW;
END $$;
CREATE TRIGGER members_fill BEFORE INSERT ON members FOR EACH ROW WHEN (NEW.id > 10) EXECUTE FUNCTION members_fill();
.
ok INSERT INTO members (id, email) VALUES (11, 'cid')
rows SELECT m.team_name, t.tier FROM members m JOIN teams t ON t.id = m.team_id
= CIDbig|big

# what a WITH has added, as a table of its own
migrate
CREATE TABLE into_rules (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), a integer, k text, UNIQUE (a, k));
CREATE TABLE into_owners (a integer);
INSERT INTO into_rules (a, k) VALUES (1, 'x');
INSERT INTO into_owners VALUES (1), (2), (3);
WITH made AS (INSERT INTO into_rules (a, k) SELECT a, 'x' FROM into_owners WHERE a < 3
              ON CONFLICT (a, k) DO NOTHING RETURNING id, a)
SELECT * INTO TEMP TABLE into_made FROM made;
CREATE TABLE into_kept AS SELECT a FROM into_made;
DROP TABLE into_made;
.
rows SELECT a FROM into_kept
= 2
