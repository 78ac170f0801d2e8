/** Ends the process although something could still be going on in it, once what was written has been taken. */
export async function exitNow(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((done) => stream.write("", () => done()));
  process.exit(code);
}
