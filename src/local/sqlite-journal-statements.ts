/** What the journal asks of its database. Prepared once: that costs more than running them. */
import type { StatementSync } from "node:sqlite";
import { executionColumns, hopColumns, hopId, keyedHopColumns } from "./sqlite-rows.ts";
import type { SqliteStore } from "./sqlite-store.ts";

const ofBranch = "FROM branches WHERE execution = ? AND branch = ?";
const byKey = `id = (SELECT ${hopId} ${ofBranch})`;
const whileClaimed = `${byKey} AND token = ? AND status = 'claimed'`;
const hopsOfBranches = `branches JOIN hops ON hops.id BETWEEN branches.id << 32 AND (branches.id << 32) + 0xffffffff`;

const statements = {
  begin: `INSERT INTO executions (${executionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  beginBranch: `INSERT INTO branches (execution, branch) SELECT execution, ? FROM executions WHERE execution = ?
    ON CONFLICT DO NOTHING`,
  claimNew: `INSERT INTO hops (id, step, attempt, status, started_at, owner, token, lease_until)
    SELECT ${hopId}, ?, ?, 'claimed', ?, ?, ?, ? ${ofBranch} ON CONFLICT DO NOTHING`,
  claimAgain: `UPDATE hops SET status = 'claimed', owner = ?, token = ?, lease_until = ?, retry_at = NULL WHERE ${byKey}`,
  renew: `UPDATE hops SET lease_until = ? WHERE ${whileClaimed}`,
  complete: `UPDATE hops SET status = 'ended', ended_at = ?, completion = ?, token = NULL, lease_until = NULL WHERE ${whileClaimed}`,
  postpone: `UPDATE hops SET status = 'waiting', attempt = ?, retry_at = ?, failures = ?, token = NULL, lease_until = NULL
    WHERE ${whileClaimed}`,
  cancelHop: `INSERT INTO hops (id, step, attempt, status, started_at, ended_at) SELECT ${hopId}, ?, 1, 'cancelled', ?, ? ${ofBranch}
    ON CONFLICT DO UPDATE SET status = 'cancelled', ended_at = excluded.ended_at, token = NULL, lease_until = NULL, retry_at = NULL
    WHERE status IN ('claimed', 'waiting')`,
  append: `INSERT INTO hops (id, ${hopColumns}) SELECT ${hopId}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? ${ofBranch} ON CONFLICT DO NOTHING`,
  setStatus: `UPDATE executions SET status = ?, ended_at = ?, result = ?, error = ?, status_hop = ?
    WHERE execution = ? AND status IN (SELECT value FROM json_each(?)) AND status_hop < ?`,
  readExecution: `SELECT ${executionColumns} FROM executions WHERE execution = ?`,
  readHop: `SELECT ${keyedHopColumns} FROM branches JOIN hops ON hops.id = ${hopId} WHERE execution = ? AND branch = ?`,
  readLastHop: `SELECT ${keyedHopColumns} FROM ${hopsOfBranches} WHERE execution = ? AND branch = ? ORDER BY hops.id DESC LIMIT 1`,
  readHops: `SELECT ${keyedHopColumns} FROM branches JOIN hops
    ON hops.id > (branches.id << 32) + iif(branch = ?, ?, -1) AND hops.id <= (branches.id << 32) + 0xffffffff
    WHERE execution = ? AND branch >= ? ORDER BY branch, hops.id LIMIT ?`,
  list: `SELECT ${executionColumns} FROM executions
    WHERE status = coalesce(?, status) AND pipeline = coalesce(?, pipeline) AND started_at < coalesce(?, 9e999)
    ORDER BY started_at DESC, execution DESC LIMIT ?`,
  removeExecution: "DELETE FROM executions WHERE execution = ? AND status <> 'running'",
  removeHops: `DELETE FROM hops WHERE id IN (SELECT hops.id FROM ${hopsOfBranches} WHERE execution = ?)`,
  removeBranches: "DELETE FROM branches WHERE execution = ?",
  removeDeliveries: "DELETE FROM deliveries WHERE execution = ?",
} as const;

export function prepareJournal(store: SqliteStore): Record<keyof typeof statements, StatementSync> {
  const entries = Object.entries(statements).map(([name, sql]) => [name, store.prepare(sql)] as const);
  return Object.fromEntries(entries) as Record<keyof typeof statements, StatementSync>;
}
