import { PlimsollError } from "@plimsoll/foundation";

/** Why a gate cannot listen: `PORT_IN_USE`, or `ADDRESS_NOT_AVAILABLE` for every other reason. */
export function listenFault(host: string, port: number, cause: unknown): PlimsollError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new PlimsollError({
    code: code === "EADDRINUSE" ? "PORT_IN_USE" : "ADDRESS_NOT_AVAILABLE",
    expected: `to listen at ${host.includes(":") ? `[${host}]` : host}:${port}`,
    received: code ?? message,
    fix: "choose an address of this machine and a port that is free, with --listen",
    cause,
  });
}
