import { decide, type Decision, type KernelState, power, type StampedCommand } from "@plimsoll/kernel";
import { NODE_KEY } from "./loaded-site.ts";
import type { Subject } from "./peer.ts";
import type { PermitQuestion } from "./permit-question.ts";

/** A site in use: every decision goes on from the state that the last one made, and nobody keeps an old one. */
export class SiteInUse {
  #state: KernelState;
  #at: number;
  #commands = 0;

  constructor(state: KernelState, at: number) {
    this.#state = state;
    this.#at = at;
  }

  get leases(): number {
    return this.#state.leases.size;
  }

  get decided(): number {
    return this.#commands;
  }

  /** The whole of `decide`: parse, idempotency, signatures, rule, entries, next state. A granted lease ends before the next question. */
  get decideSubject(): Subject {
    return {
      name: "decide: answer, entries, next state",
      questionsPerRound: 10_000,
      prepare: ({ key, run, node }) => {
        // A name of its own for each lease, as in use: a Map that loses and regains the same key grows long chains.
        const lease = `asked-lease-${this.#commands}`;
        const command = this.#stamped(key, { type: "lease.request", lease, run, node });
        return () => this.#adopted(decide(this.#state, command));
      },
      settle: ({ run }) => this.#end(run),
    };
  }

  /** The answer alone, which is what the peers give: no command, no signature, nothing written. */
  get powerSubject(): Subject {
    return {
      name: "power: the answer alone",
      questionsPerRound: 10_000,
      prepare: (question) => () => this.#mayCompute(question),
    };
  }

  /** Renews every given lease; ms. */
  tickMs(holders: readonly string[]): number {
    const command = this.#stamped(NODE_KEY, { type: "tick", holders });
    const start = performance.now();
    const ticked = this.#adopted(decide(this.#state, command));
    const elapsedMs = performance.now() - start;
    if (!ticked) throw new Error("a tick was refused");
    return elapsedMs;
  }

  /** A run with a live lease may compute, yet may not have a second one. */
  #mayCompute({ key, run, lease }: PermitQuestion): boolean {
    const state = this.#state;
    return (
      state.keys.get(key) === "node" &&
      !state.leases.has(lease) &&
      state.runs.get(run)?.trainingLease === null &&
      power(state, run, this.#at).levelPpm > 0
    );
  }

  #end(run: string): void {
    const lease = this.#state.runs.get(run)?.trainingLease ?? "none";
    const ended = this.#stamped(NODE_KEY, { type: "lease.end", lease, reason: "released" });
    if (!this.#adopted(decide(this.#state, ended))) throw new Error(`the lease "${lease}" could not be ended`);
  }

  #adopted(decision: Decision): boolean {
    if (decision.kind !== "decided") return false;
    this.#state = decision.next;
    return true;
  }

  /** Decoded from JSON, as the sequencer has it: a text that was only put together would be copied where the clock runs. */
  #stamped(key: string, body: object): StampedCommand {
    this.#commands += 1;
    this.#at += 1;
    const digest = `sha256:${this.#commands.toString(16).padStart(64, "0")}`;
    const stamped = { id: `asked-${this.#commands}`, digest, at: this.#at, signers: [{ keyId: key }], body };
    return JSON.parse(JSON.stringify(stamped)) as StampedCommand;
  }
}
