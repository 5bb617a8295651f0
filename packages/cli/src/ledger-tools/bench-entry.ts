import { canonicalJson } from "@plimsoll/foundation";

const FIRST_AT = 1_790_000_000_000;

/** An entry of the size of a debit with its transfers, about 300 bytes. */
export const benchEntry = (place: number): string =>
  canonicalJson({
    at: FIRST_AT + place,
    command: `bench-${place}`,
    commandDigest: `sha256:${place.toString(16).padStart(64, "0")}`,
    kind: "bench.noted",
    transfers: [{ amountMicroCu: 5_000_000, from: "granted", lab: "acme", quarter: "2026Q4", to: "available" }],
  });
