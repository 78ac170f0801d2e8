/** What is used of dynalite, which has no types. */

declare module "dynalite" {
  import type { Server } from "node:http";
  export default function dynalite(options: { createTableMs: number; deleteTableMs: number; updateTableMs: number }): Server;
}

declare module "dynalite/db/index.js" {
  const db: {
    /** An error with a `body`, where the condition of a write doesn't hold for the item that there is. */
    checkConditional(data: unknown, existing: unknown): { body: Record<string, unknown> } | null | undefined;
  };
  export default db;
}
