import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seedKey } from "../../random/counter.ts";
import { kernelArithmetic, twinArithmetic } from "../arithmetic.ts";
import { dirtUnits } from "../field/dirt-unit.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../spec/profiles.ts";
import { surveyField } from "./flow.ts";
import { calibratedRawRisk, classicRawRisk, nextRisk, type RiskSignals, smoothed } from "./risk.ts";
import { verdictOf } from "./verdict.ts";

interface Signals {
  readonly gradient: number;
  readonly volatility: number;
  readonly emergencyRatio: number;
}
interface Vectors {
  readonly raw: readonly (Signals & { readonly raw: number })[];
  readonly limit: number;
  readonly sequence: readonly (Signals & { readonly flow: number; readonly risk: number })[];
  readonly constant: {
    readonly raw: number;
    readonly generationsToBubble: number;
    readonly generationsToCollapse: number;
  };
  readonly rawFlowOfLevel: readonly { readonly level: number; readonly mean: number; readonly deviation: number }[];
}

const VECTORS = new URL("../../../../../spec/vectors/simulation/gardener-risk.json", import.meta.url);
const vectors = JSON.parse(readFileSync(VECTORS, "utf8")) as Vectors;

const classic = CLASSIC_GARDENER.risk as Extract<typeof CLASSIC_GARDENER.risk, { readonly kind: "classic" }>;
const calibrated = CALIBRATED_GARDENER.risk as Extract<
  typeof CALIBRATED_GARDENER.risk,
  { readonly kind: "calibrated" }
>;
const signals = ({ gradient, volatility, emergencyRatio }: Signals) => ({
  entropyGradient: gradient,
  populationVolatility: volatility,
  emergencyRatio,
});

describe("classic risk", () => {
  test.each(vectors.raw)("SIM-130 raw risk of $gradient, $volatility, $emergencyRatio is $raw", (row) => {
    expect(classicRawRisk(classic, signals(row))).toBeCloseTo(row.raw, 6);
  });

  test("SIM-130 tends to its limit and never reaches 1", () => {
    const most = classicRawRisk(classic, { entropyGradient: 1e9, populationVolatility: 1e9, emergencyRatio: 1 });
    expect(most).toBeCloseTo(vectors.limit, 6);
  });

  test("SIM-130 the sequence of smoothed risks", () => {
    let risk = 0;
    for (const row of vectors.sequence) {
      risk = nextRisk(risk, classicRawRisk(classic, signals(row)), row.flow, CLASSIC_GARDENER);
      expect(risk).toBeCloseTo(row.risk, 6);
    }
  });

  test("SIM-130 a constant raw risk needs 5 generations to bubble and 12 to collapse", () => {
    const { raw, generationsToBubble, generationsToCollapse } = vectors.constant;
    const verdicts = [];
    for (let risk = 0, generation = 1; generation <= 12; generation += 1) {
      risk = smoothed(risk, raw, classic.emaAlpha);
      verdicts.push(verdictOf(risk, CLASSIC_GARDENER.verdict));
    }
    expect(verdicts.indexOf("bubble") + 1).toBe(generationsToBubble);
    expect(verdicts.indexOf("collapse") + 1).toBe(generationsToCollapse);
  });

  test("SIM-131 verdict bounds belong to the worse side", () => {
    const bounds = CLASSIC_GARDENER.verdict;
    const of = (risk: number) => verdictOf(risk, bounds);
    expect([of(0.449_999), of(0.45), of(0.719_999), of(0.72)]).toEqual(["creative", "bubble", "bubble", "collapse"]);
  });
});

/** Mean raw flow of a uniform field over probes of their own. */
function meanRawFlow(level: number, spec: typeof CLASSIC_GARDENER, probes: number): number {
  const { field } = kernelArithmetic(spec.side);
  const cells = new Uint16Array(spec.side * spec.side).fill(dirtUnits(level));
  let sum = 0;
  for (let probe = 0; probe < probes; probe += 1) {
    sum += surveyField(field, cells, spec.flow, seedKey(probe), probe).flow.raw;
  }
  return sum / probes;
}

describe("flow", () => {
  test.each(vectors.rawFlowOfLevel)(
    "SIM-132 system flow of a uniform field at $level",
    ({ level, mean, deviation }) => {
      const tolerance = Math.max(deviation, 1e-9);
      expect(Math.abs(meanRawFlow(level, CLASSIC_GARDENER, 200) - mean)).toBeLessThanOrEqual(tolerance);
    },
  );

  test("SIM-133 paired flow has no bias at the walls, and sees the ramp only", () => {
    const of = (level: number) => meanRawFlow(level, CALIBRATED_GARDENER, 20);
    for (const quiet of [0, 0.005, 0.1, 0.5, 0.65, 0.95, 0.995, 1]) expect(of(quiet)).toBeLessThan(0.002);
    expect(of(0.8)).toBeGreaterThan(0.7);
  });

  test("SIM-133 paired flow draws the same noises in every generation, system flow new ones", () => {
    const cells = Uint16Array.from({ length: 3_600 }, (_, cell) => (cell * 7_919) % 65_536);
    const of = (spec: typeof CLASSIC_GARDENER, generation: number) =>
      surveyField(twinArithmetic.field, cells, spec.flow, seedKey(1), generation).flow.of;
    expect(of(CALIBRATED_GARDENER, 1)).toEqual(of(CALIBRATED_GARDENER, 2));
    expect(of(CLASSIC_GARDENER, 1)).not.toEqual(of(CLASSIC_GARDENER, 2));
  });
});

describe("calibrated risk", () => {
  const calm: RiskSignals = {
    entropyGradient: 0,
    populationVolatility: 0,
    emergencyRatio: 0,
    level: 0.2,
    hotShare: 0,
    starvingShare: 0,
    respawns: 0,
    growthMean: 9,
  };
  const of = (change: Partial<RiskSignals>) => calibratedRawRisk(calibrated, { ...calm, ...change });

  test("SIM-134 rises with level, hot spots, hunger, respawns and soiling; cleaning lowers it", () => {
    for (const worse of [
      { level: 0.3 },
      { hotShare: 0.1 },
      { starvingShare: 0.1 },
      { respawns: 1 },
      { entropyGradient: 9 },
    ])
      expect(of(worse)).toBeGreaterThan(of({}) + 0.01);
    expect(of({ entropyGradient: -9 })).toBeLessThan(of({}) - 0.01);
  });
});
