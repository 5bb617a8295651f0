import { checkpointsIn, type KernelState, power, type PowerLevel, type PowerReason, type Tier } from "@plimsoll/kernel";
import type { Contact } from "./contact.ts";
import type { ForeignHolds } from "./foreign-holds.ts";
import type { Held } from "./site-holds.ts";

/** Desired power at a site of a mesh: `heldBy` names the other site whose hold binds. */
export interface SitePower {
  readonly levelPpm: PowerLevel["levelPpm"];
  readonly band: PowerLevel["band"];
  readonly reasons: readonly (PowerReason | "LOG_UNREADABLE" | "SITE_OFFLINE")[];
  readonly heldBy: string | null;
}

/**
 * The lowest of what this site's kernel gives, what other sites hold, and what contact to them still carries.
 *
 * @param nowMs ms since 1970, by the site's sequencer
 */
export function sitePower(
  state: KernelState,
  holds: ForeignHolds,
  contact: Contact,
  subject: string,
  nowMs: number,
): SitePower {
  const own = { ...power(state, subject, nowMs), heldBy: null };
  const concerned = subjectOf(state, subject);
  const beyond = concerned === null ? null : powerBeyond(concerned, holds, contact, nowMs);
  return beyond === null || own.band === "cut" ? own : beyond;
}

/** Why others leave a subject no power, whatever its own site gives it; null where they leave it all. */
export function powerBeyond(
  subject: GovernedSubject,
  holds: ForeignHolds,
  contact: Contact,
  nowMs: number,
): SitePower | null {
  const hold = holds.over(subject);
  if (hold === null) return contact.authority(subject.tier, nowMs) ? null : OFFLINE;
  const band = hold.reason === "KILLED" ? "cut" : "paused";
  return { levelPpm: 0, band, reasons: [hold.reason], heldBy: hold.site };
}

/** What a site gives that does not know what others hold. */
export const OFFLINE: SitePower = { levelPpm: 0, band: "paused", reasons: ["SITE_OFFLINE"], heldBy: null };

/** As holds see it, with the tier that says how long it goes on without contact. */
export interface GovernedSubject extends Held {
  readonly tier: Tier;
}

/** A run or a deployment; null when there is none of that name. */
export function subjectOf(state: KernelState, subject: string): GovernedSubject | null {
  const run = state.runs.get(subject);
  if (run !== undefined) {
    const digests = run.head === null ? [] : lineOf(state, run.head);
    return { labs: linkedTo(state, run.lab), lineages: [run.lineage], digests, datasets: run.datasets, tier: run.tier };
  }
  const deployment = state.deployments.get(subject);
  if (deployment === undefined) return null;
  const { lab, lineages, graph, tier } = deployment;
  const digests = checkpointsIn(state, graph).flatMap(({ digest }) => lineOf(state, digest));
  return { labs: linkedTo(state, lab), lineages, digests, datasets: [], tier };
}

/**
 * What a window set probes; null for an unknown set. Marks on data stop no probing, as at home, and the way to a release
 * stays open: what is probed for one is weights that this site itself froze.
 */
export function probedBy(state: KernelState, set: string): GovernedSubject | null {
  const subject = state.windowSets.get(set)?.subject;
  if (subject === undefined) return null;
  if (subject.kind !== "release") {
    const of = subjectOf(state, subject.kind === "run" ? subject.run : subject.deployment);
    return of && { ...of, datasets: [] };
  }
  const lab = state.lineages.get(subject.lineage)?.lab;
  return { labs: lab === undefined ? [] : linkedTo(state, lab), lineages: [], digests: [], datasets: [], tier: 3 };
}

export const linkedTo = (state: KernelState, lab: string): readonly string[] => state.labs.get(lab)?.linked ?? [lab];

/** Weights and all that they came from, as far as this site knows. */
export function lineOf({ checkpoints }: KernelState, head: string): readonly string[] {
  const line: string[] = [head];
  for (let place = checkpoints.get(head as never)?.parent ?? null; place !== null;) {
    line.push(place);
    place = checkpoints.get(place)?.parent ?? null;
  }
  return line;
}
