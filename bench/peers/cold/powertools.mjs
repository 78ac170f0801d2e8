/** The step by hand, on the AWS SDK v3, with the logger of Powertools as middleware of Middy. */
import { Logger } from "@aws-lambda-powertools/logger";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import { hop } from "./sdk-calls.mjs";

const logger = new Logger({ serviceName: "cafe" });

export const handler = middy(async (event) => {
  await hop(event);
  logger.info("moved to drink");
}).use(injectLambdaContext(logger));
