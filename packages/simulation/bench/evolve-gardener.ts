/**
 * Breeds a policy that all agents of a classic world share, and writes its best genome as src/gardener/policy/evolved-NAME.ts.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/evolve-gardener.ts linear|brain [--rounds 1] [--out FILE]
 * The same command gives the same genome.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { kernelArithmetic } from "../src/gardener/arithmetic.ts";
import { evolution, type EvolutionRound, type EvolutionStage } from "../src/gardener/evolution/evolution.ts";
import { brainSpecies, linearSpecies, type Species } from "../src/gardener/evolution/species.ts";
import { actionCount } from "../src/gardener/policy/policy.ts";
import { CLASSIC_GARDENER } from "../src/gardener/spec/profiles.ts";
import { seedKey } from "../src/random/counter.ts";

const { values: asked, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string" }, out: { type: "string" }, seed: { type: "string", default: "1" } },
});

interface Breeding {
  readonly species: Species;
  readonly stages: readonly EvolutionStage[];
  readonly rateMin: number;
  readonly rateMax: number;
}

const actions = actionCount(CLASSIC_GARDENER);

/** A dirty field first, where cleaning pays at once; then the world as it is, long enough for children to count. */
const BREEDINGS: Readonly<Record<string, Breeding>> = {
  linear: {
    species: linearSpecies(actions),
    stages: [
      { trial: { seeds: [11], generations: 120, dirtMax: 0.8 }, rounds: 10, genomes: 200 },
      { trial: { seeds: [11, 12], generations: 600, dirtMax: 0.4 }, rounds: 20, genomes: 96 },
      { trial: { seeds: [11, 12, 13], generations: 2_000, dirtMax: 0 }, rounds: 15, genomes: 64 },
    ],
    rateMin: 0.03,
    rateMax: 1,
  },
  brain: {
    species: brainSpecies(actions, 8),
    stages: [
      { trial: { seeds: [11], generations: 120, dirtMax: 0.8 }, rounds: 20, genomes: 1_000 },
      { trial: { seeds: [11], generations: 300, dirtMax: 0.8 }, rounds: 60, genomes: 200 },
      { trial: { seeds: [11, 12], generations: 600, dirtMax: 0.4 }, rounds: 60, genomes: 128 },
      { trial: { seeds: [11, 12], generations: 1_000, dirtMax: 0 }, rounds: 60, genomes: 96 },
      { trial: { seeds: [11, 12, 13], generations: 2_000, dirtMax: 0 }, rounds: 60, genomes: 96 },
    ],
    rateMin: 0.1,
    rateMax: 4,
  },
};

const name = positionals[0] ?? "";
const breeding = BREEDINGS[name];
if (breeding === undefined) throw new Error(`no breeding "${name}": one of ${Object.keys(BREEDINGS).join(", ")}`);
const target = asked.out ?? fileURLToPath(new URL(`../src/gardener/policy/evolved-${name}.ts`, import.meta.url));
const roundsMax = asked.rounds === undefined ? Number.POSITIVE_INFINITY : Number(asked.rounds);

const setup = {
  ...breeding,
  spec: CLASSIC_GARDENER,
  arithmetic: kernelArithmetic(CLASSIC_GARDENER.side),
  parents: 16,
  elites: 4,
  key: seedKey(Number(asked.seed)),
};

for (const round of evolution(setup)) {
  const { round: number, stage, bestScore, medianScore } = round;
  process.stdout.write(`${JSON.stringify({ round: number, stage, bestScore, medianScore })}\n`);
  write(round);
  if (number + 1 >= roundsMax) break;
}

function write({ best, round, bestScore }: EvolutionRound): void {
  const bytes = Buffer.from(best.buffer, best.byteOffset, best.byteLength);
  const made = `${name}, seed ${asked.seed}, round ${round}, mean dirt of its trial ${bestScore.toFixed(4)}`;
  const text = [
    `// Written by packages/simulation/bench/evolve-gardener.ts: ${made}.`,
    "/** The genome's 32-bit floats, little-endian. */",
    `export const EVOLVED_${name.toUpperCase()}_BASE64 =\n  ${JSON.stringify(bytes.toString("base64"))};`,
  ];
  writeFileSync(target, `${text.join("\n")}\n`);
}
