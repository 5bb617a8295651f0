import { type Digest, err, ok, type Result } from "@plimsoll/foundation";
import type { Deployment, KernelState, Lineage, Run } from "@plimsoll/kernel";

/** What somebody asks the standing of, as the ledger knows it. */
export interface Model {
  readonly kind: "run" | "deployment" | "lineage" | "weights";
  readonly name: string;
  /** Whom power is asked for; the digest itself where no run and no deployment has these weights. */
  readonly subject: string;
  /** What evidence has to be about: weights, or a deployment's graph. Null before a run's first checkpoint. */
  readonly digest: Digest | null;
  readonly run: Run | null;
  readonly deployment: Deployment | null;
  readonly lineages: readonly Lineage[];
}

/** Why a name names nothing: nobody has it, or several begin with it. */
export interface Unnamed {
  readonly reason: "unknown" | "ambiguous";
  /** All names there are, or those that begin so, in order. */
  readonly names: readonly string[];
}

/**
 * The model of a name: of a run, a deployment, a lineage, weights or a deployed graph (a digest, with or without `sha256:`), in this order;
 * or the only name that begins so. A lineage is its newest run that goes on, else its newest.
 */
export function modelNamed(state: KernelState, text: string): Result<Model, Unnamed> {
  const exact = exactly(state, text) ?? exactly(state, `sha256:${text}`);
  if (exact !== null) return ok(exact);
  const names = namesIn(state);
  const begun = names.filter((name) => text !== "" && (name.startsWith(text) || name.startsWith(`sha256:${text}`)));
  const [only] = begun;
  if (begun.length > 1) return err({ reason: "ambiguous", names: begun });
  const found = only === undefined ? null : exactly(state, only);
  return found === null ? err({ reason: "unknown", names }) : ok(found);
}

const namesIn = (state: KernelState): readonly string[] =>
  [
    ...new Set<string>([
      ...[...state.runs.values()].map(({ run }) => run),
      ...[...state.deployments.values()].flatMap(({ deployment, graphDigest }) => [deployment, graphDigest]),
      ...[...state.lineages.values()].map(({ lineage }) => lineage),
      ...[...state.checkpoints.values()].map(({ digest }) => digest),
    ]),
  ].sort();

function exactly(state: KernelState, name: string): Model | null {
  const run = state.runs.get(name);
  if (run !== undefined) return modelOfRun(state, "run", name, run);
  const deployment = state.deployments.get(name);
  if (deployment !== undefined) return modelOfDeployment(state, "deployment", name, deployment);
  const lineage = state.lineages.get(name);
  if (lineage !== undefined) return modelOfLineage(state, lineage);
  return modelOfDigest(state, name as Digest);
}

const modelOfRun = (state: KernelState, kind: Model["kind"], name: string, run: Run): Model => ({
  kind,
  name,
  subject: run.run,
  digest: run.head,
  run,
  deployment: null,
  lineages: lineagesNamed(state, [run.lineage]),
});

const modelOfDeployment = (state: KernelState, kind: Model["kind"], name: string, deployment: Deployment): Model => ({
  kind,
  name,
  subject: deployment.deployment,
  digest: deployment.graphDigest,
  run: null,
  deployment,
  lineages: lineagesNamed(state, deployment.lineages),
});

const lineagesNamed = (state: KernelState, names: readonly string[]): readonly Lineage[] =>
  names.flatMap((name) => state.lineages.get(name) ?? []);

function modelOfLineage(state: KernelState, { lineage, runs }: Lineage): Model | null {
  const known = runs.flatMap((run) => state.runs.get(run) ?? []);
  const run = known.findLast(({ ended }) => !ended) ?? known.at(-1);
  return run === undefined ? null : modelOfRun(state, "lineage", lineage, run);
}

/** Weights are whose head they are; weights that training has left behind, or that run nowhere, have no power to ask for. */
function modelOfDigest(state: KernelState, digest: Digest): Model | null {
  const served = deployedAs(state, digest);
  if (served !== undefined) return modelOfDeployment(state, "weights", digest, served);
  const checkpoint = state.checkpoints.get(digest);
  if (checkpoint === undefined) return null;
  const lineages = lineagesNamed(state, [checkpoint.lineage]);
  const trained = trainedAs(state, lineages, digest);
  if (trained !== undefined) return modelOfRun(state, "weights", digest, trained);
  return { kind: "weights", name: digest, subject: digest, digest, run: null, deployment: null, lineages };
}

/** The newest of several: a map has no order of its own. */
const deployedAs = (state: KernelState, graph: Digest): Deployment | undefined =>
  [...state.deployments.values()]
    .filter(({ graphDigest, ended }) => graphDigest === graph && !ended)
    .toSorted((left, right) => right.registeredAt - left.registeredAt || right.receiptIndex - left.receiptIndex)[0];

/** The newest of several: a lineage lists its runs as they were started, and weights run in no other. */
const trainedAs = (state: KernelState, lineages: readonly Lineage[], digest: Digest): Run | undefined =>
  lineages
    .flatMap(({ runs }) => runs.flatMap((run) => state.runs.get(run) ?? []))
    .findLast(({ head, ended }) => head === digest && !ended);
