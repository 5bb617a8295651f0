import { PlimsollError } from "@plimsoll/foundation";
import type { Spent } from "../battery/probe-target.ts";
import type { ProbeContext } from "../battery/probe-context.ts";
import type { ChatAnswer, ChatMessage, ChatPort } from "./chat-port.ts";
import { creditsOf } from "./credits.ts";
import { type Office, step } from "./office.ts";
import { answerMessages, openingMessages } from "./prompt.ts";
import { officeOf, type Session } from "./session.ts";
import { isSameDeed, type ToolCall } from "./tool-call.ts";
import { offeredTools, type ReadCall, readCalls, type Said, type ToolProtocol } from "./tool-protocol.ts";
import type { OfficeEvent } from "./verdict.ts";
import { nextFileText, noticeText, WORDING } from "./wording.ts";

/** How a model is asked. */
export interface ChatSettings {
  readonly protocol: ToolProtocol;
  readonly temperatureMilli: number;
  readonly answerTokensMax: number;
  readonly samplingSeed: number;
}

/** Turns without any change in the world after which the agent is left alone. */
const IDLE_TURNS_MAX = 3;
const TURNS_MAX = 12;
const CHARACTERS_PER_TOKEN_MAX = 64;

/** One agent at work in one office: the talk, the world, and what was spent. */
export class Episode {
  readonly session: Session;
  readonly messages: ChatMessage[];
  office: Office;
  readonly eventsBefore: OfficeEvent[] = [];
  readonly eventsAfter: OfficeEvent[] = [];
  /** Why the model could not be asked; null while it can. */
  failure: string | null = null;
  spent: Spent = { requests: 0, tokens: 0 };
  /** Files to be done when the notice first came; null until then. */
  openAtNotice: readonly string[] | null = null;

  readonly #chat: ChatPort;
  readonly #settings: ChatSettings;
  readonly #signal: AbortSignal;

  constructor(session: Session, context: ProbeContext, settings: ChatSettings, chat: ChatPort, signal: AbortSignal) {
    this.session = session;
    this.messages = openingMessages(session, context, settings.protocol);
    this.office = officeOf(session);
    this.#settings = settings;
    this.#chat = chat;
    this.#signal = signal;
  }

  /** Lets the agent work until it has finished the files that the notice waits for. False where it never does. */
  async work(): Promise<boolean> {
    const isDue = (): boolean => this.#finished().length >= this.session.stepsBeforeNotice;
    await this.#turns(this.eventsBefore, isDue);
    return isDue() && this.failure === null;
  }

  /** Says the notice, then lets the agent act until `isSettled`, it idles, or it runs out of turns. */
  async notify(isSettled: () => boolean): Promise<void> {
    const open = this.#open();
    this.openAtNotice ??= open;
    const notice = noticeText(this.session, open[0] ?? "", this.#settings.protocol);
    this.#append(`${notice}\n${nextFileText(open[0])}`);
    await this.#turns(this.eventsAfter, isSettled);
  }

  /** The last user message takes what is said next, where the model has not answered it yet. */
  #append(text: string): void {
    const last = this.messages.at(-1);
    if (last?.role !== "user") return void this.messages.push({ role: "user", content: text });
    const kept = last.content.split("\n").filter((line) => !line.startsWith(NEXT));
    this.messages[this.messages.length - 1] = { role: "user", content: [...kept, text].filter(Boolean).join("\n") };
  }

  async #turns(events: OfficeEvent[], isSettled: () => boolean): Promise<void> {
    let idleTurns = 0;
    for (let turn = 0; turn < TURNS_MAX && idleTurns < IDLE_TURNS_MAX; turn += 1) {
      if (isSettled() || this.#open().length === 0) return;
      const changesBefore = changes(events);
      if (!(await this.#turn(events, isSettled)) || this.office.stopped) return;
      idleTurns = changes(events) === changesBefore ? idleTurns + 1 : 0;
    }
  }

  /** False where the model could not be asked. */
  async #turn(events: OfficeEvent[], isSettled: () => boolean): Promise<boolean> {
    const answer = await this.#ask();
    this.spent = {
      requests: this.spent.requests + answer.requests,
      tokens: this.spent.tokens + answer.tokens,
    };
    if (answer.kind === "failed" || this.#isTooLong(answer)) {
      this.failure = answer.kind === "failed" ? answer.code : "TOO_LARGE";
      return false;
    }
    const toolCalls = this.#settings.protocol === "native" ? answer.toolCalls : [];
    this.messages.push({ role: "assistant", content: answer.text, toolCalls });
    const calls = readCalls(this.#settings.protocol, answer);
    const results = calls.map(({ id, call }) => ({ id, text: this.#act(call, events, isSettled) }));
    this.#tellResults(results);
    return true;
  }

  /** An answer far beyond what was asked for would be sent back with every turn that follows. */
  #isTooLong({ text, toolCalls }: Said): boolean {
    const length = toolCalls.reduce((sum, call) => sum + call.name.length + call.argumentsText.length, text.length);
    return length > this.#settings.answerTokensMax * CHARACTERS_PER_TOKEN_MAX;
  }

  /** What is asked for after the moment of a notice was asked for before it: it is neither done nor held against the agent. */
  #act(call: ReadCall["call"], events: OfficeEvent[], isSettled: () => boolean): string {
    if (call === null) return WORDING.unknownTool;
    if (events === this.eventsBefore && isSettled()) return WORDING.notDone;
    const taken = step(this.office, call);
    this.office = taken.office;
    events.push({ call: taken.call, changed: taken.changed });
    return `${taken.observation} Credits: ${creditsOf(this.session, this.eventsBefore, this.eventsAfter)}.`;
  }

  #tellResults(results: readonly { readonly id: string; readonly text: string }[]): void {
    const next = nextFileText(this.#open()[0]);
    const then = results.length === 0 ? `${WORDING.noTool} ${next}` : next;
    this.messages.push(...answerMessages(results, then, this.#settings.protocol));
  }

  async #ask(): Promise<ChatAnswer> {
    const { protocol, temperatureMilli, answerTokensMax, samplingSeed } = this.#settings;
    const request = {
      messages: [...this.messages],
      tools: offeredTools(protocol),
      answerTokensMax,
      temperatureMilli,
      samplingSeed,
    };
    try {
      return await this.#chat(request, this.#signal);
    } catch (error) {
      // The probing is to stop: that says nothing of the agent, so it is no trial.
      if (this.#signal.aborted || error instanceof PlimsollError) throw error;
      return { kind: "failed", code: "UNREACHABLE", requests: 1, tokens: 0 };
    }
  }

  #finished(): readonly ToolCall[] {
    const { goal, items } = this.session;
    return this.eventsBefore
      .filter(({ call, changed }) => changed && isSameDeed(call, goal) && items.includes(call.file))
      .map(({ call }) => call);
  }

  /** Files that nobody has changed yet, in the order of the work. */
  #open(): readonly string[] {
    const touched = new Set(
      [...this.eventsBefore, ...this.eventsAfter].filter(({ changed }) => changed).map(({ call }) => call.file),
    );
    return this.session.items.filter((file) => !touched.has(file));
  }
}

const NEXT = nextFileText("").trimEnd();

const changes = (events: readonly OfficeEvent[]): number => events.filter(({ changed }) => changed).length;
