/** What a hop asks of AWS, as a careful author would write it by hand: claim the hop, complete it, send the next message. */

const key = { pk: "e1", sk: "#0000000007" };

export const claim = {
  TableName: process.env.JOURNAL,
  Key: key,
  UpdateExpression: "SET #step = :step, attempt = :one, #status = :claimed, #token = :token, leaseUntil = :until",
  ConditionExpression: "attribute_not_exists(pk) OR (#status = :claimed AND leaseUntil <= :now)",
  ExpressionAttributeNames: { "#step": "step", "#status": "status", "#token": "token" },
  ExpressionAttributeValues: { ":step": "coffee", ":one": 1, ":claimed": "claimed", ":token": "t1", ":until": 2, ":now": 1 },
  ReturnValues: "ALL_NEW",
};

export const complete = (state) => ({
  TableName: process.env.JOURNAL,
  Key: key,
  UpdateExpression: "SET #status = :ended, completion = :completion",
  ConditionExpression: "#token = :token AND #status = :claimed",
  ExpressionAttributeNames: { "#status": "status", "#token": "token" },
  ExpressionAttributeValues: { ":ended": "ended", ":completion": JSON.stringify(state), ":token": "t1", ":claimed": "claimed" },
});

export const nextFunction = "cafe-drink";

/** The step: what it does is the same everywhere. */
export const coffee = ({ beans }) => ({ beans, milk: true });
