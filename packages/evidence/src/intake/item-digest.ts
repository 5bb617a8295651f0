import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { type JsonValue, stableText } from "./json/json-value.ts";
import type { Selection } from "./json/selection.ts";
import type { IntakeMapping } from "./mapping.ts";

/** The digest that a mapping names for a trial's content, whatever the order of its keys. */
export const itemDigest = (item: JsonValue): Digest => digestOf(utf8(stableText(item)));

/** How a reader treats what trials are about: it is read and digested only where the plan names a digest. */
export interface ItemCheck {
  readonly selection: Selection;
  readonly digest: (item: JsonValue) => Digest | null;
}

export const itemCheck = ({ trials }: IntakeMapping): ItemCheck =>
  trials.some((plan) => plan.itemDigest !== null)
    ? { selection: "whole", digest: itemDigest }
    : { selection: "presence", digest: () => null };
