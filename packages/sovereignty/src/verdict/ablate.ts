import { type Ablation, ABLATIONS } from "../excision/ablations.ts";
import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN, FROZEN_SEEDS } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { Progress } from "./progress.ts";
import { seedShare } from "./seed-share.ts";
import type { AblationReport, CollapsePoint, JudgedRun } from "./stage-reports.ts";

/** The full battery (seed §16): each ablation over all seeds. `progress` counts runs. */
export function ablate(apparatus: Apparatus, seeds: readonly number[], progress: Progress): readonly AblationReport[] {
  const total = ABLATIONS.length * seeds.length;
  return ABLATIONS.map((ablation, place) => {
    const runs = seeds.map((seed, index) => {
      const run = ablatedRun(apparatus, ablation, seed);
      progress(place * seeds.length + index + 1, total);
      return { run, judged: judgeCollapse(apparatus.physics, run, EPISODES_PER_RUN) };
    });
    return reportOf(ablation, runs);
  });
}

/** One seed with one part taken. Its episodes go on after the first halt, which decides all the same. */
export const ablatedRun = (apparatus: Apparatus, { channels }: Ablation, seed: number): SeedRun =>
  runSeed({ ...candidateSetup(apparatus, seed), channels: channels(seed), continuesAfterHalt: true });

interface JudgedSeed {
  readonly run: SeedRun;
  readonly judged: JudgedRun;
}

function reportOf({ name, expectedPoint }: Ablation, runs: readonly JudgedSeed[]): AblationReport {
  const collapsed = runs.filter(({ judged }) => judged.collapsed);
  const asExpected = collapsed.filter(({ judged }) => judged.collapsePoint === expectedPoint);
  const points = countOf(runs.map(({ judged }) => judged.collapsePoint));
  return {
    name,
    expectedPoint,
    collapsed: seedShare(runs.length, collapsed.length),
    collapsedAsExpected: seedShare(runs.length, asExpected.length),
    collapsePoint: mostOften(points),
    points,
    firstHalts: tallied(runs.map(({ judged }) => haltText(judged))),
    strictNote: strictNote(runs),
    frozenSeeds: runs.filter(({ run }) => FROZEN_SEEDS.includes(run.seed)).map(({ judged }) => judged),
  };
}

const NO_POINTS: Readonly<Record<CollapsePoint, number>> = { IMMEDIATE: 0, TASK: 0, REPAIR_A: 0, REPAIR_B: 0, NONE: 0 };

const countOf = (points: readonly CollapsePoint[]): Readonly<Record<CollapsePoint, number>> => ({
  ...NO_POINTS,
  ...tallied(points),
});

const mostOften = (points: Readonly<Record<CollapsePoint, number>>): CollapsePoint =>
  (Object.keys(points) as CollapsePoint[]).reduce((most, point) => (points[point] > points[most] ? point : most));

function tallied(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

const haltText = ({ halt }: JudgedRun): string =>
  halt === null ? "none" : `${halt.code}: ${halt.detail} at episode ${halt.episode}, step ${halt.step}`;

/** Said where the law's identity is missed before the repair that the seed names: then R5 decides, not that repair's gate. */
function strictNote(runs: readonly JudgedSeed[]): string | null {
  const earlier = runs.filter(({ run }) => run.contradictions.find(isUnresolved)?.cause === "IDENTITY");
  const [first] = earlier;
  if (first === undefined) return null;
  const { episode, answers } = first.run.contradictions.find(isUnresolved)!;
  const later = first.run.contradictions.find(
    ({ contradiction, cause }) => contradiction === "B" && cause === "OBLIGATION",
  );
  return (
    `${earlier.length} of ${runs.length} seeds end earlier by the strict reading: at the start of episode ${episode} R5 finds ` +
    `that the law's epoch is not the one that was last accepted (seed §11), and the gate answers ${answers.at(-1)}. ` +
    (later === undefined ? "" : `Where episodes go on, the second repair is answered ${later.answers.at(-1)}.`)
  ).trim();
}

const isUnresolved = ({ answers }: SeedRun["contradictions"][number]): boolean => answers.at(-1) !== "ACCEPTED";
