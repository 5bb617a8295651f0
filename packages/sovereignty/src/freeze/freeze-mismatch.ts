import { type ArtefactRecord, digestOfFreeze, type FreezeRecord } from "./freeze-record.ts";
import { FROZEN_ARTEFACTS } from "./frozen-artefact.ts";
import { type InvalidRun, INVALID_RUN_REASONS, invalidRun, type InvalidRunReason } from "./invalid-run.ts";

/** How what is loaded differs from what was frozen. */
interface Difference {
  readonly reason: InvalidRunReason;
  /** For people: which artefact, which file, and how. */
  readonly found: string;
}

/** Null where everything that is loaded is what was frozen; else the reason for which no run may be claimed (seed §3). */
export function freezeMismatch(frozen: FreezeRecord, loaded: FreezeRecord): InvalidRun | null {
  const differences = [...differencesOfRecord(frozen), ...differencesOfForm(frozen, loaded)];
  if (differences.length === 0) differences.push(...differencesOfArtefacts(frozen, loaded));
  const [first, ...others] = differences.toSorted((left, right) => rankOf(left) - rankOf(right));
  if (first === undefined) return null;
  const told = [...new Set([first, ...others].map(({ found }) => found))];
  return invalidRun(first.reason, {
    expected: `what was frozen as ${frozen.freezeDigest}`,
    received:
      told.length > TOLD_MAX
        ? `${told.slice(0, TOLD_MAX).join("; ")}; and ${told.length - TOLD_MAX} more`
        : told.join("; "),
    fix: "undo the change, or freeze another candidate in a new folder: this one may not be changed any more",
  });
}

/** A line that somebody reads: what comes first is what decides. */
const TOLD_MAX = 6;

const rankOf = ({ reason }: Difference): number => INVALID_RUN_REASONS.indexOf(reason);

const differencesOfRecord = (frozen: FreezeRecord): readonly Difference[] =>
  digestOfFreeze(frozen) === frozen.freezeDigest
    ? []
    : [{ reason: "PREREGISTRATION_VIOLATION", found: "a freeze record that does not have its own digest" }];

const differencesOfForm = (frozen: FreezeRecord, loaded: FreezeRecord): readonly Difference[] =>
  frozen.form === loaded.form
    ? []
    : [
        {
          reason: "PREREGISTRATION_VIOLATION",
          found: `modules loaded in the form "${loaded.form}", where "${frozen.form}" was frozen`,
        },
      ];

function differencesOfArtefacts(frozen: FreezeRecord, loaded: FreezeRecord): readonly Difference[] {
  const names = frozen.artefacts.map(({ name }) => name);
  if (names.join("\n") !== FROZEN_ARTEFACTS.map(({ name }) => name).join("\n"))
    return [{ reason: "PREREGISTRATION_VIOLATION", found: "another list of artefacts" }];
  return FROZEN_ARTEFACTS.flatMap(({ name, reason }, place) =>
    changesIn(frozen.artefacts[place]!, loaded.artefacts[place]!).map((change) => ({
      reason,
      found: `${change} in "${name}"`,
    })),
  );
}

/** Each file of an artefact that is not as it was, with what happened to it. */
function changesIn(frozen: ArtefactRecord, loaded: ArtefactRecord): readonly string[] {
  const [before, now] = [digestsOf(frozen), digestsOf(loaded)];
  const changed = [...before].flatMap(([file, digest]) => {
    const found = now.get(file);
    if (found === digest) return [];
    return [`${file} ${found === undefined ? "is gone" : "has changed"}`];
  });
  return [...changed, ...[...now.keys()].filter((file) => !before.has(file)).map((file) => `${file} is new`)];
}

const digestsOf = ({ files }: ArtefactRecord): ReadonlyMap<string, string> =>
  new Map(files.map(({ file, digest }) => [file, digest]));
