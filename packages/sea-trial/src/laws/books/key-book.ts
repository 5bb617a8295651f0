import type { Entry, EntryKind, Role } from "@plimsoll/kernel";

type Asked = Readonly<Partial<Record<Role, number>>>;

/** Whose word an entry needs, where it gives somebody something that nothing else would (law L9, ACB-K §3.2, §5.2, §8). */
const ASKED: Readonly<Partial<Record<EntryKind, Asked>>> = {
  "lab.accredited": { operator: 2 },
  "affidavit.filed": { operator: 2, lab: 1 },
  "lineage.released": { operator: 2, auditor: 1 },
  "reserve.approved": { operator: 2 },
  "forensic.cleared": { auditor: 1 },
  "release.judged": { operator: 2 },
  "key.admitted": { operator: 2 },
  "key.revoked": { operator: 2 },
  "trials.recorded": { evaluator: 1 },
  "pairs.recorded": { evaluator: 1 },
  "detectability.recorded": { evaluator: 1 },
  "family.recorded": { evaluator: 1 },
  "benchmark.recorded": { evaluator: 1 },
  "meter.reported": { meter: 1 },
  "run.started": { lab: 1 },
};

/** The keys of a site and their roles, from its entries. */
export class KeyBook {
  readonly #roles = new Map<string, Role>();
  /** The command that revoked a key: what follows from it still bears its signers. */
  readonly #revokedBy = new Map<string, string>();

  /** What a signature is missing for, or whose should not be there; null where the entry is in order. */
  hear(entry: Entry): string | null {
    this.#open(entry);
    const fault = this.#revokedSigner(entry) ?? this.#missing(entry);
    this.#change(entry);
    return fault;
  }

  roleOf(keyId: string): Role | null {
    return this.#roles.get(keyId) ?? null;
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
    if (entry.kind === "lab.accredited") this.#roles.set(entry.labKey, "lab");
    else if (entry.kind === "key.admitted") this.#roles.set(entry.keyId, entry.role);
    else if (entry.kind === "key.revoked") this.#revoke(entry.keyId, entry.command);
    else if (entry.kind === "key.rotated") {
      this.#roles.set(entry.to, entry.role);
      this.#revoke(entry.from, entry.command);
    }
  }

  #revoke(keyId: string, command: string): void {
    this.#roles.delete(keyId);
    if (!this.#revokedBy.has(keyId)) this.#revokedBy.set(keyId, command);
  }

  #revokedSigner({ signers, command }: Entry): string | null {
    const gone = signers.find((keyId) => this.#revokedBy.has(keyId) && this.#revokedBy.get(keyId) !== command);
    return gone === undefined ? null : `${gone}, revoked before`;
  }

  #missing(entry: Entry): string | null {
    const asked = Object.entries(ASKED[entry.kind] ?? {}) as readonly (readonly [Role, number])[];
    const short = asked.find(([role, needed]) => this.signersOf(entry, role) < needed);
    return short === undefined ? null : `${this.signersOf(entry, short[0])} of ${short[1]} keys of role ${short[0]}`;
  }
}
