/** Pipelines for the tests of operating: what they do depends on files beside them, so that a test can make them fail, wait and go on. */

/** Fails in `pour` until there is a file `kettle`; a large value travels through it. Each step leaves a line in `trace.txt`. */
export const teaHouse = `import { appendFileSync, existsSync } from "node:fs";
import { Pipeline, step } from "orchwits";

export class TeaHouse extends Pipeline {
  @step()
  start({ cups }: { cups: number }) {
    appendFileSync("trace.txt", "start\\n");
    return this.next("brew", { menu: "tea, ".repeat(20_000), cups });
  }

  @step()
  async brew({ cups }: { cups: number }) {
    appendFileSync("trace.txt", "brew\\n");
    if (existsSync("slow")) {
      console.error("the water is on");
      await new Promise((done) => setTimeout(done, 60_000));
    }
    return this.next("pour", { leaves: cups * 2 }, existsSync("late") ? { after: "2h" } : {});
  }

  @step()
  pour({ leaves, menu }: { leaves: number; menu: string }) {
    appendFileSync("trace.txt", "pour\\n");
    if (!existsSync("kettle")) throw new TypeError(\`no kettle for \${leaves} leaves\`);
    return this.done({ leaves, menu: menu.length });
  }
}
`;
