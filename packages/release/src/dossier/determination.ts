import { identifier, list, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** What a dossier says about one threshold. It counts only as far as the claims that it cites are carried. */
export const determinationShape = object({
  threshold: identifier,
  state: oneOf("ruled_out", "not_ruled_out", "reached"),
  claims: list(identifier, 256),
});
export type Determination = Shaped<typeof determinationShape>;
