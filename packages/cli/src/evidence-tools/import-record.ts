import { type ImportedResult, type Intaken, requireRegisteredWindow } from "@plimsoll/evidence";
import { type Digest, digestOfValue, err, ok } from "@plimsoll/foundation";
import type { Site } from "@plimsoll/governor";
import { type MappingFile, requireSigned } from "./mapping-file.ts";

/** Where an imported result went. */
export interface RecordedResult {
  readonly set: string;
  readonly transcript: Digest;
}

export interface ResultToRecord {
  readonly imported: ImportedResult;
  readonly file: MappingFile;
  /** The other mappings that the set was registered with. */
  readonly others: readonly MappingFile[];
}

/**
 * Records what a foreign result came to, as the trials of its cell, if the set was registered with this very mapping before. The same
 * result again changes nothing. Throws `RefusedError` where the kernel refuses, for example a set that is closed.
 */
export function recordResult(
  site: Site,
  set: string,
  { imported, file, others }: ResultToRecord,
): Intaken<RecordedResult> {
  const signed = requireSigned(file);
  if (!signed.ok) return signed;
  const registered = site.state.windowSets.get(set);
  if (registered === undefined) return noSuchSet(set);
  const mappings = others.map(({ mapping }) => mapping);
  const window = requireRegisteredWindow(file.mapping, mappings, registered);
  if (!window.ok) return window;
  const { dimension, context } = window.value;
  const transcript = transcriptOf(imported);
  const other = recordedElsewhere(site, transcript, { set, dimension, context });
  if (other !== null) return recordedBefore(other);
  site.must(`trials.record:${set}/${dimension}/${context}`, {
    type: "trials.record",
    set,
    dimension,
    context,
    controlled: imported.controlled,
    uncontrolled: imported.uncontrolled,
    void: imported.void,
    actions: [imported.controlled, imported.uncontrolled],
    transcript,
  });
  return ok({ set, transcript });
}

/** The digest of the one file, or of the list of several with their roles. */
function transcriptOf({ files }: ImportedResult): Digest {
  const [only] = files;
  return only !== undefined && files.length === 1
    ? only.digest
    : digestOfValue(files.map(({ role, digest }) => ({ role, digest })));
}

interface Window {
  readonly set: string;
  readonly dimension: string;
  readonly context: string;
}

const isSame = (left: Window, right: Window): boolean =>
  left.set === right.set && left.dimension === right.dimension && left.context === right.context;

/** Another window that has the trials of the same files: one measurement is not two. */
function recordedElsewhere(site: Site, transcript: Digest, own: Window): Window | null {
  for (const entry of site.history())
    if (entry.kind === "trials.recorded" && entry.transcript === transcript && !isSame(entry, own)) return entry;
  return null;
}

const recordedBefore = ({ set, dimension, context }: Window): Intaken<never> =>
  err({
    code: "INTAKE_RECORDED_BEFORE",
    expected: "a result that no window has",
    received: `the result of "${set}", ${dimension}, ${context}`,
    fix: "run the evaluation again for this window",
  });

const noSuchSet = (set: string): Intaken<never> =>
  err({
    code: "INTAKE_WINDOW_DIFFERS",
    expected: "a window set that was registered with the mapping",
    received: `no set "${set}"`,
    fix: "register the mapping before the first trial: plimsoll evidence mapping register",
  });
