/** Who may sign requests: the developer with all rights, and the roles of functions. */
import { randomBytes } from "node:crypto";
import type { Principal, Statement } from "./policy.ts";
import { account } from "./service.ts";

export interface Principals {
  add(principal: Principal): void;
  /** Makes the principal of a role and adds it, in place of one with the same ARN. */
  addRole(name: string, statements: readonly Statement[]): Principal;
  /** @param arn of the role */
  remove(arn: string): void;
  byKey(accessKeyId: string): Principal | undefined;
  byArn(arn: string): Principal | undefined;
}

/** Whoever runs the local AWS: may do everything, with credentials that a command line example can print. */
export const root: Principal = {
  arn: `arn:aws:iam::${account}:root`,
  accessKeyId: "local",
  secretAccessKey: "local",
  statements: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

export function makePrincipals(): Principals {
  const byArn = new Map<string, Principal>();
  const byKey = new Map<string, Principal>();
  const principals: Principals = {
    add(principal) {
      principals.remove(principal.arn);
      byArn.set(principal.arn, principal);
      byKey.set(principal.accessKeyId, principal);
    },
    addRole(name, statements) {
      const principal: Principal = {
        arn: `arn:aws:iam::${account}:role/${name}`,
        accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
        secretAccessKey: randomBytes(30).toString("base64"),
        sessionToken: randomBytes(60).toString("base64"),
        statements,
      };
      principals.add(principal);
      return principal;
    },
    remove(arn) {
      const old = byArn.get(arn);
      if (!old) return;
      byArn.delete(arn);
      byKey.delete(old.accessKeyId);
    },
    byKey: (key) => byKey.get(key),
    byArn: (arn) => byArn.get(arn),
  };
  principals.add(root);
  return principals;
}
