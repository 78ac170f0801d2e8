/** STS: tells who is asking, which is how people and the CLI find out where they are. */
import { QueryForm, queryResponse } from "./query-protocol.ts";
import { account, type Service } from "./service.ts";
import { ServiceError } from "./service-error.ts";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

export function makeSts(): Service {
  return {
    name: "sts",
    // Nobody needs a permission for it.
    actionsOf: () => [],
    async handle({ body, caller }) {
      const { action } = new QueryForm(body);
      if (action !== "GetCallerIdentity" || !caller) {
        throw new ServiceError("InvalidAction", `The local AWS's STS has no ${action || "such operation"}.`);
      }
      return queryResponse(action, { Arn: caller.arn, UserId: caller.accessKeyId, Account: account }, namespace);
    },
  };
}
