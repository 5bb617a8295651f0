import { PolicyBuilder } from "./policy-builder.ts";
import { parsePolicyLines } from "./policy-lines.ts";
import type { TlogPolicy } from "./tlog-policy.ts";

/**
 * Reads a policy file (C2SP tlog-policy): lines `log`, `witness`, `group`, `quorum`, comments and empty lines. Throws
 * `POLICY_MALFORMED`, naming the line. Stricter than the specification in three points: the file is UTF-8, a public key is
 * not both a log's and a witness's, and there are at most 1 024 definitions.
 */
export function parseTlogPolicy(policy: Uint8Array | string): TlogPolicy {
  const builder = new PolicyBuilder();
  for (const line of parsePolicyLines(policy)) builder.add(line);
  return builder.build();
}
