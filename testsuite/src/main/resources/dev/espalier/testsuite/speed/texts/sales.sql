-- Reports over an order book.
WITH monthly AS (
  SELECT strftime('%Y-%m', o.ordered_at) AS month,
         c.region,
         sum(i.quantity * i.unit_price * (1 - coalesce(i.discount, 0))) AS revenue,
         count(DISTINCT o.order_id) AS orders,
         count(DISTINCT o.customer_id) AS customers
  FROM orders AS o
  JOIN order_items AS i ON i.order_id = o.order_id
  JOIN customers AS c ON c.customer_id = o.customer_id
  WHERE o.status NOT IN ('cancelled', 'returned') AND o.ordered_at >= '2023-01-01'
  GROUP BY 1, 2
),
ranked AS (
  SELECT month,
         region,
         revenue,
         orders,
         customers,
         rank() OVER (PARTITION BY month ORDER BY revenue DESC) AS place,
         lag(revenue) OVER (PARTITION BY region ORDER BY month) AS before,
         avg(revenue) OVER (
           PARTITION BY region ORDER BY month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW
         ) AS moving_average,
         sum(revenue) OVER (
           PARTITION BY region ORDER BY month ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
         ) AS so_far
  FROM monthly
)
SELECT month,
       region,
       round(revenue, 2) AS revenue,
       orders,
       customers,
       round(revenue / nullif(orders, 0), 2) AS per_order,
       CASE
         WHEN before IS NULL THEN 'first'
         WHEN revenue > before * 1.1 THEN 'up'
         WHEN revenue < before * 0.9 THEN 'down'
         ELSE 'steady'
       END AS trend,
       round(100.0 * (revenue - before) / before, 1) AS change_percent,
       round(moving_average, 2) AS moving_average,
       round(so_far, 2) AS so_far
FROM ranked
WHERE place <= 5
ORDER BY month DESC, place ASC;

-- Customers who came back within thirty days, and what they bought then.
WITH RECURSIVE
days (day) AS (
  SELECT date('2024-01-01')
  UNION ALL
  SELECT date(day, '+1 day') FROM days WHERE day < '2024-12-31'
),
first_orders AS MATERIALIZED (
  SELECT customer_id, min(ordered_at) AS first_at
  FROM orders
  GROUP BY customer_id
),
returns AS NOT MATERIALIZED (
  SELECT f.customer_id, f.first_at, o.order_id, o.ordered_at,
         julianday(o.ordered_at) - julianday(f.first_at) AS days_between
  FROM first_orders f
  JOIN orders o ON o.customer_id = f.customer_id AND o.ordered_at > f.first_at
  WHERE julianday(o.ordered_at) - julianday(f.first_at) <= 30
)
SELECT d.day,
       count(DISTINCT f.customer_id) AS new_customers,
       count(DISTINCT r.customer_id) AS returned,
       round(100.0 * count(DISTINCT r.customer_id) / max(1, count(DISTINCT f.customer_id)), 1) AS rate,
       group_concat(DISTINCT p.category) AS categories
FROM days AS d
LEFT JOIN first_orders AS f ON date(f.first_at) = d.day
LEFT JOIN returns AS r ON r.customer_id = f.customer_id
LEFT JOIN order_items AS i ON i.order_id = r.order_id
LEFT JOIN products AS p ON p.product_id = i.product_id AND p.discontinued = 0
GROUP BY d.day
HAVING new_customers > 0
ORDER BY d.day;

-- Products that are often bought together.
SELECT a.name AS one,
       b.name AS other,
       count(*) AS times,
       round(1.0 * count(*) / (SELECT count(*) FROM order_items AS x WHERE x.product_id = a.product_id), 3)
         AS share
FROM order_items AS i
JOIN order_items AS j ON j.order_id = i.order_id AND j.product_id > i.product_id
JOIN products AS a ON a.product_id = i.product_id
JOIN products AS b ON b.product_id = j.product_id
WHERE a.category = b.category OR (a.price BETWEEN 10 AND 50 AND b.price BETWEEN 10 AND 50)
GROUP BY a.product_id, b.product_id
HAVING count(*) >= 20
ORDER BY times DESC, share DESC
LIMIT 50;

-- What every warehouse should order, with what is on its way already.
SELECT w.code AS warehouse,
       p.sku,
       p.name,
       s.on_hand,
       coalesce(t.coming, 0) AS coming,
       s.reorder_at,
       CASE
         WHEN s.on_hand + coalesce(t.coming, 0) < s.reorder_at
           THEN (s.reorder_at * 2 - s.on_hand - coalesce(t.coming, 0) + p.pack_size - 1)
             / p.pack_size * p.pack_size
         ELSE 0
       END AS to_order
