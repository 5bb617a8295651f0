import { identifier, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { proseShape } from "../policy/shapes.ts";

/** Checkers, each for one kind of question. Every material claim also goes to the sceptic. */
export const EXPERTS = ["measurement", "safeguard", "governance", "sceptic"] as const;
export const expertShape = oneOf(...EXPERTS);
export type Expert = Shaped<typeof expertShape>;

/** Where a claim went. */
export const routeShape = object({ claim: identifier, experts: list(expertShape, EXPERTS.length) });
export type Route = Shaped<typeof routeShape>;

/** A field that an expert (or a model) has no right to, and did not get. */
export const deniedFlowShape = object({ to: identifier, field: proseShape, label: proseShape });
export type DeniedFlow = Shaped<typeof deniedFlowShape>;
