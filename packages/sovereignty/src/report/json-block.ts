import { Html } from "./html.ts";

/**
 * Data for the page's script, in a block that no browser executes. Signs that could end the block or open a comment are written as
 * JSON escapes: whatever the data say, it remains data.
 */
export const jsonBlock = (id: string, data: unknown): Html =>
  new Html(
    `<script type="application/json" id="${id}">${JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, jsonEscape)}</script>`,
  );

const jsonEscape = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
