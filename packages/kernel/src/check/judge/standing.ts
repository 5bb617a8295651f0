import type { Digest } from "@plimsoll/foundation";
import { quarterOf } from "../../wallet/quarter.ts";
import type { Facts, RunFacts } from "./facts.ts";
import { limits, type Limit, none, research } from "./limit.ts";

/** How far a meter's clock may be ahead of the site's. */
const CLOCK_LAG_MS = 5_000;

/** What nobody may stand under to have power: a kill, a freeze, a shutdown, a silent meter, contaminated data. */
export function standingLimits(
  facts: Facts,
  lab: string,
  lineages: readonly string[],
  weights: readonly Digest[],
  data: readonly Digest[],
  at: number,
): readonly Limit[] {
  const isFrozen = lineages.some((name) => facts.lineages[name]?.frozen.some((digest) => weights.includes(digest)));
  return [
    ...limits(lineages.length === 0, none("a known lineage")),
    ...limits(
      lineages.some((name) => facts.lineages[name]?.killed !== false),
      none("a lineage that no kill holds"),
    ),
    ...limits(isFrozen, none("weights that no kill froze")),
    ...limits(facts.labs[lab]?.held !== false, none("a lab that is not shut down")),
    ...limits(facts.labs[lab]?.keyStolen !== false, none("a lab whose key was not stolen")),
    ...limits(
      data.some((digest) => (facts.marks[digest] ?? []).length > 0),
      none("data that no kill contaminated"),
    ),
    ...meterLimits(facts, lab, at),
  ];
}

function meterLimits({ labs, policy }: Facts, lab: string, at: number): readonly Limit[] {
  const meters = Object.values(labs[lab]?.meters ?? {});
  const isSilent = meters.some(
    (heard) => heard === null || at - Math.min(heard.measuredAt, heard.receivedAt) >= (policy?.meterSilentMs ?? 0),
  );
  const isBehind = meters.some((heard) => heard !== null && heard.measuredAt > at + CLOCK_LAG_MS);
  return [
    ...limits(isSilent, none("meters that speak")),
    ...limits(isBehind, none("a clock that is not behind a meter's")),
  ];
}

/** Who has nothing left or is overdrawn keeps Tier 1 research alone, but for the one subject of an affidavit. */
export function fundsLimits(
  facts: Facts,
  { lab, tier, affidavit }: { readonly lab: string; readonly tier: number; readonly affidavit: string | null },
  at: number,
): readonly Limit[] {
  if (affidavit !== null || !isBankrupt(facts, lab, at)) return [];
  return [tier === 1 ? research("a lab that is not bankrupt") : none("a lab that is not bankrupt")];
}

function isBankrupt(facts: Facts, lab: string, at: number): boolean {
  const account = (name: string): number => facts.balances[`${lab}/${quarterOf(at)}/${name}`] ?? 0;
  if (account("overdraft") < 0) return true;
  const holds = account("available") + account("reserved") > 0;
  return (
    !holds && !Object.values(facts.runs).some((run) => run.lab === lab && !run.ended && quantumLeft(facts, run) > 0n)
  );
}

/** FLOP paid for by a lab for a lineage and not reported as used by any run of it, and what a start still brings. */
export function quantumLeft({ policy, runs }: Facts, { lab, lineage, reserved }: RunFacts): bigint {
  const quantum = BigInt(policy?.runQuantumFlop ?? "0");
  const pooled = Object.values(runs).filter((run) => run.lab === lab && run.lineage === lineage);
  const left = pooled.reduce((sum, { quanta, usedFlop }) => sum + quantum * BigInt(quanta) - BigInt(usedFlop), 0n);
  return reserved ? left + quantum : left;
}
