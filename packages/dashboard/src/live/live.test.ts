import { describe, expect, test } from "vitest";
import { Coalesced } from "./coalesced.ts";
import { heardLength, NOTHING_HEARD } from "./log-length.ts";
import { isNews, NO_PLACE, placeAtEntry, placeAtPulse } from "./place-in-log.ts";
import { EventStreamParser } from "./server-sent-events.ts";
import { leftUntil, siteTimeAt } from "./site-time.ts";
import { SILENCE_MAX_MS, stalenessOf } from "./staleness.ts";

describe("staleness", () => {
  test("SVR-42 SVR-75 is live while something was heard within 3 s", () => {
    expect(stalenessOf({ openedAtMs: 0, heardAtMs: 1_000 }, 1_000 + SILENCE_MAX_MS - 1)).toEqual({ state: "live" });
    expect(stalenessOf({ openedAtMs: 0, heardAtMs: 1_000 }, 1_000 + SILENCE_MAX_MS)).toEqual({
      state: "stale",
      silentMs: SILENCE_MAX_MS,
      isNever: false,
    });
  });

  test("SVR-75 a page that never heard anything is connecting for 3 s, then stale", () => {
    expect(stalenessOf({ openedAtMs: 10, heardAtMs: null }, 2_900)).toEqual({ state: "connecting" });
    expect(stalenessOf({ openedAtMs: 10, heardAtMs: null }, 3_010)).toMatchObject({ state: "stale", isNever: true });
  });

  test("SVR-75 a clock that ran back, or is none, is doubt and so stale", () => {
    expect(stalenessOf({ openedAtMs: 0, heardAtMs: 5_000 }, 4_000)).toMatchObject({ state: "stale", silentMs: 0 });
    expect(stalenessOf({ openedAtMs: 0, heardAtMs: 0 }, Number.NaN).state).toBe("stale");
  });
});

describe("the site's time", () => {
  test("SVR-76 goes on by the reader's monotonic clock from when it was told", () => {
    expect(siteTimeAt({ asOf: 1_000_000, heardAtMs: 50 }, 1_300.4)).toBe(1_001_250);
    expect(siteTimeAt({ asOf: 1_000_000, heardAtMs: 50 }, 20)).toBe(1_000_000);
  });

  test("SVR-76 a lease has what is left until its end, and nothing known where the time is not", () => {
    expect(leftUntil(5_000, 3_200)).toBe(1_800);
    expect(leftUntil(5_000, 9_000)).toBe(0);
    expect(leftUntil(null, 1)).toBeNull();
    expect(leftUntil(5_000, null)).toBeNull();
  });
});

describe("the length of the log", () => {
  const heard = (...lengths: readonly number[]) => lengths.reduce(heardLength, NOTHING_HEARD);

  test("SVR-160 a log that only grows is no news, and one that becomes shorter is another history for good", () => {
    expect(heard()).toEqual({ longest: null, fewer: null });
    expect(heard(0, 4, 4, 9)).toEqual({ longest: 9, fewer: null });
    expect(heard(4, 9, 8)).toEqual({ longest: 9, fewer: 8 });
    expect(heard(4, 9, 3, 8, 12, 20)).toEqual({ longest: 20, fewer: 3 });
  });
});

describe("the place in the log", () => {
  const pulsed = (...lengths: readonly number[]) => lengths.reduce(placeAtPulse, NO_PLACE);

  test("SVR-75 the first pulse says where a page stands that heard no entry; a later one moves it nowhere", () => {
    expect(pulsed(0).last).toBeNull();
    expect(pulsed(5)).toEqual({ last: 4, entries: 5 });
    expect(pulsed(5, 7, 9)).toEqual({ last: 4, entries: 9 });
    expect(pulsed(0, 3)).toEqual({ last: 2, entries: 3 });
  });

  test("SVR-75 older entries are gone through one by one, and the log is no shorter meanwhile", () => {
    const behind = pulsed(5, 9);
    expect(placeAtEntry(behind, 5)).toEqual({ last: 5, entries: 9 });
    expect(placeAtPulse(placeAtEntry(behind, 5), 9)).toEqual({ last: 5, entries: 9 });
    expect(placeAtEntry(pulsed(5), 5)).toEqual({ last: 5, entries: 6 });
    expect(placeAtEntry(NO_PLACE, 5)).toEqual({ last: 5, entries: 6 });
  });

  test("SVR-78 a pulse of entries that did not come is news, as the first one is; one of those that came is none", () => {
    expect(isNews(NO_PLACE, 5)).toBe(true);
    expect(isNews(pulsed(5), 5)).toBe(false);
    expect(isNews(pulsed(5), 7)).toBe(true);
    expect(isNews(placeAtEntry(pulsed(5), 5), 6)).toBe(false);
  });

  test("SVR-78 SVR-160 a shorter log is news, too, and the page goes on behind its end", () => {
    expect(isNews(pulsed(9), 3)).toBe(true);
    expect(pulsed(9, 3)).toEqual({ last: 2, entries: 3 });
    expect(pulsed(9, 0)).toEqual({ last: null, entries: 0 });
  });
});

