import { styleText } from "node:util";
import type { Band, Entry, PowerLevel } from "@plimsoll/kernel";
import { printable } from "./printable.ts";
import { creditText, durationText, instantText } from "./quantities.ts";
import type { ReplayAnswer, ReplaySummary } from "./replay.ts";

const WHEN_WIDTH = 24;
const WHAT_WIDTH = 22;
const LISTED_MAX = 3;
const DIGEST_SHOWN = 15;

type Colour = "green" | "yellow" | "red";
const BAND_COLOURS: Readonly<Record<Band, Colour>> = { full: "green", research: "yellow", paused: "red", cut: "red" };

/** Header of every entry, and what has a column of its own. */
const NOT_ESSENTIAL: ReadonlySet<string> = new Set([
  "type",
  "kind",
  "at",
  "command",
  "commandDigest",
  "signers",
  "policyDigest",
  "output",
]);

/** One row of the table: when, what, and the essentials. Power that changed has the colour of its band. */
export function replayRow(answer: ReplayAnswer): string {
  if (answer.type === "entry") return entryRow(answer);
  const when = `line ${answer.line}`;
  if (answer.type === "repeated")
    return row(when, "repeated", `command "${answer.command}": entry ${answer.firstEntry}, ${answer.entries} in all`);
  const { code, command, expected, received, fix } = answer;
  const told = `${command === null ? "" : `"${command}": `}expected ${expected}, got ${received}; ${fix}`;
  return styleText("yellow", row(when, code, told));
}

/** The state comes last: two replays are compared by it. */
export const replaySummaryText = (summary: ReplaySummary): string =>
  [
    "",
    `${summary.commands} commands, ${summary.entries} entries, ${summary.refusals} refused, ${summary.repeated} repeated`,
    summary.conservation
      ? "conservation holds in every wallet"
      : styleText("red", "LAW L4 BROKEN: a wallet is not conserved"),
    `state ${summary.stateDigest}`,
    "",
  ].join("\n");

function entryRow(entry: Entry): string {
  const text = row(instantText(entry.at), entry.kind, essentials(entry));
  const colour = colourOf(entry);
  return colour === null ? text : styleText(colour, text);
}

function colourOf(entry: Entry): Colour | null {
  if ("output" in entry && entry.output === "forensic-shutdown") return "red";
  return "power" in entry ? BAND_COLOURS[entry.power.band] : null;
}

const row = (when: string, what: string, essentials: string): string =>
  `${when.padEnd(WHEN_WIDTH)}  ${what.padEnd(WHAT_WIDTH)}  ${printable(essentials)}`.trimEnd();

/** Field by field, so that a kind of entry that is new here is shown too. */
export const essentials = (entry: Entry): string =>
  Object.entries(entry)
    .filter(([name, value]) => !NOT_ESSENTIAL.has(name) && value !== null)
    .map(([name, value]: [string, unknown]) => essential(name, value))
    .filter((text) => text !== "")
    .join(", ");

function essential(name: string, value: unknown): string {
  if (name === "power") return powerText(value as PowerLevel);
  if (name === "transfers") return (value as readonly Movement[]).map(movementText).join(", ");
  if (Array.isArray(value)) return `${name} ${listText(value)}`;
  if (typeof value === "object") return objectText(name, value as Readonly<Record<string, unknown>>);
  return `${name} ${scalarText(name, value)}`;
}

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly amountMicroCu: number;
}

const movementText = ({ from, to, amountMicroCu }: Movement): string => `${creditText(amountMicroCu)} ${from} → ${to}`;

const PPM_PER_PERCENT = 10_000;

const powerText = ({ levelPpm, band, reasons }: PowerLevel): string =>
  `${levelPpm / PPM_PER_PERCENT} % ${band} (${reasons.join(", ")})`;

const listText = (values: readonly unknown[]): string =>
  values.length <= LISTED_MAX && values.every((value) => typeof value === "string")
    ? `[${values.map((value) => scalarText("", value)).join(" ")}]`
    : `(${values.length})`;

/** What a part is called or says of itself; its numbers are in the JSON. */
function objectText(name: string, value: Readonly<Record<string, unknown>>): string {
  const said = value["verdict"] ?? value["digest"] ?? value["name"];
  return typeof said === "string" ? `${name} ${scalarText(name, said)}` : "";
}

function scalarText(name: string, value: unknown): string {
  if (typeof value === "string") return value.startsWith("sha256:") ? `${value.slice(0, DIGEST_SHOWN)}…` : value;
  if (typeof value !== "number") return String(value);
  if (name.endsWith("MicroCu")) return creditText(value);
  if (name.endsWith("At")) return instantText(value);
  return name.endsWith("Ms") ? durationText(value) : String(value);
}
