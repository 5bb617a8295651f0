import { identifier, integer, list, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { smallFileText } from "./small-file.ts";

const REASONS_MAX = 1000;

const verdictShape = object({
  levelPpm: integer(0, 1_000_000),
  band: identifier,
  reasons: list(identifier, REASONS_MAX),
});

/** What became of a checkpoint: the power that its run has now, and why. */
export type Verdict = Shaped<typeof verdictShape>;

/** The verdict that lies there; `null` while there is none. @throws PlimsollError `PROPHET_VERDICT` */
export function readVerdict(file: string): Verdict | null {
  const text = smallFileText(file);
  if (text === null) return null;
  const verdict = verdictShape.parse(parsed(text));
  if (verdict.ok) return verdict.value;
  throw new PlimsollError({
    code: "PROPHET_VERDICT",
    expected: `${verdict.error.expected} at "${verdict.error.path}" of ${file}`,
    received: verdict.error.received,
    fix: "leave verdicts to plimsoll run, which writes them whole",
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
