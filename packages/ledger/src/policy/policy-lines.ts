import { policyMalformed } from "./policy-fault.ts";

/** A line of a policy that says something. */
export interface PolicyLine {
  /** From 1. */
  readonly number: number;
  readonly keyword: string;
  readonly items: readonly string[];
}

/** Of the control characters only the tab may stand in a line. U+FFFD stands where the bytes were no UTF-8. */
const FORBIDDEN = /(?!\t)\p{Cc}|\p{Cs}|\ufffd/u;

/**
 * The lines of a policy file without empty lines and comments, split at spaces and tabs. Every line ends in a newline: a file
 * that was cut off would else lose the end of a name, or its quorum.
 */
export function parsePolicyLines(policy: Uint8Array | string): PolicyLine[] {
  const lines = textOf(policy).split("\n");
  if (lines.pop() !== "") throw policyMalformed(lines.length + 1, "a newline at the end", "the end of the file");
  return lines.map(parseLine).filter(({ keyword }) => keyword !== "" && !keyword.startsWith("#"));
}

function parseLine(line: string, index: number): PolicyLine {
  const forbidden = FORBIDDEN.exec(line)?.[0];
  if (forbidden !== undefined) {
    throw policyMalformed(index + 1, "UTF-8 without control characters", JSON.stringify(forbidden));
  }
  const [keyword = "", ...items] = line.split(/[ \t]+/).filter((item) => item !== "");
  return { number: index + 1, keyword, items };
}

/** What is no UTF-8 becomes U+FFFD, which no line may hold. A byte order mark stays, and is no keyword. */
const textOf = (policy: Uint8Array | string): string =>
  typeof policy === "string" ? policy : new TextDecoder("utf-8", { ignoreBOM: true }).decode(policy);
