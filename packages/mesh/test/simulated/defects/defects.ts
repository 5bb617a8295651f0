import type { Profile } from "../../../src/simulated/scenario/scenario-spec.ts";

/** A line of the production code, and what it becomes in a broken build. */
export interface Defect {
  readonly name: string;
  /** Under packages/mesh/src. */
  readonly file: string;
  /** Occurs exactly once in it: a defect that no longer fits must not go unnoticed. */
  readonly find: string;
  readonly replace: string;
  /** A second line of the same file, where one alone is made good by another. */
  readonly also?: { readonly find: string; readonly replace: string };
  /** Where it is looked for, and within how many seeds it has to be caught. */
  readonly profile: Profile;
  readonly seeds: number;
}

/** Q2: builds that are broken on purpose. */
export const DEFECTS: readonly Defect[] = [
  {
    name: "last writer wins",
    file: "state/fields-fold.ts",
    find: "if (!resolved.has(event.id)) siblings.set(event.id, sibling);",
    replace: "if (!resolved.has(event.id)) { siblings.clear(); siblings.set(event.id, sibling); }",
    profile: "partition",
    seeds: 3,
  },
  {
    name: "a disk that acknowledges before it has synced",
    file: "simulated/world/host.ts",
    find: "    this.#later(this.#traits.syncMs, () => {\n      this.disk.sync(upTo);",
    replace:
      "    this.#later(0, () => this.act((program) => program.onDurable(upTo, this.wallMs())));\n    this.#later(400, () => {\n      this.disk.sync(upTo);",
    profile: "churn",
    seeds: 6,
  },
  {
    name: "announcing before durable",
    file: "replica/replica.ts",
    find: "this.#unannounced.push({ event, position: this.#persist(event) });",
    replace: "this.#unannounced.push({ event, position: this.#persist(event) }); this.#freshen([event]);",
    profile: "partition",
    seeds: 2,
  },
  {
    name: "jump rejection",
    file: "set/event-set.ts",
    find: "    return isTrue ? null",
    replace:
      "    const newest = Math.max(0, ...this.heads().map((head) => this.#events.get(head)?.lamport ?? 0));\n    return isTrue && Math.abs(event.lamport - newest) <= 32 ? null",
    profile: "partition",
    seeds: 4,
  },
  {
    name: "read-side noise",
    file: "phase/we-fold.ts",
    find: "  encode(): Uint8Array {",
    replace:
      "  noise = 0;\n  encode(): Uint8Array {\n    this.noise += 1;\n    const bytes = this.quiet();\n    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ (this.noise & 1);\n    return bytes;\n  }\n  quiet(): Uint8Array {",
    profile: "partition",
    seeds: 1,
  },
  {
    name: "quorum off by one",
    file: "certificate/quorum.ts",
    find: "Math.max(1, members.length - survivors + 1)",
    replace: "Math.max(1, members.length - survivors)",
    profile: "partition",
    seeds: 6,
  },
  {
    name: "no check of Lamport numbers",
    file: "set/event-set.ts",
    find: "    return isTrue ? null",
    replace: "    return isTrue || !isTrue ? null",
    profile: "partition",
    seeds: 8,
  },
  {
    name: "no check of signatures",
    file: "event/open-event.ts",
    find: 'if (!isVouched(Buffer.from(id, "hex"), content, envelope, crypto))',
    replace: 'if (false as boolean && !isVouched(Buffer.from(id, "hex"), content, envelope, crypto))',
    profile: "partition",
    seeds: 8,
  },
  {
    name: "what was given is still held",
    file: "budget/account-rights.ts",
    find: "BigInt(this.issued) + this.received - this.givenTotal -",
    replace: "BigInt(this.issued) + this.received -",
    profile: "partition",
    seeds: 3,
  },
  {
    name: "spends merged by maximum",
    file: "budget/account-rights.ts",
    find: "row.spent = sumOf(row.spent, quantity);",
    replace: "row.spent = Math.max(row.spent, quantity);",
    profile: "partition",
    seeds: 3,
  },
  {
    name: "an incarnation kept after a rollback",
    file: "budget/continuity.ts",
    find: 'return !isContradicted && agreed >= this.#needed ? "confirmed" : "proving";',
    replace: 'return isContradicted || agreed >= 0 ? "confirmed" : "proving";',
    profile: "churn",
    seeds: 12,
  },
  {
    name: "sync that does not see forks",
    file: "replica/sync.ts",
    find: "  if (told === undefined) return false;",
    replace: "  if (told === undefined || chain !== null) return false;",
    profile: "partition",
    seeds: 12,
  },
  {
    name: "parents are not waited for",
    file: "set/event-set.ts",
    find: "    if (absent.length === 0) return false;",
    replace: "    if (absent.length >= 0) return false;",
    profile: "partition",
    seeds: 4,
  },
  {
    name: "a clock that follows anybody",
    file: "replica/hybrid-clock.ts",
    find: "if (isNewer && ms <= wallMs + AHEAD_MAX_MS)",
    replace: "if (isNewer && ms !== wallMs + AHEAD_MAX_MS)",
    also: { find: "else if (this.#ms - wallMs > AHEAD_MAX_MS)", replace: "else if (this.#ms - wallMs < 0)" },
    profile: "partition",
    seeds: 14,
  },
  {
    name: "peers are never compared with",
    file: "replica/replica.ts",
    find: "if (this.#pull.isFree(this.#nowMs)) this.#send(peer, this.#sync.opening(",
    replace: "if (peer === this.key) this.#send(peer, this.#sync.opening(",
    profile: "partition",
    seeds: 4,
  },
  {
    name: "decisions kept in order of arrival",
    file: "intent/intent-record.ts",
    find: ".filter((event) => this.#isValid(event)).toSorted(byLamport)",
    replace: ".filter((event) => this.#isValid(event) && byLamport !== null)",
    profile: "partition",
    seeds: 14,
  },
  {
    name: "pulled before durable",
    file: "replica/replica.ts",
    find: "this.#send(from, this.#announcedOf(answer))",
    replace: "this.#send(from, this.#announcedOf === null ? answer : answer)",
    profile: "partition",
    seeds: 14,
  },
];
