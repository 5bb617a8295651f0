import { PlimsollError } from "@plimsoll/foundation";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Where chat completions are asked for under a base address such as `https://host/v1`. Throws `ENDPOINT_ADDRESS_MALFORMED` for anything
 * but http and https, for credentials, query or fragment in the address, and for a key that would cross a network unencrypted.
 */
export function completionsAddress(baseUrl: string, hasKey: boolean): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !["http:", "https:"].includes(url.protocol))
    throw malformed("an http or https address", "another");
  if (`${url.username}${url.password}${url.search}${url.hash}` !== "")
    throw malformed("an address without credentials, query and fragment", "one that has some");
  if (hasKey && url.protocol === "http:" && !LOOPBACK.test(url.hostname))
    throw malformed("https where a key is sent to another machine", "http");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}/chat/completions`;
}

/** The address itself is not repeated: it may hold what should not be seen. */
const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "ENDPOINT_ADDRESS_MALFORMED",
    expected: `${expected} as endpoint`,
    received,
    fix: "name the endpoint as in https://host/v1, its key by the name of an environment variable",
  });
