/** The few colours of a picture, for light and dark viewers; every text has a contrast of at least 4.5 : 1, greyed steps aside. */

/** On white. */
export const colours = {
  paper: "#ffffff",
  text: "#111827",
  line: "#374151",
  quiet: "#4b5563",
  faded: "#9ca3af",
  loop: "#b45309",
  wrong: "#dc2626",
} as const;

/** On a dark ground. */
export const darkColours: Readonly<Record<keyof typeof colours, string>> = {
  paper: "#0f151d",
  text: "#f3f4f6",
  line: "#9aa5b4",
  quiet: "#b3bcc8",
  faded: "#5b6573",
  loop: "#f5a742",
  wrong: "#ff7b72",
};
