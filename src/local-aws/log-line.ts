/** What the local AWS tells the developer who runs it: lines of functions, denials, what is lost. */

export interface LogLine {
  /** The service that tells it: `lambda`, `s3`. */
  readonly service: string;
  readonly message: string;
  /** Of a line that a function wrote, or that Lambda wrote about it. */
  readonly functionName?: string;
  /** Of the invocation that it was written in. */
  readonly requestId?: string;
  /** Whether the function wrote it, and not Lambda. */
  readonly own?: boolean;
}

export type OnLog = (line: LogLine) => void;
