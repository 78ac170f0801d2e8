/** Opens the home that a command line means: this project's own, or a stack's. */
import type { LocalHome } from "../../local/local-home.ts";
import { refuseStrayPlace } from "../stack/stack-options.ts";
import { UsageError } from "../usage-error.ts";
import { noHome, openExistingHome, shownHome } from "./home.ts";
import { readLocalConditions } from "./local-conditions.ts";
import type { OperatedHome, Where } from "./operated-home.ts";

/** The journal of this project as any other home. */
export function operateLocally(home: LocalHome): OperatedHome {
  const { journal, blobs, dispatcher, clock } = home;
  return {
    ...{ journal, blobs, dispatcher, clock },
    shown: shownHome(),
    words: [],
    empty: noHome(),
    mostSearched: undefined,
    runsItself: false,
    conditions: (execution) => readLocalConditions(home, execution),
    close: () => home.close(),
  };
}

/** The home that is meant, undefined where this project has none yet. */
export async function openOperatedHome(where: Where): Promise<OperatedHome | undefined> {
  if (where.stack !== undefined) {
    const { openStackHome } = await import("../stack/stack-home.ts");
    return openStackHome({ ...where, stack: where.stack });
  }
  refuseStrayPlace(where);
  const home = openExistingHome();
  return home && operateLocally(home);
}

/**
 * Does something with the home that is meant, and closes it.
 *
 * @throws {UsageError} when this project has none, so that no execution can have been meant
 */
export async function withOperatedHome<R>(where: Where, work: (home: OperatedHome) => Promise<R>): Promise<R> {
  const home = await openOperatedHome(where);
  if (!home) throw new UsageError(noHome());
  try {
    return await work(home);
  } finally {
    home.close();
  }
}
