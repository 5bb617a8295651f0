import type { SetPoint } from "../modulation/modulate.ts";
import type { Bodies, LeverCommand } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { changeSubject } from "./change-subject.ts";
import { type ReleaseState, withFault } from "./release-state.ts";
import type { StandingCommand, SubjectState } from "./subject-state.ts";

/** A cycle without a direction leaves the one before it: what a modulation has to lower is not forgotten. */
export const onDirection = (
  state: ReleaseState,
  body: Bodies["direction.given"],
  record: ReleaseRecord,
): ReleaseState => {
  const { direction, failure } = body;
  if (direction === null) return state;
  const previousDirection = { directive: direction.directive, failure: failure ?? 0 };
  return changeSubject(state, record, (before) => ({ ...before, previousDirection }));
};

export function onOrder(
  state: ReleaseState,
  { setPoint, commands }: Bodies["modulation.ordered"],
  record: ReleaseRecord,
): ReleaseState {
  const { subject } = record;
  if (subject === null) return withFault(state, `record ${record.sequence}: commands for no subject`);
  const known = commands.reduce((all, { id }) => all.set(id, subject), state.commands);
  return changeSubject({ ...state, commands: known }, record, (before) => ({
    ...before,
    setPoint,
    setPointBy: setPointBy(before, setPoint, record),
    commands: [
      ...standingBeside(before, commands),
      ...commands.map((command) => ({ command, isExecuted: isHeldAlready(before, command) })),
    ],
  }));
}

/** A step up waits for the hour after the last step, and after the last order to stop. */
function setPointBy(
  { setPoint: old, setPointBy: by, previousDirection }: SubjectState,
  setPoint: SetPoint,
  { evaluation, at }: ReleaseRecord,
): SubjectState["setPointBy"] {
  const isMoved = old.share !== setPoint.share || old.heldCycles !== setPoint.heldCycles;
  const isStopped = setPoint.isPaused && previousDirection?.directive === "ABORT";
  return isMoved || isStopped ? { evaluation: evaluation ?? "", atMs: at } : by;
}

/** An order up allows more than was read back: who stays below it has carried it out. */
const isHeldAlready = ({ commands }: SubjectState, { lever, share }: LeverCommand): boolean =>
  commands.some(({ command, isExecuted }) => command.lever === lever && isExecuted && command.share <= share);

/** A lever has one order, its newest. */
const standingBeside = ({ commands }: SubjectState, newer: readonly LeverCommand[]): readonly StandingCommand[] =>
  commands.filter(({ command }) => newer.every(({ lever }) => lever !== command.lever));

/** An answer counts that came in time, says yes, and was read back at or below what was ordered. */
export function onAnswer(
  state: ReleaseState,
  body: Bodies["modulation.answered"],
  record: ReleaseRecord,
): ReleaseState {
  const subject = state.commands.get(body.command);
  if (subject === undefined)
    return withFault(state, `record ${record.sequence}: an answer to ${body.command}, which was never ordered`);
  return changeSubject(state, { ...record, subject }, (before) => ({
    ...before,
    commands: before.commands.map((standing) =>
      standing.command.id === body.command
        ? { ...standing, isExecuted: isExecuted(standing.command, body, record.at) }
        : standing,
    ),
  }));
}

const isExecuted = ({ share, dueMs }: LeverCommand, body: Bodies["modulation.answered"], at: number): boolean =>
  body.isAcknowledged && body.readBack !== null && body.readBack <= share && at <= dueMs;
