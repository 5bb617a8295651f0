import { PlimsollError } from "@plimsoll/foundation";
import { type ClusterSpec, parseClusterSpec } from "./cluster-spec.ts";

/** Version 4.5 with every constant of its definition (reference, resonetics §6.1). */
const CLASSIC: ClusterSpec = {
  name: "classic",
  width: 4,
  height: 4,
  stepsMax: 500,
  start: { cpuBelow: 0.3, memoryBelow: 0.1 },
  priorities: [
    { priority: 0.2, weight: 1 },
    { priority: 0.5, weight: 1 },
    { priority: 1, weight: 1 },
  ],
  budget: { full: 100, recovery: 0.5, clean: 0.5, scale: 5 },
  clean: { cpuCut: 0.5, wasteBelow: 0.2, wasteFine: 0.1, fullAt: 1.5, deniedFine: 0.2 },
  scale: { hotAbove: 0.8, cut: 0.3, reward: 0.8, idleFine: 0.2, deniedFine: 0.5 },
  drift: {
    cpu: { mean: 0, sigma: 0.02 },
    memory: { mean: 0.005, sigma: 0.01 },
    leaks: [0],
    reversion: 0,
    feedback: 0,
  },
  events: {
    burst: { chance: 0, cells: 1, cpu: 0, memory: 0 },
    restart: { chance: 0, memory: 0 },
  },
  oom: { at: 0.99, penalty: 2, criticalAbove: 0.8, criticalPenalty: 3, endsAt: 1, criticalEnds: true },
  overload: { above: 0.85, penalty: 0 },
  timePenalty: 0.01,
  shaping: { weight: 0, discount: 1, zeroAtEnd: false },
  observation: { position: "of-size", globals: false },
};

/** Version 4.6: load shaping, two cells or one critical one end an episode, positions reach 1. */
const HARDENED: ClusterSpec = {
  ...CLASSIC,
  name: "hardened",
  oom: { ...CLASSIC.oom, endsAt: 2 },
  overload: { above: 0.9, penalty: 0 },
  shaping: { weight: 0.5, discount: 1, zeroAtEnd: false },
  observation: { position: "of-last", globals: false },
};

/**
 * The budget binds and cells are unlike: a quarter of them leaks ten times as fast as another. The reference heuristic loses
 * about half of its episodes, with the classic budget a quarter; a blind sweep, which even drift suits, loses most of them.
 */
const HARD: ClusterSpec = {
  ...CLASSIC,
  name: "hard",
  budget: { ...CLASSIC.budget, full: 50, recovery: 0.22 },
  drift: { ...CLASSIC.drift, memory: { mean: 0, sigma: 0.01 }, leaks: [0.003, 0.006, 0.012, 0.03] },
};

/**
 * Memory as 208 real pods have it (Alibaba cluster-trace-v2026-GenAI, 57 s a sample; reference, simulation §6): 84 % flat
 * and 16 % leaking, fluctuation of lag-1 autocorrelation 0.92 about a base, restarts. Ten of 64 leak. Leaks and restarts are
 * those of ten samples; the autocorrelation is taken a step, so that fluctuations last as many steps as they did samples.
 */
const LEAK_MIXTURE: ClusterSpec = {
  ...CLASSIC,
  name: "leak-mixture",
  start: { cpuBelow: 0.3, memoryBelow: 0.8 },
  drift: {
    cpu: { mean: 0, sigma: 0.02 },
    memory: { mean: 0, sigma: 0.02 },
    leaks: [
      ...Array.from({ length: 54 }, () => 0),
      0.001,
      0.0015,
      0.002,
      0.003,
      0.004,
      0.005,
      0.006,
      0.008,
      0.012,
      0.02,
    ],
    reversion: 0.08,
    feedback: 0,
  },
  events: { burst: CLASSIC.events.burst, restart: { chance: 0.03, memory: 0.03 } },
};

/** Even drift, and now and then a rack that takes a flash crowd. */
const BURSTY: ClusterSpec = {
  ...CLASSIC,
  name: "bursty",
  events: { burst: { chance: 0.05, cells: 4, cpu: 0.4, memory: 0.3 }, restart: { chance: 0, memory: 0 } },
};

/** Drift that rises with neglect. */
const ADVERSARIAL: ClusterSpec = {
  ...CLASSIC,
  name: "adversarial",
  drift: { ...CLASSIC.drift, memory: { mean: 0.004, sigma: 0.01 }, feedback: 0.03 },
};

const PROFILES = [CLASSIC, HARDENED, HARD, LEAK_MIXTURE, BURSTY, ADVERSARIAL];

/** The worlds that are shipped. */
export const clusterProfileNames: readonly string[] = PROFILES.map(({ name }) => name);

/**
 * A named profile, with the changes asked for (`{ width: 10, height: 10 }`).
 * @throws {PlimsollError} `CLUSTER_PROFILE_UNKNOWN`, or `CLUSTER_SPEC_INVALID` where a change is not allowed.
 */
export function clusterProfile(name: string, changes: Partial<ClusterSpec> = {}): ClusterSpec {
  const profile = PROFILES.find((known) => known.name === name);
  if (profile === undefined) throw unknownProfile(name);
  return parseClusterSpec({ ...profile, ...changes });
}

const unknownProfile = (name: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_PROFILE_UNKNOWN",
    expected: `one of ${clusterProfileNames.join(", ")}`,
    received: name,
    fix: "name one of these profiles",
  });
