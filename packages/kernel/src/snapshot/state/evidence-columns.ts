import type { PairWins, Subject } from "../../command/command.ts";
import { CONTEXTS, type Dimension, DIMENSIONS } from "../../control/cell.ts";
import type { Attempts, PairTally, Tally, WindowSet } from "../../control/window-set.ts";
import type { DeceptionGap } from "../../credit/gap-verdict.ts";
import type { Detectability } from "../../credit/detectability.ts";
import { type Examination, familyCellOf, type FamilyPart } from "../../credit/examination.ts";
import { ADDITIONAL_FAMILY, FAMILIES, type Family } from "../../credit/family.ts";
import type { Column } from "../column.ts";
import { lists, nullable, objects, records, unions } from "../nested-columns.ts";
import { digests, integers } from "../scalar-columns.ts";
import { names, wordsIn, wordsOf } from "../text-columns.ts";
import { families, perCells } from "./shared-columns.ts";
import { taskCosts } from "./run-columns.ts";

const subjects: Column<Subject> = unions<"kind", Subject>(
  "kind",
  wordsOf({ run: true, deployment: true, release: true }),
  {
    run: objects({ run: names }),
    deployment: objects({ deployment: names }),
    release: objects({ lineage: names }),
  },
);

const tallies = objects<Tally>({ controlled: integers(), uncontrolled: integers(), void: integers() });
const attempts = objects<Attempts>({ full: integers(1), research: integers(1), paused: integers(1) });
const dimensions: Column<Dimension> = wordsIn(DIMENSIONS);
const wins = objects<PairWins>({ pairs: integers(), wins: integers(), ties: integers() });

const gaps = objects<DeceptionGap>({
  verdict: wordsOf({ proven: true, unproven: true, shown: true }),
  lowerPpm: integers(),
  upperPpm: integers(),
  detectablePpm: integers(),
});

export const windowSets = objects<WindowSet>({
  set: names,
  subject: subjects,
  lineage: nullable(names),
  digest: digests,
  probeSet: digests,
  categories: integers(),
  pairing: wordsOf({ deterministic: true, stochastic: true }),
  trials: integers(1),
  deadlineAt: integers(),
  attempts: perCells(attempts),
  pulse: nullable(digests),
  tallies: perCells(tallies),
  actions: perCells(lists(integers())),
  pairs: records(dimensions, objects<PairTally>({ pairs: integers(), discordant: integers() })),
  discriminator: nullable(objects({ probes: wins, planted: wins })),
  costs: taskCosts,
  closedAt: nullable(integers()),
  gap: nullable(gaps),
  detectability: nullable(
    objects<Detectability>({
      verdict: wordsOf({ unproven: true, hidden: true, research: true, detectable: true }),
    }),
  ),
});

const PARTS: readonly FamilyPart[] = ["public", "held-out"];

const EVERY_FAMILY: readonly Family[] = [...FAMILIES, ADDITIONAL_FAMILY];

const familyCells = wordsIn(
  EVERY_FAMILY.flatMap((family) =>
    CONTEXTS.flatMap((context) => PARTS.map((part) => familyCellOf(family, context, part))),
  ),
);

export const examinations = objects<Examination>({
  examination: names,
  subject: subjects,
  lineage: names,
  digest: digests,
  probeSet: digests,
  heldOutSet: digests,
  trials: integers(1),
  deadlineAt: integers(),
  pulse: nullable(digests),
  asked: lists(families),
  tallies: records(familyCells, tallies),
  closedAt: nullable(integers()),
});
