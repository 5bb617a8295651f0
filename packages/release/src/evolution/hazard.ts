import { digestOfValue } from "@plimsoll/foundation";
import type { Risk } from "../dossier/risk.ts";
import type { Level } from "../policy/level.ts";
import type { Domain } from "../policy/threshold.ts";
import type { Requirement, Safeguard, Trigger } from "./safeguard.ts";

/** Something new that may go wrong, and where it became known (the sheet's §5.12). */
export interface Hazard {
  readonly kind: Exclude<Safeguard["origin"]["kind"], "shipped">;
  /** Of the risk, incident, framework change, finding, claim or signal. */
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** Null where nobody said: a person has to. */
  readonly domain: Domain | null;
  /** Where it begins to matter; null: wherever its kind does. */
  readonly limit: Trigger | null;
  /** By what it would be seen to be held; null: by an evaluation of its own. */
  readonly measure: Requirement | null;
}

export const hazardOfRisk = (risk: Risk, subject: string): Hazard => ({
  kind: "risk",
  id: risk.id,
  subject,
  text: risk.text,
  domain: risk.domain,
  limit: null,
  measure: null,
});

/** Where and when a rule begins, and from which level on. */
export interface Beginning {
  readonly from: Level;
  readonly sinceMs: number;
}

/** What a rule of a hazard asks for, and when. */
export interface Asked {
  readonly trigger: Trigger;
  readonly requirement: Requirement;
}

export const askedOf = (hazard: Hazard, domain: Domain): Asked => ({
  trigger: hazard.limit ?? triggerOf(hazard.kind, domain),
  requirement: hazard.measure ?? ownMeasure(hazard),
});

/**
 * The parts of a rule: hazard, trigger, measure, limit. Null without a domain. Its id says what it asks for, so that the same
 * rule has the same id wherever it is made; words of the hazard are no part of it.
 */
export function deconstruct(hazard: Hazard, { from, sinceMs }: Beginning): Safeguard | null {
  const { domain } = hazard;
  if (domain === null) return null;
  const asked = askedOf(hazard, domain);
  return {
    id: `safeguard:${shortDigest({ domain, from, ...asked })}`,
    hazard: hazard.text,
    domain,
    ...asked,
    layer: "L4",
    from,
    owner: OWNER,
    origin: { kind: hazard.kind, ref: `${hazard.subject}/${hazard.id}` },
    status: "proposed",
    sinceMs,
  };
}

const OWNER = "Nobody yet: to be named by whoever confirms it";

/** What has happened once is asked about always. A framework speaks of capabilities, a risk and a finding of their domain. */
function triggerOf(kind: Hazard["kind"], domain: Domain): Trigger {
  if (kind === "incident" || kind === "reflection") return { on: "always" };
  return kind === "framework" ? { on: "claim", kind: "capability", domain } : { on: "risk", domain };
}

const ID_LENGTH_MAX = 128;

/** A claim in general would not do: the hazard is new, and what was shown before it was known says nothing of it. */
function ownMeasure({ subject, id }: Hazard): Requirement {
  const name = `measure:${subject}/${id}`;
  return {
    need: "evaluation",
    evaluation: name.length <= ID_LENGTH_MAX ? name : `measure:${shortDigest({ subject, id })}`,
  };
}

type Hashed = Parameters<typeof digestOfValue>[0];

const SHORT_LENGTH = 32;
const shortDigest = (value: Hashed): string => digestOfValue(value).slice("sha256:".length).slice(0, SHORT_LENGTH);
