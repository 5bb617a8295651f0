import { boolean, decimal, integer, list, type Shape, type Shaped } from "@plimsoll/foundation";
import { known, open, text } from "./open-shape.ts";

const ITEMS_MAX = 10_000;

const reason = open({ code: text, meaning: known(text), remedy: known(text) });
const power = open({ levelPpm: integer(0, 1_000_000), band: text, reasons: list(reason, 64) });
const dimension = open({
  dimension: text,
  verdict: known(text),
  boundPpm: known(integer(0, 1_000_000)),
  pointPpm: known(integer(0, 1_000_000)),
  trials: known(integer()),
  failures: known(integer()),
});
const evidence = open({ newestClosedAt: known(integer()), freshUntil: known(integer()) });

const job = open({
  processes: known(integer()),
  levelPpm: known(integer(0, 1_000_000)),
  heardAt: known(integer()),
  leaseEndsAt: known(integer()),
  leaseTtlMs: known(integer()),
});

/** By checkpoint, the oldest first. */
const point = open({
  digest: known(text),
  ordinal: integer(),
  leasedMs: known(integer()),
  pointPpm: known(integer(0, 1_000_000)),
});

const run = open({
  run: text,
  lab: text,
  lineage: text,
  tier: known(integer()),
  domain: known(text),
  startedAt: known(integer()),
  affidavit: known(text),
  head: known(text),
  ended: known(boolean),
  power: known(power),
  told: known(open({ levelPpm: integer(0, 1_000_000), band: text, reasons: list(text, 64) })),
  job: known(job),
  lease: known(open({ lease: text, node: known(text) })),
  dimensions: list(dimension, 16),
  evidence: known(evidence),
  series: list(point, ITEMS_MAX),
  funds: known(open({ state: text, heldMicroCu: known(decimal) })),
  reserveApproved: known(boolean),
});

const deployment = open({
  deployment: text,
  lab: text,
  audience: known(text),
  tier: known(integer()),
  power: known(power),
  priceMicroCu: known(decimal),
  paidMicroCu: known(decimal),
  dimensions: list(dimension, 16),
  evidence: known(evidence),
});

export const runShape: Shape<NowRun> = run;

/** `GET /v1/now`: every run and deployment that lives. */
export const nowShape = open({
  asOf: integer(),
  entries: integer(),
  site: known(open({ name: text, origin: text, policyDigest: known(text) })),
  bands: known(open({ fullPpm: integer(), researchPpm: integer(), pausedPpm: integer() })),
  runs: list(run, ITEMS_MAX),
  deployments: list(deployment, ITEMS_MAX),
});

export type Now = Shaped<typeof nowShape>;
export type NowRun = Shaped<typeof run>;
export type NowDeployment = Shaped<typeof deployment>;
export type ControlPoint = Shaped<typeof point>;
export type NowJob = Shaped<typeof job>;
export type NowDimension = Shaped<typeof dimension>;
export type Bands = NonNullable<Now["bands"]>;
