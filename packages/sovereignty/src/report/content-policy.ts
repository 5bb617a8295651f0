import { digestOf, utf8 } from "@plimsoll/foundation";

/**
 * What a page may do: apply this one style and run this one script, each known by its hash (Content Security Policy Level 3), and
 * nothing else. No network, no eval, no text made into markup.
 */
export const contentPolicy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src '${sourceHash(style)}'`,
    `script-src '${sourceHash(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");

const sourceHash = (text: string): string => `sha256-${base64OfHex(digestOf(utf8(text)).slice("sha256:".length))}`;

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function base64OfHex(hex: string): string {
  const bits = hex.replace(/./g, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0"));
  const whole = bits.padEnd(Math.ceil(bits.length / 6) * 6, "0");
  const text = whole.replace(/.{6}/g, (six) => SIGNS[Number.parseInt(six, 2)]!);
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
