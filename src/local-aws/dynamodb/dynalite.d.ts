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

declare module "dynalite/db/conditionParser.js" {
  export interface Context {
    readonly attrNames?: Record<string, string>;
    readonly attrVals?: Record<string, object>;
    /** Whose names and values no expression has used yet: what is left is an error. */
    readonly unusedAttrNames: Record<string, true>;
    readonly unusedAttrVals: Record<string, true>;
    readonly isKeyCondition?: boolean;
  }
  export type Parse = (expression: string, options: { readonly context: Context }) => object | string;
  const parser: { parse: Parse };
  export default parser;
}
