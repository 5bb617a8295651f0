/**
 * Writes `spec/vectors/prophet/risk.json`: sequences of facts with the features and chances that the portable monitor gives, and its model, for
 * whoever computes the same in another language. Numbers are made by chance from fixed keys; `null` as loss or gradient norm is one that is not finite.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/risk-vectors.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { type Key, normalAt, partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { FITTED_RISK } from "../src/risk/fitted-risk.ts";
import { LEADS, riskOf } from "../src/risk/model/risk-model.ts";
import { PORTABLE_FEATURES, PORTABLE_FIRST, portableNext } from "../src/risk/portable-monitor.ts";

interface Facts {
  readonly loss: number | null;
  readonly gradientNorm: number | null;
  readonly rate: number;
  readonly stability: number | null;
}

type Law = (step: number, key: Key) => Facts;
const STEPS = 80;

/** e to a normal number: what losses are like. */
const noisy = (level: number, deviation: number, key: Key, step: number): number =>
  level * Math.exp(deviation * normalAt(key, step));

const calm: Law = (step, key) => ({
  loss: noisy(Math.exp(-step / 30), 0.1, partKey(key, 0), step),
  gradientNorm: noisy(Math.exp(-step / 40), 0.2, partKey(key, 1), step),
  rate: 1e-3,
  stability: step === 0 ? null : 0.4 + 0.1 * normalAt(partKey(key, 2), step),
});

const LAWS: Readonly<Record<string, Law>> = {
  "a calm descent": calm,
  "towards and beyond the edge": (step, key) => ({
    loss: noisy(0.1, 0.02 * step, partKey(key, 0), step),
    gradientNorm: noisy(1, 0.03 * step, partKey(key, 1), step),
    rate: 1e-4 * 1.05 ** step,
    stability: step === 0 ? null : 0.02 * step + 0.3 * normalAt(partKey(key, 2), step),
  }),
  "spikes now and then, no curvature measured": (step, key) => ({
    loss: noisy(uniformAt(partKey(key, 3), step) < 0.08 ? 2 : 0.1, 0.3, partKey(key, 0), step),
    gradientNorm: noisy(uniformAt(partKey(key, 4), step) < 0.08 ? 9 : 1, 0.3, partKey(key, 1), step),
    rate: 0.01,
    stability: null,
  }),
  "curvature measured now and then, a rate that pauses": (step, key) => ({
    ...calm(step, key),
    rate: step % 10 < 3 ? 0 : 1e-3,
    stability: step % 4 === 1 ? 2 * normalAt(partKey(key, 2), step) : null,
  }),
  "zeros, giants, and losses that are not finite": (step, key) => ({
    loss: oneOf([0, 1e30, null, 1e-30, -1], step % 7, noisy(1, 1, partKey(key, 0), step)),
    gradientNorm: oneOf([0, 1e30, 1, null], step % 11, noisy(1, 1, partKey(key, 1), step)),
    rate: 1e-3,
    stability: step % 3 === 0 ? 1e9 : -1e9,
  }),
};

function oneOf(values: readonly (number | null)[], place: number, otherwise: number): number | null {
  const value = values[place];
  return value === undefined ? otherwise : value;
}

const sequences = Object.entries(LAWS).map(([name, law], place) => {
  const key = partKey(seedKey(131), place);
  let state = PORTABLE_FIRST;
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const facts = law(step, key);
    const next = portableNext(state, {
      ...facts,
      loss: facts.loss ?? Number.NaN,
      gradientNorm: facts.gradientNorm ?? Number.POSITIVE_INFINITY,
    });
    state = next.state;
    const { features } = next;
    const risks = LEADS.map((lead) => (features === null ? 1 : riskOf(FITTED_RISK.portable, features, lead)));
    return { facts, features, risks };
  });
  return { name, steps };
});

const folder = new URL("../../../spec/vectors/prophet/", import.meta.url);
mkdirSync(folder, { recursive: true });
const lines = sequences.map(
  ({ name, steps }) =>
    `{"name": ${JSON.stringify(name)}, "steps": [\n${steps.map((step) => JSON.stringify(step)).join(",\n")}\n]}`,
);
writeFileSync(
  new URL("risk.json", folder),
  `{
"maker": "packages/prophet/bench/risk-vectors.ts",
"features": ${JSON.stringify(PORTABLE_FEATURES)},
"leads": ${JSON.stringify(LEADS)},
"model": ${JSON.stringify(FITTED_RISK.portable)},
"sequences": [\n${lines.join(",\n")}\n]
}\n`,
);
