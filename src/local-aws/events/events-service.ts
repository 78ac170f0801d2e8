/** As much of EventBridge's API as it takes to try rules: `PutEvents`. */
import { readJson } from "../read-json.ts";
import { account, region, type Service, type ServiceRequest } from "../service.ts";
import { ServiceError } from "../service-error.ts";
import { busName, type EventBuses } from "./event-buses.ts";

interface Entry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  readonly EventBusName?: string;
}

export function makeEvents(buses: EventBuses): Service {
  return {
    name: "events",
    actionsOf: (request) =>
      entriesOf(request).map(({ EventBusName = "default" }) => ({
        action: `events:${operationOf(request)}`,
        resource: `arn:aws:events:${region}:${account}:event-bus/${busName(EventBusName)}`,
      })),
    async handle(request) {
      const operation = operationOf(request);
      if (operation !== "PutEvents") {
        throw new ServiceError("UnknownOperationException", `The local EventBridge has no ${operation}, only PutEvents.`);
      }
      const Entries = entriesOf(request).map((entry) => put(buses, entry));
      const FailedEntryCount = Entries.filter((entry) => "ErrorCode" in entry).length;
      return {
        status: 200,
        headers: { "content-type": "application/x-amz-json-1.1" },
        body: JSON.stringify({ FailedEntryCount, Entries }),
      };
    },
  };
}

function put(buses: EventBuses, { Source, DetailType, Detail, Resources = [], EventBusName = "default" }: Entry): object {
  const failed = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  if (!Source) return failed("InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.");
  if (!DetailType) return failed("InvalidArgument", "Parameter DetailType is not valid. Reason: DetailType is a required argument.");
  try {
    const detail = JSON.parse(Detail ?? "") as object;
    return { EventId: buses.put({ source: Source, detailType: DetailType, detail, resources: Resources, bus: busName(EventBusName) }) };
  } catch {
    return failed("MalformedDetail", "Detail is malformed.");
  }
}

function operationOf({ headers }: ServiceRequest): string {
  return headers["x-amz-target"]?.split(".")[1] ?? "Unknown";
}

function entriesOf(request: ServiceRequest): readonly Entry[] {
  return readJson<{ readonly Entries?: readonly Entry[] }>(request).Entries ?? [];
}
