import { CALL_MJ } from "../../../packages/governor/test/audit/evasion.ts";
import {
  FACILITY_METER,
  FLEET,
  type HonestNoise,
  NODE_METERS,
} from "../../../packages/governor/test/audit/simulated-lab.ts";
import { type Curve, plotSvg } from "./plot.ts";
import {
  ALARM,
  type Cohort,
  EVADED_SHARES,
  exceededWithin,
  foundWithin,
  hoursToFind,
  NARROW,
  SHIPPED,
  summedWithin,
  verdictsOf,
} from "./study.ts";

const DAY_MS = 86_400_000;
const MONTH_MS = 31 * DAY_MS;
const SHARES = [0.02, 0.05, 0.1];
const COLOURS = ["#0369a1", "#c2410c", "#15803d", "#7c3aed"];

export interface StudyRun {
  readonly lives: number;
  readonly seed: string;
}

/** The published page; the same lives and seed give the same text. */
export const detectionPage = (cohorts: readonly Cohort[], { lives, seed }: StudyRun): string =>
  [
    HEAD,
    settingText(lives, seed),
    "## Answer\n",
    answerText(cohorts),
    "## At the shipped policy\n",
    shippedTable(cohorts),
    "![Receiver operating characteristic](off-ledger-roc.svg)\n",
    ROC_TEXT,
    thresholdTable(cohorts),
    "![Time to detection](off-ledger-time.svg)\n",
    "## Evaders\n",
    evaderTable(cohorts),
    "## How often windows close, and FLOP are declared\n",
    RHYTHM_TEXT,
    rhythmTable(cohorts),
    "## How right the yardstick must be\n",
    BIAS_TEXT,
    "![What a wrong yardstick does](off-ledger-yardstick.svg)\n",
    biasTable(cohorts),
    NOT_FOUND,
  ].join("\n");

const HEAD = `# What the wastewater audit finds

Made by \`node --conditions=@plimsoll/source scripts/study/off-ledger-detection.ts --write\`; do not edit. Rules: K-74 to K-77, G-187.
On real processes the same rules are tested by \`packages/governor/test/audit/hidden-process.test.ts\`: a process beside the declared job, a tenth of it, is found in the first window.

Simulated labs report to the real kernel: every figure below is what its rules said to meter reports, checkpoints and windows. Only the labs are
simulated. What no simulation here has: real accelerators, real buildings, and evaders that nobody thought of.
`;

function settingText(lives: number, seed: string): string {
  const rows = [NODE_METERS, FACILITY_METER].map(
    (noise) =>
      `| ${noise.name} | ${percent(noise.utilisation)} over ${noise.utilisationHours} h | ${percent(noise.staticShare)} | ${percent(noise.reading)} | ±${percent(noise.daily)} | ${percent(noise.driftPerMonth)} | ${percent(noise.calibration)} |`,
  );
  return `A lab computes ${FLEET.typicalShare * 100} % of the ${FLEET.flopPerSecondMax.toString().replace(/0{18}$/, "e18")} FLOP/s that it names as its most, at about ${FLEET.mjPerTeraFlop} mJ for 1e12 FLOP, day and night. It declares FLOP with a
checkpoint every 15 minutes, and is metered every 15 minutes and before each checkpoint (a real meter reports every ten seconds; sums and bounds are those of the window). Its honest energy per FLOP varies (standard deviations; assumptions, stated so that they can be disputed):

| meters | utilisation | drawn when idle | each reading | over a day | drift in a month | yardstick |
|---|---|---|---|---|---|---|
${rows.join("\n")}

Sources of the assumptions: readings of class 1 meters are within 1 % (IEC 62053-21), and \`nvidia-smi\` was found within about 5 % of a reference, a
matter of gain more than of noise (arXiv 2312.02741), which a yardstick measured with the same meter takes out; cooling follows the weather by some per cent. A
month is 30 days; lives with a hidden load are honest for two to three days first, and then followed for 14. Largest cohorts: ${lives} lives; seed \`${seed}\`.
The policy is the shipped one but for evidence, which lasts longer here so that no evaluator need be simulated.
`;
}

const ROC_TEXT = `Rings mark the shipped alarm, 3 % · 24 h; the curves are the same lives read at other alarms, as the table is. The alarm and the slack are constants of the kernel; \`divergencePpm\` is the policy's, and a site
may narrow it.
`;

const RHYTHM_TEXT = `What is paid for is known between bounds (K-74). What was computed between the last checkpoint before a window and its beginning, and 30 s at the full rate,
are granted to every window anew. So short windows forgive more, unless FLOP are declared as often. Honest lives: 30 days; hidden: 5 %, steady. \`divergence 3 %\` is the shipped
rhythm with \`divergencePpm\` at 30 000 instead of 100 000, which any site may choose.
`;

