/** What the functions of any pipeline do, made from its graph; only the states that its steps work with must be known. */
import { successorsOf } from "../../src/deploy/flow-needs.ts";
import { needsOf } from "../../src/deploy/template/function-needs.ts";
import { own } from "../../src/deploy/template/own-ids.ts";
import { logicalIdOf } from "../../src/model/logical-id.ts";
import type { StoredState } from "../../src/model/message.ts";
import type { Deployed } from "./deployed.fixture.ts";
import type { Scene, Scenes } from "./removals.fixture.ts";
import { Stage } from "./stage.fixture.ts";

/** By step: states with which it does, together, all that it is granted to do. */
export type States = Readonly<Record<string, readonly StoredState[]>>;

export interface Script {
  readonly states: States;
  /** What starts an execution, among it what is large. */
  readonly events: readonly object[];
  /** Queues that start executions, and an input. */
  readonly queues?: readonly { readonly arn: string; readonly input: object }[];
}

export function scenesOf(stack: Deployed, { states, events, queues = [] }: Script): Scenes {
  const stage = new Stage(stack);
  const { graph } = stack;
  const needs = needsOf(graph);
  const scenes = new Map<string, Scene[]>();
  for (const step of graph.steps) {
    const own = states[step.name] ?? [{}];
    const [first = {}] = own;
    scenes.set(logicalIdOf(step.name), [
      ...(step.name === "start" ? events.map((event) => stage.event(event)) : []),
      ...own.map((state, index) => stage.step(step.name, state, index === 0 ? "runs" : "runs otherwise")),
      stage.again(step.name, first),
      ...(graph.failureHandler ? [stage.fails(step.name)] : []),
      ...successorsOf(step).map((to) => stage.heals(step.name, to)),
      ...(step.retries ? [stage.retries(step.name, first)] : []),
      ...(step.name === "start" ? queues.map(({ arn, input }) => stage.takes(arn, () => input, "start takes from its queue")) : []),
    ]);
  }
  if (graph.failureHandler)
    scenes.set(
      "OnFailure",
      (states.$failure ?? [{}]).map((state) => stage.failure(state)),
    );
  if (needs.delayed.length > 0) {
    const waited = (execution: string) => stage.history.unclaimed(execution, needs.delayed[0]);
    const takes = stage.takes(queueArn(stack, "delays"), waited, "the relay takes what has waited");
    scenes.set(own.relay, [...needs.delayed.map((step) => stage.relayed(step)), takes]);
  }
  scenes.set(own.recovery, recoveryScenes(stage, stack, events));
  if (needs.scheduled.length > 0) {
    scenes.set(own.schedulerRole, [...needs.scheduled.map((step) => stage.scheduled(step)), stage.undelivered(needs.scheduled[0] ?? "")]);
  }
  return scenes;
}

function recoveryScenes(stage: Stage, { graph }: Deployed, events: readonly object[]): Scene[] {
  const needs = needsOf(graph);
  const steps = graph.steps.map(({ name }) => name);
  return [
    stage.letter(
      "fails what has died",
      (execution) => stage.history.unclaimed(execution),
      (row) => row?.status,
    ),
    ...events.map((event) => stage.letter("begins what could not", (execution) => stage.history.refused(execution, event))),
    ...steps.map((step) => stage.letter(`sends on to ${step}`, (execution) => stage.history.ended(execution, step))),
    ...needs.delayed.slice(0, 1).map((step) => stage.letter("delays", (execution) => stage.history.ended(execution, step, 60_000))),
    ...needs.scheduled.slice(0, 1).map((step) => stage.letter("schedules", (execution) => stage.history.ended(execution, step, 3_600_000))),
    stage.takes(stage.deadLetters, (execution) => stage.history.unclaimed(execution), "the recovery takes a letter"),
    stage.hides(),
  ];
}

function queueArn({ aws, resources }: Deployed, name: "delays"): string {
  return aws.queues.find(resources[name] ?? "").arn;
}
