# Addresses of the net: what is one, and what only looks so.
migrate
CREATE TABLE addresses (id serial PRIMARY KEY, n inet, c cidr, m macaddr);
INSERT INTO addresses (n, c, m) VALUES ('10.0.0.1', '10.0.0.0/8', '08:00:2b:01:02:03');
.
ok INSERT INTO addresses (n) VALUES ('10.0.0.1/8'), ('::1'), ('fe80::1/64'), ('1:2:3:4:5:6:7:8'), ('::ffff:1.2.3.4'), ('0.0.0.0'), ('1:2:3:4:5:6:7::'), (NULL)
no INSERT INTO addresses (n) VALUES ('10.0.0.1/33')
no INSERT INTO addresses (n) VALUES ('10.0.0.1/')
no INSERT INTO addresses (n) VALUES ('10.0.0.1/8/8')
no INSERT INTO addresses (n) VALUES ('10.0.0.1/x')
no INSERT INTO addresses (n) VALUES ('10.0.0.256')
no INSERT INTO addresses (n) VALUES ('10.0.0.1.2')
no INSERT INTO addresses (n) VALUES ('fe80:::1')
no INSERT INTO addresses (n) VALUES ('fe80::1::2')
no INSERT INTO addresses (n) VALUES ('1:2:3:4:5:6:7')
no INSERT INTO addresses (n) VALUES ('12345::1')
no INSERT INTO addresses (n) VALUES ('fe80::1/129')
no INSERT INTO addresses (n) VALUES ('fe80::g')
no INSERT INTO addresses (n) VALUES ('')
no UPDATE addresses SET n = '1.2.3' WHERE id = 1
ok INSERT INTO addresses (c) VALUES ('192.168.0.0/16'), ('10.1.2.3/32'), ('0.0.0.0/0'), ('fe80::/64')
no INSERT INTO addresses (c) VALUES ('10.0.0.1/8')
no INSERT INTO addresses (c) VALUES ('192.168.1.0/16')
no INSERT INTO addresses (c) VALUES ('10.0.0.0/33')
no INSERT INTO addresses (c) VALUES ('net')
ok INSERT INTO addresses (m) VALUES ('08-00-2b-01-02-04'), ('0800.2b01.0205'), ('08002b010206'), ('08002b:010207')
no INSERT INTO addresses (m) VALUES ('08:00:2b:01:02')
no INSERT INTO addresses (m) VALUES ('08:00:2b:01:02:0g')
no INSERT INTO addresses (m) VALUES ('mac')
