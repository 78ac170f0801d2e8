/** What a client of a deployed pipeline has to know. */
import type { AwsOptions } from "../lambda/aws/aws-client.ts";
import type { StackResources } from "../model/stack-resources.ts";

export interface ClientOptions {
  /** The stack that the pipeline was deployed as. */
  readonly stack: string;
  /** Default: `AWS_REGION`. */
  readonly region?: string;
  /** Asked for each request. Default: the environment's, as Lambda sets it. Any provider of AWS's SDK will do. */
  readonly credentials?: AwsOptions["credentials"];
  /** What the stack consists of, as its outputs say it. Default: asked for when it is needed (`cloudformation:DescribeStacks`). */
  readonly resources?: StackResources;
}
