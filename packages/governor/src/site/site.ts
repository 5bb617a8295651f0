import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { Command, Entry, KernelState, Policy } from "@plimsoll/kernel";
import type { Ledger } from "@plimsoll/ledger";
import { type Beacon, siteBeacon } from "./beacon.ts";
import type { KeyRing } from "./key-ring.ts";
import { Sequencer, type ShellRefusal, type Submission } from "./sequencer.ts";
import { signCommand } from "./signed-command.ts";

/** Who signs, by the names of the site's keys. */
const SIGNERS: Readonly<Record<Command["type"], readonly string[]>> = {
  "site.open": ["operator-1", "operator-2"],
  "lab.accredit": ["operator-1", "operator-2"],
  "run.start": [],
  "run.end": ["node"],
  "checkpoint.register": ["node"],
  "windows.register": ["evaluator"],
  "windows.draw": ["evaluator"],
  "trials.record": ["evaluator"],
  "windows.close": ["evaluator"],
  "lease.request": ["node"],
  "evaluation_lease.request": ["node"],
  "lease.end": ["node"],
  tick: ["node"],
  "kill.confirm": ["node"],
};

/** The kernel said no: an answer that ends the procedure which asked. */
export class RefusedError extends Error {
  readonly refusal: ShellRefusal;

  constructor(refusal: ShellRefusal) {
    super(`expected ${refusal.expected}, got ${refusal.received}; ${refusal.fix}`);
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

export interface SiteParts {
  readonly ledger: Ledger;
  readonly keys: KeyRing;
  readonly clock: Clock;
}

/** A site on one machine: its ledger, its keys, and the commands that its own parts give. */
export class Site implements Disposable {
  readonly #sequencer: Sequencer;
  readonly #parts: SiteParts;
  readonly beacon: Beacon;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#sequencer = new Sequencer({ ...parts, keyOf: (keyId) => parts.keys.publicKey(keyId) });
    this.beacon = siteBeacon(parts.keys.key("beacon"));
  }

  get state(): KernelState {
    return this.#sequencer.state;
  }

  get policy(): Policy {
    const { site } = this.state;
    if (site !== null) return site.policy;
    throw new PlimsollError({
      code: "SITE_NOT_OPEN",
      expected: "a data folder with a site",
      received: "an empty ledger",
      fix: "make one: plimsoll init",
    });
  }

  /** The site's time, ms since 1970, never before the newest entry. */
  now(): number {
    return this.#sequencer.now();
  }

  observe(observer: (entry: Entry) => void): void {
    this.#sequencer.observe(observer);
  }

  /** All entries so far, from the ledger. */
  *history(): Generator<Entry> {
    for (const { bytes } of this.#parts.ledger.entries()) yield JSON.parse(new TextDecoder().decode(bytes)) as Entry;
  }

  /** Signs a command with the keys its kind needs and submits it. The id is its idempotency key. */
  submit(id: string, body: Command): Submission {
    // A lab without a key is a lab that was never accredited: the kernel says so.
    const names = signersOf(body).filter((name) => !name.startsWith("lab-") || this.#parts.keys.has(name));
    const keys = names.map((name) => this.#parts.keys.key(name));
    return this.#sequencer.submit(signCommand({ id, body, claimedAt: this.#parts.clock.wallMs() }, keys));
  }

  /** As `submit`, for procedures that cannot go on without: throws `RefusedError`. */
  must(id: string, body: Command): readonly Entry[] {
    const submission = this.submit(id, body);
    if (submission.kind === "refused") throw new RefusedError(submission.refusal);
    return submission.kind === "decided" ? submission.entries : [];
  }

  /** Opens an empty ledger's site with the keys of this machine. */
  open(name: string, policy: Policy): void {
    const role = (keyName: string, role: "operator" | "evaluator" | "node") => ({
      keyId: this.#parts.keys.key(keyName).keyId,
      role,
    });
    const keys = [
      role("operator-1", "operator"),
      role("operator-2", "operator"),
      role("evaluator", "evaluator"),
      role("node", "node"),
    ];
    this.must(`site.open:${name}`, { type: "site.open", site: name, policy, keys });
  }

  accredit(lab: string, headcount: number, baselineComputeUnits: number): void {
    const labKey = this.#parts.keys.key(`lab-${lab}`).keyId;
    this.must(`lab.accredit:${lab}`, { type: "lab.accredit", lab, labKey, headcount, baselineComputeUnits });
  }

  close(): void {
    this.#parts.ledger.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** A lab signs its own starts; Tier 3 needs both operators beside it. */
const signersOf = (body: Command): readonly string[] =>
  body.type === "run.start"
    ? [`lab-${body.lab}`, ...(body.tier === 3 ? ["operator-1", "operator-2"] : [])]
    : SIGNERS[body.type];
