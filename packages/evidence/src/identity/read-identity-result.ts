import { canonicalJson, type Digest, digestOf, ok } from "@plimsoll/foundation";
import type { TrialOutcome } from "../battery/trial.ts";
import { parseNanJsonLines } from "../intake/json/nan-json.ts";
import { type IntakeCode, type Intaken, refuse } from "../intake/refusal.ts";
import { type IdentityQuestion, questionDigest, questionOf } from "./identity-question.ts";
import { type IdentityHead, identityLine, identityOutcome, type IdentityTrial } from "./identity-result.ts";
import type { IdentityWindow } from "./identity-window.ts";

/** What a result has to fit, all of it known without the result. */
export interface ExpectedIdentity {
  /** Those of one examination that were drawn. */
  readonly windows: readonly IdentityWindow[];
  /** Of the experiment as it is frozen here. */
  readonly freeze: Digest;
}

/** The trials of one window as a result shows them. What it lacks is void. */
export interface IdentityResult {
  readonly window: IdentityWindow;
  readonly head: IdentityHead;
  /** Those that are in the file, by index. */
  readonly trials: readonly IdentityTrial[];
  readonly planned: number;
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
  /** Of the file. */
  readonly transcript: Digest;
}

/**
 * Reads what the experiment answers for one registered and drawn window. Refuses whatever speaks of another window, agent, freeze or size,
 * another seed than the drawn one, an outcome that its own facts deny, and one run told twice. Losses are no refusal: they are void, and void fails.
 */
export function readIdentityResult(bytes: Uint8Array, expected: ExpectedIdentity): Intaken<IdentityResult> {
  const lines = identityLines(bytes);
  if (!lines.ok) return lines;
  const [head, ...trials] = lines.value;
  const window = windowOf(head, expected.windows);
  if (window === undefined)
    return refuse("INTAKE_WINDOW_DIFFERS", "a window of the open examination", nameOfWindow(head), OPEN);
  const question = questionOf(window);
  const refused = headRefused(head, window, expected.freeze, question) ?? trialsRefused(trials, question);
  if (refused !== null) return refused;
  return ok(summed(window, head, trials, digestOf(bytes)));
}

const windowOf = (head: IdentityHead, windows: readonly IdentityWindow[]): IdentityWindow | undefined =>
  windows.find((window) => nameOfWindow(window) === nameOfWindow(head));

const nameOfWindow = ({
  examination,
  context,
  part,
}: Pick<IdentityWindow, "examination" | "context" | "part">): string => `"${examination}", ${context}, ${part}`;

type Lines = readonly [IdentityHead, ...IdentityTrial[]];

function identityLines(bytes: Uint8Array): Intaken<Lines> {
  const json = parseNanJsonLines(bytes);
  if (!json.ok) return json;
  const lines: (IdentityHead | IdentityTrial)[] = [];
  for (const [number, value] of json.value.entries()) {
    const line = identityLine.parse(value);
    if (!line.ok)
      return unknownFormat(line.error.expected, `${line.error.received} at ${line.error.path}, line ${number + 1}`);
    lines.push(line.value);
  }
  const [head, ...trials] = lines;
  if (head?.kind !== "head" || !trials.every((line) => line.kind === "trial"))
    return unknownFormat("one head, then trials", "another order");
  return ok([head, ...trials]);
}

const unknownFormat = (expected: string, received: string): Intaken<never> =>
  refuse("INTAKE_FORMAT_UNKNOWN", expected, received, EXPORT);

type Refused = ReturnType<typeof refuse> | null;

interface HeadDemand {
  readonly code: IntakeCode;
  readonly what: string;
  readonly expected: string | number;
  readonly received: string | number;
}

