import type { Answered } from "../../actor/actor.ts";
import type { Outgoing } from "../../actor/actor-system.ts";
import type { EventId, NodeKey } from "../../event/event.ts";
import { Member, type MemberEffect, type MemberOptions } from "../../member/member.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import type { Job } from "../../ports/work.ts";
import type { Program, ProgramEffect } from "../world/program.ts";
import type { MemberTap } from "./member-tap.ts";
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
  readonly node: number;
  readonly member: Member;
  readonly #dimensions: number;
  readonly #thinkMs: ThinkMs;
  readonly #tap: MemberTap;
  /** Jobs that were begun, by intent. */
  readonly begun: EventId[] = [];
  /** Events of its own that took effect. */
  readonly effective: EventId[] = [];
  /** Codes of what it refused from others. */
  readonly refused: string[] = [];

  constructor(node: number, options: MemberOptions, thinkMs: ThinkMs, tap: MemberTap) {
    this.node = node;
    this.member = new Member(options);
    this.#dimensions = options.genesis.dimensions;
    this.#thinkMs = thinkMs;
    this.#tap = tap;
    tap.booted(node, this.member, options.records);
  }

  get faults(): number {
    return this.refused.length;
  }

  onTime(nowMs: number): void {
    this.member.onTime(nowMs);
  }

  onMessage(from: NodeKey, message: MemberMessage, nowMs: number): void {
    this.#tap.heard(this.node, from, message);
    this.member.onMessage(from, message, nowMs);
  }

  onDurable(position: number, nowMs: number): void {
    this.#tap.durable(this.node, position);
    this.member.onDurable(position, nowMs);
  }

  onDone({ actor, answer }: WorkDone, nowMs: number): void {
    this.member.onAnswered(actor, answer, nowMs);
  }

  nextWakeMs(): number {
    return this.member.nextWakeMs();
  }

  takeEffects(): ProgramEffect<MemberMessage, WorkDone>[] {
    const effects = this.member.takeEffects();
    if (effects.length === 0) return [];
    this.#tap.effects(this.node, effects);
    return effects.flatMap((effect) => this.#outside(effect));
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
      default:
        this.refused.push(effect.fault.code);
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
