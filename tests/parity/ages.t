# age(): the difference field by field, and not the number of days between.
migrate
CREATE TABLE lives (id integer PRIMARY KEY, a timestamp, b timestamptz, d date, old interval);
INSERT INTO lives (id, a, b) VALUES (1, '2024-03-10', '2024-01-15'), (2, '2024-03-30 10:00:00', '2024-01-31 12:30:00.5'),
    (3, '2024-01-15', '2024-03-10'), (4, '2001-04-10', '1957-06-13'), (5, '2024-03-01 00:00:00.25', '2024-03-01'),
    (6, '2024-03-01', '2024-02-29 23:59:59'), (7, NULL, '2024-01-01'), (8, '2024-01-01', '2024-01-01'),
    (9, '2024-01-31 12:30:00.5', '2024-03-30 10:00:00');
UPDATE lives SET d = '2000-02-29', old = age(a, b);
CREATE VIEW ages AS SELECT id, CAST(old AS text) AS kept, CAST(age(a, b) AS text) AS old, extract(day FROM age(a, d)) AS days FROM lives;
CREATE VIEW older AS SELECT id FROM lives WHERE age(a, b) > interval '20 days';
CREATE VIEW by_now AS SELECT id FROM lives WHERE age(d) > interval '20 years' AND age(b) <> age(d);
.
rows SELECT id, kept, old, days FROM ages ORDER BY id
= 1|1 mon 26 days|1 mon 26 days|10
= 2|1 mon 29 days 21:29:59.5|1 mon 29 days 21:29:59.5|1
= 3|-1 mons -26 days|-1 mons -26 days|15
= 4|43 years 9 mons 27 days|43 years 9 mons 27 days|10
= 5|00:00:00.25|00:00:00.25|1
= 6|00:00:01|00:00:01|1
= 7|NULL|NULL|NULL
= 8|00:00:00|00:00:00|1
= 9|-1 mons -29 days -21:29:59.5|-1 mons -29 days -21:29:59.5|2
rows SELECT id FROM older ORDER BY id
= 1
= 2
= 4
rows SELECT count(*) FROM by_now
= 9
