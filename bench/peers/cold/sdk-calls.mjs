/** A hop through the AWS SDK v3, with the marshalling of its document client's utility. */
import { DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { claim, coffee, complete, nextFunction } from "./requests.mjs";

const dynamo = new DynamoDBClient({});
const lambda = new LambdaClient({});

const typed = (value) => (typeof value === "number" ? { N: String(value) } : { S: value });
const marshall = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typed(value)]));
const update = (request) =>
  dynamo.send(
    new UpdateItemCommand({
      ...request,
      Key: marshall(request.Key),
      ExpressionAttributeValues: marshall(request.ExpressionAttributeValues),
    }),
  );

export async function hop({ state }) {
  await update(claim);
  const after = { ...state, ...coffee(state) };
  await update(complete(after));
  await lambda.send(new InvokeCommand({ FunctionName: nextFunction, InvocationType: "Event", Payload: JSON.stringify({ state: after }) }));
}
