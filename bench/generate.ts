/** Sources of pipelines of any size, for the benchmarks. */

const head = `import { Pipeline, step } from "orchwits";\n\nexport class Generated extends Pipeline {\n`;
const uncheckedHead = `import { Pipeline } from "orchwits";

function step() {
  return (_method: unknown, _context: ClassMethodDecoratorContext) => {};
}

export class Generated extends Pipeline {
`;

interface Method {
  readonly name: string;
  readonly parameter?: string;
  readonly body: string;
}

/**
 * `count` diamonds in a row, `3 × count + 1` steps and `2 ** count` paths. What `start` sets is read by the last step, and each way of
 * a diamond sets a key that the next one reads.
 */
export function diamonds(count: number): string {
  const methods: Method[] = [];
  for (let position = 0; position < count; position++) {
    const first = position === 0;
    const sets = first ? `, { token: "t" }` : "";
    const parameter = first ? "{ go }: { go: boolean }" : `{ key${position} }: { key${position}: number }`;
    const condition = first ? "go" : `key${position} > 0`;
    methods.push(
      {
        name: first ? "start" : `fork${position}`,
        parameter,
        body: `${condition} ? this.next("left${position}"${sets}) : this.next("right${position}"${sets})`,
      },
      { name: `left${position}`, body: `this.next("${after(position, count)}", { key${position + 1}: 1 })` },
      { name: `right${position}`, body: `this.next("${after(position, count)}", { key${position + 1}: 2 })` },
    );
  }
  methods.push({
    name: "end",
    parameter: `{ token, key${count} }: { token: string; key${count}: number }`,
    body: `this.done({ token, key${count} })`,
  });
  return render(methods, head);
}

function after(position: number, count: number): string {
  return position + 1 === count ? "end" : `fork${position + 1}`;
}

/** `count` steps in a row. What `start` sets is read by the last, and what each step sets by the one after the next. */
export function chain(count: number): string {
  const methods: Method[] = [
    { name: "start", parameter: "{ seed }: { seed: number }", body: `this.next("step1", { token: "t", key0: seed })` },
  ];
  for (let position = 1; position < count - 1; position++) {
    const key = `key${Math.max(0, position - 2)}`;
    const next = position + 1 === count - 1 ? "end" : `step${position + 1}`;
    methods.push({
      name: `step${position}`,
      parameter: `{ ${key} }: { ${key}: number }`,
      body: `this.next("${next}", { key${position}: ${key} + 1 })`,
    });
  }
  methods.push({ name: "end", parameter: "{ token }: { token: string }", body: "this.done({ token })" });
  return render(methods, head);
}

/**
 * `count` steps as people write them: each reads a key from the start and one from nearby and sets one; every fifth branches ahead,
 * every tenth may go back, every twentieth drops something.
 */
export function lifelike(count: number, { checked }: { checked: boolean }): string {
  const methods: Method[] = [
    { name: "start", parameter: "{ id }: { id: string }", body: `this.next("step1", { owner: id, tries: 0, key0: 1 as number })` },
  ];
  for (let position = 1; position < count - 1; position++) {
    const next = nameAt(position + 1, count);
    const key = `key${position - 1}`;
    const move = `this.next("${next}", { key${position}: ${key} + 1 }${position % 20 === 0 ? `, { drop: "${key}" }` : ""})`;
    const parameter = `{ owner, ${key}, tries }: { owner: string; ${key}: number; tries: number }`;
    const body =
      position % 10 === 0
        ? `tries < 3 && owner ? this.next("step${position - 5}", { tries: tries + 1, key${position - 6}: ${key} }) : ${move}`
        : position % 5 === 0
          ? `${key} > tries && owner ? this.next("${nameAt(position + 2, count)}", { key${position}: 0 as number, key${position + 1}: ${key} }) : ${move}`
          : `(owner && tries < 9) ? ${move} : ${move}`;
    methods.push({ name: `step${position}`, parameter, body });
  }
  methods.push({ name: "end", parameter: "{ owner, tries }: { owner: string; tries: number }", body: "this.done({ owner, tries })" });
  return render(methods, checked ? head : uncheckedHead);
}

function nameAt(position: number, count: number): string {
  return position >= count - 1 ? "end" : `step${position}`;
}

function render(methods: readonly Method[], start: string): string {
  const texts = methods.map(({ name, parameter = "", body }) => `  @step()\n  ${name}(${parameter}) {\n    return ${body};\n  }\n`);
  return `${start}${texts.join("\n")}}\n`;
}
