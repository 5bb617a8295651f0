import { meterFault } from "./meter-fault.ts";

const DECIMAL = /^\+?(\d{1,40})(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * A decimal text times 10^`places`, rounded up: exact, whatever a binary fraction would make of it.
 * Throws `METER_MALFORMED` for NaN, infinities, negative numbers and anything else that counts nothing.
 */
export function scaledUp(text: string, places: number, what: string): bigint {
  const [, whole, fraction = "", exponent = "0"] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) {
    throw meterFault(
      "METER_MALFORMED",
      `a finite decimal number, not negative, of ${what}`,
      JSON.stringify(text.slice(0, 60)),
    );
  }
  const digits = BigInt(whole + fraction);
  const shift = places + Number(exponent) - fraction.length;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return (digits + divisor - 1n) / divisor;
}
