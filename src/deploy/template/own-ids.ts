/** Logical ids of what a pipeline has once. They begin with `Orchwits`, so that they keep clear of steps. */

export const own = {
  relay: "OrchwitsRelay",
  recovery: "OrchwitsRecovery",
  journal: "OrchwitsJournal",
  blobs: "OrchwitsBlobs",
  blobsPolicy: "OrchwitsBlobsPolicy",
  delays: "OrchwitsDelays",
  delaysSource: "OrchwitsDelaysSource",
  schedules: "OrchwitsSchedules",
  schedulerRole: "OrchwitsSchedulerRole",
  deadLetters: "OrchwitsDeadLetters",
  deadLettersPolicy: "OrchwitsDeadLettersPolicy",
  deadLettersSource: "OrchwitsDeadLettersSource",
  rejects: "OrchwitsRejects",
  failuresAlarm: "OrchwitsFailuresAlarm",
  rejectsAlarm: "OrchwitsRejectsAlarm",
} as const;
