import type { Clock } from "@plimsoll/foundation";
import { type Gatekeeper, openGatekeeper, type Site } from "@plimsoll/governor";
import { jsonWebKeySetOf, originOf } from "@plimsoll/governor";
import { type Deployed, nodeKeyOf } from "../people/deployer.ts";
import type { Yard } from "../trial/yard.ts";

/** How old the newest feed may be. */
export const FEED_REQUIRED_WITHIN_MS = 30_000;

/** A gate on a node of its own, which decides from keys, token and feed alone. */
export class SimulatedGate {
  readonly site: string;
  readonly deployed: Deployed;
  readonly node: number;
  readonly #yard: Yard;
  readonly #keeper: Gatekeeper;
  #token: string | null = null;

  /** @param node where it stands; @param clock that node's */
  constructor(yard: Yard, site: Site, name: string, deployed: Deployed, node: number, clock: Clock) {
    this.#yard = yard;
    this.site = name;
    this.deployed = deployed;
    this.node = node;
    const { audience, artifact } = deployed;
    this.#keeper = openGatekeeper({
      identity: { issuer: originOf(site.log), audience, artifact, nodeKey: nodeKeyOf(node, deployed.lab) },
      jwks: jsonWebKeySetOf([site.issuerKey.publicKey]),
      clock,
      feedRequiredWithinMs: FEED_REQUIRED_WITHIN_MS,
    });
  }

  get token(): string | null {
    return this.#token;
  }

  take(token: string): void {
    this.#token = token;
  }

  hear(envelope: unknown): void {
    this.#keeper.hear(envelope);
  }

  /** One request, with the gate's own token or with what somebody brought: a thief, or one who has altered it. */
  ask(token: string | null = this.#token, { byThief = false, isForged = false }: Asker = {}): boolean {
    const admission = this.#keeper.admit(token);
    const served = admission.admitted;
    this.#yard.tell({
      kind: "request.answered",
      site: this.site,
      deployment: this.deployed.deployment,
      token,
      served,
      code: admission.admitted ? null : admission.refusal.code,
      byThief,
      isForged,
    });
    return served;
  }
}

/** What is wrong with whoever asks. */
interface Asker {
  readonly byThief?: boolean;
  readonly isForged?: boolean;
}
