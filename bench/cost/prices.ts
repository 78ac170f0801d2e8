/** What AWS asks in us-east-1, in US dollars, without free tiers and discounts: each with where it was read, and when that was written. */

export interface Price {
  readonly dollars: number;
  readonly per: string;
  /** Where it can be looked up now. */
  readonly page: string;
  /** What it was taken from: a copy, since this project's machines don't reach AWS. */
  readonly readFrom: string;
}

const page = (service: string) => `https://aws.amazon.com/${service}/pricing/`;

const lambda = { page: page("lambda"), readFrom: "a transcript of the Price List API for us-east-1, effective since 2025-10-01" };
const dynamodb = { page: "https://aws.amazon.com/dynamodb/pricing/on-demand/" };
const cloudwatch = page("cloudwatch");
const since2024 = "an article of 2025-07-21 on the prices since November 2024";
const s3 = { page: page("s3"), readFrom: "an undated guide that cites the page" };
const durable = {
  page: page("lambda"),
  readFrom: "a transcript of the page's examples, read 2026-09-20, and a survey that cites the page",
};
const stepFunctions = page("step-functions");

export const prices = {
  lambdaRequest: { dollars: 0.2e-6, per: "request", ...lambda },
  lambdaArm: { dollars: 0.0000133334, per: "GB-second on arm64", ...lambda },
  write: { dollars: 0.625e-6, per: "write request unit", ...dynamodb, readFrom: since2024 },
  read: { dollars: 0.125e-6, per: "read request unit", ...dynamodb, readFrom: since2024 },
  table: { dollars: 0.25, per: "GB-month in a table", ...dynamodb, readFrom: "a list of 2020-03" },
  recovery: { dollars: 0.2, per: "GB-month of point-in-time recovery", ...dynamodb, readFrom: "a list of 2020-03" },
  logs: {
    dollars: 0.5,
    per: "GB of logs taken in, first 10 TB a month",
    page: cloudwatch,
    readFrom: "an article of May 2025 on the tiers for Lambda's logs",
  },
  logsKept: { dollars: 0.03, per: "GB-month of logs", page: cloudwatch, readFrom: "an undated guide" },
  alarm: { dollars: 0.1, per: "alarm and month", page: cloudwatch, readFrom: "the Price List API for eu-central-1, read 2026-09-11" },
  metric: { dollars: 0.3, per: "custom metric and month", page: cloudwatch, readFrom: "a guide of 2026-02-15" },
  put: { dollars: 5e-6, per: "PUT", ...s3 },
  get: { dollars: 0.4e-6, per: "GET", ...s3 },
  objects: { dollars: 0.023, per: "GB-month of objects", ...s3 },
  queue: { dollars: 0.4e-6, per: "request of 64 KB to a queue", page: page("sqs"), readFrom: "guides of 2026-03-13 and 2026-03-14" },
  schedule: {
    dollars: 1e-6,
    per: "invocation by a schedule, after 14 million a month",
    page: page("eventbridge"),
    readFrom: "guides of 2026-03-13 and 2026-03-14",
  },
  transition: {
    dollars: 25e-6,
    per: "state transition, Step Functions Standard",
    page: stepFunctions,
    readFrom: "a stored copy of the page, undated; a guide of 2026-03-14 says the same",
  },
  expressRequest: { dollars: 1e-6, per: "execution, Step Functions Express", page: stepFunctions, readFrom: "a guide of 2026-03-14" },
  expressDuration: {
    dollars: 0.00001667,
    per: "GB-second, Step Functions Express, in steps of 64 MB and 100 ms",
    page: stepFunctions,
    readFrom: "a guide of 2026-03-14",
  },
  durableOperation: { dollars: 8e-6, per: "durable operation", ...durable },
  durableWritten: { dollars: 0.25, per: "GB written by durable operations", ...durable },
  durableKept: { dollars: 0.15, per: "GB-month kept of durable operations", ...durable },
} as const satisfies Record<string, Price>;
