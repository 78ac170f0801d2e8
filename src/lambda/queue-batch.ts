/** Batches of queue messages: each is handled for itself, and only those that failed are delivered again. */

/** A message of a queue, as Lambda delivers it. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes?: Readonly<Record<string, string | undefined>>;
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string } | undefined>>;
  readonly eventSourceARN?: string;
}

/** What Lambda removes from the queue is all but these (Lambda developer guide, "Implementing partial batch responses"). */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** @param handle tells by rejecting that a message is to be delivered again; it has said why by then */
export async function handleBatch(
  records: readonly QueueRecord[],
  handle: (record: QueueRecord) => Promise<unknown>,
): Promise<BatchResponse> {
  const settled = isOrdered(records)
    ? await inOrder(records, handle)
    : await Promise.all(records.map((record) => succeeds(record, handle)));
  return { batchItemFailures: records.filter((_, index) => !settled[index]).map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function isOrdered([first]: readonly QueueRecord[]): boolean {
  return first?.eventSourceARN?.endsWith(".fifo") ?? false;
}

/** A queue that keeps an order keeps it within groups: what follows a failure in its group must wait for it. */
async function inOrder(records: readonly QueueRecord[], handle: (record: QueueRecord) => Promise<unknown>): Promise<boolean[]> {
  const blocked = new Set<string | undefined>();
  const settled: boolean[] = [];
  for (const record of records) {
    const group = record.attributes?.MessageGroupId;
    const done = !blocked.has(group) && (await succeeds(record, handle));
    if (!done) blocked.add(group);
    settled.push(done);
  }
  return settled;
}

async function succeeds(record: QueueRecord, handle: (record: QueueRecord) => Promise<unknown>): Promise<boolean> {
  try {
    await handle(record);
    return true;
  } catch {
    return false;
  }
}
