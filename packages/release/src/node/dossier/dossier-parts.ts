import {
  digest,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Result,
  type Shape,
  type ShapeFault,
  err,
  ok,
} from "@plimsoll/foundation";
import { claimIdShape } from "../../arbitration/criterion.ts";
import { claimShape } from "../../dossier/claim.ts";
import { determinationShape } from "../../dossier/determination.ts";
import { evaluationShape } from "../../dossier/evaluation.ts";
import { evidenceLinkShape } from "../../dossier/evidence-link.ts";
import { missionShape } from "../../dossier/mission.ts";
import { planShape } from "../../dossier/plan.ts";
import { riskShape } from "../../dossier/risk.ts";
import { sourceShape } from "../../dossier/source.ts";
import { actionShape, subjectShape } from "../../dossier/subject.ts";
import { telemetryShape } from "../../dossier/telemetry.ts";
import { ITEMS_MAX } from "../../dossier/dossier.ts";
import { levelShape } from "../../policy/level.ts";

/** What `dossier.yaml` holds: what is asked, and about what. */
export const headShape = object({
  format: oneOf("plimsoll release dossier 1"),
  subject: subjectShape,
  action: actionShape,
  declaredLevel: nullable(levelShape),
  screeningClaim: nullable(claimIdShape),
});

/** Of fields that `sealSources` may fill in: left out, they are taken from the lock file. */
const unsealed = <T>(shape: Shape<T>, ...fields: readonly string[]): Shape<unknown> => ({
  ...shape,
  jsonSchema: {
    ...shape.jsonSchema,
    required: (shape.jsonSchema["required"] as string[]).filter((name) => !fields.includes(name)),
  },
});

const runsOf = (evaluation: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const properties = evaluation["properties"] as Record<string, Record<string, unknown>>;
  const runs = properties["runs"] as { readonly items: Readonly<Record<string, unknown>> };
  const required = (runs.items["required"] as string[]).filter((name) => name !== "digest");
  return { ...evaluation, properties: { ...properties, runs: { ...runs, items: { ...runs.items, required } } } };
};

/** A part that is a list, and how many items it may have. */
interface ListPart {
  readonly item: Shape<unknown>;
  readonly itemsMax: number;
  readonly title: string;
}

export const LIST_PARTS = {
  determinations: { item: determinationShape, itemsMax: 256, title: "What is said about each threshold" },
  risks: { item: riskShape, itemsMax: 1024, title: "Hazards, and the safeguards against them" },
  claims: { item: claimShape, itemsMax: ITEMS_MAX, title: "Claims that the release rests on" },
  links: { item: evidenceLinkShape, itemsMax: 10 * ITEMS_MAX, title: "What each source says about each claim" },
  sources: { item: unsealed(sourceShape, "digest", "bytes"), itemsMax: ITEMS_MAX, title: "Sources, their bytes kept" },
  evaluations: {
    item: { ...evaluationShape, jsonSchema: runsOf(evaluationShape.jsonSchema) },
    itemsMax: ITEMS_MAX,
    title: "Evaluations, with all of their runs",
  },
  telemetry: { item: telemetryShape, itemsMax: 1_000_000, title: "Readings of signals" },
} as const satisfies Readonly<Record<string, ListPart>>;

export const OBJECT_PARTS = {
  dossier: { shape: headShape, title: "What is asked, and about what" },
  mission: { shape: missionShape, title: "What it is for" },
  plan: { shape: planShape, title: "What is to be done, and how it is stopped" },
} as const;

export type ListName = keyof typeof LIST_PARTS;
export type ObjectName = keyof typeof OBJECT_PARTS;
export type PartName = ListName | ObjectName;

export const PART_NAMES = [...Object.keys(OBJECT_PARTS), ...Object.keys(LIST_PARTS)] as readonly PartName[];

/** Digest and length of each source, and the digest of each log, as they were when they were sealed. */
export const lockShape = object({
  format: oneOf("plimsoll release sources lock 1"),
  sources: list(object({ id: claimIdShape, digest, bytes: integer(0, 268_435_456) }), ITEMS_MAX),
  logs: list(object({ evaluation: claimIdShape, run: claimIdShape, digest }), 10 * ITEMS_MAX),
});

/** Every item that is wrong, up to a limit: who mends a file wants to see them all. */
export function parseEach(
  items: readonly unknown[],
  item: Shape<unknown>,
  faultsMax: number,
): Result<readonly unknown[], readonly ShapeFault[]> {
  const faults: ShapeFault[] = [];
  const values: unknown[] = [];
  for (const [place, value] of items.entries()) {
    const parsed = item.parse(value);
    if (parsed.ok) values.push(parsed.value);
    else faults.push({ ...parsed.error, path: `/${place}${parsed.error.path}` });
    if (faults.length >= faultsMax) break;
  }
  return faults.length === 0 ? ok(values) : err(faults);
}
