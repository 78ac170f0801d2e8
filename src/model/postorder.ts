/** Depth-first order of a graph, without recursion: a chain of 100,000 steps must not overflow a stack. */

/** The nodes in postorder: what a node leads to stands before it, loops aside. Every node occurs once. */
export function postorder(successors: readonly (readonly number[])[], roots?: Iterable<number>): number[] {
  const order: number[] = [];
  const next = new Int32Array(successors.length).fill(-1);
  for (const root of roots ?? successors.keys()) {
    if (next[root] !== -1) continue;
    next[root] = 0;
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as number;
      const position = next[node] as number;
      const successor = successors[node]?.[position];
      if (successor === undefined) {
        stack.pop();
        order.push(node);
      } else {
        next[node] = position + 1;
        if (next[successor] === -1) {
          next[successor] = 0;
          stack.push(successor);
        }
      }
    }
  }
  return order;
}
