import { PlimsollError } from "@plimsoll/foundation";

/** Throws `PROBE_OPTIONS_MALFORMED` for anything but a whole number from `minimum` to `maximum`. */
export function requireRange(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isSafeInteger(value) && value >= minimum && value <= maximum) return;
  throw malformedOption(name, `a whole number from ${minimum} to ${maximum}`, `${value}`);
}

export const malformedOption = (name: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PROBE_OPTIONS_MALFORMED",
    expected: `${expected} as ${name}`,
    received,
    fix: "mend that option of the probing",
  });
