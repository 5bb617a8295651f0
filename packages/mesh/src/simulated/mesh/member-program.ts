import type { Answered } from "../../actor/actor.ts";
import type { Outgoing } from "../../actor/actor-system.ts";
import type { NodeKey } from "../../event/event.ts";
import { Member, type MemberEffect, type MemberOptions } from "../../member/member.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { Job } from "../../ports/work.ts";
import type { Program, ProgramEffect } from "../world/program.ts";
import { phaseAnswer } from "./phase-answer.ts";

/** What came of work outside a member. */
export interface WorkDone {
  readonly actor: string;
  readonly answer: Answered;
}

/** How long a simulated worker takes for a job, ms. */
export type ThinkMs = (job: Job) => number;

/** A member as a program of the simulated world: the production code, with a worker that thinks in virtual time. */
export class MemberProgram implements Program<MemberMessage, WorkDone> {
  readonly member: Member;
  readonly #dimensions: number;
  readonly #thinkMs: ThinkMs;
  /** Jobs that were begun, by intent. */
  readonly begun: string[] = [];
  /** Spends that took effect. */
  readonly effective: string[] = [];
  faults = 0;

  constructor(options: MemberOptions, thinkMs: ThinkMs) {
    this.member = new Member(options);
    this.#dimensions = options.genesis.dimensions;
    this.#thinkMs = thinkMs;
  }

  onTime(nowMs: number): void {
    this.member.onTime(nowMs);
  }

  onMessage(from: NodeKey, message: MemberMessage, nowMs: number): void {
    this.member.onMessage(from, message, nowMs);
  }

  onDurable(position: number, nowMs: number): void {
    this.member.onDurable(position, nowMs);
  }

  onDone({ actor, answer }: WorkDone, nowMs: number): void {
    this.member.onAnswered(actor, answer, nowMs);
  }

  nextWakeMs(): number {
    return this.member.nextWakeMs();
  }

  takeEffects(): ProgramEffect<MemberMessage, WorkDone>[] {
    return this.member.takeEffects().flatMap((effect) => this.#outside(effect));
  }

  #outside(effect: MemberEffect): ProgramEffect<MemberMessage, WorkDone>[] {
    switch (effect.type) {
      case "send":
      case "persist":
        return [effect];
      case "work":
        return this.#work(effect.outgoing);
      case "effective":
        this.effective.push(...effect.events);
        return [];
      case "faulty":
        this.faults += 1;
        return [];
    }
  }

  #work({ actor, effect }: Outgoing): ProgramEffect<MemberMessage, WorkDone>[] {
    if (effect.kind !== "work") return [];
    this.begun.push(effect.job.idempotenceKey);
    const answer = phaseAnswer(effect.job.idempotenceKey, this.member.key, this.#dimensions);
    const done: WorkDone = { actor, answer: { kind: "answered", tag: effect.tag, answer } };
    return [{ type: "outside", durationMs: this.#thinkMs(effect.job), done }];
  }
}
