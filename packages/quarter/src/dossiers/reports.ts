/** What a made-up house has to say about one claim. */
export interface Report {
  readonly house: string;
  readonly opening: string;
  /** Before the claim, in its own words. */
  readonly lead: string;
  readonly closing: string;
}

/** Three houses that know nothing of one another. */
export const REPORTS: readonly Report[] = [
  {
    house: "Landing Stage Inspectorate",
    opening:
      "Inspectors stood at the gangways of all three routes from the first departure to the last, on ninety days, and wrote down who was left on the quay and why.",
    lead: "The books of the gangways agree with the tickets sold:",
    closing:
      "Eleven people came late of their own accord. They were counted, and none of them was waiting for a boat that the plan had taken away.",
  },
  {
    house: "Council of Ferry Passengers",
    opening:
      "We asked two thousand and forty season-ticket holders by letter, once in each month of the trial, whether they ever stood before an empty berth; seven in ten answered.",
    lead: "Not one letter tells of such a day, and so we say with confidence:",
    closing: "Complaints about the price of coffee on the upper deck are in the appendix and have no bearing on this.",
  },
  {
    house: "Rescue Station East",
    opening:
      "Our boats are called when somebody cannot get off an island. The log of the station has every call by hour, by landing place and by cause.",
    lead: "From the log of calls during the trial we draw this alone:",
    closing: "The station keeps the log for ten years, and whoever has a reason may read it.",
  },
];
