/** Why DynamoDB did not write: another item was in the way, or it is no matter of items. */
import { StateTooLarge } from "../engine/errors.ts";
import { type AwsError, isAwsError } from "./aws/aws-error.ts";
import { decode, type Encoded, getItem, type Item, type ItemKey, type ItemSource } from "./dynamodb-items.ts";

/**
 * The item that was in the way, undefined where it is gone already.
 *
 * @throws {StateTooLarge} where the item would have been larger than any may be
 * @throws the error itself where it is another
 */
export async function readRefusedWrite(table: ItemSource, key: ItemKey, error: unknown): Promise<Item | undefined> {
  if (isAwsError(error, "ValidationException") && error.message.includes("maximum allowed size")) throw tooLarge(key, error);
  if (!isAwsError(error, "ConditionalCheckFailedException")) throw error;
  const { Item } = error.answer as { Item?: Encoded };
  return Item ? decode(Item) : getItem(table, key);
}

function tooLarge({ pk }: ItemKey, cause: AwsError): StateTooLarge {
  return new StateTooLarge(
    `A row of execution '${pk}' would take more than the 400 KB that DynamoDB stores in one. Put what belongs together under one key: large ` +
      "values are stored on their own.",
    { cause },
  );
}
