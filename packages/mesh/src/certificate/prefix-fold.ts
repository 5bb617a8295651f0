import type { Certificate } from "./certificate.ts";
import type { CertificateFault, CertificateFaultCode } from "./certificate-fault.ts";
import type { EventId } from "../event/event.ts";
import type { Frontier } from "../set/frontier.ts";
import type { FrontierFault } from "../state/prefix-state.ts";

/** What exactly the events of one frontier come to. Digests are hexadecimal. */
export interface PrefixHashes {
  /** The roster on which these events put the node; null for that of the genesis. */
  readonly roster: EventId | null;
  readonly events: number;
  readonly state: string;
  readonly budget: string;
}

/** The node's own fold. It MUST read events and nothing else: a hash that was told by a peer proves nothing. */
export interface PrefixFold {
  /** A fault where no set that is held has this frontier; null where nobody has a standing in it. */
  hashesAt(frontier: Frontier): PrefixHashes | FrontierFault | null;
}

/** Where a certificate says something else than one's own fold of its events. */
export function disagreement(
  certificate: Certificate & { readonly digest: string },
  own: PrefixHashes,
): CertificateFault | null {
  const differs = (
    code: CertificateFaultCode,
    field: "roster" | "events" | "state" | "budget",
  ): CertificateFault | null =>
    certificate[field] === own[field]
      ? null
      : { code, place: certificate.digest, detail: `${certificate[field]}, where ${own[field]} follows` };
  return (
    differs("CERTIFICATE_ROSTER_UNKNOWN", "roster") ??
    differs("CERTIFICATE_COUNT_FALSE", "events") ??
    differs("CERTIFICATE_STATE_FALSE", "state") ??
    differs("CERTIFICATE_BUDGET_FALSE", "budget")
  );
}
