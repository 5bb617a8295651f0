import type { MemberEffect } from "../../member/member.ts";
import type { MemberMessage } from "../../member/member-message.ts";
import { TraceHash } from "./trace-hash.ts";

/** The course of a run as one hash: who did what when, with the ids of the events that went by (law L7). */
export class Trace {
  readonly #hash = new TraceHash();
  readonly #messages = new WeakMap<MemberMessage, string>();

  heard(node: number, nowMs: number, message: MemberMessage): void {
    this.#at(node, nowMs);
    this.#hash.text(this.#summary(message));
  }

  did(node: number, nowMs: number, effects: readonly MemberEffect[]): void {
    this.#at(node, nowMs);
    for (const effect of effects) this.#effect(effect);
  }

  digest(): string {
    return this.#hash.digest();
  }

  #at(node: number, nowMs: number): void {
    this.#hash.number(node);
    this.#hash.number(nowMs);
  }

  #effect(effect: MemberEffect): void {
    this.#hash.text(effect.type);
    if (effect.type === "send") this.#hash.text(effect.to.slice(0, 8) + this.#summary(effect.message));
    else if (effect.type === "persist") this.#hash.number(effect.record.bytes.length);
    else if (effect.type === "effective") this.#hash.text(effect.events.join());
    else if (effect.type === "faulty") this.#hash.text(effect.fault.code);
  }

  /** One message goes to many: it is looked at once. */
  #summary(message: MemberMessage): string {
    const known = this.#messages.get(message);
    if (known !== undefined) return known;
    const summary = message.type + idsOf(message);
    this.#messages.set(message, summary);
    return summary;
  }
}

function idsOf(message: MemberMessage): string {
  if (message.type === "events") return message.events.map(({ id }) => id.slice(0, 16)).join();
  if (message.type === "countersigned") return message.digest;
  if (message.type === "sum") return `${message.sum.count} ${message.sum.low}`;
  return message.type === "certificate" ? `${message.certificate.signatures.length}` : "";
}
