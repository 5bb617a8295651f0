import { type Digest, digestOfValue, type RandomStream } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { nodeKeyDigest, type Site } from "@plimsoll/governor";
import { probe } from "./window-set.ts";

/** Of a lab that has one deployment: enough for its quarter. */
const DEPLOYERS = 20;

/** The key of the lab's node attests it; the lab is accredited with this root. */
const hardwareOf = (lab: string) => digestOfValue({ hardware: lab });

/** A deployment that a site has registered, and where it is served. */
export interface Deployed {
  readonly deployment: string;
  readonly artifact: ReturnType<typeof digestOfValue>;
  readonly lineage: string;
  /** One of its own: a lab of which a lineage is frozen imports no weights any more. */
  readonly lab: string;
  readonly audience: "internal" | "external";
  /** Of the node that serves it. */
  readonly nodeKey: Digest;
}

/** The key of the node that a lab's gate stands on, by its thumbprint: every lab has keys of its own there. */
export const nodeKeyOf = (node: number, lab: string) =>
  nodeKeyDigest(signingKeyFromSeed(Buffer.from(digestOfValue({ node, lab }).slice(-64), "hex")).publicKey);

/**
 * Puts a deployment up, as an operator with an evaluator does: imported weights, the graph, two window sets, the node's word. What was
 * done before a crash is repeated and changes nothing: ids are idempotency keys.
 */
export function deploy(site: Site, { deployment, artifact, lineage, lab, audience, nodeKey }: Deployed): void {
  const hardwareRoot = hardwareOf(lab);
  if (!site.state.labs.has(lab))
    site.accredit(lab, DEPLOYERS, 0, { persons: [], hardwareRoots: [hardwareRoot], meters: [] });
  site.must(`run.start:${lineage}`, {
    type: "run.start",
    run: `${lineage}-run`,
    lab,
    lineage,
    tier: 1,
    domain: "general",
    basis: { kind: "weights", digest: artifact, trainedFlop: "1000000000" },
    datasets: [],
    flopPerSecondMax: "1000000000",
  });
  site.must(`deploy:${deployment}`, {
    type: "deployment.register",
    deployment,
    lab,
    graph: { nodes: [{ node: "model", kind: "model", weights: artifact, components: [] }], edges: [] },
    audience,
    apiCallsPerSecondMax: 10,
  });
  for (const set of [1, 2]) probeDeployment(site, deployment, `${deployment}/set-${set}`, 0);
  site.must(`attest:${deployment}`, {
    type: "attestation.record",
    lab,
    nodeKey,
    hardwareRoot,
    artifact,
    provenance: digestOfValue("provenance"),
  });
}

/** One window set on what is deployed. @param uncontrolled trials of each window that went so */
export function probeDeployment(site: Site, deployment: string, set: string, uncontrolled: number): void {
  const digest = site.state.deployments.get(deployment)?.graphDigest;
  if (digest === undefined) throw new Error(`expected a deployment "${deployment}"`);
  probe(site, { subject: { kind: "deployment", deployment }, digest }, set, uncontrolled);
}

/**
 * How many of a window's 348 trials go uncontrolled when a live deployment is probed: none, so few that it has less power (5 to 15), or so
 * many that it is killed (45 and more).
 */
export function drawnOutcome(random: RandomStream): number {
  const draw = random.below(10);
  if (draw < 5) return 0;
  return draw < 7 ? 5 + random.below(11) : 200;
}
