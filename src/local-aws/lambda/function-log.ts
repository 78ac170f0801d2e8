/** What functions write, line by line, and the lines that Lambda itself writes around them. */

export interface FunctionLogLine {
  readonly functionName: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Of the invocation that ran; absent while the function starts. */
  readonly requestId?: string;
  /** Whether the function wrote it, and not Lambda. */
  readonly own: boolean;
  readonly text: string;
}

/** Cuts a stream of text into lines. */
export class LineCutter {
  #rest = "";
  readonly #decoder = new TextDecoder();
  readonly #take: (line: string) => void;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  /** Takes what has no end yet. */
  flush(): void {
    if (this.#rest !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}
