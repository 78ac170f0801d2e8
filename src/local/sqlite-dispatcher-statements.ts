/** What the dispatcher asks of its database. Prepared once: that costs more than running them. */
import type { StatementSync } from "node:sqlite";
import { hopId } from "./sqlite-rows.ts";
import type { SqliteStore } from "./sqlite-store.ts";

const statements = {
  send: `INSERT INTO deliveries (execution, branch, hop, attempt, visible_at, sent_at, tries, message) VALUES (?, ?, ?, ?, ?, ?, 0, ?)
    ON CONFLICT DO UPDATE SET hop = excluded.hop, attempt = excluded.attempt, visible_at = excluded.visible_at, sent_at = excluded.sent_at,
      lock = NULL, tries = 0, message = excluded.message,
      deaths = CASE WHEN (excluded.hop, excluded.attempt) > (hop, attempt) THEN 0 ELSE deaths END
    WHERE (excluded.hop, excluded.attempt) >= (hop, attempt)`,
  follow:
    "UPDATE deliveries SET hop = ?, attempt = ?, tries = 0, deaths = 0, message = ? WHERE id = ? AND lock = ? AND (?, ?) > (hop, attempt)",
  anyDue: "SELECT 1 FROM deliveries WHERE visible_at <= ? AND execution = coalesce(?, execution) LIMIT 1",
  take: `UPDATE deliveries SET lock = ?, visible_at = ?, sent_at = ? WHERE id IN (
      SELECT id FROM deliveries WHERE visible_at <= ? AND execution = coalesce(?, execution) ORDER BY visible_at, id LIMIT ?
    ) RETURNING id, message, tries, deaths`,
  outcomes: `SELECT hops.id & 0xffffffff AS hop, step, completion FROM branches JOIN hops
    ON hops.id BETWEEN ${hopId} AND (branches.id << 32) + 0xffffffff
    WHERE execution = ? AND branch = ? AND status = 'ended' AND state IS NULL ORDER BY hops.id`,
  settle: "DELETE FROM deliveries WHERE id = ? AND lock = ? AND hop = ? AND attempt = ?",
  giveBack: "UPDATE deliveries SET lock = NULL, visible_at = ?, sent_at = ?, tries = tries + 1 WHERE id = ? AND lock = ?",
  keep: "UPDATE deliveries SET visible_at = ?, sent_at = ? WHERE id = ? AND lock = ?",
  locks: "SELECT DISTINCT lock FROM deliveries WHERE lock IS NOT NULL",
  unlock: "UPDATE deliveries SET lock = NULL, deaths = deaths + 1, visible_at = ?, sent_at = ? WHERE lock = ?",
  anyFromFuture: "SELECT 1 FROM deliveries WHERE sent_at > ? LIMIT 1",
  rebase: "UPDATE deliveries SET visible_at = visible_at - sent_at + ?, sent_at = ? WHERE sent_at > ?",
  standing: "SELECT execution, branch, visible_at, lock FROM deliveries WHERE execution = coalesce(?, execution)",
  nextAt: "SELECT min(visible_at) AS next FROM deliveries WHERE execution = coalesce(?, execution)",
} as const;

export function prepareDeliveries(store: SqliteStore): Record<keyof typeof statements, StatementSync> {
  const entries = Object.entries(statements).map(([name, sql]) => [name, store.prepare(sql)] as const);
  return Object.fromEntries(entries) as Record<keyof typeof statements, StatementSync>;
}
