import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import type { CanonicalValue, Digest } from "@plimsoll/foundation";
import { dataFolder, FileKeyRing, openDesk, OPERATORS, originOf, rehearsalKeys, type Site } from "@plimsoll/governor";
import { type Command, type Entry, type KernelState, type Policy, power, type PowerLevel } from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import { requireOutcome } from "../outcome.ts";
import { LABS } from "../plan/labs.ts";
import type { ManualClock } from "./manual-clock.ts";

/** What was refused, and where the ledger stood: a refusal writes nothing. */
export interface Refused {
  readonly command: Command;
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly atMs: number;
  /** In the ledger, before and after. */
  readonly entries: number;
}

interface SiteFolder {
  /** The data folder of the site: its keys and its ledger. */
  readonly directory: string;
  readonly seed: number;
  readonly clock: ManualClock;
  /** Where to note what was refused. */
  readonly refusals: Refused[];
}

/** The keys of a data folder. All follow from the seed; each ledger has one of its own, named after its folder. */
export function keyRingOf(directory: string, seed: number): FileKeyRing {
  const keyOf = rehearsalKeys(`quarter/${seed}`);
  const ring = new FileKeyRing(dataFolder(directory).keys, (name) =>
    name === LEDGER_KEY ? keyOf(`${name} of ${basename(directory)}`) : keyOf(name),
  );
  const names = [
    LEDGER_KEY,
    "beacon",
    "issuer",
    ...ROLES.map(([name]) => name),
    ...LABS.map(({ lab }) => `lab-${lab}`),
  ];
  for (const name of names) ring.key(name);
  return ring;
}

export const LEDGER_KEY = "ledger";

const ROLES = [
  ["operator-1", "operator"],
  ["operator-2", "operator"],
  ["evaluator-1", "evaluator"],
  ["evaluator-2", "evaluator"],
  ["node", "node"],
  ["auditor", "auditor"],
  ["meter", "meter"],
  ["meter-2", "meter"],
] as const;

/** A production site in a data folder, as the daemon opens it, under a clock that the story sets. */
export class StorySite implements Disposable {
  readonly clock: ManualClock;
  readonly keys: FileKeyRing;
  readonly ledgerFolder: string;
  readonly #refusals: Refused[];
  readonly #site: Site;
  readonly #desk: ReturnType<typeof openDesk>["desk"];
  #commands = 0;
  #isClosed = false;

  constructor({ directory, seed, clock, refusals }: SiteFolder) {
    this.#refusals = refusals;
    this.clock = clock;
    this.keys = keyRingOf(directory, seed);
    this.ledgerFolder = dataFolder(directory).ledger;
    mkdirSync(this.ledgerFolder, { recursive: true });
    const { site, desk } = openDesk(directory, clock);
    [this.#site, this.#desk] = [site, desk];
  }

  get state(): KernelState {
    return this.#site.state;
  }

  get policy(): Policy {
    return this.#site.policy;
  }

  get log(): Site["log"] {
    return this.#site.log;
  }

  get nowMs(): number {
    return this.clock.wallMs();
  }

  open(name: string, policy: Policy): void {
    const keys = ROLES.map(([key, role]) => ({ keyId: this.keys.key(key).keyId, role }));
    this.doAs({ type: "site.open", site: name, policy, keys }, OPERATORS);
  }

  /** Gives a command that must be decided, signed as its kind asks. Throws `RefusedError`. */
  do(body: Command, beside: readonly string[] = []): readonly Entry[] {
    return this.#site.must(this.#nextId(body), body, beside);
  }

  /** Gives several commands, signed with one key, that must all be decided: durable by one sync. Throws `QUARTER_OUTCOME`. */
  doAll(bodies: readonly Command[], name: string): void {
    const log = originOf(this.log);
    const signing = [this.keys.key(name)];
    const commands = bodies.map((body) =>
      signCommand({ log, id: this.#nextId(body), body, claimedAt: this.nowMs }, signing),
    );
    for (const submission of this.#desk.submitAll(commands))
      requireOutcome(submission.kind === "decided", "each of several commands decided", codeOf(submission));
  }

  /** As `do`, or null where it is refused, which must leave the ledger as it is. */
  try(body: Command): readonly Entry[] | null {
    const entriesBefore = this.log.size;
    const submission = this.#site.submit(this.#nextId(body), body);
    if (submission.kind === "refused") this.#noteRefusal(body, submission.refusal, entriesBefore);
    return submission.kind === "decided" ? submission.entries : null;
  }

  /** As `do`, with the keys of these names and no others. Throws `QUARTER_OUTCOME` where it is refused. */
  doAs(body: Command, names: readonly string[]): readonly Entry[] {
    const submission = this.#site.submitAs(this.#nextId(body), body, names);
    requireOutcome(submission.kind === "decided", `${body.type} decided`, codeOf(submission));
    return submission.entries;
  }

  /** Gives a command that must be refused with this code, and must leave the ledger as it is. */
  expectRefused(body: Command, code: string, beside: readonly string[] = []): Refused {
    const entriesBefore = this.log.size;
    const submission = this.#site.submit(this.#nextId(body), body, beside);
    requireOutcome(
      submission.kind === "refused" && submission.refusal.code === code,
      `${body.type} refused: ${code}`,
      codeOf(submission),
    );
    return this.#noteRefusal(body, submission.refusal, entriesBefore);
  }

  power(subject: string): PowerLevel {
    return power(this.state, subject, this.nowMs);
  }

  pulse(registration: CanonicalValue): Digest {
    return this.#site.beacon.pulse(registration);
  }

  tick(holders: readonly string[] = []): void {
    this.do({ type: "tick", holders });
  }

  [Symbol.dispose](): void {
    if (!this.#isClosed) this.#site.close();
    this.#isClosed = true;
  }

  #noteRefusal(
    command: Command,
    { code, expected, received }: Pick<Refused, "code" | "expected" | "received">,
    entriesBefore: number,
  ): Refused {
    const entries = this.log.size;
    requireOutcome(entries === entriesBefore, "a refusal that writes nothing", `${entries - entriesBefore} entries`);
    const refused = { command, code, expected, received, atMs: this.nowMs, entries };
    this.#refusals.push(refused);
    return refused;
  }

  /** Unique over the logs of one site: a log that was recovered knows the ids of the one before. */
  #nextId(body: Command): string {
    this.#commands += 1;
    return `${body.type}:${this.log.size}:${this.#commands}`;
  }
}

const codeOf = (submission: ReturnType<Site["submit"]>): string =>
  submission.kind === "refused" ? submission.refusal.code : submission.kind;
