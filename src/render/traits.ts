/** Which nodes of a picture are reached, which lie on a loop, and which links go back. Linear, and flat for graphs of any depth. */

interface Arrow {
  readonly from: string;
  readonly to: string;
}

/** What follows from the shape of the whole picture. */
export interface Traits {
  readonly isReached: (id: string) => boolean;
  /** The nodes from which an execution may come back to them. */
  readonly loops: ReadonlySet<string>;
  /** The links that lead to where the execution has been. */
  readonly back: ReadonlySet<Arrow>;
}

/** Walks the picture from its entry. Where there is no entry, nothing counts as unreached. */
export function findTraits(ids: readonly string[], links: readonly Arrow[], entry: string): Traits {
  const outgoing = new Map<string, Arrow[]>(ids.map((id) => [id, []]));
  for (const link of links) outgoing.get(link.from)?.push(link);

  const finished = new Set<string>();
  const onPath = new Set<string>();
  const back = new Set<Arrow>();
  const order: string[] = [];
  let reached: ReadonlySet<string> | undefined;
  const walk = (root: string): void => {
    const stack = [{ id: root, next: 0 }];
    onPath.add(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const link = outgoing.get(top.id)?.[top.next++];
      if (!link) {
        stack.pop();
        onPath.delete(top.id);
        finished.add(top.id);
        order.push(top.id);
      } else if (onPath.has(link.to)) {
        back.add(link);
      } else if (!finished.has(link.to)) {
        onPath.add(link.to);
        stack.push({ id: link.to, next: 0 });
      }
    }
  };
  if (outgoing.has(entry)) {
    walk(entry);
    reached = new Set(finished);
  }
  for (const id of ids) if (!finished.has(id)) walk(id);

  return { isReached: (id) => reached?.has(id) ?? true, loops: onLoops(order, links), back };
}

/** Kosaraju: what is gathered against the links in reverse finishing order comes back to itself. */
function onLoops(order: readonly string[], links: readonly Arrow[]): ReadonlySet<string> {
  const incoming = new Map<string, string[]>(order.map((id) => [id, []]));
  const loops = new Set<string>();
  for (const { from, to } of links) {
    incoming.get(to)?.push(from);
    if (from === to) loops.add(from);
  }
  const seen = new Set<string>();
  for (const root of order.toReversed()) {
    if (seen.has(root)) continue;
    seen.add(root);
    const component = [root];
    for (const id of component) {
      for (const from of incoming.get(id) ?? []) {
        if (seen.has(from)) continue;
        seen.add(from);
        component.push(from);
      }
    }
    if (component.length > 1) for (const id of component) loops.add(id);
  }
  return loops;
}
