/** What the journal asks of its database. Prepared once: that costs more than running them. */
import type { StatementSync } from "node:sqlite";
import { executionColumns, hopColumns } from "./sqlite-rows.ts";
import type { SqliteStore } from "./sqlite-store.ts";

const byKey = "execution = ? AND branch = ? AND hop = ?";
const whileClaimed = `${byKey} AND token = ? AND status = 'claimed'`;

const statements = {
  begin: `INSERT INTO executions (${executionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  claimNew: `INSERT INTO hops (execution, branch, hop, step, attempt, status, started_at, owner, token, lease_until)
    SELECT ?, ?, ?, ?, ?, 'claimed', ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM executions WHERE execution = ?) ON CONFLICT DO NOTHING`,
  claimAgain: `UPDATE hops SET status = 'claimed', owner = ?, token = ?, lease_until = ?, retry_at = NULL WHERE ${byKey}`,
  renew: `UPDATE hops SET lease_until = ? WHERE ${whileClaimed}`,
  complete: `UPDATE hops SET status = 'ended', ended_at = ?, completion = ?, token = NULL, lease_until = NULL WHERE ${whileClaimed}`,
  postpone: `UPDATE hops SET status = 'waiting', attempt = ?, retry_at = ?, failures = ?, token = NULL, lease_until = NULL
    WHERE ${whileClaimed}`,
  cancelHop: `INSERT INTO hops (execution, branch, hop, step, attempt, status, started_at, ended_at) VALUES (?, ?, ?, ?, 1, 'cancelled', ?, ?)
    ON CONFLICT DO UPDATE SET status = 'cancelled', ended_at = excluded.ended_at, token = NULL, lease_until = NULL, retry_at = NULL
    WHERE status IN ('claimed', 'waiting')`,
  append: `INSERT INTO hops (${hopColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  setStatus: `UPDATE executions SET status = ?, ended_at = ?, result = ?, error = ?, status_hop = ?
    WHERE execution = ? AND status IN (SELECT value FROM json_each(?)) AND status_hop < ?`,
  readExecution: `SELECT ${executionColumns} FROM executions WHERE execution = ?`,
  readHop: `SELECT ${hopColumns} FROM hops WHERE ${byKey}`,
  readLastHop: `SELECT ${hopColumns} FROM hops WHERE execution = ? AND branch = ? ORDER BY hop DESC LIMIT 1`,
  readHops: `SELECT ${hopColumns} FROM hops WHERE execution = ? AND (branch, hop) > (?, ?) ORDER BY branch, hop LIMIT ?`,
  list: `SELECT ${executionColumns} FROM executions
    WHERE status = coalesce(?, status) AND pipeline = coalesce(?, pipeline) AND started_at < coalesce(?, 9e999)
    ORDER BY started_at DESC, execution DESC LIMIT ?`,
  removeExecution: "DELETE FROM executions WHERE execution = ? AND status <> 'running'",
  removeHops: "DELETE FROM hops WHERE execution = ?",
  removeDeliveries: "DELETE FROM deliveries WHERE execution = ?",
} as const;

export function prepareJournal(store: SqliteStore): Record<keyof typeof statements, StatementSync> {
  const entries = Object.entries(statements).map(([name, sql]) => [name, store.prepare(sql)] as const);
  return Object.fromEntries(entries) as Record<keyof typeof statements, StatementSync>;
}