FROM stock AS s
NATURAL JOIN warehouses AS w
JOIN products AS p USING (product_id)
LEFT OUTER JOIN (
  SELECT warehouse_id, product_id, sum(quantity) AS coming
  FROM transfers
  WHERE arrived_at IS NULL AND sent_at > date('now', '-60 days')
  GROUP BY warehouse_id, product_id
) AS t ON t.warehouse_id = s.warehouse_id AND t.product_id = s.product_id
WHERE p.discontinued = 0 AND p.name NOT LIKE '%sample%' ESCAPE '\' AND p.sku GLOB '[A-Z]*-[0-9]*'
ORDER BY to_order DESC, p.sku;

-- Quartiles of the value of an order, by channel, and the outliers beyond them.
WITH totals AS (
  SELECT o.order_id, o.channel, sum(i.quantity * i.unit_price) AS total
  FROM orders o JOIN order_items i ON i.order_id = o.order_id
  GROUP BY o.order_id, o.channel
), quartiles AS (
  SELECT order_id, channel, total,
         ntile(4) OVER by_channel AS quartile,
         first_value(total) OVER by_channel AS smallest,
         percent_rank() OVER by_channel AS percent
  FROM totals
  WINDOW by_channel AS (PARTITION BY channel ORDER BY total)
), edges AS (
  SELECT channel,
         max(total) FILTER (WHERE quartile = 1) AS q1,
         max(total) FILTER (WHERE quartile = 2) AS median,
         max(total) FILTER (WHERE quartile = 3) AS q3,
         count(*) AS n
  FROM quartiles
  GROUP BY channel
)
SELECT e.channel, e.q1, e.median, e.q3, e.n,
       (SELECT count(*) FROM quartiles AS q
        WHERE q.channel = e.channel AND q.total > e.q3 + 1.5 * (e.q3 - e.q1)) AS outliers
FROM edges AS e
UNION ALL
SELECT 'all', NULL, avg(total), NULL, count(*), 0 FROM totals
EXCEPT
SELECT channel, q1, median, q3, n, 0 FROM edges WHERE n < 10
ORDER BY 1;

-- The tree of categories with the sales of each subtree.
WITH RECURSIVE tree (category_id, name, path, depth) AS (
  SELECT category_id, name, '/' || name, 0 FROM categories WHERE parent_id IS NULL
  UNION ALL
  SELECT c.category_id, c.name, t.path || '/' || c.name, t.depth + 1
  FROM categories AS c JOIN tree AS t ON t.category_id = c.parent_id
  WHERE t.depth < 10
)
SELECT substr('                    ', 1, 2 * t.depth) || t.name AS label,
       t.path,
       (SELECT coalesce(sum(i.quantity), 0)
        FROM tree AS u
        JOIN products AS p ON p.category_id = u.category_id
        JOIN order_items AS i ON i.product_id = p.product_id
        WHERE u.path = t.path OR u.path LIKE t.path || '/%') AS sold
FROM tree AS t
ORDER BY t.path;

-- How long orders take from payment to delivery, by carrier and weekday.
SELECT s.carrier,
       CASE CAST(strftime('%w', o.paid_at) AS INTEGER)
         WHEN 0 THEN 'Sunday' WHEN 1 THEN 'Monday' WHEN 2 THEN 'Tuesday' WHEN 3 THEN 'Wednesday'
         WHEN 4 THEN 'Thursday' WHEN 5 THEN 'Friday' ELSE 'Saturday'
       END AS weekday,
       count(*) AS parcels,
       round(avg(julianday(s.delivered_at) - julianday(o.paid_at)), 2) AS days,
       round(max(julianday(s.delivered_at) - julianday(o.paid_at)), 2) AS longest,
       sum(s.delivered_at IS NULL) AS open,
       sum(CASE WHEN s.delivered_at > s.promised_at THEN 1 ELSE 0 END) AS late
FROM shipments AS s
JOIN orders AS o ON o.order_id = s.order_id
WHERE o.paid_at IS NOT NULL AND (s.carrier <> 'pickup' OR s.delivered_at IS NOT NULL)
GROUP BY s.carrier, weekday
HAVING parcels > 10
ORDER BY s.carrier ASC, days DESC;
