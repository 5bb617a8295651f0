import { digestOfValue, type RandomStream } from "@plimsoll/foundation";
import {
  checkAgainstFeed,
  indexFeed,
  type IssuedToken,
  issueToken,
  originOf,
  RefusedError,
  type Site,
  signFeed,
  tokenName,
  withdrawalFeedOf,
} from "@plimsoll/governor";
import type { TrialMesh } from "../mesh/trial-mesh.ts";
import { deploy, type Deployed, drawnOutcome, nodeKeyOf, probeDeployment } from "../people/deployer.ts";
import { guarded } from "../people/guarded.ts";
import { judgeRelease } from "../people/release-manager.ts";
import type { SimulatedSite, SiteLife } from "../site/simulated-site.ts";
import type { Yard } from "../trial/yard.ts";
import { SimulatedGate } from "./simulated-gate.ts";

/** A site says to its gates what holds; 30 times slower than shipped. */
const FEED_MS = 12_000;
const ASK_MS = 5_000;
const LIVE_PROBE_MS = 420_000;
const RELEASE_MS = 240_000;
const DEPLOY_AGAIN_MS = 60_000;
/** So many gates of deployments that were killed and replaced are still asked. */
const GATES_REPLACED_MAX = 2;
const REPLACED_ASKED_EVERY = 4;
const PROLONGED_SECONDS = 300;
/** No node of any site. */
const THIEF_NODE = 200;

/** A site that serves: it deploys, keeps tokens and a feed, and has a gate on another node that clients ask. */
export class GateService {
  readonly #site: SimulatedSite;
  readonly #yard: Yard;
  readonly #mesh: TrialMesh;
  readonly #random: RandomStream;
  readonly #node: number;
  readonly #gateSite: SimulatedSite;
  /** The newest last; what was replaced twice is taken down. */
  #gates: readonly SimulatedGate[] = [];
  /** The gate that a thief has put up on a node of his own. He hears every feed. */
  #thiefs: SimulatedGate | null = null;
  #deployed: Deployed | null = null;
  #deployments = 0;
  #probes = 0;
  #judged = 0;
  #asked = 0;
  #feeds = { entries: 0, repeat: 0 };
  #isRight = false;
  /** The newest votes on what is deployed were Green. */
  #isReleased = false;

  /** @param gateSite the machine that its gate stands on */
  constructor(site: SimulatedSite, yard: Yard, mesh: TrialMesh, gateSite: SimulatedSite) {
    this.#site = site;
    this.#yard = yard;
    this.#mesh = mesh;
    this.#gateSite = gateSite;
    this.#node = gateSite.place;
    this.#random = yard.world.random("gate", site.name);
  }

  get gate(): SimulatedGate | null {
    return this.#gates.at(-1) ?? null;
  }

  /** Clients ask whether or not the site lives. */
  beginAsking(): void {
    // More seldom those whose deployment was killed and replaced: they hear every feed, and have to refuse.
    this.#asked += 1;
    const isSeldom = this.#asked % REPLACED_ASKED_EVERY === 0;
    for (const gate of this.#gates) if (isSeldom || gate === this.gate) gate.ask();
    const token = this.gate?.token ?? null;
    if (token !== null) this.#askFalsely(token);
    this.#yard.world.after(ASK_MS, () => this.beginAsking());
  }

  /** Now and then somebody asks with a token that was stolen, that he has altered, or that is for what another gate serves. */
  #askFalsely(token: string): void {
    const draw = this.#random.below(16);
    if (draw < 2) this.#thiefs?.ask(token, { byThief: true });
    else if (draw === 2) this.gate?.ask(prolonged(token), { isForged: true });
    else if (draw === 3) this.#gates[0]?.ask(token);
  }

