import { styleText } from "node:util";
import { type Entry } from "@plimsoll/kernel";
import { openCause } from "@plimsoll/ledger";
import { printable } from "../kernel-tools/printable.ts";
import { instantText } from "../kernel-tools/quantities.ts";
import { essentials } from "../kernel-tools/replay-table.ts";
import type { TailEntry } from "./ledger-tail.ts";

/** An entry as a program reads it. */
export interface TailLine {
  readonly type: "entry";
  readonly index: number;
  /** Ms since 1970; `null` in what is no entry of ours. */
  readonly at: number | null;
  readonly kind: string | null;
  /** `verified`: every signature of the command holds under the key that it names. */
  readonly cause: "verified" | "unverified" | "none";
  /** Ids of the keys that signed the command; `null` unless verified. */
  readonly signers: readonly string[] | null;
  readonly text: string;
}

export function tailLine({ index, text, cause }: TailEntry): TailLine {
  const { at, kind } = entryIn(text) ?? {};
  const command = cause === null ? null : openCause(cause);
  return {
    type: "entry",
    index,
    at: at ?? null,
    kind: kind ?? null,
    cause: cause === null ? "none" : command === null ? "unverified" : "verified",
    signers: command?.signers ?? null,
    text,
  };
}

const WIDTHS = { index: 9, at: 24, kind: 22, signers: 17 } as const;
/** Of a key id; two make it unlikely enough to be taken for another's on a screen. */
const KEY_ID_SHOWN = 8;

export const TAIL_HEADER = row("index", "time", "kind", "signed by", "what");

/** A row of the table. */
export function tailRow(line: TailLine): string {
  const entry = entryIn(line.text);
  const when = line.at === null ? "" : instantText(line.at);
  const text = row(
    `${line.index}`,
    when,
    line.kind ?? "?",
    signersText(line),
    entry === null ? line.text : whatOf(entry, line.text),
  );
  return line.cause === "unverified" ? styleText("red", text) : text;
}

function row(index: string, when: string, kind: string, signers: string, what: string): string {
  const cells = [
    index.padStart(WIDTHS.index),
    when.padEnd(WIDTHS.at),
    printable(kind).padEnd(WIDTHS.kind),
    signers.padEnd(WIDTHS.signers),
    printable(what),
  ];
  return `${cells.join("  ").trimEnd()}\n`;
}

function signersText({ cause, signers }: TailLine): string {
  if (cause === "none") return "-";
  if (signers === null) return "UNVERIFIED";
  return signers.length === 0 ? "nobody" : signers.map((keyId) => keyId.slice(0, KEY_ID_SHOWN)).join(" ");
}

/** What no kernel of ours wrote is shown as it is. */
function whatOf(entry: Entry, text: string): string {
  try {
    return essentials(entry);
  } catch {
    return text;
  }
}

function entryIn(text: string): Entry | null {
  try {
    const value = JSON.parse(text) as Partial<Entry> | null;
    return typeof value?.at === "number" && typeof value.kind === "string" ? (value as Entry) : null;
  } catch {
    return null;
  }
}
