import { boolean, integer, list, type Shaped } from "@plimsoll/foundation";
import { byName, known, open, text } from "./open-shape.ts";

const ppm = known(integer(0, 1_000_000));

const dimension = open({
  trials: known(integer()),
  failures: known(integer()),
  provenPpm: ppm,
  pointPpm: ppm,
  missingTrials: known(byName(known(integer()))),
  verdict: known(byName(text)),
  context: known(text),
  set: known(text),
});

const cell = open({
  set: text,
  dimension: text,
  context: text,
  closed: boolean,
  trials: integer(),
  registered: integer(),
  failures: integer(),
  void: known(integer()),
  provenPpm: ppm,
  provablePpm: ppm,
  pointPpm: ppm,
});

const set = open({
  set: text,
  closed: boolean,
  closedAt: known(integer()),
  deadlineAt: known(integer()),
  trials: integer(),
  band: text,
  reason: known(text),
});

const family = open({ family: text, verdict: text });
const oversight = open({
  digest: text,
  tier: known(integer()),
  screened: known(boolean),
  standing: text,
  needed: known(integer()),
  passed: known(integer()),
  families: list(family, 64),
});

/** `ModelStatus` of @plimsoll/evidence, as far as it is shown. */
const modelStatusShape = open({
  at: known(integer()),
  power: known(open({ levelPpm: integer(), band: text, reasons: list(text, 64) })),
  dimensions: byName(dimension),
  cells: list(cell, 1_000),
  sets: list(set, 1_000),
  next: known(open({ trials: integer() })),
  stale: list(open({ what: text, limit: text, detail: text }), 1_000),
  missing: list(open({ reason: text, detail: text }), 1_000),
  oversight: list(oversight, 1_000),
});

export type ModelStatus = Shaped<typeof modelStatusShape>;
export type EvidenceDimension = Shaped<typeof dimension>;
export type EvidenceCell = Shaped<typeof cell>;
export type EvidenceSet = Shaped<typeof set>;
export type Oversight = Shaped<typeof oversight>;

/** `GET /v1/runs/{run}/evidence` and `/v1/deployments/{deployment}/evidence`. */
export const evidenceShape = open({ asOf: known(integer()), status: modelStatusShape });
