import { identifier, integer, nullable, object, oneOf, type Shaped, union } from "@plimsoll/foundation";
import { layerShape } from "../decision/layer.ts";
import { levelShape } from "../policy/level.ts";
import { proseShape, shareShape } from "../policy/shapes.ts";
import { domainShape } from "../policy/threshold.ts";

const microShape = integer(-1_000_000_000_000, 1_000_000_000_000);

/** When a safeguard is asked for. A typed condition over the dossier, never code. */
export const triggerShape = union("on", {
  always: {},
  risk: { domain: domainShape },
  claim: { kind: oneOf("capability", "compute"), domain: nullable(domainShape) },
  evaluation: { evaluation: identifier, comparator: oneOf("at least", "at most"), share: shareShape },
  /** In millionths of the signal's unit. */
  signal: { signal: identifier, comparator: oneOf("at least", "at most"), valueMicro: microShape },
});
export type Trigger = Shaped<typeof triggerShape>;

/** What is then to be shown. */
export const requirementShape = union("need", {
  /** A carried claim of this kind, in this domain. */
  claim: { kind: oneOf("safeguard", "control", "governance"), domain: nullable(domainShape) },
  /** A carried claim whose figure is of this evaluation. */
  evaluation: { evaluation: identifier },
  /** A fresh reading that is not bad. */
  signal: { signal: identifier },
  /** A passed drill, as young as the policy asks. */
  drill: {},
});
export type Requirement = Shaped<typeof requirementShape>;

/** A safeguard is a record of a rule. It can only add what is asked for. */
export const safeguardShape = object({
  id: identifier,
  hazard: proseShape,
  domain: domainShape,
  trigger: triggerShape,
  requirement: requirementShape,
  layer: layerShape,
  /** Levels from here on. */
  from: levelShape,
  owner: proseShape,
  origin: object({
    kind: oneOf("shipped", "incident", "risk", "framework", "red-team", "reflection"),
    ref: proseShape,
  }),
  /** Provisional: active, and to be confirmed by a person. Proposed: not active. */
  status: oneOf("active", "provisional", "proposed"),
  /** ms since 1970. */
  sinceMs: integer(),
});
export type Safeguard = Shaped<typeof safeguardShape>;
