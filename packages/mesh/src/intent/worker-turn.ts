import type { Context, Effect, Step } from "../actor/actor.ts";
import type { EventId } from "../event/event.ts";
import type { IntentViews } from "./intent-views.ts";
import type { WorkerState } from "./worker-state.ts";

export type Turn = Step<WorkerState>;
export type WorkerContext = Context<IntentViews>;

export const wake = (tag: string, atMs: number): Effect => ({ kind: "wake", tag, atMs });

/** Tags end with the intent's id. */
export const idOf = (tag: string): EventId => tag.slice(tag.lastIndexOf(" ") + 1);
