import type { Intaken, IntakeRefusal } from "@plimsoll/evidence";
import { printable } from "../kernel-tools/printable.ts";
import type { ForeignImport } from "./import-foreign.ts";

/** `failed` is every planned trial that is not controlled, whether it was seen to fail or decided nothing. */
export const importSummary = (foreign: Intaken<ForeignImport>) =>
  foreign.ok ? acceptedSummary(foreign.value) : refusedSummary(foreign.error);

function acceptedSummary({ imported, signers, recorded }: ForeignImport) {
  const { planned, controlled, uncontrolled, void: undecided, extra, dimension, context, mappingDigest } = imported;
  return {
    type: "summary",
    ok: true,
    planned,
    controlled,
    failed: planned - controlled,
    uncontrolled,
    void: undecided,
    extra,
    dimension,
    context,
    mappingDigest,
    mappingSigned: signers !== null,
    signers: signers ?? [],
    files: imported.files,
    recorded: recorded?.set ?? null,
    transcript: recorded?.transcript ?? null,
    refused: false,
    reason: null,
  };
}

export const refusedSummary = (refusal: IntakeRefusal) => ({
  type: "summary",
  ok: false,
  planned: null,
  controlled: 0,
  failed: null,
  recorded: null,
  refused: true,
  reason: refusal.code,
  message: refusalMessage(refusal),
});

export function importText(foreign: Intaken<ForeignImport>, withRows: boolean): string {
  if (!foreign.ok) return refusalText(foreign.error);
  const {
    planned,
    controlled,
    uncontrolled,
    void: undecided,
    extra,
    dimension,
    context,
    rows,
  } = foreign.value.imported;
  const table = withRows
    ? rows.map(({ trial, outcome, why }) => `${outcome.padEnd(12)}  ${why.padEnd(18)}  ${printable(trial)}\n`)
    : [];
  return [
    ...table,
    `${dimension}, ${context}: ${controlled} of ${planned} planned trials controlled\n`,
    `seen to fail ${uncontrolled}, decided nothing ${undecided}, nobody planned ${extra}\n`,
    standing(foreign.value),
  ].join("");
}

/** What the result may be used for. */
function standing({ signers, recorded }: ForeignImport): string {
  if (recorded !== null) return `recorded in ${recorded.set}, with the transcript ${recorded.transcript}\n`;
  return signers === null
    ? "the mapping is unsigned: this result can be recorded nowhere\n"
    : `the mapping is signed by ${signers.join(", ")}; recorded nowhere\n`;
}

export const refusalText = (refusal: IntakeRefusal): string =>
  `refused  ${refusal.code}: ${printable(refusalMessage(refusal))}\n`;

const refusalMessage = ({ expected, received, fix }: IntakeRefusal): string =>
  `expected ${expected}, got ${received}; ${fix}`;
