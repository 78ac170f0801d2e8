/** Whether a value of JSON is an object, so that its keys can be asked for. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether an event is a batch of records that all come from one service. */
export function isBatch<Each>(event: unknown, eventSource: string): event is { readonly Records: readonly Each[] } {
  if (!isObject(event) || !Array.isArray(event.Records) || event.Records.length === 0) return false;
  return event.Records.every((record) => isObject(record) && record.eventSource === eventSource);
}
