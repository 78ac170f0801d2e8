/** Values of steps that by their types have no large ones: nothing is stored elsewhere, and what is too large all the same is refused. */
import { isBlobReference } from "../model/message.ts";
import type { LoadFaultHandling, Values } from "./abilities.ts";
import { applyCompletion } from "./apply-completion.ts";
import { textBeyond } from "./text-beyond.ts";
import { defaultLimits } from "./worker-options.ts";

export function inlineValuesWith(faults: LoadFaultHandling): Values {
  return {
    async load(stored, reads) {
      const large = Object.keys(stored).filter((key) => isBlobReference(stored[key]));
      const read = large.find((key) => reads === "all" || reads.has(key));
      if (read !== undefined) throw (await faults()).makeUnreadableValue(read);
      return applyCompletion(stored, { set: {}, dropped: large });
    },
    async storeChange({ before, set, dropped, excess }) {
      const posing = Object.keys(set).find((key) => isBlobReference(set[key]));
      const after = applyCompletion(before, { set, dropped });
      if (posing === undefined && excess(after, set) <= 0) return { set, after };
      throw (await faults()).makeUnstorableValue(posing);
    },
    async storeValue(value) {
      if (!isBlobReference(value) && textBeyond(JSON.stringify(value), defaultLimits.blobBytes) <= 0) return value;
      throw (await faults()).makeUnstorableResult();
    },
  };
}
