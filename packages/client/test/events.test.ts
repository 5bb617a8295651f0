import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlimsollClient, type SiteEvent } from "../src/index.ts";
import { EventReader } from "../src/events/event-text.ts";
import { cut, entryText, problem, pulseText, ScriptedSite, stream } from "./scripted-site.ts";

const entries = (...indices: readonly number[]): string => indices.map(entryText).join("");

interface Listening {
  readonly after?: number;
  readonly silenceMs?: number;
}

/** Waits of 95, 190, 380, 760 and 1 520 ms, all within 3 s; the next would be 1 900 ms, far beyond. */
const WAITS_JUST_WITHIN = 0.9;

/** So many events, each in short. */
async function heardFrom(url: string, count: number, options: Listening = {}, chance = 0): Promise<readonly string[]> {
  const heard: string[] = [];
  const client = new PlimsollClient({ url, machine: { chance: () => chance } });
  for await (const event of client.events({ ...options, signal: AbortSignal.timeout(10_000) })) {
    heard.push(shortOf(event));
    if (heard.length === count) break;
  }
  return heard;
}

function shortOf(event: SiteEvent): string {
  if (event.type === "entry") return `entry ${event.index}`;
  return event.type === "pulse" ? `pulse ${event.entries}` : "silence";
}

const resumedAt = (site: ScriptedSite): readonly (string | undefined)[] =>
  site.heard.map(({ headers }) => headers["last-event-id"] as string | undefined);

describe("SVR-137 entries", () => {
  test("SVR-137 come each once, over as many connections as it takes", async () => {
    await using site = await ScriptedSite.started(
      stream(pulseText(5) + entries(5, 6)),
      cut,
      problem(503, "TOO_MANY_STREAMS", true),
      stream(entries(7) + entryText(8).slice(0, 20)),
      stream(entries(8), "stays"),
    );
    expect(await heardFrom(site.url, 5)).toEqual(["pulse 5", "entry 5", "entry 6", "entry 7", "entry 8"]);
    expect(resumedAt(site)).toEqual([undefined, "6", "6", "6", "7"]);
  });

  test("SVR-137 who begins with what comes resumes where that was, though nothing came yet", async () => {
    await using site = await ScriptedSite.started(stream(pulseText(5)), stream(entries(5), "stays"));
    expect(await heardFrom(site.url, 2)).toEqual(["pulse 5", "entry 5"]);
    expect(resumedAt(site)).toEqual([undefined, "4"]);
  });

  test("SVR-137 a pulse while entries are still coming moves nobody on", async () => {
    await using site = await ScriptedSite.started(stream(pulseText(9) + entries(1)), stream(entries(2), "stays"));
    expect(await heardFrom(site.url, 3, { after: 0 })).toEqual(["pulse 9", "entry 1", "entry 2"]);
    expect(resumedAt(site)).toEqual(["0", "1"]);
  });

  test("SVR-137 leaving closes the connection", async () => {
    let isClosed = false;
    await using site = await ScriptedSite.started((response) => {
      response.on("close", () => (isClosed = true));
      stream(pulseText(1), "stays")(response, { method: "", path: "", headers: {}, body: "" });
    });
    await heardFrom(site.url, 1);
    await expect.poll(() => isClosed).toBe(true);
  });

  test("SVR-140 a signal ends a stream, with its reason", async () => {
    await using site = await ScriptedSite.started(stream(pulseText(1), "stays"));
    const leaving = new AbortController();
    const reason = new Error("enough");
    const listen = async (): Promise<void> => {
      for await (const _event of new PlimsollClient({ url: site.url }).events({ signal: leaving.signal }))
        leaving.abort(reason);
    };
    await expect(listen()).rejects.toBe(reason);
  });

  test("SVR-137 what waiting cannot mend is thrown", async () => {
    await using site = await ScriptedSite.started(problem(401, "TOKEN_MISSING", false));
    await expect(heardFrom(site.url, 1)).rejects.toMatchObject({ code: "TOKEN_MISSING" });
  });
});