const BIAS_TEXT = `\`energyMjPerTeraFlop\` says what FLOP take. If a lab really takes more than it says, it is found though it is honest; if it takes less, the difference is room in which
to hide, until the least is missed and it is found for that. The slack is 1 %, and the bounds add about as much above.
`;

const NOT_FOUND = `
## What is not found, and why

- **Less than about 1.5 %.** The CUSUM forgives 1 % for ever, and the bounds some more. 2 % is found late or never.
- **FLOP that are believed.** Where the meter repeats the trainer's word, padded checkpoints raise the least, the most and the measured FLOP alike, and buy energy, up to \`flopPerSecondMax\`. The price is
  CU: padded FLOP use up the quantum. Only FLOP counted by something else than the trainer end this.
- **Empty calls to itself.** \`energyMjPerCall\` is a most for each call, so an empty call grants the energy of a whole one, up to \`apiCallsPerSecondMax\`, which the lab names itself. Set the policy's
  figure close to what calls really take, and refuse a generous \`apiCallsPerSecondMax\`.
- **Calls past the proxy**, as long as the energy of counted calls is granted generously: ${CALL_MJ.granted / 1e6} kJ a call here, of which ${CALL_MJ.typical / 1e6} are used.
- **A supply without a meter.** Meters see what they are on. Nodes elsewhere are found by their tokens and their absence of attestations, not by this audit.
- **A yardstick that the lab itself measured.** A lab that wastes 5 % while it is calibrated may hide 5 % for ever after.
- **The wrong lab.** A label swap shows on both sides, and does not say who cheated.
`;

const DASH = "–";
const percent = (share: number): string =>
  `${Math.abs(share) >= 0.1 ? Math.round(share * 100) : Math.round(share * 10_000) / 100} %`;
const hours = (value: number | null): string =>
  value === null ? DASH : value < 0 ? "false alarm" : `${value.toFixed(1)} h`;

const isPlain = ({ rhythm, biasPpm }: Cohort): boolean => rhythm === SHIPPED && biasPpm === 0;

const honestOf = (cohorts: readonly Cohort[], noise: HonestNoise): Cohort =>
  required(cohorts.find((each) => isPlain(each) && each.evader === null && each.noise === noise));

const steadyOf = (cohorts: readonly Cohort[], noise: HonestNoise, share: number): Cohort =>
  required(
    cohorts.find(
      (each) => isPlain(each) && each.evader?.name === "steady" && each.noise === noise && each.share === share,
    ),
  );

function required(found: Cohort | undefined): Cohort {
  if (found === undefined) throw new Error("a cohort of the page was not lived");
  return found;
}

/** Months in which an honest lab was found, with the upper bound where none was: the rule of three. */
function falseAlarms(honest: Cohort): string {
  const months = honest.lives.length;
  const alarms = Math.round(foundWithin(honest, MONTH_MS) * months);
  return alarms === 0 ? `0 of ${months} (below ${(3 / months).toFixed(2)} at 95 %)` : `${alarms} of ${months}`;
}

function answerText(cohorts: readonly Cohort[]): string {
  const five = steadyOf(cohorts, NODE_METERS, 0.05);
  const narrow = narrowOf(cohorts, NODE_METERS, "steady");
  const [narrowHonest, narrowFacility] = [NODE_METERS, FACILITY_METER].map((noise) => narrowOf(cohorts, noise, null));
  return `The aim: 5 % of a fleet's energy found within 24 h, at no more than one false alarm a month.

- **At the shipped policy it is missed.** Of steady hidden loads of 5 %, ${percent(foundWithin(five, DAY_MS))} are found within 24 h, half by ${hours(hoursToFind(five, 0.5))}, nine of ten by ${hours(hoursToFind(five, 0.9))}. The sums are judged when a
  window closes, and 5 % takes them (5 % − 1 %) · 18 h = 3 % · 24 h at least. Months of an honest lab with an alarm: ${falseAlarms(honestOf(cohorts, NODE_METERS))} with meters at the nodes, ${falseAlarms(honestOf(cohorts, FACILITY_METER))} with a meter at the
  facility.
- **With \`divergencePpm\` narrowed to 3 %** ${percent(foundWithin(narrow, DAY_MS))} are found within 24 h, half by ${hours(hoursToFind(narrow, 0.5))}: within a window the share of the hidden load is the same at any time, and need not wait for its end. Months with an alarm: ${narrowHonest === undefined ? DASH : falseAlarms(narrowHonest)} with meters
  at the nodes, ${narrowFacility === undefined ? DASH : falseAlarms(narrowFacility)} at the facility, where cooling alone moves energy per FLOP by as much.
- **Against evaders** the table [below](#evaders) says how far it holds. Who pads FLOP that are believed, or has calls grant energy that they do not take, is not found at all.
`;
}

