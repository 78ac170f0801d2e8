/** What the contracts need of a test runner: Vitest's and node:test's `test` both do. */

export type DefineTest = (name: string, run: () => Promise<void>) => unknown;