describe("SVR-138 silence", () => {
  test("SVR-138 is told once, the connection is made anew, and the next event ends it", async () => {
    await using site = await ScriptedSite.started(
      stream(pulseText(5), "stays"),
      stream("", "stays"),
      stream(pulseText(5) + entries(5), "stays"),
    );
    const startedMs = performance.now();
    const heard = await heardFrom(site.url, 5, { silenceMs: 300 });
    expect(heard).toEqual(["pulse 5", "silence", "pulse 5", "entry 5", "silence"]);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(3 * 300 - 50);
  });

  test("SVR-138 is told in time when nobody listens at all", async () => {
    const site = await ScriptedSite.started(cut);
    const { url } = site;
    await site[Symbol.asyncDispose]();
    const startedMs = performance.now();
    expect(await heardFrom(url, 1, {}, WAITS_JUST_WITHIN)).toEqual(["silence"]);
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThanOrEqual(2_990);
    expect(tookMs).toBeLessThan(4_000);
  });
});

describe("SVR-139 a log that goes back on what it said", () => {
  test.each([
    ["an entry again", entries(5, 5), "LOG_SHORTER"],
    ["an older entry", entries(5, 4), "LOG_SHORTER"],
    ["a pulse of fewer entries", entries(5) + pulseText(5), "LOG_SHORTER"],
    ["an entry left out", entries(5, 7), "ENTRIES_MISSING"],
  ])("SVR-139 %s is not believed", async (_name, text, code) => {
    await using site = await ScriptedSite.started(stream(text, "stays"));
    await expect(heardFrom(site.url, 9, { after: 4 })).rejects.toMatchObject({ code });
  });

  test("SVR-139 a site that was put back to an older copy is told from one that goes on", async () => {
    await using site = await ScriptedSite.started(stream(entries(5, 6)), stream(pulseText(4), "stays"));
    await expect(heardFrom(site.url, 9, { after: 4 })).rejects.toMatchObject({ code: "LOG_SHORTER" });
  });

  test.each([
    ["no JSON", "id: 5\nevent: run.ended\ndata: {\n\n"],
    ["another kind", 'id: 5\nevent: run.started\ndata: {"kind":"run.ended"}\n\n'],
    ["no index", 'event: run.ended\ndata: {"kind":"run.ended"}\n\n'],
    ["a pulse without figures", "event: pulse\ndata: {}\n\n"],
  ])("SVR-139 nor is what is no event: %s", async (_name, text) => {
    await using site = await ScriptedSite.started(stream(text, "stays"));
    await expect(heardFrom(site.url, 1)).rejects.toMatchObject({ code: "ANSWER_MALFORMED" });
  });
});

describe("SVR-137 the text of a stream", () => {
  const LINES =
    'id: 1\nevent: a\ndata: {"x":"ö"}\n\n: comment\n\ndata\ndata:  two\nid\nretry: 5\n\nevent: none\n\ndata: last\n\n';
  const EVENTS = [
    { id: "1", event: "a", data: '{"x":"ö"}' },
    { id: "", event: "", data: "\n two" },
    { id: "", event: "", data: "last" },
  ];

  test.each(["\n", "\r\n", "\r"])("SVR-137 is read the same wherever it is cut, with lines that end in %j", (end) => {
    const text = LINES.replaceAll("\n", end);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 12 }), (cuts) => {
        const reader = new EventReader();
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const parts = places.slice(1).map((place, index) => text.slice(places[index], place));
        // A last carriage return waits for what follows it.
        expect([...parts, ":"].flatMap((part) => reader.read(part))).toEqual(EVENTS);
      }),
    );
  });

  test("SVR-142 nor is one of many short lines, or of empty ones", () => {
    for (const line of ["data: x\n", "data\n"]) {
      const reader = new EventReader();
      const part = line.repeat(100_000);
      expect(() => {
        for (let count = 0; count < 200; count += 1) reader.read(part);
      }).toThrow("ANSWER_MALFORMED");
    }
  });

  test("SVR-142 an event without an end is not held", () => {
    const reader = new EventReader();
    const part = "x".repeat(1_048_576);
    expect(() => {
      for (let count = 0; count < 20; count += 1) reader.read(part);
    }).toThrow("ANSWER_MALFORMED");
  });
});
