/** Reads which messages of a batch a function could not handle. */

/** The ids of the messages that stay in the queue: all of them where the answer names what was not in the batch (Lambda's guide, "SQS"). */
export function readBatchFailures(payload: Buffer, messages: readonly { readonly messageId: string }[]): Set<string> {
  const all = new Set(messages.map(({ messageId }) => messageId));
  let answer: unknown;
  try {
    answer = JSON.parse(payload.toString());
  } catch {
    return all;
  }
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures;
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return ids.every((id): id is string => typeof id === "string" && all.has(id)) ? new Set(ids) : all;
}
