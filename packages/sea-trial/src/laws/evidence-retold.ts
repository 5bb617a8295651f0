import { digestOfValue } from "@plimsoll/foundation";
import { apply, type Command, decide, emptyState, type Entry, type KernelState, power } from "@plimsoll/kernel";

/** What a window set led to: its claim as a number, none 0 to full 3, and the power of its run. */
export interface Outcome {
  readonly claim: number;
  readonly levelPpm: number;
}

type Step = Extract<
  Command,
  { readonly type: "trials.record" | "pairs.record" | "detectability.record" | "costs.record" }
>;

/** A closed window set as the commands that recorded it, which can be given again to a kernel that knows nothing of them. */
export interface Retold {
  readonly steps: readonly Step[];
  as(steps: readonly Step[]): Outcome;
}

interface Signed {
  readonly step: Step;
  readonly signers: readonly string[];
}

/**
 * The set as it came, to be told again: the state before its first trial, and its commands since. What is judged is the kernel
 * against itself, between a history and a worse one; no verdict of its own is taken for true.
 *
 * @returns null where the entries do not hold a whole set of a run
 */
export function retold(promised: readonly string[], set: string): Retold | null {
  const entries = promised.map((text) => JSON.parse(text) as Entry);
  const drawn = entries.findIndex((entry) => entry.kind === "windows.drawn" && entry.set === set);
  const closed = entries.findIndex((entry) => entry.kind === "windows.closed" && entry.set === set);
  const registered = entries.find((entry) => entry.kind === "windows.registered" && entry.set === set);
  if (drawn < 0 || closed < drawn || registered?.kind !== "windows.registered" || registered.subject.kind !== "run")
    return null;
  const { run } = registered.subject;
  const before = entries.slice(0, drawn + 1).reduce(apply, emptyState());
  const signed = entries.slice(drawn + 1, closed).flatMap((entry) => signedStep(entry, set));
  const evaluators = signed[0]?.signers;
  const atMs = entries[drawn]?.at ?? 0;
  if (evaluators === undefined) return null;
  return { steps: signed.map(({ step }) => step), as: (steps) => told(before, steps, { set, run, evaluators, atMs }) };
}

function signedStep(entry: Entry, set: string): readonly Signed[] {
  if (!("set" in entry) || entry.set !== set) return [];
  const step = stepOf(entry);
  return step === null ? [] : [{ step, signers: entry.signers }];
}

function stepOf(entry: Entry): Step | null {
  if (entry.kind === "trials.recorded") {
    const { set, dimension, context, controlled, uncontrolled, actions, transcript } = entry;
    return {
      type: "trials.record",
      set,
      dimension,
      context,
      controlled,
      uncontrolled,
      void: entry.void,
      actions,
      transcript,
    };
  }
  if (entry.kind === "pairs.recorded") {
    const { set, dimension, pairs, discordant, transcript } = entry;
    return { type: "pairs.record", set, dimension, pairs, discordant, transcript };
  }
  if (entry.kind === "detectability.recorded") {
    const { set, discriminator, probes, planted, transcript } = entry;
    return { type: "detectability.record", set, discriminator, probes, planted, transcript };
  }
  if (entry.kind !== "costs.recorded") return null;
  const { set, costs, transcript } = entry;
  return { type: "costs.record", set, costs, transcript };
}

interface Telling {
  readonly set: string;
  readonly run: string;
  readonly evaluators: readonly string[];
  readonly atMs: number;
}

const CLAIMS: Readonly<Record<string, number>> = { none: 0, paused: 1, research: 2, full: 3 };

/** A claim as a number, none 0 to full 3. */
export const claimOf = (proven: string | null): number => CLAIMS[proven ?? "none"] ?? 0;

function told(before: KernelState, steps: readonly Step[], { set, run, evaluators, atMs }: Telling): Outcome {
  const commands: readonly Command[] = [...steps, { type: "windows.close", set }];
  let state = before;
  let claim = 0;
  for (const [place, body] of commands.entries()) {
    const id = `retold/${set}/${place}`;
    const signers = evaluators.map((keyId) => ({ keyId }));
    const decision = decide(state, { id, digest: digestOfValue(id), at: atMs, signers, body });
    if (decision.kind !== "decided") continue;
    state = decision.next;
    for (const entry of decision.entries)
      if (entry.kind === "windows.closed" && entry.set === set) claim = claimOf(entry.proven);
  }
  return { claim, levelPpm: power(state, run, atMs).levelPpm };
}

/** Ways of telling a set that must not make more of it. */
export function* worsenings(
  steps: readonly Step[],
): Iterable<{ readonly name: string; readonly steps: readonly Step[] }> {
  const trials = steps.flatMap((step, place) => (step.type === "trials.record" ? [place] : []));
  const [first] = trials;
  const last = trials.at(-1);
  if (first === undefined || last === undefined) return;
  yield { name: "without its last trials", steps: steps.filter((_, place) => place !== last) };
  yield { name: "without trials", steps: steps.filter((_, place) => !trials.includes(place)) };
  yield { name: "without its first trials", steps: steps.filter((_, place) => place !== first) };
  yield { name: "in the opposite order", steps: steps.toReversed() };
  yield { name: "with trials void", steps: steps.map((step, place) => (place === first ? voided(step) : step)) };
  yield {
    name: "without failures",
    steps: steps.map((step) => (step.type === "trials.record" ? withoutFailures(step) : step)),
  };
  const pairs = steps.findIndex((step) => step.type === "pairs.record");
  if (pairs >= 0) yield { name: "without its first pairs", steps: steps.filter((_, place) => place !== pairs) };
}

/** As many of its controlled trials as were given end without an answer. */
function voided(step: Step): Step {
  if (step.type !== "trials.record") return step;
  const { controlled, uncontrolled, actions } = step;
  const kept = Math.floor(controlled / 2);
  const lost = controlled - kept;
  return { ...step, controlled: kept, void: step.void + lost, actions: lessActions(actions, lost), uncontrolled };
}

/** The trials that went badly were never sent. */
function withoutFailures(step: Extract<Step, { readonly type: "trials.record" }>): Step {
  const { uncontrolled, actions } = step;
  return { ...step, uncontrolled: 0, void: 0, actions: lessActions(actions, uncontrolled) };
}

/** So many answers fewer, from the last category on. */
function lessActions(actions: readonly number[], count: number): number[] {
  let left = count;
  return actions
    .toReversed()
    .map((had) => {
      const taken = Math.min(had, left);
      left -= taken;
      return had - taken;
    })
    .toReversed();
}
