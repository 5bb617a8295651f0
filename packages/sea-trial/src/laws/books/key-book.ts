import type { Entry, EntryKind, Role } from "@plimsoll/kernel";
import type { EntryOf } from "./entry-of.ts";

/** So many keys, each of one of these roles. A lab's key counts for its lab alone, a meter's for the labs that name it. */
type Asked = readonly [roles: readonly Role[], needed: number];

const by = (role: Role, needed = 1): Asked => [[role], needed];
/** What is overdue closes with the next tick. */
const IN_TIME_OR_OVERDUE: Asked = [["evaluator", "node"], 1];

/** Whose word an entry needs, where it gives somebody something that nothing else would (law L9, ACB-K §3.2, §5.2, §8). */
const ASKED: Readonly<Partial<Record<EntryKind, readonly Asked[]>>> = {
  "site.opened": [by("operator", 2)],
  "lab.accredited": [by("operator", 2)],
  "key.admitted": [by("operator", 2)],
  "affidavit.filed": [by("operator", 2), by("lab")],
  "reserve.approved": [by("operator", 2)],
  "release.judged": [by("operator", 2)],
  "lineage.released": [by("operator", 2), by("auditor")],
  "forensic.cleared": [by("auditor")],
  "contamination.endorsed": [by("auditor")],
  "dataset.scrubbed": [by("auditor")],
  "run.started": [by("lab")],
  "quantum.bought": [by("lab")],
  "dataset.registered": [by("lab")],
  "deployment.registered": [by("lab")],
  "checkpoint.registered": [by("node")],
  "lease.granted": [by("node")],
  "leases.renewed": [by("node")],
  "kill.confirmed": [by("node")],
  "graph.observed": [by("node")],
  "attestation.recorded": [by("node")],
  "token.granted": [by("node")],
  "benchmark.recorded": [by("evaluator")],
  "windows.registered": [by("evaluator")],
  "windows.drawn": [by("evaluator")],
  "trials.recorded": [by("evaluator")],
  "pairs.recorded": [by("evaluator")],
  "detectability.recorded": [by("evaluator")],
  "costs.recorded": [by("evaluator")],
  "windows.closed": [IN_TIME_OR_OVERDUE],
  "families.registered": [by("evaluator")],
  "families.drawn": [by("evaluator")],
  "family.recorded": [by("evaluator")],
  "families.closed": [IN_TIME_OR_OVERDUE],
  "meter.reported": [by("meter")],
};

interface LabKeys {
  readonly key: string;
  readonly meters: readonly string[];
}

/** The keys of a site, their roles, and for whom they speak, from its entries. */
export class KeyBook {
  readonly #roles = new Map<string, Role>();
  readonly #labs = new Map<string, LabKeys>();
  /** Lab by run: a quantum names the run alone. */
  readonly #runs = new Map<string, string>();
  /** The command that revoked a key: what follows from it still bears its signers. */
  readonly #revokedBy = new Map<string, string>();

  /** What a signature is missing for, or whose should not be there; null where the entry is in order. */
  hear(entry: Entry): string | null {
    this.#open(entry);
    const fault = this.#revokedSigner(entry) ?? this.#unreplaced(entry) ?? this.#missing(entry);
    this.#change(entry);
    return fault;
  }

  /** How many keys of a role signed it, each once. */
  signersOf({ signers }: Entry, role: Role): number {
    return [...new Set(signers)].filter((keyId) => this.#roles.get(keyId) === role).length;
  }

  #open(entry: Entry): void {
    if (entry.kind !== "site.opened") return;
    for (const { keyId, role } of entry.keys) this.#roles.set(keyId, role);
  }

  #change(entry: Entry): void {
    if (entry.kind === "lab.accredited") this.#accredit(entry);
    else if (entry.kind === "run.started") this.#runs.set(entry.run, entry.lab);
    else if (entry.kind === "key.admitted") this.#roles.set(entry.keyId, entry.role);
    else if (entry.kind === "key.revoked") this.#revoke(entry.keyId, entry.command);
    else if (entry.kind === "key.rotated") this.#rotate(entry);
  }

  #accredit({ lab, labKey, meters }: EntryOf<"lab.accredited">): void {
    this.#roles.set(labKey, "lab");
    this.#labs.set(lab, { key: labKey, meters });
  }

  #rotate({ from, to, role, command }: EntryOf<"key.rotated">): void {
    this.#roles.set(to, role);
    this.#revoke(from, command);
    const replaced = (keyId: string): string => (keyId === from ? to : keyId);
    for (const [lab, { key, meters }] of this.#labs)
      this.#labs.set(lab, { key: replaced(key), meters: meters.map(replaced) });
  }

  #revoke(keyId: string, command: string): void {
    this.#roles.delete(keyId);
    if (!this.#revokedBy.has(keyId)) this.#revokedBy.set(keyId, command);
  }

  #revokedSigner({ signers, command }: Entry): string | null {
    const gone = signers.find((keyId) => this.#revokedBy.has(keyId) && this.#revokedBy.get(keyId) !== command);
    return gone === undefined ? null : `${gone}, revoked before`;
  }

  /** Two operators other than the key take its role, or one and whoever has it puts another in its place (K-97, K-98). */
  #unreplaced(entry: Entry): string | null {
    if (entry.kind !== "key.revoked" && entry.kind !== "key.rotated") return null;
    const keyId = entry.kind === "key.revoked" ? entry.keyId : entry.from;
    const signers = new Set(entry.signers);
    const beside = [...signers].filter((signer) => signer !== keyId && this.#roles.get(signer) === "operator").length;
    const isEnough = beside >= 2 || (entry.kind === "key.rotated" && beside === 1 && signers.has(keyId));
    return isEnough ? null : `${beside} operators beside ${keyId}`;
  }

  #missing(entry: Entry): string | null {
    const lab = this.#labOf(entry);
    const signers = [...new Set(entry.signers)];
    for (const [roles, needed] of ASKED[entry.kind] ?? []) {
      const signed = signers.filter((keyId) => roles.some((role) => this.#speaks(keyId, role, lab))).length;
      if (signed < needed) return `${signed} of ${needed} keys of role ${roles.join(" or ")} that speak for it`;
    }
    return null;
  }

  #labOf(entry: Entry): string | null {
    if ("lab" in entry) return entry.lab;
    return entry.kind === "quantum.bought" ? (this.#runs.get(entry.run) ?? null) : null;
  }

  #speaks(keyId: string, role: Role, lab: string | null): boolean {
    if (this.#roles.get(keyId) !== role) return false;
    const keys = this.#labs.get(lab ?? "");
    if (role === "lab") return keys?.key === keyId;
    return role !== "meter" || keys?.meters.includes(keyId) === true;
  }
}
