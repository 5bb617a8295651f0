import { InvalidArgumentError } from "commander";

/** A whole number not below `minimum`, for an option. */
export const wholeNumber =
  (minimum: number, maximum: number = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      `expected a whole number from ${minimum}${maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ""}.`,
    );
  };

/** The name of a log, as C2SP takes it for the name of a key. */
export function logName(text: string): string {
  if (/^[^\s+]{1,255}$/u.test(text)) return text;
  throw new InvalidArgumentError("expected a name without spaces and plus, such as example.org/plimsoll/acme.");
}

/** A whole number that may be beyond what a number holds exactly, such as FLOP; its digits. */
export function decimalDigits(text: string): string {
  if (/^(0|[1-9]\d{0,38})$/.test(text)) return text;
  throw new InvalidArgumentError("expected a whole number in decimal digits.");
}
