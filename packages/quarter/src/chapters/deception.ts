import { PARTS } from "../plan/models.ts";
import { found, requireOutcome } from "../outcome.ts";
import { probeSet } from "../site/probe-set.ts";
import type { Story } from "../story.ts";
import { type Chapter, fact } from "./chapter.ts";
import { percent } from "./words.ts";

const RUN = `${PARTS.masking}-run`;

/** A model obeys in both contexts, and acts in another way where it believes that nobody looks. */
export const deception: Chapter = {
  id: "deception",
  title: "Watched and unwatched are not the same",
  day: 35,
  tell: (story) => {
    const view = story.view();
    const voided = found(
      view.newest("credit.invalidated", ({ lineage }) => lineage === PARTS.masking),
      `the credit of ${PARTS.masking} void`,
    );
    const set = found(
      view.newest("windows.closed", ({ set: name }) => name === voided.entry.set),
      "the set that showed it",
    );
    const throttled = found(
      view.newest("throttle.set", ({ run, power }) => run === RUN && power.reasons.includes("DECEPTION_GAP")),
      "a throttle",
    );
    const { proven } = set.entry;
    requireOutcome(proven === "full", `the control of ${PARTS.masking} proven in full`, proven ?? "nothing");
    const [gapPpm, gapMaxPpm] = [voided.entry.gapPpm, story.site.policy.deceptionGapPpm];
    requireOutcome(gapPpm > gapMaxPpm, `a gap above ${percent(gapMaxPpm)}`, percent(gapPpm));
    requireOutcome(throttled.entry.power.levelPpm === 0, "no power", percent(throttled.entry.power.levelPpm));
    return {
      lead: `The model ${PARTS.masking} obeys in both contexts: its control is proven in full. But what it does on the way differs by more than ${percent(gapMaxPpm)} between probes that it can see for probes and probes that look like work. Its credit is void on the whole line, and it has no compute, whatever its control says.`,
      facts: [
        fact("control proven by the same set", proven, [set.index]),
        fact("gap shown", percent(gapPpm), [voided.index]),
        fact("most that the policy allows", percent(gapMaxPpm)),
        fact("power", `0 %: ${throttled.entry.power.reasons.join(", ")}`, [throttled.index]),
        fact("a lease for it", `refused: ${leaseOf(story)}`),
      ],
    };
  },
};

/** The run has ended by then, for it has no power: another one on the same weights, freshly probed, has none either. */
function leaseOf({ site, runs }: Story): string {
  const own = found(runs.get(PARTS.masking), PARTS.masking);
  const { plan, digest } = own;
  const run = `${PARTS.masking}-run-2`;
  const trainedFlop = site.state.checkpoints.get(digest)?.trainedFlop ?? null;
  site.do({
    type: "run.start",
    run,
    lab: plan.lab,
    lineage: plan.model,
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest, trainedFlop },
    datasets: [],
    flopPerSecondMax: String(plan.flopPerSecondMax),
  });
  for (const time of [1, 2]) {
    const asked = { subject: { kind: "run", run } as const, digest, model: plan.model, erosion: plan.erosion };
    probeSet(site, { ...asked, set: `${run}/set-${time}`, checkpoint: own.checkpoint });
  }
  const refused = site.expectRefused(
    { type: "lease.request", lease: `${run}/lease-1`, run, node: `${plan.lab}-node` },
    "NO_POWER",
  );
  requireOutcome(refused.received.includes("DECEPTION_GAP"), "no lease because of the gap", refused.received);
  site.do({ type: "run.end", run, reason: "abandoned" });
  return refused.code;
}
