-- A lending library: its tables, some stock, and the first loans.
CREATE TABLE IF NOT EXISTS branch (
  branch_id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  street TEXT NOT NULL,
  postcode TEXT NOT NULL CHECK (length(postcode) BETWEEN 4 AND 10),
  opened_on TEXT DEFAULT CURRENT_DATE,
  is_open INTEGER NOT NULL DEFAULT 1 CHECK (is_open IN (0, 1))
) STRICT;

CREATE TABLE IF NOT EXISTS author (
  author_id INTEGER PRIMARY KEY,
  family_name TEXT NOT NULL,
  given_name TEXT,
  born_in INTEGER,
  died_in INTEGER,
  CONSTRAINT lived CHECK (died_in IS NULL OR died_in >= born_in),
  UNIQUE (family_name, given_name, born_in)
);

CREATE TABLE IF NOT EXISTS title (
  isbn TEXT PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE,
  published INTEGER CHECK (published > 1400),
  pages INTEGER,
  language TEXT NOT NULL DEFAULT 'en',
  price NUMERIC(8, 2) DEFAULT 0.00,
  sort_name TEXT GENERATED ALWAYS AS (lower(replace(name, 'The ', ''))) STORED
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS title_author (
  isbn TEXT NOT NULL REFERENCES title (isbn) ON DELETE CASCADE ON UPDATE CASCADE,
  author_id INTEGER NOT NULL REFERENCES author (author_id) ON DELETE RESTRICT,
  position INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (isbn, author_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS copy (
  copy_id INTEGER PRIMARY KEY,
  isbn TEXT NOT NULL,
  branch_id INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'good' CHECK (state IN ('new', 'good', 'worn', 'lost')),
  acquired_on TEXT NOT NULL DEFAULT CURRENT_DATE,
  FOREIGN KEY (isbn) REFERENCES title (isbn) ON UPDATE CASCADE,
  FOREIGN KEY (branch_id) REFERENCES branch (branch_id) ON DELETE SET NULL
);

CREATE TABLE IF NOT EXISTS member (
  member_id INTEGER PRIMARY KEY,
  card TEXT NOT NULL UNIQUE,
  full_name TEXT NOT NULL,
  email TEXT,
  joined_on TEXT NOT NULL DEFAULT CURRENT_DATE,
  balance REAL NOT NULL DEFAULT 0.0
);

CREATE TABLE IF NOT EXISTS loan (
  loan_id INTEGER PRIMARY KEY,
  copy_id INTEGER NOT NULL REFERENCES copy (copy_id),
  member_id INTEGER NOT NULL REFERENCES member (member_id) ON DELETE CASCADE,
  lent_on TEXT NOT NULL DEFAULT CURRENT_DATE,
  due_on TEXT NOT NULL,
  returned_on TEXT,
  fine REAL DEFAULT 0,
  CHECK (due_on >= lent_on),
  CHECK (returned_on IS NULL OR returned_on >= lent_on)
);

INSERT INTO branch (name, street, postcode, opened_on)
VALUES ('Harbour', '12 Quay Street', 'GL1 2PD', '1998-04-01'),
       ('Old Mill', '3 Weir Lane', 'GL4 0RR', '2006-09-15'),
       ('University', '77 Park Road', 'GL2 9HW', '2014-01-20');

INSERT INTO author (author_id, family_name, given_name, born_in, died_in)
VALUES (1, 'Austen', 'Jane', 1775, 1817),
       (2, 'Borges', 'Jorge Luis', 1899, 1986),
       (3, 'Calvino', 'Italo', 1923, 1985),
       (4, 'Le Guin', 'Ursula K.', 1929, 2018),
       (5, 'Lem', 'Stanisław', 1921, 2006),
       (6, 'Woolf', 'Virginia', 1882, 1941),
       (7, 'Achebe', 'Chinua', 1930, 2013),
       (8, 'Ishiguro', 'Kazuo', 1954, NULL);

INSERT OR REPLACE INTO title (isbn, name, published, pages, language, price)
VALUES ('9780141439518', 'Pride and Prejudice', 1813, 480, 'en', 7.99),
       ('9780141439587', 'Emma', 1815, 512, 'en', 7.49),
       ('9780802130303', 'Ficciones', 1944, 174, 'es', 14.50),
       ('9780156453806', 'Invisible Cities', 1972, 165, 'it', 13.25),
       ('9780441478125', 'The Left Hand of Darkness', 1969, 304, 'en', 9.99),
       ('9780547928227', 'Solaris', 1961, 204, 'pl', 11.00),
       ('9780156628709', 'Mrs Dalloway', 1925, 194, 'en', 8.75),
       ('9780385474542', 'Things Fall Apart', 1958, 209, 'en', 10.00),
       ('9780571258093', 'Never Let Me Go', 2005, 282, 'en', 9.49),
       ('9780060850524', 'The Dispossessed', 1974, 387, 'en', 12.99);

INSERT INTO title_author (isbn, author_id)
VALUES ('9780141439518', 1), ('9780141439587', 1), ('9780802130303', 2), ('9780156453806', 3),
       ('9780441478125', 4), ('9780547928227', 5), ('9780156628709', 6), ('9780385474542', 7),
       ('9780571258093', 8), ('9780060850524', 4);

INSERT INTO copy (isbn, branch_id, state, acquired_on)
SELECT t.isbn, b.branch_id, CASE WHEN t.published < 1900 THEN 'worn' ELSE 'new' END, '2020-02-03'
FROM title AS t CROSS JOIN branch AS b
WHERE b.is_open = 1 AND t.pages > 100
ORDER BY b.branch_id, t.sort_name;

INSERT INTO member (card, full_name, email, joined_on)
VALUES ('A-0001', 'Margaret O''Neill', 'margaret@example.org', '2019-05-06'),
       ('A-0002', 'Tomasz Nowak', 'tomasz.nowak@example.org', '2019-06-30'),
       ('A-0003', 'Fatima Haddad', NULL, '2020-01-11'),
       ('A-0004', 'Lars Ekström', 'lars@example.org', '2021-11-02'),
       ('B-0101', 'Chipo Moyo', 'chipo.moyo@example.org', '2022-03-17');

INSERT INTO loan (copy_id, member_id, lent_on, due_on)
SELECT c.copy_id, m.member_id, date('now'), date('now', '+21 days')
FROM copy AS c
JOIN member AS m ON m.member_id = 1 + c.copy_id % 5
WHERE c.state <> 'lost' AND NOT EXISTS (SELECT 1 FROM loan AS l WHERE l.copy_id = c.copy_id)
LIMIT 12;

/* What is due, by member, with the fine that would be owed today. */
SELECT m.card,
       m.full_name,
       count(*) AS items,
       min(l.due_on) AS first_due,
       sum(CASE
             WHEN l.due_on < date('now') THEN 0.20 * (julianday('now') - julianday(l.due_on))
             ELSE 0
           END) AS owed
FROM member m
INNER JOIN loan l USING (member_id)
LEFT JOIN copy c ON c.copy_id = l.copy_id
WHERE l.returned_on IS NULL
GROUP BY m.member_id, m.card, m.full_name
HAVING count(*) > 0 AND owed >= 0
ORDER BY owed DESC NULLS LAST, m.full_name COLLATE NOCASE ASC
LIMIT 25 OFFSET 0;

UPDATE loan
SET returned_on = date('now'), fine = round(max(0, julianday('now') - julianday(due_on)) * 0.2, 2)
WHERE loan_id IN (SELECT loan_id FROM loan WHERE returned_on IS NULL ORDER BY due_on LIMIT 3)
RETURNING loan_id, member_id, fine;

UPDATE member AS m
SET balance = m.balance - f.total
FROM (SELECT member_id, sum(fine) AS total FROM loan WHERE fine > 0 GROUP BY member_id) AS f
WHERE f.member_id = m.member_id;

DELETE FROM copy
WHERE state = 'lost' AND copy_id NOT IN (SELECT copy_id FROM loan WHERE returned_on IS NULL);

-- Titles that nobody has borrowed for two years, and what they cost.
SELECT t.name, t.published, count(c.copy_id) AS copies, round(t.price * count(c.copy_id), 2) AS worth
FROM title AS t
JOIN copy AS c USING (isbn)
WHERE NOT EXISTS (
  SELECT 1 FROM loan AS l JOIN copy AS k ON k.copy_id = l.copy_id
  WHERE k.isbn = t.isbn AND l.lent_on > date('now', '-2 years')
)
GROUP BY t.isbn
ORDER BY worth DESC, t.sort_name;
