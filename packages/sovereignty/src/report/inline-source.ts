import { Html } from "./html.ts";

/** A style and a script to the byte, since the page's policy knows them by their hashes. */
export const styleElement = (source: string): Html => new Html(`<style>${source}</style>`);

export const scriptElement = (source: string): Html => new Html(`<script>${source}</script>`);
