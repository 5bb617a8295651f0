import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import {
  dataFolder,
  labStanding,
  type LabStanding,
  outsideAudit,
  type OwnAnswer,
  type OwnReading,
  ownReading,
} from "@plimsoll/governor";
import type { Entry, ForensicCause, KernelState } from "@plimsoll/kernel";
import { readSite } from "../site-tools/read-site.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { openLedgerReader } from "@plimsoll/ledger";
import { provenLedger, type ProvenLedger } from "./proven-ledger.ts";

/** What a lab used beside what it paid for, and how it is known. */
export interface AuditedLab extends LabStanding {
  /** Why the ledger says it is shut down; null where it is not. */
  readonly hold: ForensicCause | null;
}

export interface ReconciliationReport {
  /** By the site's own meters, or by readings of somebody else. */
  readonly by: "site" | "ledger" | "own meters";
  readonly labs: readonly AuditedLab[];
  /** Labs that no meter was heard of. */
  readonly unheard: readonly string[];
  /** Readings whose reconciliation is the ledger's own to the byte, and those where it is another. */
  readonly same: number;
  readonly other: number;
  /** Codes of readings that the kernel would have refused. */
  readonly refused: readonly string[];
}

/** Where a site's labs stand by what its own ledger says. */
export function siteReconciliation(directory: string): ReconciliationReport {
  const { state } = readSite(directory);
  using ledger = openLedgerReader({ directory: dataFolder(directory).ledger });
  const answers = recordedAnswers(ledger.entries());
  return reportOf("site", state, answers, { same: 0, other: 0 });
}

function recordedAnswers(lines: Iterable<{ readonly text: string }>): readonly OwnAnswer[] {
  let answers: OwnAnswer[] = [];
  for (const { text } of lines) {
    if (!text.includes('"kind":"meter.reported"') && !text.includes('"kind":"forensic.cleared"')) continue;
    const entry = JSON.parse(text) as Entry;
    if (entry.kind === "forensic.cleared") answers = answers.filter(({ lab }) => lab !== entry.lab);
    if (entry.kind === "meter.reported") {
      const { lab, meter, at, reconciliation } = entry;
      answers.push({ lab, meter, at, reconciliation, refusal: null, recorded: null });
    }
  }
  return answers;
}

/**
 * Where labs stand by somebody's own meters and the public ledger alone. Without a file of readings the ledger's own are judged
 * again: then the ledger cannot say that it agrees where its numbers do not.
 */
export async function outsideReconciliation(
  location: string,
  vkey: string,
  metersFile: string | null,
): Promise<ReconciliationReport> {
  const ledger = await provenLedger(location, vkey);
  const readings =
    metersFile === null ? readingsIn(ledger.meterCauses) : readingsIn(linesIn(await fileText(metersFile)));
  const { state, answers } = outsideAudit(() => ledger.entries, readings);
  const compared = answers.filter(({ recorded }) => recorded !== null);
  const same = compared.filter(isSame).length;
  return reportOf(metersFile === null ? "ledger" : "own meters", state, answers, {
    same,
    other: compared.length - same,
  });
}

const isSame = ({ reconciliation, recorded }: OwnAnswer): boolean =>
  canonicalJson(reconciliation as unknown as CanonicalValue) === canonicalJson(recorded as unknown as CanonicalValue);

const linesIn = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");

function readingsIn(lines: ProvenLedger["meterCauses"]): readonly OwnReading[] {
  return lines.map((line) => {
    const reading = ownReading(line);
    if (!reading.ok) throw reading.error;
    return reading.value;
  });
}

function reportOf(
  by: ReconciliationReport["by"],
  state: KernelState,
  answers: readonly OwnAnswer[],
  counts: Pick<ReconciliationReport, "same" | "other">,
): ReconciliationReport {
  const divergencePpm = state.site?.policy.divergencePpm ?? 0;
  const names = state.labs.sorted().map(([name]) => name);
  const labs = names.flatMap((name): AuditedLab[] => {
    const standing = labStanding(name, answers, divergencePpm);
    const hold = state.labs.get(name)?.hold ?? null;
    return standing === null ? [] : [{ ...standing, hold }];
  });
  const heard = new Set(labs.map(({ lab }) => lab));
  const refused = answers.flatMap(({ refusal }) => refusal ?? []);
  return { by, labs, unheard: names.filter((name) => !heard.has(name)), ...counts, refused };
}

/**
 * Do the reader's own readings carry the answer? Where none was judged, or some were refused, what diverges may be in those:
 * that nothing was found is then no finding.
 */
export const isConclusive = ({ by, labs, refused }: ReconciliationReport): boolean =>
  by !== "own meters" || (labs.length > 0 && refused.length === 0);

/** The last line of `--json`. */
export function reconcileSummary(report: ReconciliationReport) {
  const { by, labs, unheard, same, other, refused } = report;
  const channels = labs.flatMap((lab) => lab.channels);
  const found = labs.filter(({ verdict }) => verdict !== "agrees");
  return {
    type: "summary",
    ok: isConclusive(report),
    by,
    channels,
    divergent: Math.max(channels.filter(({ divergent }) => divergent).length, found.length),
    forensicShutdown: labs.some(({ hold }) => hold !== null),
    verdicts: labs.map(({ lab, verdict, foundAt, hold }) => ({ lab, verdict, foundAt, hold })),
    unheard,
    sameAsLedger: same,
    otherThanLedger: other,
    judgedLabs: labs.length,
    conclusive: isConclusive(report),
    refused,
  };
}
