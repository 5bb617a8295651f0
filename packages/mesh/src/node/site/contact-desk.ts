import { randomBytes } from "node:crypto";
import { hex } from "@plimsoll/foundation";
import type { EventId, NodeKey } from "../../event/event.ts";
import { frontierOf } from "../../set/frontier.ts";
import type { MeshNode } from "../runtime/mesh-node.ts";
import { type ContactMessage, encodeContactMessage, QUESTION_BYTES, readContactMessage } from "./contact-message.ts";

interface Question {
  readonly to: NodeKey;
  readonly askedMs: number;
}

interface Answer extends Question {
  lacking: readonly EventId[];
}

/** A peer answered, and all that it held then is held here. */
export type OnContact = (peer: NodeKey, askedMs: number) => void;

/** What is not answered by then never counts. */
const QUESTION_MS_MAX = 60_000;

/**
 * Asks others what they hold and answers them (ME-492). An answer counts once all tips that it names are held: the set is
 * closed under what it cites, so that nothing the peer held is missing then.
 */
export class ContactDesk {
  readonly #node: MeshNode;
  readonly #drawn: (count: number) => Uint8Array;
  readonly #questions = new Map<string, Question>();
  #answers: Answer[] = [];
  #onContact: OnContact = () => undefined;

  /** @param drawn so many bytes that nobody can guess; a simulation draws them from its seed */
  constructor(node: MeshNode, drawn: (count: number) => Uint8Array = randomBytes) {
    this.#node = node;
    this.#drawn = drawn;
    node.onOther((from, bytes) => this.#take(from, bytes));
  }

  onContact(onContact: OnContact): void {
    this.#onContact = onContact;
  }

  ask(peers: readonly NodeKey[], nowMs: number): void {
    for (const [question, { askedMs }] of this.#questions) {
      if (nowMs - askedMs > QUESTION_MS_MAX || askedMs > nowMs) this.#questions.delete(question);
    }
    for (const to of peers) {
      const question = hex(this.#drawn(QUESTION_BYTES));
      this.#questions.set(question, { to, askedMs: nowMs });
      this.#node.sendOther(to, encodeContactMessage({ type: "where", question }));
    }
  }

  /** Counts the answers of which everything has come meanwhile. */
  look(): void {
    if (this.#answers.length === 0) return;
    for (const answer of this.#answers) answer.lacking = answer.lacking.filter((tip) => !this.#isHeld(tip));
    const whole = this.#answers.filter(({ lacking }) => lacking.length === 0);
    this.#answers = this.#answers.filter(({ lacking }) => lacking.length > 0);
    for (const { to, askedMs } of whole) this.#onContact(to, askedMs);
  }

  #take(from: NodeKey, bytes: Uint8Array): boolean {
    const message = readContactMessage(bytes);
    if (message === undefined || message === "malformed") return false;
    if (message.type === "where") this.#answer(from, message.question);
    else this.#hear(from, message);
    return true;
  }

  #answer(to: NodeKey, question: string): void {
    const tips = frontierOf(this.#node.member.replica.events).flatMap((extent) => extent.tips);
    this.#node.sendOther(to, encodeContactMessage({ type: "here", question, tips }));
  }

  /** Each question is answered once, by the one who was asked. */
  #hear(from: NodeKey, { question, tips }: Extract<ContactMessage, { type: "here" }>): void {
    const asked = this.#questions.get(question);
    if (asked?.to !== from) return;
    this.#questions.delete(question);
    // Of what a peer says, its newest answers are waited for: an older one comes to nothing more.
    const others = this.#answers.filter(({ to }) => to !== from);
    const own = this.#answers.filter(({ to }) => to === from).slice(-ANSWERS_KEPT + 1);
    this.#answers = [...others, ...own, { ...asked, lacking: tips }];
    this.look();
  }

  #isHeld(tip: EventId): boolean {
    return this.#node.member.replica.events.get(tip) !== undefined;
  }
}

/** Of one peer, answers that wait for what they name. */
const ANSWERS_KEPT = 4;
