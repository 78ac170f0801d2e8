/** `orchwits/lambda-faults`: what the bundles of a pipeline's functions load where something fails. For the build; nobody else imports it. */
export * from "./lambda/fault-handling.ts";
