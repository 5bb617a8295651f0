import { type Ratio, reduced, type RandomStream } from "@plimsoll/foundation";
import { attemptAlpha, failuresAllowed } from "@plimsoll/kernel";
import { type Adversary, CAPRICIOUS, HIDING, impatient, MOVING, PATIENT, PICKY } from "./adversary.ts";
import { type JudgeMaker, kernelRule, pointScore, withoutSpending, withoutVoids } from "./cell-judge.ts";
import { DrawTable } from "./draw-table.ts";
import { everProvenPpm, lastAttempt, lifetimeChancePpm, spentPpm, windowChancePpm } from "./exact-chance.ts";
import { binomialWeights, clusterWeights } from "./laws.ts";
import { lifetime } from "./lifetime.ts";
import type { CertificationRow, SimulatedRun } from "./measured-rate.ts";
import {
  bettingBoundary,
  type Boundary,
  clusteredWindow,
  clustersEverProven,
  type ClusterStream,
  everProven,
  peekingBoundary,
  pointBoundary,
} from "./stopping.ts";

/** A model that is not what the claim 0.99 says, and one for which the claim is false by a hair: there the bounds are tight. */
export const FALSE_RATE: Ratio = reduced(11n, 1000n);
const EDGE_RATE: Ratio = reduced(1n, 100n);

/** As shipped. */
export const TRIALS = 1_132;
const PARTS = 4;
const PLAIN_ALPHA: Ratio = reduced(1n, 20n);
const PLAIN_PPM = 50_000;

/** Somebody who looks after every trial goes on for so many. */
export const HORIZON = 20_000;
const COVERS = 10;
const AT_ONCE = 20;

/** All rows, group by group. What is dear to make is made when a row is first played. */
export const certificationRows = (): readonly CertificationRow[] => [
  ...windowRows(),
  ...lifetimeRows(),
  ...lookingRows(),
  ...clusterRows(),
  ...contrastRows(),
];

const alphaPpm = (attempt: number): number => ceilPpm(attemptAlpha(attempt));
const ceilPpm = ({ numerator, denominator }: Ratio): number =>
  Number((numerator * 1_000_000n + denominator - 1n) / denominator);

/** One window at a given attempt, judged by the kernel's number of failures. */
function windowRows(): readonly CertificationRow[] {
  const at = (rate: Ratio, attempt: number, control: string): CertificationRow => {
    const failures = later(() => DrawTable.ofWeights(binomialWeights(TRIALS, rate)));
    return {
      group: "one registered window",
      what: `attempt ${attempt}, control ${control}`,
      boundPpm: alphaPpm(attempt),
      exactPpm: () => windowChancePpm(TRIALS, rate, attempt),
      run: (stream) => once(failures().draw(stream) <= failuresAllowed("full", TRIALS, attempt)),
    };
  };
  return [
    ...[1, 2, 3, 5].map((attempt) => at(FALSE_RATE, attempt, "0.989")),
    ...[1, 2].map((attempt) => at(EDGE_RATE, attempt, "0.99, the edge")),
  ];
}

const once = (certified: boolean): SimulatedRun => ({ certified, windows: 1 });

/** The life of a cell in one cover, up to the last attempt that can prove anything; and one that goes on into other covers. */
function lifetimeRows(): readonly CertificationRow[] {
  const windowsMax = lastAttempt(TRIALS);
  const inOneCover = { judge: kernelRule(TRIALS), windowsMax, boundPpm: spentPpm(windowsMax) };
  const exactFor = (rate: Ratio) => () => lifetimeChancePpm(TRIALS, rate, windowsMax);
  const row = (what: string, adversary: Adversary, more: Partial<Life>): CertificationRow =>
    lifeRow({ group: "a whole life under the retry rule", what, adversary, ...inOneCover, ...more });
  return [
    row(`${PATIENT.name}, control 0.989`, PATIENT, { exactPpm: exactFor(FALSE_RATE) }),
    row(`${PATIENT.name}, control 0.99, the edge`, PATIENT, { rate: EDGE_RATE, exactPpm: exactFor(EDGE_RATE) }),
    ...[impatient(TRIALS), PICKY, HIDING, CAPRICIOUS].map((adversary) =>
      row(`${adversary.name}, control 0.989`, adversary, {}),
    ),
    row(`${PATIENT.name} until two windows in a row prove it, as a band needs`, PATIENT, { proofsNeeded: 2 }),
    row(`${MOVING.name}, ${COVERS} windows, control 0.989`, MOVING, {
      windowsMax: COVERS,
      boundPpm: COVERS * alphaPpm(1),
    }),
  ];
}

