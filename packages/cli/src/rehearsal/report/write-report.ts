import { HOUR_MS } from "../rehearsal-plan.ts";
import type { RehearsalOutcome } from "../rehearse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ScenarioVerdict } from "../verdict/scenario-verdict.ts";
import { rehearsalPage } from "./rehearsal-page.ts";
import { writeFiles } from "./write-files.ts";
import { type ShadedSpan, timelineSvg } from "./timeline-svg.ts";

/** The files of a report, which are known before anything is played. */
export const reportNames = (scenarios: readonly Scenario[], isCompared: boolean): readonly string[] => [
  ...scenarios.flatMap(({ name }) => [`${name}.svg`, ...(isCompared ? [`${name}-against.svg`] : [])]),
  "samples.jsonl",
  "report.html",
];

/** Writes a timeline for every scenario and policy, the samples they are drawn from, and one page. Answers the files' names. */
export function writeReport(directory: string, verdicts: readonly ScenarioVerdict[]): readonly string[] {
  const parts = verdicts.map((verdict) => ({ verdict, timelines: timelinesOf(verdict) }));
  const svgs = parts.flatMap(({ timelines }) => timelines.map(({ name, svg }): [string, string] => [name, svg]));
  const title = `Rehearsal of the policy ${verdicts[0]?.outcome.policy ?? ""}`;
  const page = rehearsalPage(
    title,
    parts.map(({ verdict, timelines }) => ({ verdict, timelines: timelines.map(({ svg }) => svg) })),
  );
  const files: [string, string][] = [...svgs, ["samples.jsonl", samplesOf(verdicts)], ["report.html", page]];
  writeFiles(directory, files);
  return files.map(([name]) => name);
}

function timelinesOf({ scenario, outcome, against }: ScenarioVerdict): readonly { name: string; svg: string }[] {
  return [
    { name: `${scenario.name}.svg`, svg: timelineOf(scenario, outcome) },
    ...(against === null ? [] : [{ name: `${scenario.name}-against.svg`, svg: timelineOf(scenario, against) }]),
  ];
}

const timelineOf = (scenario: Scenario, outcome: RehearsalOutcome): string =>
  timelineSvg({
    title: `${outcome.scenario} under ${outcome.policy}`,
    samples: outcome.samples,
    spans: spansOf(scenario, outcome.hours),
    mark: outcome.firstPauseMs === null ? null : { atMs: outcome.firstPauseMs, label: "first pause" },
  });

function spansOf({ evaluatorsAway, controllerDead }: Scenario, hours: number): readonly ShadedSpan[] {
  return [
    { stretch: evaluatorsAway, label: "nobody measures" },
    { stretch: controllerDead, label: "controller dead" },
  ].flatMap(({ stretch, label }) =>
    stretch === null ? [] : [{ fromMs: stretch.from * hours * HOUR_MS, toMs: stretch.to * hours * HOUR_MS, label }],
  );
}

const samplesOf = (verdicts: readonly ScenarioVerdict[]): string =>
  verdicts
    .flatMap(({ outcome, against }) => (against === null ? [outcome] : [outcome, against]))
    .flatMap(({ scenario, policy, samples }) =>
      samples.map((sample) => `${JSON.stringify({ scenario, policy, ...sample })}\n`),
    )
    .join("");
