/** Reads the body of a request whose protocol is JSON. */
import type { ServiceRequest } from "./service.ts";
import { ServiceError } from "./service-error.ts";

/** An empty body is an empty object. @throws ServiceError where it is no JSON object */
export function readJson<Input extends object>({ body }: Pick<ServiceRequest, "body">): Input {
  if (body.length === 0) return {} as Input;
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Input;
  } catch {
    // Said below.
  }
  throw new ServiceError("SerializationException", "The request's body is not a JSON object.");
}
