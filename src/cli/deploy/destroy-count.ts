/** How many executions of a stack have not ended. */
import type { Session } from "../../deploy/stack/session.ts";
import { openPorts } from "../../lambda/open-ports.ts";
import type { StackResources } from "../../model/stack-resources.ts";

const most = 1_000;

/** For people, such as `3` or `more than 1,000`; undefined where the journal can't be asked: what is left of it does not matter then. */
export async function countUnended(
  { region, credentials }: Pick<Session, "region" | "credentials">,
  resources: StackResources,
): Promise<string | undefined> {
  try {
    const { journal } = openPorts({ resources, region, credentials });
    const rows = await journal.list({ status: "running", limit: most + 1 });
    return rows.length > most ? `more than ${most.toLocaleString("en")}` : String(rows.length);
  } catch {
    return undefined;
  }
}
