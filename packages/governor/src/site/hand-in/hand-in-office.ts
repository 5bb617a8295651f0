import type { Clock } from "@plimsoll/foundation";
import { type Ledger, openLedger, type SignedCommand } from "@plimsoll/ledger";
import type { Timers } from "../../run/ports.ts";
import { dataFolder } from "../data-layout.ts";
import type { KeyRing } from "../key-ring.ts";
import { assertLedgerKeyFound } from "../ledger-key-found.ts";
import { faultAnswer, type HandInAnswer } from "./hand-in-answer.ts";
import { HandInFolder } from "./hand-in-folder.ts";
import { onChange } from "./writing.ts";

const SECOND_MS = 1_000;

export interface HandInOfficeParts {
  /** The data folder, in which nobody else may decide. */
  readonly directory: string;
  /** The name of the log. */
  readonly origin: string;
  readonly keys: KeyRing;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Has a command decided, and its entries kept here, before it resolves. */
  readonly decide: (command: SignedCommand) => Promise<HandInAnswer>;
}

/**
 * The door of a site that is decided elsewhere, as by a node of a mesh: it answers what the processes of this machine hand
 * in, and keeps what was decided in a ledger, where they read it.
 */
export class HandInOffice {
  readonly #parts: HandInOfficeParts;
  readonly #ledger: Ledger;
  readonly #folder: HandInFolder;
  readonly #underway = new Set<string>();
  #stopLooking: () => void = () => {};
  #publishing: { stop(): void } | null = null;

  /** Throws `KEYS_MISSING`; `DATA_IN_USE` while another process has the ledger. */
  constructor(parts: HandInOfficeParts) {
    const { ledger, keys, handIn } = dataFolder(parts.directory);
    assertLedgerKeyFound({ ledger, keys });
    this.#parts = parts;
    this.#ledger = openLedger({ directory: ledger, origin: parts.origin, signingKey: parts.keys.key("ledger") });
    this.#folder = new HandInFolder(handIn);
  }

  /** Begins to answer: what lies there already, and what comes. */
  begin(): void {
    this.#stopLooking = onChange(this.#folder.directory, () => this.#look());
    this.#publishing = this.#parts.timers.every(SECOND_MS, () => this.#publish());
    this.#look();
  }

  /** Entries that are kept. */
  get size(): number {
    return this.#ledger.size;
  }

  /** The kept entries from an index on, in canonical JSON. Throws as a ledger does. */
  *entries(from: number): Generator<{ readonly index: number; readonly text: string }> {
    yield* this.#ledger.entries(from);
  }

  /** Keeps a decision: entries in canonical JSON, and what they follow from where that is known. Throws as a ledger does. */
  keep(entries: readonly string[], cause?: string): void {
    this.#ledger.append(entries, cause);
  }

  close(): void {
    this.#stopLooking();
    this.#publishing?.stop();
    this.#ledger.close();
  }

  /** Nothing is decided here by a tick that would publish what was kept last (LG-11). */
  #publish(): void {
    try {
      this.#ledger.append([]);
    } catch {
      // Whoever keeps the next decision is told.
    }
  }

  #look(): void {
    try {
      this.#folder.tidy(this.#parts.clock.wallMs());
      for (const { name, command } of this.#folder.waiting()) void this.#answer(name, command as SignedCommand);
    } catch {
      // A full disk, say: the command waits for the next look.
    }
  }

  async #answer(name: string, command: SignedCommand): Promise<void> {
    if (this.#underway.has(name)) return;
    this.#underway.add(name);
    try {
      const answer = await this.#parts.decide(command).catch((cause: unknown) => faultAnswer(cause));
      this.#folder.answer(name, answer);
    } catch {
      // As above: it is decided, and answered again at the next look.
    } finally {
      this.#underway.delete(name);
    }
  }
}
