import type { Actor, Context, Effect, Heard, Step } from "../actor/actor.ts";

export interface MasterClockState {
  /** Monotonic ms at which it began to count; null before. */
  readonly startedMs: number | null;
  /** Ticks that are in an event, durable or on its way. */
  readonly written: number;
  /** Ticks that the event on its way says; they count again if it is refused. */
  readonly underway: number;
}

export interface MasterClockOptions {
  /** Ticks a second. 40 when not given: one each 25 ms. */
  readonly hertz?: number;
  /** Between events, in ms. */
  readonly beatMs?: number;
}

const TAG = "beat";

/**
 * Counts the ticks of the local clock and writes down, at most once each `beatMs`, how many have passed. Ticks are worked
 * out from the clock and not from wakes, so that a process that was late or stopped has counted them all the same.
 */
export function masterClockActor({ hertz = 40, beatMs = 1000 }: MasterClockOptions = {}): Actor<
  MasterClockState,
  unknown
> {
  return {
    name: "master clock",
    hears: new Set(),
    mailboxMax: 4,
    tells: [],
    initial: { startedMs: null, written: 0, underway: 0 },
    step: (state, message, context) => stepClock(state, message, context, { hertz, beatMs }),
  };
}

function stepClock(
  state: MasterClockState,
  { kind }: Heard,
  context: Context<unknown>,
  pace: Required<MasterClockOptions>,
): Step<MasterClockState> {
  const startedMs = state.startedMs ?? context.nowMs;
  if (kind === "authored") return { state: { ...state, underway: 0 }, effects: [] };
  if (kind === "refused")
    return { state: { ...state, written: state.written - state.underway, underway: 0 }, effects: [] };
  const wake = nextWake(startedMs, context.nowMs, pace.beatMs);
  const beats = ticks(context.nowMs - startedMs, pace.hertz) - state.written;
  if (beats < 1 || context.isAsked(TAG)) return { state: { ...state, startedMs }, effects: [wake] };
  const author = { kind: "author", tag: TAG, body: { kind: "clock.beat", beats } } as const;
  return { state: { startedMs, written: state.written + beats, underway: beats }, effects: [author, wake] };
}

const ticks = (elapsedMs: number, hertz: number): number => Math.floor((elapsedMs * hertz) / 1000);

/** On the grid that began with the clock, so that lateness does not add up. */
const nextWake = (startedMs: number, nowMs: number, beatMs: number): Effect => ({
  kind: "wake",
  tag: TAG,
  atMs: startedMs + (Math.floor((nowMs - startedMs) / beatMs) + 1) * beatMs,
});
