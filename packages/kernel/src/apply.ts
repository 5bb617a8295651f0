import type { Entry, EntryKind } from "./entry/entry.ts";
import { forensicCleared, forensicOrdered, meterReported } from "./fold/audit.ts";
import type { Fold } from "./fold/change.ts";
import { costsRecorded } from "./fold/costs.ts";
import { contaminationEndorsed, dataContaminated, datasetRegistered, datasetScrubbed } from "./fold/dataset.ts";
import {
  deploymentEnded,
  deploymentPaid,
  deploymentRegistered,
  deploymentThrottled,
  graphObserved,
} from "./fold/deployment.ts";
import {
  creditInvalidated,
  familiesClosed,
  familiesDrawn,
  familiesRegistered,
  familyRecorded,
  rotationDemanded,
} from "./fold/families.ts";
import { killOrdered, lineageReleased, snapshotFrozen } from "./fold/kill.ts";
import { keyAdmitted, keyRevoked, keyRotated } from "./fold/keys.ts";
import { leaseEnded, leaseGranted } from "./fold/lease.ts";
import { detectabilityRecorded, pairsRecorded } from "./fold/pairs.ts";
import { quantumBought, reserveApproved, runEnded, runRetiered, runStarted, throttleSet } from "./fold/run.ts";
import { labAccredited, labsLinked, policyChanged, policyScheduled, siteOpened } from "./fold/site.ts";
import { attestationRecorded, releaseJudged, tokenGranted } from "./fold/token.ts";
import { affidavitFiled, allocationOpened, hasTransfers, withTransfers } from "./fold/wallet.ts";
import { benchmarkRecorded, checkpointRegistered } from "./fold/weights.ts";
import { trialsRecorded, windowsClosed, windowsDrawn, windowsRegistered } from "./fold/windows.ts";
import type { KernelState } from "./state/state.ts";

/**
 * Folds one entry into the state: the whole of the kernel's memory (law L7).
 * Entries come from `decide` or from a verified ledger; one that does not fit the state throws, because then the ledger
 * was not written by this kernel.
 */
export function apply(state: KernelState, entry: Entry): KernelState {
  const fold = FOLDS[entry.kind] as Fold<typeof entry.kind>;
  const folded = fold(counted(state, entry), entry);
  return hasTransfers(entry) ? withTransfers(folded, entry) : folded;
}

/** Entries that only witness, or only move CU, leave the rest as it is. */
const unchanged = <S>(state: S): S => state;

const FOLDS: { readonly [K in EntryKind]: Fold<K> } = {
  "site.opened": siteOpened,
  "policy.changed": policyChanged,
  "policy.scheduled": policyScheduled,
  "lab.accredited": labAccredited,
  "key.admitted": keyAdmitted,
  "key.rotated": keyRotated,
  "key.revoked": keyRevoked,
  "labs.linked": labsLinked,
  "allocation.opened": allocationOpened,
  "allocation.lapsed": unchanged,
  "affidavit.filed": affidavitFiled,
  "run.started": runStarted,
  "quantum.bought": quantumBought,
  "reserve.approved": reserveApproved,
  "run.retiered": runRetiered,
  "run.ended": runEnded,
  "checkpoint.registered": checkpointRegistered,
  "benchmark.recorded": benchmarkRecorded,
  "windows.registered": windowsRegistered,
  "windows.drawn": windowsDrawn,
  "trials.recorded": trialsRecorded,
  "pairs.recorded": pairsRecorded,
  "detectability.recorded": detectabilityRecorded,
  "costs.recorded": costsRecorded,
  "windows.closed": windowsClosed,
  "families.registered": familiesRegistered,
  "families.drawn": familiesDrawn,
  "family.recorded": familyRecorded,
  "families.closed": familiesClosed,
  "rotation.demanded": rotationDemanded,
  "lease.granted": leaseGranted,
  "leases.renewed": unchanged,
  "lease.ended": leaseEnded,
  "credit.invalidated": creditInvalidated,
  "throttle.set": throttleSet,
  "kill.ordered": killOrdered,
  "snapshot.frozen": snapshotFrozen,
  "data.contaminated": dataContaminated,
  "kill.confirmed": unchanged,
  "dataset.registered": datasetRegistered,
  "contamination.endorsed": contaminationEndorsed,
  "dataset.scrubbed": datasetScrubbed,
  "lineage.released": lineageReleased,
  "deployment.registered": deploymentRegistered,
  "deployment.paid": deploymentPaid,
  "graph.observed": graphObserved,
  "deployment.ended": deploymentEnded,
  "deployment.throttled": deploymentThrottled,
  "attestation.recorded": attestationRecorded,
  "release.judged": releaseJudged,
  "token.granted": tokenGranted,
  "meter.reported": meterReported,
  "forensic.ordered": forensicOrdered,
  "forensic.cleared": forensicCleared,
};

/** Every entry moves the clock and belongs to the receipt of its command. */
const counted = (state: KernelState, entry: Entry): KernelState => ({
  ...state,
  clockMs: entry.at,
  entryCount: state.entryCount + 1,
  receipts: receiptsWith(state, entry),
});

/** Renewals come every second for ever, and to renew once more does no harm: they leave no receipt behind. */
const receiptsWith = ({ receipts, entryCount }: KernelState, entry: Entry): KernelState["receipts"] =>
  entry.kind === "leases.renewed"
    ? receipts
    : receipts.update(entry.command, (begun) =>
        begun === undefined
          ? { digest: entry.commandDigest, firstEntry: entryCount, entries: 1 }
          : { ...begun, entries: begun.entries + 1 },
      );
