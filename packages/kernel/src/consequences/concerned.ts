import type { Command, CommandType } from "../command/command.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Deployment } from "../state/deployment.ts";
import { deploymentsGoing, runsGoing } from "../state/going.ts";
import type { KernelState } from "../state/state.ts";

/** The subjects whose power a command may have changed. */
export interface Concerned {
  readonly runs: readonly string[];
  readonly deployments: readonly string[];
  readonly lineages: readonly string[];
  /** The window set that the command brought trials for. */
  readonly tried: string | null;
  /** The window sets that the command closed. */
  readonly closed: readonly string[];
  /** Whether meters or time may have shut a lab down. */
  readonly isAudited: boolean;
  /** Whether evidence, weights or policy are as they were, so that nothing but power can follow. */
  readonly isQuiet: boolean;
}

/** Commands that bring no verdict, no weights and no price. */
const QUIET: ReadonlySet<CommandType> = new Set<CommandType>([
  "lease.request",
  "evaluation_lease.request",
  "lease.end",
  "windows.draw",
  "pairs.record",
  "detectability.record",
  "costs.record",
  "families.draw",
  "family.record",
  "attestation.record",
  "token.request",
  "kill.confirm",
  "key.admit",
]);

/** Commands that can reach beyond one lineage. */
const FAR_REACHING: ReadonlySet<CommandType> = new Set<CommandType>([
  "tick",
  "policy.change",
  // Links to whoever is held reach the labs that the newcomer brings together.
  "lab.accredit",
  "key.rotate",
  "key.revoke",
  "meter.report",
  "forensic.clear",
  "contamination.endorse",
  "dataset.scrub",
  "dataset.register",
]);

export function concernedBy(state: KernelState, command: Command, facts: readonly EntryBody[]): Concerned {
  const closed = facts.flatMap((fact) => (fact.kind === "windows.closed" ? [fact.set] : []));
  if (FAR_REACHING.has(command.type)) return { ...everything(state), closed };
  const lineages = lineagesOf(state, command);
  return {
    lineages,
    runs: lineages.flatMap((name) => state.lineages.get(name)?.runs ?? []).filter((name) => isLiveRun(state, name)),
    deployments: namesOf(deploymentsGoing(state, (deployment) => concerns(deployment, lineages, command))),
    tried: command.type === "trials.record" ? command.set : null,
    closed,
    isAudited: false,
    isQuiet: QUIET.has(command.type),
  };
}

/** A kill or a forensic shutdown reaches whoever trained on the same data or belongs to a linked lab. */
export const everything = (state: KernelState): Concerned => ({
  lineages: state.lineages.sorted().map(([name]) => name),
  runs: runsGoing(state, () => true).map(({ run }) => run),
  deployments: namesOf(deploymentsGoing(state, () => true)),
  tried: null,
  closed: [],
  isAudited: true,
  isQuiet: false,
});

const isLiveRun = (state: KernelState, name: string): boolean => state.runs.get(name)?.ended === false;

const namesOf = (deployments: readonly Deployment[]): readonly string[] =>
  deployments.map(({ deployment }) => deployment);

const concerns = ({ deployment, lineages: own }: Deployment, lineages: readonly string[], command: Command): boolean =>
  ("deployment" in command && command.deployment === deployment) || own.some((name) => lineages.includes(name));

function lineagesOf(state: KernelState, command: Command): readonly string[] {
  if ("lineage" in command) return [command.lineage];
  // What an affidavit names may now be paid for.
  if (command.type === "affidavit.file") return ofRun(state, command.subject);
  if ("run" in command) return ofRun(state, command.run);
  if ("set" in command) return ofSubject(state, state.windowSets.get(command.set)?.subject);
  if ("examination" in command) return ofSubject(state, state.examinations.get(command.examination)?.subject);
  return [];
}

const ofRun = (state: KernelState, run: string): readonly string[] => {
  const lineage = state.runs.get(run)?.lineage;
  return lineage === undefined ? [] : [lineage];
};

type Subject = Extract<Command, { readonly type: "windows.register" }>["subject"];

function ofSubject(state: KernelState, subject: Subject | undefined): readonly string[] {
  if (subject === undefined) return [];
  if (subject.kind === "run") return ofRun(state, subject.run);
  return subject.kind === "deployment"
    ? (state.deployments.get(subject.deployment)?.lineages ?? [])
    : [subject.lineage];
}
