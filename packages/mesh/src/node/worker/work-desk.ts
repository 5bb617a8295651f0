import type { Answered } from "../../actor/actor.ts";
import type { Outgoing } from "../../actor/actor-system.ts";
import type { Answer, Worker } from "../../ports/work.ts";
import { workerFaultCode } from "./worker-fault.ts";

/** Hears what became of a job. Called outside the node's turn. */
export type OnAnswered = (actor: string, answered: Answered) => void;

/**
 * Carries out `work` and `abandon` effects on a real worker. Each job ends in exactly one call back, unless it was
 * abandoned.
 */
export class WorkDesk {
  readonly #worker: Worker;
  readonly #onAnswered: OnAnswered;
  readonly #running = new Map<string, AbortController>();

  constructor(worker: Worker, onAnswered: OnAnswered) {
    this.#worker = worker;
    this.#onAnswered = onAnswered;
  }

  get running(): number {
    return this.#running.size;
  }

  carryOut({ actor, effect }: Outgoing): void {
    if (effect.kind === "author") return;
    const key = `${actor} ${effect.tag}`;
    this.#running.get(key)?.abort();
    this.#running.delete(key);
    if (effect.kind === "abandon") return;
    const controller = new AbortController();
    this.#running.set(key, controller);
    // Never rejects: both ends of the job are heard.
    void this.#run(key, actor, effect, controller);
  }

  /** Gives all jobs up. */
  close(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  async #run(key: string, actor: string, { tag, job }: WorkEffect, controller: AbortController): Promise<void> {
    const answered = await this.#answered(tag, job, controller.signal);
    if (this.#running.get(key) !== controller) return;
    this.#running.delete(key);
    this.#onAnswered(actor, answered);
  }

  async #answered(tag: string, job: WorkEffect["job"], signal: AbortSignal): Promise<Answered> {
    try {
      const answer = await this.#worker.answer(job, signal);
      return isAnswer(answer) ? { kind: "answered", tag, answer } : { kind: "failed", tag, code: "MESH_WORKER_ANSWER" };
    } catch (fault) {
      return { kind: "failed", tag, code: workerFaultCode(fault) };
    }
  }
}

type WorkEffect = Extract<Outgoing["effect"], { kind: "work" }>;

/** Longest answer in bytes: the thought must fit into one event of 512 KiB with its angles. */
export const ANSWER_BYTES_MAX = 256 * 1024;

function isAnswer({ answer, weight, angles, encoder }: Answer): boolean {
  const isWeight = Number.isSafeInteger(weight) && weight >= 1 && weight <= 65_536;
  return (
    isWeight && answer.length <= ANSWER_BYTES_MAX && angles.length <= ANSWER_BYTES_MAX / 2 && encoder.length <= 200
  );
}
