/** The step by hand, on aws-lite. */
import awsLite from "@aws-lite/client";
import dynamodb from "@aws-lite/dynamodb";
import lambda from "@aws-lite/lambda";
import { claim, coffee, complete, nextFunction } from "./requests.mjs";

const opening = awsLite({ plugins: [dynamodb, lambda], ...endpoint() });

export async function handler({ state }) {
  const aws = await opening;
  await aws.DynamoDB.UpdateItem(claim);
  const after = { ...state, ...coffee(state) };
  await aws.DynamoDB.UpdateItem(complete(after));
  await aws.Lambda.Invoke({ FunctionName: nextFunction, InvocationType: "Event", Payload: { state: after } });
}

function endpoint() {
  const { protocol, hostname, port } = new URL(process.env.AWS_ENDPOINT_URL);
  return { protocol, host: hostname, port: Number(port) };
}