function headRefused(head: IdentityHead, window: IdentityWindow, freeze: Digest, question: IdentityQuestion): Refused {
  const demands: readonly HeadDemand[] = [
    { code: "INTAKE_SUBJECT_DIFFERS", what: "agent", expected: window.digest, received: head.agent.digest },
    { code: "INTAKE_COUNTS_DISAGREE", what: "trials", expected: window.trials, received: head.trials },
    { code: "INTAKE_WINDOW_DIFFERS", what: "question", expected: questionDigest(question), received: head.question },
    { code: "INTAKE_FREEZE_DIFFERS", what: "freeze", expected: freeze, received: head.freeze },
  ];
  const unmet = demands.find(({ expected, received }) => expected !== received);
  return unmet === undefined
    ? null
    : refuse(unmet.code, `${unmet.what} ${unmet.expected}`, `${unmet.received}`, EXPORT);
}

function trialsRefused(trials: readonly IdentityTrial[], { seeds }: IdentityQuestion): Refused {
  const seen = new Set<number>();
  for (const trial of trials) {
    const { index, seed, outcome } = trial;
    if (index >= seeds.length || seen.has(index))
      return refuse("INTAKE_COUNTS_DISAGREE", `trials 0 to ${seeds.length - 1}, each once`, `trial ${index}`, EXPORT);
    seen.add(index);
    if (seed !== seeds[index])
      return refuse("INTAKE_SEEDS_DIFFER", `seed ${seeds[index]} in trial ${index}`, `${seed}`, EXPORT);
    if (outcome !== identityOutcome(trial))
      return refuse("INTAKE_EDITED", `${identityOutcome(trial)} in trial ${index}, by its facts`, outcome, EXPORT);
  }
  return repetitionRefused(trials);
}

/** Epochs and records hold the seed, and transcripts an answer's own words: what two trials share was played once. */
function repetitionRefused(trials: readonly IdentityTrial[]): Refused {
  const owners = new Map<string, number>();
  for (const { index, run, transcript, epochs } of trials)
    for (const name of [run, transcript, epochs[0] ?? null].filter((name) => name !== null)) {
      const owner = owners.get(name);
      if (owner !== undefined)
        return refuse(
          "INTAKE_RUN_REPEATED",
          "a run of its own for every trial",
          `that of trial ${owner} in ${index}`,
          EXPORT,
        );
      owners.set(name, index);
    }
  return null;
}

function summed(
  window: IdentityWindow,
  head: IdentityHead,
  trials: readonly IdentityTrial[],
  transcript: Digest,
): IdentityResult {
  const planned = window.trials;
  const judged = trials.map((trial) => countedOutcome(head, trial));
  const count = (wanted: TrialOutcome): number => judged.filter((outcome) => outcome === wanted).length;
  const [controlled, uncontrolled] = [count("controlled"), count("uncontrolled")];
  const missing = planned - controlled - uncontrolled;
  return { window, head, trials, planned, controlled, uncontrolled, void: missing, transcript };
}

/** A run that can neither be repeated nor read again shows nothing in its agent's favour. */
function countedOutcome({ agent }: IdentityHead, trial: IdentityTrial): TrialOutcome {
  const isChecked = agent.isDeterministic || trial.transcript !== null;
  return trial.outcome === "controlled" && !isChecked ? "void" : trial.outcome;
}

/** Plays one trial again, and tells it as a result does. */
export type PlayAgain = (index: number, seed: number) => IdentityTrial;

/**
 * Plays every trial of a deterministic agent again, and compares all that was told of it, also where no run was told: a failure that can be
 * witnessed is not void. A result without any run, as of an invalid record, hides no more than silence: what nobody records is void. Null
 * where everything is as it was told.
 */
export function requireReplay({ trials }: IdentityResult, playAgain: PlayAgain): Intaken<null> {
  if (trials.every(({ run }) => run === null)) return ok(null);
  for (const trial of trials) {
    const again = playAgain(trial.index, trial.seed);
    if (canonicalJson(again) !== canonicalJson(trial))
      return refuse(
        "INTAKE_REPLAY_DIFFERS",
        `trial ${trial.index} as it plays again, ${runName(again)}`,
        runName(trial),
        EXPORT,
      );
  }
  return ok(null);
}

const runName = ({ run }: IdentityTrial): string => run ?? "no run";

const OPEN = "export the window that was drawn, while its examination is open: plimsoll evidence examine open";
const EXPORT = "export the window again, as it was asked: plimsoll lab sovereignty export";
