/** `orchwits dev` while somebody works on the source: what it says of each save, what it notices, keeps and removes, and how it ends. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, pressCtrlC } from "../command-line.fixture.ts";
import { serveDev, startDev } from "../dev.fixture.ts";

const brewing = (word: string) => `export const brew = (beans: number) => \`${word} \${beans}\`;\n`;
/** The coffee is brewed in a folder of its own. */
const brewed = cafe.replace("\n", '\nimport { brew } from "./kitchen/brew.ts";\n').replace(/`Put .*`/, "brew(beans)");

/** Serves a pipeline whose files can be written, and what is said of it read bit by bit. */
async function workOn(files: Readonly<Record<string, string>>) {
  const folder = makeFolder(files);
  const dev = await serveDev(folder);
  const seen = { stdout: dev.said.stdout.length, stderr: dev.said.stderr.length };
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  /** What is new on a stream as soon as it has a text. Times differ. */
  const next = async (name: "stdout" | "stderr", text: string) => {
    while (!dev.said[name].slice(seen[name]).includes(text)) await dev.changed();
    const said = dev.said[name].slice(seen[name]);
    seen[name] = dev.said[name].length;
    return said.replaceAll(/ (?:\d+ m )?[\d.]+ [µm]?s$/gm, "");
  };
  /** What is said of the next rebuild. What functions log comes when it comes. */
  const rebuilt = async (last = "↻") => (await next("stdout", last)).replaceAll(/^\d\d:\d\d:\d\d .*\n/gm, "");
  return { ...dev, folder, write, save: (text: string) => write("pipeline.ts", text), next, rebuilt };
}

/** The functions that are built, by the folders of their builds. */
function builds(temporary: string): Record<string, string[]> {
  const folder = join(temporary, readdirSync(temporary).find((name) => name.startsWith("orchwits-dev-")) ?? "");
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readdirSync(join(folder, name)).sort()]));
}

test("says what a save has changed, and what starts executions now, and nothing where nothing has", async () => {
  const { save, next, rebuilt, said, options } = await workOn({ "pipeline.ts": cafe });
  const cake = cafe.replace("  @step()\n  drink", "  @step()\n  cake() {\n    return this.done();\n  }\n\n  @step()\n  drink");
  save(cake);
  expect(await next("stderr", "explained in")).toMatch(/^warning OW105 Step 'cake' never runs.*\n1 warning in Cafe \(5 steps\)\nOW105 is/s);
  expect(await rebuilt()).toBe("↻ added cake; changed all 5 others\n");

  // A comment changes nothing, and the warning was read. What is said next is of the save after that.
  save(`// Cake, too.\n${cake}`);
  save(cake.replace("this.done()", "this.done({ crumbs: true })"));
  expect(await rebuilt()).toBe("↻ changed cake\n");

  const trigger = '@step({ on: [{ queue: { Ref: "Orders" } }, { http: "none" }] })\n  start';
  const stack = '  static readonly stack = { resources: { Orders: { Type: "AWS::SQS::Queue" } } };\n\n';
  save(cafe.replace("@step()\n  start", trigger).replace("  @step(", `${stack}  @step(`));
  const { endpoint } = options;
  expect(await rebuilt("Over HTTP")).toBe(`↻ added Orders (queue); removed cake; changed all 5 functions

Through the queue:
  aws sqs send-message --endpoint-url ${endpoint} --queue-url ${endpoint}/000000000000/cafe-Orders --message-body '{"choice":"c"}'

Over HTTP:
  curl ${endpoint}/function-url/cafe-start/ -d '{"choice":"c"}'

`);
  expect(said.stderr.match(/OW105 Step/g)).toHaveLength(1);
});