const narrowOf = (cohorts: readonly Cohort[], noise: HonestNoise, evader: string | null): Cohort =>
  required(
    cohorts.find(
      (each) =>
        each.rhythm === NARROW &&
        each.noise === noise &&
        (each.evader?.name ?? null) === evader &&
        (evader === null || each.share === 0.05),
    ),
  );

function shippedTable(cohorts: readonly Cohort[]): string {
  const rows = [NODE_METERS, FACILITY_METER].flatMap((noise) => [
    `| ${noise.name} | honest | ${falseAlarms(honestOf(cohorts, noise))} | | | | |`,
    ...SHARES.map((share) => {
      const lives = steadyOf(cohorts, noise, share);
      const cells = [1, 2, 7].map((days) => percent(foundWithin(lives, days * DAY_MS)));
      return `| ${noise.name} | ${percent(share)} hidden | | ${cells.join(" | ")} | ${hours(hoursToFind(lives, 0.5))} |`;
    }),
  ]);
  return table("| meters | load | months with a false alarm | found in 24 h | 48 h | 7 days | half by |", rows);
}

const ALARMS_PERCENT = [0.5, 1, 1.5, 2, 2.5, 3, 4, 6];
const alarmOf = (percentDays: number): bigint => BigInt(Math.round(percentDays * 10_000)) * BigInt(DAY_MS);

function thresholdTable(cohorts: readonly Cohort[]): string {
  const honest = honestOf(cohorts, NODE_METERS);
  const facility = honestOf(cohorts, FACILITY_METER);
  const five = steadyOf(cohorts, NODE_METERS, 0.05);
  const rows = ALARMS_PERCENT.map(
    (at) =>
      `| ${at} % · 24 h${at === 3 ? " (shipped)" : ""} | ${percent(summedWithin(honest, alarmOf(at), MONTH_MS))} | ${percent(summedWithin(facility, alarmOf(at), MONTH_MS))} | ${[1, 2, 7].map((days) => percent(summedWithin(five, alarmOf(at), days * DAY_MS))).join(" | ")} |`,
  );
  const limits = [10_000, 20_000, 30_000, 50_000, 100_000].map(
    (ppm) =>
      `| one report ${percent(ppm / 1_000_000)} above${ppm === 100_000 ? " (shipped)" : ""} | ${percent(exceededWithin(honest, ppm, MONTH_MS))} | ${percent(exceededWithin(facility, ppm, MONTH_MS))} | ${[1, 2, 7].map((days) => percent(exceededWithin(five, ppm, days * DAY_MS))).join(" | ")} |`,
  );
  return table("| alarm | honest months, nodes | honest months, facility | 5 % found in 24 h | 48 h | 7 days |", [
    ...rows,
    ...limits,
  ]);
}

function evaderTable(cohorts: readonly Cohort[]): string {
  const plain = cohorts.filter((each) => isPlain(each) && each.noise === NODE_METERS && each.evader !== null);
  const rows = [...new Set(plain.flatMap(({ evader }) => evader ?? []))].map((evader) => {
    const of = EVADED_SHARES.map((share) =>
      required(plain.find((each) => each.evader === evader && each.share === share)),
    );
    const narrow = narrowOf(cohorts, NODE_METERS, evader.name);
    const all = [...of, narrow];
    const cells = [
      ...all.map((lives) => `${percent(foundWithin(lives, 14 * DAY_MS))}, half by ${hours(hoursToFind(lives, 0.5))}`),
      percent(foundWithin(narrow, DAY_MS)),
    ];
    const verdicts = [...new Set(all.flatMap((lives) => verdictsOf(lives).map(([verdict]) => `\`${verdict}\``)))];
    return `| ${evader.name} | ${evader.told} | ${cells.join(" | ")} | ${verdicts.join(", ") || DASH} |`;
  });
  const head =
    "| evader | what it does | 5 %, shipped | 10 %, shipped | 5 %, divergence 3 % | the same in 24 h | found as |";
  return `Found within 14 days, with meters at the nodes. The time counts from the first hidden joule, of a ramp too. A silent meter is no evasion: it pauses the lab after 30 s (K-75).\n\n${table(head, rows)}`;
}

