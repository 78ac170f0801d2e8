/** A handler that does nothing: what Node itself takes. */
export const handler = async () => ({});
