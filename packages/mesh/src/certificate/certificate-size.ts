import { RECORD_BYTES_MAX } from "../journal/record.ts";
import type { Frontier } from "../set/frontier.ts";
import type { CertificateFault } from "./certificate-fault.ts";
import type { CertifyingRoster } from "./quorum.ts";

/** A signature with its key and what goes around them. */
const SIGNATURE_BYTES = 101;
/** What goes around a certificate in a note, in its signed form and in a message. */
const WRAPPING_BYTES = 64;
/** No extent has fewer: its key, its length and one tip. */
export const EXTENT_BYTES_LEAST = 89;

/**
 * A longer certificate would not fit into a record of the journal once every member of its roster has signed it, and no
 * member would have it any more after a restart (ME-570). Records are shorter than messages.
 */
export const certificateBytesMax = ({ members }: CertifyingRoster): number =>
  RECORD_BYTES_MAX - WRAPPING_BYTES - members.length * SIGNATURE_BYTES;

/** Names the author with the most chains: it alone can have made so many. */
export function tooLarge(frontier: Frontier, place: string, roster: CertifyingRoster): CertificateFault {
  const [author, chains] = mostChains(frontier);
  const detail = `no certificate fits: ${frontier.length} chains, ${chains} of them by ${author}, are more than ${certificateBytesMax(roster)} bytes`;
  return { code: "CERTIFICATE_TOO_LARGE", place, detail };
}

function mostChains(frontier: Frontier): readonly [string, number] {
  const chainsOf = new Map<string, number>();
  let most: readonly [string, number] = ["nobody", 0];
  for (const { key } of frontier) {
    const author = key.slice(0, key.indexOf("/"));
    const chains = (chainsOf.get(author) ?? 0) + 1;
    chainsOf.set(author, chains);
    if (chains > most[1]) most = [author, chains];
  }
  return most;
}
