/** A local AWS for the tests of a file, in which stacks are made of pipelines as a deployment makes them: from the very bundles and templates. */
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { openAnalyzer } from "../../src/analyzer/analyzer.ts";
import { projectOptions } from "../../src/analyzer/project.fixture.ts";
import { type LocalAws, type LocalAwsOptions, startLocalAws } from "../../src/local-aws/local-aws.ts";
import type { LogLine } from "../../src/local-aws/log-line.ts";
import { type Provisioned, provision } from "../../src/local-aws/provision/provision.ts";
import { makeStacks } from "../../src/local-aws/provision/stacks-service.ts";
import { buildStack } from "./build-stack.fixture.ts";
import { Deployed } from "./deployed.fixture.ts";
import { ForwardClock } from "./forward-clock.fixture.ts";
import { root } from "./root.fixture.ts";

/** What projects may import beside `orchwits`. */
const packages = ["@types/node", "csv-parse", "csv-stringify"];

export interface World {
  readonly aws: LocalAws;
  readonly clock: ForwardClock;
  /** All that the local AWS and its functions have said. */
  readonly lines: readonly LogLine[];
  /** Makes a stack of a pipeline's source file. */
  deploy(file: string, stackName: string): Promise<Deployed>;
  /** Puts sources into a project of their own. Returns the path of the one named `pipeline.ts`. */
  write(files: Readonly<Record<string, string>>): string;
  /** Copies an example into a project of its own, where `orchwits` is this checkout's sources and not what was built last. */
  copy(example: string): string;
}

/** Opens a world that ends with the tests of this file. */
export async function openWorld(options: Partial<LocalAwsOptions> = {}): Promise<World> {
  const clock = new ForwardClock();
  const lines: LogLine[] = [];
  // As many as the functions of all stacks: the limit is for developers' machines, and a cold start takes a tenth of a second.
  const lambda = { maximumProcesses: 64, ...options.lambda };
  const aws = await startLocalAws({ ...options, clock, callersNow: Date.now, lambda, onLog: (line) => lines.push(line) });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "orchwits-aws-")));
  // One for all stacks: what their projects have in common, such as the types of Node, is read once.
  const analyzer = openAnalyzer({ cwd: root });
  afterAll(async () => {
    analyzer.close();
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const stacks = new Map<string, Provisioned>();
  let count = 0;
  const write = (files: Readonly<Record<string, string>>) => {
    const project = join(folder, `project-${count++}`);
    for (const name of packages) {
      mkdirSync(dirname(join(project, "node_modules", name)), { recursive: true });
      symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name), "dir");
    }
    const all = {
      "package.json": '{ "type": "module" }',
      "tsconfig.json": JSON.stringify({ compilerOptions: projectOptions() }),
      ...files,
    };
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    return join(project, "pipeline.ts");
  };
  return {
    aws,
    clock,
    lines,
    async deploy(file, stackName) {
      const build = (source: string) => buildStack(analyzer, source, stackName, join(folder, `build-${count++}`));
      const first = await build(file);
      const stack = await provision(aws, first.template, { stackName, codeFolderOf: (_id, { CodeUri }) => String(CodeUri) });
      stacks.set(stackName, stack);
      aws.register(makeStacks([...stacks.values()]));
      return new Deployed({ aws, clock, lines, stack, build, first });
    },
    write,
    copy(example) {
      const pipeline = write({});
      cpSync(join(root, "examples", example), dirname(pipeline), { recursive: true });
      return pipeline;
    },
  };
}
