import { type Digest, digestOfValue } from "@plimsoll/foundation";
import {
  apply,
  type Decision,
  decide,
  emptyState,
  type KernelState,
  type StampedCommand,
  stateDigest,
} from "@plimsoll/kernel";

/** One line of spec/vectors/kernel/story.jsonl: a command, and the digests that every machine must come to. */
export interface StoryLine {
  readonly command: StampedCommand;
  /** Of what was answered: the entries, the receipt or the refusal. */
  readonly answer: Digest;
  /** Of the state after it. */
  readonly state: Digest;
}

export type Digests = Pick<StoryLine, "answer" | "state">;

/** Gives the commands to a kernel that knows nothing, one after the other. No clock, no chance, no machine: any runtime can. */
export function replayStory(commands: readonly StampedCommand[]): readonly Digests[] {
  let state: KernelState = emptyState();
  return commands.map((command) => {
    const decision = decide(state, command);
    // By the entries, not by `next`: a ledger has nothing else.
    if (decision.kind === "decided") state = decision.entries.reduce(apply, state);
    return { answer: digestOfValue(answerOf(decision)), state: stateDigest(state) };
  });
}

function answerOf(decision: Decision): Parameters<typeof digestOfValue>[0] {
  const { kind } = decision;
  const said = kind === "decided" ? decision.entries : kind === "repeated" ? decision.receipt : decision.refusal;
  return { kind, said: JSON.parse(JSON.stringify(said)) as Parameters<typeof digestOfValue>[0] };
}
