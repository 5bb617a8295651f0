import type { Finding } from "./finding.ts";

export interface CertificateVerdict {
  readonly digest: string;
  readonly number: number;
  /** Signatures, good or not. */
  readonly signers: number;
  /** Members that must have signed; `null` for a roster that is not followed. */
  readonly quorum: number | null;
  /** Events that it covers, and that are held beyond it; `null` where what it covers is not held. */
  readonly events: number;
  readonly beyond: number | null;
}

/** What the events come to. Hashes in hexadecimal. */
export interface MeshVerdict {
  readonly verdict: "valid" | "invalid" | "incomplete";
  readonly mesh: string;
  /** Roster on which the state stands; `null` for the genesis. */
  readonly anchor: string | null;
  readonly events: number;
  readonly authors: number;
  readonly chains: number;
  readonly eventRoot: string;
  readonly stateHash: string;
  readonly budgetHash: string;
  readonly sections: Readonly<Record<string, string>>;
  /** Events that wait for what is not held. */
  readonly dangling: number;
  /** Ids that they wait for. */
  readonly missing: readonly string[];
  /** Chains with two events at one place. */
  readonly forks: number;
  /** Held events without effect, by why. */
  readonly forked: number;
  readonly outside: number;
  /** Refused: no part of the set. */
  readonly refused: number;
  /** Events that were there more than once. */
  readonly repeated: number;
  readonly certificate: CertificateVerdict | null;
  readonly findings: readonly Finding[];
}

/** Fails closed: valid only where nothing is wrong and nothing is missing. */
export function verdictOf(findings: readonly Finding[]): MeshVerdict["verdict"] {
  if (findings.some(({ weight }) => weight === "invalid")) return "invalid";
  return findings.every(({ weight }) => weight === "note") ? "valid" : "incomplete";
}
