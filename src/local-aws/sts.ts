/** STS: tells who is asking, which is how people and the CLI find out where they are. */
import { account, type Service } from "./service.ts";
import { element, ServiceError } from "./service-error.ts";

export function makeSts(): Service {
  const operationOf = (body: Buffer) => new URLSearchParams(body.toString()).get("Action") ?? "Unknown";
  return {
    name: "sts",
    // Nobody needs a permission for it.
    actionsOf: () => [],
    async handle({ body, caller }) {
      const operation = operationOf(body);
      if (operation !== "GetCallerIdentity" || !caller) throw new ServiceError("InvalidAction", `The local AWS's STS has no ${operation}.`);
      const result = element("Arn", caller.arn) + element("UserId", caller.accessKeyId) + element("Account", account);
      const xml = `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
      return { status: 200, headers: { "content-type": "text/xml" }, body: xml };
    },
  };
}
