/** `orchwits dev` as users run it: what it serves, says and shows, and where it can't begin. */
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { expect, onTestFinished, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits, pressCtrlC } from "../command-line.fixture.ts";
import { serveDev, startDev } from "../dev.fixture.ts";

test("serves the bundles, builds again when the source changes, keeps the old ones while it is wrong, and ends with Ctrl-C", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const source = join(folder, "pipeline.ts");
  const { child, said, ended, until, invoke, options } = await serveDev(folder);
  expect(said.stdout).toContain("Cafe is up at http://127.0.0.1:");
  expect(said.stdout).toContain(`echo '{"choice":"c"}' | aws lambda invoke --function-name cafe-start`);

  const { execution, began } = await invoke("cafe-start", { choice: "t" });
  expect(began).toBe(true);
  for (const last of ["began", "moved to 'tea'", "moved to 'coffee'", "moved to 'drink'", "completed"]) await until("stdout", last);
  // Each function has its own process: what one says last may come after what the next one says.
  const hopOf = (line: string) => Number(line.slice(18, 21).trim() || -1);
  const lines = said.stdout
    .slice(said.stdout.indexOf("Ctrl-C ends it."))
    .split("\n")
    .filter((line) => line.includes(execution.slice(-8)))
    .sort((one, other) => hopOf(one) - hopOf(other));
  expect(lines.map((line) => line.slice(18).replaceAll(/ (?:\d+ m )?[\d.]+ [µm]?s$/g, ""))).toEqual([
    "    start    began",
    "  0 start    moved to 'tea'",
    "  1 tea      moved to 'coffee'",
    "  2 coffee   Put 5 beans into the machine",
    "  2 coffee   moved to 'drink'",
    "  3 drink    completed",
  ]);

  writeFileSync(source, brokenCafe);
  await until("stderr", "The old version is still served.");
  expect(said.stderr).toContain("error OW101");
  expect(await invoke("cafe-start", { choice: "t" })).toMatchObject({ began: true });

  writeFileSync(source, cafe);
  await until("stdout", "↻ mended: the source says again what is served");

  writeFileSync(
    source,
    cafe.replace("{ beans: 5 }", "{ beans: 7 }").replace("@step()\n  tea", '@step({ layers: [{ Ref: "Sugar" }] })\n  tea'),
  );
  await until("stdout", "note: The parameter Sugar has no value");
  await invoke("cafe-start", { choice: "t" });
  await until("stdout", "Put 7 beans into the machine");

  const cloud = new CloudFormationClient(options);
  onTestFinished(() => cloud.destroy());
  const { Stacks } = await cloud.send(new DescribeStacksCommand({ StackName: "cafe" }));
  expect(Stacks?.[0]?.Outputs).toContainEqual(expect.objectContaining({ OutputKey: "Journal", OutputValue: "cafe-orchwits-journal" }));

  child.kill("SIGINT");
  expect(await ended).toBe(130);
});

test("waits for a source that the check finds right", async () => {
  const folder = makeFolder({ "pipeline.ts": brokenCafe });
  const { child, said, ended, until } = startDev(folder);
  await until("stderr", "Nothing is served yet.");
  expect(said.stderr).toContain("error OW101");
  expect(said.stdout).toBe("");
  const before = said.stderr;
  writeFileSync(join(folder, "pipeline.ts"), cafe);
  await until("stdout", "Ctrl-C ends it.");
  pressCtrlC(child);
  expect(await ended).toBe(130);
  expect(said.stderr).toBe(`${before}\nEnded. What ran here is gone.\n`);
});

const shop = `import { Pipeline, step } from "orchwits";
import { pack } from "packing";

export class Shop extends Pipeline {
  static readonly stack = { resources: { Orders: { Type: "AWS::SQS::Queue" }, Inbox: { Type: "AWS::S3::Bucket" } } };

  @step({
    on: [
      { queue: { Ref: "Orders" } },
      { bucket: { Ref: "Inbox" }, prefix: "in/", suffix: ".csv" },
      { http: "iam" },
      { event: { source: ["shop"], "detail-type": ["Order"] } },
      { schedule: "1d" },
    ],
  })
  start({ order }: { order?: string }) {
    return this.done(pack(order ?? "nothing"));
  }
}
`;

test("says how to use each trigger, and where an error was thrown, also in a package", async () => {
  const folder = makeFolder({
    "src/pipeline.ts": shop,
    "node_modules/packing/package.json": '{ "name": "packing", "type": "module", "types": "index.d.ts", "exports": "./index.js" }',
    "node_modules/packing/index.d.ts": "export declare function pack(order: string): string;",
    "node_modules/packing/index.js": 'export function pack(order) {\n  throw new Error("no box for " + order);\n}\n',
  });
  const { child, said, ended, until, invoke, options } = await serveDev(folder, "src/pipeline.ts");
  const { endpoint } = options;
  expect(said.stdout).toContain(`
Through the queue:
  aws sqs send-message --endpoint-url ${endpoint} --queue-url ${endpoint}/000000000000/shop-Orders --message-body '{"order":"…"}'

Through the bucket:
  echo hello | aws s3 cp - s3://shop-inbox/in/hello.csv

Over HTTP:
  curl --aws-sigv4 aws:amz:us-east-1:lambda --user local:local ${endpoint}/function-url/shop-start/ -d '{"order":"…"}'

Through EventBridge:
  aws events put-events --entries '[{"Source":"shop","DetailType":"Order","Detail":"{}"}]'
`);
  await invoke("shop-start", { order: "tea" });
  await until("stdout", "no box for tea");
  await until("stdout", "at Shop.start (src/pipeline.ts:17:22)");
  expect(said.stdout).toContain("at pack (node_modules/packing/index.js:2:9)");
  pressCtrlC(child);
  expect(await ended).toBe(130);
});

test("waits for no file that is not there", async () => {
  const { code, stdout, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["dev", "pipelin.ts", "--port", "0"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("Did you mean 'pipeline.ts'?");
});

test("says where it can't build", async () => {
  const folder = makeFolder({ "pipeline.ts": cafe });
  const TMPDIR = join(folder, "pipeline.ts");
  // Where Node keeps what it has compiled is asked for on its own.
  const environment = { TMPDIR, NODE_DISABLE_COMPILE_CACHE: "1" };
  const { code, stderr } = await orchwits(folder, ["dev", "pipeline.ts", "--port", "0"], { environment });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: No folder can be made in .*pipeline\.ts: ENOTDIR: .*\. TMPDIR names another place\.\n$/);
});

test("says that its port is taken", async () => {
  const taken = createServer();
  const port = await new Promise<number>((done) => taken.listen(0, "127.0.0.1", () => done((taken.address() as { port: number }).port)));
  onTestFinished(() => void taken.close());
  const { code, stderr } = await orchwits(makeFolder({ "pipeline.ts": cafe }), ["dev", "pipeline.ts", "--port", String(port)]);
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^error: Port ${port} is taken, perhaps by another 'orchwits dev'\\.`));
});
