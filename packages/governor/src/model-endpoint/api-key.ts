import { PlimsollError } from "@plimsoll/foundation";

/** The key in the variable that is named, null where none is. It is never part of a message. */
export function apiKeyIn(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string | null,
): string | null {
  if (variable === null) return null;
  const key = environment[variable];
  // Anything else could not stand in a header, and the error would show it.
  if (key !== undefined && /^[\x21-\x7e]{1,4096}$/.test(key)) return key;
  throw new PlimsollError({
    code: "ENDPOINT_KEY_MISSING",
    expected: `an API key in the environment variable ${variable}`,
    received: key === undefined || key === "" ? "none" : "something that is no key",
    fix: "set that variable, or name another",
  });
}
