import { PlimsollError, type ShapeFault } from "@plimsoll/foundation";

/** One thing that is wrong with a dossier's folder. */
export interface DossierFault {
  readonly code:
    | "DOSSIER_FILE_MISSING"
    | "DOSSIER_FILE_TWICE"
    | "DOSSIER_UNREADABLE"
    | "DOSSIER_INVALID"
    | "DOSSIER_REFERENCE_UNKNOWN"
    | "DOSSIER_ID_TWICE";
  /** Its name in the folder. */
  readonly file: string;
  /** From 1; null where it is about the file as a whole. */
  readonly line: number | null;
  /** JSON Pointer in the file; empty for the whole. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
}

/** More are not told at once. */
export const FAULTS_MAX = 20;

/** A dossier that cannot be read as one. Its code is that of its first fault. */
export class DossierError extends PlimsollError {
  readonly faults: readonly DossierFault[];

  constructor(found: readonly [DossierFault, ...DossierFault[]]) {
    const faults = found.slice(0, FAULTS_MAX);
    const [first] = found;
    super({
      code: first.code,
      expected: `${first.expected} at ${placeOf(first)}`,
      received: first.received,
      fix: `${first.fix}${othersIn(found)}`,
    });
    this.name = "DossierError";
    this.faults = faults;
  }
}

/** One line for each other fault: who mends a dossier mends all of them at once. */
function othersIn([, ...others]: readonly DossierFault[]): string {
  if (others.length === 0) return "";
  const shown = others
    .slice(0, FAULTS_MAX - 1)
    .map((each) => `\n  ${each.code}: expected ${each.expected} at ${placeOf(each)}, got ${each.received}`);
  const rest = others.length - shown.length;
  return `; and ${others.length} more:${shown.join("")}${rest === 0 ? "" : `\n  (and ${rest} more)`}`;
}

/** `claims.yaml, line 12, 3/text`. */
export function placeOf({ file, line, path }: DossierFault): string {
  return [file, line === null ? "" : `line ${line}`, path.replace(/^\//, "")].filter((part) => part !== "").join(", ");
}

export const unreadable = (file: string, line: number | null, expected: string, received: string): DossierFault => ({
  code: "DOSSIER_UNREADABLE",
  file,
  line,
  path: "",
  expected,
  received,
  fix: "mend that line: plain YAML or JSON, each name once, no anchors and no tags",
});

export const invalid = (file: string, line: number | null, fault: ShapeFault): DossierFault => ({
  code: "DOSSIER_INVALID",
  file,
  line,
  path: fault.path,
  expected: fault.expected,
  received: fault.received,
  fix: "mend that field: the comments of `plimsoll release init` say what each one holds",
});

export const fileMissing = (file: string, received: string): DossierFault => ({
  code: "DOSSIER_FILE_MISSING",
  file,
  line: null,
  path: "",
  expected: "a file of a dossier",
  received,
  fix: "write it, with an empty list [] where there is nothing to say; `plimsoll release init` makes all of them",
});

export const fileTwice = (file: string, other: string): DossierFault => ({
  code: "DOSSIER_FILE_TWICE",
  file,
  line: null,
  path: "",
  expected: "one file for each part of a dossier",
  received: `also "${other}"`,
  fix: "take one of the two away",
});
