/** Values of steps that by their types have no large ones: nothing is stored elsewhere, and what is too large all the same is refused. */
import { isBlobReference } from "../model/message.ts";
import type { Values } from "./abilities.ts";
import { applyCompletion } from "./apply-completion.ts";
import { BlobFault, StateTooLarge } from "./errors.ts";
import { textBeyond } from "./store-values.ts";
import { defaultLimits } from "./worker-options.ts";

export const inlineValues: Values = {
  async load(stored, reads) {
    const large = Object.keys(stored).filter((key) => isBlobReference(stored[key]));
    const read = large.find((key) => reads === "all" || reads.has(key));
    if (read === undefined) return applyCompletion(stored, { set: {}, dropped: large });
    throw new BlobFault(
      `'${read}' is stored as a blob, but by its types this step reads nothing so large, and its function has no access to blobs. ` +
        "Give it a type that may be large and deploy, or resume with a smaller value.",
    );
  },
  async storeChange({ before, set, dropped, excess }) {
    const posing = Object.keys(set).find((key) => isBlobReference(set[key]));
    if (posing !== undefined) throw tooLarge(`The value of '${posing}'`);
    const after = applyCompletion(before, { set, dropped });
    if (excess(after, set) > 0) throw tooLarge("The state");
    return { set, after };
  },
  async storeValue(value) {
    if (isBlobReference(value) || textBeyond(JSON.stringify(value), defaultLimits.blobBytes) > 0) throw tooLarge("The result");
    return value;
  },
};

function tooLarge(what: string): StateTooLarge {
  return new StateTooLarge(
    `${what} has to be stored as a blob, but by its types this step sets nothing so large, and its function has no access to blobs. ` +
      "Give what it sets a type that may be large, and deploy.",
  );
}
