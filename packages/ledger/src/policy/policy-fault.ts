import { PlimsollError } from "@plimsoll/foundation";

/** @param lineNumber from 1 */
export const policyMalformed = (lineNumber: number, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "POLICY_MALFORMED",
    expected: `${expected} in line ${lineNumber}`,
    received,
    fix: "mend the policy file (C2SP tlog-policy)",
  });
