import { describe, expect, test } from "vitest";
import { fullPostAEpisodes, isRepairATooLate, regime2Start, regimeOf } from "./schedule.ts";

/** Reference §2.5, row by row. */
const TABLE = [
  { accepted: 2, start: 4, full: 1, tooLate: false },
  { accepted: 3, start: 4, full: 0, tooLate: false },
  { accepted: 4, start: 5, full: 0, tooLate: false },
  { accepted: 5, start: 6, full: 0, tooLate: false },
  { accepted: 6, start: 7, full: 0, tooLate: true },
  { accepted: 7, start: 8, full: 0, tooLate: true },
];

const EPISODES = Array.from({ length: 20 }, (_, episode) => episode);

describe("the event gate E3", () => {
  test.each(TABLE)("SV-11 Repair A in episode $accepted: regime 2 from $start, $full whole episodes before", (row) => {
    expect(regime2Start(row.accepted)).toBe(row.start);
    expect(fullPostAEpisodes(row.accepted)).toBe(row.full);
  });

  test.each(TABLE)(
    "SV-10 Repair A in episode $accepted: regimes 0, 1 and 2, one after the other",
    ({ accepted, start }) => {
      const expected = EPISODES.map((episode) => (episode < 2 ? 0 : episode < start ? 1 : 2));
      expect(EPISODES.map((episode) => regimeOf(episode, episode > accepted ? accepted : null))).toEqual(expected);
    },
  );

  test("SV-10 without Repair A regime 1 does not end", () => {
    expect(EPISODES.map((episode) => regimeOf(episode, null))).toEqual(EPISODES.map((each) => (each < 2 ? 0 : 1)));
    expect(regime2Start(null)).toBeNull();
  });

  test.each(TABLE)("SV-11 Repair A in episode $accepted is too late: $tooLate", ({ accepted, tooLate }) => {
    const judgedFrom = EPISODES.filter((episode) => episode > accepted);
    expect(judgedFrom.map((episode) => isRepairATooLate(episode, accepted))).toEqual(judgedFrom.map(() => tooLate));
  });

  test("SV-11 a Repair A that is missing is too late from the start of episode 6 on, and not before", () => {
    expect(EPISODES.filter((episode) => isRepairATooLate(episode, null))).toEqual(EPISODES.slice(6));
  });
});
