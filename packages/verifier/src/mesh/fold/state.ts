import { hash } from "node:crypto";
import { writeCbor } from "../cbor.ts";
import { foldBudget } from "./budget.ts";
import { foldFields } from "./fields.ts";
import { foldIntents } from "./intents.ts";
import { foldKernel } from "./kernel.ts";
import { added, bytesOf, byId, eventsOf, type Held, type Section } from "./sections.ts";
import { foldWe } from "./we.ts";

/** The hashes of a state, in hexadecimal (ME-30). */
export interface State {
  readonly stateHash: string;
  readonly budgetHash: string;
  /** The SHA-256 of each section, by its name. */
  readonly sections: Readonly<Record<string, string>>;
}

export function foldState(held: Held): State {
  const sections = SECTIONS.map((fold) => fold(held));
  const hashes = sections.map((section) => hash("sha256", writeCbor(section), "buffer"));
  return {
    stateHash: hash("sha256", writeCbor(hashes), "hex"),
    budgetHash: (hashes[SECTIONS.indexOf(foldBudget)] as Buffer).toString("hex"),
    sections: Object.fromEntries(sections.map(([name], at) => [name, (hashes[at] as Buffer).toString("hex")])),
  };
}

/** ME-36. */
const foldRoster = ({ standing: { roster, followed } }: Held): Section => [
  "roster",
  roster.id === null ? null : bytesOf(roster.id),
  followed.map(({ id, epoch, fields: [, follows, members] }) => [
    bytesOf(id),
    epoch,
    follows,
    members.map(([key]) => key),
  ]),
];

/** ME-38. */
function foldClock(held: Held): Section {
  const sums = new Map<string, number>();
  for (const { author, fields } of eventsOf(held, "clock.beat", "counts"))
    sums.set(author, added(sums.get(author) ?? 0, fields[0] as number));
  return ["clock", [...sums].toSorted(byId(([author]) => author)).map(([author, beats]) => [bytesOf(author), beats])];
}

const SECTIONS = [foldWe, foldFields, foldIntents, foldBudget, foldRoster, foldKernel, foldClock];
