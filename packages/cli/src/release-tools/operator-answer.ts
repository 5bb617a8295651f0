import { readFileSync } from "node:fs";
import { PlimsollError, type Result } from "@plimsoll/foundation";
import type { OperatorRefusal } from "@plimsoll/release/node";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";

type ExitWith = (code: number) => void;

/** Says what was done, or the one reason why it was not. A refusal is an answer: it exits with 3. */
export function answerOperator<T>(
  result: Result<T, OperatorRefusal>,
  { json }: { readonly json?: boolean },
  exitWith: ExitWith,
  told: (value: T) => { readonly summary: object; readonly text: string },
): void {
  if (!result.ok) {
    const message = REFUSALS[result.error];
    if (json === true) printJson({ type: "summary", ok: false, code: result.error, message });
    else process.stdout.write(`refused: ${result.error}\n  ${message}\n`);
    exitWith(EXIT.refused);
    return;
  }
  const { summary, text } = told(result.value);
  if (json === true) printJson({ type: "summary", ok: true, ...summary });
  else process.stdout.write(`${text}\n`);
}

export const REFUSALS: Readonly<Record<OperatorRefusal, string>> = {
  CHANGE_NOT_SIGNED: "A change is somebody's: give --key FILE of a key that the site knows.",
  CHANGE_NOT_SIGNED_BY_TWO: "What is looser takes two people: give --key twice, with keys of two names.",
  CHANGE_REASON_MALFORMED: "A reason has 1 to 2000 characters.",
  CHANGE_VOTE_MISSING:
    "Beyond ASL-5 verification, stability and arbitration vote on a change: one of the votes is missing.",
  CHANGE_VOTE_NOT_GREEN: "An arbiter does not agree: see its reasons with plimsoll release policy propose.",
  CHANGE_VOTE_ON_ANOTHER: "A vote is about another candidate.",
  CHANGE_VOTE_STALE: "A vote is older than the window of the policy in force.",
  KEYS_MALFORMED: "Each name has one key, and each key one name: choose another.",
  KEY_NAME_UNKNOWN: "The site knows no key of this name: plimsoll release key list.",
  KEYS_TOO_FEW: "A site that has two keys keeps two: add another one first.",
  KEYS_NOT_ADOPTED: "The site knows no keys yet: plimsoll release key add.",
  KEYS_NOT_SIGNED_BY_TWO: "After the first two keys, each change of the keys takes two known ones: give --key twice.",
  OVERRIDE_BELOW_ASL_5: "Below ASL-5 there are no exceptions.",
  OVERRIDE_ENDED: "It was ended.",
  OVERRIDE_MALFORMED: "It has not the shape of an override; a reason has 200 to 4000 characters.",
  OVERRIDE_NOT_ABOUT_THIS: "It is about another subject, dossier, policy or level.",
  OVERRIDE_NOT_EVALUATED: "This very dossier was never evaluated: plimsoll release evaluate DIR first.",
  OVERRIDE_NOT_IN_FORCE: "Its time is not now, or longer than the policy allows.",
  OVERRIDE_NOT_PUBLISHED: "There is no such override in the log.",
  OVERRIDE_NOT_SIGNED:
    "It takes the key of the architect and an independent one, both known to the site; to end one, any known key.",
  OVERRIDE_PUBLISHED_ALREADY: "An override of this id is in the log: draft another.",
  OVERRIDE_USED: "It was used: an override has one effect.",
  POLICY_NOT_ITS_SUCCESSOR:
    "Its previous digest is not that of the policy in force: plimsoll release policy propose writes it.",
  POLICY_VERSION_NOT_HIGHER: "Its version must be higher than that of the policy in force.",
  SAFEGUARD_CONFIRMED_ALREADY: "It is active already.",
  SAFEGUARD_UNKNOWN: "There is no such safeguard: plimsoll release safeguards show.",
  STOP_MALFORMED: "A reason has 1 to 2000 characters.",
  STOP_NOT_SIGNED: "This site has keys: give --key FILE of any of them.",
};

/** Throws `RELEASE_FILE_NOT_JSON`. */
export function jsonFile(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlimsollError({
      code: "RELEASE_FILE_NOT_JSON",
      expected: `JSON in ${file}`,
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "mend the file",
      cause,
    });
  }
}

export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
