import { digestOfTexts } from "@plimsoll/foundation";
import {
  type Command,
  decide,
  type Decision,
  emptyState,
  type Entry,
  isConserved,
  type KernelState,
  type Policy,
  power,
  type PowerLevel,
  type RefusalCode,
} from "@plimsoll/kernel";
import { LAB_KEY, SITE_KEYS, signersOf } from "./site-keys.ts";

/** The one lab of a rehearsed fleet. */
export const LAB = "fleet";

/** CU for each cluster in the quarter: a run, and so many new ones after a rollback or a release. */
const HEADS_PER_CLUSTER = 4;

/**
 * A site in memory: the real kernel, and nothing between it and whoever commands it. No signature is made and nothing is durable: a
 * rehearsal asks what is decided, not how fast or how safely it is written down.
 */
export class RehearsedSite {
  readonly policy: Policy;
  /** How often each refusal was the answer. */
  readonly refusals = new Map<RefusalCode, number>();
  #state: KernelState = emptyState();
  #commands = 0;
  readonly #observers: ((entry: Entry) => void)[] = [];

  /** Opens the site under the policy that is rehearsed, and accredits its lab. */
  constructor(policy: Policy, clusters: number, atMs: number) {
    this.policy = policy;
    this.must(atMs, { type: "site.open", site: "rehearsal", policy, keys: [...SITE_KEYS] });
    this.must(atMs, {
      type: "lab.accredit",
      lab: LAB,
      labKey: LAB_KEY,
      headcount: HEADS_PER_CLUSTER * clusters,
      baselineComputeUnits: 0,
      persons: [],
      hardwareRoots: [],
      meters: [],
    });
  }

  get state(): KernelState {
    return this.#state;
  }

  get commands(): number {
    return this.#commands;
  }

  get refused(): number {
    return [...this.refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The power that the kernel says a run has at an instant. */
  power(run: string, atMs: number): PowerLevel {
    return power(this.#state, run, atMs);
  }

  /** Whether no CU came from nowhere or went there (law L4). */
  get isConserved(): boolean {
    return [...this.#state.wallets.values()].every(isConserved);
  }

  observe(observer: (entry: Entry) => void): void {
    this.#observers.push(observer);
  }

  /** Hands a command to the kernel. A refusal is counted and answered with `null`. */
  submit(atMs: number, body: Command): readonly Entry[] | null {
    const decision = this.preview(atMs, body);
    this.#commands += 1;
    if (decision.kind === "decided") return this.#keep(decision);
    if (decision.kind === "refused") this.#countRefusal(decision.refusal.code);
    return null;
  }

  /** As `submit`, for commands that a sound rehearsal never has refused. */
  must(atMs: number, body: Command): readonly Entry[] {
    const decision = this.preview(atMs, body);
    this.#commands += 1;
    if (decision.kind === "decided") return this.#keep(decision);
    const why = decision.kind === "refused" ? JSON.stringify(decision.refusal) : "a name that was used before";
    throw new Error(`the rehearsal's own ${body.type} at ${atMs} was not decided: ${why}`);
  }

  /** What the kernel would decide, without it being so. */
  preview(atMs: number, body: Command): Decision {
    const id = `rehearsed:${this.#commands}`;
    return decide(this.#state, { id, digest: digestOfTexts([id]), at: atMs, signers: signersOf(body), body });
  }

  #keep({ entries, next }: Extract<Decision, { readonly kind: "decided" }>): readonly Entry[] {
    this.#state = next;
    for (const entry of entries) for (const observer of this.#observers) observer(entry);
    return entries;
  }

  #countRefusal(code: RefusalCode): void {
    this.refusals.set(code, (this.refusals.get(code) ?? 0) + 1);
  }
}
