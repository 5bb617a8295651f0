import { type Clock, type Digest, digestOfValue } from "@plimsoll/foundation";
import type { CapabilityGraph } from "@plimsoll/kernel";
import type { Timers } from "../../run/ports.ts";
import type { Site } from "../../site/site.ts";
import { FEED_INTERVAL_MS, TokenKeeper, type TokenKeeping } from "../../token/keep-token.ts";
import type { ReleaseLeave } from "../../token/release-leave.ts";
import type { EdgeSink, ObservedEdge } from "./edge-watch.ts";
import { EvaluationLeases } from "./evaluation-leases.ts";

/** After a fault of the ledger. */
const BEGIN_AGAIN_MS = 2_000;

export interface EmbeddedSiteParts {
  readonly site: Site;
  readonly deployment: string;
  readonly artifact: Digest;
  readonly nodeKey: Digest;
  readonly files: TokenKeeping["files"];
  readonly clock: Clock;
  readonly timers: Timers;
  /** Where the site requires a release. */
  readonly leave?: ReleaseLeave | null;
  /** Told whenever a token is refused with another code than before; `null` when one is given after that. */
  readonly onRefusal: (code: string | null) => void;
}

/**
 * The issuer's end of a gate, in the gate's own process, for a site and a model server on one machine: keeps the node's token and the
 * withdrawal feed, knows the evaluation lease, and enters what the gate observes.
 */
export class EmbeddedSite implements EdgeSink {
  readonly #parts: EmbeddedSiteParts;
  readonly #timer: { stop(): void };
  readonly #leases: EvaluationLeases;
  #keeper: TokenKeeper | null = null;
  #beginAgainMs = 0;
  #token: string | null = null;
  #refusal: string | null = null;
  #leaseEndMs: number | null = null;

  constructor(parts: EmbeddedSiteParts) {
    this.#parts = parts;
    this.#leases = new EvaluationLeases(parts.site.state);
    parts.site.observe((entry) => this.#leases.take(entry));
    this.#beat();
    this.#timer = parts.timers.every(FEED_INTERVAL_MS, () => this.#beat());
  }

  token(): string | null {
    return this.#token;
  }

  /** On the monotonic clock; `null` without a lease. */
  evaluationLease(): number | null {
    return this.#leaseEndMs;
  }

  /** What was entered may have taken the power away: the feed says so at once. */
  async submit(edges: readonly ObservedEdge[]): Promise<void> {
    const { site, deployment } = this.#parts;
    const id = `graph.observe:${deployment}/${digestOfValue({ edges: edges.map((edge) => ({ ...edge })) })}`;
    site.must(id, { type: "graph.observe", deployment, edges: [...edges] });
    this.#beat();
  }

  close(): void {
    this.#timer.stop();
  }

  /** Whatever breaks takes the lease away and lets the token run out. */
  #beat(): void {
    const { clock } = this.#parts;
    if (clock.monotonicMs() < this.#beginAgainMs) return;
    try {
      this.#leaseEndMs = this.#leaseEnd();
      this.#keep();
    } catch (cause) {
      [this.#keeper, this.#leaseEndMs] = [null, null];
      this.#beginAgainMs = clock.monotonicMs() + BEGIN_AGAIN_MS;
      this.#tell(codeOf(cause));
    }
  }

  #keep(): void {
    const { site, deployment, artifact, nodeKey, clock, files, leave = null } = this.#parts;
    if (leave !== null && !leave.holds()) this.#token = null;
    this.#keeper ??= new TokenKeeper({ site, request: { deployment, artifact, nodeKey }, clock, files, leave });
    const { issued, refusal } = this.#keeper.beat();
    if (issued !== null) this.#token = issued.token;
    if (issued !== null || refusal !== null) this.#tell(refusal?.code ?? null);
  }

  /** A window set of this deployment is open, and somebody probes it under a lease of that set, which lasts. */
  #leaseEnd(): number | null {
    const { site, deployment, clock } = this.#parts;
    const { state } = site;
    const openSet = state.deployments.get(deployment)?.openSet ?? null;
    if (openSet === null) return null;
    const probing = state.leases.sorted().filter(([, { purpose, set }]) => purpose === "evaluation" && set === openSet);
    const endMs = Math.max(0, ...probing.map(([name]) => this.#leases.endMs(name) ?? 0));
    const leftMs = endMs - site.now();
    return leftMs > 0 ? clock.monotonicMs() + leftMs : null;
  }

  #tell(code: string | null): void {
    const isNews = code !== this.#refusal;
    this.#refusal = code;
    if (isNews) this.#parts.onRefusal(code);
  }
}

function codeOf(cause: unknown): string {
  const { code } = cause as { readonly code?: unknown };
  return typeof code === "string" ? code : "INTERNAL";
}

/** What a deployment says of itself, for the gate in front of it; `null` for one that is not registered or has ended. */
export function deploymentAtGate(
  { state }: Site,
  name: string,
): {
  readonly audience: "internal" | "external";
  readonly graph: CapabilityGraph;
  readonly graphDigest: Digest;
} | null {
  const deployment = state.deployments.get(name);
  if (deployment === undefined || deployment.ended) return null;
  const { audience, graph, graphDigest } = deployment;
  return { audience, graph, graphDigest };
}
