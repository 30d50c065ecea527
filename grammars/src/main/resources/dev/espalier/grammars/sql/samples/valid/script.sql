-- two
CREATE TABLE a (x); /* then ; */ INSERT INTO node (label) VALUES (';');
SELECT 1;
