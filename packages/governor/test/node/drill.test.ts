import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "@plimsoll/foundation/node";
import { DRILL_SHAPES, reportDrill, runDrill } from "@plimsoll/governor";
import { expect, onTestFinished, test } from "vitest";
import { leftAlive } from "../../src/node/drill/left-alive.ts";
import { ACTUATORS, eventually } from "../warden/rig.ts";
import { WARDEN_COMMAND } from "../warden/rig-commands.ts";

const ROUNDS = 3;
const KILL_MS_MAX = 1_000;

test(
  "G-31 nothing survives a kill, whatever its shape, and death is proven within a second",
  { timeout: 180_000 },
  async () => {
    const kills = await runDrill(
      {
        kills: DRILL_SHAPES.length * ROUNDS,
        shapes: DRILL_SHAPES,
        actuators: ACTUATORS,
        lanes: 2,
        wardenCommand: WARDEN_COMMAND,
        path: process.env["PATH"] ?? "",
        token: randomBytes(16).toString("hex"),
      },
      { clock: systemClock, wait, onKill: () => {} },
    );
    const report = reportDrill(kills);
    expect(report.survivors).toBe(0);
    expect(Object.values(report.shapes).map(({ kills }) => kills)).toEqual(DRILL_SHAPES.map(() => ROUNDS));
    expect(report.actuators).toEqual([...ACTUATORS].toSorted());
    // One in a hundred may take longer, and so one of these.
    expect(kills.filter(({ elapsedMs }) => elapsedMs > KILL_MS_MAX).length).toBeLessThanOrEqual(1);
  },
);

test.each([
  ["in the environment", (token: string) => ["sleep", ["60"], { TOKEN: token }] as const],
  ["in the command line", (token: string) => ["sh", ["-c", "sleep 60; :", token], {}] as const],
])("G-31 the other look finds whoever has the word %s", async (_, commandWith) => {
  const token = randomBytes(16).toString("hex");
  const [command, rest, environment] = commandWith(token);
  const child = spawn(command, rest, {
    env: { PATH: process.env["PATH"] ?? "", ...environment },
    stdio: "ignore",
    detached: true,
  });
  onTestFinished(() => void process.kill(-(child.pid as number), "SIGKILL"));
  await eventually(() => leftAlive({ token, cgroupName: "plimsoll-none" }).includes(child.pid as number));
});

test("G-31 a tree that does not come up is told of, and killed", async () => {
  const broken = { name: "broken", manner: "ends at once", notes: 1, program: "sys.exit(3)" };
  const token = randomBytes(16).toString("hex");
  const plan = {
    kills: 1,
    shapes: [broken],
    actuators: ["auto"] as const,
    lanes: 1,
    wardenCommand: WARDEN_COMMAND,
    path: process.env["PATH"] ?? "",
    token,
  };
  await expect(runDrill(plan, { clock: systemClock, wait, onKill: () => {} })).rejects.toMatchObject({
    code: "DRILL_INCOMPLETE",
  });
});

test("G-31 the figures of a drill are ranks of what was measured, rounded up", () => {
  const kill = (elapsedMs: number, survivors = 0) => ({ shape: "plain", actuator: "auto", elapsedMs, survivors });
  const hundred = Array.from({ length: 200 }, (_, index) => kill(index + 0.5));
  expect(reportDrill(hundred)).toMatchObject({ kills: 200, survivors: 0, p50Ms: 100, p99Ms: 198, maxMs: 200 });
  expect(reportDrill([kill(3), kill(7, 2)])).toMatchObject({ survivors: 2, p50Ms: 3, p99Ms: 7 });
});