describe("the event stream", () => {
  const stream = 'event: pulse\ndata: {"asOf":1}\n\nid: 7\nevent: run.power\ndata: a\ndata: b\n\n: a comment\n\n';
  const events = [
    { id: null, event: "pulse", data: '{"asOf":1}' },
    { id: "7", event: "run.power", data: "a\nb" },
  ];

  test("SVR-40 is taken apart alike, however it was cut", () => {
    for (let size = 1; size <= stream.length; size += 1) {
      const parser = new EventStreamParser();
      const chunks = Array.from({ length: Math.ceil(stream.length / size) }, (_, place) =>
        stream.slice(place * size, (place + 1) * size),
      );
      expect(chunks.flatMap((chunk) => parser.feed(chunk))).toEqual(events);
    }
  });

  test("SVR-40 reads line ends of both kinds, and keeps what is not whole", () => {
    const parser = new EventStreamParser();
    expect(parser.feed("event: pulse\r\ndata: x\r\n\r\nda")).toEqual([{ id: null, event: "pulse", data: "x" }]);
    expect(parser.feed("ta: y\n\n")).toEqual([{ id: null, event: "message", data: "y" }]);
  });

  test("SVR-77 the longest entry that there may be is taken", () => {
    const data = "x".repeat(5 * 1_048_576);
    const parser = new EventStreamParser();
    expect([...parser.feed(`id: 1\nevent: dataset.registered\ndata: ${data}`), ...parser.feed("\n\n")]).toHaveLength(1);
  });

  test("SVR-77 an event without an end does not fill the memory", () => {
    const parser = new EventStreamParser();
    expect(() => {
      for (let times = 0; times < 20; times += 1) parser.feed("x".repeat(1_048_576));
    }).toThrow(RangeError);
  });
});

describe("asking", () => {
  /** A clock that moves when told, and timers that it fires. */
  function world() {
    let nowMs = 0;
    let timers: { at: number; ring: () => void }[] = [];
    const asked: number[] = [];
    const answers: (() => void)[] = [];
    const asking = new Coalesced(
      () => {
        asked.push(nowMs);
        return new Promise<void>((resolve) => answers.push(resolve));
      },
      {
        nowMs: () => nowMs,
        after: (delayMs, ring) => {
          const timer = { at: nowMs + delayMs, ring };
          timers.push(timer);
          return () => {
            timers = timers.filter((each) => each !== timer);
          };
        },
      },
    );
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    return {
      asking,
      asked,
      answer: async () => {
        answers.shift()?.();
        await turn();
      },
      advance: async (ms: number) => {
        nowMs += ms;
        const due = timers.filter(({ at }) => at <= nowMs);
        timers = timers.filter(({ at }) => at > nowMs);
        for (const { ring } of due) ring();
        await turn();
      },
    };
  }

  test("SVR-78 many wishes are one question a second, and never two at a time", async () => {
    const { asking, asked, answer, advance } = world();
    for (let times = 0; times < 50; times += 1) asking.want();
    expect(asked).toEqual([0]);
    await advance(5_000);
    expect(asked).toEqual([0]);
    await answer();
    expect(asked).toEqual([0, 5_000]);
    await answer();
    asking.want();
    asking.want();
    expect(asked).toEqual([0, 5_000]);
    await advance(999);
    expect(asked).toEqual([0, 5_000]);
    await advance(1);
    expect(asked).toEqual([0, 5_000, 6_000]);
  });

  test("SVR-78 a view that is left asks nothing more", async () => {
    const { asking, asked, answer, advance } = world();
    asking.want();
    await answer();
    asking.want();
    asking.close();
    await advance(9_000);
    asking.want();
    expect(asked).toEqual([0]);
  });
});
