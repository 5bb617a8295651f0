import { power } from "@plimsoll/kernel";
import type { Site } from "../../src/site/site.ts";
import { DEPLOYMENT, TOKEN_TTL_MS } from "./deployed-site.ts";
import type { FaultKind } from "./faults.ts";
import type { Party } from "./party.ts";
import type { World } from "./world.ts";

export interface GateViolation {
  readonly rule:
    | "served without a token"
    | "served after the token"
    | "served after power"
    | "served after a withdrawal was heard"
    | "served late though connected";
  readonly atMs: number;
  readonly what: string;
}

const GRACE_MS = 1_000;
/** Faults in which a site and a gate stay connected, and the site stays quick. */
const CONNECTED: ReadonlySet<FaultKind> = new Set(["clock forward", "clock back"]);

/** Judges what was served by the kernel's own grants and by what arrived at the gate, in the world's time and no clock of a party. */
export class GateCheckers {
  readonly violations: GateViolation[] = [];
  served = 0;
  denied = 0;
  cut = 0;
  withdrawn = false;
  readonly #world: World;
  readonly #isConnected: boolean;
  #sites: { readonly party: Party; readonly site: Site }[] = [];
  #grantedAtMs = Number.NEGATIVE_INFINITY;
  #allowedUntilMs = Number.NEGATIVE_INFINITY;
  #withdrawalHeardAtMs: number | null = null;
  #powerEndedAtMs: number | null = null;

  constructor(world: World, faults: readonly FaultKind[]) {
    this.#world = world;
    this.#isConnected = faults.every((fault) => CONNECTED.has(fault));
    world.onDelivered = (receiver, line) => this.#onDelivered(receiver, line);
    world.afterEvent = () => this.#noteAllowed();
  }

  watch(party: Party, site: Site): void {
    this.#sites.push({ party, site });
    site.observe((entry) => {
      if (entry.kind === "token.granted") this.#grantedAtMs = party.localMs();
    });
  }

  noteDenied(): void {
    this.denied += 1;
  }

  noteCut(): void {
    this.cut += 1;
  }

  noteServed(): void {
    const { nowMs } = this.#world;
    this.served += 1;
    if (this.#grantedAtMs === Number.NEGATIVE_INFINITY) this.#complain("served without a token", "none was granted");
    this.#judge("served after the token", this.#grantedAtMs + TOKEN_TTL_MS, nowMs);
    this.#judge("served after power", this.#allowedUntilMs + TOKEN_TTL_MS, nowMs);
    if (this.#withdrawalHeardAtMs !== null)
      this.#judge("served after a withdrawal was heard", this.#withdrawalHeardAtMs, nowMs);
    if (this.#isConnected && this.#powerEndedAtMs !== null)
      this.#judge("served late though connected", this.#powerEndedAtMs, nowMs);
  }

  #judge(rule: GateViolation["rule"], endMs: number, nowMs: number): void {
    if (nowMs > endMs + GRACE_MS) this.#complain(rule, `${Math.round(nowMs - endMs)} ms after`);
  }

  #complain(rule: GateViolation["rule"], what: string): void {
    if (this.violations.filter((other) => other.rule === rule).length < 5)
      this.violations.push({ rule, atMs: Math.round(this.#world.nowMs), what });
  }

  /** A feed that takes the power of the deployment away, in its own words. */
  #onDelivered(receiver: Party, line: string): void {
    if (receiver.kind !== "gate") return;
    const { feed } = JSON.parse(line) as { feed: string | null };
    if (feed === null) return;
    const { payload } = JSON.parse(feed) as { payload: string };
    const said = JSON.parse(Buffer.from(payload, "base64").toString("utf8")) as {
      deployments: { deployment: string; levelPpm: number }[];
    };
    const levelPpm = said.deployments.find(({ deployment }) => deployment === DEPLOYMENT)?.levelPpm ?? 0;
    // A token says full power; a gate that knows of less serves nobody with it.
    if (levelPpm === 1_000_000) this.#withdrawalHeardAtMs = null;
    else this.#withdrawalHeardAtMs ??= this.#world.nowMs;
  }

  #noteAllowed(): void {
    for (const { party, site } of this.#sites) {
      if (!party.isAlive) continue;
      const isAllowed = power(site.state, DEPLOYMENT, site.now()).levelPpm > 0;
      if (isAllowed) this.#allowedUntilMs = Math.max(this.#allowedUntilMs, party.localMs());
      else this.withdrawn = true;
      this.#powerEndedAtMs = isAllowed ? null : (this.#powerEndedAtMs ?? party.localMs());
    }
  }
}
