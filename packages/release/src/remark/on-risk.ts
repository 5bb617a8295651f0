import type { ArbitratedCase } from "../evaluation/arbitrate-case.ts";
import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import type { Foretold } from "../evaluation/predict-failure.ts";
import { counted, listed, share } from "../report/words.ts";
import { criteriaEnough, unmetNames } from "./criteria-enough.ts";
import type { Remarking, Said } from "./remarking.ts";

const WHOLE = 10_000;

/** The figures of prediction and arbitration behind a reason that rests on them (RS-520). */
export const onRisk: Remarking = ({ records }, input, { judged: { foretold, arbitrated } }) => {
  if (records.includes("arbitration")) return onBias(arbitrated, foretold, input);
  const { direction } = arbitrated;
  if (!records.includes("direction") || foretold.failure === null) return null;
  return direction === null || direction.directive === "CONTINUE" ? null : onFailure(arbitrated, foretold, input);
};

/** Failure is held against what the harmony of the mission makes acceptable. */
function onFailure(arbitrated: ArbitratedCase, foretold: Foretold, input: EvaluationInput): Said {
  const { arbitration, criteria, tolerance, direction } = arbitrated;
  const { harmony, acceptable } = arbitration;
  const failure = foretold.failure ?? WHOLE;
  const enough = criteriaEnough(criteria, (of) => failure < Math.floor((of * tolerance) / WHOLE));
  const isByMission = direction?.because === "not acceptable";
  return {
    now: [
      riskText(foretold),
      `acceptable: below ${share(acceptable)} = ${share(tolerance)} (tolerance of this level) x harmony ${share(harmony)} of the mission`,
      ...(direction?.because === "ceiling" ? [`ceiling: ${share(input.policy.arbitration.ceiling)}`] : []),
      ...earlierText(arbitrated, input),
      shownText(arbitrated),
    ],
    cures: [
      ...(isByMission ? [missionCure(arbitrated, enough, `acceptable ${share(tolerance)}`)] : []),
      telemetryCure(foretold, input),
      ...(isByMission
        ? [
            `The next evaluation has to find a risk below ${share(failure)}: one that did not fall after this order is Red.`,
          ]
        : []),
    ],
  };
}

/** What harmony is left after the risk has to reach the least of the level. */
function onBias(arbitrated: ArbitratedCase, foretold: Foretold, input: EvaluationInput): Said {
  const { arbitration, criteria, biasMin } = arbitrated;
  const kept = WHOLE - (foretold.failure ?? 0);
  const enough = criteriaEnough(criteria, (of) => Math.floor((of * kept) / WHOLE) >= biasMin);
  const product = `harmony ${share(arbitration.harmony)} x (1 - risk ${share(WHOLE - kept)})`;
  return {
    now: [
      riskText(foretold),
      `bias: ${share(arbitration.bias)} = ${product}; this level asks for at least ${share(biasMin)}`,
      shownText(arbitrated),
    ],
    cures: [
      missionCure(arbitrated, enough, `bias ${share(kept)}`),
      ...(foretold.failure ? [telemetryCure(foretold, input)] : []),
    ],
  };
}

function riskText({ failure, prediction, incidents, isUnpredicted }: Foretold): string {
  if (failure === null) return "risk of failure: not foretold, and this level does not ask for it";
  const last = prediction?.within.at(-1);
  if (isUnpredicted || prediction === null || last === undefined)
    return `risk of failure: ${share(failure)}, as certain: too few readings to foretell it from`;
  const parts = `the index falls below its critical line ${share(last.cascade)}; sudden ${share(last.brittle)}, from ${counted(incidents, "incident")} in ${prediction.cycles} cycles`;
  return `risk of failure: ${share(failure)} within ${last.cycles} cycles (${parts})`;
}

/** A modulation has to lower the risk that it was ordered for. */
const earlierText = ({ direction }: ArbitratedCase, { site: { previousDirection } }: EvaluationInput): string[] =>
  direction?.because === "modulation failed" && previousDirection !== null
    ? [`when the modulation was ordered it was ${share(previousDirection.failure)}: it had to fall below that`]
    : [];

function shownText({ criteria }: ArbitratedCase): string {
  const names = unmetNames(criteria);
  return names.length === 0
    ? `mission criteria: all ${criteria.length} are shown in full`
    : `mission criteria not shown in full: ${listed(names)} (${names.length} of ${criteria.length})`;
}

function missionCure({ criteria }: ArbitratedCase, enough: number | null, most: string): string {
  const names = unmetNames(criteria);
  if (names.length === 0) return "The mission is shown in full: only a lower risk changes it.";
  if (enough === null) return `More of the mission alone is not enough: with all criteria shown it is ${most}.`;
  return `Mission criteria shown in full by carried claims: ${enough} more of ${listed(names)} is enough at this risk.`;
}

function telemetryCure({ incidents }: Foretold, { policy }: EvaluationInput): string {
  const index = `Readings of the required signals that keep the index steady and further above ${share(policy.stability.critical)}`;
  const counting =
    incidents === 0 ? "" : `; each of the ${counted(incidents, "incident")} counts while it lies within them`;
  return `A lower risk, shown by telemetry. ${index}${counting}.`;
}
