import { type Digest, isDigest } from "@plimsoll/foundation";
import { InvalidArgumentError } from "commander";

/** A digest, for an option. */
export function digestOption(text: string): Digest {
  if (isDigest(text)) return text;
  throw new InvalidArgumentError(
    "expected a digest: sha256: and 64 hexadecimal digits (see: plimsoll artifact digest).",
  );
}
