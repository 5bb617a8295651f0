import { digest, type Digest, list, object, oneOf, PlimsollError, type Shaped } from "@plimsoll/foundation";

const digestsShape = list(digest, 10_000);

const shippedDigestsShape = object({
  format: oneOf("plimsoll release shipped 1"),
  policies: digestsShape,
  safeguards: digestsShape,
  intakeRules: digestsShape,
});

/** Everything that ever shipped, oldest first and with what ships now: by it a log that says "as shipped" is believed or not. */
export type ShippedDigests = Shaped<typeof shippedDigestsShape>;

/** What of the rules ships with the program. */
type ShippedPart = "policy" | "safeguards" | "intakeRules";

/** Throws `RELEASE_POLICY_INVALID`. */
export function readShippedDigests(value: unknown): ShippedDigests {
  const parsed = shippedDigestsShape.parse(value);
  if (parsed.ok) return parsed.value;
  const { path, expected, received } = parsed.error;
  throw new PlimsollError({
    code: "RELEASE_POLICY_INVALID",
    expected: `the list of what shipped (${path}: ${expected})`,
    received,
    fix: "install the package again",
  });
}

export const hasShipped = (
  { policies, safeguards, intakeRules }: ShippedDigests,
  part: ShippedPart,
  of: Digest,
): boolean => ({ policy: policies, safeguards, intakeRules })[part].includes(of);
