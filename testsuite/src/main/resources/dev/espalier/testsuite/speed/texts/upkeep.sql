/*
 * Nightly upkeep of a telemetry database: new readings are taken over, old ones are summed up, what is
 * wrong is put aside, and the summary tables are brought up to date.
 */
CREATE TEMP TABLE incoming (
  device TEXT NOT NULL,
  taken_at TEXT NOT NULL,
  metric TEXT NOT NULL,
  value REAL,
  quality INTEGER DEFAULT 0,
  payload BLOB DEFAULT X'00ff'
);

INSERT INTO incoming (device, taken_at, metric, value, quality)
VALUES (:device, :taken_at, 'temperature', ?1, 3),
       (:device, :taken_at, 'humidity', ?2, 3),
       (:device, :taken_at, 'pressure', ?3, 2),
       ('dev-0017', '2025-03-01T00:05:00Z', 'temperature', 21.375, 3),
       ('dev-0017', '2025-03-01T00:10:00Z', 'temperature', 21.5, 3),
       ('dev-0018', '2025-03-01T00:05:00Z', 'pressure', 1.01325e3, 1),
       ('dev-0018', '2025-03-01T00:05:00Z', 'voltage', -0.25E-2, 0),
       ('dev-0019', '2025-03-01T00:05:00Z', 'flags', 0x1F, 2);

CREATE TABLE IF NOT EXISTS rejected AS
SELECT device, taken_at, metric, value, 'none' AS reason FROM incoming WHERE 1 = 0;

INSERT INTO rejected (device, taken_at, metric, value, reason)
SELECT i.device, i.taken_at, i.metric, i.value,
       CASE
         WHEN d.device_id IS NULL THEN 'unknown device'
         WHEN m.metric_id IS NULL THEN 'unknown metric'
         WHEN i.value IS NULL THEN 'no value'
         WHEN i.value < m.low OR i.value > m.high THEN 'out of range'
         ELSE 'low quality'
       END
FROM incoming AS i
LEFT JOIN devices AS d ON d.serial = i.device
LEFT JOIN metrics AS m ON m.name = i.metric
WHERE d.device_id IS NULL
   OR m.metric_id IS NULL
   OR i.value ISNULL
   OR NOT (i.value BETWEEN m.low AND m.high)
   OR i.quality & 3 = 0
RETURNING device, reason;

DELETE FROM incoming
WHERE EXISTS (
  SELECT 1 FROM rejected AS r
  WHERE r.device = incoming.device AND r.taken_at = incoming.taken_at AND r.metric = incoming.metric
);

WITH fresh AS (
  SELECT d.device_id, m.metric_id, i.taken_at, avg(i.value) AS value, max(i.quality) AS quality
  FROM incoming AS i
  JOIN devices AS d ON d.serial = i.device
  JOIN metrics AS m ON m.name = i.metric
  GROUP BY d.device_id, m.metric_id, i.taken_at
)
INSERT INTO readings (device_id, metric_id, taken_at, value, quality)
SELECT device_id, metric_id, taken_at, value, quality FROM fresh WHERE quality > 0;

INSERT INTO latest (device_id, metric_id, taken_at, value)
VALUES (17, 1, '2025-03-01T00:10:00Z', 21.5), (18, 3, '2025-03-01T00:05:00Z', 1013.25)
ON CONFLICT (device_id, metric_id) WHERE retired = 0
DO UPDATE SET taken_at = excluded.taken_at, value = excluded.value, updated_at = CURRENT_TIMESTAMP
WHERE excluded.taken_at > latest.taken_at
RETURNING device_id, metric_id, value;

-- Hours are kept for a year, days for ever.
REPLACE INTO hourly (device_id, metric_id, hour, lowest, highest, mean, n)
SELECT r.device_id,
       r.metric_id,
       strftime('%Y-%m-%dT%H:00:00Z', r.taken_at) AS hour,
       min(r.value), max(r.value), avg(r.value), count(*)
FROM readings AS r
WHERE r.taken_at >= datetime('now', '-2 days') AND r.quality >= 1
GROUP BY r.device_id, r.metric_id, strftime('%Y-%m-%dT%H:00:00Z', r.taken_at);

INSERT OR IGNORE INTO daily (device_id, metric_id, day, lowest, highest, mean, n, spread)
SELECT device_id, metric_id, substr(hour, 1, 10), min(lowest), max(highest),
       sum(mean * n) / sum(n), sum(n), max(highest) - min(lowest)
FROM hourly
WHERE hour < date('now')
GROUP BY device_id, metric_id, substr(hour, 1, 10)
HAVING sum(n) >= 12
ORDER BY device_id, metric_id;

