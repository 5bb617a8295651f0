import { anything, boolean, decimal, integer, list, nullable, type Shape, type Shaped } from "@plimsoll/foundation";
import { type NowRun, runShape } from "./now.ts";
import { visible } from "../show/visible.ts";
import { byName, known, open, text } from "./open-shape.ts";

const ITEMS_MAX = 500;

/** One page of a list (SVR-21). */
const pageOf = <T>(item: Shape<T>) =>
  open({ asOf: known(integer()), entries: known(integer()), items: list(item, ITEMS_MAX), next: known(text) });

const oneOf = <T>(item: Shape<T>) => open({ asOf: known(integer()), item });

/** A record may carry a small amount as a number and a large one as decimal digits. */
const digits: Shape<string> = {
  ...decimal,
  parse: (value, path) => decimal.parse(typeof value === "number" ? `${value}` : value, path),
};

const wallet = open({
  lab: text,
  quarter: text,
  granted: digits,
  available: digits,
  reserved: digits,
  posted: digits,
  spent: digits,
  overdraft: digits,
  wedgeMicroCu: known(digits),
  compliancePpm: known(integer()),
  exhausted: known(boolean),
});
export type WalletItem = Shaped<typeof wallet>;
export const walletsShape = pageOf(wallet);

export type RunItem = NowRun;
export const runsShape = pageOf(runShape);

const checkpoint = open({
  digest: text,
  trainedFlop: known(digits),
  flopAtMost: known(digits),
  ordinal: known(integer()),
});
export type CheckpointItem = Shaped<typeof checkpoint>;
export const checkpointsShape = pageOf(checkpoint);

export const siteShape = open({
  name: known(text),
  origin: known(text),
  leaves: known(integer()),
  readOnly: known(boolean),
  policy: known(open({ runQuantumFlop: known(digits), evidenceTtlMs: known(integer()) })),
});

/** An entry as it stands in the log, and its index, which is not in it. */
const placedEntry = open({ index: integer(), entry: byName(anything) });
export type PlacedEntry = Shaped<typeof placedEntry>;
export const entriesShape = pageOf(placedEntry);
export const entryShape = oneOf(placedEntry);

/** A leaf has up to 65 535 bytes, which base64 makes a third longer. */
const longText: Shape<string> = {
  ...text,
  parse: (value, path) =>
    typeof value === "string" && value.length < 200_000 ? { ok: true, value: visible(value) } : text.parse(value, path),
};
export const proofShape = open({ leaves: list(open({ leaf: longText, proof: longText }), 64) });

const decision = open({
  evaluation: known(text),
  decisionDigest: known(text),
  subject: known(text),
  action: known(text),
  level: known(text),
  colour: text,
  votes: known(byName(text)),
  reasons: list(open({ code: text, text: known(longText) }), ITEMS_MAX),
  wouldChange: list(longText, ITEMS_MAX),
  at: known(integer()),
  standing: known(text),
  standingReasons: list(open({ code: text, text: known(longText) }), ITEMS_MAX),
});
export type Decision = Shaped<typeof decision>;

/** Null where the site has no release store. */
export const decisionsShape = open({ asOf: known(integer()), items: nullable(list(decision, 10_000)) });
export const packsShape = open({ items: list(text, 10_000) });

const override = open({
  override: text,
  subject: known(text),
  scope: known(text),
  at: known(integer()),
  standing: known(text),
});
export const overridesShape = open({ items: list(override, 10_000) });

const meshNode = open({
  node: text,
  state: known(text),
  lagEvents: known(integer()),
  lastHeardAt: known(integer()),
});
export type MeshNode = Shaped<typeof meshNode>;
export const meshShape = open({
  joined: boolean,
  node: known(text),
  isWriting: known(boolean),
  isDoubled: known(boolean),
  isBrokerUp: known(boolean),
  nodes: known(list(meshNode, 10_000)),
  frontier: known(byName(integer())),
  waitingEvents: known(integer()),
  dataLossEvents: known(integer()),
  dataLossWindowMs: known(integer()),
});
export type Mesh = Shaped<typeof meshShape>;

const channel = open({ atLeast: digits, atMost: digits, measured: digits });
export type Channel = Shaped<typeof channel>;
const reading = open({ measuredAt: integer(), receivedAt: known(integer()) });
const audit = open({
  lab: text,
  meters: list(open({ meter: text, newest: reading }), 1_000),
  newest: known(
    open({
      verdict: text,
      windowStartedAt: known(integer()),
      closes: known(boolean),
      channels: known(open({ energyMj: known(channel), apiCalls: known(channel), trainingFlop: known(channel) })),
    }),
  ),
});
export type AuditItem = Shaped<typeof audit>;
export const auditsShape = pageOf(audit);

const lab = open({
  lab: text,
  meters: known(list(text, 1_000)),
  linked: known(list(text, 1_000)),
  hold: nullable(text),
});
export type LabItem = Shaped<typeof lab>;
export const labsShape = pageOf(lab);

const graphNode = open({
  node: text,
  kind: text,
  weights: known(text),
  components: known(list(text, 1_000)),
});
const graphEdge = open({ from: text, to: text, privilege: text });
const graph = open({ nodes: list(graphNode, 1_000), edges: list(graphEdge, 10_000) });
export type Graph = Shaped<typeof graph>;

const deployment = open({
  deployment: text,
  lab: text,
  audience: known(text),
  tier: known(integer()),
  ended: known(boolean),
  paidMicroCu: known(digits),
  priceMicroCu: known(digits),
  graphDigest: known(text),
  graph: known(graph),
});
export type DeploymentItem = Shaped<typeof deployment>;
export const deploymentsShape = pageOf(deployment);
export const deploymentShape = oneOf(deployment);

export const priceShape = open({
  totalMicroCu: known(digits),
  parts: list(open({ part: text, microCu: known(digits) }), 10_000),
});
export type Price = Shaped<typeof priceShape>;

/** What the process table proved of a killed run (SVR-35). */
export const killShape = open({
  run: text,
  processes: known(integer()),
  deathConfirmedMs: known(integer()),
  settled: known(boolean),
});
export type KillReport = Shaped<typeof killShape>;
