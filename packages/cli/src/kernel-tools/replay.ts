import { type Digest } from "@plimsoll/foundation";
import {
  decide,
  emptyState,
  type Entry,
  isConserved,
  type KernelState,
  type Refusal,
  type StampedCommand,
  stateDigest,
} from "@plimsoll/kernel";
import { replayCommand, shownId } from "./replay-command.ts";
import type { TextLine } from "./text-lines.ts";

/** One line of what a replay says, in the order of its JSON fields. */
export type ReplayAnswer =
  | ({ readonly type: "entry" } & Entry)
  | ({ readonly type: "refusal"; readonly command: string | null; readonly line: number } & Refusal)
  | {
      readonly type: "repeated";
      readonly command: string;
      readonly line: number;
      readonly firstEntry: number;
      readonly entries: number;
    };

export interface ReplaySummary {
  readonly type: "summary";
  readonly commands: number;
  readonly entries: number;
  readonly refusals: number;
  readonly repeated: number;
  readonly stateDigest: Digest;
  /** Law L4, checked on every wallet at the end. */
  readonly conservation: boolean;
}

/**
 * Commands from a state on, which is the empty one unless said otherwise, one after the other: the same lines give the same answers, on every machine (law L7).
 * Nothing is kept but the state and three counts.
 */
export class Replay {
  #state: KernelState;
  #commands = 0;
  #refusals = 0;
  #repeated = 0;

  constructor(start: KernelState = emptyState()) {
    this.#state = start;
  }

  get commands(): number {
    return this.#commands;
  }

  /** What the kernel says to a line; nothing to a blank one. */
  submit(line: TextLine): readonly ReplayAnswer[] {
    if (line.text.ok && line.text.value.trim() === "") return [];
    this.#commands += 1;
    const command = replayCommand(line);
    if (command.ok) return this.#decided(line.number, command.value);
    return this.#refused(line.number, command.error.command, command.error.refusal);
  }

  summary(): ReplaySummary {
    return {
      type: "summary",
      commands: this.#commands,
      entries: this.#state.entryCount,
      refusals: this.#refusals,
      repeated: this.#repeated,
      stateDigest: stateDigest(this.#state),
      conservation: walletsAreConserved(this.#state),
    };
  }

  #decided(line: number, command: StampedCommand): readonly ReplayAnswer[] {
    const decision = decide(this.#state, command);
    if (decision.kind === "refused") return this.#refused(line, shownId(command.id), decision.refusal);
    if (decision.kind === "repeated") {
      this.#repeated += 1;
      const { firstEntry, entries } = decision.receipt;
      return [{ type: "repeated", command: command.id, line, firstEntry, entries }];
    }
    this.#state = decision.next;
    return decision.entries.map((entry) => ({ type: "entry", ...entry }));
  }

  #refused(line: number, command: string | null, refusal: Refusal): readonly ReplayAnswer[] {
    this.#refusals += 1;
    return [{ type: "refusal", command, line, ...refusal }];
  }
}

/** Law L4 on every wallet of a state. */
const walletsAreConserved = ({ wallets }: Pick<KernelState, "wallets">): boolean =>
  [...wallets.values()].every(isConserved);
