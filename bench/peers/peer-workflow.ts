/**
 * Vercel's Workflow SDK on its local world, which keeps JSON files: one step a hop.
 *
 * It is wired as the SDK's own plugin for Vitest does: its compiler makes two bundles, which are called in this process, without a server.
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BaseBuilder, createBaseBuilderConfig } from "@workflow/builders";
import { createLocalWorld } from "@workflow/world-local";
import { start } from "workflow/api";
import { setWorld } from "workflow/runtime";
import { expectEnd, type Peer, type State, startOf } from "./peer.ts";

class ChainBuilder extends BaseBuilder {
  readonly #folder: string;

  constructor(folder: string) {
    super({
      ...createBaseBuilderConfig({ workingDir: import.meta.dirname, dirs: ["workflow-chain"] }),
      // The target whose bundles plain Node can import.
      buildTarget: "next",
      suppressCreateWorkflowsBundleLogs: true,
    });
    this.#folder = folder;
  }

  override async build(): Promise<void> {
    await this.bundle();
  }

  /** Builds, and gives the id of the chain. */
  async bundle(): Promise<string> {
    const inputFiles = await this.getInputFiles();
    const { manifest } = await this.createWorkflowsBundle({
      outfile: join(this.#folder, "workflows.mjs"),
      bundleFinalOutput: false,
      format: "esm",
      inputFiles,
    });
    await this.createStepsBundle({ outfile: join(this.#folder, "steps.mjs"), externalizeNonSteps: true, format: "esm", inputFiles });
    const found = Object.values(manifest.workflows ?? {}).flatMap((byName) => Object.values(byName));
    const [chain] = found;
    if (!chain) throw new Error("The compiler of Vercel's Workflow SDK found no workflow.");
    return chain.workflowId;
  }
}

export async function open(): Promise<Peer> {
  // Inside the package, for the bundles import what is installed there.
  const cache = join(import.meta.dirname, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "workflow-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const workflowId = await new ChainBuilder(folder).bundle();
  const world = createLocalWorld({ dataDir: join(folder, "data"), recoverActiveRuns: false });
  const bundle = async (name: string) => (await import(pathToFileURL(join(folder, name)).href)).POST;
  world.registerHandler("__wkf_workflow_", await bundle("workflows.mjs"));
  world.registerHandler("__wkf_step_", await bundle("steps.mjs"));
  let ended = Promise.withResolvers<void>();
  const create = world.events.create.bind(world.events) as (...words: unknown[]) => Promise<never>;
  world.events.create = async (...words: unknown[]) => {
    const created = await create(...words);
    const { eventType } = words[1] as { eventType: string };
    if (eventType === "run_completed" || eventType === "run_failed") ended.resolve();
    return created;
  };
  await world.start?.();
  setWorld(world);
  return {
    async run(hops) {
      ended = Promise.withResolvers();
      const run = await start<[State], State>({ workflowId }, [startOf(hops)]);
      // Awaiting the result at once would look for it once a second only.
      await ended.promise;
      expectEnd(await run.returnValue);
    },
    async close() {
      setWorld(undefined);
      await world.close?.();
    },
  };
}
