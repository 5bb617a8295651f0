import type { Subject } from "../../command/command.ts";
import { cellOf } from "../../control/cell.ts";
import type { ExaminationFacts, Facts, SetFacts } from "./facts.ts";
import type { Observers } from "./observer.ts";

/** Of what a window set is, in one word: names of one kind never meet those of another. */
export function subjectName(subject: Subject): string {
  if (subject.kind === "run") return `run/${subject.run}`;
  return subject.kind === "deployment" ? `deployment/${subject.deployment}` : `release/${subject.lineage}`;
}

export const evidenceObservers: Observers = {
  "windows.registered": (facts, { set, subject, digest, trials }) =>
    withSet(facts, set, {
      subject: subjectName(subject),
      digest,
      trials,
      cells: {},
      pairs: {},
      discriminator: null,
      hasCosts: false,
      closedAt: null,
      order: -1,
    }),
  "trials.recorded": (facts, { set, dimension, context, controlled, uncontrolled, actions }) =>
    changedSet(facts, set, (before) => {
      const cell = cellOf(dimension, context);
      const counted = before.cells[cell] ?? { controlled: 0, uncontrolled: 0, actions: [] };
      const counts = {
        controlled: counted.controlled + controlled,
        uncontrolled: counted.uncontrolled + uncontrolled,
        actions: actions.map((count, category) => count + (counted.actions[category] ?? 0)),
      };
      return { ...before, cells: { ...before.cells, [cell]: counts } };
    }),
  "pairs.recorded": (facts, { set, dimension, pairs, discordant }) =>
    changedSet(facts, set, (before) => {
      const counted = before.pairs[dimension] ?? { pairs: 0, discordant: 0 };
      const counts = { pairs: counted.pairs + pairs, discordant: counted.discordant + discordant };
      return { ...before, pairs: { ...before.pairs, [dimension]: counts } };
    }),
  "detectability.recorded": (facts, { set, probes, planted }) =>
    changedSet(facts, set, (before) => ({ ...before, discriminator: { probes, planted } })),
  "costs.recorded": (facts, { set, costs }) =>
    changedSet(facts, set, (before) => ({ ...before, hasCosts: before.hasCosts || costs.length > 0 })),
  "windows.closed": (facts, { set, at }) =>
    changedSet({ ...facts, closings: facts.closings + 1 }, set, (before) => ({
      ...before,
      closedAt: at,
      order: facts.closings,
    })),
  "families.registered": (facts, { examination, digest, trials }) =>
    withExamination(facts, examination, { digest, trials, asked: [], cells: {}, closedAt: null, order: -1 }),
  "families.drawn": (facts, { examination, asked }) =>
    changedExamination(facts, examination, (before) => ({ ...before, asked })),
  "family.recorded": (facts, { examination, family, context, part, controlled, uncontrolled }) =>
    changedExamination(facts, examination, (before) => {
      const cell = `${family}/${context}/${part}`;
      const counted = before.cells[cell] ?? { controlled: 0, uncontrolled: 0 };
      const counts = {
        controlled: counted.controlled + controlled,
        uncontrolled: counted.uncontrolled + uncontrolled,
      };
      return { ...before, cells: { ...before.cells, [cell]: counts } };
    }),
  "families.closed": (facts, { examination, at }) =>
    changedExamination({ ...facts, closings: facts.closings + 1 }, examination, (before) => ({
      ...before,
      closedAt: at,
      order: facts.closings,
    })),
  "benchmark.recorded": (facts, { digest, eval: evaluation, shadow, at }) => ({
    ...facts,
    benchmarks: { ...facts.benchmarks, [digest]: { eval: evaluation, shadow, recordedAt: at } },
  }),
};

const withSet = (facts: Facts, set: string, known: SetFacts): Facts => ({
  ...facts,
  sets: { ...facts.sets, [set]: known },
});

function changedSet(facts: Facts, set: string, change: (before: SetFacts) => SetFacts): Facts {
  const before = facts.sets[set];
  return before === undefined ? facts : withSet(facts, set, change(before));
}

const withExamination = (facts: Facts, examination: string, known: ExaminationFacts): Facts => ({
  ...facts,
  examinations: { ...facts.examinations, [examination]: known },
});

function changedExamination(
  facts: Facts,
  examination: string,
  change: (before: ExaminationFacts) => ExaminationFacts,
): Facts {
  const before = facts.examinations[examination];
  return before === undefined ? facts : withExamination(facts, examination, change(before));
}
