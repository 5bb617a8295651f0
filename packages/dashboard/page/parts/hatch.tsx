import type { JSX } from "preact";

/** Patterns that every picture of the page uses: what is not known is hatched, what is overdrawn is hatched in red. */
export const Patterns = (): JSX.Element => (
  <svg class="patterns" width="0" height="0" aria-hidden="true">
    <defs>
      <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" class="hatch-line" />
      </pattern>
      <pattern id="hatch-red" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V5" class="hatch-red-line" />
      </pattern>
    </defs>
  </svg>
);
