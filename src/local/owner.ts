/** Who holds a claim or a delivery, so that those of a process that died can be taken over without waiting for a lease. */
import { hostname } from "node:os";

/** This process, as the journal names it: `host:pid`. */
export const thisOwner = `${hostname()}:${process.pid}`;

/** Whether an owner is certainly gone. One on another host, or whose pid was given to another process, is not known to be. */
export function isDeadOwner(owner: string): boolean {
  const colon = owner.lastIndexOf(":");
  const pid = Number(owner.slice(colon + 1));
  if (owner.slice(0, colon) !== hostname() || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
