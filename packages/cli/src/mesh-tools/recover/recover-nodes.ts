import type { Recovery } from "@plimsoll/mesh";
import {
  encodeSignedCertificate,
  EvidenceWriter,
  openSuccessor,
  type OpenedSuccessor,
  type RecoveredFolders,
  recoverFolders,
} from "@plimsoll/mesh/node";
import { EXIT } from "../../exit-codes.ts";
import { printJson } from "../../output/print-json.ts";
import { type NamedKey, optionsFault } from "../mesh-options.ts";
import { recoveryReport, recoveryText } from "./recovery-report.ts";

export interface RecoverFlags {
  readonly data: readonly string[];
  readonly out?: string;
  readonly openEpoch?: boolean;
  readonly admit: readonly NamedKey[];
  readonly writeOff?: boolean;
  readonly json?: boolean;
}

/** Recovers and tells; resolves to the exit code. */
export async function recoverNodes(flags: RecoverFlags): Promise<number> {
  const { data, out, openEpoch, admit, writeOff, json } = flags;
  if (openEpoch !== true && (admit.length > 0 || writeOff === true)) {
    throw optionsFault("--open-epoch with --admit and --write-off", "none");
  }
  const recovered = await recoverFolders(data);
  try {
    // Refused before an epoch is opened, where there is evidence already.
    using writer = out === undefined ? null : new EvidenceWriter(out, recovered.genesis);
    const successor =
      openEpoch === true ? await openSuccessor(recovered, { admitted: admit, writesOff: writeOff === true }) : null;
    if (writer !== null) keepEvidence(writer, recovered);
    tell(recovered, successor, json === true);
    return recovered.recovery.rebuilt === null ? EXIT.refused : EXIT.done;
  } finally {
    await recovered.close();
  }
}

/** As it was found: a successor epoch begins after it. */
function keepEvidence(writer: EvidenceWriter, { recovery, anchor }: RecoveredFolders): void {
  for (const bytes of envelopesOf(recovery)) writer.add(bytes);
  const { rebuilt } = recovery;
  writer.end({ certificate: rebuilt === null ? null : encodeSignedCertificate(rebuilt.certificate), anchor });
}

function* envelopesOf({ set }: Recovery): Iterable<Uint8Array> {
  for (const chain of set.chains()) for (const { bytes } of chain.events()) yield bytes;
  for (const { bytes } of set.waiting()) yield bytes;
}

function tell(recovered: RecoveredFolders, successor: OpenedSuccessor | null, asJson: boolean): void {
  const report = recoveryReport(recovered);
  if (!asJson) {
    process.stdout.write(recoveryText(report, successor));
    return;
  }
  for (const chain of report.chains) printJson({ type: "chain", ...chain });
  for (const event of report.dangling) printJson({ type: "dangling", ...event });
  for (const fault of report.faults) printJson({ type: "fault", ...fault });
  const { chains: _, dangling, faults, ...summary } = report;
  const epoch =
    successor === null ? null : { roster: successor.roster, epoch: successor.epoch, members: successor.members.length };
  printJson({
    type: "summary",
    ok: report.rebuilt !== null,
    ...summary,
    dangling: dangling.length,
    faults: faults.length,
    opened: epoch,
  });
}