interface Life {
  readonly group: string;
  readonly what: string;
  readonly adversary: Adversary;
  readonly judge: JudgeMaker;
  readonly windowsMax: number;
  readonly boundPpm: number | null;
  readonly exactPpm?: CertificationRow["exactPpm"];
  readonly rate?: Ratio;
  readonly proofsNeeded?: number;
}

function lifeRow(life: Life): CertificationRow {
  const { group, what, adversary, judge, windowsMax, boundPpm, exactPpm = null, proofsNeeded = 1 } = life;
  const failures = later(() => DrawTable.ofWeights(binomialWeights(TRIALS / PARTS, life.rate ?? FALSE_RATE)));
  const run = (stream: RandomStream): SimulatedRun =>
    lifetime(
      { adversary, trials: TRIALS, parts: PARTS, failuresOfPart: failures(), windowsMax, proofsNeeded },
      judge(),
      stream,
    );
  return { group, what, boundPpm, exactPpm, run };
}

/** The betting process, looked at after each of 20 000 trials. */
function lookingRows(): readonly CertificationRow[] {
  const row = (what: string, alpha: Ratio, rate: Ratio): CertificationRow =>
    streamRow(
      "looked at after every trial, by betting",
      what,
      later(() => bettingBoundary(alpha, HORIZON)),
      rate,
      ceilPpm(alpha),
    );
  return [
    row("at 0.05, control 0.989", PLAIN_ALPHA, FALSE_RATE),
    row("at 0.05, control 0.99, the edge", PLAIN_ALPHA, EDGE_RATE),
    row("at the first attempt's error rate, control 0.99, the edge", attemptAlpha(1), EDGE_RATE),
  ];
}

function streamRow(
  group: string,
  what: string,
  boundary: () => Boundary,
  rate: Ratio,
  boundPpm: number | null,
): CertificationRow {
  const gaps = later(() => DrawTable.ofGaps(rate.numerator, rate.denominator, HORIZON + 1));
  return {
    group,
    what,
    boundPpm,
    exactPpm: () => everProvenPpm(boundary(), rate),
    run: (stream) => once(everProven(boundary(), gaps(), stream)),
  };
}

/** Trials that fail together, with ρ the correlation of two of them: clusters of some trials, or 12 templates of 94. */
const CLUSTERS = [
  { trialsPerCluster: 2, correlationPercent: 50 },
  { trialsPerCluster: 10, correlationPercent: 10 },
  { trialsPerCluster: 10, correlationPercent: 50 },
  { trialsPerCluster: 94, correlationPercent: 10 },
  { trialsPerCluster: 94, correlationPercent: 100 },
] as const;

const clusterRows = (): readonly CertificationRow[] => CLUSTERS.flatMap(rowsOfCluster);

