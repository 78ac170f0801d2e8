/** Which classes can be run, and why others can't. */
import { type Done, Pipeline, step } from "orchwits";
import { expect, test } from "vitest";
import { InvalidPipeline } from "./errors.ts";
import { describeUnknownStep, readSteps } from "./pipeline-steps.ts";

abstract class Base extends Pipeline {
  abstract greet(): Done<void>;

  @step()
  start() {
    return this.next("greet");
  }

  @step({ timeout: "1s" })
  shared() {
    return this.done();
  }
}

class Derived extends Base {
  @step()
  greet() {
    return this.done();
  }

  @step({ timeout: "2s" })
  override shared() {
    return this.done();
  }

  helper() {}
}

class Forgetful extends Base {
  greet() {
    return this.done();
  }
}

test("steps are found on the class and above it, the most derived first", () => {
  const { name, steps } = readSteps(Derived);
  expect(name).toBe("Derived");
  expect([...steps.keys()].sort()).toEqual(["greet", "shared", "start"]);
  expect(steps.get("shared")?.timeoutMilliseconds).toBe(2_000);
});

test("an override without @step() is no step", () => {
  const pipeline = readSteps(Forgetful);
  expect([...pipeline.steps.keys()].sort()).toEqual(["shared", "start"]);
  expect(describeUnknownStep(pipeline, "greet")).toMatch(/^'greet' is a method of Forgetful without @step\(\)\. Write @step\(\) above it/);
});

test("an unknown step is met with what was meant, or what there is", () => {
  const pipeline = readSteps(Derived);
  expect(describeUnknownStep(pipeline, "grete")).toBe("Derived has no step 'grete'. Did you mean 'greet'?");
  expect(describeUnknownStep(pipeline, "toString")).toBe("Derived has no step 'toString'. It has greet, shared, start.");
});

class Empty extends Pipeline {}
class NoStart extends Pipeline {
  @step()
  strat() {
    return this.done();
  }
}
class Undecorated extends Pipeline {
  start() {
    return this.next("end");
  }
  @step()
  end() {
    return this.done();
  }
}
class Impatient extends Pipeline {
  @step({ timeout: "20m" })
  start() {
    return this.done();
  }
}
class Mistyped extends Pipeline {
  // biome-ignore lint/suspicious/noExplicitAny: what JavaScript may hand over
  @step({ timeout: "soon" as any })
  start() {
    return this.done();
  }
}
class Never extends Pipeline {
  @step({ retry: { attempts: 0 } })
  start() {
    return this.done();
  }
}

test.each<[pipeline: unknown, message: string | RegExp]>([
  [undefined, "A pipeline class was expected, but this is undefined. Is it exported and imported under the same name?"],
  [null, /this is null/],
  ["Cafe", "A pipeline class was expected, but this is a string."],
  [{}, "A pipeline class was expected, but this is an object."],
  [() => 1, "A pipeline class was expected, but this is a function."],
  [new Derived(), "A pipeline class was expected: Derived, not an instance of it."],
  [class Foo {}, "Foo is not a pipeline. Write: class Foo extends Pipeline."],
  [Pipeline, /Pipeline has no steps/],
  [Empty, "Empty has no steps. Put @step() on its methods; the one named 'start' runs first."],
  [NoStart, "NoStart has no step named 'start', which is the one that runs first. Is 'strat' meant to be it?"],
  [Undecorated, /^The method 'start' of Undecorated has no @step\(\), so that no step runs first\. Write @step\(\) above it/],
  [Impatient, /^Step 'start' of Impatient has an option that can't work: timeout\. A step may take .* up to 15 minutes, .* "20m"/],
  [Mistyped, /timeout\. 'soon' is not a duration/],
  [Never, /retry\. 'attempts' must be a whole number from 1, not 0/],
])("%# what can't be run is explained", (pipeline, message) => {
  expect(() => readSteps(pipeline)).toThrow(InvalidPipeline);
  expect(() => readSteps(pipeline)).toThrow(message);
});

test.each([
  ["$failure", /has a step named '\$failure', but names that begin with '\$' are reserved\. Give the step another name\.$/],
  ["next", /has a step named 'next', which is a method of every pipeline\./],
])("a step can't be named %s", (name, message) => {
  class Misnamed extends Pipeline {
    @step()
    start() {
      return this.done();
    }
  }
  const start = Misnamed.prototype.start;
  Object.defineProperty(Misnamed.prototype, name, { value: start });
  expect(() => readSteps(Misnamed)).toThrow(message);
});
