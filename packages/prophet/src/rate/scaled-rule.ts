import type { Mode, RateFacts, RateRule, RateState } from "./rate-rule.ts";

/** What a law makes of the moment: the share of the schedule's rate that is learnt at. */
export interface ShareState {
  readonly share: number;
  /** `null`: the schedule's own. */
  readonly mode: Mode | null;
  readonly memory: Readonly<Record<string, number>>;
}

/** Lowers a schedule's rate. Pure, as a rule is. */
export interface ShareLaw {
  readonly first: ShareState;
  next(state: ShareState, facts: RateFacts): ShareState;
  afterRewind(state: ShareState): ShareState;
}

/** The schedule's state lies in the memory of the whole under this prefix. */
const PREFIX = "schedule.";
const [RATE, SHARE] = [`${PREFIX}rate`, "share"];

/** The schedule's rate times the law's share. Where the share is 1 it is the schedule's to the bit. */
export function scaledRule(schedule: RateRule, law: ShareLaw): RateRule {
  return {
    first: joined(schedule.first, law.first),
    next: (state, facts) => joined(schedule.next(scheduleOf(state), facts), law.next(shareOf(state), facts)),
    afterRewind: (state) => joined(schedule.afterRewind(scheduleOf(state)), law.afterRewind(shareOf(state))),
  };
}

const joined = (inner: RateState, { share, mode, memory }: ShareState): RateState => ({
  rate: inner.rate * share,
  mode: mode ?? inner.mode,
  memory: {
    ...memory,
    ...Object.fromEntries(Object.entries(inner.memory).map(([name, value]) => [PREFIX + name, value])),
    [RATE]: inner.rate,
    [SHARE]: share,
  },
});

/** A schedule finds its mode anew at each step: it must not take the law's for its own, and keep it when the law has none any more. */
const scheduleOf = ({ memory }: RateState): RateState => ({
  rate: memory[RATE] ?? 0,
  mode: "cruise",
  memory: Object.fromEntries(
    Object.entries(memory)
      .filter(([name]) => name.startsWith(PREFIX) && name !== RATE)
      .map(([name, value]) => [name.slice(PREFIX.length), value]),
  ),
});

const shareOf = ({ mode, memory }: RateState): ShareState => ({
  share: memory[SHARE] ?? 1,
  mode,
  memory: Object.fromEntries(Object.entries(memory).filter(([name]) => !name.startsWith(PREFIX) && name !== SHARE)),
});
