import { type Override, signedOverrideShape } from "../evolution/override.ts";
import type { Bodies } from "../record/bodies.ts";
import type { ReleaseRecord } from "../record/record.ts";
import { changeSubject } from "./change-subject.ts";
import { type ReleaseState, withFault } from "./release-state.ts";
import type { StandingOverride } from "./subject-state.ts";
import { granted } from "./t-account.ts";

/** An id is published once: a used one does not come back. */
export function onOverridePublished(
  state: ReleaseState,
  unread: Bodies["override.published"],
  record: ReleaseRecord,
): ReleaseState {
  const { subject, sequence } = record;
  const parsed = signedOverrideShape.parse(unread);
  if (!parsed.ok) return withFault(state, `record ${sequence}: an override with a wrong ${parsed.error.path}`);
  const { override } = parsed.value;
  if (subject === null || state.overrides.has(override.id))
    return withFault(state, `record ${sequence}: override ${override.id} of no subject, or published twice`);
  const next = { ...state, overrides: state.overrides.set(override.id, subject) };
  const standing = { override, isUsed: false, isEnded: false };
  return changeSubject(next, record, (before) => ({ ...before, overrides: [...before.overrides, standing] }));
}

/** A grant of T fills the account before the evaluation that uses it. */
export function onOverrideUsed(
  state: ReleaseState,
  { override }: Bodies["override.used"],
  record: ReleaseRecord,
): ReleaseState {
  const next = changeOverride(state, override, record, ({ isUsed, isEnded }) =>
    isUsed || isEnded ? null : { isUsed: true },
  );
  const isGrant = next.faults.length === state.faults.length && scopeOf(state, override) === "GRANT_T_VALUE";
  return isGrant ? { ...next, account: granted(next.account) } : next;
}

function scopeOf({ overrides, subjects }: ReleaseState, id: string): Override["scope"] | undefined {
  const subject = overrides.get(id);
  const standing = subject === undefined ? undefined : subjects.get(subject)?.overrides;
  return standing?.find(({ override }) => override.id === id)?.override.scope;
}

export const onOverrideEnded = (
  state: ReleaseState,
  { override }: Bodies["override.ended"],
  record: ReleaseRecord,
): ReleaseState => changeOverride(state, override, record, () => ({ isEnded: true }));

/** An override has an effect after it is public, and once (A55): all else is a fault. */
function changeOverride(
  state: ReleaseState,
  id: string,
  record: ReleaseRecord,
  change: (before: StandingOverride) => Partial<StandingOverride> | null,
): ReleaseState {
  const subject = state.overrides.get(id);
  const standing = subject && state.subjects.get(subject)?.overrides.find(({ override }) => override.id === id);
  const changed = standing ? change(standing) : null;
  if (!subject || !standing || changed === null)
    return withFault(state, `record ${record.sequence}: override ${id} was not published, or was used or ended before`);
  return changeSubject(state, { ...record, subject }, (before) => ({
    ...before,
    overrides: before.overrides.map((each) => (each === standing ? { ...each, ...changed } : each)),
  }));
}
