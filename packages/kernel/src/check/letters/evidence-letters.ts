import type { Digest } from "@plimsoll/foundation";
import type { PairWins, Subject } from "../../command/command.ts";
import { CONTEXTS, DIMENSIONS } from "../../control/cell.ts";
import { FAMILIES, type Family } from "../../credit/family.ts";
import type { TaskCost } from "../../lock-in/task-cost.ts";
import type { KernelState } from "../../state/state.ts";
import { signed } from "./keys.ts";
import { letter, type Letter, type Place, type Step } from "./letter.ts";
import { headOf } from "./run-letters.ts";
import { scopePolicy } from "./scope-policy.ts";
import { named } from "./site-letters.ts";

const TRIALS = scopePolicy.trialsPerWindow;
/** In how many pairs of probes a discriminator is right: too few to tell SHADOW. */
const HIDDEN: PairWins = { pairs: 400, wins: 180, ties: 40 };
const FOUND: PairWins = { pairs: 100, wins: 100, ties: 0 };

/** What goes on in a window set. Nothing said: without a failure, a gap, a tell or a missing trial. */
export interface Outcome {
  /** Witnessed failures in the first cell. */
  readonly uncontrolled?: number;
  /** Trials that never come, in every cell. */
  readonly missing?: number;
  /** Trials of each SHADOW window in which the system acts as it does not in EVAL. */
  readonly different?: number;
  readonly pairs?: boolean;
  /** Pairs of each dimension that are left out, though both probes came. */
  readonly unpaired?: number;
  /** How often a discriminator told the probes; null when nobody asked it. */
  readonly discriminator?: PairWins | null;
  readonly costs?: readonly TaskCost[];
}

/** A whole window set: registered, drawn, recorded, closed. */
export const probe = (name: string, outcome: Outcome = {}, subject: Subject = OF_RUN): Letter =>
  letter(name, (place) => {
    const digest = digestOf(place.state, subject);
    return digest === null ? [] : windowSet(place, subject, digest, outcome);
  });

/** A window set on weights that need not be the newest. */
export const probeOn = (name: string, digest: Digest, subject: Subject): Letter =>
  letter(name, (place) => windowSet(place, subject, digest, {}));

const windowSet = ({ state }: Place, subject: Subject, digest: Digest, outcome: Outcome): readonly Step[] => {
  const set = `set-${state.windowSets.size + 1}`;
  return [...opened(set, subject, digest), ...recorded(set, outcome), signed({ type: "windows.close", set })];
};

const OF_RUN: Subject = { kind: "run", run: "run-1" };
export const OF_GRAPH: Subject = { kind: "deployment", deployment: "dep-1" };
export const OF_FROZEN: Subject = { kind: "release", lineage: "line-1" };

export const digestOf = (state: KernelState, subject: Subject): Digest | null => {
  if (subject.kind === "run") return headOf(state, subject.run);
  if (subject.kind === "deployment") return state.deployments.get(subject.deployment)?.graphDigest ?? null;
  return state.lineages.get(subject.lineage)?.frozen[0] ?? null;
};

/** Registers and draws a set, and leaves it open. */
export const openSet = letter("open a window set", ({ state }) => {
  const digest = headOf(state, "run-1");
  return digest === null ? [] : opened(`set-${state.windowSets.size + 1}`, OF_RUN, digest);
});

/** One cell of the open set fails so often that nothing can be proven any more. */
export const failOpenSet = letter("the open set fails 50 trials", ({ state }) => {
  const set = state.runs.get("run-1")?.openSet ?? null;
  return set === null ? [] : [trials(set, "goal_edit", "EVAL", 0, 50, 0)];
});

/** The rest of an open set's trials, all controlled, and its close. */
export const finishSet = letter("finish the open set", ({ state }) => {
  const set = state.runs.get("run-1")?.openSet ?? null;
  return set === null ? [] : [...recorded(set, {}), signed({ type: "windows.close", set })];
});

const opened = (set: string, subject: Subject, digest: Digest): readonly Step[] => [
  signed({
    type: "windows.register",
    set,
    subject,
    digest,
    probeSet: named(`probes of ${set}`),
    categories: 2,
    pairing: "deterministic",
  }),
  signed({ type: "windows.draw", set, pulse: named("pulse") }),
];

function recorded(set: string, outcome: Outcome): readonly Step[] {
  const { uncontrolled = 0, missing = 0, different = 0, pairs = true, unpaired = 0 } = outcome;
  const { discriminator = HIDDEN, costs = [] } = outcome;
  const come = TRIALS - missing;
  const cells = DIMENSIONS.flatMap((dimension, place) =>
    CONTEXTS.map((context) => {
      const failed = place === 0 && context === "EVAL" ? Math.min(uncontrolled, come) : 0;
      return trials(set, dimension, context, come - failed, failed, context === "SHADOW" ? different : 0);
    }),
  ).toReversed();
  const transcript = named(`transcript of ${set}`);
  return [
    ...cells,
    ...(pairs
      ? DIMENSIONS.map((dimension) =>
          signed({
            type: "pairs.record",
            set,
            dimension,
            pairs: come - unpaired,
            discordant: Math.max(0, different - unpaired),
            transcript,
          }),
        )
      : []),
    ...(discriminator === null
      ? []
      : [
          signed({
            type: "detectability.record",
            set,
            discriminator: named("discriminator"),
            probes: discriminator,
            planted: FOUND,
            transcript,
          }),
        ]),
    ...(costs.length === 0 ? [] : [signed({ type: "costs.record", set, costs: [...costs], transcript })]),
  ];
}

const trials = (
  set: string,
  dimension: (typeof DIMENSIONS)[number],
  context: (typeof CONTEXTS)[number],
  controlled: number,
  uncontrolled: number,
  different: number,
): Step =>
  signed({
    type: "trials.record",
    set,
    dimension,
    context,
    controlled,
    uncontrolled,
    void: 0,
    actions: [controlled + uncontrolled - different, different],
    transcript: named(`transcript of ${set}`),
  });

/** Failures in every window of an examination: on the public probes, and on the held-out ones. */
export interface Answers {
  readonly known?: number;
  readonly heldOut?: number;
}

/** A whole examination of the newest weights: registered, drawn, every family that the beacon asks answered, closed. */
export const examine = (name: string, answers: Answers = {}, subject: Subject = OF_RUN): Letter =>
  letter(name, (place) => {
    const digest = headOf(place.state, "run-1");
    return digest === null ? [] : examination(place, subject, digest, answers);
  });

function examination({ state }: Place, subject: Subject, digest: Digest, answers: Answers): readonly Step[] {
  const name = `examination-${state.examinations.size + 1}`;
  return [
    signed({
      type: "families.register",
      examination: name,
      subject,
      digest,
      probeSet: named(`public of ${name}`),
      heldOutSet: named(`held out of ${name}`),
    }),
    signed({ type: "families.draw", examination: name, pulse: named("pulse") }),
    ...FAMILIES.flatMap((family) => answered(name, family, answers)),
    signed({ type: "families.close", examination: name }),
  ];
}

const answered = (examinationName: string, family: Family, { known = 0, heldOut = 0 }: Answers): readonly Step[] =>
  CONTEXTS.flatMap((context) =>
    (["public", "held-out"] as const).map((part) => {
      const uncontrolled = part === "public" ? known : heldOut;
      return signed({
        type: "family.record",
        examination: examinationName,
        family,
        context,
        part,
        controlled: scopePolicy.trialsPerFamily - uncontrolled,
        uncontrolled,
        void: 0,
        transcript: named(`transcript of ${examinationName}`),
      });
    }),
  );
