import { request as plainRequest, type IncomingHttpHeaders } from "node:http";
import { request as tlsRequest } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
  /** The body as JSON. Throws where it is none. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says at each use what is looked at
  readonly json: <Value = Readonly<Record<string, unknown>>>() => Value;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Of a certificate that this request trusts, PEM. */
  readonly ca?: string;
}

/** One request, with whatever headers and path a test wants: `fetch` would correct them. */
export function ask(url: string, path: string, asking: Asking = {}): Promise<Answer> {
  const { method = "GET", headers = {}, body, ca } = asking;
  const { hostname, port, protocol } = new URL(url);
  const options = {
    host: hostname,
    port,
    path,
    method,
    headers: { connection: "close", ...headers },
    ...(ca && { ca }),
  };
  return new Promise((resolve, reject) => {
    const sent = (protocol === "https:" ? tlsRequest : plainRequest)(options, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const bytes = Buffer.concat(parts);
        const text = bytes.toString("utf8");
        const { statusCode: status = 0, headers: received } = response;
        // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
        resolve({ status, headers: received, text, bytes, json: <Value>() => JSON.parse(text) as Value });
      });
    });
    sent.once("error", reject);
    sent.end(body);
  });
}

/** A POST of JSON. */
export const post = (
  url: string,
  path: string,
  body: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> =>
  ask(url, path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

/** The stable code of a problem. */
export const codeIn = (answer: Answer): string => {
  try {
    return String(answer.json()["code"]);
  } catch {
    return `no problem but ${answer.status}: ${answer.text.slice(0, 200)}`;
  }
};
