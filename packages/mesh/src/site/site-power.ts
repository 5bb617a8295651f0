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
  if (own.levelPpm === 0 || concerned === null) return own;
  const hold = holds.over(concerned);
  if (hold !== null) {
    const band = hold.reason === "KILLED" ? "cut" : "paused";
    return { levelPpm: 0, band, reasons: [hold.reason], heldBy: hold.site };
  }
  return contact.authority(concerned.tier, nowMs) ? own : OFFLINE;
}

/** What a site gives that does not know what others hold. */
export const OFFLINE: SitePower = { levelPpm: 0, band: "paused", reasons: ["SITE_OFFLINE"], heldBy: null };

/** A run or a deployment as holds see it; null when there is none of that name. */
export function subjectOf(state: KernelState, subject: string): (Held & { readonly tier: Tier }) | null {
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
