/** The step by hand, on the AWS SDK v3. */
import { hop } from "./sdk-calls.mjs";

export const handler = hop;