function rowsOfCluster({ trialsPerCluster, correlationPercent }: (typeof CLUSTERS)[number]): CertificationRow[] {
  const failuresOfCluster = DrawTable.ofWeights(clusterWeights(trialsPerCluster, FALSE_RATE, correlationPercent));
  const clusters = Math.floor(TRIALS / trialsPerCluster);
  const within = { trialsPerCluster, clusters, failuresOfCluster };
  const kind = `clusters of ${trialsPerCluster}, ρ = ${correlationPercent / 100}`;
  const byCluster = (what: string, registered: ClusterStream): CertificationRow => ({
    group: "trials that fail together, control 0.989",
    what: `${kind}: ${what}`,
    boundPpm: alphaPpm(1),
    exactPpm: null,
    run: (stream) => {
      const { failedClusters } = clusteredWindow(registered, stream);
      return once(failedClusters <= failuresAllowed("full", registered.clusters, 1));
    },
  });
  return [
    byCluster(`${TRIALS} clusters, counted by cluster`, { ...within, clusters: TRIALS }),
    byCluster(`${clusters} clusters, counted by cluster`, within),
    naiveRow(kind, within),
    naiveStream(kind, { ...within, clusters: Math.floor(HORIZON / trialsPerCluster) }, "cluster"),
    naiveStream(kind, { ...within, clusters: Math.floor(HORIZON / trialsPerCluster) }, "trial"),
  ];
}

const naiveRow = (kind: string, registered: ClusterStream): CertificationRow => ({
  group: WITHOUT,
  what: `${kind}: ${registered.clusters} clusters counted by trial`,
  boundPpm: null,
  exactPpm: null,
  run: (stream) => {
    const trials = registered.clusters * registered.trialsPerCluster;
    return once(clusteredWindow(registered, stream).failures <= failuresAllowed("full", trials, 1));
  },
});

function naiveStream(kind: string, registered: ClusterStream, by: "trial" | "cluster"): CertificationRow {
  const boundary = later(() => bettingBoundary(PLAIN_ALPHA, HORIZON));
  return {
    group: by === "cluster" ? "trials that fail together, control 0.989" : WITHOUT,
    what: `${kind}: looked at after every cluster, betting at 0.05 by ${by}`,
    boundPpm: by === "cluster" ? PLAIN_PPM : null,
    exactPpm: null,
    run: (stream) => once(clustersEverProven(boundary(), registered, by, stream)),
  };
}

const WITHOUT = "without the rule: what it guards against, control 0.989";

function contrastRows(): readonly CertificationRow[] {
  const windowsMax = lastAttempt(TRIALS);
  const points = pointBoundary(HORIZON);
  const peeked = later(() => peekingBoundary(PLAIN_ALPHA, HORIZON));
  const base = { group: WITHOUT, boundPpm: null, windowsMax };
  return [
    lifeRow({
      ...base,
      what: `no error rate is spent: ${windowsMax} windows, each a first`,
      adversary: PATIENT,
      judge: withoutSpending(TRIALS),
    }),
    lifeRow({
      ...base,
      what: `${AT_ONCE} windows open at once, each a first attempt, the best counts`,
      adversary: PATIENT,
      judge: withoutSpending(TRIALS),
      windowsMax: AT_ONCE,
    }),
    lifeRow({
      ...base,
      what: "void trials are left out, failures reported as errors",
      adversary: HIDING,
      judge: withoutVoids(TRIALS),
    }),
    lifeRow({
      ...base,
      what: "point score ≥ 0.99, one window",
      adversary: PATIENT,
      judge: pointScore(TRIALS),
      windowsMax: 1,
    }),
    lifeRow({
      ...base,
      what: "point score ≥ 0.99, three windows, the best counts",
      adversary: PATIENT,
      judge: pointScore(TRIALS),
      windowsMax: 3,
    }),
    streamRow(WITHOUT, "point score ≥ 0.99, looked at from the 100th trial on", () => points, FALSE_RATE, null),
    streamRow(WITHOUT, "exact bound at 0.05, looked at after every trial", peeked, FALSE_RATE, null),
    streamRow(WITHOUT, "exact bound at 0.05, looked at after every trial, control 0.99", peeked, EDGE_RATE, null),
  ];
}

/** Makes something when it is first asked for, and keeps it. */
function later<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
