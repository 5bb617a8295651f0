import { type Channels, type Moment, OPEN_CHANNELS } from "../agent/channels.ts";
import type { TracedContradiction } from "../agent/deliberator.ts";
import type { Law } from "../law/law.ts";
import type { SpofReport } from "../verdict/stage-reports.ts";
import { opaque } from "./opaque-observation.ts";

/**
 * One fault in the path that a necessity is declared to take, and no other (reference §9.6); registered before any run. It comes
 * once where it says when, and otherwise throughout the run.
 */
export interface SinglePoint extends Pick<SpofReport, "name" | "necessity" | "path" | "fault"> {
  readonly channels: (seed: number) => Channels;
}

const JUSTIFICATION_LOST = 3;
const EPOCH_LOST = 3;
const LAW_DAMAGED = 5;

export const SINGLE_POINTS: readonly SinglePoint[] = [
  {
    name: "S1_JUSTIFICATION",
    necessity: "traces",
    path: "an action is executed only by a justification that compiled at this step",
    fault: `the justification of episode ${JUSTIFICATION_LOST}, step 0 is lost on its way to the compiler, once`,
    channels: () => ({ ...OPEN_CHANNELS, hand: (text, at) => (isFirstStepOf(JUSTIFICATION_LOST, at) ? null : text) }),
  },
  {
    name: "S2_TRACE_ID",
    necessity: "traces",
    path: "a repair reaches its contradiction by the id of the trace entry",
    fault: "the last digit of every id is changed on its way to the agent",
    channels: () => ({
      ...OPEN_CHANNELS,
      notify: (notice) => notice && { ...notice, traceEntryId: withOtherLastDigit(notice.traceEntryId) },
    }),
  },
  {
    name: "S3_POSITION",
    necessity: "semantics",
    path: "where the agent is follows from row and column as observed",
    fault: "row and column are tokens throughout",
    channels: (seed) => ({ ...OPEN_CHANNELS, observe: opaque(seed, new Set(["row", "column"])) }),
  },
  {
    name: "S4_CARGO",
    necessity: "semantics",
    path: "whether to fetch or to carry follows from the inventory as observed",
    fault: "the inventory is a token throughout",
    channels: (seed) => ({ ...OPEN_CHANNELS, observe: opaque(seed, new Set(["inventory"])) }),
  },
  {
    name: "S5_BLOCKING_RULES",
    necessity: "reflection",
    path: "which rules to mend follows from the blocking rules of the trace entry",
    fault: "the list of blocking rules arrives empty",
    channels: () => ({ ...OPEN_CHANNELS, notify: (notice) => notice && withoutBlockers(notice) }),
  },
  {
    name: "S6_REPAIR",
    necessity: "reflection",
    path: "the law changes only by a repair that the gate receives",
    fault: "the first repair of every contradiction is lost on its way to the gate, and a second one would arrive",
    channels: () => ({ ...OPEN_CHANNELS, submit: (text, _at, attempt) => (attempt === 1 ? null : text) }),
  },
  {
    name: "S7_EPOCH_LOST",
    necessity: "persistence",
    path: "identity is the chain of epochs in the law that the agent carries",
    fault: `the last epoch is gone at the start of episode ${EPOCH_LOST}`,
    channels: () => ({
      ...OPEN_CHANNELS,
      carry: (law, { episode }) => (episode === EPOCH_LOST ? { ...law, epochChain: law.epochChain.slice(0, -1) } : law),
    }),
  },
  {
    name: "S8_EPOCH_CHANGED",
    necessity: "persistence",
    path: "identity is exact: an epoch is the same or it is another",
    fault: `one digit of the last epoch is changed at the start of episode ${LAW_DAMAGED}`,
    channels: () => ({
      ...OPEN_CHANNELS,
      carry: (law, { episode }) => (episode === LAW_DAMAGED ? misremembered(law) : law),
    }),
  },
  {
    name: "S9_RULES_REVERTED",
    necessity: "persistence",
    path: "a repair is kept in the rules, which embed its epoch",
    fault: `the rules are the first ones again at the start of episode ${LAW_DAMAGED}, and the epochs are kept`,
    channels: () => ({
      ...OPEN_CHANNELS,
      carry: (law, { episode, initial }) => (episode === LAW_DAMAGED ? { ...law, rules: initial.rules } : law),
    }),
  },
];

const isFirstStepOf = (number: number, { episode, step }: Moment): boolean => episode === number && step === 0;

const withOtherLastDigit = (id: string): string => `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;

const withoutBlockers = (notice: TracedContradiction): TracedContradiction => ({ ...notice, blockingRuleIds: [] });

const misremembered = (law: Law): Law => ({
  ...law,
  epochChain: [...law.epochChain.slice(0, -1), withOtherLastDigit(law.epochChain.at(-1) ?? "")],
});
