import { systemClock } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { tasksOf } from "../../src/daemon/daemon-tasks.ts";
import { openDaemonSite } from "../../src/daemon/open-site.ts";
import type { EventHub } from "../../src/events/event-hub.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";

test("SVR-163 who saw the id of one tick in the log knows that of no other", () => {
  using folder = new TemporaryFolder();
  const data = `${folder.path}/site`;
  makePlainSite(data);
  const site = openDaemonSite(data, systemClock, false);
  try {
    if (site.writer === null) throw new Error("a site without its writer");
    const ids: string[] = [];
    const writer = { ...site.writer, tick: (id: string) => void ids.push(id) };
    const tick = tasksOf(data, { ...site, writer }, {} as EventHub).find(({ name }) => name === "tick");
    for (let ticks = 0; ticks < 100; ticks += 1) tick?.run();
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^tick:daemon\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const beginnings = new Set(ids.map((id) => id.slice(0, "tick:daemon/".length + 8)));
    expect(beginnings.size).toBeGreaterThan(95);
  } finally {
    site.close();
  }
});
