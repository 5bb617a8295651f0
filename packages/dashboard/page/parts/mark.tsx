import type { JSX } from "preact";
import type { BandShown } from "../../src/show/power-view.ts";

/** A shape for each state, so that colour never speaks alone. */
export type MarkName = BandShown | "good" | "bad" | "green" | "yellow" | "red" | "open" | "none";

const SHAPES: Readonly<Record<MarkName, JSX.Element>> = {
  full: <circle cx="8" cy="8" r="6" />,
  research: <path d="M8 1.5 14.5 8 8 14.5 1.5 8Z" />,
  paused: <path d="M3 2h3.6v12H3zM9.4 2H13v12H9.4z" />,
  cut: <path d="m3.6 1.8 4.4 4.4 4.4-4.4 1.8 1.8L9.8 8l4.4 4.4-1.8 1.8L8 9.8l-4.4 4.4-1.8-1.8L6.2 8 1.8 3.6z" />,
  unknown: (
    <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2.4" />
  ),
  good: <path d="m6.4 13.4-5-5L3.2 6.6l3.2 3.2 6.4-7L14.6 4.4z" />,
  bad: <path d="m3.6 1.8 4.4 4.4 4.4-4.4 1.8 1.8L9.8 8l4.4 4.4-1.8 1.8L8 9.8l-4.4 4.4-1.8-1.8L6.2 8 1.8 3.6z" />,
  green: <circle cx="8" cy="8" r="6.4" />,
  yellow: <path d="M8 1.4 15 14.2H1z" />,
  red: <path d="M5.2 1.5h5.6l3.7 3.7v5.6l-3.7 3.7H5.2l-3.7-3.7V5.2z" />,
  open: <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" stroke-width="2.2" />,
  none: <path d="M2.5 7h11v2h-11z" />,
};

/** Drawn beside its word, so it says nothing to those who hear the page. */
export const Mark = ({ name }: { readonly name: MarkName }): JSX.Element => (
  <svg class="mark" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">
    {SHAPES[name]}
  </svg>
);
