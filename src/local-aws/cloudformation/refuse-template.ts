/** What CloudFormation refuses to read at all: templates beyond its quotas, and rights that nobody acknowledged. */
import type { Template } from "../../deploy/template/template.ts";
import { ServiceError } from "../service-error.ts";

/** CloudFormation user guide, "Understand CloudFormation quotas". */
const quotas = { Resources: 500, Parameters: 200, Outputs: 200 } as const;
const longestDescription = 1_024;
const mostBytes = { body: 51_200, url: 1_000_000 } as const;

/** @param from whether the text came with the request, or out of a bucket */
export function refuseSize(text: string, from: keyof typeof mostBytes): void {
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostBytes[from]) return;
  const constraint = "failed to satisfy constraint: Member must have length less than or equal to 51200";
  if (from === "body") throw invalid(`1 validation error detected: Value at 'templateBody' ${constraint}`);
  throw invalid(`Template may not exceed ${mostBytes.url} bytes in size.`);
}

export function refuseTemplate(template: Template): void {
  if ((template.Description ?? "").length > longestDescription) {
    throw invalid(`Template format error: 'Description' length is greater than ${longestDescription}.`);
  }
  for (const part of ["Resources", "Parameters", "Outputs"] as const) refuseMany(part, Object.keys(template[part] ?? {}).length);
}

/** @throws also for what only SAM's expansion has too much of */
export function refuseMany(part: keyof typeof quotas, count: number): void {
  if (count <= quotas[part]) return;
  throw invalid(`Template format error: Number of ${part.toLowerCase()}, ${count}, is greater than maximum allowed, ${quotas[part]}`);
}

/** What CloudFormation does only for who says that it may, as the template asks for it. */
export function refuseUnacknowledged(template: Template, capabilities: readonly string[]): void {
  const resources = Object.values(template.Resources);
  const named = resources.some(
    ({ Type, Properties = {} }) =>
      /^AWS::IAM::/.test(Type) &&
      Object.keys(Properties).some((name) => /^(Role|ManagedPolicy|User|Group|InstanceProfile)Name$/.test(name)) &&
      Type !== "AWS::IAM::Policy",
  );
  const ofIam = resources.some(({ Type }) => /^AWS::IAM::|^AWS::Serverless::Function$/.test(Type));
  const missing = [
    ...(named && !capabilities.includes("CAPABILITY_NAMED_IAM") ? ["CAPABILITY_NAMED_IAM"] : []),
    ...(ofIam && !named && !capabilities.some((one) => /^CAPABILITY_(NAMED_)?IAM$/.test(one)) ? ["CAPABILITY_IAM"] : []),
    ...(template.Transform !== undefined && !capabilities.includes("CAPABILITY_AUTO_EXPAND") ? ["CAPABILITY_AUTO_EXPAND"] : []),
  ];
  if (missing.length > 0) throw new ServiceError("InsufficientCapabilitiesException", `Requires capabilities : [${missing.join(", ")}]`);
}

function invalid(message: string): ServiceError {
  return new ServiceError("ValidationError", message);
}
