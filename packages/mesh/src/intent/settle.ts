import type { Context, Effect } from "../actor/actor.ts";
import type { EventId } from "../event/event.ts";
import { chooseAnswer } from "./choose-answer.ts";
import type { EventOf } from "./event-of.ts";
import type { Intent } from "./intent-record.ts";
import type { IntentViews } from "./intent-views.ts";
import { voices } from "./voices.ts";

/** Thoughts named in one decision or amendment at most: the rest follow in the next. */
const THOUGHTS_MAX = 4096;

/**
 * What there is to sign for an intent now, by the rule that was fixed when it was opened: a decision once `enough`
 * voices are here, or at the soft deadline with at least one; later an amendment for thoughts that are not in the record.
 * `isPastDeadline` and `written`, thoughts that were just written down, are as the caller observed them.
 */
export function settle(
  intent: Intent,
  isPastDeadline: boolean,
  context: Context<IntentViews>,
  written: readonly EventId[] = [],
): readonly Effect[] {
  const { kept, id } = intent;
  if (!context.views.selfCounts || context.isAsked(settleTag(id))) return [];
  if (kept === null) return written.length === 0 && isDue(intent, isPastDeadline) ? [decisionOn(intent)] : [];
  const late = lateThoughts(intent).filter((thought) => !written.includes(thought.id));
  return late.length === 0 ? [] : [amendmentOf(intent, kept, late)];
}

/** One signature for an intent at a time, so that what comes meanwhile goes together into the next. */
export const settleTag = (id: EventId): string => `settle ${id}`;

/** Thoughts that neither the kept decision nor an amendment names. */
export function lateThoughts({ kept, thoughts, amendments }: Intent): readonly EventOf<"thought">[] {
  if (kept === null) return [];
  const named = new Set([kept, ...amendments].flatMap(({ body }) => body.thoughts));
  return thoughts.filter(({ id }) => !named.has(id));
}

function isDue({ thoughts, opened }: Intent, isPastDeadline: boolean): boolean {
  const heard = voices(thoughts).length;
  return heard >= opened.body.enough || (isPastDeadline && heard > 0);
}

function decisionOn({ id, thoughts }: Intent): Effect {
  const taken = thoughts.slice(0, THOUGHTS_MAX);
  const body = { kind: "intent.decided", intent: id, thoughts: idsOf(taken), answer: chooseAnswer(taken) } as const;
  return { kind: "author", tag: settleTag(id), body };
}

/** It names only what is late, and carries the answer that all thoughts together come to. */
function amendmentOf(
  { id, thoughts }: Intent,
  kept: EventOf<"intent.decided">,
  late: readonly EventOf<"thought">[],
): Effect {
  const taken = late.slice(0, THOUGHTS_MAX);
  const fields = { intent: id, decision: kept.id, thoughts: idsOf(taken), answer: chooseAnswer(thoughts) };
  return { kind: "author", tag: settleTag(id), body: { kind: "intent.amended", ...fields } };
}

const idsOf = (events: readonly EventOf<"thought">[]): EventId[] => events.map(({ id }) => id);
