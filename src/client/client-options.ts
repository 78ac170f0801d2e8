/** What a client of a deployed pipeline has to know. */
import type { Credentials, CredentialsProvider } from "../lambda/aws/credentials.ts";
import type { StackResources } from "../model/stack-resources.ts";

export interface ClientOptions {
  /** The stack that the pipeline was deployed as. */
  readonly stack: string;
  /** Default: `AWS_REGION`. */
  readonly region?: string;
  /** As they are, or a function that is asked for each request, such as any provider of AWS's SDK. Default: the environment's. */
  readonly credentials?: Credentials | CredentialsProvider | undefined;
  /** What the stack consists of, as its outputs say it. Default: asked for when it is needed (`cloudformation:DescribeStacks`). */
  readonly resources?: StackResources;
}
