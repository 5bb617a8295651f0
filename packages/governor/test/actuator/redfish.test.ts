import { expect, onTestFinished, test } from "vitest";
import { parseEnvironmentMetrics } from "../../src/actuator/redfish/environment-metrics.ts";
import { RedfishLid } from "../../src/actuator/redfish/redfish-lid.ts";
import { redfishSwitch } from "../../src/actuator/redfish/redfish-switch.ts";
import { METRICS, RedfishService, SYSTEM } from "./redfish-service.ts";

async function opened(file = "hgx-b200.json"): Promise<{ service: RedfishService; lid: RedfishLid }> {
  const service = await new RedfishService(file).open();
  onTestFinished(() => service.close());
  return { service, lid: new RedfishLid({ client: service.client(), path: METRICS }) };
}

test.each([
  ["dgx-h100.json", 285_715, 1_000_000, 200],
  ["a100.json", 250_000, 1_000_000, 100],
  ["hgx-b200.json", 200_000, 200_000, 200],
] as const)(
  "G-122 %s: the floor is told, and 20 % only where it is reached",
  async (file, floorPpm, heldPpm, watts) => {
    const { service, lid } = await opened(file);
    const reading = await lid.press(200_000);
    expect(reading).toMatchObject({ floorPpm, heldPpm, isIdle: null });
    expect(reading.reasons.map(({ code }) => code)).toEqual(heldPpm === 200_000 ? [] : ["LEVEL_UNREACHABLE"]);
    expect(service.metrics.PowerLimitWatts.SetPoint).toBe(watts);
  },
);

test("G-122 what is set already is not set again, and full power is the default set point", async () => {
  const { service, lid } = await opened("dgx-h100.json");
  await lid.press(0);
  await lid.press(0);
  expect(service.requests.filter((each) => each.startsWith("PATCH"))).toHaveLength(1);
  await lid.press(1_000_000);
  expect(service.metrics.PowerLimitWatts.SetPoint).toBe(700);
});

test("G-122 a change that somebody else made meanwhile is looked at first, and three times at most", async () => {
  const { service, lid } = await opened();
  service.rivals = 2;
  expect((await lid.press(200_000)).heldPpm).toBe(200_000);
  service.rivals = 3;
  const reading = await lid.press(1_000_000);
  expect(reading.reasons.map(({ code }) => code)).toEqual(["ORDER_FAILED"]);
  expect(reading.heldPpm).toBe(200_000);
});

test("G-122 an order that was taken and changed nothing is found out by reading back", async () => {
  const { service, lid } = await opened();
  service.isDeaf = true;
  const reading = await lid.press(200_000);
  expect(reading.heldPpm).toBe(1_000_000);
  expect(reading.reasons.map(({ code }) => code)).toEqual(["NOT_YET_HELD"]);
});

test("G-122 a limit that is disabled holds nobody, and is enabled again", async () => {
  const { service, lid } = await opened();
  service.metrics.PowerLimitWatts.ControlMode = "Disabled";
  service.isDeaf = true;
  expect((await lid.press(200_000)).heldPpm).toBeNull();
  service.isDeaf = false;
  expect((await lid.press(200_000)).heldPpm).toBe(200_000);
  expect(service.metrics.PowerLimitWatts.ControlMode).toBe("Automatic");
});

test("G-122 a cap that the power has not followed does not hold", async () => {
  const { service, lid } = await opened();
  service.metrics.PowerLimitWatts.Reading = 200.001;
  expect((await lid.press(200_000)).heldPpm).toBe(1_000_000);
});

test("G-122 a session that ran out is opened again, once", async () => {
  const { service, lid } = await opened();
  await lid.press(200_000);
  service.sessions.clear();
  expect((await lid.press(200_000)).heldPpm).toBe(200_000);
  expect(service.requests.filter((each) => each.startsWith("POST"))).toHaveLength(2);
});

test("G-122 a stranger's certificate, a wrong password, a redirect, an error and silence hold nothing", async () => {
  const { service } = await opened();
  const press = async (client: ReturnType<RedfishService["client"]>): Promise<unknown> =>
    (await new RedfishLid({ client, path: METRICS }).press(200_000)).heldPpm;
  expect(await press(service.client({ password: "wrong" }))).toBeNull();
  expect(service.requests).toEqual(["POST /redfish/v1/SessionService/Sessions"]);
  // The bundle of the runtime does not know the tests' authority.
  expect(await press(service.client({ authorities: "" }))).toBeNull();
  for (const status of [302, 404, 500, 503]) {
    const client = service.client();
    await client.get(METRICS);
    service.refusals = Array.from({ length: 8 }, () => status);
    expect(await press(client)).toBeNull();
    service.refusals = [];
  }
  const cutOff = service.client({ timeoutMs: 200 });
  await service.close();
  expect(await press(cutOff)).toBeNull();
});

test.each([
  null,
  {},
  { PowerLimitWatts: null },
  { PowerLimitWatts: { SetPoint: "200", AllowableMin: 1, AllowableMax: 2, ControlMode: "Manual" } },
  { PowerLimitWatts: { SetPoint: null, AllowableMin: 1, AllowableMax: 2, ControlMode: "Manual" } },
  { PowerLimitWatts: { SetPoint: -1, AllowableMin: 1, AllowableMax: 2, ControlMode: "Manual" } },
  { PowerLimitWatts: { SetPoint: 1, AllowableMin: 1, AllowableMax: 0, ControlMode: "Manual" } },
  { PowerLimitWatts: { SetPoint: 1, AllowableMin: 1, AllowableMax: 2 } },
])("G-122 refuses metrics that do not say what holds: %j", (body) => {
  expect(() => parseEnvironmentMetrics(body)).toThrowError(expect.objectContaining({ code: "REDFISH_MALFORMED" }));
});

test("G-124 the plug is pulled and looked at out of band, and the session given back", async () => {
  const { service } = await opened();
  const client = service.client();
  const plug = redfishSwitch({ client, path: SYSTEM });
  expect(await plug.isOff()).toBe(false);
  await plug.off();
  expect(await plug.isOff()).toBe(true);
  await client.close();
  expect(service.sessions.size).toBe(0);
  service.refusals = [500];
  await expect(plug.isOff()).rejects.toThrowError(expect.objectContaining({ code: "REDFISH_FAILED" }));
});
