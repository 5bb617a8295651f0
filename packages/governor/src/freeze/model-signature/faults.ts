import { PlimsollError } from "@plimsoll/foundation";

export const malformed = (expected: string, received: unknown): PlimsollError =>
  new PlimsollError({
    code: "MODEL_SIGNATURE_MALFORMED",
    expected: `${expected} in a model signature`,
    received: shown(received),
    fix: "give a signature file of OpenSSF Model Signing 1.0",
  });

export const unsupported = (expected: string, received: unknown): PlimsollError =>
  new PlimsollError({
    code: "MODEL_SIGNATURE_UNSUPPORTED",
    expected: `${expected} in a model signature`,
    received: shown(received),
    fix: "sign with a key and whole files under SHA-256, or verify with the program that signed",
  });

export const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "MODEL_SIGNATURE_INVALID",
    expected,
    received,
    fix: "do not use the model: ask its signer for the right key or the right files",
  });

const SHOWN_LENGTH_MAX = 80;
const shown = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, SHOWN_LENGTH_MAX);
