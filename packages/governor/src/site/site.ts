import { type Clock, type Digest, digestOf, PlimsollError } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { Command, Entry, KernelState, Policy, Role } from "@plimsoll/kernel";
import { type Ledger, type LedgerReader, signCommand } from "@plimsoll/ledger";
import { type Beacon, siteBeacon } from "./beacon.ts";
import type { KeyRing } from "./key-ring.ts";
import { originOf } from "./log-origin.ts";
import { Sequencer } from "./sequencer.ts";
import type { ShellRefusal, Submission } from "./submission.ts";
import type { SiteWriter } from "./site-writer.ts";

/** Who signs, by the names of the site's keys. A lab's own key is added where it speaks. */
const SIGNERS: Readonly<Record<Command["type"], readonly string[]>> = {
  "site.open": ["operator-1", "operator-2"],
  "policy.change": ["operator-1", "operator-2"],
  "lab.accredit": ["operator-1", "operator-2"],
  "key.admit": ["operator-1", "operator-2"],
  "key.rotate": ["operator-1", "operator-2"],
  "key.revoke": ["operator-1", "operator-2"],
  "affidavit.file": ["operator-1", "operator-2"],
  "run.start": [],
  "quantum.buy": [],
  "reserve.approve": ["operator-1", "operator-2"],
  "run.end": ["node"],
  "checkpoint.register": ["node"],
  "benchmark.record": ["evaluator-1"],
  "windows.register": ["evaluator-1"],
  "windows.draw": ["evaluator-1"],
  "trials.record": ["evaluator-1"],
  "pairs.record": ["evaluator-1"],
  "detectability.record": ["evaluator-1"],
  "costs.record": ["evaluator-1"],
  "windows.close": ["evaluator-1"],
  "families.register": ["evaluator-1"],
  "families.draw": ["evaluator-1"],
  "family.record": ["evaluator-1"],
  "families.close": ["evaluator-1"],
  "lease.request": ["node"],
  "evaluation_lease.request": ["node"],
  "lease.end": ["node"],
  tick: ["node"],
  "kill.confirm": ["node"],
  "dataset.register": [],
  "contamination.endorse": ["auditor"],
  "dataset.scrub": ["auditor"],
  "lineage.release": ["operator-1", "operator-2", "auditor"],
  "deployment.register": [],
  "deployment.end": ["node"],
  "graph.observe": ["node"],
  "attestation.record": ["node"],
  "release.judge": ["operator-1", "operator-2"],
  "token.request": ["node"],
  "meter.report": ["meter"],
  "forensic.clear": ["auditor"],
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

/** A site alone on its ledger, or one of several processes that share a writer. */
export type SiteParts = {
  readonly keys: KeyRing;
  readonly clock: Clock;
  /** Whether nothing is served here without leave of the release gate. Absent: it is not asked for. */
  readonly isReleaseRequired?: () => boolean;
} & ({ readonly ledger: Ledger } | { readonly writer: SiteWriter });

/** A site on one machine: its ledger, its keys, and the commands that its own parts give. */
export class Site implements Disposable {
  readonly #writer: SiteWriter;
  readonly #parts: SiteParts;
  readonly beacon: Beacon;

  constructor(parts: SiteParts) {
    this.#parts = parts;
    this.#writer =
      "writer" in parts ? parts.writer : new Sequencer({ ...parts, keyOf: (keyId) => parts.keys.publicKey(keyId) });
    this.beacon = siteBeacon(parts.keys.key("beacon"));
    this.settleKeys();
  }

  /** The keys that sign here. */
  get keys(): KeyRing {
    return this.#parts.keys;
  }

  /** Has the key ring follow what the ledger says of keys: a rotation that a crash cut short ends with this. */
  settleKeys(): void {
    const { keys, revokedKeys } = this.state;
    this.#parts.keys.settle((keyId) => (keys.has(keyId) ? "current" : revokedKeys.has(keyId) ? "revoked" : "unknown"));
  }

  /** Looked up each time. */
  get isReleaseRequired(): boolean {
    return this.#parts.isReleaseRequired?.() ?? false;
  }

  /** The log, for reading: entries and proofs. */
  get log(): LedgerReader {
    return this.#writer.log;
  }

  get state(): KernelState {
    return this.#writer.state;
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
    return this.#writer.now();
  }

  /** Signs tokens and withdrawal feeds. No signer of the kernel: what it says counts at gates alone. */
  get issuerKey(): SigningKey {
    return this.#parts.keys.key("issuer");
  }

  observe(observer: (entry: Entry) => void): void {
    this.#writer.observe(observer);
  }

  /** All entries so far, from the ledger. */
  *history(): Generator<Entry> {
    for (const { text } of this.log.entries()) yield JSON.parse(text) as Entry;
  }

  /**
   * Signs a command with the keys its kind needs and submits it. The id is its idempotency key. Who knows how ids are made may
   * have used this one first; then the command goes by another, which nobody can make without one of its keys (G-234).
   * @param beside names of keys that sign besides: the operators, for what turns out to be Tier 3
   */
  submit(id: string, body: Command, beside: readonly string[] = []): Submission {
    // A lab without a key is a lab that was never accredited: the kernel says so.
    const names = signersOf(body, (run) => this.state.runs.get(run)?.lab ?? null).filter(
      (name) => !name.startsWith("lab-") || this.#parts.keys.has(name),
    );
    const signers = [...names, ...beside];
    const submission = this.submitAs(id, body, signers);
    return this.#isTakenByAnother(id, submission, signers)
      ? this.submitAs(`${id}@${this.#mark(id, signers)}`, body, signers)
      : submission;
  }

  #isTakenByAnother(id: string, submission: Submission, signers: readonly string[]): boolean {
    if (submission.kind !== "refused" || submission.refusal.code !== "ID_REUSED") return false;
    const receipt = this.state.receipts.get(id);
    const first = receipt === undefined ? undefined : this.log.entries(receipt.firstEntry).next();
    if (first === undefined || first.done === true) return false;
    const own = new Set(this.#signing([...new Set(signers)]).map(({ keyId }) => keyId));
    return !(JSON.parse(first.value.text) as Entry).signers.some((keyId) => own.has(keyId));
  }

  /** The same for the same id and key (Ed25519 signatures are, RFC 8032), and nobody else's guess. */
  #mark(id: string, [signer = "node"]: readonly string[]): string {
    const signature = this.#parts.keys.key(signer).sign(Buffer.from(`plimsoll/command-id\n${id}`));
    return digestOf(signature).slice("sha256:".length, "sha256:".length + 16);
  }

  /** As `submit`, signed with the keys of these names and no others. */
  submitAs(id: string, body: Command, names: readonly string[]): Submission {
    const claim = { log: originOf(this.log), id, body, claimedAt: this.#parts.clock.wallMs() };
    return this.#writer.submit(signCommand(claim, this.#signing([...new Set(names)])));
  }

  /**
   * The keys of some names. Where one was revoked and has no successor here, another of its role signs, if the role is one
   * that any of its keys may fill; else the kernel says that it was revoked.
   */
  #signing(names: readonly string[]): readonly SigningKey[] {
    const { keys } = this.#parts;
    const { revokedKeys } = this.state;
    if (names.some((name) => revokedKeys.has(keys.key(name).keyId))) this.settleKeys();
    const signing = names.map((name) => keys.key(name));
    const gone = signing.filter(({ keyId }) => revokedKeys.has(keyId));
    return gone.length === 0 ? signing : this.#withStandIns(signing, gone);
  }

  #withStandIns(signing: readonly SigningKey[], gone: readonly SigningKey[]): readonly SigningKey[] {
    const { keys: roles, revokedKeys } = this.state;
    const free = this.#parts.keys
      .names()
      .map((name) => this.#parts.keys.key(name))
      .filter(({ keyId }) => !signing.some((key) => key.keyId === keyId));
    return signing.map((key) => {
      const role = gone.includes(key) ? revokedKeys.get(key.keyId)?.role : undefined;
      const place = free.findIndex(({ keyId }) => ANY_OF_ROLE.has(role) && roles.get(keyId) === role);
      return place < 0 ? key : (free.splice(place, 1)[0] ?? key);
    });
  }

  /** As `submit`, for procedures that cannot go on without: throws `RefusedError`. */
  must(id: string, body: Command, beside: readonly string[] = []): readonly Entry[] {
    const submission = this.submit(id, body, beside);
    if (submission.kind === "refused") throw new RefusedError(submission.refusal);
    return submission.kind === "decided" ? submission.entries : [];
  }

  /** Opens an empty ledger's site with the keys of this machine. */
  open(name: string, policy: Policy): void {
    this.must(`site.open:${name}`, openingCommand(name, policy, this.#parts.keys));
  }

  /** @param bonds what ties the lab to machines and people; labs that share one are linked */
  accredit(lab: string, headcount: number, baselineComputeUnits: number, bonds: LabBonds = NO_BONDS): void {
    const labKey = this.#parts.keys.key(`lab-${lab}`).keyId;
    this.must(`lab.accredit:${lab}`, {
      type: "lab.accredit",
      lab,
      labKey,
      headcount,
      baselineComputeUnits,
      persons: bonds.persons,
      hardwareRoots: bonds.hardwareRoots,
      meters: bonds.meters.map((name) => this.#meter(name)),
    });
  }

  /** Not made on the way: a meter's key is one that lies here already. */
  #meter(name: string): string {
    const { keys } = this.#parts;
    if (keys.has(name)) return keys.key(name).keyId;
    throw new PlimsollError({
      code: "KEY_UNKNOWN",
      expected: "the name of a meter's key",
      received: JSON.stringify(name),
      fix: 'name a key of the site, such as "meter"',
    });
  }

  close(): void {
    this.#writer.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Roles of which any key will do. A lab's key speaks for that lab, and a meter's for what it measures. */
const ANY_OF_ROLE: ReadonlySet<Role | undefined> = new Set(["operator", "evaluator", "node", "auditor"]);

export interface LabBonds {
  readonly persons: readonly string[];
  /** Thumbprints of the keys that attest the lab's nodes. */
  readonly hardwareRoots: readonly Digest[];
  /** Names of keys with the role of a meter. */
  readonly meters: readonly string[];
}

/** Both operators of a site on one machine: what the Reserve Class asks for. */
export const OPERATORS = ["operator-1", "operator-2"] as const;

const NO_BONDS: LabBonds = { persons: [], hardwareRoots: [], meters: [] };

/** The keys of a site that lives on one machine, by their names. */
const OPENING_KEYS: readonly (readonly [string, Role])[] = [
  ["operator-1", "operator"],
  ["operator-2", "operator"],
  ["evaluator-1", "evaluator"],
  ["evaluator-2", "evaluator"],
  ["node", "node"],
  ["auditor", "auditor"],
  ["meter", "meter"],
];

/** Opens a site with the keys of one machine, made where they are not there yet. */
export const openingCommand = (site: string, policy: Policy, ring: KeyRing): Command => ({
  type: "site.open",
  site,
  policy,
  keys: OPENING_KEYS.map(([name, role]) => ({ keyId: ring.key(name).keyId, role })),
});

/** Names of the keys that a command needs. A lab signs what it pays for; Tier 3 needs both operators beside it. */
export function signersOf(body: Command, labOf: (run: string) => string | null): readonly string[] {
  const lab = labSigning(body, labOf);
  const reserve = body.type === "run.start" && body.tier === 3 ? ["operator-1", "operator-2"] : [];
  return [...(lab === null ? [] : [`lab-${lab}`]), ...reserve, ...SIGNERS[body.type]];
}

function labSigning(body: Command, labOf: (run: string) => string | null): string | null {
  switch (body.type) {
    case "run.start":
    case "affidavit.file":
    case "dataset.register":
    case "deployment.register":
      return body.lab;
    case "quantum.buy":
      return labOf(body.run);
    default:
      return null;
  }
}
