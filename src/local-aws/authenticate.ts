/** Finds out who made a request, and that nobody changed it on the way; refuses as the service that it goes to would. */
import type { Principal } from "./policy.ts";
import type { Principals } from "./principals.ts";
import type { ServiceRequest } from "./service.ts";
import { type Protocol, ServiceError } from "./service-error.ts";
import { isSignedBy, type Signature, sha256 } from "./signature.ts";

/** @throws ServiceError */
export function authenticate(request: ServiceRequest, signature: Signature, principals: Principals, protocol: Protocol): Principal {
  const principal = principals.byKey(signature.accessKeyId);
  if (!principal || principal.sessionToken !== signature.token) throw unknownKey(protocol, principal !== undefined);
  const given = request.headers["x-amz-content-sha256"];
  const hash = given ?? (signature.presigned && protocol === "rest-xml" ? "UNSIGNED-PAYLOAD" : sha256(request.body));
  if (!isSignedBy(principal, signature, request, hash)) throw wrongSignature(protocol);
  if (/^[0-9a-f]{64}$/.test(hash) && hash !== sha256(request.body)) {
    if (protocol !== "rest-xml") throw wrongSignature(protocol);
    throw new ServiceError("XAmzContentSHA256Mismatch", "The provided 'x-amz-content-sha256' header does not match what was computed.");
  }
  if (signature.expiresSeconds !== undefined && expiry(signature.date, signature.expiresSeconds) < Date.now()) {
    throw new ServiceError("AccessDenied", "Request has expired", 403);
  }
  return principal;
}

export function missingSignature(): ServiceError {
  const message =
    "Missing Authentication Token: requests to the local AWS are signed as to AWS. Clients do so once they have AWS_ACCESS_KEY_ID=local and AWS_SECRET_ACCESS_KEY=local.";
  return new ServiceError("MissingAuthenticationToken", message, 403);
}

function unknownKey(protocol: Protocol, keyKnown: boolean): ServiceError {
  const message = "The security token included in the request is invalid.";
  switch (protocol) {
    case "rest-xml":
      if (keyKnown) return new ServiceError("InvalidToken", "The provided token is malformed or otherwise invalid.");
      return new ServiceError("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", 403);
    case "query":
      return new ServiceError("InvalidClientTokenId", message, 403);
    default:
      return new ServiceError("UnrecognizedClientException", message, protocol === "rest-json" ? 403 : 400);
  }
}

function wrongSignature(protocol: Protocol): ServiceError {
  const message =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.";
  if (protocol === "rest-xml" || protocol === "query") return new ServiceError("SignatureDoesNotMatch", message, 403);
  return new ServiceError("InvalidSignatureException", message, protocol === "rest-json" ? 403 : 400);
}

function expiry(date: string, seconds: number): number {
  const [, year, month, day, hour, minute, second] = date.match(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/)?.map(Number) ?? [];
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) + seconds * 1000;
}
