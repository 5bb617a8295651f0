import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventually, wait } from "./eventually.ts";
import { GovernedStory } from "./governed-story.ts";
import { entriesIn, ofKind, verified } from "./kept-ledger.ts";
import type { Ended, JsonLine, PlimsollProcess } from "./plimsoll-process.ts";

/** When the interruption comes: a condition to wait for, and a little time after it. */
const MOMENTS = [
  { name: "as it begins", role: "controller", delayMs: 0 },
  { name: "while the job starts", role: "controller", delayMs: 700 },
  { name: "while the learner is taught", role: "learner", delayMs: 500 },
  { name: "as a probe starts", role: "prober", delayMs: 0 },
  { name: "in the middle of a probe", role: "prober", delayMs: 400 },
  { name: "while the learner trains", role: "learner", delayMs: 1_000 },
] as const;

const GROUP = "the foreground process group";
const WAYS = {
  "the controller": (controller: PlimsollProcess) => controller.signal("SIGINT"),
  [GROUP]: (controller: PlimsollProcess) => controller.signalGroup("SIGINT"),
  "the controller, by SIGTERM": (controller: PlimsollProcess) => controller.signal("SIGTERM"),
} as const;

/** Of all moments of the group at least so many must end as an interruption. */
const INTERRUPTED_MIN = MOMENTS.length - 2;

// Each has a story of its own, and most of a story is waiting.
test.concurrent.for(Object.entries(WAYS))(
  "G-4 an interruption of %s at any moment leaves a valid ledger, nobody alive, and a story that goes on",
  { timeout: 240_000 },
  async ([way, interrupt], { expect }) => {
    await using story = new GovernedStory();
    let directory: string | null = null;
    let entries = 0;
    let interrupted = 0;
    for (const { name, role, delayMs } of MOMENTS) {
      const controller = await story.begin();
      expect(story.directory, name).toBe(directory ?? story.directory);
      ({ directory } = story);
      await eventually(() => story.find(role, controller) !== null || controller.end !== null, 60_000, `a ${role}`);
      await wait(delayMs);
      const everybody = story.everybody(controller);
      interrupt(controller);
      const end = await controller.finished(30_000);
      const told = controller.line("summary");
      const isInterrupted = told?.["outcome"] === "interrupted";
      // A child belongs to the group until it has its own session: a signal between the two kills it, and the controller refuses.
      const { stderr } = controller;
      if (isInterrupted || way !== GROUP)
        expect({ name, end, stderr, outcome: told?.["outcome"], trigger: told?.["trigger"] }).toEqual({
          name,
          end: { code: 1, signal: null },
          stderr: "",
          outcome: "interrupted",
          trigger: "INTERRUPTED",
        });
      else expectRefusal({ name, end, told, errors: controller.errorLines() });
      interrupted += isInterrupted ? 1 : 0;
      await story.nobodyLeft(everybody, `the interruption ${name}`);
      const size = await verified(story.ledger);
      expect(size).toBeGreaterThanOrEqual(entries);
      entries = size;
      expect(ofKind(entriesIn(story.ledger), "run.started").length, name).toBeLessThanOrEqual(1);
      expect(ofKind(entriesIn(story.ledger), "run.ended"), name).toEqual([]);
      expect(existsSync(join(story.directory, "summary.json")), name).toBe(false);
    }
    expect(interrupted).toBeGreaterThanOrEqual(INTERRUPTED_MIN);
  },
);

interface Refusal {
  readonly name: string;
  readonly end: Ended;
  readonly told: JsonLine | undefined;
  readonly errors: readonly string[];
}

/** One clear line with a code, and nothing goes on. */
function expectRefusal({ name, end, told, errors }: Refusal): void {
  expect({ name, end, told, errors }).toEqual({
    name,
    end: { code: expect.toBeOneOf([1, 3]) as number, signal: null },
    told: expect.objectContaining({ ok: false, code: expect.stringMatching(/^[A-Z_]+$/) as string }) as JsonLine,
    errors: [expect.stringMatching(/^[A-Z_]+: /) as string],
  });
}

test("G-4 a second, impatient Ctrl-C does no harm", { timeout: 120_000 }, async () => {
  await using story = new GovernedStory();
  for (const pauseMs of [0, 50, 200]) {
    const controller = await story.begin();
    await eventually(() => story.find("learner", controller) !== null || controller.end !== null, 30_000, "a learner");
    const everybody = story.everybody(controller);
    controller.signalGroup("SIGINT");
    await wait(pauseMs);
    controller.signalGroup("SIGINT");
    await story.nobodyLeft(everybody, "two interruptions");
    await verified(story.ledger);
    expect(ofKind(entriesIn(story.ledger), "run.ended")).toEqual([]);
  }
});
