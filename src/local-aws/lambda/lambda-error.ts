/** Errors of Lambda's API. */
import { ServiceError } from "../service-error.ts";

const statuses = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  RecursiveInvocationException: 400,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  ServiceException: 500,
} as const;

export function lambdaError(code: keyof typeof statuses, message: string, reason?: string): ServiceError {
  const status = statuses[code];
  return new ServiceError(code, message, status, { Type: status < 500 ? "User" : "Service", ...(reason && { Reason: reason }) });
}
