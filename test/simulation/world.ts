/** Virtual time: what is to happen, in the order in which it is due. Nothing happens unless the simulation takes the next step. */

interface Due {
  readonly at: number;
  readonly order: number;
  task: (() => void) | undefined;
}

export class World {
  now = 1_000_000;
  #order = 0;
  readonly #heap: Due[] = [];

  /** Plans a task. Returns what calls it off. */
  after(milliseconds: number, task: () => void): () => void {
    const due: Due = { at: this.now + milliseconds, order: this.#order++, task };
    this.#push(due);
    return () => {
      due.task = undefined;
    };
  }

  /** Does what is due next. False when nothing is left to happen. */
  step(): boolean {
    for (let due = this.#pop(); due; due = this.#pop()) {
      if (!due.task) continue;
      this.now = due.at;
      due.task();
      return true;
    }
    return false;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let index = heap.length;
    for (let parent = (index - 1) >> 1; index > 0 && isBefore(due, heap[parent] as Due); parent = (index - 1) >> 1) {
      heap[index] = heap[parent] as Due;
      index = parent;
    }
    heap[index] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Due, heap[child] as Due)) child++;
      if (!isBefore(heap[child] as Due, last)) break;
      heap[index] = heap[child] as Due;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
