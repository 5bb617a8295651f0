import type { OpenedCertificate } from "../certificate/certificate.ts";
import { openCertificate } from "../certificate/certificate.ts";
import type { CertificateFault } from "../certificate/certificate-fault.ts";
import { type CertificateSignature, isCertificateSignature } from "../certificate/certificate-signature.ts";
import { type CertifyingRoster, quorumOf } from "../certificate/quorum.ts";
import { type SignedCertificate, type UnverifiedCertificate, unverified } from "../certificate/signed-certificate.ts";
import { type SetFold, verifyCertificate } from "../certificate/verify-certificate.ts";
import { encodeGenesis } from "../event/genesis-codec.ts";
import type { EventId } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import { Standings } from "../roster/standings.ts";
import type { EventSet } from "../set/event-set.ts";
import { type CertificateRank, certificateRank } from "./certificate-rank.ts";
import { type LossReport, lossReport } from "./loss-report.ts";
import { type SurveyFault, surveyOf, type SurvivorJournal } from "./survey.ts";
import { trustedRosters } from "./trusted-rosters.ts";

/** What one or several survivors have left. */
export interface Remains {
  readonly genesis: Genesis;
  readonly crypto: Cryptography;
  readonly fold: SetFold;
  readonly journals: readonly SurvivorJournal[];
  /** Of all survivors. Signatures on one certificate add up. */
  readonly certificates: readonly UnverifiedCertificate[];
  /** The roster that the survivors were told to stand on; null for the genesis. */
  readonly anchor: EventId | null;
}

/** The state was rebuilt at this certificate, and came to the same bytes. */
export interface RebuiltState {
  readonly certificate: SignedCertificate;
  /** False when too few had signed it: it is true, but others may hold a newer one. */
  readonly isStable: boolean;
  /** Exactly its events. */
  readonly set: EventSet;
}

export interface CertificateRefusal {
  /** Null for bytes that are no certificate. */
  readonly digest: string | null;
  readonly faults: readonly CertificateFault[];
}

export interface Recovery {
  /** All that is held by any of them, checked. */
  readonly set: EventSet;
  readonly faults: readonly SurveyFault[];
  /** The newest stable certificate of which everything is held; else the newest of any that is held; else null. */
  readonly rebuilt: RebuiltState | null;
  /** The newest that enough members had signed, held or not: what the survivors owe. Null when they know none. */
  readonly newestStable: OpenedCertificate | null;
  /** Certificates and signatures that did not hold, each with its reasons. */
  readonly refused: readonly CertificateRefusal[];
  /** Against the newest stable certificate, or the newest of all. */
  readonly losses: LossReport;
}

/** Rebuilds what a mesh had certified, from what any survivors hold (S1 to S3). Checks everything, invents nothing. */
export function recover(remains: Remains): Recovery {
  const { genesis, crypto, journals, anchor } = remains;
  const mesh = crypto.sha256(encodeGenesis(genesis));
  const { set, faults } = surveyOf(journals, mesh, crypto);
  const standings = new Standings(genesis, set, anchor, crypto);
  const rosterOf = trustedRosters(genesis, standings);
  const rankOf = certificateRank(set, standings);
  const { signed, refused } = gather(remains.certificates, { mesh, crypto, rosterOf, rankOf });
  const stable = signed.filter(({ certificate, signatures }) => isStable(certificate, signatures, rosterOf));
  const others = signed.filter((one) => !stable.includes(one));
  const tried: CertificateRefusal[] = [];
  const rebuild = (certificates: readonly SignedCertificate[], isStableOne: boolean) =>
    rebuildNewest(certificates, isStableOne, tried, { ...remains, mesh, set, rosterOf, rankOf });
  const rebuilt = rebuild(stable, true) ?? rebuild(others, false);
  const newestStable = stable[0]?.certificate ?? null;
  const losses = lossReport(set, newestStable ?? signed[0]?.certificate ?? null);
  return { set, faults, rebuilt, newestStable, refused: [...refused, ...tried], losses };
}

interface Trust {
  readonly mesh: string;
  readonly crypto: Cryptography;
  readonly rosterOf: (id: EventId | null) => CertifyingRoster | undefined;
  readonly rankOf: CertificateRank;
}

/** The certificates, newest first, each with all its signatures that hold. A false one spoils nothing else. */
function gather(offered: readonly UnverifiedCertificate[], { mesh, crypto, rosterOf, rankOf }: Trust) {
  const refused: CertificateRefusal[] = [];
  const found = new Map<string, { certificate: OpenedCertificate; signatures: Map<string, CertificateSignature> }>();
  for (const { bytes, signatures } of offered) {
    const opened = openCertificate(bytes, mesh, crypto);
    if (!opened.ok) {
      refused.push({ digest: null, faults: [opened.error] });
      continue;
    }
    const { digest, roster } = opened.value;
    if (rankOf(opened.value) === null) {
      refused.push({ digest, faults: [beyondItsRoster(digest)] });
      continue;
    }
    const members = rosterOf(roster)?.members ?? [];
    const entry = found.get(digest) ?? { certificate: opened.value, signatures: new Map() };
    found.set(digest, entry);
    for (const signature of signatures) {
      const place = signature.key;
      if (members.includes(place) && isCertificateSignature(digest, signature, crypto)) {
        entry.signatures.set(place, signature);
      } else refused.push({ digest, faults: [{ code: "CERTIFICATE_SIGNATURE_FALSE", place, detail: `on ${digest}` }] });
    }
  }
  const signed = [...found.values()].map(({ certificate, signatures }): SignedCertificate => {
    return { certificate, signatures: [...signatures.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
  });
  return { signed: signed.toSorted(newestFirst(rankOf)), refused };
}

const newestFirst =
  (rankOf: CertificateRank) =>
  ({ certificate: a }: SignedCertificate, { certificate: b }: SignedCertificate): number =>
    (rankOf(b) ?? 0) - (rankOf(a) ?? 0) || b.number - a.number || (a.digest < b.digest ? -1 : 1);

const beyondItsRoster = (place: string): CertificateFault => ({
  code: "CERTIFICATE_ROSTER_UNKNOWN",
  place,
  detail: "of a roster before the one to stand on, and beyond what that started from",
});

function isStable(
  { roster }: OpenedCertificate,
  { length }: readonly CertificateSignature[],
  rosterOf: Trust["rosterOf"],
): boolean {
  const certifying = rosterOf(roster);
  return certifying !== undefined && length >= quorumOf(certifying);
}

function rebuildNewest(
  newest: readonly SignedCertificate[],
  isStableOne: boolean,
  refused: CertificateRefusal[],
  { mesh, crypto, rosterOf, fold, set: view }: Remains & Trust & { readonly set: EventSet },
): RebuiltState | null {
  for (const signed of newest) {
    const { faults, set } = verifyCertificate(unverified(signed), { mesh, crypto, view, fold, rosterOf });
    const grave = isStableOne ? faults : faults.filter(({ code }) => code !== "CERTIFICATE_QUORUM_MISSING");
    if (grave.length === 0 && set !== null) return { certificate: signed, isStable: isStableOne, set };
    refused.push({ digest: signed.certificate.digest, faults });
  }
  return null;
}