function rhythmTable(cohorts: readonly Cohort[]): string {
  const plain = cohorts.filter(({ noise, biasPpm }) => noise === NODE_METERS && biasPpm === 0);
  const rhythms = [...new Set(plain.map(({ rhythm }) => rhythm))];
  const rows = rhythms.map((rhythm) => {
    const honest = required(plain.find((each) => each.rhythm === rhythm && each.evader === null));
    const five = required(
      plain.find((each) => each.rhythm === rhythm && each.evader?.name === "steady" && each.share === 0.05),
    );
    const cells = [1, 2, 7].map((days) => percent(foundWithin(five, days * DAY_MS)));
    return `| ${rhythm.name} | ${falseAlarms(honest)} | ${cells.join(" | ")} | ${hours(hoursToFind(five, 0.5))} |`;
  });
  return table(
    "| windows, checkpoints | months with a false alarm | 5 % found in 24 h | 48 h | 7 days | half by |",
    rows,
  );
}

function biasedOf(cohorts: readonly Cohort[], hidden: boolean): readonly Cohort[] {
  const of = cohorts.filter(
    ({ rhythm, noise, evader, share }) =>
      rhythm === SHIPPED &&
      noise === NODE_METERS &&
      (hidden ? evader?.name === "steady" && share === 0.05 : evader === null),
  );
  return of.toSorted((left, right) => left.biasPpm - right.biasPpm);
}

function biasTable(cohorts: readonly Cohort[]): string {
  const hidden = new Map(biasedOf(cohorts, true).map((each) => [each.biasPpm, each]));
  const rows = biasedOf(cohorts, false).map((honest) => {
    const five = required(hidden.get(honest.biasPpm));
    return `| ${percent(honest.biasPpm / 1_000_000)} | ${falseAlarms(honest)} | ${percent(foundWithin(five, 7 * DAY_MS))} | ${hours(hoursToFind(five, 0.5))} |`;
  });
  return table("| lab takes more than the yardstick by | honest months found | 5 % found in 7 days | half by |", rows);
}

const table = (head: string, rows: readonly string[]): string =>
  `${head}\n|${"---|".repeat(head.split("|").length - 2)}\n${rows.join("\n")}\n`;

/** The pictures of the page, by file name. */
export const detectionPlots = (cohorts: readonly Cohort[]): Readonly<Record<string, string>> => ({
  "off-ledger-roc.svg": plotSvg({
    title: "Found within 48 h, by false alarms: the same lives at every alarm of the CUSUM",
    x: { label: "honest lab-months with an alarm", domain: [0, 1] },
    y: { label: "found within 48 h", domain: [0, 1] },
    curves: [
      ...SHARES.map((share, at) => rocCurve(cohorts, NODE_METERS, share, at)),
      rocCurve(cohorts, FACILITY_METER, 0.05, 3),
    ],
  }),
  "off-ledger-time.svg": plotSvg({
    title: "Time to detection at the shipped policy, meters at the nodes",
    x: { label: "hours since the hidden load began", domain: [0, 168] },
    y: { label: "found", domain: [0, 1] },
    curves: SHARES.map((share, at) => {
      const lives = steadyOf(cohorts, NODE_METERS, share);
      const points = Array.from(
        { length: 85 },
        (_, step) => [2 * step, foundWithin(lives, 2 * step * 3_600_000)] as const,
      );
      return { name: `${percent(share)} hidden`, colour: COLOURS[at] ?? "#000", points };
    }),
  }),
  "off-ledger-yardstick.svg": plotSvg({
    title: "What a wrong yardstick does",
    x: { label: "lab takes more than the yardstick by, %", domain: [-4, 4] },
    y: { label: "share", domain: [0, 1] },
    curves: [
      {
        name: "honest months with an alarm",
        colour: COLOURS[1] ?? "#000",
        points: biasedOf(cohorts, false).map((each) => [each.biasPpm / 10_000, foundWithin(each, MONTH_MS)] as const),
      },
      {
        name: "5 % found in 7 days",
        colour: COLOURS[0] ?? "#000",
        points: biasedOf(cohorts, true).map((each) => [each.biasPpm / 10_000, foundWithin(each, 7 * DAY_MS)] as const),
      },
    ],
  }),
});

function rocCurve(cohorts: readonly Cohort[], noise: HonestNoise, share: number, at: number): Curve {
  const honest = honestOf(cohorts, noise);
  const hidden = steadyOf(cohorts, noise, share);
  const point = (alarm: bigint) =>
    [summedWithin(honest, alarm, MONTH_MS), summedWithin(hidden, alarm, 2 * DAY_MS)] as const;
  const points = Array.from({ length: 201 }, (_, step) => point((ALARM * BigInt(step)) / 25n)).toReversed();
  return { name: `${percent(share)}, ${noise.name}`, colour: COLOURS[at] ?? "#000", points, mark: point(ALARM) };
}
