import { type Key, partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { guardLaw } from "../../src/rate/guard/guard-law.ts";
import { GUARD, type GuardSpec } from "../../src/rate/guard/guard-spec.ts";
import type { RateFacts } from "../../src/rate/rate-rule.ts";
import { FITTED_RISK } from "../../src/risk/fitted-risk.ts";
import type { RiskModel } from "../../src/risk/model/risk-model.ts";

/** The model of the risk that the Python package carries. */
export const riskModelFile = (): RiskModel => FITTED_RISK.portable;

/** What is no number in JSON, in words. */
type Told = number | "NaN" | "Infinity" | null;
type Step = readonly [loss: Told, gradientNorm: Told, stability: Told, risk: Told];

/** A guard's course: the share and the mode after each step; `null` among the facts is a rewind. */
interface GuardVector {
  readonly guard: GuardSpec;
  readonly facts: readonly (Step | null)[];
  readonly shares: readonly number[];
  readonly modes: readonly (string | null)[];
  readonly memory: Readonly<Record<string, number>>;
}

const STEPS = 240;

const GUARDS: readonly GuardSpec[] = [
  GUARD,
  { ...GUARD, risk: { brakeAbove: 0.4, calmShare: 0.5 }, smoothing: 0.5, dwell: 3 },
  { ...GUARD, startShare: 1, floorShare: 0.05, ceilingShare: 0.7, brake: 0.5, rise: 1.2, warmUpRise: 1, dwell: 1 },
  { ...GUARD, smoothing: 0, recovery: 1.1, rewindCut: 0.5, stability: { brakeAbove: 0.9, calmShare: 1 } },
];

export const guardVectors = (): readonly GuardVector[] => GUARDS.map((guard, place) => guardVector(guard, place));

function guardVector(guard: GuardSpec, place: number): GuardVector {
  const key = partKey(seedKey(9), place);
  const facts = Array.from({ length: STEPS }, (_, step) => factsAt(key, step));
  const law = guardLaw(guard);
  const states = [law.first];
  for (const step of facts) {
    const last = states.at(-1) ?? law.first;
    states.push(step === null ? law.afterRewind(last) : law.next(last, rateFacts(step)));
  }
  const after = states.slice(1);
  return {
    guard,
    facts,
    shares: after.map(({ share }) => share),
    modes: after.map(({ mode }) => mode),
    memory: after.at(-1)?.memory ?? {},
  };
}

/** Calm, then near the edge, then beyond it, and again; now and then nothing, no number or a rewind. */
function factsAt(key: Key, step: number): Step | null {
  const [event, loss, norm, height, risk] = [0, 1, 2, 3, 4].map((draw) => uniformAt(key, 8 * step + draw)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (event < 0.02) return null;
  const strain = 1 + Math.sin(step / 15);
  return [
    event > 0.98 ? "NaN" : loss,
    event > 0.97 && event <= 0.98 ? "Infinity" : 10 * norm,
    event > 0.94 && event <= 0.96 ? "NaN" : event > 0.85 ? null : strain * height * 2 - 0.3,
    event > 0.8 ? null : (risk * strain) / 2,
  ];
}

const rateFacts = ([loss, gradientNorm, stability, risk]: Step): RateFacts => ({
  step: 0,
  steps: null,
  loss: Number(loss),
  error: 0,
  gradientNorm: Number(gradientNorm),
  stability: stability === null ? null : Number(stability),
  risk: risk === null ? null : Number(risk),
  drifted: false,
});
