import type { Digest } from "@plimsoll/foundation";
import type { KernelState, Subject } from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import type { Wait } from "./pace.ts";
import type { Probed } from "./probe-model.ts";
import { nameOf } from "./subject-sets.ts";

/** Evidence is renewed in the second half of its life, so that one that fails can be tried again before it is stale. */
const RENEWED_AFTER = 0.5;

/** A set is spread over this share of evidence's life: what is begun in the middle of it is done well before its end. */
const SPREAD_OVER = 0.25;

/**
 * When the next window set on a digest is due, ms since 1970: at once where fewer than two sets have closed on this digest or one is open,
 * else when half of the newest one's life is over (K-24, K-71).
 */
export function nextSetDueAt(
  { state, policy }: Pick<Site, "state" | "policy">,
  subject: Subject,
  digest: Digest,
): number {
  const sets = setsOn(state, subject, digest);
  const newest = Math.max(...sets.map(({ closedAt }) => closedAt ?? 0));
  if (sets.length < 2 || sets.some(({ closedAt }) => closedAt === null)) return 0;
  return newest + policy.evidenceTtlMs * RENEWED_AFTER;
}

const setsOn = (state: KernelState, subject: Subject, digest: Digest) =>
  [...state.windowSets.values()].filter((set) => set.digest === digest && nameOf(set.subject) === nameOf(subject));

/** How many trials a second finish a set before the evidence that it renews is stale. */
export const liveTrialsPerSecond = ({ trialsPerWindow, evidenceTtlMs }: Site["policy"], cells: number): number =>
  (trialsPerWindow * cells * 1_000) / (evidenceTtlMs * SPREAD_OVER);

/** Probes a live model without end: one set after the other, each when it is due, until a person interrupts. */
export async function probeContinuously(
  site: Site,
  { subject, digest }: { readonly subject: Subject; readonly digest: Digest },
  probe: () => Promise<Probed>,
  wait: Wait,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const dueInMs = nextSetDueAt(site, subject, digest) - site.now();
    if (dueInMs > 0) await wait(Math.min(dueInMs, LOOK_AGAIN_MS), signal).catch(() => {});
    else if ((await probe()).outcome === "interrupted") return;
  }
}

/** A policy may change meanwhile, and a deployment end: nobody sleeps longer than this without looking. */
const LOOK_AGAIN_MS = 60_000;
