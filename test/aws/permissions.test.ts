/** Least privilege, held to the letter: no statement without which everything still works, and none for more than what is the stack's own. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Deployed } from "./deployed.fixture.ts";
import { everything } from "./everything.fixture.ts";
import { orderStates } from "./order-states.fixture.ts";
import { findNeedless, rehearse, removalsOf, type Scenes, statementsOf } from "./removals.fixture.ts";
import { scenesOf } from "./scenes.fixture.ts";
import { Stage } from "./stage.fixture.ts";
import { openWorld, type World } from "./world.fixture.ts";

/** Too large to travel in a message. */
const long = "x".repeat(100_000);

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

interface Case {
  readonly deploy: () => Promise<Deployed>;
  readonly script: (stack: Deployed, large: unknown) => Promise<Parameters<typeof scenesOf>[1]> | Parameters<typeof scenesOf>[1];
}

const cases: Readonly<Record<string, Case>> = {
  cafe: {
    deploy: () => world.deploy(world.copy("cafe"), "cafe"),
    script: () => ({
      events: [{ choice: "c" }, { choice: "c", note: long }],
      states: { start: [{ choice: "c" }, {}], coffee: [{ beans: 12 }], drink: [{ milk: true }] },
    }),
  },
  "tea-or-coffee": {
    deploy: () => world.deploy(world.copy("tea-or-coffee"), "tea-or-coffee"),
    script: (_, large) => ({
      events: [{ choice: "c" }, { choice: "c", note: long }],
      states: {
        start: [{ choice: "c" }, { choice: "t" }, {}, { choice: large }],
        boil_water: [
          { choice: "tea", cups: 1 },
          { choice: "coffee", cups: 2 },
        ],
        grind: [{ cups: 2 }],
        dip: [{ cups: 1 }],
        pour_water: [{ millilitres: 250, ingredient: large }],
        drink: [{ choice: "tea", cup: large }],
      },
    }),
  },
  orders: {
    deploy: () => world.deploy(world.copy("orders"), "orders"),
    script: (_, large) => orderStates(large, long),
  },
  everything: {
    deploy: () => world.deploy(world.write({ "pipeline.ts": everything }), "everything"),
    script: ({ stack }, large) => ({
      events: [{ text: "short" }, { text: long }],
      queues: [{ arn: world.aws.queues.find(stack.physicalIds.Inputs ?? "").arn, input: { text: "short" } }],
      states: {
        start: [{ text: "short" }, { text: large }],
        soon: [{ text: large, length: long.length }],
        late: [
          { text: "same", copy: "SAME" },
          { text: "one", copy: "other" },
          { text: large, copy: large },
        ],
        end: [
          { copy: long, same: true },
          { copy: large, same: true },
        ],
        $failure: [{ text: large }],
      },
    }),
  },
};

describe.each(Object.entries(cases))("%s", (_, { deploy, script }) => {
  let stack: Deployed;
  let scenes: Scenes;
  let usual: Awaited<ReturnType<typeof rehearse>>;
  beforeAll(async () => {
    stack = await deploy();
    scenes = scenesOf(stack, await script(stack, await new Stage(stack).large(long)));
    usual = await rehearse(scenes);
  });

  test("names every resource that it may touch", () => {
    const statements = statementsOf(stack.template);
    expect(statements.length).toBeGreaterThan(5);
    for (const { statement } of statements) {
      expect(JSON.stringify([statement.Action])).toMatch(/^\[("(lambda|s3|dynamodb|sqs|scheduler|iam):[A-Za-z]+",?|\[|\])+\]$/);
      for (const resource of [statement.Resource].flat()) expect(resource).not.toBe("*");
    }
    const wide = JSON.stringify(statements.map(({ statement }) => statement.Resource)).match(/[^"]*\*[^"]*/g) ?? [];
    for (const one of wide) expect(one).toMatch(/:s3:::.+\/blobs\/\*$|:schedule\/.+-orchwits-delays\/\*$/);
  });

  test("does the same again as long as nothing is taken away", async () => {
    expect(outcomes(await rehearse(scenes))).toEqual(outcomes(usual));
  });

  test("fails without any single statement, or any single action or resource of one", async () => {
    const removals = removalsOf(stack);
    expect(removals.length).toBeGreaterThanOrEqual(statementsOf(stack.template).length);
    expect(await findNeedless(removals, scenes, usual)).toEqual([]);
  });
});

function outcomes(rehearsed: Awaited<ReturnType<typeof rehearse>>) {
  return [...rehearsed].map(([{ name }, outcome]) => `${name}: ${outcome}`);
}
