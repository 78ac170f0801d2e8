/** Why a value is too large for a step that by its types has no large ones. */
import { BlobFault, StateTooLarge } from "./errors.ts";

/** @param key of a value that the step reads, and that is stored as a blob */
export function makeUnreadableValue(key: string): BlobFault {
  return new BlobFault(
    `'${key}' is stored as a blob, but by its types this step reads nothing so large, and its function has no access to blobs. ` +
      "Give it a type that may be large and deploy, or resume with a smaller value.",
  );
}

/** @param key of the value that is too large, undefined where it is all of them together */
export function makeUnstorableValue(key: string | undefined): StateTooLarge {
  return makeUnstorable(key === undefined ? "The state" : `The value of '${key}'`);
}

export function makeUnstorableResult(): StateTooLarge {
  return makeUnstorable("The result");
}

function makeUnstorable(what: string): StateTooLarge {
  return new StateTooLarge(
    `${what} has to be stored as a blob, but by its types this step sets nothing so large, and its function has no access to blobs. ` +
      "Give what it sets a type that may be large, and deploy.",
  );
}
