/** What a function finds its stack to lack: by a mistake in how it was deployed, or because the source has changed since. */
import { BlobFault, OrchwitsError } from "../engine/errors.ts";
import { blobPrefix } from "../model/deployed-names.ts";
import { type StackResources, variableOf } from "../model/stack-resources.ts";
import { AwsError } from "./aws/aws-error.ts";

/** The stack has nothing that could deliver a message so late. */
export class NoDelays extends OrchwitsError {
  override readonly name = "NoDelays";
  readonly origin = "pipeline";
}

/** A step asked for what its function was not built with. */
export class NotBuiltIn extends OrchwitsError {
  override readonly name = "NotBuiltIn";
  readonly origin = "pipeline";
}

/** What should name a stack's resources doesn't. */
export class ResourcesMissing extends OrchwitsError {
  override readonly name = "ResourcesMissing";
  readonly origin = "system";
}

export function makeNoDelays(step: string, afterMilliseconds: number): NoDelays {
  return new NoDelays(
    `Step '${step}' is to run in ${Math.ceil(afterMilliseconds / 1_000)} s, but nothing here can deliver so late: by its source, nothing asks for ` +
      "such a delay. Where a package throws RetryLater, name the class in the step: if (error instanceof RetryLater) throw error. Deploy; the " +
      "execution then goes on by itself, or with 'orchwits resume'.",
  );
}

export function makeNoInput(): NotBuiltIn {
  return new NotBuiltIn(
    "The step asks for the pipeline's input, but by its source it does not, and its function can't read it. Call context.input() in the step " +
      "itself, and deploy.",
  );
}

export function makeResourcesMissing(missing: readonly (keyof StackResources)[]): ResourcesMissing {
  return new ResourcesMissing(
    `This function doesn't know its stack: ${missing.map(variableOf).join(", ")} ${missing.length > 1 ? "are not set as they" : "is not set as it"} ` +
      "should be. The template that 'orchwits template' makes sets it; deploy that, and leave these variables as they are.",
  );
}

export function makeCredentialsMissing(): AwsError {
  return new AwsError(
    "There are no AWS credentials: AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set. A function has them from its role; set both, or give " +
      "a provider of credentials.",
    { code: "CredentialsMissing" },
  );
}

export function makeDeniedBlob(hash: string, bucket: string, cause: AwsError): BlobFault {
  return new BlobFault(
    `The blob ${hash} can't be read: S3 denies access to '${blobPrefix}${hash}' in the bucket '${bucket}'. Either it was deleted, which looks the ` +
      "same to whoever may not list the bucket, or the role lacks s3:GetObject. Restore it, or resume with another value.",
    { cause },
  );
}