  begin(life: SiteLife): void {
    let held: Held = { issued: null, renewAtMs: 0 };
    const { process, site } = life;
    const every = (ms: number, act: () => void): void => void process.every(ms, () => void guarded(act));
    every(FEED_MS, () => {
      held = this.#beat(site, held);
    });
    every(DEPLOY_AGAIN_MS, () => this.#putUp(site));
    every(LIVE_PROBE_MS, () => this.#probeLive(site));
    every(RELEASE_MS, () => this.#judge(site));
    process.after(1_000, () => void guarded(() => this.#putUp(site)));
  }

  /** The first deployment, or the next one where the last was killed. */
  #putUp(site: Site): void {
    const present = this.#deployed;
    const isGone = present !== null && site.state.lineages.get(present.lineage)?.killed === true;
    if (present === null || isGone) {
      this.#deployments += 1;
      this.#isRight = false;
      this.#isReleased = false;
      this.#deployed = this.#next();
    }
    if (this.#isRight) return;
    const deployed = this.#deployed as Deployed;
    deploy(site, deployed);
    this.#judge(site);
    const gateOn = (node: number) =>
      new SimulatedGate(this.#yard, site, this.#site.name, deployed, node, this.#gateSite.clock);
    this.#gates = [...this.#gates.slice(-GATES_REPLACED_MAX), gateOn(this.#node)];
    this.#thiefs = gateOn(THIEF_NODE);
    // Last: what was not done to its end is done again.
    this.#isRight = true;
  }

  #next(): Deployed {
    const lineage = `${this.#site.name}-served-${this.#deployments}`;
    const lab = `lab-of-${lineage}`;
    return {
      deployment: `${this.#site.name}-chat-${this.#deployments}`,
      artifact: digestOfValue({ served: lineage }),
      lineage,
      lab,
      nodeKey: nodeKeyOf(this.#node, lab),
      audience: this.#deployments % 2 === 1 && this.#site.place % 2 === 0 ? "external" : "internal",
    };
  }

  #probeLive(site: Site): void {
    const deployed = this.#deployed;
    if (deployed === null || !this.#isRight) return;
    this.#probes += 1;
    probeDeployment(
      site,
      deployed.deployment,
      `${deployed.deployment}/live-${this.#probes}`,
      drawnOutcome(this.#random),
    );
  }

  #judge(site: Site): void {
    const deployed = this.#deployed;
    if (deployed?.audience !== "external") return;
    this.#judged += 1;
    const round = { ...deployed, site: this.#site.name, round: this.#judged, random: this.#random };
    this.#isReleased = judgeRelease(site, this.#yard, round);
  }

  /** A new token where half of the last one's life is over or it stands no more, and the newest feed (as `TokenKeeper` does with files). */
  #beat(site: Site, held: Held): Held {
    if (this.gate === null || !this.#isRight) return held;
    site.must(`tick:gate/${site.now()}`, { type: "tick", holders: [] });
    const next = this.#kept(site, held);
    this.#say(site);
    return next;
  }

  #kept(site: Site, held: Held): Held {
    const { issued, renewAtMs } = held;
    if (issued !== null && this.#site.clock.monotonicMs() < renewAtMs && this.#stands(site, issued)) return held;
    try {
      return this.#issue(site);
    } catch (cause) {
      if (cause instanceof RefusedError) return { issued: null, renewAtMs: 0 };
      throw cause;
    }
  }

  #issue(site: Site): Held {
    const { deployment, artifact, nodeKey, audience } = this.#deployed as Deployed;
    const request = { deployment, artifact, nodeKey };
    const leave = audience === "external" ? { holds: () => this.#isReleased } : null;
    const issued = issueToken(site, { ...request, token: tokenName(site, request) }, leave);
    const lifeMs = (issued.claims.exp - issued.claims.iat) * 1_000;
    this.#yard.tell({ kind: "token.issued", site: this.#site.name, deployment, token: issued.token });
    const gate = this.gate;
    this.#mesh.carry(this.#site.place, this.#node, () => gate?.take(issued.token));
    return { issued, renewAtMs: this.#site.clock.monotonicMs() + lifeMs / 2 };
  }

  #stands(site: Site, { claims }: IssuedToken): boolean {
    const facts = { issuer: originOf(site.log), repeat: 0, nowMs: site.now() };
    return checkAgainstFeed(claims, indexFeed(withdrawalFeedOf(site.state, facts))).ok;
  }

  /** It only grows, also over a restart: the last one said lies beside the ledger. */
  #say(site: Site): void {
    const { entryCount: entries } = site.state;
    const repeat = entries === this.#feeds.entries ? this.#feeds.repeat + 1 : 0;
    this.#feeds = { entries, repeat };
    const feed = withdrawalFeedOf(site.state, { issuer: originOf(site.log), repeat, nowMs: site.now() });
    const envelope = signFeed(feed, site.issuerKey);
    const hearers = [...this.#gates, this.#thiefs];
    this.#mesh.carry(this.#site.place, this.#node, () => hearers.forEach((gate) => gate?.hear(envelope)));
  }
}

/** The same token with five more minutes, under the signature that it had. */
function prolonged(token: string): string {
  const [head, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { readonly exp: number };
  const altered = JSON.stringify({ ...claims, exp: claims.exp + PROLONGED_SECONDS });
  return [head, Buffer.from(altered).toString("base64url"), signature].join(".");
}

interface Held {
  readonly issued: IssuedToken | null;
  readonly renewAtMs: number;
}