UPDATE OR ROLLBACK devices
SET last_seen = (SELECT max(taken_at) FROM readings AS r WHERE r.device_id = devices.device_id),
    status = CASE
      WHEN last_seen IS NULL THEN 'new'
      WHEN julianday('now') - julianday(last_seen) > 7 THEN 'silent'
      WHEN battery_mv < 3100 OR rssi < -95 THEN 'weak'
      ELSE 'well'
    END,
    (firmware_major, firmware_minor) = (SELECT major, minor FROM firmware ORDER BY released_on DESC LIMIT 1)
WHERE retired = 0 AND site_id IN (SELECT site_id FROM sites WHERE country IN ('DE', 'FR', 'NL', 'PL'))
RETURNING device_id, status AS new_status, last_seen;

UPDATE alarms
SET cleared_at = CURRENT_TIMESTAMP, note = note || ' (cleared by the nightly run)'
FROM latest AS l JOIN metrics AS m ON m.metric_id = l.metric_id
WHERE alarms.device_id = l.device_id
  AND alarms.metric_id = l.metric_id
  AND alarms.cleared_at IS NULL
  AND l.value BETWEEN m.low * 1.05 AND m.high * 0.95;

INSERT INTO alarms (device_id, metric_id, raised_at, severity, note)
SELECT l.device_id, l.metric_id, l.taken_at,
       CASE WHEN abs(l.value - s.mean) > 6 * s.deviation THEN 'high' ELSE 'low' END,
       'value ' || CAST(round(l.value, 3) AS TEXT) || ' is far from ' || CAST(round(s.mean, 3) AS TEXT)
FROM latest AS l
JOIN (
  SELECT device_id, metric_id, avg(mean) AS mean,
         sqrt(max(0, avg(mean * mean) - avg(mean) * avg(mean))) AS deviation
  FROM hourly
  WHERE hour > datetime('now', '-30 days')
  GROUP BY device_id, metric_id
) AS s ON s.device_id = l.device_id AND s.metric_id = l.metric_id
WHERE s.deviation > 0
  AND abs(l.value - s.mean) > 4 * s.deviation
  AND NOT EXISTS (
    SELECT * FROM alarms AS a
    WHERE a.device_id = l.device_id AND a.metric_id = l.metric_id AND a.cleared_at IS NULL
  );

DELETE FROM readings
WHERE taken_at < datetime('now', '-14 days')
  AND (device_id, metric_id) IN (SELECT device_id, metric_id FROM hourly GROUP BY 1, 2 HAVING count(*) > 24);

DELETE FROM hourly AS h WHERE h.hour < datetime('now', '-1 year') RETURNING count(*), min(hour);

-- How it went: one row for the log.
INSERT INTO upkeep_log (run_at, readings, rejected, alarms, config)
SELECT CURRENT_TIMESTAMP,
       (SELECT count(*) FROM readings),
       (SELECT count(*) FROM rejected WHERE reason <> 'none'),
       (SELECT count(*) FROM alarms WHERE cleared_at IS NULL AND severity = 'high'),
       json_object('keep', json_array(14, 365), 'limits', json_extract(s.value, '$.limits'))
FROM settings AS s
WHERE s.key = 'upkeep' AND s.value ->> '$.enabled' = 1;

-- Gaps of more than an hour in the series of the last day, longest first.
SELECT d.serial, m.name AS metric, g.begins, g.ends,
       round((julianday(g.ends) - julianday(g.begins)) * 24 * 60) AS minutes
FROM (
  SELECT device_id, metric_id, taken_at AS ends,
         lag(taken_at, 1) OVER (PARTITION BY device_id, metric_id ORDER BY taken_at) AS begins
  FROM readings
  WHERE taken_at > datetime('now', '-1 day')
) AS g
JOIN devices AS d USING (device_id)
JOIN metrics AS m USING (metric_id)
WHERE g.begins IS NOT NULL AND (julianday(g.ends) - julianday(g.begins)) * 24 > 1
ORDER BY minutes DESC, d.serial
LIMIT 100;

-- Sites whose devices went silent together, which is rather the site's uplink than the devices.
SELECT s.name, count(*) AS silent, group_concat(d.serial, ', ') AS serials, max(d.last_seen) AS last
FROM sites AS s JOIN devices AS d ON d.site_id = s.site_id AND d.status = 'silent'
GROUP BY s.site_id
HAVING count(*) >= 3 AND count(*) * 2 > (SELECT count(*) FROM devices AS o WHERE o.site_id = s.site_id);
