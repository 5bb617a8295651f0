import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

test("SIM-349 docs/guides/rehearse-a-policy.md shows what its first command prints", () => {
  const guide = readFileSync(`${root}/docs/guides/rehearse-a-policy.md`, "utf8");
  const [, file] = /^cp (\S+) mine\.json/m.exec(guide)!;
  const [, line] = /^npx plimsoll (lab rehearse --policy mine\.json .*)$/m.exec(guide)!;
  const args = line!.replace("mine.json", file!).split(" ");
  const told = spawnSync(process.execPath, ["packages/cli/bin/plimsoll.js", ...args], { cwd: root, encoding: "utf8" });
  expect({ status: told.status, stderr: told.stderr }).toEqual({ status: 0, stderr: "" });
  expect(guide).toContain(told.stdout);
}, 120_000);
