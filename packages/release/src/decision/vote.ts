import { digest, type Digest, integer, list, object, type Shaped } from "@plimsoll/foundation";
import { colourShape } from "./colour.ts";
import { layerShape } from "./layer.ts";
import { familyOf } from "./reason-code.ts";
import { reasonShape } from "./reason.ts";

/** What one layer says about one dossier under one policy. */
export const voteShape = object({
  layer: layerShape,
  colour: colourShape,
  /** Empty for GREEN alone. */
  reasons: list(reasonShape, 4096),
  dossier: digest,
  policy: digest,
  /** Of the program that voted. */
  implementation: digest,
  /** Wall clock, ms since 1970. */
  castAtMs: integer(),
  expiresAtMs: integer(),
});
export type Vote = Shaped<typeof voteShape>;

/** What a vote must be about to count. */
export interface Ballot {
  readonly dossier: Digest;
  readonly policy: Digest;
  readonly nowMs: number;
}

/** Why a vote does not count; null when it does. */
export function faultOf(vote: unknown, { dossier, policy, nowMs }: Ballot): string | null {
  const parsed = voteShape.parse(vote);
  if (!parsed.ok) return `${parsed.error.path}: expected ${parsed.error.expected}, got ${parsed.error.received}`;
  const { value } = parsed;
  if (value.dossier !== dossier) return "it is about another dossier";
  if (value.policy !== policy) return "it was cast under another policy";
  if (value.castAtMs > nowMs || nowMs >= value.expiresAtMs) return "it is not in force now";
  return colourFault(value);
}

/** A colour that its reasons do not bear: Red needs a violation or something unproven, Yellow something, Green nothing. */
function colourFault({ colour, reasons }: Vote): string | null {
  const isGrave = reasons.some(({ code }) => familyOf(code) !== "CONDITION");
  if (colour === "GREEN") return reasons.length === 0 ? null : "it is GREEN and names reasons against it";
  if (reasons.length === 0) return `it is ${colour} without a reason`;
  return colour === "RED" && !isGrave ? "it is RED for conditions alone" : null;
}
