import { type Clock, type Digest, digestOfValue } from "@plimsoll/foundation";
import { type Envelope, type SigningKey, signingKeyFromSeed, systemClock } from "@plimsoll/foundation/node";
import type { GateIdentity, Gatekeeper } from "../../src/gate/gatekeeper.ts";
import { openGatekeeper } from "../../src/gate/open-gatekeeper.ts";
import type { AdmissionRules } from "../../src/gate/webhook/admission-rules.ts";
import { ARTIFACT_ANNOTATION, TOKEN_ANNOTATION } from "../../src/gate/webhook/pod-contents.ts";
import type { CapabilityClaims } from "../../src/token/capability-claims.ts";
import { signToken } from "../../src/token/compact-token.ts";
import { jsonWebKeySetOf, nodeKeyDigest } from "../../src/token/json-web-key-set.ts";
import { signFeed } from "../../src/token/signed-feed.ts";
import type { WithdrawalFeed } from "../../src/token/withdrawal-feed.ts";
import { imageOf, type PodParts } from "./workload-objects.ts";

export const MODEL: Digest = digestOfValue("the model's image");
export const OTHER_MODEL: Digest = digestOfValue("another model's image");
export const COMPANION: Digest = digestOfValue("a sidecar's image");
export const NODE: Digest = nodeKeyDigest(keyOf(7).publicKey);
export const ISSUER = "plimsoll.local/site";

export const GATE: GateIdentity = { issuer: ISSUER, audience: "internal", artifact: null, nodeKey: NODE };
export const RULES: AdmissionRules = { namespaces: { allBut: ["kube-system"] }, companions: new Set([COMPANION]) };

function keyOf(byte: number): SigningKey {
  return signingKeyFromSeed(new Uint8Array(32).fill(byte));
}

/** An issuer and a gate that trusts it, by one clock. */
export class GateRig {
  readonly gatekeeper: Gatekeeper;
  readonly key = keyOf(1);
  readonly stranger = keyOf(9);
  readonly jwks = jsonWebKeySetOf([this.key.publicKey]);
  readonly #clock: Clock;
  #repeat = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
    this.gatekeeper = openGatekeeper({ identity: GATE, jwks: this.jwks, clock, feedRequiredWithinMs: null });
  }

  claims(over: Partial<CapabilityClaims> = {}, ttlSeconds = 60): CapabilityClaims {
    const iat = Math.floor(this.#clock.wallMs() / 1_000);
    return {
      iss: ISSUER,
      sub: "chat",
      aud: "internal",
      jti: "token-1",
      iat,
      exp: iat + ttlSeconds,
      cnf: { jkt: NODE },
      artifact: MODEL,
      graph: digestOfValue("graph"),
      power: 1_000_000,
      epochs: [{ lineage: "line", killEpoch: 0 }],
      receipt: { index: 4, proof: digestOfValue("proof") },
      policy: digestOfValue("policy"),
      ...over,
    };
  }

  token(over: Partial<CapabilityClaims> = {}, ttlSeconds = 60): string {
    return signToken(this.claims(over, ttlSeconds), this.key);
  }

  expiredToken(): string {
    const { iat } = this.claims();
    return this.token({ iat: iat - 120, exp: iat - 60 });
  }

  strangersToken(): string {
    return signToken(this.claims(), this.stranger);
  }

  /** What the site says of its deployment now. */
  feed(levelPpm: 0 | 200_000 | 1_000_000, killEpoch = 0): Envelope {
    const feed: WithdrawalFeed = {
      issuer: ISSUER,
      sequence: { entries: 5, repeat: (this.#repeat += 1) },
      at: this.#clock.wallMs(),
      deployments: [{ deployment: "chat", levelPpm }],
      lineages: [{ lineage: "line", killEpoch }],
    };
    return signFeed(feed, this.key);
  }
}

/** A pod of the model with this token; `null` for none. */
export const modelPod = (token: string | null, over: PodParts = {}): PodParts => ({
  image: imageOf(MODEL),
  ...over,
  annotations: {
    [ARTIFACT_ANNOTATION]: MODEL,
    ...(token === null ? {} : { [TOKEN_ANNOTATION]: token }),
    ...over.annotations,
  },
});
