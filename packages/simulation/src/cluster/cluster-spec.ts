import {
  type Digest,
  boolean,
  identifier,
  integer,
  list,
  object,
  oneOf,
  PlimsollError,
  real,
  type Shaped,
} from "@plimsoll/foundation";
import { specDigest } from "../spec-digest.ts";

/** A share of a resource: 0 is none, 1 is all of it. */
const share = real(0, 1);
/** A reward, or a fine as a positive number. */
const amount = real(0, 1_000);

/** How a channel drifts in one step: a normal step, clipped to [0, 1] (the Red Queen). */
const drift = object({ mean: real(-0.25, 0.25), sigma: real(0, 0.05) });

/**
 * What breaks the even drift. A burst adds load to `cells` consecutive cells, a restart sets a cell's memory back; each
 * happens at most once in a step, with the chance given, at a place that is drawn.
 */
const events = object({
  burst: object({ chance: share, cells: integer(1, 1_000_000), cpu: share, memory: share }),
  restart: object({ chance: share, memory: share }),
});

const SHAPE = object({
  name: identifier,
  width: integer(2, 1_000),
  height: integer(2, 1_000),
  stepsMax: integer(1, 1_000_000),
  /** What an episode starts with: uniform in [0, cpuBelow) and [0, memoryBelow). */
  start: object({ cpuBelow: share, memoryBelow: share }),
  priorities: list(object({ priority: share, weight: integer(1, 1_000) }), 8),
  budget: object({
    full: real(0.001, 16_000),
    recovery: real(0, 100),
    clean: real(0, 1_000),
    scale: real(0.001, 1_000),
  }),
  clean: object({ cpuCut: share, wasteBelow: share, wasteFine: amount, fullAt: real(0.001, 2), deniedFine: amount }),
  scale: object({ hotAbove: share, cut: share, reward: amount, idleFine: amount, deniedFine: amount }),
  drift: object({
    cpu: drift,
    memory: drift,
    /** Memory added per step and cell besides: each cell draws one of these at the start of an episode, all alike likely. */
    leaks: list(real(0, 0.1), 64),
    /** Pull of a cell's memory towards its base, which grows by the leak: 0 is a free walk, 1 − lag-1 autocorrelation else. */
    reversion: share,
    /** Growth per step in proportion to memory: what is neglected decays faster. */
    feedback: real(0, 0.5),
  }),
  events,
  oom: object({
    at: share,
    penalty: amount,
    criticalAbove: share,
    criticalPenalty: amount,
    /** An episode ends when so many cells are out of memory at once. */
    endsAt: integer(1, 1_000_000),
    criticalEnds: boolean,
  }),
  overload: object({ above: share, penalty: amount }),
  timePenalty: amount,
  /** Adds weight · (before − discount · after) of the average load: a potential (Ng, Harada, Russell 1999). */
  shaping: object({ weight: real(0, 100), discount: share, zeroAtEnd: boolean }),
  observation: object({
    /** Whether a position is divided by the size (v4.5, never 1) or by the last index (v4.6). */
    position: oneOf("of-size", "of-last"),
    /** Adds three numbers: average CPU, average memory, share of hot cells. */
    globals: boolean,
  }),
});

/** A cluster's world as data: all that decides what happens, and nothing that decides how fast. */
export type ClusterSpec = Shaped<typeof SHAPE>;

/**
 * Reads a spec from data that is not trusted.
 * @throws {PlimsollError} `CLUSTER_SPEC_INVALID` naming the field and what it may be.
 */
export function parseClusterSpec(value: unknown): ClusterSpec {
  const parsed = SHAPE.parse(value);
  if (!parsed.ok) throw invalid(`${parsed.error.expected} at ${parsed.error.path}`, parsed.error.received);
  const fault = contradiction(parsed.value);
  if (fault !== undefined) throw invalid(fault, "a spec that contradicts itself");
  return parsed.value;
}

/** What each field allows by itself and the spec does not as a whole. */
function contradiction(spec: ClusterSpec): string | undefined {
  const { leaks } = spec.drift;
  if (spec.priorities.length === 0) return "at least one priority";
  if (leaks.length === 0 || 64 % leaks.length !== 0) return "1, 2, 4, 8, 16, 32 or 64 leaks";
  if (spec.events.burst.cells > spec.width * spec.height) return "a burst of no more cells than there are";
  if (spec.overload.above === 0) return "an overload threshold above 0";
  return undefined;
}

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_SPEC_INVALID",
    expected,
    received,
    fix: "start from a profile (classic, hardened, hard, leak-mixture, bursty, adversarial) and change single fields",
  });

/** The spec's name in every log, replay and policy. */
export const clusterSpecDigest = (spec: ClusterSpec): Digest => specDigest(spec);

/** How many numbers an observation has: the seed's 30, or 33 with global sight. */
export const observationSizeOf = (spec: ClusterSpec): number => (spec.observation.globals ? 33 : 30);
