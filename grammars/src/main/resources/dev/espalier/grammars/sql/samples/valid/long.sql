WITH RECURSIVE
  month(n, label) AS (
    SELECT 1, '2024-01'
    UNION ALL
    SELECT n + 1, CASE WHEN n < 9 THEN '2024-0' ELSE '2024-' END || (n + 1) FROM month WHERE n < 12
  ),
  sale AS (
    SELECT strftime('%Y-%m', o.placed) AS label, c.city, i.sku, i.quantity * i.price AS amount
    FROM orders AS o
    JOIN customer AS c ON c.id = o.customer
    JOIN item AS i ON i.orders = o.id
    WHERE o.placed BETWEEN '2024-01-01' AND '2024-12-31' AND i.quantity > 0 -- no returns
  )
SELECT m.label, coalesce(s.city, '(none)') AS city, count(*) AS sales, sum(s.amount) AS total,
       sum(s.amount) FILTER (WHERE s.sku LIKE 'B-%') AS books,
       avg(sum(s.amount)) OVER (PARTITION BY s.city ORDER BY m.n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS moving,
       rank() OVER (PARTITION BY m.label ORDER BY sum(s.amount) DESC) AS place
FROM month AS m
LEFT JOIN sale AS s ON s.label = m.label
GROUP BY m.label, s.city
HAVING total IS NULL OR total > 100.0
ORDER BY m.n, place
LIMIT 500;