test("says once what is wrong, serves on, and says when it is mended", async () => {
  const { save, next, rebuilt, said, invoke } = await workOn({ "pipeline.ts": cafe });
  save(cafe.replace("start({", "start({{"));
  expect(await next("stderr", "served.")).toMatch(/^error OW001 TS1180: .*\n1 error\nOW001 is .*\nThe old version is still served\.\n$/s);
  save(brokenCafe);
  expect(await next("stderr", "served.")).toMatch(
    /^error OW101 .*\n1 error in Cafe \(4 steps\)\nOW101 is .*\nThe old version is still served\.\n$/s,
  );
  save(`${brokenCafe}// Is it this?\n`);
  expect(await next("stderr", "served.")).toBe("That is as wrong as before. The old version is still served.\n");
  expect(await invoke("cafe-start", { choice: "t" })).toMatchObject({ began: true });
  await next("stdout", "completed");
  save(cafe.replace("beans: 5", "beans: 6"));
  expect(await rebuilt()).toBe("↻ mended: changed tea\n");
  const table = '{ Type: "AWS::DynamoDB::Table", Properties: { KeySchema: [] } }';
  save(cafe.replace("  @step()", `  static readonly stack = { resources: { Menu: ${table} } };\n\n  @step()`));
  expect(await next("stderr", "served.")).toMatch(/^error: Table cafe-Menu can't be made\. .*\nThe old version is still served\.\n$/);
  save(cafe.replace("class Cafe", "class Bar"));
  expect(await next("stderr", "served.")).toBe(
    "The stack's name is now 'bar': that takes a new start.\nThe old version is still served.\n",
  );
  save(cafe.replace("beans: 5", "beans: 6"));
  expect(await rebuilt()).toBe("↻ mended: the source says again what is served\n");
  expect(said.stderr.match(/error OW/g)).toHaveLength(2);
});

test("sees files and folders that are replaced, deleted and made again", async () => {
  const { folder, write, next, rebuilt } = await workOn({ "pipeline.ts": brewed, "kitchen/brew.ts": brewing("boil") });
  const at = (path: string) => join(folder, path);
  const change = "↻ changed coffee\n";

  write(".pipeline.ts.tmp", brewed.replace("beans: 5", "beans: 6"));
  renameSync(at(".pipeline.ts.tmp"), at("pipeline.ts"));
  expect(await rebuilt()).toBe("↻ changed tea\n");

  // As a checkout of another branch does it.
  rmSync(at("kitchen"), { recursive: true });
  write("kitchen/brew.ts", brewing("steam"));
  expect(await rebuilt()).toBe(change);
  write("kitchen/brew.ts", brewing("press"));
  expect(await rebuilt()).toBe(change);

  write(".other/brew.ts", brewing("drip"));
  renameSync(at("kitchen"), at(".old"));
  renameSync(at(".other"), at("kitchen"));
  expect(await rebuilt()).toBe(change);
  write("kitchen/brew.ts", brewing("pour"));
  expect(await rebuilt()).toBe(change);

  rmSync(at("kitchen"), { recursive: true });
  await next("stderr", "Cannot find module './kitchen/brew.ts'");
  write("kitchen/brew.ts", brewing("grind"));
  expect(await rebuilt()).toBe(`↻ mended: ${change.slice(2)}`);
});

test("sees what is imported from beside the pipeline's folder", async () => {
  const folder = makeFolder({ "src/pipeline.ts": brewed.replace("./kitchen", "../kitchen"), "kitchen/brew.ts": brewing("boil") });
  const { until } = await serveDev(folder, "src/pipeline.ts");
  writeFileSync(join(folder, "kitchen/brew.ts"), brewing("steam"));
  await until("stdout", "↻ changed coffee");
});

test("keeps of what it has built only what is served, or still runs", async () => {
  // It is warm in the code that it began with until there is a file.
  const waiting = cafe
    .replace("\n", '\nimport { existsSync } from "node:fs";\nimport { setTimeout } from "node:timers/promises";\n')
    .replace("  coffee({ beans }", "  async coffee({ beans }")
    .replace("console.log(", 'console.log("waits");\n    while (!existsSync("../../../go")) await setTimeout(10);\n    console.log(');
  const { temporary, save, next, rebuilt, invoke } = await workOn({ "pipeline.ts": waiting });
  const others = ["drink", "orchwits-recovery", "start"];
  expect(builds(temporary)).toMatchObject({ 0: expect.arrayContaining(["coffee", "tea", ...others]) });
  await invoke("cafe-start", { choice: "t" });
  await next("stdout", "waits");

  save(waiting.replace("Put ", "Pour ").replace("beans: 5", "beans: 6"));
  expect(await rebuilt()).toBe("↻ changed coffee, tea\n");
  save(waiting.replace("Put ", "Press ").replace("beans: 5", "beans: 6"));
  expect(await rebuilt()).toBe("↻ changed coffee\n");
  // What is swept, is swept when it has said that.
  await expect.poll(() => builds(temporary), patience).toEqual({ 0: ["coffee", ...others], 1: ["tea"], 2: ["coffee"] });

  writeFileSync(join(temporary, "go"), "");
  expect(await next("stdout", "completed")).toContain("Put 5 beans into the machine");
  save(waiting.replace("Put ", "Grind ").replace("beans: 5", "beans: 6"));
  await rebuilt();
  await expect.poll(() => builds(temporary), patience).toEqual({ 0: others, 1: ["tea"], 3: ["coffee"] });
});

const patience = { interval: 1, timeout: 200_000 };

type Dev = ReturnType<typeof startDev>;

/** Resolves once a build has begun to be written. */
function untilBuilt({ temporary }: Dev, build: string): Promise<void> {
  return expect.poll(() => readdirSync(temporary).some((name) => existsSync(join(temporary, name, build))), patience).toBe(true);
}

/** Moments at which Ctrl-C may come, and what there is to wait for until then. */
const moments = {
  "while it reads": ({ temporary }: Dev) => expect.poll(() => readdirSync(temporary), patience).not.toEqual([]),
  "while it builds": (dev: Dev) => untilBuilt(dev, "0"),
  "while it serves": ({ until }: Dev) => until("stdout", "Ctrl-C ends it."),
  "while it builds again": async (dev: Dev, save: () => void) => {
    await dev.until("stdout", "Ctrl-C ends it.");
    save();
    await untilBuilt(dev, "1");
  },
};

test.each(Object.entries(moments))("Ctrl-C %s ends it, and leaves nothing behind", async (_name, moment) => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const dev = startDev(folder);
  await moment(dev, () => writeFileSync(join(folder, "pipeline.ts"), cafe.replace("beans: 5", "beans: 6")));
  pressCtrlC(dev.child);
  expect(await dev.ended).toBe(130);
  expect(dev.said.stderr).toBe(dev.said.stdout === "" ? "" : "\nEnded. What ran here is gone.\n");
  expect(readdirSync(dev.temporary)).toEqual([]);
  await expect.poll(() => processesOf(dev.child.pid), patience).toEqual([]);
});

/** What runs of a group of processes; those that have ended may wait for somebody to take note of it. */
function processesOf(group = 0): string[] {
  const all = execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" }).split("\n");
  return all.filter((line) => line.trim().startsWith(`${group} `) && !/^\s*\d+\s+Z/.test(line));
}
