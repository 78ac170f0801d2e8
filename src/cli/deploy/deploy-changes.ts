/** What a deployment changes, for people: by step, what is dangerous last and red. */
import type { PropertyChange, StackChange } from "../../deploy/stack/describe-changes.ts";
import type { Paint } from "../../diagnostics/paint.ts";
import { shorten } from "../run/shorten.ts";
import { kindOf } from "./deploy-words.ts";

const longestValue = 90;

type Action = StackChange["action"];

const marks: Readonly<Record<Action, string>> = { add: "+", change: "~", keep: "-", remove: "-", "may-replace": "!", replace: "!" };
const colours: Readonly<Record<Action, Parameters<Paint>[0]>> = {
  add: "green",
  change: "yellow",
  keep: "yellow",
  remove: "red",
  "may-replace": ["bold", "yellow"],
  replace: ["bold", "red"],
};
/** What these hold is gone once they are. */
const holdsData = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue"];

export interface ShowChangesOptions {
  readonly paint: Paint;
  /** Whether the stack is new: what everything may do is then no change. */
  readonly creates: boolean;
  /** What ARNs of this account and region begin with. It is left out. */
  readonly home: RegExp;
}

export function showChanges(changes: readonly StackChange[], { paint, creates, home }: ShowChangesOptions): string {
  if (changes.length === 0) return "  No resource changes: only the outputs of the stack do, or its tags.\n";
  const rows = gather(changes, creates);
  const width = Math.max(0, ...rows.map(({ title }) => title.length));
  const lines = rows.flatMap(({ action, keepsOld, title, kinds: what, details }) => [
    `  ${paint(colours[action], `${marks[action]} ${title.padEnd(width)}  ${what}${fateOf(action, keepsOld)}`)}`,
    ...details(paint).map((line) => `      ${line.replaceAll(home, "")}`),
  ]);
  return `${[...lines, "", ...warnings(changes, paint), summary(changes, paint)].join("\n")}\n`;
}

interface Row {
  readonly action: Action;
  readonly keepsOld: boolean;
  readonly title: string;
  readonly kinds: string;
  readonly details: (paint: Paint) => readonly string[];
}

/** What a step gets or loses as a whole is one line. */
function gather(changes: readonly StackChange[], creates: boolean): readonly Row[] {
  const rows = new Map<string, { change: StackChange; kinds: string[]; details: StackChange[] }>();
  for (const change of changes) {
    const { action, owner, logicalId } = change;
    const title = owner ?? logicalId;
    const whole = action === "add" || action === "remove";
    const key = whole ? `${action} ${title}` : `${action} ${title} ${logicalId}`;
    const row = rows.get(key) ?? { change, kinds: [], details: [] };
    row.kinds.push(kindOf(change.type));
    row.details.push(change);
    rows.set(key, row);
  }
  return [...rows.values()].map(({ change, kinds, details }) => ({
    action: change.action,
    keepsOld: change.keepsOld === true,
    title: change.owner ?? change.logicalId,
    kinds: [...new Set(kinds)].join(", "),
    details: (paint) => (creates && change.action === "add" ? [] : details.flatMap((one) => detailsOf(one, paint))),
  }));
}

function fateOf(action: Action, keepsOld: boolean): string {
  if (action === "replace") return ` is REPLACED: made anew, ${keepsOld ? "while the old one stays in the account" : "then deleted"}`;
  if (action === "may-replace") return " may be replaced";
  return action === "keep" ? " leaves the stack, and stays in the account" : "";
}

function detailsOf({ action, properties, permissions }: StackChange, paint: Paint): string[] {
  const told = action === "remove" || action === "add" ? [] : properties.map((property) => propertyLine(property, paint));
  // What a role that goes could do, nobody can do any more.
  const removed = action === "remove" ? [] : permissions.removed.map((line) => paint("red", `- ${line}`));
  return [...told, ...permissions.added.map((line) => paint("green", `+ ${line}`)), ...removed];
}

function propertyLine({ path, before, after, replaces, because }: PropertyChange, paint: Paint): string {
  const why = replaces ? paint("red", " (this is what needs a new one)") : "";
  if (/^Code(\.S3Key)?$/.test(path) && after !== undefined) {
    const hash = (key: string | undefined) => /([0-9a-f]{8})[0-9a-f]*\.zip/.exec(key ?? "")?.[1] ?? "?";
    return `code ${paint("dim", `${hash(before)} → ${hash(after)}`)}${why}`;
  }
  if (before === undefined && after === undefined)
    return `${path}${because === undefined ? "" : paint("dim", ` follows ${because}`)}${why}`;
  return `${path} ${paint("dim", `${value(before)} → ${value(after)}`)}${why}`;
}

function value(text: string | undefined): string {
  if (text === undefined) return "nothing";
  return /^[\w.:/-]+$/.test(text) && text.length <= longestValue ? text : shorten(text, longestValue);
}

function warnings(changes: readonly StackChange[], paint: Paint): string[] {
  const lost = changes.filter(({ action, type }) => (action === "replace" || action === "remove") && holdsData.includes(type));
  if (lost.length === 0) return [];
  const names = lost.map(({ owner, logicalId, type }) => `${owner ?? logicalId} (${kindOf(type)})`).join(", ");
  return [`${paint(["bold", "red"], "warning:")} What is in ${names} is not taken along.`, ""];
}

function summary(changes: readonly StackChange[], paint: Paint): string {
  const count = (...actions: readonly Action[]) => changes.filter(({ action }) => actions.includes(action)).length;
  const part = (number: number, what: string, style: Parameters<Paint>[0]) => (number > 0 ? [paint(style, `${number} ${what}`)] : []);
  return [
    ...part(count("add"), "added", "green"),
    ...part(count("change"), "changed", "yellow"),
    ...part(count("may-replace"), "perhaps replaced", "yellow"),
    ...part(count("replace"), "replaced", ["bold", "red"]),
    ...part(count("keep"), "left behind", "yellow"),
    ...part(count("remove"), "removed", "red"),
  ].join(", ");
}
