/** `orchwits deploy` and `destroy`, against CloudFormation, S3 and STS on loopback: each way to an end is a clear one. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenCafe, cafe, makeFolder, orchwits } from "../command-line.fixture.ts";
import { bucket, deploy, openSite, refused, strong } from "./deploy.fixture.ts";

test("creates, sees that nothing changed, updates, and rolls back what fails", async () => {
  const { aws, cloudFormation, write, run } = await openSite();

  const created = await run(...deploy, "--yes");
  expect(created.stderr).toContain(`Made bucket ${bucket}`);
  expect(created.stderr).toContain("+ coffee");
  expect(created.stderr).toContain("✓ coffee function created");
  expect(created.stderr).toContain(`orchwits start --stack cafe --input '{"choice":"c"}'`);
  expect(created.stdout).toContain("cafe-orchwits-journal");
  expect(created.code).toBe(0);
  const uploaded = aws.buckets.find(bucket).objects.size;

  const again = await run(...deploy, "--yes");
  expect(again).toMatchObject({ code: 0, stdout: "" });
  expect(again.stderr).toContain(`Uploaded 0 of ${uploaded} files, 0 bytes`);
  expect(again.stderr).toContain("unchanged stack cafe");
  expect(aws.buckets.find(bucket).objects.size).toBe(uploaded);
  expect(cloudFormation.stacks.find("cafe").changeSets.size).toBe(0);

  write(strong);
  const asked = await run(...deploy);
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain("~ coffee");
  expect(asked.stderr).toContain("MemorySize 512 → 1024");
  expect(asked.stderr).toContain("say --yes");
  const shown = await run(...deploy, "--diff", "--json");
  const { status, changes } = JSON.parse(shown.stdout);
  expect(status).toBe("planned");
  const memory = { path: "MemorySize", before: "512", after: "1024", replaces: false };
  expect(changes).toContainEqual(
    expect.objectContaining({ action: "change", function: "coffee", properties: expect.arrayContaining([memory]) }),
  );
  expect(cloudFormation.stacks.find("cafe").changeSets.size).toBe(0);
  const updated = await run(...deploy, "--yes");
  expect(updated.stderr).toContain("✓ coffee function updated");
  expect(updated.code).toBe(0);

  write(refused);
  const failed = await run(...deploy, "--yes");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("failed: coffee (function, Coffee) could not be updated: The role can't be assumed by Lambda.");
  expect(failed.stderr).toContain("Stack cafe was rolled back: it is as it was before.");
  expect(cloudFormation.stacks.find("cafe").status).toBe("UPDATE_ROLLBACK_COMPLETE");
  write(strong);
  expect((await run(...deploy, "--yes")).stderr).toContain("unchanged stack cafe");
});

test("names what is the user's own before it is deleted", async () => {
  const stack = '  static readonly stack = { resources: { Menu: { Type: "AWS::SQS::Queue" } } };\n\n';
  const { cloudFormation, run } = await openSite(cafe.replace("  @step()", `${stack}  @step()`));
  const created = await run(...deploy, "--yes");
  expect(created.stderr).toContain(`echo '{"choice":"c"}' | aws lambda invoke --region us-east-1 --function-name cafe-start --payload `);
  const { code, stderr } = await run("destroy", "--stack", "cafe");
  expect(code).toBe(2);
  expect(stderr).toContain("  Of your own, with all that is in them, unless their DeletionPolicy keeps them: Menu (queue).\n");
  expect(cloudFormation.stacks.all()).toHaveLength(1);
});

test("runs what was deployed, and destroys it with its values", async () => {
  const { aws, cloudFormation, run } = await openSite();
  expect((await run(...deploy, "--yes")).code).toBe(0);
  const started = await run("start", "--stack", "cafe", "--input", '{"choice":"t"}', "--id", "first");
  expect(started).toMatchObject({ code: 0, stdout: "first\n" });
  const wrong = await run("start", "--stack", "cafe", "--input", '{"choixe":"t"}');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("is that 'choice'?");
  await expect
    .poll(async () => JSON.parse((await run("show", "first", "--stack", "cafe", "--json")).stdout), { timeout: 200_000 })
    .toMatchObject({ status: "completed", result: { milk: true } });
  const listed = await run("runs", "--stack", "cafe", "--json");
  expect(JSON.parse(listed.stdout)).toMatchObject([{ execution: "first", status: "completed" }]);
  const logs = await run("logs", "first", "--stack", "cafe", "--step", "coffee");
  expect(logs.stdout).toMatch(/first +\d+ coffee +Put 5 beans into the machine\n.*moved to 'drink'/);

  const blobs = cloudFormation.stacks.find("cafe").outputs.Blobs as string;
  aws.buckets.put(blobs, { key: "blobs/one", body: Buffer.from("1"), headers: {} });
  const destroyed = await run("destroy", "--stack", "cafe", "--delete-data", "--yes");
  expect(destroyed.stderr).toContain("The journal (table cafe-orchwits-journal) is deleted");
  expect(destroyed.stderr).toContain(`Deleted bucket ${blobs} with 1 object`);
  expect(destroyed.code).toBe(0);
  expect(cloudFormation.stacks.all()).toEqual([]);
  const gone = await run("runs", "--stack", "cafe");
  expect(gone).toMatchObject({ code: 2, stdout: "" });
  expect(gone.stderr).toContain("There is no stack 'cafe' in us-east-1.");
});

test("clears away a stack whose creation failed", async () => {
  const { cloudFormation, write, run } = await openSite(refused);
  const failed = await run(...deploy, "--yes");
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain("What had been created was deleted again.");
  expect(cloudFormation.stacks.find("cafe").status).toBe("ROLLBACK_COMPLETE");
  write(cafe);
  const planned = await run(...deploy, "--diff");
  expect(planned.stderr).toContain("The first deployment of stack cafe failed");
  expect(await run(...deploy)).toMatchObject({ code: 2, stderr: expect.stringContaining("say --yes") });
  expect(cloudFormation.stacks.find("cafe").status).toBe("ROLLBACK_COMPLETE");
  expect((await run(...deploy, "--yes")).code).toBe(0);
  expect(cloudFormation.stacks.find("cafe").status).toBe("CREATE_COMPLETE");
});

test("creates nothing when the check fails", async () => {
  const { aws, cloudFormation, run } = await openSite(brokenCafe);
  const { code, stderr } = await run(...deploy, "--yes");
  expect(code).toBe(1);
  expect(stderr).toContain("OW101");
  expect(stderr).toContain("Nothing was deployed.");
  expect(aws.buckets.all()).toEqual([]);
  expect(cloudFormation.stacks.all()).toEqual([]);
});

test("leaves stacks alone that are not its own, and says what is missing", async () => {
  const { cloudFormation, run } = await openSite(cafe.replace("@step()\n  coffee", '@step({ layers: [{ Ref: "Layer" }] })\n  coffee'));
  const missing = await run(...deploy, "--yes");
  expect(missing).toMatchObject({ code: 2 });
  expect(missing.stderr).toContain("Parameter Layer has no value yet. Give one: --parameter Layer=…");
  const text = "Resources:\n  Other:\n    Type: AWS::SQS::Queue\n";
  const request = { stackName: "cafe", name: "one", kind: "CREATE", text, parameters: [], capabilities: [] };
  const { changeSet } = cloudFormation.stacks.createChangeSet(request);
  await expect.poll(() => changeSet.status).toBe("CREATE_COMPLETE");
  cloudFormation.stacks.execute("cafe", "one");
  await expect.poll(() => cloudFormation.stacks.find("cafe").status).toBe("CREATE_COMPLETE");
  const other = await run(...deploy, "--yes", "--parameter", "Layer=arn:aws:lambda:us-east-1:000000000000:layer:x:1");
  expect(other).toMatchObject({ code: 2 });
  expect(other.stderr).toContain("Stack 'cafe' was not made by orchwits");
  expect((await run("destroy", "--stack", "cafe", "--yes")).stderr).toContain("was not made by orchwits");
});

test("says in a sentence what is wrong with place or credentials", async () => {
  const { aws, run, runAs } = await openSite();
  expect((await run(...deploy, "--region", "eu-west")).stderr).toContain("'eu-west' is no AWS region");
  const folder = makeFolder({ "pipeline.ts": cafe });
  const config = join(folder, "config");
  writeFileSync(config, "[profile work]\nregion = eu-west-1\n");
  const files = { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials") };
  const profile = await orchwits(folder, [...deploy, "--profile", "wrok"], { environment: { ...aws.environment, ...files } });
  expect(profile.stderr).toContain("There is no AWS profile 'wrok' in ~/.aws/config or ~/.aws/credentials. Did you mean 'work'?");
  const secret = await orchwits(folder, [...deploy], { environment: { ...aws.environment, AWS_SECRET_ACCESS_KEY: "wrong" } });
  expect(secret.stderr).toContain("the secret access key is wrong");
  aws.buckets.create(bucket);
  const statements = [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }] as const;
  const denied = await runAs(statements, ...deploy, "--yes");
  expect(denied).toMatchObject({ code: 2, stderr: expect.stringContaining(bucket) });
  expect(denied.stderr).toContain("s3:ListBucket");
});
