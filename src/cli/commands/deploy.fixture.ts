/** A site to deploy to: CloudFormation, S3 and STS on loopback, and a folder with a pipeline. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeCloudFormation } from "../../local-aws/cloudformation/cloudformation-service.ts";
import { type LocalAws, startLocalAws } from "../../local-aws/local-aws.ts";
import type { Statement } from "../../local-aws/policy.ts";
import { cafe, makeFolder, orchwits } from "../command-line.fixture.ts";

export const bucket = "orchwits-artifacts-000000000000-us-east-1";

export interface Site {
  readonly aws: LocalAws;
  readonly cloudFormation: ReturnType<typeof makeCloudFormation>;
  readonly write: (source: string) => void;
  readonly run: (...words: readonly string[]) => ReturnType<typeof orchwits>;
  /** With the rights of some statements only. */
  readonly runAs: (statements: readonly Statement[], ...words: readonly string[]) => ReturnType<typeof orchwits>;
}

export async function openSite(source = cafe): Promise<Site> {
  const aws = await startLocalAws();
  onTestFinished(() => aws.close());
  const cloudFormation = makeCloudFormation(aws, {
    // More than one page of everything; and a fault that only Lambda sees.
    pageSize: 5,
    refuse: (_, { type, properties }) =>
      type === "AWS::Lambda::Function" && JSON.stringify(properties).includes("REFUSED")
        ? "The role can't be assumed by Lambda."
        : undefined,
  });
  aws.register(cloudFormation);
  const folder = makeFolder({ "pipeline.ts": source });
  return {
    aws,
    cloudFormation,
    write: (text) => writeFileSync(join(folder, "pipeline.ts"), text),
    run: (...words) => orchwits(folder, words, { environment: { ...aws.environment } }),
    runAs(statements, ...words) {
      const { accessKeyId, secretAccessKey, sessionToken = "" } = aws.principals.addRole("narrow", statements);
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
      return orchwits(folder, words, { environment: { ...aws.environment, ...keys } });
    },
  };
}

export const deploy = ["deploy", "pipeline.ts", "--stack", "cafe"] as const;
export const strong = cafe.replace("@step()\n  coffee", '@step({ memory: 1024, environment: { MODE: "strong" } })\n  coffee');
export const refused = strong.replace("MODE", "REFUSED");
