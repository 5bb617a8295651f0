/**
 * E3 as reference §2.5 prints it, row by row instead of by its formula: the regime of episodes 0 to 6, and L where Repair A is too
 * late. Later episodes are as episode 6.
 */
const ROWS: Readonly<Record<string, string>> = {
  none: "001111L",
  "2": "0011222",
  "3": "0011222",
  "4": "0011122",
  "5": "0011112",
};

/** A regime, or that Repair A is too late by now; an acceptance that came after episode 5 never leads to regime 2. */
export function scheduled(episode: number, repairAEpisode: number | null): 0 | 1 | 2 | "too late" {
  const row = ROWS[String(repairAEpisode ?? "none")] ?? ROWS["none"]!;
  const said = row[Math.min(episode, 6)];
  return said === "L" ? "too late" : (Number(said) as 0 | 1 | 2);
}
