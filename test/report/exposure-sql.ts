/** Exposure and trend of the example tenant as SQL tells them from its receipts. */

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Stretches of managed accounts without MFA: from each change to the next one, and before the first. */
const stretches = ({ from, to }: Span): string => `
  WITH moments AS (
    SELECT address, 0 AS seq, ${from} AS at, NULL AS before, NULL AS after, '' AS status FROM tenant WHERE managed
    UNION ALL
    SELECT address, seq, CASE WHEN after IN ('disabled', 'unknown') THEN began ELSE ended END, before, after, status FROM steps
  ), spans AS (
    SELECT m.address, t.organisation, t.unit, m.at AS a, coalesce(lead(m.at) OVER own, ${to}) AS b, m.after AS first,
      coalesce(lead(m.before) OVER own, t.level) AS last, m.status
    FROM moments m JOIN tenant t ON t.address = m.address WHERE t.managed
    WINDOW own AS (PARTITION BY m.address ORDER BY m.seq)
  ), stretches AS (
    SELECT address, organisation, unit, a, CASE
        WHEN last IN ('disabled', 'unknown') THEN b
        WHEN first IN ('disabled', 'unknown') AND status = 'MFA 24 Hour Exception' THEN min(b, a + 86400000)
        WHEN first IN ('disabled', 'unknown') THEN b ELSE a END AS b
    FROM spans
  )`;

const DAYS = '(sum(b - a) * 10 + 86399999) / 86400000 / 10.0 AS days';

/** User-days by an expression, the most exposed first. */
export function exposureSql(span: Span, by: string): string {
  return `${stretches(span)} SELECT ${by} AS name, ${DAYS} FROM stretches WHERE b > a GROUP BY 1 ORDER BY sum(b - a) DESC, 1`;
}

/** User-days by who approved the exception of that time. */
export function approvedSql(span: Span): string {
  return `${stretches(span)}, shared AS (
    SELECT e.approver, max(s.a, e.starts) AS a, min(s.b, e.expires) AS b FROM stretches s JOIN current e ON e.user = s.address
    WHERE e.refused IS NULL AND e.approver IS NOT NULL
  ) SELECT approver AS name, ${DAYS} FROM shared WHERE b > a GROUP BY 1 ORDER BY sum(b - a) DESC, 1`;
}

/** Levels right after a run: what it left, else what the next run that changed the account found, else the level now. */
export function trendSql(seq: number): string {
  const then = `coalesce(
    (SELECT after FROM steps s WHERE s.address = t.address AND s.seq = ${seq}),
    (SELECT before FROM steps s WHERE s.address = t.address AND s.seq > ${seq} ORDER BY s.seq LIMIT 1), t.level)`;
  return `SELECT ${seq} AS seq, count(*) AS managed, sum(level IN ('standard', 'named-locations')) AS enforced, sum(level = 'unknown') AS unknown
    FROM (SELECT ${then} AS level FROM tenant t WHERE managed)`;
}
