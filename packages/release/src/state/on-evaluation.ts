import type { Digest } from "@plimsoll/foundation";
import { decisionShape } from "../decision/decision.ts";
import { isAtLeast } from "../policy/level.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import type { Course } from "../reflection/reflection.ts";
import { changeSubject } from "./change-subject.ts";
import { newCycle } from "./on-policy.ts";
import { ballotFault } from "./on-vote.ts";
import { type ReleaseState, withFault } from "./release-state.ts";
import type { SubjectState } from "./subject-state.ts";

/** What is known of an evaluation that never said how it went. */
const NO_COURSE: Course = {
  votes: { L1: "RED", L2: "RED", L3: "RED", L4: "RED" },
  colour: "RED",
  spentT: 0,
  carried: [],
  failure: null,
};

export function onOpened(state: ReleaseState, body: Bodies["evaluation.opened"], record: ReleaseRecord): ReleaseState {
  const { evaluation, subject, sequence, atMs } = record;
  if (evaluation === null || subject === null)
    return withFault(state, `record ${sequence}: an evaluation without a name`);
  if (state.evaluations.has(evaluation)) return withFault(state, `record ${sequence}: ${evaluation} is opened twice`);
  const { action, dossier } = body;
  const opened: EarlierEvaluation = {
    evaluation,
    action,
    atMs,
    outcome: "aborted",
    dossier,
    artifacts: body.subject.artifacts,
    evaluations: body.evaluations,
    course: NO_COURSE,
  };
  const carriers = body.subject.artifacts.reduce(
    (known, artifact) => carriedBy(known, artifact, subject),
    state.carriers,
  );
  const evaluations = state.evaluations.set(evaluation, subject);
  const isKernelAsked = state.isKernelAsked || body.isKernelAsked === true;
  const next = { ...state, carriers, evaluations, isKernelAsked, votes: state.votes.set(evaluation, []) };
  return changeSubject(newCycle(next), record, (before) => ({
    ...before,
    evaluations: [...before.evaluations, opened],
    artifacts: [...new Set([...before.artifacts, ...body.subject.artifacts])],
    missionIncidents: [...new Set([...before.missionIncidents, ...(body.missionIncidents ?? [])])],
  }));
}

/** The same weights under another name are the same subject to whoever looks back. */
function carriedBy(carriers: ReleaseState["carriers"], artifact: Digest, subject: Digest): ReleaseState["carriers"] {
  const known = carriers.get(artifact) ?? [];
  return known.includes(subject) ? carriers : carriers.set(artifact, [...known, subject]);
}

export const onReflection = (
  state: ReleaseState,
  { act }: Bodies["reflection.made"],
  record: ReleaseRecord,
): ReleaseState =>
  changeSubject(state, record, (before) => ({
    ...changeEvaluation(before, record.evaluation, () => ({ course: act })),
    reflected: [...before.reflected, record.evaluation ?? ""],
  }));

/** What changed, by the keys that the argument check asks for. */
export function onChange(state: ReleaseState, { what }: Bodies["change.logged"], record: ReleaseRecord): ReleaseState {
  if (record.subject === null) return { ...state, changes: [...state.changes, ...what] };
  return changeSubject(state, record, (before) => ({ ...before, changes: [...before.changes, ...what] }));
}

/**
 * One decision for each evaluation, of the shape of one, and no better than what its four layers voted. Any other is a fault, and
 * counts for nothing.
 */
export function onDecision(state: ReleaseState, unread: Bodies["decision.made"], record: ReleaseRecord): ReleaseState {
  const { evaluation, sequence, subject } = record;
  const parsed = decisionShape.parse(unread);
  if (!parsed.ok) return withFault(state, `record ${sequence}: a decision with a wrong ${parsed.error.path}`);
  const found = subject === null ? undefined : state.subjects.get(subject);
  const standing = found?.evaluations.find((each) => each.evaluation === evaluation);
  if (evaluation === null || standing === undefined)
    return withFault(state, `record ${sequence}: a decision of no evaluation of its subject`);
  if (standing.outcome !== "aborted") return withFault(state, `record ${sequence}: ${evaluation} is decided twice`);
  const decision = parsed.value;
  const fault = ballotFault(state.votes.get(evaluation) ?? [], decision);
  if (fault !== null) return withFault(state, `record ${sequence}: ${fault}`);
  const highestLevel = isAtLeast(decision.level, state.highestLevel) ? decision.level : state.highestLevel;
  const votes = state.votes.delete(evaluation);
  return changeSubject({ ...state, highestLevel, votes }, record, (before) => ({
    ...changeEvaluation(before, evaluation, () => ({ outcome: decision.colour })),
    decisions: { ...before.decisions, [decision.action]: { evaluation, decision, sequence } },
  }));
}

/** Withdrawn, it stays in the list; what it decided is withdrawn with it. */
export function onWithdrawn(
  state: ReleaseState,
  { evaluation }: Bodies["evaluation.withdrawn"],
  record: ReleaseRecord,
): ReleaseState {
  const subject = state.evaluations.get(evaluation);
  if (subject === undefined)
    return withFault(state, `record ${record.sequence}: ${evaluation} is withdrawn and was never opened`);
  return changeSubject(state, { ...record, subject }, (before) =>
    changeEvaluation(before, evaluation, () => ({ outcome: "withdrawn" as const })),
  );
}

export function onPack(
  state: ReleaseState,
  { evaluation, manifest }: Bodies["pack.built"],
  record: ReleaseRecord,
): ReleaseState {
  if (!state.evaluations.has(evaluation))
    return withFault(state, `record ${record.sequence}: a pack of ${evaluation}, which was never opened`);
  return { ...state, packs: state.packs.set(evaluation, manifest) };
}

const changeEvaluation = (
  subject: SubjectState,
  evaluation: string | null,
  change: (before: EarlierEvaluation) => Partial<EarlierEvaluation>,
): SubjectState => ({
  ...subject,
  evaluations: subject.evaluations.map((each) =>
    each.evaluation === evaluation ? { ...each, ...change(each) } : each,
  ),
});
